"""Data elements in what the readers gave, and whose each one is."""

from tocsin.detect.detector import Detector
from tocsin.detect.found import Found

__all__ = ["Detector", "Found"]
