"""One item in, its findings, mentions and identifying values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tocsin.detect.dating import Dating
from tocsin.detect.documents import DocumentReader
from tocsin.detect.found import Collector, Found
from tocsin.detect.seal import Sealer
from tocsin.detect.tables import TableReader, as_form
from tocsin.model.content import Message, Part, Table, Text


class Detector:
    """Finds data elements and ties them to people. Pure: the same parts give the same tables.

    fingerprint_key: key of the case for the fingerprints; never written anywhere.
    """

    def __init__(self, fingerprint_key: bytes) -> None:
        self._sealer = Sealer(fingerprint_key)

    def examine(self, item: str, parts: Iterable[Part]) -> Found:
        """Everything found in one item. Parts come in the order of the file; they are read one at a time."""
        return self.examine_all([(item, parts)])

    def examine_all(self, items: Iterable[tuple[str, Iterable[Part]]]) -> Found:
        """As `examine`, for many items with their parts: the same rows, item by item, in tables that are made
        once for all of them.
        """
        collector, dating = Collector(), Dating()
        for item, parts in items:
            collector.begin(item)
            dating.begin(item)
            self._read(map(dating.see, parts), collector)
        found = collector.found()
        return replace(found, mentions=dating.written(found.mentions))

    def _read(self, parts: Iterable[Part], collector: Collector) -> None:
        document = DocumentReader(collector, self._sealer)
        table: TableReader | None = None
        for part in parts:
            if table and not (isinstance(part, Table) and table.continues(part)):
                table.close()
                table = None
            match part:
                case Table() if table is None and (form := as_form(part)):
                    document.text(Text(part.place, form, part.role))
                case Table():
                    table = table or TableReader(part, collector, self._sealer)
                    table.add(part)
                case Text():
                    document.text(part)
                case Message():
                    document.message(part)
        if table:
            table.close()
        document.close()
