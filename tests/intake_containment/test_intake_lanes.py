"""Lanes outlive the files they examine, hold one at a time, and go when the parent goes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contained_acts import acting_readers

from tocsin.intake import Limits, Pool, PoolBroken, SourceFile, examine, survey

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"


def name_it(source: SourceFile) -> str:
    """Work that is over at once, or never."""
    if source.path.read_text() == "never":
        time.sleep(60)
    return source.relative


def count_parts(source: SourceFile) -> tuple[int, str]:
    """Examine a file; a file that says so takes its lane down or breaks the detection code."""
    content = source.path.read_text()
    if content == "kill the lane":
        os.kill(os.getpid(), signal.SIGKILL)
    if content == "break detection":
        raise LookupError("a secret from the file")
    parts: list[object] = []
    rows = examine(source, limits=Limits(seconds=5), examine_part=lambda _, part: parts.append(part))
    return len(parts), rows[0].outcome


def write_share(folder: Path, contents: list[str]) -> list[SourceFile]:
    for number, content in enumerate(contents):
        (folder / f"{number:03}.act").write_text(content)
    return list(survey([folder]))


def test_every_file_is_examined_once_in_several_lanes(tmp_path):
    sources = write_share(tmp_path, ["plain\nx", "three_kinds\n", "crash\n", "fail\n"] * 8)
    with Pool(2, count_parts, acting_readers) as pool:
        done = {result.source.relative: result for result in pool.run(sources)}
    assert set(done) == {source.relative for source in sources}
    values = [done[source.relative].value for source in sources]
    assert values == [(1, "read"), (3, "read"), (1, "stopped"), (0, "refused")] * 8


def test_a_lane_that_dies_costs_one_file_and_is_replaced(tmp_path):
    contents = ["plain\nx", "kill the lane", "plain\nx", "kill the lane", "plain\nx", "plain\nx"]
    sources = write_share(tmp_path, contents)
    with Pool(2, count_parts, acting_readers) as pool:
        done = {result.source.relative: result for result in pool.run(sources)}
        again = [result.value for result in pool.run(sources[:1])]
    failures = [done[source.relative].failure for source in sources]
    died = "the process examining this file ended unexpectedly (SIGKILL)"
    assert failures == [None, died, None, died, None, None]
    assert again == [(1, "read")]


def test_an_error_in_the_examination_is_told_by_place_never_by_message(tmp_path):
    sources = write_share(tmp_path, ["break detection", "plain\nx"])
    with Pool(1, count_parts, acting_readers) as pool:
        broken, fine = pool.run(sources)
    assert broken.failure.startswith("the examination failed (LookupError at test_intake_lanes.py:")
    assert "secret" not in broken.failure
    assert fine.value == (1, "read")


def test_sources_are_drawn_only_as_results_are_taken(tmp_path):
    sources = write_share(tmp_path, ["plain\nx"] * 20)
    drawn = []

    def slowly_drawn():
        for source in sources:
            drawn.append(source)
            yield source

    with Pool(2, count_parts, acting_readers) as pool:
        results = pool.run(slowly_drawn())
        for taken in range(1, 6):
            next(results)
            assert len(drawn) <= taken + 2


def test_a_run_given_up_leaves_the_pool_usable_and_its_results_unmixed(tmp_path):
    sources = write_share(tmp_path, ["x"] * 6)
    with Pool(2, name_it, acting_readers) as pool:
        next(pool.run(sources))
        results = list(pool.run(sources[3:]))
    assert sorted(result.value for result in results) == [source.relative for source in sources[3:]]
    assert all(result.value == result.source.relative for result in results)


def test_a_lane_that_never_answers_is_replaced_when_patience_ends(tmp_path):
    sources = write_share(tmp_path, ["never", "x", "x", "never", "x"])
    started = time.monotonic()
    with Pool(2, name_it, acting_readers, patience=0.5) as pool:
        done = {result.source.relative: result.failure for result in pool.run(sources)}
    late = "examining this file took longer than 0.5 s"
    assert [done[source.relative] for source in sources] == [late, None, None, late, None]
    assert time.monotonic() - started < 4


def test_readers_that_cannot_be_loaded_are_told_at_once():
    def broken():
        raise ImportError("a path of this machine")

    with pytest.raises(PoolBroken, match=r"the readers could not be loaded \(ImportError at .*\)") as told:
        Pool(1, count_parts, broken)
    assert "a path" not in str(told.value)


PROGRAM = """
import sys
from pathlib import Path
from contained_acts import acting_readers
from test_intake_lanes import count_parts
from tocsin.intake import Pool, survey
with Pool(2, count_parts, acting_readers) as pool:
    print("started", flush=True)
    for done in pool.run(survey([Path(sys.argv[1])])):
        print("done", flush=True)
"""


@contextlib.contextmanager
def running_program(share: Path) -> Iterator[subprocess.Popen[str]]:
    """The program above at work in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(share)],
        env={"PYTHONPATH": f"{SOURCES}:{HERE}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_program_ends_so_does_every_process_it_started(tmp_path, end):
    write_share(tmp_path, ["plain\nx", "hang\n", "spin\n"])
    with running_program(tmp_path) as program:
        assert [program.stdout.readline() for _ in range(2)] == ["started\n", "done\n"]
        # parent, nursery, two lanes, two zygotes, two readers
        assert eventually(lambda: len(processes_of(program.pid)) >= 8)
        if end == signal.SIGINT:
            os.killpg(program.pid, end)  # a terminal's Ctrl-C goes to all of them
        else:
            program.send_signal(end)
        assert program.wait(5) != 0
        assert eventually(lambda: processes_of(program.pid) == [])


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within five seconds."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def processes_of(session: int) -> list[int]:
    """Living processes of a session, by the sixth field of their status line."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found
