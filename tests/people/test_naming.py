"""Names taken apart by the hundred thousand say what each says alone."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tocsin.people.names import as_written, take_apart
from tocsin.people.naming import WRITTEN, taken_apart

PIECES = (
    *("Ann", "MARY-JANE", "o'neil", "de la", "Cruz", "Jr.", "III", "Unknown", "N/A", "test", "baby", "girl"),
    *("Dr.", "B", "x", "Peña", "smith,", "Sr", "MD", "van", "Husband", "of the house", ""),
)
part = st.one_of(st.none(), st.lists(st.sampled_from(PIECES), max_size=3).map(" ".join))


@given(st.lists(st.tuples(part, part, part, part, part), min_size=1, max_size=8))
def test_many_names_at_once_are_read_as_each_alone(rows):
    columns = {
        name: pa.array(list(said), pa.string())
        for name, said in zip(WRITTEN, zip(*rows, strict=True), strict=True)
    }
    found = taken_apart(pa.table(columns)).to_pylist()
    for row, told in zip(rows, found, strict=True):
        alone = take_apart(*row)
        assert [told[f"n_{name}"] for name in ("first", "middle", "last", "suffix")] == [
            alone.first,
            alone.middle,
            alone.last,
            alone.suffix,
        ]
        assert (tuple(told["n_firsts"]), tuple(told["n_lasts"])) == (alone.firsts, alone.lasts)
        shown = tuple(told[f"w_{name}"] for name in WRITTEN[1:])
        assert shown == as_written(*row)
