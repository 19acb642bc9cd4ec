"""Records: police and incident reports, school records."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from bench.styles.document import Document
from bench.styles.people import Crowd


def police_report(doc: Document, crowd: Crowd) -> None:
    """An incident report with victim, suspect, witness and an officer's narrative."""
    v, s, w, officer = (crowd.person(ages=(18, 75)) for _ in range(4))
    cast = {"v": v, "s": s, "w": w, "o": officer}
    doc.write(
        "«INCIDENT / OFFENSE REPORT|{~city} Police Department — Case Report|SHERIFF'S OFFICE OFFENSE REPORT»\nCase no. {~case}   Reported {~day} {~clock} hrs   "
        "Beat {~badge}\nOffense: «theft from vehicle|battery|fraud – identity theft|DUI|burglary»   Location: {~place}\n\n",
    )
    form = doc.r.randrange(3)
    if form == 0:
        doc.write(
            "«VICTIM|COMPLAINANT»: {v.REVCAPS}   DOB: {v.DOB}   Sex: «M|F»   {#DL}: {v.DL}\n  {#LOC}: {v.LOC}   {#PHONE}: {v.PHONE}\n"
            "SUSPECT: {s.REVCAPS}   DOB: {s.DOB}   «Hgt 5-10 Wgt 180|Hair BRO Eyes BRO»   {#SSN}: {s.SSN}\n  LKA: {s.LOC}\n"
            "WITNESS: {w.REVCAPS}   {#PHONE}: {w.PHONE}\n\nNARRATIVE\n",
            **cast,
        )
    elif form == 1:
        doc.write(
            "Person 1 (victim)\n  {#PERSON}: {v.PERSON}\n  {#DOB}: {v.DOB}\n  {#LOC}: {v.LOC}\nPerson 2 (arrestee)\n  {#PERSON}: {s.MIDDLE}\n  {#DOB}: {s.DOB}\n"
            "  {#DL}: {s.DL} («AZ|CA|OH»)\n  {#SSN}: {s.SSN}\nPerson 3 (witness)\n  {#PERSON}: {w.PERSON}\n  {#PHONE}: {w.PHONE}\n\nNarrative:\n",
            **cast,
        )
    doc.write(
        "On {~day} at about {~clock} hours I, «Officer|Deputy|Ofc.» {o.LAST} #{~badge}, «was dispatched to|responded to» {~org}. I met with {v.PERSON} «(DOB {v.DOB})|»"
        "«, who gave {v.his} phone as {v.PHONE}|». {v.LAST} stated that {s.PERSON} took a «wallet|laptop (serial {~serial})|purse». ",
        **cast,
    )
    doc.write(
        "«The missing card is {v.CARD}, issued to {v.LAST}. |The victim's bank account {v.BANK} was charged {~small}. |»"
        "{s.LAST} «was identified by {s.his} driver's license {s.DL}|had no ID but gave a social of {s.SSN} and DOB {s.DOB}|was located at {s.LOC}». "
        "«A records check on plate {~plate} (VIN {~vin}) came back clear. |»{w.PERSON}, «a clerk|a neighbor», said {w.he} saw it and can be reached at {w.PHONE}. "
        "Property tagged under {~order}. «Body-worn camera on.|No further action.»\n«Reporting officer|Submitted by»: {o.PERSON}  Supervisor review {~day}\n",
        **cast,
    )


def school_record(doc: Document, crowd: Crowd) -> None:
    """Enrolment cards, transcripts and support plans of pupils with their parents."""
    pupil = crowd.person(ages=(6, 18))
    parent = crowd.person(last=pupil.last if doc.r.random() < 0.7 else None, ages=(28, 58))
    cast = {"p": pupil, "m": parent}
    doc.write(
        "{~org}\n«STUDENT CUMULATIVE RECORD|Enrollment Card 2025-26|OFFICIAL TRANSCRIPT|INDIVIDUALIZED EDUCATION PROGRAM (IEP)»\n{~place}   Tel. {~tel}\n\n"
        "«Student|Pupil|Student name (Last, First)»: «{p.REV}|{p.PERSON}|{p.MIDDLE}»    Grade: «K|3|7|11»   «Student ID {~order}|State ID {~order}|Local no. {~badge}»\n"
        "{#DOB}: {p.DOB}   «Sex: M F|Place of birth: {~city}|Homeroom {~badge}»\n«{#SSN}: {p.SSN}\n|{#SSN}: {~blank}\n|»{#LOC}: {p.LOC}\n"
        "«Parent/Guardian|Mother/Father/Guardian|Parent 1»: {m.PERSON}   {#PHONE}: {m.PHONE}   {#EMAIL}: {m.EMAIL}\n",
        **cast,
    )
    if doc.r.random() < 0.5:
        e, dr = crowd.person(), crowd.person()
        doc.write(
            "Emergency contact (not parent): {e.PERSON}, «aunt|neighbor|grandparent», {e.PHONE}\nPhysician: Dr. {d.PERSON}, office {d.PHONE}\n"
            "Medical alert: {p.DIAG}«; inhaler in office|; see nurse's plan»\n«{#HEALTHPLAN}: {p.HEALTHPLAN}\n|»",
            e=e, d=dr, p=pupil,
        )  # fmt: skip
    doc.write("\n«Term|Course   Mark   Credit»\n")
    for subject in doc.r.sample(
        ["Algebra I", "English 9", "World History", "Biology", "Art", "PE", "Spanish II"], 3
    ):
        doc.write(f"{subject}   {{~grade}}   0.«5|50»   ({{~day}})\n")
    doc.write(
        "GPA {~gpa}   Immunizations: DTaP {~day}; MMR {~day}; Polio {~day}\n«Portal for {m.FIRST}: {#USERNAME} {m.USERNAME}, {#PASSWORD} {m.PASSWORD}\n|"
        "Parent portal login {m.USERNAME} / {m.PASSWORD}\n|»«Teacher {t.LAST} notes that {p.FIRST} reads well.|Counselor: {t.PERSON}, {t.EMAIL}»\n",
        t=crowd.person(), **cast,
    )  # fmt: skip
