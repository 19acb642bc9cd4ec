"""The pages say what the program does: reference pages are made from it, and no link points nowhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).resolve().parent.parent
PAGES = [TOP / "README.md", TOP / "ARCHITECTURE.md", *sorted((TOP / "docs").rglob("*.md"))]

_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

# In pieces, so that this file does not hold what it looks for.
REGISTRIES = (
    "|".join(
        name + re.escape(dot)
        for name, dot in [("py" + "pi", ".org"), ("python" + "hosted", ""), ("registry" + r"\.npm", "js")]
    )
    + "|"
    + "deb"
    + r"\.debian\.org"
)
MACHINE_PATHS = "/(" + "|".join(("wor" + "k", "far" + "m", "roo" + "t")) + ")/"


def reference() -> ModuleType:
    """scripts/reference.py, imported by its path."""
    spec = importlib.util.spec_from_file_location("reference", TOP / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_reference_page_is_what_the_program_says_now():
    made = reference().pages()
    kept = {path.name: path.read_text() for path in (TOP / "docs" / "reference").iterdir()}
    assert sorted(kept) == sorted(made)
    stale = [name for name in made if made[name] != kept[name]]
    assert not stale, "run scripts/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_between_pages_leads_to_a_file(page: Path):
    text = _CODE.sub("", page.read_text())
    targets = [target.partition("#")[0] for target in _LINK.findall(text) if "://" not in target]
    missing = [target for target in targets if target and not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_to_a_heading_finds_it(page: Path):
    missing = []
    for target in _LINK.findall(_CODE.sub("", page.read_text())):
        file, sign, heading = target.partition("#")
        if sign and "://" not in target:
            other = page.parent / file if file else page
            if heading not in anchors(other.read_text()):
                missing.append(target)
    assert not missing


def anchors(text: str) -> set[str]:
    """What a heading is linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ +(.+?) *$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, MACHINE_PATHS], ids=["package registry", "path of a machine"]
)
def test_no_file_names_a_registry_or_a_machine(pattern: str):
    named = [
        str(path.relative_to(TOP)) for path in repository_files() if re.search(pattern, text_of(path), re.I)
    ]
    assert not named


def repository_files() -> list[Path]:
    """Files under version control, or in an unpacked release every file but the caches."""
    listed = subprocess.run(["git", "-C", TOP, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [TOP / name for name in listed.stdout.split("\0") if name and (TOP / name).is_file()]
    return [
        path
        for path in TOP.rglob("*")
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    ]


def text_of(path: Path) -> str:
    """The content of a text file; nothing of a binary one."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8000] else content.decode("utf-8", "replace")


def test_every_command_named_in_the_pages_exists_with_the_options_shown():
    known = dict(re.findall(r"^## `tocsin ([a-z ]+)`(.*?)(?=^## )", reference().commands(), re.M | re.S))
    wrong = []
    for page in PAGES:
        for line in re.findall(r"(?:^|`|\./run |\s)tocsin ([a-z][^`\n]*)`?", code_of(page.read_text())):
            words = line.split("#")[0].split()
            command = next((name for name in (" ".join(words[:2]), words[0]) if name in known), None)
            options = [word.split("=")[0] for word in words if word.startswith("--") and word != "--help"]
            if command is None or [each for each in options if each not in known[command]]:
                wrong.append(f"{page.name}: tocsin {line}")
    assert not wrong


def code_of(text: str) -> str:
    """The parts of a page that are typed into a terminal."""
    return "\n".join(_CODE.findall(text))
