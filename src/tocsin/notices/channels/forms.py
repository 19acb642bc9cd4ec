"""The forms a paper can be written in, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin.notices.channels.page import as_html
from tocsin.notices.channels.paper import Paper, as_pdf, as_plain
from tocsin.notices.channels.word import as_docx

WRITERS: Mapping[str, Callable[[Paper], bytes]] = {
    ".html": lambda paper: as_html(paper, links=True).encode(),
    ".txt": lambda paper: as_plain(paper).encode(),
    ".docx": as_docx,
    ".pdf": as_pdf,
}
