"""Which laws apply: facts and counted people in, obligations with deadlines, reasons and sources out."""

from tocsin.law.asjson import obligation_json, obligations_json, rule_json
from tocsin.law.book import RuleBook, load_rules
from tocsin.law.check import Finding, Report, check
from tocsin.law.conditions import RuleError
from tocsin.law.coverage import coverage
from tocsin.law.diff import Change, diff
from tocsin.law.engine import evaluate
from tocsin.law.glance import Glance, glance
from tocsin.law.harmtests import HarmQuestion, harm_questions
from tocsin.law.matrix import as_csv, as_html, as_markdown, matrix
from tocsin.law.needs import needs, needs_of
from tocsin.law.obligation import Obligation, agenda, explain, obligations_table
from tocsin.law.registers import Office, Slot, office, offices, slots
from tocsin.law.rulefile import Rule
from tocsin.law.show import show

__all__ = [
    "Change",
    "Finding",
    "Glance",
    "HarmQuestion",
    "Obligation",
    "Office",
    "Report",
    "Rule",
    "RuleBook",
    "RuleError",
    "Slot",
    "agenda",
    "as_csv",
    "as_html",
    "as_markdown",
    "check",
    "coverage",
    "diff",
    "evaluate",
    "explain",
    "glance",
    "harm_questions",
    "load_rules",
    "matrix",
    "needs",
    "needs_of",
    "obligation_json",
    "obligations_json",
    "obligations_table",
    "office",
    "offices",
    "rule_json",
    "show",
    "slots",
]
