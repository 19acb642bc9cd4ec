"""Pictures: what was written into them by camera and owner (EXIF), and with OCR what they show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from tocsin.intake.readers import ocr
from tocsin.intake.readers.base import Item, Reader, Unreadable, count, in_part
from tocsin.intake.readers.pieces import text_pieces

MAX_PIXELS = 120_000_000
MAX_FRAMES = 500
_TOLD = frozenset(
    {"ImageDescription", "Artist", "Copyright", "XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject"}
    | {"UserComment", "CameraOwnerName", "DateTimeOriginal", "DocumentName", "PageName", "HostComputer"}
)
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
"""Brands of pictures in High Efficiency format (ISO/IEC 23008-12, annex B)."""
_GPS = 0x8825
_EXIF = 0x8769


def prepare() -> None:
    """Load what Pillow would load on first use, and libheif where it is installed."""
    Image.init()
    with suppress(ImportError):
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener()


class PictureReader(Reader):
    """PNG, JPEG, TIFF of many pages, BMP, GIF, WebP, and HEIC by libheif; what cannot be opened is said so.

    libheif is under the LGPL and installed apart (``pip install 'tocsin[heic]'``).
    """

    kinds = ("picture",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        brand = data.read(12)[8:]
        data.seek(0)
        if brand in _HEIC and "HEIF" not in Image.OPEN:
            raise Unreadable(
                "refused", "this kind of file (a HEIC picture) needs libheif: pip install 'tocsin[heic]'"
            )
        try:
            with Image.open(data) as picture:
                yield from _items(picture)
        except _DAMAGE as error:
            raise Unreadable("refused", "the picture is damaged or of an unknown kind") from error


def _items(picture: Image.Image) -> Iterator[Item]:
    told = "\n".join(_told(picture))
    if not ocr.is_loaded():
        # Before what is written into it: behind, the refusal would be a reading in part.
        refusal = Unreadable("refused", f"a picture; {ocr.NEEDED}")
        if not told:
            raise refusal
        yield from text_pieces("picture properties", told, "property")
        yield in_part(refusal.reason)
        return
    yield from text_pieces("picture properties", told, "property")
    yield from _pages(picture)


def _pages(picture: Image.Image) -> Iterator[Item]:
    frames = getattr(picture, "n_frames", 1)
    unsure = lines = 0
    # An animation says the same on each of its frames.
    wanted = (
        1 if getattr(picture, "is_animated", False) and picture.format == "GIF" else min(frames, MAX_FRAMES)
    )
    for number in range(wanted):
        picture.seek(number)
        if picture.width * picture.height > MAX_PIXELS:
            yield in_part(
                f"page {number + 1} is larger than {MAX_PIXELS // 10**6} million pixels; {ocr.NEEDED}"
            )
            continue
        page = ocr.read(ImageOps.exif_transpose(picture) or picture)
        lines, unsure = lines + page.lines, unsure + page.unsure
        yield from text_pieces(f"page {number + 1}" if frames > 1 else "picture", page.text)
    if frames > MAX_FRAMES:
        yield in_part(f"only the first {MAX_FRAMES} pages were read; {ocr.NEEDED}")
    if lines and unsure > lines / 4:
        yield in_part(f"{count(unsure, 'line')} of {lines:,} could only be read with doubt")


def _told(picture: Image.Image) -> Iterator[str]:
    """``name: value`` lines of what names somebody or a place."""
    found: dict[int, Any] = dict(picture.getexif())
    found |= dict(picture.getexif().get_ifd(_EXIF))
    for tag, value in found.items():
        name = ExifTags.TAGS.get(tag, "")
        if name in _TOLD and (text := _text(value, wide=name.startswith("XP"))):
            yield f"{name}: {text}"
    place = picture.getexif().get_ifd(_GPS)
    if position := _position(place):
        yield f"GPS position: {position}"
    for key, value in picture.info.items():
        if isinstance(value, str) and key not in {"XML:com.adobe.xmp", "icc_profile"} and value.strip():
            yield f"{key}: {value.strip()[:2000]}"


def _text(value: Any, *, wide: bool) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-16-le" if wide else "utf-8", "replace").removeprefix("ASCII")
    elif wide and isinstance(value, tuple):
        value = bytes(value).decode("utf-16-le", "replace")
    return " ".join(str(value).replace("\0", " ").split())[:2000]


def _position(place: dict[int, Any]) -> str:
    """Degrees with their signs, as maps take them; blank if they are not whole."""
    try:
        north, east = (
            sum(float(part) / 60**power for power, part in enumerate(place[tag])) for tag in (2, 4)
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    south, west = place.get(1) in {"S", b"S"}, place.get(3) in {"W", b"W"}
    return f"{-north if south else north:.5f}, {-east if west else east:.5f}"
