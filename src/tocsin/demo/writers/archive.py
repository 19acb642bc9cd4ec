"""ZIP files with fixed timestamps, so that the same members give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_STAMP = (2026, 1, 15, 9, 30, 0)


def zip_bytes(members: Mapping[str, bytes | str], *, level: int = 6) -> bytes:
    """A deflated ZIP of *members* in their order; text is stored as UTF-8. level: 1 fast to 9 small."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, data, compresslevel=level)
    return buffer.getvalue()
