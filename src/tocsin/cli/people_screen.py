"""The screen of ``tocsin people review``: the queue at left, two rows side by side at right."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tocsin import response
from tocsin.report import preview_lines
from tocsin.response import Answer, Case, Question, Sheet

VERDICTS = {"s": "same", "d": "different", "u": "unsure"}
MARKS = {"open": " ", "same": "S", "different": "D", "unsure": "U"}
SIGNS = {"same": "=", "similar": "~", "different": "≠", "missing": "·"}
"""Outcomes as signs, so that nothing depends on colour."""

KEYS = "s same  d differ  u unsure  z undo  b alike  v values  / filter  ? help  q quit"
SOURCES_SHOWN = 5
WIDE = 110
"""Columns from which on words stand beside the weights."""

HELP = """\
s          they are the same person
d          they are different people
u          unsure: asked no more, and flagged on the list
z          undo the last answer, or that of the marked pair
b          all open pairs of one reason: a preview, then one answer
w          a reason that is kept with the answers that follow
v          show the values themselves; every look is logged
/          only pairs whose reason, ids or state hold these words
Esc        all pairs again
↑ ↓        another pair        PgUp PgDn   scroll the two rows
q          quit; every answer is kept already

=  same     ~  similar     ≠  different     ·  not compared
The weights are log2 odds: +10 makes one person a thousand times likelier.

Any key goes back."""


@contextmanager
def store_inside_the_loop() -> Iterator[None]:
    """Let the store be used while the screen's loop runs.

    Django refuses its database there because other tasks might use it meanwhile; here is one thread, and
    nothing else runs while a key is answered.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class _Help(ModalScreen[None]):
    """What the keys do."""

    def compose(self) -> ComposeResult:
        yield Static(HELP, classes="box", markup=False)

    def on_key(self, event: Key) -> None:
        event.stop()  # the key is answered here and must not reach the pair behind
        self.dismiss()


class _Bulk(ModalScreen[str | None]):
    """What one answer for all pairs of a reason would change."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        keys = "s: all are the same person   d: all are different people   any other key: back"
        yield Static("\n\n".join([*self._lines, keys]), classes="box", markup=False)

    def on_key(self, event: Key) -> None:
        event.stop()
        verdict = VERDICTS.get(event.key)
        self.dismiss(verdict if verdict != "unsure" else None)


class PeopleReview(App[None]):
    """One sitting. Every answer is kept before the next is asked. ``made`` counts them."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top, #keys { height: 1; background: $panel; padding: 0 1; }
    #queue { width: 24; border: none; padding: 0; }
    #sheet { padding: 0 1; }
    #line { display: none; height: 3; }
    #line.asked { display: block; }
    .box { padding: 0 2; border: round $primary; background: $surface; width: auto; max-width: 100%; }
    ModalScreen { align: center middle; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"answer('{verdict}')", verdict) for key, verdict in VERDICTS.items()),
        Binding("z", "undo", "undo"),
        Binding("b", "bulk", "all alike"),
        Binding("v", "values", "values"),
        Binding("w", "reason", "reason"),
        Binding("slash", "filter", "filter"),
        Binding("question_mark", "help", "help"),
        Binding("pagedown", "scroll(1)", "scroll", priority=True),
        Binding("pageup", "scroll(-1)", "scroll", priority=True),
        Binding("escape", "leave_line", "back"),
        Binding("q", "quit", "quit"),
    ]

    def __init__(self, case: Case, who: str) -> None:
        super().__init__()
        self._case, self._who = case, who
        self._questions = response.questions(case, everything=True)
        self._sheets = response.Sheets(case)
        self._shown: list[int] = list(range(len(self._questions)))
        self._sitting: list[str] = []
        self._opened: dict[str, Sheet] = {}
        self._why = ""
        self._asking = ""
        self.made = 0

    def run(self, *args: object, **kwargs: object) -> None:
        """Show the screen until the reviewer quits."""
        with store_inside_the_loop():
            super().run()
        if self._exception is not None:
            raise self._exception

    def _fatal_error(self) -> None:
        """End the screen after a fault, for the command to say what it was: Textual would print the values of
        every variable on the way."""
        self._close_messages_no_wait()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with Horizontal():
            yield OptionList(id="queue")
            with VerticalScroll(id="sheet", can_focus=False):
                yield Static(id="rows")
        yield Input(id="line")
        yield Static(KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#queue").focus()

    @property
    def left(self) -> int:
        """How many pairs are still to decide."""
        return sum(question.state == "open" for question in self._questions)

    def _fill(self, mark: int = 0) -> None:
        """The list at left anew, with one of its lines marked."""
        queue = self.query_one("#queue", OptionList)
        queue.clear_options()
        queue.add_options(Option(_label(number, self._questions[number])) for number in self._shown)
        queue.highlighted = min(mark, len(self._shown) - 1) if self._shown else None
        self._show()

    def _marked(self) -> int | None:
        """Number of the question that is marked."""
        at = self.query_one("#queue", OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def on_option_list_option_highlighted(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        decided = len(self._questions) - self.left
        why = f"  why: {self._why}" if self._why else ""
        shown = f"  shown: {len(self._shown):,}" if len(self._shown) < len(self._questions) else ""
        self.query_one("#top", Static).update(f"{decided:,} decided, {self.left:,} left{shown}{why}")
        number = self._marked()
        self.query_one("#rows", Static).update(self._page(number))
        self.query_one("#sheet").scroll_home(animate=False)

    def _page(self, number: int | None) -> RenderableType:
        if number is None:
            return "Nothing is left to decide." if not self._questions else "No pair holds these words."
        question = self._questions[number]
        sheet = self._opened.get(question.id) or self._sheets.of(question)
        place = f"{number + 1:,} of {len(self._questions):,}"
        return page(place, question, sheet, wide=self.size.width >= WIDE)

    def action_answer(self, verdict: str) -> None:
        """Keep an answer about the marked pair and go on to the next that is open."""
        number = self._marked()
        if number is None:
            return
        question = self._questions[number]
        [decision] = self._keep([question], verdict, batch=False)
        self._sitting.append(decision)
        self._settle({question.id: (verdict, decision)})

    def _keep(self, asked: Sequence[Question], verdict: str, *, batch: bool) -> list[str]:
        answers = [Answer(each.one, each.other, verdict, self._why) for each in asked]
        self.made += len(answers)
        return response.decide_people(self._case, answers, self._who, batch=batch)

    def _settle(self, verdicts: dict[str, tuple[str, str]]) -> None:
        """Take the answers into the list and mark the next open pair."""
        at = self.query_one("#queue", OptionList).highlighted or 0
        self._questions = [
            replace(each, state=verdicts[each.id][0], decision=verdicts[each.id][1])
            if each.id in verdicts
            else each
            for each in self._questions
        ]
        places = [*range(at + 1, len(self._shown)), *range(at)]
        self._fill(next((n for n in places if self._questions[self._shown[n]].state == "open"), at))

    def action_undo(self) -> None:
        """Withdraw the last answer of this sitting; without one, that of the marked pair."""
        number = self._marked()
        if self._sitting:
            ident = self._sitting.pop()
        elif number is not None and self._questions[number].decision:
            ident = str(self._questions[number].decision)
        else:
            self.notify("There is nothing to undo.")
            return
        withdrawn = response.undo_people(self._case, ident, self._who, "undone in the review")
        self.made = max(0, self.made - len(withdrawn))
        before = {each.id: each for each in self._questions}
        self._questions = [
            next_
            if next_.id not in before
            else replace(before[next_.id], state=next_.state, decision=next_.decision)
            for next_ in self._in_order(response.questions(self._case, everything=True))
        ]
        changed = [n for n, each in enumerate(self._questions) if each.state != before[each.id].state]
        mark = self._shown.index(changed[0]) if changed and changed[0] in self._shown else 0
        self._fill(mark)

    def _in_order(self, questions: Sequence[Question]) -> list[Question]:
        """In the order in which they stand on the screen."""
        place = {each.id: number for number, each in enumerate(self._questions)}
        return sorted(questions, key=lambda each: place[each.id])

    def action_bulk(self) -> None:
        """Preview one answer for all open pairs of the marked pair's reason."""
        number = self._marked()
        if number is None or self._questions[number].state != "open":
            self.notify("Mark a pair that is open.")
            return
        asked = response.alike(self._questions, self._questions[number])
        seen = response.preview(self._case, asked)
        lines = [f"{len(asked):,} open pairs of one reason.", self._questions[number].reason]
        lines += ["Same: " + " ".join(preview_lines(seen, "same"))]
        lines += ["Different: " + " ".join(preview_lines(seen, "different"))]

        def apply(verdict: str | None) -> None:
            if verdict is None:
                return
            made = self._keep(asked, verdict, batch=True)
            batch = next(row["batch"] for row in response.decisions(self._case) if row["id"] == made[0])
            self._sitting.append(batch)
            self._settle({each.id: (verdict, ident) for each, ident in zip(asked, made, strict=True)})

        self.push_screen(_Bulk(lines), apply)

    def action_values(self) -> None:
        """Show the values of the marked pair, or hide them again. Showing is logged."""
        number = self._marked()
        if number is None:
            return
        question = self._questions[number]
        if self._opened.pop(question.id, None) is None:
            self._opened[question.id] = self._sheets.of(question, show=True)
        self._show()

    def action_help(self) -> None:
        self.push_screen(_Help())

    def action_filter(self) -> None:
        self._ask("filter", "Words of the reason, an id, or a state (open, same, different, unsure)")

    def action_reason(self) -> None:
        self._ask("why", "Why? Kept with the answers that follow")

    def _ask(self, what: str, words: str) -> None:
        line = self.query_one("#line", Input)
        self._asking, line.placeholder, line.value = what, words, self._why if what == "why" else ""
        line.add_class("asked")
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._asking == "why":
            self._why = event.value.strip()
        else:
            self._narrow(event.value)
        self._close_line()
        self._fill()

    def action_leave_line(self) -> None:
        if self.query_one("#line").has_class("asked"):
            self._close_line()
        elif len(self._shown) < len(self._questions):
            self._narrow("")
            self._fill()

    def _close_line(self) -> None:
        self.query_one("#line").remove_class("asked")
        self.query_one("#queue").focus()

    def _narrow(self, words: str) -> None:
        wanted = words.lower().split()
        self._shown = [
            n for n, each in enumerate(self._questions) if all(word in _text(each) for word in wanted)
        ]

    def action_scroll(self, pages: int) -> None:
        sheet = self.query_one("#sheet")
        sheet.scroll_relative(y=pages * max(sheet.size.height - 2, 1), animate=False)


def _label(number: int, question: Question) -> Text:
    return Text(
        f"{MARKS[question.state]} {number + 1:>5,} {question.probability:>4.0%} {question.weight:+6.1f}"
    )


def _places(count: int) -> str:
    return f"{count:,} {'place' if count == 1 else 'places'}"


def _text(question: Question) -> str:
    return " ".join((question.reason, question.id, question.one, question.other, question.state)).lower()


def page(number: str, question: Question, sheet: Sheet, *, wide: bool) -> RenderableType:
    """Two rows side by side: what is alike and unlike, and where they were read."""
    state = "" if question.state == "open" else f"   decided: {question.state}"
    head = Text(f"Pair {number}: one person? {question.probability:.0%} likely{state}", style="bold")
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True)
    table.add_column("", no_wrap=True)
    for title in ("A", "B"):
        table.add_column(title, ratio=1, overflow="fold")
    table.add_column("", no_wrap=True)
    table.add_column("weight", justify="right", no_wrap=True)
    if wide:
        table.add_column("speaks", no_wrap=True)
    for line in sheet.lines:
        cells: list[RenderableType] = [
            Text(line.field),
            Text("; ".join(line.one)),
            Text("; ".join(line.other)),
        ]
        missing = line.outcome == "missing"
        cells += [SIGNS[line.outcome.split(" ")[0]], "" if missing else f"{line.weight:+.1f}"]
        table.add_row(*cells, *([line.words] if wide else []))
    parts: list[RenderableType] = [head, table]
    if question.veto:
        parts.append(Text(f"Kept apart because {question.veto}."))
    for name, person, sources in (
        ("A", question.one, sheet.one_sources),
        ("B", question.other, sheet.other_sources),
    ):
        parts.append(Text(f"\n{name} is {person}, in {_places(len(sources))}:", style="bold"))
        parts += [Text(f"  {source}") for source in sources[:SOURCES_SHOWN]]
        if len(sources) > SOURCES_SHOWN:
            parts.append(Text(f"  … and {len(sources) - SOURCES_SHOWN:,} more"))
    return Group(*parts)
