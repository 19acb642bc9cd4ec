"""In which order and when messages go, so that no receiving domain gets more than its share a minute."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

M = TypeVar("M")


def ordered(
    messages: Iterable[M], domain: Callable[[M], str], seconds: Callable[[str], float]
) -> Iterator[M]:
    """The messages in the order of their earliest time, each domain's own in the order given.

    seconds: least time between two messages to a domain.
    """
    queues: dict[str, deque[M]] = {}
    for message in messages:
        queues.setdefault(domain(message), deque()).append(message)
    waiting = [(0.0, number, name) for number, name in enumerate(queues)]
    heapq.heapify(waiting)
    while waiting:
        at, number, name = heapq.heappop(waiting)
        yield queues[name].popleft()
        if queues[name]:
            heapq.heappush(waiting, (at + seconds(name), number, name))


class Throttle:
    """Says how long to wait before the next message to a domain. clock: monotonic seconds."""

    def __init__(self, seconds: Callable[[str], float], clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._next: dict[str, float] = {}

    def wait(self, domain: str) -> float:
        """Seconds to wait now; the message is counted as sent at the end of them."""
        now = self._clock()
        at = max(now, self._next.get(domain, now))
        self._next[domain] = at + self._seconds(domain)
        return at - now
