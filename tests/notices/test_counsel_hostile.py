"""A document from outside is not believed: what attacks, points away or is half there is refused whole."""

from __future__ import annotations

import io
import zipfile

import pytest

from counsel_docx import MAIN, Paper, packed, parts_of, refusal_of, sent_out

RELATIONS = "word/_rels/document.xml.rels"


def with_part(name: str, content: bytes) -> bytes:
    return packed({**parts_of(sent_out()[0]), name: content})


def without(name: str) -> bytes:
    return packed({key: part for key, part in parts_of(sent_out()[0]).items() if key != name})


def changed(name: str, old: bytes, new: bytes) -> bytes:
    part = parts_of(sent_out()[0])[name]
    assert old in part
    return with_part(name, part.replace(old, new, 1))


def relation(kind: str, target: str) -> bytes:
    words = f'<Relationship Id="x" Type="a/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return changed(RELATIONS, b"</Relationships>", words.encode())


def bomb() -> bytes:
    spaces = b" " * (80 << 20)
    return changed(MAIN, b"<w:body>", b"<w:body>" + spaces)


def entity() -> bytes:
    dtd = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(MAIN, b"<w:document", dtd + b"<w:document")


def outside_entity() -> bytes:
    dtd = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return changed(MAIN, b"<w:document", dtd + b"<w:document")


def locked() -> bytes:
    raw = bytearray(sent_out()[0])
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        first = archive.start_dir
    raw[first + 8] |= 1  # general purpose flag of the first member: encrypted
    return bytes(raw)


def twice() -> bytes:
    out = io.BytesIO(sent_out()[0])
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(MAIN, parts_of(sent_out()[0])[MAIN])
    return out.getvalue()


def endless() -> bytes:
    paragraph = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    return changed(MAIN, b"<w:body>", b"<w:body>" + paragraph * 25_000)


def deep() -> bytes:
    return changed(MAIN, b"<w:body>", b"<w:body>" + b"<w:sdt><w:sdtContent>" * 5_000)


HOSTILE = {
    "a bomb": (bomb, "a bomb, and was not read"),
    "entities": (entity, "entities of its own"),
    "a file behind an entity": (outside_entity, "entities of its own"),
    "a template elsewhere": (
        lambda: relation("attachedTemplate", "https://x.example/t.dotm"),
        "attachedTemplate",
    ),
    "a picture elsewhere": (lambda: relation("image", "https://x.example/p.png"), "outside itself (image)"),
    "an object elsewhere": (lambda: relation("oleObject", "file://x/o"), "outside itself (oleObject)"),
    "a macro": (lambda: with_part("word/vbaProject.bin", b"x"), "holds a macro"),
    "no text": (lambda: without(MAIN), "parts of it are missing"),
    "no types": (lambda: without("[Content_Types].xml"), "parts of it are missing"),
    "an empty text": (lambda: with_part(MAIN, b""), "no text part"),
    "half a text": (lambda: with_part(MAIN, parts_of(sent_out()[0])[MAIN][:5000]), "is damaged"),
    "half a file": (lambda: sent_out()[0][:9000], "damaged"),
    "no document at all": (lambda: b"not a document", "damaged"),
    "a password": (locked, "locked with a password"),
    "two texts": (twice, "two parts of one name"),
    "no end": (endless, "far longer"),
    "no bottom": (deep, "is damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_the_reason(name: str):
    make, reason = HOSTILE[name]
    assert reason in refusal_of(make())


def test_a_link_that_word_made_of_an_address_is_no_reason_to_refuse():
    assert refusal_of(relation("hyperlink", "https://www.example.com/")) == ""


def test_text_that_looks_like_an_instruction_stays_text():
    paper = Paper.of(sent_out()[0])
    paper.comment(paper.text("opening.adult")[0], "{{organisation.name}} **&amp;** <w:t>")
    assert refusal_of(paper.saved()) == ""
