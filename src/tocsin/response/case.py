"""A case: the vault, the facts in it, and the tables of every stage by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files

import pyarrow as pa

from tocsin.model.entered import ENTERED
from tocsin.model.facts import Facts, today
from tocsin.model.factsfile import FactsError, dump_facts, parse_facts
from tocsin.model.tables import TABLES, conformed
from tocsin.vault import Vault

FACTS_KIND, FACTS_NAME = "facts", "incident.yaml"
SCAN = "scan"
"""The stream that finished files are appended to."""

JUDGEMENTS = "judgements"
"""The stream and table of what people decided."""

CLAIM = "claim"
"""The stream and table of the ledger of an insurance claim."""

COUNSEL = "counsel"
"""The stream and table of what counsel proposed, and what was decided and approved."""

DECISIONS = "decisions"
"""The stream and table of what people decided about who is one person."""

DELIVERIES = "deliveries"
"""The stream and table of what became of every letter and packet."""

MOVES = "moves"
"""The stream and table of new addresses that look-ups and the mail gave."""

CONSENTS = "consents"
"""The stream and table of who agreed to notices by e-mail."""

CODES = "codes"
"""The stream and table of activation codes and who got which."""

SCANNED = ("items", "findings", "mentions", "identifiers")
"""Tables that live as parts of the scan, one piece per batch of files."""


DATA_FILES = (".yaml", ".md", ".typ")
"""What counsel may change without a new version of the program."""


class NotYet(Exception):
    """A stage was asked for before what it needs is there. The message says what to run first."""


class Case:
    """What the stages work on. Stage functions see only the tables it hands them."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._scanned: dict[str, pa.Table] = {}
        self._read: tuple[bytes, Facts] | None = None

    @property
    def facts(self) -> Facts:
        """The facts as last recorded. Raises FactsError when there are none yet."""
        stored = self.vault.get_document(FACTS_KIND, FACTS_NAME)
        if stored is None:
            raise FactsError(
                "This case has no facts yet. `tocsin new CASE` asks for them; or give --facts incident.yaml."
            )
        if self._read is None or self._read[0] != stored:
            self._read = stored, parse_facts(stored.decode(), "the facts of this case")
        return self._read[1].model_copy(deep=True)

    def record_facts(self, facts: Facts) -> bool:
        """Keep these facts; returns whether they differ from the ones recorded."""
        text = dump_facts(facts).encode()
        if self.vault.get_document(FACTS_KIND, FACTS_NAME) == text:
            return False
        self.vault.put_document(FACTS_KIND, FACTS_NAME, text)
        return True

    @property
    def has_scan(self) -> bool:
        """Whether any file has been read into this case."""
        return bool(self.vault.finished(SCAN))

    @property
    def day(self) -> date:
        """The day that deadlines are compared with."""
        return today(self.facts, datetime.now(UTC))

    def table(self, name: str) -> pa.Table | None:
        """A stage table, or None if its stage has not run."""
        if name in SCANNED:
            return self._scan_table(name) if self.has_scan else None
        if name in ENTERED:
            parts = [conformed(part, TABLES[name]) for part in self.vault.read_parts(name, name)]
            return pa.concat_tables(parts) if parts else None
        return self.vault.load_table(name)

    def need(self, name: str, command: str) -> pa.Table:
        """A stage table that must be there. Raises NotYet naming the command that makes it."""
        found = self.table(name)
        if found is None:
            raise NotYet(f"There is nothing to work on yet: run `tocsin {command}` first.")
        return found

    def make(self, names: Sequence[str], made_from: str, stage: Callable[[], Mapping[str, pa.Table]]) -> bool:
        """Run a stage unless its tables were made from these very inputs; returns whether it ran."""
        if all(self.vault.is_current(name, made_from) for name in names):
            return False
        result = stage()
        with self.vault.act("run_stage", names[0], made_from=made_from[:32]):
            for name in names:
                self.vault.save_table(name, result[name], made_from=made_from)
        return True

    def digest(self, *tables: str, extra: str = "") -> str:
        """SHA-256 over the versions of the inputs named, and whatever else a stage depends on."""
        parts = [extra]
        for name in tables:
            if name in SCANNED:
                parts.append(self._scan_digest())
                continue
            ref = self.vault.table_ref(name)
            parts.append(f"{name}:{ref.digest if ref else '-'}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _scan_digest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self.vault.finished(SCAN))).encode()).hexdigest()

    def forget_scanned(self) -> None:
        """The scan has new parts; read them anew when asked."""
        self._scanned.clear()

    def _scan_table(self, name: str) -> pa.Table:
        if name not in self._scanned:
            self._scanned[name] = self._joined(name)
        return self._scanned[name]

    def _joined(self, name: str) -> pa.Table:
        """All parts of one table; of a file that was read again because it changed, the newest reading."""
        pieces = [conformed(piece, TABLES[name]) for piece in self.vault.read_parts(SCAN, name)]
        newest = self._newest_part()
        if newest is None:
            return pa.concat_tables([TABLES[name].empty_table(), *pieces])
        items = list(self.vault.read_parts(SCAN, "items"))
        kept = [
            _only(piece, name, part, {s for s, last in newest.items() if last == index})
            for index, (piece, part) in enumerate(zip(pieces, items, strict=True))
        ]
        return pa.concat_tables([TABLES[name].empty_table(), *kept])

    def _newest_part(self) -> dict[str, int] | None:
        """For each top-level file the last part that has it; None when no file was read twice."""
        newest: dict[str, int] = {}
        twice = False
        for index, part in enumerate(self.vault.read_parts(SCAN, "items")):
            for source in set(part["source"].to_pylist()):
                twice = twice or source in newest
                newest[source] = index
        return newest if twice else None


def _only(piece: pa.Table, name: str, items: pa.Table, sources: set[str]) -> pa.Table:
    """The rows of a part that stem from these top-level files."""
    if name == "items":
        keep = [source in sources for source in piece["source"].to_pylist()]
        return piece.filter(pa.array(keep, pa.bool_()))
    wanted = {
        item
        for item, source in zip(items["id"].to_pylist(), items["source"].to_pylist(), strict=True)
        if source in sources
    }
    if name == "identifiers":
        keep = [mention.rsplit(".", 1)[0] in wanted for mention in piece["mention"].to_pylist()]
    else:
        keep = [item in wanted for item in piece["item"].to_pylist()]
    return piece.filter(pa.array(keep, pa.bool_()))


def edition(package: str) -> str:
    """SHA-256 of a room's data files: rules or templates that counsel changed make its stage run anew."""
    found = hashlib.sha256()
    folders = [files(package)]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda each: each.name):
            if entry.is_dir() and not entry.name.startswith("__"):
                folders.append(entry)
            elif entry.name.endswith(DATA_FILES):
                found.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return found.hexdigest()
