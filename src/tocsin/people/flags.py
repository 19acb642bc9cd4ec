"""What somebody who writes to a person has to know: home, institution, helpers, age, death; with evidence."""

from __future__ import annotations

import re
from functools import cache

import duckdb
import pyarrow as pa

from tocsin.model.tables import FLAGS
from tocsin.people.engine import filled
from tocsin.people.guardians import CROWD
from tocsin.people.names import fold
from tocsin.people.settings import Home
from tocsin.people.words import spellings, words

FAMILIES = 10
"""Family names at one address from which it is taken for an institution although no word says so."""

_FLAGGED = """
WITH stays AS (
    SELECT a.person, a.street_key, a.zip5, lower(f.value) AS family, a.mentions
    FROM address_rank a LEFT JOIN chosen_family f USING (person)
    WHERE a.rank = 1 AND a.street_key IS NOT NULL),
crowd AS (
    SELECT street_key, zip5, count(*) AS people, count(DISTINCT family) AS families FROM stays GROUP BY ALL),
household AS (
    SELECT street_key, zip5, family, 'h' || substr(min(person), 2) AS id, count(*) AS people
    FROM stays WHERE family IS NOT NULL GROUP BY ALL HAVING count(*) BETWEEN 2 AND $crowd),
member AS (
    SELECT s.person, h.id, h.people FROM stays s JOIN household h ON h.street_key = s.street_key
    AND h.zip5 IS NOT DISTINCT FROM s.zip5 AND h.family = s.family),
alive AS (
    SELECT m.id, min(m.person) AS person FROM member m JOIN fact USING (person) JOIN age USING (person)
    WHERE fact.deceased IS DISTINCT FROM true AND age.minor IS DISTINCT FROM true GROUP BY m.id),
said AS (
    SELECT who.person, s.id, s.deceased, s.died, s.minor, s.guardian,
           kind.kind AS place, helper.kind AS helper,
           regexp_matches(lower(concat_ws(' ', s.street, s.name)), $care_of) AS care_of
    FROM source s JOIN who ON who.mention = s.id JOIN mention m ON m.id = s.id
    LEFT JOIN institution kind ON kind.street IS NOT DISTINCT FROM s.street AND s.street IS NOT NULL
    LEFT JOIN helper ON helper.role = lower(s.role))
SELECT person, 'household' AS flag, people || ' people of one address and family name' AS detail, id AS other,
       [] AS mentions FROM member
UNION ALL
SELECT person, 'institution', min(place) || ', by the words of the address', NULL, list_sort(list(id))
FROM said WHERE place IS NOT NULL GROUP BY person
UNION ALL
SELECT s.person, 'institution', c.people || ' people of ' || c.families || ' family names at one address',
       NULL, s.mentions
FROM stays s JOIN crowd c ON c.street_key = s.street_key AND c.zip5 IS NOT DISTINCT FROM s.zip5
WHERE c.families >= $families
UNION ALL
SELECT person, 'representative', helper || ', by the role in the papers', NULL, list_sort(list(id))
FROM said WHERE helper IS NOT NULL GROUP BY person, helper
UNION ALL
SELECT person, 'care of', 'an address in care of somebody else', NULL, list_sort(list(id))
FROM said WHERE care_of GROUP BY person
UNION ALL
SELECT fact.person, 'deceased', CASE WHEN bool_or(said.died IS NOT NULL) THEN 'a paper gives the day of death'
       ELSE 'a paper says so' END || CASE WHEN any_value(alive.person) IS NOT NULL
       THEN '; next of kin may be the other adult of the same address and family name' ELSE '' END,
       any_value(alive.person), list_sort(list(said.id))
FROM fact JOIN said ON said.person = fact.person AND said.deceased
LEFT JOIN member ON member.person = fact.person LEFT JOIN alive ON alive.id = member.id
WHERE fact.deceased GROUP BY fact.person
UNION ALL
SELECT age.person, 'minor',
       CASE WHEN birth.value IS NOT NULL THEN 'by the birth date' ELSE 'a paper says so' END, NULL,
       coalesce((SELECT list_sort(list(id)) FROM said WHERE said.person = age.person AND said.minor), [])
FROM age LEFT JOIN chosen_birth birth USING (person) WHERE age.minor
UNION ALL
SELECT fact.person, 'guardian', CASE WHEN fact.guardian IS NOT NULL THEN 'named in the papers'
       ELSE 'inferred: an adult of the same address and family name' END,
       coalesce(fact.guardian, guess.guardian),
       coalesce((SELECT list_sort(list(id)) FROM said JOIN who g ON g.mention = said.guardian
                 WHERE said.person = fact.person AND g.person = fact.guardian), [])
FROM fact JOIN age USING (person) LEFT JOIN guess USING (person)
WHERE age.minor AND coalesce(fact.guardian, guess.guardian) IS NOT NULL
ORDER BY person, flag, detail
"""


def flags(con: duckdb.DuckDBPyConnection, home: Home) -> pa.Table:
    """FLAGS of the people made before in this database."""
    helpers = words("roles")["representative"]
    con.register("helper", pa.table({"role": list(helpers), "kind": list(helpers.values())}))
    streets = [
        row[0]
        for row in con.execute(
            "SELECT DISTINCT street FROM source WHERE street IS NOT NULL ORDER BY street"
        ).fetchall()
    ]
    kinds = [institution(street, home) for street in streets]
    con.register(
        "institution",
        pa.table({"street": pa.array(streets, pa.string()), "kind": pa.array(kinds, pa.string())}),
    )
    sql = filled(_FLAGGED, crowd=CROWD, families=FAMILIES, care_of="'(^|[ ,])(c/o|care of)[ :]'")
    return con.sql(sql).to_arrow_table().cast(FLAGS)


def institution(street: str, home: Home) -> str | None:
    """The kind of institution that a street line names, or None."""
    text = f" {fold(street)} "
    if home.street and fold(home.street) in text:
        return "the business itself"
    return next((kind for kind, pattern in _patterns().items() if pattern.search(text)), None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The words of each kind, not where they name a street ("Medical Center Drive")."""
    suffixes = "|".join(sorted(spellings("streets", "suffixes")))
    return {
        kind: re.compile(rf"\b(?:{'|'.join(map(re.escape, said))})\b(?! (?:{suffixes})\b)")
        for kind, said in words("institutions").items()
    }
