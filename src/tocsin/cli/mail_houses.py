"""``tocsin mail`` through a mail house: allow, send, fetch, events, cancel. Off until a case allows one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.mail_options import By, say
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile, first_line
from tocsin.cli.output import print_json
from tocsin.notices.houses.house import House, Kind, headers, house, kinds
from tocsin.notices.houses.line import BadServer, Line
from tocsin.response import Case, MailRefused, house_allowing, house_news, housing

HouseKey = Annotated[str, typer.Argument(metavar="HOUSE", help="lob or postgrid.", show_default=False)]
KeyFile = Annotated[
    Path,
    typer.Option(
        "--key-file",
        help="File whose first line is your key at the house. It is never kept.",
        show_default=False,
    ),
]
Because = Annotated[str, typer.Option("--because", help="On what ground.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Put the commands of this file on ``tocsin mail``."""
    app.command("allow")(allow)
    app.command("send")(send)
    app.command("fetch")(fetch)
    app.command("events")(events)
    app.command("cancel")(cancel)


def allow(
    case: CaseFolder,
    key: Annotated[
        str | None, typer.Argument(metavar="[HOUSE]", help="lob or postgrid.", show_default=False)
    ] = None,
    by: By = "",
    because: Because = "",
    server: Annotated[str, typer.Option(help="Another server of the house, such as a test one.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Record that the owner of the data agrees to give letters of this case to a mail house.

    Names, addresses and what was taken from people leave this machine with them. Without HOUSE: which houses
    there are, and which are allowed. Nothing is sent by this.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if key is not None and withdraw:
            house_allowing.forbid(opened, house_allowing.kind_of(key), by)
        elif key is not None:
            kind = house_allowing.kind_of(key)
            _line(kind, server or kind.server, "").close()
            house_allowing.allow(opened, kind, by, because, server)
        found = house_allowing.allowed(opened)
    if as_json:
        print_json({"known": {one: kind.says for one, kind in kinds().items()}, "allowed": found})
        return
    for one, kind in kinds().items():
        kept = found.get(one)
        told = f"allowed by {kept['by']} on {kept['at'][:10]}: {kept['why']}" if kept else "not allowed"
        say(f"{one:10} {kind.says}; {told}")


def send(
    case: CaseFolder,
    key: HouseKey,
    by: By,
    key_file: KeyFile,
    price: Annotated[
        float, typer.Option(help="Dollars a letter, as in your contract.", min=0, show_default=False)
    ],
    limit: Annotated[
        int | None, typer.Option(help="At most so many pieces.", min=1, show_default=False)
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Order them. Without it: only what it would cost.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--not-there", help="Order again what is in doubt and the house does not list."),
    ] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Order the approved letters that nobody was sent yet from a mail house, one by one, each once.

    Says first what would go where and what it costs. Run it again after any interruption: it goes on. A house
    prints the address on a page of its own before the letter. Letters abroad stay for the printer.
    """
    kind = house_allowing.kind_of(key)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        guess = housing.estimate(opened, kind, price, limit)
        if not as_json:
            say(
                f"{guess.pieces:,} letters to {guess.to}, about ${guess.cost:,.2f} at ${price:g} each"
                + (f"; {guess.under_way:,} of them were begun before" if guess.under_way else "")
                + (f"; {guess.abroad:,} abroad stay" if guess.abroad else "")
            )
        if not yes:
            _tell(
                as_json,
                {"pieces": guess.pieces, "cost": guess.cost, "abroad": guess.abroad, "to": guess.to},
                "Nothing was ordered. With --yes it is.",
            )
            return
        with _asked(opened, kind, key_file) as one:
            done = housing.send(opened, kind, one, watcher(), by=by, limit=limit, again=again)
    counted = ", ".join(f"{count:,} {state}" for state, count in sorted(done.states.items())) or "none"
    words = [f"Package {done.package}: {counted}; {done.left:,} left."]
    if done.doubtful:
        words.append(
            f"In doubt: {', '.join(done.doubtful)}. The house does not list them. Look there; then run this "
            "again with --not-there."
        )
    words += [done.stopped] if done.stopped else []
    told = {"package": done.package, "states": done.states, "left": done.left}
    _tell(as_json, told | {"doubtful": list(done.doubtful), "stopped": done.stopped}, "\n".join(words))


def fetch(
    case: CaseFolder,
    key: HouseKey,
    by: By,
    key_file: KeyFile,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Ask a mail house how the letters stand that it took: mailed, on their way, delivered, returned."""
    kind = house_allowing.kind_of(key)
    with (
        opened_case(case, passphrase_file, passphrase_fd) as opened,
        _asked(opened, kind, key_file) as one,
    ):
        done = house_news.fetch(opened, kind, one, by, watcher(), time.sleep)
    _tell_news(done, case, as_json)


def events(
    case: CaseFolder,
    key: HouseKey,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Webhooks as JSON, or line by line.", show_default=False)
    ],
    by: By,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Enter what a mail house reported by webhooks, kept in a file. The same file twice adds nothing."""
    kind = house_allowing.kind_of(key)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        done = house_news.take_events(opened, kind, file, by)
    _tell_news(done, case, as_json)


def cancel(
    case: CaseFolder,
    key: HouseKey,
    pieces: Annotated[list[str], typer.Argument(metavar="PIECE…", help="Pieces.", show_default=False)],
    by: By,
    because: Because,
    key_file: KeyFile,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Take letters back at a mail house while it has not begun to print. They can go another way then."""
    kind = house_allowing.kind_of(key)
    with (
        opened_case(case, passphrase_file, passphrase_fd) as opened,
        _asked(opened, kind, key_file) as one,
    ):
        done = house_news.cancel(opened, kind, one, pieces, by, because)
    words = [f"{piece}: {'cancelled' if could else 'too late, it goes out'}" for piece, could in done.items()]
    _tell(as_json, done, "\n".join(words))


@contextmanager
def _asked(opened: Case, kind: Kind, key_file: Path) -> Iterator[House]:
    line = _line(
        kind, house_allowing.server_of(opened, kind), first_line(key_file.read_text(encoding="utf-8"))
    )
    try:
        yield house(kind, line)
    finally:
        line.close()


def _line(kind: Kind, server: str, api_key: str) -> Line:
    try:
        return Line(server, headers(kind, api_key))
    except BadServer as error:
        raise MailRefused(f"{error}.") from None


def _tell(as_json: bool, told: object, words: str) -> None:
    if as_json:
        print_json(told)
    else:
        say(words)


def _tell_news(done: house_news.Fetched, case: Path, as_json: bool) -> None:
    counted = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in done.states.items())
    words = [f"{done.asked:,} asked or read: {counted or 'nothing new'}."]
    if done.strange:
        words.append(f"{done.strange:,} are about letters that are not of this case.")
    if done.entered.act is not None:
        words.append(f"Entered as {done.entered.act}. Take back: tocsin mail undo {case} {done.entered.act}")
    words += [done.stopped] if done.stopped else []
    told = {"asked": done.asked, "states": done.states, "strange": done.strange, "stopped": done.stopped}
    _tell(as_json, told | {"act": done.entered.act}, "\n".join(words))
