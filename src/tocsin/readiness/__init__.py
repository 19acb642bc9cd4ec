"""Before a breach: a plan, and what personal data is kept where."""

from importlib.resources import files

from tocsin.readiness.exercise import Exercise, ExerciseFileError, read_exercise
from tocsin.readiness.inventory import Held, Inventory, InventoryError, Store, dump_inventory, read_inventory
from tocsin.readiness.paper import paper
from tocsin.readiness.plan import Gap, Plan, PlanFileError, questions, read_plan

__all__ = [
    "Exercise",
    "ExerciseFileError",
    "Gap",
    "Held",
    "Inventory",
    "InventoryError",
    "Plan",
    "PlanFileError",
    "Store",
    "dump_inventory",
    "paper",
    "questions",
    "read_exercise",
    "read_inventory",
    "read_plan",
    "template",
]


def template() -> str:
    """An empty inventory with its questions."""
    return files("tocsin.readiness").joinpath("data/inventory.yaml").read_text(encoding="utf-8")
