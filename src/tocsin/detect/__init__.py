"""Data elements in what the readers gave, and whose each one is."""

from tocsin.detect.columntypes import ColumnType, column_types
from tocsin.detect.detector import Detector
from tocsin.detect.found import Found
from tocsin.detect.regions import compile_patterns
from tocsin.detect.spans import TYPES, Span, spans

__all__ = [
    "TYPES",
    "ColumnType",
    "Detector",
    "Found",
    "Span",
    "column_types",
    "compile_patterns",
    "spans",
]
