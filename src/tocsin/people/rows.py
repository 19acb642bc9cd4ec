"""The row of each person: the union of what its mentions say, written as a letter needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa

from tocsin.model.tables import PEOPLE, SEED
from tocsin.people.addresses import choose_address
from tocsin.people.engine import filled
from tocsin.people.guardians import guess_guardians
from tocsin.people.residence import residence, state_code
from tocsin.people.settings import Home
from tocsin.people.words import words

AGE_OF_MAJORITY = 18

PAPERS_DISAGREE = 0.8
"""Confidence in a residence at most, where other papers of the person name another state."""

FOUND = f"s.tie IS DISTINCT FROM '{SEED}'"
"""A person is on the list because a stolen file shows them, not because the business knows them."""


def people(con: duckdb.DuckDBPyConnection, incident_date: date | None, home: Home) -> pa.Table:
    """PEOPLE of tables ``source``, ``mention``, ``who``, ``looked`` (person → review)."""
    own_domains = sorted(home.email_domains)
    _choose(con, "given", "w_given", "length(value) > 1")
    _choose(con, "middle", "w_middle", "length(value) > 2")
    _choose(con, "family", "w_family", "length(value) > 1")
    _choose(con, "suffix", "w_suffix", "true")
    _choose(con, "birth", "coalesce(dob, yob)", "try_cast(value AS DATE) IS NOT NULL, length(value)")
    _choose(con, "email", "email", "NOT list_contains(?, split_part(value, '@', 2))", [own_domains])
    _choose(con, "phone", "phone", "true")
    choose_address(con)
    _residences(con, state_code(home.state))
    _facts(con)
    _ages(con, incident_date)
    guess_guardians(con)
    return con.sql(_ROW).to_arrow_table().cast(PEOPLE)


def _choose(
    con: duckdb.DuckDBPyConnection, name: str, column: str, better: str, bound: Sequence[object] = ()
) -> None:
    """Table ``chosen_<name>``: per person the better value, of those the most frequent, then the longest."""
    con.execute(
        filled(
            """CREATE TABLE chosen_$name AS
            SELECT person, arg_max(value, ($better, n, length(value), value)) AS value, count(*) AS variants
            FROM (
                SELECT who.person, $column AS value, count(*) AS n
                FROM mention JOIN who ON who.mention = mention.id WHERE $column IS NOT NULL GROUP BY 1, 2)
            GROUP BY person""",
            name=name,
            column=column,
            better=better,
        ),
        list(bound),
    )


def _residences(con: duckdb.DuckDBPyConnection, own_state: str | None) -> None:
    keys = con.execute(
        """CREATE TABLE where_from AS
        SELECT everyone.person, a.country, a.state, a.zip5, phone.value AS phone
        FROM (SELECT DISTINCT person FROM who) everyone
        LEFT JOIN chosen_address a USING (person) LEFT JOIN chosen_phone phone USING (person);
        SELECT DISTINCT country, state, zip5, left(phone, 3) FROM where_from"""
    ).fetchall()
    found = [residence(country, state, zip5, area, own_state) for country, state, zip5, area in keys]
    columns = {
        name: pa.array([key[i] for key in keys], pa.string())
        for i, name in enumerate(("country", "state", "zip5", "area"))
    }
    con.register(
        "residences",
        pa.table(
            {
                **columns,
                "written": pa.array([state_code(key[1]) or key[1] for key in keys], pa.string()),
                "code": pa.array([one.code for one in found], pa.string()),
                "how": pa.array([one.how for one in found], pa.string()),
                "confidence": pa.array([one.confidence for one in found], pa.float32()),
                "conflict": pa.array([one.conflict for one in found], pa.string()),
            }
        ),
    )
    con.execute(
        """CREATE TABLE lives AS
        WITH told AS (
            SELECT a.person, count(DISTINCT coalesce(z.state, CASE WHEN length(a.state) = 2 THEN a.state END))
                AS states
            FROM address a LEFT JOIN zip_state z USING (zip5) GROUP BY a.person)
        SELECT w.person, r.written, r.code, r.how,
               CASE WHEN told.states > 1 THEN least(r.confidence, $unsure) ELSE r.confidence END
                   AS confidence,
               r.conflict
        FROM where_from w LEFT JOIN told ON told.person = w.person
        JOIN residences r ON w.country IS NOT DISTINCT FROM r.country
            AND w.state IS NOT DISTINCT FROM r.state AND w.zip5 IS NOT DISTINCT FROM r.zip5
            AND left(w.phone, 3) IS NOT DISTINCT FROM r.area""",
        {"unsure": PAPERS_DISAGREE},
    )


def _facts(con: duckdb.DuckDBPyConnection) -> None:
    kinds = words("roles")["kind_of_role"]
    con.register("kind_of_role", pa.table({"role": list(kinds), "kind": list(kinds.values())}))
    con.execute(_NAMES_SAID)
    con.execute(
        filled(
            """CREATE TABLE fact AS
        SELECT who.person, count(*) FILTER ($found) AS mentions,
               bool_or(s.deceased AND NOT $slip) AS deceased, bool_or(s.deceased AND $slip) AS death_slip,
               bool_or(s.deceased) AND NOT bool_and(s.deceased) AS death_unclear,
               bool_or(s.minor) AS minor, bool_or(s.minor) AND NOT bool_and(s.minor) AS minority_unclear,
               coalesce(any_value(k.kinds), []) AS kinds, coalesce(any_value(n.names), []) AS names,
               mode(g.person ORDER BY g.person) FILTER (g.person IS NOT NULL) AS guardian,
               bool_or(s.guardian IS NOT NULL) AS guardian_named,
               CASE WHEN min(m.ssn9) < max(m.ssn9) THEN 2 ELSE 1 END AS tax_numbers
        FROM source s JOIN mention m ON m.id = s.id JOIN who ON who.mention = s.id
        LEFT JOIN kinds_said k ON k.person = who.person LEFT JOIN names_said n ON n.person = who.person
        LEFT JOIN who g ON g.mention = s.guardian AND g.person <> who.person
        LEFT JOIN chosen_birth b ON b.person = who.person
        GROUP BY who.person HAVING bool_or($found)""",
            found=FOUND,
            slip="coalesce(s.died <= b.value AND length(s.died) = length(b.value), false)",
        )
    )
    con.execute("DROP TABLE kinds_said; DROP TABLE names_said")


# Distinct first, then listed: lists of every mention's name would take more memory than all tables together.
_NAMES_SAID = """
CREATE TABLE kinds_said AS
SELECT person, list_sort(list(kind)) AS kinds FROM (
    SELECT DISTINCT who.person, k.kind FROM source s JOIN who ON who.mention = s.id
    JOIN kind_of_role k ON k.role = lower(s.role) WHERE k.kind IS NOT NULL)
GROUP BY person;
CREATE TABLE names_said AS
SELECT person, list_sort(list(name)) AS names FROM (
    SELECT DISTINCT who.person, concat_ws(' ', m.w_given, m.w_middle, m.w_family, m.w_suffix) AS name
    FROM mention m JOIN who ON who.mention = m.id WHERE m.w_given IS NOT NULL OR m.w_family IS NOT NULL)
GROUP BY person
"""


def _ages(con: duckdb.DuckDBPyConnection, incident_date: date | None) -> None:
    """Minor on the day of the incident; from a year alone only where any birthday gives the same answer.

    A date with day and month the wrong way round is read the other way; of an impossible one the year counts.

    Without a birth date what the papers say counts; a birth date is surer than a mark that may be years old.
    """
    con.execute(
        """CREATE TABLE age AS
        WITH incident AS (SELECT CAST($day AS DATE) AS day, $majority AS majority),
        dated AS (SELECT person, left(value, 4) AS year, coalesce(try_cast(value AS DATE),
            try_cast(left(value, 4) || '-' || right(value, 2) || '-' || substr(value, 6, 2) AS DATE)) AS birth
            FROM chosen_birth),
        born AS (SELECT person, CASE
            WHEN birth IS NOT NULL THEN birth + to_years(majority) > day
            WHEN try_cast(dated.year AS INTEGER) > year(day) - majority THEN true
            WHEN try_cast(dated.year AS INTEGER) < year(day) - majority THEN false END AS minor
            FROM dated, incident)
        SELECT fact.person, coalesce(born.minor, fact.minor) AS minor,
               coalesce(born.minor <> fact.minor, fact.minority_unclear) AS unclear
        FROM fact LEFT JOIN born USING (person)""",
        {"day": incident_date, "majority": AGE_OF_MAJORITY},
    )


_ROW = """
SELECT fact.person AS id,
       nullif(concat_ws(' ', given.value, middle.value, family.value, suffix.value), '') AS name,
       given.value AS given, middle.value AS middle, family.value AS family, suffix.value AS suffix,
       fact.names, birth.value AS birth_date,
       a.street, a.city, lives.written AS state,
       a.postal_code, a.country, email.value AS email, phone.value AS phone,
       lives.code AS residence, lives.how AS residence_how, lives.confidence AS residence_confidence,
       age.minor, fact.deceased,
       coalesce(fact.guardian, CASE WHEN age.minor THEN guess.guardian END) AS guardian,
       fact.kinds, fact.mentions,
       concat_ws('; ',
           looked.review,
           CASE WHEN given.value IS NULL AND family.value IS NULL
                THEN CASE WHEN email.value IS NOT NULL OR looked.account THEN 'account without a name'
                          ELSE 'no name was found next to the data' END END,
           CASE WHEN fact.tax_numbers > 1 THEN 'more than one Social Security number' END,
           CASE WHEN birth.variants > 1 THEN 'more than one birth date' END,
           nullif(lives.conflict, ''),
           CASE WHEN a.zips > 1 THEN 'more than one address; the '
                || CASE WHEN a.dated IS NULL THEN 'most frequent' ELSE 'newest' END
                || ' complete one is used' END,
           CASE WHEN fact.death_unclear THEN 'papers disagree whether the person is alive' END,
           CASE WHEN fact.death_slip THEN 'a date of death is not later than the birth date' END,
           CASE WHEN age.unclear THEN 'papers disagree whether the person is a minor' END,
           CASE WHEN age.minor AND fact.guardian IS NULL AND guess.guardian IS NOT NULL
                THEN 'guardian taken from the same address and family name' END,
           CASE WHEN age.minor AND fact.guardian IS NULL AND guess.guardian IS NULL
                THEN CASE WHEN fact.guardian_named THEN 'the guardian named in the papers is not on this list'
                          ELSE 'minor without a known guardian' END END) AS review
FROM fact
LEFT JOIN chosen_given given USING (person) LEFT JOIN chosen_middle middle USING (person)
LEFT JOIN chosen_family family USING (person) LEFT JOIN chosen_suffix suffix USING (person)
LEFT JOIN chosen_birth birth USING (person) LEFT JOIN chosen_address a USING (person)
LEFT JOIN chosen_email email USING (person) LEFT JOIN chosen_phone phone USING (person)
LEFT JOIN lives USING (person) LEFT JOIN age USING (person) LEFT JOIN guess USING (person)
LEFT JOIN looked USING (person)
ORDER BY fact.person
"""
