"""What counsel did to a review copy: proposals block by block, and what is refused, with the reason.

Two texts are made from every block that comes back: as it was before the tracked changes, and as it is with
them. The first is compared with what was sent out, so that a change nobody tracked is found as well. The
document itself is believed in nothing: which blocks there are, their fields and words is in :class:`Sent`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.notices.counsel.redline import DELETED, INSERTED, SAME, compare
from tocsin.notices.counsel.reviewcopy import Sent
from tocsin.notices.counsel.wording import (
    CLOSE,
    OPEN,
    SHOWN,
    Field,
    Para,
    Piece,
    Words,
    as_template,
    fields_of,
    markup_in,
    parse,
    shown,
)

NOT_TRACKED = "not tracked"
"""Who made a change that the document does not say."""

REMOVED = (
    "it was removed; a block answers a law and is not taken out here: say in a comment when to leave it out"
)

MOST_CHARS = 20_000
_COPY = re.compile(r"Review copy (c[0-9a-f]{8})\b")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FIELD_TAG = "tocsin.field:"

Line = Mapping[str, Any]
"""One line of the contained reader: a paragraph, a table or a comment (``intake.readers.tracked``)."""


@dataclass(frozen=True, slots=True)
class Change:
    """kind: inserted / deleted / moved here / moved away / formatted / not tracked / comment."""

    kind: str
    author: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other words for one language of a block; with the same words before and after it is a comment alone."""

    block: str
    language: str
    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def authors(self) -> tuple[str, ...]:
        """Who had a part in it, each once."""
        return tuple(dict.fromkeys(change.author for change in self.changes))

    @property
    def when(self) -> str:
        """The moment of the last change, as the document gives it."""
        return max((change.when for change in self.changes), default="")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An edit that cannot be taken. language: empty where it concerns the whole block."""

    block: str
    language: str
    reason: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that came back. notes: what was let go because letters have no such thing."""

    proposals: tuple[Proposal, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]


def copy_of(lines: Iterable[Line]) -> str | None:
    """The id of the review copy that a document says it is, or None."""
    for line in lines:
        words = "".join(span["text"] for span in line.get("spans", ()) if not span["added"])
        if found := _COPY.search(words):
            return found[1]
    return None


def read_back(lines: Sequence[Line], sent: Sent) -> Reading:
    """Proposals and refusals of a document, given as the contained reader's lines."""
    comments = {line["id"]: line for line in lines if line["kind"] == "comment"}
    return _Desk(sent, comments).read([line for line in lines if line["kind"] != "comment"])


@dataclass(slots=True)
class _Segment:
    """What stands below one locked line. number: which of the sent ones. unsure: why its end is not known."""

    number: int
    lines: list[Line] = field(default_factory=list)
    unsure: str | None = None


class _Desk:
    """Reads one document. One use."""

    def __init__(self, sent: Sent, comments: Mapping[str, Line]) -> None:
        self._sent, self._comments = sent, comments
        self._keys = [key for key, _ in sent.markers]
        self._number = {words: number for number, (_, words) in enumerate(sent.markers)}
        self._by_tag = {f"tocsin.{key}"[:64]: number for number, key in enumerate(self._keys)}
        self._proposals: list[Proposal] = []
        self._refused: dict[tuple[str, str], Refusal] = {}
        self._notes: dict[str, None] = {}
        self._carried: list[Change] = []
        """Comments on lines of no block, which go with the next one."""

    def read(self, lines: Sequence[Line]) -> Reading:
        segments = self._segments(lines)
        seen = Counter(segment.number for segment in segments)
        for number in range(len(self._keys)):
            if not seen[number]:
                self._refuse(number, REMOVED)
            elif seen[number] > 1:
                self._refuse(number, "it stands there twice")
        for at, segment in enumerate(segments):
            following = segments[at + 1].number if at + 1 < len(segments) else len(self._keys)
            if following != segment.number + 1:
                segment.unsure = "what followed it was removed or moved, so its end is not known"
            self._segment(segment)
        refused = [one for one in self._refused.values() if not self._said_already(one)]
        return Reading(tuple(self._proposals), tuple(refused), tuple(self._notes))

    def _said_already(self, one: Refusal) -> bool:
        """Whether this is what follows of a block that was removed as a whole."""
        whole = self._refused.get((one.block, ""))
        return bool(one.language) and whole is not None and whole.reason == REMOVED

    def _refuse(self, number: int, reason: str, authors: tuple[str, ...] = ()) -> None:
        kind, _, rest = self._keys[number].partition(":")
        block, _, language = rest.partition(":")
        if kind in {"block", "text"}:
            self._refused.setdefault((block, language), Refusal(block, language, reason, authors))
        else:
            self._refused.setdefault(
                (kind, rest), Refusal(self._sent.markers[number][1], "", reason, authors)
            )

    def _segments(self, lines: Sequence[Line]) -> list[_Segment]:
        found: list[_Segment] = []
        for line in lines:
            number = self._marker(line)
            if number is not None:
                found.append(_Segment(number, [{**line, "spans": []}]))
            elif found:
                found[-1].lines.append(line)
        return found

    def _marker(self, line: Line) -> int | None:
        """Which locked line this is; one that was altered or deleted is refused here."""
        spans = line["spans"]
        kept = " ".join("".join(span["text"] for span in spans if not span["added"]).split())
        tagged = next(
            (self._by_tag[span["control"]] for span in spans if span["control"] in self._by_tag), None
        )
        number = self._number.get(kept, tagged)
        if number is None or line["kind"] != "p":
            return None
        now = " ".join("".join(span["text"] for span in spans if not span["removed"]).split())
        expected = self._sent.markers[number][1]
        authors = tuple(dict.fromkeys(span["by"] for span in spans if span["by"]))
        if not now:
            self._refuse(number, REMOVED, authors)
        elif now != expected or kept != expected:
            self._refuse(number, f"the locked line “{expected}” was changed", authors or (NOT_TRACKED,))
        return number

    def _segment(self, segment: _Segment) -> None:
        kind, _, rest = self._keys[segment.number].partition(":")
        if kind not in {"block", "text"}:
            self._carried += self._said(segment.lines)
        if kind == "block":
            self._info(rest, segment)
        elif kind == "text":
            block, _, language = rest.partition(":")
            self._text(block, language, segment)
        elif any(span["added"] for line in segment.lines for span in line["spans"] if span["text"].strip()):
            self._refuse(
                segment.number, "words were added outside every block; put them below a language line"
            )

    def _info(self, block: str, segment: _Segment) -> None:
        """The table of conditions: nothing in it may change, but it may be commented."""
        texts = (
            "".join(span["text"] for line in segment.lines for span in line["spans"] if not span[gone])
            for gone in ("added", "removed")
        )
        expected = _bare(self._sent.infos[block])
        if any(_bare(text) != expected for text in texts):
            self._refuse(
                segment.number,
                "the table with its basis and conditions was changed; it shows what the templates decide: "
                "say it in a comment",
                _authors(segment.lines),
            )
        changes = (*self._carried, *self._said(segment.lines))
        self._carried = []
        if changes:
            language = next(iter(self._sent.texts[block]))
            words = self._sent.texts[block][language]
            self._proposals.append(Proposal(block, language, words, words, changes))

    def _text(self, block: str, language: str, segment: _Segment) -> None:
        sent = self._sent.texts[block][language]
        comments = tuple(self._said(segment.lines))
        was, now = _View(segment.lines, "added"), _View(segment.lines, "removed")
        before, after = as_template(was.paras), as_template(now.paras)
        reason = None
        if after != sent or now.odd or now.altered:
            reason = segment.unsure or _unfit(now, parse(sent))
        if reason is not None:
            self._refuse(segment.number, reason, _authors(segment.lines) or (NOT_TRACKED,))
        if reason is not None or (block, language) in self._refused:
            after = before = sent
        else:
            self._let_go(block, language, segment.lines, before == after)
        changes = comments
        if after != sent:
            changes = (*_tracked(segment.lines), *_silent(sent, before), *comments)
        if changes:
            self._proposals.append(Proposal(block, language, sent, after, changes))

    def _said(self, lines: Iterable[Line]) -> Iterator[Change]:
        for line in lines:
            for ident in line["comments"]:
                if (comment := self._comments.get(ident)) is not None:
                    yield Change("comment", comment["by"], comment["at"], comment["text"])

    def _let_go(self, block: str, language: str, lines: Iterable[Line], same: bool) -> None:
        spans = [span for line in lines for span in line["spans"] if not span["removed"]]
        where = f"{block} ({language})"
        if any(span["other_face"] for span in spans):
            self._notes[
                f"{where}: italics, underlining and the like are not kept; letters have bold only"
            ] = None
        if any(span["link"] for span in spans):
            self._notes[f"{where}: a link was taken as its words; letters print addresses"] = None
        if same and any(span["added"] or span["removed"] for line in lines for span in line["spans"]):
            self._notes[f"{where}: only spaces changed; letters set their own"] = None


def _bare(text: str) -> str:
    return "".join(text.split())


def _authors(lines: Iterable[Line]) -> tuple[str, ...]:
    named = [span["by"] for line in lines for span in line["spans"]] + [line["mark"]["by"] for line in lines]
    return tuple(dict.fromkeys(name for name in named if name))


class _View:
    """The paragraphs of a block without what one kind of revision added (before) or removed (now)."""

    def __init__(self, lines: Iterable[Line], gone: str) -> None:
        self.altered: list[str] = []
        self.odd: list[str] = []
        self.loose = ""
        self._gone, self._bold = gone, "was_bold" if gone == "added" else "bold"
        self._item = "was_item" if gone == "added" else "item"
        self.paras = tuple(self._paras(lines))

    def _paras(self, lines: Iterable[Line]) -> Iterator[Para]:
        held: list[Line] = []
        item = False
        for line in lines:
            if line["kind"] == "table":
                self.odd.append("a table")
                continue
            held += [span for span in line["spans"] if not span[self._gone]]
            item = line[self._item]
            if line["mark"][self._gone]:  # this end of a paragraph is not there: it reads on
                continue
            yield Para(tuple(self._pieces(held)), item)
            held = []
        if held:
            yield Para(tuple(self._pieces(held)), item)

    def _pieces(self, spans: Sequence[Line]) -> Iterator[Piece]:
        self.odd += [span["odd"] for span in spans if span["odd"]]
        controls: dict[tuple[str, int], str] = {}
        for span in spans:
            if span["control"]:
                key = (span["control"], span["number"])
                controls[key] = controls.get(key, "") + span["text"]
        self.altered += [
            name for (tag, _), words in controls.items() if (name := _altered(tag, words.strip()))
        ]
        text = "".join(span["text"] for span in spans)
        bold = [span[self._bold] for span in spans for _ in span["text"]]
        end = 0
        for found in SHOWN.finditer(text):
            yield from self._words(text, bold, end, found.start())
            yield Field(found[1], bold[found.start()])
            end = found.end()
        yield from self._words(text, bold, end, len(text))

    def _words(self, text: str, bold: list[bool], start: int, end: int) -> Iterator[Piece]:
        at = start
        for place in range(start, end):
            if place + 1 == end or bold[place + 1] != bold[at]:
                words = _HIDDEN.sub(
                    lambda found: "" if found[0] == "\u200b" else found[0], text[at : place + 1]
                )
                if OPEN in words or CLOSE in words:
                    self.loose = words
                yield Words(words, bold[at])
                at = place + 1


def _altered(tag: str, words: str) -> str:
    """The field whose control no longer holds its name alone; blank if it does, or if it is no field's.

    LibreOffice keeps controls and drops their tags: such a control is known by the name in it.
    """
    named = SHOWN.search(words)
    name = tag.removeprefix(_FIELD_TAG) if tag.startswith(_FIELD_TAG) else named[1] if named else ""
    return name if name and words != shown(name) else ""


def _unfit(now: _View, sent: tuple[Para, ...]) -> str | None:
    """Why new words cannot be taken, or None."""
    own, have = fields_of(sent), fields_of(now.paras)
    for name in now.altered:
        return f"the field {shown(name)} was typed over or altered; it is filled for each letter"
    for name in own:
        if have[name] < own[name]:
            return f"the field {shown(name)} was removed; what it says depends on it: write around it"
    for name in have:
        if name not in own:
            return f"{shown(name)} is no field of this block"
    if now.loose:
        return f"part of a field was left behind or typed ({OPEN}…{CLOSE})"
    if now.odd:
        return f"it holds {now.odd[0]}, which letters do not have; write it as paragraphs or a list"
    words = as_template(now.paras)
    if not words and as_template(sent):
        return "all its words were deleted; say in a comment when the block should be left out"
    if len(words) > MOST_CHARS:
        return "it became far too long for a letter"
    if (markup := markup_in(now.paras)) is not None:
        return f"its words hold “{markup.strip()}”, an instruction of templates; use Word’s own bold or list"
    if _HIDDEN.search(words):
        return "it holds invisible characters that turn or hide text"
    return None


def _tracked(lines: Iterable[Line]) -> Iterator[Change]:
    """The tracked changes of a block, neighbours of one author and kind together."""
    last: Change | None = None
    for change in _each(lines):
        if last is not None and (last.kind, last.author) == (change.kind, change.author):
            last = Change(last.kind, last.author, max(last.when, change.when), last.text + change.text)
            continue
        if last is not None and last.text.strip(" "):
            yield last
        last = change
    if last is not None and last.text.strip(" "):
        yield last


def _each(lines: Iterable[Line]) -> Iterator[Change]:
    for line in lines:
        for span in line["spans"]:
            if not span["text"] or (span["added"] and span["removed"]):
                continue
            if span["added"] or span["removed"]:
                kinds = ("moved here", "moved away") if span["moved"] else ("inserted", "deleted")
                yield Change(kinds[span["removed"]], span["by"], span["at"], span["text"])
            elif span["bold"] != span["was_bold"]:
                yield Change("formatted", span["by"], span["at"], span["text"])
            else:
                yield Change("", "", "", "")
        mark = line["mark"]
        if mark["added"] != mark["removed"]:
            yield Change("inserted" if mark["added"] else "deleted", mark["by"], mark["at"], "¶")


def _silent(sent: str, before: str) -> tuple[Change, ...]:
    """What differs from the copy that was sent although no tracked change says so."""
    if before == sent:
        return ()
    words = {DELETED: "deleted", INSERTED: "inserted"}
    return tuple(
        Change(NOT_TRACKED, NOT_TRACKED, "", f"{words[step.kind]}: {step.text.strip()}")
        for step in compare(sent, before)
        if step.kind != SAME and step.text.strip()
    )
