"""Health: intake notes and explanations of benefits."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from bench.styles.document import Document
from bench.styles.people import Crowd

VITALS = "BP 1«2|3|1»«4|8|0»/«70|82|91», HR «64|72|88|101», Temp 98.«2|6|9», SpO2 9«5|7|8»%"


def intake_note(doc: Document, crowd: Crowd) -> None:
    """What a nurse or counsellor writes at a first visit."""
    r = doc.r
    p, dr, kin = crowd.person(ages=(4, 90)), crowd.person(ages=(30, 65)), crowd.person()
    opening = r.randrange(4)
    if opening == 0:
        doc.write(
            "INTAKE ASSESSMENT — {~org}\nClient: «{p.PERSON}|{p.REV}»  {#DOB} {p.DOB}  {#MRN} {p.MRN}\nSeen {~day} {~time}, "
            "«walk-in|telehealth|room {~badge}»\n\n{p.FIRST} is a {p.age}-year-old who presents with ",
            p=p,
        )
    elif opening == 1:
        doc.write(
            "{~day} — New patient. «Pt|Patient» {p.PERSON} (b. {p.DOB}, chart {p.MRN}) «came in with|was brought by» «{p.his} "
            "mother|a friend|EMS». C/o fatigue since {~day}. Known ",
            p=p,
        )
    elif opening == 2:
        doc.write(
            "NURSING ADMISSION NOTE\n«Name/MRN|Pt ID»: {p.REV} / {p.MRN}\nAttending Dr. {d.LAST}«, pager {d.PHONE}|»\nHistory of ",
            p=p, d=dr,
        )  # fmt: skip
    else:
        doc.write(
            "Dictated by {d.PERSON}, «MD|DO|NP|LCSW». I had the pleasure of seeing «{p.mr} {p.LAST}|{p.PERSON}», date of birth {p.DOB}, for ",
            p=p,
            d=dr,
        )
    doc.write(
        "{p.DIAG}«, stable on medication|, diagnosed {~day}|». «Denies chest pain.|No known allergies.|Allergic to penicillin.» "
        + VITALS
        + ".\n",
        p=p,
    )
    doc.write(
        "«{#HEALTHPLAN}: {p.HEALTHPLAN}, group {~group}.|Coverage: {~org}, {#HEALTHPLAN} {p.HEALTHPLAN} (copay {~small}).|"
        "{#MBI} {p.MBI}.|Self-pay; card ending not kept.»\n"
        "«{p.He} lives at {p.LOC}.|{#LOC} {p.LOC}.|» «Can be reached at {p.PHONE}.|{#PHONE} {p.PHONE}.|»\n",
        p=p,
    )
    if r.random() < 0.6:
        doc.write(
            "Emergency contact: {k.PERSON} («sister|brother|friend|{p.his} partner»), {k.PHONE}.\n",
            k=kin,
            p=p,
        )
    doc.write(
        "Labs {~day}: HbA1c {~gpa}, order {~order}, accession {~serial}. «Rx #{~order} sent to {~org}, {~tel}.|»\n",
        p=p,
    )
    doc.write(
        "Plan: «follow up in 2 weeks|refer to cardiology|safety plan reviewed». «Impression: {p.DIAG}.|» — {d.PERSON}\n",
        p=p,
        d=dr,
    )


def eob(doc: Document, crowd: Crowd) -> None:
    """An insurer's explanation of benefits: subscriber, patients, lines of service."""
    r = doc.r
    sub = crowd.person(ages=(25, 80))
    patients = [sub] + [crowd.person(last=sub.last, ages=(1, 60)) for _ in range(r.randint(0, 2))]
    doc.write(
        "{~org}\n«EXPLANATION OF BENEFITS — THIS IS NOT A BILL|Explanation of Benefits (EOB)|Your Benefit Statement»\nDate: {~day}    Check/EFT no. {~order}\n"
        "Customer service {~tel} • {~mail}\n\n{s.PERSON}\n{s.LOC2}\n\n«Subscriber|Member|Policyholder»: «{s.PERSON}|{s.REV}»   {#HEALTHPLAN}: {s.HEALTHPLAN}"
        "   Group: {~group}\n",
        s=sub,
    )
    for patient in patients:
        doctor = crowd.person(ages=(32, 66))
        doc.write(
            "\nPatient: «{p.PERSON}|{p.CAPS}|{p.REV}»   «Relationship: self/dependent|»   {#DOB}: {p.DOB}\nClaim number {~claim}   Provider: «Dr. "
            "{d.PERSON}|{d.PERSON}, MD» (NPI {~npi})   «Patient acct {~order}|»\n",
            p=patient, d=doctor,
        )  # fmt: skip
        for _ in range(r.randint(1, 3)):
            doc.write(
                "  {~day}  {~cpt}  «Office visit|Laboratory|X-ray|Therapy»   billed {~small}   allowed {~small}   you owe {~small}\n"
            )
        doc.write(
            "  «{#DIAG}: {p.DIAG}|Diagnosis code(s): {p.DIAG}|Dx {p.DIAG}; remark code N4{~badge}»\n",
            p=patient,
        )
        if r.random() < 0.25:
            doc.write("  Medicare crossover: {#MBI} {p.MBI}\n", p=patient)
    doc.write(
        "\nDeductible met to date {~small} of {~money}. Appeal within 180 days of {~day}.\n«Sample ID card: {~sample}\n|Language help: call {~tel}.\n»"
    )
