"""Who may be told by e-mail: every word of every rule file is known, and doubt means paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tocsin.law.registers import RULES, written
from tocsin.model.elements import catalogue
from tocsin.notices.channels.allowed import Way, consent_kinds, paper_because, rules, usable, way_of

ALL = tuple(consent_kinds())
GOOD = "maria@mail.example.net"


def channels() -> Iterator[tuple[str, dict[str, list[str]]]]:
    for path in sorted(RULES.rglob("*.yaml")):
        for duty in written(path)["duties"]:
            if duty["recipient"] == "individuals" and duty.get("channel"):
                yield f"{path.stem}.{duty['id']}", duty["channel"]


def why(
    *methods: str,
    kind: str = "adult",
    elements: tuple[str, ...] = ("ssn",),
    never: tuple[str, ...] = (),
    consents: tuple[str, ...] = ALL,
    address: str = GOOD,
) -> str | None:
    return paper_because(kind, elements, [Way("X § 1", methods, never)], consents, address)


def test_every_electronic_way_and_every_never_of_the_law_is_known_here():
    methods = {method for _, channel in channels() for method in channel["methods"]}
    electronic = {method for method in methods if method.startswith("email") or "electronic" in method}
    assert electronic <= rules()["methods"].keys()
    assert rules()["methods"].keys() <= methods
    never = {line for _, channel in channels() for line in channel.get("never", [])}
    assert never == rules()["never"].keys()


def test_the_rules_name_consents_and_elements_that_exist():
    for one in rules()["methods"].values():
        assert set(one["any_of"]) <= set(ALL)
        assert one["any_of"] or one["why"]
    named = [code for codes in [*rules()["never"].values(), *rules()["mailbox"]["any_of"]] for code in codes]
    assert set(named) <= catalogue().keys()


@pytest.mark.parametrize(
    ("method", "consent"),
    [
        ("email_with_esign_consent", "esign"),
        ("email_if_agreed", "agreed"),
        ("email_with_express_consent_and_log", "express"),
        ("email_if_usual", "primary"),
        ("email", "relationship"),
    ],
)
def test_the_right_consent_opens_the_way_and_no_consent_closes_it(method: str, consent: str):
    assert why("post", method, consents=(consent,)) is None
    assert why("post", method, consents=()) == "no consent to e-mail on record"


def test_hipaa_needs_agreement_and_a_business_relationship_is_none():
    assert "asks for agreed or esign or express" in str(
        why("first_class_mail", "email_if_agreed", consents=("relationship",))
    )


@pytest.mark.parametrize(
    "method", ["post", "email_of_a_kind_nobody_knows", "email_authenticated_under_digital_signatures_act"]
)
def test_a_law_without_a_known_electronic_way_means_paper(method: str):
    assert why(method)


def test_one_law_that_does_not_allow_it_is_enough():
    ways = [Way("A § 1", ("post", "email")), Way("B § 2", ("post", "email_with_esign_consent"))]
    assert paper_because("adult", ("ssn",), ways, ("primary",), GOOD) == "B § 2: asks for esign on record"


@pytest.mark.parametrize(
    "elements",
    [
        ("email_account_credentials",),
        ("email_address", "password"),
        ("email_address", "password_hash", "ssn"),
    ],
)
def test_nothing_goes_to_a_mailbox_that_a_stranger_may_read(elements: tuple[str, ...]):
    assert "may be able to read the mailbox" in str(why("email", elements=elements))


def test_a_never_that_nobody_knows_and_one_about_the_sender_forbid_always():
    assert why("email", never=("on a Sunday",)) == "X § 1: never on a Sunday"
    assert why("email", never=("an envelope or subject line that shows the substance use treatment",))
    assert why("email", never=("through the e-mail account whose log-in was taken",)) is None


@pytest.mark.parametrize("kind", ["minor", "deceased"])
def test_parents_and_families_get_paper(kind: str):
    assert why("email", kind=kind)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b",
        "a b@c.example",
        "a@b.example\nBcc: x@y.example",
        "a..b@c.example",
        ".a@c.example",
        "ñ@c.example",
        "a@c.example,d@e.example",
        '"a"@c.example',
        "a@-",
        "<a@c.example>",
        "a" * 65 + "@c.example",
    ],
)
def test_an_address_that_not_every_server_takes_is_not_written_to(address: str):
    assert not usable(address)
    assert why("email", address=address)


def test_the_ways_of_an_obligation_are_read_as_the_law_room_writes_them():
    row = {
        "id": "CA.individuals",
        "jurisdiction": "CA",
        "sources": [{"citation": "§ 1798.82"}],
        "channel": [
            "post",
            "never: at night",
            "substitute: email, website_30_days if cost over $250,000, or more",
        ],
    }
    way = way_of(row)
    assert (way.source, way.methods, way.never) == ("CA: § 1798.82", ("post",), ("at night",))
    assert way.substitute == ((("email", "website_30_days"), "cost over $250,000, or more"),)
