"""A number in a rule: written down, or a value that the installation supplies because the text does not give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from zorginkoop.kernel.scalars import Whole

_LONGEST = 9999

Model = TypeVar("Model", bound=BaseModel)


class SuppliedNumber(BaseModel):
    """A whole number that the installation supplies, by the name it is declared under `waarden`."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")] = Field(alias="waarde")


def _countable(number: int) -> int:
    """Refuse a term of less than one or of more than anyone means."""
    if not 1 <= number <= _LONGEST:
        message = f"{number} is geen termijn; geef 1 tot en met {_LONGEST}, of 'direct: ja' als er geen wachttijd is."
        raise ValueError(message)
    return number


def _not_negative(number: int) -> int:
    """Refuse a period that nobody means; none at all is allowed."""
    if not 0 <= number <= _LONGEST:
        message = f"{number} kan hier niet; geef 0 tot en met {_LONGEST}."
        raise ValueError(message)
    return number


Count = Annotated[Whole, AfterValidator(_countable)]
Number: TypeAlias = Count | SuppliedNumber
WholeOrNone: TypeAlias = Annotated[Whole, AfterValidator(_not_negative)] | SuppliedNumber  # a period that may be none


def names_in(value: object) -> Iterator[str]:
    """Walk the names of the supplied numbers in a model, at any depth."""
    if isinstance(value, SuppliedNumber):
        yield value.name
    elif isinstance(value, BaseModel):
        for _, part in value:
            yield from names_in(part)


def filled(model: Model, numbers: Mapping[str, int]) -> Model:
    """Give a model with every supplied number in place.

    Raises a ValidationError for a number that cannot be, and a KeyError for one that is not there.
    """
    if not any(True for _ in names_in(model)):
        return model
    plain = model.model_dump(by_alias=True, exclude_none=True)
    return type(model).model_validate(_filled(plain, numbers.__getitem__))


def _filled(plain: object, number: Callable[[str], int]) -> object:
    if not isinstance(plain, dict):
        return plain
    if set(plain) == {"waarde"}:
        return number(plain["waarde"])
    return {key: _filled(part, number) for key, part in plain.items()}


def written(number: int | SuppliedNumber | None) -> int:
    """Give a number of a filled model; one that still has to be supplied is a mistake of the caller."""
    if isinstance(number, SuppliedNumber):
        message = f"de waarde '{number.name}' is nog niet ingevuld."
        raise TypeError(message)
    return number or 0


def supplied_texts(value: object) -> tuple[str, ...]:
    """Give the texts of a supplied value: one, a list, or 'code=part,part' lines for a map."""
    if isinstance(value, Mapping):
        return tuple(f"{key}={','.join(supplied_texts(parts))}" for key, parts in sorted(value.items()))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(str(part) for part in value)
    return (str(value),)
