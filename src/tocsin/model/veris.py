"""VERIS: the incident as the security community writes it down, both ways.

Format: github.com/vz-risk/veris (schema 1.4). VERIS has no notion of residence or of a notification duty, so
an import gives facts with those left unknown; an export carries no name of any person.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import Facts
from tocsin.model.factsfile import FactsError
from tocsin.model.yamlfile import read_yaml


@cache
def _names() -> dict[str, Any]:
    text = files("tocsin.model").joinpath("veris.yaml").read_text(encoding="utf-8")
    names: dict[str, Any] = read_yaml(text)
    return names


def to_veris(facts: Facts, incident_id: str, groups: pa.Table | None = None) -> dict[str, Any]:
    """The incident as a VERIS record. ``groups`` adds how many records of which variety were disclosed."""
    organisation, incident = facts.organisation, facts.incident
    record: dict[str, Any] = {
        "schema_version": _names()["schema_version"],
        "incident_id": incident_id,
        "security_incident": _confirmed(incident.intrusion.acquired, incident.intrusion.accessed),
        "summary": incident.title or incident.description or "",
        "timeline": _timeline(incident.dates.occurred_from, incident.dates.discovered),
        "victim": {
            "victim_id": organisation.name,
            "employee_count": _band(organisation.employees),
            "country": ["US"] if organisation.address.state else ["Unknown"],
            "state": organisation.address.state or "",
        },
        "action": _action(incident.kind),
        "actor": {_names()["actors"].get(incident.kind, "external"): {"variety": ["Unknown"]}},
        "attribute": {"confidentiality": _confidentiality(facts, groups)},
        "asset": {"assets": [{"variety": "Unknown"}]},
        "discovery_method": {"unknown": True},
    }
    return record


def from_veris(record: dict[str, Any]) -> Facts:
    """Facts from a VERIS record. Raises FactsError if it has no victim or is not a VERIS incident."""
    victim = record.get("victim")
    if not isinstance(victim, dict):
        raise FactsError("This JSON has no `victim`; it is not a VERIS incident.")
    disclosure = record.get("attribute", {}).get("confidentiality", {})
    state = str(victim.get("state") or "").upper()
    incident: dict[str, Any] = {
        "title": record.get("summary") or None,
        "kind": _kind(record.get("action", {})),
        "dates": {"occurred_from": _day(record.get("timeline", {}).get("incident", {}))},
        "intrusion": {"acquired": {"Yes": True, "No": False}.get(disclosure.get("data_disclosure"))},
        "people": _people(disclosure.get("data", [])) or None,
    }
    organisation = {
        "name": victim.get("victim_id") or "Unknown organisation",
        "address": {"state": state if state in jurisdictions() else None},
    }
    return Facts.model_validate({"organisation": organisation, "incident": incident})


def _confirmed(acquired: bool | None, accessed: bool | None) -> str:
    if acquired or accessed:
        return "Confirmed"
    return "Suspected" if acquired is None or accessed is None else "False positive"


def _timeline(occurred: date | None, discovered: date | None) -> dict[str, Any]:
    when = occurred or discovered
    timeline: dict[str, Any] = {
        "incident": {"year": when.year, "month": when.month, "day": when.day} if when else {}
    }
    if occurred and discovered:
        timeline["discovery"] = {"unit": "Days", "value": (discovered - occurred).days}
    return timeline


def _band(employees: int | None) -> str:
    if employees is None:
        return "Unknown"
    return next(str(name) for top, name in _names()["employee_bands"] if top is None or employees <= top)


def _action(kind: str | None) -> dict[str, Any]:
    action, variety = _names()["actions"].get(kind, ["unknown", "Unknown"])
    return {action: {"variety": [variety], "vector": ["Unknown"]}} if action != "unknown" else {"unknown": {}}


def _kind(action: dict[str, Any]) -> str | None:
    for kind, (name, variety) in _names()["actions"].items():
        if name in action and variety in action[name].get("variety", []):
            return str(kind)
    return None


def _confidentiality(facts: Facts, groups: pa.Table | None) -> dict[str, Any]:
    disclosed = {True: "Yes", False: "No", None: "Unknown"}[facts.incident.intrusion.acquired]
    section: dict[str, Any] = {"data_disclosure": disclosed, "state": [_state(facts)]}
    if groups is None:
        return section
    amounts: Counter[str] = Counter()
    for elements, people in zip(groups["elements"].to_pylist(), groups["people"].to_pylist(), strict=True):
        for variety in {catalogue()[code].veris for code in elements}:
            amounts[variety] += people or 0
    section["data"] = [{"variety": variety, "amount": amounts[variety]} for variety in sorted(amounts)]
    section["data_total"] = sum(count or 0 for count in groups["people"].to_pylist())
    return section


def _state(facts: Facts) -> str:
    protection = facts.incident.protection
    if protection.encrypted:
        return "Stored encrypted"
    return "Unknown" if protection.encrypted is None else "Stored unencrypted"


def _day(when: dict[str, Any]) -> date | None:
    try:
        return date(int(when["year"]), int(when["month"]), int(when["day"]))
    except (KeyError, TypeError, ValueError):
        return None


def _people(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    varieties = _names()["varieties"]
    return [
        {"elements": varieties[entry["variety"]], "people": entry.get("amount")}
        for entry in data
        if entry.get("variety") in varieties
    ]
