"""The facts of the demo's incident, as its owner would have filled them in two weeks after the theft."""

from __future__ import annotations

from datetime import date

from tocsin.model.facts import (
    Address,
    Contact,
    DataOwner,
    Dates,
    Facts,
    HarmFindings,
    Incident,
    Intrusion,
    Organisation,
    Protection,
    Role,
)
from tocsin.model.factsfile import dump_facts

from .truth import Truth

AS_OF = date(2026, 2, 23)
"""The day the demo's answer is for."""


def incident_facts(truth: Truth) -> Facts:
    """The facts: what is known on `AS_OF`, everything else left unknown.

    The company is a HIPAA covered entity for its patients and holds its clients' employees' data as their
    service provider, so both kinds of duties appear.
    """
    return Facts(organisation=_organisation(), incident=_incident(truth), as_of=AS_OF)


def incident_yaml(truth: Truth) -> str:
    """`incident_facts` as the text of an ``incident.yaml``."""
    return dump_facts(incident_facts(truth))


def _organisation() -> Organisation:
    address = Address(
        street="4100 E Saguaro Way, Suite 210", city="Tucson", state="AZ", postal_code="85711", country="US"
    )
    contact = Contact(
        name="Office of the Privacy Officer",
        title="Privacy Officer",
        phone="(520) 555-0100",
        email="privacy@saguaro.example.com",
        website="https://saguaro.example.com/notice",
        address=address,
    )
    return Organisation(
        name="Saguaro Dental & Payroll Services, LLC",
        kind="Dental practice and payroll service bureau",
        address=address,
        contact=contact,
        toll_free="(800) 555-0199",
        employees=40,
        roles={
            Role.HIPAA_COVERED_ENTITY: True,
            Role.EMPLOYER: True,
            Role.CARD_MERCHANT: True,
            Role.HIPAA_BUSINESS_ASSOCIATE: False,
            Role.GLBA_FINANCIAL_INSTITUTION: False,
            Role.TAX_PREPARER: False,
            Role.NYDFS_COVERED_ENTITY: False,
            Role.GOVERNMENT_AGENCY: False,
            Role.BANK: False,
            Role.CREDIT_UNION: False,
            Role.INSURANCE_LICENSEE: False,
            Role.SEC_REGISTRANT: False,
            Role.PART_2_PROGRAM: False,
            Role.PERSONAL_HEALTH_RECORD_VENDOR: False,
            Role.CONSUMER_REPORTING_AGENCY: False,
        },
        written_security_program=False,
    )


def _incident(truth: Truth) -> Incident:
    return Incident(
        title="File share copied by intruders",
        kind="ransomware",
        description=(
            "An intruder signed in over remote access with a staff password, copied the file share and "
            "left a ransom note. The copy was published on a leak site."
        ),
        how_discovered="Staff found the ransom note in the morning.",
        medium="computerised",
        data_of_others=True,
        own_data=True,
        dates=Dates(
            occurred_from=date(2026, 2, 6),
            occurred_to=date(2026, 2, 9),
            discovered=date(2026, 2, 10),
            reasonable_belief=date(2026, 2, 12),
            determined_breach=date(2026, 2, 16),
            contained=date(2026, 2, 11),
        ),
        intrusion=Intrusion(
            accessed=True,
            acquired=True,
            released=True,
            intentional=True,
            good_faith_employee=False,
            returned_or_destroyed=False,
            recipients_known=False,
            ransomware=True,
        ),
        protection=Protection(encrypted=False, redacted=False),
        harm=HarmFindings(investigated=True, harm_reasonably_likely=True, misuse_seen=False),
        answers={
            "account_opens_without_code": True,
            "customers_are_patients_or_members": False,
            "notice_given_under_other_regime": False,
        },
        holds=[],
        data_owners=[DataOwner(name=name, relation="payroll client") for name in truth.clients],
        actions_taken=["Passwords reset", "Remote access closed", "Police informed"],
        actions_planned=["Second factor for every account"],
        systems=["File server FS01"],
    )
