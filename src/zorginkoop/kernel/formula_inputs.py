"""What an input file of a formula may hold: exact numbers in their unit, and `onbekend` where nobody knows yet.

The readers raise ValueError with a Dutch sentence; the loader adds file, line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from zorginkoop.kernel.scalars import read_date, read_decimal, read_percentage, read_whole, read_yes_no

UNKNOWN = "onbekend"
_CENTS = 100

Read = TypeVar("Read")
Impossible: TypeAlias = Iterator[tuple[tuple[str, ...], str, str]]  # where, what cannot be, and what to do


class Given(BaseModel):
    """A mapping in an input file: extra keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def known(read: Callable[[object], Read]) -> Callable[[object], Read | None]:
    """Let `onbekend` through as unknown, and refuse to read nothing as anything."""

    def reader(value: object) -> Read | None:
        if value == UNKNOWN:
            return None
        if value is None:
            message = "hier staat niets; geef een waarde, of schrijf onbekend."
            raise ValueError(message)
        return read(value)

    return reader


def read_money(text: object) -> Fraction:
    """Read an amount in euro as exact cents."""
    try:
        value = read_decimal(text)
    except ValueError:
        message = f"'{text}' is geen bedrag; schrijf bijvoorbeeld 1250000.00 (met een punt, zonder €)."
        raise ValueError(message) from None
    if value < 0:
        message = f"'{text}' is negatief; een bedrag is hier ten minste 0."
        raise ValueError(message)
    if (value * _CENTS).denominator != 1:
        message = f"'{text}' heeft meer dan twee decimalen; een bedrag gaat tot de cent."
        raise ValueError(message)
    return value * _CENTS


def read_share(text: object) -> Fraction:
    """Read a percentage from 0 % up to 100 %."""
    value = read_percentage(text)
    if not 0 <= value <= 1:
        message = f"'{text}' ligt niet van 0 % tot en met 100 %."
        raise ValueError(message)
    return value


def read_rate(text: object) -> Fraction:
    """Read an index as a percentage; it may be negative."""
    value = read_percentage(text)
    if not -1 < value < 1:
        message = f"'{text}' is geen index; die ligt tussen -100 % en 100 %."
        raise ValueError(message)
    return value


def read_count(text: object) -> int:
    """Read how many there are."""
    value = read_whole(text)
    if value < 0:
        message = f"'{text}' is negatief; tel hier ten minste 0."
        raise ValueError(message)
    return value


def read_number(text: object) -> Fraction:
    """Read a number that is not negative."""
    value = read_decimal(text)
    if value < 0:
        message = f"'{text}' is negatief; hier hoort ten minste 0."
        raise ValueError(message)
    return value


def read_text(text: object) -> str:
    """Read words that a person wrote."""
    if not isinstance(text, str) or not text.strip():
        message = "hier hoort een woord."
        raise ValueError(message)
    return text


Money = Annotated[Fraction | None, BeforeValidator(known(read_money))]
Share = Annotated[Fraction | None, BeforeValidator(known(read_share))]
Rate = Annotated[Fraction | None, BeforeValidator(known(read_rate))]
Number = Annotated[Fraction | None, BeforeValidator(known(read_number))]
Count = Annotated[int | None, BeforeValidator(known(read_count))]
Day = Annotated[date | None, BeforeValidator(known(read_date))]
Answer = Annotated[bool | None, BeforeValidator(known(read_yes_no))]
Text = Annotated[str | None, BeforeValidator(known(read_text))]
Said = Annotated[str, BeforeValidator(read_text)]


def mapping(name: str, kinds: Mapping[str, Any], optional: frozenset[str] = frozenset()) -> type[Given]:
    """Make the model of a mapping whose keys the policy names; what is optional is unknown when it is left out."""
    fields: dict[str, Any] = {
        f"f_{key}": (kind, Field(default=None, alias=key) if key in optional else Field(alias=key))
        for key, kind in kinds.items()
    }
    return create_model(name, __base__=Given, **fields)


def readable(plain: object, read: Callable[[object], Read], *path: str) -> Read | None:
    """Read one input to hold beside another; None where it is unknown, absent or wrong, which is told elsewhere."""
    for key in path:
        plain = plain.get(key) if isinstance(plain, dict) else None
    try:
        return None if plain is None or plain == UNKNOWN else read(plain)
    except ValueError:
        return None


def as_given(model: object) -> Any:  # noqa: ANN401 - nested mappings of whatever the models of one formula hold
    """Turn what was read back into nested mappings by their own keys."""
    if isinstance(model, Given):
        names = type(model).model_fields
        return {names[name].alias or name: as_given(value) for name, value in model}
    if isinstance(model, dict):
        return {key: as_given(value) for key, value in model.items()}
    return model


def whole_mapping(model: type[Given]) -> Any:  # noqa: ANN401 - a type made while running
    """Let a whole mapping be `onbekend`."""
    return Annotated[model | None, BeforeValidator(known(lambda value: value))]


def exactly(wanted: str, refusal: Callable[[str], str]) -> Any:  # noqa: ANN401 - a type made while running
    """Accept one word only; any other is refused with its own sentence."""

    def check(value: str) -> str:
        if value != wanted:
            raise ValueError(refusal(value))
        return value

    return Annotated[str, BeforeValidator(read_text), AfterValidator(check)]
