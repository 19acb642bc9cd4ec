"""Account and card lists leave the case encrypted, each with its own password, and no number in clear."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import libarchive
import pytest

from chain import Desk, Finished
from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.response import Case, ExportRefused, export
from tocsin.response.account_lists import account_files
from tocsin.response.answers import board
from tocsin.response.notify import JOBS

VISA, ROUTING, ACCOUNT = "4111111111111111", "122105155", "000198765432"


@pytest.fixture
def case(finished: Finished, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """A copy of the finished case in whose files stand an account and a card."""
    rows = [
        ("a", "financial_account", ACCOUNT),
        ("a", "routing_number", ROUTING),
        ("b", "payment_card", VISA),
        ("b", "card_expiry", "12/28"),
    ]
    found = table(IDENTIFIERS, [{"mention": m, "element": e, "value": v} for m, e, v in rows])
    monkeypatch.setattr(
        "tocsin.response.account_lists.all_mentions", lambda case, seeds: (MENTIONS.empty_table(), found)
    )
    finished.copied_to(desk)
    with desk.opened() as opened:
        yield opened


def opened_zip(content: bytes, password: str) -> dict[str, bytes]:
    """The ZIP as another program opens it."""
    with libarchive.memory_reader(content, passphrase=password) as archive:
        return {entry.pathname: b"".join(entry.get_blocks()) for entry in archive}


def test_each_list_opens_with_its_own_password_in_another_program_and_no_number_is_in_clear(case: Case):
    made = account_files(case)
    told = {row["file"]: row for row in csv.DictReader(io.StringIO(made.passwords))}
    assert set(told) == {f"bank-{ROUTING}.zip", "cards-visa.zip"}
    (bank,) = opened_zip(made.files[f"bank-{ROUTING}.zip"], told[f"bank-{ROUTING}.zip"]["password"]).values()
    (cards,) = opened_zip(made.files["cards-visa.zip"], told["cards-visa.zip"]["password"]).values()
    assert ACCOUNT.encode() in bank and VISA.encode() in cards and b"12/28" in cards
    assert len({row["password"] for row in told.values()}) == 2
    assert all(len(row["password"].replace("-", "")) == 24 for row in told.values())
    for content in (*made.files.values(), made.passwords.encode()):
        assert VISA.encode() not in content and ACCOUNT.encode() not in content
    assert made.files["issuers.csv"] == b"iin,brand,cards\r\n41111111,visa,1\r\n"
    with pytest.raises(libarchive.exception.ArchiveError):
        opened_zip(made.files["cards-visa.zip"], told[f"bank-{ROUTING}.zip"]["password"])


def test_each_bank_gets_a_letter_of_its_own_that_is_a_draft_until_the_packet_is_approved(case: Case):
    job = '{"title": "t", "author": "a", "sender": ["a"], "date": "d", "to": ["Fraud"], "letter": [], '
    job += '"letter_text": "", "status": [], "sections": [], "signature": ["s"], "foot": "f", "how": "h", '
    job += '"address": "x", "source": "s", "read": "r", "stale_after": "r"}'
    case.vault.put_document(JOBS, "bank", job.encode())
    files = account_files(case).files
    assert f"DRAFT-bank-{ROUTING}-letter.pdf" in files


def test_the_passwords_lie_apart_for_their_owner_alone_and_are_never_written_over(case: Case, tmp_path: Path):
    passwords = tmp_path / "passwords.csv"
    export(case, tmp_path / "out", board(case), passwords=passwords)
    assert passwords.stat().st_mode & 0o077 == 0
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file() and VISA.encode() in p.read_bytes()]
    with pytest.raises(ExportRefused, match="already there"):
        export(case, tmp_path / "again", board(case), passwords=passwords)
    inside = tmp_path / "third" / "passwords.csv"
    with pytest.raises(ExportRefused, match="outside the folder"):
        export(case, tmp_path / "third", board(case), passwords=inside)
    assert not (tmp_path / "again").exists() and not (tmp_path / "third").exists()


def test_account_lists_are_never_exported_without_a_place_for_the_passwords(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("export", desk.case, "--to", desk.folder / "o", "--accounts", *desk.passphrase)
    assert outcome.code == 1 and "--passwords" in outcome.said
    assert not (desk.folder / "o").exists()
