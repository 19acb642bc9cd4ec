"""Recording a decision under one law's test of harm: to notify, or not to. Nothing recorded is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import yaml

from tocsin import law
from tocsin.model.facts import Facts, HarmDecision
from tocsin.response.case import Case
from tocsin.response.folder import keep_facts_beside
from tocsin.response.law_answers import UnknownPlace

DECISION = "decision"


class NoHarmTest(Exception):
    """A law that does not ask about harm leaves nothing to decide."""

    def __init__(self, rule: str) -> None:
        super().__init__(
            f"{rule} knows no test of harm: whether its duties exist does not hang on such a decision. "
            "`tocsin law harm FACTS` shows the laws that ask."
        )


def decide(case: Case, folder: Path, decision: HarmDecision) -> law.Rule:
    """Keep a decision: in the facts, where it replaces the one before, and as a document that stays.

    Raises UnknownPlace, NoHarmTest, CaseInUse.
    """
    book = law.load_rules()
    if decision.rule not in book:
        raise UnknownPlace(decision.rule)
    rule = book[decision.rule]
    if rule.form.harm.test == "none":
        raise NoHarmTest(decision.rule)
    facts = _with(case.facts, decision)
    with case.vault.act("decide", decision.rule, harm_likely=bool(decision.harm_reasonably_likely)):
        name = f"{decision.rule} {datetime.now(UTC).isoformat(timespec='microseconds')}"
        text = yaml.safe_dump(decision.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
        case.vault.put_document(DECISION, name, text.encode())
        case.record_facts(facts)
    keep_facts_beside(folder, facts)
    return rule


def _with(facts: Facts, decision: HarmDecision) -> Facts:
    others = [one for one in facts.incident.decisions if one.rule != decision.rule]
    incident = facts.incident.model_copy(update={"decisions": [*others, decision]})
    return facts.model_copy(update={"incident": incident})
