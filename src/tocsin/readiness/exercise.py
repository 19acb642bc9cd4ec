"""Table-top exercises: a story told in injects, decisions written down as they fall, a report afterwards.

An exercise is a file that is only added to: one line of JSON for everything that happened, each with the
SHA-256 of the line before it, so that nothing is put right afterwards without showing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from tocsin.model import linked
from tocsin.model.yamlfile import read_yaml

Verdict = Literal["yes", "partly", "no"]
VERDICTS: tuple[Verdict, ...] = ("yes", "partly", "no")


class ExerciseFileError(ValueError):
    """The file is no exercise, or was changed. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that is told. minute: of the story. asks: for which decision. expects: what should be done,
    and its basis. checks: paths of answers in the plan that are tried out."""

    id: str
    minute: int
    says: str
    asks: str
    expects: str
    basis: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at an inject. met: as expected. worked, failed: answers of the plan that were tried.
    seconds: from being told. lesson: what to change, with who does it, in their words."""

    inject: str
    at: str
    by: str
    decided: str
    met: Verdict
    worked: tuple[str, ...]
    failed: tuple[str, ...]
    seconds: int
    lesson: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise as it stands. facts: what was put into the story. told: when each inject was told."""

    pattern: str
    title: str
    opening: str
    organisation: str
    made_at: str
    facts: Mapping[str, str]
    injects: tuple[Inject, ...]
    told: Mapping[str, str]
    decisions: tuple[Decision, ...]
    finished_at: str | None

    def next_inject(self) -> Inject | None:
        """The first without a decision."""
        done = {one.inject for one in self.decisions}
        return next((one for one in self.injects if one.id not in done), None)

    def lessons(self) -> list[tuple[Inject, Decision]]:
        """Decisions that were not as expected, or tried something that failed, or taught something."""
        known = {one.id: one for one in self.injects}
        return [
            (known[one.inject], one) for one in self.decisions if one.met != "yes" or one.failed or one.lesson
        ]


@cache
def _data() -> dict[str, Any]:
    text = files("tocsin.readiness").joinpath("data/exercises.yaml").read_text(encoding="utf-8")
    made: dict[str, Any] = read_yaml(text)
    return made


def exercise_sources() -> list[tuple[str, str]]:
    """Title and address of what the exercises follow."""
    return [(one["title"], one["url"]) for one in _data()["sources"].values()]


def exercise_kinds() -> dict[str, str]:
    """Titles of the exercises by pattern."""
    return {pattern: one["title"] for pattern, one in _data()["patterns"].items()}


def story(pattern: str, facts: Mapping[str, str]) -> dict[str, Any]:
    """The title, opening and injects of a pattern with the facts put in, as the first line of the file.

    Raises KeyError for a pattern that has no exercise, or a fact that is missing.
    """
    chosen = _data()["patterns"][pattern]
    told = [*_data()["opening"], *chosen["injects"], *_data()["closing"]]
    injects = [
        {**one, **{part: one[part].format_map(facts) for part in ("says", "asks", "expects")}}
        for one in sorted(told, key=lambda one: one["minute"])
    ]
    return {
        "pattern": pattern,
        "title": chosen["title"],
        "opening": chosen["opening"].format_map(facts),
        "facts": dict(facts),
        "injects": injects,
    }


def begin(file: Path, pattern: str, facts: Mapping[str, str], now: datetime) -> Exercise:
    """Write a new exercise. Raises FileExistsError."""
    linked.start(file, "made", now, story(pattern, facts))
    return read_exercise(file)


def tell(file: Path, inject: Inject, now: datetime) -> None:
    """Note that an inject was told; a second telling after a break does not count."""
    if inject.id not in read_exercise(file).told:
        linked.append(file, "told", now, {"inject": inject.id})


def decide(
    file: Path,
    inject: Inject,
    now: datetime,
    *,
    by: str,
    decided: str,
    met: Verdict,
    worked: tuple[str, ...] = (),
    failed: tuple[str, ...] = (),
    lesson: str = "",
) -> None:
    """Add a decision. Raises ValueError without words or a name."""
    if not by.strip() or not decided.strip():
        raise ValueError("A decision needs words and a name.")
    said = {"inject": inject.id, "by": by.strip(), "decided": decided.strip(), "met": met}
    linked.append(file, "decided", now, said | {"worked": worked, "failed": failed, "lesson": lesson.strip()})


def finish(file: Path, now: datetime) -> None:
    """Note the end."""
    linked.append(file, "finished", now, {})


def read_exercise(file: Path) -> Exercise:
    """Raises ExerciseFileError for a file that is none, or whose lines do not follow from one another."""
    try:
        rows = linked.read(file)
        first = rows[0]
        injects = tuple(Inject(**{**one, "checks": tuple(one["checks"])}) for one in first["injects"])
        told = {row["inject"]: str(row["at"]) for row in rows if row["kind"] == "told"}
        return Exercise(
            pattern=first["pattern"],
            title=first["title"],
            opening=first["opening"],
            organisation=first["facts"]["organisation"],
            made_at=first["at"],
            facts=first["facts"],
            injects=injects,
            told=told,
            decisions=tuple(_decision(row, told) for row in rows if row["kind"] == "decided"),
            finished_at=next((row["at"] for row in rows if row["kind"] == "finished"), None),
        )
    except linked.BrokenChain as error:
        raise ExerciseFileError(str(error)) from None
    except (OSError, UnicodeDecodeError, KeyError, IndexError, TypeError) as error:
        raise ExerciseFileError(
            f"{file} is no exercise ({type(error).__name__}): `tocsin exercise new` makes one."
        ) from None


def _decision(row: Mapping[str, Any], told: Mapping[str, str]) -> Decision:
    since = datetime.fromisoformat(told.get(row["inject"], row["at"]))
    return Decision(
        inject=row["inject"],
        at=row["at"],
        by=row["by"],
        decided=row["decided"],
        met=row["met"],
        worked=tuple(row["worked"]),
        failed=tuple(row["failed"]),
        seconds=int((datetime.fromisoformat(row["at"]) - since).total_seconds()),
        lesson=row["lesson"],
    )


def clock(minute: int) -> str:
    """A minute of the story, as ``day 2, 00:00``."""
    days, rest = divmod(minute, 1440)
    return f"{'' if not days else f'day {days + 1}, '}{rest // 60:02d}:{rest % 60:02d}"


def day_of(exercise: Exercise) -> date:
    """The day on which it was finished, or made."""
    return datetime.fromisoformat(exercise.finished_at or exercise.made_at).date()
