"""What a season rests on: the policy, the values (made-up ones marked), the readings, the dates and the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zorginkoop import __version__
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.language import Wording
from zorginkoop.study.report.words import Tongue, plain
from zorginkoop.study.season import Season

MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value that the policy needs and an installation gave."""

    id: str
    value: str
    unit: str
    validity: str
    source: str
    by: str
    setter: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading: the question, the answer taken, the others, and whether the installation chose differently."""

    id: str
    question: str
    chosen: str
    others: tuple[str, ...]
    own_choice: bool


class Head:
    """The provenance of a season, in one language."""

    def __init__(self, season: Season, tongue: Tongue) -> None:
        self.season = season
        self.tongue = tongue
        self.source = season.edition.source.uitgave
        self.engine = __version__

    @cached_property
    def name(self) -> str:
        """What the policy is called."""
        return self._words(self.source.naam)

    @cached_property
    def partial(self) -> str:
        """Why only a part of the policy is judged, where that is so."""
        return self._words(self.source.gedeeltelijk)

    @cached_property
    def published(self) -> str:
        """When the policy was published."""
        published = self.source.gepubliceerd
        return self.tongue.day(published) if published else self.tongue.say("niet bekend", "not known")

    @cached_property
    def on(self) -> str:
        """The reference date."""
        return self.tongue.day(self.season.as_of.on)

    @cached_property
    def known(self) -> str:
        """What was known when, where that is not simply the end of the reference date."""
        as_of = self.season.as_of
        return "" if as_of.known == end_of_day(as_of.on) else self.tongue.moment(as_of.known)

    @cached_property
    def size(self) -> int:
        """How many providers the register has."""
        return self.season.tables["aanbieders"].height

    @cached_property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """How many rows each table of the register has."""
        return tuple((name, table.height) for name, table in self.season.tables.items())

    @cached_property
    def scope(self) -> str:
        """For whom the purchaser contracts."""
        scope = self.source.geldt_voor
        labels = ", ".join(plain(label) for label in scope.labels)
        return f"{scope.verzekeraar} (UZOVI {scope.uzovi}): {labels}"

    @cached_property
    def values(self) -> tuple[ValueRow, ...]:
        """Every value that the policy needs, in its order."""
        given = self.season.installation.values
        rows = []
        for name, needed in self.season.edition.vocabulary.waarden.items():
            value = given.get(name)
            if value is None:
                missing = self.tongue.say("niet gegeven", "not given")
                rows.append(ValueRow(name, missing, "", "", "", "", needed.zetter, made_up=False))
                continue
            validity = " - ".join(self.tongue.day(day) if day else "…" for day in (value.geldig_van, value.geldig_tot))
            rows.append(
                ValueRow(
                    name,
                    written(value.waarde),
                    value.eenheid or needed.eenheid or "",
                    validity if value.geldig_van or value.geldig_tot else "",
                    value.bron,
                    value.door,
                    needed.zetter,
                    made_up=value.verzonnen,
                )
            )
        return tuple(rows)

    @cached_property
    def made_up(self) -> int:
        """How many of those values are made up."""
        return sum(row.made_up for row in self.values)

    @cached_property
    def readings(self) -> tuple[ReadingRow, ...]:
        """Every reading that was taken, with the alternatives."""
        own = self.season.installation.readings
        rows = []
        for name, reading in self.season.edition.vocabulary.lezingen.items():
            chosen = own.get(name, reading.kies)
            others = tuple(self._words(words) for key, words in reading.opties.items() if key != chosen)
            taken = self._words(reading.opties.get(chosen)) or chosen
            rows.append(ReadingRow(name, self._words(reading.vraag), taken, others, chosen != reading.kies))
        return tuple(rows)

    def _words(self, wording: Wording | None) -> str:
        if wording is None:
            return ""
        return wording.en if self.tongue.language == "en" else wording.nl


def written(value: object) -> str:
    """Write a value of an installation as words; a long list is cut off and counted."""
    if isinstance(value, dict):
        return _listed([f"{key}: {written(inner)}" for key, inner in value.items()], "; ")
    if isinstance(value, list | tuple):
        return _listed([plain(str(part)) for part in value], ", ")
    return plain(str(value))


def _listed(parts: list[str], between: str) -> str:
    if len(parts) <= MOST_LISTED:
        return between.join(parts)
    return between.join(parts[:MOST_LISTED]) + f"{between}… (+{len(parts) - MOST_LISTED})"
