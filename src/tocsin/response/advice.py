"""What somebody can do about a file that was not read whole: one sentence for each class of reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_AGAIN = "run `tocsin scan` again"
_GET_A_COPY = f"Ask the owner for a whole copy (a back-up), put it in the place of this one and {_AGAIN}."
_BY_HAND = (
    "Open it in the program that wrote it, on a machine you can lose, save it as PDF, CSV or text, put that"
    f" into the folder and {_AGAIN}."
)
_LOCKED = (
    "Ask the owner for the password, write it into a file (each on a line of its own) and run"
    " `tocsin scan FOLDER --passwords FILE`."
)
_SMALLER = f"Export or unpack it in smaller pieces, put those into the folder and {_AGAIN}."
_LINK = "If what it points to belongs to the breach, name that folder as a source of its own."
_FAILED = "crashed|took longer|out of memory|more memory|ended without|sent what no reader|too much amiss"
_TOO_LARGE = (
    "larger than|longer than|more than|more bytes|nested|only the first|the rest|wider than|should hold"
)
_DAMAGED = (
    "damage|cut off|not what it says|recovered|do not fit|not known|reader failed|before 1997|no pages"
    "|ends before|could not be read|unknown kind$"
)

ADVICE: tuple[tuple[str, str], ...] = (
    ("even with the password", "Unpack it yourself with the owner's password and scan the folder it gives."),
    ("password|encrypted", _LOCKED),
    ("OCR is needed|a picture;|are pictures", "Run `tocsin ocr CASE`: it reads pictures and scanned pages."),
    ("pip install|system's libarchive", f"Install what the sentence names and {_AGAIN}."),
    (
        "split over several",
        "Join the parts in order (`cat NAME.001 NAME.002 > NAME`); scan the result.",
    ),
    ("symbolic link", _LINK),
    ("a socket|named pipe|a device|not a plain file", "Nothing: it holds no data of its own."),
    ("no permission|could not be listed", "Run Tocsin as a user who may read it, or change its permissions."),
    ("was gone|changed while", f"Stop what moves or writes the files (work on a copy) and {_AGAIN}."),
    ("could not be contained", "Run `tocsin scan` again: it says first what containment lacks here."),
    ("had no room|starts readers was lost|processor time", "Run `tocsin scan` again: the file may be sound."),
    (_FAILED, _BY_HAND),
    (
        "bomb|overlapping",
        "Look at it by hand on a machine you can lose: it was made to overwhelm.",
    ),
    (_TOO_LARGE, _SMALLER),
    (_DAMAGED, _GET_A_COPY),
    (
        r"\((a film|a sound recording|a program)\)",
        "Watch or listen to it by hand if it may concern people; Tocsin reads what is written.",
    ),
    ("signature only", "Scan the file that was signed too; if it was not stolen, there is nothing to do."),
    ("cannot be read yet|readable runs|entities of its own", _BY_HAND),
    ("empty|no text|blanks|no files|no items", "Nothing, if it is meant to be empty; open it to see."),
)
"""A pattern for the reasons of ``items``, and what to do; earlier entries win."""

_PATTERNS = [(re.compile(pattern), sentence) for pattern, sentence in ADVICE]


def advice_for(reason: str) -> str | None:
    """What to do about a file with this reason; None for a reason of no known class."""
    return next((sentence for pattern, sentence in _PATTERNS if pattern.search(reason)), None)


def advice_on(reasons: Iterable[str]) -> list[tuple[int, str]]:
    """Each piece of advice with the number of files it is for, most files first."""
    found = Counter(advice for reason in reasons if (advice := advice_for(reason)) is not None)
    return [(number, sentence) for sentence, number in found.most_common()]
