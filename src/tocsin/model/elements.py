"""The catalogue of data elements, read from ``elements.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tocsin.model.yamlfile import read_yaml

IdentifierClass = Literal["primary", "secondary", "tertiary", "none"]
EnisaClass = Literal["simple", "behavioural", "financial", "sensitive"]


@dataclass(frozen=True, slots=True)
class Element:
    """One kind of personal data. The fields are explained at the head of ``elements.yaml``."""

    code: str
    family: str
    name: str
    es: str
    identifier: IdentifierClass
    enisa: EnisaClass
    veris: str
    sealed: bool = False
    note: str = ""


@cache
def catalogue() -> dict[str, Element]:
    """Every element by its code, in the order of the file."""
    text = files("tocsin.model").joinpath("elements.yaml").read_text(encoding="utf-8")
    return {code: Element(code=code, **entry) for code, entry in read_yaml(text).items()}


@cache
def jurisdictions() -> dict[str, str]:
    """Name of every place a person can live in, by code (``AZ``: Arizona)."""
    text = files("tocsin.model").joinpath("jurisdictions.yaml").read_text(encoding="utf-8")
    return {str(code): str(name) for code, name in read_yaml(text).items()}
