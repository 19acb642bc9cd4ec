"""What an owner and counsel see: the board in the terminal and the HTML report."""

from tocsin.report.board import Board, Due, Question, Tables, build
from tocsin.report.page import render
from tocsin.report.terminal import show

__all__ = ["Board", "Due", "Question", "Tables", "build", "render", "show"]
