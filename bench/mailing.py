"""Mail: barcodes a second, a package of many letters, the printer's report and the reconciliation.

    python bench/mailing.py [--people 100000] [--folder /tmp/mailing]
    python bench/mailing.py --events 1000000      (only the ledger: no letters are set)

The case is made here: invented people in five states, one letter each. CPU seconds of this process and its
children; the machine may be shared. With ReportLab installed, its encoder is timed beside ours and compared.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from tocsin.model.factsfile import parse_facts
from tocsin.model.tables import EXPOSURES, NOTICES, OBLIGATIONS, PEOPLE
from tocsin.notices.delivery import barcode
from tocsin.notices.delivery.columns import Sheet
from tocsin.notices.delivery.standing import PACKAGED
from tocsin.response import Silent, approving, create, mailstatus, notify, packaging, returning
from tocsin.response.case import Case
from tocsin.response.delivering import News, append, ledger_of, rows_of
from tocsin.response.mailkeeping import Job
from tocsin.response.parcels import Parcel
from tocsin.response.story import assess, write_notices

FACTS = """
organisation:
  name: Ironwood Dental Test Practice
  employees: 12
  address: {street: 1 Ironwood Way, city: Tucson, state: AZ, postal_code: '85701', country: US}
  contact: {name: Privacy Desk, phone: (520) 555-0100, email: privacy@ironwood.example.com}
  toll_free: (800) 555-0199
  roles: {employer: true, hipaa_covered_entity: false, government_agency: false, bank: false,
    credit_union: false, glba_financial_institution: false, nydfs_covered_entity: false}
incident:
  title: Shared drive copied
  kind: hacking
  description: Someone signed in with a stolen password and copied a shared drive.
  medium: computerised
  dates: {occurred_from: 2026-02-06, discovered: 2026-02-10, determined_breach: 2026-02-16}
  intrusion: {accessed: true, acquired: true}
  protection: {encrypted: false}
  harm: {harm_reasonably_likely: true}
  holds: []
as_of: 2026-02-23
"""
PLACES = [("CA", "900"), ("NY", "100"), ("TX", "770"), ("IL", "606"), ("WA", "981")]
BY = "Bench"


@contextmanager
def measured(name: str, count: int, rows: list[tuple[str, int, float, float]]) -> Iterator[None]:
    began, cpu = time.monotonic(), _cpu()
    yield
    rows.append((name, count, _cpu() - cpu, time.monotonic() - began))
    _, _, used, wall = rows[-1]
    print(f"{name:44} {count:>9,} {used:>8.1f} {wall:>8.1f} {count / max(used, 1e-9):>12,.0f}", flush=True)


def _cpu() -> float:
    own, children = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def barcodes(rows: list[tuple[str, int, float, float]], count: int = 100_000) -> None:
    dice = random.Random(3200)
    codes = [f"00300123456{number:09d}{dice.randrange(10**11):011d}" for number in range(count)]
    barcode.bars(codes[0])
    with measured("barcodes encoded", count, rows):
        made = [barcode.bars(code) for code in codes]
    with measured("barcodes read back", count // 5, rows):
        assert [barcode.read(bars) for bars in made[: count // 5]] == codes[: count // 5]
    try:
        from reportlab.graphics.barcode.usps4s import USPS_4State
    except ImportError:
        print("ReportLab is not installed: not compared")
        return
    with measured("the same by ReportLab", count // 5, rows):
        theirs = [USPS_4State(code).barcodes for code in codes[: count // 5]]
    assert theirs == made[: count // 5], "another encoder sets other bars"


def fill(case: Case, count: int) -> None:
    """Invented people with an address and one element each."""
    dice = random.Random(7)
    places = [dice.choice(PLACES) for _ in range(count)]
    ids = [f"p{number:08d}" for number in range(count)]
    columns = {
        "id": ids,
        "name": [f"Test Person {number}" for number in range(count)],
        "street": [f"{dice.randrange(1, 9999)} Elm Street" for _ in range(count)],
        "city": ["Springfield"] * count,
        "state": [state for state, _ in places],
        "postal_code": [f"{zip3}{dice.randrange(100):02d}-{dice.randrange(10**4):04d}" for _, zip3 in places],
        "residence": [state for state, _ in places],
        "review": [""] * count,
    }
    people = pa.table({name: columns.get(name, [None] * count) for name in PEOPLE.names}, schema=PEOPLE)
    lost = {
        "person": [ident for ident in ids for _ in range(2)],
        "element": ["person_name", "ssn"] * count,
        "protection": ["plain"] * 2 * count,
        "items": [[]] * 2 * count,
        "mentions": [[]] * 2 * count,
    }
    case.vault.save_table("people", people, made_from="bench")
    case.vault.save_table("exposures", pa.table(lost, schema=EXPOSURES), made_from="bench")


def mail(case: Case, folder: Path, count: int, rows: list[tuple[str, int, float, float]]) -> None:
    fill(case, count)
    assess(case, Silent())
    with measured("letters written (before any mail)", count, rows):
        write_notices(case, Silent())
    notify.prove_all(case, Silent())
    approving.approve(case, BY)
    job = Job(printer="Bench", mailer="123456", service="300")
    sealed = Parcel(passphrase="a passphrase for the bench")
    with measured("package: chosen, entered, set, sealed (ZIP)", count, rows):
        made = packaging.package(
            case, folder / "mail.zip", job, sealed, Silent(), by=BY, processes=os.cpu_count() or 1
        )
    assert made.pieces == count, made
    size = (folder / "mail.zip").stat().st_size
    print(f"{'':44} {size / count:,.0f} bytes a letter in the sealed package")
    pieces = list(ledger_of(case).attempts)
    report = tuple({"piece": piece, "status": "mailed", "on": "2026-03-02"} for piece in pieces)
    with measured("the printer's report entered", count, rows):
        sheet = Sheet(report, ("piece", "status", "on"), ())
        returning.confirm(case, returning.Report("r.csv", b"report", sheet), BY, state=None, on=None)
    with measured("reconciliation, piece by piece", count, rows):
        (found,) = mailstatus.reconciliation(case)
    assert found.agrees and found.mailed == count
    with measured("status with substitute notice", count, rows):
        mailstatus.status(case, 1.0)
    _peak()


def events(case: Case, count: int, rows: list[tuple[str, int, float, float]]) -> None:
    """So many events: each piece packaged, reported mailed, in transit and delivered; 1 in 50 comes back."""
    pieces = max(count // 4, 1)
    ids = [f"PIECE{number:09d}" for number in range(pieces)]
    people = [f"p{number:08d}" for number in range(pieces)]
    digest = f"{0:032x}"
    with measured("entered as packaged", pieces, rows):
        news = [
            News(piece, person, 1, PACKAGED, "2026-03-01", None, "", f"123456{at:09d}", "p0", digest)
            for at, (piece, person) in enumerate(zip(ids, people, strict=True))
        ]
        with case.vault.act("package_mail", "p0", pieces=pieces):
            append(case.vault, "p0", rows_of("p0", news, BY, digest), key="p0")
        del news
    shape = {"id": ids, "person": people, "recipient": ["individuals"] * pieces, "kind": ["letter"] * pieces}
    shape |= {"state": ["rendered"] * pieces, "jurisdiction": [PLACES[at % 5][0] for at in range(pieces)]}
    shape |= {"obligations": [["CA.individuals"]] * pieces, "variant": ["CA/adult/en/x"] * pieces}
    columns = {name: shape.get(name, [None] * pieces) for name in NOTICES.names}
    case.vault.save_table("notices", pa.table(columns, schema=NOTICES), made_from="bench")
    case.vault.save_table("obligations", OBLIGATIONS.empty_table(), made_from="bench")
    del columns, shape
    for state, day, chosen in (
        ("mailed", "2026-03-02", ids),
        ("in transit", "2026-03-03", ids),
        ("delivered", "2026-03-05", ids),
    ):
        said = tuple({"piece": piece, "status": state, "on": day} for piece in chosen)
        with measured(f"report entered: {state}", len(said), rows):
            report = returning.Report(f"{state}.csv", state.encode(), Sheet(said, tuple(said[0]), ()))
            returning.confirm(case, report, BY, state=None, on=None)
        del said, report
    back = tuple({"piece": piece, "reason": "UTF"} for piece in ids[::50])
    with measured("returned mail entered", len(back), rows):
        returning.returned(
            case, returning.Report("back.csv", b"back", Sheet(back, tuple(back[0]), ())), BY, on="2026-03-09"
        )
    with measured("status of them all", pieces, rows):
        told = mailstatus.status(case, 1.0)
    assert told["states"] == {"delivered": pieces - len(back), "returned": len(back)}
    _peak()
    total = sum(cpu for what, _, cpu, _ in rows if "entered" in what)
    print(f"{sum(n for what, n, _, _ in rows if 'entered' in what):,} events applied in {total:,.1f} CPU s")


def _peak() -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:,.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--events", type=int, default=0, help="Only the ledger, with so many events.")
    given = parser.parse_args()
    os.environ["TOCSIN_TEST_LIGHT_KEYS"] = "1"
    rows: list[tuple[str, int, float, float]] = []
    print(f"{'what':44} {'number':>9} {'CPU s':>8} {'wall s':>8} {'a CPU s':>12}")
    if not given.events:
        barcodes(rows)
    folder = Path(tempfile.mkdtemp(prefix="mailing", dir=given.folder))
    try:
        with create(folder / "case", "a passphrase for the bench", parse_facts(FACTS, "bench")) as case:
            if given.events:
                events(case, given.events, rows)
            else:
                mail(case, folder, given.people, rows)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
