"""Large sets are worked on in parts and laid aside encrypted: the same to the byte, and nothing in clear."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from making import person, tables

from tocsin.people import STRICT, Resolved, parking, prepare, resolve, rosters
from tocsin.people.coded import SINGLE, Coded
from tocsin.people.composites import HOMES, NAMES, make_composites
from tocsin.people.engine import filled, opened
from tocsin.people.parking import ROWS
from tocsin.people.profiles import Profiles
from tocsin.people.settings import Home
from tocsin.vault.errors import Damaged

CANARY = "Zelda Quillfeather"


def crowd(count: int, seed: int = 5) -> list[dict]:
    """People in a few wordings each, some of them letter for letter the same, and a canary."""
    rng = random.Random(seed)
    people = []
    for number in range(count):
        who = rng.randrange(count // 4)
        own = random.Random(who)
        given = own.choice(("Ann", "Bob", "Cy", "Di"))
        family = f"Q{own.choice('aeiou')}l{own.choice('aeiou')}n"
        facts = {"ssn": f"512{who % 90 + 10}{who + 1000:04}", "dob": f"19{who % 60 + 20}-0{who % 9 + 1}-11"}
        facts |= {"street": f"{who + 1} Oak St", "postal_code": "85701", "city": "Tucson"}
        known = {key: value for key, value in facts.items() if rng.random() < 0.5}
        people.append(person(f"m{number:05}", f"{given} {rng.choice(('', 'B '))}{family}", **known))
    return [*people, person("zz", CANARY, ssn="530219876"), person("zy", CANARY, phone="520-555-0199")]


def alike(one: Resolved, other: Resolved) -> None:
    for field in fields(Resolved):
        here, there = getattr(one, field.name), getattr(other, field.name)
        assert here.equals(there) if isinstance(here, pa.Table) else here == there, field.name


@pytest.fixture(scope="module")
def given() -> tuple[pa.Table, pa.Table]:
    return tables(*crowd(400))


def test_what_is_laid_aside_comes_back_to_the_byte_and_leaves_nothing(given, tmp_path):
    laid = resolve(*given, settings=replace(STRICT, park_from=1, parked_in=tmp_path), per_thousand=60)
    alike(laid, resolve(*given, per_thousand=60))
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_clear_lies_on_the_disk_while_tables_wait(given, tmp_path, monkeypatch):
    seen: list[bytes] = []
    whole = parking.Parking.bring_back

    def looked_at(self: parking.Parking, con: duckdb.DuckDBPyConnection) -> None:
        seen.extend(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
        modes = {path.stat().st_mode & 0o777 for path in Path(tmp_path).rglob("*")}
        assert modes <= {0o700, 0o600}
        whole(self, con)

    monkeypatch.setattr(parking.Parking, "bring_back", looked_at)
    monkeypatch.chdir(tmp_path)
    resolve(*given, settings=replace(STRICT, park_from=1, parked_in=tmp_path))
    assert len(seen) == 3  # the mentions, the links and the merges
    words = ("Zelda", "zelda", "quillfeather", "Quillfeather", "530219876", "m00001", "Social Security")
    for data in seen:
        assert len(data) > 500
        assert not [word for word in words if word.encode() in data]
        assert not [word for word in words if word.encode("utf-16-le") in data]


def test_every_run_draws_its_own_key(given, tmp_path, monkeypatch):
    drawn: list[bytes] = []
    store = parking.BlobStore
    monkeypatch.setattr(parking, "BlobStore", lambda folder, key: drawn.append(key) or store(folder, key))
    for _ in range(2):
        with parking.parking(tmp_path, wanted=True):
            pass
    assert drawn[0] != drawn[1]
    assert {len(key) for key in drawn} == {32}


def test_without_need_nothing_is_put_on_disk(given, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "urandom", pytest.fail)
    resolve(*given, settings=replace(STRICT, parked_in=tmp_path))
    assert list(tmp_path.rglob("*")) == []


def test_a_table_that_was_touched_on_disk_is_refused(tmp_path):
    with parking.parking(tmp_path, wanted=True) as aside:
        waiting = aside.lay_aside(pa.table({"name": [CANARY] * 1000}))
        [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(Damaged):
            waiting.table()


@pytest.mark.parametrize("rows", [0, 1, 2 * ROWS + 3])
def test_tables_of_the_database_come_back_as_they_were(tmp_path, rows):
    with opened(STRICT) as con, parking.parking(tmp_path, wanted=True) as aside:
        con.execute(
            f"""CREATE TABLE kept AS
            SELECT i::VARCHAR AS name, [i::VARCHAR, NULL] AS many, NULL::TINYINT AS tiny,
            DATE '2026-12-01' AS day, hash(i) AS number FROM range({rows}) r(i)"""
        )
        before = con.table("kept").to_arrow_table()
        aside.take(con, "kept")
        with pytest.raises(duckdb.CatalogException):
            con.execute("FROM kept")
        aside.bring_back(con)
        assert con.table("kept").to_arrow_table().equals(before)


def test_the_size_of_the_parts_and_the_order_of_the_mentions_change_nothing(given, monkeypatch):
    whole = resolve(*given, per_thousand=60)
    monkeypatch.setattr(prepare, "LARGE", 37)
    mentions, identifiers = given
    order = list(range(mentions.num_rows))
    random.Random(2).shuffle(order)
    alike(resolve(mentions.take(order), identifiers, per_thousand=60), whole)


def test_mentions_with_the_same_details_are_one_profile_and_no_others(given):
    with opened(STRICT) as con:
        prepared = prepare.prepare(con, *given, Home())
        columns = ", ".join(prepare._PROFILE)
        groups = con.execute(
            f"SELECT min(id), list_sort(list(id)) FROM mention GROUP BY {columns} ORDER BY 1"
        ).fetchall()
        made = con.execute(
            """SELECT lead, list_sort(list(id)) FROM profile JOIN member USING (pid)
            GROUP BY lead, pid ORDER BY pid"""
        ).fetchall()
    assert made == groups
    assert prepared.profiles == len(groups) < prepared.mentions


@pytest.mark.parametrize("seed", range(4))
def test_a_row_is_compared_by_what_most_of_its_mentions_say(seed):
    """Beside the definition: of every row in plain Python."""
    rng = random.Random(seed)
    with opened(STRICT) as con:
        prepare.prepare(con, *tables(*crowd(120, seed)), Home())
        profiles = Coded.of(con, Profiles.read(con))
        rows = con.table("profile").to_arrow_table().to_pylist()
    chosen = [rng.randrange(len(rows) // 4) for _ in rows]
    first = {group: number for number, group in reversed(list(enumerate(chosen)))}
    lead_of = np.array([first[group] for group in chosen])
    made = make_composites(profiles, lead_of)
    expected = []
    for lead in sorted(set(lead_of.tolist())):
        said = [rows[number] for number in np.flatnonzero(lead_of == lead).tolist()]
        expected += [{"lead": lead, **one} for one in composites_of(said)]
    table = made.things.plain().to_pylist()
    assert made.lead.tolist() == [one["lead"] for one in expected]
    for one, other in zip(table, expected, strict=True):
        assert {name: one[name] for name in SINGLE} == {name: other[name] for name in SINGLE}
        assert (one["lasts"], sorted(one["ids"])) == (other["lasts"], other["ids"])


def composites_of(said: list[dict]) -> list[dict]:
    named = [(row["first"], row["last"], tuple(row["lasts"] or ())) for row in said if row["last"]]
    housed = [home_of(row) for row in said if row["street_key"] or row["zip5"] or row["city_key"]]
    one = {column: most(said, column) for column in ("suffix", "dob", "yob", "ssn9", "email", "phone")}
    one["middle"] = most(said, "middle", lambda value: len(value) > 1)
    one["yob"] = one["dob"][:4] if one["dob"] else one["yob"]
    last_four = most([row for row in said if row["ssn9"] is None], "ssn4")
    one["ssn4"] = one["ssn9"][-4:] if one["ssn9"] else last_four
    one["ids"] = sorted({token for row in said for token in row["ids"]})
    made = []
    for first, last, lasts in frequent(named, NAMES):
        for home in frequent(housed, HOMES) or [None]:
            cities = [row["city_key"] for row in said if home_of(row) == home and row["city_key"]]
            place = dict(zip(("street_key", "zip5", "house"), home or (None, None, None), strict=True))
            place["city_key"] = min(cities, default=None)
            made.append(one | place | {"first": first, "last": last, "lasts": list(lasts)})
    return made


def home_of(row: dict) -> tuple:
    return row["street_key"], row["zip5"], row["house"]


def most(said: list[dict], column: str, better=lambda _value: False) -> str | None:
    counts = Counter(str(row[column]) for row in said if row[column] is not None)
    return max(counts, key=lambda value: (better(value), counts[value], value), default=None)


def frequent(told: list[tuple], count: int) -> list[tuple]:
    """The most frequent first; of equal ones in their order, what is missing last."""
    counts = Counter(told)
    order = {one: (-times, [(value is None, value or "") for value in one]) for one, times in counts.items()}
    return sorted(counts, key=order.__getitem__)[:count]


_ALL_PAIRS_OF_LISTS = """
WITH listed AS (
    SELECT DISTINCT source.item, profile.pid, first || ' ' || last AS name
    FROM member JOIN source USING (id) JOIN profile USING (pid)
    WHERE length(first) > 1 AND length(last) > 1),
sized AS (
    SELECT item, count(DISTINCT name) AS names FROM listed GROUP BY item
    HAVING names BETWEEN $least AND $most),
named AS (SELECT DISTINCT item, name FROM listed JOIN sized USING (item)),
alike AS (
    SELECT l.item AS one, r.item AS other, count(*) AS common
    FROM named l JOIN named r ON l.name = r.name AND l.item <> r.item GROUP BY 1, 2),
twins AS (
    SELECT one, other FROM alike JOIN sized a ON a.item = one JOIN sized b ON b.item = other
    WHERE common >= $least AND common >= $share * least(a.names, b.names)
    AND greatest(a.names, b.names) <= $times * least(a.names, b.names))
SELECT DISTINCT l.pid AS a, r.pid AS b
FROM twins JOIN listed l ON l.item = one JOIN listed r ON r.item = other AND r.name = l.name
WHERE l.pid IN (FROM thin) AND r.pid NOT IN (FROM thin)
ORDER BY a, b
"""


@pytest.mark.parametrize("seed", range(6))
def test_lists_of_the_same_people_are_found_as_if_all_were_compared(seed):
    rng = random.Random(seed)
    names = [f"{given} Q{a}l{b}n" for given in ("Ann", "Bob", "Cyd") for a in "aeiou" for b in "aeiou"]
    people = []
    for item in range(30):
        start, size = rng.randrange(60), rng.randrange(1, 14)
        for name in names[start : start + size]:
            if rng.random() < 0.85:
                known = {"dob": "1980-02-03"} if item % 2 else {"phone": f"5205550{rng.randrange(1000):03}"}
                people.append(person(f"m{len(people):04}", name, item=f"i{item}", **known))
    numbers = {"least": rosters.LEAST_NAMES, "most": rosters.MOST_NAMES}
    numbers |= {"share": rosters.SHARE, "times": rosters.TIMES_LONGER}
    with opened(STRICT) as con:
        prepare.prepare(con, *tables(*people), Home())
        con.execute("CREATE TABLE thin AS SELECT pid FROM profile WHERE dob IS NULL ORDER BY pid")
        expected = con.execute(filled(_ALL_PAIRS_OF_LISTS, **numbers)).fetchall()
        assert con.execute(filled(rosters._SHARED_NAMES, **numbers)).fetchall() == expected
    assert expected
