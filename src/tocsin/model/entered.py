"""Tables that are only added to, line by line: what people decided, entered and sent.

A later row supersedes or withdraws an earlier one; both stay. The columns are the contract, as in ``tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pyarrow as pa

_TEXTS = pa.list_(pa.string())

JUDGEMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC
        ("by", pa.string()),  # who decided, as they call themselves
        ("subject", pa.string()),  # id of what was judged; the same after every re-run
        ("scope", pa.string()),  # group (same recogniser and column or file) / finding / file
        ("sha256", pa.string()),  # of the file it stands in; a decision holds for every copy
        ("place", pa.string()),  # of a group in a table or of a finding, else empty
        ("row", pa.int64()),  # of a finding in a table, else null
        ("start", pa.int64()),  # of a finding in running text, else null
        ("element", pa.string()),  # null for a file
        ("recogniser", pa.string()),  # of a group, else null
        ("verdict", pa.string()),  # yes / no / owner / unsure; of a file: missed / clean / unsure; withdrawn
        ("owner", pa.string()),  # id of the mention it was given to, for the verdict owner
        ("owner_name", pa.string()),  # that mention's name then, to know it again after a re-run
        ("why", pa.string()),
        ("supersedes", pa.string()),  # id of the judgement it takes the place of or withdraws, or null
        ("drawn", pa.bool_()),  # asked because chance drew it (quality sample), not because it was uncertain
    ]
)
"""What people decided about findings, and about files without any. Only added to: a later row supersedes."""

CLAIM = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC
        ("by", pa.string()),  # who entered it, as they call themselves
        ("kind", pa.string()),  # estimate / invoice / recovered / consent / notice / proof_of_loss …
        ("on", pa.string()),  # ISO date of the invoice, payment, consent or letter
        ("agreement", pa.string()),  # insuring agreement, or null
        ("amount", pa.string()),  # decimal, in the currency; null where there is none
        ("currency", pa.string()),
        ("rate", pa.string()),  # decimal: dollars for one of the currency
        ("vendor", pa.string()),
        ("what", pa.string()),
        ("evidence", pa.string()),  # SHA-256 of the invoice or letter
        ("withdraws", pa.string()),  # id of the entry this one takes back
    ]
)
"""The ledger of an insurance claim. Only added to."""

_CHANGE = pa.struct(
    [("kind", pa.string()), ("author", pa.string()), ("when", pa.string()), ("text", pa.string())]
)
_BOUND = pa.struct([("part", pa.string()), ("digest", pa.string())])

COUNSEL = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC
        ("by", pa.string()),  # who read it in, decided or approved, as they call themselves
        ("kind", pa.string()),  # proposal / refusal / superseded / accepted / rejected / approved
        ("about", pa.string()),  # id of the proposal that is decided; of the review copy it came in
        ("block", pa.string()),
        ("language", pa.string()),
        ("before", pa.string()),  # template text that was sent out
        ("after", pa.string()),  # template text that is proposed
        ("changes", pa.list_(_CHANGE)),  # who changed what and when, as the document says
        ("why", pa.string()),  # the reason of a decision or refusal
        ("bound", pa.list_(_BOUND)),  # what an approval is bound to: texts, proofs, laws, contacts
    ]
)
"""What counsel proposed for the letters, what was decided, and approvals. Only added to."""
DELIVERIES = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC, when it was entered
        ("by", pa.string()),  # who entered it, as they call themselves
        ("piece", pa.string()),  # id of the letter, filing or packet in notices
        ("person", pa.string()),  # id of the person it goes to; null for filings and packets
        ("attempt", pa.int32()),  # 1 for the first time it is sent, one more for each new address
        ("channel", pa.string()),  # mail / email / hand / portal / substitute
        ("state", pa.string()),  # packaged / printed / mailed / sent / delivered / returned / bounced …
        ("on", pa.string()),  # ISO date or moment when it happened, as the evidence says
        ("code", pa.string()),  # as the carrier or the mail server gives it (ACS, DSN), or null
        ("why", pa.string()),  # in plain words
        ("batch", pa.string()),  # id of the print package or the e-mail run it was part of
        ("serial", pa.string()),  # of the barcode (mailer id and serial number), or the message id
        ("address", pa.string()),  # keyed fingerprint of the address or e-mail it went to
        ("evidence", pa.string()),  # SHA-256 of the file that says so (manifest, return file, DSN)
        ("withdraws", pa.string()),  # id of the entry or act it takes back, or null
    ]
)
"""What became of every piece: the ledger of deliveries. Only added to.

The id of an entry is that of the act it was entered in, a point and a number; an act can be taken back whole.
"""

MOVES = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC, when it was entered
        ("by", pa.string()),  # who entered it, as they call themselves
        ("person", pa.string()),  # id of the person then
        ("mentions", _TEXTS),  # some of that person's mentions, to know the person again after a re-run
        ("source", pa.string()),  # ncoa / cass / acs / hand
        ("street", pa.string()),  # null: a look-up that gave no address
        ("city", pa.string()),
        ("state", pa.string()),
        ("postal_code", pa.string()),
        ("country", pa.string()),
        ("moved", pa.string()),  # ISO date of the move, or null
        ("code", pa.string()),  # as the change-of-address file gives it, or null
        ("dpv", pa.string()),  # delivery point code, or null
        ("deceased", pa.bool_()),  # the look-up says so; shown, never applied
        ("why", pa.string()),
        ("evidence", pa.string()),  # SHA-256 of the file that says so
        ("withdraws", pa.string()),  # id of the act this one takes back, or null
    ]
)
"""Addresses that look-ups and the mail gave for people. Only added to."""

CONSENTS = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC, when it was entered
        ("by", pa.string()),  # who entered it, as they call themselves
        ("person", pa.string()),  # id of a person
        ("email", pa.string()),  # the address it was given for; of a withdrawal, null
        ("kind", pa.string()),  # esign / express / agreed / primary / relationship; withdrawn
        ("on", pa.string()),  # ISO date when it was given or withdrawn
        ("how", pa.string()),  # where it stands: form, version, account setting
        ("evidence", pa.string()),  # SHA-256 of the file it was read from, or null
    ]
)
"""Who agreed to notices by e-mail, to which address, when and how. Only added to; a withdrawal ends them."""

CODES = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC
        ("by", pa.string()),  # who entered it, as they call themselves
        ("kind", pa.string()),  # imported / assigned
        ("code", pa.string()),  # the activation code itself; SECRET
        ("product", pa.string()),  # adult / minor
        ("months", pa.int32()),  # how long the service runs
        ("person", pa.string()),  # id of the person it was given to; null for imported
        ("evidence", pa.string()),  # SHA-256 of the file it was read from; null for assigned
    ]
)
"""Activation codes for identity services and who got which. Only added to: a code is never given twice."""

DECISIONS = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC
        ("by", pa.string()),  # who decided, as they call themselves
        ("subject", pa.string()),  # id of the pair; the same after every re-run
        ("one", _TEXTS),  # subjects of mentions of the first row, one of each distinct, the leading one first
        ("other", _TEXTS),  # the same of the second row
        ("files", _TEXTS),  # sha256 of the files these mentions stand in, or the id of a list
        ("rows", pa.list_(pa.int64())),  # rows of tables they stand in; null among them: running text
        ("people", _TEXTS),  # ids of the two people when it was decided
        ("verdict", pa.string()),  # same / different / unsure; withdrawn
        ("why", pa.string()),
        ("supersedes", pa.string()),  # id of the decision it takes the place of or withdraws, or null
        ("batch", pa.string()),  # id of the bulk decision it is part of, or null
        ("evidence", pa.string()),  # SHA-256 of what it was decided on: mentions and weights
    ]
)
"""What people decided about who is one person. Only added to: a later row supersedes."""

REPRESENTATIVES = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.string()),  # ISO moment, UTC, when it was entered
        ("by", pa.string()),  # who entered it, as they call themselves
        ("person", pa.string()),  # id of the person who is represented
        ("name", pa.string()),  # of the representative, as the letter writes it; of a withdrawal, null
        ("role", pa.string()),  # parent / legal_guardian / conservator / attorney_in_fact / executor …
        ("proof", pa.string()),  # what showed the authority: court order, letters testamentary, and its date
        ("street", pa.string()),  # where letters go; null: to the person's own address
        ("city", pa.string()),
        ("state", pa.string()),
        ("postal_code", pa.string()),
        ("country", pa.string()),
        ("evidence", pa.string()),  # SHA-256 of the document that shows it, or null
        ("withdraws", pa.string()),  # id of the entry it takes back, or null
    ]
)
"""Who acts for whom: letters about these people go to their representatives. Only added to."""

ENTERED: Mapping[str, pa.Schema] = {
    "judgements": JUDGEMENTS,
    "claim": CLAIM,
    "counsel": COUNSEL,
    "deliveries": DELIVERIES,
    "moves": MOVES,
    "consents": CONSENTS,
    "codes": CODES,
    "decisions": DECISIONS,
    "representatives": REPRESENTATIVES,
}
"""By name. The vault keeps each as a stream of that name."""


def now() -> str:
    """This moment as the column ``at`` has it: ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
