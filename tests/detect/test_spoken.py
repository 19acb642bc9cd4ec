"""A condition named in running text is kept where somebody has it, not where the text is about it."""

import pytest
from finds import elements, examine, text

FILLER = (
    "The clinic was founded on the hill above the harbour and has been rebuilt twice since. Its wards look "
    "over the bay, and its library holds the letters of three generations of physicians who worked there. "
) * 9
ARTICLE = (
    "Asthma and its treatment\n\nThe work of Ann Lee and Robert Hale on asthma was read widely. "
    "Asthma is common in towns. Later Maria Gomez compared asthma with bronchitis, and Paul Keller wrote on "
    "asthma in cold countries. Hale, Robert (1998). Asthma: a history. The Lung, vol. 3, pp. 12-19.\n\n"
)


def spoken(told: str) -> set[str]:
    """Elements of a long text in which a sentence stands."""
    return elements(examine(text(f"{FILLER}\n\n{told}\n\n{FILLER}")))


def test_the_authors_of_an_article_do_not_have_what_they_write_about():
    assert "medical_information" not in spoken(ARTICLE)


@pytest.mark.parametrize(
    "told",
    [
        "Ann Lee has asthma and was sent home.",
        "We spoke with Ann Lee about her asthma.",
        "The patient, Ann Lee, came in with asthma.",
        "Ann Lee wrote: I have had asthma for years.",
        "Ann Lee tiene asma desde niña, y toma metformina.",
        "Ann Lee (asthma) asks for a room on the ground floor.",
        "Name: Ann Lee\nDiagnosis: asthma",
        "Ann Lee, SSN 219-09-9934, is on the list. Asthma was noted.",
    ],
)
def test_what_is_said_of_a_person_stays(told):
    assert spoken(told) & {"medical_information", "prescription"}


def test_a_letter_to_a_person_speaks_of_that_person():
    letter = "Dear Ann Lee,\n\nThis confirms the visit about your asthma on Monday.\n\nYours sincerely"
    assert "medical_information" in spoken(letter)


def test_a_leaflet_to_everyone_speaks_of_nobody():
    assert "medical_information" not in spoken("Talk about your asthma with a doctor. Edited by Ann Lee.")


def test_a_note_of_a_few_lines_is_about_the_one_it_names():
    assert "medical_information" in elements(examine(text("Ann Lee, room 4\nasthma\nback on Monday\n")))
