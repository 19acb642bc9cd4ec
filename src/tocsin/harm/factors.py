"""Methods without a number: each factor as a documented finding, and what follows on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tocsin.harm import circumstances as known
from tocsin.harm.circumstances import Group, Value
from tocsin.harm.methods import Factor, Method, methods
from tocsin.model.facts import Facts, harm_under


def findings(facts: Facts, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """One row of ``SEVERITY`` for every method that can apply; ``value`` is always None."""
    return [row for method in methods() if (row := _row(method, facts, groups)) is not None]


def circumstances(method: Method, facts: Facts, groups: Sequence[Group]) -> dict[str, Value] | None:
    """Everything that the sentences of a method may speak of; None where the method has no place."""
    if method.rule:
        facts = harm_under(facts, method.rule)
    places = _places(method, facts, groups)
    bound = _bound(method, facts, places)
    if bound is False:
        return None
    concerned = [group for group in groups if _concerns(method, places, group)]
    answers = facts.incident.answers
    found = known.of_incident(facts)
    found |= known.of_protection(facts, concerned)
    found |= known.of_people(concerned, method.marked)
    found |= {name: answers.get(key) for name, key in method.answers.items()}
    found |= _gates(method, facts, places)
    found |= {
        "bound": bound,
        "where": known.where(places, concerned),
        "no_residence": known.without_residence(groups),
        "consequences": known.consequences(concerned, method.consequences, method.marked),
        "decided": _decided(method, facts),
        "low_probability_shown": _shown(found),
    }
    return found


def _row(method: Method, facts: Facts, groups: Sequence[Group]) -> dict[str, Any] | None:
    found = circumstances(method, facts, groups)
    if found is None:
        return None
    level = next(level for level in method.levels if level.holds(found))
    source = method.source
    return {
        "method": method.method,
        "subject": method.subject.format_map(found),
        "value": None,
        "band": level.level,
        "reasons": [
            sentence.say.format_map(found) for sentence in (level, *method.notes) if sentence.holds(found)
        ],
        "sources": [f"{source.name}, {source.section}, {source.url} (read {source.read_on})"],
        "factors": [_factor(method, factor, found) for factor in method.factors],
    }


def _factor(method: Method, factor: Factor, found: dict[str, Value]) -> dict[str, Any]:
    said = [sentence.say.format_map(found) for sentence in factor.say if sentence.holds(found)]
    return {
        "name": factor.name,
        "finding": " ".join(one[0].upper() + one[1:] for one in said) or "Nothing is known.",
        "open": [
            {"question": question.ask, "fact": question.fact}
            for question in factor.ask
            if question.holds(found)
        ],
        "source": {
            "citation": factor.section,
            "url": method.source.url,
            "read_on": method.source.read_on.isoformat(),
            "words": factor.words,
        },
    }


def _places(method: Method, facts: Facts, groups: Sequence[Group]) -> list[str]:
    """Places of the method where people live and whose law is not known to pass the organisation by."""
    answers = facts.incident.answers
    return [
        place
        for place, gate in method.places.items()
        if answers.get(gate.bound) is not False and any(known.lives_in(group, place) for group in groups)
    ]


def _bound(method: Method, facts: Facts, places: Sequence[str]) -> bool | None:
    """Whether the method's law reaches the organisation: by what it is, or by where the people live."""
    if method.roles:
        return known.any_of(facts.organisation.is_role(role) for role in method.roles)
    return known.any_of(facts.incident.answers.get(method.places[place].bound) for place in places)


def _concerns(method: Method, places: Sequence[str], group: Group) -> bool:
    if group["kind"] in method.leave_out:
        return False
    return not method.places or any(known.lives_in(group, place) for place in places)


def _gates(method: Method, facts: Facts, places: Sequence[str]) -> dict[str, Value]:
    """The two gates, place by place and together: the risk to the worst-off counts."""
    answers, found = facts.incident.answers, dict[str, Value]()
    for place, gate in method.places.items():
        found[f"in_{place}"] = place in places
        found[f"{place}_risk_unlikely"] = answers.get(gate.risk_unlikely)
        found[f"{place}_high_risk"] = answers.get(gate.high_risk)
    here = [method.places[place] for place in places]
    found["risk_unlikely"] = known.all_of(answers.get(gate.risk_unlikely) for gate in here)
    found["high_risk"] = known.any_of(answers.get(gate.high_risk) for gate in here)
    return found


def _decided(method: Method, facts: Facts) -> str:
    decision = next((one for one in facts.incident.decisions if one.rule == method.rule), None)
    if decision is None:
        return ""
    said = {True: "harm is likely", False: "harm is not likely", None: "not said whether harm is likely"}
    parts = [said[decision.harm_reasonably_likely]]
    parts += [f"by {decision.decided_by}"] if decision.decided_by else []
    parts += [f"on {decision.decided_on.isoformat()}"] if decision.decided_on else []
    return ", ".join(parts)


def _shown(found: dict[str, Value]) -> bool:
    """A low probability is shown only by an investigation that was written down, with no misuse seen."""
    answered = found.get("low_probability_answer") is True
    behind = found["investigated"] is True and found["written_down"] is True
    return answered and behind and found["misuse_seen"] is not True
