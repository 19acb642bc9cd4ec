"""Tocsin: data breach response, from stolen files to every notice written, sent and proved."""

__version__ = "0.1.0"
