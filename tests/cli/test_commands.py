"""Every command does its step and says so: help, JSON, explanations, lists with odd headers, counts alone."""

from __future__ import annotations

import csv
import ctypes
import json
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest
import typer.main

from chain import FACTS, PEOPLE, WITH_COUNTS, Desk, Finished, Invented, log_of, real_process, roster
from tocsin.cli import app
from tocsin.model.elements import catalogue
from tocsin.model.factsfile import load_facts
from tocsin.report import Board

COMMANDS = sorted(typer.main.get_command(app).commands)


@pytest.fixture
def copied(finished: Finished, desk: Desk) -> Desk:
    """The finished case again, to go on with."""
    return finished.copied_to(desk)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_says_what_it_does_and_what_each_option_means(desk: Desk, command: str):
    outcome = desk.run(command, "--help")
    assert outcome.code == 0
    doc = typer.main.get_command(app).commands[command].help or ""
    assert len(doc.split()) >= 5
    assert " ".join(doc.split("\n")[0].split())[:40] in outcome.said
    for parameter in typer.main.get_command(app).commands[command].params:
        if parameter.param_type_name == "option":
            assert max(parameter.opts, key=len) in outcome.said
            assert parameter.help, f"{command} {parameter.name}"


def test_without_a_command_it_shows_where_to_start(desk: Desk):
    outcome = desk.run()
    assert "tocsin new CASE" in outcome.said
    assert all(command in outcome.said for command in COMMANDS)
    assert re.fullmatch(r"tocsin \d+\.\d+\.\d+", desk.run("--version").out.strip())


@pytest.mark.parametrize("command", ["status", "assess", "notices", "people"])
def test_json_of_a_command_is_the_whole_board_and_nothing_else(copied: Desk, command: str):
    outcome = copied.run(command, copied.case, "--json", *copied.passphrase)
    assert outcome.code == 0, outcome.err
    board = json.loads(outcome.out)
    assert set(board) == {field.name for field in fields(Board)}
    assert board["people"] == len(PEOPLE)
    assert all({"id", "title", "status", "deadline", "why", "sources"} <= set(duty) for duty in board["due"])


def test_json_of_respond_and_scan_is_clean_though_bars_are_shown(copied: Desk, finished: Finished):
    for command in ("respond", "scan"):
        words = [command, finished.share, "--case", copied.case, "--lanes", "1", "--json"]
        outcome = copied.run(*words, *copied.passphrase)
        assert outcome.code == 0, outcome.err
        assert json.loads(outcome.out)["files"] == finished.items


def explained(desk: Desk, ident: str) -> str:
    """The explanation as text; the same must be in JSON."""
    outcome = desk.run("explain", desk.case, ident, *desk.passphrase)
    assert outcome.code == 0, outcome.err
    made = json.loads(desk.run("explain", desk.case, ident, "--json", *desk.passphrase).out)
    assert made["id"] == ident
    assert " ".join(" ".join(made["why"]).split()) == " ".join(outcome.out.split())
    return outcome.out


def test_a_duty_is_explained_with_its_law_and_the_words_of_the_law(copied: Desk):
    with copied.opened() as case:
        duty = next(
            row for row in case.need("obligations", "assess").to_pylist() if row["id"] == "CA.individuals"
        )
    text = " ".join(explained(copied, duty["id"]).split())
    assert "1798.82" in text
    assert duty["deadline"] in text
    assert all(source["words"][:60] in text for source in duty["sources"])


def test_a_person_is_explained_with_residence_elements_files_and_merges(copied: Desk):
    with copied.opened() as case:
        person = next(
            row for row in case.need("people", "people").to_pylist() if row["name"] == PEOPLE[0].name
        )
    text = explained(copied, person["id"])
    assert PEOPLE[0].name in text
    assert "California" in text
    assert "Social Security number" in text
    assert "share/HR/roster.csv" in text
    assert PEOPLE[0].ssn not in text


def test_a_file_is_explained_with_its_outcome_and_what_was_found(copied: Desk):
    with copied.opened() as case:
        rows = {row["path"]: row["id"] for row in case.need("items", "scan").to_pylist()}
    assert "5 × Social Security number" in explained(copied, rows["share/HR/roster.csv"])
    assert "damaged" in explained(copied, rows["share/Old/torn.zip"])


def test_a_letter_is_explained_with_its_duties(copied: Desk):
    with copied.opened() as case:
        letters = case.need("notices", "notices").to_pylist()
    sent = next(row for row in letters if row["state"] == "rendered" and row["jurisdiction"] == "CA")
    assert "CA.individuals" in explained(copied, sent["id"])


def test_an_unknown_id_is_said_to_be_unknown(copied: Desk):
    outcome = copied.run("explain", copied.case, "no-such-id", *copied.passphrase)
    assert outcome.code == 1
    assert "Nothing in this case is called no-such-id" in outcome.said


def test_elements_lists_the_whole_catalogue(desk: Desk):
    shown, made = desk.run("elements"), json.loads(desk.run("elements", "--json").out)
    assert list(made) == list(catalogue())
    assert all(set(entry) == {"name", "family", "note"} for entry in made.values())
    assert len(shown.out.splitlines()) == len(made)


def test_a_decision_under_one_law_is_kept_with_its_reasons_and_changes_that_law_only(copied: Desk):
    words = ["decide", copied.case, "tx", "--likely", "--by", "A. Counsel", "--because", "it was all read"]
    assert copied.run(*words, *copied.passphrase).code == 1  # Texas knows no test of harm
    words = ["decide", copied.case, "fl", "--unlikely", "--no-misuse", "--by", "A. Counsel"]
    words += ["--because", "found unopened", "--consulted", "FBI Tampa, 3 March", "--written", "2026-02-20"]
    first = copied.run(*words, *copied.passphrase)
    assert first.code == 0, first.err
    assert "financial harm" in first.said
    second = copied.run(*["--likely" if w == "--unlikely" else w for w in words], *copied.passphrase)
    assert second.code == 0, second.err
    assert [one.rule for one in load_facts(copied.case / "incident.yaml").incident.decisions] == ["FL"]
    with copied.opened() as case:
        [decision] = case.facts.incident.decisions
        assert (decision.harm_reasonably_likely, decision.reasons) == (True, ["found unopened"])
        assert len([one for one in case.vault.list_documents() if one.kind == "decision"]) == 2
        assert [e["facts"]["harm_likely"] for e in log_of(case) if e["verb"] == "decide"] == [False, True]


def test_the_law_is_told_whole_side_by_side_changed_and_checked(desk: Desk):
    whole, *_ = json.loads(desk.run("law", "show", "CA", "--json").out)
    assert whole["at_a_glance"]["duties"][1]["threshold"]["comparator"] == ">"
    table = desk.run("law", "matrix", "VT", "TX", "--format", "csv")
    assert len(list(csv.reader(table.out.splitlines()))) == 3
    assert "<!doctype html>" in desk.run("law", "matrix", "CA", "--format", "html").out
    changed = desk.run("law", "diff", "--from", "2025-12-31", "--to", "2026-01-01")
    assert "30 calendar days" in changed.said
    assert desk.run("law", "diff", "--from", "2026-02-01", "--to", "2026-01-01").code == 2
    made = json.loads(desk.run("law", "check", "--on", "2026-11-28", "--json").out)
    assert made["fit"] is True
    assert desk.run("law", "check", "--on", "2040-01-01").code == 1


def test_duties_and_tests_of_harm_from_a_facts_file_alone(desk: Desk):
    path = desk.folder / "counts.yaml"
    path.write_text(WITH_COUNTS)
    told = json.loads(desk.run("law", "obligations", path, "--json").out)
    california = next(one for one in told if one["id"] == "CA.regulator")
    assert california["status"] in ("due", "overdue")
    assert california["deadline"]["amount"] == 15
    assert [one["status"] for one in told][-1] == "not_due"
    assert "What is due" in desk.run("law", "obligations", path).said
    asked = json.loads(desk.run("law", "harm", path, "--json").out)
    assert {one["rule"] for one in asked} & {"CA", "TX"} == set()


def test_law_show_prints_a_place_with_its_sources(desk: Desk):
    outcome = desk.run("law", "show", "ca")
    assert outcome.code == 0
    assert "1798.82" in outcome.said
    unknown = desk.run("law", "show", "XQ")
    assert (unknown.code, "Traceback" in unknown.said) == (1, False)
    assert "XQ" in unknown.said


def write_csv(path: Path, table: list[list[str]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def write_xlsx(path: Path, table: list[list[str]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in table:
        workbook.active.append(row)
    workbook.save(path)
    return path


def listed(people: tuple[Invented, ...]) -> list[list[str]]:
    """People as a list with headers of somebody's own making."""
    header = ["LNAME", "first_name", "Social  Security", "DOB", "Mailing Address", "Town", "ST", "Zip5"]
    return [[*header, "Favourite"]] + [
        [p.family, p.given, p.ssn, p.born, p.street, p.city, p.state, p.postal_code, "blue"] for p in people
    ]


@pytest.mark.parametrize(("write", "name"), [(write_csv, "people.csv"), (write_xlsx, "people.xlsx")])
def test_a_list_with_odd_headers_is_enough(desk: Desk, write: Callable[..., Path], name: str):
    path = write(desk.folder / name, listed(PEOPLE[:4]))
    outcome = desk.respond("--list", path)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        people = case.need("people", "people").to_pylist()
        exposures = case.need("exposures", "people").to_pylist()
    assert sorted((row["name"], row["residence"]) for row in people) == sorted(
        (person.name, person.state) for person in PEOPLE[:4]
    )
    assert sum(row["element"] == "ssn" for row in exposures) == 4
    assert "Favourite" in outcome.said, "a column that was not understood must be seen"


def test_a_person_of_the_list_and_of_a_file_is_one(desk: Desk):
    share = desk.folder / "share"
    share.mkdir()
    (share / "roster.csv").write_text(roster(PEOPLE[:3]))
    path = write_csv(desk.folder / "people.csv", listed(PEOPLE[1:4]))
    outcome = desk.respond(share, "--list", path)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        names = case.need("people", "people")["name"].to_pylist()
    assert sorted(names) == sorted(person.name for person in PEOPLE[:4])


def test_counts_alone_are_enough_for_the_law_and_the_packets(desk: Desk):
    (desk.folder / "facts.yaml").write_text(WITH_COUNTS)
    outcome = desk.run(
        "respond", "--case", desk.case, "--facts", "facts.yaml", "--json", "--export", "out", *desk.passphrase
    )
    assert outcome.code == 0, outcome.err
    board = json.loads(outcome.out.partition("\n}")[0] + "}")
    assert (board["people"], board["states"]) == (1000, {"CA": 700, "TX": 300})
    assert board["people_known_only_by_number"] is True
    assert {"CA.individuals", "CA.regulator"} <= {duty["id"] for duty in board["due"] + board["open"]}
    assert (desk.folder / "out" / "report.html").exists()
    assert list((desk.folder / "out" / "packets").iterdir())
    assert not (desk.folder / "out" / "notification_list.csv").exists()


def test_json_with_an_export_is_json_all_the_same(desk: Desk):
    (desk.folder / "facts.yaml").write_text(WITH_COUNTS)
    words = ["respond", "--case", desk.case, "--facts", "facts.yaml", "--json", "--export", "out"]
    outcome = desk.run(*words, *desk.passphrase)
    assert outcome.code == 0, outcome.err
    json.loads(outcome.out)


def test_a_veris_incident_becomes_facts_that_can_be_used(desk: Desk):
    record = {
        "schema_version": "1.4",
        "victim": {"victim_id": "Ironwood", "state": "AZ", "employee_count": "11 to 100"},
        "action": {"hacking": {"variety": ["Use of stolen creds"]}},
        "summary": "Shared drive copied",
        "timeline": {"incident": {"year": 2026, "month": 2, "day": 6}},
        "attribute": {
            "confidentiality": {"data_disclosure": "Yes", "data": [{"variety": "Medical", "amount": 40}]}
        },
    }
    (desk.folder / "incident.json").write_text(json.dumps(record))
    outcome = desk.run("veris", "incident.json")
    assert outcome.code == 0, outcome.err
    (desk.folder / "imported.yaml").write_text(outcome.out)
    facts = load_facts(desk.folder / "imported.yaml")
    assert (facts.organisation.name, facts.organisation.address.state) == ("Ironwood", "AZ")
    assert facts.incident.intrusion.acquired is True


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", "{}", '{"victim": 3}', '{"victim": {}, "attribute": []}']
)
def test_what_is_no_veris_incident_is_refused_in_a_sentence(desk: Desk, content: str):
    (desk.folder / "incident.json").write_text(content)
    outcome = desk.run("veris", "incident.json")
    assert (outcome.code, "Traceback" in outcome.said) == (1, False), outcome.said
    assert outcome.err.strip()


def test_the_steps_one_by_one_end_where_respond_ends(finished: Finished, desk: Desk):
    on_case: list[object] = [desk.case, *desk.passphrase]
    facts = ["--facts", "facts.yaml"]
    steps: list[list[object]] = [
        ["scan", finished.share, "--case", *on_case, *facts, "--lanes", "2"],
        ["people", *on_case],
        ["assess", *on_case],
        ["notices", *on_case],
    ]
    for words in steps:
        outcome = desk.run(*words)
        assert outcome.code == 0, outcome.err
    boards = [
        json.loads(at.run("status", at.case, "--json", *at.passphrase).out) for at in (desk, finished.desk)
    ]
    for board in boards:
        del board["log_size"], board["log_root"]
    assert boards[0] == boards[1]


def test_no_core_dump_can_hold_a_key(finished: Finished, desk: Desk):
    outcome = desk.run("status", finished.desk.case, *desk.passphrase, prepare=tell_limits_at_the_end)
    limit, dumpable = outcome.err.split()[-2:]
    assert (limit, dumpable) == ("0", "0")


def tell_limits_at_the_end() -> None:
    """In the command's process: print the limit of core files and whether the process may be dumped."""
    main = sys.modules["tocsin.cli.main"]
    shown = main.show

    def tell(*given: object, **named: object) -> None:
        shown(*given, **named)
        dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
        sys.stderr.write(f"{resource.getrlimit(resource.RLIMIT_CORE)[1]} {dumpable}\n")

    main.show = tell


def test_the_program_starts_by_its_name(tmp_path: Path):
    with real_process("--version", folder=tmp_path) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.split()[0], err) == (0, "tocsin", "")


def test_facts_of_a_case_are_private_and_can_be_edited(copied: Desk):
    assert copied.case.stat().st_mode & 0o077 == 0
    path = copied.case / "incident.yaml"
    assert load_facts(path).organisation.name in FACTS
    path.write_text(path.read_text().replace("employees: 12", "employees: 14"))
    assert copied.run("assess", copied.case, *copied.passphrase).code == 0
    with copied.opened() as case:
        assert case.facts.organisation.employees == 14
