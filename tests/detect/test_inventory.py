"""What content can show of the catalogue is shown, in both languages and in a column; look-alikes are not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml
from finds import elements, examine, mentions, table, text

from tocsin.model.elements import catalogue

INVENTORY = yaml.safe_load(Path(__file__).with_name("inventory.yaml").read_text(encoding="utf-8"))
TOP = Path(__file__).resolve().parents[2]
HIGH = 0.7


def shown(found) -> set[str]:
    """What findings and mentions tell."""
    return elements(found) | {code for mention in mentions(found) for code in mention["elements"]}


def test_the_inventory_names_every_element_of_the_catalogue():
    assert list(INVENTORY) == list(catalogue())


@pytest.mark.parametrize("code", INVENTORY)
def test_english_text_shows_it(code):
    assert code in shown(examine(text(f"Name: Ann Lee\n{INVENTORY[code]['en']}\n")))


@pytest.mark.parametrize("code", INVENTORY)
def test_spanish_text_shows_it(code):
    assert code in shown(examine(text(f"Nombre: Ana Ruiz\n{INVENTORY[code]['es']}\n")))


@pytest.mark.parametrize("code", [code for code, entry in INVENTORY.items() if "bare" in entry])
def test_the_value_alone_shows_it_near_a_name(code):
    assert code in shown(examine(text(f"This is about Ann Lee.\n{INVENTORY[code]['bare']}\n")))


@pytest.mark.parametrize("code", INVENTORY)
def test_a_column_shows_it(code):
    header, value = INVENTORY[code]["column"]
    beside, other = INVENTORY[code].get("beside", ["Department", "Finance"])
    names = ["Ann Lee", "Dale Whitfield", "Grace Stone"]
    found = examine(table(["Name", beside, header], *([name, other, value] for name in names)))
    assert code in shown(found)


@pytest.mark.parametrize("code", INVENTORY)
def test_what_only_looks_like_it_is_no_finding(code):
    found = examine(text(f"{INVENTORY[code]['not']}\n"))
    assert code not in {r["element"] for r in found.findings.to_pylist() if r["confidence"] >= HIGH}


def test_the_page_of_elements_is_the_one_made_from_the_program():
    spec = importlib.util.spec_from_file_location("elements_page", TOP / "scripts" / "elements_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (TOP / "docs" / "elements.md").read_text(encoding="utf-8") == module.page()
