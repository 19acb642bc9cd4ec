"""What a package offers, imported when it is first asked for.

A response can do everything from reading a mail archive to pricing a claim; a run that writes letters should
not hold the parsers and the database of all that in memory. The package lists its names as ordinary imports
under ``if TYPE_CHECKING:``, which is what editors and type checkers read; here they are read as well.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any


def offered(source: str) -> dict[str, tuple[str, str]]:
    """Each name that the block ``if TYPE_CHECKING:`` of a module imports: its module, its name there."""
    found: dict[str, tuple[str, str]] = {}
    for block in ast.parse(source).body:
        if (
            isinstance(block, ast.If)
            and isinstance(block.test, ast.Name)
            and block.test.id == "TYPE_CHECKING"
        ):
            for line in block.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    found |= {one.asname or one.name: (line.module, one.name) for one in line.names}
    return found


class OnDemand(ModuleType):
    """A package that imports what it offers when it is asked."""

    _offered: dict[str, tuple[str, str]]

    def __getattr__(self, name: str) -> Any:
        if name in self._offered:
            module, there = self._offered[name]
            value = getattr(import_module(module), there)
        elif name.startswith("_") or find_spec(f"{self.__name__}.{name}") is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        else:
            value = import_module(f"{self.__name__}.{name}")
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        # Importing the module `scan` must not put it in the place of the function `scan` that is offered.
        if isinstance(value, ModuleType) and name in self._offered:
            return
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._offered})


def imported_on_demand(package: str) -> None:
    """Make this package one that imports on demand. To be called by it, at its end."""
    module = sys.modules[package]
    assert module.__file__
    module.__dict__["_offered"] = offered(Path(module.__file__).read_text(encoding="utf-8"))
    module.__class__ = OnDemand
