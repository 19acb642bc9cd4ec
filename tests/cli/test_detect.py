"""``tocsin detect``: texts and columns in, labels out, in order, whole or not at all, without content."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from chain import PEOPLE, Desk, letter


def written(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_spans_have_offsets_types_and_the_owner_s_name(desk: Desk):
    texts = [f"Name: {one.name}\nSSN: {one.ssn}\nDate of birth: {one.born}\n" for one in PEOPLE]
    source = written(desk.folder / "in.jsonl", [{"text": text, "style": "form"} for text in texts])
    outcome = desk.run("detect", "--spans", source, "out.jsonl", "--workers", 1)
    assert outcome.code == 0, outcome.err
    assert "8 rows" in outcome.said
    for person, text, row in zip(PEOPLE, texts, rows_of(desk.folder / "out.jsonl"), strict=True):
        assert set(row) == {"spans"}
        found = {(one["type"], text[one["start"] : one["end"]]): one["owner"] for one in row["spans"]}
        assert found["PERSON", person.name] == person.name
        assert found["SSN", person.ssn] == person.name


def test_several_processes_give_the_same_rows_in_the_same_order(desk: Desk):
    source = written(
        desk.folder / "in.jsonl", [{"text": f"No. {n}\n" + letter(PEOPLE[n % 8]) * 9} for n in range(150)]
    )
    for workers in (1, 3):
        outcome = desk.run("detect", "--spans", source, f"out{workers}.jsonl", "--workers", workers)
        assert outcome.code == 0, outcome.err
    assert (desk.folder / "out1.jsonl").read_text() == (desk.folder / "out3.jsonl").read_text()


def test_columns_have_a_type_a_probability_and_a_reason(desk: Desk):
    numbers = [person.ssn for person in PEOPLE]
    rows = [
        {"header": "Soc Sec", "values": [*numbers, None]},
        {"header": "Favourite tea", "values": ["green", "black", 3]},
        {"columns": [{"header": None, "values": numbers}, {"header": "last name", "values": ["Lee"] * 8}]},
    ]
    source = written(desk.folder / "in.jsonl", rows)
    outcome = desk.run("detect", "--columns", source, "out.jsonl", "--workers", 1)
    assert outcome.code == 0, outcome.err
    ssn, tea, several = rows_of(desk.folder / "out.jsonl")
    assert ssn["type"] == "SSN"
    assert 0.5 < ssn["probability"] <= 1
    assert ssn["reason"]
    assert tea["type"] is None
    assert len(several["columns"]) == 2
    assert several["columns"][1]["type"] == "PERSON"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{not json 212-43-9071", "Line 2 is not JSON"),
        ('["212-43-9071"]', "Line 2 is not a JSON object"),
        ('{"words": "212-43-9071"}', "Line 2: it has no key “text” with a string"),
        ('{"text": 212439071}', "Line 2: it has no key “text” with a string"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_number_and_never_quoted(desk: Desk, line: str, said: str):
    (desk.folder / "in.jsonl").write_text('{"text": "good"}\n' + line + "\n")
    outcome = desk.run("detect", "--spans", "in.jsonl", "out.jsonl", "--workers", 1)
    assert outcome.code == 1
    assert said in outcome.said
    assert "9071" not in outcome.said
    assert not list(desk.folder.glob("*out.jsonl*"))


def test_it_replaces_a_file_only_when_told_to_and_never_its_own_input(desk: Desk):
    source = written(desk.folder / "in.jsonl", [{"text": "good"}])
    (desk.folder / "out.jsonl").write_text("precious")
    outcome = desk.run("detect", "--spans", source, "out.jsonl", "--workers", 1)
    assert (outcome.code, "--force" in outcome.said) == (1, True)
    assert (desk.folder / "out.jsonl").read_text() == "precious"
    assert desk.run("detect", "--spans", source, "out.jsonl", "--force", "--workers", 1).code == 0
    assert rows_of(desk.folder / "out.jsonl") == [{"spans": []}]
    assert desk.run("detect", "--spans", source, source, "--force", "--workers", 1).code == 1
    assert rows_of(source) == [{"text": "good"}]


def test_it_asks_which_of_the_two_and_for_a_file_that_is_there(desk: Desk):
    source = written(desk.folder / "in.jsonl", [{"text": "good"}])
    assert desk.run("detect", source, "out.jsonl").code == 2
    assert desk.run("detect", "--spans", "--columns", source, "out.jsonl").code == 2
    missing = desk.run("detect", "--spans", "nowhere.jsonl", "out.jsonl")
    assert (missing.code, "nowhere.jsonl" in missing.said, "Traceback" in missing.said) == (1, True, False)


def test_ctrl_c_leaves_no_half_file(desk: Desk):
    source = written(desk.folder / "in.jsonl", [{"text": letter(PEOPLE[n % 8]) * 40} for n in range(2000)])
    started = desk.start("detect", "--spans", source, "out.jsonl", "--workers", 1)
    time.sleep(1.0)
    started.signal(signal.SIGINT)
    outcome = started.wait()
    assert (outcome.code, "Traceback" in outcome.said) == (130, False)
    assert not list(desk.folder.glob("*out.jsonl*"))
