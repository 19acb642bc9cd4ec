"""How bad a breach is for the people in it: published severity methods, each with its reasons."""

from tocsin.harm.assess import assess
from tocsin.harm.enisa import Score, band, score

__all__ = ["Score", "assess", "band", "score"]
