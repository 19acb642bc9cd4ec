"""Whatever keeps a file from being read, the list of files says what to do about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin import intake
from tocsin.intake.items import OUTCOMES
from tocsin.response.advice import ADVICE, advice_for, advice_on

_BAD = frozenset(OUTCOMES) - {"read", "read_in_part"}


def _reasons() -> Iterator[str]:
    """Every sentence in the room of the readers with which a file is refused or stopped."""
    folder = Path(intake.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        if path.name == "tracked.py":  # contracts that come back from counsel, not stolen files
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and len(node.args) >= 2:
                outcome, said = node.args[0], node.args[1]
                if isinstance(outcome, ast.Constant) and outcome.value in _BAD and (text := _text(said)):
                    yield text
            elif isinstance(node, ast.Call) and _called(node) == "TreeHalt" and (text := _text(node.args[0])):
                yield text


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _text(node: ast.expr) -> str:
    """The sentence, with an x where a value is put in; empty where it is made elsewhere."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        found = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        return found if len(found) > 3 else ""
    return ""


REASONS = sorted(set(_reasons()))


def test_the_search_for_sentences_finds_them() -> None:
    assert len(REASONS) > 40
    assert any("took longer than" in reason for reason in REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_advice(reason: str) -> None:
    assert advice_for(reason), reason


@pytest.mark.parametrize(
    ("reason", "wanted"),
    [
        ("the document is locked with a password", "--passwords"),
        (
            "it is locked with a password; Tocsin cannot open this kind even with the password",
            "Unpack",
        ),
        ("a picture; OCR is needed", "tocsin ocr"),
        ("the file is damaged or not what it says it is", "whole copy"),
        ("the reader crashed (SIGSEGV)", "program that wrote it"),
        ("this kind of file (a film) cannot be read yet", "by hand"),
        ("this kind of file (unknown binary data) cannot be read yet", "save it as"),
        ("a symbolic link; links are not followed", "source of its own"),
        ("the file is empty", "Nothing"),
    ],
)
def test_advice_fits_the_reason(reason: str, wanted: str) -> None:
    assert wanted in (advice_for(reason) or "")


def test_advice_is_given_once_for_many_files_the_commonest_first() -> None:
    reasons = ["a picture; OCR is needed"] * 2 + ["the document is locked with a password"] * 3 + [""]
    assert [number for number, _ in advice_on(reasons)] == [3, 2]


def test_advice_is_plain() -> None:
    for _, sentence in ADVICE:
        assert sentence.endswith(".")
        assert len(sentence) < 190
