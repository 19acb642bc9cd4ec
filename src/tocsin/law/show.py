"""A plain page per jurisdiction, with every value and its source, for counsel to check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import indent, wrap

from tocsin.law.book import RuleBook, load_rules
from tocsin.law.glance import glance
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Block, Source
from tocsin.law.words import HIDDEN, plain
from tocsin.model.elements import jurisdictions

WIDTH = 100


def show(jurisdiction: str, day: date, rules: RuleBook | None = None) -> str:
    """The rules of a place (``CA``) or one rule (``US-HIPAA``) as plain text; ``day``: for the glance."""
    chosen = (rules or load_rules()).chosen(jurisdiction)
    if not chosen:
        name = jurisdictions().get(jurisdiction, jurisdiction)
        return f"Tocsin has no rules for {name} yet; counsel must check\n"
    return "\n\n".join("\n".join(_page(rule, day)) for rule in chosen) + "\n"


def _page(rule: Rule, day: date) -> Iterator[str]:
    form = rule.form
    yield f"{form.name}: {form.law}"
    yield "=" * min(WIDTH, len(form.name) + len(form.law) + 2)
    yield f"In force from {form.valid.from_}, status {form.status.value}; read again after {form.stale_after}"
    yield from _at_a_glance(rule, day)
    for heading, blocks in _chapters(rule):
        yield ""
        yield heading.upper()
        for block in blocks:
            yield from _block(block)
    yield ""
    yield "SOURCES"
    for key, source in form.sources.items():
        yield from _source(key, source)


def _at_a_glance(rule: Rule, day: date) -> Iterator[str]:
    yield ""
    yield f"AT A GLANCE (for a breach discovered on {day})"
    for label, lines in glance(rule, day).lines():
        yield f"  {label}"
        for line in lines:
            yield from _wrapped(line, "    - ")


def _chapters(rule: Rule) -> Iterator[tuple[str, list[Block]]]:
    form = rule.form
    yield "Whom it binds", [form.scope]
    yield "What is a breach", [form.breach]
    yield "Which data", list(form.elements)
    yield "Encryption and redaction", [form.protection]
    yield "Risk of harm", [form.harm]
    yield "Duties", list(form.duties)
    yield "Penalties", list(form.penalties)
    yield "Private right", list(form.private_right)


def _block(block: Block, depth: int = 1) -> Iterator[str]:
    """One block, its parts below it, each with its own sources and validity."""
    pad = "  " * depth
    title = getattr(block, "title", "") or getattr(block, "id", "")
    if title:
        yield f"{pad}* {title}"
    parts: list[tuple[str, Block]] = []
    for name, info in type(block).model_fields.items():
        value = getattr(block, name)
        if name in HIDDEN or value == info.default or value in ([], "", None):
            continue
        label = (info.alias or name).replace("_", " ")
        found = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Block)]
        parts += [(label, one) for one in found]
        if not found:
            yield from _wrapped(f"{label}: {plain(value)}", pad + "  ")
    for label, part in parts:
        yield f"{pad}  {label}:"
        yield from _block(part, depth + 1)
    yield from _pedigree(block, pad + "  ")


def _pedigree(block: Block, pad: str) -> Iterator[str]:
    state = f"[{', '.join(block.source)}] valid {block.valid.from_} to {block.valid.to or 'open'}"
    yield f"{pad}{state} by {block.valid.by}, {block.status.value}"
    for sentence in filter(None, (*block.dissent, block.settle and f"To settle: {block.settle}")):
        yield from _wrapped(sentence, f"{pad}! ")


def _wrapped(text: str, pad: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=pad, subsequent_indent=" " * (len(pad) + 2))


def _source(key: str, source: Source) -> Iterator[str]:
    yield f"  [{key}] {source.citation} ({source.kind}), read {source.read_on}"
    yield indent("\n".join(wrap(source.words, WIDTH - 8)), "        ")
    yield f"        {source.url}"
    if source.read_via is not None:
        yield f"        read at {source.read_via}"
