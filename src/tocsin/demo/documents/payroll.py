"""Payroll/<client>: censuses, benefit elections, direct deposits, registers and W-2 forms of client firms.

Every employee is in the census of their employer; everyone of their household who has no file of their own
stands in a benefits file or in the dependents' columns of the census.
"""

from __future__ import annotations

from random import Random

from ..columns import Column, Grid, columns
from ..desk import Desk
from ..pen import Pen
from ..people import Client, Person
from ..writers.delimited import delimited
from ..writers.pdf import Page, pdf
from ..writers.xlsx import workbook
from .sheets import sheet, spreadsheet_pen

_LAYOUTS = (
    "employee_id last first middle ssn born hired title street city state zip email",
    "last first ssn born street city state zip phone wages",
    "employee_id last_first ssn born address hired wages",
    "full born ssn street city state zip country title wages",
    "ssn last first middle born license passport street city state zip",
)
_CENSUS_NAMES = (
    "Employee Census.xlsx",
    "EE_export.csv",
    "Census 2025 FINAL.xlsx",
    "EMP_MASTER.csv",
    "census_unicode.txt",
    "upload_noheader.csv",
    "Census w bank.xlsx",
    "conversion_census.csv",
)
_W2_PAGES = 160
"""Forms in one file at most; large employers file the rest on paper."""


def write(desk: Desk) -> None:
    """All client folders."""
    for client in desk.people.clients:
        employees = desk.people.employees(client.index)
        if employees:
            _client(desk, client, employees)


def _client(desk: Desk, client: Client, employees: list[Person]) -> None:
    folder = f"Payroll/{client.name}"
    benefits = client.index % 8 in (0, 2, 6)
    _census(desk, f"{folder}/2025", client, employees, dependents=not benefits)
    if benefits:
        _benefits(desk, f"{folder}/2025/Benefits Enrollment 2025.xlsx", client, employees)
    if client.index % 6 == 0:
        _w2(desk, f"{folder}/2024/W2_2024_{client.index + 4100}.pdf", client, employees[:_W2_PAGES])
    if client.index % 6 == 1:
        _deposits(desk, f"{folder}/2025", client, employees)
    if client.index % 12 == 5:
        _register(desk, f"{folder}/2025/Register PPE 06-13-2025.csv", client, employees)


def _with_dependents(desk: Desk, employees: list[Person]) -> list[list[Person]]:
    return [[person, *desk.people.dependents(person)] for person in employees]


def _dependent_columns(rng: Random, rows: list[list[Person]]) -> list[Column]:
    """``Dep1 Name``, ``Dep1 DOB`` ... as many as the largest family needs."""
    widest = max(len(row) for row in rows) - 1
    layout: list[Column] = []
    for who in range(1, widest + 1):
        layout += columns(rng, "full born ssn", who=who, prefix=f"Dep{who} ")
    return layout


def _census(desk: Desk, folder: str, client: Client, employees: list[Person], *, dependents: bool) -> None:
    """One of eight kinds of export, by the client's number."""
    kind = client.index % 8
    path = f"{folder}/{_CENSUS_NAMES[kind]}"
    rng, pen = desk.rng(path), desk.pen(path)
    layout = columns(rng, _LAYOUTS[client.index % len(_LAYOUTS)])
    rows = _with_dependents(desk, employees) if dependents else [[person] for person in employees]
    layout += _dependent_columns(rng, rows)
    if kind in (0, 2, 6):
        desk.save(path, _census_book(desk, path, client, layout, rows, kind))
        return
    pen.lossy = kind == 5
    grid = desk.grid(path, layout, rows, pen)
    desk.save(path, _census_text(grid, client, kind))


def _census_text(grid: Grid, client: Client, kind: int) -> bytes:
    """Comma, semicolon in cp1252, tabs in UTF-16, without header, or pipes below a title."""
    if kind == 3:
        return delimited(grid.header, grid.rows, mark=";", encoding="cp1252")
    if kind == 4:
        return delimited(grid.header, grid.rows, mark="\t", encoding="utf-16")
    if kind == 5:
        return delimited(None, grid.rows)
    if kind == 7:
        above = (f"{client.name} - employee census", "Run date 01/12/2026  CONFIDENTIAL", "")
        return delimited(grid.header, grid.rows, mark="|", above=above)
    return delimited(grid.header, grid.rows, encoding="utf-8-sig", quote_all=True)


def _census_book(
    desk: Desk, path: str, client: Client, layout: list[Column], rows: list[list[Person]], kind: int
) -> bytes:
    """Title rows above the header; a hidden column of SSNs with a comment; or a hidden sheet of accounts."""
    pen = spreadsheet_pen(desk.pen(path))
    grid = desk.grid(path, layout, rows, pen)
    if kind == 0:
        above = (client.name, "Employee census as of 12/31/2025", "")
        return workbook([sheet("Census", grid, layout, above=above)])
    if kind == 2:
        secret = [at for at, column in enumerate(layout) if column.field.element == "ssn"]
        first = rows[0][0]
        comments = {"B2": f"{first.first} asked to move direct deposit to acct {first.account}"}
        desk.ledger.saw(path, first, ("person_name", "financial_account"))
        return workbook([sheet("Census", grid, layout, hidden_columns=secret, comments=comments)])
    bank = columns(desk.rng(path + "#bank"), "last_first routing account")
    accounts = desk.grid(path, bank, rows, pen)
    return workbook([sheet("Sheet1", grid, layout), sheet("DD backup", accounts, bank, hidden=True)])


def _benefits(desk: Desk, path: str, client: Client, employees: list[Person]) -> None:
    """One row per covered person beside the employee, or one row per family; by the client's number."""
    rng, pen = desk.rng(path), spreadsheet_pen(desk.pen(path))
    families = _with_dependents(desk, employees)
    if client.index % 16 < 8:
        layout = columns(rng, "last_first employee_id ssn", prefix="EE ")
        layout += columns(rng, "full born ssn", who=1, prefix="Member ")
        rows = [[family[0], member] for family in families for member in family]
    else:
        layout = columns(rng, "employee_id last first born ssn street city state zip")
        layout += _dependent_columns(rng, families)
        rows = families
    grid = desk.grid(path, layout, rows, pen)
    desk.save(path, workbook([sheet("Elections", grid, layout, numbers=client.index % 4 == 0)]))


def _deposits(desk: Desk, folder: str, client: Client, employees: list[Person]) -> None:
    path = f"{folder}/Direct Deposit {client.index + 4100}.{'txt' if client.index % 12 == 1 else 'csv'}"
    layout = columns(desk.rng(path), "employee_id full last4 routing account")
    grid = desk.grid(path, layout, employees, desk.pen(path))
    mark = "\t" if path.endswith("txt") else ","
    desk.save(path, delimited(grid.header, grid.rows, mark=mark))


def _register(desk: Desk, path: str, client: Client, employees: list[Person]) -> None:
    layout = columns(desk.rng(path), "employee_id last_first title wages")
    grid = desk.grid(path, layout, employees, desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows, above=(f"PAYROLL REGISTER {client.name}", "")))


def _w2(desk: Desk, path: str, client: Client, employees: list[Person]) -> None:
    pen = desk.pen(path, formal=True)
    pen.ssn_mark = "-"
    desk.saw_all(
        path,
        employees,
        ("person_name", "postal_address", "income", "tax_information"),
        tax_number=True,
    )
    pages = [_w2_page(pen, client, person) for person in employees]
    desk.save(path, pdf(pages, title=f"W-2 2024 {client.name}", author="Payroll"))


def _w2_page(pen: Pen, client: Client, person: Person) -> Page:
    """The boxes of Form W-2 that matter, at their places."""
    assert person.job is not None
    page, wages = Page(), person.job.wages
    page.text(54, 740, "Form W-2 Wage and Tax Statement 2024", size=13, font=1)
    boxes = (
        (54, 700, "a Employee's social security number", pen.tax_number(person)),
        (54, 664, "b Employer identification number (EIN)", f"86-{4100000 + client.index * 37:07d}"),
        (54, 628, "c Employer's name, address, and ZIP code", f"{client.name}, Tucson, AZ 85701"),
        (320, 700, "1 Wages, tips, other compensation", f"{wages:,.2f}"),
        (320, 664, "2 Federal income tax withheld", f"{wages * 0.12:,.2f}"),
        (320, 628, "3 Social security wages", f"{wages:,.2f}"),
        (320, 592, "4 Social security tax withheld", f"{wages * 0.062:,.2f}"),
        (54, 592, "e Employee's first name and initial   Last name   Suff.", pen.full(person)),
    )
    for x, y, label, value in boxes:
        page.box(x - 4, y - 18, 250, 34)
        page.text(x, y + 6, label, size=6)
        page.text(x, y - 10, value, size=10)
    page.lines(
        54, 560, ["f Employee's address and ZIP code", pen.street(person), pen.city_line(person)], size=9
    )
    return page
