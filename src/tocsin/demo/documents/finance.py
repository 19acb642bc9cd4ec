"""Finance/: contractors' 1099 list, card payments, a ledger nobody is in."""

from __future__ import annotations

from random import Random

from ..columns import columns
from ..desk import Desk
from ..people import Client
from ..writers.delimited import delimited
from ..writers.pdf import Page, pdf
from ..writers.xlsx import Cell, Sheet, workbook
from .sheets import sheet, spreadsheet_pen

_LEDGER_ROWS = 6000
_INVOICES = 8


def write(desk: Desk) -> None:
    """Everything in Finance/."""
    _contractors(desk)
    _cards(desk)
    for quarter in range(1, 5):
        _ledger(desk, f"Finance/GL/GL_export_2025Q{quarter}.csv")
    _vendors(desk)
    for client in desk.people.clients[:_INVOICES]:
        _invoice(desk, client)


def _contractors(desk: Desk) -> None:
    path = "Finance/1099-NEC 2025.xlsx"
    pen = spreadsheet_pen(desk.pen(path, formal=True))
    layout = columns(desk.rng(path), "full ssn street city state zip")
    contractors = desk.people.contractors()
    grid = desk.grid(path, layout, contractors, pen)
    desk.saw_all(path, contractors, ("tax_information",))
    desk.save(path, workbook([sheet("1099", grid, layout, above=("Form 1099-NEC recipients",))]))


def _cards(desk: Desk) -> None:
    """What the front desk typed in when the terminal was down: numbers, expiry dates and security codes."""
    path = "Finance/card payments - terminal down.csv"
    rng = desk.rng(path)
    payers = [p for p in desk.people.patients() if p.card and rng.random() < 0.07]
    layout = columns(rng, "full card card_expiry card_code zip")
    grid = desk.grid(path, layout, payers, desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows))


def _ledger(desk: Desk, path: str) -> None:
    """Postings with nine-digit order numbers and sixteen-digit references that are nobody's."""
    rng = desk.rng(path)
    rows = [_posting(rng) for _ in range(_LEDGER_ROWS)]
    desk.save(path, delimited(("JE", "Date", "Acct", "Order No", "Reference", "Debit", "Credit"), rows))


def _posting(rng: Random) -> tuple[str, ...]:
    amount = f"{rng.lognormvariate(5, 1.2):.2f}"
    debit = rng.random() < 0.5
    return (
        f"JE{rng.randrange(10**6):06d}",
        f"{rng.randrange(1, 13):02d}/{rng.randrange(1, 29):02d}/2025",
        str(rng.choice((1010, 1200, 2100, 4000, 5010, 6120))),
        f"{rng.randrange(10**8, 10**9)}",
        f"{rng.randrange(10**15, 10**16)}",
        amount if debit else "",
        "" if debit else amount,
    )


def _vendors(desk: Desk) -> None:
    path = "Finance/vendor master.xlsx"
    rng = desk.rng(path)
    rows: list[list[Cell]] = [["Vendor", "EIN", "Terms", "Open balance"]]
    for client in desk.people.clients:
        ein = f"{rng.randrange(10, 99)}-{rng.randrange(10**6, 10**7)}"
        rows.append([client.name, ein, "Net 30", round(rng.uniform(0, 9000), 2)])
    desk.save(path, workbook([Sheet("Vendors", rows, {3: "money"})]))


def _invoice(desk: Desk, client: Client) -> None:
    path = f"Finance/Invoices/INV-{client.index + 52000}.pdf"
    rng, page = desk.rng(path), Page()
    page.text(54, 740, f"Invoice {client.index + 52000}", size=14, font=1)
    page.lines(
        54,
        700,
        [f"Bill to: {client.name}", f"Payroll processing, January 2026: ${rng.uniform(90, 900):,.2f}"],
    )
    desk.save(path, pdf([page], title="Invoice"))
