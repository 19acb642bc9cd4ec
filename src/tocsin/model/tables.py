"""The tables that pass between stages, as Arrow schemas. The columns are the contract: extend, don't bypass.

Identifying values stand in one table only, ``identifiers``; every other table carries masked forms and
keyed fingerprints (HMAC-SHA-256 under a key of the case, first 16 bytes), so that a table can be counted,
joined and shown without the number itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from tocsin.model.entered import ENTERED

_TEXTS = pa.list_(pa.string())

ITEMS = pa.schema(
    [
        ("id", pa.string()),  # stable: from the path and the chain of children
        ("source", pa.string()),  # id of the top-level file it is, or is inside of
        ("parent", pa.string()),  # the container's id, null at the top
        ("path", pa.string()),  # inside the source; untrusted
        ("sha256", pa.string()),
        ("kind", pa.string()),  # pdf, xlsx, mysql dump …
        ("size", pa.int64()),  # bytes
        ("modified", pa.string()),  # ISO moment, UTC, as the disk said when it was read; null inside a file
        ("outcome", pa.string()),  # read / read_in_part / refused / stopped
        ("reason", pa.string()),  # one sentence; empty when read whole
        ("same_as", pa.string()),  # first item by path with the same bytes; filled in lists
        ("parts", pa.int32()),
        ("chars", pa.int64()),
        ("cells", pa.int64()),
        ("milliseconds", pa.int32()),
    ]
)
"""Every file and every file inside a file, exactly one row each."""

FINDINGS = pa.schema(
    [
        ("item", pa.string()),
        ("place", pa.string()),  # page, sheet and column, table and column, lines
        ("row", pa.int64()),  # row of a table, else null
        ("start", pa.int64()),  # characters from the start of the place, for running text, else null
        ("element", pa.string()),  # code of the catalogue
        ("masked", pa.string()),  # ***-**-6789
        ("fingerprint", pa.binary(16)),  # null for elements that are no identifying value
        ("confidence", pa.float32()),  # 0..1
        ("recogniser", pa.string()),
        ("reason", pa.string()),  # why, in plain words, without the value
        ("mention", pa.string()),  # whose, or null: owner unknown
    ]
)
"""One row per data element found (for a table: per cell that holds one)."""

SEED = "seed"
"""Tie of a row of the business's own list: it helps to tell who is who and makes nobody affected."""

MENTIONS = pa.schema(
    [
        ("id", pa.string()),  # item id + running number
        ("item", pa.string()),
        ("place", pa.string()),
        ("row", pa.int64()),
        ("tie", pa.string()),  # what ties its parts: row / record / document / message / list / seed
        ("role", pa.string()),  # subject, spouse, dependent, guardian, employee, patient, sender …
        ("name", pa.string()),  # as written
        ("given", pa.string()),
        ("middle", pa.string()),
        ("family", pa.string()),
        ("suffix", pa.string()),
        ("birth_date", pa.string()),  # ISO date, or a year, or null
        ("street", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),  # postal code as written or normalised, else null
        ("postal_code", pa.string()),
        ("country", pa.string()),
        ("email", pa.string()),
        ("phone", pa.string()),
        ("deceased", pa.bool_()),  # the document says so; null: it says nothing
        ("minor", pa.bool_()),  # the document says so; null: it says nothing
        ("guardian", pa.string()),  # id of the mention of the parent or guardian in the same record
        ("elements", _TEXTS),  # codes of every data element of this person in this mention
        ("protections", _TEXTS),  # same length: plain / encrypted / redacted / hashed
        ("confidence", pa.float32()),  # that the parts belong to one person, 0..1
        ("died", pa.string()),  # day of death the document gives, ISO date or year, or null
        ("dated", pa.string()),  # the day the document was made, ISO date or year; null: not known
    ]
)
"""One row per appearance of a person (or of an account without a name) in a document."""

IDENTIFIERS = pa.schema(
    [
        ("mention", pa.string()),
        ("element", pa.string()),
        ("fingerprint", pa.binary(16)),
        ("value", pa.string()),  # normalised: digits only, upper case; SEALED
    ]
)
"""The identifying values themselves. Kept under their own key; every opening is logged."""

UNOWNED = pa.schema(
    [
        ("item", pa.string()),
        ("element", pa.string()),
        ("findings", pa.int64()),  # how many of this element in this item
    ]
)
"""Data elements found whose owner is not known, counted: somebody has to look at these files."""

PEOPLE = pa.schema(
    [
        ("id", pa.string()),  # stable across runs
        ("name", pa.string()),  # as a letter writes it
        ("given", pa.string()),
        ("middle", pa.string()),
        ("family", pa.string()),
        ("suffix", pa.string()),
        ("names", _TEXTS),  # variants seen
        ("birth_date", pa.string()),
        ("street", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),
        ("postal_code", pa.string()),
        ("country", pa.string()),
        ("email", pa.string()),
        ("phone", pa.string()),
        ("residence", pa.string()),  # jurisdiction code, null: not known
        ("residence_how", pa.string()),  # "ZIP code 85701 is in Arizona"
        ("residence_confidence", pa.float32()),
        ("minor", pa.bool_()),
        ("deceased", pa.bool_()),
        ("guardian", pa.string()),  # id of a person
        ("kinds", _TEXTS),  # employee, patient, customer …
        ("mentions", pa.int32()),  # how many
        ("review", pa.string()),  # empty, or what a person should look at
    ]
)
"""One row per affected individual: the notification list."""

ADDRESSES = pa.schema(
    [
        ("person", pa.string()),
        ("rank", pa.int32()),  # 1: the mailing address; then the runners-up
        ("street", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),
        ("postal_code", pa.string()),
        ("country", pa.string()),
        ("dated", pa.string()),  # of the newest document that has it, null: no document has a date
        ("reason", pa.string()),  # "used: the newest document names it"
        ("mentions", _TEXTS),
    ]
)
"""Every address of every person, the one that is used first, and why."""

FLAGS = pa.schema(
    [
        ("person", pa.string()),
        ("flag", pa.string()),  # household / institution / representative / deceased / minor / guardian
        ("detail", pa.string()),  # which, and how it is known, without identifying values
        ("other", pa.string()),  # id of the household, or of the person it points to, or null
        ("mentions", _TEXTS),  # the evidence; empty where it follows from other columns of the row
    ]
)
"""What a person who writes to somebody has to know of them, with the evidence."""

LINKS = pa.schema(
    [
        ("mention", pa.string()),
        ("person", pa.string()),
        ("how", pa.string()),  # "same SSN and same last name", "weight 14.2: name, birth date", "alone"
        ("weight", pa.float32()),  # log2 odds, null for a rule
    ]
)
"""Why each mention belongs to its person."""

EXPOSURES = pa.schema(
    [
        ("person", pa.string()),
        ("element", pa.string()),
        ("protection", pa.string()),  # the weakest seen: plain / hashed / redacted / encrypted
        ("items", _TEXTS),
        ("mentions", _TEXTS),
    ]
)
"""Person × element, with where from."""

GROUPS = pa.schema(
    [
        ("residence", pa.string()),  # null: not known
        ("elements", _TEXTS),  # sorted codes
        ("protection", pa.string()),
        ("kind", pa.string()),  # employee / patient / customer / unknown
        ("minor", pa.bool_()),
        ("deceased", pa.bool_()),
        ("people", pa.int64()),  # null: an unknown number
    ]
)
"""People who are alike in the eyes of the law, counted. All that ``law`` and ``harm`` see of people."""

_SOURCE = pa.struct(
    [("citation", pa.string()), ("url", pa.string()), ("read_on", pa.string()), ("words", pa.string())]
)

OBLIGATIONS = pa.schema(
    [
        ("id", pa.string()),  # CA.individuals, US-HIPAA.regulator
        ("rule", pa.string()),
        ("version", pa.string()),  # of the rule file: valid-from date
        ("jurisdiction", pa.string()),
        ("title", pa.string()),  # "Tell affected Californians"
        ("recipient", pa.string()),  # individuals, regulator, media, data_owner, law_enforcement …
        ("office", pa.string()),
        ("status", pa.string()),  # due / not_due / depends / done / overdue / keep
        ("legal_status", pa.string()),  # in_force / enacted / contractual / guidance / uncertain …
        ("people", pa.int64()),
        ("deadline", pa.string()),  # ISO date (or date and time for hours); null: no day can be given
        ("deadline_text", pa.string()),  # how it was worked out
        ("clock_from", pa.string()),  # the start event
        ("clock_amount", pa.int32()),
        ("clock_unit", pa.string()),  # hours / calendar_days / business_days / none
        ("open_standard", pa.string()),  # "without unreasonable delay"
        ("order", _TEXTS),  # before:… / with:… / after:…
        ("depends_on", _TEXTS),  # unknown facts that can still change the status
        ("due_if", _TEXTS),  # the smallest set of them whose answers can make it due
        ("not_due_if", _TEXTS),  # the smallest set of them whose answers can make it not due
        ("why", _TEXTS),  # rule, section, facts used, one sentence each
        ("channel", _TEXTS),
        ("content", _TEXTS),  # slots a letter or filing must have
        ("forbidden", _TEXTS),  # slots it must not have
        ("services", _TEXTS),
        ("form", pa.string()),  # key of the form or portal schema
        ("sources", pa.list_(_SOURCE)),
    ]
)
"""Who must be told, by when, with what, and why."""

NEEDS = pa.schema(
    [
        ("fact", pa.string()),  # path in the facts file
        ("question", pa.string()),  # in plain words
        ("changes", pa.string()),  # what the answer would change
    ]
)
"""Facts that are not yet known and matter, what changes most first."""

_QUESTION = pa.struct([("question", pa.string()), ("fact", pa.string())])
_FACTOR = pa.struct(
    [("name", pa.string()), ("finding", pa.string()), ("open", pa.list_(_QUESTION)), ("source", _SOURCE)]
)

SEVERITY = pa.schema(
    [
        ("method", pa.string()),
        ("subject", pa.string()),  # the group it speaks of
        ("value", pa.float64()),  # null where the method gives no number
        ("band", pa.string()),  # its class; without a number what follows from the facts, or undecided
        ("reasons", _TEXTS),
        ("sources", _TEXTS),
        ("factors", pa.list_(_FACTOR)),  # what is known of each, what a person must answer; null: none
    ]
)
"""How bad it is, per method. The ENISA rows stand first, the worst of them on top; nothing is added up."""

NOTICES = pa.schema(
    [
        ("id", pa.string()),  # piece id
        ("obligations", _TEXTS),
        ("recipient", pa.string()),
        ("jurisdiction", pa.string()),
        ("person", pa.string()),  # null for packets
        ("kind", pa.string()),  # letter / filing / packet
        ("variant", pa.string()),  # which blocks, as a readable key
        ("language", pa.string()),
        ("document", pa.string()),  # where its rendering is kept
        ("page", pa.int32()),  # first page in the batch, null for single files
        ("pages", pa.int32()),
        ("state", pa.string()),  # rendered / cannot_be_sent
        ("reason", pa.string()),  # why it cannot be sent (no usable address …)
        ("sha256", pa.string()),  # of its text
    ]
)
"""Every letter, filing and packet."""

MERGES = pa.schema(
    [
        ("person", pa.string()),
        ("step", pa.int32()),  # the order in which the person's row came about, from 1
        ("one", pa.string()),  # id of the mention that stands for the distinct details on one side
        ("other", pa.string()),  # the same of the other side
        ("how", pa.string()),  # the rule, who decided, or that whole rows were compared; else empty
        ("weight", pa.float32()),  # log2 odds, null for a rule
    ]
)
"""How each person's row came about, merge by merge. A row of one distinct mention has none."""

PEOPLE_EVENTS = pa.schema(
    [
        ("run", pa.int32()),  # number of the run, counting those that changed somebody's row, from 1
        ("event", pa.string()),  # new / merged / split / gone
        ("person", pa.string()),  # whose row it is now; of one that is gone, its id
        ("from", pa.string()),  # id of the row the mentions came from; null for new and gone
        ("mentions", pa.int32()),  # how many came from there; of new and gone, how many it has or had
    ]
)
"""What became of people's ids from run to run. An id stays with the row that keeps most of its mentions."""

_OUTCOME = pa.struct(
    [
        ("field", pa.string()),  # first name, birth date …
        ("outcome", pa.string()),  # same / similar / different / missing
        ("level", pa.string()),  # which outcome of the comparison: same, slip, nickname …
        ("weight", pa.float32()),  # log2 odds that it adds, 0 where one side says nothing
    ]
)

CANDIDATES = pa.schema(
    [
        ("id", pa.string()),  # of the pair of people; changes when their ids do
        ("one", pa.string()),  # id of a person
        ("other", pa.string()),  # id of the other
        ("one_mention", pa.string()),  # the two mentions that are most alike
        ("other_mention", pa.string()),
        ("weight", pa.float32()),  # log2 odds that these two are one person's
        ("probability", pa.float32()),  # that the two rows are one person, 0..1
        ("veto", pa.string()),  # what kept the rows apart, or empty
        ("reason", pa.string()),  # alike and unlike in words; pairs of one reason can be decided together
        ("people", pa.int32()),  # whose notice depends on it
        ("looks", pa.float32()),  # effort: distinct details to look at
        ("rank", pa.float32()),  # people x probability / effort
        ("fields", pa.list_(_OUTCOME)),
    ]
)
"""Pairs of rows that may be one person: the queue of ``tocsin people review``, what most helps first."""

MODEL = pa.schema(
    [
        ("field", pa.string()),  # a comparison; ``prior`` for the odds before anything is compared
        ("level", pa.string()),
        ("m", pa.float64()),  # how often two mentions of one person look so; of prior: the probability
        ("u", pa.float64()),  # how often two mentions of different people do
    ]
)
"""The weights the last run compared with."""

TABLES: Mapping[str, pa.Schema] = {
    **ENTERED,
    "items": ITEMS,
    "findings": FINDINGS,
    "mentions": MENTIONS,
    "identifiers": IDENTIFIERS,
    "unowned": UNOWNED,
    "people": PEOPLE,
    "addresses": ADDRESSES,
    "flags": FLAGS,
    "links": LINKS,
    "exposures": EXPOSURES,
    "groups": GROUPS,
    "obligations": OBLIGATIONS,
    "needs": NEEDS,
    "severity": SEVERITY,
    "notices": NOTICES,
    "merges": MERGES,
    "people_events": PEOPLE_EVENTS,
    "candidates": CANDIDATES,
    "model": MODEL,
}


def conformed(found: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table of an earlier version with the columns that the schema has gained since, empty."""
    if found.schema == schema:
        return found
    columns = [
        found[field.name] if field.name in found.column_names else pa.nulls(found.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def table(schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows (dictionaries; missing keys are null) as a table of exactly this schema.

    Raises KeyError if a row has a column that the schema does not know.
    """
    kept = list(rows)
    names = schema.names
    for row in kept:
        if not row.keys() <= set(names):
            raise KeyError(f"columns not in the contract: {sorted(row.keys() - set(names))}")
    return pa.table({name: [row.get(name) for row in kept] for name in names}, schema=schema)
