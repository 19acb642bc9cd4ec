"""Each law's own test of harm, asked in its own words, and what was decided under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.law.book import RuleBook, load_rules
from tocsin.law.keeping import OWN_RECORDS
from tocsin.law.obligation import Obligation
from tocsin.law.ruleform import Harm
from tocsin.model.facts import Facts, HarmDecision, harm_under

_KINDS = {
    "in_definition": "Without such harm it is no breach at all",
    "condition": "Notice is owed only if there is such harm",
    "exemption_after_investigation": "Notice may be left out if an investigation finds otherwise",
    "presumption": "It counts as a breach until the contrary is shown in writing",
}


@dataclass(frozen=True, slots=True)
class HarmQuestion:
    """One law's test. duties: ids that hang on it, or fell away. missing: what a decision still lacks."""

    rule: str
    place: str
    test: str
    question: str
    decided_by: str
    consult: str
    written: bool
    keep_years: int | None
    file_with: str
    duties: tuple[str, ...]
    decision: str
    missing: tuple[str, ...]
    sources: tuple[str, ...]


def harm_questions(
    facts: Facts, obligations: Iterable[Obligation], rules: RuleBook | None = None
) -> list[HarmQuestion]:
    """The tests of the laws that bind here, in the order of the obligations."""
    book = rules or load_rules()
    by_rule: dict[str, list[Obligation]] = defaultdict(list)
    for one in obligations:
        if one.recipient != OWN_RECORDS:
            by_rule[one.rule].append(one)
    asked = []
    for name, duties in by_rule.items():
        if name not in book:
            continue
        harm = book[name].form.harm
        hanging = [one for one in duties if _hangs(one, harm)]
        if harm.test != "none" and hanging:
            asked.append(_question(facts, name, book, hanging))
    return asked


def _hangs(one: Obligation, harm: Harm) -> bool:
    """Whether the test can still decide, or did decide, this duty."""
    if one.id.partition(".")[2] not in harm.switches_off:
        return False
    return one.status != "not_due" or any(line.startswith("Excused: ") for line in one.why)


def _question(facts: Facts, name: str, book: RuleBook, duties: list[Obligation]) -> HarmQuestion:
    rule = book[name]
    harm = rule.form.harm
    decision = next((one for one in facts.incident.decisions if one.rule == name), None)
    return HarmQuestion(
        rule=name,
        place=rule.form.name,
        test=_KINDS[harm.test],
        question=f"Does this hold: {harm.words}?",
        decided_by=harm.decided_by,
        consult=harm.consult,
        written=harm.written == "required",
        keep_years=harm.keep_years,
        file_with=harm.file_with,
        duties=tuple(one.id for one in duties),
        decision=_decision(facts, name, decision),
        missing=tuple(_missing(facts, name, harm, decision)),
        sources=tuple(rule.form.sources[key].citation for key in harm.source),
    )


def _decision(facts: Facts, name: str, decision: HarmDecision | None) -> str:
    found = harm_under(facts, name).incident.harm
    if found.harm_reasonably_likely is None:
        return "not decided yet"
    said = "harm is reasonably likely" if found.harm_reasonably_likely else "harm is not reasonably likely"
    where = "decided under this law" if decision is not None else "as found for the whole incident"
    return f"{said}, {where}"


def _missing(facts: Facts, name: str, harm: Harm, decision: HarmDecision | None) -> list[str]:
    """What a decision not to notify still lacks under this law."""
    found = harm_under(facts, name).incident.harm
    if found.harm_reasonably_likely is not False:
        return []
    lacking = []
    if not found.investigated:
        lacking.append("an investigation on record")
    if harm.written == "required" and found.written_down_on is None:
        lacking.append("the determination in writing")
    if harm.consult and not found.law_enforcement_consulted and not (decision and decision.consulted):
        lacking.append(f"consultation: {harm.consult}")
    if not found.decided_by:
        lacking.append("who decided")
    if decision is None or not decision.reasons:
        lacking.append("the reasons")
    return lacking
