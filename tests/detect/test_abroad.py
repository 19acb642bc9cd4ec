"""Numbers of other countries: right ones are found behind their label, those with a wrong check are not."""

import pytest
from finds import elements, examine, text

from tocsin.detect import abroad, checks
from tocsin.detect.kinds import KINDS

# Specimens of the authorities and numbers made for these tests by the published arithmetic; nobody's.
RIGHT = {
    "nino": ("NINO", "AB123456D"),
    "nhs_number": ("NHS number", "943 476 5919"),
    "sin": ("Social insurance number", "193 456 787"),
    "steuer_id": ("Steuer-ID", "86 095 742 719"),
    "nir": ("Numéro de sécurité sociale", "2 55 08 14 168 025 38"),
    "dni": ("DNI", "12345678Z"),
    "codice_fiscale": ("Codice fiscale", "RSSMRA80A01H501U"),
    "bsn": ("BSN", "111222333"),
    "pesel": ("PESEL", "44051401359"),
    "belgian_number": ("Rijksregisternummer", "85.07.30-033.28"),
    "personnummer": ("Personnummer", "811228-9874"),
    "ppsn": ("PPS number", "1234567T"),
    "tfn": ("Tax file number", "123 456 782"),
    "medicare_au": ("Australian Medicare", "2123 45670 1"),
    "cpf": ("CPF", "111.444.777-35"),
}
UNCHECKED = {"sort_code": ("Sort code", "20-00-00"), "health_card": ("Health card", "1234-567-890-AB")}


@pytest.mark.parametrize(("field", "label", "number"), [(f, *v) for f, v in {**RIGHT, **UNCHECKED}.items()])
def test_a_right_number_behind_its_label_is_found(field, label, number):
    assert KINDS[field].shows in elements(examine(text(f"Name: Ann Lee\n{label}: {number}\n")))


@pytest.mark.parametrize(("field", "label", "number"), [(f, *v) for f, v in RIGHT.items() if f != "nino"])
def test_with_a_wrong_check_it_is_none(field, label, number):
    last = next(i for i in range(len(number) - 1, -1, -1) if number[i].isalnum())
    if field == "medicare_au":
        last = number.index("7")
    wrong = {d for d in ("0123456789" if number[last].isdigit() else "ABCDEFGHJKTXZ") if d != number[last]}
    read = [KINDS[field].read(number[:last] + d + number[last + 1 :]) for d in sorted(wrong)]
    assert read.count(None) >= len(read) - 1  # one letter more may be right for another form of the number


def test_prefixes_that_are_never_given_are_no_national_insurance_number():
    assert not abroad.nino("GB123456A") and not abroad.nino("DA123456A")


def test_a_business_number_is_no_persons_unless_a_sole_trader_uses_it():
    assert elements(examine(text("Vendor: Acme Pty\nABN: 51 824 753 556\n"))) == set()
    alone = examine(text("Name: Ann Lee, sole trader\nABN: 51 824 753 556\n"))
    assert "other_tax_id" in elements(alone)


@pytest.mark.parametrize(
    ("iban", "right"), [("DE44500105175407324931", True), ("DE4450010517540732493", False)]
)
def test_an_iban_has_the_length_of_its_country(iban, right):
    assert checks.iban(iban) is right


@pytest.mark.parametrize(
    ("number", "district"), [("021000021", "New York"), ("322271627", "San Francisco"), ("000000518", None)]
)
def test_a_routing_number_tells_the_district_of_the_federal_reserve(number, district):
    assert checks.reserve_district(number) == district
