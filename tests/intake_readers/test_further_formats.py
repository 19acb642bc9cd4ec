"""Office files beyond the current ones: what is in them comes out, and what cannot be read is said."""

from __future__ import annotations

import io
from collections.abc import Callable

import further_samples as made
import pikepdf
import pytest
from further_samples import TEXT
from reader_samples import text_pdf, zip_file

from conftest import Reading
from tocsin.intake.readers import kind_of
from tocsin.intake.readers.base import Item
from tocsin.intake.readers.identify import identify
from tocsin.model.content import Child, Shortfall, Table, Text


def said(items: list[Item]) -> str:
    """All text of the items, children's bytes too."""
    out = []
    for item in items:
        match item:
            case Text():
                out.append(item.text)
            case Table():
                out += [" ".join(row) for row in (item.header or (), *item.rows)]
            case Child():
                out.append(item.data.decode("utf-8", "replace"))
    return "\n".join(out)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (made.iwork_file, "iwork"),
        (made.old_iwork_file, "iwork"),
        (made.onenote_file, "onenote"),
        (made.vsd_file, "visio"),
        (made.vsdx_file, "visio"),
        (made.publisher_file, "publisher"),
        (made.works_file, "works"),
        (made.old_works_file, "works"),
        (made.hangul_file, "hwp"),
        (made.chm_file, "chm"),
        (made.cms_file, "p7m"),
        (made.chunk_docx, "docx"),
    ],
)
def test_text_comes_out_and_the_kind_is_told_without_the_name(
    reading: Reading, make: Callable[[], bytes], kind: str
) -> None:
    raw = make()
    assert identify("file", io.BytesIO(raw), len(raw)) == kind
    assert TEXT in said(reading(raw))


def test_a_onenote_section_gives_titles_authors_and_files(reading: Reading) -> None:
    items = reading(made.onenote_file())
    assert Text("titles", "Staff") in items
    assert Text("authors", "Bo Diaz", "property") in items
    assert Child("list.txt", TEXT.encode()) in items


def test_old_workbooks_give_what_stands_in_no_cell_too(reading: Reading) -> None:
    items = reading(made.xls_file())
    texts = {(item.role, item.text) for item in items if isinstance(item, Text)}
    assert ("comment", "boxed") in texts
    assert ("header", "Confidential") in texts
    assert Child("list.txt", TEXT.encode()) in items


def test_an_old_workbook_the_usual_reader_does_not_open_is_read_by_its_records(reading: Reading) -> None:
    items = reading(made.xls_stream())
    tables = [item for item in items if isinstance(item, Table)]
    assert tables[0].role == "hidden"
    assert tables[0].rows[-1] == ("Ann Lee!", "1980-01-01", "42", "Boston")


def test_a_binary_workbook_the_usual_reader_does_not_open_is_read_by_its_records(reading: Reading) -> None:
    items = reading(made.xlsb_file())
    assert Table("sheet 1", None, (("Ann Lee", "42", "Boston"),), 4) in items
    assert Text("text boxes", "boxed") in items


def test_a_worksheet_of_lotus_is_a_table(reading: Reading) -> None:
    assert reading(made.wk1_file()) == [Table("sheet 1", ("Name", "Code"), (("Ann Lee", "77"),), 2)]


def test_a_registry_hive_gives_the_values_of_every_key(reading: Reading) -> None:
    rows = (("Root\\Staff", "Owner", TEXT), ("Root\\Staff", "Count", "77"))
    assert reading(made.hive_file()) == [
        Table("registry", ("key", "name", "value"), rows),
        Shortfall("read_in_part", "1 value is binary data and was left out"),
    ]


def test_wordperfect_gives_letters_between_codes(reading: Reading) -> None:
    assert reading(made.wordperfect_file()) == [Text("document", "Ann Lee,\n900-00-1234á")]


def test_glyphs_at_one_height_are_one_line(reading: Reading) -> None:
    assert reading(made.xps_file()) == [Text("page 1", "Ann Lee\n900-00-1234")]


def test_a_signed_message_gives_its_content_and_the_names_of_who_signed(reading: Reading) -> None:
    items = reading(made.cms_file(), "list.txt.p7m")
    assert items == [
        Child("list.txt", TEXT.encode()),
        Text("certificates", "Bo Diaz\nbo@example.com", "property"),
    ]


def test_a_signature_without_content_and_an_encrypted_message_are_said(reading: Reading) -> None:
    alone = reading(made.cms_file(content=None))
    assert (
        Shortfall("read_in_part", "the file holds a signature only; what was signed lies elsewhere") in alone
    )
    reason = "the message is encrypted for the owner of a key that is not here"
    assert reading(made.cms_file(kind=3)) == [Shortfall("refused", reason)]


@pytest.mark.parametrize("name", sorted(made.further_samples()))
def test_no_damage_to_such_a_file_raises(reading: Reading, name: str) -> None:
    raw = made.further_samples()[name]
    for step in (3, 7, 11):
        cut = raw[: len(raw) * step // 13]
        assert reading(cut), f"{name} cut at {step}/13"
        spoilt = bytearray(raw)
        for at in range(step * 5, len(spoilt), 97):
            spoilt[at] ^= 0xA5
        assert reading(bytes(spoilt)), f"{name} spoilt from {step * 5}"


def test_a_package_is_told_by_what_it_says_of_itself(reading: Reading) -> None:
    """A presentation with a workbook in it, stored first; parts named as Windows names them."""
    types = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}+xml"/></Types>'
    slides = zip_file(
        {
            "xl/workbook.xml": "<w/>",
            "[Content_Types].xml": types.format("presentationml.presentation.main"),
            "ppt\\slides\\slide1.xml": f'<s xmlns:a="a"><a:p><a:t>{TEXT}</a:t></a:p></s>',
        }
    )
    assert identify("x", io.BytesIO(slides), len(slides)) == "pptx"
    assert TEXT in said(reading(slides))


def test_a_document_with_entities_of_its_own_is_read_without_them(reading: Reading) -> None:
    xml = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    raw = zip_file(
        {"word/document.xml": f'{xml}<w:d xmlns:w="w"><w:body><w:p><w:t>{TEXT}</w:t></w:p></w:body></w:d>'}
    )
    items = reading(raw)
    assert TEXT in said(items)
    assert any(isinstance(item, Shortfall) and "entities" in item.reason for item in items)


def test_mailboxes_without_headers_are_mailboxes() -> None:
    assert kind_of("x", b"From ann@example.com Mon Jun 01 10:00:00 2009\n\nhello\n") == "mbox"


def test_strings_of_postscript_are_read_and_the_rest_is_said(reading: Reading) -> None:
    items = reading(b"%!PS-Adobe-3.0\n72 700 moveto (Ann \\(Lee\\)) show\n(900-00-1234) show\n")
    assert items[0] == Text("strings of the program", "Ann (Lee)\n900-00-1234")
    assert isinstance(items[1], Shortfall)


def test_macros_and_the_tables_of_a_database_document_come_out(reading: Reading) -> None:
    parts = {"mimetype": "application/vnd.oasis.opendocument.base", "content.xml": "<d/>"}
    parts |= {
        "Basic/Standard/Module1.xml": f"<module>MsgBox {TEXT}</module>",
        "database/script": "CREATE TABLE A",
    }
    items = reading(zip_file(dict(parts)))
    assert Text("macros", f"MsgBox {TEXT}", "hidden") in items
    assert Child("database.sql", b"CREATE TABLE A") in items


def test_scripts_of_a_pdf_are_read(reading: Reading) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(text_pdf((72, 700, "A page of the club")))) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{TEXT}')")
        document.Root.OpenAction = action
        document.save(target)
    assert Text("scripts", f"app.alert('{TEXT}')", "hidden") in reading(target.getvalue())


def test_descriptions_of_pictures_are_read(reading: Reading) -> None:
    xml = f'<w:d xmlns:w="w"><w:p><w:drawing><w:docPr descr="{TEXT}"/></w:drawing></w:p></w:d>'
    items = reading(zip_file({"word/document.xml": xml}))
    assert Text("document, descriptions of pictures", TEXT, "hidden") in items
