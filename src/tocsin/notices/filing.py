"""A report to an office that was made: what its packet and every later one need to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Filing:
    """One report as it was made and recorded.

    id: of its entry in the ledger of deliveries. obligations: ids of the duties it answers. number: the
    confirmation, record or tracking number, empty where the office gave none. fields: the answers as they
    stood in the packet then, by field id.
    """

    id: str
    obligations: tuple[str, ...]
    on: date
    number: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
