"""A realistic stolen file share of invented people, made in front of the user, and the truth about it."""

from .share import make_share
from .truth import Appearance, TrueFile, TruePerson, Truth

__all__ = ["Appearance", "TrueFile", "TruePerson", "Truth", "make_share"]
