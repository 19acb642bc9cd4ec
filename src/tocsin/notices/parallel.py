"""Print batches in several processes.

The processes are started afresh, not forked: the typesetter and Arrow hold threads, which a fork would leave
behind in the middle of their work. The plan goes to each once, through a pipe.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from tocsin.notices.letterplan import Plan
from tocsin.notices.printing import Batch, render_batch

_plan: Plan | None = None


def rendered(plan: Plan, numbers: Sequence[int], processes: int) -> Iterator[Batch]:
    """These batches in order, each as soon as it and those before it are done."""
    if len(numbers) < 2 or processes < 2:
        yield from (render_batch(plan, number) for number in numbers)
        return
    pool = ProcessPoolExecutor(
        min(processes, len(numbers)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_take,
        initargs=(plan,),
    )
    try:
        yield from pool.map(_render, numbers)
    finally:
        pool.shutdown(cancel_futures=True)


def _take(plan: Plan) -> None:
    global _plan
    _plan = plan


def _render(number: int) -> Batch:
    assert _plan is not None
    return render_batch(_plan, number)
