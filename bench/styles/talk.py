"""Talk: chat exports, mail threads with quoting, help-desk tickets, call-centre transcripts."""

# ruff: noqa: E501, SIM905 – templates and word lists read better unbroken

from __future__ import annotations

from bench.styles.document import Document
from bench.styles.people import Crowd, Person

ASKED = {
    "SSN": "«whats|what is|can I get» «the social|the ssn» for {p.PERSON}",
    "DOB": "«birthday|dob» of {p.PERSON}?",
    "BANK": "«need the direct deposit info for|which account does» {p.PERSON} «again|use»",
    "CARD": "«customer|guest» {p.PERSON} wants to pay by card, «you have it?|what number»",
    "LOC": "where do we ship it for {p.PERSON}",
    "PHONE": "«how do i reach|number for» {p.PERSON}",
    "DL": "need the license of {p.PERSON} for the rental",
    "HEALTHPLAN": "insurance id for {p.PERSON} pls",
}
TOLD = {
    "SSN": "«its |sure, ||{p.his} social is »{p.SSN}",
    "DOB": "«|{p.he} was born |dob »{p.DOB}",
    "BANK": "«routing {p.ROUTING} acct {p.BANK}|{p.BANK}, aba {p.ROUTING}|acct # {p.BANK} / rtn {p.ROUTING}»",
    "CARD": "«{p.CARD} exp {p.EXP} cvv {p.CVV}|{p.CARD}, {p.EXP}, code {p.CVV}|card {p.CARD} exp {p.EXP}»",
    "LOC": "«{p.LOC}|send to {p.LOC}»",
    "PHONE": "«{p.PHONE}|try {p.PHONE}|cell {p.PHONE} or mail {p.EMAIL}»",
    "DL": "«DL {p.DL}|{p.his} license number is {p.DL}»",
    "HEALTHPLAN": "«member id {p.HEALTHPLAN}|{p.HEALTHPLAN}»",
}
CHATTER = (
    "lol ok|brb|thanks!!|did the {~order} shipment leave?|tracking is {~tracking}|meeting moved to {~time}|can you look at ticket {~case}|"
    "invoice {~order} is {~money}|the printer at {~ip} is down again|pls dont post that stuff in here|👍|call the vendor {~tel}|"
    "<Media omitted>|template says 123-45-6789 just overwrite it|happy friday|ref {~serial}"
).split("|")


def chat_export(doc: Document, crowd: Crowd) -> None:
    """An export of a messenger: people ask for other people's data and get it."""
    r = doc.r
    a, b = crowd.person(), crowd.person()
    style = r.randrange(4)
    doc.write(
        [
            "Messages and calls are end-to-end encrypted.\n",
            "# Slack export — channel: «#front-desk|#payroll|dm»\n\n",
            "[Teams] Chat history exported {~day}\n\n",
            "",
        ][style]
    )

    def line(who: Person, text: str, **cast: Person) -> None:
        head = [
            "«{~day}, {~clock} - |[{~day}, {~time}] »{w.PERSON}: ",
            "{w.FIRST}  {~time}\n",
            "{w.PERSON}  {~day} {~time}\n",
            "[{~clock}] " + r.choice(["<{w.FIRST}> ", "{w.FIRST}: "]),
        ][style]
        doc.write(head, w=who)
        doc.write(text + "\n", **cast)

    for _ in range(r.randint(1, 3)):
        p = crowd.person()
        kind = r.choice(list(ASKED))
        line(a, ASKED[kind], p=p)
        if r.random() < 0.5:
            line(b, r.choice(CHATTER))
        line(b, TOLD[kind], p=p)
        if r.random() < 0.4:
            line(a, "and " + r.choice(["{p.his} email? ", "the mail?"]), p=p)
            line(b, "{p.EMAIL}", p=p)
        line(r.choice([a, b]), r.choice(CHATTER))
    if r.random() < 0.4:
        line(
            a,
            "«my own cell is {w.PHONE}|text me on {w.PHONE}|use my login {w.USERNAME} pw {w.PASSWORD}»",
            w=a,
        )


def hr_thread(doc: Document, crowd: Crowd) -> None:
    """Mails about a new hire or a change, newest first, the older ones quoted."""
    hr, boss, e = crowd.person(), crowd.person(), crowd.person(ages=(20, 64))
    cast = {"h": hr, "b": boss, "e": e}
    first = Document(doc.r).write(
        "«Hi|Hello|Good morning» {h.FIRST},\n\n«attached are my details as you asked.|here is what payroll needs:» {#SSN} {e.SSN}, {#DOB} {e.DOB}. "
        "«I moved to {e.LOC}.|Please mail the letter to {e.LOC}.|»\n«My bank: {#ROUTING} {e.ROUTING}, {#BANK} {e.BANK}.\n|»"
        "«My cell is {e.PHONE}.\n|»\nThanks,\n«{e.FIRST}|{e.PERSON}»\n",
        **cast,
    )
    second = Document(doc.r).write(
        "{b.FIRST},\n\n«please approve the change for|can you confirm the start date of» {e.PERSON} «(badge {~badge})|». "
        "«{e.His} salary would be {~money}.|{e.He} starts on {~day}.» «{e.His} {#DL} is {e.DL}, copy in the file.|{e.His} I-9 shows {#PASSPORT} {e.PASSPORT}.|»\n\n"
        "{h.PERSON}\nHR, {~org}\n«Office|Direct|T» {h.PHONE}\n",
        **cast,
    )
    last = Document(doc.r).write(
        "«Approved.|Looks fine to me.|OK, go ahead.» «I spoke with {e.FIRST} this morning.|» «Do not forward this outside HR.|»\n\n{b.FIRST}\n"
        "«Sent from my phone|{b.PERSON} / Operations / {b.PHONE}»\n",
        **cast,
    )
    doc.write(
        "From: {b.PERSON} <{b.EMAIL}>\nTo: {h.PERSON} <{h.EMAIL}>\nDate: {~day} {~time}\nSubject: RE: RE: «onboarding|address change|direct deposit»\n\n",
        **cast,
    )
    doc.join(last).write("\n")
    if doc.r.random() < 0.5:
        doc.write("On {~day} at {~time}, {h.PERSON} <{h.EMAIL}> wrote:\n", **cast)
        inner = second.write("\nOn {~day}, {e.PERSON} <{e.EMAIL}> wrote:\n", **cast).join(first.quoted())
        doc.join(inner.quoted())
    else:
        head = "\n-----Original Message-----\nFrom: {%s.REV}\nSent: {~day} {~time}\nTo: {%s.PERSON}\nSubject: RE: paperwork\n\n"
        doc.write(head % ("h", "b"), **cast).join(second)
        doc.write(head % ("e", "h"), **cast).join(first)


def helpdesk(doc: Document, crowd: Crowd) -> None:
    """Tickets with log-ins and passwords in the work notes."""
    for _ in range(doc.r.randint(1, 3)):
        u, agent = crowd.person(), crowd.person()
        cast = {"u": u, "g": agent}
        doc.write(
            "«Ticket {~case}|[{~case}]|Case: {~case}»   Priority: P«1|2|3»   Opened: {~day} {~clock}\n«Requester|Caller|Reported by»: {u.PERSON}"
            "«, {u.EMAIL}| ({u.EMAIL})|\nContact: {u.PHONE}»\n«Assigned to|Agent|Owner»: {g.PERSON}«  ext. {~badge}|»\nSubject: «Password reset|Cannot log in to VPN|"
            "New starter account|Mailbox locked»\nCI: {~asset}  IP {~ip}\n",
            **cast,
        )
        doc.write(
            "«Description|Work note {~clock}|Comment»: «User locked out after 5 tries.|New account created.|Reset done.» "
            "«{#USERNAME}: {u.USERNAME} / {#PASSWORD}: {u.PASSWORD}|Told {u.FIRST} to log in as {u.USERNAME} with {u.PASSWORD}|"
            "{#USERNAME} = {u.USERNAME}, {#PASSWORD} = {u.PASSWORD} (must change at first logon)|login {u.USERNAME}, the temporary password is {u.PASSWORD}»\n",
            **cast,
        )
        if doc.r.random() < 0.4:
            doc.write(
                "Verified «caller|identity» by {#DOB} {u.DOB} «and last 4 of SSN ({~masked})|and {#PHONE} {u.PHONE}|and employee no. {~badge}».\n",
                **cast,
            )
        doc.write(
            '«Password policy: 12 characters, e.g. "Correct-Horse"; never share your password.|Your password will expire in 14 days.|Service desk {~tel}, {~mail}.»\n'
            "Resolution: «closed {~day}, error 0x8007{~badge}|KB{~order} applied|replaced asset {~asset}»\n\n"
        )


def call_transcript(doc: Document, crowd: Crowd) -> None:
    """A recorded call: the caller identifies, and sometimes speaks for somebody else."""
    r = doc.r
    c, agent = crowd.person(ages=(22, 85)), crowd.person()
    names = r.choice([("AGENT", "CALLER"), ("Rep", "Customer"), ("Speaker 1", "Speaker 2"), ("CSR", "MBR")])

    def stamp() -> str:
        return f"[00:{r.randint(0, 59):02}:{r.randint(0, 59):02}] " if r.random() < 0.4 else ""

    def said(side: int, text: str, **cast: Person) -> None:
        doc.write(f"{stamp()}{names[side]}: " + text + "\n", **cast)

    doc.write(
        "«CALL RECORDING TRANSCRIPT|Transcript (auto-generated)|QA review»  Call ID {~order}  {~day} {~time}  queue: «billing|claims|cards»\n\n"
    )
    said(
        0,
        "Thank you for calling {~org}, this is {g.FIRST}, «may I have your full name|who am I speaking with»?",
        g=agent,
    )
    said(1, "«Yes, it's|My name is|Hi, this is» {c.PERSON}.", c=c)
    said(0, "And «your date of birth|your birthday», please?", c=c)
    said(1, "{c.DOB}.", c=c)
    topic = r.choice(["SSN", "CARD", "HEALTHPLAN", "BANK"])
    if topic == "SSN":
        said(0, "«For verification, the Social Security number?|And your social?»")
        said(1, "«Um, |Sure, |»{c.SSN}.", c=c)
    elif topic == "CARD":
        said(0, "Which card would you like to use?")
        said(
            1,
            "«The Visa, |»{c.CARD}, «expiring|expires» {c.EXP}«, and the code on the back is {c.CVV}|, security code {c.CVV}».",
            c=c,
        )
    elif topic == "HEALTHPLAN":
        said(0, "Can you read me the member ID from the front of the card?")
        said(1, "It says {c.HEALTHPLAN}, group {~group}.", c=c)
    else:
        said(0, "What account should the payment come from?")
        said(1, "Routing number {c.ROUTING}, account number {c.BANK}.", c=c)
    said(
        0,
        "«I have you at {c.LOC}, is that right?|Is {c.PHONE} still the best number?|I'll send the confirmation to {c.EMAIL}.»",
        c=c,
    )
    said(1, "«Yes.|That's right.|Correct, yes.»")
    if r.random() < 0.5:
        k = crowd.person(last=c.last, ages=(1, 60))
        said(1, "I'm also calling about my «brother|sister|cousin», {k.PERSON}.", k=k)
        said(0, "What is «the date of birth for {k.FIRST}|{k.his} date of birth»?", k=k)
        said(1, "{k.He} was born {k.DOB}«, and the member number is {k.HEALTHPLAN}|».", k=k)
    said(
        0,
        "Your «reference|confirmation» number is {~order}, «anything else?|the amount is {~small}.|please allow until {~day}.»",
    )
    said(1, "No, that's all. Thanks, {g.FIRST}.", g=agent)
