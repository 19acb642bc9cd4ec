"""A real mail server on this machine, with STARTTLS and a certificate of its own, that keeps what it gets."""

from __future__ import annotations

import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REPLIES = {
    "unknown": "550 5.1.1 No such user here",
    "full": "452 4.2.2 Mailbox full",
    "spam": "554 5.7.1 Message refused",
}
"""What the server says to a recipient whose address begins so."""


@dataclass
class Kept:
    """Messages in the order they were accepted. delay: seconds before a message is accepted."""

    messages: list[tuple[str, str, bytes]] = field(default_factory=list)
    delay: float = 0.0

    @property
    def idents(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(message_from_bytes(content)["Message-ID"]) for _, _, content in self.messages)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        for start, reply in REPLIES.items():
            if address.startswith(start) and start != "spam":
                return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        to = envelope.rcpt_tos[0]
        if to.startswith("spam"):
            return REPLIES["spam"]
        if self.delay:
            time.sleep(self.delay)
        self.messages.append((envelope.mail_from, to, envelope.original_content))
        if to.startswith("lost"):
            server.transport.abort()
        return "250 2.0.0 OK"


@dataclass(frozen=True)
class Running:
    """Where the server is and what it has. ca: the certificate to trust."""

    port: int
    ca: Path
    kept: Kept

    def settings(self, **server: Any) -> str:
        """Settings for Tocsin, as YAML."""
        more = "".join(f", {name}: {value}" for name, value in server.items())
        return (
            f"server: {{host: localhost, port: {self.port}, ca_file: {self.ca}, timeout_seconds: 10{more}}}\n"
            "sender: {name: Ironwood Dental, address: privacy@ironwood.example.com}\n"
            "returns: bounces@ironwood.example.com\n"
            "pace: {per_minute: 600000}\n"
        )


@contextmanager
def mail_server(folder: Path, *, encrypted: bool = True) -> Iterator[Running]:
    """The server, in a thread of this process."""
    certificate, key = _certificate(folder)
    kept = Kept()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=port,
        tls_context=context if encrypted else None,
        require_starttls=encrypted,
    )
    controller.start()
    try:
        yield Running(port, certificate, kept)
    finally:
        controller.stop()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
