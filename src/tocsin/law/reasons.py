"""Why a duty is or is not due, in sentences for a lawyer, and the questions behind unknown facts."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.law.clocks import Deadline
from tocsin.law.judged import Judged
from tocsin.law.logic import Truth, shortest_way
from tocsin.law.obligation import Citation
from tocsin.law.registers import ask, questions
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Clock, Duty
from tocsin.model.facts import Notified


def deadline_text(deadline: Deadline, duty: Duty, binding: bool) -> str:
    """How the deadline was worked out; told apart where it does not bind."""
    if binding:
        return deadline.text
    status = duty.status if not duty.status.binds else deadline.clock.status
    return f"No legal deadline ({status.value}): {deadline.text}"


def why(rule: Rule, judged: Judged, notice: Notified | None, deadline: Deadline) -> list[str]:
    """The law and its section, every test with its answer, what is not yet known, the facts used."""
    duty = judged.duty
    sections = ", ".join(rule.form.sources[key].citation for key in duty.source)
    lines = [f"{rule.form.law}; {sections}"]
    wanted = judged.truth.value is not False
    lines += [step.sentence for step in judged.steps if step.truth.value is wanted and step.sentence]
    if judged.truth.value is not False:
        lines += [f"Not yet known: {question(path)}" for path in sorted(judged.truth.unknown)]
        lines += _shortest_ways(judged.truth)
    lines += [f"On record: {question(path)} ({path} is {value})" for path, value in sorted(judged.truth.used)]
    if notice is not None:
        lines.append(_done(notice, deadline))
    return lines


def _shortest_ways(truth: Truth) -> Iterator[str]:
    """The fewest answers that can settle it, where they are fewer than all that is unknown."""
    for ways, outcome in ((truth.to_yes, "due"), (truth.to_no, "not due")):
        way = shortest_way(ways)
        if way and len(way) < len(truth.unknown):
            yield f"It could turn out {outcome} by the answer to {' and '.join(way)} alone"


def _done(notice: Notified, deadline: Deadline) -> str:
    if deadline.day is None or notice.on <= deadline.day:
        return f"Notice went out on {notice.on}"
    return f"Notice went out on {notice.on}, {(notice.on - deadline.day).days} days after the deadline"


def question(path: str) -> str:
    """The question in plain words behind an unknown fact."""
    family, _, name = path.partition(".")
    book = questions()
    if path.startswith("organisation.roles."):
        return book["roles"].get(path.rpartition(".")[2], path)
    if path.startswith("organisation.licensed_in."):
        return f"Where is the organisation licensed as {path.rpartition('.')[2].replace('_', ' ')}?"
    if family == "question":
        return ask(name) or path
    if family == "groups":
        return book["groups"].get(name, path)
    if family == "law" and name.endswith(".earlier"):
        return f"Tocsin holds this law only from a later day on ({name}); counsel must check the earlier text"
    if family == "law":
        return f"A point of law is not settled ({name}); counsel must decide"
    if family == "rule":
        return f"Tocsin has no rule {name} yet; counsel must check"
    return book["facts"].get(path, f"{path}?")


def sources(rule: Rule, duty: Duty, clock: Clock) -> tuple[Citation, ...]:
    """Where the duty, its clock and its threshold were read."""
    keys = dict.fromkeys([*duty.source, *clock.source, *(duty.people.source if duty.people else ())])
    declared = rule.form.sources
    chosen = (declared[key] for key in keys)
    return tuple(Citation(s.citation, str(s.url), s.read_on.isoformat(), s.words) for s in chosen)
