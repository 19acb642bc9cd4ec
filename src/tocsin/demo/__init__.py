"""A realistic stolen file share of invented people, made in front of the user, and the truth about it."""

from .incident import incident_facts, incident_yaml
from .share import make_share
from .truth import Appearance, TrueFile, TruePerson, Truth

__all__ = ["Appearance", "TrueFile", "TruePerson", "Truth", "incident_facts", "incident_yaml", "make_share"]
