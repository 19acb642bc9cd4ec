"""What is installed beside Tocsin may be passed on with it: permissive licences, and no GPL."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parent.parent / "requirements" / "run.txt"

ALLOWED = re.compile(
    r"""(?:the\ )?(?:
      MIT(?:-0|-CMU)? | (?:new\ |modified\ |\d-clause\ )?BSD(?:-\dclause|-[0-3]-Clause)? | 0BSD
    | Apache(?:[-\ ]?(?:License|Software\ License|Software)?,?\ ?(?:Version)?\ ?[-\ ]?2(?:\.0)?)?
    | ISC(?:L)? | (?:PSF|Python)(?:-2\.0|\ Software\ Foundation)? | Python-2\.0
    | MPL[-\ ]?2\.0 | Mozilla\ Public\ License\ 2\.0(?:\ \(MPL\ 2\.0\))?
    | zlib(?:/libpng)? | OFL-1\.1 | Unlicense | public\ domain | CC0(?:-1\.0)? | HPND
    )(?:\ (?:software\ )?licen[cs]e)?(?:\ \(ISCL\))?""",
    re.IGNORECASE | re.VERBOSE,
)

PINNED = {
    "pypdfium2": (
        "BSD-3-Clause or Apache-2.0",
        "PDFium inside is BSD-3-Clause, with FreeType (FTL), libjpeg-turbo, zlib, ICU, OpenJPEG and others, "
        "each listed in the wheel under a permissive licence",
    ),
    "sqlcipher3": (
        "zlib",
        "its LICENSE file is the zlib licence; SQLCipher inside is BSD-3-Clause, SQLite public domain",
    ),
}
"""Packages whose metadata is no licence we can read: what was read in their sources, and why it is enough."""


def installed() -> list[str]:
    """Names in requirements/run.txt that are installed on this platform."""
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)==", RUN.read_text(), re.MULTILINE)
    return [name for name in names if found(name) is not None]


def found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licences(name: str) -> list[str]:
    """What a package says of its licence: the parts of its expression, or its classifiers, or the field."""
    metadata = distribution(name).metadata
    if expression := metadata.get("License-Expression"):
        return [part.strip(" ()") for part in re.split(r"\b(?:AND|OR|WITH)\b", expression)]
    classifiers = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    return classifiers or [(metadata.get("License") or "").split("\n")[0].strip()]


def test_the_list_of_what_is_installed_is_not_empty():
    assert len(installed()) > 30


@pytest.mark.parametrize("name", installed())
def test_its_licence_lets_it_be_passed_on(name: str):
    if name in PINNED:
        assert PINNED[name][1]
        return
    said = licences(name)
    assert said
    assert [licence for licence in said if not ALLOWED.fullmatch(licence)] == [], said


def test_a_copyleft_licence_would_be_noticed():
    for licence in ("GPL-3.0-or-later", "AGPL-3.0", "LGPLv3+", "GNU General Public License v2 (GPLv2)", ""):
        assert not ALLOWED.fullmatch(licence)
