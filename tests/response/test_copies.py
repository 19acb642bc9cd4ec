"""The same content in many places is read once, and nobody is lost: every place keeps its own findings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tocsin.detect import Detector
from tocsin.detect.alreadyread import AlreadyRead
from tocsin.detect.prose import read_text
from tocsin.intake import examine, survey
from tocsin.intake.worker import our_readers
from tocsin.intake.zygote import Zygote
from tocsin.model.tables import ITEMS, table
from tocsin.response.copies import Copies

scan = import_module("tocsin.response.scan")  # the room's own name for it is the function
KEY = b"k" * 32
LETTER = (
    "Dear Ms. Lee,\n\nPatient: Ann Lee\nSSN: 219-09-9901\nDate of birth: 02/03/1970\n"
    "Address: 12 Oak Street, Springfield, IL 62704\nYour account with us stays open.\n"
)
STAFF = "First Name,Last Name,SSN\nBob,Ray,219-09-9902\nCara,Moe,219-09-9903\n"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(our_readers) as zygote:
        zygote.wait_until_ready()
        yield zygote


def archive(**members: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as files:
        for name, content in members.items():
            files.writestr(name.replace("_", "."), content)
    return target.getvalue()


def mail(to: str, number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Dan Fox <dan@example.com>", to, "The form"
    message["Message-ID"], message["Date"] = "<1@example.com>", "Mon, 1 Jan 2024 10:00:00 +0000"
    message["X-Folder"] = f"box {number}"
    message.set_content(LETTER + "See the list of our staff.\n" * 10)
    message.add_attachment(STAFF.encode(), maintype="text", subtype="csv", filename="staff.csv")
    return message.as_bytes()


def share(folder: Path) -> Path:
    """Copies on top, in archives, twice in one, of an archive with all inside it, and as attachments."""
    pair = archive(one_txt=LETTER, staff_csv=STAFF)
    files = {
        "a/letter.txt": LETTER,
        "a/staff.csv": STAFF,
        "b/letter again.txt": LETTER,
        "b/both.zip": archive(one_txt=LETTER, two_txt=LETTER, staff_csv=STAFF),
        "c/both copied.zip": archive(one_txt=LETTER, two_txt=LETTER, staff_csv=STAFF),
        "c/nested.zip": archive(inner_zip=pair, other_txt="Nothing here."),
        "c/nested too.zip": archive(other_zip=pair, letter_txt=LETTER),
        "c/staff.log": STAFF,
        "d/1.eml": mail("Eve Gray <eve@example.com>", 1),
        "d/2.eml": mail("Finn Hale <finn@example.com>", 2),
        "d/3.eml": mail("Finn Hale <finn@example.com>", 3),
        "e/locked.pdf": b"%PDF-1.4 damaged beyond repair",
        "e/locked too.pdf": b"%PDF-1.4 damaged beyond repair",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rows(tables: list[dict[str, pa.Table]], name: str, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    found = pa.concat_tables([each[name] for each in tables]).drop_columns(list(without)).to_pylist()
    return sorted(found, key=str)


def read_apart(source: Any, zygote: Zygote) -> dict[str, pa.Table]:
    """As a lane reads a file, without any knowledge of copies."""
    parts: dict[str, list[Any]] = {}
    read = examine(source, examine_part=lambda i, p: parts.setdefault(i, []).append(p), zygote=zygote)
    found = Detector(KEY).examine_all(parts.items())
    return {
        "items": table(ITEMS, [asdict(row) | {"source": source.id} for row in read]),
        "findings": found.findings,
        "mentions": found.mentions,
        "identifiers": found.identifiers,
    }


@pytest.fixture
def read_together(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], list[dict[str, pa.Table]]]:
    """As one lane reads a folder, and every file that was opened by a reader counted."""

    def read(folder: Path) -> list[dict[str, pa.Table]]:
        monkeypatch.setattr(scan, "_copies", Copies())
        monkeypatch.setattr(scan, "examine", lambda *a, **k: examine(*a, zygote=zygote, **k))
        return [scan.read_file(scan.Task.of(source, KEY)) for source in survey([folder])]

    return read


def test_everybody_is_found_in_every_place_as_without_it(
    tmp_path: Path, zygote: Zygote, read_together: Callable[[Path], list[dict[str, pa.Table]]]
) -> None:
    folder = share(tmp_path)
    apart = [read_apart(source, zygote) for source in survey([folder])]
    together = read_together(folder)
    for name in ("findings", "mentions", "identifiers"):
        assert pa.concat_tables(each[name] for each in together).equals(
            pa.concat_tables(each[name] for each in apart)
        ), "in the same order, too"
        assert rows(together, name) == rows(apart, name)
    assert len(rows(apart, "mentions")) > 30
    unlike = ("same_as", "milliseconds")  # which copy was read is not kept
    assert rows(together, "items", unlike) == rows(apart, "items", unlike)


def test_a_copy_says_whose_copy_it_is_and_is_not_read(tmp_path: Path, zygote: Zygote) -> None:
    copies, items = Copies(), {}
    for source in survey([share(tmp_path)]):
        copies.enter("scope")
        read = examine(source, examine_part=lambda *_: None, recall=copies.recall, zygote=zygote)
        copies.finish(read, Detector(KEY).examine_all([]))
        items |= {row.path.partition("/")[2]: row for row in read}
    first = items["a/letter.txt"]
    assert first.same_as is None
    for path in ("b/letter again.txt", "b/both.zip » two.txt", "c/nested too.zip » letter.txt"):
        assert items[path].sha256 == first.sha256
        assert (items[path].same_as, items[path].milliseconds) != (None, first.milliseconds)
    inner = items["c/both copied.zip » staff.csv"]
    assert inner.parent == items["c/both copied.zip"].id
    assert inner.same_as is not None
    assert items["d/2.eml » staff.csv"].same_as is not None
    # The ending of a name may decide how a text is read, so these bytes were read again.
    assert items["c/staff.log"].same_as is None
    refused = items["e/locked too.pdf"], items["e/locked.pdf"]
    assert len({(row.outcome, row.reason) for row in refused}) == 1


def test_with_another_key_nothing_is_taken_over(tmp_path: Path) -> None:
    copies = Copies()
    (tmp_path / "a.txt").write_text(LETTER)
    (source,) = survey([tmp_path / "a.txt"])
    copies.enter(b"one")
    read = examine(source, examine_part=lambda *_: None, recall=copies.recall)
    copies.finish(read, Detector(KEY).examine_all([]))
    item = read[0]
    copies.enter(b"one")
    assert copies.recall(item, "a.txt")  # type: ignore[arg-type]
    copies.enter(b"two")
    assert not copies.recall(item, "a.txt")  # type: ignore[arg-type]


def test_what_is_kept_stays_within_its_bounds_and_goes_oldest_first(tmp_path: Path, zygote: Zygote) -> None:
    copies = Copies(most_bytes=8_000)
    read = []
    for number in range(30):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{number}")
        (source,) = survey([path])
        copies.enter("scope")
        read.append(examine(source, examine_part=lambda *_: None, recall=copies.recall, zygote=zygote))
        copies.finish(read[-1], Detector(KEY).examine_all([]))
    copies.enter("scope")
    kept = [bool(copies.recall(rows[0], f"{n}.txt")) for n, rows in enumerate(read)]  # type: ignore[arg-type]
    assert kept == sorted(kept)
    assert 3 < sum(kept) < 20


# --- the same mail under other headers ----------------------------------------------------------------


def test_a_body_is_read_once_and_each_time_given_as_objects_of_its_own() -> None:
    calls = []

    def reader(text: str) -> Any:
        calls.append(text)
        found = read_text(text)
        found.finish()
        return found

    known, text = AlreadyRead(), LETTER * 3
    first, second, third = (known.read(text, reader) for _ in range(3))
    assert len(calls) == 1
    second.persons.clear()
    assert len(third.persons) == len(first.persons) > 0
    assert [hit.value for hit in third.persons[0].hits] == [hit.value for hit in first.persons[0].hits]


def test_the_least_used_bodies_are_forgotten_first() -> None:
    calls = []

    def reader(text: str) -> Any:
        calls.append(text[:3])
        found = read_text(text)
        found.finish()
        return found

    known = AlreadyRead(most_bytes=6_000)
    texts = [f"{number:3} {LETTER * 2}" for number in range(20)]
    for text in [*texts, texts[-1], texts[0]]:
        known.read(text, reader)
    assert calls[-1] == "  0"
    assert calls.count(" 19") == 1
