"""Hold an edition against its coverage file, and the coverage file against the catalogue and the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from zorginkoop.kernel.errors import Place, Problem
from zorginkoop.policies.coverage.compare import Compared, compare
from zorginkoop.policies.coverage.contradictions import contradictions
from zorginkoop.policies.coverage.homes import Home, Lives, home_of, homes, is_at_home, says
from zorginkoop.policies.coverage.items import ItemForce, Items, Lines
from zorginkoop.policies.coverage.ledger import LEDGER_FILE, REASONS, Ledger, SentenceEntry, heading_of, place_of
from zorginkoop.policies.coverage.nodes import NodeAt

_DECLARED = frozenset({"feiten", "relaties", "gebeurtenissen", "lijsten", "waarden", "lezingen", "impliceert"})


@dataclass(frozen=True)
class Open:
    """A sentence of which it is not settled what carries it, and why."""

    anchor: str
    lines: str
    why: str
    items: tuple[str, ...]
    normative: bool


@dataclass(frozen=True)
class Coverage:
    """What a check found."""

    edition: str
    source: str
    entries: Mapping[str, SentenceEntry]
    open: tuple[Open, ...]
    problems: tuple[Problem, ...]
    compared: Compared | None
    exempt: bool = False
    carriers: Mapping[str, Counter[Home]] = field(
        default_factory=dict
    )  # by chapter: how many sentences each kind carries

    @property
    def whole(self) -> bool:
        """Whether nothing is open and nothing is wrong."""
        return not self.open and not self.problems

    def chapters(self) -> dict[str, Counter[str]]:
        """Count per chapter how its sentences end."""
        waiting = {sentence.anchor for sentence in self.open}
        counted: dict[str, Counter[str]] = {}
        for anchor, entry in self.entries.items():
            chapter = counted.setdefault(anchor.partition("/")[0], Counter())
            chapter["zinnen"] += 1
            chapter["open" if anchor in waiting else entry.ways[0]] += 1
        return counted


@dataclass(frozen=True)
class Subject:
    """What is checked: an edition, its nodes, its coverage file, and the items that rest on its source."""

    edition: str
    nodes: Mapping[str, NodeAt]
    ledger: Ledger
    items: Items
    known_items: frozenset[str]


def check(subject: Subject, source: tuple[Path, Sequence[str]] | None) -> Coverage:
    """Check everything that can be checked; without a source its sentences are not compared."""
    checking = _Checking(subject)
    compared = compare(subject.ledger, source[1], source[0]) if source else None
    problems = [*checking.problems(), *(compared.problems if compared else ())]
    return Coverage(
        edition=subject.edition,
        source=subject.ledger.source.bron,
        entries=subject.ledger.source.zinnen,
        open=tuple(checking.open()),
        problems=tuple(problems),
        compared=compared,
        carriers=checking.carriers(),
    )


class _Checking:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.ledger = subject.ledger
        self.entries = subject.ledger.source.zinnen
        self.items = subject.items
        self.nodes = subject.nodes
        self.places = {place_of(anchor): None for anchor in self.entries}
        self.carried: dict[str, list[str]] = {}
        self.proposed: set[str] = set()
        for anchor, entry in self.entries.items():
            self.proposed.update(entry.door if entry.voorstel else ())
            for address in entry.door:
                self.carried.setdefault(address, []).append(place_of(anchor))

    def carriers(self) -> dict[str, Counter[Home]]:
        """Count per chapter how many sentences each kind of node carries."""
        counted: dict[str, Counter[Home]] = {}
        for anchor, entry in self.entries.items():
            found = {home_of(self.nodes[address]) for address in entry.door if address in self.nodes}
            counted.setdefault(anchor.partition("/")[0], Counter()).update(found)
        return counted

    def problems(self) -> Iterator[Problem]:
        """Tell what is wrong, file by file."""
        yield from self._addresses()
        yield from self._reasons()
        for node in self.nodes.values():
            yield from self.unknown_items(node)
            if not node.shared:
                yield from self._places(node)
            elif node.bij and not any(place in self.places for place in node.bij):
                yield from self.unknown_places(node)  # it may name places of other sources beside one of this
        yield from self._homeless()
        yield from contradictions(self.ledger, self.nodes)

    def _addresses(self) -> Iterator[Problem]:
        for anchor, entry in self.entries.items():
            for number, address in enumerate(entry.door):
                if address not in self.nodes:
                    near = get_close_matches(address, self.nodes, 1)
                    remedy = f"Bedoelt u '{near[0]}'?" if near else "Zie docs/coverage.md voor de adressen."
                    where = self.ledger.place(anchor, "door", number)
                    yield Problem(f"'{address}' is geen knoop van deze uitgave.", where, remedy)

    def _reasons(self) -> Iterator[Problem]:
        for anchor, entry in self.entries.items():
            for number, item in enumerate(entry.posten):
                if item not in self.items.items:
                    where = self.ledger.place(anchor, "posten", number)
                    yield Problem(f"post {item} rust niet op deze bron.", where, "Zie posten.yaml.")

    def unknown_items(self, node: NodeAt) -> Iterator[Problem]:
        """Tell which items of a node the catalogue does not have, or has of another source."""
        for number, item in enumerate(node.posten):
            if item not in self.subject.known_items:
                near = get_close_matches(item, self.subject.known_items, 1)
                remedy = f"Bedoelt u {near[0]}?" if near else "Zie posten.yaml."
                yield Problem(f"post {item} bestaat niet.", node.place("posten", number), remedy)
            elif not node.shared and item not in self.items.items:
                what = f"post {item} rust op een andere bron dan {self.ledger.source.bron}."
                yield Problem(what, node.place("posten", number), "Noem de post van deze bron.")

    def _places(self, node: NodeAt) -> Iterator[Problem]:
        """Check that a node has a place in the source, and that the place it names exists and is still its own."""
        if node.address in self.proposed:
            return  # its sentences are still open; they are told
        carried = tuple(dict.fromkeys(self.carried.get(node.address, ())))
        if carried:
            if set(node.bij) != set(carried):
                what = f"'bij' van {node.address} noemt niet de alinea's die hij draagt."
                yield Problem(what, node.place("bij"), "Laat --settle haar schrijven, of verbeter 'door'.")
            return
        yield from self.unknown_places(node)
        if node.path[0] not in _DECLARED and not self._is_inside_carried(node):
            what = f"{node.address} heeft geen plaats: geen zin noemt hem bij 'door'."
            yield Problem(what, node.place(), f"Zet hem bij de zin die hij draagt, in {LEDGER_FILE}.")

    def unknown_places(self, node: NodeAt) -> Iterator[Problem]:
        """Tell which places of a node are no paragraph and no heading of the source."""
        for number, place in enumerate(node.bij):
            if place not in self.places and place not in self.ledger.source.koppen:
                near = get_close_matches(place, self.places, 1)
                remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies een alinea uit {LEDGER_FILE}."
                yield Problem(f"plaats '{place}' bestaat niet in de bron.", node.place("bij", number), remedy)

    def _is_inside_carried(self, node: NodeAt) -> bool:
        """Tell whether a node lies in another node that carries a sentence: a condition in a route, for one."""
        if not node.posten:
            return True
        parts = node.address.split("/")
        least = 2 if node.agreement else 1
        return any("/".join(parts[:size]) in self.carried for size in range(least + 1, len(parts)))

    def _homeless(self) -> Iterator[Problem]:
        """Tell which items of the catalogue no node and no reason names, and which hard ones no sentence carries."""
        found: dict[str, list[Lives]] = {name: [] for name in self.items.items}
        for name, place in homes(self.subject.edition, self.nodes.values(), self.ledger.source, self.items.items):
            found[name].append(place)
        ended = {item for entry in self.entries.values() for item in entry.posten}
        for name, item in self.items.items.items():
            lines = ", ".join(str(lines) for lines in item.regels)
            where = self.ledger.document.place(("zinnen",))
            if not is_at_home(item.soort, {place.home for place in found[name]}):
                only = (
                    f"alleen {found[name][0].address} noemt hem"
                    if found[name]
                    else "geen knoop en geen reden noemt hem"
                )
                what = f"post {name} (regels {lines}) leeft nergens: {only}."
                yield Problem(what, where, "Codeer hem, of zet hem bij 'posten' van een zin met een reden.")
            elif item.kracht is ItemForce.HARD and not item.afgeleid and name not in ended and not self._is_said(name):
                what = f"post {name} wordt door geen zin in regels {lines} gedragen."
                yield Problem(what, where, "Zet een knoop met deze post bij 'door' van een van die zinnen.")

    def _is_said(self, name: str) -> bool:
        return any(
            name in self._posten(entry.door)
            for entry in self.entries.values()
            if any(own.touches(entry.regels) for own in self.items.items[name].regels)
        )

    def _posten(self, addresses: Iterable[str]) -> set[str]:
        return {item for address in addresses if address in self.nodes for item in self.nodes[address].posten}

    def open(self) -> Iterator[Open]:
        """Give every sentence that is not settled, in the order of the source."""
        for anchor, entry in self.entries.items():
            hard = self._hard(entry.regels)
            why = self._why(entry, hard)
            if why:
                items = tuple(hard) or tuple(self.items.touching(entry.regels))
                yield Open(anchor, str(entry.regels), why, items, bool(hard))

    def _hard(self, lines: Lines) -> dict[str, int]:
        """Give the hard items whose range holds these lines, with how narrow that range is."""
        return {
            name: narrow
            for name, item in self.items.touching(lines).items()
            if item.kracht is ItemForce.HARD and not item.afgeleid and (narrow := self.items.narrow(name, lines))
        }

    def _why(self, entry: SentenceEntry, hard: Mapping[str, int]) -> str:
        if entry.voorstel:
            return "voorstel, nog niet nagelezen"
        if not entry.ways:
            return "niets draagt haar"
        if hard and entry.ways[0] == "door" and not self._is_carried(entry, hard):
            return "gedragen, maar niet door een knoop met een post van deze regels"
        return ""

    def _is_carried(self, entry: SentenceEntry, hard: Mapping[str, int]) -> bool:
        """Tell whether a carrier says a hard item of these lines, or another item whose range is as narrow."""
        narrowest = min(hard.values())
        return any(
            name in hard or 0 < self.items.narrow(name, entry.regels) <= narrowest
            for node in (self.nodes[address] for address in entry.door if address in self.nodes)
            for name in node.posten
            if name in self.items.items and says(self.items.items[name].soort, home_of(node))
        )


def reasons_of(entries: Mapping[str, SentenceEntry]) -> Counter[str]:
    """Count the sentences that end in a reason."""
    return Counter(key for entry in entries.values() for key in REASONS if getattr(entry, key) is not None)


def in_chapter(anchor: str, chapter: str | None) -> bool:
    """Tell whether an anchor lies in the chapter or under the heading that was asked for."""
    return chapter is None or anchor.startswith(f"{chapter}/") or heading_of(anchor) == chapter


def no_ledger(edition: str, folder: Path) -> Coverage:
    """Give the outcome for an edition that should have a coverage file and has none."""
    problem = Problem("deze uitgave heeft geen brondekking.", Place(str(folder / LEDGER_FILE)), "Begin met --draft.")
    return Coverage(edition, "", {}, (), (problem,), None)


def check_exempt(subject: Subject) -> Coverage:
    """Check an edition known in part by the account of the source that tells of it: its items and places exist."""
    checking = _Checking(subject)
    problems = [
        problem
        for node in subject.nodes.values()
        for problem in (*checking.unknown_items(node), *(() if node.shared else checking.unknown_places(node)))
    ]
    return Coverage(subject.edition, subject.ledger.source.bron, {}, (), tuple(problems), None, exempt=True)
