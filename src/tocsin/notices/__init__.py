"""Letters to affected individuals, filings and packets: decided, set as PDF and text, and accounted for.

``plan`` decides who gets which letter; ``letters`` renders print batches from the plan; ``proofs`` shows every
class for approval; ``packets`` fills the forms of offices, bureaus, banks and the insurer.
"""

from tocsin.notices.letters import Batch, Proof, letters, proofs, render_batch, single
from tocsin.notices.plan import Plan, PlanError, plan
from tocsin.notices.solver import Contradiction, Gap, Ruling

__all__ = [
    "Batch",
    "Contradiction",
    "Gap",
    "Plan",
    "PlanError",
    "Proof",
    "Ruling",
    "letters",
    "plan",
    "proofs",
    "render_batch",
    "single",
]
