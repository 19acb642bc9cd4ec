"""Prose in which the nearest or the previous name is often the wrong owner.

    python bench/styles/owner_prose.py OUT.jsonl [N] [SEED]

The same row form as the styles; ``style`` is the pattern. Every pattern has one owner for each element: where
two people share an account, the words name whose number it is. Elements of organisations have no owner.
"""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.styles.document import Document
from bench.styles.people import Crowd

NUMBER = {"SSN": "Social Security number", "DL": "driver's license", "PASSPORT": "passport number", "BANK": "account number",
          "MRN": "chart number", "HEALTHPLAN": "member ID", "PHONE": "phone number", "CARD": "card number",
          "EMAIL": "e-mail address"}  # fmt: skip
"""What a sentence calls an element."""

PATTERNS = {
    "belongs_to": "«We checked|After review»: the {n0} {a.T0} «belongs to|is that of|was issued to» {a.PERSON}«; {b.PERSON} had only reported it|, although {b.PERSON} used it|».",
    "not_but": "The {n0} {a.T0} is not {b.PERSON}'s but {a.PERSON}'s.",
    "correction": "Correction to yesterday's mail: {n0} {a.T0} was entered under {b.PERSON}; it should be under {a.PERSON}.",
    "mixed_up": "The clerk mixed up the files: {a.T0} is the {n0} of {a.PERSON}, and {b.T0} that of {b.PERSON}.",
    "respectively_three": "{a.PERSON}, {b.PERSON} and {c.PERSON} gave {a.T0}, {b.T0} and {c.T0}, respectively, as {n0}.",
    "respectively_before": "The {n0} entries {a.T0} and {b.T0} are those of {a.PERSON} and {b.PERSON}, in that order.",
    "former_latter": "{a.PERSON} and {b.PERSON} share a flat. The latter's {n0} is {b.T0}; the former can be reached at {a.PHONE}.",
    "first_second": "«Two claimants signed|We heard two witnesses»: {a.PERSON} and {b.PERSON}. The first was born {a.DOB}, the second {b.DOB}.",
    "mother_son": "{a.PERSON} enrolled {a.his} son {k.PERSON}. {a.His} own {n0} is {a.T0}; the boy was born {k.DOB}.",
    "kin_genitive": "{a.PERSON}'s {b.husband}, {b.PERSON}, «has|holds» {n0} {b.T0}.",
    "kin_before": "For {b.PERSON}, {b.husband} of {a.PERSON}, we have {n0} {b.T0}.",
    "widow": "{f.PERSON} is the widow of {m.PERSON}, who died {~day}; her {n0} is {f.T0} and his was {m.T1}.",
    "she_he": "{f.PERSON} met {m.PERSON} at our branch. She gave her {n0} as {f.T0}, he showed {n1} {m.T1}.",
    "passive_issued": "{n0} {a.T0}, found on {b.PERSON}, had been issued to {a.PERSON} on {~day}.",
    "used_by": "On {~day} {b.PERSON} used a card ({a.CARD}, exp. {a.EXP}) that is in the name of {a.PERSON}.",
    "apposition": "{a.PERSON}, a patient of Dr. {d.LAST}, {n0} {a.T0}, was moved to room {~badge}.",
    "apposition_long": "{a.PERSON}, who was hired by {b.PERSON} after {c.PERSON} left, has {n0} {a.T0}.",
    "relative_clause": "The person whose {n0} is {a.T0} is {a.PERSON}, not the caller, {b.PERSON}.",
    "paren_value_first": "Open files: {a.T0} ({a.PERSON}), {b.T0} ({b.PERSON}), {c.T0} ({c.PERSON}).",
    "paren_name_first": "Confirmed by phone: {a.PERSON} ({n0} {a.T0}), {b.PERSON} ({b.T0}) and {c.PERSON} ({c.T0}).",
    "semicolon_list": "{n0}: {a.LAST}, {a.T0}; {b.LAST}, {b.T0}; {c.LAST}, {c.T0}. Full names: {a.PERSON}, {b.PERSON}, {c.PERSON}.",
    "forwarded": "{h.PERSON} in HR forwarded to {x.PERSON} the form of {a.PERSON}, with {n0} {a.T0} and date of birth {a.DOB}.",
    "on_behalf": "{b.PERSON} called on behalf of {a.PERSON} to update the {n0} to {a.T0}; the caller's own phone is {b.PHONE}.",
    "quoted_speech": "\"My {n0} is {a.T0},\" {a.PERSON} told «agent|officer» {b.LAST} ({b.PERSON}).",
    "reported_speech": "{b.PERSON} said that {a.PERSON} had given {a.his} {n0} as {a.T0}.",
    "joint_account": "{a.PERSON} and {b.PERSON} are joint owners; the statement goes to {a.FIRST} at {a.LOC}, and {b.FIRST}'s debit card is {b.CARD}.",
    "transfer": "{a.PERSON} wired {~money} to {b.PERSON}. Sender's account: {a.BANK}. Beneficiary's account: {b.BANK}, routing {b.ROUTING}.",
    "seller_buyer": "Seller {a.PERSON} and buyer {b.PERSON} closed on {~day}. The buyer's {n0} is {b.T0}, the seller's forwarding address {a.LOC}.",
    "doctor_phone": "Dr. {d.PERSON} ({d.PHONE}) prescribed it for {a.PERSON}'s {a.DIAG}; chart {a.MRN}.",
    "negation": "We have no {n0} for {b.PERSON}. For {a.PERSON} it is {a.T0}.",
    "same_as_no_longer": "Until {~day} {b.PERSON} had the desk; now {a.PERSON} does, {n0} {a.T0}.",
    "neither": "Neither {b.PERSON} nor {c.PERSON} could log in. The working account was {a.PERSON}'s: user {a.USERNAME}, password {a.PASSWORD}.",
    "instead_of": "Instead of {b.PERSON}'s record, the clinic mailed {a.PERSON}'s: diagnosis {a.DIAG}, {n0} {a.T0}.",
    "unlike": "Unlike {b.PERSON}, born {b.DOB}, {a.PERSON} was born {a.DOB} and qualifies.",
    "two_sentences_back": "{a.PERSON} applied on {~day}. The interview went well. «Our recruiter|The panel» noted no concerns. {a.His} {n0} is {a.T0}.",
    "organisation_between": "{a.PERSON} works for {~org}, whose main line is {~tel}. {a.His} own {n0}: {a.T0}.",
    "signature": "Please use {n0} {b.T0} for {b.PERSON}.\n\nRegards,\n{a.PERSON}\n{a.PHONE}",
    "lower_numbered": "(1) {a.PERSON} (2) {b.PERSON}\n{n0}: (1) {a.T0} (2) {b.T0}",
}  # fmt: skip
"""Sentences: T0 and T1 stand for two element types drawn for the document, n0 and n1 for their words."""


def documents(count: int, seed: int) -> Iterator[dict]:
    """``count`` texts, the patterns in turn; a third have a plain sentence of another person before or after."""
    r = Random(seed)
    crowd = Crowd(r, seed)
    for number in range(count):
        name = list(PATTERNS)[number % len(PATTERNS)]
        types = r.sample(list(NUMBER), 2)
        template = PATTERNS[name]
        for place, kind in enumerate(types):
            template = template.replace(f".T{place}}}", f".{kind}}}").replace(f"{{n{place}}}", NUMBER[kind])
        cast = {who: crowd.person() for who in "abcdhx"} | {
            "f": crowd.person(sex="F"),
            "k": crowd.person(sex="M", ages=(4, 15)),
            "m": crowd.person(sex="M", ages=(5, 80)),
        }
        doc = Document(r)
        around = r.choice(["", "", "before", "after"])
        plain = "«Separately, |Also: |»{o.PERSON}, «born {o.DOB}|SSN {o.SSN}|phone {o.PHONE}», «is on file|was informed»."
        if around == "before":
            doc.write(plain + "\n\n", o=crowd.person())
        doc.write(template[0].upper() + template[1:] if template[0] != "{" else template, **cast)
        if around == "after":
            doc.write("\n\n" + plain, o=crowd.person())
        doc.write("\n")
        yield doc.row(name)


def main() -> None:
    """See above."""
    out, *rest = sys.argv[1:]
    count = int(rest[0]) if rest else 600
    seed = int(rest[1]) if len(rest) > 1 else 31
    with Path(out).open("w", encoding="utf-8") as file:
        for row in documents(count, seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
