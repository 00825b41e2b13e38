"""What a share of the movers rests on: which conditions came out otherwise for them, and what those asked and ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.number_words import write_list
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Agreement, Citation, Criterion, Route
from zorginkoop.study.whatif.answer import Changed
from zorginkoop.study.whatif.moves import How, Moves, Share
from zorginkoop.study.whatif.units import Piece, Unit, counting


class StateChange(NamedTuple):
    """From which state to which, and for how many of a share."""

    was: int
    now: int
    providers: int


@dataclass(frozen=True, slots=True)
class Ground:
    """One condition that came out otherwise for those of a share; direct: its own rule changed."""

    criterion: str
    direct: bool
    states: tuple[StateChange, ...]


def asked_by(moves: Moves[Changed], language: Language) -> list[tuple[Asked, ...]]:
    """Tell, for each change on its own, what the pieces that it touches asked and ask."""
    old = moves.before.compiled.agreement
    return [tuple(map(Teller(old, one.rules, language).asked, one.units)) for one in moves.changes]


def teller_of(moves: Moves[Changed], language: Language) -> Teller:
    """Tell of both forms of an agreement as they were judged."""
    return Teller(moves.before.compiled.agreement, moves.after.compiled.agreement, language)


def grounds(moves: Moves[Changed], share: Share) -> tuple[Ground, ...]:
    """Give the conditions that came out otherwise for a share: those whose own rule changed, or else all that count.

    A condition that only asks a person to look moves nobody; and for who was moved and moved back none did, in the end.
    """
    if share.how is How.BACK:
        return ()
    direct = {unit.id for one in share.changes for unit in moves.changes[one].units if unit.piece is Piece.CRITERION}
    count = counting(moves.before.compiled.agreement) | counting(moves.after.compiled.agreement)
    changed = (pair for pair in _state_changes(moves, share) if pair[0] in count)
    found = tuple(Ground(name, name in direct, states) for name, states in changed)
    return tuple(one for one in found if one.direct) or found


def _state_changes(moves: Moves[Changed], share: Share) -> Iterator[tuple[str, tuple[StateChange, ...]]]:
    old, new = moves.before.outcome, moves.after.outcome
    places = {criterion.id: at for at, criterion in enumerate(old.agreement.criteria)}
    for at, criterion in enumerate(new.agreement.criteria):
        if criterion.id not in places:
            continue
        was, now = old.states[places[criterion.id]][share.who], new.states[at][share.who]
        pairs, counts = np.unique((was * 4 + now)[was != now], return_counts=True)
        if len(pairs):
            yield (
                criterion.id,
                tuple(
                    StateChange(pair // 4, pair % 4, count)
                    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
                ),
            )


class Asked(NamedTuple):
    """What one piece of the policy asked and asks, in words, and where that stands."""

    unit: Unit
    title: str
    citation: Citation
    was: str
    now: str


class Teller:
    """Tells what the pieces of two forms of an agreement ask, in one language."""

    def __init__(self, old: Agreement, new: Agreement, language: Language) -> None:
        """Take the words of both forms."""
        self.old = old
        self.new = new
        self.was = Speaker(old, language)
        self.now = Speaker(new, language)
        self._criteria = tuple({one.id: one for one in side.criteria} for side in (old, new))
        self._routes = tuple({one.id: one for one in side.routes} for side in (old, new))

    def asked(self, unit: Unit) -> Asked:
        """Tell what a piece asked and asks."""
        match unit.piece:
            case Piece.CRITERION:
                return self._criterion(unit)
            case Piece.GATE:
                return self._gate(unit)
            case Piece.ROUTE:
                return self._route(unit)
            case Piece.LADDER:
                return self._ladder(unit)
        return self._whole(unit)

    def citation(self, name: str) -> Citation:
        """Give where a condition stands."""
        found = self._criteria[1].get(name) or self._criteria[0].get(name)
        return found.citation if found else Citation()

    def title(self, name: str) -> str:
        """Name a condition as the policy named it before; a new one as it is named now."""
        old = self._criteria[0].get(name)
        speaker, criterion = (self.was, old) if old else (self.now, self._criteria[1][name])
        return speaker.requirement(criterion)

    def _criterion(self, unit: Unit) -> Asked:
        old, new = (side[unit.id] for side in self._criteria)
        was = self._words(self.was, old)
        now = self._words(self.now, new)
        if old.unknown_reads != new.unknown_reads:
            was, now = (f"{words} ({self._reads(one)})" for words, one in ((was, old), (now, new)))
        return Asked(unit, self.title(unit.id), new.citation, was, now)

    def _words(self, speaker: Speaker, criterion: Criterion) -> str:
        return described(speaker, self.old.subject, criterion.test)

    def _reads(self, criterion: Criterion) -> str:
        reads = (criterion.unknown_reads or "niet gezegd").replace("_", " ")
        return self.was.say(f"onbekend: {reads}", f"unknown: {reads}")

    def _gate(self, unit: Unit) -> Asked:
        speaker = self.was if unit.id in self.old.gate else self.now
        criterion = self._criteria[0 if unit.id in self.old.gate else 1][unit.id]
        asked, not_asked = speaker.say("gevraagd", "asked"), speaker.say("niet gevraagd", "not asked")
        pair = (asked, not_asked) if unit.id in self.old.gate else (not_asked, asked)
        return Asked(unit, speaker.requirement(criterion), criterion.citation, *pair)

    def _route(self, unit: Unit) -> Asked:
        old, new = (side[unit.id] for side in self._routes)
        was, now = self._way(self.was, old), self._way(self.now, new)
        return Asked(unit, self._name(self.now, new), new.citation, was, now)

    def _way(self, speaker: Speaker, route: Route) -> str:
        when = described(speaker, self.old.subject, route.test)
        reads, ends = route.unknown_reads.replace("_", " "), str(route.leads_to).replace("_", " ")
        return speaker.say(f"{when}; leidt tot {ends}, onbekend: {reads}", f"{when}; leads to {ends}, unknown: {reads}")

    def _name(self, speaker: Speaker, route: Route) -> str:
        return route.phrase.in_language(speaker.language) or route.id.replace("_", " ")

    def _ladder(self, unit: Unit) -> Asked:
        ladder = self.new.ladder or self.old.ladder
        title = self.now.say("de variant bij het aantal factoren", "the variant by the number of factors")
        was, now = (self._steps(side) for side in (self.old, self.new))
        return Asked(unit, title, ladder.citation if ladder else Citation(), was, now)

    def _steps(self, agreement: Agreement) -> str:
        variants = agreement.ladder.variants if agreement.ladder else ()
        steps = [f"{number}: {variant}" for number, variant in reversed(tuple(enumerate(variants)))]
        none = self.now.say("geen", "none")
        factors = write_list([name.replace("_", " ") for name in agreement.factors], self.now.say("en", "and")) or none
        return self.now.say(
            f"{', '.join(steps) or none} (factoren: {factors})", f"{', '.join(steps) or none} (factors: {factors})"
        )

    def _whole(self, unit: Unit) -> Asked:
        """Tell of a piece of the agreement as a whole: its routes, its target group, how it reads unknown."""
        told = {
            Piece.ROUTES: (
                self.now.say("de routes", "the routes"),
                *(", ".join(route.id for route in side.routes) for side in (self.old, self.new)),
            ),
            Piece.AUDIENCE: (
                self.now.say("de doelgroep", "the target group"),
                *(side.audience or self.now.say("iedereen", "everybody") for side in (self.old, self.new)),
            ),
            Piece.READING: (
                self.now.say("hoe onbekend telt bij de randvoorwaarden", "how unknown counts in the base conditions"),
                *(side.gate_unknown_reads for side in (self.old, self.new)),
            ),
        }
        title, was, now = told[unit.piece]
        return Asked(unit, title, self.new.citation, was.replace("_", " "), now.replace("_", " "))
