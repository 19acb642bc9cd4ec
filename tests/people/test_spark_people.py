"""People on Spark: whatever the mentions, the same tables as on one machine, to the byte."""

from __future__ import annotations

import dataclasses
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import making
import pyarrow as pa
import pytest

from tocsin.people import (
    BALANCED,
    DIFFERENT,
    SAME,
    STRICT,
    Engine,
    JarMissing,
    Resolved,
    Ruling,
    Settings,
    resolve,
    scoring,
    spark_scoring,
)
from tocsin.people.description import COMPARISONS
from tocsin.people.spark_engine import SparkEngine
from tocsin.people.spark_scoring import spark_settings
from tocsin.people.spark_sql import SparkTables, spark_sql
from tocsin.response import SparkUnfit, engine_of, spark_engine

MASTER = "local[2]"
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # one for each broadcast
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Two cores of Spark. Where PySpark or Java is missing this fails with the line that installs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_DIRS", str(tmp_path_factory.mktemp("spark")))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")  # small sets end before it is warm
        with spark_engine(MASTER) as engine:
            yield engine


def tables_of(spark: Engine) -> SparkTables:
    """What the engine works with."""
    assert isinstance(spark, SparkEngine)
    return SparkTables(spark._session)


def assert_same(here: Resolved, there: Resolved) -> None:
    """Every table and count; what Spark does not estimate is said to be unknown."""
    for field in dataclasses.fields(Resolved):
        one, other = getattr(here, field.name), getattr(there, field.name)
        if isinstance(one, pa.Table):
            assert other.equals(one), field.name
        elif field.name == "report":
            assert other.pop("likely pairs not compared, share") is None
            one.pop("likely pairs not compared, share")
            assert other == one
        else:
            assert other == one, field.name


GIVEN = ("Ann", "Anne", "Anna", "Robert", "Bob", "Maria", "José", "Jose", "J", "Wei", "李", "Guadalupe")
FAMILY = ("Lee", "Li", "Smith", "Smyth", "Garcia Lopez", "Garcia", "O'Neil", "Müller", "李", "Vandenberg")
STREETS = ("12 Main St", "12 Main Street Apt 4", "112 Main St", "9 Oak Ave", "PO Box 77", "9 Oak Avenue")


def crowd(seed: int, count: int) -> list[dict[str, Any]]:
    """Mentions of people who share names, homes and numbers, with slips: every field may be missing."""
    rng = random.Random(seed)
    people = [
        {
            "given": rng.choice(GIVEN),
            "middle": rng.choice(("Q", "Quinn", "R", None)),
            "family": rng.choice(FAMILY),
            "suffix": rng.choice((None, None, None, "Jr", "Sr")),
            "dob": f"19{rng.randint(40, 99)}-0{rng.randint(1, 9)}-{rng.randint(10, 28)}",
            "ssn": f"{rng.randint(100, 600)}{rng.randint(10, 99)}{rng.randint(1000, 9999)}",
            "street": rng.choice(STREETS),
            "postal_code": rng.choice(("10001", "10002", "94110")),
            "email": f"p{rng.randint(1, count)}@example.org",
            "phone": f"212555{rng.randint(1000, 9999)}",
            "employee_id": f"E{rng.randint(1000, 1000 + count)}",
            "username": f"user{rng.randint(1, count)}",
        }
        for _ in range(max(1, count // 4))
    ]
    return [_mention(rng, f"m{number:05}", rng.choice(people)) for number in range(count)]


def _mention(rng: random.Random, ident: str, facts: dict[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in facts.items() if value and rng.random() < 0.55}
    if rng.random() < 0.1:
        for key in ("given", "family", "middle"):
            said.pop(key, None)
    if "ssn" in said and rng.random() < 0.3:
        said["ssn_last4"] = said.pop("ssn")[-4:]
    for key in ("given", "family", "ssn", "dob", "street"):
        if key in said and rng.random() < 0.15:
            said[key] = _slip(rng, said[key])
    name = said.pop("given", None), said.pop("family", None)
    return making.person(ident, item=f"list-{rng.randint(1, 6)}", given=name[0], family=name[1], **said)


def _slip(rng: random.Random, text: str) -> str:
    """One sign put in the place of the next, or another in its place."""
    at = rng.randrange(len(text))
    if at + 1 < len(text) and rng.random() < 0.5 and text[at : at + 2].isalnum():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice("123" if text[at].isdigit() else "abe") + text[at + 1 :]


def both(spark: Engine, people: list[dict[str, Any]], settings: Settings, **asked: Any) -> Resolved:
    """Resolved here and there; asserts that all is the same."""
    given = making.tables(*people)
    here = resolve(*given, settings=settings, **asked)
    assert_same(here, resolve(*given, settings=settings, engine=spark, **asked))
    return here


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_mentions_give_the_same_people_review_queue_and_reasons(spark: Engine, seed: int):
    settings = (STRICT, BALANCED)[seed % 2]
    found = both(spark, crowd(seed, 160), settings, per_thousand=300)
    assert found.people.num_rows < 150, "some are joined"
    assert {"rule", "weight"} <= {
        kind.split()[-1] for kind, n in found.report.items() if "linked by" in kind and n
    }


@pytest.mark.slow
def test_the_same_model_is_learned_and_the_same_common_keys_are_left_out(
    spark: Engine, monkeypatch: pytest.MonkeyPatch
):
    for module in (scoring, spark_scoring):
        monkeypatch.setattr(module, "BLOCK_CAP", 4)
    found = both(spark, crowd(7, 400), dataclasses.replace(STRICT, train_from=100))
    assert found.report["model"] == "learned from these mentions"
    assert found.report["keys too common to compare"] > 20


@pytest.mark.slow
def test_what_people_decided_holds_on_spark(spark: Engine):
    people = crowd(11, 120)
    rows = list(making.together(resolve(*making.tables(*people))))
    large = sorted((sorted(row) for row in rows if len(row) > 2), key=lambda row: row[0])
    alone = sorted(next(iter(row)) for row in rows if len(row) == 1)
    rulings = [
        Ruling("d1", SAME, (alone[0],), (alone[1],), "a", "2026-01-01"),
        Ruling("d2", DIFFERENT, (large[0][0],), (large[0][1],), "a", "2026-01-02"),
    ]
    found = both(spark, people, STRICT, decisions=rulings, per_thousand=60)
    assert found.report["joined by people"] == 1


@pytest.mark.slow
def test_no_mention_at_all_and_one_alone(spark: Engine):
    both(spark, [], STRICT)
    both(spark, [making.person("a1", "Ann Lee")], STRICT, per_thousand=60)


@pytest.mark.slow
def test_names_are_as_similar_on_spark_as_here_to_the_last_bit(spark: Engine):
    rng = random.Random(5)
    signs = "abcdeé李 1"
    texts = ["".join(rng.choice(signs) for _ in range(rng.randint(1, 24))) for _ in range(3000)]
    pairs = [(text, _slip(rng, _slip(rng, text)) + rng.choice(("", "a", "é"))) for text in texts]
    pairs += [("", ""), ("a", ""), ("a", "a"), ("ab", "ba")]
    given = pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs], "n": range(len(pairs))})
    con = duckdb.connect()
    con.register("given", given)
    asked = "jaro_winkler_similarity(a, b) >= 0.9, jaro_winkler_similarity(a, b) >= 0.92"
    here = con.execute(f"SELECT n, jaro_winkler_similarity(a, b), {asked} FROM given ORDER BY n").fetchall()
    tables = tables_of(spark)
    tables.give(given, "given")
    there = tables.spark(
        f"SELECT n, jaro_winkler_exactly(a, b), {spark_sql(f'SELECT {asked}').removeprefix('SELECT')} "
        "FROM given ORDER BY n"
    ).collect()
    assert [tuple(row) for row in there] == here
    assert {row[2] for row in here} == {True, False}


@pytest.mark.slow
def test_a_bare_table_has_the_same_answer_to_the_byte(spark: Engine, tmp_path: Path):
    from tocsin.response.bare_table import resolve_table
    from tocsin.response.progress import Silent

    columns = ("id", "given", "family", "birth_date", "email")
    rows = [",".join(str(one.get(name) or "") for name in columns) for one in crowd(3, 150)]
    (tmp_path / "in.csv").write_text("\n".join(["id,first,last,dob,email", *rows]))
    for name, where in (("here.csv", None), ("there.csv", spark)):
        asked = {} if where is None else {"engine": where}
        resolve_table(tmp_path / "in.csv", tmp_path / name, Silent(), **asked)
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()


@pytest.mark.slow
def test_a_session_without_the_jar_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, spark: Engine):
    from splink.internals.spark import jar_location

    monkeypatch.setattr(
        jar_location, "get_scala_udfs", lambda: [("jaro_winkler", "uk.gov.moj.dash.linkage.Absent", None)]
    )
    with pytest.raises(JarMissing, match=r"spark\.jars"):
        tables_of(spark)


@pytest.mark.slow
def test_a_session_that_writes_in_clear_is_refused(monkeypatch: pytest.MonkeyPatch, spark: Engine):
    from tocsin.response import on_spark

    assert isinstance(spark, SparkEngine)
    engine_of(spark._session)
    monkeypatch.setattr(on_spark, "ENCRYPTED", {"spark.io.encryption.enabled": "never"})
    with pytest.raises(SparkUnfit, match="in clear"):
        engine_of(spark._session)


def test_without_pyspark_the_line_that_installs_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SparkUnfit, match=r"pip install 'tocsin\[spark\]'"), spark_engine(MASTER):
        pass


def test_every_condition_of_the_description_is_in_spark_s_words():
    made = spark_settings(1e-4, {})
    assert [one["output_column_name"] for one in made["comparisons"]] == [one.column for one in COMPARISONS]
    text = " ".join(
        level["sql_condition"] for one in made["comparisons"] for level in one["comparison_levels"]
    ).lower()
    assert not [word for word in ("similarity(", "hamming(", "list_has_any(", "&&") if word in text]
    assert all(word in text for word in ("jaro_winkler_reaches(", "places_off(", "arrays_overlap("))


def test_a_similarity_that_is_no_threshold_is_refused_rather_than_translated_inexactly():
    with pytest.raises(NotImplementedError, match="threshold"):
        spark_sql("jaro_winkler_similarity(a, b) * 2")
