"""The folder of a case: facts for people to edit, the vault, nothing else in clear.

CASE/incident.yaml   what is known of the organisation and the incident; no affected person is named there
CASE/vault/          everything else, encrypted
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tocsin.intake import selftest
from tocsin.model.facts import Facts
from tocsin.model.factsfile import FactsError, dump_facts, load_facts
from tocsin.response.case import Case, NotYet
from tocsin.response.progress import Watcher
from tocsin.vault import KDF_FOR_TESTS, STANDARD_KDF, FolderInUse, Vault

VAULT = "vault"
FACTS = "incident.yaml"
LIGHT_KEYS = "TOCSIN_TEST_LIGHT_KEYS"
"""Set by the test suite only: new cases get a weak, fast passphrase hash."""


class NotContained(Exception):
    """This machine cannot contain hostile files; the message says what got through."""


def is_new(folder: Path) -> bool:
    """Whether there is no vault in this folder yet."""
    return not (folder / VAULT).exists()


def no_case(folder: Path) -> NotYet:
    """What to do where there is neither a case nor facts to start one with."""
    return NotYet(
        f"There is no case in {folder}. Start one with `tocsin new {folder}`, or give --facts incident.yaml."
    )


def refuse_existing(folder: Path) -> None:
    """Raises FolderInUse if a new case cannot be made here."""
    if not is_new(folder) or (folder / FACTS).exists():
        raise FolderInUse(str(folder))


def facts_beside(folder: Path) -> Facts | None:
    """The facts in the case folder, if there are any. Raises FactsError if they cannot be used."""
    path = folder / FACTS
    return load_facts(path) if path.exists() else None


def keep_facts_beside(folder: Path, facts: Facts) -> None:
    """Write the facts into the case folder, for people to edit."""
    _write(folder / FACTS, dump_facts(facts))


@contextmanager
def create(folder: Path, passphrase: str, facts: Facts | None) -> Iterator[Case]:
    """Make a case and open it."""
    if facts is None:
        raise FactsError("A case starts with facts: `tocsin new CASE` asks for them.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kdf = KDF_FOR_TESTS if os.environ.get(LIGHT_KEYS) == "1" else STANDARD_KDF
    with Vault.create(folder / VAULT, passphrase, kdf=kdf) as vault:
        case = Case(vault)
        case.record_facts(facts)
        if not (folder / FACTS).exists():
            keep_facts_beside(folder, facts)
        yield case


@contextmanager
def open_case(folder: Path, passphrase: str) -> Iterator[Case]:
    """Open an existing case. Raises WrongPassphrase, CaseInUse, Damaged …"""
    with Vault.open(folder / VAULT, passphrase) as vault:
        yield Case(vault)


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    building = path.with_name(f".{path.name}.partial")
    building.write_text(text, encoding="utf-8")
    building.replace(path)


def check_sources(sources: Sequence[Path], people_list: Path | None) -> None:
    """Raises FactsError naming the first source that is not there."""
    for source in [*sources, *([people_list] if people_list else [])]:
        if not os.path.lexists(source):
            raise FactsError(f"{source} does not exist. Check the path.")


def check_containment(watcher: Watcher) -> None:
    """Try to break out of our own containment before any stolen file is opened.

    Raises NotContained when something got through that this machine could have stopped.
    """
    result = selftest.run()
    for gap in result.gaps:
        watcher.note(f"Containment on this machine: {gap}")
    escaped = [attempt.name for attempt in result.attempts if not attempt.stopped]
    if escaped and not result.gaps:
        raise NotContained(
            f"The self-test of containment failed ({', '.join(escaped)}), so no stolen file was opened. "
            "Run Tocsin on a Linux machine with a kernel of 5.13 or newer."
        )
