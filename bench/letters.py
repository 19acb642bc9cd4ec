"""Letters from the encrypted store to encrypted print batches, and tagged single files to a bundle.

    PYTHONPATH=src .venv/bin/python bench/letters.py --people 1000000                one process
    PYTHONPATH=src .venv/bin/python bench/letters.py --people 1000000 --processes 2
    PYTHONPATH=src .venv/bin/python bench/letters.py --singles 200000                tagged single files

Invented people (see letter_people.py): 50 states and D.C. by real ZIP Codes, 56 sets of elements, one in six
with a Spanish name, 4 % minors, 2 % deceased. The law is asked for every group, as in a case. Everything is
counted: reading and decrypting the tables, choosing words, typesetting each class, stamping with the mail
barcode, the manifest, the rows of the record, encrypting. CPU seconds are those of all processes.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from letter_people import population

from tocsin import law, notices, people, response
from tocsin.model.facts import Facts
from tocsin.model.factsfile import parse_facts
from tocsin.notices.bundle import write_singles
from tocsin.notices.delivery import barcode
from tocsin.notices.pieces import Pieces
from tocsin.notices.typesetter import typesetter
from tocsin.response import notify
from tocsin.response.case import Case

PASSPHRASE = "measured on invented people only"
FACTS = """
organisation:
  name: Desert Palm Dental Group
  address: {street: 4100 East Speedway Boulevard, city: Tucson, state: AZ, postal_code: "85712"}
  toll_free: 833-555-0142
  contact: {name: Ellen Marsh, title: Owner, phone: 520-555-0100, email: a@b.example}
  roles: {hipaa_covered_entity: yes}
incident:
  kind: hacking
  dates: {occurred_from: 2026-09-28, occurred_to: 2026-10-02, discovered: 2026-10-05}
  intrusion: {accessed: yes, acquired: yes}
  protection: {encrypted: no}
  harm: {misuse_seen: no, harm_reasonably_likely: yes}
  holds: []
  actions_taken: [We shut the intruder out., We changed every password.]
  law_enforcement: [{organisation: the FBI}]
  services:
    provider: Example Identity Watch
    months: 24
    enrolment: To sign up, call 833-555-0199.
    enrolment_deadline: 2027-02-28
as_of: 2026-11-23
"""
FIRST_SERIAL = 1


def facts() -> Facts:
    """The incident at an invented dental group."""
    return parse_facts(FACTS)


def fill(case: Case, count: int) -> None:
    """Put invented people into a case and ask the law about them."""
    who, lost = population(count)
    groups = people.group(who, lost)
    obligations = law.obligations_table(law.evaluate(facts(), groups))
    for name, table in (
        ("people", who),
        ("exposures", lost),
        ("groups", groups),
        ("obligations", obligations),
    ):
        case.vault.save_table(name, table, made_from="bench")


def barcoded(plan: notices.Plan) -> notices.Plan:
    """The plan with a mail barcode on each letter that has a ZIP Code."""
    assert isinstance(plan.pieces, Pieces)

    def digits(place: int, last_line: str) -> str:
        tail = last_line[-10:]
        routing = tail.replace("-", "") if tail[5:6] == "-" else tail[-5:]
        serial = (FIRST_SERIAL + place) % 1_000_000_000
        return barcode.code("123456", serial, "270", routing) if routing.isdigit() else ""

    return dataclasses.replace(plan, pieces=plan.pieces.barcoded(digits))


class Meter:
    """CPU seconds of this process and of those that ended, by step."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one step."""
        start, cpu = time.perf_counter(), _cpu()
        yield
        self.steps.append((name, _cpu() - cpu, time.perf_counter() - start))


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def write(folder: Path, processes: int) -> None:
    """The run that is measured; prints its table."""
    meter = Meter()
    letters = size = 0
    with response.open_case(folder, PASSPHRASE) as case:
        # Turning the passphrase into a key takes half a gigabyte by design, and gives it back.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = _memory("VmRSS")
        watch = Watch()
        with meter.step("reading the tables, choosing every letter"):
            plan = notify.planned(case)
        with meter.step("mail barcodes numbered"):
            plan = barcoded(plan)
        with meter.step("typesetting, stamping, encrypting"):
            for batch in notices.rendered(plan, list(range(plan.batches)), processes):
                with case.vault.act(
                    "write_batch", f"batch-{batch.number + 1}", letters=batch.notices.num_rows
                ):
                    case.vault.put_document("letters", batch.name, batch.pdf)
                    case.vault.put_document("letters", f"{batch.name}.csv", batch.manifest.encode())
                    case.vault.append_part("notice_batches", {"notices": batch.notices}, [str(batch.number)])
                letters += batch.notices.num_rows
                size += len(batch.pdf)
            typesetter().close()
        with meter.step("the record of all letters"):
            rows = case.vault.read_parts("notice_batches", "notices")
            case.vault.save_tables("notices", rows, notify.NOTICES, made_from="bench")
    layouts = len({group.letter.digest for group in plan.classes if group.obstacle is None})
    cpu = sum(step[1] for step in meter.steps)
    wall = sum(step[2] for step in meter.steps)
    watch.stop()
    print(f"| {processes} process(es), {letters:,} letters | CPU s | wall s |\n|---|---|---|")
    for name, used, waited in meter.steps:
        print(f"| {name} | {used:.1f} | {waited:.1f} |")
    print(f"| all | {cpu:.1f} | {wall:.1f} |")
    print(f"\n{letters / cpu:,.0f} letters per CPU second, {letters / wall:,.0f} per second; ", end="")
    print(
        f"{size / letters:.0f} bytes a letter; {len(plan.classes):,} classes, {layouts:,} layouts; ", end=""
    )
    print(f"left out {len(plan.unsent):,}; load {os.getloadavg()[0]:.1f}")
    print(
        f"memory {before:.0f} MiB before, at most {_memory('VmHWM'):.0f} in this process; when it held most: "
    )
    print(
        f"{watch.anonymous:.0f} its own, {watch.mapped:.0f} of files that are mapped; largest other ", end=""
    )
    print(f"process {watch.other:.0f}, all together at most {watch.together:.0f}")


def singles(count: int) -> None:
    """Tagged single files to a bundle, all layouts of the people set before and counted apart."""
    who, lost = population(count)
    groups = people.group(who, lost)
    obligations = law.obligations_table(law.evaluate(facts(), groups))
    plan = notices.plan(facts(), obligations, who, lost, covers=law.coverage(facts(), groups))
    pieces = list(plan.pieces)
    with tempfile.TemporaryFile() as out:
        start = _cpu()
        first = {plan.classes[piece.variant].letter.digest: piece for piece in pieces}
        write_singles(plan, out, first.values())
        classes = _cpu() - start
        out.seek(0)
        out.truncate()
        start = _cpu()
        written, _ = write_singles(plan, out, pieces)
        used, size = _cpu() - start, out.tell()
    print(f"{written:,} singles, {len(first):,} layouts: {used:.1f} CPU s, of it {classes:.1f} the layouts")
    rate = written / (used - classes)
    print(f"{rate:,.0f} a second beside them, {size / written:,.0f} bytes each in the bundle")


class Watch:
    """Looks at the memory of this process and of those it started, five times a second. MiB."""

    def __init__(self) -> None:
        self.anonymous = self.mapped = self.other = self.together = 0.0
        self._most = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(0.2):
            own = _memory("VmRSS")
            if own > self._most:
                self._most, self.anonymous, self.mapped = own, _memory("RssAnon"), _memory("RssFile")
            others = [_memory("VmRSS", pid) for pid in _started_by("self")]
            self.other = max([self.other, *others])
            self.together = max(self.together, own + sum(others))


def _started_by(pid: str) -> Iterator[str]:
    """The processes that a process started, and those that they started."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        found = [child for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return
    for child in found:
        yield child
        yield from _started_by(child)


def _memory(what: str, pid: str = "self") -> float:
    """MiB of a process, as Linux counts them: VmRSS now, VmHWM at most. 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith(what)), 0) / 1024


def main() -> None:
    """See above."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--people", type=int, default=20_000)
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--singles", type=int, default=0, help="letters to write as tagged single files")
    asked.add_argument("--case", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.singles:
        singles(given.singles)
    elif given.case:
        write(given.case, given.processes)
    else:
        make_and_write(given.people, given.processes)


def make_and_write(count: int, processes: int) -> None:
    """Make a case of invented people and write their letters."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "case"
        with response.create(folder, PASSPHRASE, facts()) as case:
            fill(case, count)
        # In a process of its own, so that memory is that of the letters and not of making the people.
        command = [sys.executable, __file__, "--case", str(folder), "--processes", str(processes)]
        subprocess.run(command, check=True, env=os.environ)


if __name__ == "__main__":
    main()
