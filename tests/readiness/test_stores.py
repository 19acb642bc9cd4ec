"""The inventory: what a theft of each place would ask for, and what it could do without."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.model.factsfile import parse_facts
from tocsin.readiness import InventoryError, dump_inventory, read_inventory, template
from tocsin.response import Silent, outlooks

FACTS = parse_facts(
    """
organisation:
  name: Example Plumbing LLC
  roles: {employer: yes, hipaa_covered_entity: no, hipaa_business_associate: no, government_agency: no,
    telecom_carrier: no, sec_regulation_sp: no, sec_registrant: no, insurance_licensee: no, bank: no,
    glba_financial_institution: no, part_2_program: no, personal_health_record_vendor: no,
    critical_infrastructure: no, credit_union: no, tax_preparer: no,
    licensed_health_facility: no, consumer_reporting_agency: no, information_broker: no}
"""
)
PAYROLL = """
stores:
  - name: Payroll
    encrypted: {encrypted}
    people: [{{kind: employee, residence: CA, elements: [person_name, ssn, phone_number], people: 14}}]
"""
DAY = date(2026, 12, 1)


def outlook(tmp_path, text: str):
    """The outlook of the first place."""
    file = tmp_path / "inventory.yaml"
    file.write_text(text)
    return outlooks(FACTS, read_inventory(file), DAY, Silent())[0]


def test_employees_with_their_numbers_would_have_to_be_told(tmp_path):
    found = outlook(tmp_path, PAYROLL.format(encrypted="no"))
    assert (found.told, found.at_most, found.places) == (14, 14, ("CA",))
    assert found.first == date(2026, 12, 31)


def test_what_need_not_be_kept_is_named(tmp_path):
    found = outlook(tmp_path, PAYROLL.format(encrypted="no"))
    assert [(lever.element, lever.told) for lever in found.without] == [("ssn", 0)]


def test_encrypted_without_its_key_nobody_need_be_told(tmp_path):
    assert outlook(tmp_path, PAYROLL.format(encrypted="yes")).at_most == 0


def test_not_knowing_whether_it_is_encrypted_stays_open(tmp_path):
    found = outlook(tmp_path, PAYROLL.format(encrypted=""))
    assert (found.told, found.at_most) == (0, 14)
    assert any("encrypted" in question for question in found.questions)


def test_an_inventory_written_out_reads_back_the_same(tmp_path):
    file = tmp_path / "inventory.yaml"
    file.write_text(PAYROLL.format(encrypted="no"))
    first = read_inventory(file)
    file.write_text(dump_inventory(first))
    assert read_inventory(file) == first


def test_an_unknown_kind_of_data_is_refused(tmp_path):
    file = tmp_path / "inventory.yaml"
    file.write_text(PAYROLL.format(encrypted="no").replace("ssn", "shoe_size"))
    with pytest.raises(InventoryError, match="shoe_size"):
        read_inventory(file)


def test_the_template_asks_and_is_no_inventory_yet(tmp_path):
    file = tmp_path / "inventory.yaml"
    file.write_text(template())
    assert {store.name for store in read_inventory(file).stores} == {"Payroll", "Customers"}
