"""Handing one message to the user's mail server, and knowing for certain what became of it, or not.

SMTP (RFC 5321) with STARTTLS or TLS from the start; certificates are verified, and nothing goes in clear.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tocsin.notices.channels.bounce import code_of_reply
from tocsin.notices.channels.server import Server

SENT, REFUSED, DEFERRED, UNCERTAIN = "sent", "refused", "deferred", "uncertain"
"""What became of a message. refused: for good. deferred: certainly not taken now, to be tried again."""

_LONE_BREAK = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


class MailServerError(Exception):
    """The server cannot be used at all. The message says why; nothing of the message in hand was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said of one message. code: enhanced status code (RFC 3463), or empty."""

    state: str
    code: str = ""
    ours: bool = False
    """Whether the reply is about us, the sender, and so about every message."""


class Link:
    """A connection. Use as a context manager; it is made when first needed and again after it broke."""

    def __init__(self, server: Server, password: str) -> None:
        self._server, self._password = server, password
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if anybody is there."""
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp = None

    def open(self) -> smtplib.SMTP:
        """Connected, encrypted and logged in. Raises MailServerError."""
        return self._connect() if self._smtp is None else self._smtp

    def send(self, path: str, to: str, message: bytes, begin: Callable[[], None]) -> Answer:
        """Hand a message over. begin: called when nothing but the message itself is left to be sent.

        path: envelope sender. Raises MailServerError when there is no connection to be had.
        """
        answer = self._to_the_door(path, to)
        if answer is None and self._smtp is None:  # a server may hang up on a connection that was idle
            answer = self._to_the_door(path, to)
        if answer is not None:
            return answer
        if self._smtp is None:
            return Answer(DEFERRED, "4.4.2")
        smtp = self._smtp
        begin()
        try:
            smtp.send(_on_the_wire(message))
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Answer(UNCERTAIN, "4.4.2")
        if code == 250:
            return Answer(SENT, "2.0.0")
        return self._not_taken(code, said)

    def _to_the_door(self, path: str, to: str) -> Answer | None:
        """Up to where the message itself would follow. None: go on, or the connection broke (and is gone)."""
        smtp = self.open()
        try:
            code, said = smtp.mail(path)
            if code != 250:
                return self._not_taken(code, said, ours=True)
            code, said = smtp.rcpt(to)
            if code not in {250, 251}:
                return self._not_taken(code, said)
            code, said = smtp.docmd("DATA")
            if code != 354:
                return self._not_taken(code, said, ours=code // 100 == 5)
        except (smtplib.SMTPException, OSError):
            self._drop()
        return None

    def _not_taken(self, code: int, said: bytes, *, ours: bool = False) -> Answer:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()
        if code == 421:
            self._drop()
        state = REFUSED if code // 100 == 5 and not ours else DEFERRED
        return Answer(state, code_of_reply(code, said.decode("ascii", "replace")), ours)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._connected()
        except BaseException:
            self._drop()
            raise

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        trusted = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
        trusted.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            if server.security == "tls":
                self._smtp = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.timeout_seconds, context=trusted
                )
            else:
                self._smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
                self._smtp.starttls(context=trusted)
            self._smtp.ehlo()
            if server.user:
                self._smtp.login(server.user, self._password)
        except ssl.SSLCertVerificationError as error:
            raise MailServerError(
                f"The certificate of {server.host} cannot be trusted ({error.verify_message}). Name the "
                "right "
                "host, or the certificate it was signed with (ca_file). Nothing was sent."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise MailServerError(
                f"{server.host} offers no STARTTLS, and Tocsin sends nothing in clear. Try port 465 with "
                "`security: tls`. Nothing was sent."
            ) from None
        except smtplib.SMTPAuthenticationError:
            raise MailServerError(f"{server.host} does not take this user and password.") from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerError(
                f"No connection to {server.host}:{server.port} ({type(error).__name__}). Check host, port "
                "and "
                "`security` in the settings."
            ) from None
        return self._smtp


def _on_the_wire(message: bytes) -> bytes:
    """With CR LF, dots doubled, and the end (RFC 5321, 4.5.2)."""
    lines = _LEADING_DOT.sub(b"..", _LONE_BREAK.sub(b"\r\n", message))
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"
