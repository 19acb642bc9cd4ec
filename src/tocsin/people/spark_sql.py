"""This room's SQL on Spark: written once for DuckDB, translated, with the same answers to the last bit.

Where Spark has no function of DuckDB's, one is made of its own: no Python runs for a pair. What Splink's
jar calls Jaro-Winkler counts half a transposition where DuckDB counts none; near the threshold it is counted
again as DuckDB does, over bytes.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp

from tocsin.people.engine import filled

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

logging.getLogger("sqlglot").setLevel(logging.ERROR)

UNROLLED = 10
"""Places of two numbers that are compared one by one; longer ones take a loop."""

_HALF_A_TRANSPOSITION = 0.06
"""More than what the jar may lack: half a transposition of three matches is 1/18."""

_TAKEN = "\u0100"
"""Stands for a byte that is taken; bytes are read as Latin-1, so that no byte is this sign."""


def _let(name: str, value: str, body: str) -> str:
    """SQL: the body, with a name for a value that is worked out once."""
    return f"element_at(transform(array({value}), {name} -> {body}), 1)"


def _bytes(text: str) -> str:
    return f"decode(encode({text}, 'UTF-8'), 'ISO-8859-1')"


_REACH = "greatest(0, greatest(length(v.a), length(v.b)) div 2 - 1)"
_FROM = f"greatest(1, i - {_REACH})"
_AT = f"locate(substr(v.a, i, 1), substr(s.rest, {_FROM}, i + {_REACH} - {_FROM} + 1))"

# Every byte of a takes the first free one of b that is the same and near enough.
_PAIRED = f"""aggregate(
    sequence(1, length(v.a)), named_struct('rest', v.b, 'taken', cast('' AS STRING)), (s, i) ->
    CASE WHEN {_AT} > 0
         THEN named_struct('rest', overlay(s.rest PLACING '{_TAKEN}' FROM {_FROM} - 1 + {_AT}),
                           'taken', concat(s.taken, substr(v.a, i, 1)))
         ELSE s END)"""
_MOVED = f"""size(filter(zip_with(
    filter(transform(sequence(1, length(v.b)),
                     i -> CASE WHEN substr(p.rest, i, 1) = '{_TAKEN}' THEN substr(v.b, i, 1) END),
           c -> c IS NOT NULL),
    transform(sequence(1, length(p.taken)), i -> substr(p.taken, i, 1)), (x, y) -> x <> y), c -> c))"""
_JARO = f"""CASE WHEN p.taken = '' THEN 0D
    ELSE (length(p.taken) / cast(length(v.a) AS DOUBLE) + length(p.taken) / cast(length(v.b) AS DOUBLE)
          + (length(p.taken) - {_MOVED} div 2) / cast(length(p.taken) AS DOUBLE)) / 3D END"""
_SAME_START = " ".join(
    f"WHEN length(v.a) >= {n} AND left(v.a, {n}) = left(v.b, {n}) THEN {n}" for n in (4, 3, 2, 1)
)


def _split(x: str) -> str:
    """The upper half of the digits of a double (Veltkamp)."""
    return f"(134217729D * {x} - (134217729D * {x} - {x}))"


def _fused(x: str, y: str, z: str) -> str:
    """SQL: x * y + z rounded once, as a processor does it that fuses the two (Dekker)."""
    upper = f"named_struct('x', {_split(x)}, 'y', {_split(y)}, 'product', {x} * {y}, 'sum', {x} * {y} + {z})"
    lost = f"h.x * h.y - h.product + h.x * ({y} - h.y) + ({x} - h.x) * h.y + ({x} - h.x) * ({y} - h.y)"
    carried = f"({z} - (h.sum - (h.sum - {z}))) + (h.product - (h.sum - {z}))"
    return _let("h", upper, f"h.sum + ({carried} + ({lost}))")


def _exactly(fused: bool) -> str:
    """SQL: the Jaro-Winkler similarity of texts a and b, as DuckDB counts it."""
    reward, room = "w * 0.1D", "(1D - j)"
    more = _fused(f"({reward})", room, "j") if fused else f"j + {reward} * {room}"
    start = f"double(CASE {_SAME_START} ELSE 0 END)"
    winkler = f"CASE WHEN j > 0.7D THEN {_let('w', start, more)} ELSE j END"
    return _let(
        "v",
        f"named_struct('a', {_bytes('a')}, 'b', {_bytes('b')})",
        f"""CASE WHEN v.a = '' OR v.b = '' THEN 0D
            ELSE {_let("p", _PAIRED, _let("j", _JARO, winkler))} END""",
    )


def _fuses() -> bool:
    """Whether DuckDB on this machine multiplies and adds in one step: the last bit depends on it."""
    return bool(duckdb.sql("SELECT jaro_winkler_similarity('bdcc', 'bbdcd') = 0.805").fetchall()[0][0])


def _functions(fused: bool) -> tuple[str, ...]:
    """What Spark lacks. Near the threshold Jaro-Winkler is counted again, as DuckDB counts it."""
    exactly = _exactly(fused)
    return (
        f"""places_off(a STRING, b STRING) RETURNS INT RETURN
        {" + ".join(f"int(substr(a, {n}, 1) <> substr(b, {n}, 1))" for n in range(1, UNROLLED + 1))}
        + CASE WHEN length(a) > {UNROLLED}
          THEN size(filter(sequence({UNROLLED + 1}, length(a)), i -> substr(a, i, 1) <> substr(b, i, 1)))
          ELSE 0 END""",
        f"jaro_winkler_exactly(a STRING, b STRING) RETURNS DOUBLE RETURN {exactly}",
        f"""jaro_winkler_reaches(a STRING, b STRING, least DOUBLE) RETURNS BOOLEAN RETURN
        CASE WHEN a IS NULL OR b IS NULL THEN NULL
             WHEN a = '' OR b = '' THEN false
             WHEN jaro_winkler({_bytes("a")}, {_bytes("b")}) < least - {_HALF_A_TRANSPOSITION}D THEN false
             WHEN jaro_winkler({_bytes("a")}, {_bytes("b")}) >= least + 1E-9D THEN true
             ELSE {exactly} >= least END""",
    )


class SparkFailed(Exception):
    """Spark could not finish; the message says what to do, and nothing of what was compared."""


class JarMissing(SparkFailed):
    """The Spark session does not have Splink's jar of similarity functions; the message says how."""


def similarity_jar() -> str:
    """Path of the jar that comes with Splink; ``spark.jars`` takes it."""
    from splink.internals.spark.jar_location import similarity_jar_location

    return str(similarity_jar_location())


@cache
def spark_sql(sql: str) -> str:
    """The same query in Spark's dialect. Decimal numbers are doubles, as DuckDB makes them in a sum."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    return str(tree.transform(_translated).sql("spark"))


def _translated(node: Any) -> Any:
    if isinstance(node, exp.GTE) and isinstance(node.this, exp.JarowinklerSimilarity):
        similar = node.this
        return exp.func("jaro_winkler_reaches", similar.this, similar.expression, node.expression)
    if isinstance(node, exp.JarowinklerSimilarity) and not isinstance(node.parent, exp.GTE):
        raise NotImplementedError("on Spark a similarity is only compared with a threshold")
    if isinstance(node, exp.ArrayOverlaps):
        return exp.Anonymous(this="arrays_overlap", expressions=[node.this, node.expression])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "hamming":
        return exp.Anonymous(this="places_off", expressions=node.expressions)
    if isinstance(node, exp.Round):
        return _rounded(node)
    if isinstance(node, exp.Literal) and not node.is_string and not node.this.isdigit():
        return node if isinstance(node.parent, exp.Cast) else exp.cast(node.copy(), "DOUBLE")
    return node


def _rounded(node: Any) -> Any:
    """Half away from zero, of the binary number as it is; Spark rounds its decimal writing."""
    places = int(node.args["decimals"].name)
    value = node.this.sql("spark")
    scale = f"{10**places}.0D"
    text = f"signum({value}) * floor(abs({value}) * {scale} + 0.5D) / {scale}"
    return sqlglot.parse_one(text, read="spark")


class SparkTables:
    """Views of one run on Spark, made with this room's SQL for DuckDB.

    What is kept is cut off from how it was made (a plan of the whole run would grow past all bounds) and lies
    in memory or, encrypted as the session does it, in Spark's local folders; never in a file of its own.
    """

    def __init__(self, session: SparkSession) -> None:
        """session: the caller's to stop. Raises JarMissing."""
        self.session = session.newSession()  # its settings and views are ours alone
        self.cores = session.sparkContext.defaultParallelism
        self._kept: dict[str, DataFrame] = {}
        for name, value in _CONFIGURED.items():
            self.session.conf.set(name, value)
        self.sized_for(0)
        self._make_functions()

    def sized_for(self, rows: int) -> None:
        """Shuffle in as many parts as so many rows of profiles need."""
        parts = max(2 * self.cores, rows * PARTS_A_MILLION // 1_000_000)
        self.session.conf.set("spark.sql.shuffle.partitions", parts)

    def _make_functions(self) -> None:
        from pyspark.errors import PySparkException
        from splink.internals.spark.jar_location import get_scala_udfs

        try:
            for name, java, returns in get_scala_udfs():
                self.session.udf.registerJavaFunction(name, java, returns)
        except PySparkException:
            raise JarMissing(
                "This Spark session lacks the similarity functions that come with Splink. Start it with "
                "spark.jars set to what tocsin.people.similarity_jar() says."
            ) from None
        for function in _functions(_fuses()):
            self.session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")

    def sql(self, template: str, **parts: object) -> DataFrame:
        """Rows of a query of DuckDB's; ``CREATE TABLE … AS`` gives its rows a name (not kept yet)."""
        sql = filled(template, **parts)
        tree = sqlglot.parse_one(sql, read="duckdb")
        if isinstance(tree, exp.Create):
            rows = self.session.sql(spark_sql(tree.expression.sql("duckdb")))
            rows.createOrReplaceTempView(tree.this.name)
            return rows
        return self.session.sql(spark_sql(sql))

    def spark(self, sql: str) -> DataFrame:
        """Rows of a query of Spark's own."""
        return self.session.sql(sql)

    def one(self, template: str, **parts: object) -> Any:
        """The single value of a query."""
        return self.sql(template, **parts).collect()[0][0]

    def keep(self, rows: DataFrame, name: str) -> DataFrame:
        """Work the rows out now, cut off from their plan, and give them a name."""
        from pyspark import StorageLevel

        kept = rows.localCheckpoint(eager=True, storageLevel=StorageLevel.MEMORY_AND_DISK)
        kept.createOrReplaceTempView(name)
        self._kept[name] = kept
        return kept

    def forget(self, *names: str) -> None:
        """Free the room that kept rows take."""
        for name in names:
            rows = self._kept.pop(name, None)
            if rows is not None:
                self.session.catalog.dropTempView(name)

    def end(self) -> None:
        """Free everything."""
        self.forget(*list(self._kept))

    def give(self, rows: pa.Table, name: str) -> DataFrame:
        """A table of this machine, as a view."""
        if not rows.num_rows:  # PySpark cannot take columns without a single chunk
            rows = rows.schema.empty_table()
        given = self.session.createDataFrame(rows)
        given.createOrReplaceTempView(name)
        return given


_CONFIGURED = {
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # What can be inferred from a sum of twelve weights is not worth the time it takes.
    "spark.sql.constraintPropagation.enabled": "false",
}

PARTS_A_MILLION = 40
"""Parts of a shuffle for a million profiles."""
