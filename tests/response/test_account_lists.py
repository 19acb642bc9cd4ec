"""Account and card lists leave the case encrypted, each with its own password, and no number in clear."""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import libarchive
import pytest

from chain import Desk, Finished, log_of
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


def everything_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


@pytest.mark.parametrize("stopped", [False, True])
def test_after_the_export_no_card_or_account_number_stays_in_temporary_files_log_or_case(
    finished: Finished, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, stopped: bool
):
    found = table(
        IDENTIFIERS,
        [
            {"mention": "a", "element": "financial_account", "value": ACCOUNT},
            {"mention": "a", "element": "routing_number", "value": ROUTING},
            {"mention": "b", "element": "payment_card", "value": VISA},
            {"mention": "c", "element": "payment_card", "value": "4111111111111112"},
        ],
    )
    monkeypatch.setattr(
        "tocsin.response.account_lists.all_mentions", lambda case, seeds: (MENTIONS.empty_table(), found)
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    finished.copied_to(desk)
    with desk.opened() as case:
        documents = {kind: list(case.vault.list_documents(kind)) for kind in KINDS}
        if stopped:
            module = importlib.import_module("tocsin.response.export")
            monkeypatch.setattr(module, "write_passwords", failing)
        with pytest.raises(ExportRefused, match="nothing was exported") if stopped else nullcontext():
            export(case, tmp_path / "out", board(case), passwords=tmp_path / "passwords.csv")
        assert {kind: list(case.vault.list_documents(kind)) for kind in KINDS} == documents
        for entry in log_of(case):
            assert not any(number in str(entry) for number in NUMBERS)
        assert any(entry["verb"] == "open_identifiers" for entry in log_of(case))
    places = [scratch, desk.folder, tmp_path]
    left = [path for place in places for path, content in everything_in(place) if bare(content)]
    assert not left
    assert not list(scratch.iterdir())
    assert (tmp_path / "out").exists() is not stopped
    assert not list(tmp_path.glob(".*.partial"))


NUMBERS = (VISA, ACCOUNT, "4111111111111112")
KINDS = ("packets", "packet_jobs", "packets_approved", "letters", "proofs", "filed")


def bare(content: bytes) -> bool:
    """Whether a number stands in a file as it is, grouped, or in UTF-16."""
    forms = [number.encode(code) for number in NUMBERS for code in ("ascii", "utf-16-le")]
    forms += [b" ".join(VISA.encode()[at : at + 4] for at in range(0, 16, 4))]
    return any(form in content for form in forms)


def failing(path: Path, passwords: str) -> None:
    raise OSError("disk full")


def test_account_lists_are_never_exported_without_a_place_for_the_passwords(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("export", desk.case, "--to", desk.folder / "o", "--accounts", *desk.passphrase)
    assert outcome.code == 1 and "--passwords" in outcome.said
    assert not (desk.folder / "o").exists()
