"""Answers about the organisation and its incident. Each gives None when the fact is not yet known."""

from __future__ import annotations

from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Contact, Role
from tocsin.notices.case import Answer, Case
from tocsin.notices.fields import day, listed, postal
from tocsin.notices.letterplan import OWED
from tocsin.notices.offices import FBI_LIST, USSS_LIST, field_offices

KINDS = {
    "hacking": "Someone broke into our computer network.",
    "ransomware": "Someone broke into our computer network and locked our files with ransomware.",
    "email_compromise": "Someone got into an e-mail account of our business without permission.",
    "lost_device": "A device that held personal information was lost.",
    "theft": "Property that held personal information was stolen.",
    "insider": "A person who worked for us took or opened personal information without permission.",
    "vendor": "A company that handles information for us had a data breach.",
    "misdirected": "Personal information was sent to the wrong person by mistake.",
    "paper": "Papers with personal information got into the wrong hands.",
}


def what_happened(case: Case) -> Answer | None:
    incident = case.facts.incident
    first = incident.description or KINDS.get(incident.kind or "")
    if not first:
        return None
    more = []
    if incident.intrusion.acquired:
        more.append("Files were copied.")
    elif incident.intrusion.accessed:
        more.append("Files were opened.")
    if incident.how_discovered:
        more.append(f"How it was discovered: {incident.how_discovered}")
    return Answer(" ".join([first, *more]))


def kind(case: Case) -> Answer | None:
    kind = case.facts.incident.kind
    return Answer(kind.replace("_", " ")) if kind else None


def use(case: Case) -> Answer | None:
    seen = case.facts.incident.harm.misuse_seen
    if seen is None:
        return None
    return Answer("Misuse has been seen." if seen else "No misuse has been seen so far.", estimated=not seen)


def period(case: Case) -> Answer | None:
    dates = case.facts.incident.dates
    known = [day(value, "en") for value in dict.fromkeys((dates.occurred_from, dates.occurred_to)) if value]
    return Answer(" to ".join(known), estimated=dates.occurred_to is None) if known else None


def period_sentence(case: Case) -> Answer | None:
    dates = case.facts.incident.dates
    known = [day(value, "en") for value in dict.fromkeys((dates.occurred_from, dates.occurred_to)) if value]
    if not known:
        return None
    when = f"between {known[0]}, and {known[1]}" if len(known) == 2 else f"on {known[0]}"
    return Answer(f"The breach took place {when}.", estimated=dates.occurred_to is None)


def exposure_time(case: Case) -> Answer | None:
    known, found = period(case), case.facts.incident.dates.discovered
    if known is None:
        return None
    return Answer(f"{known.value}; discovered {day(found, 'en')}" if found else known.value, known.estimated)


def delayed(case: Case) -> Answer | None:
    holds = case.facts.incident.holds
    if holds is None:
        return None
    return Answer(
        f"Yes, at the request of {listed([hold.agency for hold in holds], 'en')}" if holds else "No"
    )


def location(case: Case) -> Answer | None:
    systems = case.facts.incident.systems
    return Answer(listed(systems, "en")) if systems else None


def encryption(case: Case) -> Answer | None:
    protection = case.facts.incident.protection
    if protection.encrypted is None:
        return None
    if not protection.encrypted:
        return Answer("Not encrypted.")
    key = {
        True: "The key was taken too.",
        False: "The key was not taken.",
        None: "Not known whether the key was taken.",
    }
    return Answer(f"Encrypted. {key[protection.key_taken]}", estimated=protection.key_taken is None)


def whose_systems(case: Case) -> Answer | None:
    kind = case.facts.incident.kind
    if kind is None:
        return None
    return Answer(
        "A vendor’s systems." if kind == "vendor" else f"Systems of {case.facts.organisation.name}."
    )


def medium(case: Case) -> Answer | None:
    medium = case.facts.incident.medium
    words = {
        "computerised": "Electronic",
        "paper": "Paper",
        "paper_from_computer": "Paper that came from a computer",
        "removable_media": "Electronic (removable media)",
        "other": "Other",
    }
    return Answer(words[medium]) if medium else None


def all_actions(case: Case) -> Answer | None:
    incident = case.facts.incident
    taken, planned = list(incident.actions_taken), list(incident.actions_planned)
    return Answer(" ".join(_sentence(text) for text in [*taken, *planned])) if taken or planned else None


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def restored(case: Case) -> Answer | None:
    dates = case.facts.incident.dates
    parts = [("contained on", dates.contained), ("restored on", dates.system_restored)]
    known = [f"{word} {day(value, 'en')}" for word, value in parts if value]
    return Answer(f"The incident was {', '.join(known)}.") if known else None


def law_enforcement(case: Case) -> Answer | None:
    known = case.facts.incident.law_enforcement
    if known is None:
        return None
    names = [contact.organisation or contact.name or "an agency" for contact in known]
    number = case.facts.incident.police_report_number
    report = f" Report number {number}." if number else ""
    return Answer(f"Yes: {listed(names, 'en')}.{report}" if names else "Not engaged.")


def services(case: Case) -> Answer | None:
    services = case.facts.incident.services
    if not services.provider or services.months is None:
        return None
    how = f" {_sentence(services.enrolment)}" if services.enrolment else ""
    return Answer(f"{services.months} months from {services.provider}, free of charge.{how}")


def _reach(contact: Contact, organisation: str = "") -> Answer | None:
    name = ", ".join(
        part for part in (contact.name, contact.title, contact.organisation or organisation) if part
    )
    ways = [part for part in (contact.phone, contact.email) if part]
    return Answer(", ".join([name, *ways])) if name and ways else None


def contact(case: Case) -> Answer | None:
    return _reach(case.facts.organisation.contact)


def submitter(case: Case) -> Answer | None:
    return _reach(case.facts.organisation.contact, case.facts.organisation.name)


def submitter_relation(case: Case) -> Answer:
    """As stated; else what follows from the contact being the organisation's own."""
    said = case.plan.incident.statements.get("submitter_relation")
    return Answer(said) if said else Answer("Works for the entity", estimated=True)


def submitter_firm(case: Case) -> Answer:
    organisation = case.facts.organisation
    firm = organisation.contact.organisation
    return Answer(firm) if firm and firm != organisation.name else Answer("None", estimated=True)


def filing_contact(case: Case) -> Answer | None:
    """Counsel where there is one, else the organisation's contact."""
    return counsel(case) or contact(case)


def law_enforcement_contact(case: Case) -> Answer | None:
    known = [_reach(one) for one in case.facts.incident.law_enforcement or ()]
    return Answer("; ".join(one.value for one in known if one)) if any(known) else None


def hold_contact(case: Case) -> Answer | None:
    holds = case.facts.incident.holds
    return Answer("No delay was asked for.") if holds == [] else None


def fbi_office(case: Case) -> Answer | None:
    """By the state of the organisation's address; the list is a copy, so that it must be confirmed."""
    offices = field_offices().get(case.facts.organisation.address.state or "", ())
    words = "; ".join(f"{one.city}, {one.phone} ({one.covers})" for one in offices)
    return Answer(f"{words}. Confirm before calling: {FBI_LIST}", estimated=True) if offices else None


def secret_service_office(_: Case) -> Answer:
    """No list of its offices by state was found in a citable source: only where to look."""
    return Answer(f"Find it at {USSS_LIST}", estimated=True)


def cyber_incident(case: Case) -> Answer | None:
    kind = case.facts.incident.kind
    if kind in {"hacking", "ransomware", "email_compromise"}:
        return Answer("Yes")
    return Answer("No") if kind in {"lost_device", "theft", "misdirected", "paper"} else None


def services_offered(case: Case) -> Answer | None:
    months = case.facts.incident.services.months
    return None if months is None else Answer("Yes" if months else "No")


def story_and_steps(case: Case) -> Answer | None:
    told, done = what_happened(case), all_actions(case)
    return Answer(" ".join(one.value for one in (told, done) if one)) if told else None


def discovery_end(case: Case) -> Answer | None:
    found = case.facts.incident.dates.discovered
    return Answer(day(found, "en"), estimated=True) if found else None


def report_type(case: Case) -> Answer:
    """A form that lists its kinds of report has the choice in its own words (``filling.py``)."""
    made = case.earlier is not None
    return Answer("Supplement to an earlier report" if made else "Initial report")


def other_regulators(case: Case) -> Answer | None:
    return _offices(case, frozenset({"regulator", "law_enforcement"}))


def federal_reports(case: Case) -> Answer | None:
    return _offices(case, frozenset({"regulator"}), place="US")


def _offices(case: Case, recipients: frozenset[str], place: str = "") -> Answer | None:
    """Other offices that must be told, or were, as far as the law is known to ask for it."""
    own = case.obligation["office"] if case.obligation else None
    rows = case.plan.obligations.select(["recipient", "status", "office", "jurisdiction"]).to_pylist()
    names = [
        row["office"]
        for row in rows
        if row["recipient"] in recipients
        and row["status"] in OWED | {"done"}
        and row["office"] not in {None, own}
        and place in {"", row["jurisdiction"]}
    ]
    return Answer("; ".join(dict.fromkeys(names)) or "None known", estimated=True)


def covered_entity(case: Case) -> Answer | None:
    """A business associate files for the entities whose data it held."""
    organisation, owners = case.facts.organisation, case.facts.incident.data_owners
    if organisation.is_role(Role.HIPAA_COVERED_ENTITY) or not owners:
        return Answer(organisation.name, estimated=not organisation.is_role(Role.HIPAA_COVERED_ENTITY))
    return Answer("; ".join(owner.name for owner in owners))


def counsel(case: Case) -> Answer | None:
    counsel = case.facts.organisation.counsel
    return _reach(counsel) if counsel else None


def organisation(case: Case) -> Answer | None:
    organisation = case.facts.organisation
    parts = (organisation.name, postal(organisation.address), organisation.kind)
    return Answer("; ".join(part for part in parts if part))


def organisation_address(case: Case) -> Answer | None:
    address = postal(case.facts.organisation.address)
    return Answer(address) if address else None


def hipaa_filer(case: Case) -> Answer | None:
    organisation = case.facts.organisation
    if organisation.is_role(Role.HIPAA_COVERED_ENTITY):
        if case.facts.incident.kind == "vendor":
            return Answer("Covered entity filing because its business associate had the breach")
        return Answer("Covered entity filing for itself")
    if organisation.is_role(Role.HIPAA_BUSINESS_ASSOCIATE):
        return Answer("Business associate filing for a covered entity")
    return None


def ransom(case: Case) -> Answer | None:
    incident = case.facts.incident
    if incident.intrusion.ransomware is False:
        return Answer("No ransomware.")
    paid = incident.dates.ransom_paid
    parts = [
        f"demand: {incident.ransom_demand}" if incident.ransom_demand else "",
        f"wallets: {', '.join(incident.wallet_addresses)}" if incident.wallet_addresses else "",
        f"paid on {day(paid, 'en')}" if paid else "",
    ]
    return Answer("; ".join(part for part in parts if part)) if any(parts) else None


def place(case: Case) -> Answer | None:
    return Answer(jurisdictions()[case.residence]) if case.residence else None


def phone(case: Case) -> Answer | None:
    number = case.facts.organisation.toll_free or case.facts.organisation.contact.phone
    return Answer(number) if number else None
