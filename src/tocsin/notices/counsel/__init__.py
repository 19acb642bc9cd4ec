"""Letters between the program and counsel: a Word document out, tracked changes back, redlines, approval."""

from typing import TYPE_CHECKING

from tocsin.on_demand import imported_on_demand

if TYPE_CHECKING:
    from tocsin.notices.counsel.approval import NO_PROOF, Parts, digest_of, law_parts, parts, voided_by
    from tocsin.notices.counsel.overrides import with_wording, wording_of
    from tocsin.notices.counsel.plainness import harder
    from tocsin.notices.counsel.readback import Change, Proposal, Reading, Refusal, copy_of, read_back
    from tocsin.notices.counsel.redline import Redline, Wording, as_docx, as_html, compare, redlines
    from tocsin.notices.counsel.reviewcopy import Sent, Use, review_copy, text_words

__all__ = [
    "NO_PROOF",
    "Change",
    "Parts",
    "Proposal",
    "Reading",
    "Redline",
    "Refusal",
    "Sent",
    "Use",
    "Wording",
    "as_docx",
    "as_html",
    "compare",
    "copy_of",
    "digest_of",
    "harder",
    "law_parts",
    "parts",
    "read_back",
    "redlines",
    "review_copy",
    "text_words",
    "voided_by",
    "with_wording",
    "wording_of",
]

imported_on_demand(__name__)
