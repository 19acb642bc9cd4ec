"""Every limit a reader has ends in a sentence in the item's row, never in silence."""

from __future__ import annotations

import pytest

from conftest import Reading
from tocsin.intake.readers import mail
from tocsin.intake.readers.base import Item
from tocsin.model.content import Message, Shortfall


def said(items: list[Item]) -> list[str]:
    """The reasons for reading in part; any other outcome is a failure here."""
    found = [item for item in items if isinstance(item, Shortfall)]
    assert {item.outcome for item in found} <= {"read_in_part"}
    return [item.reason for item in found]


def test_recipients_beyond_the_limit_are_said(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_RECIPIENTS", 3)
    raw = "From: a@example.com\nTo: b@example.com, c@example.com\nTo: {}\nDate: x\nSubject: s\n\nbody\n"
    whole = reading(raw.format("d@example.com"), "mail.eml")
    assert isinstance(whole[0], Message) and len(whole[0].recipients) == 3
    assert said(whole) == []
    cut = reading(raw.format("d@example.com, e@example.com"), "mail.eml")
    assert isinstance(cut[0], Message) and len(cut[0].recipients) == 3
    assert said(cut) == ["the message has more than 3 recipients; only the first were read"]


@pytest.mark.parametrize("field", ["To", "Subject"])
def test_a_header_field_cut_at_the_limit_is_said(reading: Reading, field: str) -> None:
    fields = {"From": "a@example.com", "To": "b@example.com", "Date": "x", "Subject": "s"}
    fields[field] = "x" * (mail.MAX_FIELD_CHARS + 1)
    raw = "".join(f"{name}: {value}\n" for name, value in fields.items()) + "\nbody\n"
    assert "header" in said(reading(raw, "mail.eml"))[0]
