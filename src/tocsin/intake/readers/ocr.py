"""Letters in pictures by RapidOCR: models in the package, one thread, nothing opened while it reads.

It is an extra (``pip install 'tocsin[ocr]'``) and loaded only when asked for: it takes some 600 MiB and
seconds of a processor for each page.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SCORE = 0.5
"""Lines read with less confidence than this are noise more often than text."""

UNSURE_SCORE = 0.8
MOST_SIDE = 2_400
"""Pixels; a larger picture is made smaller first. A page at 220 dots an inch has 2,420; more finds no more
and costs in proportion."""

LEAST_SIDE = 24
GAP = 1.5
"""Heights of a line between two pieces of one row that stand in columns of their own."""

NEEDED = "OCR is needed"
"""Stands in the reason of everything that OCR could still read."""

_engine: Any = None


UPRIGHT_SCORE = 0.85
"""A page read with less confidence in the mean is tried the other way up as well."""

Pieces = list[tuple["NDArray[np.float64]", str, float]]
"""Corners, text and confidence of every line found."""


class NoOcr(Exception):
    """RapidOCR is not installed; the message says how to get it."""


def load() -> None:
    """Load the models and read one empty page, after which nothing is opened any more. Raises NoOcr."""
    global _engine
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise NoOcr("OCR needs RapidOCR: pip install 'tocsin[ocr]'") from None
    engine = "EngineConfig.onnxruntime"
    settings: dict[str, object] = {f"{engine}.intra_op_num_threads": 1, f"{engine}.inter_op_num_threads": 1}
    # The way up is decided for the whole page: line by line, one in a hundred is turned on its head.
    settings |= {"Global.use_cls": False, "Global.max_side_len": MOST_SIDE}
    found = RapidOCR(params=settings | {"Global.log_level": "critical"})
    page = np.full((200, 600, 3), 255, np.uint8)
    page[80:110, 100:400:7] = 0
    found(page)
    _engine = found


def is_loaded() -> bool:
    """Whether pictures are read in this process."""
    return _engine is not None


class Page:
    """What one picture says.

    text: line by line, pieces of one row that stand apart divided by three blanks. unsure: lines under
    UNSURE_SCORE. lines: how many there are.
    """

    def __init__(self, pieces: Pieces) -> None:
        kept = [piece for piece in pieces if piece[2] >= LEAST_SCORE and piece[1].strip()]
        self.lines = len(kept)
        self.unsure = sum(score < UNSURE_SCORE for _, _, score in kept)
        self.text = "\n".join(_rows([(box, text) for box, text, _ in kept]))


def read(picture: Image.Image) -> Page:
    """The page, turned upright first where its lines stand on end or on their heads."""
    image = _prepared(picture)
    if min(image.shape[:2]) < LEAST_SIDE:
        return Page([])
    pieces = _pieces(image)
    if len(pieces) >= 3 and _stands_on_end([box for box, _, _ in pieces]):
        image = np.rot90(image).copy()
        pieces = _pieces(image)
    if pieces and _surety(pieces) < UPRIGHT_SCORE:
        turned = _pieces(np.rot90(image, 2).copy())
        pieces = max(pieces, turned, key=_weight)
    return Page(pieces)


def _weight(pieces: Pieces) -> float:
    """How much text was read, letters of doubt counting less."""
    return sum(score**2 * len(text) for _, text, score in pieces)


def _surety(pieces: Pieces) -> float:
    """The mean score of a letter: upside down it is 0.6 to 0.75, on a poor fax 0.9."""
    letters = sum(len(text) for _, text, _ in pieces)
    return sum(score * len(text) for _, text, score in pieces) / max(1, letters)


def _prepared(picture: Image.Image) -> NDArray[np.uint8]:
    """Eight bits, three colours on white ground, not larger than it helps."""
    if picture.mode in {"I;16", "I", "F"}:
        picture = picture.convert("F").point(lambda value: value / 256).convert("L")
    if "A" in picture.getbands() or picture.mode == "P":
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        picture = Image.alpha_composite(ground, layered)
    picture = picture.convert("RGB")
    if stretch := _squashed(picture.info.get("dpi")):
        picture = picture.resize((picture.width, round(picture.height * stretch)), Image.Resampling.BICUBIC)
    if max(picture.size) > MOST_SIDE:
        picture.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(picture)


def _squashed(dots: object) -> float:
    """By how much a page must be stretched to have dots as high as wide: a fax has 204 by 98 (ITU-T T.4)."""
    if not isinstance(dots, tuple) or len(dots) != 2 or min(dots) < 50:
        return 0.0
    ratio = float(dots[0]) / float(dots[1])
    return ratio if 1.3 < ratio < 3 else 0.0


def _pieces(image: NDArray[np.uint8]) -> Pieces:
    found = _engine(image)
    if found.boxes is None or found.txts is None:
        return []
    return [
        (np.asarray(box, np.float64), str(text), float(score))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def _stands_on_end(boxes: list[NDArray[np.float64]]) -> bool:
    return statistics.median(np.ptp(box[:, 1]) / max(1.0, np.ptp(box[:, 0])) for box in boxes) > 1.5


def _rows(pieces: list[tuple[NDArray[np.float64], str]]) -> Iterator[str]:
    """Pieces on one height are one row; within it from left to right."""
    left = sorted(pieces, key=lambda piece: float(piece[0][:, 1].mean()))
    while left:
        first = left[0][0]
        middle, height = float(first[:, 1].mean()), float(np.ptp(first[:, 1]))
        row = [piece for piece in left if abs(float(piece[0][:, 1].mean()) - middle) < 0.5 * height]
        left = left[len(row) :]
        row.sort(key=lambda piece: float(piece[0][:, 0].min()))
        yield _line(row, height)


def _line(row: list[tuple[NDArray[np.float64], str]], height: float) -> str:
    said, end = "", 0.0
    for box, text in row:
        start = float(box[:, 0].min())
        if said:
            said += "   " if start - end > GAP * height else " "
        said += text.strip()
        end = float(box[:, 0].max())
    return said
