"""Numbers and words that look like data elements and are none."""

import importlib.util
import random
from pathlib import Path

import pytest
from finds import elements, examine, mentions, table, text


def test_a_scientific_table_with_nine_and_sixteen_digit_numbers_gives_nothing():
    rng = random.Random(5)
    rows = [
        [
            str(rng.randrange(10**8, 10**9)),
            str(rng.randrange(10**15, 10**16)),
            f"{rng.random():.6f}",
            f"S{i:04}",
        ]
        for i in range(300)
    ]
    found = examine(table(["event", "particle_hash", "energy", "sample"], *rows))
    assert found.findings.num_rows == 0
    assert found.mentions.num_rows == 0


def test_a_headerless_table_of_numbers_gives_nothing():
    rng = random.Random(6)
    rows = [[str(rng.randrange(10**8, 10**9)), str(rng.randrange(10**15, 10**16))] for _ in range(200)]
    assert examine(table(None, *rows, first_row=1)).findings.num_rows == 0


def test_a_log_without_people_gives_nothing():
    lines = [
        f'{{"ts":"2025-03-{i % 28 + 1:02}T10:00:00Z","level":"info","request_id":"{i:032x}","status":200,'
        f'"bytes":{i * 7919},"trace":{123456789 + i},"ip":"10.0.0.{i % 250}"}}'
        for i in range(50)
    ]
    found = examine(text("\n".join(lines)))
    assert elements(found) == set()
    assert mentions(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "PO 219654321 part 219-65-4321R rev B, qty 12",
        "Tracking 1Z9999990123456784 shipped 2025-03-21",
        "Invoice 21965432 total $120.50 net 30",
        "order 219654321, SKU 4111-1111-1111-1111 bin A12",
        "GET /api/v1/items/4111111111111111 200 1234",
        "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709 ok",
        "ticket #219654321 closed; serial A1234567",
        "Build 10.22.3333.444 at 1700000000",
        "Your password must have eight characters. The password is required.",
        "Enter your Social Security number: ___-__-____",
        "Date of birth: MM/DD/YYYY",
        "The terms and conditions of section 2 apply. The patient should call the clinic.",
    ],
)
def test_other_numbers_and_template_text_give_nothing(line):
    found = examine(text(line))
    assert [r["recogniser"] for r in found.findings.to_pylist()] == []


def test_products_and_companies_are_no_people():
    found = examine(
        table(
            ["name", "sku", "price"],
            ["Wireless Mouse", "219654321", "19.99"],
            ["Desk Lamp", "323456789", "24.50"],
        )
    )
    assert found.findings.num_rows == 0 and found.mentions.num_rows == 0


def test_program_text_gives_no_credentials():
    found = examine(
        text("def login(user, password):\n    user = auth[0]\n    password = getpass()\n    pass\n")
    )
    assert elements(found) == set()


def test_web_logs_give_no_ip_addresses():
    assert (
        examine(text('10.1.2.3 - - [01/Mar/2025:10:00:00] "GET / HTTP/1.1" 200 512')).findings.num_rows == 0
    )


def test_a_file_of_indicators_by_country_gives_nothing():
    rng = random.Random(8)
    countries = ["Jordan", "Chad", "Georgia", "Kenya", "Norway", "Israel", "Cuba", "Peru", "Ireland", "Mali"]
    header = [
        "Country Name",
        "Country Code",
        "Indicator Name",
        "Indicator Code",
        *map(str, range(1990, 2000)),
    ]
    rows = [
        [
            country,
            country[:3].upper(),
            "Population, total",
            "SP.POP.TOTL",
            *(str(rng.randrange(10**6, 10**10)) for _ in range(10)),
        ]
        for country in countries * 10
    ]
    for found in (examine(table(header, *rows)), examine(table(None, *rows, first_row=1))):
        assert (found.findings.num_rows, found.mentions.num_rows) == (0, 0)


def test_orders_hashes_and_unique_ids_give_nothing():
    rng = random.Random(9)
    rows = [
        [
            str(rng.randrange(10**8, 10**9)),
            f"{rng.getrandbits(160):040x}",
            f"{rng.getrandbits(32):08x}-0000-4000-a000-{rng.getrandbits(48):012x}",
            f"AB-{rng.randrange(10**5):05}",
            f"{rng.randrange(10**4) / 100:.2f}",
            f"2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
        ]
        for _ in range(150)
    ]
    header = ["order_no", "digest", "request_id", "sku", "total", "shipped"]
    for found in (examine(table(header, *rows)), examine(table(None, *rows, first_row=1))):
        assert (found.findings.num_rows, found.mentions.num_rows) == (0, 0)


def test_a_telephone_book_of_businesses_names_no_person():
    words = ("Harbor", "Prairie", "Lakeside", "Summit", "Northern")
    rows = [
        [f"{words[i % 5]} {kind}", f"602-555-{i:04}", f"{i + 10} Main St", "Mesa", "AZ", "85201"]
        for i, kind in enumerate(["Plumbing LLC", "Dental Clinic", "Books Inc", "Insurance Group"] * 15)
    ]
    found = examine(table(["Business Name", "Phone", "Address", "City", "State", "Zip"], *rows))
    assert {m["name"] for m in mentions(found)} <= {None}
    assert found.findings.num_rows == 0


def _bench():
    path = Path(__file__).resolve().parents[2] / "bench" / "false_alarms.py"
    spec = importlib.util.spec_from_file_location("false_alarms", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_logs_firms_commerce_templates_and_programs_give_nothing_at_high_confidence():
    for kind, part, _ in _bench().negatives(seed=11, rows=200, jsonl=None):
        surest = max(examine(part).findings["confidence"].to_pylist(), default=0)
        assert surest < 0.7, kind


@pytest.mark.parametrize(
    "content",
    [
        "class Pass(object):\n    def __init__(self):\n        self.colMap = {}\n",
        "    password: str | None = None\n    username: str\n",
        "self.username, self.password = credentials\n",
        "passwd = passwd + 'anonymous@'\n",
        "password = base64.b16encode(random_bytes[8:])  # Must be ASCII\n",
        "class error_reply(Error): pass          # unexpected [123]xx reply\n",
        "OR ANY OTHER USERS OF PYTHON\nFOR ANY INCIDENTAL DAMAGES\n",
        '"account_id": "123456789012",  # the default\n',
        '"id": "list-the-secrets-in-your-account-1524001246087"\n',
        '"Security::Lake::Subscriber": "d19c32e17f36619f"\n',
        "new_user = User(\n    user_id,\n    user_name,\n    display_name,\n    nick_name,\n    emails,\n)\n",
        "criminal record of the company is empty; a transcript of the call",
    ],
)
def test_source_code_and_prose_about_labels_give_nothing(content):
    assert elements(examine(text(content))) == set()


def test_numbers_of_a_column_called_otherwise_are_no_persons_though_goods_sound_like_names():
    lines = "Order No,SKU,Description,Price\n" + "".join(
        f"21965432{i},219-65-432{i},{goods},9.99\n"
        for i, goods in enumerate(["Mason Jar", "Parker Pen", "Jordan Shoe", "Baker Rack"])
    )
    assert examine(text(lines)).findings.num_rows == 0
