"""Tocsin's list: ``respond`` by its command line, then the tables that docs/reference/tables.md describes.

The exported notification_list.csv holds no numbers and no files, so values and sources, which show a false
merge, are read from the case's own tables.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from .lists import Row, element, normal

FACTS = """
organisation: {name: Sandstone Services}
incident: {dates: {discovered: 2026-11-01}}
as_of: 2026-11-23
"""
PASSPHRASE = "measured on invented people only"


def rows(folder: Path, scratch: Path) -> list[Row]:
    """Respond to ``folder`` in a new case under ``scratch`` and read the list.

    Raises subprocess.CalledProcessError if Tocsin ends with an error.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "incident.yaml").write_text(FACTS)
    secret = scratch / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    given = ["--case", str(scratch / "case"), "--passphrase-file", str(secret)]
    command = [
        sys.executable,
        "-m",
        "tocsin",
        "scan",
        str(folder),
        "--facts",
        str(scratch / "incident.yaml"),
        *given,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    people = [
        sys.executable,
        "-m",
        "tocsin",
        "people",
        str(scratch / "case"),
        "--passphrase-file",
        str(secret),
    ]
    subprocess.run(people, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return read(scratch / "case")


def read(case_folder: Path) -> list[Row]:
    """The list of a finished case."""
    from tocsin import response

    with response.open_case(case_folder, PASSPHRASE) as case:
        names = ("people", "links", "mentions", "identifiers", "exposures", "items")
        tables = {name: case.need(name, "people").to_pylist() for name in names}
    paths = {item["id"]: item["path"] for item in tables["items"]}
    person_of = {link["mention"]: link["person"] for link in tables["links"]}
    values, files, elements = defaultdict(set), defaultdict(set), defaultdict(set)
    for mention in tables["mentions"]:
        files[person_of.get(mention["id"])].add(paths[mention["item"]])
    for number in tables["identifiers"]:
        kind = element(number["element"])
        if kind:
            values[person_of.get(number["mention"])].add(f"{kind}:{normal(number['value'])}")
    for exposure in tables["exposures"]:
        kind = element(exposure["element"])
        if kind:
            elements[exposure["person"]].add(kind)
    return [
        Row(
            id=person["id"],
            name=person["name"] or "",
            names=set(person["names"] or ()),
            birth_date=person["birth_date"] or "",
            street=person["street"] or "",
            postal_code=(person["postal_code"] or "")[:5],
            email=(person["email"] or "").lower(),
            phone=normal(person["phone"] or "")[-10:],
            residence=person["residence"] or "",
            minor=bool(person["minor"]),
            deceased=bool(person["deceased"]),
            elements=elements[person["id"]],
            values=values[person["id"]],
            files=files[person["id"]],
        )
        for person in tables["people"]
    ]
