"""From approved letters to everybody reached: packaged, printed, mailed, returned, sent again, replaced."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from mail_desk import BARCODED, BY, approve, approved, lines, mail, told, write_csv

from acs_file import fulfilment
from chain import Desk, Finished, log_of
from tocsin.notices.delivery import barcode, codes
from tocsin.response import MailRefused, Silent, delivering, facts_beside, mailstatus, moving
from tocsin.response.delivering import News, append, ledger_of, rows_of
from tocsin.response.story import assess, find_people

NAMED = ("--by", BY)


@pytest.fixture
def mailed(finished: Finished, desk: Desk) -> Desk:
    """A desk whose letters were packaged in clear, printed and mailed."""
    approved(finished, desk)
    mail(desk, "package", "first", *NAMED, *BARCODED, "--in-clear")
    rows = [
        {"Piece ID": line["piece"], "Status": "mailed", "Date": "03/02/2026"}
        for line in lines(desk.folder / "first")
    ]
    write_csv(desk.folder / "printer.csv", ["Piece ID", "Status", "Date"], rows)
    mail(desk, "confirm", "printer.csv", *NAMED)
    return desk


def test_unapproved_letters_are_not_packaged(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    said = mail(desk, "package", "first", *NAMED, *BARCODED, "--in-clear", code=1)
    assert "NOT APPROVED" in said and "tocsin counsel approve" in said
    assert not (desk.folder / "first").exists()
    with desk.opened() as case:
        assert not ledger_of(case).all


def test_a_package_holds_every_letter_once_in_presort_order_and_agrees_with_the_ledger(
    finished: Finished, desk: Desk
):
    approved(finished, desk)
    made = told(desk, "package", "first", *NAMED, *BARCODED, "--in-clear")
    folder = desk.folder / "first"
    rows = lines(folder)
    with desk.opened() as case:
        notices = case.need("notices", "notices").to_pylist()
        ready = {row["id"]: row for row in notices if row["kind"] == "letter" and row["state"] == "rendered"}
        ledger = ledger_of(case)
        assert {row["piece"] for row in rows} == set(ready) == set(ledger.attempts)
        assert len(rows) == len(ready) == made["pieces"] > 3
        assert all(row["sha256"] == ready[row["piece"]]["sha256"] for row in rows)
        assert case.vault.verify()
    codes = [barcode.parts(row["barcode"]) for row in rows]
    assert [int(row["sequence"]) for row in rows] == list(range(1, len(rows) + 1))
    routed = [code.routing for code in codes if code.routing]
    assert routed == sorted(routed) and routed
    assert len({row["serial"] for row in rows}) == len(rows)
    assert all(
        code.mailer == "123456" and f"{code.mailer}{code.serial}" == row["serial"]
        for code, row in zip(codes, rows, strict=True)
    )
    pages = 0
    for pdf in sorted(folder.glob("letters-*.pdf")):
        with pikepdf.open(pdf) as opened:
            pages += len(opened.pages)
    assert pages == sum(int(row["pages"]) for row in rows)


def test_the_job_ticket_counts_what_is_in_the_package(finished: Finished, desk: Desk):
    approved(finished, desk)
    mail(desk, "package", "first", *NAMED, *BARCODED, "--in-clear", "--destroy-after", 10)
    folder = desk.folder / "first"
    ticket, rows = json.loads((folder / "job-ticket.json").read_text()), lines(folder)
    assert ticket["pieces"] == len(rows)
    assert ticket["sheets"] == sum(int(row["sheets"]) for row in rows)
    assert sum(ticket["counts"].values()) == len(rows)
    assert "mailer id 123456" in ticket["barcode"] and "folded at 4 inches" in ticket["envelope"]
    with pikepdf.open(folder / "job-ticket.pdf") as pdf:
        assert len(pdf.pages) >= 1


def test_what_was_packaged_is_not_packaged_again(mailed: Desk):
    said = mail(mailed, "package", "second", *NAMED, "--in-clear", code=1)
    assert "already packaged or sent" in said
    assert not (mailed.folder / "second").exists()


def test_the_same_package_can_be_written_again_to_the_byte(mailed: Desk):
    ident = told(mailed, "status")["packages"][0]["id"]
    mail(mailed, "package", "copy", *NAMED, "--in-clear", "--again", ident)
    for file in (mailed.folder / "first").iterdir():
        assert (mailed.folder / "copy" / file.name).read_bytes() == file.read_bytes(), file.name


def test_control_letters_go_to_our_own_addresses_and_are_marked(finished: Finished, desk: Desk):
    approved(finished, desk)
    seeds = [
        {"name": "Ellen Marsh", "street": "1 Ironwood Way", "city": "Tucson", "state": "AZ", "zip": "85701"}
    ]
    write_csv(desk.folder / "seeds.csv", list(seeds[0]), seeds)
    made = told(desk, "package", "first", *NAMED, *BARCODED, "--in-clear", "--seeds", "seeds.csv")
    marked = [row for row in lines(desk.folder / "first") if row["seed"] == "yes"]
    assert made["seeds"] == len(marked) == 1
    with desk.opened() as case:
        (attempt,) = ledger_of(case).attempts[marked[0]["piece"]]
        assert attempt.person is None
        assert sum(mailstatus.status(case)["states"].values()) == made["pieces"] - 1 + mailstatus.status(
            case
        )["states"].get("cannot_be_sent", 0)


def test_printed_equals_mailed_equals_manifest_or_the_piece_is_named(finished: Finished, desk: Desk):
    approved(finished, desk)
    mail(desk, "package", "first", *NAMED, *BARCODED, "--in-clear")
    rows = lines(desk.folder / "first")
    report = [{"barcode": row["barcode"], "status": "mailed", "date": "2026-03-02"} for row in rows]
    report[0]["status"], report[1]["status"] = "spoiled", "printed"
    del report[2]
    report.append({"barcode": "00300999999000000001", "status": "mailed", "date": "2026-03-02"})
    write_csv(desk.folder / "report.csv", list(report[0]), report)
    made = told(desk, "confirm", "report.csv", *NAMED)
    assert made["entered"]["new"] == len(rows) - 1
    assert made["unknown"] == [len(report) + 1]
    (found,) = told(desk, "reconcile")
    assert (found["manifest"], found["printed"], found["mailed"]) == (len(rows), len(rows) - 2, len(rows) - 3)
    assert {one["piece"]: one["what"] for one in found["differences"]} == {
        rows[0]["piece"]: "spoiled and not printed again",
        rows[1]["piece"]: "printed and not reported as mailed",
        rows[2]["piece"]: "not reported as printed",
    }
    rest = [{"barcode": row["barcode"], "status": "mailed", "date": "2026-03-03"} for row in rows[:3]]
    write_csv(desk.folder / "rest.csv", list(rest[0]), rest)
    mail(desk, "confirm", "rest.csv", *NAMED)
    assert told(desk, "reconcile")[0]["agrees"]


def test_the_same_report_twice_changes_nothing(mailed: Desk):
    before = told(mailed, "log")
    again = told(mailed, "confirm", "printer.csv", *NAMED)
    assert again["entered"]["new"] == 0 and again["entered"]["known"] == again["rows"] > 0
    assert told(mailed, "log") == before


def test_a_report_that_contradicts_the_ledger_is_shown_and_not_taken(mailed: Desk):
    piece = lines(mailed.folder / "first")[0]["piece"]
    write_csv(
        mailed.folder / "odd.csv",
        ["piece", "status", "date"],
        [{"piece": piece, "status": "mailed", "date": "2026-03-09"}],
    )
    made = told(mailed, "confirm", "odd.csv", *NAMED)
    assert made["entered"]["differs"] == [piece] and made["entered"]["new"] == 0


def test_returned_mail_comes_in_by_barcode_bars_serial_and_piece_id(mailed: Desk):
    rows = lines(mailed.folder / "first")
    ways = [rows[0]["barcode"], barcode.bars(rows[1]["barcode"]), rows[2]["serial"], rows[3]["piece"].lower()]
    words = [word for one in ways for word in ("--piece", one)]
    made = told(mailed, "returned", *NAMED, *words, "--reason", "Attempted - Not Known")
    assert (made["entered"]["new"], made["unknown"]) == (4, [])
    people = {one["piece"]: one for one in told(mailed, "who")}
    for row in rows[:4]:
        assert people[row["piece"]]["state"] == "returned"
        assert "not known there" in people[row["piece"]]["why"]
        assert "attempt 1: mailed" in " ".join(people[row["piece"]]["did"])
        assert "look-up" in people[row["piece"]]["next"] or "lookup" in people[row["piece"]]["next"]


def test_every_reason_that_a_file_gives_is_mapped_or_counted(mailed: Desk):
    rows = lines(mailed.folder / "first")
    report = [
        {"IMb": row["barcode"], "Nixie Code": code}
        for row, code in zip(rows, ["A", "K", "VAC", "??"], strict=False)
    ]
    write_csv(mailed.folder / "nixies.csv", ["IMb", "Nixie Code"], report)
    made = told(mailed, "returned", "nixies.csv", *NAMED)
    assert made["entered"]["new"] == 4 and made["unmapped"] == {"??": 1}
    with mailed.opened() as case:
        latest = ledger_of(case).latest(rows[3]["piece"])
        assert latest is not None and (latest.last.code, latest.last.why) == (
            "??",
            "returned; no reason was given",
        )


def test_a_piece_is_found_by_its_persons_name_and_the_search_is_logged(mailed: Desk):
    with mailed.opened() as case:
        person = next(row for row in case.need("people", "people").to_pylist() if row["name"])
    found = told(mailed, "returned", *NAMED, "--name", person["name"].split()[-1])
    assert any(one["name"] == person["name"] for one in found) or found == []
    with mailed.opened() as case:
        assert [entry for entry in log_of(case) if entry["verb"] == "search_mail"]


def test_what_came_back_goes_out_again_to_the_new_address_as_the_same_letter(mailed: Desk):
    row = lines(mailed.folder / "first")[0]
    place = ("--street", "77 New Street", "--city", "Tucson", "--state", "AZ", "--zip", "85701-1234")
    mail(mailed, "returned", *NAMED, "--piece", row["barcode"], "--reason", "utf", *place)
    assert told(mailed, "remail", "--preview")["returned"]["new_address"] == 1
    made = told(mailed, "remail", "again", *NAMED, "--in-clear")
    assert made["package"]["pieces"] == 1
    (again,) = lines(mailed.folder / "again")
    assert (again["piece"], again["attempt"], again["variant"]) == (row["piece"], "2", row["variant"])
    assert again["serial"] != row["serial"] and again["barcode"].endswith("857011234")
    with pypdfium2.PdfDocument(mailed.folder / "again" / "letters-0001.pdf") as pdf:
        assert "77 New Street" in pdf[0].get_textpage().get_text_bounded()
    assert told(mailed, "status")["states"]["packaged"] == 1
    with mailed.opened() as case:
        assert [one.state for one in ledger_of(case).attempts[row["piece"]]] == ["returned", "packaged"]
    # Nothing is left to send again.
    assert "none can go out again" in mail(mailed, "remail", "third", *NAMED, "--in-clear", code=1)


def test_a_letter_whose_words_were_approved_anew_is_not_sent_again_as_it_was(mailed: Desk):
    row = lines(mailed.folder / "first")[0]
    place = ("--street", "77 New Street", "--city", "Albany", "--state", "NY", "--zip", "12207")
    mail(mailed, "returned", *NAMED, "--piece", row["serial"], "--reason", "K", *place)
    facts = mailed.case / "incident.yaml"
    facts.write_text(
        facts.read_text()
        .replace("Shared drive copied", "Shared drive copied abroad")
        .replace("as_of: 2026-02-23", "as_of: 2026-03-05")
        .replace("as_of: '2026-02-23'", "as_of: '2026-03-05'")
    )
    with mailed.opened() as case:
        case.record_facts(facts_beside(mailed.case))
        find_people(case, Silent())
        assess(case, Silent())
        approve(case)
    said = mail(mailed, "remail", "again", *NAMED, "--in-clear", code=1)
    assert "1 to be written anew" in said
    made = told(mailed, "package", "again", *NAMED, "--in-clear", "--returned")
    assert [(one["piece"], one["attempt"]) for one in lines(mailed.folder / "again")] == [(row["piece"], "2")]
    assert made["pieces"] == 1


def test_an_import_or_a_package_is_taken_back_and_stays_in_the_log(mailed: Desk):
    row = lines(mailed.folder / "first")[0]
    act = told(mailed, "returned", *NAMED, "--piece", row["piece"], "--reason", "R")["entered"]["act"]
    assert [one["piece"] for one in told(mailed, "who") if one["state"] == "returned"] == [row["piece"]]
    mail(mailed, "undo", act, *NAMED, "--because", "wrong tray")
    assert not [one for one in told(mailed, "who") if one["state"] == "returned"]
    assert [one["stands"] for one in told(mailed, "log") if one["act"] == act] == [False]
    package = told(mailed, "status")["packages"][0]["id"]
    assert "already reported as mailed" in mail(mailed, "undo", package, *NAMED, code=1)
    assert "nothing to take back" in mail(mailed, "undo", "d0", *NAMED, code=1)


def test_a_package_taken_back_before_printing_frees_its_letters(finished: Finished, desk: Desk):
    approved(finished, desk)
    first = told(desk, "package", "first", *NAMED, *BARCODED, "--in-clear")
    mail(desk, "undo", first["package"], *NAMED)
    second = told(desk, "package", "second", *NAMED, "--in-clear")
    assert second["pieces"] == first["pieces"]
    serials = [{row["serial"] for row in lines(desk.folder / name)} for name in ("first", "second")]
    assert not serials[0] & serials[1]


def test_substitute_notice_stands_in_for_those_not_reached(mailed: Desk):
    rows = lines(mailed.folder / "first")
    mail(mailed, "returned", *NAMED, "--piece", rows[0]["piece"], "--reason", "R")
    before = told(mailed, "status")
    duty = next(one for one in before["substitute"] if one["unreached"])
    states = {finding["state"] for finding in duty["findings"]}
    assert states & {"met", "open"} and duty["replaced"] == 0
    mail(mailed, "substitute", *NAMED, "--how", "home page from 2 March to 1 June, KGUN 9")
    after = told(mailed, "status")
    assert after["states"].get("substitute") and "returned" not in after["states"]
    assert all(one["replaced"] == one["unreached"] for one in after["substitute"])
    told_of = next(one for one in told(mailed, "who") if one["piece"] == rows[0]["piece"])
    assert "substitute notice" in told_of["did"][-1]
    with pytest.raises(MailRefused, match="nobody left"), mailed.opened() as case:
        mailstatus.give_substitute(case, None, "2026-03-02", "x", BY, None)


def test_the_printers_word_for_a_whole_package_is_entered_for_every_piece(finished: Finished, desk: Desk):
    approved(finished, desk)
    made = told(desk, "package", "first", *NAMED, *BARCODED, "--in-clear")
    entered = told(
        desk, "confirm", "--package", made["package"], "--as", "mailed", "--on", "2026-03-02", *NAMED
    )
    assert entered["entered"]["new"] == made["pieces"]
    assert told(desk, "reconcile")[0]["agrees"]


def test_the_evidence_is_kept_with_its_digest(mailed: Desk):
    content = (mailed.folder / "printer.csv").read_bytes()
    with mailed.opened() as case:
        kept = [
            case.vault.get_document("mail_evidence", one.name)
            for one in case.vault.list_documents("mail_evidence")
        ]
        assert kept == [content]
        entries = [entry for entry in ledger_of(case).entries if entry.state == "mailed"]
        assert {entry.evidence for entry in entries} == {hashlib.sha256(content).hexdigest()}
        assert {entry.on for entry in entries} == {"2026-03-02"}


def test_a_name_is_in_no_log_entry(mailed: Desk, tmp_path: Path):
    with mailed.opened() as case:
        names = {row["name"] for row in case.need("people", "people").to_pylist() if row["name"]}
        text = json.dumps(log_of(case))
    assert not [name for name in names if name in text]


def test_the_address_change_service_file_is_read_as_it_comes(mailed: Desk):
    first = lines(mailed.folder / "first")
    moved = {
        "mailer": "123456", "moved": "20260115", "move_type": "I", "number": "77", "street": "NEW",
        "suffix": "ST", "city": "ALBANY", "state": "NY", "zip5": "12207",
        "made_on": "20260309", "action": "F",
    }  # fmt: skip
    records = [
        moved | {"barcode": first[0]["barcode"]},
        {
            "mailer": "123456",
            "serial": first[1]["serial"][6:],
            "code": "K",
            "made_on": "20260309",
            "action": "R",
        },
        {"barcode": first[2]["barcode"], "code": "P", "made_on": "20260310", "action": "R"},
        {"barcode": "0030099999900000004212207123401", "code": "V", "made_on": "20260310"},
    ]
    (mailed.folder / "acs.txt").write_bytes(fulfilment(records))
    made = told(mailed, "returned", "acs.txt", *NAMED)
    assert (made["rows"], made["entered"]["new"], made["unknown"]) == (4, 3, [5])
    assert made["actions"] == {"F": 1, "R": 2, "-": 1} and made["unmapped"] == {}
    with mailed.opened() as case:
        ledger = ledger_of(case)
        found = {piece: many[-1].last for piece, many in ledger.attempts.items()}
        pieces = [row["piece"] for row in first[:3]]
        assert [found[piece].state for piece in pieces] == ["returned"] * 3
        assert [found[piece].on for piece in pieces] == ["2026-03-09", "2026-03-09", "2026-03-10"]
        assert [found[piece].why for piece in pieces] == [
            "moved; the new address came with the notice", "moved and left no address", "deceased",
        ]  # fmt: skip
        given = moving.standing(case)
        assert given[0]["street"] == "77 NEW ST" and given[0]["moved"] == "2026-01-15"
        assert given[0]["why"].endswith("; individual move") and given[1]["deceased"] is True
    assert told(mailed, "returned", "acs.txt", *NAMED)["entered"]["new"] == 0
    (mailed.folder / "cut.txt").write_bytes(fulfilment(records, announced=9))
    assert "announces 9 records and has 4" in mail(mailed, "returned", "cut.txt", *NAMED, code=1)


ENDS = [
    *(("mail", "returned", one.says, one.advice) for one in codes.reasons().values()),
    ("mail", "withdrawn", "the mail house does not take it: invalid", "send it another way"),
    ("email", "bounced", "not delivered: no such mailbox", "it goes on paper"),
    ("email", "refused", "the mail server refused it", "it goes on paper"),
    ("email", "uncertain", "the connection ended", "email uncertain"),
    ("email", "deferred", "the mail server could not take it now", "send it again"),
    ("email", "not_sent", "the run was stopped", "send it"),
]


def test_every_way_not_to_be_reached_is_listed_with_what_was_done_and_what_is_next(
    finished: Finished, desk: Desk
):
    approved(finished, desk)
    with desk.opened() as case:
        row = next(row for row in case.need("notices", "notices").to_pylist() if row["state"] == "rendered")
        for number, (channel, state, why, advice) in enumerate(ENDS):
            acts = []
            for at, said in ((0, "mailed" if channel == "mail" else "sending"), (1, state)):
                acts.append(f"t{number:03d}{at}")
                news = [News(row["id"], row["person"], 1, said, "2026-03-02", None, why, None)]
                append(case.vault, acts[-1], rows_of(acts[-1], news, BY, None, channel), key=acts[-1])
            (listed,) = [one for one in mailstatus.not_reached(case) if one.piece == row["id"]]
            assert (listed.state, listed.why) == (state, why) and advice in listed.next, (state, why)
            assert f"{state.replace('_', ' ')} ({why})" in listed.did[-1]
            assert ("by e-mail" in listed.did[-1]) == (channel == "email")
            for act in acts:
                delivering.undo(case, act, BY)
        mailstatus_before = mailstatus.status(case)["states"]
        assert "returned" not in mailstatus_before
        entry = News(row["id"], row["person"], 1, "mailed", "2026-03-02", None, "", None)
        append(case.vault, "tlast", rows_of("tlast", [entry], BY, None), key="tlast")
        assert not [one for one in mailstatus.not_reached(case) if one.piece == row["id"]]


def test_a_single_entry_is_taken_back(mailed: Desk):
    with mailed.opened() as case:
        entry = next(one for one in ledger_of(case).entries if one.state == "mailed")
    mail(mailed, "undo", entry.id, *NAMED)
    with mailed.opened() as case:
        assert ledger_of(case).latest(entry.piece).state == "packaged"
