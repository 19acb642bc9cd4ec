"""Why a row holds what it holds, why two rows are one or two, and how a row came about, in plain words."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people import rules, scoring
from tocsin.people.contradictions import contradiction, see
from tocsin.people.engine import opened
from tocsin.people.evidence import MISSING, Outcome, Weights, best, compare, total
from tocsin.people.policy import shipped
from tocsin.people.prepare import prepare
from tocsin.people.profiles import Profiles
from tocsin.people.settings import STRICT, Home, Settings

MOST_ODDS = 40.0
"""Log2 odds beyond which the number says nothing more."""

DISTINCT = 60
"""Distinct mentions of a row that are compared."""

_STRENGTH = ((7.0, "strongly for"), (3.0, "for"), (1.0, "a little for"), (-1.0, "hardly either way"))
_AGAINST = ((-3.0, "a little against"), (-7.0, "against"))


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
    how = str(link["how"])
    if how == "alone":
        return f"{where}{tie}: no other mention fits this person."
    if link["weight"] is None and how.startswith(("the same details", "joined by ")):
        return f"{where}{tie}: {how}."
    if link["weight"] is None:
        return f"{where}{tie}: joined because of {how}."
    reasons = how.partition(": ")[2]
    return f"{where}{tie}: joined on {reasons}; {odds(float(str(link['weight'])))}."


def odds(weight: float) -> str:
    """Log2 odds in words."""
    if weight < 0:
        return f"the odds that it is another person are about {2 ** min(-weight, MOST_ODDS):,.0f} to 1"
    return f"the odds that it is the same person are about {2 ** min(weight, MOST_ODDS):,.0f} to 1"


def speaks(outcome: Outcome) -> str:
    """What the weight of a field says, in words."""
    if outcome.outcome == MISSING:
        return "not compared"
    for least, text in _STRENGTH:
        if outcome.weight >= least:
            return text
    return next((text for least, text in _AGAINST if outcome.weight >= least), "strongly against")


@dataclass(frozen=True, slots=True)
class Step:
    """One merge of a row. one, other: mentions. how: the rule, or who decided; else the weight speaks."""

    number: int
    one: str
    other: str
    how: str
    weight: float | None

    @property
    def words(self) -> str:
        """Why the two came together."""
        return (
            self.how
            if self.weight is None
            else f"{self.how or 'weight'} {self.weight:.1f}: {odds(self.weight)}"
        )


def steps(person_id: str, merges: pa.Table) -> list[Step]:
    """How the row of a person came about, in the order of its merges. merges: MERGES."""
    own = merges.filter(pc.equal(merges["person"], person_id)).to_pylist()
    return [
        Step(row["step"], row["one"], row["other"], row["how"] or "", row["weight"])
        for row in sorted(own, key=lambda row: row["step"])
    ]


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for and against two rows being one person.

    fields: of all mentions of both, what speaks most for one person; total: their sum and the prior (log2
    odds). closest: log2 odds of the two mentions that are most alike, by which the rows would be joined.
    needed: what it would take. rule: the rule that joins them without any weighing, or None. veto: what
    forbids it, or None; final: and no weight of all the evidence overrules that.
    """

    fields: tuple[Outcome, ...]
    prior: float
    total: float
    closest: float
    needed: float
    rule: str | None
    veto: str | None
    final: bool = True

    @property
    def sentences(self) -> list[str]:
        """The verdict of the machine, in plain words."""
        told = [
            f"Taken together {odds(self.total)} "
            f"({self.total:+.1f}; before anything is compared {self.prior:+.1f})."
        ]
        if self.rule:
            told.append(f"A rule joins them: {self.rule}.")
        else:
            enough = "enough" if self.closest >= self.needed else "not enough"
            told.append(
                f"No rule joins them. The two mentions most alike weigh {self.closest:+.1f}; "
                f"{self.needed:+.1f} is asked, so that is {enough}."
            )
        if self.veto:
            unless = "whatever the weight" if self.final else "unless all that both rows know weighs far more"
            told.append(f"They contradict each other: {self.veto}. That forbids joining them, {unless}.")
        return told


def why(
    mentions: pa.Table,
    identifiers: pa.Table,
    one: Collection[str],
    other: Collection[str],
    model: pa.Table,
    *,
    settings: Settings = STRICT,
    home: Home | None = None,
) -> Why:
    """Why two groups of mentions (by their ids) are one person or two.

    All mentions are asked for: which values are rare, and which are placeholders, only all of them tell.
    model: MODEL of the last run. Raises ValueError if a group has no mention that was compared.
    """
    weights = Weights.of(model)
    with opened(settings) as con:
        prepare(con, mentions, identifiers, home or Home())
        con.execute("CREATE VIEW scored_profile AS FROM profile WHERE first IS NOT NULL OR last IS NOT NULL")
        scoring.frequencies(con, "profile")
        member = dict(con.execute("SELECT id, pid FROM member").fetchall())
        ours, theirs = (
            sorted({member[each] for each in side if each in member})[:DISTINCT] for side in (one, other)
        )
        if not ours or not theirs:
            raise ValueError("nothing to compare")
        pairs = compare(con, sorted({(a, b) for a in ours for b in theirs}), weights)
        every = Profiles.read(con)
        fields = best(list(pairs.values()))
        sparse = any(bool(every.sparse[side].all()) for side in (ours, theirs))
        return Why(
            fields,
            weights.prior,
            total(fields, weights),
            max(total(each, weights) for each in pairs.values()),
            settings.sparse_threshold if sparse else settings.threshold,
            rules.between(con, ours, theirs, settings.policy or shipped()),
            _veto(every, ours, theirs, settings),
            final=_veto(every, ours, theirs, settings, math.inf) is not None,
        )


def _veto(
    every: Profiles,
    ours: Sequence[int],
    theirs: Sequence[int],
    settings: Settings,
    weight: float | None = None,
) -> str | None:
    """What forbids joining them, as two rows whose evidence weighs so much."""
    policy = settings.policy or shipped()
    seen = see(every.values(ours), every.values(theirs), policy)
    return contradiction(seen, policy, two_numbers=settings.two_numbers, weight=weight)
