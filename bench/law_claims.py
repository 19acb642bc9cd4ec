"""What public data sets say of breach laws, one adapter a set: raw text in, ``{place: Claimed}`` out.

Places are the ids of our rule files (``PA``, ``US-HIPAA``). A set is only compared with, never a source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

NO_NUMBER = "no number"
EVERYONE = "everyone"

FIELDS = {
    "individuals_days": "days to individuals",
    "office": "office told at all",
    "office_people": "people for the office",
    "office_days": "days to the office",
    "bureaus": "bureaus told at all",
    "bureaus_people": "people for the bureaus",
    "vendor_days": "vendor's days",
    "harm": "harm test",
    "encryption": "encrypted data exempt",
    "key": "not exempt if the key was taken",
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one party says of one law. None: says nothing; it is not compared.

    Days are whole numbers (business days too) or ``no number``; people are ``>500``, ``>=500``, ``500`` where
    the party does not say which, or ``everyone``; the rest are ``yes`` or ``no``.
    """

    individuals_days: str | None = None
    office: str | None = None
    office_people: str | None = None
    office_days: str | None = None
    bureaus: str | None = None
    bureaus_people: str | None = None
    vendor_days: str | None = None
    harm: str | None = None
    encryption: str | None = None
    key: str | None = None

    def says(self) -> dict[str, str]:
        """The fields that are not silent."""
        pairs = ((name, getattr(self, name)) for name in FIELDS)
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True)
class DataSet:
    """Where a public set is to be had, and how it is read. file: its path inside the repository."""

    option: str
    repository: str
    file: str
    read: Callable[[str], dict[str, Claimed]]


def yes_no(value: Any) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def _number(value: int | None) -> str:
    return str(value) if value else NO_NUMBER


# --- USDataBreachApp ---------------------------------------------------------------------------------------


def usdatabreachapp(text: str) -> dict[str, Claimed]:
    """A list of laws; 0 days means no number, the comparator of a threshold stands in its description."""
    return {row["stateCode"]: _app_row(row) for row in json.loads(text)}


def _app_row(row: Mapping[str, Any]) -> Claimed:
    office = row["agNotificationIsRequired"]
    bureaus = row["craNotificationIsRequired"]
    return Claimed(
        individuals_days=_number(row["individualNotificationTimelineDays"]),
        office=yes_no(office),
        office_people=_app_people(row, "ag") if office else None,
        office_days=_number(row["agNotificationTimelineDays"]) if office else None,
        bureaus=yes_no(bureaus),
        bureaus_people=_app_people(row, "cra") if bureaus else None,
        vendor_days=_number(row["vendorNotificationTimelineDays"]),
        harm=yes_no(row["riskOfHarmAnalysisCanEliminateNotification"]),
        encryption=yes_no(row["exemptionEncryptionSafeHarbor"]),
        key=yes_no(row["exemptionEncryptionSafeHarborNegatedIfKeyCompromised"]),
    )


def _app_people(row: Mapping[str, Any], who: str) -> str:
    number = row[f"{who}NotificationThreshold"] or 0
    words = row[f"{who}NotificationThresholdDescription"]
    if number <= 1:
        return EVERYONE
    if re.search(r"or more|at least", words):
        return f">={number}"
    return f">{number}" if re.search(r"more than|exceed", words) else str(number)


# --- US-law-mcp --------------------------------------------------------------------------------------------

_FEDERAL = {"HIPAA": "US-HIPAA", "GLBA": "US-FTC-SAFEGUARDS", "CIRCIA": "US-CIRCIA"}
_OFFICE = r"(?:AG|state regulator|Office of Consumer Protection)"


def us_law_mcp(text: str) -> dict[str, Claimed]:
    """Rows with a day number, a target (both or individuals) and one sentence that has the rest."""
    found = {}
    for row in json.loads(text)["requirements"]:
        if (row["category"], row["subcategory"]) != ("breach_notification", "timeline"):
            continue
        place = row["jurisdiction"].removeprefix("US-")
        if place != "FED":
            found[place] = _mcp_state(row)
        elif row["law_short_name"] in _FEDERAL:
            found[_FEDERAL[row["law_short_name"]]] = _mcp_federal(row)
    return found


def _mcp_state(row: Mapping[str, Any]) -> Claimed:
    words = row["summary_text"]
    return Claimed(
        individuals_days=_number(row["notification_days"]),
        office=yes_no(row["notification_target"] == "both"),
        office_people=_plus(words, rf"{_OFFICE}[^;]*? (?:if|for) ([\d,]+)\+"),
        office_days=_first(words, rf"{_OFFICE} within (\d+) (?:business )?days"),
        bureaus="yes" if "consumer reporting agencies" in words else None,
        bureaus_people=_plus(words, r"consumer reporting agencies if ([\d,]+)\+"),
    )


def _mcp_federal(row: Mapping[str, Any]) -> Claimed:
    """HIPAA's number is for the people; the other two are told to an office only."""
    if row["law_short_name"] == "HIPAA":
        return Claimed(individuals_days=str(row["notification_days"]))
    people = _plus(row["summary_text"], r"of ([\d,]+)\+ people")
    return Claimed(office_days=str(row["notification_days"]), office_people=people)


def _first(words: str, pattern: str) -> str | None:
    found = re.search(pattern, words)
    return found[1].replace(",", "") if found else None


def _plus(words: str, pattern: str) -> str | None:
    number = _first(words, pattern)
    return f">={number}" if number else None


# --- breach-notification-engine ----------------------------------------------------------------------------

_ENGINE_PLACES = {
    "USA (Federal)": "US-CIRCIA",
    "EU": "EU-GDPR",
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "District of Columbia": "DC", "Florida": "FL", "Georgia": "GA",
    "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS",
    "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA",
    "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT",
    "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM",
    "New York": "NY", "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK",
    "Oregon": "OR", "Pennsylvania": "PA", "Puerto Rico": "PR", "Rhode Island": "RI", "South Carolina": "SC",
    "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip


def breach_engine(text: str) -> dict[str, Claimed]:
    """One deadline a law; it is the people's unless the law tells an office only, or it says «to AG»."""
    rows = json.loads(text)["regulations"]
    return {_ENGINE_PLACES[row["jurisdiction"]]: _engine_row(row) for row in rows}


def _engine_row(row: Mapping[str, Any]) -> Claimed:
    days = _number(row["deadline_hours"] // 24)
    words = row["deadline_description"]
    to_people = row["requires_consumer_notice"] is True and "to AG" not in words
    business = _first(words, r"(\d+) Business Days")
    people = _first(f"{words} {row.get('threshold', '')}", r">(\d+)")
    office = row["requires_regulator_notice"]
    also_office = office and ("Regulator" in words or not to_people)
    return Claimed(
        individuals_days=days if to_people else None,
        office=yes_no(office),
        office_people=f">{people}" if people else None,
        office_days=(business or days) if also_office else None,
    )


# --- breach-notification-clock -----------------------------------------------------------------------------

_CLOCK_PLACES = {"euId": "EU-GDPR", "caId": "CA"}


def breach_clock(text: str) -> dict[str, Claimed]:
    """The few demo rules that the server seeds: ``await db.insert(rules).values({...})``."""
    found: dict[str, dict[str, str]] = {}
    for block in re.findall(r"insert\(rules\)\.values\(\{(.*?)\n\s*\}\)", text, flags=re.DOTALL):
        place = _CLOCK_PLACES[_first(block, r"jurisdiction_id: (\w+)") or ""]
        hours = _first(block, r"deadline_hours: (\d+)")
        days = _number(int(hours) // 24 if hours else None)
        claimed = found.setdefault(place, {})
        if "category: 'regulator'" in block:
            claimed.update(office="yes", office_days=days)
        else:
            claimed.update(individuals_days=days)
    return {place: Claimed(**claimed) for place, claimed in found.items()}


SETS = (
    DataSet("usdatabreachapp", "AlexNetCC/USDataBreachApp", "public/laws.json", usdatabreachapp),
    DataSet("us-law-mcp", "Ansvar-Systems/US-law-mcp", "data/seed/classifications.json", us_law_mcp),
    DataSet("engine", "codyjkeller/breach-notification-engine", "config/regulations.json", breach_engine),
    DataSet("clock", "The-Thought-Magician/breach-notification-clock", "backend/src/index.ts", breach_clock),
)
