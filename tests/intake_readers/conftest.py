"""Helpers of the reader tests: every file is made here, from invented values."""

from __future__ import annotations

import io

import pytest
from reader_samples import Reading

from tocsin.intake.readers import read
from tocsin.intake.readers.base import Item


@pytest.fixture
def reading() -> Reading:
    """Everything the door gives for a file of these bytes."""

    def items(raw: bytes | str, name: str = "file") -> list[Item]:
        data = raw.encode() if isinstance(raw, str) else raw
        return list(read(name, io.BytesIO(data), len(data)))

    return items
