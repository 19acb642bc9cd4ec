"""Operations/: thousands of lines about things, in shapes that look like people's numbers."""

from __future__ import annotations

from ..desk import Desk
from ..writers.delimited import delimited
from ..writers.xlsx import Cell, Sheet, workbook

_ITEMS = (
    "Nitrile gloves M",
    "Composite A2",
    "Impression tray",
    "Burs 330",
    "Fluoride varnish",
    "Bibs",
    "Masks L3",
)
_INVENTORY_ROWS = 2500
_SENSOR_ROWS = 20_000
_TRACKING_ROWS = 4000


def write(desk: Desk) -> None:
    """Everything in Operations/."""
    _inventory(desk)
    _sensor(desk)
    _tracking(desk)
    for year in (2023, 2024, 2025):
        _fees(desk, year)
    desk.save(
        "Operations/README.txt", "Moved to the new server on 05/02/2024. Ask IT before deleting anything.\n"
    )


def _inventory(desk: Desk) -> None:
    path = "Operations/inventory.xlsx"
    rng = desk.rng(path)
    rows: list[list[Cell]] = [["SKU", "Item", "Lot", "On hand", "Unit cost"]]
    for _ in range(_INVENTORY_ROWS):
        lot = f"{rng.randrange(1000):03d}-{rng.randrange(100):02d}-{rng.randrange(10_000):04d}-L"
        sku = rng.randrange(10**8, 10**9)
        rows.append([sku, rng.choice(_ITEMS), lot, rng.randrange(400), round(rng.uniform(0.1, 80), 2)])
    desk.save(path, workbook([Sheet("Stock", rows, {4: "money"})]))


def _sensor(desk: Desk) -> None:
    """Readings of the sterilisers."""
    path = "Operations/autoclave_log.csv"
    rng = desk.rng(path)
    rows = [
        (str(cycle), f"{rng.gauss(134, 0.6):.6f}", f"{rng.gauss(2.13, 0.05):.7f}", f"{rng.random():.9f}")
        for cycle in range(_SENSOR_ROWS)
    ]
    desk.save(path, delimited(("cycle", "temp_c", "pressure_bar", "rh"), rows))


def _tracking(desk: Desk) -> None:
    """Parcels to dental laboratories: numbers of twelve to twenty digits."""
    path = "Operations/lab shipments.csv"
    rng = desk.rng(path)
    rows = [
        (
            str(rng.randrange(10**8, 10**9)),
            str(rng.randrange(10 ** rng.choice((11, 15, 19)), 10**20)),
            "Delivered",
        )
        for _ in range(_TRACKING_ROWS)
    ]
    desk.save(path, delimited(("case_no", "tracking", "status"), rows))


def _fees(desk: Desk, year: int) -> None:
    path = f"Operations/fee schedule {year}.csv"
    rng = desk.rng(path)
    rows = [(f"D{code:04d}", f"{rng.uniform(30, 2500):.2f}") for code in range(100, 10_000, 30)]
    desk.save(path, delimited(("CDT", "UCR fee"), rows))
