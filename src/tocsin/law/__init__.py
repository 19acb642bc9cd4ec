"""Which laws apply: facts and counted people in, obligations with deadlines, reasons and sources out."""

from tocsin.law.book import RuleBook, load_rules
from tocsin.law.conditions import RuleError
from tocsin.law.coverage import coverage
from tocsin.law.engine import evaluate
from tocsin.law.needs import needs, needs_of
from tocsin.law.obligation import Obligation, agenda, explain, obligations_table
from tocsin.law.registers import Office, Slot, office, offices, slots
from tocsin.law.rulefile import Rule
from tocsin.law.show import show

__all__ = [
    "Obligation",
    "Office",
    "Rule",
    "RuleBook",
    "RuleError",
    "Slot",
    "agenda",
    "coverage",
    "evaluate",
    "explain",
    "load_rules",
    "needs",
    "needs_of",
    "obligations_table",
    "office",
    "offices",
    "show",
    "slots",
]
