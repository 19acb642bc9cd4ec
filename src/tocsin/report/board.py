"""The board: what was taken, how many people where, what is due when and why. Counts only, no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.law.registers import office_named
from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import Facts

NO_RULE = "rule."
"""How a duty says that it hangs on law that is not in the program yet."""

LISTED_FILES = 200
"""Files not read whole that the report names; the rest is counted."""

OUTCOMES = {
    "read": "read whole",
    "read_in_part": "read in part",
    "refused": "not readable",
    "stopped": "stopped at a limit",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share or a number estimated from a sample, with the ends of its 95 % interval."""

    low: float
    estimate: float
    high: float


@dataclass(frozen=True, slots=True)
class Checked:
    """What people decided and what the quality samples say. Shares are None where nobody has looked.

    to_review, decided: groups of findings. files: without findings, of which ``looked`` were drawn and
    looked at, ``missed`` held personal data after all. elusion: share that does; missing: how many that is.
    recall: share of the files with personal data in which something was found. accepted: findings taken on
    trust, of which ``checked`` were drawn and judged, ``wrong`` were none; precision: share that is right.
    """

    to_review: int
    decided: int
    files: int
    looked: int
    missed: int
    unsure: int
    elusion: Share | None
    missing: Share | None
    recall: Share | None
    accepted: int
    checked: int
    wrong: int
    precision: Share | None


@dataclass(frozen=True, slots=True)
class Tables:
    """The stage tables the board is made from; None where that stage has not run."""

    items: pa.Table | None = None
    unowned: pa.Table | None = None
    people: pa.Table | None = None
    exposures: pa.Table | None = None
    groups: pa.Table | None = None
    obligations: pa.Table | None = None
    severity: pa.Table | None = None
    notices: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One duty as the board shows it. days: until the deadline, negative when it has passed.

    proof: number and receipt of the report that was made, if one is recorded. caution: what must be confirmed
    of the office's contact first.
    """

    id: str
    title: str
    recipient: str
    place: str
    office: str
    status: str
    legal_status: str
    people: int | None
    deadline: date | None
    days: int | None
    when: str
    standard: str
    why: Sequence[str]
    depends_on: Sequence[str]
    sources: Sequence[dict[str, Any]]
    proof: str = ""
    caution: str = ""

    @property
    def sort_key(self) -> tuple[date, str]:
        """Earliest first; duties without a day after those with one."""
        return (self.deadline or date.max, self.id)


@dataclass(frozen=True, slots=True)
class Question:
    """A fact not yet known, the question that would settle it, and what it would change."""

    fact: str
    question: str
    changes: str


@dataclass(slots=True)
class Board:
    """Everything the terminal and the report show. people_questions: pairs of rows that may be one person and
    that nobody has decided."""

    organisation: str
    title: str
    as_of: date
    people: int = 0
    people_known_only_by_number: bool = False
    contact_only: int = 0
    residence_unknown: int = 0
    minors: int = 0
    deceased: int = 0
    to_review: int = 0
    people_questions: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    not_whole: list[tuple[str, str, str]] = field(default_factory=list)
    unowned: list[tuple[str, int]] = field(default_factory=list)
    unowned_files: list[tuple[str, str, int]] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    elements: list[tuple[str, str, int]] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    open: list[Due] = field(default_factory=list)
    no_duty: list[Due] = field(default_factory=list)
    keep: list[Due] = field(default_factory=list)
    other: list[Due] = field(default_factory=list)
    unruled: list[Due] = field(default_factory=list)
    questions: Sequence[Question] = ()
    severity: list[dict[str, Any]] = field(default_factory=list)
    letters: int = 0
    letters_not_sendable: int = 0
    obstacles: list[tuple[str, int]] = field(default_factory=list)
    packets: int = 0
    mail: dict[str, int] = field(default_factory=dict)
    approvals: Sequence[str] = ()
    checked: Checked | None = None
    log_size: int = 0
    log_root: str = ""

    @property
    def next_due(self) -> Due | None:
        """The duty with the earliest day that has not passed, else the one that passed longest ago."""
        open_ = (duty for duty in self.due if duty.deadline and duty.status != "done")
        dated = sorted(open_, key=lambda duty: duty.sort_key)
        ahead = [duty for duty in dated if duty.deadline and duty.deadline >= self.as_of]
        return next(iter(ahead or dated), None)

    @property
    def methods(self) -> list[dict[str, Any]]:
        """Severity method by method, each with its worst finding; never one score made of several."""
        worst: dict[str, dict[str, Any]] = {}
        for row in self.severity:
            worst.setdefault(row["method"], row)
        return list(worst.values())

    @property
    def overdue(self) -> list[Due]:
        """Duties whose day has passed and that are not recorded as done."""
        return [duty for duty in self.due if duty.days is not None and duty.days < 0]


def build(facts: Facts, tables: Tables, as_of: date, questions: Sequence[Question] = ()) -> Board:
    """Count the tables. A stage that has not run leaves its part empty."""
    board = Board(
        organisation=facts.organisation.name,
        title=facts.incident.title or "Data incident",
        as_of=as_of,
        questions=[question for question in questions if not question.fact.startswith(NO_RULE)],
    )
    _count_files(board, tables.items)
    _count_unowned(board, tables)
    _count_people(board, tables)
    _count_duties(board, tables.obligations)
    if tables.severity is not None:
        rows = tables.severity.to_pylist()
        board.severity = [row | {"factors": row.get("factors") or []} for row in rows]
    if tables.notices is not None:
        _count_notices(board, tables.notices)
    return board


def _count_notices(board: Board, notices: pa.Table) -> None:
    """Letters and packets, and why some letters cannot be posted (a reason up to its colon)."""
    obstacles: Counter[str] = Counter()
    columns = (notices[name].to_pylist() for name in ("kind", "state", "reason"))
    for kind, state, reason in zip(*columns, strict=True):
        if kind != "letter":
            board.packets += 1
        elif state == "rendered":
            board.letters += 1
        else:
            obstacles[(reason or "").partition(":")[0]] += 1
    board.letters_not_sendable = obstacles.total()
    board.obstacles = obstacles.most_common()


def _count_files(board: Board, items: pa.Table | None) -> None:
    if items is None:
        return
    board.files = items.num_rows
    counted = Counter(items["outcome"].to_pylist())
    board.outcomes = {outcome: counted[outcome] for outcome in OUTCOMES if counted[outcome]}
    top = items.filter(pc.is_null(items["parent"]))
    board.bytes = pc.sum(top["size"]).as_py() or 0
    rest = items.filter(pc.not_equal(items["outcome"], "read")).select(["path", "outcome", "reason"])
    board.not_whole = [(row["path"], row["outcome"], row["reason"]) for row in rest.to_pylist()]


def _count_unowned(board: Board, tables: Tables) -> None:
    """Findings that belong to nobody known, by element and by file, most first."""
    if tables.unowned is None or tables.items is None:
        return
    paths = dict(zip(tables.items["id"].to_pylist(), tables.items["path"].to_pylist(), strict=True))
    elements: Counter[str] = Counter()
    files: dict[str, Counter[str]] = {}
    for row in tables.unowned.to_pylist():
        name = catalogue()[row["element"]].name
        elements[name] += row["findings"]
        files.setdefault(paths.get(row["item"], row["item"]), Counter())[name] += row["findings"]
    board.unowned = elements.most_common()
    found = [
        (path, ", ".join(name for name, _ in seen.most_common(4)), seen.total())
        for path, seen in files.items()
    ]
    board.unowned_files = sorted(found, key=lambda entry: (-entry[2], entry[0]))


def _count_people(board: Board, tables: Tables) -> None:
    groups = tables.groups
    if groups is not None:
        board.people = pc.sum(groups["people"]).as_py() or 0
        states: Counter[str] = Counter()
        elements: Counter[str] = Counter()
        for row in groups.select(["residence", "elements", "people", "minor", "deceased"]).to_pylist():
            number = row["people"] or 0
            if row["residence"]:
                states[row["residence"]] += number
            else:
                board.residence_unknown += number
            board.minors += number if row["minor"] else 0
            board.deceased += number if row["deceased"] else 0
            for code in row["elements"]:
                elements[code] += number
            if all(catalogue()[code].family == "contact" for code in row["elements"]):
                board.contact_only += number
        board.states = dict(sorted(states.items(), key=lambda pair: (-pair[1], pair[0])))
        order = sorted(elements.items(), key=lambda pair: (-pair[1], pair[0]))
        board.elements = [(code, catalogue()[code].name, number) for code, number in order]
    if tables.people is None:
        board.people_known_only_by_number = groups is not None
        return
    board.to_review = sum(1 for note in tables.people["review"].to_pylist() if note)


def _count_duties(board: Board, obligations: pa.Table | None) -> None:
    if obligations is None:
        return
    duties = sorted(
        (_duty(row, board.as_of) for row in obligations.to_pylist()), key=lambda duty: duty.sort_key
    )
    for duty in duties:
        if any(fact.startswith(NO_RULE) for fact in duty.depends_on):
            board.unruled.append(duty)
        elif duty.legal_status not in {"in_force", "enacted"}:
            (board.no_duty if duty.status == "not_due" else board.other).append(duty)
        elif duty.status in {"due", "overdue", "done"}:
            board.due.append(duty)
        elif duty.status == "depends":
            board.open.append(duty)
        elif duty.status == "keep":
            board.keep.append(duty)
        else:
            board.no_duty.append(duty)


def _caution(row: dict[str, Any]) -> str:
    """What must be confirmed of the office's contact before a report goes there."""
    known = office_named(row["office"]) if row["office"] else None
    return known.caution if known else ""


def _duty(row: dict[str, Any], as_of: date) -> Due:
    deadline = date.fromisoformat(row["deadline"][:10]) if row["deadline"] else None
    return Due(
        id=row["id"],
        title=row["title"] or row["recipient"],
        recipient=(row["recipient"] or "").replace("_", " "),
        place=jurisdictions().get(row["jurisdiction"] or "", row["jurisdiction"] or ""),
        office=row["office"] or "",
        caution=_caution(row),
        status=row["status"],
        legal_status=row["legal_status"] or "in_force",
        people=row["people"],
        deadline=deadline,
        days=(deadline - as_of).days if deadline and row["status"] not in {"done", "keep"} else None,
        when=row["deadline_text"] or "",
        standard=row["open_standard"] or "",
        why=row["why"] or [],
        depends_on=row["depends_on"] or [],
        sources=row["sources"] or [],
    )
