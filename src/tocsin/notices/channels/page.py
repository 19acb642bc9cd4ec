"""A paper as HTML that stands alone: headings in order, tables with headers, no picture, script or address
that anything is fetched from. Every string is escaped; what a recipient or an owner wrote is never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from tocsin.notices.channels.paper import Paper
from tocsin.notices.document import Bullets, Cards, CodeBox, Heading, Line, Node, Paragraph, Signature, Table

STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #ffffff; color: #1a1a1a; font: 1rem/1.55 Georgia, "Times New Roman", serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.25rem 1.1rem 3rem; overflow-wrap: break-word; }
header { border-bottom: 1px solid #767676; margin-bottom: 1.2rem; padding-bottom: .6rem; }
header p, p.card, p.lines { margin: 0 0 .8rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.4rem 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 1.7rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 1.3rem 0 .4rem; }
p, ul { margin: 0 0 .9rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1.2rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
  border-bottom: 1px solid #767676; }
thead th { border-top: 2px solid #1a1a1a; }
tbody th { font-weight: normal; min-width: 7rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .2rem 1.2rem; }
mark { background: #ffe08a; color: #1a1a1a; }
a { color: #0b4f6c; }
.large { font-size: 1.5rem; font-weight: bold; font-family: Verdana, Arial, sans-serif; }
footer { border-top: 1px solid #767676; margin-top: 2rem; padding-top: .6rem; }
"""

NOTHING_FETCHED = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)

_REACH = re.compile(
    r"(?P<phone>\b\d{3}-\d{3}-\d{4}\b)|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<site>\b(?:https://)?(?:www\.)?[A-Za-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|gov|net|edu|us|mil|example)\b"
    r"(?:/[A-Za-z0-9/_-]+)?)"
)


def as_html(paper: Paper, *, links: bool = False) -> str:
    """The whole page. links: telephone numbers, sites and addresses can be followed (not in e-mail)."""
    body = "\n".join(html_of(paper.nodes, links=links))
    head = "".join(f"<p>{_lines(lines, links)}</p>" for lines in paper.head)
    foot = f"<footer><p>{_words(paper.foot, links)}</p></footer>" if paper.foot else ""
    kind = ' class="large"' if paper.large else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(paper.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{NOTHING_FETCHED}\n'
        f"<title>{escape(paper.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body{kind}>\n<main>\n"
        f"{f'<header>{head}</header>' if head else ''}\n<h1>{escape(paper.title)}</h1>\n{body}\n{foot}\n"
        "</main>\n</body>\n</html>\n"
    )


def html_of(nodes: Iterable[Node], *, links: bool = False) -> Iterator[str]:
    """Each node as an element; a heading of level 1 becomes h2, below the title."""
    for node in nodes:
        yield _element(node, links)


def _element(node: Node, links: bool) -> str:
    match node:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(runs):
            return f"<p>{_line(runs, links)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{_line(item, links)}</li>' for item in items)}</ul>"
        case Table(header, rows, _):
            head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, rows))}</tbody></table>"
        case Cards(cards):
            shown = (
                f'<p class="card"><strong>{escape(card.name)}</strong><br>{_lines(card.lines, links)}</p>'
                for card in cards
            )
            return f'<div class="cards">{"".join(shown)}</div>'
        case Signature(greeting, lines):
            return f'<p>{escape(greeting)}</p><p class="lines">{_lines(lines, links)}</p>'
        case CodeBox(label):
            return f"<p>{escape(label)}</p>"


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(c)}</td>" for c in rest)}</tr>'


def _lines(lines: Iterable[str], links: bool) -> str:
    return "<br>".join(_words(line, links) for line in lines)


def _line(runs: Line, links: bool) -> str:
    return "".join(_run(run.text, run.bold, run.gap, links) for run in runs)


def _run(text: str, bold: bool, gap: bool, links: bool) -> str:
    words = f"<mark>{escape(text)}</mark>" if gap else _words(text, links)
    return f"<strong>{words}</strong>" if bold else words


def _words(text: str, links: bool) -> str:
    if not links:
        return escape(text)
    out, at = [], 0
    for found in _REACH.finditer(text):
        out.append(escape(text[at : found.start()]))
        out.append(_link(found))
        at = found.end()
    return "".join([*out, escape(text[at:])])


def _link(found: re.Match[str]) -> str:
    words = found[0]
    if found["phone"]:
        target = f"tel:+1-{words}"
    elif found["mail"]:
        target = f"mailto:{words}"
    else:
        target = words if words.startswith("https://") else f"https://{words}"
    return f'<a href="{escape(target)}">{escape(words)}</a>'
