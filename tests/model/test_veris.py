"""VERIS export and import of an incident."""

import json

import pytest

from tocsin.model.factsfile import FactsError, parse_facts
from tocsin.model.tables import GROUPS, table
from tocsin.model.veris import from_veris, to_veris

FACTS = parse_facts("""
organisation: {name: Saguaro, employees: 40, address: {state: AZ}}
incident:
  title: Stolen file share
  kind: ransomware
  dates: {occurred_from: 2026-10-01, discovered: 2026-10-05}
  intrusion: {acquired: yes}
  protection: {encrypted: no}
""")


def test_an_incident_is_exported_with_counts_and_without_people():
    groups = table(
        GROUPS, [{"residence": "AZ", "elements": ["person_name", "financial_account"], "people": 7}]
    )
    record = to_veris(FACTS, "case-1", groups)
    assert record["victim"]["employee_count"] == "11 to 100"
    assert record["action"] == {"malware": {"variety": ["Ransomware"], "vector": ["Unknown"]}}
    assert record["timeline"] == {
        "incident": {"year": 2026, "month": 10, "day": 1},
        "discovery": {"unit": "Days", "value": 4},
    }
    assert record["attribute"]["confidentiality"]["data"] == [
        {"variety": "Bank", "amount": 7},
        {"variety": "Personal", "amount": 7},
    ]
    json.dumps(record)


def test_what_veris_can_say_comes_back():
    back = from_veris(to_veris(FACTS, "case-1"))
    assert back.organisation.name == "Saguaro"
    assert back.incident.kind == "ransomware"
    assert back.incident.dates.occurred_from == FACTS.incident.dates.occurred_from
    assert back.incident.intrusion.acquired is True
    assert back.incident.protection.encrypted is None


def test_counts_by_variety_are_imported_as_people():
    record = to_veris(FACTS, "case-1")
    record["attribute"]["confidentiality"]["data"] = [
        {"variety": "Medical", "amount": 12},
        {"variety": "Secrets"},
    ]
    people = from_veris(record).incident.people
    assert [(entry.elements, entry.people) for entry in people] == [
        (["person_name", "medical_information"], 12)
    ]


def test_other_json_is_refused():
    with pytest.raises(FactsError, match="not a VERIS incident"):
        from_veris({"hello": 1})
