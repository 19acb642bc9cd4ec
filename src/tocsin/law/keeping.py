"""What must be kept once a harm test was relied on: the written decision, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tocsin.law.businessdays import add_months
from tocsin.law.conditions import read_fact
from tocsin.law.judged import Judged
from tocsin.law.obligation import Citation, Obligation
from tocsin.law.rulefile import Rule
from tocsin.model.facts import Facts

OWN_RECORDS = "own_records"


def keepings(rule: Rule, facts: Facts, judged: Iterable[Judged]) -> Iterator[Obligation]:
    """The duty to write down and keep the assessment, if a duty of this rule fell away because of it."""
    harm = rule.form.harm
    excused = [one for one in judged if one.excused_by_harm]
    if not excused or (harm.written != "required" and harm.keep_years is None):
        return
    written, until = facts.incident.harm.written_down_on, _until(rule, facts)
    yield Obligation(
        id=f"{rule.id}.keep_assessment",
        rule=rule.id,
        version=harm.valid.from_.isoformat(),
        jurisdiction=rule.jurisdiction,
        title=f"{'Write down' if written is None else 'Keep'} the assessment of harm ({rule.form.name})",
        recipient=OWN_RECORDS,
        office=None,
        status="due" if written is None else "keep",
        legal_status=harm.status.value,
        people=max((one.people.least for one in excused), default=None),
        deadline=until.isoformat() if until and harm.status.binds else None,
        deadline_text=_text(rule, facts),
        clock_from=harm.keep_start,
        clock_amount=None if harm.keep_years is None else 12 * harm.keep_years,
        clock_unit="none" if harm.keep_years is None else "months",
        open_standard="",
        order=(),
        depends_on=(),
        due_if=(),
        not_due_if=(),
        why=(
            f"{rule.form.law}: the test is whether {harm.words}",
            f"No notice, because of this assessment: {'; '.join(one.duty.title for one in excused)}",
            *([f"Decided by: {harm.decided_by}"] if harm.decided_by else []),
            *([f"To be consulted: {harm.consult}"] if harm.consult else []),
            *([f"To be filed: {harm.file_with}"] if harm.file_with else []),
        ),
        channel=(),
        content=("harm_assessment",),
        forbidden=(),
        services=(),
        form=None,
        sources=tuple(
            Citation(s.citation, str(s.url), s.read_on.isoformat(), s.words)
            for s in (rule.form.sources[key] for key in harm.source)
        ),
    )


def _until(rule: Rule, facts: Facts) -> date | None:
    """The last day of keeping; not known before it is written down and the years have begun."""
    harm, start = rule.form.harm, read_fact(facts, rule.form.harm.keep_start)
    if harm.keep_years is None or start is None or facts.incident.harm.written_down_on is None:
        return None
    return add_months(start, 12 * harm.keep_years)


def _text(rule: Rule, facts: Facts) -> str:
    harm, written = rule.form.harm, facts.incident.harm.written_down_on
    if harm.keep_years is None:
        return f"written down on {written}; no time to keep it is named" if written else "in writing"
    kept = f"to be kept {harm.keep_years} years from {harm.keep_from or 'its making'}"
    if written is None:
        return f"{kept}; not written down yet"
    until = _until(rule, facts)
    return f"{kept}; written down on {written}" + (f", so until {until}" if until else "")
