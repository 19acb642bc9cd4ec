"""Data/: the practice's SQLite database and a MySQL dump of the patient portal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from random import Random

from ..columns import columns
from ..desk import Desk
from ..health import PROCEDURES
from ..people import Person
from .patients import active
from .sheets import spreadsheet_pen

_PRACTICE = "Data/practice_mgmt.db"
_PORTAL = "Data/portal_backup_2025-11-02.sql"
_PATIENT_COLUMNS = (
    "mrn last first middle born patient_ssn street city state zip phone email member_id diagnosis medication"
)
_CREATE_PATIENT = """
CREATE TABLE patient (patient_no, lname, fname, mi, birthdate, ssn, addr1, city, state, zip, phone, email,
subscriber_id, icd10, rx, guarantor_no)
"""
_INSERT_PATIENT = "INSERT INTO patient VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HASH_LETTERS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ROWS_A_STATEMENT = 400
_MAIDEN_NAME = "What is your mother's maiden name?"
_QUESTIONS = (_MAIDEN_NAME, "What was the name of your first pet?")
_PETS = ("Rex", "Luna", "Biscuit", "Chispa", "Oreo", "Max", "Canela")


def write(desk: Desk) -> None:
    """Both databases."""
    _practice(desk)
    _portal(desk)


def _practice(desk: Desk) -> None:
    """Active patients with the chart numbers of their guarantors, and their appointments."""
    patients = [p for p in desk.people.patients() if active(p)]
    pen = spreadsheet_pen(desk.pen(_PRACTICE))
    grid = desk.grid(_PRACTICE, columns(desk.rng(_PRACTICE), _PATIENT_COLUMNS), patients, pen)
    by_id = {p.id: p for p in desk.people.patients()}
    rows: list[tuple[str, ...]] = []
    visits: list[tuple[str | int, ...]] = []
    for row, patient in zip(grid.rows, patients, strict=True):
        assert patient.chart is not None
        guarantor = by_id[patient.chart.guarantor]
        assert guarantor.chart is not None
        desk.ledger.saw(_PRACTICE, guarantor, ("medical_record_number",))
        rows.append((*row, guarantor.chart.mrn))
        day = patient.chart.last_visit.isoformat()
        visits.append((patient.chart.mrn, day, *PROCEDURES[patient.chart.procedure]))
    desk.save(_PRACTICE, _database(rows, visits))


def _database(patients: list[tuple[str, ...]], visits: list[tuple[str | int, ...]]) -> bytes:
    """The SQLite file; made in memory, so that no journal or time gets into it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(_CREATE_PATIENT)
        database.execute("CREATE TABLE appointment (patient_no, visit_date, cdt, description, fee)")
        database.executemany(_INSERT_PATIENT, patients)
        database.executemany("INSERT INTO appointment VALUES (?, ?, ?, ?, ?)", visits)
        database.commit()
        return database.serialize()


def _portal(desk: Desk) -> None:
    """Accounts with hashed passwords and a security question; some messages."""
    rng = desk.rng(_PORTAL)
    users = [p for p in desk.people.patients() if p.login is not None]
    out = [
        "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)",
        "-- Host: localhost    Database: portal",
        "",
    ]
    out += ["DROP TABLE IF EXISTS `portal_users`;", "CREATE TABLE `portal_users` ("]
    out += [
        "  `id` int NOT NULL,\n  `username` varchar(64) NOT NULL,\n  `email` varchar(255),",
        "  `password_hash` varchar(80),\n  `display_name` varchar(120),\n  `dob` date,",
        "  `security_question` varchar(80),\n  `security_answer` varchar(80),",
        "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;",
    ]
    out += _insert("portal_users", [_user(desk, rng, number, p) for number, p in enumerate(users, 1)])
    out += ["CREATE TABLE `portal_messages` (\n  `id` int NOT NULL,\n  `user_id` int,\n  `body` text\n);"]
    out += _insert("portal_messages", _messages(desk, rng, users))
    out.append("-- Dump completed on 2025-11-02  3:15:04")
    desk.save(_PORTAL, "\n".join(out) + "\n")


def _user(desk: Desk, rng: Random, number: int, person: Person) -> tuple[str | int, ...]:
    assert person.login is not None
    login, born = person.login, person.born.isoformat()
    question, answer = rng.choice(_QUESTIONS), rng.choice(_PETS)
    elements = ["person_name", "username", "email_address", "password_hash", "date_of_birth"]
    if question == _MAIDEN_NAME:
        answer = login.maiden_name_of_mother
        elements.append("mothers_maiden_name")
    desk.ledger.saw(_PORTAL, person, (*elements, "security_question_answer"))
    digest = "$2y$10$" + "".join(rng.choices(_HASH_LETTERS, k=53))
    name = f"{person.first} {person.last}"
    return number, login.username, person.email, digest, name, born, question, answer


def _messages(desk: Desk, rng: Random, users: list[Person]) -> list[tuple[str | int, ...]]:
    """One user in twelve wrote something; some of it should not have been written."""
    rows: list[tuple[str | int, ...]] = []
    for number, person in enumerate(users, 1):
        if rng.random() >= 1 / 12:
            continue
        body = "Hi,\nI can't make it on Tuesday - what's the next \"open\" slot?"
        if rng.random() < 0.4:
            body = (
                f"Hello, please charge my card {person.card} exp {person.card_expiry} for the crown.\nThanks!"
            )
            desk.ledger.saw(_PORTAL, person, ("payment_card", "card_expiry"))
        rows.append((len(rows) + 1, number, body))
    return rows


def _insert(table: str, rows: list[tuple[str | int, ...]]) -> Iterable[str]:
    """``INSERT`` statements of several hundred rows each, as mysqldump writes them."""
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        values = ",".join(
            "(" + ",".join(map(_quoted, row)) + ")" for row in rows[start : start + _ROWS_A_STATEMENT]
        )
        yield " ".join(("INSERT INTO", f"`{table}`", "VALUES", values + ";"))


def _quoted(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")
    return f"'{escaped}'"
