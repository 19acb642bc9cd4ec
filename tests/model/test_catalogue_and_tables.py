"""The catalogue and the tables between stages."""

import io

import pyarrow as pa
import pytest

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.tables import FINDINGS, TABLES, table


def test_the_catalogue_tells_apart_what_the_law_tells_apart():
    codes = set(catalogue())
    assert len(codes) >= 40
    assert {
        "financial_account",
        "financial_access_code",
        "email_account_credentials",
        "online_account_credentials",
        "itin",
        "other_tax_id",
        "passport",
        "military_id",
        "tribal_id",
        "student_id",
        "medical_information",
        "health_insurance_id",
        "biometric",
        "genetic",
        "digital_signature",
        "mothers_maiden_name",
        "geolocation",
        "license_plate_reader",
    } <= codes


def test_every_element_has_a_name_in_both_languages_and_known_classes():
    for element in catalogue().values():
        assert element.name and element.es
        assert element.identifier in {"primary", "secondary", "tertiary", "none"}
        assert element.enisa in {"simple", "behavioural", "financial", "sensitive"}


def test_all_states_dc_and_territories_are_places():
    assert {"AZ", "DC", "PR", "GU", "VI", "ZZ"} <= set(jurisdictions())
    assert len([code for code in jurisdictions() if len(code) == 2]) >= 56


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_comes_back_from_disk_as_it_was(name):
    schema = TABLES[name]
    empty = table(schema, [])
    blank = table(schema, [{}])
    for before in (empty, blank):
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_table(before)
        after = pa.ipc.open_stream(sink.getvalue()).read_all()
        assert after.schema == schema
        assert after.equals(before)


def test_a_column_outside_the_contract_is_refused():
    with pytest.raises(KeyError, match="not in the contract"):
        table(FINDINGS, [{"item": "i1", "ssn": "x"}])


def test_only_one_table_holds_identifying_values():
    assert [name for name, schema in TABLES.items() if "value" in schema.names] == ["identifiers", "severity"]
