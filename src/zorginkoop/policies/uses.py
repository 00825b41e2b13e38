"""What an agreement uses: which of its nodes reads which fact, rows, event, list and supplied value.

This reads the source form, so it needs no supplied values and tells also of an edition that cannot be compiled yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from zorginkoop.kernel import language
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.layer_words import LayerKind
from zorginkoop.kernel.recorded_agreement import ROWS
from zorginkoop.kernel.supplied import names_in

Key = tuple[str, str]  # subject and name
Name = TypeVar("Name", str, Key)


@dataclass(slots=True)
class Uses:
    """Who uses what: for each name the nodes that read it, in the order of the text."""

    facts: dict[Key, list[str]] = field(default_factory=dict)
    rows: dict[Key, list[str]] = field(default_factory=dict)
    years: dict[Key, dict[int, set[int]]] = field(default_factory=dict)  # contract year → reference years
    events: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    conditions: dict[str, list[str]] = field(default_factory=dict)


def uses_of(vocabulary: language.Vocabulary, agreement: language.AgreementSource) -> Uses:
    """Walk everything that an agreement reaches from its routes, conditions, factors, parts, tasks and dates."""
    walk = _Walk(vocabulary, agreement)
    walk.agreement()
    return walk.uses


class _Walk:
    def __init__(self, vocabulary: language.Vocabulary, agreement: language.AgreementSource) -> None:
        self.vocabulary = vocabulary
        self.source = agreement
        self.uses = Uses()
        self.named = {named.id: named for named in _named_conditions(vocabulary, agreement) if named.id}
        self.reached: set[str] = set()

    def agreement(self) -> None:
        source = self.source
        if source.doelgroep is not None:
            self._root(source.doelgroep, source.doelgroep.id or "doelgroep")
        for condition in (*source.randvoorwaarden, *source.differentiatiefactoren):
            self._root(condition, condition.id or condition.voorwaarde or "")
        for part in source.onderdelen:
            for condition in part.voorwaarden:
                self._root(condition, condition.id or part.id)
        self._routes(source.routes, "")
        for task in source.taken:
            self._root(task.als, task.als.id or f"taak_{task.id}")
        self._dates(source)
        for layer in source.lagen:
            self._layer(layer)

    def _dates(self, source: language.AgreementSource) -> None:
        for deadline in source.planning:
            self._deadline(deadline)
        for start in (*source.ingang, *source.wijziging):
            self._start(start)
        if source.looptijd is not None:
            self._term(source.looptijd)
        if source.overbrugging is not None:
            for name in (source.overbrugging.besluit, source.overbrugging.tot_en_met):
                self._event(name, "overbrugging")

    def _routes(self, routes: Iterable[language.RouteSource], above: str) -> None:
        for route in routes:
            name = f"{above}{route.id}"
            if route.als is not None:
                self._root(route.als, f"route {name}")
            self._routes(route.dan, f"{name}/")

    def _deadline(self, deadline: language.DeadlineSource) -> None:
        self._rule(deadline.wanneer, deadline.id, (*filter(None, [deadline.gebeurtenis]), *deadline.en_na))
        if deadline.als is not None:
            self._root(deadline.als, deadline.id)

    def _start(self, start: language.StartSource) -> None:
        self._rule(start.wanneer, start.id, start.niet_voor)
        if start.als is not None:
            self._root(start.als, start.id)

    def _layer(self, layer: language.LayerSource) -> None:
        asked = layer.overeenkomst
        if layer.soort == LayerKind.BASE and asked is None:
            asked = language.ConditionSource.model_validate({"feit": "zorgsoort", "is": self.source.zorgsoort})
        if asked is not None:
            rows = language.ConditionSource(een_rij=ROWS, waar=asked)
            self._rows(ROWS, rows, layer.id, self.source.onderwerp)
        if layer.getekend:
            self._event(layer.getekend, layer.id)
        if layer.rijen is None:
            self._asked(layer.als, layer.id, self.source.onderwerp)
            return
        _note(self.uses.rows, (self.source.onderwerp, layer.rijen), layer.id)
        declared = self.vocabulary.relaties.get(self.source.onderwerp, {}).get(layer.rijen)
        for condition in (layer.van, layer.als) if declared else ():
            self._asked(condition, layer.id, declared.soort if declared else "")

    def _asked(self, condition: language.ConditionSource | None, node: str, subject: str) -> None:
        if condition is not None:
            self._condition(condition, node, subject)

    def _term(self, term: language.TermSource) -> None:
        for part in (term.verlenging, term.stilzwijgend):
            for value in names_in(part):
                _note(self.uses.values, value, "looptijd")
        events = (*(term.verlenging.besluit if term.verlenging else ()), *filter(None, [_notice(term)]))
        for event in events:
            self._event(event, "looptijd")

    def _rule(self, rule: DateRule, node: str, events: Iterable[str]) -> None:
        for event in (*rule.names, *events):
            self._event(event, node)
        for value in rule.supplied:
            _note(self.uses.values, value, node)

    def _root(self, condition: language.ConditionSource, node: str) -> None:
        self._condition(condition, node, self.source.onderwerp)

    def _condition(self, condition: language.ConditionSource, node: str, subject: str) -> None:
        main = subject == self.source.onderwerp
        if condition.id and main:
            if condition.id in self.reached:
                return
            self.reached.add(condition.id)
            node = condition.id
        if condition.voorwaarde:
            self._reference(condition.voorwaarde, node, subject)
        self._facts(condition, node, subject)
        self._inner(condition, node, subject)

    def _reference(self, name: str, node: str, subject: str) -> None:
        _note(self.uses.conditions, name, node)
        if name in self.named:
            # On rows a named condition is written out there, so its facts are those of the row.
            self._condition(self.named[name], node if subject != self.source.onderwerp else name, subject)

    def _facts(self, condition: language.ConditionSource, node: str, subject: str) -> None:
        if condition.gebeurtenis:
            self._event(condition.gebeurtenis, node)
        for deadline in self.source.planning:
            if deadline.id == condition.termijn:
                self._rule(deadline.wanneer, node, filter(None, [deadline.gebeurtenis]))
        if condition.feit:
            self._fact(subject, condition.feit, node)
            for contract_year, year in (condition.peiljaar or {}).items():
                years = self.uses.years.setdefault((subject, condition.feit), {})
                years.setdefault(contract_year, set()).add(year)
        for operand in _operands(condition):
            if operand.feit:
                self._fact(subject, operand.feit, node)
            if operand.lijst:
                _note(self.uses.lists, operand.lijst, node)
            for value in filter(None, (operand.waarde, operand.vertaald_met)):
                _note(self.uses.values, value, node)

    def _fact(self, subject: str, name: str, node: str) -> None:
        if name in self.vocabulary.gebeurtenissen and subject == self.source.onderwerp:
            self._event(name, node)
            return
        _note(self.uses.facts, (subject, name), node)
        for ground, implied in self.vocabulary.impliceert.items():
            if name in implied:
                _note(self.uses.facts, (subject, ground), node)

    def _event(self, name: str, node: str) -> None:
        """Note an event; a date rule may also count from a fact of the subject that is a day or a moment."""
        if name in self.vocabulary.gebeurtenissen:
            _note(self.uses.events, name, node)
        else:
            _note(self.uses.facts, (self.source.onderwerp, name), node)

    def _inner(self, condition: language.ConditionSource, node: str, subject: str) -> None:
        for parts in (condition.alle, condition.minstens_een, condition.geen):
            for part in parts or ():
                self._condition(part, node, subject)
        for inner in (condition.niet, condition.alleen_als, condition.behalve):
            if inner is not None:
                self._condition(inner, node, subject)
        if condition.op:
            self._event(condition.op, node)
        relation = _relation(condition)
        if relation is not None:
            self._rows(relation, condition, node, subject)
        elif condition.verhouding is not None:
            for name in (condition.verhouding.teller, condition.verhouding.noemer):
                self._fact(subject, name, node)

    def _rows(self, relation: str, condition: language.ConditionSource, node: str, subject: str) -> None:
        _note(self.uses.rows, (subject, relation), node)
        declared = self.vocabulary.relaties.get(subject, {}).get(relation)
        if declared is None:
            return
        for inner in (condition.van, condition.waar):
            if inner is not None:
                self._condition(inner, node, declared.soort)
        if condition.verhouding is not None:
            for name in (condition.verhouding.teller, condition.verhouding.noemer):
                self._fact(declared.soort, name, node)


def _notice(term: language.TermSource) -> str | None:
    return term.stilzwijgend.opzegging if term.stilzwijgend else None


def _note(places: dict[Name, list[str]], name: Name, node: str) -> None:
    nodes = places.setdefault(name, [])
    if node not in nodes:
        nodes.append(node)


def _relation(condition: language.ConditionSource) -> str | None:
    ratio = condition.verhouding.rijen if condition.verhouding else None
    named = (condition.elke_rij, condition.een_rij, condition.geen_rij, condition.aantal, condition.aandeel, ratio)
    return next((name for name in named if name), None)


def _operands(condition: language.ConditionSource) -> Iterator[language.Operand]:
    for name in language.COMPARISONS:
        given = getattr(condition, "is_" if name == "is" else name)
        if isinstance(given, language.Operand):
            yield given


def _named_conditions(
    vocabulary: language.Vocabulary, agreement: language.AgreementSource
) -> Iterator[language.ConditionSource]:
    """Walk every condition that can be referred to, those inside others too."""
    roots = [*vocabulary.voorwaarden, *agreement.voorwaarden]
    roots += [*agreement.randvoorwaarden, *agreement.differentiatiefactoren]
    roots += [agreement.doelgroep] if agreement.doelgroep else []
    roots += [condition for part in agreement.onderdelen for condition in part.voorwaarden]
    for root in roots:
        yield from _inside(root)


def _inside(condition: language.ConditionSource) -> Iterator[language.ConditionSource]:
    yield condition
    for parts in (condition.alle, condition.minstens_een, condition.geen):
        for part in parts or ():
            yield from _inside(part)
    for inner in (condition.niet, condition.alleen_als, condition.behalve):
        if inner is not None:
            yield from _inside(inner)
