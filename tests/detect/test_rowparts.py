"""A row's name and address are the same, put together row by row or column by column."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.detect.column import Column
from tocsin.detect.persons import PersonColumns
from tocsin.detect.reading import Reading, texts_of
from tocsin.detect.rowparts import row_name, row_place

CELLS = {
    "person_name": [None, "Ann Lee", "Lee, Ann M.", "Dr. José de la Cruz", "Acme"],
    "given": [None, "Ann", "José"],
    "middle": [None, "M."],
    "family": [None, "Lee", "Tucker Jr", "de la Cruz"],
    "family2": [None, "Ruiz"],
    "suffix": [None, "III"],
    "street": [None, "12 Oak St"],
    "street_number": [None, "14"],
    "street_name": [None, "Elm Ave"],
    "street2": [None, "Apt 4"],
    "city": [None, "Dayton"],
    "state": [None, "Ohio", "OH", "Nowhere"],
    "postal_code": [None, "2139", "45402", "45402-1234"],
    "country": [None, "USA"],
    "postal_address": [None, "12 Oak St, Dayton, OH 45402", "at the corner"],
    "city_state_zip": [None, "Dayton, OH 45402", "Boston MA"],
}


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sets(st.sampled_from(sorted(CELLS)), min_size=1), st.integers(1, 4))
def test_row_by_row_and_column_by_column_agree(data: st.DataObject, fields: set[str], count: int) -> None:
    cells = {
        field: data.draw(st.lists(st.sampled_from(CELLS[field]), min_size=count, max_size=count))
        for field in sorted(fields)
    }
    readings = [
        Reading(Column(i, field), field, texts_of(told)) for i, (field, told) in enumerate(cells.items())
    ]
    columns = PersonColumns("", "subject", readings, count)
    names = {part: values.to_pylist() for part, values in columns.names().items()}
    places = {part: values.to_pylist() for part, values in columns.places().items()}
    for row in range(count):
        said = {field: told[row] for field, told in cells.items() if told[row] is not None}
        name = row_name(said, fields)
        assert (name.written if name else None) == (names["name"][row] if names else None)
        for part in ("given", "middle", "family", "suffix") if name else ():
            assert (getattr(name, part) or None) == names[part][row]
        assert row_place(said, fields) == {
            part: values[row] for part, values in places.items() if values[row]
        }
