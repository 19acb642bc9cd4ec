"""The skeleton of a letter class: what all its letters share, and its open places.

Typst sets every line as a piece of content of its own. An open place is one character in a colour that
nothing else has; it is found by that colour and cut out, and the lines of a person go where it was.
"""

from __future__ import annotations

import io
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from tocsin.notices.barcodes import bar_font
from tocsin.notices.glyphs import Metrics, alphabet, encoded, one_byte, read_metrics, slot_font
from tocsin.notices.pdfparts import Shared, Taker, packed, shared
from tocsin.notices.typeset import TypesettingError, set_open

MARKS = ("address", "salutation", "code", "piece", "folio")
"""Open places, in the order of their colours in ``letter.typ``."""

RUN = 16
"""Classes set in one run of the typesetter: its memory grows with the pages of a document."""

RUNS_KEPT = 24
"""Runs kept in memory. Letters stand in presort order, so those of a place come together."""

INK = b"0.102 g"
ONE_BYTE, TWO_BYTE, BARS = b"/A", b"/B", b"/C"
"""Names of the fonts that stamped lines use: common characters, every character, barcodes."""

BODY_SIZE, FOOT_SIZE = 10.5, 8.5
"""Sizes of type that a letter's own lines begin with, on its first page and on the others."""

_MARK = re.compile(
    rb"q 1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) cm/(?P<space>c\d+) cs "
    rb"0\.00392\d* 0\.00784\d* (?P<blue>0\.0\d+) scn\n"
    rb"BT 0 Tr/(?P<font>f\d+) (?P<size>[\d.]+) Tf 1 0 0 -1 0 0 Tm\((?:[^\\)]|\\.)*\)Tj\nET\nQ(?:\n|$)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """An open place: where its baseline starts, in points from the bottom left; its colour space."""

    name: str
    x: float
    y: float
    size: float
    space: bytes = b""


@dataclass(frozen=True, slots=True)
class SkeletonPage:
    """One page of a class. own: what a letter adds, ``%b`` for each name of ``slots``, in one-byte codes."""

    resources: Shared
    content: Shared
    slots: tuple[str, ...]
    own: bytes


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A class set once. ``metrics``: which characters its fonts have."""

    pages: tuple[SkeletonPage, ...]
    metrics: Metrics


class Skeletons:
    """The skeletons of a case by number. ``jobs``: the letter of each class as the typesetter takes it."""

    def __init__(self, jobs: Mapping[int, Mapping[str, Any]], digests: Mapping[int, str]) -> None:
        """``jobs``, ``digests``: by number, at least those asked for and those set in one run with them."""
        self._jobs, self._digests = jobs, digests
        self._known: dict[int, Skeleton] = {}

    def __getitem__(self, number: int) -> Skeleton:
        if number not in self._known:
            run = [at for at in range(number - number % RUN, number - number % RUN + RUN) if at in self._jobs]
            made = _kept_run("".join(self._digests[at] for at in run), [self._jobs[at] for at in run])
            self._known.update(zip(run, made, strict=True))
        return self._known[number]


def _kept_run(key: str, jobs: Sequence[Mapping[str, Any]]) -> tuple[Skeleton, ...]:
    if key not in _kept:
        _kept[key] = tuple(_set(jobs))
        while len(_kept) > RUNS_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


_kept: OrderedDict[str, tuple[Skeleton, ...]] = OrderedDict()


def opened(job: Mapping[str, Any]) -> dict[str, Any]:
    """The letter of a class with nothing of a person in it."""
    return {**job, "address": [], "salutation": "", "piece": "", "code": ""}


def cut(content: bytes) -> tuple[bytes, tuple[Slot, ...]]:
    """Page content without its marks, and where they were."""
    slots: list[Slot] = []

    def found(mark: re.Match[bytes]) -> bytes:
        name = MARKS[round(float(mark["blue"]) * 255) - 1]
        slots.append(Slot(name, float(mark["x"]), float(mark["y"]), float(mark["size"]), mark["space"]))
        return b""

    return _MARK.sub(found, content), tuple(slots)


def _set(jobs: Sequence[Mapping[str, Any]]) -> Iterator[Skeleton]:
    with pikepdf.open(io.BytesIO(set_open([opened(job) for job in jobs], alphabet()))) as source:
        taker = Taker()
        wide = slot_font(source)
        metrics = read_metrics(wide)
        fonts = _fonts(taker, wide, metrics)
        letters: list[list[tuple[Any, bytes, tuple[Slot, ...]]]] = []
        for page in source.pages[1:]:
            content, slots = cut(page.obj.Contents.read_bytes())
            if any(slot.name == "salutation" for slot in slots):
                letters.append([])
            letters[-1].append((page.obj.Resources, content, slots))
        if len(letters) != len(jobs):
            raise TypesettingError("the open places of a letter class cannot be found in its pages")
        for job, pages in zip(jobs, letters, strict=True):
            made = (
                _page(taker, fonts, page, _folio(job, number, len(pages)))
                for number, page in enumerate(pages, 1)
            )
            yield Skeleton(tuple(made), metrics)


def _folio(job: Mapping[str, Any], number: int, pages: int) -> bytes:
    return encoded(f"{job['page_word']} {number} {job['page_of']} {pages}")


def _page(
    taker: Taker, fonts: Mapping[bytes, Shared], page: tuple[Any, bytes, tuple[Slot, ...]], folio: bytes
) -> SkeletonPage:
    resources, content, slots = page
    static = b"q\n" + content + b"\nQ\n"
    for slot in slots:
        if slot.name == "folio":
            font = b"%b %g Tf" % (ONE_BYTE, slot.size)
            static += b"BT %b %b %b(%b)Tj ET\n" % (INK, font, _at(slot), folio)
    open_slots = [slot for slot in slots if slot.name not in {"address", "folio"}]
    first = any(slot.name == "salutation" for slot in slots)
    # The shared content leaves behind the state that most lines need: it is not written in each letter.
    at_first = BODY_SIZE if first else FOOT_SIZE
    static += b"%b %b %g Tf\n" % (INK, ONE_BYTE, at_first)
    own, size = b"", at_first
    for slot in sorted(open_slots, key=lambda slot: slot.size != at_first):
        own += (b"" if slot.size == size else b"%b %g Tf " % (ONE_BYTE, slot.size)) + b"%b%%bTj " % _at(slot)
        size = slot.size
    return SkeletonPage(
        resources=with_fonts(taker, resources, fonts),
        content=packed(static),
        slots=tuple(slot.name for slot in sorted(open_slots, key=lambda slot: slot.size != at_first)),
        own=b"BT %b%bET" % (own, b"%b" if first else b""),
    )


def _at(slot: Slot) -> bytes:
    return b"1 0 0 1 %g %.2f Tm" % (slot.x, slot.y)


def _fonts(taker: Taker, wide: Any, metrics: Metrics) -> dict[bytes, Shared]:
    """The fonts of stamped lines. The one-byte font reads the same glyphs as the two-byte one."""
    descendants: list[Shared] = []
    text = taker.value(wide["/DescendantFonts"], descendants)
    return {
        ONE_BYTE: one_byte(text, descendants, str(wide["/BaseFont"])[1:], metrics),
        TWO_BYTE: taker.take(wide),
        BARS: bar_font(),
    }


def with_fonts(taker: Taker, resources: Any, fonts: Mapping[bytes, Shared]) -> Shared:
    """The resources of a page with more fonts, by their names."""
    refs: list[Shared] = []
    parts = []
    for name, value in sorted(resources.items()):
        if name != "/Font":
            parts.append(name.encode() + b" " + taker.value(value, refs))
    listed = [name.encode() + b" " + taker.value(font, refs) for name, font in sorted(resources.Font.items())]
    for name, font in fonts.items():
        refs.append(font)
        listed.append(name + b" %d 0 R")
    return shared(b"<<" + b"".join(parts) + b"/Font<<" + b"".join(listed) + b">>>>", refs)
