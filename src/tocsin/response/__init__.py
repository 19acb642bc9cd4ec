"""A response from beginning to end: the case, the stages in their order, what can be asked and exported."""

from tocsin.report import Board
from tocsin.response.answers import (
    UnknownId,
    as_json,
    board,
    explain,
    facts_from_veris,
)
from tocsin.response.bare_table import TableRefused, resolve_table
from tocsin.response.case import Case, NotYet
from tocsin.response.deciding import NoHarmTest, decide
from tocsin.response.estimating import Picture
from tocsin.response.excerpt import Wanted
from tocsin.response.export import ExportRefused, check_export, export
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
from tocsin.response.lists import ListRefused, take_list
from tocsin.response.looking import content
from tocsin.response.mailing import ListKind, export_list
from tocsin.response.on_spark import SparkLanes, SparkUnfit, spark_lanes
from tocsin.response.progress import Bar, Silent, Watcher
from tocsin.response.quality import SAMPLE as QUALITY_SAMPLE
from tocsin.response.quality import Unfound, files_to_check, findings_to_check, quality
from tocsin.response.recording import Decision, judgements, record, undo
from tocsin.response.reviewing import Entry, ReviewRefused, owners, queue, within
from tocsin.response.scan import Lanes, NothingThere, lanes, scan
from tocsin.response.seeds import Compared, compare, export_answers, take_seed
from tocsin.response.story import assess, find_people, respond, write_notices

__all__ = [
    "QUALITY_SAMPLE",
    "Bar",
    "Board",
    "Case",
    "Compared",
    "Decision",
    "Entry",
    "ExportRefused",
    "LabellingRefused",
    "Lanes",
    "ListKind",
    "ListRefused",
    "MatrixFormat",
    "NoHarmTest",
    "NotContained",
    "NotYet",
    "NothingThere",
    "Picture",
    "ReviewRefused",
    "Silent",
    "SparkLanes",
    "SparkUnfit",
    "TableRefused",
    "Unfound",
    "UnknownId",
    "UnknownPlace",
    "Wanted",
    "Watcher",
    "as_json",
    "assess",
    "board",
    "check_containment",
    "check_export",
    "check_sources",
    "compare",
    "content",
    "create",
    "decide",
    "duties_from",
    "explain",
    "export",
    "export_answers",
    "export_list",
    "facts_beside",
    "facts_from_veris",
    "files_to_check",
    "find_people",
    "findings_to_check",
    "harm_tests_from",
    "is_new",
    "judgements",
    "label",
    "lanes",
    "law_changes",
    "law_check",
    "law_json",
    "law_matrix",
    "look",
    "no_case",
    "open_case",
    "owners",
    "quality",
    "queue",
    "record",
    "refuse_existing",
    "resolve_table",
    "respond",
    "scan",
    "show_law",
    "spark_lanes",
    "take_list",
    "take_seed",
    "undo",
    "within",
    "workers_here",
    "write_notices",
]
