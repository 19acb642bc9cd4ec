"""Answers about the people affected and the notices to them. Counts are estimates until the end."""

from __future__ import annotations

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.notices.case import Answer, Case
from tocsin.notices.fields import day, listed


def letter_date(case: Case) -> Answer | None:
    sent = [one.on for one in case.facts.incident.notified if one.recipient == "individuals"]
    if sent:
        return Answer(day(min(sent), "en"))
    return Answer(day(case.plan.incident.on, "en"), estimated=True)


def _names(codes: list[str]) -> Answer | None:
    known = catalogue()
    return Answer("; ".join(known[code].name for code in known if code in codes)) if codes else None


def elements(case: Case) -> Answer | None:
    return _names([code for counts in case.plan.incident.elements_in.values() for code in counts])


def codes_here(case: Case) -> list[str]:
    """Codes of residents; of everybody where the office does not ask for its residents alone."""
    exposed = case.plan.incident.elements_in
    here = set(exposed.get(case.residence, {})) if case.residence else set()
    codes = here or {code for counts in exposed.values() for code in counts}
    return [code for code in catalogue() if code in codes]


def elements_here(case: Case) -> Answer | None:
    return _names(codes_here(case))


def health_elements(case: Case) -> Answer | None:
    codes = [code for counts in case.plan.incident.elements_in.values() for code in counts]
    return _names([code for code in codes if catalogue()[code].family == "health"])


def phi_classes(case: Case) -> Answer | None:
    """The four classes of the HHS portal."""
    classes = {
        "health": "Clinical",
        "contact": "Demographic",
        "identity": "Demographic",
        "government_id": "Demographic",
        "financial": "Financial",
    }
    codes = {code for counts in case.plan.incident.elements_in.values() for code in counts}
    found = {classes.get(catalogue()[code].family, "Other") for code in codes}
    return Answer(", ".join(sorted(found))) if found else None


def people(case: Case) -> Answer | None:
    total = case.plan.incident.people
    return Answer(f"{total:,}", estimated=True) if total else None


def people_here(case: Case) -> Answer | None:
    """Residents; an estimate while some people's residence is not known."""
    if case.residence is None:
        return people(case)
    known = case.plan.incident.people_in
    row = case.obligation
    number = row["people"] if row and row["people"] is not None else known.get(case.residence, 0)
    return Answer(f"{number:,}", estimated=known.get(None, 0) > 0)


def having(case: Case, *codes: str) -> Answer | None:
    """People with one of these elements: at least the largest count, exact for a single element."""
    counts = [
        max((by.get(code, 0) for code in codes), default=0) for by in case.plan.incident.elements_in.values()
    ]
    return Answer(f"{sum(counts):,}", estimated=len(codes) > 1) if sum(counts) else None


def notified(case: Case) -> Answer | None:
    sent = [
        one.number
        for one in case.facts.incident.notified
        if one.recipient == "individuals" and one.jurisdiction in {None, case.residence}
    ]
    if None in sent:
        return None
    return Answer(f"{sum(number or 0 for number in sent):,}")


def letters(case: Case) -> Answer | None:
    return Answer(f"{len(case.plan.pieces):,}", estimated=True) if case.plan.pieces else None


def letter_method(_: Case) -> Answer:
    return Answer("Letter by first-class mail")


def letter_kind(_: Case) -> Answer:
    """In the words that offices have for it."""
    return Answer("Written")


def letter_date_end(case: Case) -> Answer | None:
    """The last day on which letters went, or the planned one: all go at once."""
    sent = [one.on for one in case.facts.incident.notified if one.recipient == "individuals"]
    return Answer(day(max(sent), "en")) if sent else letter_date(case)


def advice(case: Case) -> Answer | None:
    if not case.plan.classes:
        return None
    return Answer("As the letter to the people says; a sample of it is attached.")


def notice_plan(case: Case) -> Answer | None:
    date = letter_date(case)
    if date is None:
        return None
    plan = (
        f"Letters dated {date.value} will go out" if date.estimated else f"Letters went out on {date.value}"
    )
    return Answer(f"{plan} by first-class mail. The sample shows their content.", date.estimated)


def samples(case: Case) -> Answer | None:
    here = [group for group in case.plan.classes if case.residence in {None, group.reader.residence}]
    if not here:
        return None
    return Answer(f"Attached: {len(here)} variant(s) of the letter, without personal data.")


def substitute(case: Case) -> Answer | None:
    without = case.plan.left_out_in(case.residence)
    if not without:
        return Answer("No", estimated=True)
    return Answer(f"To be decided: {without:,} people cannot be reached by mail.", estimated=True)


def media(case: Case) -> Answer | None:
    """45 CFR 164.406: more than 500 residents of a state."""
    over = [code for code, number in case.plan.incident.people_in.items() if code and number > 500]
    names = [jurisdictions()[code] for code in over]
    return Answer(f"Yes: {listed(names, 'en')}" if over else "No", estimated=True)


def media_given(case: Case) -> Answer:
    sent = [one.on for one in case.facts.incident.notified if one.recipient == "media"]
    return Answer(f"Yes, on {day(min(sent), 'en')}") if sent else Answer("No", estimated=True)


def five_hundred(case: Case) -> Answer | None:
    """45 CFR 164.408: which of the two reports to the Secretary it is."""
    total = case.plan.incident.people
    return Answer("500 or more" if total >= 500 else "Fewer than 500", estimated=True) if total else None


def bureaus_notified(case: Case) -> Answer | None:
    sent = [one.on for one in case.facts.incident.notified if one.recipient == "consumer_reporting_agencies"]
    return Answer(f"Yes, on {day(min(sent), 'en')}" if sent else "Not yet")


def card_codes(case: Case) -> Answer:
    found = any("card_security_code" in counts for counts in case.plan.incident.elements_in.values())
    return Answer("yes" if found else "none found", estimated=not found)


def unknown_yet(case: Case) -> Answer:
    open_facts = sorted({path for gap in case.plan.gaps for path in gap.ask})
    return Answer("; ".join(open_facts) or "Nothing known to be missing.", estimated=True)
