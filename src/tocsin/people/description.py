"""The one description of how two mentions are compared. Splink's settings (on Spark) are made from it, and
what is compared in columns (``outcomes``) is held to it by tests.

m: how often two mentions of one person look so; u: how often two mentions of different people do.
Start values of m are set by hand, after looking at the pseudopeople sample; not measured. From a thousand
mentions on they are learned again from the data at hand, the start values counting as some pairs. u of
numbers follows from how many values there are; u of names and addresses is replaced by the frequency of the
value itself (term frequency).
"Missing" is no evidence, never agreement: every comparison is null unless both sides say something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison, tried in order. frequency: column whose value frequency replaces u."""

    name: str
    sql: str
    m: float
    u: float
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; ``missing`` is the SQL for "one side says nothing"."""

    field: str
    missing: str
    levels: tuple[Level, ...]

    @property
    def column(self) -> str:
        """Name of the comparison in Splink."""
        return self.field.replace(" ", "_").replace("-", "_")


def _either_null(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _digits_off(column: str) -> str:
    """SQL: how many places differ in two strings of the same length, 99 if the lengths differ."""
    return (
        f"CASE WHEN length({column}_l) = length({column}_r) THEN hamming({column}_l, {column}_r) ELSE 99 END"
    )


_BOTH_TAX_NUMBERS = "ssn9_l IS NOT NULL AND ssn9_r IS NOT NULL"
_BOTH_BIRTH_DATES = "dob_l IS NOT NULL AND dob_r IS NOT NULL"
_DAY_AND_MONTH_SWAPPED = (
    "left(dob_l, 4) = left(dob_r, 4) "
    "AND substr(dob_l, 6, 2) = right(dob_r, 2) AND right(dob_l, 2) = substr(dob_r, 6, 2)"
)
_NEIGHBOURS_SWAPPED = "damerau_levenshtein(ssn9_l, ssn9_r) <= 1"


def _mail_part(side: str, part: int) -> str:
    return f"split_part(email_{side}, '@', {part})"


def _few_letters_off(part: int) -> str:
    """SQL: at most one letter in four differs in this part of the e-mail addresses."""
    one, other = _mail_part("l", part), _mail_part("r", part)
    return f"4 * levenshtein({one}, {other}) <= length({one})"


def _without_letters(part: str) -> str:
    """SQL of no one dialect: the digits of a mailbox name."""
    return f"translate({part}, 'abcdefghijklmnopqrstuvwxyz._-+', '')"


_SAME_DIGITS = f"{_without_letters(_mail_part('l', 1))} = {_without_letters(_mail_part('r', 1))}"
# ann.lee17 and ann.lee18 are two mailboxes; ann.lee17 and an.lee17 are one, misspelt.
_MAILBOX_SLIP = f"{_few_letters_off(1)} AND {_few_letters_off(2)} AND {_SAME_DIGITS}"

COMPARISONS: tuple[Compare, ...] = (
    Compare(
        "first name",
        _either_null("first"),
        (
            Level("same", "first_l = first_r", 0.93, 0.006, "first"),
            Level(
                "initial",
                "least(length(first_l), length(first_r)) = 1 AND left(first_l, 1) = left(first_r, 1)",
                0.005,
                0.004,
            ),
            Level("slip", "jaro_winkler_similarity(first_l, first_r) >= 0.90", 0.03, 0.004),
            Level("nickname", "list_has_any(firsts_l, firsts_r)", 0.015, 0.004),
            Level(
                "middle or last",
                "first_l = middle_r OR first_r = middle_l OR (first_l = last_r AND first_r = last_l)",
                0.005,
                0.001,
            ),
            Level("different", "ELSE", 0.015, 0.98),
        ),
    ),
    Compare(
        "last name",
        _either_null("last"),
        (
            Level("same", "last_l = last_r", 0.94, 0.001, "last"),
            Level("slip", "jaro_winkler_similarity(last_l, last_r) >= 0.90", 0.025, 0.002),
            Level("part of a double name", "list_has_any(lasts_l, lasts_r)", 0.01, 0.001),
            Level("swapped", "first_l = last_r AND first_r = last_l", 0.002, 0.0002),
            Level("different", "ELSE", 0.023, 0.9958),
        ),
    ),
    Compare(
        "middle name",
        _either_null("middle"),
        (
            Level("same", "middle_l = middle_r AND length(middle_l) > 1", 0.15, 0.006),
            Level("same initial", "left(middle_l, 1) = left(middle_r, 1)", 0.81, 0.07),
            Level("different", "ELSE", 0.04, 0.924),
        ),
    ),
    Compare(
        "suffix",
        _either_null("suffix"),
        (Level("same", "suffix_l = suffix_r", 0.97, 0.4), Level("different", "ELSE", 0.03, 0.6)),
    ),
    Compare(
        "tax number",
        f"NOT ({_BOTH_TAX_NUMBERS})",
        (
            Level("same", "ssn9_l = ssn9_r", 0.94, 1e-6),
            Level("one slip", f"{_digits_off('ssn9')} <= 1 OR {_NEIGHBOURS_SWAPPED}", 0.025, 2e-6),
            Level("two slips", f"{_digits_off('ssn9')} <= 2", 0.003, 1e-5),
            Level("different", "ELSE", 0.032, 1.0),
        ),
    ),
    Compare(
        "last four",
        f"({_BOTH_TAX_NUMBERS}) OR {_either_null('ssn4')}",
        (
            Level("same", "ssn4_l = ssn4_r", 0.955, 1.2e-4),
            Level("one slip", f"{_digits_off('ssn4')} <= 1", 0.015, 3.6e-3),
            Level("different", "ELSE", 0.03, 0.996),
        ),
    ),
    Compare(
        "birth date",
        f"NOT ({_BOTH_BIRTH_DATES})",
        (
            Level("same", "dob_l = dob_r", 0.93, 4.5e-5),
            Level("one slip", f"{_digits_off('dob')} <= 1 OR ({_DAY_AND_MONTH_SWAPPED})", 0.04, 1.2e-3),
            Level("two slips", f"{_digits_off('dob')} <= 2", 0.008, 0.012),
            Level("same year", "yob_l = yob_r", 0.006, 0.01),
            Level("different", "ELSE", 0.016, 0.977),
        ),
    ),
    Compare(
        "birth year",
        f"({_BOTH_BIRTH_DATES}) OR {_either_null('yob')}",
        (Level("same", "yob_l = yob_r", 0.965, 0.015), Level("different", "ELSE", 0.035, 0.985)),
    ),
    Compare(
        "address",
        _either_null("street_key"),
        (
            Level("same", "street_key_l = street_key_r", 0.82, 2e-4, "street_key"),
            Level(
                "slip",
                "jaro_winkler_similarity(street_key_l, street_key_r) >= 0.92 "
                "AND (house_l = house_r OR zip5_l = zip5_r)",
                0.05,
                4e-4,
            ),
            Level("different", "ELSE", 0.13, 0.9994),
        ),
    ),
    Compare(
        "ZIP code",
        "street_key_l IS NOT NULL AND street_key_r IS NOT NULL OR zip5_l IS NULL OR zip5_r IS NULL",
        (Level("same", "zip5_l = zip5_r", 0.85, 1e-3, "zip5"), Level("different", "ELSE", 0.15, 0.999)),
    ),
    Compare(
        "city",
        "street_key_l IS NOT NULL AND street_key_r IS NOT NULL OR zip5_l IS NOT NULL AND zip5_r IS NOT NULL "
        f"OR {_either_null('city_key')}",
        (
            Level("same", "city_key_l = city_key_r", 0.8, 0.02, "city_key"),
            Level("slip", "jaro_winkler_similarity(city_key_l, city_key_r) >= 0.90", 0.03, 0.004),
            Level("different", "ELSE", 0.17, 0.976),
        ),
    ),
    Compare(
        "e-mail address",
        _either_null("email"),
        (
            Level("same", "email_l = email_r", 0.7, 1e-5),
            Level("slip", _MAILBOX_SLIP, 0.04, 5e-3),
            Level("different", "ELSE", 0.26, 0.995),
        ),
    ),
    Compare(
        "telephone number",
        _either_null("phone"),
        (Level("same", "phone_l = phone_r", 0.7, 4e-5), Level("different", "ELSE", 0.3, 1.0)),
    ),
    Compare(
        "other number",
        "NOT list_has_any(ids_l, ids_r)",
        (Level("same", "list_has_any(ids_l, ids_r)", 0.9, 1e-5), Level("different", "ELSE", 0.1, 1.0)),
    ),
)

BLOCKS: dict[str, tuple[str, str]] = {
    "b_ssn": ("ssn9", "left(first, 1)"),
    "b_ssn4_first": ("ssn4 || left(first, 1)", "left(last, 2)"),
    "b_ssn4_last": ("ssn4 || left(last, 3)", "left(first, 1)"),
    "b_dob_first": ("dob || left(first, 1)", "left(last, 1)"),
    "b_dob_last": ("dob || left(last, 3)", "left(first, 1)"),
    "b_name": (
        "least(first, last) || ' ' || greatest(first, last)",
        "coalesce(left(middle, 1), yob, house, ssn4)",
    ),
    "b_address_first": ("street_key || ' ' || left(first, 1)", "left(last, 2)"),
    "b_address_last": ("street_key || ' ' || left(last, 3)", "left(first, 1)"),
    "b_house_name": ("house || ' ' || last || left(first, 1)", "zip5"),
    "b_zip_name": ("zip5 || ' ' || last || left(first, 1)", "left(first, 2)"),
    "b_ssn5_name": ("left(ssn9, 5) || left(last, 3)", "left(first, 1)"),
    "b_email": ("email", "left(first, 1)"),
    "b_mailbox": ("split_part(email, '@', 1)", "left(last, 2)"),
    "b_phone": ("phone || left(first, 1)", "left(last, 2)"),
    "b_last_initials": ("last || ' ' || left(first, 1) || left(middle, 1)", "left(first, 3)"),
    "b_first_initials": ("first || ' ' || left(last, 1) || left(middle, 1)", "left(last, 3)"),
}
"""Pairs are compared only if they agree in one of these keys. A key of more than BLOCK_CAP profiles is joined
with the second key; what is then still larger is left out and counted."""

BLOCK_CAP = 60


def splink_settings(prior: float, m: dict[tuple[str, str], float]) -> dict[str, Any]:
    """Splink settings of the description. m: by comparison and level, learned values for the start values."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "pid",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 12,
        "em_convergence": 0.001,
        "comparisons": [_comparison(one, m) for one in COMPARISONS],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": f"l.{key} = r.{key}"} for key in BLOCKS],
    }


def _comparison(compare: Compare, m: dict[tuple[str, str], float]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": compare.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in compare.levels:
        entry: dict[str, Any] = {
            "sql_condition": level.sql,
            "label_for_charts": level.name,
            "m_probability": m.get((compare.column, level.name), level.m),
            "u_probability": level.u,
        }
        if level.frequency:
            entry["tf_adjustment_column"] = level.frequency
            entry["tf_adjustment_weight"] = 1.0
        levels.append(entry)
    return {
        "output_column_name": compare.column,
        "comparison_levels": levels,
    }
