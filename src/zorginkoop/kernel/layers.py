"""The layers of contract status of one agreement, compiled: what must hold for which care, from day to day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import (
    Installation,
    LoadedEdition,
    citation_of,
    fact_declarations,
    phrase_of,
    relation_declarations,
)
from zorginkoop.kernel.conditions import ConditionCompiler, Path, Scope
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, ReferenceDateRule
from zorginkoop.kernel.recorded_agreement import FACTS, ROWS
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.tree import Agreement, Always, Citation, Phrase, Rows, Test

_REFUSING = (LayerStatus.NOT_CONTRACTED, LayerStatus.OUTSIDE)
_ONLY_BASE = ("getekend", "publicatie")
_ONLY_ROWS = ("van",)
_ANY = language.ConditionSource(feit=REFERENCE_DATE, bekend=True)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: which care it is about, whose rows, what must hold, and what it says where that fails."""

    id: str
    kind: LayerKind
    phrase: Phrase
    citation: Citation
    care: tuple[str, ...]
    relation: str  # rows that each have a status of their own; empty for the subject itself
    population: Test | None  # which of the rows are asked about
    recorded: Test | None  # which recorded agreements it rests on, judged on their row; the base always does
    test: Test  # what must hold for the subject, or for the row
    rests_on: tuple[str, ...]
    otherwise: LayerStatus
    first: date | None
    last: date | None
    rule: ReferenceDateRule


@dataclass(frozen=True, slots=True)
class Layers:
    """Every layer of one agreement; `agreement` holds the facts and conditions they read, and decides nothing."""

    agreement: Agreement
    base: Layer
    signed: str  # the event that the day of conclusion of a recorded agreement stands for
    publication: tuple[str, ...]  # the deadlines that open the care finder
    others: tuple[Layer, ...]
    term: Period

    @property
    def all(self) -> tuple[Layer, ...]:
        """The base first, then the other layers in the order of the policy."""
        return (self.base, *self.others)

    def layer(self, name: str) -> Layer:
        """Give one layer by its id; a KeyError when there is none of that name."""
        for layer in self.all:
            if layer.id == name:
                return layer
        raise KeyError(name)


def layered_agreements(edition: LoadedEdition) -> tuple[str, ...]:
    """Name the agreements of an edition that say which layers they give."""
    return tuple(name for name, source in edition.source.overeenkomsten.items() if source.lagen)


def compile_layers(edition: LoadedEdition, agreement: str, installation: Installation) -> Layers:
    """Compile the layers of one agreement; PolicyWrong with every problem found, each at its spot."""
    compiler = _LayersCompiler(edition, agreement, installation)
    layers = compiler.compile()
    if compiler.conditions.problems or layers is None:
        raise PolicyWrong(compiler.conditions.problems)
    return layers


class _LayersCompiler:
    def __init__(self, edition: LoadedEdition, name: str, installation: Installation) -> None:
        self.edition = edition
        self.name = name
        self.installation = installation
        self.source = edition.source.overeenkomsten[name]
        self.path: Path = ("overeenkomsten", name, "lagen")
        self.facts = fact_declarations(edition, self.source.onderwerp)
        self.relations = relation_declarations(edition.vocabulary)
        year = edition.source.uitgave.contractjaar
        scope = Scope(self.source.onderwerp, self.facts, self.relations, edition.vocabulary, installation, year)
        self.conditions = ConditionCompiler(scope, edition.where)
        self.conditions.name_agreement(edition, self.source, self.path[:2])

    def compile(self) -> Layers | None:
        if not self._has_one_base():
            return None
        layers = tuple(self._layer(number, source) for number, source in enumerate(self.source.lagen))
        self._check_rests(layers)
        self._check_years()
        self._check_gates()
        base = self.source.lagen[0]
        return Layers(
            agreement=self._agreement(),
            base=layers[0],
            signed=base.getekend or "",
            publication=base.publicatie,
            others=layers[1:],
            term=self._term(),
        )

    def _has_one_base(self) -> bool:
        """Tell whether the first layer, and no other, is the base."""
        sources = self.source.lagen
        for number, source in enumerate(sources):
            if (source.soort == LayerKind.BASE) != (number == 0):
                self.conditions.problem(
                    (*self.path, number, "soort"),
                    "de eerste laag, en alleen die, heeft soort basis.",
                    "Zet de laag die op de overeenkomst zelf rust vooraan.",
                )
                return False
        return bool(sources)

    def _layer(self, number: int, source: language.LayerSource) -> Layer:
        path = (*self.path, number)
        self._check_keys(number, source)
        relation, population, test = "", None, self._own_test(source, path)
        if source.rijen is not None:
            relation, population, test = source.rijen, *self._row_tests(source, path)
        return Layer(
            source.id, source.soort, phrase_of(source.tekst), citation_of(source), source.zorg, relation, population,
            self._recorded(number, source), test, source.op, source.anders, source.vanaf, source.tot_en_met,
            source.peildatumregel,
        )  # fmt: skip

    def _own_test(self, source: language.LayerSource, path: Path) -> Test:
        if source.als is None or source.rijen is not None:
            return Always()
        return self.conditions.inline(source.als, (*path, "als"))[0]

    def _row_tests(self, source: language.LayerSource, path: Path) -> tuple[Test | None, Test]:
        """Compile what is asked of a row as the test over rows that it is, and take that apart again."""
        rows = language.ConditionSource(een_rij=source.rijen, van=source.van, waar=source.als or _ANY)
        test = self.conditions.inline(rows, path)[0]
        if not isinstance(test, Rows):  # a problem was noted at its spot
            return None, Always()
        return test.population, test.where

    def _check_keys(self, number: int, source: language.LayerSource) -> None:
        given = source.model_fields_set
        refused = [key for key in _ONLY_BASE if key in given and source.soort != LayerKind.BASE]
        refused += [key for key in _ONLY_ROWS if key in given and source.rijen is None]
        if source.soort == LayerKind.BASE:
            refused += [key for key in ("rijen", "op", "zorg") if key in given]
        elif source.rijen is not None:
            refused += [key for key in ("overeenkomst",) if key in given]
        for key in refused:
            where = "de basis" if key in _ONLY_BASE else "een laag met rijen"
            remedy = f"'{key}' hoort bij {where}." if key in (*_ONLY_BASE, *_ONLY_ROWS) else "Laat het weg."
            self.conditions.problem((*self.path, number, key), f"'{key}' past niet bij laag '{source.id}'.", remedy)
        if source.anders not in _REFUSING:
            remedy = f"Kies uit: {', '.join(_REFUSING)}."
            self.conditions.problem((*self.path, number, "anders"), f"'{source.anders}' is geen weigering.", remedy)
        if source.vanaf and source.tot_en_met and source.tot_en_met < source.vanaf:
            self.conditions.problem((*self.path, number, "tot_en_met"), "deze laag eindigt voor zij begint.")

    def _recorded(self, number: int, source: language.LayerSource) -> Test | None:
        """Compile which recorded agreements count: for the base by default those of the agreement's own care type."""
        asked = source.overeenkomst
        if asked is None and source.soort == LayerKind.BASE:
            asked = language.ConditionSource.model_validate({"feit": "zorgsoort", "is": self.source.zorgsoort})
        if asked is None:
            return None
        path = (*self.path, number, "overeenkomst")
        test = self.conditions.inline(language.ConditionSource(een_rij=ROWS, waar=asked), path)[0]
        if not isinstance(test, Rows):
            return Always()
        kind = next(r.row_subject for r in self.relations if (r.subject, r.name) == (self.source.onderwerp, ROWS))
        self.conditions.used_facts |= {(kind, fact) for fact in FACTS if (kind, fact) in self.facts}
        if (kind, "looptijd") not in self.facts:
            self.conditions.problem(path, f"een {kind} heeft geen feit 'looptijd'.", "Gebruik het onderdeel register.")
        return test.where

    def _check_rests(self, layers: tuple[Layer, ...]) -> None:
        """Let a layer rest only on layers before it, of the same rows or of the subject itself."""
        for number, layer in enumerate(layers):
            known = {one.id: one for one in layers[:number]}
            for name in layer.rests_on:
                if name not in known:
                    remedy = "Noem een laag die er eerder staat."
                    self.conditions.problem((*self.path, number, "op"), f"laag '{name}' staat hier niet voor.", remedy)
                elif known[name].relation not in {"", layer.relation}:
                    what = f"laag '{name}' gaat over {known[name].relation}, laag '{layer.id}' niet."
                    self.conditions.problem((*self.path, number, "op"), what)

    def _check_years(self) -> None:
        """Refuse facts of one contract year: a layer is judged from day to day."""
        for key in sorted(self.conditions.used_facts):
            if key in self.facts and self.facts[key].per_year == "ja":
                remedy = "Een laag leest alleen feiten die een geldigheid hebben."
                self.conditions.problem(self.path, f"een laag leest '{key[1]}', een feit per jaar.", remedy)

    def _check_gates(self) -> None:
        """Let the base name deadlines that there are, each with the event that it stands for, and a known event."""
        base, events = self.source.lagen[0], {one.id: one.gebeurtenis for one in self.source.planning}
        for number, name in enumerate(base.publicatie):
            if not events.get(name):
                what = f"'{name}' is geen termijn van de planning met een gebeurtenis."
                self.conditions.problem((*self.path, 0, "publicatie", number), what, _choose(events))
        if base.getekend:
            self.conditions.check_event(base.getekend, (*self.path, 0, "getekend"))

    def _term(self) -> Period:
        term, year = self.source.looptijd, self.edition.source.uitgave.contractjaar
        return Period.of(term.van, term.last_day) if term else Period.of(date(year, 1, 1), date(year, 12, 31))

    def _agreement(self) -> Agreement:
        """Lay the facts and conditions that the layers read in a tree that can be resolved and judged."""
        head, used = self.edition.source.uitgave, self.conditions.used_facts
        return Agreement(
            edition=self.edition.name,
            coding=head.codering,
            edition_hash=self.edition.content_hash,
            values_hash=self.installation.content_hash,
            readings=(),
            agreement=self.name,
            care_type=self.source.zorgsoort,
            subject=self.source.onderwerp,
            contract_year=head.contractjaar,
            phrase=phrase_of(self.source.naam),
            citation=citation_of(self.source),
            facts=tuple(fact for key, fact in sorted(self.facts.items()) if key in used),
            relations=self.conditions.relations(),
            criteria=tuple(self.conditions.criteria.values()),
            routes=(),
            gate=(),
            gate_unknown_reads=self.source.onbekend,
            factors=(),
            ladder=None,
            parts=(),
            tasks=(),
        )


def _choose(events: Mapping[str, str | None]) -> str:
    return f"Kies uit: {', '.join(name for name, event in events.items() if event)}."
