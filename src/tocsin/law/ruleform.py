"""The form of a rule file, as pydantic models: what a lawyer may write, and what must not be missing.

The loader (``book.py``) first lets ``valid``, ``status``, ``stale_after`` and ``source`` flow down from the
enclosing block, then validates with these models. Every block that carries a legal value is a ``Block``:
without validity, status, source and expiry it is refused.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, model_validator


class LegalStatus(StrEnum):
    """How firm a value is. Only ``in_force`` and ``enacted`` ever give a legal deadline."""

    IN_FORCE = "in_force"
    ENACTED = "enacted"
    PROPOSED = "proposed"
    CONTRACTUAL = "contractual"
    GUIDANCE = "guidance"
    UNCERTAIN = "uncertain"

    @property
    def binds(self) -> bool:
        """Whether a deadline under it is a legal deadline."""
        return self in (LegalStatus.IN_FORCE, LegalStatus.ENACTED)


def _words(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_words), Field(min_length=3)]
Raw = Any
"""A condition as written; the loader parses it (see ``conditions.py``)."""


class Form(BaseModel):
    """Base: unknown keys are refused, because a misspelt key would be a rule that is silently not there."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Source(Form):
    """Where a value was read.

    url: address of the official text or, for charts, of the page. read_via: the copy actually read, where the
    official page could not be opened. words: the few operative words, or a close paraphrase.
    """

    citation: Text
    kind: Literal["statute", "regulation", "regulator", "case", "contract", "chart", "article"]
    url: HttpUrl
    read_via: HttpUrl | None = None
    read_on: date
    words: Text


class Valid(Form):
    """When a value applies. ``to`` is the last day, None means open. ``by``: which day decides."""

    from_: date = Field(alias="from")
    to: date | None = None
    by: Literal["discovery", "occurrence", "notice"] = "discovery"

    @model_validator(mode="after")
    def _ordered(self) -> Valid:
        if self.to is not None and self.to < self.from_:
            raise ValueError("`to` is before `from`")
        return self


class Block(Form):
    """Anything that carries a legal value."""

    valid: Valid
    status: LegalStatus
    stale_after: date
    source: list[str] = Field(min_length=1)
    words: str = ""
    settle: str = ""
    """What would settle it; required when the status is uncertain."""
    dissent: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _uncertain_says_how(self) -> Block:
        if self.status is LegalStatus.UNCERTAIN and not self.settle:
            raise ValueError("an uncertain value must say what would `settle` it")
        return self


class Contested(Block):
    """A block for which `dissent:` must be written out, even if nobody disagrees (an empty list)."""

    dissent: list[Text]


class Scope(Contested):
    """Whom the law binds."""

    when: Raw
    resident: str = ""
    words: Text


class Breach(Contested):
    """What counts as a breach: formula over the intrusion, exceptions, medium (empty list: any form)."""

    trigger: Raw
    except_: Raw = Field(default=False, alias="except")
    medium: list[Literal["computerised", "paper", "paper_from_computer", "removable_media", "other"]]
    words: Text


class Protection(Block):
    """When encrypted, redacted or hashed data does not count."""

    encryption: Literal["exempt", "exempt_unless_key_taken", "no_exemption"]
    redaction: Literal["exempt", "not_mentioned"]
    hashed: Literal["ask", "counts_as_encrypted", "counts_as_plain"]
    standard: str = ""


class ElementSet(Contested):
    """One formula of data elements. ``people``: a condition on the group (patients, employees …)."""

    id: str
    name: Literal["required", "not_needed", "any_identifier"]
    any: list[Raw] = Field(min_length=1)
    people: Raw = True
    protection: Protection | None = None


class Harm(Contested):
    """The risk-of-harm test.

    exempt_when: condition under which the duties in ``switches_off`` fall away.
    test ``presumption``: as long as it is not shown, the duty stands (unknown is "due", not "depends").
    keep_start: path of the day from which the years of keeping run; ``keep_from`` says it in words.
    """

    test: Literal["none", "in_definition", "condition", "exemption_after_investigation", "presumption"]
    exempt_when: Raw = False
    decided_by: str = ""
    consult: str = ""
    written: Literal["required", "not_mentioned"] = "not_mentioned"
    keep_years: int | None = None
    keep_from: str = ""
    keep_start: str = "incident.harm.written_down_on"
    file_with: str = ""
    switches_off: list[str]
    words: Text


class Threshold(Block):
    """How many people make the duty. lt/le make a duty for small breaches only."""

    gt: int | None = None
    ge: int | None = None
    lt: int | None = None
    le: int | None = None
    base: Literal["residents_affected", "residents_to_be_notified", "all_affected", "customers_affected"]
    scope: Literal["state", "total", "each_state"]
    at_one_time: bool = False

    @model_validator(mode="after")
    def _one_comparator(self) -> Threshold:
        if sum(number is not None for number in (self.gt, self.ge, self.lt, self.le)) != 1:
            raise ValueError("a threshold has exactly one of gt, ge, lt, le")
        return self


class Clock(Block):
    """A deadline. Either start + amount + unit, or one of earlier_of / later_of with two or more clocks.

    start: events, ``facts.Dates`` names, ``sent:<duty>``, ``sent:<rule>.<duty>``, ``year_end:<event>``.
    choose: which of several recorded start events counts.
    """

    start: list[str] = Field(default_factory=list)
    choose: Literal["earliest", "latest", "first_recorded"] = "earliest"
    amount: int | None = None
    unit: Literal["hours", "calendar_days", "business_days", "months", "none"] = "none"
    open_standard: str = ""
    weekend: Literal["stays", "next_business_day"] = "stays"
    earlier_of: list[Clock] = Field(default_factory=list)
    later_of: list[Clock] = Field(default_factory=list)

    @model_validator(mode="after")
    def _complete(self) -> Clock:
        if self.earlier_of or self.later_of:
            return self
        if not self.start:
            raise ValueError("a clock needs a start event")
        if (self.unit == "none") != (self.amount is None):
            raise ValueError("a clock with a unit needs an amount, and one without has none")
        if self.unit == "none" and not self.open_standard:
            raise ValueError("a clock without a number needs its `open_standard` in words")
        return self


class Hold(Block):
    """Delay at the request of law enforcement.

    after_days: time the law gives after the release. after_if_late: only if the deadline passed meanwhile.
    oral_limit_days: how long an oral request lasts.
    """

    who: Text
    in_writing: Literal["required", "not_required", "required_or_documented"]
    after_days: int = 0
    after_if_late: bool = False
    oral_limit_days: int | None = None


class Extension(Block):
    """More time: a number of days if ``when`` is yes, or words only (days: null)."""

    days: int | None
    when: Raw = False
    words: Text


class Conditional(Form):
    """Slots that are required (``add``) or forbidden only on a condition about facts or the person's data."""

    when: Raw
    add: list[str] = Field(default_factory=list)
    forbid: list[str] = Field(default_factory=list)
    words: str = ""


class Content(Block):
    """What the document must say, must not say, and may say."""

    required: list[str]
    forbidden: list[str] = Field(default_factory=list)
    conditional: list[Conditional] = Field(default_factory=list)
    optional: list[str] = Field(default_factory=list)


class Substitute(Form):
    """Notice by other means: when, by which means, how long."""

    when: Text
    means: list[str] = Field(min_length=1)


class Channel(Block):
    """How the notice may go."""

    methods: list[str] = Field(min_length=1)
    never: list[str] = Field(default_factory=list)
    substitute: list[Substitute] = Field(default_factory=list)


class Service(Block):
    """Identity services that must be offered: how long, for which elements, on which condition."""

    months: int
    what: Text
    elements: Raw
    only_if: Raw = True


class Instead(Block):
    """Compliance with another regime, attached to one duty. ``people``: whom it takes care of, if not all.

    exempt: the duty falls away. deemed_compliant: it falls away while the duty ``by`` is due or done.
    content_only: the duty stays, its content follows the other regime.
    """

    regime: Text
    when: Raw
    effect: Literal["exempt", "deemed_compliant", "content_only"]
    people: Raw = True
    by: str | None = None
    words: Text

    @model_validator(mode="after")
    def _by_what(self) -> Instead:
        if self.effect == "deemed_compliant" and not self.by:
            raise ValueError("deemed_compliant needs `by`: the obligation that replaces this one")
        return self


class Order(Form):
    """When this notice goes in relation to another duty."""

    relation: Literal["before", "with", "after", "no_later_than"]
    duty: str


Recipient = Literal[
    "individuals",
    "regulator",
    "consumer_reporting_agencies",
    "media",
    "data_owner",
    "law_enforcement",
    "card_brands",
    "acquiring_bank",
    "insurer",
    "other",
]


class Duty(Contested):
    """One duty: whom to tell, when it exists, by when, with what."""

    id: str
    title: Text
    recipient: Recipient
    office: str | None = None
    role: Literal["owner", "maintainer", "any"]
    when: Raw = True
    requires: list[str] = Field(default_factory=list)
    people: Threshold | None = None
    clock: list[Clock] = Field(min_length=1)
    order: list[Order] = Field(default_factory=list)
    hold: Hold | None = None
    extension: list[Extension] = Field(default_factory=list)
    content: Content | None = None
    form: str | None = None
    channel: Channel | None = None
    services: list[Service] = Field(default_factory=list)
    instead: list[Instead] = Field(default_factory=list)
    ignores: list[Literal["trigger", "elements", "harm", "protection", "people"]] = Field(
        default_factory=list
    )


class Note(Block):
    """Penalties and private rights: information, dated."""

    words: Text


class OfficeEntry(Form):
    """An office as it is written; the fields are explained at the head of ``offices.yaml``."""

    name: Text
    source: HttpUrl
    verified_on: date | None
    expires: date
    address: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    portal: str = ""
    confirm_before_sending: bool = False


class RuleForm(Form):
    """A whole rule file.

    earlier: the time before ``valid``: there was no such law, or its text is not recorded here.
    reach: whom the file concerns: `residents` (people of the place are affected) or `organisation` (it has a
        licence or registration there, wherever the people live).
    offices: the offices of this place, by key. asks: legal questions only this law asks, by key.
    """

    id: str
    jurisdiction: str
    name: Text
    people_are: Text
    law: Text
    valid: Valid
    status: LegalStatus
    stale_after: date
    earlier: Literal["not_recorded", "no_law"] = "not_recorded"
    reach: Literal["residents", "organisation"] = "residents"
    sources: dict[str, Source] = Field(min_length=1)
    offices: dict[str, OfficeEntry] = Field(default_factory=dict)
    asks: dict[str, Text] = Field(default_factory=dict)
    scope: Scope
    breach: Breach
    protection: Protection
    elements: list[ElementSet]
    harm: Harm
    duties: list[Duty] = Field(min_length=1)
    penalties: list[Note] = Field(default_factory=list)
    private_right: list[Note] = Field(default_factory=list)
