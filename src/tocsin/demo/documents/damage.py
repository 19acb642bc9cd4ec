"""Files that cannot be read, or only in part: cut off, overwritten, empty or locked.

Each has the same people as a sound file elsewhere, so nobody is known from a broken file alone; what the
program must do is say which files it could not read, and why.
"""

from __future__ import annotations

from ..desk import Desk
from ..truth import Reach
from ..writers.pdf import Page, locked, pdf

_CUT = 0.5


def write(desk: Desk) -> None:
    """One of each kind, scattered over the share."""
    roster = desk.read("HR/Staff roster.xlsx")
    _spoil(
        desk, "HR/Staff roster.xlsx", "HR/Staff roster (recovered).xlsx", roster[: int(len(roster) * _CUT)]
    )
    plan = "Patients/Recall list Q1.xlsx"
    _spoil(desk, plan, "Patients/~Recall list Q1.xlsx", b"\0" * 512 + desk.read(plan)[512:9000])
    archive = bytearray(desk.read("Claims/claims_2025_returned.zip"))
    middle = len(archive) // 3
    archive[middle : middle + 64] = bytes(byte ^ 0xFF for byte in archive[middle : middle + 64])
    _spoil(desk, "Claims/claims_2025_returned.zip", "Claims/claims_2025_returned_BAD.zip", bytes(archive))
    form = desk.read("HR/Direct deposit authorization.pdf")
    _spoil(desk, "HR/Direct deposit authorization.pdf", "HR/dd form scan.pdf", form[: int(len(form) * _CUT)])
    desk.save("Patients/PMS export/patients_new.csv", b"", reach="empty")
    _locked(desk)


def _spoil(desk: Desk, source: str, target: str, data: bytes, reach: Reach = "damaged") -> None:
    desk.save(target, data, reach=reach)
    desk.ledger.copy(source, target, reach=reach)


def _locked(desk: Desk) -> None:
    """The staff's salaries, behind a password that is not in the share."""
    path = "HR/Salaries 2026 (locked).pdf"
    staff, page, pen = desk.people.employees(-1), Page(), desk.pen(path, formal=True)
    pen.ssn_mark = "-"
    desk.saw_all(path, staff, ("person_name", "income"), tax_number=True)
    lines = [f"{pen.full(p)}  {pen.tax_number(p)}  ${p.job.wages:,}" for p in staff if p.job]
    page.lines(54, 740, ["Salaries 2026", "", *lines], size=9, lead=13)
    desk.save(path, locked(pdf([page], title="Salaries"), "s4lary-2026"), reach="locked")
