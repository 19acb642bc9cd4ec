"""Reading the files on Spark: the same function as in the lanes of one machine, on as many as there are.

Every Python worker of Spark holds a ``Pool`` of one lane, so a file is read there as it is here: in contained
processes, by a lane with the patterns compiled once, and a file that kills or outlasts its lane is a row with
the reason. What comes back is Arrow.

If a worker itself dies, Spark runs the whole share of files again elsewhere (``spark.task.maxFailures`` times
in all: 4 unless set, with a local master 1); what the dead one had read is thrown away and read again, with
the same result. When Spark gives up, the files are tried in ever smaller shares, until the one that takes its
worker with it is alone: it becomes a row, the others are read.

Spark spills to its local folders, keeps broadcasts and large results there, and sends all of it between
machines: names, numbers and the key of the fingerprints. So a session without encryption of both is refused.
The sources must be under the same path on every machine, and Tocsin must be installed there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin import people
from tocsin.intake import Done, Pool, PoolBroken, SourceFile
from tocsin.intake.sandbox import forbid_core_dumps
from tocsin.response.folder import check_containment
from tocsin.response.progress import Silent
from tocsin.response.scan import Tables, lanes

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INSTALL = "Spark needs PySpark 4 and pandas, which are not installed: pip install 'tocsin[spark]'"
INSTALL_JAVA = (
    "Spark needs Java 17 or newer, which was not found or did not start. On Debian or Ubuntu: "
    "apt install openjdk-17-jre-headless; elsewhere set JAVA_HOME to where it is."
)

ENCRYPTED = {"spark.io.encryption.enabled": "true"}
"""What Spark writes to disk."""

ENCRYPTED_NETWORK = {"spark.authenticate": "true", "spark.network.crypto.enabled": "true"}
"""What Spark sends between machines. A stand-alone master wants ``spark.authenticate.secret`` too."""

_QUIET = {
    "spark.io.encryption.keySizeBits": "256",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",  # a wave is bounded by its files
}

SHARES = 4
"""Shares of a wave for each core: more of them even out, fewer cost less."""

WAVE_FILES, WAVE_BYTES = 256, 64 << 20
"""Files given to Spark at a time, for each core. A crash loses the wave that is being read."""

PIECE_BYTES = 16 << 20
"""A table comes back in pieces of about this size: a cell of Spark holds no more than 2 GiB."""

LOCAL_MEMORY = "4g"
"""What Java may take where driver and workers are one process."""

_PIECES_AT_ONCE = 32
_ROWS = "file long, failure string, name string, rows binary"
_SCHEMA = pa.schema(
    [("file", pa.int64()), ("failure", pa.string()), ("name", pa.string()), ("rows", pa.binary())]
)


def one_lane() -> Pool[Tables]:
    """The lane of a Python worker of Spark."""
    return lanes(1)


class SparkUnfit(Exception):
    """Spark is missing, or would write or send what was found in clear; the message says what to do."""


@contextlib.contextmanager
def spark_lanes(master: str) -> Iterator[SparkLanes]:
    """A session of our own at this master (``local[4]``, ``spark://host:7077``, ``yarn``), ended afterwards.

    Settings of spark-defaults.conf hold, but for those that keep data safe. Raises SparkUnfit.
    """
    with _session(master, {}) as session:
        yield SparkLanes(session)


@contextlib.contextmanager
def spark_engine(master: str) -> Iterator[people.Engine]:
    """Where ``people.resolve`` may compare and join: a session of our own at this master, ended afterwards.

    As ``spark_lanes``. A local master gets LOCAL_MEMORY unless SPARK_DRIVER_MEMORY says otherwise. Raises
    SparkUnfit.
    """
    require()
    settings = {"spark.jars": people.similarity_jar()}
    if master.startswith("local") and "SPARK_DRIVER_MEMORY" not in os.environ:
        settings["spark.driver.memory"] = LOCAL_MEMORY
    with _session(master, settings) as session:
        yield engine_of(session)


def engine_of(session: SparkSession) -> people.Engine:
    """The engine of a session of the caller's, who stops it. Raises SparkUnfit if it does not encrypt."""
    check_encrypted(session)
    return people.SparkEngine(session)


@contextlib.contextmanager
def _session(master: str, settings: dict[str, str]) -> Iterator[SparkSession]:
    require()
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException, PySparkRuntimeError
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")  # none is used
    # What it would log of a failed query quotes the query; the error is told all the same.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    builder = SparkSession.builder.master(master).appName("tocsin")
    for name, value in (ENCRYPTED | ENCRYPTED_NETWORK | _QUIET | settings).items():
        builder = builder.config(name, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1").config(
            "spark.driver.bindAddress", "127.0.0.1"
        )
    try:
        session = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise SparkUnfit(f"{INSTALL_JAVA} ({error.getCondition()})") from None
    except (PySparkException, Py4JJavaError) as error:
        said = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else error
        why = str(said).partition("\n")[0]  # no file has been opened yet: it quotes settings
        raise SparkUnfit(f"Spark could not be started at {master}: {why}") from None
    try:
        yield session
    finally:
        session.stop()


def require() -> None:
    """Raises SparkUnfit with the line that installs what is missing."""
    try:
        import pandas  # noqa: F401 - PySpark will not run a function over Arrow without it
        import pyspark
    except ImportError:
        raise SparkUnfit(INSTALL) from None
    if int(pyspark.__version__.partition(".")[0]) < 4:
        raise SparkUnfit(INSTALL)
    home = os.environ.get("JAVA_HOME")
    if shutil.which(str(Path(home, "bin", "java")) if home else "java") is None:
        raise SparkUnfit(INSTALL_JAVA)


def check_encrypted(session: SparkSession) -> None:
    """Raises SparkUnfit if the session would write or send in clear."""
    context = session.sparkContext
    wanted = ENCRYPTED | ({} if context.master.startswith("local") else ENCRYPTED_NETWORK)
    lacking = [
        f"{name}={value}"
        for name, value in wanted.items()
        if context.getConf().get(name, "").lower() != value
    ]
    if lacking:
        raise SparkUnfit(
            f"This Spark session would write or send what was found in clear. Set {', '.join(lacking)}."
        )


class SparkLanes:
    """Reads files on Spark; stands where a ``Pool`` stands."""

    def __init__(self, session: SparkSession, lane: Callable[[], Pool[Tables]] = one_lane) -> None:
        """session: the caller's to stop. lane: makes a worker's pool of one lane, in the worker.

        Raises SparkUnfit if the session does not encrypt.
        """
        check_encrypted(session)
        context = session.sparkContext
        self._lane = lane
        self._cores = context.defaultParallelism
        self._session = session.newSession()  # its settings are ours alone
        self._session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _PIECES_AT_ONCE)

    def run(self, sources: Iterable[SourceFile]) -> Iterator[Done[Tables]]:
        """Read every source; results come in the order of the sources, wave by wave.

        Raises PoolBroken when Spark, or the lanes in its workers, cannot work at all.
        """
        for wave in _waves(sources, self._cores):
            yield from self._read(wave)

    def _read(self, files: Sequence[SourceFile]) -> list[Done[Tables]]:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException, PythonException

        try:
            return _results(files, self._collected(files))
        except PythonException as error:
            raise PoolBroken(
                f"The Python workers of Spark could not start a lane ({_kind(error)}). Is this version of "
                "Tocsin installed on every machine of Spark? Its log says more."
            ) from None
        except (PySparkException, Py4JError):
            if len(files) > 1:
                half = len(files) // 2
                return self._read(files[:half]) + self._read(files[half:])
            self._prove_it_works()
            return [Done(files[0], None, "the Spark worker examining this file ended unexpectedly")]

    def _prove_it_works(self) -> None:
        """Before a file is blamed: a share without any file must come through. Raises PoolBroken."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            self._collected([])
        except (PySparkException, Py4JError) as error:
            raise PoolBroken(f"Spark does not work any more ({type(error).__name__})") from None

    def _collected(self, files: Sequence[SourceFile]) -> pa.Table:
        count = max(1, min(len(files), SHARES * self._cores))
        numbered = list(enumerate(files))
        # The sources come largest first: dealt out in turn, every share has large and small ones. They go
        # with the function, not as a table: a plan may be shown or logged, and they hold the fingerprint key.
        shares = [pickle.dumps(numbered[start::count]) for start in range(count)]
        lane = self._lane

        def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            yield from _read_shares(shares, lane, batches)

        return self._session.range(0, count, 1, count).mapInArrow(read, _ROWS).toArrow()


def _waves(sources: Iterable[SourceFile], cores: int) -> Iterator[list[SourceFile]]:
    """Sources in their order, as many at a time as the bounds allow, at least one."""
    wave: list[SourceFile] = []
    size = 0
    for source in sources:
        if wave and (len(wave) >= WAVE_FILES * cores or size + source.size > WAVE_BYTES * cores):
            yield wave
            wave, size = [], 0
        wave.append(source)
        size += source.size
    if wave:
        yield wave


def _results(files: Sequence[SourceFile], rows: pa.Table) -> list[Done[Tables]]:
    """The rows of a wave, file by file in the wave's order, whatever order they came in."""
    failures: dict[int, str | None] = dict.fromkeys(range(len(files)), "no result came back")
    pieces: list[dict[str, list[pa.Table]]] = [{} for _ in files]
    for batch in rows.to_batches():
        for file, failure, name, piece in zip(*batch.columns, strict=True):
            if not name.is_valid:
                failures[file.as_py()] = failure.as_py()
                continue
            table = pa.ipc.open_stream(piece.as_buffer()).read_all()
            pieces[file.as_py()].setdefault(name.as_py(), []).append(table)
    return [
        Done(source, {name: pa.concat_tables(each) for name, each in tables.items()}, None)
        if failures[file] is None
        else Done(source, None, failures[file])
        for file, (source, tables) in enumerate(zip(files, pieces, strict=True))
    ]


def _kind(error: Exception) -> str:
    """The kind of Python error that ended a worker, without its message."""
    last = str(error).strip().splitlines()[-1]
    return last.partition(":")[0].rpartition(".")[2][:60] if ":" in last else type(error).__name__


# --- in the Python workers of Spark -------------------------------------------------------------------


@cache
def _lane_of(process: int, make: Callable[[], Pool[Tables]]) -> Pool[Tables]:
    """The lane of this worker: made for its first share, kept until it ends. process: its own pid.

    Raises NotContained, before any file is opened, when this machine does not hold its readers.
    """
    check_containment(Silent())
    forbid_core_dumps()
    return make()


def _read_shares(
    shares: Sequence[bytes], make: Callable[[], Pool[Tables]], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """For each share named in the batches: a row for every file, then its tables in pieces."""
    pool = _lane_of(os.getpid(), make)
    for batch in batches:
        for share in batch.column(0).to_pylist():
            numbered: list[tuple[int, SourceFile]] = pickle.loads(shares[share])  # noqa: S301 - made by us
            results = pool.run(source for _, source in numbered)  # one lane: they come in this order
            for (number, _), done in zip(numbered, results, strict=True):
                yield _row(number, failure=done.failure)
                for name, rows in (done.value or {}).items():
                    for piece in _in_pieces(rows):
                        yield _row(number, name=name, rows=piece)


def _row(
    file: int, *, failure: str | None = None, name: str | None = None, rows: bytes | None = None
) -> pa.RecordBatch:
    return pa.record_batch([[file], [failure], [name], [rows]], schema=_SCHEMA)


def _in_pieces(rows: pa.Table) -> Iterator[bytes]:
    """A table as Arrow streams of about PIECE_BYTES, at least one."""
    step = max(1, rows.num_rows * PIECE_BYTES // max(rows.nbytes, 1))
    for start in range(0, max(rows.num_rows, 1), step):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows.slice(start, step))
        yield sink.getvalue().to_pybytes()
