"""The comparisons of ``description``, for many pairs at once: which level of each applies.

What the description says in SQL stands here in columns of codes; tests hold the two together. Equality is
that of the codes; what is measured is measured once for each two values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein
from rapidfuzz.process import cpdist

from tocsin.people.coded import Coded, Codes
from tocsin.people.description import COMPARISONS
from tocsin.people.profiles import Flags, Numbers
from tocsin.people.sights import Ragged, products

Levels = npt.NDArray[np.int8]
Test = Callable[[Numbers], Flags]
"""Of the pairs in these places those that are so alike."""

_DOB_LENGTH = 10


class Pairs:
    """Pairs of things, by their numbers, and their fields side by side."""

    def __init__(self, things: Coded, left: Codes, right: Codes) -> None:
        self.things, self.left, self.right = things, left, right
        self._sides: dict[str, tuple[Codes, Codes]] = {}

    def __len__(self) -> int:
        return len(self.left)

    def sides(self, column: str) -> tuple[Codes, Codes]:
        """The codes of both sides of every pair."""
        if column not in self._sides:
            codes = self.things.columns[column]
            self._sides[column] = codes[self.left], codes[self.right]
        return self._sides[column]

    def both(self, column: str) -> Flags:
        """Whether both sides say something."""
        here, there = self.sides(column)
        found: Flags = (here >= 0) & (there >= 0)
        return found

    def same(self, column: str) -> Test:
        """Both sides say the same."""
        here, there = self.sides(column)
        return lambda at: (here[at] == there[at]) & (here[at] >= 0)

    def each_two(self, column: str, at: Numbers, told: Callable[[Codes, Codes], Flags]) -> Flags:
        """What is told of two values (by code), asked once for each two. Both sides must say something."""
        here, there = self.sides(column)
        size = len(self.things.values[column])
        keys, where = np.unique(here[at].astype(np.int64) * size + there[at], return_inverse=True)
        answers = told((keys // size).astype(np.int32), (keys % size).astype(np.int32))
        found: Flags = np.asarray(answers, np.bool_)[where]
        return found

    def alike(self, column: str, least: float) -> Test:
        """Jaro-Winkler similarity of at least so much."""
        values = self.things.values

        def told(one: Codes, other: Codes) -> Flags:
            texts = values.texts(column, one), values.texts(column, other)
            near: Flags = (
                cpdist(*texts, scorer=JaroWinkler.similarity, score_cutoff=least, dtype=np.float64) >= least
            )
            return near

        return lambda at: self.each_two(column, at, told)

    def edits(self, column: str, at: Numbers, most: int) -> Flags:
        """Whether so many edits or swaps of neighbours at most make the one the other."""
        here, there = self.sides(column)
        texts = (self.things.values.texts(column, side[at]) for side in (here, there))
        counted = cpdist(*texts, scorer=DamerauLevenshtein.distance, score_cutoff=most)
        near: Flags = counted <= most
        return near

    def places_off(self, column: str, at: Numbers) -> npt.NDArray[np.int64]:
        """How many places differ in two values of one length; 99 if the lengths differ."""
        here, there = (side[at] for side in self.sides(column))
        digits, lengths = self.things.values.digits(column), self.things.values.lengths(column)
        off = np.count_nonzero(digits[here] != digits[there], axis=1)
        return np.where(lengths[here] == lengths[there], off, 99)

    def shared(self, column: str) -> Test:
        """The lists of both sides have a name in common."""
        lists = self.things.values.lists(column)

        def told(one: Codes, other: Codes) -> Flags:
            pairs = zip(one.tolist(), other.tolist(), strict=True)
            return np.array([not lists[a].isdisjoint(lists[b]) for a, b in pairs], np.bool_)

        def test(at: Numbers) -> Flags:
            here, there = self.sides(column)
            found = np.zeros(len(at), np.bool_)
            known = np.flatnonzero((here[at] >= 0) & (there[at] >= 0))
            found[known] = self.each_two(column, at[known], told)
            return found

        return test

    def crossed(self, column: str, other: str, *, back: bool = False) -> Test:
        """The left side's ``column`` is the right side's ``other``; back: the right one's is the left's."""
        side, across = (1, 0) if back else (0, 1)
        mine, theirs = self.sides(column)[side], self.sides(other)[across]
        place = np.append(self.things.values.as_other(column, other), -3)  # code -1 finds the last
        return lambda at: place[mine[at]] == theirs[at]

    def numbers_shared(self) -> Flags:
        """Whether both sides have one of the other numbers in common."""
        starts, tokens = self.things.starts, self.things.tokens
        lengths = np.diff(starts)
        shared = np.zeros(len(self), np.bool_)
        at = np.flatnonzero((lengths[self.left] > 0) & (lengths[self.right] > 0))
        here, there = (Ragged(starts[side], lengths[side]) for side in (self.left[at], self.right[at]))
        for begin, end, pairs, one, other in products(here, there):
            shared[at[begin:end]] = np.logical_or.reduceat(tokens[one] == tokens[other], pairs)
        return shared

    def of(self, at: Numbers) -> Pairs:
        """These of the pairs."""
        return Pairs(self.things, self.left[at], self.right[at])


def graded(count: int, asked: Flags, *tests: Test) -> Levels:
    """For each pair the first test it passes, from 1; one more: none; 0: not asked."""
    levels = np.zeros(count, np.int8)
    left = np.flatnonzero(asked)
    levels[left] = len(tests) + 1
    for number, test in enumerate(tests, start=1):
        if len(left):
            passed = test(left)
            levels[left[passed]] = number
            left = left[~passed]
    return levels


def _first_name(pairs: Pairs) -> Levels:
    values = pairs.things.values
    starts, lengths = values.starts("first"), values.lengths("first")
    here, there = pairs.sides("first")

    def initial(at: Numbers) -> Flags:
        short = np.minimum(lengths[here[at]], lengths[there[at]]) == 1
        found: Flags = short & (starts[here[at]] == starts[there[at]])
        return found

    def elsewhere(at: Numbers) -> Flags:
        swapped = pairs.crossed("first", "last")(at) & pairs.crossed("first", "last", back=True)(at)
        middle = (pairs.crossed("first", "middle", back=back)(at) for back in (False, True))
        found: Flags = np.logical_or.reduce([swapped, *middle])
        return found

    tests = (pairs.same("first"), initial, pairs.alike("first", 0.90), pairs.shared("firsts"), elsewhere)
    return graded(len(pairs), pairs.both("first"), *tests)


def _last_name(pairs: Pairs) -> Levels:
    def swapped(at: Numbers) -> Flags:
        both: Flags = pairs.crossed("first", "last")(at) & pairs.crossed("first", "last", back=True)(at)
        return both

    tests = (pairs.same("last"), pairs.alike("last", 0.90), pairs.shared("lasts"), swapped)
    return graded(len(pairs), pairs.both("last"), *tests)


def _middle_name(pairs: Pairs) -> Levels:
    lengths, here = pairs.things.values.lengths("middle"), pairs.sides("middle")[0]

    def in_full(at: Numbers) -> Flags:
        found: Flags = pairs.same("middle")(at) & (lengths[here[at]] > 1)
        return found

    return graded(len(pairs), pairs.both("middle"), in_full, same_initial(pairs))


def same_initial(pairs: Pairs) -> Test:
    """Middle names that begin alike."""
    starts, (here, there) = pairs.things.values.starts("middle"), pairs.sides("middle")
    return lambda at: starts[here[at]] == starts[there[at]]


def _suffix(pairs: Pairs) -> Levels:
    return graded(len(pairs), pairs.both("suffix"), pairs.same("suffix"))


def _tax_number(pairs: Pairs) -> Levels:
    lengths, (here, there) = pairs.things.values.lengths("ssn9"), pairs.sides("ssn9")

    def one_slip(at: Numbers) -> Flags:
        off = pairs.places_off("ssn9", at)
        found: Flags = off <= 1
        # Only two neighbours swapped, or a digit too many, is one edit and more than one place.
        longer = np.abs(lengths[here[at]] - lengths[there[at]]) == 1
        ask = np.flatnonzero((off == 2) | longer)
        found[ask] = pairs.edits("ssn9", at[ask], 1)
        return found

    def two_slips(at: Numbers) -> Flags:
        found: Flags = pairs.places_off("ssn9", at) <= 2
        return found

    return graded(len(pairs), pairs.both("ssn9"), pairs.same("ssn9"), one_slip, two_slips)


def _last_four(pairs: Pairs) -> Levels:
    asked = pairs.both("ssn4") & ~pairs.both("ssn9")
    return graded(len(pairs), asked, pairs.same("ssn4"), lambda at: pairs.places_off("ssn4", at) <= 1)


def _birth_date(pairs: Pairs) -> Levels:
    digits, (here, there) = pairs.things.values.digits("dob"), pairs.sides("dob")

    def one_slip(at: Numbers) -> Flags:
        found: Flags = pairs.places_off("dob", at) <= 1
        if digits.shape[1] == _DOB_LENGTH:
            left, right = digits[here[at]], digits[there[at]]
            swapped = (left[:, :4] == right[:, :4]).all(axis=1)
            swapped &= (left[:, 5:7] == right[:, 8:]).all(axis=1)
            found |= swapped & (left[:, 8:] == right[:, 5:7]).all(axis=1)
        return found

    tests = (pairs.same("dob"), one_slip, lambda at: pairs.places_off("dob", at) <= 2, pairs.same("yob"))
    return graded(len(pairs), pairs.both("dob"), *tests)


def _birth_year(pairs: Pairs) -> Levels:
    return graded(len(pairs), pairs.both("yob") & ~pairs.both("dob"), pairs.same("yob"))


def _address(pairs: Pairs) -> Levels:
    def slip(at: Numbers) -> Flags:
        found = pairs.same("house")(at) | pairs.same("zip5")(at)
        ask = np.flatnonzero(found)
        found[ask] = pairs.alike("street_key", 0.92)(at[ask])
        return found

    return graded(len(pairs), pairs.both("street_key"), pairs.same("street_key"), slip)


def _zip_code(pairs: Pairs) -> Levels:
    return graded(len(pairs), pairs.both("zip5") & ~pairs.both("street_key"), pairs.same("zip5"))


def _city(pairs: Pairs) -> Levels:
    asked = pairs.both("city_key") & ~pairs.both("street_key") & ~pairs.both("zip5")
    return graded(len(pairs), asked, pairs.same("city_key"), pairs.alike("city_key", 0.90))


def _mailbox_name(values: pa.Array) -> pa.Array:
    return pc.list_element(pc.split_pattern(values, "@"), 0)


def _domain(values: pa.Array) -> pa.Array:
    return pc.list_element(pc.split_pattern(pc.binary_join_element_wise(values, "@", ""), "@"), 1)


def _without_letters(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(_mailbox_name(values), "[a-z._+-]", "")


def _mail(pairs: Pairs) -> Levels:
    values, (here, there) = pairs.things.values, pairs.sides("email")

    def few_off(at: Numbers, part: str, make: Callable[[pa.Array], pa.Array]) -> Flags:
        codes, parts = values.part("email", part, make)
        one, other = parts.take(pa.array(codes[here[at]])), parts.take(pa.array(codes[there[at]]))
        texts = (side.cast(pa.binary()).to_pylist() for side in (one, other))
        off = cpdist(*texts, scorer=Levenshtein.distance)
        near: Flags = 4 * off <= pc.utf8_length(one).to_numpy(zero_copy_only=False)
        return near

    def slip(at: Numbers) -> Flags:
        codes, _ = values.part("email", "digits", _without_letters)
        found: Flags = codes[here[at]] == codes[there[at]]
        for part, make in (("mailbox", _mailbox_name), ("domain", _domain)):
            ask = np.flatnonzero(found)
            found[ask] = few_off(at[ask], part, make)
        return found

    return graded(len(pairs), pairs.both("email"), pairs.same("email"), slip)


def _telephone(pairs: Pairs) -> Levels:
    return graded(len(pairs), pairs.both("phone"), pairs.same("phone"))


def _other_number(pairs: Pairs) -> Levels:
    return pairs.numbers_shared().astype(np.int8)


LEVELS: Mapping[str, Callable[[Pairs], Levels]] = {
    "first name": _first_name,
    "last name": _last_name,
    "middle name": _middle_name,
    "suffix": _suffix,
    "tax number": _tax_number,
    "last four": _last_four,
    "birth date": _birth_date,
    "birth year": _birth_year,
    "address": _address,
    "ZIP code": _zip_code,
    "city": _city,
    "e-mail address": _mail,
    "telephone number": _telephone,
    "other number": _other_number,
}
"""By the field of the comparison: for each pair the place of the level that applies, from 1; 0: missing."""

assert LEVELS.keys() == {each.field for each in COMPARISONS}


def supported(pairs: Pairs) -> Flags:
    """Whether something other than the name looks alike."""
    everywhere = np.arange(len(pairs))
    found = pairs.numbers_shared()
    for column in ("yob", "email", "phone"):
        found |= pairs.same(column)(everywhere)
    one_street = pairs.sides("street_key")[0] < 0, pairs.sides("street_key")[1] < 0
    found |= pairs.same("zip5")(everywhere) & np.logical_or(*one_street)
    tests: tuple[tuple[str, Test], ...] = (
        ("ssn4", lambda at: pairs.places_off("ssn4", at) <= 1),
        ("dob", lambda at: pairs.places_off("dob", at) <= 1),
        ("street_key", pairs.same("street_key")),
        ("ssn9", lambda at: pairs.edits("ssn9", at, 2)),
        ("street_key", pairs.alike("street_key", 0.92)),
    )
    for column, test in tests:
        left = np.flatnonzero(pairs.both(column) & ~found)
        if len(left):
            found[left] = test(left)
    return found
