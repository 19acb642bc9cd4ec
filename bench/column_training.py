"""Registers from which the weights of columns are learned (`fit_columns.py`); their misses may be looked at.

The headers are those that exports of payroll, staff, hospital, bank, sales and school systems have, from general
knowledge; the form is that of `column_registers`. No form of values that only the held-out registers have is here. Beside the columns of people stand those that look like them:
counters, case and batch numbers, dates of other things, codes of two letters, amounts.
"""

# ruff: noqa: E501
from __future__ import annotations

import string
from collections.abc import Callable

from column_registers import MAKERS as COMMON
from column_registers import Person

_COUNTERS: dict[int, list[int]] = {}


def _counted(p: Person, start: int) -> str:
    """The next number of a counter; each register begins anew as its people are made anew."""
    held = _COUNTERS.setdefault(id(p.rng), [start])
    held[0] += 1
    return str(held[0])


def _account(p: Person) -> str:
    return p.number(p.rng.choice((7, 8, 9, 10, 10, 11, 12, 13, 14)))


def _clabe(head: str) -> str:
    total = sum(int(c) * w % 10 for c, w in zip(head, (3, 7, 1) * 6, strict=False))
    return head + str(-total % 10)


def _uk(p: Person) -> str:
    r = p.rng
    area = r.choice(("SW", "N", "LS", "M", "EH", "B", "BS", "CF", "G", "NE", "OX", "SE", "YO"))
    tail = "".join(r.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return f"{area}{r.randint(1, 29)} {r.randint(0, 9)}{tail}"


def _late(p: Person, first: int, last: int) -> tuple[int, int, int]:
    return p.rng.randint(first, last), p.month, p.day


MAKERS: dict[str, Callable[[Person], str]] = {
    **COMMON,
    "running": lambda p: _counted(p, 104_200),
    "running8": lambda p: _counted(p, 20_417_000),
    "account any": _account,
    "account zeros": lambda p: p.number(p.rng.choice((7, 8, 9))).zfill(10),
    "account dash": lambda p: f"{p.number(4)}-{p.number(6)}-{p.number(2)}",
    "uk": _uk,
    "UK joined": lambda p: _uk(p).replace(" ", ""),
    "uk address": lambda p: f"{p.rng.randint(1, 180)} {p.family} Road, Leeds, {_uk(p)}",
    "uk plate": lambda p: f"{p.letters(2)}{p.rng.randint(51, 74)} {p.letters(3)}",
    "uk phone": lambda p: f"+44 7{p.number(3)} {p.number(6)}",
    "zip lost": lambda p: str(int(p.zip)),
    "hired": lambda p: "{1:02}/{2:02}/{0}".format(*_late(p, 1996, 2025)),
    "hired iso": lambda p: "{}-{:02}-{:02}".format(*_late(p, 2003, 2025)),
    "old date": lambda p: "{}-{:02}-{:02}".format(*_late(p, 1970, 2008)),
    "stamp old": lambda p: "{}-{:02}-{:02} 00:00:00.000".format(*_late(p, 1990, 2024)),
    "dob child": lambda p: "{1}/{2}/{0}".format(*_late(p, 2006, 2019)),
    "dob child iso": lambda p: "{}-{:02}-{:02}".format(*_late(p, 2006, 2019)),
    "encounter": lambda p: f"{p.number(9)}",
    "visit": lambda p: p.number(7),
    "batch": lambda p: p.rng.choice(("204411", "204412", "204415", "204419")),
    "region": lambda p: p.rng.choice(("North", "South", "West", "Central", "Coastal")),
    "county": lambda p: p.rng.choice(("Maricopa", "Kings", "Cook", "Harris", "Wayne", "Suffolk", "Pima")),
    "language": lambda p: p.rng.choice(("English", "Spanish", "Mandarin", "French", "Vietnamese", "Arabic")),
    "two letters": lambda p: p.rng.choice(("FT", "PT", "CO", "OH", "IN", "TX", "AX", "LO")),
    "kin word": lambda p: p.rng.choice(
        ("Spouse", "Reference person", "Biological child", "Parent", "Sibling", "Other relative", "Roommate")
    ),
    "school": lambda p: p.rng.choice(
        ("Lincoln High", "Jefferson Middle", "Eastside Elementary", "Roosevelt")
    ),
    "club": lambda p: p.rng.choice(("Chess", "Debate", "Band", "Soccer", "Robotics", "Choir", "Drama")),
    "spend": lambda p: f"{p.rng.uniform(50, 60_000):,.2f}",
    "pay raw": lambda p: f"{p.rng.randrange(24_000, 240_000)}.00",
    "hourly": lambda p: f"{p.rng.uniform(14, 90):.2f}",
    "mrn e": lambda p: f"E{p.number(7)}",
    "mrn long": lambda p: p.number(10),
    "dea": lambda p: f"B{p.letters(1)}{p.number(7)}",
    "lot": lambda p: f"{p.letters(1)}{p.number(6)}",
    "coupon": lambda p: f"SAVE{p.number(2)}-{p.letters(3)}",
    "wifi": lambda p: f"{p.letters(2).lower()}-{p.number(3)}",
    "slug": lambda p: (
        f"{p.rng.choice(('red', 'blue', 'old', 'new'))}-{p.rng.choice(('house', 'garden', 'city'))}-{p.number(2)}"
    ),
    "team": lambda p: p.rng.choice(("platform", "payments", "search", "growth", "support", "billing")),
    "brand name": lambda p: p.rng.choice(
        (
            "Parker",
            "Mason",
            "Jordan",
            "Baker",
            "Hunter",
            "Tyler",
            "Chase",
            "Morgan",
            "Ashley",
            "Wilson",
            "Dunlop",
            "Bosch",
        )
    ),
    "colour": lambda p: p.rng.choice(
        (
            "Olive",
            "Ruby",
            "Amber",
            "Violet",
            "Rose",
            "Teal",
            "Ivory",
            "Slate",
            "Crimson",
            "Navy",
            "Coral",
            "Hazel",
        )
    ),
    "cost centre": lambda p: f"{p.number(4)}-{p.number(2)}",
    "gps": lambda p: f"{p.rng.uniform(25, 48):.5f}",
    "model": lambda p: f"{p.letters(1)}{p.number(4)}-{p.letters(2)}",
    "dni": lambda p: f"{p.number(8)}{p.letters(1)}",
    "rfc": lambda p: f"{p.letters(4)}{p.number(6)}{p.letters(2)}{p.number(1)}",
    "clabe": lambda p: _clabe(p.number(17)),
    "died": lambda p: f"{p.rng.randint(2015, 2025)}-{p.month:02}-{p.day:02}" if p.day % 7 == 0 else "",
    "mixed phone": lambda p: p.rng.choice(("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{}{}{}")).format(
        *p.phone()
    ),
    "mixed dob": lambda p: p.rng.choice((f"{p.month}/{p.day}/{p.year}", f"{p.year}-{p.month:02}-{p.day:02}")),
    "some email": lambda p: COMMON["email"](p) if p.day % 3 else "",
    "some ssn": lambda p: COMMON["ssn-"](p) if p.day % 4 else "",
    "name any": lambda p: p.rng.choice((f"{p.given} {p.family}", f"{p.family}, {p.given} {p.middle[0]}.")),
    "discharge": lambda p: p.rng.choice(("Home", "SNF", "Rehab", "Expired", "Transfer")),
}

TRAINING = {
    "adp": ("en_US", "Payroll Name|PERSON|last, first; File Number|none|id6; Tax ID (SSN)|SSN|ssn-; Birth Date|DOB|dob us; Hire Date|none|hired; Home Department Code|none|int5; Regular Pay Rate Amount|none|hourly; Annual Salary|none|pay; Primary Address: Address Line 1|LOC|street; Primary Address: City|LOC|city; Primary Address: State / Territory Code|LOC|state; Primary Address: Zip / Postal Code|LOC|zip; Personal Contact: Home Phone|PHONE|phone(); Work Contact: Work Email|EMAIL|email work; Bank Deposit Account Number|BANK|account any; Bank Deposit Transit/ABA|ROUTING|aba"),
    "workday": ("en_US", "Worker|PERSON|name; Employee ID|none|running; Legal Name - First Name|PERSON|given; Legal Name - Last Name|PERSON|family; Date of Birth|DOB|dob iso; National ID|SSN|ssn-; Original Hire Date|none|hired iso; Job Profile|none|title; Cost Center|none|cost centre; Primary Home Address - Line 1|LOC|street; Primary Home Address - City|LOC|city; Primary Home Address - Postal Code|LOC|zip; Total Base Pay - Annualized|none|pay raw; Email - Work|EMAIL|email work; Phone - Mobile|PHONE|phone+"),
    "quickbooks": ("en_US", "Employee|PERSON|last, first; Social Security No.|SSN|ssn-; Main Phone|PHONE|phone-; Main Email|EMAIL|some email; Street1|LOC|street; City|LOC|city; State|LOC|state; Zip|LOC|zip; Date of Birth|DOB|dob us; Hire Date|none|hired; Account No.|BANK|account any; Last Check|none|amount"),
    "hris plain": ("en_US", "Pers.No.|none|running8; Last name|PERSON|family; First name|PERSON|given; Birth date|DOB|dob us; Entry|none|hired; Badge Type|none|status; Org. Unit|none|dept; Position|none|title; ZIP|LOC|zip; SSNo|SSN|ssn"),
    "epic": ("en_US", "PAT_MRN_ID|MRN|mrn e; PAT_NAME|PERSON|LAST, FIRST M; BIRTH_DATE|DOB|dob ms; SEX_C|none|count; ADD_LINE_1|LOC|STREET; CITY|LOC|CITY; STATE_C|LOC|state; ZIP|LOC|zip; HOME_PHONE|PHONE|phone-; EMAIL_ADDRESS|EMAIL|some email; PAT_ENC_CSN_ID|none|encounter; DX_NAME|DIAG|condition; CURRENT_ICD10_LIST|DIAG|icd; SUBSCR_NUM|HEALTHPLAN|member; CONTACT_DATE|none|date us; DEPARTMENT_ID|none|int9"),
    "cerner": ("en_US", "PERSON_ID|none|running8; NAME_FULL_FORMATTED|PERSON|LAST, FIRST M; NAME_LAST|PERSON|FAMILY; NAME_FIRST|PERSON|GIVEN; BIRTH_DT_TM|DOB|dob ms; DECEASED_DT_TM|none|died; MRN|MRN|mrn; FIN|none|encounter; SSN|SSN|ssn; DIAGNOSIS_DISPLAY|DIAG|ailment; REG_DT_TM|none|stamp; LOC_FACILITY_CD|none|int5; DISCH_DISPOSITION|none|discharge"),
    "lab": ("en_US", "accession|none|int9; patient|PERSON|last, first; dob|DOB|dob us; mrn|MRN|mrn; icd|DIAG|icd bare; test_code|none|int5; drawn_at|none|stamp; ordering_npi|none|npi; result_value|none|float; lot|none|lot"),
    "dental": ("en_US", "Chart #|MRN|mrn dash; Patient Name|PERSON|name; Birthdate|DOB|dob dots; ADA Code|DIAG|cpt; Fee|none|amount; Carrier|none|company; Subscriber ID|HEALTHPLAN|member; Prov|none|initial; Svc Date|none|date us"),
    "claims line": ("en_US", "CLM_ID|none|int10; BENE_MBI|MBI|mbi; BENE_LAST|PERSON|FAMILY; BENE_FIRST|PERSON|GIVEN; BENE_DOB|DOB|dob 8; PRNCPAL_DGNS_CD|DIAG|icd bare; HCPCS_CD|DIAG|cpt; CLM_PMT_AMT|none|amount; CLM_FROM_DT|none|date iso; PRVDR_NUM|none|id6; BENE_ZIP|LOC|zip"),
    "enrolment": ("en_US", "MBR_ID|HEALTHPLAN|member; MBR_SFX|none|count; MBR_LAST_NM|PERSON|FAMILY; MBR_FIRST_NM|PERSON|GIVEN; MBR_SSN|SSN|ssn; MBR_BRTH_DT|DOB|dob 8; ADDR1|LOC|STREET; CITY|LOC|CITY; ST|LOC|state; ZIP|LOC|zip; PLAN_CD|none|plan; EFF_DT|none|date iso; COUNTY|none|county"),
    "bank core": ("en_US", "CIFNO|none|running8; CFNA1|PERSON|LAST, FIRST M; CFSSNO|SSN|ssn; CFBIRD|DOB|dob us; ACCTNO|BANK|account zeros; ACTYPE|none|status; CBAL|none|amount; BRANCH|none|int3; OFFICER|none|initial; DATOPN|none|hired iso; CFADD1|LOC|STREET; CFZIP|LOC|zip"),
    "ach": ("en_US", "Receiver Name|PERSON|name; RDFI Routing|ROUTING|aba; DFI Account Number|BANK|account any; Amount|none|amount; Individual ID|none|id6; Trace Number|none|int10; SEC Code|none|two letters; Settlement|none|date iso"),
    "vendor bank": ("en_US", "payee|PERSON|name; bank|none|bank; acct|BANK|account any; terms|none|count; last_paid|none|date us; amount|none|spend; remit_city|LOC|city; remit_state|LOC|state"),
    "deposits": ("en_US", "name|PERSON|last, first; employee_no|none|emp; bank_name|none|bank; account_number|BANK|account any; net|none|amount; check_date|none|date us; deposit_type|none|status"),
    "loan tape": ("en_US", "LoanNumber|BANK|account 10; BorrowerLast|PERSON|family; BorrowerFirst|PERSON|given; BorrowerSSN|SSN|ssn-; CoBorrowerLast|PERSON|FAMILY; PropertyAddress|LOC|street; PropertyCity|LOC|city; PropertyState|LOC|state; PropertyZip|LOC|zip; OrigBalance|none|spend; NoteRate|none|count; OrigDate|none|old date; FICO|none|int3"),
    "cards": ("en_US", "acct_name|PERSON|name; card_no|CARD|card; exp_dt|EXP|exp; cv2|CVV|cvv; bill_zip|LOC|zip; amount|none|amount; auth|none|id6; terminal|none|int9; bin_bank|none|bank"),
    "pos": ("en_US", "store|none|int3; register|none|count; receipt|none|running8; ref|CARD|card; approval|none|id6; sku|none|sku; total|none|amount; ts|none|stamp; clerk|?|given"),
    "shop": ("en_US", "Order ID|none|running; Billing Name|PERSON|name; Email|EMAIL|email; Billing Street|LOC|street; Billing City|LOC|city; Billing Province|LOC|state; Billing Zip|LOC|zip; Phone|PHONE|mixed phone; Lineitem name|none|product; Lineitem sku|none|sku; Payment Reference|none|sha1; Discount Code|none|coupon; Tags|none|active; Created at|none|stamp"),
    "crm lead": ("en_US", "Id|none|uuid; FirstName|PERSON|given; LastName|PERSON|family; Company|none|company; Title|none|title; Email|EMAIL|email; MobilePhone|PHONE|phone(); MailingStreet|LOC|street; MailingCity|LOC|city; MailingState|LOC|state; MailingPostalCode|LOC|zip; AnnualRevenue|none|spend; OwnerId|none|int9; CreatedDate|none|stamp; LeadSource|none|active"),
    "salesforce person": ("en_US", "PersonEmail|EMAIL|email; PersonBirthdate|DOB|dob iso; PersonMobilePhone|PHONE|phone-; SSN__c|SSN|ssn-; Drivers_License__c|DL|dl; DL_State__c|none|state; Account_Number__c|BANK|account any; BillingStreet|LOC|street; Stage|none|active; Opp_Amount|none|spend"),
    "powerschool": ("en_US", "Student_Number|none|running; LastFirst|PERSON|last, first; First_Name|PERSON|given; Last_Name|PERSON|family; DOB|DOB|dob child; Grade_Level|none|count; SchoolID|none|int3; SSN|SSN|some ssn; Street|LOC|street; City|LOC|city; State|LOC|state; Zip|LOC|zip; Home_Phone|PHONE|phone-; Mother|PERSON|kin; Father|PERSON|kin; Guardianemail|EMAIL|email; EntryDate|none|date us"),
    "school clubs": ("en_US", "Student|PERSON|name; School|none|school; Club|none|club; Birth|DOB|dob child iso; Parent Cell|PHONE|mixed phone; Parent Mail|EMAIL|some email; Joined|none|date iso; T-shirt|none|sex; Language|none|language"),
    "university": ("en_US", "EMPLID|none|running8; Name|PERSON|last, first; Birthdate|DOB|dob us; NID|?|handle; Term|none|int5; GPA|none|count; Campus Email|EMAIL|email work; Home Address|LOC|address; Visa Type|none|two letters; Passport Nbr|PASSPORT|passport; Citizenship|?|iso3"),
    "dmv": ("en_US", "CUSTOMER NM|PERSON|LAST, FIRST M; DL_NO|DL|dl eight; DL_ISS_ST|none|state; BRTH_DT|DOB|dob 8; RES_ADDR|LOC|STREET; HOME_CITY|LOC|CITY; HOME_ZIP|LOC|zip; EXP_DT|none|date iso; VEH_MODEL|none|model; EYE_CLR|none|colour; HGT|none|int3"),
    "rental": ("en_US", "renter|PERSON|name; licence|DL|dl; issued_in|none|state; birth|DOB|mixed dob; phone|PHONE|phone.; car|none|model; pickup|none|date iso; days|none|count; rate|none|amount"),
    "hotel": ("fr_FR", "guest|PERSON|name any; passport|PASSPORT|passport; nat|?|iso3; born|DOB|dob dmy; room|none|int3; arrival|none|date iso; nights|none|count; mail|EMAIL|email; loyalty_no|none|int9; spend|none|spend"),
    "airline": ("en_GB", "pnr|none|letters6; surname|PERSON|FAMILY; forename|PERSON|GIVEN; doc_no|?|passport; doc_expiry|none|date iso; dob|DOB|dob words; seat|none|seat; bag_tag|none|int10; contact|PHONE|uk phone; fare|none|amount"),
    "uk staff": ("en_GB", "Employee No|none|emp; Surname|PERSON|family; Forename|PERSON|given; DOB|DOB|dob dmy; Address|LOC|local; Town|LOC|uk town; Post Code|LOC|uk; Mobile|PHONE|uk phone; Sort Code|none|sort code; Account|BANK|account 8; Salary|none|pay; Start|none|hired iso"),
    "uk list": ("en_GB", "Name|PERSON|name; Full address|LOC|uk address; Telephone|PHONE|uk phone; Reg|none|uk plate; Renewal|none|date iso; Ref|none|sku"),
    "uk donors": ("en_GB", "donor|PERSON|name; house|?|count; road|LOC|local; postcode|LOC|UK joined; gift|none|amount; giftaid|none|yesno; date|none|date us"),
    "accounts": ("en_US", "uid|none|running; login|USERNAME|login back; pwd|PASSWORD|password phrase; role|none|team; last_login|none|stamp; ip|none|ip; api_key|none|sha1; locale|none|sex"),
    "forum": ("de_DE", "user|USERNAME|handle; mail|EMAIL|email; pass|PASSWORD|password; salt|none|wifi; threads|none|count; joined|none|date iso; ip|none|ip"),
    "hash dump": ("en_US", "id|none|running8; email|EMAIL|email; pass|none|bcrypt; created|none|stamp; ip|none|ip"),
    "mail list": ("es_MX", "correo|EMAIL|email; nombre|PERSON|name; cel|PHONE|phone mx; alta|none|date iso; estatus|none|active"),
    "nomina mx": ("es_MX", "No. Emp.|none|emp; Nombre|PERSON|given; Ap. Paterno|PERSON|family; Ap. Materno|PERSON|family; RFC|none|rfc; F. Nac.|DOB|dob dmy; CLABE|BANK|clabe; Sueldo Diario|none|amount; Calle y No.|LOC|street es; Colonia|?|city; C.P.|LOC|zip; Tel. Cel.|PHONE|phone mx; Banco|none|bank"),
    "clinica": ("es_CO", "Paciente|PERSON|name; Documento|none|dni; Fec. Nac.|DOB|dob iso; Dx|DIAG|icd; Diagnóstico|DIAG|condition; No. Afiliado|HEALTHPLAN|member; Historia Clínica|MRN|mrn; Localidad|LOC|city; Dirección|LOC|street es; Celular|PHONE|phone mx; Ingreso|none|date iso"),
    "escuela": ("es_MX", "Alumno|PERSON|name; Matrícula|none|id6; Nacimiento|DOB|dob dmy; Grupo|none|initial; Tutor|PERSON|kin; Tel. Tutor|PHONE|phone mx; Promedio|none|count; Domicilio|LOC|street es"),
    "banco": ("es_CO", "Titular|PERSON|name; No. Cuenta|BANK|account any; Saldo|none|amount; Sucursal|none|int3; Correo|EMAIL|email; Cédula|none|int10; Apertura|none|hired iso"),
    "census like": ("en_US", "house|?|running; first|PERSON|given; last|PERSON|family; rel|none|kin word; birth|DOB|dob us; street|LOC|street; town|LOC|city; st|LOC|state; zip|LOC|zip lost; race|none|colour2"),
    "voters": ("en_US", "VOTER_ID|none|int9; LAST_NAME|PERSON|FAMILY; FIRST_NAME|PERSON|GIVEN; MIDDLE|?|initial; BIRTH_YEAR|?|year; HOME_STREET|LOC|STREET; HOME_CITY|LOC|CITY; HOME_ZIP|LOC|zip; PRECINCT|none|int3; PARTY|none|status; REG_DATE|none|old date"),
    "tax prep": ("en_US", "Taxpayer Name|PERSON|name; Taxpayer SSN|SSN|ssn-; Spouse|PERSON|kin; Spouse ITIN|ITIN|itin; AGI|none|pay raw; Refund Amt|none|amount; Bank RTN|ROUTING|routing; Bank Acct|BANK|account any; Preparer|PERSON|name; Filed|none|date iso"),
    "donations": ("en_US", "donor_id|none|running; donor|PERSON|name; gift|none|amount; fund|none|dept; city|LOC|city; st|LOC|state; gift_date|none|date us; batch|none|batch; memo|none|sentence"),
    "tickets": ("en_US", "ticket|none|running; requester|EMAIL|email; subject|none|sentence; severity|none|status; opened|none|stamp; asset|none|lot; location|none|region; queue|none|team"),
    "inventory": ("en_US", "item|none|brand name; colour|none|colour; bin|none|sku; qty|none|count; lot|none|lot; made|none|old date; weight|none|float; maker|none|company; code|none|int9; st|?|two letters"),
    "sensors": ("en_US", "site|none|region; sensor|none|wifi; measure|none|float; serial|none|int10; lat|none|gps; lon|none|lat; installed|none|old date; checked|none|stamp; batch|none|batch; key|none|sha1"),
    "pages": ("en_US", "slug|none|slug; author_team|none|team; words|none|int3; published|none|old date; views|none|int5; uuid|none|uuid; lang|none|language"),
    "projects": ("en_US", "project|none|brand name; county|none|county; budget|none|spend; started|none|old date; permit|none|int9; zone|none|two letters; parcel|none|int10; permit_code|none|icd like"),
    "shipments": ("en_US", "tracking|none|tracking; carrier|none|company; weight|none|float; dest_city|LOC?|city; dest_st|LOC?|state; dest_zip|LOC?|zip; cost|none|amount; pickup|none|date iso; pro_no|none|int9; trailer|none|int5"),
    "hr min": ("en_US", "ee|PERSON|name; id no|SSN|ssn; bd|DOB|dob us; cell|PHONE|phone.; pay|none|pay; start|none|hired; site|none|region"),
    "benefits": ("en_US", "Member|PERSON|name; Relationship|none|kin word; SSN|SSN|ssn-; Date of Birth|DOB|dob us; Beneficiary|PERSON|kin; Plan|none|plan; Election|none|amount; Effective|none|date iso; Subscriber No|HEALTHPLAN|member W"),
    "county file": ("en_US", "first_name|PERSON|given; last_name|PERSON|family; date_of_birth|DOB|mixed dob; copy_dob|DOB|dob ms; ssn|SSN|ssn-; copy_ssn|SSN|some ssn; street_name|LOC|street only; city|LOC|city one; state|LOC|state one; zipcode|LOC|zip one; relation|none|kin word; year|none|year one; event|none|batch"),
    "employers": ("en_US", "first|PERSON|given; last|PERSON|family; employer|none|company; wages|none|amount; employer_street_no|none|int3; employer_street|LOC?|street only; employer_city|LOC?|city one; employer_state|LOC?|state one; employer_zip|LOC?|zip one; home_street|LOC|street only; home_city|LOC|city; home_state|LOC|state one; home_zip|LOC|zip"),
    "town roll": ("en_US", "NAME|PERSON|name any; BIRTH|DOB|dob us; ADDR|LOC|STREET; TOWN|LOC|city one; ST|LOC|state one; ZIP|LOC|zip; PHONE|PHONE|mixed phone; STATUS|none|status"),
    "estados": ("es_MX", "Nombre|PERSON|name; NSS|SSN|ssn-; Estado|none|condicion; Entidad|LOC|state; Fecha Nac|DOB|dob dmy; Baja|none|date us"),
    "vets": ("en_US", "owner|PERSON|name; pet|none|pet; species|none|animal; visit|none|date us; phone|PHONE|phone-; breed|none|breed; fee|none|amount; city|LOC|city; state|LOC|state one"),
    "roster": ("en_US", "First|PERSON|given; Last|PERSON|family; Team|none|team; Jersey|none|count; Captain|none|yesno; Position|none|title; Born|DOB|dob us; Hometown|LOC?|city"),
    "flags": ("en_US", "Employee Name|PERSON|name; SSN verified flag|none|yesno; Email sent on|none|date us; Cell phone verified|none|yesno; Passport issuing office|none|region; DOB source|none|status; Bank account opened|none|date us; Account number length|none|count; Card type on file|none|brand; Password last set|none|date us; Username policy|none|status; Salary grade|none|int3; License plate count|none|count; Employee card printed|none|yesno; Diagnosis related group weight|none|float; Medicare paid amount|none|amount"),
    "keys": ("en_US", "Customer|PERSON|name; Order account ref|none|sku; Card batch number|none|id6; Street sweeping zone|none|two letters; Route transit minutes|none|count; Member benefit code|none|int5; Patient wait minutes|none|count; Birth registration office|none|county; Home phone carrier|none|company; Work email domain|none|slug; Login attempts|none|count; City code|none|int3; ZIP count|none|int5; State rank|none|count; Account manager code|none|int5; Policy holder segment|none|active"),
    "insurance": ("en_US", "Insured|PERSON|name; Policy #|?|int10; Driver DOB|DOB|dob us; Driver Lic|DL|dl; VIN|none|vin; Garaging Zip|LOC|zip; Premium|none|amount; Agent Code|none|int5; Eff|none|date us"),
}  # fmt: skip

MAKERS |= {
    "ailment": lambda p: p.rng.choice(
        (
            "COPD",
            "Type 1 diabetes",
            "Plantar fasciitis",
            "Gout",
            "Epilepsy",
            "Bipolar disorder",
            "Anemia",
            "Sleep apnea",
            "Rheumatoid arthritis",
            "Eczema",
            "Hepatitis C",
            "Pneumonia",
        )
    ),
    "dl eight": lambda p: f"{p.letters(1)}{p.number(8)}",
    "dob ms": lambda p: f"{p.year}-{p.month:02}-{p.day:02} 00:00:00.000",
    "dob dots": lambda p: f"{p.month:02}.{p.day:02}.{p.year}",
    "login back": lambda p: f"{p.family}{p.given[0]}{p.day % 10}".lower().replace(" ", ""),
    "password phrase": lambda p: (
        f"{p.family}{p.rng.choice('-_.!+')}{p.rng.choice(('sun', 'Lake', 'cat', 'Winter', 'red'))}{p.number(p.rng.randint(1, 4))}"
    ),
    "city one": lambda p: "Anytown",
    "state one": lambda p: "OR",
    "zip one": lambda p: "97001",
    "year one": lambda p: "2020",
    "street only": lambda p: (
        f"{p.family} {p.rng.choice(('st', 'avenue', 'rd', 'ln', 'drive', 'way'))}".lower()
    ),
    "condicion": lambda p: p.rng.choice(("Activo", "Activa", "Baja", "Jubilado", "Fallecido")),
    "pet": lambda p: p.rng.choice(
        ("Bella", "Max", "Luna", "Charlie", "Rocky", "Daisy", "Buddy", "Coco", "Milo", "Rex")
    ),
    "animal": lambda p: p.rng.choice(("Dog", "Cat", "Rabbit", "Parrot")),
    "breed": lambda p: p.rng.choice(("Boxer", "Beagle", "Siamese", "Persian", "Pug", "Collie", "Shepherd")),
    "letters6": lambda p: p.letters(6),
    "seat": lambda p: f"{p.rng.randint(1, 40)}{p.rng.choice('ABCDEF')}",
    "local": lambda p: (
        f"{p.rng.randint(1, 180)} {p.family} {p.rng.choice(('Road', 'Street', 'Close', 'Lane'))}"
    ),
    "uk town": lambda p: p.rng.choice(
        ("Leeds", "York", "Bristol", "Cardiff", "Oxford", "Hull", "Derby", "Exeter")
    ),
    "sort code": lambda p: f"{p.number(2)}-{p.number(2)}-{p.number(2)}",
    "account 8": lambda p: p.number(8),
    "colour2": lambda p: p.rng.choice(("White", "Black", "Asian", "Other", "Two or more")),
    "icd like": lambda p: f"{p.letters(1)}{p.number(2)}",
    "vin": lambda p: "1" + "".join(p.rng.choices(string.ascii_uppercase + string.digits, k=16)),
}
"""Types with a question mark at their end are not scored: a clerk's first name, an employer's town."""
