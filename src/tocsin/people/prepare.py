"""Mentions in comparable form, and the distinct profiles among them.

Several hundred mentions of one person are often letter for letter the same (the same row in every monthly
file). They are one profile, and only profiles are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tocsin.model.elements import catalogue
from tocsin.model.tables import IDENTIFIERS, MENTIONS
from tocsin.people.names import as_written, take_apart
from tocsin.people.places import street, zip5
from tocsin.people.settings import Home
from tocsin.people.words import words

TAX_NUMBERS = ("ssn", "itin")
_NOT_OF_ONE_PERSON = {
    "routing_number",
    "financial_access_code",
    "security_question_answer",
    "irs_ip_pin",
    "ssn_last4",
    "online_account_credentials",
    "email_account_credentials",
    "employee_id_with_code",
    *TAX_NUMBERS,
}
SHARED_BY = 6
"""Distinct pairs of initials from which on a number, mailbox or telephone tells nobody apart."""

_INITIALS = "coalesce(left(first, 1), '') || ' ' || coalesce(left(last, 1), '')"
# Initials, not names: one name with many slips of the pen must not look like many names.

_PROFILE = "first, firsts, middle, last, lasts, suffix, dob, yob, ssn9, ssn4, street_key, house, zip5, state, email, phone, ids"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made: the number of distinct profiles, and how many values of each kind were set aside."""

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
    """Make the tables ``source``, ``mention``, ``profile`` and ``member`` (mention → profile) in the database.

    contacts_too: keep business contacts without data elements of their own.
    """
    con.register("mentions_in", mentions.select(MENTIONS.names).cast(MENTIONS))
    con.register("identifiers_in", identifiers.select(IDENTIFIERS.names).cast(IDENTIFIERS))
    con.execute("CREATE TABLE source AS SELECT * FROM mentions_in ORDER BY id")
    contacts = 0 if contacts_too else _set_contacts_aside(con)
    _map_names(con)
    _map_places(con)
    _numbers(con)
    _compare_forms(con)
    demoted = _demote(con, home)
    _collapse(con)
    return Prepared(
        _one(con, "SELECT count(*) FROM mention"),
        _one(con, "SELECT count(*) FROM profile"),
        contacts,
        demoted,
    )


def _one(con: duckdb.DuckDBPyConnection, sql: str, *values: object) -> int:
    row = con.execute(sql, list(values)).fetchall()[0]
    return int(row[0] or 0)


def _set_contacts_aside(con: duckdb.DuckDBPyConnection) -> int:
    """Business contacts without any data element of their own are not affected individuals."""
    roles = words("roles")
    con.execute(
        """CREATE TABLE contact AS SELECT id FROM source
        WHERE list_contains(?, lower(role)) AND len(list_filter(coalesce(elements, []), lambda e: NOT list_contains(?, e))) = 0""",
        [roles["contact"], roles["contact_elements"]],
    )
    con.execute("DELETE FROM source WHERE id IN (SELECT id FROM contact)")
    return _one(con, "SELECT count(*) FROM contact")


def _map_names(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT DISTINCT name, given, middle, family, suffix FROM source").fetchall()
    taken = [take_apart(*row) for row in rows]
    shown = [as_written(*row) for row in rows]
    table = pa.table(
        {
            **{column: pa.array([row[i] for row in rows], pa.string()) for i, column in enumerate(_NAME)},
            **{
                f"w_{column}": pa.array([row[i] for row in shown], pa.string())
                for i, column in enumerate(_NAME[1:])
            },
            "n_first": pa.array([name.first for name in taken], pa.string()),
            "n_firsts": pa.array([list(name.firsts) for name in taken], pa.list_(pa.string())),
            "n_middle": pa.array([name.middle for name in taken], pa.string()),
            "n_last": pa.array([name.last for name in taken], pa.string()),
            "n_lasts": pa.array([list(name.lasts) for name in taken], pa.list_(pa.string())),
            "n_suffix": pa.array([name.suffix for name in taken], pa.int8()),
        }
    )
    con.register("names", table)


_NAME = ("name", "given", "middle", "family", "suffix")


def _map_places(con: duckdb.DuckDBPyConnection) -> None:
    lines = [
        row[0]
        for row in con.execute("SELECT DISTINCT street FROM source WHERE street IS NOT NULL").fetchall()
    ]
    streets = [street(line) for line in lines]
    con.register(
        "streets",
        pa.table(
            {
                "street": pa.array(lines, pa.string()),
                "key": pa.array([one.key for one in streets], pa.string()),
                "house": pa.array([one.house for one in streets], pa.string()),
            }
        ),
    )
    codes = [row[0] for row in con.execute("SELECT DISTINCT postal_code FROM source").fetchall()]
    con.register(
        "zips",
        pa.table(
            {
                "code": pa.array(codes, pa.string()),
                "zip5": pa.array([zip5(code) for code in codes], pa.string()),
            }
        ),
    )


def _numbers(con: duckdb.DuckDBPyConnection) -> None:
    """One row per mention: its tax number and last four, and its other numbers as "element:value" tokens.

    A value that is sealed away is compared by its fingerprint. Letters that a scanner takes for digits
    (O, I, l, S, B) are read as digits in tax numbers.
    """
    tokens = sorted(
        code
        for code, element in catalogue().items()
        if element.sealed and element.identifier != "none" and code not in _NOT_OF_ONE_PERSON
    )
    con.execute(
        """CREATE TABLE number AS
        WITH clean AS (
            SELECT mention, element,
                   CASE WHEN element IN ('ssn', 'itin', 'ssn_last4')
                        THEN regexp_replace(translate(upper(value), 'OILSBZQD', '01158200'), '[^0-9A-Z]', '', 'g')
                        ELSE coalesce(upper(trim(value)), hex(fingerprint)) END AS value
            FROM identifiers_in)
        SELECT mention,
               min(value) FILTER (element IN ('ssn', 'itin')) AS ssn9,
               min(right(value, 4)) FILTER (element = 'ssn_last4') AS last4,
               coalesce(list_sort(list_distinct(list(element || ':' || value)
                   FILTER (list_contains(?, element) AND value <> ''))), []) AS ids
        FROM clean GROUP BY mention""",
        [tokens],
    )


def _compare_forms(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        r"""CREATE TABLE mention AS
        SELECT s.id, s.item,
               n.n_first AS first, n.n_firsts AS firsts, n.n_middle AS middle, n.n_last AS last, n.n_lasts AS lasts,
               n.n_suffix AS suffix, n.w_given, n.w_middle, n.w_family, n.w_suffix,
               CASE WHEN regexp_full_match(s.birth_date, '\d{4}-\d{2}-\d{2}') THEN s.birth_date END AS dob,
               CASE WHEN regexp_matches(s.birth_date, '^\d{4}') THEN left(s.birth_date, 4) END AS yob,
               nullif(number.ssn9, '') AS ssn9,
               CASE WHEN length(number.ssn9) >= 4 THEN right(number.ssn9, 4)
                    WHEN length(number.last4) = 4 THEN number.last4 END AS ssn4,
               streets.key AS street_key, streets.house, zips.zip5, upper(trim(s.state)) AS state,
               nullif(lower(trim(s.email)), '') AS email,
               CASE WHEN length(regexp_replace(s.phone, '\D', '', 'g')) >= 10
                    THEN right(regexp_replace(s.phone, '\D', '', 'g'), 10) END AS phone,
               coalesce(number.ids, []) AS ids
        FROM source s
        JOIN names n ON s.name IS NOT DISTINCT FROM n.name AND s.given IS NOT DISTINCT FROM n.given
            AND s.middle IS NOT DISTINCT FROM n.middle AND s.family IS NOT DISTINCT FROM n.family
            AND s.suffix IS NOT DISTINCT FROM n.suffix
        LEFT JOIN streets ON s.street = streets.street
        LEFT JOIN zips ON s.postal_code = zips.code
        LEFT JOIN number ON number.mention = s.id
        ORDER BY s.id"""
    )


def _one_sign(column: str) -> str:
    """SQL: the value is one sign over and over (RE2 has no back-references)."""
    return f"replace({column}, left({column}, 1), '') = ''"


def _demote(con: duckdb.DuckDBPyConnection, home: Home) -> dict[str, int]:
    """Set placeholders and values of too many names to null; count them by kind."""
    lists = words("placeholders")
    own = street(home.street).key
    phones = sorted({re.sub(r"\D", "", phone)[-10:] for phone in home.phones})
    too_many = f"HAVING count(DISTINCT {_INITIALS}) > {SHARED_BY}"

    def shared(column: str) -> str:
        return f"{column} IN (SELECT {column} FROM mention WHERE {column} IS NOT NULL GROUP BY {column} {too_many})"

    # Social Security numbers that cannot exist: SSA POMS RM 10201.035 (area 000 or 666, group 00, serial 0000).
    impossible = (
        rf"regexp_full_match(ssn9, '000.*|666.*|\d{{3}}00\d{{4}}|\d{{5}}0000|[A-Z]*') OR {_one_sign('ssn9')} "
        "OR list_contains(?, ssn9)"
    )
    steps: list[tuple[str, str, str, list[object]]] = [
        (
            "tax numbers",
            "ssn9 = NULL, ssn4 = NULL",
            f"{impossible} OR {shared('ssn9')}",
            [lists["tax_numbers"]],
        ),
        ("last four digits", "ssn4 = NULL", "ssn4 = '0000' AND ssn9 IS NULL", []),
        ("birth dates", "dob = NULL, yob = NULL", "list_contains(?, dob) OR yob < '1890'", [lists["dates"]]),
        (
            "e-mail addresses",
            "email = NULL",
            f"list_contains(?, split_part(email, '@', 1)) OR {shared('email')}",
            [lists["mailboxes"]],
        ),
        (
            "telephone numbers",
            "phone = NULL",
            f"{_one_sign('phone')} OR list_contains(?, phone) OR {shared('phone')}",
            [phones],
        ),
        (
            "addresses",
            "street_key = NULL, house = NULL, zip5 = NULL, state = NULL",
            "street_key = ?",
            [own or ""],
        ),
    ]
    counts = {}
    for kind, change, where, values in steps:
        counts[kind] = _one(con, f"SELECT count(*) FROM mention WHERE {where}", *values)
        if counts[kind]:
            con.execute(f"UPDATE mention SET {change} WHERE {where}", values)
    counts["other numbers"] = _demote_ids(con)
    return counts


def _demote_ids(con: duckdb.DuckDBPyConnection) -> int:
    con.execute(
        f"""CREATE TEMP TABLE common_id AS
        SELECT token FROM (SELECT unnest(ids) AS token, first, last FROM mention)
        GROUP BY token
        HAVING count(DISTINCT {_INITIALS}) > {SHARED_BY}
            OR length(split_part(token, ':', 2)) < 4 OR {_one_sign("split_part(token, ':', 2)")}"""
    )
    common = [token for (token,) in con.execute("SELECT token FROM common_id ORDER BY token").fetchall()]
    if common:
        con.execute(
            """UPDATE mention SET ids = list_filter(ids, lambda t: NOT list_contains($common, t))
            WHERE list_has_any(ids, $common)""",
            {"common": common},
        )
    return len(common)


def _collapse(con: duckdb.DuckDBPyConnection) -> None:
    """Number the distinct profiles in the order of their first mention, so that input order does not matter."""
    con.execute(
        f"""CREATE TABLE profile AS
        SELECT row_number() OVER (ORDER BY lead) - 1 AS pid, * FROM (
            SELECT min(id) AS lead, count(*) AS n, {_PROFILE} FROM mention
            GROUP BY ALL)"""
    )
    con.execute(
        f"""CREATE TABLE member AS SELECT m.id, p.pid FROM mention m JOIN profile p ON
        {" AND ".join(f"m.{c.strip()} IS NOT DISTINCT FROM p.{c.strip()}" for c in _PROFILE.split(","))}"""
    )
