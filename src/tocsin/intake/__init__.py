"""Intake: untrusted files in, a row for every item out, and their content on the way.

``survey`` lists what is there, ``examine`` reads one file with everything inside it in contained processes,
``Pool`` does that in several lanes, ``selftest.run`` says at start what containment is worth on this host.
The readers themselves are in ``readers`` and are imported only where they run.
"""

from tocsin.intake.budget import DEFAULT_LIMITS, MAX_PASSWORDS, Limits
from tocsin.intake.examine import examine
from tocsin.intake.items import Item, ItemRow, SourceFile
from tocsin.intake.pool import Done, Pool, PoolBroken
from tocsin.intake.walk import survey

__all__ = [
    "DEFAULT_LIMITS",
    "MAX_PASSWORDS",
    "Done",
    "Item",
    "ItemRow",
    "Limits",
    "Pool",
    "PoolBroken",
    "SourceFile",
    "examine",
    "survey",
]
