"""Recognisers of other packages join the scan through an entry point."""

import sys

import pytest
from finds import examine, people, text

from tocsin.detect import recognisers, spans
from tocsin.detect.recognisers import BadRecogniserError

_MODULE = """
from tocsin.detect.recognisers import Recognised

class Badges:
    def recognise(self, text):
        at = text.find("badge of ")
        if at >= 0:
            name = at + len("badge of ")
            yield Recognised(name, name + 6, "person_name", 0.9, "named on a badge")
        number = text.find("QX-")
        if number >= 0:
            yield Recognised(number, number + 9, "employee_id", 0.9, "shape of a badge number")

class Wrong:
    def recognise(self, text):
        yield Recognised(0, len(text) + 5, "employee_id", 0.9, "too long")
"""


@pytest.fixture
def registered(tmp_path, monkeypatch):
    """Installs a package with one recogniser, as pip would."""

    def register(name):
        (tmp_path / "badge_recogniser.py").write_text(_MODULE)
        folder = tmp_path / "badges-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: badges\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(f"[tocsin.recognisers]\nbadges = badge_recogniser:{name}\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        recognisers.installed.cache_clear()

    yield register
    recognisers.installed.cache_clear()
    sys.modules.pop("badge_recogniser", None)


def test_what_a_registered_recogniser_finds_belongs_to_its_person(registered):
    registered("Badges")
    sentence = "the badge of xu wei has number QX-123456 since monday."
    assert ("PERSON", "xu wei") in {(s.type, sentence[s.start : s.end]) for s in spans(sentence)}
    assert "employee_id" in people(examine(text(sentence)))["xu wei"]["elements"]


def test_a_stretch_outside_of_the_text_is_an_error_that_names_the_recogniser(registered):
    registered("Wrong")
    with pytest.raises(BadRecogniserError, match="badges"):
        spans("nothing here")


def test_without_one_nothing_is_loaded():
    recognisers.installed.cache_clear()
    assert recognisers.installed() == ()
