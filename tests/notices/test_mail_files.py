"""Codes, columns, seals, serials and triggers: the data that mail runs on."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import struct
import zlib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tocsin.notices.delivery import codes, sealed, substitute
from tocsin.notices.delivery.columns import ColumnsUnknown, day_of, told_apart
from tocsin.notices.delivery.serials import SerialsUsedUp, check_mailer, free_serials

PASSPHRASE = "ten quiet lamps in a hall"
TODAY = date(2026, 12, 1)


def open_zip(data: bytes, passphrase: str) -> dict[str, bytes]:
    """A reader of AE-2 written from its description alone (winzip.com/en/support/aes-encryption)."""
    found, at = {}, 0
    while data[at : at + 4] == b"PK\x03\x04":
        _, flags, method, _, _, crc, stored, size, name_length, extra_length = struct.unpack(
            "<HHHHHIIIHH", data[at + 4 : at + 30]
        )
        assert (flags & 1, method, crc) == (1, 99, 0)
        name = data[at + 30 : at + 30 + name_length].decode()
        extra = data[at + 30 + name_length :][:extra_length]
        assert extra[:9] == b"\x01\x99\x07\x00\x02\x00AE\x03"
        body = data[at + 30 + name_length + extra_length :][:stored]
        salt, check, secret, code = body[:16], body[16:18], body[18:-10], body[-10:]
        keys = hashlib.pbkdf2_hmac("sha1", passphrase.encode(), salt, 1000, 66)
        assert keys[64:] == check, "wrong passphrase"
        assert hmac.new(keys[32:64], secret, "sha1").digest()[:10] == code
        cipher, plain = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor(), bytearray()
        for block in range(-(-len(secret) // 16)):
            stream = cipher.update((block + 1).to_bytes(16, "little"))
            plain += bytes(a ^ b for a, b in zip(secret[block * 16 : block * 16 + 16], stream, strict=False))
        (packed,) = struct.unpack("<H", extra[9:])
        found[name] = zlib.decompress(bytes(plain), -15) if packed == 8 else bytes(plain)
        assert len(found[name]) == size
        at += 30 + name_length + extra_length + stored
    return found


@given(st.dictionaries(st.sampled_from(["a.csv", "b.pdf", "c.json"]), st.binary(max_size=200), min_size=1))
def test_a_sealed_zip_gives_back_what_went_in(content: dict[str, bytes]) -> None:
    out = io.BytesIO()
    writer = sealed.SealedZip(out, PASSPHRASE)
    for name, data in content.items():
        writer.add(name, data)
    writer.finish()
    assert open_zip(out.getvalue(), PASSPHRASE) == content


def test_a_sealed_zip_shows_nothing_and_is_different_each_time() -> None:
    made = []
    for _ in range(2):
        out = io.BytesIO()
        writer = sealed.SealedZip(out, PASSPHRASE)
        writer.add("manifest.csv", b"a secret line\r\n" * 50)
        writer.finish()
        made.append(out.getvalue())
    assert made[0] != made[1] and b"secret" not in made[0]
    with pytest.raises(AssertionError, match="wrong passphrase"):
        open_zip(made[0], "another passphrase")


def test_a_short_passphrase_for_the_printer_is_refused() -> None:
    with pytest.raises(sealed.SealError, match="at least 16"):
        sealed.SealedZip(io.BytesIO(), "short")


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme Print")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def test_only_the_printers_key_opens_what_is_sealed_to_its_certificate() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = certificate(key).public_bytes(serialization.Encoding.PEM)
    secret = sealed.to_certificate(b"letters", [sealed.read_certificate(pem)])
    assert b"letters" not in secret
    assert pkcs7.pkcs7_decrypt_der(secret, certificate(key), key, []) == b"letters"


ELLIPTIC = certificate(ec.generate_private_key(ec.SECP256R1())).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("pem", [b"nonsense", ELLIPTIC])
def test_a_certificate_that_cannot_be_sealed_to_is_refused(pem: bytes) -> None:
    with pytest.raises(sealed.SealError):
        sealed.read_certificate(pem)


@pytest.mark.parametrize("letter", list("ABDEGIKLMNPQRSUVWX"))
def test_every_letter_of_the_address_change_service_has_a_reason(letter: str) -> None:
    found = codes.reason_of(letter)
    assert found is not None and found.next in codes.NEXT and found.kind in codes.CLASSES and found.advice


MARKS = [
    "ANK",
    "Attempted - Not Known",
    "MLNA",
    "UTF",
    "NDAU",
    "VAC",
    "IA",
    "ILL",
    "NSN",
    "NSS",
    "NMR",
    "REF",
    "UNC",
    "DEC",
    "DIS",
    "BCNO",
    "FOE",
    "TEMP",
    "Return to Sender",
    "MOVED, LEFT NO ADDRESS",
    "Forward Time Expired",
]


@pytest.mark.parametrize("mark", MARKS)
def test_the_marks_of_the_yellow_label_have_reasons(mark: str) -> None:
    assert codes.reason_of(mark) is not None


def test_every_reason_and_code_names_a_source_that_is_there() -> None:
    data = codes._data()
    for key, row in data["reasons"].items():
        assert row["source"] and set(row["source"]) <= set(data["sources"]), key
    for part in ("ncoa", "dpv"):
        sources = data[part]["sources"].values()
        assert sources and all(one["url"] and one["read_on"] for one in sources)
    marks = [mark for row in data["reasons"].values() for mark in row["marks"]]
    assert len(set(marks)) == len(marks)


def test_every_code_of_the_change_of_address_file_is_known() -> None:
    for code in ("A", "91", "92", *(f"{number:02d}" for number in range(21)), "66", "77"):
        found = codes.ncoa(code)
        assert found is not None and found.what in {"new", "gone", "same"}
    assert codes.ncoa("1") == codes.ncoa("01") and codes.ncoa("zz") is None
    assert [codes.dpv(code) is not None for code in "YSDNQ"] == [True, True, True, True, False]


def test_columns_are_known_by_vendors_names_and_the_new_address_goes_before_the_old() -> None:
    header = "Record ID;Address;City;NEW ADDRESS 1;New_City;New ZIP+4;Move Effective Date;NXI;DPV_;misc"
    row = ["p1", "1 Old St", "Old", "2 New St", "New", "85701-1234", "202603", "A", "Y", "x"]
    sheet = told_apart(header.split(";"), [row])
    assert sheet.rows[0] == {
        "piece": "p1",
        "street": "2 New St",
        "city": "New",
        "postal_code": "85701-1234",
        "moved": "202603",
        "ncoa": "A",
        "dpv": "Y",
    }
    assert set(sheet.unread) == {"Address", "City", "misc"}


def test_a_column_can_be_named_and_a_name_that_is_not_there_is_refused() -> None:
    assert told_apart(["Ref", "x"], [["p1", "2"]], {"piece": "Ref"}).rows[0]["piece"] == "p1"
    for named in ({"piece": "None"}, {"nothing": "Ref"}):
        with pytest.raises(ColumnsUnknown):
            told_apart(["Ref"], [["p1"]], named)


DATES = {
    "2026-03-02": "2026-03-02",
    "03/02/2026": "2026-03-02",
    "20260302": "2026-03-02",
    "202603": "2026-03-01",
    "2026-03-02T10:00:00Z": "2026-03-02",
    "soon": None,
    "": None,
}


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_dates_are_read_as_vendors_write_them(text: str, day: str | None) -> None:
    assert day_of(text) == day


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), max_size=30), st.integers(1, 40))
def test_no_serial_comes_twice_within_45_days(before: list[tuple[int, int]], count: int) -> None:
    used = [(f"987654321{number:06d}", TODAY - timedelta(days=age)) for number, age in before]
    found = free_serials(count, "987654321", used, TODAY)
    recent = {serial for serial, day in used if (TODAY - day).days < 45}
    assert len(set(found)) == count and not recent & set(found)
    assert all(len(serial) == 15 for serial in found)


def test_serials_begin_anew_when_they_are_used_up_and_old_enough() -> None:
    old = [("987654321999999", TODAY - timedelta(days=46))]
    assert free_serials(2, "987654321", old, TODAY) == ["987654321000001", "987654321000002"]
    with pytest.raises(SerialsUsedUp, match="another mailer id"):
        free_serials(1_000_001, "987654321", [], TODAY)


@pytest.mark.parametrize("mailer", ["12345", "912345", "1234567", "abcdef", "12345678x"])
def test_what_is_no_mailer_id_is_refused(mailer: str) -> None:
    with pytest.raises(ValueError, match="mailer id"):
        check_mailer(mailer)


def all_triggers() -> list[substitute.Trigger]:
    """Every trigger of every rule file, as it stands there."""
    found = []
    folders = [files("tocsin.law").joinpath("rules")]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(".yaml"):
                rule = yaml.safe_load(entry.read_text(encoding="utf-8"))
                for duty in rule.get("duties") or rule.get("obligations") or []:
                    for one in ((duty.get("channel") or {}).get("substitute")) or []:
                        found.append(substitute.trigger(one["when"], tuple(one["means"])))
    return found


def test_every_number_in_every_rule_files_trigger_is_understood() -> None:
    found = all_triggers()
    assert len(found) > 55
    for one in found:
        read = [*one.cost, *one.people, *filter(None, (one.at_least, one.fewer_than))]
        written = [int(number.replace(",", "")) for number in re.findall(r"(?<!\()\b\d[\d,]*\b", one.words)]
        assert one.condition or sorted(read) == sorted(written), one.words
        assert one.understood or one.condition or not written, one.words


def finding(words: str, **counts: object) -> substitute.Finding:
    given = {"unreached": 0, "told": 1_000, "affected": 2_000, "cost_of_letter": None} | counts
    return substitute.held_against(substitute.trigger(words, ("website",)), **given)  # type: ignore[arg-type]


HIPAA_MANY = "10 or more people cannot be reached"
HIPAA_FEW = "fewer than 10 people cannot be reached"
MICHIGAN = "cost over $250,000, or more than 500,000 residents of Michigan"
WYOMING = (
    "based in Wyoming: cost over $10,000 or over 10,000 people; "
    "others: cost over $250,000 or over 500,000 people"
)
STATE = "cost over $250,000, or over 500,000 people, or not enough contact information"


@pytest.mark.parametrize(
    ("words", "counts", "state"),
    [
        (HIPAA_MANY, {"unreached": 10}, "met"),
        (HIPAA_MANY, {"unreached": 9}, "not met"),
        (HIPAA_FEW, {"unreached": 9}, "met"),
        (HIPAA_FEW, {"unreached": 10}, "not met"),
        (HIPAA_FEW, {"unreached": 0}, "not met"),
        (STATE, {}, "open"),
        (STATE, {"cost_of_letter": 1.0}, "not met"),
        (STATE, {"unreached": 1}, "met"),
        (STATE, {"told": 250_001, "cost_of_letter": 1.0}, "met"),
        (STATE, {"affected": 500_001}, "met"),
        (
            MICHIGAN,
            {"told": 500_000, "cost_of_letter": 0.1, "affected": 9_000_000},
            "not met",
        ),
        (
            WYOMING,
            {"affected": 20_000, "cost_of_letter": 0.1},
            "open",
        ),
        ("imminent misuse", {"unreached": 50}, "open"),
    ],
)
def test_a_trigger_is_held_against_the_counts(words: str, counts: dict[str, object], state: str) -> None:
    assert finding(words, **counts).state == state
