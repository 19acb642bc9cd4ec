"""The published method, every input: 4 contexts × 4 identifications × 3 × 3 × 3 circumstances × 2."""

from collections import Counter
from itertools import product

import pytest

from tocsin.harm import assess, enisa
from tocsin.model.facts import Facts
from tocsin.model.tables import GROUPS, SEVERITY, table

ALL = [
    enisa.score(c, i, confidentiality=a, integrity=b, availability=d, malicious=m)
    for c, i, a, b, d, m in product(
        enisa.CONTEXT,
        enisa.IDENTIFICATION,
        enisa.CONFIDENTIALITY,
        enisa.INTEGRITY,
        enisa.AVAILABILITY,
        (False, True),
    )
]


def test_all_864_inputs_fall_into_the_bands_counted_by_hand():
    assert len(ALL) == 864
    assert (min(s.value for s in ALL), max(s.value for s in ALL)) == (0.25, 6.0)
    assert Counter(s.band for s in ALL) == {"low": 273, "medium": 295, "high": 170, "very high": 126}


def test_a_word_the_method_does_not_know_is_refused():
    with pytest.raises(KeyError):
        enisa.score("secret", "maximum")


def _facts(**incident):
    return Facts.model_validate({"organisation": {"name": "Firm"}, "incident": incident})


def _severity(elements, people=5, **incident):
    groups = table(GROUPS, [{"residence": None, "elements": elements, "people": people}])
    return assess(_facts(**incident), groups).to_pylist()[0]


def test_names_with_social_security_numbers_stolen_on_purpose_are_high_or_worse():
    row = _severity(["person_name", "ssn"], kind="hacking")
    # context 1 + 2 = 3, identification 1.0, unknown recipients 0.5, malice 0.5
    assert row["value"] == 4.0
    assert row["band"] == "very high"


def test_an_address_list_sent_to_one_known_person_by_mistake_is_low():
    row = _severity(
        ["person_name", "postal_address"], kind="misdirected", intrusion={"recipients_known": True}
    )
    assert row["band"] == "low"


def test_the_same_data_of_more_people_raises_the_flag_not_the_score():
    few, many = _severity(["ssn"], people=5), _severity(["ssn"], people=101)
    assert few["value"] == many["value"]
    assert any("flag" in reason for reason in many["reasons"])


def test_the_table_keeps_to_the_contract():
    groups = table(GROUPS, [{"elements": ["ssn"], "people": None}])
    assert assess(_facts(), groups).schema == SEVERITY
