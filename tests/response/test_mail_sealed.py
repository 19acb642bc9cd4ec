"""A package on its way to the printer: sealed one way or another, private, whole or not there at all."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from mail_desk import BARCODED, BY, IN_CLEAR, approved, lines, mail, told

import tocsin.response.mailkeeping as keeping
from chain import Desk, Finished
from tocsin.response import MailRefused, Silent, packaging
from tocsin.response.delivering import ledger_of

NAMED = ("--by", BY)
WORDS = "ten quiet lamps in a hall"


@pytest.fixture
def ready(finished: Finished, desk: Desk) -> Desk:
    """A desk with approved letters."""
    approved(finished, desk)
    return desk


def test_a_zip_for_the_printer_is_encrypted_and_private(ready: Desk):
    (ready.folder / "printer.txt").write_text(f"{WORDS}\n")
    mail(ready, "package", "mail.zip", *NAMED, *BARCODED, "--passphrase-for-printer", "printer.txt")
    path = ready.folder / "mail.zip"
    content = path.read_bytes()
    assert content.startswith(b"PK\x03\x04") and b"%PDF" not in content and b"sequence" not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # The same package in clear holds the same words: sealing is all that differs.
    ident = told(ready, "status")["packages"][0]["id"]
    mail(ready, "package", "clear", *NAMED, "--in-clear", "--again", ident)
    assert len(lines(ready.folder / "clear")) >= 4


def test_files_for_a_certificate_open_with_the_printers_key_only(ready: Desk):
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme")]), datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = builder.sign(key, hashes.SHA256())
    (ready.folder / "acme.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    mail(ready, "package", "sealed", *NAMED, *BARCODED, "--certificate", "acme.pem")
    folder = ready.folder / "sealed"
    assert {path.suffix for path in folder.iterdir()} == {".p7m"}
    manifest = pkcs7.pkcs7_decrypt_der((folder / "manifest.csv.p7m").read_bytes(), made, key, [])
    assert manifest.startswith(b"sequence,piece")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say how the package is sealed"),
        (("--in-clear", "--certificate", "x.pem"), "Say how the package is sealed"),
        (("--in-clear", "--mailer-id", "12345", "--service-type", "300"), "mailer id 12345 cannot be used"),
        (("--in-clear", "--mailer-id", "123456"), "three digits"),
        (("--in-clear", "--envelope", "nothing"), "no envelope profile"),
        (("--in-clear", "--envelope", "thirds"), "another envelope or fold"),
    ],
)
def test_what_no_package_can_be_made_from_is_refused_and_nothing_changes(
    ready: Desk, words: tuple[str, ...], said: str
):
    assert said in mail(ready, "package", "out", *NAMED, "--printer", "Acme", *words, code=1)
    assert not (ready.folder / "out").exists()
    with ready.opened() as case:
        assert not ledger_of(case).all


def test_letters_that_are_not_what_the_manifest_says_are_not_written(
    ready: Desk, monkeypatch: pytest.MonkeyPatch
):
    with ready.opened() as case:
        job = keeping.Job(printer="Acme")
        made = packaging.package(case, ready.folder / "first", job, IN_CLEAR, Silent(), by=BY)
        honest = keeping.class_of

        def other(case, variant):
            group = honest(case, variant)
            group.letter.job["title"] = "Another title"
            object.__setattr__(group.letter, "digest", "0" * 64)
            return group

        monkeypatch.setattr(keeping, "class_of", other)
        with pytest.raises(MailRefused, match="differs from the manifest"):
            packaging.again(case, made.package, ready.folder / "second", IN_CLEAR, Silent())
    assert not (ready.folder / "second").exists()
    assert not list(ready.folder.glob(".*.partial"))
