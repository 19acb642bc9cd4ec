"""The command line: one command for each step of the user's work."""

from tocsin.cli.main import app, main

__all__ = ["app", "main"]
