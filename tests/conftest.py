"""What the tests of the whole chain share: helpers in chain.py, and one finished case per test process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import chain


def pytest_configure() -> None:
    """Make a run the same wherever it is started."""
    # A run in the background starts with Ctrl-C ignored, and every process it starts inherits that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # On CI the same examples each time, so that a red run is about the change; elsewhere new ones.
    settings.register_profile("tocsin", deadline=None, derandomize=bool(os.environ.get("CI")))
    settings.load_profile("tocsin")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> chain.Finished:
    """A small share responded to once, without disturbance, by the command line. Nobody may change it."""
    return chain.respond_to_small_share(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[chain.Desk]:
    """A folder of one's own with a passphrase file and facts, and a way to run commands there."""
    yield chain.Desk.at(tmp_path)
