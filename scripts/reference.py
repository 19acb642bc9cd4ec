"""Writes docs/reference/ from the program itself: commands, facts, tables, data elements, the law.

    PYTHONPATH=src .venv/bin/python scripts/reference.py [--check]

The test suite calls ``pages()`` and fails when a page in the repository is not the one made here.
"""

from __future__ import annotations

import inspect
import re
import sys
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer.main

from tocsin import response
from tocsin.cli import app
from tocsin.model import entered as entered_module
from tocsin.model import facts as facts_module
from tocsin.model import tables as tables_module
from tocsin.model.elements import catalogue
from tocsin.model.facts import Fact, Facts

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
LAW_SINCE, LAW_DAY = date(2024, 1, 1), date(2026, 11, 28)
"""The law is shown for a breach discovered on the second day; its changelog begins with the first."""
NOTE = "*Made from the program by `scripts/reference.py`; change it there.*\n"


def pages() -> dict[str, str]:
    """Every reference page by file name."""
    return {
        "commands.md": commands(),
        "facts.md": facts(),
        "tables.md": tables(),
        "elements.md": elements(),
        "law-matrix.html": response.law_matrix(LAW_DAY, "html"),
        "law-changes.md": law_changes(),
    }


def law_changes() -> str:
    """The changelog of the law itself: what came into force or ended in the years before ``LAW_DAY``."""
    lines = [
        "# Changes in the law",
        "",
        NOTE,
        f"Every value recorded that is another on {LAW_DAY} than on {LAW_SINCE}, by the day from which it",
        "decides; a duty that ended or began stands here too.",
        "`tocsin law diff --from DAY --to DAY` prints the same, with sources, between any two days.",
        "",
    ]
    rule = ""
    for change in response.law_changes(LAW_SINCE, LAW_DAY):
        if change.rule != rule:
            rule = change.rule
            lines += ["", f"## {rule}", ""] if lines[-1] else [f"## {rule}", ""]
        before, after = change.before or "nothing", change.after or "nothing"
        lines.append(f"- **{change.place or 'the law'}**: {before} → {after}")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """One section a command, with its arguments and options."""
    lines = ["# Commands", "", NOTE]
    root = typer.main.get_command(app)
    for path, command in _commands("tocsin", root):
        lines += [f"## `{path}`", "", inspect.cleandoc(command.help or ""), ""]
        for parameter in command.params:
            if parameter.name == "help" or getattr(parameter, "hidden", False):
                continue
            is_option = parameter.param_type_name == "option"
            names = (
                ", ".join([*parameter.opts, *parameter.secondary_opts])
                if is_option
                else (parameter.metavar or parameter.name.upper())
            )
            lines.append(f"- `{names}` {getattr(parameter, 'help', None) or ''}".rstrip())
        lines.append("")
    lines += [
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | something the message tells you to mend; nothing was lost |",
        "| 2 | the command line was not understood |",
        "| 70 | a fault of Tocsin itself; what was finished is saved |",
        "| 130 | stopped with Ctrl-C; the same command goes on from there |",
        "",
    ]
    return "\n".join(lines)


def _commands(path: str, command: Any) -> list[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        return [(path, command)]
    return [entry for name, child in children.items() for entry in _commands(f"{path} {name}", child)]


def facts() -> str:
    """Every fact of incident.yaml: where it goes, what may stand there, what it means."""
    lines = ["# Facts (`incident.yaml`)", "", NOTE, inspect.cleandoc(facts_module.__doc__ or ""), ""]
    classes = [value for value in vars(facts_module).values() if inspect.isclass(value)]
    for each in classes:
        if issubclass(each, Fact) and each is not Fact:
            lines += [
                f"## {each.__name__}",
                "",
                inspect.cleandoc(each.__doc__ or ""),
                "",
                "| fact | value |",
                "|---|---|",
            ]
            lines += [
                f"| `{name}` | {_kind(field.annotation)} |" for name, field in each.model_fields.items()
            ]
            lines.append("")
        elif issubclass(each, Enum) and each.__module__ == facts_module.__name__:
            lines += [f"## {each.__name__}", "", inspect.cleandoc(each.__doc__ or ""), ""]
            lines += [f"- `{member.value}`" for member in each]
            lines.append("")
    assert Facts.model_fields
    return "\n".join(lines)


def _kind(annotation: Any) -> str:
    text = re.sub(r"\b(?:typing|datetime|tocsin\.model\.facts)\.", "", str(annotation))
    text = re.sub(r"Annotated\[([^,\]]+),[^\]]*\]\)?\]?", r"\1", text)
    text = re.sub(r"<(?:class|enum) '([^']+)'>", lambda match: match.group(1).rsplit(".", 1)[-1], text)
    if "Literal" in text:
        values = [str(value) for part in get_args(annotation) or (annotation,) for value in get_args(part)]
        return "one of " + ", ".join(values) + ("; or unknown" if "None" in text else "")
    text = (
        text.replace("bool", "yes / no")
        .replace("str", "words")
        .replace("int", "number")
        .replace("date", "day")
    )
    text = text.replace("| None", "; or unknown").replace("list[", "list of [")
    return text.replace("|", "or")


def tables() -> str:
    """The columns of every stage table, with the comments that stand beside them in the source."""
    lines = ["# Tables", "", NOTE, inspect.cleandoc(tables_module.__doc__ or ""), ""]
    source = inspect.getsource(tables_module) + inspect.getsource(entered_module)
    for name, schema in tables_module.TABLES.items():
        block = re.search(
            rf"^{name.upper()} = pa\.schema\((.*?)^\)\n\"\"\"(.*?)\"\"\"", source, re.DOTALL | re.MULTILINE
        )
        assert block, name
        comments = dict(re.findall(r"\(\"(\w+)\", [^#\n]*\),(?:  # ([^\n]*))?", block.group(1)))
        lines += [
            f"## `{name}`",
            "",
            " ".join(block.group(2).split()),
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{field.name}` | {_arrow(str(field.type))} | {comments[field.name].replace('|', '/')} |"
            for field in schema
        ]
        lines.append("")
    return "\n".join(lines)


def _arrow(kind: str) -> str:
    return (
        re.sub(r"list<(?:item|element): (\w+).*>", r"list of \1", kind)
        .replace("struct<", "record: ")
        .strip(">")
    )


def elements() -> str:
    """The catalogue, by family."""
    lines = [
        "# Data elements",
        "",
        NOTE,
        f"{len(catalogue())} kinds of personal data that the law tells apart.",
        "",
    ]
    family = ""
    for element in catalogue().values():
        if element.family != family:
            family = element.family
            lines += [
                "",
                f"## {family.replace('_', ' ')}",
                "",
                "| code | name | español | note |",
                "|---|---|---|---|",
            ]
        lines.append(f"| `{element.code}` | {element.name} | {element.es} | {element.note} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = pages()
    stale = [
        name
        for name, text in made.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text
    ]
    if "--check" in sys.argv:
        sys.exit(f"not as made from the program: {', '.join(stale)}" if stale else 0)
    for name, text in made.items():
        (FOLDER / name).write_text(text)
