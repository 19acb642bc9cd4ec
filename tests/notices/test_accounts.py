"""Lists of account and card numbers for the banks that must watch them."""

from __future__ import annotations

import csv
import io

import pytest

from tocsin.model.tables import IDENTIFIERS, table
from tocsin.notices import bank_lists, card_lists, issuers
from tocsin.notices.accounts import brand, is_routing_number, luhn

VISA, AMEX = "4111111111111111", "378282246310005"
ROUTING = "122105155"


def _identifiers(*rows: tuple[str, str, str]) -> object:
    return table(IDENTIFIERS, [{"mention": m, "element": e, "value": v} for m, e, v in rows])


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_accounts_are_grouped_by_the_routing_number_beside_them() -> None:
    lists = bank_lists(
        _identifiers(
            ("a", "financial_account", "000111"),
            ("a", "routing_number", ROUTING),
            ("b", "financial_account", "000222"),
            ("c", "financial_account", "000333"),
            ("c", "routing_number", "123456789"),
        )
    )
    found = {one.key: [row[0] for row in _rows(one.csv)[1:]] for one in lists}
    assert found == {ROUTING: ["000111"], "unknown": ["000222", "000333"]}


def test_an_account_that_stands_in_many_files_is_listed_once() -> None:
    (one,) = bank_lists(_identifiers(("a", "financial_account", "77"), ("b", "financial_account", "77")))
    assert one.rows == 1


def test_cards_are_grouped_by_brand_with_their_expiry_and_wrong_numbers_are_left_out() -> None:
    lists = card_lists(
        _identifiers(
            ("a", "payment_card", VISA),
            ("a", "card_expiry", "12/28"),
            ("b", "payment_card", AMEX),
            ("c", "payment_card", "4111111111111112"),
        )
    )
    found = {one.key: _rows(one.csv)[1:] for one in lists}
    assert found == {"amex": [[AMEX, ""]], "visa": [[VISA, "12/28"]]}


def test_a_value_that_a_spreadsheet_would_run_never_enters_a_list() -> None:
    assert bank_lists(_identifiers(("a", "financial_account", "=1+1"))) == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (VISA, "visa"),
        (AMEX, "amex"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("6011111111111117", "discover"),
        ("3530111333300000", "jcb"),
        ("9999999999999999", "unknown"),
    ],
)
def test_the_brand_follows_the_leading_digits(number: str, name: str) -> None:
    assert brand(number) == name


def test_check_digits() -> None:
    assert luhn(VISA) and not luhn(VISA[:-1] + "2")
    assert is_routing_number(ROUTING) and not is_routing_number("122105156")


def test_cards_are_counted_by_issuer_and_no_card_number_is_in_the_count() -> None:
    other = "4111111145551142"
    counted = issuers(
        _identifiers(
            ("a", "payment_card", VISA),
            ("b", "payment_card", VISA),
            ("c", "payment_card", other),
            ("d", "payment_card", "4111111111111112"),
        )
    )
    assert luhn(other)
    assert [(one.iin, one.brand, one.cards) for one in counted] == [("41111111", "visa", 2)]
