"""The page of an edition for the policy officer: everything it holds, in words, in the order of the source.

What is encoded stands beside its place in the source, so that somebody can read the two together and sign for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import CompiledAgreement, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.formula_source import AnyFormula
from zorginkoop.kernel.layer_words import LayerKind
from zorginkoop.kernel.layers import Layers, compile_layers, layered_agreements
from zorginkoop.kernel.place_words import place
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.status_words import STATUSES
from zorginkoop.kernel.tree import Agreement, Always, Route, Test
from zorginkoop.policies.coverage.ledger import SentenceEntry, place_of, read_ledger
from zorginkoop.policies.coverage.nodes import SHARED
from zorginkoop.policies.examples import Example, find_examples
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.policies.uses import uses_of
from zorginkoop.study.report.calendar import CalendarRow, deadlines, starts
from zorginkoop.study.report.spelled import Line, spelled
from zorginkoop.study.report.words import FORCES, ORIGINS, PARTIES, READERS, RESULTS, TEXT_KINDS, Tongue, capital, plain
from zorginkoop.study.season import Season

NOWHERE: Final = ""
_CHANGE_LOG: Final = "wijzigingen/"
_KINDS: Final[Mapping[type[object], tuple[str, str]]] = {
    language.AgreementSource: ("overeenkomst", "agreement"),
    language.ConditionSource: ("voorwaarde", "condition"),
    language.RouteSource: ("route", "route"),
    language.PartSource: ("onderdeel", "part"),
    language.LadderSource: ("varianten", "variants"),
    language.DeadlineSource: ("termijn", "deadline"),
    language.StartSource: ("ingang", "start"),
    language.TaskSource: ("een mens beslist", "a person decides"),
    language.LayerSource: ("contractstatus", "contract status"),
    language.TextSource: ("tekst", "text"),
    language.ContactSource: ("contact", "contact"),
}
_NUMBERED: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the edition holds: what it is, in words, exactly, and where the source says it."""

    anchor: str
    kind: str
    title: str
    words: str
    agreement: str
    exactly: Line | None
    details: tuple[tuple[str, str], ...]
    place: str
    also: tuple[str, ...]
    items: tuple[str, ...]
    examples: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of the source."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact that somebody is asked for or that is looked up."""

    subject: str
    name: str
    kind: str
    origin: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the change log."""

    against: str
    words: str
    ground: str
    tightens: bool
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One sentence of the source that no rule carries: where it stands, whose it is, and why."""

    place: str
    whose: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """A node of the source form, with the agreement it belongs to."""

    node: language.Node | language.LadderSource
    name: str
    agreement: str
    places: tuple[str, ...]  # in the source, in its order, and what only the change log says of it last


class OfficerPage:
    """Everything that one edition holds, for the person who answers for it."""

    def __init__(self, season: Season, tongue: Tongue) -> None:
        self.edition: LoadedEdition = season.edition
        self.installation = season.installation
        self.tongue = tongue
        self.compiled: dict[str, CompiledAgreement] = {}
        self.waiting: dict[str, tuple[str, ...]] = {}  # agreements without the values they need: what is missing
        for name in season.edition.source.overeenkomsten:
            try:
                self.compiled[name] = compile_agreement(season.edition, name, season.installation)
            except PolicyWrong as wrong:
                self.waiting[name] = tuple(problem.what for problem in wrong.problems)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Give what the edition holds under the headings of the source, in its order; what has no place comes last."""
        found: dict[str, list[Entry]] = {}
        for named in sorted(self._nodes, key=lambda one: self._rank(one.places)):
            found.setdefault(_heading(named.places), []).append(self._entry(named))
        return tuple(
            Section(f"bron-{_anchor(heading)}", self._heading_words(heading), tuple(entries))
            for heading, entries in found.items()
        )

    @cached_property
    def facts(self) -> tuple[FactRow, ...]:
        """Give every fact by where it comes from: what is asked first, then what is looked up."""
        order = list(ORIGINS)
        rows = [
            (order.index(fact.herkomst), FactRow(
                plain(subject), self._words(fact.tekst) or plain(name), plain(str(fact.type)),
                self.tongue.of(ORIGINS, fact.herkomst), fact.posten,
            ))
            for subject, facts in self.edition.vocabulary.feiten.items()
            for name, fact in facts.items()
            if (subject, name) in self._used_facts
        ]  # fmt: skip
        return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))

    @cached_property
    def calendars(self) -> tuple[tuple[str, tuple[CalendarRow, ...]], ...]:
        """Give the deadlines, starts and changes of each agreement that has them."""
        found = []
        for compiled in self.compiled.values():
            rows = self._calendar(compiled)
            if rows:
                found.append((compiled.agreement.phrase.in_language(self.tongue.language), rows))
        return tuple(found)

    def _calendar(self, compiled: CompiledAgreement) -> tuple[CalendarRow, ...]:
        return (*deadlines(compiled, self.tongue), *starts(compiled, self.tongue))

    @cached_property
    def beside(self) -> tuple[BesideRow, ...]:
        """Give the sentences that are left to the purchaser or cannot be said as a rule, in the order of the source."""
        say = self.tongue.say
        rows = []
        for anchor, sentence in self._sentences.items():
            for whose, reason in (
                (say("de inkoper beslist", "the purchaser decides"), sentence.inkoper_beslist),
                (say("niet als regel te zeggen", "cannot be said as a rule"), sentence.onvertaalbaar),
            ):
                if reason:
                    rows.append(BesideRow(capital(place(self.tongue, place_of(anchor))), whose, capital(reason)))
        return tuple(rows)

    @cached_property
    def narrative(self) -> int:
        """Count the sentences that only tell."""
        return sum(sentence.verhalend is not None for sentence in self._sentences.values())

    @cached_property
    def changes(self) -> tuple[ChangeRow, ...]:
        """Give the change log of the publisher."""
        return tuple(
            ChangeRow(
                change.ten_opzichte_van,
                self._words(change.tekst),
                change.grond or "",
                change.aanscherping,
                change.posten,
            )
            for change in self.edition.source.wijzigingen
        )

    @cached_property
    def examples(self) -> tuple[tuple[str, int], ...]:
        """Count the worked examples of each agreement."""
        counts = Counter(example.source.overeenkomst for example in self._examples)
        agreements = self.edition.source.overeenkomsten
        return tuple((self._words(agreement.naam), counts[name]) for name, agreement in agreements.items())

    def _entry(self, named: Named) -> Entry:
        node, places = named.node, named.places
        agreement = self.edition.source.overeenkomsten.get(named.agreement)
        kind = ("rekenregel", "formula") if isinstance(node, AnyFormula) else _KINDS.get(type(node), ("regel", "rule"))
        return Entry(
            anchor=_anchor(f"{named.agreement}-{kind[0]}-{named.name}"),
            kind=self.tongue.say(*kind),
            title=capital(self._title(named)),
            words=capital(self._words(node.tekst)) if isinstance(node, language.TextSource) else "",
            agreement=self._words(agreement.naam) if agreement else "",
            exactly=self._exactly(named),
            details=tuple(self._details(named)),
            place=place(self.tongue, places[0]) if places else "",
            also=tuple(place(self.tongue, other) for other in places[1:]),
            items=node.posten,
            examples=self._shown[named.agreement, named.name] if isinstance(node, language.ConditionSource) else 0,
        )

    def _title(self, named: Named) -> str:
        node = named.node
        if isinstance(node, language.AgreementSource):
            return self._words(node.naam)
        if isinstance(node, language.ContactSource):
            return self._words(node.onderwerp)
        if isinstance(node, language.LadderSource):
            return self.tongue.say("variant bij het aantal factoren", "variant by the number of factors")
        if isinstance(node, language.TextSource):
            return plain(named.name)
        return self._words(node.tekst) or plain(named.name)

    def _exactly(self, named: Named) -> Line | None:
        """Spell out what a condition or a route tests."""
        if isinstance(named.node, language.ConditionSource):
            return self._criterion(named, named.name)
        compiled = self.compiled.get(named.agreement)
        if compiled is None:
            return None
        if isinstance(named.node, language.RouteSource):
            route = next((route for route in compiled.agreement.routes if _last(route) == named.name), None)
            return self._spelled(compiled.agreement, route.test) if route is not None else None
        if isinstance(named.node, language.TaskSource):
            task = next((task for task in compiled.agreement.tasks if task.id == named.name), None)
            return self._criterion(named, task.criterion) if task is not None else None
        if isinstance(named.node, language.LayerSource):
            return self._of_layer(named)
        return None

    def _of_layer(self, named: Named) -> Line | None:
        layers = self._layers.get(named.agreement)
        if layers is None:
            return None
        layer = layers.layer(named.name)
        kind = Speaker(layers.agreement, self.tongue.language).row_kind(layers.agreement.subject, layer.relation)
        return self._spelled(layers.agreement, layer.test, kind if layer.relation else "")

    @cached_property
    def _layers(self) -> dict[str, Layers]:
        found: dict[str, Layers] = {}
        for name in layered_agreements(self.edition):
            if name in self.compiled:
                found[name] = compile_layers(self.edition, name, self.installation)
        return found

    def _criterion(self, named: Named, name: str) -> Line | None:
        own = [self.compiled[named.agreement]] if named.agreement in self.compiled else []
        for compiled in own if named.agreement else self.compiled.values():
            criterion = next((one for one in compiled.agreement.criteria if one.id == name), None)
            if criterion is not None:
                return self._spelled(compiled.agreement, criterion.test)
        return None

    def _spelled(self, agreement: Agreement, test: Test, kind: str = "") -> Line | None:
        if isinstance(test, Always):
            return None
        return _without_links(spelled(Speaker(agreement, self.tongue.language), kind or agreement.subject, test))

    def _details(self, named: Named) -> Iterator[tuple[str, str]]:
        node, say = named.node, self.tongue.say
        match node:
            case language.ConditionSource():
                yield say("Kracht", "Force"), capital(self.tongue.of(FORCES, node.kracht))
            case language.RouteSource():
                yield say("Leidt tot", "Leads to"), capital(self.tongue.of(RESULTS, node.leidt_tot))
            case AnyFormula():
                yield from self._of_formula(node)
            case language.LadderSource():
                yield from self._steps(node)
            case language.LayerSource():
                yield from self._layer_words(node)
            case language.DeadlineSource() | language.StartSource():
                yield from self._dated(named)
            case _:
                yield from self._plain_details(node)

    def _plain_details(self, node: object) -> Iterator[tuple[str, str]]:
        say = self.tongue.say
        match node:
            case language.TextSource():
                yield say("Soort", "Kind"), capital(self.tongue.of(TEXT_KINDS, node.soort))
                yield say("Voor", "For"), ", ".join(self.tongue.of(READERS, reader) for reader in node.voor)
            case language.ContactSource():
                yield say("Waar", "Where"), node.kanaal
            case language.AgreementSource():
                yield say("Gaat over", "Is about"), plain(node.onderwerp)
                yield say("Wat het is", "What it is"), capital(self._words(node.tekst) or self._words(node.naam))

    def _steps(self, ladder: language.LadderSource) -> Iterator[tuple[str, str]]:
        for number, variant in ladder.tabel.items():
            dutch, english = ("factor", "factor") if number == 1 else ("factoren", "factors")
            yield self.tongue.say(f"{number} {dutch}", f"{number} {english}"), variant

    def _layer_words(self, layer: language.LayerSource) -> Iterator[tuple[str, str]]:
        say = self.tongue.say
        if layer.zorg:
            yield say("Zorg", "Care"), capital(", ".join(plain(one) for one in layer.zorg))
        if layer.rijen:
            yield say("Voor elk van", "For each of"), capital(plain(layer.rijen))
        if layer.soort != LayerKind.BASE:
            yield say("Anders", "Otherwise"), capital(say(*STATUSES[layer.anders]))

    def _of_formula(self, formula: AnyFormula) -> Iterator[tuple[str, str]]:
        for name, setter in formula.zetters.items():
            yield capital(plain(name)), self.tongue.say("van: ", "from: ") + self._words(setter)
        yield self.tongue.say("Uitgewerkte voorbeelden", "Worked examples"), str(len(formula.voorbeelden))

    def _dated(self, named: Named) -> Iterator[tuple[str, str]]:
        if isinstance(named.node, language.DeadlineSource):
            yield self.tongue.say("Bindt", "Binds"), capital(self.tongue.of(PARTIES, named.node.bindt))
        compiled = self.compiled.get(named.agreement)
        for row in self._calendar(compiled) if compiled else ():
            if row.id == named.name:
                yield self.tongue.say("Wanneer", "When"), capital(row.when)
                if row.afterwards:
                    yield self.tongue.say("Daarna", "Afterwards"), capital(row.afterwards)

    @cached_property
    def _nodes(self) -> tuple[Named, ...]:
        """Gather every node with words or a place of its own: of the vocabulary, and of every agreement."""
        vocabulary = self.edition.vocabulary
        found = [self._laid("teksten", name, text) for name, text in vocabulary.teksten.items()]
        found += [self._laid("contactpunten", name, contact) for name, contact in vocabulary.contactpunten.items()]
        found += [self._laid("formules", name, formula) for name, formula in vocabulary.formules.items()]
        found += [self._laid("voorwaarden", one.id, one) for one in vocabulary.voorwaarden if one.id]
        for name, agreement in self.edition.source.overeenkomsten.items():
            found.append(Named(agreement, name, name, _in_order(agreement.bij)))
            found += [Named(node, node_name, name, _in_order(node.bij)) for node_name, node in _inside(agreement)]
        return tuple(found)

    def _laid(self, key: str, name: str, node: language.Node) -> Named:
        """Place a node that belongs to no agreement; of one that editions share, only the coverage knows where."""
        return Named(node, name, "", _in_order(node.bij or tuple(self._shared_places.get(f"{key}/{name}", ()))))

    @cached_property
    def _shared_places(self) -> dict[str, dict[str, None]]:
        """Give the places in the source of the nodes of shared modules, by their key and name."""
        found: dict[str, dict[str, None]] = {}
        for anchor, sentence in self._sentences.items():
            for address in sentence.door:
                shared, _, below = address.partition("/")
                if shared == SHARED:
                    found.setdefault(below.partition("/")[2], {})[place_of(anchor)] = None
        return found

    @cached_property
    def _sentences(self) -> Mapping[str, SentenceEntry]:
        ledger = read_ledger(self._folder)
        return ledger.source.zinnen if ledger else {}

    @cached_property
    def _used_facts(self) -> frozenset[tuple[str, str]]:
        """Name the facts that an agreement of this edition reads; a shared part holds those of other policies too."""
        vocabulary = self.edition.vocabulary
        used = (uses_of(vocabulary, agreement).facts for agreement in self.edition.source.overeenkomsten.values())
        return frozenset(fact for facts in used for fact in facts)

    @cached_property
    def _folder(self) -> Path:
        return Path(self.edition.where(("uitgave",)).file).parent

    @cached_property
    def _examples(self) -> tuple[Example, ...]:
        return find_examples(EditionFolder(self.edition.name, self._folder))

    @cached_property
    def _shown(self) -> Counter[tuple[str, str]]:
        """Count for every condition the worked examples that expect something of it."""
        found: Counter[tuple[str, str]] = Counter()
        for example in self._examples:
            expected = example.case.verwacht
            for name in expected.voorwaarden if expected else ():
                found[example.source.overeenkomst, name] += 1
                found["", name] += 1
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        """Give the order of the places in the source, where its coverage is written down."""
        return {one: number for number, one in enumerate(dict.fromkeys(map(place_of, self._sentences)))}

    def _rank(self, places: tuple[str, ...]) -> tuple[object, ...]:
        if not places:
            return (2,)
        if places[0] in self._order:
            return (0, self._order[places[0]])
        return (1, *_natural(places[0]))

    def _heading_words(self, heading: str) -> str:
        if heading == NOWHERE:
            return self.tongue.say("Wat uit andere regels volgt", "What follows from other rules")
        return capital(place(self.tongue, heading))

    def _words(self, wording: language.Wording | None) -> str:
        if wording is None:
            return ""
        return wording.en if self.tongue.language == "en" else wording.nl


def _inside(part: object) -> Iterator[tuple[str, language.Node | language.LadderSource]]:
    """Walk what stands inside an agreement and has a name or a place of its own, in the order of the file."""
    for field in type(part).model_fields if isinstance(part, BaseModel) else ():
        value = getattr(part, field)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, language.LadderSource):
                yield "variant", inner
            elif isinstance(inner, language.Node):
                if inner.id:
                    yield inner.id, inner
                yield from _inside(inner)


def _in_order(places: tuple[str, ...]) -> tuple[str, ...]:
    """Put last what only the change log says: a rule stands where the policy lays it down."""
    return tuple(sorted(places, key=lambda one: one.startswith(_CHANGE_LOG)))


def _heading(places: tuple[str, ...]) -> str:
    """Give the heading that the first place stands under: chapter/heading."""
    return "/".join(places[0].split("/")[:2]) if places else NOWHERE


def _natural(text: str) -> tuple[object, ...]:
    """Order by numbers where there are numbers: 2.3 before 2.10; texts before the first chapter come first."""
    return tuple((1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in _NUMBERED.split(text) if piece)


def _without_links(line: Line) -> Line:
    return Line(line.words, "", tuple(_without_links(inner) for inner in line.below))


def _last(route: Route) -> str:
    return route.id.rpartition("/")[2]


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "zonder-plaats"
