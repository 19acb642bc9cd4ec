"""Why a row holds what it holds, in sentences for people who do not program."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def explain(person_id: str, links: pa.Table, mentions: pa.Table) -> list[str]:
    """One sentence per mention of the person: where it stands and why it is theirs. Empty for an unknown id.

    links: LINKS. mentions: MENTIONS. No number of the person is shown.
    """
    mine = {link["mention"]: link for link in links.filter(pc.equal(links["person"], person_id)).to_pylist()}
    ids = pa.array(sorted(mine), pa.string())
    theirs = mentions.filter(pc.is_in(mentions["id"], value_set=ids)).select(
        ["id", "item", "place", "row", "tie"]
    )
    return [_sentence(row, mine[row["id"]]) for row in sorted(theirs.to_pylist(), key=lambda row: row["id"])]


def _sentence(mention: dict[str, object], link: dict[str, object]) -> str:
    where = ", ".join(str(part) for part in (mention["item"], mention["place"]) if part is not None)
    if mention["row"] is not None:
        where += f", row {mention['row']}"
    tie = f" (its parts stand together in one {mention['tie']})" if mention["tie"] else ""
    if link["how"] == "alone":
        return f"{where}{tie}: no other mention fits this person."
    if link["weight"] is None and str(link["how"]).startswith("the same details"):
        return f"{where}{tie}: {link['how']}."
    if link["weight"] is None:
        return f"{where}{tie}: joined because of {link['how']}."
    odds = f"{2 ** min(float(str(link['weight'])), 40.0):,.0f} to 1"
    reasons = str(link["how"]).partition(": ")[2]
    return f"{where}{tie}: joined on {reasons}; the odds that it is the same person are about {odds}."
