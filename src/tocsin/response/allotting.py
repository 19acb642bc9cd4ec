"""Activation codes are given out: one to each person who is owed services and has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.model.entered import now
from tocsin.notices.channels.monitoring import Code, Need, allot, needs
from tocsin.response.case import Case
from tocsin.response.codes import ASSIGNED, IMPORTED, CodesRefused, codes_of, enter, rows
from tocsin.response.notify import planned


@dataclass(frozen=True, slots=True)
class Given:
    """What came of giving out codes. had: people who have one. shorter: of these, whose is too short."""

    new: int
    had: int
    shorter: int


def assign_codes(case: Case, by: str, *, everyone: bool = False) -> Given:
    """Give a code to everyone who is owed one and has none. Raises CodesRefused when there are too few.

    everyone: also to those whom no law owes the services that their letter offers.
    """
    owed = {row["id"]: row["services"] or () for row in case.need("obligations", "assess").to_pylist()}
    wanted = needs(planned(case), owed, everyone=everyone)
    _, had = codes_of(case)
    given, short = allot([one for one in wanted if one.person not in had], _free(case))
    if short:
        raise CodesRefused(
            f"There are too few codes: {'; '.join(map(str, short))}. Nobody was given one. Take more with "
            "`tocsin codes take CASE FILE`."
        )
    secrets = {row["id"]: row["code"] for row in rows(case) if row["kind"] == IMPORTED}
    made = [_assigned(person, code, secrets[code.id], by) for person, code in given.items()]
    if made:
        keys = [key for row in made for key in (f"person:{row['person']}", f"used:{row['id'].split('.')[0]}")]
        with case.vault.act("assign_codes", "case", codes=len(made)):
            enter(case, made, keys)
    return Given(len(made), sum(one.person in had for one in wanted), len(_shorter(wanted, had)))


def _assigned(person: str, code: Code, secret: str, by: str) -> dict[str, Any]:
    return {
        "id": f"{code.id}.given",
        "at": now(),
        "by": by,
        "kind": ASSIGNED,
        "code": secret,
        "product": code.product,
        "months": code.months,
        "person": person,
    }


def _free(case: Case) -> list[Code]:
    used = {row["id"].split(".")[0] for row in rows(case) if row["kind"] == ASSIGNED}
    return [
        Code(row["id"], row["product"], row["months"])
        for row in rows(case)
        if row["kind"] == IMPORTED and row["id"] not in used
    ]


def _shorter(wanted: list[Need], had: Mapping[str, int]) -> list[Need]:
    return [one for one in wanted if had.get(one.person, one.months) < one.months]
