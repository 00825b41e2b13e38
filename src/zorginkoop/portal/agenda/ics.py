"""Writes an agenda as iCalendar (RFC 5545): whole days, stable names, lines folded at 75 octets.

Each moment has a UID that never changes and a SEQUENCE that only grows, so that a calendar renews what it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_FOLD = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
PRODUCT = "-//zorginkoop//agenda//NL"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: whole days from the first up to and including the last."""

    uid: str
    first: date
    last: date
    summary: str
    description: str = ""
    address: str = ""
    sequence: int = 0


def written(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """Write a calendar as it is published; `now` is the moment that is written on each entry."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for one in entries:
        lines += _entry(one, now)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _entry(one: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{one.sequence}"
    yield f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{_text(one.description)}"
    if one.address:
        yield f"URL:{one.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """Write a text so that none of its signs is read as a part of the calendar."""
    kept = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return kept.translate(_ESCAPED)


def folded(line: str) -> bytes:
    """Break a line after at most 75 octets, never inside a character; what follows begins with a space."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > _FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    pieces.append(piece)
    return b"\r\n".join(pieces) + b"\r\n"
