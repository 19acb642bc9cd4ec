"""A bare table of mentions, such as a benchmark gives, into the tables the matching works on.

Columns are known by the header words of ``data/headers.yaml``; each row is one mention of somebody. What the
rows say of documents, elements and owners is not asked for, and a column with the true answer is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.tables import IDENTIFIERS, LINKS, MENTIONS
from tocsin.people.lists import meaning_of

IDS = ("rid", "id", "mention_id", "record_id", "rec_id", "mention", "unique_id")
"""Names of the column that tells the rows apart, in the order of preference."""

DOCUMENTS = ("doc", "document", "item", "file", "source")
"""Names of the column that says which document a row stands in."""

_PLAIN = ("name", "given", "middle", "family", "suffix", "city", "state", "postal_code", "country")
_STREET = ("house_number", "street", "street2")


class NoMentions(ValueError):
    """The table cannot be read as mentions; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Bare:
    """key: name of the id column, None: rows are numbered. unread: columns that were passed over."""

    mentions: pa.Table
    identifiers: pa.Table
    key: str | None
    unread: list[str]


def from_bare(given: pa.Table) -> Bare:
    """MENTIONS and IDENTIFIERS of a bare table, one mention a row.

    Raises NoMentions if no column holds a name or an e-mail address, or an id is missing or stands twice.
    """
    key = next((name for name in IDS if name in given.column_names), None)
    meant: dict[str, pa.Array] = {}
    unread = []
    for name in given.column_names:
        meaning = None if name == key else meaning_of(name)
        if meaning is None and name != key and name not in DOCUMENTS:
            unread.append(name)
        elif meaning is not None and meaning not in meant:
            meant[meaning] = _text(given[name])
    if not {"name", "given", "family", "email"} & meant.keys():
        raise NoMentions("no column holds a name or an e-mail address; name one 'first', 'last' or 'email'")
    ids = _ids(given, key)
    columns = {name: meant[name] for name in (*_PLAIN, "email", "phone") if name in meant}
    columns |= {"id": ids, "item": _documents(given)}
    columns |= {"birth_date": _born(meant), "street": _street(meant)}
    rows = {
        field.name: pc.cast(columns[field.name], field.type)
        if columns.get(field.name) is not None
        else pa.nulls(given.num_rows, field.type)
        for field in MENTIONS
    }
    return Bare(pa.table(rows, schema=MENTIONS), _identifiers(ids, meant), key, unread)


def answered(given: pa.Table, bare: Bare, links: pa.Table) -> pa.Table:
    """Two columns in the order of the given table: its own id column (or ``row``) and ``person``."""
    owners = dict(
        zip(links["mention"].to_pylist(), links.select(LINKS.names)["person"].to_pylist(), strict=True)
    )
    person = pa.array([owners[mention] for mention in bare.mentions["id"].to_pylist()], pa.string())
    if bare.key is None:
        return pa.table({"row": pa.array(range(given.num_rows), pa.int64()), "person": person})
    return pa.table({bare.key: given[bare.key], "person": person})


def _ids(given: pa.Table, key: str | None) -> pa.Array:
    """Ids as text that sorts as the numbers do, so that the order of rows in the file changes nothing."""
    if key is None:
        numbers = pa.array(range(given.num_rows), pa.int64())
        return pc.utf8_lpad(pc.cast(numbers, pa.string()), 12, "0")
    ids = given[key].combine_chunks()
    if ids.null_count or pc.count_distinct(ids).as_py() != given.num_rows:
        raise NoMentions(f"the column {key} must hold an id of its own for every row")
    text = pc.cast(ids, pa.string())
    numbers = pc.all(pc.match_substring_regex(text, r"^[1-9]\d*$|^0$")).as_py()
    return pc.utf8_lpad(text, 12, "0") if numbers else text


def _documents(given: pa.Table) -> pa.Array:
    """Which rows stand in one document."""
    named = next((name for name in DOCUMENTS if name in given.column_names), None)
    one = _repeat("table", given.num_rows)
    return one if named is None else pc.coalesce(_text(given[named]), one)


def _text(column: pa.ChunkedArray) -> pa.Array:
    return _filled(pc.cast(column.combine_chunks(), pa.string()))


def _filled(values: pa.Array) -> pa.Array:
    """Trimmed, and null where nothing is left."""
    text = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _repeat(text: str, times: int) -> pa.Array:
    return pa.array([text] * times, pa.string())


def _born(meant: dict[str, pa.Array]) -> pa.Array | None:
    dates = [meant[name] for name in ("birth_date", "birth_year") if name in meant]
    return pc.coalesce(*dates) if dates else None


def _street(meant: dict[str, pa.Array]) -> pa.Array | None:
    """A street line of its parts; a post office box takes its place."""
    parts = [meant[name] for name in _STREET if name in meant]
    line = None
    if parts:
        joined = pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="")
        line = _filled(pc.replace_substring_regex(joined, r"\s+", " "))
    if "po_box" not in meant:
        return line
    prefix = _repeat("PO Box", len(meant["po_box"]))
    box = pc.binary_join_element_wise(prefix, meant["po_box"], " ", null_handling="emit_null")
    return box if line is None else pc.coalesce(box, line)


def _identifiers(ids: pa.Array, meant: dict[str, pa.Array]) -> pa.Table:
    """Whole numbers, and the last four digits where the whole is not there."""
    whole, last = meant.get("ssn"), meant.get("ssn_last4")
    if whole is not None and last is not None:
        last = pc.if_else(pc.is_valid(whole), pa.scalar(None, pa.string()), last)
    tables = [IDENTIFIERS.empty_table()]
    for element, values in (("ssn", whole), ("ssn_last4", last)):
        if values is None:
            continue
        there = pc.is_valid(values)
        kept = pc.filter(ids, there)
        tables.append(
            pa.table(
                {
                    "mention": kept,
                    "element": _repeat(element, len(kept)),
                    "fingerprint": pa.nulls(len(kept), pa.binary(16)),
                    "value": pc.replace_substring_regex(pc.filter(values, there), r"[\s.-]", ""),
                },
                schema=IDENTIFIERS,
            )
        )
    return pa.concat_tables(tables)
