"""Mentions in comparable form, and the distinct profiles among them.

Several hundred mentions of one person are often letter for letter the same (the same row in every monthly
file). They are one profile, and only profiles are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.elements import catalogue
from tocsin.model.tables import IDENTIFIERS, MENTIONS
from tocsin.people.engine import filled, forget
from tocsin.people.naming import WRITTEN, taken_apart
from tocsin.people.placeholders import set_aside
from tocsin.people.places import street, zip5
from tocsin.people.settings import Home
from tocsin.people.words import words

_NOT_OF_ONE_PERSON = frozenset(
    {
        "routing_number",
        "financial_access_code",
        "security_question_answer",
        "irs_ip_pin",
        "ssn_last4",
        "online_account_credentials",
        "email_account_credentials",
        "employee_id_with_code",
    }
)
_PROFILE = (
    *("first", "middle", "last", "lasts", "suffix", "dob", "yob", "ssn9", "ssn4"),
    *("street_key", "house", "zip5", "state", "city_key", "email", "phone", "ids"),
)

# Letters that a scanner takes for digits are read as digits in tax numbers.
_NUMBERS = """
CREATE TABLE number AS
WITH clean AS (
    SELECT mention, element, value IS NULL AS sealed,
           CASE WHEN value IS NULL THEN hex(fingerprint)
                WHEN element IN ('ssn', 'itin', 'ssn_last4')
                THEN regexp_replace(translate(upper(value), 'OILSBZQD', '01158200'), '[^0-9A-Z]', '', 'g')
                ELSE upper(trim(value)) END AS value
    FROM identifiers_in)
SELECT mention,
       min(value) FILTER (element IN ('ssn', 'itin') AND NOT sealed AND value <> '') AS ssn9,
       min(right(value, 4)) FILTER (element = 'ssn_last4' AND NOT sealed AND length(value) >= 4) AS last4,
       coalesce(list_sort(list_distinct(list(element || ':' || value) FILTER (
           list_contains(?, element) AND value <> ''
           AND (sealed OR element NOT IN ('ssn', 'itin'))))), []) AS ids
FROM clean GROUP BY mention
"""

_COMPARABLE = r"""
SELECT s.id, s.item,
       n.n_first AS first, n.n_firsts AS firsts, n.n_middle AS middle, n.n_last AS last, n.n_lasts AS lasts,
       n.n_suffix AS suffix, n.w_given, n.w_middle, n.w_family, n.w_suffix,
       CASE WHEN regexp_full_match(s.birth_date, '\d{4}-\d{2}-\d{2}') THEN s.birth_date END AS dob,
       CASE WHEN regexp_matches(s.birth_date, '^\d{4}') THEN left(s.birth_date, 4) END AS yob,
       number.ssn9,
       CASE WHEN length(number.ssn9) >= 4 THEN right(number.ssn9, 4) ELSE number.last4 END AS ssn4,
       streets.key AS street_key, streets.house, zips.zip5,
       nullif(upper(trim(s.state)), '') AS state,
       nullif(regexp_replace(strip_accents(lower(s.city)), '[^\p{L}]', '', 'g'), '') AS city_key,
       nullif(trim(s.street), '') AS street, nullif(trim(s.city), '') AS city,
       nullif(trim(s.postal_code), '') AS postal_code, nullif(trim(s.country), '') AS country,
       nullif(lower(trim(s.email)), '') AS email,
       CASE WHEN length(regexp_replace(s.phone, '\D', '', 'g')) >= 10
            THEN right(regexp_replace(s.phone, '\D', '', 'g'), 10) END AS phone,
       coalesce(number.ids, []) AS ids
FROM part s
JOIN names n ON s.name IS NOT DISTINCT FROM n.name AND s.given IS NOT DISTINCT FROM n.given
    AND s.middle IS NOT DISTINCT FROM n.middle AND s.family IS NOT DISTINCT FROM n.family
    AND s.suffix IS NOT DISTINCT FROM n.suffix
LEFT JOIN streets ON s.street = streets.street
LEFT JOIN zips ON s.postal_code = zips.code
LEFT JOIN number ON number.mention = s.id
ORDER BY s.id
"""

# Numbered in the order of their first mention, so that the order of the input does not matter. Details are
# compared by 128 bits of a digest: grouped by themselves they take more memory than all tables together.
_NUMBERED = (
    """
CREATE TABLE told AS
SELECT id, md5_number(concat_ws(chr(31), $told)) AS digest FROM mention
""",
    """
CREATE TABLE details AS
SELECT row_number() OVER (ORDER BY lead) - 1 AS pid, lead, digest
FROM (SELECT min(id) AS lead, digest FROM told GROUP BY digest)
""",
    "CREATE TABLE member AS SELECT id, pid FROM told JOIN details USING (digest) ORDER BY id",
)

_PROFILES = """
SELECT pid, lead, firsts, $profile FROM mention JOIN details ON mention.id = lead
WHERE pid >= $begin AND pid < $end ORDER BY pid
"""

LARGE = 1_000_000
"""Mentions from which tables are made in parts, and packed: a fifth of the memory for some more time."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made: the mentions kept, the distinct profiles among them, the business contacts left out, and
    how many values of each kind were set aside as placeholders."""

    mentions: int
    profiles: int
    contacts: int
    demoted: dict[str, int]


def prepare(
    con: duckdb.DuckDBPyConnection,
    mentions: pa.Table,
    identifiers: pa.Table,
    home: Home,
    *,
    contacts_too: bool = False,
) -> Prepared:
    """Make the tables ``source``, ``mention``, ``profile`` and ``member`` (mention → profile).

    contacts_too: keep business contacts without data elements of their own.
    """
    con.register("identifiers_in", identifiers.select(IDENTIFIERS.names).cast(IDENTIFIERS))
    source = mentions.select(MENTIONS.names).cast(MENTIONS)
    con.register("source", source)
    contacts = 0
    if not contacts_too:
        affected = _without_contacts(con, source)
        contacts = source.num_rows - affected.num_rows
        con.register("source", affected)
        source = affected
    con.execute(_NUMBERS, [_telling_elements()])
    large = source.num_rows > LARGE
    for begin in range(0, max(1, source.num_rows), LARGE):
        _compared(con, source.slice(begin, LARGE), first=not begin)
        if large:
            con.execute("CHECKPOINT")
    forget(con, "number", "identifiers_in")
    demoted = set_aside(con, home)
    _collapse(con)
    if large:
        con.execute("CHECKPOINT")
    count = con.execute("SELECT (SELECT count(*) FROM mention), (SELECT count(*) FROM profile)").fetchall()[0]
    return Prepared(int(count[0]), int(count[1]), contacts, demoted)


def _compared(con: duckdb.DuckDBPyConnection, part: pa.Table, *, first: bool) -> None:
    """Add these mentions to table ``mention``, and make it with the first of them."""
    con.register("part", part)
    con.register("names", _names(con))
    con.register("streets", _streets(con))
    con.register("zips", _zips(con))
    con.execute(("CREATE TABLE mention AS " if first else "INSERT INTO mention ") + _COMPARABLE)
    forget(con, "part", "names", "streets", "zips")


def _collapse(con: duckdb.DuckDBPyConnection) -> None:
    """Tables ``member`` and ``profile``."""
    told = ", ".join(f"coalesce(CAST({column} AS VARCHAR), chr(30))" for column in _PROFILE)
    for sql in _NUMBERED:
        con.execute(filled(sql, told=told))
    count = int(con.execute("SELECT count(*) FROM details").fetchall()[0][0])
    for begin in range(0, max(1, count), LARGE):
        sql = filled(_PROFILES, profile=", ".join(_PROFILE), begin=begin, end=begin + LARGE)
        con.execute(("INSERT INTO profile " if begin else "CREATE TABLE profile AS ") + sql)
        if count > LARGE:
            con.execute("CHECKPOINT")
    forget(con, "told", "details")


def _without_contacts(con: duckdb.DuckDBPyConnection, mentions: pa.Table) -> pa.Table:
    """Business contacts without any data element of their own are not affected individuals."""
    roles = words("roles")
    gone = con.sql(
        """SELECT id FROM source WHERE list_contains($contact, lower(role))
        AND len(list_filter(coalesce(elements, []), lambda e: NOT list_contains($quiet, e))) = 0""",
        params={"contact": roles["contact"], "quiet": roles["contact_elements"]},
    ).to_arrow_table()["id"]
    # By id, not by place: the database promises no order of its answer.
    return mentions.filter(pc.invert(pc.is_in(mentions["id"], gone))) if len(gone) else mentions


def _names(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every distinct name as written, taken apart and as a letter writes it."""
    sql = filled("SELECT DISTINCT $columns FROM part", columns=", ".join(WRITTEN))
    return taken_apart(con.sql(sql).to_arrow_table())


def _streets(con: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = con.execute("SELECT DISTINCT street FROM part WHERE street IS NOT NULL").fetchall()
    streets = [street(row[0]) for row in rows]
    return pa.table(
        {
            "street": pa.array([row[0] for row in rows], pa.string()),
            "key": pa.array([one.key for one in streets], pa.string()),
            "house": pa.array([one.house for one in streets], pa.string()),
        }
    )


def _zips(con: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = con.execute("SELECT DISTINCT postal_code FROM part WHERE postal_code IS NOT NULL").fetchall()
    return pa.table(
        {
            "code": pa.array([row[0] for row in rows], pa.string()),
            "zip5": pa.array([zip5(row[0]) for row in rows], pa.string()),
        }
    )


def _telling_elements() -> list[str]:
    """Elements whose number tells a person apart, as far as it is not shared (see ``placeholders``)."""
    return sorted(
        code
        for code, element in catalogue().items()
        if element.sealed and element.identifier != "none" and code not in _NOT_OF_ONE_PERSON
    )
