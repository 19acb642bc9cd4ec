"""What a list of people is judged by, when the true person of every mention is known.

A row is owned by the person of most of its mentions. Un-notified: people who own no row, per 1,000 people.
Extra: rows beyond the first of an owner, per 1,000 people. Mixed: rows with mentions of several people, per
1,000 rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any


def measured(truth: list[str], rows: list[str]) -> dict[str, float]:
    """Pairwise F1, B-cubed F1, and what matters for notices, of rows against the truth."""
    both, people, sizes = Counter(zip(rows, truth, strict=True)), Counter(truth), Counter(rows)

    def pairs(counts: Counter[Any]) -> float:
        return sum(n * (n - 1) / 2 for n in counts.values())

    precision, recall = pairs(both) / (pairs(sizes) or 1), pairs(both) / (pairs(people) or 1)
    b_precision = sum(n * n / sizes[row] for (row, _), n in both.items()) / len(truth)
    b_recall = sum(n * n / people[person] for (_, person), n in both.items()) / len(truth)
    number = {person: place for place, person in enumerate(people)}  # of equally many, the one met first
    inside: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (row, person), n in both.items():
        inside[row].append((-n, number[person]))
    told = {min(held)[1] for held in inside.values()}
    return {
        "mentions": len(truth),
        "people": len(people),
        "rows": len(sizes),
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / ((precision + recall) or 1),
        "B3 F1": 2 * b_precision * b_recall / (b_precision + b_recall),
        "un-notified / 1,000": 1000 * (len(people) - len(told)) / len(people),
        "extra / 1,000": 1000 * (len(sizes) - len(told)) / len(people),
        "mixed / 1,000 rows": 1000 * sum(len(held) > 1 for held in inside.values()) / len(sizes),
    }
