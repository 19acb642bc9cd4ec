"""Before a breach: how bad a year can be, what a policy would pay, what stays with the owner."""

from importlib.resources import files

from tocsin.risk.agreements import PAYS, Agreement
from tocsin.risk.answer import LABEL, Answer, Check, Gap, Lever, Measure, Quote, Terms, answer, frontier
from tocsin.risk.application import ApplicationError
from tocsin.risk.band import Band, bands
from tocsin.risk.interruption import Worksheet, WorksheetError
from tocsin.risk.parameters import Register, register
from tocsin.risk.policy import Policy, PolicyError, read_policy
from tocsin.risk.scenario import Business, RiskFileError, read_business
from tocsin.risk.simulation import YEARS, Estimate

__all__ = [
    "LABEL",
    "PAYS",
    "YEARS",
    "Agreement",
    "Answer",
    "ApplicationError",
    "Band",
    "Business",
    "Check",
    "Estimate",
    "Gap",
    "Lever",
    "Measure",
    "Policy",
    "PolicyError",
    "Quote",
    "Register",
    "RiskFileError",
    "Terms",
    "Worksheet",
    "WorksheetError",
    "answer",
    "bands",
    "frontier",
    "read_business",
    "read_policy",
    "register",
    "template",
]


def template() -> str:
    """An empty ``risk.yaml`` with its questions."""
    return files("tocsin.risk").joinpath("data/template.yaml").read_text(encoding="utf-8")
