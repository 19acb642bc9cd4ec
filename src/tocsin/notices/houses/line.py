"""One HTTPS connection to a mail house: a request and its answer, or that there was none."""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

MAX_ANSWER = 4 << 20
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class NoAnswer(Exception):
    """The request may or may not have been received."""


class BadServer(ValueError):
    """The server's address cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. fields: its JSON object, empty if it is none."""

    status: int
    headers: Mapping[str, str]
    fields: Mapping[str, Any]


class Line:
    """Requests to one server, one after the other. ``close`` it at the end."""

    def __init__(self, server: str, headers: Mapping[str, str], timeout: float = 30.0) -> None:
        """server: https://…; without TLS only to this machine itself. Raises BadServer."""
        parts = urlsplit(server)
        local = parts.hostname in HERE
        if parts.hostname is None or parts.scheme not in {"https", "http"} or parts.path not in {"", "/"}:
            raise BadServer(f"{server} is not the address of a server, such as https://api.example.com")
        if parts.scheme == "http" and not local:
            raise BadServer(f"{server} is not encrypted: letters leave this machine over https only")
        self._host, self._port = parts.hostname, parts.port
        self._secure, self._headers, self._timeout = parts.scheme == "https", dict(headers), timeout
        self._open: http.client.HTTPConnection | None = None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Raises NoAnswer."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def delete(self, path: str) -> Reply:
        """Raises NoAnswer."""
        return self._ask("DELETE", path)

    def post(
        self, path: str, fields: Mapping[str, str], file: tuple[str, bytes], headers: Mapping[str, str]
    ) -> Reply:
        """A form with one PDF (RFC 7578). file: its field and content. Raises NoAnswer."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{file[0]}"; filename="letter.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = b"".join([*parts, head.encode(), file[1], f"\r\n--{edge}--\r\n".encode()])
        return self._ask(
            "POST", path, body, {**headers, "Content-Type": f"multipart/form-data; boundary={edge}"}
        )

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        try:
            connection = self._open or self._connect()
            self._open = connection
            connection.request(method, path, body, {**self._headers, **(headers or {})})
            answer = connection.getresponse()
            content = answer.read(MAX_ANSWER + 1)
            given = {name.lower(): value for name, value in answer.getheaders()}
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(type(error).__name__) from None
        if len(content) > MAX_ANSWER or given.get("connection", "").lower() == "close":
            self.close()
        return Reply(answer.status, given, _object(content))

    def _connect(self) -> http.client.HTTPConnection:
        if not self._secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        trusted = ssl.create_default_context()
        trusted.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=trusted)


def _object(untrusted: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(untrusted)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
