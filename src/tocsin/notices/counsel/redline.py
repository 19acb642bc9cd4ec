"""What is different between two wordings, word by word, and how it is shown: terminal, web page, Word."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tocsin.notices.counsel.ooxml import Element, el, package, paragraph, run
from tocsin.notices.counsel.reviewcopy import text_words

SAME, DELETED, INSERTED = "=", "-", "+"

_TOKENS = re.compile(r"\{\{[a-z0-9_.]+\}\}|\*\*|\n+(?:- )?|[^\W_]+(?:[’'][^\W_]+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Redline:
    """What changed in one language of one block."""

    block: str
    language: str
    steps: tuple[Step, ...]


Wording = Mapping[tuple[str, str], str]
"""(block, language) → template text."""


def compare(before: str, after: str) -> tuple[Step, ...]:
    """The steps from one text to the other; those that stayed and went are ``before``, those that stayed and
    came are ``after``, to the character."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Step] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Step(SAME, "".join(old[a:b])))
            continue
        if b > a:
            found.append(Step(DELETED, "".join(old[a:b])))
        if d > c:
            found.append(Step(INSERTED, "".join(new[c:d])))
    return tuple(found)


def redlines(before: Wording, after: Wording) -> tuple[Redline, ...]:
    """Every text that is not the same in both, in the order of ``after``."""
    keys = [key for key in dict.fromkeys((*after, *before)) if before.get(key) != after.get(key)]
    return tuple(Redline(*key, compare(before.get(key, ""), after.get(key, ""))) for key in keys)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; color: #1b2733 }}
h2 {{ font-size: 1rem; margin: 2rem 0 .3rem; color: #1f3a5f }} p {{ white-space: pre-wrap; margin: 0 }}
del {{ color: #9b1c1c; background: #fde8e8 }} ins {{ color: #14532d; background: #dcf5e3 }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""


def as_html(found: Iterable[Redline], title: str) -> str:
    """A page of its own, with nothing that is loaded from elsewhere."""
    tags = {SAME: "{}", DELETED: "<del>{}</del>", INSERTED: "<ins>{}</ins>"}
    parts = []
    for each in found:
        words = "".join(tags[step.kind].format(html.escape(step.text)) for step in each.steps)
        head = html.escape(text_words(each.block, each.language))
        parts.append(f'<h2>{head}</h2>\n<p lang="{each.language}">{words}</p>')
    body = "\n".join(parts) or "<p>Nothing is different.</p>"
    return _PAGE.format(title=html.escape(title), body=body)


def as_docx(found: Iterable[Redline], title: str, by: str, at: str) -> bytes:
    """A Word document in which each change is a tracked change of ``by`` at ``at`` (ISO moment)."""
    body = [paragraph("Title", title)]
    number = 1
    for each in found:
        body.append(paragraph("Heading2", text_words(each.block, each.language)))
        for steps in _paragraphs(each.steps):
            content = []
            for step in steps:
                content.append(_tracked(step, by, at, number))
                number += 1
            body.append(paragraph("BlockText", *content))
    if len(body) == 1:
        body.append(paragraph("BlockText", "Nothing is different."))
    return package(body, title, title, track=False)


def _tracked(step: Step, by: str, at: str, number: int) -> Element:
    if step.kind == SAME:
        return run(step.text)
    name = "del" if step.kind == DELETED else "ins"
    return el(name, run(step.text, deleted=step.kind == DELETED), id=number, author=by, date=at)


def _paragraphs(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Steps cut at ends of paragraphs; a break that went or came is shown as ¶ in its own step."""
    line: list[Step] = []
    for step in steps:
        parts = re.split(r"\n+", step.text)
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            words = part if last or step.kind == SAME else f"{part}¶"
            if words:
                line.append(Step(step.kind, words))
            if not last and step.kind != DELETED:
                yield line
                line = []
    yield line
