"""Fulfilment files of the Address Change Service as the Postal Service lays them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Written down from the sources of acs.yaml a second time, from 0 instead of 1, so that a slip shows.
PLACES = {
    "sequence": (3, 8), "mailer": (11, 9), "serial": (20, 16), "moved": (36, 8), "move_type": (44, 1),
    "code": (45, 1), "site": (46, 3), "last": (49, 20), "first": (69, 15), "old_city": (185, 28),
    "old_zip": (215, 5), "pmb": (221, 8), "urb": (229, 28), "number": (257, 10), "before": (267, 2),
    "street": (269, 28), "suffix": (297, 4), "after": (301, 2), "unit": (303, 4), "secondary": (307, 10),
    "city": (317, 28), "state": (345, 2), "zip5": (347, 5), "hyphen": (352, 1), "plus4": (353, 4),
    "label": (372, 66), "barcode": (440, 31), "made_on": (524, 8), "action": (543, 1), "flag": (544, 1),
}  # fmt: skip


def fulfilment(
    records: Sequence[Mapping[str, str]], *, announced: int | None = None, version: str = "02"
) -> bytes:
    """A file with these records; fields by the names above, the rest blank."""
    moves = sum(one.get("code", "") in ("", "K", "G", "W") for one in records)
    count = len(records) if announced is None else announced
    head = (
        f"H{version}12345620260309{1:010d}{count:09d}{moves:09d}{len(records) - moves:09d}".ljust(699) + "*"
    )
    lines = [head]
    for number, one in enumerate(records, 1):
        line = list(f"2{version}".ljust(699) + "*")
        for name, value in ({"sequence": f"{number:08d}"} | dict(one)).items():
            start, length = PLACES[name]
            assert len(value) <= length
            line[start : start + len(value)] = value
        lines.append("".join(line))
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")
