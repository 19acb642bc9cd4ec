"""What a policy says, as data: the same rows for every quote, so that they can be compared.

Policies differ in meaning more than in limits: letters counted in people or in dollars, inside the aggregate
limit or beside it; a waiting period that only decides whether anything is paid, or that is itself a
retention; one retention an event or one an agreement; a share of the loss that stays with the insured.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.model.yamlfile import read_yaml
from tocsin.risk.agreements import INTERRUPTIONS, Agreement

Money = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Waiting(_Form):
    """hours that must pass before an interruption is paid, and what they then mean.

    qualifier: once they have passed, the loss counts from the first hour. retention: the loss of these hours
    stays with the insured where it is more than the retention in money.
    """

    hours: Money
    as_: Literal["qualifier", "retention"] = Field(alias="as")


class Cover(_Form):
    """One insuring agreement as bought.

    limit: dollars for the policy year, None: only the policy's aggregate limit. each_event: dollars for one
    event. people: the limit in people told instead of dollars (for letters). retention: dollars an event
    the insured bears, None: the policy's. insured_share: of what is above the retention; the rest is
    coinsurance. outside: does not erode the aggregate limit. longest_hours: of an interruption that is paid.
    clause: where the policy says so.
    """

    limit: Money | None = None
    each_event: Money | None = None
    people: Money | None = None
    retention: Money | None = None
    insured_share: Share = 1.0
    outside: bool = False
    waiting: Waiting | None = None
    longest_hours: Money | None = None
    clause: str = ""


class Shared(_Form):
    """One limit that several agreements use up together in a policy year, such as fraud of every kind."""

    agreements: Annotated[tuple[Agreement, ...], Field(min_length=2)]
    limit: Money
    clause: str = ""


class Condition(_Form):
    """Something the insured must do.

    within_days: from learning of the event, where the policy gives a number. words: the policy's own, such
    as "as soon as practicable". Nothing is assumed where it is silent.
    """

    words: str
    clause: str
    within_days: Annotated[int, Field(gt=0)] | None = None
    to: str = ""


class Conditions(_Form):
    """What cover hangs on beside money.

    notice, proof_of_loss: when and to whom. consent: agreements under which nothing may be spent before the
    insurer agrees, with the clause. panel: vendors that the insurer has agreed to beforehand.
    """

    notice: Condition | None = None
    proof_of_loss: Condition | None = None
    consent: dict[Agreement, str] = Field(default_factory=dict)
    panel: tuple[str, ...] = ()


class Policy(_Form):
    """A quote or a policy in force.

    aggregate: most that is paid in a policy year, dollars. retention: dollars an event.
    retentions: ``single``: one for all agreements of an event, the highest that applies; ``each``: every
    agreement its own. number: of a policy in force. shared: limits that agreements have together.
    defence: whether the costs of defence use up the limits. trigger: an event must be discovered, or a claim
    made, in the policy's time. retroactive: what began before this day is not paid; ``full``: no such day.
    The last three are compared as terms; the losses that are simulated hold no dates and no split of defence.
    """

    name: str
    premium: Money
    aggregate: Money
    retention: Money
    retentions: Literal["single", "each"] = "single"
    covers: dict[Agreement, Cover] = Field(min_length=1)
    shared: tuple[Shared, ...] = ()
    defence: Literal["inside", "outside"] = "inside"
    trigger: Literal["discovered", "claims_made"] | None = None
    retroactive: date | Literal["full"] | None = None
    conditions: Conditions = Conditions()
    number: str = ""
    notes: str = ""

    @model_validator(mode="after")
    def _sensible(self) -> Policy:
        for agreement, cover in self.covers.items():
            if cover.people is not None and agreement is not Agreement.NOTIFICATION:
                raise ValueError(f"{agreement}: only letters are counted in people")
            timed = cover.waiting is not None or cover.longest_hours is not None
            if timed and agreement not in INTERRUPTIONS:
                raise ValueError(f"{agreement}: only an interruption has hours")
        shared = [agreement for one in self.shared for agreement in one.agreements]
        for agreement in shared:
            if agreement not in self.covers:
                raise ValueError(f"{agreement}: a shared limit of an agreement that is not bought")
        for one in self.shared:
            if len({self.covers[agreement].outside for agreement in one.agreements}) > 1:
                raise ValueError("agreements in one shared limit must all stand inside or all outside")
        if len(set(shared)) < len(shared):
            raise ValueError("an agreement can be in one shared limit only")
        return self

    def retention_of(self, agreement: Agreement) -> float:
        """Dollars an event that the insured bears under an agreement."""
        own = self.covers[agreement].retention
        return self.retention if own is None else own


class PolicyError(ValueError):
    """A policy file cannot be used. The message says what to change."""


def read_policy(path: Path) -> Policy:
    """Raises PolicyError."""
    try:
        return Policy.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise PolicyError(f"{path}: {error}") from error
