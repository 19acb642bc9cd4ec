"""What an owner and counsel see: the board in the terminal and the HTML report."""

from tocsin.report.board import Board, Checked, Due, Question, Tables, build
from tocsin.report.impact import impact, show_impact
from tocsin.report.page import render
from tocsin.report.people import preview_lines, show_decisions, show_events, show_questions, show_reasons
from tocsin.report.review import show_quality, show_queue
from tocsin.report.terminal import show, show_duties
from tocsin.report.words import DISCLAIMER

__all__ = [
    "DISCLAIMER",
    "Board",
    "Checked",
    "Due",
    "Question",
    "Tables",
    "build",
    "impact",
    "preview_lines",
    "render",
    "show",
    "show_decisions",
    "show_duties",
    "show_events",
    "show_impact",
    "show_quality",
    "show_questions",
    "show_queue",
    "show_reasons",
]
