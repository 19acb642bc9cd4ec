"""What stands beside the content of an office document: its properties, and files embedded in it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tocsin.intake.readers.base import Item, words
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.safexml import attribute, local
from tocsin.model.content import Child

_DULL = words(
    """
    AppVersion Application Characters CharactersWithSpaces DocSecurity HeadingPairs HiddenSlides
    HyperlinksChanged Lines LinksUpToDate MMClips Notes Pages Paragraphs PresentationFormat ScaleCrop
    SharedDoc Slides Template TitlesOfParts TotalTime Words created lastPrinted revision version
    """
)


def properties(package: Package) -> Iterator[Item]:
    """``name: value`` lines of docProps/*.xml (ECMA-376 part 2, 11 and part 1, 22)."""
    lines: list[str] = []
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        root = package.tree(part)
        for element in root if root is not None else ():
            name = attribute(element, "name") or local(element)
            text = " ".join(str(found).strip() for found in element.itertext()).strip()
            if text and name not in _DULL:
                lines.append(f"{name}: {text}")
    yield from text_pieces("document properties", "\n".join(lines), "property")


def drawn_texts(package: Package, folder: str, wanted: tuple[str, ...] = ()) -> Iterator[Item]:
    """Text of shapes, charts, diagrams and comments among the XML parts of a folder; or of those wanted."""
    for what, role, within in _DRAWN:
        if wanted and within not in wanted:
            continue
        lines: list[str] = []
        for part in package.matching(f"{folder}{within}"):
            root = package.tree(part)
            for element in root.iter("{*}t", "{*}v", "{*}text") if root is not None else ():
                lines.append((element.text or "").strip())
        yield from text_pieces(what, "\n".join(dict.fromkeys(filter(None, lines))), role)


_DRAWN = (
    ("text boxes", "body", "drawings/"),
    ("charts", "body", "charts/chart"),
    ("diagrams", "body", "diagrams/data"),
    ("comments", "comment", "comments"),
    ("threaded comments", "comment", "threadedComments/"),
)


def described(root: etree._Element, place: str) -> Iterator[Item]:
    """Descriptions of pictures and shapes: words for people who cannot see them, or where the picture lay."""
    lines = dict.fromkeys(
        text
        for element in root.iter("{*}docPr", "{*}cNvPr")
        for name in ("title", "descr")
        if (text := " ".join((element.get(name) or "").split()))
    )
    yield from text_pieces(f"{place}, descriptions of pictures", "\n".join(lines), "hidden")


def embedded_files(package: Package) -> Iterator[Item]:
    """Workbooks behind charts, attached documents: each goes back through the door."""
    for name in package.names:
        if "/embeddings/" in name and not name.endswith("/") and (raw := package.read(name)):
            yield Child(name.rpartition("/")[2], raw)
