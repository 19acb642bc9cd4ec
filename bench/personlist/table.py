"""Figures of several lists side by side, in Markdown."""

from __future__ import annotations

from .scoring import Figures


def table(lists: dict[str, Figures]) -> str:
    """One column a list."""
    lines = [f"| | {' | '.join(lists)} |", f"|---|{'---|' * len(lists)}"]
    share = lambda value: "–" if value is None else f"{value:.3f}"  # noqa: E731
    for words, shown in (
        ("affected people", lambda f: f"{f.people:,}"),
        ("rows (but of business contacts)", lambda f: f"{f.rows:,}"),
        ("person precision", lambda f: share(f.person_precision)),
        ("person recall", lambda f: share(f.person_recall)),
        ("un-notified per 1,000 people", lambda f: f"{f.unnotified:.1f}"),
        (
            "false merges (per 1,000 rows)",
            lambda f: f"{f.false_merges:,} ({1000 * f.false_merges / max(f.rows, 1):.1f})",
        ),
        (
            "splits: extra rows (per 1,000 people)",
            lambda f: f"{f.splits:,} ({1000 * f.splits / max(f.people, 1):.1f})",
        ),
        (
            "of them avoidable: something but the name ties them",
            lambda f: f"{f.avoidable_splits:,} ({1000 * f.avoidable_splits / max(f.people, 1):.1f})",
        ),
        ("rows of nobody", lambda f: f"{f.nobody:,}"),
        ("element precision", lambda f: share(f.element_precision)),
        ("element recall", lambda f: share(f.element_recall)),
        ("owner errors, share of values given", lambda f: share(f.owner_errors)),
        ("residence right", lambda f: share(f.residence_accuracy)),
        ("newest address right", lambda f: share(f.address_accuracy)),
        ("minors marked", lambda f: f"{f.minors_told} of {f.minors}"),
        ("deceased marked", lambda f: f"{f.deceased_told} of {f.deceased}"),
        ("harm-weighted recall", lambda f: share(f.harm_weighted_recall)),
    ):
        lines.append(f"| {words} | {' | '.join(shown(figures) for figures in lists.values())} |")
    lines += ["", "Hard cases: people told of all · in a merged row · extra rows", ""]
    lines += [f"| case | {' | '.join(lists)} |", f"|---|{'---|' * len(lists)}"]
    for case in next(iter(lists.values())).cases:
        cells = (f.cases[case] for f in lists.values())
        lines.append(f"| {case} | {' | '.join(f'{t} of {n} · {m} · {e}' for n, t, m, e in cells)} |")
    return "\n".join(lines)
