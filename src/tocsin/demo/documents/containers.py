"""Archives and copies: what was zipped years ago, zipped again, and saved once more on a desktop."""

from __future__ import annotations

from ..columns import columns
from ..desk import Desk
from ..writers.archive import zip_bytes
from ..writers.delimited import delimited

_COPIES = (
    ("HR/Staff roster.xlsx", "Users/mlopez/Desktop/Copy of Staff roster.xlsx"),
    ("Patients/Medicare Advantage roster.csv", "Users/mlopez/Downloads/Medicare Advantage roster (1).csv"),
    ("Mail/Payroll inbox/new hires 1.eml", "Users/mlopez/Documents/new hires 1.eml"),
    ("Claims/2025/claims_2025_03.csv", "Users/dkim/Documents/march.csv"),
)


def write(desk: Desk) -> None:
    """The old archive, the yearly claims archive, and the copies."""
    _old_payroll(desk)
    _claims(desk)
    for source, target in _COPIES:
        desk.copy(source, target)


def _old_payroll(desk: Desk) -> None:
    """A ZIP in a ZIP: names before marriages and addresses before moves."""
    outer, inner_name = "Archive_2019-2022.zip", "Payroll backup.zip"
    inner = desk.member(outer, inner_name)
    years: dict[str, bytes | str] = {}
    for client in desk.people.clients[:8]:
        name = f"{2019 + client.index % 4}/{client.name} employees.csv"
        path = desk.member(inner, name)
        rows = [p for p in desk.people.employees(client.index) if p.job and p.job.hired.year < 2022]
        layout = columns(desk.rng(path), "employee_id last first ssn born street city state zip")
        grid = desk.grid(path, layout, rows, desk.pen(path, old=True))
        years[name] = delimited(grid.header, grid.rows, encoding="cp1252")
    note = "README.txt"
    desk.member(outer, note)
    members: dict[str, bytes | str] = {
        note: "Old server, kept for the audit. Do not open.\n",
        inner_name: zip_bytes(years),
    }
    desk.save(outer, zip_bytes(members))


def _claims(desk: Desk) -> None:
    """Some months' claims once more, as the clearinghouse sent them back."""
    path = "Claims/claims_2025_returned.zip"
    members: dict[str, bytes | str] = {}
    for month in (1, 2):
        source = f"Claims/2025/claims_2025_{month:02d}.csv"
        name = f"claims_2025_{month:02d}.csv"
        members[name] = desk.read(source)
        desk.ledger.copy(source, desk.member(path, name))
    desk.save(path, zip_bytes(members))
