"""The database that sees everything leaves nothing on a disk, whatever it lacks in memory."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from tocsin.people import STRICT
from tocsin.people.engine import half_of_memory, opened

PLANTED = """
CREATE TABLE planted AS SELECT 'PLANTED-' || hash(i) AS value, i FROM range(4000000) r(i)
"""


def test_what_does_not_fit_in_memory_is_refused_and_not_spilled(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with opened(replace(STRICT, memory_limit="60MB")) as con:
        with pytest.raises(duckdb.OutOfMemoryException):
            con.execute(PLANTED)
        assert list(tmp_path.rglob("*")) == []


def test_nothing_can_tell_it_to_spill():
    with opened(STRICT) as con:
        for setting in ("SET temp_directory = '/tmp'", "SET temp_file_encryption = true"):
            with pytest.raises(duckdb.Error, match=r"lock|disabled"):
                con.execute(setting)


def test_half_of_the_memory_is_used_where_nothing_is_said():
    assert half_of_memory() > 0
    with opened(STRICT) as con:
        said = con.execute("SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'").fetchall()
    assert said[0][0].endswith("iB")
