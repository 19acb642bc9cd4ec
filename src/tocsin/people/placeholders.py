"""Values that tell nobody apart: placeholders, the organisation's own, values on too many names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from tocsin.people.engine import filled
from tocsin.people.places import street
from tocsin.people.settings import Home
from tocsin.people.words import words

SHARED_BY = 6
"""Distinct pairs of initials from which on a number, mailbox or telephone tells nobody apart."""

# Initials, not names: one name with many slips of the pen must not look like many names.
_INITIALS = "coalesce(left(first, 1), '') || ' ' || coalesce(left(last, 1), '')"

_SHARED = """
$column IN (SELECT $column FROM mention WHERE $column IS NOT NULL
            GROUP BY $column HAVING count(DISTINCT $initials) > $shared_by)
"""

_COMMON_NUMBERS = """
SELECT token FROM (SELECT unnest(ids) AS token, first, last FROM mention) GROUP BY token
HAVING count(DISTINCT $initials) > $shared_by OR length(split_part(token, ':', 2)) < 4 OR $one_sign
"""

# Numbers never issued: area 000 or 666, group 00, serial 0000 (SSA POMS RM 10201.035).
_IMPOSSIBLE = "regexp_full_match(ssn9, '000.*|666.*|[0-9]{3}00[0-9]{4}|[0-9]{5}0000|[A-Z]*')"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """kind: as the report says it. columns: set to null. where: the SQL that finds it. values: bound."""

    kind: str
    columns: tuple[str, ...]
    where: str
    values: tuple[object, ...] = ()


def set_aside(con: duckdb.DuckDBPyConnection, home: Home) -> dict[str, int]:
    """Set placeholders in table ``mention`` to null, for matching and for letters; count them by kind."""
    counts = {}
    for one in _placeholders(home):
        values = list(one.values)
        found = con.execute(filled("SELECT count(*) FROM mention WHERE $where", where=one.where), values)
        counts[one.kind] = int(found.fetchall()[0][0])
        if counts[one.kind]:
            change = ", ".join(f"{column} = NULL" for column in one.columns)
            con.execute(
                filled("UPDATE mention SET $change WHERE $where", change=change, where=one.where), values
            )
    counts["other numbers"] = _common_numbers(con)
    return counts


def _placeholders(home: Home) -> list[Placeholder]:
    lists = words("placeholders")
    phones = sorted({re.sub(r"\D", "", phone)[-10:] for phone in home.phones})
    own_zip = (home.postal_code or "")[:5]
    return [
        Placeholder(
            "tax numbers",
            ("ssn9", "ssn4"),
            f"{_IMPOSSIBLE} OR {_one_sign('ssn9')} OR list_contains(?, ssn9) OR {_shared('ssn9')}",
            (lists["tax_numbers"],),
        ),
        Placeholder("last four digits", ("ssn4",), "ssn4 = '0000' AND ssn9 IS NULL"),
        Placeholder(
            "birth dates", ("dob", "yob"), "list_contains(?, dob) OR yob < '1890'", (lists["dates"],)
        ),
        Placeholder(
            "e-mail addresses",
            ("email",),
            f"list_contains(?, split_part(email, '@', 1)) OR {_shared('email')}",
            (lists["mailboxes"],),
        ),
        Placeholder(
            "telephone numbers",
            ("phone",),
            f"{_one_sign('phone')} OR list_contains(?, phone) OR {_shared('phone')}",
            (phones,),
        ),
        Placeholder(
            "addresses of the organisation",
            ("street_key", "house", "zip5", "state", "street", "city", "postal_code", "country"),
            "street_key = ? AND (zip5 IS NULL OR ? IN ('', zip5))",
            (street(home.street).key or "", own_zip),
        ),
    ]


def _shared(column: str) -> str:
    """SQL: the value stands next to too many different names."""
    return filled(_SHARED, column=column, initials=_INITIALS, shared_by=SHARED_BY)


def _one_sign(column: str) -> str:
    """SQL: the value is one sign over and over (RE2 has no back-references)."""
    return f"replace({column}, left({column}, 1), '') = ''"


def _common_numbers(con: duckdb.DuckDBPyConnection) -> int:
    one_sign = _one_sign("split_part(token, ':', 2)")
    sql = filled(_COMMON_NUMBERS, initials=_INITIALS, shared_by=SHARED_BY, one_sign=one_sign)
    common = [row[0] for row in con.execute(sql).fetchall()]
    if common:
        con.execute(
            """UPDATE mention SET ids = list_filter(ids, lambda token: NOT list_contains(?, token))
            WHERE list_has_any(ids, ?)""",
            [common, common],
        )
    return len(common)
