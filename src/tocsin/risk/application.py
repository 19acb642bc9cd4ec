"""Answers of an application for cover, each "yes" with its proof, so that it holds when there is a claim.

The file is only added to (`tocsin.model.linked`): an answer is replaced by a later one to the same question
and place, and both stay.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from tocsin.model import linked
from tocsin.model.yamlfile import read_yaml

Reply = Literal["yes", "no", "does_not_apply"]
REPLIES: tuple[str, ...] = get_args(Reply)


class ApplicationError(ValueError):
    """An answer cannot be taken, or the file is none. The message says what to change."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Form):
    """Where the questions are from."""

    title: str
    url: HttpUrl
    read_on: date


class Asked(_Form):
    """One question. The fields are explained at the head of ``application.yaml``."""

    ask: str
    where: Annotated[tuple[str, ...], Field(min_length=1)]
    proof: str
    ages_after: Annotated[int, Field(gt=0)]


class Asking(_Form):
    """All of ``application.yaml``."""

    sources: tuple[Reading, ...]
    questions: dict[str, Asked]


class Proof(_Form):
    """A file that shows it: its name beside the application, and its SHA-256 when it was given."""

    name: str
    sha256: str


class Answer(_Form):
    """One answer for one place. scope: what exactly it covers, in words, with its exceptions. dated: of the
    proof. signer: who stands for it, with their function. at: when it was entered."""

    question: str
    where: str
    reply: Reply
    scope: str
    proofs: tuple[Proof, ...]
    dated: date
    signer: str
    at: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that would not hold. kind: open, no, old, changed or missing (of a proof)."""

    question: str
    where: str
    kind: str
    says: str


@cache
def asking() -> Asking:
    """What is asked."""
    text = files("tocsin.risk").joinpath("data/application.yaml").read_text(encoding="utf-8")
    return Asking.model_validate(read_yaml(text))


def answer_question(
    file: Path,
    question: str,
    where: str,
    reply: str,
    now: datetime,
    *,
    scope: str = "",
    proofs: Sequence[Path] = (),
    dated: date | None = None,
    signer: str = "",
) -> Answer:
    """Add an answer; the file is made if it is new. Raises ApplicationError.

    A "yes" needs what it covers, a proof beside the application's file, the day of it and who signs; any
    other answer needs who signs.
    """
    known = asking().questions
    if question not in known:
        raise ApplicationError(f"There is no question {question!r}. One of: {', '.join(known)}.")
    if where not in known[question].where:
        raise ApplicationError(f"{question}: say where, one of: {', '.join(known[question].where)}.")
    if reply not in REPLIES:
        raise ApplicationError(f"The answer is one of: {', '.join(REPLIES)}.")
    if not signer.strip():
        raise ApplicationError("Say who stands for it (--signer), with their function.")
    if reply == "yes" and not (scope.strip() and proofs and dated is not None):
        raise ApplicationError(
            "A yes needs what it covers with its exceptions (--scope), a proof (--proof) and its day "
            f"(--dated): {known[question].proof}."
        )
    if dated is not None and dated > now.date():
        raise ApplicationError("The proof cannot be of a day that has not come yet.")
    said = {
        "question": question,
        "where": where,
        "reply": reply,
        "scope": scope.strip(),
        "proofs": [_proof(file, proof) for proof in proofs],
        "dated": (dated or now.date()).isoformat(),
        "signer": signer.strip(),
    }
    if file.exists():
        read_application(file)
        linked.append(file, "answer", now, said)
    else:
        linked.start(file, "answer", now, said)
    return Answer.model_validate(said | {"at": now.isoformat(timespec="seconds")})


def _proof(file: Path, proof: Path) -> dict[str, str]:
    folder = file.resolve().parent
    try:
        name = proof.resolve().relative_to(folder).as_posix()
    except ValueError:
        raise ApplicationError(f"{proof} must lie in {folder}, beside the application, to be kept.") from None
    try:
        return {"name": name, "sha256": hashlib.sha256(proof.read_bytes()).hexdigest()}
    except OSError as error:
        raise ApplicationError(f"{proof}: {error.strerror}.") from None


def read_application(file: Path) -> list[Answer]:
    """All answers ever given, in order. Raises ApplicationError."""
    try:
        rows = linked.read(file)
        return [
            Answer.model_validate({key: row[key] for key in Answer.model_fields if key in row})
            for row in rows
        ]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ApplicationError(f"{file}: {error}") from None


def standing_answers(answers: Sequence[Answer]) -> dict[tuple[str, str], Answer]:
    """The latest answer to each question for each place."""
    return {(one.question, one.where): one for one in answers}


def weaknesses(file: Path, day: date) -> list[Weakness]:
    """What is not answered, answered no, too old, or no longer proved by the file it was proved with."""
    held = standing_answers(read_application(file)) if file.exists() else {}
    found = []
    for key, question in asking().questions.items():
        for where in question.where:
            found += _weak(file, key, question, where, held.get((key, where)), day)
    return found


def _weak(
    file: Path, key: str, question: Asked, where: str, answer: Answer | None, day: date
) -> list[Weakness]:
    if answer is None:
        return [Weakness(key, where, "open", f"{question.ask} ({where}): not answered")]
    if answer.reply == "no":
        return [Weakness(key, where, "no", f"{question.ask} ({where}): no, says {answer.signer}")]
    found = []
    age = (day - answer.dated).days
    if answer.reply == "yes" and age > question.ages_after:
        says = f"{question.ask} ({where}): shown {age} days ago, must be shown every {question.ages_after}"
        found.append(Weakness(key, where, "old", says))
    for proof in answer.proofs:
        path = file.resolve().parent / proof.name
        if not path.is_file():
            found.append(Weakness(key, where, "missing", f"{proof.name} is no longer there ({where})"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != proof.sha256:
            says = f"{proof.name} is not the file it was when it was given ({where})"
            found.append(Weakness(key, where, "changed", says))
    return found


def export_for_broker(file: Path, day: date) -> bytes:
    """A ZIP for the broker: the answers with scope, day, signer and SHA-256 as HTML-free text and JSON, the
    file itself, and every proof that is unchanged. The same file and day give the same bytes.

    Raises ApplicationError when a proof of a standing answer is gone or changed: it must be given anew first.
    """
    broken = [one.says for one in weaknesses(file, day) if one.kind in ("missing", "changed")]
    if broken:
        raise ApplicationError(f"Not exported: {'; '.join(broken)}. Give the answer again with its proof.")
    held = standing_answers(read_application(file))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        _add(out, "answers.txt", statement_text(file, day).encode())
        rows = [one.model_dump(mode="json") for one in held.values()]
        _add(out, "answers.json", json.dumps(rows, indent=1, ensure_ascii=False).encode())
        _add(out, "application.jsonl", file.read_bytes())
        for name in sorted({proof.name for one in held.values() for proof in one.proofs}):
            _add(out, f"proofs/{name}", (file.resolve().parent / name).read_bytes())
    return packed.getvalue()


def _add(out: zipfile.ZipFile, name: str, content: bytes) -> None:
    out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def statement_text(file: Path, day: date) -> str:
    """The answers as text, question by question, what is weak said beside."""
    held = standing_answers(read_application(file))
    weak: dict[tuple[str, str], list[str]] = {}
    for one in weaknesses(file, day):
        weak.setdefault((one.question, one.where), []).append(one.kind)
    lines = [f"Answers of the application with their proof, {day}", ""]
    for key, question in asking().questions.items():
        lines.append(question.ask)
        for where in question.where:
            answer, said = held.get((key, where)), weak.get((key, where), [])
            lines += _stated(where, answer, said)
        lines.append("")
    lines.append(f"The file is only added to; SHA-256 of its last line: {linked.last_digest(file)}")
    return "\n".join(lines) + "\n"


def _stated(where: str, answer: Answer | None, weak: Sequence[str]) -> list[str]:
    if answer is None:
        return [f"  {where}: not answered"]
    words = answer.reply.replace("_", " ")
    scope = f", {answer.scope}" if answer.scope else ""
    flag = f" [{', '.join(weak)}]" if weak else ""
    lines = [f"  {where}: {words}{scope}; as of {answer.dated}; {answer.signer}{flag}"]
    return lines + [f"    {proof.name}  SHA-256 {proof.sha256}" for proof in answer.proofs]
