"""One engine setting the same letters, in the environment it is installed in. Run by letters_peers.py.

stdin: {"engine", "job", "people", "template", "folder"}; stdout: letters, CPU seconds, peak MiB, bytes,
pages.
"""

from __future__ import annotations

import html
import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

SLOTS = ("address", "salutation", "piece", "code")


def typst_one_each(job: Any, people: Any, template: bytes, folder: Path) -> list[bytes]:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return [_typst(typst, fonts, template, [{**job, **one}]) for one in people]


def typst_one_for_all(job: Any, people: Any, template: bytes, folder: Path) -> list[bytes]:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return [_typst(typst, fonts, template, [{**job, **one} for one in people])]


def _typst(typst: Any, fonts: Any, template: bytes, letters: Any) -> bytes:
    numbered = [{**one, "number": at, "slots": False} for at, one in enumerate(letters)]
    job = {
        "letters": numbered, "glyphs": "", "joined": "", "title": letters[0]["title"],
        "author": letters[0]["sender"][0], "language": "en", "draft_word": "DRAFT",
    }  # fmt: skip
    return bytes(
        typst.compile(
            template,
            format="pdf",
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"job": json.dumps(job)},
            pdf_tags=False,
        )
    )


def weasyprint(job: Any, people: Any, template: bytes, folder: Path) -> list[bytes]:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return [HTML(string=_page(job, one)).write_pdf(font_config=fonts) for one in people]


def _page(job: Any, one: Any) -> str:
    parts = [f"<h3>{html.escape(job['sender'][0])}</h3><p>{'<br>'.join(map(html.escape, job['sender'][1:]))}"]
    parts.append("<p class=a>" + "<br>".join(html.escape(line["text"]) for line in one["address"]))
    parts.append(f"<p>{html.escape(job['date'])}<h1>{html.escape(job['title'])}</h1>")
    parts.append(f"<p>{html.escape(one['salutation'])}")
    for node in job["body"]:
        kind = node["kind"]
        if kind == "heading":
            parts.append(f"<h2>{html.escape(node['text'])}</h2>")
        elif kind == "paragraph":
            parts.append(f"<p>{_runs(node['runs'])}")
        elif kind == "bullets":
            parts.append("<ul>" + "".join(f"<li>{_runs(item)}" for item in node["items"]) + "</ul>")
        elif kind == "table":
            head = "".join(f"<th>{html.escape(cell)}" for cell in node["header"])
            rows = "".join("<tr>" + "".join(f"<td>{html.escape(c)}" for c in row) for row in node["rows"])
            parts.append(f"<table><tr>{head}{rows}</table>")
        elif kind == "cards":
            for card in node["cards"]:
                name = html.escape(card["name"])
                parts.append(f"<p><b>{name}</b><br>{'<br>'.join(map(html.escape, card['lines']))}")
        elif kind == "codebox":
            parts.append(f"<p class=c>{html.escape(node['label'])} {html.escape(one['code'])}")
        elif kind == "signature":
            parts.append(
                f"<p>{html.escape(node['greeting'])}<p>{'<br>'.join(map(html.escape, node['lines']))}"
            )
    style = (
        "@page{size:letter;margin:.75in 1in .9in;@bottom-left{content:'PIECE';font-size:8.5pt}"
        "@bottom-right{content:'Page ' counter(page) ' of ' counter(pages);font-size:8.5pt}}"
        "body{font:10.5pt/1.25 serif}h1{font-size:15pt}h2{font-size:12pt}"
        "table{border-collapse:collapse;width:100%}"
        "td,th{text-align:left;border-bottom:.5pt solid #999;padding:4pt}.c{border:1pt solid #222;"
        "padding:8pt}"
    ).replace("PIECE", one["piece"])
    return f"<html lang=en><title>{html.escape(job['title'])}</title><style>{style}</style>{''.join(parts)}"


def _runs(runs: Any) -> str:
    return "".join(
        f"<b>{html.escape(run['text'])}</b>" if run["bold"] else html.escape(run["text"]) for run in runs
    )


def reportlab(job: Any, people: Any, template: bytes, folder: Path) -> list[bytes]:
    from reportlab.graphics.barcode.usps4s import USPS_4State
    from reportlab.lib.pagesizes import letter
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    style = getSampleStyleSheet()
    text, head, top = style["BodyText"], style["Heading2"], style["Heading1"]
    story: list[Any] = []
    for one in people:
        story += [Paragraph("<br/>".join(map(html.escape, job["sender"])), text), USPS_4State(one["barcode"])]
        lines = "<br/>".join(html.escape(line["text"]) for line in one["address"])
        story += [Paragraph(lines, text), Spacer(1, 40), Paragraph(job["date"], text)]
        story += [Paragraph(html.escape(job["title"]), top), Paragraph(html.escape(one["salutation"]), text)]
        for node in job["body"]:
            kind = node["kind"]
            if kind == "heading":
                story.append(Paragraph(html.escape(node["text"]), head))
            elif kind == "paragraph":
                story.append(Paragraph(_runs(node["runs"]), text))
            elif kind == "bullets":
                items = [Paragraph(_runs(item), text) for item in node["items"]]
                story.append(ListFlowable(items, bulletType="bullet"))
            elif kind == "table":
                rows = [node["header"], *node["rows"]]
                story.append(Table([[Paragraph(html.escape(cell), text) for cell in row] for row in rows]))
            elif kind == "cards":
                cells = [
                    Paragraph("<br/>".join(map(html.escape, [card["name"], *card["lines"]])), text)
                    for card in node["cards"]
                ]
                story.append(Table([cells[at : at + 3] for at in range(0, len(cells), 3)]))
            elif kind == "codebox":
                story.append(Paragraph(f"{html.escape(node['label'])} {html.escape(one['code'])}", text))
            elif kind == "signature":
                story.append(
                    Paragraph("<br/>".join(map(html.escape, [node["greeting"], *node["lines"]])), text)
                )
        story += [Paragraph(one["piece"], text), PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=letter).build(story)
    return [out.getvalue()]


def docxtpl(job: Any, people: Any, template: bytes, folder: Path) -> list[bytes]:
    """A Word template filled for each, all turned into PDF by one run of LibreOffice."""
    import docx
    from docxtpl import DocxTemplate

    made = docx.Document()
    for line in (*job["sender"], "{{ address }}", job["date"]):
        made.add_paragraph(line)
    made.add_heading(job["title"], 1)
    made.add_paragraph("{{ salutation }}")
    for node in job["body"]:
        _word(made, node)
    made.add_paragraph("{{ piece }}")
    made.save(str(folder / "template.docx"))
    for at, one in enumerate(people):
        filled = DocxTemplate(str(folder / "template.docx"))
        lines = "\n".join(line["text"] for line in one["address"])
        filled.render({**{name: one[name] for name in SLOTS}, "address": lines}, autoescape=True)
        filled.save(str(folder / f"{at:05d}.docx"))
    files = sorted(map(str, folder.glob("0*.docx")))
    home = f"-env:UserInstallation=file://{folder}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True)
    return [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]


def _word(made: Any, node: Any) -> None:
    kind = node["kind"]
    if kind == "heading":
        made.add_heading(node["text"], 2)
    elif kind == "paragraph":
        made.add_paragraph("".join(run["text"] for run in node["runs"]))
    elif kind == "bullets":
        for item in node["items"]:
            made.add_paragraph("".join(run["text"] for run in item), style="List Bullet")
    elif kind == "table":
        table = made.add_table(rows=0, cols=len(node["header"]))
        for row in (node["header"], *node["rows"]):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif kind == "cards":
        for card in node["cards"]:
            made.add_paragraph("\n".join([card["name"], *card["lines"]]))
    elif kind == "codebox":
        made.add_paragraph(node["label"] + " {{ code }}")
    elif kind == "signature":
        made.add_paragraph("\n".join([node["greeting"], *node["lines"]]))


ENGINES = {one.__name__: one for one in (typst_one_each, typst_one_for_all, weasyprint, reportlab, docxtpl)}


def main() -> None:
    """See above."""
    asked = json.load(sys.stdin)
    # The first letter brings fonts and modules; it is not counted in the time.
    engine = ENGINES[asked["engine"]]
    given = (asked["job"], asked["people"], asked["template"].encode(), Path(asked["folder"]))
    if asked["engine"] != "docxtpl":
        engine(given[0], given[1][:1], *given[2:])
    start = _cpu()
    files = engine(*given)
    used = _cpu() - start
    # Not ru_maxrss of this process: Linux counts into it what the process was started from.
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    most = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    import pypdfium2

    pages = 0
    for one in files:
        document = pypdfium2.PdfDocument(one)
        pages += len(document)
        document.close()
    json.dump([len(asked["people"]), used, most / 1024, sum(map(len, files)), pages], sys.stdout)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
