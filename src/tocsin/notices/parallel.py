"""Print batches in several processes.

The processes are started afresh, not forked: the typesetter and Arrow hold threads, which a fork would leave
behind in the middle of their work. Each batch is sent with what it needs, so no process holds the whole plan,
and only a few batches are on their way at a time.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from tocsin.notices.batches import Batch, Tasks, render
from tocsin.notices.letterplan import Plan

AHEAD = 2
"""Batches given to each process before the first is done."""


def rendered(plan: Plan, numbers: Sequence[int], processes: int) -> Iterator[Batch]:
    """These batches in order, each as soon as it and those before it are done."""
    tasks = Tasks(plan)
    if len(numbers) < 2 or processes < 2:
        yield from (render(tasks[number]) for number in numbers)
        return
    workers = min(processes, len(numbers))
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    under_way: deque[Future[Batch]] = deque()
    try:
        for number in numbers:
            under_way.append(pool.submit(render, tasks[number]))
            if len(under_way) > workers * AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
