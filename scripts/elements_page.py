"""Writes docs/elements.md: how each element of the catalogue is recognised.

    PYTHONPATH=src .venv/bin/python scripts/elements_page.py

Made from the catalogue, the labels of the detector and tests/detect/inventory.yaml, whose examples the test
suite runs; the suite fails when the page is not the one made here.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from tocsin.detect.kinds import KINDS
from tocsin.detect.labels import all_labels
from tocsin.model.elements import catalogue

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "elements.md"
INVENTORY = TOP / "tests" / "detect" / "inventory.yaml"
_LABELS_SHOWN = 3
HEAD = """# How each element is recognised

*Made from the program by `scripts/elements_page.py`; change it there or in `tests/detect/inventory.yaml`.*

A value counts because of its label, its column, its shape and what stands beside it. The table says for each
element of the catalogue which of them exist. **Shape**: the value is found without any label. **Labels**: how
many the vocabulary has, and the first ones. **Check**: what a value has to pass. Every line is tested with an
English text, a Spanish text, a column and a look-alike.
"""
FOOT = """
## What content cannot show, or only says

- Whether an account, card or number still **exists**: check digits and ranges show that it can, no more.
  Issuers of cards by number are no free data; only the brand is told.
- `financial_access_code`, `card_pin`, `irs_ip_pin`, `ssn_last4`, `security_question_answer`, student,
  military, tribal, voter and employee numbers have **no shape of their own**: without a label or header
  they are not found.
- `race_ethnicity`, `religion`, `political_opinion`, `sexual_life`, `immigration_status`, `work_evaluation`,
  `background_check`, `student_record`, `disability` and `communications` are told by **words behind a
  label**; said in free sentences ("she is a devout Catholic") they are not found.
- `photograph`, `biometric` and `handwritten_signature` as **pictures** are not looked into: a file's kind
  or a name in a column says so. Templates are known by the head of their format (ISO/IEC 19794,
  ANSI/NIST-ITL) where a reader gives their bytes as text.
- `private_key` and `security_token`: that a key is **a person's** and not a server's only a name beside it
  tells; keys of cloud services, wireless networks and machine log-ins are secrets of the organisation and
  no elements.
- `other_tax_id`: an employer number is reported only where words of a sole trader stand near.
- `license_plate_reader`: that a plate was **read by a camera** only a label says.
- Driver's licences are checked against the forms of the state named beside them; most states' forms are
  nine digits or a letter and digits, so that without a label they are not found in running text.
"""


def page() -> str:
    """The whole page."""
    inventory = yaml.safe_load(INVENTORY.read_text(encoding="utf-8"))
    labels = all_labels()
    lines = [HEAD, "| element | shape | labels | check |", "|---|---|---|---|"]
    for code in catalogue():
        fields = [code, *(kind.code for kind in KINDS.values() if kind.shows == code and kind.code != code)]
        phrases = [phrase for field in fields for phrase in labels.get(field, ())]
        first = ", ".join(phrases[:_LABELS_SHOWN])
        told = f"{len(phrases)}: {first}" if phrases else "of its parts"
        shape = "yes" if "bare" in inventory[code] else ""
        lines.append(f"| `{code}` | {shape} | {told} | {inventory[code]['check']} |")
    return "\n".join(lines) + "\n" + FOOT


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
