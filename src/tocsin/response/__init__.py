"""A response from beginning to end: the case, the stages in their order, what can be asked and exported."""

from typing import TYPE_CHECKING

from tocsin.on_demand import imported_on_demand

if TYPE_CHECKING:
    from tocsin.intake import MAX_PASSWORDS
    from tocsin.notices.people import Representative
    from tocsin.people import Engine, SparkFailed, here
    from tocsin.report import Board
    from tocsin.response.advice import advice_on
    from tocsin.response.answers import (
        UnknownId,
        as_json,
        board,
        explain,
        facts_from_veris,
    )
    from tocsin.response.approving import Approval, approval, approve, bound_now, obstacles, standing
    from tocsin.response.bare_table import TableRefused, resolve_table
    from tocsin.response.case import Case, NotYet
    from tocsin.response.claiming import ClaimRefused, claim, enter_interruption, proof_of_loss, take_policy
    from tocsin.response.claiming import enter as enter_claim
    from tocsin.response.claiming import entries as claim_entries
    from tocsin.response.consenting import consents, take_consents, withdraw_consent
    from tocsin.response.costing import cost_of, exposure, exposure_of
    from tocsin.response.counselling import (
        CounselRefused,
        Taken,
        decide_proposal,
        make_copy,
        proposals,
        read_document,
        redline,
        refusals,
        review_lane,
        take_document,
        versions,
    )
    from tocsin.response.deciding import NoHarmTest, decide
    from tocsin.response.delivering import MailRefused
    from tocsin.response.emailing import EmailRefused
    from tocsin.response.estimating import Picture
    from tocsin.response.excerpt import Wanted
    from tocsin.response.exercising import NoExercise, story_facts
    from tocsin.response.export import ExportRefused, check_export, export
    from tocsin.response.filings import Filed, FilingRefused, record_filing, undo_filing
    from tocsin.response.filings import filings as recorded_filings
    from tocsin.response.folder import (
        NotContained,
        check_containment,
        check_sources,
        create,
        facts_beside,
        is_new,
        no_case,
        open_case,
        refuse_existing,
    )
    from tocsin.response.impact import look
    from tocsin.response.inventory import Outlook, inventory_of, outlooks
    from tocsin.response.itemlist import UnknownOutcome, items_of, write_manifest
    from tocsin.response.labelling import LabellingRefused, label, workers_here
    from tocsin.response.law_answers import (
        MatrixFormat,
        UnknownPlace,
        duties_from,
        harm_tests_from,
        law_changes,
        law_check,
        law_json,
        law_matrix,
        show_law,
    )
    from tocsin.response.ledger import Answer, decisions
    from tocsin.response.ledger import decide as decide_people
    from tocsin.response.ledger import undo as undo_people
    from tocsin.response.lists import ListRefused, take_list
    from tocsin.response.looking import content
    from tocsin.response.mailing import ListKind, export_list
    from tocsin.response.notify import prove_all
    from tocsin.response.ocr import OcrDone, ocr_lanes, read_pictures
    from tocsin.response.on_spark import SparkLanes, SparkUnfit, engine_of, spark_engine, spark_lanes
    from tocsin.response.packet_approving import PacketState, approve_packets, packet_states
    from tocsin.response.people_answers import Reasons, events, how, why
    from tocsin.response.people_review import (
        Line,
        Preview,
        Question,
        Sheet,
        Sheets,
        alike,
        preview,
        questions,
    )
    from tocsin.response.progress import Bar, Silent, Watcher
    from tocsin.response.quality import SAMPLE as QUALITY_SAMPLE
    from tocsin.response.quality import Unfound, files_to_check, findings_to_check, quality
    from tocsin.response.reading import ReadingRefused, read_items, reading_lanes
    from tocsin.response.recording import Decision, judgements, record, undo
    from tocsin.response.representing import (
        Acting,
        RepresentativeRefused,
        acting,
        record_representative,
        representatives,
        withdraw_representative,
    )
    from tocsin.response.reviewing import Entry, ReviewRefused, owners, queue, within
    from tocsin.response.scan import Lanes, NothingThere, lanes, scan
    from tocsin.response.scenarios import Drafted, Happening, drafted, dump_business, happenings
    from tocsin.response.seeds import Compared, compare, export_answers, take_seed
    from tocsin.response.story import assess, find_people, respond, write_notices

__all__ = [
    "MAX_PASSWORDS",
    "QUALITY_SAMPLE",
    "Acting",
    "Answer",
    "Approval",
    "Bar",
    "Board",
    "Case",
    "ClaimRefused",
    "Compared",
    "CounselRefused",
    "Decision",
    "Drafted",
    "EmailRefused",
    "Engine",
    "Entry",
    "ExportRefused",
    "Filed",
    "FilingRefused",
    "Happening",
    "LabellingRefused",
    "Lanes",
    "Line",
    "ListKind",
    "ListRefused",
    "MailRefused",
    "MatrixFormat",
    "NoExercise",
    "NoHarmTest",
    "NotContained",
    "NotYet",
    "NothingThere",
    "OcrDone",
    "Outlook",
    "PacketState",
    "Picture",
    "Preview",
    "Question",
    "ReadingRefused",
    "Reasons",
    "Representative",
    "RepresentativeRefused",
    "ReviewRefused",
    "Sheet",
    "Sheets",
    "Silent",
    "SparkFailed",
    "SparkLanes",
    "SparkUnfit",
    "TableRefused",
    "Taken",
    "Unfound",
    "UnknownId",
    "UnknownOutcome",
    "UnknownPlace",
    "Wanted",
    "Watcher",
    "acting",
    "advice_on",
    "alike",
    "approval",
    "approve",
    "approve_packets",
    "as_json",
    "assess",
    "board",
    "bound_now",
    "check_containment",
    "check_export",
    "check_sources",
    "claim",
    "claim_entries",
    "compare",
    "consents",
    "content",
    "cost_of",
    "create",
    "decide",
    "decide_people",
    "decide_proposal",
    "decisions",
    "drafted",
    "dump_business",
    "duties_from",
    "engine_of",
    "enter_claim",
    "enter_interruption",
    "events",
    "explain",
    "export",
    "export_answers",
    "export_list",
    "exposure",
    "exposure_of",
    "facts_beside",
    "facts_from_veris",
    "files_to_check",
    "find_people",
    "findings_to_check",
    "happenings",
    "harm_tests_from",
    "here",
    "how",
    "inventory_of",
    "is_new",
    "items_of",
    "judgements",
    "label",
    "lanes",
    "law_changes",
    "law_check",
    "law_json",
    "law_matrix",
    "look",
    "make_copy",
    "no_case",
    "obstacles",
    "ocr_lanes",
    "open_case",
    "outlooks",
    "owners",
    "packet_states",
    "preview",
    "proof_of_loss",
    "proposals",
    "prove_all",
    "quality",
    "questions",
    "queue",
    "read_document",
    "read_items",
    "read_pictures",
    "reading_lanes",
    "record",
    "record_filing",
    "record_representative",
    "recorded_filings",
    "redline",
    "refusals",
    "refuse_existing",
    "representatives",
    "resolve_table",
    "respond",
    "review_lane",
    "scan",
    "show_law",
    "spark_engine",
    "spark_lanes",
    "standing",
    "story_facts",
    "take_consents",
    "take_document",
    "take_list",
    "take_policy",
    "take_seed",
    "undo",
    "undo_filing",
    "undo_people",
    "versions",
    "why",
    "withdraw_consent",
    "withdraw_representative",
    "within",
    "workers_here",
    "write_manifest",
    "write_notices",
]

imported_on_demand(__name__)
