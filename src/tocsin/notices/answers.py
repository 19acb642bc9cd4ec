"""The register of worked-out answers: what a form may name with ``@`` as the source of a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin.notices import incident_answers as incident
from tocsin.notices import people_answers as people
from tocsin.notices.case import Answer, Case

ANSWERS: Mapping[str, Callable[[Case], Answer | None]] = {
    "what_happened": incident.what_happened,
    "kind": incident.kind,
    "use": incident.use,
    "period": incident.period,
    "period_sentence": incident.period_sentence,
    "exposure_time": incident.exposure_time,
    "letter_date": people.letter_date,
    "letter_method": people.letter_method,
    "delayed": incident.delayed,
    "location": incident.location,
    "encryption": incident.encryption,
    "whose_systems": incident.whose_systems,
    "medium": incident.medium,
    "elements": people.elements,
    "elements_here": people.elements_here,
    "each_letter": lambda _: Answer("Each letter names the elements of its own recipient."),
    "health_elements": people.health_elements,
    "phi_classes": people.phi_classes,
    "people": people.people,
    "people_here": people.people_here,
    "people_with_tax_data": lambda case: people.having(case, "tax_information"),
    "people_with_accounts": lambda case: people.having(case, "financial_account", "iban"),
    "people_with_cards": lambda case: people.having(case, "payment_card"),
    "card_codes": people.card_codes,
    "notified": people.notified,
    "letters": people.letters,
    "separate_list": lambda _: Answer("A separate list, encrypted, made at export."),
    "notice_plan": people.notice_plan,
    "samples": people.samples,
    "substitute": people.substitute,
    "media": people.media,
    "all_actions": incident.all_actions,
    "restored": incident.restored,
    "law_enforcement": incident.law_enforcement,
    "services": incident.services,
    "bureaus_notified": people.bureaus_notified,
    "contact": incident.contact,
    "submitter": incident.submitter,
    "counsel": incident.counsel,
    "organisation": incident.organisation,
    "organisation_address": incident.organisation_address,
    "report_type": lambda _: Answer("Initial report", estimated=True),
    "hipaa_filer": incident.hipaa_filer,
    "ransom": incident.ransom,
    "unknown_yet": people.unknown_yet,
    "none": lambda _: Answer("None: this document names no affected person."),
    "place": incident.place,
    "phone": incident.phone,
}
