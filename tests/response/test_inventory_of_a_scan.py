"""An inventory from the business's own shares, by the commands."""

from __future__ import annotations

import json

import yaml

from chain import PEOPLE, Desk, Finished


def test_a_scanned_share_becomes_an_inventory_without_people(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("inventory", "scan", desk.case, "inventory.yaml", *desk.passphrase)
    assert outcome.code == 0, outcome.said
    text = (desk.folder / "inventory.yaml").read_text()
    stores = yaml.safe_load(text)["stores"]
    assert sum(count["people"] for store in stores for count in store["people"]) >= len(PEOPLE) - 1
    assert not [secret for one in PEOPLE for secret in (*one.secrets, one.name) if secret in text]
    shown = desk.run("inventory", "show", "inventory.yaml", "--facts", "facts.yaml", "--json")
    assert shown.code == 0, shown.said
    assert {one["store"]["name"] for one in json.loads(shown.out)} == {store["name"] for store in stores}
