"""Letters: in Spanish, and demands by lawyers."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from bench.styles.document import Document
from bench.styles.people import Crowd, Person


def spanish_letter(doc: Document, crowd: Crowd) -> None:
    """Letters of schools, clinics, banks and offices to Spanish-speaking people in the US."""
    [_carta_clinica, _carta_banco, _carta_empleo][doc.r.randrange(3)](doc, crowd)


def _opening(doc: Document, p: Person) -> None:
    doc.write(
        "{~org}\n{~place}\n\n«{~city}, a|A» {~dia}\n\n{p.PERSON}\n{p.LOC2}\n\n«Estimado/a|Estimada familia de|Apreciable» «{p.PERSON}|{p.FIRST}»:\n\n",
        p=p,
    )


def _carta_clinica(doc: Document, crowd: Crowd) -> None:
    p, dr = crowd.person(ages=(25, 80)), crowd.person()
    _opening(doc, p)
    doc.write(
        "«Le informamos que|Por medio de la presente confirmamos que» su expediente {p.MRN} fue actualizado el {~dia}. «{#ES_DIAG}: {p.DIAG_ES}.|Según el "
        "Dr. {d.LAST}, su diagnóstico es {p.DIAG_ES}.»\n{#ES_DOB}: {p.FECHA}. {#ES_HEALTHPLAN}: {p.HEALTHPLAN}.\n"
        "«Su próxima cita es el {~dia} a las {~clock} horas.|Folio {~order}, recibo por {~small}.»\n"
        "Si sus datos cambiaron ({#ES_PHONE} {p.PHONE}), llame al {~tel}.\n\nAtentamente,\n{d.PERSON}\nDirección médica\n",
        p=p, d=dr,
    )  # fmt: skip


def _carta_banco(doc: Document, crowd: Crowd) -> None:
    p, agent = crowd.person(ages=(25, 80)), crowd.person()
    _opening(doc, p)
    doc.write(
        "«Recibimos su solicitud de préstamo número {~order}.|Referencia: {~case}.» «Los datos que registramos son los siguientes|Favor de revisar»:\n"
        "   {#ES_SSN}: {p.SSN}\n   {#ES_DOB}: {p.FECHA}\n   {#ES_BANK}: {p.BANK}   Número de ruta: {p.ROUTING}\n   «{#ES_DL}: {p.DL}\n|»"
        "   {#ES_EMAIL}: {p.EMAIL}\n\nEl importe de {~money} se depositará el {~dia}. «Ejemplo: {~sample}.|»\n\n"
        "Su ejecutivo de cuenta es {g.PERSON}, tel. directo {g.PHONE}.\nAtentamente, {~org}\n",
        p=p, g=agent,
    )  # fmt: skip


def _carta_empleo(doc: Document, crowd: Crowd) -> None:
    p, child = crowd.person(ages=(25, 60)), crowd.person(ages=(3, 17))
    _opening(doc, p)
    doc.write(
        "«Nos complace ofrecerle|Confirmamos» el puesto de «soldador|cocinera|auxiliar» a partir del {~dia}. Para su alta necesitamos confirmar: "
        "«seguro social {p.SSN}|ITIN {p.ITIN}|su número de Seguro Social ({p.SSN})», fecha de nacimiento {p.FECHA}«, pasaporte {p.PASSPORT}|».\n"
        "«Su dependiente {c.PERSON}, nacido/a el {c.FECHA}, quedará inscrito/a en el seguro médico.|Dependiente: {c.PERSON} ({#ES_DOB}: {c.FECHA}).»\n"
        "El depósito se hará en la cuenta {p.BANK}. {#ES_PHONE}: {p.PHONE}. {#ES_LOC} para el talón: {p.LOC}.\n"
        "Empleado núm. {~badge}; salario anual {~money}.\n\nRecursos Humanos, {~org}, {~tel}\n",
        p=p, c=child,
    )  # fmt: skip


def demand_letter(doc: Document, crowd: Crowd) -> None:
    """A lawyer's demand on behalf of an injured client."""
    client, lawyer, driver = (
        crowd.person(ages=(20, 80)),
        crowd.person(ages=(30, 65)),
        crowd.person(ages=(20, 80)),
    )
    cast = {"c": client, "l": lawyer, "x": driver}
    doc.write(
        "«LAW OFFICES OF {l.CAPS}|{l.PERSON}, Attorney at Law|{~org}\n{l.PERSON}»\n{~place}\nTelephone {l.PHONE}  |  {l.EMAIL}\n\n{~day}\n\n"
        "«VIA CERTIFIED MAIL {~tracking}|SENT BY E-MAIL AND FIRST CLASS MAIL»\n{~org}\nAttn: Claims\n{~place}\n\n"
        "Re:  Our client: «{c.PERSON}|{c.MIDDLE}»\n     Your insured: {x.PERSON}\n     Claim no.: {~claim}\n     Date of loss: {~day}\n"
        "     «{#DOB}: {c.DOB}\n|»«     {#SSN}: {c.SSN}\n|»\nDear Claims Representative:\n\n",
        **cast,
    )
    doc.write(
        "«Please be advised that this office represents|This firm has been retained by» {c.PERSON} for injuries caused by your insured, {x.PERSON}«, whose "
        "driver's license is {x.DL}|, of {x.LOC}|». On {~day} at {~time}, {x.mr} {x.LAST} ran a red light and struck {c.mr} {c.LAST}'s vehicle "
        "(VIN {~vin}, plate {~plate}).\n\n",
        **cast,
    )
    doc.write(
        "«Our client was treated at {~org} (MRN {c.MRN})|{c.mr} {c.LAST}, medical record number {c.MRN}, was treated by specialists» for {c.DIAG}. "
        "«The health lien is held under member number {c.HEALTHPLAN}.|{c.mr} {c.LAST} is a Medicare beneficiary ({c.MBI}).|» "
        "Medical specials total {~money}; lost wages {~money}.\n\n",
        **cast,
    )
    doc.write(
        "For purposes of {~law}, {c.mr} {c.LAST} was born {c.DOB}«, has Social Security number {c.SSN},|» and resides at {c.LOC}.\n\n"
        "«We demand|Our client will accept» {~money} within thirty (30) days. «Settlement funds may be wired to the client's account {c.BANK}, routing "
        "{c.ROUTING}.|Please call me at once.» {~law} applies.\n\nVery truly yours,\n\n{l.PERSON}\ncc: {c.PERSON}\n",
        **cast,
    )
