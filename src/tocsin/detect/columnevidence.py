"""What speaks for each kind that a column can be: its header, its values, and then the columns around it.

Every piece of evidence has a weight in ``data/column_weights.yaml``; their sum is the log odds of the kind
against "nothing". The likeliest kind is taken if it is likelier than not. As columns are decided they become
evidence for those beside them, so that the table is gone through until nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tocsin.detect import dates
from tocsin.detect.column import PARTS, Column
from tocsin.detect.columncompany import Company
from tocsin.detect.columnprofile import Profile
from tocsin.detect.columnproofs import proofs
from tocsin.detect.columnvalues import shapes
from tocsin.detect.columnweights import shares, told, total, weights
from tocsin.detect.gazetteer import is_given, is_surname
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.kinds.financial import MASKED_NUMBER
from tocsin.detect.kinds.government import itin, last_four, ssn_cell
from tocsin.detect.labels import NOTHING, Label, label_of
from tocsin.detect.personname import looks_like_name

_ROLE_NUMBERS = {
    "patient": "medical_record_number",
    "employee": "employee_id",
    "student": "student_id",
    "member": "health_insurance_id",
}
_BROAD_NUMBERS = {"itin": 9, "other_tax_id": 9, "other_government_id": 11}
"""Labels under which Social Security numbers stand too (``TIN``, ``National ID``), and their least length
there: with dashes where a label names numbers of all countries."""

_WORDS_ONLY = frozenset({"given", "family", "family2", "city", "state", "suffix", "maiden", "country"})
"""Parts that are written without digits."""

_ROUNDS = 5
"""Times that a table is gone through; what is not settled then never is."""

_SURE = 0.9
"""Kinds whose values under their label are a person's at least so often say nothing against a probability."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind that a column can be.

    column: the column as it would be.
    evidence: names of what speaks for and against it, the columns around it left out.
    share: of the values that pass the test.
    shown: how the header and the values are put in words.
    """

    column: Column
    evidence: tuple[str, ...]
    share: float = 1.0
    shown: str = ""


def cell_reader(column: Column) -> Callable[[str], str | None]:
    """The reader for the cells of a column with a kind."""
    if column.field == "ssn":
        return ssn_cell
    if column.field == "date_of_birth":
        order = column.order
        return lambda text: dates.birth(text, order)
    return KINDS[column.field].read


def _also_fits(field: str, text: str) -> bool:
    """Other forms of a value that a column of this field holds: masked, hashed, the other taxpayer number."""
    if field in ("ssn", "itin"):
        return bool(itin(text) or ssn_cell(text) or last_four(text))
    if field in ("payment_card", "financial_account"):
        return bool(MASKED_NUMBER.fullmatch(text))
    if field == "password":
        return password_hash(text) is not None or set(text) == {"*"}
    return False


def _fit(column: Column, profile: Profile) -> tuple[str, float]:
    """How well the values fit the kind that the header says, and their share."""
    if not profile.size:
        return "no_values", 1.0
    read = cell_reader(column)
    share = profile.rate(lambda text: read(text) is not None or _also_fits(column.field, text))
    for name, least in (("fits_all", 0.95), ("fits_most", 0.8), ("fits_half", 0.4)):
        if share >= least:
            return name, share
    return "fits_few", share


_CONDITION = re.compile(
    r".|(?:in)?activ[oae]|bajas?|altas?|vigente|suspendid[oa]|jubilad[oa]|pendiente|cerrad[oa]|abiert[oa]"
    r"|fallecid[oa]|vacaciones|licencia|closed|open|pending",
    re.IGNORECASE,
)


def _is_no_state(text: str) -> bool:
    """A code of one letter or a condition: ``Estado`` is both a state and what state somebody is in."""
    return _CONDITION.fullmatch(text) is not None


def _is_name_part(text: str) -> bool:
    return is_given(text) or is_surname(text) or looks_like_name(text)


def quoted(header: str, label: Label) -> str:
    """The header for a reason; not where it may be a value itself."""
    if label.exact and sum(c.isdigit() for c in header) < 3:
        return f"column \u201c{' '.join(header.split())}\u201d"
    return "column with a known header"


def order_of(header: str, values: Sequence[str]) -> dates.Order:
    """Day or month first: the values decide, else the header's own words (``dd/mm/yyyy``)."""
    if dates.order_of(values) == "dmy" or "dd/mm" in header.lower().replace("-", "/"):
        return "dmy"
    return "mdy"


def _names(header: str, label: Label, profile: Profile) -> str:
    """Whether values are names, under a header that says so."""
    if profile.numbered > 0.5 and (label.field == "person_name" or label.field in _WORDS_ONLY):
        return "numbers_for_names"
    if label.field == "state" and profile.rate(_is_no_state, 0.6):
        return "no_states"
    if label.field != "person_name" or not profile.size:
        return "part"
    if label.whose and label.exact:
        return "part"
    share = profile.rate(_is_name_part)
    broad = label.role and not label.whose and " " not in header.replace("_", " ").strip()
    if share >= (0.4 if broad or not label.exact else 0.15):
        return "names_listed"
    return "names_unlisted"


def _labelled(index: int, header: str, label: Label, profile: Profile) -> list[Candidate]:
    """The kinds that a known header speaks for."""
    column = Column(index, label.field, label.whose, label.role, by_header=True)
    known = "header" if label.exact else "header_words"
    if label.field == NOTHING:
        return _contact(column, header, profile)
    if label.field in PARTS:
        found = [Candidate(column, (known, _names(header, label, profile)), shown=quoted(header, label))]
        return found + _role_number(column, header, label, profile)
    if label.field == "password" and profile.rate(lambda t: password_hash(t) is not None, 0.5) > 0.5:
        column = replace(column, field="password_hash")
    least = _BROAD_NUMBERS.get(label.field)
    if least and profile.size and profile.rate(lambda t: len(t) >= least and ssn_cell(t), 0.9):
        column = replace(column, field="ssn")
    if label.field == "date_of_birth" and order_of(header, profile.values) == "dmy":
        column = replace(column, order="dmy")
    fit, share = _fit(column, profile)
    shown = f"{quoted(header, label)}, {KINDS[column.field].shape}"
    return [Candidate(column, (known, fit), share, shown), *_contact(column, header, profile)]


def _role_number(column: Column, header: str, label: Label, profile: Profile) -> list[Candidate]:
    """``Patient`` over numbers is the patient's number."""
    field = _ROLE_NUMBERS.get(header.strip().lower())
    if field is None or not profile.size or profile.rate(KINDS[field].read, 0.9) == 0:
        return []
    shown = f"{quoted(header, label)}, {KINDS[field].shape}"
    return [Candidate(replace(column, field=field), ("role_over_numbers",), shown=shown)]


def _contact(column: Column, header: str, profile: Profile) -> list[Candidate]:
    """``Contact`` or ``Account name`` over names is a person, whatever else the words can mean."""
    if header.strip().lower() != "contact" and column.field != "username":
        return []
    if profile.rate(looks_like_name, 0.5) == 0:
        return []
    person = Column(column.index, "person_name", by_header=True)
    return [Candidate(person, ("contact_over_names",), shown=quoted(header, Label("")))]


def _candidates(index: int, header: str | None, label: Label | None, profile: Profile) -> list[Candidate]:
    found = _labelled(index, header, label, profile) if header and label else []
    if not profile.size:
        return found
    said = list(proofs(profile))
    if label is None and not said:
        said += shapes(profile, accounts=header is None)
    against = _against(header, label)
    for field, name, share in said:
        at = next((n for n, one in enumerate(found) if one.column.field == field), None)
        if at is not None:
            found[at] = replace(found[at], evidence=(*found[at].evidence, name))
            continue
        order = dates.order_of(profile.values) if field == "date_of_birth" else "mdy"
        column = Column(index, field, order=order)
        found.append(Candidate(column, (*against, name), share))
    return found


def _against(header: str | None, label: Label | None) -> tuple[str, ...]:
    """What a header says against a kind that only the values speak for."""
    if header is None:
        return ()
    if label is None:
        return ("header_unknown",)
    return ("header_of_nothing",) if label.field == NOTHING else ("header_of_other",)


def candidates(header: Sequence[str] | None, profiles: Sequence[Profile]) -> list[list[Candidate]]:
    """The kinds that each column can be, from its own header and values."""
    found = []
    for index, profile in enumerate(profiles):
        text = None if header is None else header[index] if index < len(header) else ""
        found.append(_candidates(index, text, label_of(text) if text else None, profile))
    return found


def company_of(fields: list[str], profiles: list[Profile], able: list[list[Candidate]]) -> Company:
    """The columns around a column, of a table as far as it is decided."""
    return Company(fields, profiles, [[one.column.field for one in found] for found in able])


def decided(header: Sequence[str] | None, profiles: list[Profile], taken: dict[int, Column]) -> list[Column]:
    """The likeliest kind of every column with its probability and reason.

    taken: columns that are known already.
    """
    able = candidates(header, profiles)
    columns = [taken.get(index, Column(index)) for index in range(len(profiles))]
    company = company_of([column.field for column in columns], profiles, able)
    open_columns = [index for index, found in enumerate(able) if found and index not in taken]
    bases = {index: [total(one.evidence, weights().of) for one in able[index]] for index in open_columns}
    for _ in range(_ROUNDS):
        before = list(company.fields)
        for index in open_columns:
            columns[index] = _likeliest(able[index], bases[index], company)
            field = columns[index].field
            company.fields[index] = "" if field == NOTHING else field
        if company.fields == before:
            break
        open_columns = [i for i in open_columns if not all(one.column.by_header for one in able[i])]
    return [_nothing(column, header) for column in columns]


def around(one: Candidate, company: Company) -> list[str]:
    """What the other columns say of a kind; a header that names it needs nobody's word."""
    column = one.column
    return [] if column.by_header else list(company.says(column.index, column.field, one.evidence))


_LEAST = 0.6
"""Probability from which a column is told a kind. Between this and a half, columns of numbers of goods and of
codes of a program's own are most of what is left."""
_LEAST_OF = {"username": 0.5, "income": 0.5}
"""A log-in or a pay does little harm by itself; without the log-in the secrets beside it are nobody's."""


def _likeliest(able: Sequence[Candidate], bases: Sequence[float], company: Company) -> Column:
    of = weights().of
    beside = [around(one, company) for one in able]
    likely = shares([base + total(more, of) for base, more in zip(bases, beside, strict=True)])
    best = max(range(len(likely)), key=likely.__getitem__)
    one, probability = able[best], likely[best]
    if probability < _LEAST_OF.get(one.column.field, _LEAST):
        return Column(one.column.index)
    reason = told((*one.evidence, *beside[best]), one.share)
    reason = ", ".join(filter(None, (one.shown, reason)))
    kept = one.column
    sure = round(_held(kept, probability), 3)
    return Column(kept.index, kept.field, kept.whose, kept.role, sure, reason, kept.order, kept.by_header)


def _held(column: Column, probability: float) -> float:
    """How likely a value is an element of a person: some labels often are of things (plates, pictures)."""
    probability = min(probability, 0.99)
    if not column.by_header or column.field in PARTS:
        return probability
    often = KINDS[column.field].confidence
    return probability if often >= _SURE else probability * often


def _nothing(column: Column, header: Sequence[str] | None) -> Column:
    """A column that its header calls something else is known to be nothing."""
    if column.field or header is None or column.index >= len(header):
        return column
    label = label_of(header[column.index])
    if label is None or label.field != NOTHING:
        return column
    return Column(column.index, NOTHING, label.whose, label.role, by_header=True)
