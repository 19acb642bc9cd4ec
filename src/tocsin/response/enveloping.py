"""The envelope that the letters of a case are set for: chosen, kept with the case, looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import yaml

from tocsin.notices import Plan
from tocsin.notices.address import SetLine, fit
from tocsin.notices.envelope import Envelope, envelope, profiles, read_profile
from tocsin.notices.glyphs import metrics
from tocsin.notices.letterplan import LetterClass
from tocsin.notices.overlay import drawn, strangers
from tocsin.notices.people import window_name
from tocsin.notices.printing import proof_pdf
from tocsin.response.case import Case
from tocsin.response.delivering import MailRefused

ENVELOPE, CHOSEN = "mail_envelope", "profile.yaml"
"""Kind and name of the document that says for which envelope the letters are set."""

STANDARD = "standard"
TEST_PLACE = (
    "12345 North Featherstonehaugh Boulevard",
    "Apartment 1234, Building C",
    "Santa Barbara, CA 93101-1234",
)
"""A long address where nobody lives, to look at the window with."""

SHORT_PLACE = ("12345 North Boulevard", TEST_PLACE[-1])
"""The same for windows with room for three lines only."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A class of letters in an envelope. strangers: characters that are not the address and may show.

    fits: whether the long test address fits.
    """

    variant: str
    strangers: int
    fits: bool


def envelope_of(case: Case) -> tuple[str, Envelope]:
    """Key and profile of the envelope that the letters are set for."""
    kept = case.vault.get_document(ENVELOPE, CHOSEN)
    return read_profile(kept.decode()) if kept else (STANDARD, envelope())


def digest(case: Case) -> str:
    """Of that profile, for what letters are made from; empty while nobody chose one."""
    kept = case.vault.get_document(ENVELOPE, CHOSEN)
    return hashlib.sha256(kept).hexdigest() if kept else ""


def named(case: Case, key: str) -> Envelope:
    """A profile by its key: the case's own, or one that comes with Tocsin. Raises MailRefused."""
    own, profile = envelope_of(case)
    if key == own:
        return profile
    try:
        return envelope(key)
    except KeyError:
        raise MailRefused(
            f"There is no envelope profile {key}. There are {', '.join(profiles())}; one of your own: "
            "`tocsin mail envelope CASE --file MINE.yaml`."
        ) from None


def choose(case: Case, by: str, *, key: str | None = None, own: str | None = None) -> tuple[str, Envelope]:
    """Set the letters for another envelope from now on. own: a profile as YAML. Raises MailRefused.

    The letters have to be written and approved again: the text moves with the window.
    """
    if not by.strip():
        raise MailRefused("A choice of envelope needs a name (--by).")
    try:
        key, profile = read_profile(own) if own is not None else (str(key), envelope(str(key)))
    except ValueError as error:
        raise MailRefused(f"This profile cannot be used: {error}.") from None
    except KeyError:
        raise MailRefused(f"There is no envelope profile {key}. There are {', '.join(profiles())}.") from None
    if own is not None and key in profiles():
        raise MailRefused(f"{key} is the key of a profile that comes with Tocsin. Give yours another.")
    with case.vault.act("choose_envelope", "case", profile=key):
        if key == STANDARD:
            case.vault.delete_document(ENVELOPE, CHOSEN)
        else:
            kept = yaml.safe_dump({key: asdict(profile)}, sort_keys=False)
            case.vault.put_document(ENVELOPE, CHOSEN, kept.encode())
    return key, profile


def looked_at(plan: Plan, profile: Envelope) -> Iterator[Seen]:
    """Every class of letters that is sent, set as a proof and looked at through the window."""
    letters = plan.letters_of()
    for number, group in enumerate(plan.classes):
        if letters[number]:
            yield _seen(group, plan.envelope, profile)


def _seen(group: LetterClass, set_for: Envelope, profile: Envelope) -> Seen:
    place, address = _address(group, set_for)
    pdf = proof_pdf(group, set_for.safe(), place)
    return Seen(group.variant, strangers(pdf, address, profile), place == TEST_PLACE)


def _address(group: LetterClass, set_for: Envelope) -> tuple[tuple[str, ...], tuple[SetLine, ...]]:
    """The longest test address that fits, and how it is set; without its lines if none does."""
    reader = group.reader
    names = window_name("[Name]", reader.kind, reader.language)
    for place in (TEST_PLACE, SHORT_PLACE):
        lines = fit(names, place, set_for.safe(), metrics())
        if lines is not None:
            return place, lines
    return (), ()


def overlay(plan: Plan, profile: Envelope) -> bytes:
    """The window drawn on the first page of the class with most letters. Raises MailRefused without any."""
    letters = plan.letters_of()
    most = max(range(len(letters)), key=lambda at: letters[at], default=None)
    if most is None or not letters[most]:
        raise MailRefused("There is no letter to look at yet. `tocsin status CASE` shows why.")
    place, _ = _address(plan.classes[most], plan.envelope)
    return drawn(proof_pdf(plan.classes[most], plan.envelope.safe(), place), profile)
