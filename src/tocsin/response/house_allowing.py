"""Which mail house may be given letters of a case, and on whose word."""

from __future__ import annotations

import hashlib
import json

from tocsin.model.entered import now
from tocsin.notices.houses.house import Kind, kinds
from tocsin.response.case import Case
from tocsin.response.delivering import MailRefused

ALLOWED = "mail_houses"
"""Kind of the documents that say which house may be given letters of this case."""


def kind_of(key: str) -> Kind:
    """A house by its key. Raises MailRefused."""
    known = kinds()
    if key not in known:
        raise MailRefused(f"There is no mail house {key!r}; there are {', '.join(known)}.")
    return known[key]


def allow(case: Case, kind: Kind, by: str, why: str, server: str = "") -> None:
    """Keep that letters of this case may be given to this house: names, addresses and what was taken.

    by: who is responsible and agrees. why: on what ground, such as the contract. Logged and signed.
    """
    if not by.strip() or not why.strip():
        raise MailRefused("This needs a name (--by) and the ground, such as the contract (--because).")
    kept = {"house": kind.key, "server": server or kind.server, "by": by, "why": why, "at": now()}
    content = json.dumps(kept).encode()
    digest = hashlib.sha256(content).hexdigest()
    with case.vault.act("allow_mail_house", kind.key, sign=True, evidence=digest):
        case.vault.put_document(ALLOWED, f"{kind.key}.json", content)


def forbid(case: Case, kind: Kind, by: str) -> None:
    """Take that back. What the house has already stays there."""
    if not by.strip():
        raise MailRefused("This needs a name (--by).")
    with case.vault.act("forbid_mail_house", kind.key, sign=True):
        case.vault.delete_document(ALLOWED, f"{kind.key}.json")


def allowed(case: Case) -> dict[str, dict[str, str]]:
    """Which houses may be given letters, by key: server, by, why, at."""
    found = {}
    for reference in case.vault.list_documents(ALLOWED):
        kept = json.loads(case.vault.get_document(ALLOWED, reference.name) or b"{}")
        found[str(kept["house"])] = kept
    return found


def server_of(case: Case, kind: Kind) -> str:
    """The server that was agreed to. Raises MailRefused unless the house may be given these letters."""
    kept = allowed(case).get(kind.key)
    if kept is None:
        raise MailRefused(
            f"Nobody has agreed that letters of this case go to {kind.says}. They name people and what was "
            f"taken from them. `tocsin mail allow CASE {kind.key} --by NAME --because GROUND`."
        )
    return kept["server"]
