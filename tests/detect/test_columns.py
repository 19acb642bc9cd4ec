"""What a column holds is weighed: header words, values, check digits, lists and the columns beside it."""

import random
import string
from importlib.resources import files

import pytest
import yaml
from finds import examine, mentions, owners, table

from tocsin.detect import column_types
from tocsin.detect.checks import clabe
from tocsin.detect.columnweights import weights

GIVEN = [
    "Ann",
    "Dale",
    "Grace",
    "Omar",
    "Lucia",
    "Mateo",
    "Ingrid",
    "Tomas",
    "Naomi",
    "Andre",
    "Hugo",
    "Marcus",
]
FAMILY = ["Lee", "Stone", "Whitfield", "Okafor", "Herrera", "Patel", "Larsen", "Novak", "Dubois", "Haddad"]
ROUTINGS = [
    "021000021",
    "011401533",
    "122105155",
    "091000019",
    "111000025",
    "031201360",
    "256074974",
    "322271627",
]


def names(count=40):
    return [f"{GIVEN[i % 12]} {FAMILY[i * 7 % 10]}" for i in range(count)]


def digits(rng, size):
    return str(rng.randrange(10 ** (size - 1), 10**size))


def made(maker, count=40, seed=1):
    rng = random.Random(seed)
    return [maker(rng) for _ in range(count)]


def card(rng):
    head = "4" + digits(rng, 14)
    total = sum(sum(divmod(2 * int(c), 10)) if i % 2 == 0 else int(c) for i, c in enumerate(reversed(head)))
    return head + str(-total % 10)


def mexican(rng):
    head = digits(rng, 17)
    return next(head + last for last in string.digits if clabe(head + last))


def types(header, *columns):
    return [found.type for found in column_types(header, list(columns))]


def test_every_piece_of_evidence_says_in_words_what_it_is():
    source = files("tocsin.detect").joinpath("data/column_weights.yaml").read_text(encoding="utf-8")
    entries = {name: entry for group in yaml.safe_load(source).values() for name, entry in group.items()}
    assert entries.keys() == weights().of.keys()
    assert [name for name, entry in entries.items() if not (entry.get("words") or entry.get("why"))] == []
    assert [name for name, entry in entries.items() if abs(entry["weight"] - entry["prior"]) > 6] == []


def test_the_reason_says_header_check_sum_and_neighbours_in_plain_words():
    found = column_types(["Name", "RTN"], [names(8), ROUTINGS])
    assert found[1].reason == (
        "column \u201cRTN\u201d, nine digits with a right check sum, "
        "every value passes the bank routing check sum"
    )
    assert found[1].probability >= 0.95
    hidden = column_types(None, [names(8), ROUTINGS, made(lambda rng: digits(rng, 10), 8)])
    assert "beside a routing number" in hidden[2].reason


def test_check_digits_of_a_whole_column_are_near_proof_whatever_the_header_says():
    cards = made(card)
    for header in ("Reference", "col_7", "Notes"):
        found = column_types(["Name", header], [names(), cards])[1]
        assert (found.type, found.probability >= 0.9) == ("CARD", True), header
        assert "right check digit" in found.reason


def test_numbers_that_only_look_like_cards_under_such_a_header_are_none():
    assert types(["Name", "Reference"], names(), made(lambda rng: "4" + digits(rng, 15)))[1] == "none"


def test_a_national_id_with_the_dashes_of_an_ssn_is_one():
    rows = [f"{219 + i}-65-{4321 + i}" for i in range(30)]
    assert types(["Worker", "National ID"], names(30), rows) == ["PERSON", "SSN"]
    assert types(["Worker", "Tax ID (SSN)"], names(30), rows) == ["PERSON", "SSN"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Primary Address: State / Territory Code", "LOC"),
        ("Bank Deposit Account Number", "BANK"),
        ("SUBSCR_NUM", "HEALTHPLAN"),
        ("Ap. Paterno", "PERSON"),
        ("Legal Name - First Name", "PERSON"),
        ("BIRTH_DT_TM", "DOB"),
        ("Fec. Nac.", "DOB"),
        ("PAT_MRN_ID", "MRN"),
        ("PRNCPAL_DGNS_CD", "DIAG"),
        ("Spouse SSN (last 4)", "SSN4"),
    ],
)
def test_headers_of_common_exports_are_understood(header, kind):
    values = {
        "LOC": ["OH", "TX", "CA"],
        "BANK": ["883120045", "1029938475", "44556677"],
        "HEALTHPLAN": ["ABC123456789", "XYZ987654321", "QQR192837465"],
        "PERSON": ["Garza", "Romo", "Vega"],
        "DOB": ["1980-03-04", "1971-12-30", "1992-01-02"],
        "MRN": ["00812344", "00812977", "00851234"],
        "DIAG": ["E119", "I10", "F411"],
        "SSN4": ["4321", "6789", "9876"],
    }[kind]
    named = [["Ann Lee", "Dale Stone", "Grace Novak"]]
    assert types(["Name", header], *named, values)[1] == kind


def test_a_bank_account_is_told_from_a_customer_number_by_its_company_and_length():
    rng = random.Random(4)
    accounts = [digits(rng, rng.choice((8, 9, 10, 12))) for _ in range(40)]
    customers = [digits(rng, 8) for _ in range(40)]
    banks = made(lambda rng: rng.choice(("First National Bank", "Harbor Credit Union", "Prairie State Bank")))
    assert types(None, names(), banks, accounts)[2] == "BANK"
    assert types(None, names(), customers)[1] == "none"


def test_a_mexican_account_number_proves_itself_and_other_digits_of_its_length_do_not():
    assert types(None, names(), made(mexican))[1] == "BANK"
    assert types(None, names(), made(lambda rng: digits(rng, 18)))[1] == "none"


UK = ["SW1A 1AA", "LS2 9JT", "EH1 1YZ", "CF10 3AT", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT"]


def test_british_postcodes_are_part_of_an_address():
    streets = [f"{i + 3} Station Road" for i in range(8)]
    assert types(None, names(8), streets, UK) == ["PERSON", "LOC", "LOC"]
    whole = [f"{street}, Leeds, {code}" for street, code in zip(streets, UK, strict=True)]
    assert types(None, names(8), whole) == ["PERSON", "LOC"]
    assert types(["Name", "Post Code"], names(8), UK) == ["PERSON", "LOC"]


@pytest.mark.parametrize(
    "value",
    [
        lambda r: (
            f"{''.join(r.choices(string.ascii_uppercase, k=2))}{r.randint(51, 74)} "
            + "".join(r.choices(string.ascii_uppercase, k=3))
        ),
        lambda r: f"{''.join(r.choices(string.ascii_uppercase, k=2))}{r.randint(100, 999)}",
        lambda r: f"{r.choice('ABXZ')}{r.randint(1, 9)}{r.choice('CIKMOV')} {r.randint(1, 9)}QV",
        lambda r: f"{r.randint(1, 40)}{r.choice('ABCDEF')} {r.randint(1, 9)}XX",
    ],
)
def test_plates_flights_and_seats_are_no_postcodes(value):
    assert types(None, names(), made(value))[1] in ("none", "DL")
    assert types(None, made(value)) == ["none"]


def test_zip_codes_in_use_are_known_without_a_state_and_other_five_digits_are_not():
    codes = [
        "85201",
        "78701",
        "97301",
        "19901",
        "10001",
        "60601",
        "94103",
        "33101",
        "02108",
        "98101",
        "80202",
        "30303",
    ]
    assert types(None, names(12), codes)[1] == "LOC"
    assert types(None, names(), made(lambda rng: digits(rng, 5)))[1] == "none"


def test_two_letters_are_states_beside_a_town_or_zip_code():
    towns = [
        "Mesa",
        "Austin",
        "Salem",
        "Dover",
        "Tampa",
        "Boston",
        "Denver",
        "Atlanta",
        "Chicago",
        "Seattle",
        "Houston",
        "Dallas",
    ]
    states = ["AZ", "TX", "OR", "DE", "FL", "MA", "CO", "GA", "IL", "WA", "TX", "TX"]
    assert types(None, names(12), towns, states) == ["PERSON", "LOC", "LOC"]


def test_the_day_of_hiring_is_no_birth_date_though_it_lies_long_ago():
    rng = random.Random(3)
    born = [(rng.randint(1948, 1985), rng.randint(1, 12), rng.randint(1, 28)) for _ in range(40)]
    dates = ["{}-{:02}-{:02}".format(*day) for day in born]
    hired = [f"{year + 20 + year % 7}-{month:02}-{day:02}" for year, month, day in born]
    assert types(None, names(), dates, hired) == ["PERSON", "DOB", "none"]


def test_a_table_of_goods_with_names_of_people_and_dates_gives_no_birth_date():
    goods = made(lambda rng: rng.choice(("Mason", "Parker", "Hunter", "Jordan", "Baker", "Tyler")))
    made_on = made(lambda rng: f"{rng.randint(1985, 2009)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}")
    lots = made(lambda rng: f"L{digits(rng, 6)}")
    assert types(["item", "made", "lot"], goods, made_on, lots)[1:] == ["none", "none"]


def crypt(rng):
    return "$2b$12$" + "".join(rng.choices(string.ascii_letters + string.digits, k=53))


@pytest.mark.parametrize("login", ["username", "email"])
@pytest.mark.parametrize("with_header", [True, False])
def test_an_account_without_a_name_owns_the_values_of_its_row(login, with_header):
    rng = random.Random(6)
    logins = [f"{GIVEN[i % 12][0]}{FAMILY[i % 10]}{i}".lower() for i in range(12)]
    if login == "email":
        logins = [f"{one}@example.com" for one in logins]
    rows = [
        [one, crypt(rng), f"31.82.{i}.{i + 7}", f"2025-03-{i + 1:02} 08:00"] for i, one in enumerate(logins)
    ]
    header = [login, "password_hash", "last_ip", "last_login"] if with_header else None
    found = examine(table(header, *rows, first_row=1))
    assert found.mentions.num_rows == 12
    assert None not in found.findings["mention"].to_pylist()
    assert {"password_hash", "ip_address"} <= set(found.findings["element"].to_pylist())
    assert [m["email"] for m in mentions(found)] == (logins if login == "email" else [None] * 12)


def test_a_log_in_that_begins_with_an_accent_is_an_account_too():
    found = examine(table(["user", "ip"], ["\u00e9chauvin516", "31.82.4.9"], ["vbrown2330", "31.82.5.9"]))
    assert found.mentions.num_rows == 2
    assert None not in found.findings["mention"].to_pylist()


def test_addresses_of_machines_without_accounts_are_nobodys():
    rows = [[f"31.82.{i}.{i + 7}", "GET", "200", str(i * 7919)] for i in range(30)]
    assert examine(table(None, *rows, first_row=1)).findings.num_rows == 0
    assert examine(table(["ip", "method", "status", "bytes"], *rows)).findings.num_rows == 0


def test_articles_and_coupons_beside_mail_addresses_are_no_passwords():
    rng = random.Random(7)
    rows = [
        [f"{GIVEN[i % 12]}{i}@example.com".lower(), f"AB-{digits(rng, 5)}", f"SAVE{digits(rng, 2)}-QXZ"]
        for i in range(40)
    ]
    found = examine(table(None, *rows, first_row=1))
    assert owners(found, "password") + owners(found, "online_account_credentials") == []
