"""Names, places, addresses and telephone numbers of the world in running text."""

import pytest
from finds import elements, examine, people, text

from tocsin.detect import spans


def found(sentence: str, kind: str) -> list[str]:
    return [sentence[s.start : s.end] for s in spans(sentence) if s.type == kind]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Please ask Tomomi Nishiyama about the lease.", ["Tomomi Nishiyama"]),
        ("my name is Ngozi Okonkwo-Bello, can you help?", ["Ngozi Okonkwo-Bello"]),
        ("We met Jürgen von der Heide and Zoë Brontë in the lobby.", ["Jürgen von der Heide", "Zoë Brontë"]),
        ("La paciente Guadalupe Hernández de la Cruz llegó tarde.", ["Guadalupe Hernández de la Cruz"]),
        ("We called Zdeněk Nováček yesterday.", ["Zdeněk Nováček"]),
        ("this is maria gonzalez, i lost my card", ["maria gonzalez"]),
        ("Is Priya still on leave?", ["Priya"]),
        ("The invoice was paid by Smith, John on Monday.", ["Smith, John"]),
        ("REPORT ON WALDEMAR KRZYZEWSKI, ROOM 12", ["WALDEMAR KRZYZEWSKI"]),
    ],
)
def test_people_of_many_cultures_are_found_without_a_label(sentence, names):
    assert found(sentence, "PERSON") == names


@pytest.mark.parametrize(
    "sentence",
    [
        "Quarterly Revenue Summary and Next Steps",
        "Click on Account Settings and then on Security Options.",
        "The Python and Java clients retry on Monday.",
        "Your Driver License and Credit Card expire in March.",
        "Open the Annual Report, Section Four, Table Nine.",
    ],
)
def test_headings_and_products_are_no_people(sentence):
    assert found(sentence, "PERSON") == []


def test_a_town_is_shown_but_is_neither_a_finding_nor_an_address():
    sentence = "Ann Lee, SSN 219-65-4321, flew to Lisbon on Monday."
    assert found(sentence, "LOC") == ["Lisbon"]
    ann = people(examine(text(sentence)))["Ann Lee"]
    assert ann["city"] is None and "postal_address" not in ann["elements"]
    assert elements(examine(text("The train to Lisbon was late."))) == set()


@pytest.mark.parametrize(
    "address",
    [
        "Hauptstraße 12a, 10115 Berlin, Germany",
        "25 rue du Bac, 75007 Paris, France",
        "10 Downing Street, London, SW1A 2AA",
        "Flat 3, 22 High Street, London SW1A 1AA",
        "350 Bay St, Toronto ON M5H 2S6",
        "1 Martin Place, Sydney NSW 2000",
        "Calle Mayor 5, 28013 Madrid",
        "Av. Paulista 1578, São Paulo - SP, 01310-200, Brazil",
        "Ulica Marszałkowska 10, 00-590 Warszawa",
        "Damrak 12, 1012 LG Amsterdam",
        "77 Harbour Crescent\nSuite 4\nWellington\nNew Zealand 6011",
    ],
)
def test_an_address_is_one_stretch_whatever_the_country_and_the_lines(address):
    sentence = f"Please send it to {address}. Thank you!"
    assert found(sentence, "LOC") == [address]


@pytest.mark.parametrize(
    "sentence", ["On 3 May 2020 Part 12 arrived.", "Release 4 Build 12 of Table 5", "12 Apples, 2020 Edition"]
)
def test_numbers_beside_capitals_are_no_address(sentence):
    assert found(sentence, "LOC") == []


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("You can text me on 079 0442 1744 any time", "079 0442 1744"),
        ("+41 (0)62 585 51 90 is the desk", "+41 (0)62 585 51 90"),
        ("Fax: 345-899-3560x4587", "345-899-3560x4587"),
        ("655 437 108 office", "655 437 108"),
        ("001-253-366-9781 mobile", "001-253-366-9781"),
        ("Tel. 03.93.92.16.85", "03.93.92.16.85"),
    ],
)
def test_telephone_numbers_of_other_countries(sentence, number):
    assert found(sentence, "PHONE") == [number]


@pytest.mark.parametrize(
    "sentence",
    [
        "ISBN 0-306-40615-2",
        "order 0123-4567-8910 shipped",
        "Version 10.02.33.44.55",
        "from 01-02-2020 to 03-04-2021",
        "reference no. 0471 558 2211",
        "12 345 678 units",
        "SSN 012-34-5678",
    ],
)
def test_other_grouped_numbers_are_no_telephone(sentence):
    assert found(sentence, "PHONE") == []


def test_a_name_far_from_any_word_is_read():
    assert found("Name:" + " " * 60 + "Ann Lee", "PERSON") == ["Ann Lee"]
