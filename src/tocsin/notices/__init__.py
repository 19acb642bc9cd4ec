"""Letters to affected individuals, filings and packets: decided, set as PDF and text, and accounted for.

``plan`` decides who gets which letter; ``letters`` renders print batches from the plan; ``proofs`` shows
every class for approval; ``packets`` fills the forms of offices, bureaus, banks and the insurer.
"""

from tocsin.notices.accounts import UNKNOWN, Issuer, SealedList, bank_lists, card_lists, issuers
from tocsin.notices.letterplan import Plan
from tocsin.notices.packet_page import Finished, finished
from tocsin.notices.packets import Document, packet_rows, packets
from tocsin.notices.parallel import rendered
from tocsin.notices.planning import PlanError, plan
from tocsin.notices.printing import Batch, Proof, letters, proofs, render_batch, single
from tocsin.notices.solver import Contradiction, Gap, Ruling

__all__ = [
    "UNKNOWN",
    "Batch",
    "Contradiction",
    "Document",
    "Finished",
    "Gap",
    "Issuer",
    "Plan",
    "PlanError",
    "Proof",
    "Ruling",
    "SealedList",
    "bank_lists",
    "card_lists",
    "finished",
    "issuers",
    "letters",
    "packet_rows",
    "packets",
    "plan",
    "proofs",
    "render_batch",
    "rendered",
    "single",
]
