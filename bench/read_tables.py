"""Tables in messy sheets and in PDFs: are the header and the cells found under their labels?

    python bench/read_tables.py [--seed 7] [--keep FOLDER] [--kreuzberg-python PYTHON] [--show NAME]

Makes 40 sheets (several tables in a sheet, merged and two-row headers, notes above, totals below, hidden
columns, no header) and 32 PDF tables (ruled and not, wrapped and blank cells, several on a page, over pages)
with their truth, and reads them. Header: F1 over labels. Cells: F1 over (label, value); a table without
header has the numbers of its columns for labels. Rows: F1 over rows of which every cell stands under its
label. A second table takes the tables kreuzberg gives, its first row as header.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typst
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tocsin.intake import readers
from tocsin.model.content import Table

FIRST = ("Ann", "Bo", "Carla", "Dev", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jun", "Kofi", "Lena")
LAST = ("Abel", "Brandt", "Castro", "Dahl", "Egede", "Fuchs", "Gallo", "Hart", "Ibsen", "Jansen", "Kurz")
TOWNS = ("Ashford", "Bexley", "Corby", "Dunmore", "Elmsted", "Fairview", "Glenrock", "Harwick")

Rows = list[list[str]]


@dataclass(slots=True)
class Made:
    """One file with its truth. tables: header (None: there is none) and rows of each table in it."""

    name: str
    kind: str
    raw: bytes = b""
    tables: list[tuple[list[str] | None, Rows]] = field(default_factory=list)


def people(chance: random.Random, many: int) -> tuple[list[str], Rows]:
    """A header and rows of invented people."""
    columns: dict[str, Callable[[], str]] = {
        "Employee ID": lambda: f"E{chance.randint(10000, 99999)}",
        "First name": lambda: chance.choice(FIRST),
        "Last name": lambda: chance.choice(LAST),
        "Date of birth": lambda: (
            f"19{chance.randint(50, 99)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        ),
        "SSN": lambda: f"9{chance.randint(10, 99)}-00-{chance.randint(1000, 9999)}",
        "City": lambda: chance.choice(TOWNS),
        "Phone": lambda: f"555-01{chance.randint(10, 99)}",
        "Salary": lambda: str(chance.randint(30_000, 99_000)),
        "E-mail": lambda: f"{chance.choice(FIRST).lower()}{chance.randint(1, 99)}@example.com",
        "Department": lambda: chance.choice(("Sales", "Payroll", "Legal", "Stores")),
    }
    names = chance.sample(list(columns), chance.randint(4, 7))
    return names, [[columns[name]() for name in names] for _ in range(many)]


def put(sheet: Worksheet, top: int, left: int, rows: Iterable[Sequence[str]]) -> int:
    """Write rows as typed values; the number of the first free row behind them."""
    for row in rows:
        for column, value in enumerate(row):
            if value:
                number = value.replace(".", "", 1).isdigit() and not value.startswith("0")
                sheet.cell(
                    top,
                    left + column,
                    float(value) if number and "." in value else int(value) if number else value,
                )
        top += 1
    return top


def sheet_of(kind: str, chance: random.Random, made: Made) -> Workbook:
    """One messy sheet of a kind; its truth goes into ``made``."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    header, rows = people(chance, chance.randint(6, 25))
    top, left = chance.choice((1, 1, 3)), chance.choice((1, 1, 2))
    if kind == "notes above":
        top = put(
            sheet, top, left, [["Staff of the Harwick branch"], ["Exported by payroll, confidential"], []]
        )
        put(sheet, top - chance.choice((0, 1)), left, [header, *rows])
    elif kind == "totals below":
        put(sheet, top, left, [header, *rows, ["Total", str(len(rows))]])
    elif kind == "totals apart":
        below = put(sheet, top, left, [header, *rows])
        put(sheet, below + 1, left, [["Total staff", str(len(rows))]])
    elif kind == "merged header":
        cut = len(header) // 2
        sheet.cell(top, left, "Person")
        sheet.merge_cells(start_row=top, start_column=left, end_row=top, end_column=left + cut - 1)
        sheet.cell(top, left + cut, "Employment")
        sheet.merge_cells(
            start_row=top, start_column=left + cut, end_row=top, end_column=left + len(header) - 1
        )
        put(sheet, top + 1, left, [header, *rows])
        header = [f"{'Person' if n < cut else 'Employment'} {label}" for n, label in enumerate(header)]
    elif kind == "two header rows":
        upper = [label.split()[0] for label in header]
        lower = [" ".join(label.split()[1:]) for label in header]
        put(sheet, top, left, [upper, lower, *rows])
    elif kind == "several below":
        more, others = people(chance, chance.randint(5, 12))
        below = put(sheet, top, left, [header, *rows])
        put(sheet, below + chance.randint(1, 3), left, [more, *others])
        made.tables.append((more, others))
    elif kind == "several beside":
        more, others = people(chance, len(rows) - chance.randint(0, 3))
        put(sheet, top, left, [header, *rows])
        put(sheet, top, left + len(header) + chance.randint(1, 2), [more, *others])
        made.tables.append((more, others))
    elif kind == "hidden columns":
        put(sheet, top, left, [header, *rows])
        sheet.column_dimensions[sheet.cell(1, left + 1).column_letter].hidden = True
        sheet.row_dimensions[top + 2].hidden = True
    elif kind == "headerless":
        put(sheet, top, left, rows)
        made.tables.append((None, rows))
        return book
    else:
        gap = len(rows) // 2
        put(sheet, top, left, [header, *rows[:gap], [], *rows[gap:]])
    made.tables.insert(0, (header, rows))
    return book


SHEET_KINDS = (
    *("notes above", "totals below", "totals apart", "merged header", "two header rows"),
    *("several below", "several beside", "hidden columns", "headerless", "blank row inside"),
)
PDF_KINDS = (
    *("ruled", "unruled", "wrapped, ruled", "wrapped, unruled", "two on a page"),
    *("blank cells, unruled", "over pages, unruled", "right-aligned, unruled"),
)


def sheets(chance: random.Random) -> list[Made]:
    """Four sheets of each kind."""
    found = []
    for kind in SHEET_KINDS:
        for number in range(4):
            made = Made(f"{kind} {number + 1}.xlsx", kind)
            target = io.BytesIO()
            sheet_of(kind, chance, made).save(target)
            made.raw = target.getvalue()
            found.append(made)
    return found


def pages(chance: random.Random) -> list[Made]:
    """Four PDF pages of each kind, set with typst."""
    found = []
    for kind in PDF_KINDS:
        for number in range(4):
            made = Made(f"{kind} {number + 1}.pdf", kind)
            body = [f"= Staff list {number + 1}", "The following people are on the payroll of the branch."]
            for _ in range(2 if kind == "two on a page" else 1):
                header, rows = people(chance, chance.randint(6, 16) + 60 * kind.startswith("over"))
                header, rows = header[:6], [row[:6] for row in rows]
                if kind.startswith("blank"):
                    rows = [[cell if chance.random() < 0.75 else "" for cell in row] for row in rows]
                if kind.startswith("wrapped"):
                    header = [*header[:4], "Remarks"]
                    rows = [[*row[:4], remark(chance)] for row in rows]
                made.tables.append((header, rows))
                if kind.startswith("right"):
                    body.append("#set align(right)")
                body += [
                    table(header, rows, ruled="unruled" not in kind),
                    "Please report any error to the office.",
                ]
            source = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 9pt)\n' + "\n\n".join(body)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "page.typ"
                path.write_text(source, "utf-8")
                made.raw = typst.compile(path)
            found.append(made)
    return found


def remark(chance: random.Random) -> str:
    return " ".join(
        chance.choices(
            ("late", "form", "was", "sent", "back", "by", "post", "and", "kept", "there"),
            k=chance.randint(3, 12),
        )
    )


def table(header: list[str], rows: Rows, *, ruled: bool) -> str:
    rows_set = ["".join(f"[{cell.replace('@', chr(92) + '@')}], " for cell in row) for row in [header, *rows]]
    cells = f"table.header({rows_set[0]}), " + "".join(rows_set[1:])
    widths = (
        "(" + ", ".join(["auto"] * (len(header) - 1) + ["3cm" if header[-1] == "Remarks" else "auto"]) + ")"
    )
    return f"#table(columns: {widths}, stroke: {'0.5pt' if ruled else 'none'}, {cells})"


def ours(made: Made) -> list[tuple[list[str] | None, Rows]]:
    """The tables our reader gives for a file."""
    items = readers.read(made.name, io.BytesIO(made.raw), len(made.raw))
    return [
        (list(item.header) if item.header is not None else None, [list(row) for row in item.rows])
        for item in items
        if isinstance(item, Table)
    ]


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def labelled(header: list[str] | None, rows: Rows) -> tuple[list[str], list[frozenset[tuple[str, str]]]]:
    """Labels, and each row as its filled cells under them; without a header columns are numbered."""
    if header is None:
        filled = [
            n for n in range(max(map(len, rows), default=0)) if any(n < len(row) and row[n] for row in rows)
        ]
        names = {column: str(number) for number, column in enumerate(filled)}
    else:
        names = {column: plain(label) for column, label in enumerate(header) if label}
    found = [frozenset((names.get(n, ""), plain(cell)) for n, cell in enumerate(row) if cell) for row in rows]
    return sorted(names.values()) if header is not None else [], [row for row in found if row]


@dataclass(slots=True)
class Score:
    """Counts over files of one kind."""

    labels: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)

    def add(
        self, truth: list[tuple[list[str] | None, Rows]], found: list[tuple[list[str] | None, Rows]]
    ) -> None:
        wanted, given = [labelled(*one) for one in truth], [labelled(*one) for one in found]
        for one, (labels, _) in zip(
            found[:-1], given[1:], strict=True
        ):  # a table that goes on has one header
            if found[found.index(one) + 1][0] == one[0]:
                labels.clear()
        tally(
            self.labels,
            (label for labels, _ in wanted for label in labels),
            (label for labels, _ in given for label in labels),
        )
        cells = [
            Counter(cell for _, rows in side for row in rows for cell in row) for side in (wanted, given)
        ]
        tally(self.cells, cells[0].elements(), cells[1].elements())
        tally(
            self.rows, (row for _, rows in wanted for row in rows), (row for _, rows in given for row in rows)
        )


def tally(into: Counter[str], wanted: Iterable[object], given: Iterable[object]) -> None:
    want, have = Counter(wanted), Counter(given)
    into["hit"] += (want & have).total()
    into["want"] += want.total()
    into["have"] += have.total()


def f1(counts: Counter[str]) -> float:
    return 2 * counts["hit"] / max(1, counts["want"] + counts["have"])


def show(title: str, made: list[Made], read: Callable[[Made], list[tuple[list[str] | None, Rows]]]) -> None:
    """A line a kind, and all."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    total = Score()
    for one in made:
        found = read(one)
        scores[one.kind].add(one.tables, found)
        total.add(one.tables, found)
    print(f"\n{title:28}{'files':>6}{'header F1':>11}{'cell F1':>9}{'row F1':>8}")
    for kind, score in [*scores.items(), ("all", total)]:
        many = sum(one.kind == kind for one in made) or len(made)
        head = f"{f1(score.labels):11.3f}" if score.labels["want"] else f"{'-':>11}"
        print(f"{kind:28}{many:6}{head}{f1(score.cells):9.3f}{f1(score.rows):8.3f}")


_THEIRS = """
import json, sys, kreuzberg
for line in sys.stdin:
    try:
        found = kreuzberg.extract_file_sync(json.loads(line)).tables
        print(json.dumps([one.cells for one in found]), flush=True)
    except BaseException:
        print("[]", flush=True)
"""


def theirs(made: list[Made], python: str, folder: Path) -> dict[str, list[tuple[list[str] | None, Rows]]]:
    """kreuzberg's tables by the name of the file; the first row of each is its header."""
    for one in made:
        (folder / one.name).write_bytes(one.raw)
    asked = "\n".join(json.dumps(str(folder / one.name)) for one in made)
    done = subprocess.run([python, "-c", _THEIRS], input=asked, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        one.name: [(table[0], table[1:]) for table in tables if table]
        for one, tables in zip(made, lines, strict=True)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="write the files there, to look at")
    parser.add_argument("--show", help="print what is found in this file and what should be")
    parser.add_argument("--kreuzberg-python", default="", help="interpreter with kreuzberg 4.10")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    sets = {"sheets": sheets(chance), "PDF tables": pages(chance)}
    for title, made in sets.items():
        for one in made:
            if arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / one.name).write_bytes(one.raw)
            if one.name == arguments.show:
                print("\n".join(map(str, ["true", *one.tables, "found", *ours(one)])))
        show(title, made, ours)
        if arguments.kreuzberg_python:
            with tempfile.TemporaryDirectory() as folder:
                found = theirs(made, arguments.kreuzberg_python, Path(folder))
            show(f"{title}, kreuzberg", made, lambda one, found=found: found[one.name])


if __name__ == "__main__":
    main()
