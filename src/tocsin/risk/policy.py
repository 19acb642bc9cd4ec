"""What a policy says, as data: the same rows for every quote, so that they can be compared.

Policies differ in meaning more than in limits: letters counted in people or in dollars, inside the aggregate
limit or beside it; a waiting period that only decides whether anything is paid, or that is itself a
retention; one retention an event or one an agreement; a share of the loss that stays with the insured.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

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


class Policy(_Form):
    """A quote or a policy in force.

    aggregate: most that is paid in a policy year, dollars. retention: dollars an event.
    retentions: ``single``: one for all agreements of an event, the highest that applies; ``each``: every
    agreement its own.
    """

    name: str
    premium: Money
    aggregate: Money
    retention: Money
    retentions: Literal["single", "each"] = "single"
    covers: dict[Agreement, Cover] = Field(min_length=1)
    notes: str = ""

    @model_validator(mode="after")
    def _sensible(self) -> Policy:
        for agreement, cover in self.covers.items():
            if cover.people is not None and agreement is not Agreement.NOTIFICATION:
                raise ValueError(f"{agreement}: only letters are counted in people")
            timed = cover.waiting is not None or cover.longest_hours is not None
            if timed and agreement not in INTERRUPTIONS:
                raise ValueError(f"{agreement}: only an interruption has hours")
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
        return Policy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise PolicyError(f"{path}: {error}") from error
