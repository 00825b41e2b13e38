"""Typesets plain data as an accessible archive PDF: PDF/A-3a with PDF/UA-1, our own fonts, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from zorginkoop.documents.glyphs import FONTS, all_shown, showable

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the PDF: the data that the pages were made from."""

    name: str
    content: bytes
    description: str


def typeset(template: str, data: Mapping[str, object], *, day: date, attachment: Attachment | None = None) -> bytes:
    """Set data by one of our templates; the same input gives the same bytes.

    Characters that the font lacks become an empty box, and the page then says so (the key `niet_getoond`).
    """
    import typst  # noqa: PLC0415 - half a second and a compiler: only when something is typeset

    inputs = {"data": json.dumps(_shown(data) | {"niet_getoond": not _all_shown(data)}, ensure_ascii=False)}
    if attachment is not None:
        inputs |= {
            "bijlage": attachment.content.decode("utf-8"),
            "bijlage_naam": attachment.name,
            "bijlage_omschrijving": attachment.description,
        }
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as in `typeset`

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _shown(value: Mapping[str, object]) -> dict[str, object]:
    return {key: _shown_part(part) for key, part in value.items()}


def _shown_part(value: object) -> object:
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, Mapping):
        return _shown(value)
    if isinstance(value, list | tuple):
        return [_shown_part(part) for part in value]
    return value


def _all_shown(value: object) -> bool:
    if isinstance(value, str):
        return all_shown(value)
    if isinstance(value, Mapping):
        return all(map(_all_shown, value.values()))
    return all(map(_all_shown, value)) if isinstance(value, list | tuple) else True
