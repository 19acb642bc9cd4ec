"""From facts and groups of people to severity findings, side by side: one number per set of exposed elements,
then the methods that weigh factors in words. They are never made into one score."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from tocsin.harm import enisa, factors
from tocsin.model.elements import catalogue
from tocsin.model.facts import Facts
from tocsin.model.tables import SEVERITY, table

SOURCE = "ENISA, severity of personal data breaches, 2013, enisa.europa.eu/publications/dbn-severity"
MANY_PEOPLE = 100
"""Above this number the method raises a flag beside the score."""


def assess(facts: Facts, groups: pa.Table) -> pa.Table:
    """Schema ``SEVERITY``: ENISA for each set of people, the worst first, then the methods of factors."""
    sets: Counter[frozenset[str]] = Counter()
    for elements, people in zip(groups["elements"].to_pylist(), groups["people"].to_pylist(), strict=True):
        sets[frozenset(elements)] += people or 0
    if not sets:
        return SEVERITY.empty_table()
    rows = [_finding(facts, elements, people) for elements, people in sets.items()]
    rows.sort(key=lambda row: (-row["value"], row["subject"]))
    return table(SEVERITY, [*rows, *factors.findings(facts, groups.to_pylist())])


def _finding(facts: Facts, elements: frozenset[str], people: int) -> dict[str, Any]:
    known = [catalogue()[code] for code in sorted(elements)]
    worst = max((element.enisa for element in known), key=lambda name: enisa.CONTEXT[name], default="simple")
    adjustment, why_adjusted = _adjustment(elements)
    identification, why_identified = _identification(elements)
    confidentiality, why_confidentiality = _confidentiality(facts)
    malicious = facts.incident.kind in {"hacking", "ransomware", "email_compromise", "theft", "insider"}
    result = enisa.score(
        worst, identification, confidentiality=confidentiality, malicious=malicious, adjustment=adjustment
    )
    reasons = [
        f"the most sensitive class of data is {worst} ({enisa.CONTEXT[worst]})",
        *why_adjusted,
        why_identified,
        why_confidentiality,
        "taken on purpose (0.5)" if malicious else "no sign of malice recorded (0)",
    ]
    if people > MANY_PEOPLE:
        reasons.append(f"flag: more than {MANY_PEOPLE} people ({people:,})")
    return {
        "method": "ENISA 2013",
        "subject": ", ".join(element.name for element in known) or "nothing",
        "value": round(result.value, 2),
        "band": result.band,
        "reasons": reasons,
        "sources": [SOURCE],
    }


def _adjustment(elements: frozenset[str]) -> tuple[int, list[str]]:
    """Government numbers let a thief act as the person: the method's +2 for simple data of that reach."""
    numbers = [code for code in elements if catalogue()[code].family == "government_id"]
    if not numbers or any(catalogue()[code].enisa == "sensitive" for code in elements):
        return 0, []
    if any(catalogue()[code].enisa == "financial" for code in elements):
        return 1, ["raised by 1: a government number beside financial data"]
    return 2, ["raised by 2: a government number lets others act in the person's name"]


def _identification(elements: frozenset[str]) -> tuple[str, str]:
    classes = {catalogue()[code].identifier for code in elements}
    if "person_name" in elements and ("primary" in classes or "date_of_birth" in elements):
        return "maximum", "people can be identified at once: name with a unique number or birth date (1.0)"
    if "person_name" in elements or "primary" in classes:
        return "significant", "people can be identified with little effort (0.75)"
    if classes & {"secondary", "tertiary"}:
        return "limited", "people can be identified with other data (0.5)"
    return "negligible", "people are hard to identify (0.25)"


def _confidentiality(facts: Facts) -> tuple[str, str]:
    if facts.incident.protection.encrypted and facts.incident.protection.key_taken is False:
        return "none", "encrypted and the key is safe (0); the data is unintelligible, which the method flags"
    if facts.incident.intrusion.recipients_known:
        return "known_recipients", "the recipients are known (0.25)"
    return "unknown_recipients", "in the hands of people unknown (0.5)"
