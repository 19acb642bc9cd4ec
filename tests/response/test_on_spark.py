"""Spark reads with the same functions: the same tables come back, whatever dies; nothing lies in clear."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import dying_lanes
import pyarrow as pa
import pytest

from chain import PEOPLE, Desk, letter, make_small_share
from tocsin.demo import make_share
from tocsin.intake import Done, PoolBroken, survey
from tocsin.response import SparkLanes, SparkUnfit, on_spark, spark_lanes
from tocsin.response.case import SCANNED
from tocsin.response.scan import Tables, Task, lanes

KEY = bytes(range(100, 132))
MASTER = "local[2]"
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings(
        "ignore:unclosed <socket:ResourceWarning"
    ),  # PySpark leaves one for each broadcast
]


@pytest.fixture(scope="module")
def spark_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where Spark puts what it writes; Java keeps to the first one it is told."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_DIRS", str(folder))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield folder


@pytest.fixture
def spark(spark_folder: Path) -> Iterator[SparkLanes]:
    """Two cores of Spark. Where PySpark or Java is missing this fails with the line that installs it."""
    with spark_lanes(MASTER) as opened:
        yield opened


@contextmanager
def session_with(settings: dict[str, str]) -> Iterator[Any]:
    """A session of somebody else's making."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(MASTER)
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def with_lanes(spark: SparkLanes, make: object) -> SparkLanes:
    """The same Spark with other lanes in its workers."""
    spark._session.sparkContext.addPyFile(dying_lanes.__file__)
    return SparkLanes(spark._session, make)


def tasks_of(*folders: Path) -> list[Task]:
    """Every file, the largest first."""
    tasks = [Task.of(source, KEY) for source in survey(folders)]
    return sorted(tasks, key=lambda task: (-task.size, task.id))


def joined(results: Sequence[Done[Tables]], name: str) -> pa.Table:
    """One table of all files."""
    return sorted_rows(pa.concat_tables([done.value[name] for done in results if done.value]), name)


def sorted_rows(rows: pa.Table, name: str) -> pa.Table:
    """The rows in the order of all columns, without the one that measures time."""
    rows = rows.drop_columns("milliseconds") if name == "items" else rows
    flat = [each for each in rows.schema.names if not pa.types.is_list(rows.schema.field(each).type)]
    return rows.sort_by([(each, "ascending") for each in flat])


@pytest.mark.slow
def test_spark_finds_in_a_share_what_the_lanes_of_one_machine_find(spark: SparkLanes, tmp_path: Path):
    make_share(tmp_path / "demo share", people=60, seed=7)
    make_small_share(tmp_path / "small share")  # with a torn archive and an empty file
    tasks = tasks_of(tmp_path / "demo share", tmp_path / "small share")
    with lanes(2) as pool:
        here = list(pool.run(tasks))
    there = list(spark.run(tasks))

    assert [done.source for done in there] == tasks, "they come in the order they were given"
    assert [done.failure for done in there] == [None] * len(tasks)
    for name in SCANNED:
        assert joined(here, name).num_rows > 100, name
        assert joined(there, name).equals(joined(here, name)), name
    outcomes = set(joined(there, "items")["outcome"].to_pylist())
    assert outcomes > {"read", "read_in_part"}


@pytest.mark.slow
def test_files_that_kill_their_lane_or_spark_s_worker_are_rows_and_the_others_are_read(
    spark: SparkLanes, tmp_path: Path
):
    share = tmp_path / "share"
    share.mkdir()
    for person in PEOPLE:
        (share / f"{person.given}.txt").write_text(letter(person))
    for name in ("kills-lane.txt", "kills-worker.txt"):
        (share / name).write_text(letter(PEOPLE[0]))
    results = list(with_lanes(spark, dying_lanes.killed_by_a_file).run(tasks_of(share)))

    failures = {done.source.path.name: done.failure for done in results if done.failure}
    assert failures == {
        "kills-lane.txt": "the process examining this file ended unexpectedly (SIGKILL)",
        "kills-worker.txt": "the Spark worker examining this file ended unexpectedly",
    }
    read = {done.source.path.stem for done in results if done.value and done.value["findings"].num_rows}
    assert read == {person.given for person in PEOPLE}


@pytest.mark.slow
def test_spark_without_a_lane_in_its_workers_ends_the_run_and_no_file_is_blamed(
    spark: SparkLanes, tmp_path: Path
):
    make_small_share(tmp_path / "share")
    with pytest.raises(PoolBroken, match=r"could not start a lane \(FileNotFoundError\)") as caught:
        list(with_lanes(spark, dying_lanes.never_there).run(tasks_of(tmp_path / "share")))
    assert "nobody" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("encrypting", ["true", "false"])
def test_the_key_that_spark_writes_to_its_folders_is_there_in_clear_only_without_encryption(
    spark_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encrypting: str
):
    make_small_share(tmp_path / "share")
    monkeypatch.setattr(on_spark, "ENCRYPTED", {})  # a session without is let through
    settings = {
        "spark.io.encryption.enabled": encrypting,
        "spark.broadcast.UDFCompressionThreshold": "100",  # what goes with the function is kept on disk
    }
    with session_with(settings) as session:
        assert len(list(SparkLanes(session).run(tasks_of(tmp_path / "share")))) == 11
        written = [path.read_bytes() for path in spark_folder.rglob("*") if path.is_file()]
    assert sum(map(len, written)) > 1000
    assert any(KEY in content for content in written) is (encrypting == "false")


@pytest.mark.slow
def test_a_session_that_writes_in_clear_is_refused(spark_folder: Path):
    with (
        session_with({"spark.io.encryption.enabled": "false"}) as session,
        pytest.raises(SparkUnfit, match=r"in clear\. Set spark\.io\.encryption\.enabled=true"),
    ):
        SparkLanes(session)


@pytest.mark.slow
def test_spark_that_cannot_start_says_why(spark_folder: Path):
    with (
        pytest.raises(SparkUnfit, match=r"could not be started at spark://.*spark\.authenticate\.secret"),
        spark_lanes("spark://127.0.0.1:1"),
    ):
        pass


@pytest.mark.slow
def test_scan_on_spark_leaves_the_same_case_as_scan_here(desk: Desk, spark_folder: Path, tmp_path: Path):
    make_small_share(desk.folder / "share")
    outcome = desk.run("scan", *desk.responding(desk.folder / "share")[1:], "--spark", MASTER)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        there = {name: case.need(name, "scan") for name in SCANNED}
    (tmp_path / "other").mkdir()
    other = Desk.at(tmp_path / "other")
    assert other.scan(desk.folder / "share").code == 0
    with other.opened() as case:
        here = {name: case.need(name, "scan") for name in SCANNED}
    for name in ("items", "mentions"):  # fingerprints and what is sealed under them differ from case to case
        assert sorted_rows(there[name], name).equals(sorted_rows(here[name], name)), name
    for name in ("findings", "identifiers"):
        assert there[name].num_rows == here[name].num_rows > 0, name


def test_without_pyspark_the_line_that_installs_it_is_said(desk: Desk):
    (desk.folder / "share").mkdir()
    outcome = desk.run(
        "scan", *desk.responding(desk.folder / "share")[1:], "--spark", MASTER, prepare=hide_pyspark
    )
    assert outcome.code == 1
    assert "pip install 'tocsin[spark]'" in outcome.said
    assert not desk.case.exists(), "nothing is begun"


def hide_pyspark() -> None:
    """As if it were not installed."""
    sys.modules["pyspark"] = None


def test_without_java_the_line_that_installs_it_is_said(monkeypatch: pytest.MonkeyPatch):
    fitting = ModuleType("pyspark")
    fitting.__version__ = "4.0.0"
    monkeypatch.setitem(sys.modules, "pyspark", fitting)
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkUnfit, match="apt install openjdk-17-jre-headless"), spark_lanes(MASTER):
        pass


def test_files_go_to_spark_in_waves_of_bounded_size(tmp_path: Path):
    sizes = [on_spark.WAVE_BYTES * 3, *[1000] * (on_spark.WAVE_FILES + 5)]
    for number in range(len(sizes)):
        (tmp_path / f"{number:05}").touch()
    sources = [
        Task(source.id, source.path, source.relative, size, 0, None)
        for source, size in zip(survey([tmp_path]), sizes, strict=True)
    ]
    waves = list(on_spark._waves(sources, 1))
    assert [len(wave) for wave in waves] == [1, on_spark.WAVE_FILES, 5]
    assert [source for wave in waves for source in wave] == sources


def test_a_table_comes_back_whole_from_its_pieces(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(on_spark, "PIECE_BYTES", 1000)
    rows = pa.table({"number": range(5000)})
    pieces = list(on_spark._in_pieces(rows))
    assert len(pieces) > 30
    assert pa.concat_tables([pa.ipc.open_stream(piece).read_all() for piece in pieces]).equals(rows)
    (empty,) = on_spark._in_pieces(rows.slice(0, 0))
    assert pa.ipc.open_stream(empty).read_all().schema == rows.schema
