"""A picture that is not read still says who took it, where, and what was written into it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reader_samples import Reading

from tocsin.model.content import Shortfall, Text


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Passport of Ann Lee"
    exif[0x013B] = "Bob Ray"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 30.0, 0.0), 3: "W", 4: (75.0, 15.0, 0.0)})
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_what_was_written_into_a_picture_is_read_without_ocr(reading: Reading) -> None:
    text, shortfall = reading(photograph(), "photo.jpg")
    assert isinstance(text, Text)
    assert text.role == "property"
    assert sorted(text.text.splitlines()) == [
        "Artist: Bob Ray",
        "GPS position: 40.50000, -75.25000",
        "ImageDescription: Passport of Ann Lee",
    ]
    assert shortfall == Shortfall("read_in_part", "a picture; OCR is needed")


def test_a_picture_that_says_nothing_waits_for_ocr(reading: Reading) -> None:
    target = io.BytesIO()
    Image.new("L", (64, 64)).save(target, "PNG")
    assert reading(target.getvalue()) == [Shortfall("refused", "a picture; OCR is needed")]


def test_a_damaged_picture_is_said_to_be_one(reading: Reading) -> None:
    [shortfall] = reading(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert shortfall == Shortfall("refused", "the picture is damaged or of an unknown kind")


def test_without_libheif_a_heic_picture_says_what_to_install(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(Image.OPEN, "HEIF", raising=False)
    [shortfall] = reading(b"\x00\x00\x00\x18ftypheic" + bytes(64), "photo.heic")
    assert shortfall.outcome == "refused"
    assert "pip install 'tocsin[heic]'" in shortfall.reason
