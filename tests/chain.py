"""Running the program as its user does, on a small stolen share of invented people.

A command runs in a process of its own, forked from one that has imported everything (chain_stem.py):
what it prints, its exit code, its signals and its death are those of the real thing.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa

import tocsin.cli
from tocsin.response import Case, open_case

PASSPHRASE = "seven green umbrellas"
LIGHT_KEYS = "TOCSIN_TEST_LIGHT_KEYS"
PATIENCE_SECONDS = 120.0
SOURCE = Path(tocsin.cli.__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tocsin"]

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
  holds: []
as_of: 2026-02-23
"""

WITH_COUNTS = FACTS.replace(
    "  holds: []",
    """  holds: []
  people:
  - {residence: CA, elements: [ssn, person_name], people: 700}
  - {residence: TX, elements: [ssn, person_name], people: 300}""",
)
"""People known by number only."""


@dataclass(frozen=True)
class Invented:
    """One person of the small share."""

    given: str
    family: str
    ssn: str
    born: str
    street: str
    city: str
    state: str
    postal_code: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return f"{self.given}.{self.family}@mail.example.net".lower()

    @property
    def secrets(self) -> list[str]:
        """What may stand nowhere in clear but in the export."""
        return [self.ssn, self.ssn.replace("-", ""), self.family, self.street, self.email]


PEOPLE = tuple(
    Invented(*row.split("|"))
    for row in """\
Zebulon|Quackenbush|212-43-9071|1971-03-14|18 Bristlecone Ct|Sacramento|CA|95814
Odalys|Marchettini|309-27-5518|1984-11-02|4471 Larkspur Ln|Fresno|CA|93721
Thaddeus|Wojnarowicz|418-65-2247|1990-07-21|77 Cottonmouth Rd|Austin|TX|78701
Philomena|Ostrander|527-14-8836|1966-01-30|905 Sandpiper St|Houston|TX|77002
Ignatius|Featherstonhaugh|136-72-4490|1958-09-09|12 Gramercy Mews|Albany|NY|12207
Wilhelmina|Szczepanski|604-33-1725|1979-05-17|3320 Ocotillo Dr|Tucson|AZ|85701
Bartholomew|Villavicencio|271-58-6034|1995-12-25|6 Saltmarsh Ave|Boston|MA|02108
Clementine|Abercrombie|358-90-7412|1988-04-08|240 Juniper Row|Phoenix|AZ|85003""".splitlines()
)
LATER = Invented(
    "Euphemia", "Throckmorton", "445-21-9963", "1982-08-19", "51 Tamarisk Pl", "Dallas", "TX", "75201"
)
"""Someone who is only in files that are added later."""


def roster(people: Sequence[Invented]) -> str:
    """A table of people as CSV."""
    rows = ["First Name,Last Name,SSN,Date of Birth,Street,City,State,ZIP,Email"]
    rows += [
        f"{p.given},{p.family},{p.ssn},{p.born},{p.street},{p.city},{p.state},{p.postal_code},{p.email}"
        for p in people
    ]
    return "\n".join(rows) + "\n"


def letter(person: Invented) -> str:
    """A running text about one person."""
    return (
        f"Dear {person.name},\n\nthank you for your visit. We have on file: Social Security number "
        f"{person.ssn}, date of birth {person.born}, address {person.street}, {person.city}, {person.state} "
        f"{person.postal_code}.\n\nThe front desk\n"
    )


def make_small_share(folder: Path) -> int:
    """Write the share; returns how many items it has, files inside files included."""
    for sub in ("HR/letters", "Mail", "Old"):
        (folder / sub).mkdir(parents=True)
    (folder / "HR" / "roster.csv").write_text(roster(PEOPLE[:5]))
    for person in PEOPLE[2:6]:
        (folder / "HR" / "letters" / f"{person.ssn[-4:]}.txt").write_text(letter(person))
    workbook = openpyxl.Workbook()
    for line in roster(PEOPLE[4:7]).splitlines():
        workbook.active.append(line.split(","))
    workbook.save(folder / "HR" / "payroll.xlsx")
    (folder / "Mail" / "claim.eml").write_bytes(mail_with_attachment())
    with zipfile.ZipFile(folder / "Old" / "archive.zip", "w") as box:
        box.writestr("2019/roster.csv", roster(PEOPLE[:2]))
        box.writestr("2019/note.txt", letter(PEOPLE[7]))
    (folder / "Old" / "copy of roster.csv").write_text(roster(PEOPLE[:5]))
    (folder / "Old" / "torn.zip").write_bytes((folder / "Old" / "archive.zip").read_bytes()[:200])
    (folder / "Old" / "empty.txt").touch()
    return 11 + 2 + 1 + 1  # two in the archive, one attached to the mail, one saved from the torn archive


def mail_with_attachment() -> bytes:
    """A message about one person with a list of another attached."""
    message = EmailMessage()
    message["From"], message["To"] = "desk@ironwood.example.com", PEOPLE[6].email
    message["Subject"], message["Date"] = "Your claim", "Mon, 02 Feb 2026 09:00:00 -0700"
    message.set_content(letter(PEOPLE[6]))
    message.add_attachment(roster(PEOPLE[7:]).encode(), maintype="text", subtype="csv", filename="list.csv")
    return bytes(message)


@dataclass(frozen=True)
class Outcome:
    """How a command ended. code: exit status, or the negative signal."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything it printed, with line breaks of the terminal taken out."""
        return " ".join(f"{self.out}\n{self.err}".split())


@dataclass
class Started:
    """A command at work."""

    process: BaseProcess
    folder: Path

    def signal(self, number: int) -> None:
        """Send a signal; Ctrl-C goes, as from a terminal, to all that the command started as well."""
        assert self.process.pid is not None
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            send = os.killpg if number == signal.SIGINT else os.kill
            send(self.process.pid, number)

    def wait(self, seconds: float = PATIENCE_SECONDS) -> Outcome:
        """Wait until it ends; one that never does is killed and fails the test."""
        self.process.join(seconds)
        code = self.process.exitcode
        if code is None:
            self.process.kill()
            self.process.join()
            raise AssertionError(f"the command did not end within {seconds:g} s")
        self.process.close()
        return Outcome(code, *((self.folder / name).read_text() for name in ("out", "err")))


@dataclass
class Desk:
    """Where a user sits. uid: run commands as this user instead of root."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    uid: int | None = None
    runs: int = 0

    @classmethod
    def at(cls, folder: Path) -> Desk:
        """A new desk with a passphrase file and facts."""
        (folder / "passphrase").write_text(f"{PASSPHRASE}\n")
        (folder / "facts.yaml").write_text(FACTS)
        return cls(folder)

    @property
    def case(self) -> Path:
        return self.folder / "case"

    @property
    def passphrase(self) -> list[str]:
        return ["--passphrase-file", str(self.folder / "passphrase")]

    def start(self, *arguments: object, prepare: object = None) -> Started:
        """Begin a command. prepare: called in its process first."""
        self.runs += 1
        folder = self.folder / f".run{self.runs}"
        folder.mkdir(mode=0o777)
        for name in ("out", "err"):
            (folder / name).touch()
        words = [str(each) for each in arguments]
        process = stem().Process(target=_run, args=(self, folder, words, prepare))
        process.start()
        while not (folder / "begun").exists() and process.is_alive():
            time.sleep(0.002)
        return Started(process, folder)

    def run(self, *arguments: object, prepare: object = None) -> Outcome:
        """Run a command to its end."""
        return self.start(*arguments, prepare=prepare).wait()

    def respond(self, *arguments: object, prepare: object = None) -> Outcome:
        """``respond`` on this desk's case, with two lanes."""
        return self.run(*self.responding(*arguments), prepare=prepare)

    def scan(self, *sources: object) -> Outcome:
        """``scan`` alone, for what ends with the files: far quicker than the whole response."""
        return self.run("scan", *self.responding(*sources)[1:])

    def responding(self, *arguments: object) -> list[object]:
        """The words of that command."""
        beside = self.case / "incident.yaml"
        facts = beside if beside.exists() else self.folder / "facts.yaml"
        lanes = ["--lanes", "2"]
        return ["respond", *arguments, "--case", self.case, "--facts", facts, *lanes, *self.passphrase]

    @contextlib.contextmanager
    def opened(self) -> Iterator[Case]:
        """The case, to look at its tables."""
        with open_case(self.case, PASSPHRASE) as case:
            yield case


@cache
def stem() -> ForkServerContext:
    """The process that commands are forked from: it has imported everything, and nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chain_stem"])
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(SOURCE), str(Path(__file__).parent)])
    try:
        forkserver.ensure_running()
    finally:
        os.environ["PYTHONPATH"] = before
    return context


def _run(desk: Desk, folder: Path, arguments: list[str], prepare: object) -> None:
    """In the child: become ``tocsin`` with these arguments. Never returns."""
    code = 99
    try:
        os.setsid()
        for number, (name, flags) in enumerate(
            [(os.devnull, os.O_RDONLY), (folder / "out", os.O_WRONLY), (folder / "err", os.O_WRONLY)]
        ):
            os.dup2(os.open(name, flags), number)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.update({LIGHT_KEYS: "1", "COLUMNS": "200", **desk.env})
        os.chdir(desk.folder)
        folder.chmod(0o777)
        if desk.uid is not None:
            os.setgroups([])
            os.setgid(desk.uid)
            os.setuid(desk.uid)
        if callable(prepare):
            prepare()
        sys.argv = ["tocsin", *arguments]
        (folder / "begun").touch()
        tocsin.cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 98
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def real_process(
    *arguments: object, folder: Path, env: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """The program started by name, as from a shell, where a test needs argv or a first import to be real."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), LIGHT_KEYS: "1", **(env or {})}
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass(frozen=True)
class Finished:
    """A case that was responded to without disturbance."""

    desk: Desk
    share: Path
    items: int
    outcome: Outcome

    def copied_to(self, desk: Desk) -> Desk:
        """The desk with a copy of the case to work on. The share stays where it is."""
        shutil.copytree(self.desk.case, desk.case)
        return desk


def respond_to_small_share(folder: Path) -> Finished:
    """Make the share and respond to it."""
    desk = Desk.at(folder)
    share = folder / "share"
    items = make_small_share(share)
    outcome = desk.respond(share)
    assert outcome.code == 0, outcome.err
    return Finished(desk, share, items, outcome)


def sorted_rows(table: pa.Table, without: Sequence[str] = ()) -> list[str]:
    """Rows as text in a fixed order, to compare two runs."""
    kept = [name for name in table.column_names if name not in without]
    return sorted(map(repr, table.select(kept).to_pylist()))


def log_of(case: Case) -> list[dict[str, Any]]:
    """What the log says was done, without the openings of the case."""
    entries = [json.loads(line) for line in case.vault.log_lines()]
    return [entry for entry in entries if entry["verb"] != "open_case"]


def stages(entries: Sequence[dict[str, Any]]) -> list[str]:
    """Which stages these entries say have run."""
    names = {"append_part scan": "scan", "run_stage people": "people", "run_stage groups": "assess"}
    names["save_table notices"] = "notices"
    done = [names.get(f"{entry['verb']} {entry['subject']}") for entry in entries]
    return list(dict.fromkeys(name for name in done if name))
