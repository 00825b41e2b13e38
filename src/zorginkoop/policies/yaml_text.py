"""The text of a file before YAML sees it: its encoding, its size, its characters and its tabs."""

from __future__ import annotations

import json
import re

from zorginkoop.kernel.errors import InputWrong, Place, Problem

LARGEST = 2_000_000

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INDENTED_BY_TAB = re.compile(r"^ *(\t)[ \t]*[^\s]", re.MULTILINE)
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_DIFFERS_FROM_YAML = re.compile(f"[\t\x85\u2028\u2029]|{_PAIR.pattern}")
_AS_YAML = str.maketrans({"\t": " ", "\x85": r"\N", "\u2028": r"\L", "\u2029": r"\P"})
_MOST_PLACES = 20


def prepare(text: str | bytes, file: str) -> str:
    """Give the text that the YAML parser may read, with every line and column where it was.

    Bytes must be UTF-8; a byte order mark at the start is dropped. Raises InputWrong for a file larger than 2 MB,
    another encoding, characters that no text file should hold, and tabs that indent a line.
    """
    if isinstance(text, bytes):
        text = _decode(text, file)
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise _too_large(file)
    text = text.removeprefix("\ufeff")
    wrong = [
        Problem(
            f"hier staat een onzichtbaar stuurteken (U+{ord(found[0]):04X}).",
            _place(text, found.start(), file),
            "Haal het weg; het is vaak met kopiëren meegekomen.",
        )
        for found in _first(_UNPRINTABLE, text)
    ]
    if wrong:
        raise InputWrong(wrong)
    return _prepare_flow(text) if text.lstrip()[:1] in {"{", "["} else _refuse_tabs(text, file)


def position(text: str, index: int) -> tuple[int, int]:
    """Give the line and column of a character, both counted from 1, with the line breaks that YAML knows."""
    line, start = 1, 0
    for found in _LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return line, index - start + 1


def _decode(data: bytes, file: str) -> str:
    """Read bytes as UTF-8."""
    if len(data) > LARGEST:
        raise _too_large(file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        what = "hier staat een teken dat geen UTF-8 is."
        remedy = "Bewaar het bestand opnieuw als UTF-8."
        raise InputWrong(Problem(what, _place(before, len(before), file), remedy)) from None


def _prepare_flow(text: str) -> str:
    """Make a JSON file readable as YAML where the two differ; a file that is no JSON stays as it is.

    Tabs between values become spaces, a character escaped as two halves becomes one code, and the line breaks that only
    YAML knows become escapes. In real JSON a tab can only stand between values, and a backslash only between quotes.
    """
    if not _DIFFERS_FROM_YAML.search(text):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _PAIR.sub(_joined, text.translate(_AS_YAML))


def _joined(pair: re.Match[str]) -> str:
    """Write the two halves of one character as one code; what follows on that line moves two columns."""
    high, low = int(pair[1], 16), int(pair[2], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def _refuse_tabs(text: str, file: str) -> str:
    """Refuse lines that are indented with a tab: how wide it is differs from editor to editor."""
    remedy = "Gebruik spaties om in te springen."
    wrong = [
        Problem("deze regel springt in met een tab.", _place(text, found.start(1), file), remedy)
        for found in _first(_INDENTED_BY_TAB, text)
    ]
    if wrong:
        raise InputWrong(wrong)
    return text


def _first(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Find the first few places of a pattern; a whole file of them helps nobody."""
    return [found for found, _ in zip(pattern.finditer(text), range(_MOST_PLACES), strict=False)]


def _place(text: str, index: int, file: str) -> Place:
    """Give the place of a character."""
    return Place(file, *position(text, index))


def _too_large(file: str) -> InputWrong:
    """Make the error for a file that is larger than any policy."""
    what = f"het bestand is groter dan {LARGEST // 1_000_000} MB."
    return InputWrong(Problem(what, Place(file), "Controleer of dit het juiste bestand is, of splits het."))
