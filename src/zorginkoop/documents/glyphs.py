"""Says which characters our font can show, so that a name in another script never breaks a document or vanishes."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "\u25a1"  # an empty box, which the font has

_SEGMENTED = 12  # the form of a character map that reaches every plane
_BREAKS = frozenset("\n\t")


@cache
def shown_characters() -> frozenset[int]:
    """Read which code points every one of our fonts has."""
    maps = [_character_map(file.read_bytes()) for file in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*maps)


def showable(text: str) -> str:
    """Give the text in its composed form, with an empty box in place of each character that the font lacks."""
    known = shown_characters()
    composed = unicodedata.normalize("NFC", text)
    return "".join(one if ord(one) in known or one in _BREAKS else STAND_IN for one in composed if not _unseen(one))


def all_shown(text: str) -> bool:
    """Say whether the font can show every character of a text."""
    return STAND_IN not in showable(text)


def _unseen(one: str) -> bool:
    """Say whether a character only steers others: joiners, direction marks, variation selectors, control codes."""
    return one not in _BREAKS and (unicodedata.category(one) in ("Cc", "Cf") or "\ufe00" <= one <= "\ufe0f")


def _character_map(font: bytes) -> frozenset[int]:
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for at in range(count):
        (offset,) = struct.unpack_from(">L", font, start + 8 + 8 * at)
        form, _, _, _, groups = struct.unpack_from(">HHLLL", font, start + offset)
        if form == _SEGMENTED:
            spans = struct.iter_unpack(">LLL", font[start + offset + 16 : start + offset + 16 + 12 * groups])
            return frozenset(point for first, last, _ in spans for point in range(first, last + 1))
    message = "the font has no full character map"
    raise ValueError(message)


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for tag, _, offset, _ in struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * count]):
        if tag == name:
            return int(offset)
    message = f"the font has no table {name.decode()}"
    raise ValueError(message)
