"""The page to copy from: one self-contained HTML file for each form, to be held beside the portal.

It loads nothing, keeps nothing and sends nothing. Answers are text in it, never markup; its own script and
style are named by their hashes in its content security policy, so that nothing else in it could ever run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template


def copy_page(packet: Mapping[str, Any]) -> str:
    """The page of a packet (the job of ``packet_page.Page`` with its approval). Every value is escaped."""
    answers = sum(
        field["status"] != "missing" for section in packet["sections"] for field in section["fields"]
    )
    style, script = _file("packet.css"), _file("packet.js")
    return _template().render(
        packet=packet,
        answers=answers + bool(packet["letter_text"]),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["thousands"] = "{:,}".format
    return environment.from_string(_file("packet.html.j2"))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _file(name: str) -> str:
    return files("tocsin.notices").joinpath("templates", name).read_text(encoding="utf-8")
