"""The facts of an organisation and its incident, as the law asks for them.

``None`` means *not yet known* everywhere; it is never "no". In the facts file (``incident.yaml``) it is
written ``unknown`` or left out. A list that is ``None`` is not yet known, an empty list is "none".
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tocsin.model.elements import catalogue, jurisdictions

UNKNOWN_WORDS = frozenset({"", "unknown", "not yet known", "don't know yet", "don't know"})


def _unknown_is_none(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() in UNKNOWN_WORDS:
        return None
    if isinstance(value, dict):
        return {key: _unknown_is_none(item) for key, item in value.items()}
    return value


def _known_place(value: Any) -> Any:
    """YAML reads a bare NO as false; people write codes in small letters."""
    if value is False:
        value = "NO"
    if isinstance(value, str):
        value = value.strip().upper()
        if value not in jurisdictions():
            raise ValueError(
                f"'{value}' is not a place Tocsin knows; use a postal code such as AZ (ZZ: another country)"
            )
    return value


def _known_element(value: Any) -> Any:
    if isinstance(value, str) and value not in catalogue():
        raise ValueError(f"'{value}' is not in the catalogue of data elements; `tocsin elements` lists them")
    return value


YesNo = bool | None
Day = date | None
Count = Annotated[int, Field(ge=0)] | None
Words = str | None
Place = Annotated[str, BeforeValidator(_known_place)]
MaybePlace = Place | None
ElementCode = Annotated[str, BeforeValidator(_known_element)]


class Fact(BaseModel):
    """Base of all facts: unknown keys are refused, because a misspelt fact would be a silent "unknown"."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    @model_validator(mode="before")
    @classmethod
    def _read_unknown(cls, values: Any) -> Any:
        return _unknown_is_none(values)


class Role(StrEnum):
    """What the organisation is in the eyes of a law. A business may be several at once."""

    HIPAA_COVERED_ENTITY = "hipaa_covered_entity"
    HIPAA_BUSINESS_ASSOCIATE = "hipaa_business_associate"
    PERSONAL_HEALTH_RECORD_VENDOR = "personal_health_record_vendor"
    PART_2_PROGRAM = "part_2_program"
    LICENSED_HEALTH_FACILITY = "licensed_health_facility"
    GLBA_FINANCIAL_INSTITUTION = "glba_financial_institution"
    BANK = "bank"
    CREDIT_UNION = "credit_union"
    INSURANCE_LICENSEE = "insurance_licensee"
    NYDFS_COVERED_ENTITY = "nydfs_covered_entity"
    SEC_REGISTRANT = "sec_registrant"
    SEC_REGULATION_SP = "sec_regulation_sp"
    TELECOM_CARRIER = "telecom_carrier"
    TAX_PREPARER = "tax_preparer"
    CONSUMER_REPORTING_AGENCY = "consumer_reporting_agency"
    INFORMATION_BROKER = "information_broker"
    GOVERNMENT_AGENCY = "government_agency"
    SCHOOL = "school"
    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"
    CARD_MERCHANT = "card_merchant"
    EMPLOYER = "employer"


class Address(Fact):
    """A postal address, one line per field as it goes on an envelope."""

    street: Words = None
    city: Words = None
    state: MaybePlace = None
    postal_code: Words = None
    country: Words = None


class Contact(Fact):
    """A person or desk that can be reached."""

    name: Words = None
    title: Words = None
    organisation: Words = None
    phone: Words = None
    email: Words = None
    website: Words = None
    address: Address = Field(default_factory=Address)


class Organisation(Fact):
    """The business that has to answer for the incident.

    roles: role → yes / no / unknown; a role that is not listed is unknown.
    licensed_in: for roles a state grants (insurance_licensee, bank …), where.
    domicile: the state under whose law it is organised (an insurer's domicile, a producer's home state).
    employees: head count, all places together.
    """

    name: str = Field(min_length=1)
    parent_company: Words = None
    kind: Words = None
    employer_identification_number: Words = None
    address: Address = Field(default_factory=Address)
    contact: Contact = Field(default_factory=Contact)
    toll_free: Words = None
    employees: Count = None
    roles: dict[Role, YesNo] = Field(default_factory=dict)
    licensed_in: dict[Role, list[Place]] = Field(default_factory=dict)
    domicile: MaybePlace = None
    written_security_program: YesNo = None
    counsel: Contact | None = None
    insurer: Contact | None = None

    def is_role(self, role: Role) -> bool | None:
        """Whether the organisation has this role: True, False, or None when not yet known."""
        return self.roles.get(role)


class Dates(Fact):
    """Every moment that starts a clock somewhere. Only what is recorded counts; nothing is inferred.

    discovered: first day the incident was known to anyone of the business (or would have been with
        reasonable diligence). determined_breach: the day it was concluded that it is a breach under a law.
    """

    occurred_from: Day = None
    occurred_to: Day = None
    discovered: Day = None
    notified_by_vendor: Day = None
    reasonable_belief: Day = None
    determined_breach: Day = None
    determined_harm: Day = None
    scope_identified: Day = None
    materiality_determined: Day = None
    contained: Day = None
    system_restored: Day = None
    ransom_paid: Day = None


class Intrusion(Fact):
    """Who did what to the data."""

    accessed: YesNo = None
    acquired: YesNo = None
    used: YesNo = None
    released: YesNo = None
    intentional: YesNo = None
    good_faith_employee: YesNo = None
    returned_or_destroyed: YesNo = None
    recipients_known: YesNo = None
    ransomware: YesNo = None
    actor: Words = None


class Protection(Fact):
    """How the data was protected when it was taken."""

    encrypted: YesNo = None
    key_taken: YesNo = None
    redacted: YesNo = None
    method: Words = None


class HarmFindings(Fact):
    """What the risk-of-harm assessment found. None: not assessed yet."""

    misuse_seen: YesNo = None
    harm_reasonably_likely: YesNo = None
    investigated: YesNo = None
    law_enforcement_consulted: YesNo = None
    written_down_on: Day = None
    decided_by: Words = None


class HarmDecision(HarmFindings):
    """The assessment of harm under one law, in its own words: the record of a decision (not) to notify.

    rule: id of the rule (FL, US-HIPAA). What is not said here is as in ``incident.harm``.
    consulted: whom, and when.
    """

    rule: str = Field(min_length=2)
    decided_on: Day = None
    consulted: Words = None
    reasons: list[str] = Field(default_factory=list)


class Hold(Fact):
    """A request of law enforcement to wait with notices."""

    agency: str
    in_writing: YesNo = None
    requested_on: Day = None
    until: Day = None
    released_on: Day = None


class Notified(Fact):
    """A notice that has actually gone out; it replaces the planned date in every cascade.

    recipient: as in the obligations (individuals, regulator, consumer_reporting_agencies …).
    jurisdiction: None means everywhere. duty: id of the one duty it answers, None where it answers all alike.
    """

    recipient: str
    jurisdiction: MaybePlace = None
    office: Words = None
    duty: Words = None
    on: date
    number: Count = None
    confirmation: Words = None


class DataOwner(Fact):
    """Another business whose data was in the files (it must be told at once and then tells its people)."""

    name: str
    contact: Contact = Field(default_factory=Contact)
    relation: Words = None


class Services(Fact):
    """Identity services offered to the affected individuals."""

    provider: Words = None
    months: Count = None
    enrolment: Words = None
    enrolment_deadline: Day = None


class PeopleCount(Fact):
    """People known only by number: how many in one place with one set of elements."""

    residence: MaybePlace = None
    elements: list[ElementCode] = Field(min_length=1)
    people: Count = None
    minors: bool = False
    deceased: bool = False


IncidentKind = Literal[
    "hacking",
    "ransomware",
    "email_compromise",
    "lost_device",
    "theft",
    "insider",
    "vendor",
    "misdirected",
    "paper",
    "other",
]
Medium = Literal["computerised", "paper", "paper_from_computer", "removable_media", "other"]


class Incident(Fact):
    """What happened.

    answers: legal questions that no other fact answers, by the name the board shows after ``question.``
        (``account_opens_without_code: yes``).
    statements: what the organisation says in its own words where a form asks and no other fact answers, by
        the name its packet gives (``reason_for_delay: …``).
    """

    title: Words = None
    kind: IncidentKind | None = None
    description: Words = None
    how_discovered: Words = None
    medium: Medium | None = None
    data_of_others: YesNo = None
    own_data: YesNo = True
    dates: Dates = Field(default_factory=Dates)
    intrusion: Intrusion = Field(default_factory=Intrusion)
    protection: Protection = Field(default_factory=Protection)
    harm: HarmFindings = Field(default_factory=HarmFindings)
    decisions: list[HarmDecision] = Field(default_factory=list)
    holds: list[Hold] | None = None
    notified: list[Notified] = Field(default_factory=list)
    data_owners: list[DataOwner] | None = None
    services: Services = Field(default_factory=Services)
    actions_taken: list[str] = Field(default_factory=list)
    actions_planned: list[str] = Field(default_factory=list)
    law_enforcement: list[Contact] | None = None
    police_report_number: Words = None
    systems: list[str] = Field(default_factory=list)
    ransom_demand: Words = None
    wallet_addresses: list[str] = Field(default_factory=list)
    notifier_is_source: YesNo = True
    notice_cost_estimate: Count = None
    people: list[PeopleCount] | None = None
    answers: dict[str, YesNo] = Field(default_factory=dict)
    statements: dict[str, Words] = Field(default_factory=dict)


class Facts(Fact):
    """Everything the law is asked with. ``as_of`` is the day the answer is for."""

    organisation: Organisation
    incident: Incident = Field(default_factory=Incident)
    as_of: date | None = None

    @model_validator(mode="after")
    def _dates_fit(self) -> Facts:
        for message in contradictions(self.incident.dates):
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _decided_once(self) -> Facts:
        rules = [one.rule for one in self.incident.decisions]
        twice = sorted({rule for rule in rules if rules.count(rule) > 1})
        if twice:
            raise ValueError(f"there are two decisions under {twice[0]}; keep the one that stands")
        return self


def harm_under(facts: Facts, rule: str) -> Facts:
    """The facts as one law sees them: with the assessment of harm that was made under it, if there is one."""
    decision = next((one for one in facts.incident.decisions if one.rule == rule), None)
    if decision is None:
        return facts
    made = {name: getattr(decision, name) for name in HarmFindings.model_fields}
    found = facts.incident.harm.model_copy(update={name: v for name, v in made.items() if v is not None})
    return facts.model_copy(update={"incident": facts.incident.model_copy(update={"harm": found})})


def contradictions(dates: Dates) -> list[str]:
    """Sentences for every pair of recorded dates that cannot both be true."""
    order: list[tuple[str, str, str]] = [
        ("occurred_from", "occurred_to", "the incident ended ({b}) before it began ({a})"),
        ("occurred_from", "discovered", "the incident was discovered ({b}) before it occurred ({a})"),
        ("occurred_from", "determined_breach", "it was determined a breach ({b}) before it occurred ({a})"),
        (
            "discovered",
            "determined_breach",
            "it was determined a breach ({b}) before it was discovered ({a})",
        ),
        ("occurred_from", "contained", "it was contained ({b}) before it occurred ({a})"),
    ]
    found = []
    for first, second, sentence in order:
        a, b = getattr(dates, first), getattr(dates, second)
        if a and b and b < a:
            found.append(sentence.format(a=a.isoformat(), b=b.isoformat()) + "; correct one of the two dates")
    return found


def today(facts: Facts, now: datetime) -> date:
    """The day deadlines are compared with: ``as_of`` if the facts fix it, else the day of ``now``."""
    return facts.as_of or now.date()
