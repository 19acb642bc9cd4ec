"""Delimited text: commas, semicolons, tabs and pipes, in the encodings old programs still write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal


def delimited(
    header: Sequence[str] | None,
    rows: Iterable[Sequence[str]],
    *,
    mark: str = ",",
    encoding: str = "utf-8",
    above: Sequence[str] = (),
    quote_all: bool = False,
) -> bytes:
    """A delimited file. *above*: title lines before the header; *header* None: a file without one.

    Characters that *encoding* does not have become ``?``, as in the programs that write it.
    """
    buffer = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=mark, quoting=quoting, lineterminator="\r\n")
    for title in above:
        writer.writerow([title])
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding, "replace")
