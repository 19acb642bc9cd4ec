"""IT/: log-ins that should not have been written down, settings, sign-in logs, scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

from ..desk import Desk
from ..people import Person
from ..writers.delimited import delimited

_WEB_LINES = 60_000
_SITES = (
    "bank.example.com",
    "travel.example.net",
    "portal.example.org",
    "shop.example.com",
    "irs.example.net",
)
_PAGES = ("/", "/login", "/assets/app.js", "/api/claims", "/api/orders", "/img/logo.png", "/health")
_ENVIRONMENT = """\
DB_HOST=10.20.0.14
DB_USER=portal_rw
DB_PASSWORD=7w!kd93-Quail
SMTP_URL=smtp://relay.example.com:587
SESSION_SECRET=0f7c2ad41e6b4c4e9a88b1d2f3a4c5d6
"""
_SCRIPTS = {
    "nightly_backup.ps1": "Get-ChildItem 'E:\\Share' | Copy-Item -Destination 'D:\\Backup' -Recurse\n",
    "reconcile.py": "def total(rows):\n    return sum(float(row['amount']) for row in rows)\n",
    "claims_report.sql": "SELECT cdt, COUNT(*) FROM appointment GROUP BY cdt;\n",
    "network.md": "# VLANs\n\n- 10: front desk\n- 20: servers\n- 30: imaging\n",
}


def write(desk: Desk) -> None:
    """Everything in IT/."""
    accounts = [p for p in desk.people.patients() if p.login is not None]
    _resets(desk, accounts)
    _passwords(desk)
    _browser(desk)
    _sign_ins(desk, accounts)
    _web_log(desk)
    desk.save("IT/portal/.env", _ENVIRONMENT)
    for name, text in _SCRIPTS.items():
        desk.save(f"IT/scripts/{name}", text)


def _resets(desk: Desk, accounts: list[Person]) -> None:
    """``user:password`` lines of those whose password was reset on the telephone."""
    path = "IT/portal/reset_2025.txt"
    lines: list[str] = []
    for person in desk.rng(path).sample(accounts, len(accounts) // 20 + 1):
        assert person.login is not None
        desk.ledger.saw(path, person, ("email_address", "password"))
        lines.append(f"{person.email}:{person.login.password}")
    desk.save(path, "\n".join(lines) + "\n")


def _passwords(desk: Desk) -> None:
    """Shared accounts of the office: secrets, but nobody's."""
    lines = (
        "router admin:Desert-4471",
        "guest wifi:smile2025",
        "labels printer:admin/1234",
        "alarm code 7731#",
    )
    desk.save("IT/passwords.txt", "\r\n".join(lines) + "\r\n")


def _browser(desk: Desk) -> None:
    """A browser's export of the log-ins staff saved on a shared computer; every second one's own mailbox."""
    path = "IT/Desktop backup/Chrome Passwords.csv"
    rng = desk.rng(path)
    rows: list[tuple[str, ...]] = []
    for number, person in enumerate(desk.people.employees(-1)[:12]):
        desk.ledger.saw(path, person, ("email_address", "password"))
        sites = rng.sample(_SITES, 3)
        if number % 2 == 0:
            sites.append("mail." + person.email.rpartition("@")[2])
            desk.ledger.saw(path, person, ("email_account_credentials",))
        for site in sites:
            password = f"{person.first}{rng.randrange(1960, 2026)}{rng.choice('!#$')}"
            rows.append((site, f"https://{site}/login", person.email, password, ""))
    desk.save(path, delimited(("name", "url", "username", "password", "note"), rows))


def _sign_ins(desk: Desk, accounts: list[Person]) -> None:
    """One JSON object a line: who signed in from where."""
    path = "IT/logs/portal_auth.ndjson"
    rng, moment = desk.rng(path), datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    lines: list[str] = []
    for _ in range(len(accounts)):
        person = rng.choice(accounts)
        assert person.login is not None
        moment += timedelta(seconds=rng.randrange(5, 900))
        event = {
            "ts": moment.isoformat(),
            "event": "login",
            "user": person.login.username,
            "ip": _ip(rng),
            "ok": True,
        }
        desk.ledger.saw(path, person, ("username", "ip_address"))
        lines.append(json.dumps(event))
    desk.save(path, "\n".join(lines) + "\n")


def _web_log(desk: Desk) -> None:
    """A web server's log: addresses of machines, nine-digit session numbers, nobody's name."""
    path = "IT/logs/access.log"
    rng, moment = desk.rng(path), datetime(2026, 1, 20, tzinfo=UTC)
    lines: list[str] = []
    for _ in range(_WEB_LINES):
        moment += timedelta(seconds=rng.randrange(40))
        page, session = rng.choice(_PAGES), rng.randrange(10**8, 10**9)
        lines.append(
            f'{_ip(rng)} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000] "GET {page}?sid={session} HTTP/1.1" 200 '
            f'{rng.randrange(200, 90_000)} "-" "Mozilla/5.0"'
        )
    desk.save(path, "\n".join(lines) + "\n")


def _ip(rng: Random) -> str:
    """An address of the block for carriers' inner networks (RFC 6598), which is nobody's."""
    return f"100.{rng.choice((64, 90, 127))}.7.{rng.randrange(1, 255)}"
