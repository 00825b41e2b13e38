"""Find what somebody points at in the text of an edition by its id: a condition, a route, a list, a value, a reading.

An address is an id, or as much of the way to it as makes it the only one: `behandelindex`, or
`fysiotherapie/lagen/parkinsonnet`, or `lijsten/agb_paramedisch`. What stands in a shared module is found too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from zorginkoop.kernel.condition_source import COMPARISONS
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.marked import Path
from zorginkoop.policies.codings import Texts
from zorginkoop.policies.readings import KEY as READING

_BY_SUBJECT = ("feiten", "relaties")
_DECLARED = ("gebeurtenissen", "contactpunten", "teksten", "formules", "impliceert")
_MOST_NAMED = 12
_WORDS = {"id", "bij", "posten", "tekst", "peiljaar"}  # keys of a node that hold no limit


class SpotKind(StrEnum):
    """What an address points at, as far as setting it differs."""

    NODE = "onderdeel"
    LIST = "lijst"
    VALUE = "waarde"
    READING = "lezing"
    USE = "gebruik"  # a condition that is named here, and stands elsewhere
    PLACE = "plaats"  # a list of nodes, to which one can be added
    DECLARATION = "declaratie"


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that can be pointed at: its whole address, the module it stands in ('' for the edition), its path."""

    kind: SpotKind
    address: tuple[str, ...]
    module: str
    path: Path

    def __str__(self) -> str:
        """Write the whole address."""
        return "/".join(self.address)


@dataclass(frozen=True, slots=True)
class Index:
    """Everything in an edition that can be pointed at, by the readings that are taken."""

    texts: Texts
    readings: Mapping[str, str]
    spots: tuple[Spot, ...]

    def value(self, spot: Spot) -> Any:  # noqa: ANN401 - whatever the officer wrote there
        """Give what stands at a spot."""
        return at(self.document(spot.module), spot.path)

    def document(self, module: str) -> object:
        """Give the text of the edition, or of a shared module."""
        return (self.texts.modules[module] if module else self.texts.own).plain

    def find(self, address: str, kinds: Iterable[SpotKind], where: Place) -> Spot:
        """Find the one spot of some kinds; of kinds named later only where the earlier have none.

        Raises QuestionWrong with the nearest names, or with all addresses when there are several.
        """
        for kind in _ranks(kinds):
            found = [spot for spot in self.spots if spot.kind in kind and points_at(address, spot.address)]
            exact = [spot for spot in found if str(spot) == address] or found
            if len(exact) == 1:
                return exact[0]
            if exact:
                raise several(address, exact, where)
        raise self.unknown(address, where)

    def unknown(self, address: str, where: Place) -> QuestionWrong:
        """Say that an address points at nothing, with the nearest names."""
        names = dict.fromkeys(spot.address[-1] for spot in self.spots)
        near = get_close_matches(address.rpartition("/")[2], names, 3, 0.6)
        remedy = f"Bedoelt u {' of '.join(near)}?" if near else "Noem een id uit het beleid (zorginkoop policy show)."
        return QuestionWrong(Problem(f"'{address}' staat niet in dit beleid.", where, remedy))


def _ranks(kinds: Iterable[SpotKind]) -> list[set[SpotKind]]:
    """Put the kinds that are looked for in two ranks: what decides, and what only declares a name."""
    wanted = set(kinds)
    late = wanted & {SpotKind.DECLARATION}
    return [rank for rank in (wanted - late, late) if rank]


def several(address: str, spots: Sequence[Spot], where: Place) -> QuestionWrong:
    """Say that an address points at several spots, with the address of each."""
    named = sorted({str(spot) for spot in spots})
    shown = ", ".join(named[:_MOST_NAMED]) + (f", … (en nog {len(named) - _MOST_NAMED})" if named[_MOST_NAMED:] else "")
    remedy = f"Noem welke: {shown}."
    return QuestionWrong(Problem(f"'{address}' komt {len(spots)} keer voor.", where, remedy))


def points_at(asked: str, address: tuple[str, ...]) -> bool:
    """Tell whether an address that was given, perhaps with steps left out, leads to a whole one."""
    steps = asked.split("/")
    rest = iter(address)
    return steps[-1] == address[-1] and all(step in rest for step in steps)


def at(plain: Any, path: Path) -> Any:  # noqa: ANN401 - a text of mappings and lists, and whatever stands there
    """Give what stands at a path."""
    for step in path:
        plain = plain[step]
    return plain


def index_of(texts: Texts, readings: Mapping[str, str]) -> Index:
    """Index a text by the readings that an installation takes; what is not named there is as the policy chooses."""
    chosen = {**_own_choices(texts), **readings}
    spots: list[Spot] = []
    for module, document in (("", texts.own), *texts.modules.items()):
        if isinstance(document.plain, dict):
            spots += _Walk(module, chosen).document(document.plain)
    return Index(texts, chosen, tuple(spots))


def _own_choices(texts: Texts) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for document in (*texts.modules.values(), texts.own):
        declared = document.plain.get("lezingen") if isinstance(document.plain, dict) else None
        for name, reading in (declared if isinstance(declared, dict) else {}).items():
            if isinstance(reading, dict):
                chosen[name] = str(reading.get("kies"))
    return chosen


class _Walk:
    def __init__(self, module: str, chosen: Mapping[str, str]) -> None:
        self.module = module
        self.chosen = chosen

    def _spot(self, kind: SpotKind, address: tuple[str, ...], path: Path) -> Spot:
        return Spot(kind, address, self.module, path)

    def document(self, plain: Mapping[str, Any]) -> Iterator[Spot]:
        for section, kind in (
            ("lijsten", SpotKind.LIST), ("waarden", SpotKind.VALUE), ("lezingen", SpotKind.READING),
            *((name, SpotKind.DECLARATION) for name in _DECLARED),
        ):  # fmt: skip
            if isinstance(plain.get(section), dict):
                yield self._spot(SpotKind.PLACE, (section,), (section,))
                for name in plain[section]:
                    yield self._spot(kind, (section, name), (section, name))
        for section in _BY_SUBJECT:
            for subject, entries in (plain.get(section) or {}).items():
                yield self._spot(SpotKind.PLACE, (section, subject), (section, subject))
                for name in entries or {}:
                    yield self._spot(SpotKind.DECLARATION, (section, subject, name), (section, subject, name))
        yield self._spot(SpotKind.PLACE, ("voorwaarden",), ("voorwaarden",))
        yield from self._inside(plain.get("voorwaarden"), ("voorwaarden",), ("voorwaarden",))
        for name, agreement in (plain.get("overeenkomsten") or {}).items():
            yield from self._agreement(name, agreement)

    def _agreement(self, name: str, agreement: object) -> Iterator[Spot]:
        root: Path = ("overeenkomsten", name)
        yield self._spot(SpotKind.NODE, (name,), root)
        if not isinstance(agreement, dict):
            return
        for key, value in agreement.items():
            if isinstance(value, list):
                yield self._spot(SpotKind.PLACE, (name, key), (*root, key))
            elif isinstance(value, dict) and not isinstance(value.get("id"), str):
                yield self._spot(SpotKind.NODE, (name, key), (*root, key))
            yield from self._inside(value, (name, key), (*root, key))

    def _inside(self, value: object, address: tuple[str, ...], path: Path) -> Iterator[Spot]:
        """Walk the nodes inside a value: what has an id, and a condition that is named in a list of them."""
        if isinstance(value, list):
            for number, part in enumerate(value):
                if isinstance(part, str) and len(path) == _LIST_OF_AGREEMENT:
                    yield self._spot(SpotKind.USE, (*address, part), (*path, number))
                yield from self._inside(part, address, (*path, number))
        elif isinstance(value, dict):
            own = value.get("id")
            if isinstance(own, str):
                address = (*address, own)
                yield self._spot(SpotKind.NODE, address, path)
            for key, part in value.items():
                if not self._left_out(value, key):
                    yield from self._inside(part, address, (*path, key))

    def _left_out(self, value: Mapping[str, Any], key: str) -> bool:
        """Tell whether a key is the option of a reading that was not taken."""
        return _is_option(key, value) and key != self.chosen.get(str(value[READING]), key)


_LIST_OF_AGREEMENT = 3  # overeenkomsten, name, list


def _is_option(key: str, value: Mapping[str, Any]) -> bool:
    return READING in value and key[:1] == "R" and key[1:].isdigit()


def limits(index: Index, spot: Spot) -> list[Path]:
    """Give where the limits of a node stand: those on its own level, or else all those inside it."""
    value = index.value(spot)
    if not isinstance(value, dict):
        return []
    own = [*_compared(value, ())]
    if value.get(READING) in index.readings:
        option = index.readings[value[READING]]
        if isinstance(value.get(option), dict):
            own += _compared(value[option], (option,))
    return own or list(_compared_inside(index, value, ()))


def _compared(value: Mapping[str, Any], path: Path) -> Iterator[Path]:
    yield from ((*path, key) for key in COMPARISONS if key in value)


def _compared_inside(index: Index, value: object, path: Path) -> Iterator[Path]:
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from _compared_inside(index, part, (*path, number))
    elif isinstance(value, dict):
        yield from _compared(value, path)
        for key, part in value.items():
            taken = not _is_option(key, value) or key == index.readings.get(str(value[READING]))
            if key not in _WORDS and key not in COMPARISONS and taken:
                yield from _compared_inside(index, part, (*path, key))
