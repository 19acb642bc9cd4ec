"""Forms: benefit enrolment, tax forms as text, loan applications, background check reports."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from bench.styles.document import Document
from bench.styles.people import Crowd, Person


def _yes(doc: Document, chance: float) -> bool:
    return doc.r.random() < chance


def family(crowd: Crowd) -> tuple[Person, Person, list[Person]]:
    """Two adults and up to three children, mostly of one name."""
    r = crowd.r
    head = crowd.person(ages=(28, 60))
    spouse = crowd.person(last=head.last if r.random() < 0.75 else None, ages=(28, 60))
    children = [crowd.person(last=head.last, ages=(0, 19)) for _ in range(r.randint(0, 3))]
    return head, spouse, children


def benefit_enrolment(doc: Document, crowd: Crowd) -> None:
    """An employee's choice of benefits with dependents and beneficiaries."""
    e, s, children = family(crowd)
    doc.write(
        "{~org}\n«2026 BENEFITS ENROLLMENT / CHANGE FORM|Open Enrollment Election Form|Group Insurance Enrollment»\n"
        "Plan year: 01/01/2026 – 12/31/2026   Group no. {~group}   «Form rev. 08/2025|HR-114 (rev. 3)»\n"
        "Please print. Questions? Call {~tel} or write {~mail}.\n\n"
    )
    doc.write(
        "«SECTION A – EMPLOYEE|1. Employee information|Part I. About you»\n"
        "«Employee name|Last name, first name|Employee»: «{e.REV}|{e.MIDDLE}|{e.PERSON}»   Employee no. {~badge}\n"
        "{#SSN}: {e.SSN}    {#DOB}: {e.DOB}    «Sex: M F|Gender ____|Date of hire: {~day}»\n"
        "{#LOC}: {e.LOC}\n{#PHONE}: {e.PHONE}   {#EMAIL}: {e.EMAIL}\n"
        "Marital status: «married|single|domestic partner»   Annual salary: {~money}\n\n",
        e=e,
    )
    style = doc.r.randrange(3)
    if style < 2 and (children or _yes(doc, 0.7)):
        doc.write("«SECTION B – DEPENDENTS TO BE COVERED|2. Dependents|Part II. Family members»\n")
        if style == 0:
            doc.write("Name | Relationship | {#SSN} | {#DOB} | Medical | Dental\n")
        for who, kin in [(s, "spouse"), *((c, "child") for c in children)]:
            kin = doc.r.choice(
                [kin, kin.capitalize(), who.word("husband") if kin == "spouse" else who.word("son")]
            )
            if style == 0:
                doc.write(
                    f"«{{d.PERSON}}|{{d.REV}}» | {kin} | {{d.SSN}} | {{d.DOB}} | «X|Y|waived» | «X|Y|N»\n",
                    d=who,
                )
            else:
                doc.write(
                    f"({kin}) {{d.PERSON}}\n    {{#DOB}} {{d.DOB}}   {{#SSN}} {{d.SSN}}   [x] medical [ ] vision\n",
                    d=who,
                )
        doc.write("\n")
    elif style == 2:
        doc.write(
            "SECTION B – DEPENDENTS: «none|waived, covered elsewhere|N/A»   SSN: ___-__-____   DOB: __/__/____\n\n"
        )
    b = s if _yes(doc, 0.5) else crowd.person()
    doc.write(
        "«SECTION C – LIFE INSURANCE BENEFICIARY|Beneficiary designation|3. Beneficiary»\n"
        "Primary: {b.PERSON}, «100%|50 %», {#DOB} {b.DOB}«|, {#SSN} {b.SSN}|, tel. {b.PHONE}»\n",
        b=b,
    )
    if _yes(doc, 0.5):
        doc.write(
            "HSA / flexible spending: {~small} per pay period\nDeposit my reimbursements to: {#ROUTING} {e.ROUTING}, {#BANK} {e.BANK} («checking|savings»)\n",
            e=e,
        )
    doc.write(
        "Current carrier {#HEALTHPLAN}: {e.HEALTHPLAN}\n«I authorize payroll deductions.|» Signed: {e.PERSON}  Date: {~day}\n",
        e=e,
    )


def tax_form(doc: Document, crowd: Crowd) -> None:
    """A 1040, W-2 or 1099 as text extraction gives it: boxes and labels run together."""
    [_w2, _f1040, _f1099][doc.r.randrange(3)](doc, crowd)


def _w2(doc: Document, crowd: Crowd) -> None:
    e = crowd.person()
    doc.write(
        "Form W-2 Wage and Tax Statement «2024|2025»   «Copy C—For EMPLOYEE'S RECORDS|Copy B—To Be Filed With Employee's FEDERAL "
        "Tax Return.|»\n«22222   |»a Employee's social security number «\n|  »{e.SSN}   OMB No. 1545-0008\n"
        "b Employer identification number (EIN) {~ein}   «1 Wages, tips, other compensation {~money}   2 Federal income tax withheld "
        "{~money}|1 {~money} 2 {~money}»\nc Employer's name, address, and ZIP code\n{~org}\n{~place}\n"
        "d Control number {~serial}   3 Social security wages {~money}   4 Social security tax withheld {~small}\n"
        "e Employee's first name and initial   Last name   Suff.\n«{e.PERSON}|{e.MIDDLE}|{e.CAPS}»\n"
        "f Employee's address and ZIP code\n{e.LOC2}\n15 State  Employer's state ID number «AZ|CA|NY» {~serial}   16 {~money}   17 {~small}\n",
        e=e,
    )  # fmt: skip


def _f1040(doc: Document, crowd: Crowd) -> None:
    e, s, children = family(crowd)
    doc.write(
        "Form 1040 U.S. Individual Income Tax Return 2025   OMB No. 1545-0074\nFiling Status   [ ] Single  [X] Married filing jointly\n"
        "Your first name and middle initial  Last name  Your social security number\n«{e.PERSON}|{e.MIDDLE}|{e.CAPS}»  {e.SSN}\n"
        "If joint return, spouse's first name and middle initial  Last name  Spouse's social security number\n«{s.PERSON}|{s.CAPS}»  {s.SSN}\n"
        "Home address (number and street).\n{e.LOC}\n",
        e=e, s=s,
    )  # fmt: skip
    if children:
        doc.write(
            "Dependents (see instructions): (1) First name Last name (2) Social security number (3) Relationship to you\n"
        )
    for child in children:
        doc.write("{d.PERSON}   «{d.SSN}|{d.ITIN}»   {d.son}\n", d=child)
    doc.write(
        "1a Total amount from Form(s) W-2, box 1 … 1a {~money}\n11 Adjusted gross income {~money}\n"
        "35b Routing number {e.ROUTING}  c Type: [X] Checking\n35d Account number {e.BANK}\n"
        "Sign Here  Your signature {e.PERSON}  Date {~day}  Your occupation «teacher|welder|nurse|clerk»  Phone no. {e.PHONE}\n",
        e=e,
    )
    preparer = crowd.person()
    doc.write(
        "Paid Preparer Use Only  Preparer's name {p.PERSON}  PTIN P0{~badge}1234  Firm's EIN {~ein}  Phone no. {p.PHONE}\n",
        p=preparer,
    )


def _f1099(doc: Document, crowd: Crowd) -> None:
    for _ in range(doc.r.randint(1, 3)):
        e = crowd.person()
        doc.write(
            "«CORRECTED (if checked) |»Form 1099-«NEC|INT|MISC|R»   OMB No. 1545-0116\nPAYER'S name, street address, city, ZIP, telephone no.\n"
            "{~org}\n{~place}\n{~tel}\nPAYER'S TIN {~ein}     RECIPIENT'S TIN «{e.SSN}|{e.SSN}|{e.ITIN}»\nRECIPIENT'S name\n«{e.PERSON}|{e.CAPS}|{e.MIDDLE}»\n"
            "Street address (including apt. no.) City or town, state, ZIP\n{e.LOC2}\n1 «Nonemployee compensation|Interest income» {~money}"
            "   4 Federal income tax withheld $0.00\nAccount number (see instructions) «{e.BANK}|{e.BANK}»   FATCA filing requirement [ ]\n\n",
            e=e,
        )  # fmt: skip


def loan_application(doc: Document, crowd: Crowd) -> None:
    """A bank's application with borrower, co-borrower, accounts and identity documents."""
    a = crowd.person(ages=(22, 70))
    doc.write(
        "«UNIFORM RESIDENTIAL LOAN APPLICATION|Consumer Credit Application|AUTO LOAN REQUEST» — {~org}\nApplication # {~order}  "
        "Received {~day}  Loan officer: «NMLS {~order}|branch {~badge}»\nAmount requested {~money} at {~pct} for «36|60|360» months\n\n"
        "«BORROWER|Applicant|Section 1a. Personal Information»\n{#PERSON}: «{a.PERSON}|{a.REV}|{a.MIDDLE}»\n{#SSN} {a.SSN}   {#DOB} {a.DOB}\n"
        "{#LOC}: {a.LOC}   «Own|Rent {~small}/mo|Years at address: 4»\n{#PHONE} {a.PHONE}   {#EMAIL} {a.EMAIL}\n"
        "«ID presented: {#DL} {a.DL}, exp. {~day}|ID: {#PASSPORT} {a.PASSPORT}|Identification — {#DL}: {a.DL} State: TX»\n"
        "Employer: {~org}, business phone {~tel}, gross monthly income {~money}\n",
        a=a,
    )
    if _yes(doc, 0.55):
        c = crowd.person(last=a.last if _yes(doc, 0.6) else None, ages=(22, 70))
        doc.write(
            "\n«CO-BORROWER|Joint applicant|Section 1b. Additional Borrower»\n{#PERSON}: «{c.PERSON}|{c.REV}»   relationship: {c.husband}\n"
            "{#SSN} {c.SSN}   {#DOB} {c.DOB}\n«{#PHONE} {c.PHONE}\n|»«{#DL} {c.DL}\n|»",
            c=c,
        )
    doc.write(
        "\n«ASSETS|Accounts to verify|Section 2. Financial Information»\n{~org}, {#BANK} {a.BANK}, balance {~money}\n"
        "Auto-pay from: {#ROUTING} {a.ROUTING} {#BANK} {a.BANK}\n"
        "«Existing card: {#CARD} {a.CARD}, {#EXP} {a.EXP}, limit {~money}\n|»Credit score {~score} pulled {~day}, inquiry ref {~order}\n",
        a=a,
    )
    if _yes(doc, 0.5):
        x = crowd.person()
        doc.write("Nearest relative not living with you: {x.PERSON}, {x.PHONE}, {x.LOC}\n", x=x)
    doc.write(
        "«Example of a completed number: 123-45-6789 (do not use)\n|»Co-signer: {~blank}  SSN {~blank}\n"
    )


def background_check(doc: Document, crowd: Crowd) -> None:
    """A consumer report ordered by an employer: identity, trace, courts, references."""
    s, ref, other = crowd.person(ages=(20, 62)), crowd.person(), crowd.person()
    doc.write(
        "«CONFIDENTIAL BACKGROUND REPORT|Employment Screening Report|CONSUMER REPORT ({~law})»\nOrdered by {~org}    Report {~order}    "
        "Completed {~day}\n«Subject|Candidate|Applicant»: «{s.CAPS}|{s.PERSON}|{s.REV}|{s.MIDDLE}»\n{#SSN}: «{s.SSN}|{s.SSN} (issued 1989–1991, TX)»\n"
        "{#DOB}: {s.DOB}\n{#LOC}: {s.LOC} ({~day} to present)\n«{#DL}: {s.DL} — VALID, class D, no points|MVR: {#DL} {s.DL}, 1 violation {~day}»\n\n",
        s=s,
    )
    doc.write(
        "«SSN TRACE|Address history|IDENTITY»\nNumber was issued before the birth year of no other holder. Names seen: {s.REVCAPS}; {s.PERSON}\n",
        s=s,
    )
    doc.write(
        "«COUNTY CRIMINAL SEARCH|CRIMINAL RECORDS»: {~city} County — «no record found|1 record»\n  Case {~case}  filed {~day}  disposition: "
        "«dismissed|pled guilty, fined {~small}|adjudication withheld»\n«  Note: case {~case} belongs to {o.PERSON}, DOB {o.DOB}, a different person.\n|»",
        o=other,
    )
    doc.write(
        "«EMPLOYMENT VERIFICATION|Previous employer»: {~org}, {~tel}; verified by {f.PERSON}, «HR manager|supervisor», direct {f.PHONE}: "
        "«eligible for rehire|dates confirmed {~day} – {~day}»\nEDUCATION: «B.S.|Diploma|A.A.», {~city} College, verified {~day}\n"
        "«Contact of the candidate: {s.PHONE} / {s.EMAIL}\n|Candidate e-mail {s.EMAIL}\n»Drug screen specimen {~serial}: negative\n",
        s=s, f=ref,
    )  # fmt: skip
