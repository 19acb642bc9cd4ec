"""Invented tables for measuring the typing of columns: development registers and held-out ones.

A register is a text, one column a line: ``header | type | value``. The type is a name of the yardstick, ``none``,
or ``?`` for a column that is not scored (single initials, apartment numbers, countries). The value names a maker
below. The held-out registers were written before the rules were changed, with other words and other forms of
values; their misses are not to be looked at.
"""

# ruff: noqa: E501
from __future__ import annotations

import random
import string
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

import zipcodes
from faker import Faker

Column = tuple[str, str, list[str]]
"""(header, type, values)."""

PLACES = [
    (z["city"], z["state"], z["zip_code"]) for z in zipcodes.list_all() if z["zip_code_type"] == "STANDARD"
]
WORDS = [
    "blue",
    "river",
    "stone",
    "tiger",
    "summer",
    "winter",
    "coffee",
    "monkey",
    "dragon",
    "silver",
    "football",
    "shadow",
    "purple",
    "guitar",
]
CODES = [
    "E11.9",
    "I10",
    "F41.1",
    "J45.909",
    "M54.5",
    "K21.9",
    "N39.0",
    "E78.5",
    "Z79.4",
    "C50.911",
    "F33.1",
    "G43.909",
    "R51.9",
    "S93.401A",
]
CONDITIONS = [
    "Type 2 diabetes mellitus",
    "Hypertension",
    "Generalized anxiety disorder",
    "Asthma",
    "Low back pain",
    "Migraine",
    "Hypothyroidism",
    "Chronic kidney disease stage 3",
    "Opioid use disorder",
    "Major depressive disorder",
    "Osteoarthritis of knee",
    "GERD",
]
DISEASES = [
    "Essential hypertension (disorder)",
    "Acute bronchitis (disorder)",
    "Prediabetes",
    "Anemia (disorder)",
    "Chronic sinusitis",
    "Stroke",
    "Atrial fibrillation",
    "Viral sinusitis (disorder)",
    "Sprain of ankle",
    "Otitis media",
    "Coronary heart disease",
]
BANKS = [
    "021000021",
    "011401533",
    "122105155",
    "091000019",
    "111000025",
    "031201360",
    "256074974",
    "322271627",
    "071000013",
    "053000196",
]
MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def luhn(digits: str) -> str:
    total = sum(sum(divmod(2 * int(c), 10)) if i % 2 == 0 else int(c) for i, c in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def aba(rng: random.Random) -> str:
    head = f"{rng.choice((1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 21, 26, 31, 32)):02}{rng.randrange(10**6):06}"
    total = sum(int(c) * w for c, w in zip(head, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return head + str(-total % 10)


@cache
def fakers() -> dict[str, Faker]:
    return {place: Faker(place) for place in ("en_US", "es_MX", "en_GB", "es_CO", "de_DE", "fr_FR")}


class Person:
    """One invented person and everything that a row can say of them."""

    def __init__(self, rng: random.Random, locale: str) -> None:
        fake = fakers()[locale]
        fake.seed_instance(rng.randrange(10**9))
        self.rng = rng
        self.given, self.family = fake.first_name(), fake.last_name()
        self.middle = fake.first_name()
        self.company = fake.company()
        self.city, self.state, self.zip = rng.choice(PLACES)
        self.street = (
            f"{rng.randint(1, 9900)} {fake.last_name()} {rng.choice(('St', 'Ave', 'Rd', 'Ln', 'Blvd'))}"
        )
        self.local = fake.street_address().replace("\n", " ")
        area = rng.choice([n for n in range(1, 899) if n != 666])
        self.ssn = f"{area:03}{rng.randint(1, 99):02}{rng.randint(1, 9999):04}"
        self.year, self.month, self.day = rng.randint(1938, 2006), rng.randint(1, 12), rng.randint(1, 28)

    def number(self, digits: int) -> str:
        return str(self.rng.randrange(10 ** (digits - 1), 10**digits))

    def letters(self, count: int) -> str:
        return "".join(self.rng.choices(string.ascii_uppercase, k=count))

    def phone(self) -> tuple[str, str, str]:
        r = self.rng
        return (
            f"{r.randint(2, 9)}0{r.randint(2, 9)}",
            f"{r.randint(2, 9)}{r.randint(20, 99)}",
            f"{r.randrange(10**4):04}",
        )

    def login(self) -> str:
        plain = unicodedata.normalize("NFKD", f"{self.given[0]}{self.family}").lower()
        return "".join(c for c in plain if c.isascii() and c.isalpha())

    def recent(self) -> tuple[int, int, int]:
        return self.rng.randint(2019, 2025), self.rng.randint(1, 12), self.rng.randint(1, 28)


def _mbi(p: Person) -> str:
    r, letter = p.rng, lambda: p.rng.choice(MBI_LETTERS)
    return f"{r.randint(1, 9)}{letter()}{r.randint(0, 9)}{r.randint(0, 9)}{letter()}{r.randint(0, 9)}{r.randint(0, 9)}{letter()}{letter()}{p.number(2)}"


def _card(p: Person, gap: str = "") -> str:
    head = p.rng.choice(("4", "51", "52", "55", "6011"))
    digits = luhn(head + "".join(p.rng.choices("0123456789", k=15 - len(head))))
    return gap.join(digits[i : i + 4] for i in range(0, 16, 4))


def _password(p: Person) -> str:
    r = p.rng
    word = r.choice(WORDS)
    return r.choice(
        (word.title() + p.number(2) + "!", word + p.number(4), p.letters(2) + word + "#" + p.number(1))
    )


def _random_password(p: Person) -> str:
    return "".join(p.rng.choices(string.ascii_letters + string.digits + "!#$%&*+-", k=p.rng.randint(9, 14)))


MAKERS: dict[str, Callable[[Person], str]] = {
    "given": lambda p: p.given,
    "family": lambda p: p.family,
    "GIVEN": lambda p: p.given.upper(),
    "FAMILY": lambda p: p.family.upper(),
    "initial": lambda p: p.middle[0],
    "middle": lambda p: p.middle,
    "name": lambda p: f"{p.given} {p.family}",
    "last, first": lambda p: f"{p.family}, {p.given}",
    "LAST, FIRST M": lambda p: f"{p.family}, {p.given} {p.middle[0]}".upper(),
    "LAST FIRST": lambda p: f"{p.family} {p.given}".upper(),
    "kin": lambda p: f"{p.middle} {p.family}",
    "ssn-": lambda p: f"{p.ssn[:3]}-{p.ssn[3:5]}-{p.ssn[5:]}",
    "ssn gaps": lambda p: f"{p.ssn[:3]} {p.ssn[3:5]} {p.ssn[5:]}",
    "ssn": lambda p: p.ssn,
    "ssn lost zeros": lambda p: str(int(p.ssn)),
    "itin": lambda p: f"9{p.number(2)}-{p.rng.choice((70, 72, 78, 81, 85, 88, 90, 94))}-{p.number(4)}",
    "itin bare": lambda p: f"9{p.number(2)}{p.rng.choice((70, 72, 78, 81, 85, 88, 90, 94))}{p.number(4)}",
    "dob iso": lambda p: f"{p.year}-{p.month:02}-{p.day:02}",
    "dob us": lambda p: f"{p.month}/{p.day}/{p.year}",
    "dob us2": lambda p: f"{p.month:02}/{p.day:02}/{p.year % 100:02}",
    "dob 8": lambda p: f"{p.year}{p.month:02}{p.day:02}",
    "dob us8": lambda p: f"{p.month:02}{p.day:02}{p.year}",
    "dob dmy": lambda p: f"{p.day:02}/{p.month:02}/{p.year}",
    "dob stamp": lambda p: f"{p.year}-{p.month:02}-{p.day:02}T00:00:00Z",
    "dob words": lambda p: (
        f"{p.day:02}-{['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][p.month - 1]}-{p.year}"
    ),
    "date iso": lambda p: "{}-{:02}-{:02}".format(*p.recent()),
    "date us": lambda p: "{1:02}/{2:02}/{0}".format(*p.recent()),
    "stamp": lambda p: "{}-{:02}-{:02} {:02}:{:02}:00".format(
        *p.recent(), p.rng.randrange(24), p.rng.randrange(60)
    ),
    "email": lambda p: f"{p.login()}{p.number(2)}@example.com",
    "email work": lambda p: (
        f"{p.login()}@corp.example.org".upper() if p.day == 1 else f"{p.login()}@corp.example.org"
    ),
    "phone-": lambda p: "-".join(p.phone()),
    "phone()": lambda p: "({}) {}-{}".format(*p.phone()),
    "phone.": lambda p: ".".join(p.phone()),
    "phone": lambda p: "".join(p.phone()),
    "phone+": lambda p: "+1" + "".join(p.phone()),
    "phone mx": lambda p: f"+52 55 {p.number(4)} {p.number(4)}",
    "street": lambda p: p.street,
    "STREET": lambda p: p.street.upper(),
    "street es": lambda p: f"Calle {p.family} {p.number(3)}",
    "address": lambda p: f"{p.street}, {p.city}, {p.state} {p.zip}",
    "city": lambda p: p.city,
    "CITY": lambda p: p.city.upper(),
    "state": lambda p: p.state,
    "zip": lambda p: p.zip,
    "zip4": lambda p: f"{p.zip}-{p.number(4)}",
    "dl": lambda p: f"{p.letters(1)}{p.number(7)}",
    "dl long": lambda p: f"{p.letters(1)}{p.number(12)}",
    "passport": lambda p: p.number(9) if p.day < 14 else f"{p.letters(1)}{p.number(8)}",
    "passport letter": lambda p: f"{p.letters(1)}{p.number(8)}",
    "account": lambda p: p.number(p.rng.randint(8, 12)),
    "account 10": lambda p: p.number(10),
    "routing": lambda p: p.rng.choice(BANKS),
    "aba": lambda p: aba(p.rng),
    "iban": lambda p: "DE" + (lambda b: f"{98 - int(b + '131400') % 97:02}{b}")(p.number(18)),
    "card": lambda p: _card(p),
    "card gaps": lambda p: _card(p, " "),
    "card dashes": lambda p: _card(p, "-"),
    "cvv": lambda p: f"{p.rng.randrange(1000):03}",
    "exp": lambda p: f"{p.month:02}/{p.rng.randint(25, 31)}",
    "exp long": lambda p: f"{p.month:02}/20{p.rng.randint(25, 31)}",
    "exp 4": lambda p: f"{p.month:02}{p.rng.randint(25, 31)}",
    "login": lambda p: f"{p.login()}{p.number(2)}",
    "login dot": lambda p: f"{p.given}.{p.family}".lower().replace(" ", ""),
    "handle": lambda p: f"{p.rng.choice(WORDS)}_{p.rng.choice(WORDS)}{p.number(2)}",
    "password": _password,
    "password random": _random_password,
    "bcrypt": lambda p: "$2b$12$" + "".join(p.rng.choices(string.ascii_letters + string.digits, k=53)),
    "mrn": lambda p: p.number(8),
    "mrn dash": lambda p: f"{p.number(3)}-{p.number(4)}",
    "MRN": lambda p: f"MRN{p.number(7)}",
    "member": lambda p: f"{p.letters(3)}{p.number(9)}",
    "member W": lambda p: f"W{p.number(9)}-01",
    "mbi": _mbi,
    "mbi dashes": lambda p: (lambda m: f"{m[:4]}-{m[4:7]}-{m[7:]}")(_mbi(p)),
    "icd": lambda p: p.rng.choice(CODES),
    "icd bare": lambda p: p.rng.choice(CODES).replace(".", ""),
    "condition": lambda p: p.rng.choice(CONDITIONS),
    "disease": lambda p: p.rng.choice(DISEASES),
    "pay": lambda p: f"{p.rng.randrange(28_000, 190_000):,}.00",
    "amount": lambda p: f"{p.rng.randrange(1, 90_000) / 100:.2f}",
    "count": lambda p: str(p.rng.randrange(1, 400)),
    "int9": lambda p: p.number(9),
    "int10": lambda p: p.number(10),
    "int16": lambda p: p.number(16),
    "int5": lambda p: p.number(5),
    "float": lambda p: f"{p.rng.gauss(0, 40):.5f}",
    "uuid": lambda p: (
        f"{p.rng.getrandbits(32):08x}-{p.rng.getrandbits(16):04x}-4{p.rng.getrandbits(12):03x}-a{p.rng.getrandbits(12):03x}-{p.rng.getrandbits(48):012x}"
    ),
    "sha1": lambda p: f"{p.rng.getrandbits(160):040x}",
    "year": lambda p: str(p.rng.randint(1960, 2024)),
    "company": lambda p: p.company,
    "dept": lambda p: p.rng.choice(("Sales", "Finance", "Operations", "Legal", "IT", "HR")),
    "title": lambda p: p.rng.choice(("Analyst", "Nurse II", "Driver", "Account Manager", "Engineer")),
    "status": lambda p: p.rng.choice(("A", "T", "L")),
    "active": lambda p: p.rng.choice(("active", "closed", "pending")),
    "sex": lambda p: p.rng.choice("MF"),
    "yesno": lambda p: p.rng.choice("YN"),
    "sku": lambda p: f"{p.letters(2)}-{p.number(5)}",
    "product": lambda p: p.rng.choice(
        ("Desk Lamp", "USB Cable 2m", "Office Chair", "Wireless Mouse", "Notebook A5")
    ),
    "species": lambda p: p.rng.choice(("Quercus robur", "Acer rubrum", "Pinus taeda", "Betula nigra")),
    "country": lambda p: p.rng.choice(
        ("Kenya", "Norway", "Peru", "Japan", "Aruba", "Jordan", "Chad", "Georgia")
    ),
    "iso3": lambda p: p.rng.choice(("KEN", "NOR", "PER", "JPN", "ABW", "JOR")),
    "indicator": lambda p: p.rng.choice(("Population, total", "GDP (current US$)", "CO2 emissions (kt)")),
    "cpt": lambda p: p.rng.choice(("99213", "99214", "85025", "80053", "93000", "36415")),
    "emp": lambda p: f"E{p.number(5)}",
    "id6": lambda p: p.number(6),
    "ein": lambda p: f"{p.number(2)}-{p.number(7)}",
    "npi": lambda p: f"1{p.number(9)}",
    "plan": lambda p: p.rng.choice(("PPO Gold", "HMO Basic", "HDHP 3000")),
    "bank": lambda p: p.rng.choice(("First National", "Harbor Credit Union", "Prairie State Bank")),
    "brand": lambda p: p.rng.choice(("Visa", "MC", "Disc")),
    "ip": lambda p: ".".join(str(p.rng.randint(1, 254)) for _ in range(4)),
    "tracking": lambda p: f"1Z{p.letters(3)}{p.number(13)}",
    "blank": lambda p: "",
    "apt": lambda p: f"Apt {p.number(2)}" if p.day % 3 == 0 else "",
    "relation": lambda p: p.rng.choice(("Spouse", "Child", "Parent")),
    "sentence": lambda p: p.rng.choice(("left message", "see attached", "called back, no answer", "ok")),
    "int3": lambda p: p.number(3),
    "lat": lambda p: f"{p.rng.uniform(-60, 60):.6f}",
}

DEVELOPMENT = {
    "payroll": ("en_US", "EmpID|none|emp; Last Name|PERSON|family; First Name|PERSON|given; MI|?|initial; SSN|SSN|ssn-; Birth Date|DOB|dob us; Hire Date|none|date us; Dept|none|dept; Job Title|none|title; Annual Salary|none|pay; Bank Routing|ROUTING|routing; Bank Acct|BANK|account; Home Phone|PHONE|phone()"),
    "mainframe": ("en_US", "EE_SSN|SSN|ssn; EE_LNAME|PERSON|FAMILY; EE_FNAME|PERSON|GIVEN; DOB8|DOB|dob 8; ADDR_LN1|LOC|STREET; CITY_NM|LOC|CITY; ST_CD|LOC|state; ZIP5|LOC|zip; ABA_NBR|ROUTING|aba; ACCT_NO|BANK|account 10; HIRE_DT8|none|date iso; STAT_CD|none|status; GRS_AMT|none|amount"),
    "patients": ("en_US", "PT_LNAME|PERSON|FAMILY; PT_FNAME|PERSON|GIVEN; PT_DOB|DOB|dob us; MRN|MRN|mrn; Member ID|HEALTHPLAN|member; MBI|MBI|mbi; Dx Code|DIAG|icd; Diagnosis|DIAG|condition; Admit Date|none|date us; Facility|none|company; Sex|none|sex; Phone|PHONE|phone-; NPI|none|npi"),
    "claims": ("en_US", "claim_no|none|int10; subscriber_id|HEALTHPLAN|member W; patient_name|PERSON|last, first; patient_dob|DOB|dob iso; icd10_1|DIAG|icd bare; cpt_1|DIAG|cpt; billed_amt|none|amount; service_date|none|date iso; plan_name|none|plan; payer_id|none|int5; provider_npi|none|npi"),
    "cards": ("en_US", "CardholderName|PERSON|name; CardNumber|CARD|card; ExpirationDate|EXP|exp; CVV2|CVV|cvv; CardType|none|brand; BillingAddress|LOC|street; BillingCity|LOC|city; BillingState|LOC|state; BillingZip|LOC|zip; Email|EMAIL|email; OrderTotal|none|amount; OrderNumber|none|int10"),
    "crm": ("en_US", "contactId|none|uuid; firstName|PERSON|given; lastName|PERSON|family; emailAddress|EMAIL|email work; mobilePhone|PHONE|phone+; mailingStreet|LOC|street; mailingCity|LOC|city; mailingState|LOC|state; mailingPostalCode|LOC|zip; accountName|none|company; createdAt|none|stamp; leadStatus|none|active; notes|none|sentence"),
    "school": ("en_US", "StudentName|PERSON|last, first; StudentID|none|id6; DateOfBirth|DOB|dob us; GradeLevel|none|count; ParentName|PERSON|kin; ParentEmail|EMAIL|email; ParentPhone|PHONE|phone.; HomeAddress|LOC|address; EnrollDate|none|date iso; LunchStatus|none|status"),
    "dump": ("en_US", "id|none|id6; username|USERNAME|login; password|PASSWORD|password; email|EMAIL|email; last_ip|none|ip; created_at|none|stamp; login_count|none|count"),
    "hashes": ("en_US", "user|USERNAME|handle; pass_hash|none|bcrypt; mail|EMAIL|email; is_admin|none|yesno; signup_date|none|date iso"),
    "orders": ("en_US", "order_id|none|int9; sku|none|sku; product|none|product; qty|none|count; unit_price|none|amount; order_date|none|date iso; tracking_no|none|tracking; warehouse|none|int3; vendor|none|company; checksum|none|sha1"),
    "science": ("en_US", "event|none|int9; particle_hash|none|int16; energy|none|float; run|none|int5; species|none|species; year|none|year; lat|none|lat; depth_m|none|amount; flag|none|status"),
    "world": ("en_US", "Country Name|none|country; Country Code|none|iso3; Indicator Name|none|indicator; 1960|none|int9; 1961|none|int9; 2001|none|amount; 2020|none|int10"),
    "espanol": ("es_MX", "Nombre(s)|PERSON|given; Apellido Paterno|PERSON|family; Apellido Materno|PERSON|family; Fecha de Nacimiento|DOB|dob dmy; NSS|SSN|ssn-; Correo Electrónico|EMAIL|email; Teléfono Celular|PHONE|phone mx; Domicilio|LOC|street es; Ciudad|LOC|city; Código Postal|LOC|zip; No. de Cuenta|BANK|account; Puesto|none|title; Fecha de Ingreso|none|date us"),
    "travel": ("en_US", "traveler|PERSON|name; passport_no|PASSPORT|passport; nationality|?|iso3; birth_date|DOB|dob words; dl_number|DL|dl; dl_state|none|state; booking_ref|none|sku; depart_date|none|date iso; fare|none|amount"),
    "tax": ("en_US", "Taxpayer|PERSON|LAST, FIRST M; ITIN|ITIN|itin; Filing Status|none|status; Refund|none|amount; Direct Deposit RTN|ROUTING|routing; Direct Deposit Acct|BANK|account; Preparer PTIN|none|sku; Employer|none|company; EIN|none|ein"),
    "businesses": ("en_US", "business_name|none|company; ein|none|ein; industry|none|dept; founded|none|year; employees|none|count; revenue|none|amount; region|none|country"),
}  # fmt: skip
"""Registers whose misses may be looked at."""

HELD_OUT = {
    "hris": ("en_GB", "worker_no|none|id6; legal_first_nm|PERSON|given; legal_last_nm|PERSON|family; nat_id_ssn|SSN|ssn gaps; birth_dt|DOB|dob stamp; orig_hire_dt|none|stamp; base_comp_amt|none|pay; cost_ctr|none|int5; pers_email|EMAIL|email; pri_phn|PHONE|phone.; res_addr_1|LOC|street; res_city|LOC|city; res_st|LOC|state; res_zip|LOC|zip4"),
    "cobol": ("en_US", "SOC-SEC-NO|SSN|ssn lost zeros; NAME-LST-FST|PERSON|LAST FIRST; BIRTH-DTE|DOB|dob us8; DEP-ROUT-TRAN|ROUTING|aba; DEP-ACCT-NBR|BANK|account; DIV-CDE|none|status; HRS-WKD|none|count; PAY-AMT|none|amount; LAST-UPD-TS|none|stamp"),
    "hospital": ("en_US", "PatientFullName|PERSON|name; MedRecNo|MRN|MRN; BirthDate|DOB|dob iso; InsMemberNumber|HEALTHPLAN|member; MedicareBeneficiaryNo|MBI|mbi dashes; PrimaryDiagnosis|DIAG|disease; DxCd1|DIAG|icd; DischargeDt|none|date iso; AttendingPhysician|PERSON|kin; WardCode|none|int3; ChargeTotal|none|amount"),
    "rx": ("en_US", "cardholder_nbr|HEALTHPLAN|member W; pt_first|PERSON|GIVEN; pt_last|PERSON|FAMILY; pt_birthdate|DOB|dob us2; condition_text|DIAG|condition; fill_dt|none|date us; days_supply|none|count; pharm_ncpdp|none|int9; copay|none|amount; pt_tel|PHONE|phone"),
    "booking": ("fr_FR", "guestGivenName|PERSON|given; guestSurname|PERSON|family; paymentCardPan|CARD|card gaps; cardExpiryMonthYear|EXP|exp long; cardSecurityValue|CVV|cvv; passportNum|PASSPORT|passport letter; roomNo|none|int3; checkIn|none|date iso; guestEmail|EMAIL|email work; ratePlan|none|plan"),
    "processor": ("en_US", "txn_ref|none|int16; pan|CARD|card dashes; exp_mmyy|EXP|exp 4; cvc|CVV|cvv; auth_code|none|id6; merchant|none|company; amt|none|amount; name_on_card|PERSON|LAST FIRST; txn_ts|none|stamp"),
    "banking": ("en_US", "CUST_NM|PERSON|LAST, FIRST M; TIN|SSN|ssn; DDA_NUM|BANK|account 10; RT_NUM|ROUTING|routing; ONLINE_USER|USERNAME|login dot; MAIL_ADDR|LOC|address; OPEN_DT|none|date us; BAL_AMT|none|amount; BR_CD|none|int3; DL_NUM|DL|dl long"),
    "forum": ("de_DE", "nick|USERNAME|handle; pw|PASSWORD|password random; e-mail|EMAIL|email; registered|none|stamp; posts|none|count; reputation|none|int3; last_visit|none|date iso"),
    "benefits": ("en_US", "Subscriber Name|PERSON|name; Subscriber SSN|SSN|ssn-; Spouse Name|PERSON|kin; Spouse Birthdate|DOB|dob us; Group #|none|int5; Coverage Tier|none|status; Eff Date|none|date us; Policy No.|HEALTHPLAN|member; Emergency Contact|PERSON|kin; Emergency Phone|PHONE|phone()"),
    "nomina": ("es_CO", "trabajador|PERSON|name; f_nacimiento|DOB|dob dmy; seguro_social|SSN|ssn; tel_movil|PHONE|phone mx; correo|EMAIL|email; direccion|LOC|street es; municipio|LOC|city; cuenta_bancaria|BANK|account; sueldo_mensual|none|pay; area|none|dept; fecha_alta|none|date iso"),
    "dmv": ("en_US", "operator_name|PERSON|LAST FIRST; op_lic_no|DL|dl; birth_date|DOB|dob 8; res_street|LOC|STREET; res_city_name|LOC|CITY; zip_cd|LOC|zip; veh_year|none|year; violation_cd|none|int5; cite_dt|none|date iso; fine|none|amount"),
    "immigrant tax": ("en_US", "payee_nm|PERSON|name; payee_itin|ITIN|itin bare; treaty_ctry|none|country; gross_paid|none|amount; wh_rate|none|count; form_no|none|int5"),
    "telemetry": ("en_US", "device_serial|none|int10; batch_no|none|int9; reading|none|float; sensor_hash|none|sha1; measured_at|none|stamp; lat_dd|none|lat; quality_flag|none|status; part_no|none|sku; seq|none|int16"),
    "suppliers": ("en_US", "supplier|none|company; remit_acct_ref|none|sku; net_days|none|count; category|none|product; since|none|year; score|none|int3; po_last|none|int9; reviewed_on|none|date us"),
    "botany": ("en_US", "taxon|none|species; herbarium_no|none|int9; collected|none|date iso; elevation|none|int3; genus_count|none|count; host_country|none|country; doi_suffix|none|int10"),
}  # fmt: skip
"""Registers that are only scored."""


def tables(
    registers: dict[str, tuple[str, str]],
    seed: int,
    rows: tuple[int, int],
    makers: Mapping[str, Callable[[Person], str]] = MAKERS,
) -> dict[str, list[Column]]:
    """Every register once, with a length between the two."""
    made = {}
    for name, (locale, text) in registers.items():
        rng = random.Random(f"{seed} {name}")
        people = [Person(rng, locale) for _ in range(rng.randint(*rows))]
        columns = [tuple(part.strip() for part in column.split("|")) for column in text.split(";")]
        made[name] = [(header, kind, [makers[value](p) for p in people]) for header, kind, value in columns]
    return made
