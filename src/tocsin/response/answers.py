"""What a user asks of a case: the board, why something is so, and what is still open."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from pydantic import ValidationError

from tocsin import people, report
from tocsin.model.elements import catalogue
from tocsin.model.facts import Facts
from tocsin.model.factsfile import FactsError
from tocsin.model.veris import from_veris
from tocsin.report import Board, Question
from tocsin.response.case import Case
from tocsin.response.claiming import policy_duties
from tocsin.response.filings import filings
from tocsin.response.mailstatus import counts_for_board
from tocsin.response.packet_approving import approvals
from tocsin.response.quality import quality


class UnknownId(LookupError):
    """Nothing in the case has this id."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"Nothing in this case is called {ident}. `tocsin status CASE --json` lists the ids."
        )


def board(case: Case) -> Board:
    """The state of the case, counted."""
    facts = case.facts
    names = ("items", "unowned", "people", "exposures", "groups", "obligations", "severity", "notices")
    tables = report.Tables(**{name: case.table(name) for name in names})
    needs = case.table("needs")
    questions = [Question(**need) for need in needs.to_pylist()] if needs is not None else []
    made = report.build(facts, tables, case.day, questions)
    proofs = {duty: one.proof for one in filings(case) for duty in one.duties}
    made.due = [dataclasses.replace(one, proof=proofs.get(one.id, "")) for one in made.due]
    made.approvals = approvals(case)
    made.due = sorted([*made.due, *policy_duties(case)], key=lambda one: one.sort_key)
    made.checked = quality(case)
    made.mail = counts_for_board(case)
    made.log_size, made.log_root = case.vault.log_head()
    return made


def as_json(made: Board) -> dict[str, Any]:
    """The board as plain data."""
    return dataclasses.asdict(made)


def explain(case: Case, ident: str) -> list[str]:
    """Plain sentences about a duty, person, file or letter. Reading a person is logged. Raises UnknownId."""
    for table, explainer in (
        ("obligations", _duty),
        ("people", _person),
        ("items", _item),
        ("notices", _notice),
    ):
        found = case.table(table)
        if found is None:
            continue
        rows = found.filter(pc.equal(found["id"], ident)).to_pylist()
        if rows:
            return explainer(case, rows[0])
    raise UnknownId(ident)


def _duty(_: Case, row: dict[str, Any]) -> list[str]:
    lines = [f"{row['title']}: {row['status'].replace('_', ' ')} ({row['legal_status'].replace('_', ' ')})"]
    if row["deadline"]:
        lines.append(f"By {row['deadline']}: {row['deadline_text']}")
    lines += row["why"] or []
    lines += [f"Depends on a fact not yet known: {fact}" for fact in row["depends_on"] or []]
    lines += [
        f"Source: {source['citation']} – “{source['words']}” ({source['url']}, read {source['read_on']})"
        for source in row["sources"] or []
    ]
    return lines


def _person(case: Case, row: dict[str, Any]) -> list[str]:
    case.vault.log("show_person", row["id"])
    links, mentions, exposures = (
        case.need("links", "people"),
        case.table("mentions"),
        case.need("exposures", "people"),
    )
    lines = [
        f"{row['name'] or 'an account without a name'} ({row['id']})",
        f"Residence: {row['residence_how']}",
    ]
    if row["review"]:
        lines.append(f"To look at: {row['review']}")
    own = exposures.filter(pc.equal(exposures["person"], row["id"])).to_pylist()
    paths = _paths(case, {item for exposure in own for item in exposure["items"]})
    for exposure in own:
        where = ", ".join(paths.get(item, item) for item in exposure["items"][:5])
        lines.append(f"{catalogue()[exposure['element']].name} ({exposure['protection']}), in {where}")
    return lines + people.explain(row["id"], links, mentions)


def _paths(case: Case, ids: set[str]) -> dict[str, str]:
    items = case.table("items")
    if items is None:
        return {}
    rows = items.select(["id", "path"]).to_pylist()
    return {row["id"]: row["path"] for row in rows if row["id"] in ids}


def _item(case: Case, row: dict[str, Any]) -> list[str]:
    findings = case.table("findings")
    lines = [
        f"{row['path']} ({row['kind']}, {row['size']:,} bytes): {row['outcome'].replace('_', ' ')}",
        *([row["reason"]] if row["reason"] else []),
        f"SHA-256 {row['sha256']}",
    ]
    if findings is None:
        return lines
    own = findings.filter(pc.equal(findings["item"], row["id"]))
    counted: dict[tuple[str, str], int] = {}
    for element, reason in zip(own["element"].to_pylist(), own["reason"].to_pylist(), strict=True):
        counted[(element, reason)] = counted.get((element, reason), 0) + 1
    order = sorted(counted.items(), key=lambda pair: -pair[1])
    return lines + [
        f"{number:,} × {catalogue()[element].name}: {reason}" for (element, reason), number in order[:40]
    ]


def _notice(_: Case, row: dict[str, Any]) -> list[str]:
    return [
        f"{row['kind']} to {row['recipient']} ({row['jurisdiction'] or 'everywhere'}): "
        + row["state"].replace("_", " "),
        *([row["reason"]] if row["reason"] else []),
        f"Variant {row['variant']}, language {row['language']}, in {row['document']}",
        f"Because of {', '.join(row['obligations'] or []) or 'no duty: a courtesy'}",
    ]


def facts_from_veris(path: Path) -> Facts:
    """Facts from a VERIS file. Raises FactsError."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FactsError(f"There is no file {path}.") from None
    except (OSError, ValueError):
        raise FactsError(f"{path} is not readable JSON.") from None
    try:
        return from_veris(record)
    except (AttributeError, TypeError, KeyError, ValidationError):  # its parts are not of VERIS's shape
        raise FactsError(f"{path} is not a VERIS incident.") from None
