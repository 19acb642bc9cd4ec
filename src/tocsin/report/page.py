"""The HTML report: one self-contained file without scripts, made to be read, printed and sent to counsel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from tocsin.model.elements import jurisdictions
from tocsin.model.yamlfile import read_yaml
from tocsin.report.board import LISTED_FILES, OUTCOMES, Board
from tocsin.report.review import quality_lines
from tocsin.report.words import DISCLAIMER, days_away, number, open_questions, size

TILE = 56
"""Edge of a tile of the map, in SVG units."""

SHADES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on the tile map. shade: 0 (nobody) to 5 (most)."""

    code: str
    name: str
    people: int
    x: int
    y: int
    shade: int


def render(board: Board) -> str:
    """The report as one HTML page. Everything from the case is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        size=size, days=days_away, number=number, open_questions=open_questions, thousands="{:,}".format
    )
    template = environment.from_string(_file("page.html.j2"))
    return template.render(
        board=board,
        tiles=tiles(board),
        tile=TILE,
        elsewhere=[
            (_name(code), number) for code, number in board.states.items() if code not in _positions()
        ],
        places=[(_name(code), code, number) for code, number in board.states.items()],
        outcome_words=OUTCOMES,
        listed=board.not_whole[:LISTED_FILES],
        checked=quality_lines(board.checked),
        disclaimer=DISCLAIMER,
        style=_file("page.css"),
    )


def tiles(board: Board) -> list[Tile]:
    """The tile map; shades are steps of the logarithm, so that ten people can be seen beside ten thousand."""
    most = max((board.states.get(code, 0) for code in _positions()), default=0)
    return [
        Tile(
            code=code,
            name=_name(code),
            people=board.states.get(code, 0),
            x=column * TILE,
            y=row * TILE,
            shade=_shade(board.states.get(code, 0), most),
        )
        for code, (column, row) in _positions().items()
    ]


def _shade(people: int, most: int) -> int:
    if people <= 0:
        return 0
    if most <= 1:
        return SHADES
    return 1 + round((SHADES - 1) * math.log(people) / math.log(most))


def _name(code: str) -> str:
    return jurisdictions().get(code, code)


@cache
def _positions() -> dict[str, tuple[int, int]]:
    return {code: (place[0], place[1]) for code, place in read_yaml(_file("tiles.yaml")).items()}


def _file(name: str) -> str:
    return files("tocsin.report").joinpath(name).read_text(encoding="utf-8")
