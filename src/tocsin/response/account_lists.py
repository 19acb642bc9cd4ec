"""Lists of exposed account and card numbers: opened at export, encrypted there, and never kept.

Each bank gets a letter and a list of its own accounts; the acquiring bank one list for each card brand. A
list leaves only as a ZIP that its own passphrase opens; the passphrases go to a file apart, to be told by
telephone.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin import notices
from tocsin.notices.delivery.sealed import SealedZip
from tocsin.response.case import Case
from tocsin.response.lists import all_mentions
from tocsin.response.notify import JOBS
from tocsin.response.packet_approving import packet_states

BANK_LETTER = "bank"
"""The packet that letters to the single banks are made from."""

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses on the telephone: five bits each."""

GROUPS, GROUP = 6, 4
"""A passphrase of 24 characters: 120 bits, so that the few rounds of the ZIP form do not matter."""


@dataclass(frozen=True, slots=True)
class AccountFiles:
    """What an export writes. files: name → content, no account number in clear. passwords: as a CSV."""

    files: Mapping[str, bytes]
    passwords: str


def account_files(case: Case) -> AccountFiles:
    """The lists of this case, encrypted, with a letter to each bank and the cards counted by issuer.

    The identifying values are opened for this alone; the log has the entry before they are read.
    """
    case.vault.log("open_identifiers", "case")
    _, identifiers = all_mentions(case, seeds=False)
    banks, cards = notices.bank_lists(identifiers), notices.card_lists(identifiers)
    files: dict[str, bytes] = {}
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(("file", "password", "for", "numbers"))
    for name, one in (*((f"bank-{one.key}", one) for one in banks), *((f"cards-{c.key}", c) for c in cards)):
        password = _password()
        files[f"{name}.zip"] = _sealed(f"{name}.csv", one.csv, password)
        whom = "the acquiring bank" if name.startswith("cards") else _bank(one.key)
        writer.writerow((f"{name}.zip", password, whom, one.rows))
    files |= dict(_letters(case, banks))
    if cards:
        files["issuers.csv"] = _issuers(notices.issuers(identifiers))
    return AccountFiles(files, told.getvalue())


def write_passwords(path: Path, passwords: str) -> None:
    """Write the passphrases to a new file that only its owner can read. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(passwords)


def _password() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _sealed(name: str, content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    sealed = SealedZip(out, password)
    sealed.add(name, content)
    sealed.finish()
    return out.getvalue()


def _bank(key: str) -> str:
    return "banks not told apart" if key == notices.UNKNOWN else f"the bank with routing number {key}"


def _letters(case: Case, banks: list[notices.SealedList]) -> Iterator[tuple[str, bytes]]:
    """The letter to each bank: the packet's own, with the bank and the length of its list. A draft unless the
    packet is approved; what is added is a routing number and a count."""
    kept = case.vault.get_document(JOBS, BANK_LETTER)
    if kept is None:
        return
    state = next((one for one in packet_states(case) if one.id == BANK_LETTER), None)
    approved = state if state is not None and state.approved else None
    for one in banks:
        if one.key == notices.UNKNOWN:
            continue
        job = json.loads(kept)
        job["to"] = [*job["to"], f"Routing number {one.key}", f"Accounts on the list: {one.rows:,}"]
        prefix = "" if approved else "DRAFT-"
        sentence, on = (approved.sentence, approved.day) if approved else ("", None)
        yield f"{prefix}bank-{one.key}-letter.pdf", notices.finished(json.dumps(job), sentence, on).pdf


def _issuers(counted: list[notices.Issuer]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("iin", "brand", "cards"))
    writer.writerows((one.iin, one.brand, one.cards) for one in counted)
    return out.getvalue().encode()
