"""``tocsin demo``: a stolen share made before the user's eyes, then the same response as for a real one."""

from __future__ import annotations

import secrets
import shutil
import time
from pathlib import Path
from shlex import quote

from rich.console import Console

from tocsin import response
from tocsin.demo import incident_facts, make_share
from tocsin.report import show
from tocsin.response import Watcher
from tocsin.vault import FolderInUse

SHARE, CASE, RESULT = "stolen share", "case", "result"
PASSPHRASE, TRUTH = "passphrase.txt", "truth.json"
MADE_HERE = (SHARE, CASE, RESULT, PASSPHRASE, TRUTH)


def run_demo(
    folder: Path, *, people: int, seed: int, lanes: int | None, out: Console, watcher: Watcher
) -> None:
    """Make the share, respond to it, and say where to look."""
    start = time.monotonic()
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with watcher.work("Making a stolen share", None) as bar:
        truth = make_share(
            folder / SHARE, people=people, seed=seed, progress=lambda what, _done, _total: bar.say(what)
        )
    truth.write(folder / TRUTH)
    passphrase = secrets.token_urlsafe(18)
    response.check_containment(watcher)
    with response.lanes(lanes) as pool:
        (folder / PASSPHRASE).touch(mode=0o600)
        (folder / PASSPHRASE).write_text(passphrase + "\n")
        with response.create(folder / CASE, passphrase, incident_facts(truth)) as case:
            response.respond(case, [folder / SHARE], None, pool, watcher)
            board = response.board(case)
            with watcher.work("Exporting the result", None):
                opened = response.export(case, folder / RESULT, board)
    show(board, out)
    out.print("Open these:", style="bold")
    for path in opened:
        out.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)
    out.print("Then ask, for example:", style="bold")
    for command in ("status", "explain", "assess"):
        ident = f" {board.next_due.id}" if command == "explain" and board.next_due else ""
        out.print(
            f"  ./run tocsin {command} {quote(str(folder / CASE))}{ident} "
            f"--passphrase-file {quote(str(folder / PASSPHRASE))}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    out.print(f"Everybody in it is invented. {time.monotonic() - start:.0f} s in all.", style="dim")


def _clear(folder: Path) -> None:
    """Remove an earlier demo, and nothing else. Raises FolderInUse if anything else is there."""
    if not folder.exists():
        return
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - set(MADE_HERE):
        raise FolderInUse(str(folder))
    shutil.rmtree(folder)
