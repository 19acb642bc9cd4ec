"""Showing the content itself, for a decision that the masked value does not settle. Every look is logged."""

from __future__ import annotations

from tocsin.response.case import SCAN, Case
from tocsin.response.excerpt import Wanted
from tocsin.response.reviewing import ReviewRefused
from tocsin.response.scan import Lanes, Purpose, Task
from tocsin.response.sources import known_folders, surveyed


def content(case: Case, pool: Lanes, subject: str, wanted: Wanted) -> list[tuple[str, str]]:
    """(place, text) of what is wanted, read anew from the stolen file in a contained process.

    Nothing of it is kept. Raises ReviewRefused when the file is gone, changed, or cannot be read any more.
    """
    items = case.need("items", "scan").select(["id", "source"])
    sources = dict(zip(items["id"].to_pylist(), items["source"].to_pylist(), strict=True))
    files = surveyed(case, known_folders(case), case.vault.finished(SCAN))
    source = next((file for file in files if file.id == sources.get(wanted.item)), None)
    if source is None:
        raise ReviewRefused("The stolen file is not where it was read from. Put it back to see its content.")
    case.vault.log("show_content", subject)
    (done,) = pool.run([Task.of(source, b"", Purpose.SHOW, wanted)])
    shown = done.value.get("shown") if done.value else None
    if shown is None or not shown.num_rows:
        raise ReviewRefused("The content could not be found again: the file has changed or cannot be read.")
    return [(row["place"], row["text"]) for row in shown.to_pylist()]
