"""The rules of an agreement as a page shows them, and everything that rests on one place of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.tree import Citation, Criterion, Phrase


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words: what kind it is, what it says, and where it stands."""

    kind: str
    id: str
    text: str
    places: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rules of one kind."""

    id: str
    title: str
    rules: tuple[Rule, ...]


def sections(rules: CompiledAgreement, language: Language) -> tuple[Section, ...]:
    """Give every rule of an agreement, by kind, in the order of the policy."""
    reader = _Reader(rules, language)
    found = (
        Section("routes", _("Wie krijgt wat"), tuple(reader.routes())),
        Section("benaderen", _("Voorwaarden waar de uitkomst op rust"), tuple(reader.conditions())),
        Section("randvoorwaarden", _("Randvoorwaarden"), tuple(reader.gate())),
        Section("factoren", _("Differentiatiefactoren en variant"), tuple(reader.factors())),
        Section("onderdelen", _("Onderdelen van de overeenkomst"), tuple(reader.parts())),
        Section("termijnen", _("Termijnen"), tuple(reader.deadlines())),
        Section("ingang", _("Ingang en wijziging"), tuple(reader.starts())),
        Section("taken", _("Waar een mens beslist"), tuple(reader.tasks())),
    )
    return tuple(section for section in found if section.rules)


def resting_on(rules: CompiledAgreement, place: str, language: Language) -> list[tuple[str, Rule]]:
    """Give every rule of an agreement that rests on a place, with the title of its section."""
    return [
        (section.title, rule) for section in sections(rules, language) for rule in section.rules if place in rule.places
    ]


class _Reader:
    """Reads one agreement in one language."""

    def __init__(self, rules: CompiledAgreement, language: Language) -> None:
        self.rules = rules
        self.agreement = rules.agreement
        self.speaker = Speaker(rules.agreement, language)
        self._by_id = {criterion.id: criterion for criterion in self.agreement.criteria}

    def routes(self) -> Iterator[Rule]:
        """Give the routes."""
        for route in self.agreement.routes:
            yield self._rule("route", route.id, route.phrase, route.citation)

    def conditions(self) -> Iterator[Rule]:
        """Give the conditions that routes read."""
        named = dict.fromkeys(name for route in self.agreement.routes for name in route.criteria)
        yield from self._criteria(tuple(named))

    def gate(self) -> Iterator[Rule]:
        """Give the base conditions."""
        yield from self._criteria(self.agreement.gate)

    def factors(self) -> Iterator[Rule]:
        """Give the differentiation factors, and which variant how many of them lead to."""
        yield from self._criteria(self.agreement.factors)
        ladder = self.agreement.ladder
        if ladder is not None:
            steps = "; ".join(f"{number}: {variant}" for number, variant in enumerate(ladder.variants))
            text = self.speaker.say(f"variant naar het aantal factoren: {steps}", f"variant by factors met: {steps}")
            yield Rule("variant", "variant", sentence(text), ladder.citation.places, ladder.citation.items)

    def parts(self) -> Iterator[Rule]:
        """Give the parts that are judged apart, each with its conditions."""
        for part in self.agreement.parts:
            yield self._rule("onderdeel", part.id, part.phrase, part.citation)
            yield from self._criteria(part.criteria)

    def deadlines(self) -> Iterator[Rule]:
        """Give the deadlines of both parties."""
        planning = self.rules.planning
        for deadline in planning.deadlines:
            when = resolve(deadline.rule, {}, planning.calendar).say(self.speaker.language)
            yield self._rule("termijn", deadline.id, deadline.phrase, deadline.citation, when)

    def starts(self) -> Iterator[Rule]:
        """Give when an agreement, or a change of it, starts."""
        for rule in (*self.rules.planning.starts, *self.rules.planning.changes):
            yield self._rule("ingang", rule.id, rule.phrase, rule.citation)

    def tasks(self) -> Iterator[Rule]:
        """Give what a person decides."""
        for task in self.agreement.tasks:
            yield self._rule("taak", task.id, task.phrase, task.citation)

    def _criteria(self, names: tuple[str, ...]) -> Iterator[Rule]:
        for name in names:
            criterion: Criterion = self._by_id[name]
            text = sentence(self.speaker.requirement(criterion))
            yield Rule("voorwaarde", name, text, criterion.citation.places, criterion.citation.items)

    def _rule(self, kind: str, name: str, phrase: Phrase, citation: Citation, more: str = "") -> Rule:
        text = phrase.in_language(self.speaker.language) or name.replace("_", " ")
        return Rule(kind, name, sentence(f"{text}: {more}" if more else text), citation.places, citation.items)
