"""Is the law fit to be relied on: complete, with sources, read recently? For counsel and for CI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tocsin.law.book import RuleBook, check_references
from tocsin.law.conditions import RuleError
from tocsin.law.registers import offices
from tocsin.law.rulefile import Rule, blocks
from tocsin.law.ruleform import LegalStatus

PRIMARY = frozenset({"statute", "regulation", "regulator", "contract", "case"})
"""Kinds of source that speak for themselves; charts and articles are second witnesses."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. grave: the law must not be relied on before it is mended."""

    rule: str
    place: str
    words: str
    grave: bool = False


@dataclass(slots=True)
class Report:
    """What the check found, with figures."""

    on: date
    rules: int = 0
    values: int = 0
    sources: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    by_witness: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def fit(self) -> bool:
        """Whether nothing grave was found."""
        return not any(finding.grave for finding in self.findings)


def check(book: RuleBook, on: date) -> Report:
    """Read every file, count, and report what is missing, stale, uncertain or rests on charts alone."""
    report = Report(on)
    for entry in book.entries:
        try:
            rule = book[entry.id]
        except RuleError as error:
            report.findings.append(Finding(entry.id, entry.path.name, str(error), grave=True))
            continue
        _count(rule, report)
        report.findings += _values(rule, on)
    if report.fit:
        try:
            check_references(book)
        except RuleError as error:
            report.findings.append(Finding("", "", str(error), grave=True))
        report.findings += _offices(on)
    return report


def _count(rule: Rule, report: Report) -> None:
    report.rules += 1
    report.sources += len(rule.form.sources)
    for _, block in blocks(rule.form):
        report.values += 1
        _add(report.by_status, block.status.value)
        _add(report.by_witness, _witness(rule, block.source))


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _witness(rule: Rule, keys: list[str]) -> str:
    kinds = {rule.form.sources[key].kind for key in keys}
    return "the law's own text or its office" if kinds & PRIMARY else "charts and articles only"


def _values(rule: Rule, on: date) -> Iterator[Finding]:
    for place, block in blocks(rule.form):
        if block.valid.to is not None and block.valid.to < on:
            continue
        if block.stale_after < on:
            yield Finding(rule.id, place, f"was to be read again after {block.stale_after}", grave=True)
        if block.status is LegalStatus.UNCERTAIN:
            yield Finding(rule.id, place, f"uncertain: {block.settle}")
    unused = rule.form.sources.keys() - {key for _, block in blocks(rule.form) for key in block.source}
    for key in sorted(unused):
        yield Finding(rule.id, f"sources.{key}", "no value rests on this source")


def _offices(on: date) -> Iterator[Finding]:
    for key, one in sorted(offices().items()):
        if one.expires < on:
            yield Finding(
                "", f"offices.{key}", f"its contact was to be verified again after {one.expires}", True
            )
        elif one.verified_on is None:
            yield Finding("", f"offices.{key}", "its contact was never read on its own page")
