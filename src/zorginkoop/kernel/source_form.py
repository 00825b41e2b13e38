"""What every mapping in a policy file shares: strict keys, names, places in the source, and our own words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Place = Annotated[str, StringConstraints(min_length=1)]
CatalogueItem = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2,3}$")]


class Source(BaseModel):
    """A mapping in a policy file: frozen, and extra keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Wording(Source):
    """One sentence in our own words, in both languages."""

    nl: str
    en: str


def _wording(value: object) -> object:
    return {"nl": value, "en": value} if isinstance(value, str) else value


Words = Annotated[Wording, BeforeValidator(_wording)]


class Force(StrEnum):
    """What a rule may do: a requirement may block, an effort is recorded, a discretion makes a task for a person."""

    REQUIREMENT = "eis"
    EFFORT = "inspanning"
    DISCRETION = "bevoegdheid"


class Node(Source):
    """Anything that rests on a place in the source."""

    id: Identifier | None = None
    bij: tuple[Place, ...] = ()
    posten: tuple[CatalogueItem, ...] = ()
    tekst: Words | None = None
