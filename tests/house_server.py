"""A mail house on this machine that answers as Lob and PostGrid are described to, with faults when asked for.

The shapes are those of the sources in ``houses.yaml``: the example letter of Lob's description, the fields of
PostGrid's ``Letter``. Letters that it took are kept; what it took twice shows.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "test_0123456789"


@dataclass
class Kept:
    """Letters by their id. faults: share of requests that go wrong, each in its own way."""

    letters: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    faults: float = 0.0
    delay: float = 0.0
    refuse: frozenset[str] = frozenset()
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def marks(self) -> Counter[str]:
        """How many letters it took for each mark."""
        return Counter(one["metadata"]["tocsin"] for one in self.letters.values())

    def fault(self) -> str:
        """What goes wrong with this request, or nothing."""
        with self.lock:
            if self.dice.random() >= self.faults:
                return ""
            return self.dice.choice(("429", "500", "500 after", "cut", "cut after", "slow after"))


@dataclass(frozen=True)
class Running:
    url: str
    kept: Kept


class _Desk(BaseHTTPRequestHandler):
    kept: Kept
    protocol_version = "HTTP/1.1"

    def log_message(self, *words: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kept, fault = self.kept, self.kept.fault()
        kept.asked["POST"] += 1
        if not self._known() or self._before(fault):
            return
        time.sleep(kept.delay)
        fields, pdf = _form(self.headers["Content-Type"], body)
        who = fields.get("to[name]") or fields.get("to[firstName]", "")
        if who in kept.refuse:
            self._say(422, {"error": {"message": "…", "status_code": 422, "code": "invalid"}})
            return
        with kept.lock:
            ident = self._take(fields, pdf)
        self._after(fault, kept.letters[ident])

    def do_GET(self) -> None:
        fault = self.kept.fault()
        self.kept.asked["GET"] += 1
        if not self._known() or self._before(fault):
            return
        parts = urlsplit(self.path)
        name = parts.path.rpartition("/")[2]
        if name == "letters":
            query = {key: values[0] for key, values in parse_qs(unquote(parts.query)).items()}
            mark = query.get("metadata[tocsin]") or json.loads(query["search"])["metadata"]["tocsin"]
            found = [one for one in self.kept.letters.values() if one["metadata"]["tocsin"] == mark]
            self._after(fault, {"object": "list", "data": found, "count": len(found)})
        elif name not in self.kept.letters:
            self._say(404, {"error": {"message": "…", "status_code": 404, "code": "not_found"}})
        else:
            self._after(fault, self.kept.letters[name])

    def do_DELETE(self) -> None:
        if not self._known():
            return
        letter = self.kept.letters[self.path.rpartition("/")[2]]
        if letter.get("printing"):
            self._say(422, {"error": {"message": "…", "status_code": 422, "code": "not_deletable"}})
            return
        lob = "/v1/letters/" in self.path and "print-mail" not in self.path
        letter.update(
            {"deleted": True} if lob else {"status": "cancelled", "updatedAt": "2026-03-03T00:00:00Z"}
        )
        self._say(200, {"id": letter["id"], "deleted": True} if lob else letter)

    def _take(self, fields: dict[str, str], pdf: bytes) -> str:
        """Keep a letter; the same idempotency key gives the letter that is there."""
        kept, key = self.kept, self.headers.get("Idempotency-Key", "")
        if key and key in kept.keys:
            return kept.keys[key]
        kept.taken += 1
        number, mark = kept.taken, fields["metadata[tocsin]"]
        lob = not self.path.startswith("/print-mail")
        ident = f"ltr_{number:016x}" if lob else f"letter_{number:022d}"
        common = {"id": ident, "object": "letter", "metadata": {"tocsin": mark}, "description": mark}
        kept.letters[ident] = (
            common | {"tracking_events": [], "status": "processed", "date_modified": "2026-03-02T00:00:00Z"}
            if lob
            else common | {"status": "ready", "sendDate": "2026-03-02T00:00:00Z", "live": False}
        )
        kept.letters[ident]["asked"] = fields
        kept.pdfs[ident] = pdf
        if key:
            kept.keys[key] = ident
        return ident

    def _known(self) -> bool:
        basic, own = self.headers.get("Authorization", ""), self.headers.get("x-api-key", "")
        if own == KEY or basic == "Basic dGVzdF8wMTIzNDU2Nzg5Og==":
            return True
        self._say(401, {"error": {"message": "…", "status_code": 401, "code": "invalid_api_key"}})
        return False

    def _before(self, fault: str) -> bool:
        """Faults before anything was done."""
        if fault == "429":
            told = {"message": "Rate limit exceeded.", "code": "rate_limit_exceeded", "status_code": 429}
            self._say(429, {"error": told})
        elif fault == "500":
            self._say(500, {"error": {"code": "internal_server_error", "status_code": 500}})
        elif fault == "cut":
            self.close_connection = True
            self.connection.close()
        return fault in {"429", "500", "cut"}

    def _after(self, fault: str, told: dict[str, Any]) -> None:
        """Faults after it was done: the answer never comes, or comes too late, or says something else."""
        if fault == "500 after":
            self._say(500, {"error": {"code": "internal_server_error", "status_code": 500}})
        elif fault == "cut after":
            self.close_connection = True
            self.connection.close()
        else:
            time.sleep(0.4 if fault == "slow after" else 0)
            self._say(200, told)

    def _say(self, status: int, told: dict[str, Any]) -> None:
        content = json.dumps(told).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True


@contextmanager
def house_server(**kept: Any) -> Iterator[Running]:
    """The house, in a thread of this process."""
    held = Kept(**kept)

    class Desk(_Desk):
        pass

    Desk.kept = held

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *words: Any) -> None:
            """A client that was killed hung up; that is what is tested."""

    server = Quiet(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{server.server_address[1]}", held)
    finally:
        server.shutdown()
        server.server_close()


def _form(kind: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """The fields of a form, and its PDF."""
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields, pdf = {}, b""
    for part in message.get_payload():
        name = str(part.get_param("name", header="Content-Disposition"))
        content = part.get_payload(decode=True)
        if part.get_filename():
            pdf = content
        else:
            fields[name] = content.decode()
    return fields, pdf
