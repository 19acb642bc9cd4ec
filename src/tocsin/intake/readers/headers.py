"""Is the first row of a table its header? Decided by shapes of values and by the words people use for
columns.

A wrong "yes" hides one person's row among the labels, a wrong "no" costs the labels of a whole table. So a
row with anything in it that looks like a value is no header, and a row is a header only with evidence for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

from tocsin.intake.readers.base import words

MAX_LABEL_CHARS = 80
MAX_LOOKED_AT = 50

_VALUE = re2.compile(
    r"^(?:"
    r"[-+$€£(]*\s*[0-9][0-9.,\s]*[%)]?"  # numbers, amounts
    r"|.*[0-9]{3,}.*"  # identifiers
    r"|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*"  # dates
    r"|[^\s@]+@[^\s@]+\.[^\s@]+"  # mail addresses
    r"|(?i:true|false|null|none|n/a|\\n)"
    r"|https?://.*"
    r")$"
)
_ENDS_IN_NUMBER = re2.compile(r"^[A-Za-z][A-Za-z _.]*[0-9]{1,2}$|^(?:19|20)[0-9]{2}$")
_WORDS = re2.compile(r"[A-Z]+[a-z]*|[a-z]+")
_IDENTIFIER = re2.compile(r"^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+$|^[a-z]+(?:[A-Z][a-z0-9]*)+$")

LABEL_WORDS = words(
    """
    account acct addr address adresse age amount apellido apellidos apt authority balance bank bday
    beneficiary bin birth birthdate birthday blood branch business card cardholder carrier cc cell charge
    child city ciudad claim class client code comment comments company contact correo count country county
    courriel created currency customer cvc cvv date day dea deceased deductible department dependent dept
    description diag diagnosis direccion direct division dl dob doctor dod dosage driver drug due ein
    eligibility email emp employee employer employment encounter end ethnicity event exp expiration expires
    expiry family fax fecha fein female file first firstname fname full fullname geburtsdatum gender given
    grade group guardian hash height hire hired home hospital house iban icd id identification identifier
    income insurance insured insurer ip issue issued item itin job key kind labs language last lastname
    licence license lname location login maiden mail male manager marital mbi medicaid medicare medication
    member memo method middle mobile modified month mother mrn nachname nacimiento naissance name national
    nationality next no nom nombre note notes npi num number occupation office order organisation
    organization ort owner pais pan parent parents partner passport passwd password path patient pay payee
    payer payment payroll percent person phone physician pin place plan plate plz policy position postal
    postcode prenom price primary procedure product provider province pwd quantity race rate reason record
    ref reference region relation relationship religion result role room routing salary salt school score
    secret sequence serial service sex signed sin social source spouse ssn st staff start state status
    strasse street student subject subscriber suffix surname swift tax taxid team tel telefon telefono
    telephone test tin title token total transaction treatment type uid unit updated url user userid
    username value vendor ville vin visit vorname wage wages website weight work year zip zipcode
    """
)


def is_value(cell: str) -> bool:
    """True for a cell that holds a datum rather than the name of a column."""
    cell = cell.strip()
    return bool(_VALUE.match(cell)) and not _ENDS_IN_NUMBER.match(cell)


def has_label_word(cell: str) -> bool:
    """True for ``Date of birth``, ``cust_ssn``, ``lastName``: words of columns about people."""
    found = {word.lower() for word in _WORDS.findall(cell.strip())}
    return bool(found & LABEL_WORDS) and len(found) <= 8


def is_header(first: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether ``first`` names the columns of ``following`` (a sample of the rows below is enough)."""
    labels = [cell.strip() for cell in first]
    filled = [label for label in labels if label]
    if not filled or any(is_value(label) or len(label) > MAX_LABEL_CHARS for label in filled):
        return False
    if len(filled) < max(1, len(labels) // 2) or len(set(filled)) < 0.6 * len(filled):
        return False
    named = sum(has_label_word(label) or bool(_IDENTIFIER.match(label)) for label in filled)
    if named >= max(1, len(filled) / 2):
        return not _repeats_below(labels, following)
    return _shapes_differ(labels, following[:MAX_LOOKED_AT])


def _repeats_below(labels: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """A "label" that is among the values of its own column is a value (``Street``, ``State`` as street
    types).
    """
    if len(labels) > 2:
        return False
    return any(
        label and any(column < len(row) and row[column].strip() == label for row in following[:MAX_LOOKED_AT])
        for column, label in enumerate(labels)
    )


def _shapes_differ(labels: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Some column holds values (numbers, dates, addresses) under a label that is none."""
    for column, label in enumerate(labels):
        below = [row[column] for row in following if column < len(row) and row[column].strip()]
        if label and below and sum(map(is_value, below)) >= 0.8 * len(below):
            return True
    return False
