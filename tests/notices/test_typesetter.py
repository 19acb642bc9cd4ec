"""The process that sets documents: replaced when it has grown or died, and never shared with a fork."""

from __future__ import annotations

import os
import signal

import pytest
from notices_case import duty, make_plan, person

from tocsin.notices import proofs, typesetter


def _proof() -> bytes:
    return next(proofs(make_plan([person(1, "AZ")], [duty("AZ")]))).pdf


def test_a_process_that_died_is_replaced_and_the_document_is_the_same() -> None:
    first = _proof()
    process = typesetter.typesetter()._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert _proof() == first


def test_a_process_that_has_grown_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "GROWN", 1)
    first = _proof()
    assert typesetter.typesetter()._process is None
    assert _proof() == first


def test_a_fork_speaks_to_a_process_of_its_own() -> None:
    first = _proof()
    before = typesetter.typesetter()._process
    assert before is not None
    child = os.fork()
    if not child:
        same = _proof() == first
        own = typesetter.typesetter()._process
        other = own is not None and own.pid != before.pid
        typesetter.typesetter().close()
        os._exit(0 if same and other else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert typesetter.typesetter()._process is before
    assert _proof() == first
