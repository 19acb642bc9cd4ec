"""What each person lost, also where a person's rows stand in different pieces of the table."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tocsin.model.facts import Protection
from tocsin.model.tables import EXPOSURES, table
from tocsin.notices.exposed import exposed

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["anna", "ben", "cleo", "dora"]),
        st.sampled_from(["ssn", "passport", "payment_card", "person_name"]),
        st.sampled_from(["plain", "redacted", "hashed"]),
    ),
    max_size=30,
)


@given(ROWS, st.integers(1, 7))
def test_the_elements_of_each_person_are_those_of_all_their_rows(
    rows: list[tuple[str, str, str]], size: int
) -> None:
    lost = table(EXPOSURES, [{"person": p, "element": e, "protection": how} for p, e, how in rows])
    found = exposed(lambda columns: lost.select(list(columns)).to_batches(max_chunksize=size), Protection())
    people = ["anna", "ben", "cleo", "dora"]
    for person, row in zip(people, found.rows(pa.array(people)).tolist(), strict=True):
        named = {e for p, e, how in rows if p == person and how != "redacted"}
        assert (set(found.elements(row)) if row >= 0 else set()) == named
        if row >= 0:
            assert bool(found.plain[row]) == any(p == person and how == "plain" for p, _, how in rows)
