"""From the text of a cell to its exact value, for a whole column at once.

Forms are those of the kernel's readers (zorginkoop.kernel.scalars), which a property test holds side by side; only
what never stands in a register by design is refused earlier here, such as a date before 1900.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from zorginkoop.tables import Column, Kind, Table

WHOLE: Final = r"^-?[0-9]+$"
DECIMAL: Final = r"^-?[0-9]+(?:\.[0-9]+)?$"
DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?$"
)
ZONE: Final = r"(Z|[+-][0-9]{2}:[0-9]{2})$"
MOST_DIGITS: Final = 15
FIRST_YEAR: Final = 1900
FIRST_MOMENT_YEAR: Final = 1970  # before this, the clock of Amsterdam differs between editions of the zone data
LAST_MOMENT_YEAR: Final = 2199

DATE_LENGTH: Final = 10
MINUTE_LENGTH: Final = 16


def tidy(column: Column) -> pl.Expr:
    """Give the text of a column as it is meant: no spaces around a value, one kind of line end within a text."""
    text = pl.col(column.name)
    if column.kind is Kind.TEXT:
        return text.str.replace_all("\r\n", "\n", literal=True)
    return text.str.strip_chars()


def value_of(column: Column) -> pl.Expr:
    """Give the exact values of a tidy column; empty where the text is empty or has another form."""
    text = pl.col(column.name)
    match column.kind:
        case Kind.WHOLE:
            return pl.when(text.str.contains(WHOLE)).then(text).cast(pl.Int64, strict=False).alias(column.name)
        case Kind.DECIMAL:
            return _decimal(text).alias(column.name)
        case Kind.DATE:
            return _date(text).alias(column.name)
        case Kind.MOMENT:
            return _moment(text).alias(column.name)
        case Kind.YES_NO:
            return text.replace_strict({"ja": True, "nee": False}, default=None, return_dtype=pl.Boolean).alias(
                column.name
            )
        case Kind.TEXT | Kind.CODE | Kind.CHOICE:
            return text


def texts_of(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Write a frame of exact values as the texts that read back to them."""
    return frame.select(_text(column) for column in table.columns)


def _text(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    match column.kind:
        case Kind.YES_NO:
            return pl.when(value).then(pl.lit("ja")).when(~value).then(pl.lit("nee")).alias(column.name)
        case Kind.DATE:
            return value.dt.strftime("%Y-%m-%d")
        case Kind.MOMENT:
            local = value.dt.convert_time_zone("Europe/Amsterdam")
            whole = local.dt.strftime("%Y-%m-%dT%H:%M:%S%:z")
            return (
                pl.when(value.dt.microsecond() == 0)
                .then(whole)
                .otherwise(local.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z"))
            )
        case _:
            return value.cast(pl.String)


def _decimal(text: pl.Expr) -> pl.Expr:
    """Write each number in its one form: no needless zeros, no minus before zero, at most 15 digits that count."""
    plain = text.str.replace(r"^(-?)0+([0-9])", "$1$2")
    short = pl.when(plain.str.contains(".", literal=True)).then(plain.str.replace(r"\.?0+$", "")).otherwise(plain)
    one_form = pl.when(short == "-0").then(pl.lit("0")).otherwise(short)
    digits = one_form.str.replace_all(r"[-.]", "").str.strip_chars_start("0").str.len_chars()
    return pl.when(text.str.contains(DECIMAL) & (digits <= MOST_DIGITS)).then(one_form)


def _date(text: pl.Expr) -> pl.Expr:
    day = pl.when(text.str.contains(DATE)).then(text).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day.dt.year() >= FIRST_YEAR).then(day)


def _moment(text: pl.Expr) -> pl.Expr:
    """Read moments; without a zone it is Dutch time, of which the hour that is skipped in spring does not exist."""
    sound = pl.when(text.str.contains(MOMENT)).then(text)
    zone = pl.when(sound.str.len_chars() > DATE_LENGTH).then(sound.str.extract(ZONE))
    clock = sound.str.replace(ZONE, "").str.replace(" ", "T", literal=True)
    clock = pl.when(sound.str.len_chars() == DATE_LENGTH).then(sound + "T00:00").otherwise(clock)
    clock = pl.when(clock.str.len_chars() == MINUTE_LENGTH).then(clock + ":00").otherwise(clock)
    local = clock.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    dutch = local.dt.replace_time_zone("Europe/Amsterdam", ambiguous="earliest", non_existent="null")
    minutes = zone.str.slice(1, 2).cast(pl.Int64, strict=False) * 60 + zone.str.slice(4, 2).cast(pl.Int64, strict=False)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    offset = pl.duration(minutes=pl.when(zone == "Z").then(0).otherwise(sign * minutes))
    elsewhere = (local - offset).dt.replace_time_zone("UTC")
    moment = pl.when(zone.is_null()).then(dutch.dt.convert_time_zone("UTC")).otherwise(elsewhere)
    return pl.when(moment.dt.year().is_between(FIRST_MOMENT_YEAR, LAST_MOMENT_YEAR)).then(moment)
