"""Workbooks with something changed inside."""

from __future__ import annotations

import io
import zipfile


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """Give the workbook with one part replaced or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return changed.getvalue()
