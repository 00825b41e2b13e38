"""The catalogue's items as data (posten.yaml): what each is, how strong, and on which lines of a source it rests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, ValidationError, WithJsonSchema

from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.language import Source
from zorginkoop.kernel.marked import problems_from_validation
from zorginkoop.kernel.scalars import YesNo
from zorginkoop.policies.documents import read_document

ITEMS_FILE = Path(__file__).parents[1] / "posten.yaml"
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


class ItemKind(StrEnum):
    """What an item is about."""

    CONDITION = "voorwaarde"
    ELIGIBILITY = "toegang"
    PROCEDURE = "werkwijze"
    DEADLINE = "termijn"
    FORMULA = "formule"
    PARAMETER = "gegeven"
    SERVICE_LEVEL = "service"
    REPORT = "rapportage"
    RIGHT = "recht"
    DEFINITION = "begrip"
    DATA_FLOW = "gegevensstroom"
    VERSIONING = "versie"
    EXPECTATION = "verwachting"


class ItemForce(StrEnum):
    """How strong an item is: hard, soft, left to a person, or for information."""

    HARD = "eis"
    SOFT = "inspanning"
    DISCRETION = "bevoegdheid"
    INFORMATION = "informatie"


@dataclass(frozen=True, slots=True, order=True)
class Lines:
    """A range of lines of a source, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        """Write the range as people do: 12 or 12-14."""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"

    def __len__(self) -> int:
        """Count the lines."""
        return self.last - self.first + 1

    def holds(self, other: Lines) -> bool:
        """Tell whether another range lies wholly inside this one."""
        return self.first <= other.first and other.last <= self.last

    def touches(self, other: Lines) -> bool:
        """Tell whether another range shares a line with this one."""
        return self.first <= other.last and other.first <= self.last


def lines_of(text: object) -> object:
    """Read a range of lines; anything else is left for the model to refuse."""
    if isinstance(text, Lines):
        return text
    found = _RANGE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        message = f"'{text}' zijn geen regels; schrijf bijvoorbeeld 12 of 12-14."
        raise ValueError(message)
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first or first < 1:
        message = f"'{text}' zijn geen regels: de eerste is minstens 1, en de laatste komt niet eerder."
        raise ValueError(message)
    return Lines(first, last)


LineRange = Annotated[Lines, BeforeValidator(lines_of), WithJsonSchema({"type": "string"})]


class NarrativeSource(Source):
    """Lines of a source that only tell, with a word why."""

    regels: LineRange
    waarom: str


class SourceSource(Source):
    """One source: the prefix of its items, its lines that only tell, and the editions known from it only in part."""

    voorvoegsel: str
    vrijgesteld: tuple[str, ...] = ()
    verhalend: tuple[NarrativeSource, ...] = ()


class ItemSource(Source):
    """One item of the catalogue."""

    soort: ItemKind
    kracht: ItemForce
    regels: tuple[LineRange, ...]
    afgeleid: YesNo = False


class ItemsSource(Source):
    """The whole of posten.yaml."""

    bronnen: dict[str, SourceSource]
    posten: dict[str, ItemSource]


@dataclass(frozen=True)
class Items:
    """The items of one source, and which of its lines only tell."""

    items: Mapping[str, ItemSource]
    narrative: tuple[NarrativeSource, ...] = ()
    exempt: tuple[str, ...] = ()

    def touching(self, lines: Lines) -> dict[str, ItemSource]:
        """Give the items that rest on some of these lines."""
        return {name: item for name, item in self.items.items() if any(own.touches(lines) for own in item.regels)}

    def narrow(self, name: str, lines: Lines) -> int:
        """Give how many lines the narrowest range of an item counts that holds these lines; 0 when none does."""
        return min((len(own) for own in self.items[name].regels if own.holds(lines)), default=0)

    def told(self, lines: Lines) -> str | None:
        """Give the word why when all these lines only tell, else None."""
        return next((part.waarom for part in self.narrative if part.regels.holds(lines)), None)


def read_items(file: Path = ITEMS_FILE) -> ItemsSource:
    """Read the catalogue's items; PolicyWrong with every problem found."""
    document = read_document(file)
    try:
        return ItemsSource.model_validate(document.plain)
    except ValidationError as error:
        raise PolicyWrong(problems_from_validation(document, error, ItemsSource)) from None


def items_file(folder: Path) -> Path:
    """Give the catalogue of an edition: the one beside its care group, else ours."""
    beside = folder.parent.parent / ITEMS_FILE.name
    return beside if beside.is_file() else ITEMS_FILE


def items_of(source: str, everything: ItemsSource) -> Items:
    """Give the items of one source; a source that the catalogue does not know has none."""
    known = everything.bronnen.get(source)
    if known is None:
        return Items({})
    prefix = f"{known.voorvoegsel}-"
    own = {name: item for name, item in everything.posten.items() if name.startswith(prefix)}
    return Items(own, known.verhalend, known.vrijgesteld)
