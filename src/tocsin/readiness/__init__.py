"""Before a breach: what personal data is kept where, and what a breach of each place would ask for."""

from importlib.resources import files

from tocsin.readiness.inventory import Held, Inventory, InventoryError, Store, dump_inventory, read_inventory

__all__ = ["Held", "Inventory", "InventoryError", "Store", "dump_inventory", "read_inventory", "template"]


def template() -> str:
    """An empty inventory with its questions."""
    return files("tocsin.readiness").joinpath("data/inventory.yaml").read_text(encoding="utf-8")
