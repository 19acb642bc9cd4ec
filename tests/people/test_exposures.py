"""Nothing lost, nothing moved: elements of the mentions, exposures of the people, people of the groups."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from making import person, resolved, row_of

from tocsin.model.elements import catalogue
from tocsin.people import group

ELEMENTS = st.lists(st.sampled_from(sorted(catalogue())), max_size=5)
PROTECTIONS = ("plain", "hashed", "redacted", "encrypted")
NAMES = ("Ann Lee", "Anne Lee", "Bo Moe", "Cy Noe")


@st.composite
def cases(draw):
    people = []
    for number in range(draw(st.integers(1, 8))):
        elements = draw(ELEMENTS)
        protections = draw(
            st.lists(st.sampled_from(PROTECTIONS), min_size=len(elements), max_size=len(elements))
        )
        people.append(
            person(
                f"m{number}",
                draw(st.sampled_from(NAMES)),
                ssn=draw(st.sampled_from(["512345678", "598765432"])),
                role=draw(st.sampled_from(["employee", "patient", "customer", None])),
                elements=elements,
                protections=protections,
            )
        )
    return people


@settings(max_examples=8, deadline=None)
@given(cases())
def test_every_element_stays_with_its_person_and_its_mention(people):
    result = resolved(*people)
    owner = {link["mention"]: link["person"] for link in result.links.to_pylist()}
    expected: dict[tuple[str, str], tuple[int, set[str]]] = {}
    for one in people:
        for element, protection in zip(one["elements"], one["protections"], strict=True):
            weakest, mentions = expected.get((owner[one["id"]], element), (9, set()))
            rank = min(weakest, PROTECTIONS.index(protection))
            expected[owner[one["id"]], element] = (rank, mentions | {one["id"]})
    found = {
        (row["person"], row["element"]): (PROTECTIONS.index(row["protection"]), set(row["mentions"]))
        for row in result.exposures.to_pylist()
    }
    assert found == expected
    assert set(owner) == {one["id"] for one in people}
    groups = group(result.people, result.exposures).to_pylist()
    assert sum(row["people"] for row in groups) == result.people.num_rows


def test_the_weakest_protection_wins():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", elements=["ssn"], protections=["encrypted"]),
        person("b", "Ann Lee", ssn="512345678", elements=["ssn"], protections=["redacted"], item="b.pdf"),
    )
    (row,) = result.exposures.to_pylist()
    assert (row["protection"], row["items"]) == ("redacted", ["b.pdf", "item-a"])


def test_groups_are_people_alike_in_the_eyes_of_the_law():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", role="employee", postal_code="85701"),
        person("b", "Bo Moe", ssn="598765432", role="employee", postal_code="85701"),
        person("c", "Cy Noe", ssn="567891234", role="patient", elements=["person_name", "ssn"],
               protections=["plain", "encrypted"], postal_code="10001"),
    )  # fmt: skip
    groups = group(result.people, result.exposures).to_pylist()
    assert [(g["residence"], g["kind"], g["protection"], g["people"]) for g in groups] == [
        ("AZ", "employee", "plain", 2),
        ("NY", "patient", "encrypted", 1),
    ]
    assert groups[0]["elements"] == ["person_name", "ssn"]


def test_more_elements_than_fit_one_machine_word():
    codes = sorted(catalogue())
    assert len(codes) > 62
    result = resolved(person("a", "Ann Lee", ssn="512345678", elements=codes))
    (row,) = group(result.people, result.exposures).to_pylist()
    assert row["elements"] == codes
    assert Counter(result.exposures["person"].to_pylist())[row_of(result, "a")["id"]] == len(codes)
