"""Compiled patterns are kept between runs, and never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.detect.scanner import Pattern, Scanner

PATTERNS = [Pattern("number", (r"\b\d{3}-\d{4}\b",)), Pattern("word", ("ssn",), ignore_case=True)]
SOUGHT = {"number": [(4, 12)], "word": [(0, 3)]}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_second_scanner_reads_what_the_first_kept(cache: Path) -> None:
    assert Scanner(PATTERNS).find(b"SSN 555-0143") == SOUGHT
    kept = [path.stat().st_mtime_ns for path in cache.iterdir()]
    assert Scanner(PATTERNS).find(b"SSN 555-0143") == SOUGHT
    assert [path.stat().st_mtime_ns for path in cache.iterdir()] == kept and len(kept) == 1


@pytest.mark.parametrize("damage", [b"", b"no automaton", None])
def test_a_damaged_file_is_made_anew(cache: Path, damage: bytes | None) -> None:
    Scanner(PATTERNS)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:] if damage is None else damage)
    assert Scanner(PATTERNS).find(b"SSN 555-0143") == SOUGHT
    assert kept.read_bytes() == whole


def test_other_patterns_never_read_the_file_of_these(cache: Path) -> None:
    Scanner(PATTERNS)
    assert Scanner([Pattern("word", ("dob",))]).find(b"ssn dob") == {"word": [(4, 7)]}


def test_without_a_place_to_write_nothing_is_kept_and_all_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", "/proc/nowhere")
    assert Scanner(PATTERNS).find(b"SSN 555-0143") == SOUGHT
