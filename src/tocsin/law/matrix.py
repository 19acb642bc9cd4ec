"""The table of all breach laws: a row a rule, as counsel keeps one; as HTML to print, CSV or Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from jinja2 import Environment, PackageLoader, select_autoescape

from tocsin.law.glance import DutyGlance, Glance, glance
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Source
from tocsin.model.elements import jurisdictions

NOTICE = (
    "Decision support, to be confirmed by counsel before anything is sent. Values marked [uncertain] are not "
    "settled; each file under law/rules says what would settle them."
)
COLUMNS = {
    "place": "Place",
    "law": "Law",
    "individuals": "Individuals",
    "offices": "Offices",
    "bureaus": "Credit bureaus",
    "owner": "Vendor tells the owner",
    "trigger": "What is a breach",
    "data": "Which data",
    "encryption": "Encryption, redaction",
    "harm": "Harm test",
    "services": "Services",
    "others": "Other regimes",
    "open": "Not settled",
}
_OFFICES = ("regulator", "law_enforcement", "media", "other", "card_brands", "acquiring_bank", "insurer")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of the matrix: lines by column, and where they were read."""

    rule: str
    lines: Mapping[str, Sequence[str]]
    sources: Sequence[Source]


def matrix(rules: Iterable[Rule], day: date) -> list[Row]:
    """A row a rule, as it stands for a breach discovered on ``day``, in the order of place names."""
    rows = [_row(rule, glance(rule, day)) for rule in rules]
    return sorted(rows, key=lambda row: (row.lines["place"], row.rule))


def _row(rule: Rule, seen: Glance) -> Row:
    harm = [seen.harm["test"].replace("_", " ")]
    if seen.harm["test"] != "none":
        harm.append(seen.harm["words"])
    if seen.harm["keep_years"]:
        harm.append(f"kept {seen.harm['keep_years']} years")
    if seen.harm["file_with"]:
        harm.append(seen.harm["file_with"])
    lines: dict[str, list[str]] = {
        "place": [jurisdictions()[seen.jurisdiction], rule.id],
        "law": [seen.law],
        "individuals": [_short(duty) for duty in seen.to("individuals")],
        "offices": [duty.text for duty in seen.duties if duty.recipient in _OFFICES],
        "bureaus": [_short(duty) for duty in seen.to("consumer_reporting_agencies")],
        "owner": [_short(duty) for duty in seen.to("data_owner")],
        "trigger": [seen.trigger, ", ".join(seen.medium).replace("_", " ") or "any form"],
        "data": [f"{one.name}: {', '.join(one.elements)}" for one in seen.elements],
        "encryption": [seen.encryption, f"redaction: {seen.redaction}".replace("_", " ")],
        "harm": harm,
        "services": [line["text"] for duty in seen.duties for line in duty.services],
        "others": _others(seen.duties),
        "open": list(seen.unsettled),
    }
    return Row(rule.id, lines, list(rule.form.sources.values()))


def _short(duty: DutyGlance) -> str:
    parts = [duty.threshold["text"]] if duty.threshold else []
    mark = "" if duty.status == "in_force" else f" [{duty.status}]"
    return "; ".join([*parts, duty.deadline["text"], *duty.order]) + mark


def _others(duties: Iterable[DutyGlance]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for duty in duties:
        for one in duty.instead:
            key = (one["regime"], one["effect"].replace("_", " "))
            found.setdefault(key, []).append(duty.id.partition(".")[2])
    return [f"{regime}: {effect} ({', '.join(names)})" for (regime, effect), names in found.items()]


def as_csv(rows: Iterable[Row]) -> str:
    """One line a rule; lines of a cell are joined by a bar; the last column has the sources."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS.values(), "Sources"])
    for row in rows:
        cells = [" | ".join(row.lines[column]) for column in COLUMNS]
        writer.writerow([*cells, " | ".join(f"{s.citation}, read {s.read_on}: {s.url}" for s in row.sources)])
    return out.getvalue()


def as_markdown(rows: Iterable[Row], day: date) -> str:
    """A heading and a short table a rule: a wide table cannot be read in Markdown."""
    parts = ["# Breach laws, side by side", "", f"For a breach discovered on {day}. {NOTICE}"]
    for row in rows:
        parts += ["", f"## {' · '.join(row.lines['place'])}", "", "| | |", "|---|---|"]
        for column, name in COLUMNS.items():
            if column != "place" and row.lines[column]:
                parts.append(f"| {name} | {'<br>'.join(map(_cell, row.lines[column]))} |")
        read = (f"[{_cell(s.citation)}]({s.url}) ({s.read_on})" for s in row.sources)
        parts.append(f"| Sources | {'<br>'.join(read)} |")
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")


def as_html(rows: Sequence[Row], day: date) -> str:
    """One self-contained page that prints on landscape paper."""
    loader = PackageLoader("tocsin.law", ".")
    page = Environment(loader=loader, autoescape=select_autoescape(["html.j2", "html"], default=True))
    style = files("tocsin.law").joinpath("matrix.css").read_text(encoding="utf-8")
    shown = [column for column in COLUMNS if column != "place"]
    return page.get_template("matrix.html.j2").render(
        rows=rows, columns=shown, names=COLUMNS, day=day, notice=NOTICE, style=style
    )
