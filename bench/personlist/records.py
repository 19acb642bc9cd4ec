"""How a person is written in one file: the name's form, the slip of a pen, the old address, the missing field."""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

import datetime
from collections.abc import Sequence
from random import Random

from .population import SHORT, Person
from .truth import Ledger

HEADERS = {
    "name": "Name|full_name|Customer|member name|EMPLOYEE NAME",
    "rev": "Name (Last, First)|Name|EE Name|Patient",
    "first": "First Name|first_name|FNAME|Given name",
    "last": "Last Name|last_name|LNAME|Surname",
    "ssn": "SSN|social_security_number|EE_SSN|Soc Sec No|SS#",
    "date_of_birth": "DOB|birth_date|Date of Birth|BIRTHDT",
    "financial_account": "Account Number|acct_no|Bank Account|DD_ACCT",
    "income": "Annual Salary|salary|GrossPay|Wages",
    "medical_record_number": "MRN|medical_record_no|Chart No|PatientMRN",
    "medical_information": "Diagnosis|dx|Condition|PrimaryDx",
    "health_insurance_id": "Member ID|insurance_id|Subscriber No|InsMemberID",
    "medicare_medicaid_id": "Medicare ID|MBI|medicare_no|MEDICARE",
    "payment_card": "Card Number|cc_number|CreditCard|PAN",
    "drivers_license": "Driver License|dl_number|DL No|DRIVERS_LIC",
    "passport": "Passport No|passport_number|PassportNr|PASSPORT",
    "username": "Username|login|user_name|UserID",
    "password": "Password|passwd|pwd|PASS",
    "address": "Address|home_address|Mailing Address|ADDR",
    "street": "Street|address1|Street Address|ADDR1",
    "city": "City|city|Town|CITY",
    "state": "State|state|ST|STATE",
    "postal_code": "ZIP|zip_code|Postal Code|ZIPCODE",
    "email": "E-mail|email|Email Address|EMAIL",
    "phone": "Phone|phone_number|Mobile|TEL",
    "status": "Status|status|Record Status|STATUS",
}
"""What a column is called."""

ELEMENT_OF = {"email": "email_address", "phone": "phone_number"}
DATE_FORMS = ("%m/%d/%Y", "%Y-%m-%d", "%d-%b-%Y", "%B %d, %Y")


class Scribe:
    """Writes people into one file and keeps in the ledger what was written."""

    def __init__(self, r: Random, ledger: Ledger, file: str, *, old: bool = False) -> None:
        self.r, self.ledger, self.file, self.old = r, ledger, file, old
        self.date_form = r.choice(DATE_FORMS)
        self.dashes = r.random() < 0.7
        self.capitals = r.random() < 0.15
        self.headers = {key: r.choice(names.split("|")) for key, names in HEADERS.items()}
        self.wrong_ssn: dict[str, Person] = {}

    def record(self, person: Person, fields: Sequence[str], missing: float = 0.06) -> dict[str, str]:
        """The person's values for ``fields`` as they stand in this file; some are missing."""
        first, last = self._name(person)
        home = 0 if self.old else len(person.addresses) - 1
        keep_address = self.r.random() >= missing
        out: dict[str, str] = {}
        tying: dict[str, str] = {}
        for key in fields:
            if key in ("first", "last", "name", "rev"):
                out[key] = self._named(key, first, last, person)
            elif key in ("address", "street", "city", "state", "postal_code"):
                out[key] = self._placed(key, person, home) if keep_address else ""
                tying["home"] = str(home) if keep_address else ""
            elif key == "status":
                out[key] = "DECEASED" if person.deceased else "active"
                if person.deceased:
                    self.ledger.told_dead.add(person.id)
            else:
                out[key] = "" if self.r.random() < missing else self._value(key, person)
                tying[key] = self._own(key, person) if out[key] else ""
        self.ledger.mentioned(person.id, tying)
        self.ledger.names[person.id].add(f"{first} {last}")
        self.ledger.saw(person.id, self.file, "person_name", f"{first} {last}")
        return out

    def _name(self, person: Person) -> tuple[str, str]:
        r, first, last = self.r, person.first, person.last
        if first in SHORT and r.random() < 0.4:
            first = SHORT[first]
        if person.former_last and (self.old or r.random() < 0.25):
            last = person.former_last
        if r.random() < 0.02 and len(last) > 4:
            place = r.randrange(1, len(last) - 1)
            last = r.choice(
                [
                    last[:place] + last[place + 1 :],
                    last[:place] + last[place + 1] + last[place] + last[place + 2 :],
                ]
            )
        return first, last

    def _named(self, key: str, first: str, last: str, person: Person) -> str:
        tail = f" {person.suffix}" if person.suffix and self.r.random() < 0.4 else ""
        middle = f" {person.middle}." if self.r.random() < 0.15 else ""
        text = {
            "first": first,
            "last": last,
            "name": f"{first}{middle} {last}{tail}",
            "rev": f"{last}{tail}, {first}",
        }[key]
        return text.upper() if self.capitals else text

    def _placed(self, key: str, person: Person, home: int) -> str:
        address = person.addresses[home]
        self.ledger.homes[person.id].append(home)
        self.ledger.saw(person.id, self.file, "postal_address", address.line())
        return address.line() if key == "address" else getattr(address, key)

    def _own(self, key: str, person: Person) -> str:
        """The person's true value where it stands in this file; nothing if the file has somebody else's."""
        if key == "ssn" and person.id in self.wrong_ssn:
            return ""
        return getattr(person, key) if key in ("email", "phone") else person.values.get(key, "")

    def _value(self, key: str, person: Person) -> str:
        if key == "ssn" and person.id in self.wrong_ssn:
            other = self.wrong_ssn[person.id]
            self.ledger.wrong[person.id].add(f"ssn:{other.values['ssn']}")
            self.ledger.saw(other.id, self.file, "ssn", other.values["ssn"])
            return self._shown(key, other.values["ssn"])
        value = self._own(key, person)
        if value:
            self.ledger.saw(person.id, self.file, ELEMENT_OF.get(key, key), value)
        return self._shown(key, value)

    def _shown(self, key: str, value: str) -> str:
        if not value:
            return ""
        if key == "date_of_birth":
            return datetime.date.fromisoformat(value).strftime(self.date_form)
        if key == "ssn" and self.dashes:
            return f"{value[:3]}-{value[3:5]}-{value[5:]}"
        if key == "payment_card" and self.dashes:
            return " ".join(value[n : n + 4] for n in range(0, 16, 4))
        if key == "phone":
            return f"({value[:3]}) {value[3:6]}-{value[6:]}" if self.dashes else value
        return value
