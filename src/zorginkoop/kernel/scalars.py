"""Text that a person wrote, turned into exact values.

Every scalar of a policy or facts file arrives here as text and leaves as an integer, a date, a moment or a
fraction; there are no floats. What cannot be read raises ValueError with a Dutch sentence that says which forms are
accepted, and the loader adds file, line and column.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from fractions import Fraction
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?")
_WHOLE = re.compile(r"-?\d+")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def read_date(text: object) -> date:
    """Read an ISO date (2026-01-31); a date object passes through."""
    if isinstance(text, datetime):
        message = f"'{text}' is een moment; hier past een datum als 2026-01-31."
        raise ValueError(message)
    if isinstance(text, date):
        return text
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"'{text}' is geen bestaande datum."
            raise ValueError(message) from None
    message = f"'{text}' is geen datum; schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31."
    raise ValueError(message)


def read_moment(text: object) -> datetime:
    """Read a moment in Europe/Amsterdam (2025-10-15T23:30, Z or offset allowed); a bare date is its first instant."""
    if isinstance(text, datetime):
        return text.astimezone(AMSTERDAM) if text.tzinfo else text.replace(tzinfo=AMSTERDAM)
    if isinstance(text, date):
        return datetime.combine(text, time(), AMSTERDAM)
    if isinstance(text, str):
        if _DATE.fullmatch(text):
            return datetime.combine(read_date(text), time(), AMSTERDAM)
        parts = _MOMENT.fullmatch(text)
        if parts:
            try:
                moment = datetime.fromisoformat(f"{parts[1]}T{parts[2]}{(parts[3] or '').replace('Z', '+00:00')}")
            except ValueError:
                message = f"'{text}' is geen bestaand moment."
                raise ValueError(message) from None
            return moment.astimezone(AMSTERDAM) if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
    message = f"'{text}' is geen moment; schrijf bijvoorbeeld 2025-10-15 of 2025-10-15T23:30."
    raise ValueError(message)


def read_whole(text: object) -> int:
    """Read a whole number."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    if isinstance(text, str) and _WHOLE.fullmatch(text):
        return int(text)
    message = f"'{text}' is geen heel getal."
    raise ValueError(message)


def read_decimal(text: object) -> Fraction:
    """Read a decimal number exactly (150 or 150.1; never 150,1)."""
    if isinstance(text, Fraction):
        return text
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text)
    if isinstance(text, str) and _DECIMAL.fullmatch(text):
        return Fraction(text)
    message = f"'{text}' is geen getal; schrijf bijvoorbeeld 150 of 150.1 (met een punt)."
    raise ValueError(message)


def read_percentage(text: object) -> Fraction:
    """Read a percentage as an exact share: '30 %' becomes 3/10."""
    if isinstance(text, Fraction):
        return text
    if isinstance(text, str) and text.endswith("%"):
        return read_decimal(text[:-1].strip()) / 100
    message = f"'{text}' is geen percentage; schrijf bijvoorbeeld 30 %."
    raise ValueError(message)


def read_yes_no(text: object) -> bool:
    """Read ja or nee."""
    if isinstance(text, bool):
        return text
    if isinstance(text, str) and text in {"ja", "nee"}:
        return text == "ja"
    message = f"'{text}' is geen ja of nee; schrijf ja of nee, in kleine letters."
    raise ValueError(message)


def write_decimal(value: Fraction) -> str:
    """Write an exact decimal the way policy files write it; the value must have a finite decimal form."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    scaled = value
    while scaled.denominator != 1:
        scaled *= 10
        digits += 1
        if digits > 30:  # noqa: PLR2004 - a policy number with more digits than this is not a number a person wrote
            message = f"{value} heeft geen eindige decimale vorm."
            raise ValueError(message)
    sign = "-" if scaled < 0 else ""
    figures = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}"


def write_percentage(value: Fraction) -> str:
    """Write an exact share as a percentage: 3/10 becomes '30 %'."""
    return f"{write_decimal(value * 100)} %"


def write_yes_no(value: bool) -> str:  # noqa: FBT001 - the value itself is the subject
    """Write ja or nee."""
    return "ja" if value else "nee"


IsoDate = Annotated[
    date,
    BeforeValidator(read_date),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"}
    ),
]
Whole = Annotated[
    int, BeforeValidator(read_whole), WithJsonSchema({"type": ["integer", "string"], "pattern": r"^-?\d+$"})
]
Decimal = Annotated[
    Fraction,
    BeforeValidator(read_decimal),
    PlainSerializer(write_decimal, return_type=str),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"}),
]
Percentage = Annotated[
    Fraction,
    BeforeValidator(read_percentage),
    PlainSerializer(write_percentage, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)? ?%$"}),
]
YesNo = Annotated[
    bool,
    BeforeValidator(read_yes_no),
    PlainSerializer(write_yes_no, return_type=str),
    WithJsonSchema({"type": "string", "enum": ["ja", "nee"]}),
]
