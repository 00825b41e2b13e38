"""The page of a what-if, in one language: who goes from what to what, by which clause, and who sits near a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.tree import Citation
from zorginkoop.study.limits import NearMiss
from zorginkoop.study.report.overview import Overview
from zorginkoop.study.report.rules import Rules, anchor_of
from zorginkoop.study.report.what_if_rows import (
    AskedRow,
    ChangeRow,
    ExampleRow,
    Matrix,
    NearRow,
    NearTable,
    PartRow,
    ShareRow,
    TaskRow,
    ToldCondition,
    TransitionRow,
)
from zorginkoop.study.report.words import RESULTS, STATES, Tongue, capital, plain
from zorginkoop.study.whatif.answer import Answer, Changed
from zorginkoop.study.whatif.aside import Aside, aside
from zorginkoop.study.whatif.attribution import Asked, Ground, asked_by, grounds, teller_of
from zorginkoop.study.whatif.examples import Example, examples
from zorginkoop.study.whatif.moves import How, Moves, Share
from zorginkoop.study.whatif.near import Near, near
from zorginkoop.study.whatif.standings import OUTSIDE, Standing
from zorginkoop.study.whatif.units import Piece

NOTHING = "-"
HOW = {
    How.ALONE: ("door deze wijziging alleen", "by this change alone"),
    How.EACH: ("elk van deze wijzigingen zou genoeg zijn", "each of these changes would be enough"),
    How.TOGETHER: ("alleen door deze wijzigingen samen", "only by these changes together"),
    How.BACK: ("verplaatst, en door een andere wijziging weer terug", "moved, and moved back by another change"),
}


def page_of(answer: Answer) -> str:
    """Name the page of a what-if."""
    return f"watals-{answer.asked.name}.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """A what-if that a report shows, with its examples, judged again one by one, by agreement."""

    answer: Answer
    examples: Mapping[str, tuple[Example, ...]]


def shown(answer: Answer) -> Shown:
    """Choose the examples of a what-if and judge them."""
    return Shown(answer, {name: examples(answer, name) for name in answer.agreements})


class WhatIfPage:
    """A what-if in one language."""

    def __init__(self, one: Shown, tongue: Tongue) -> None:
        self.one = one
        self.answer = one.answer
        self.tongue = tongue

    @property
    def path(self) -> str:
        """The name of the page."""
        return page_of(self.answer)

    @property
    def stem(self) -> str:
        """The name of its files, without their ending."""
        return self.path.removesuffix(".html")

    @property
    def moved(self) -> int:
        """How many stand elsewhere, over all agreements."""
        return self.answer.movers

    @cached_property
    def title(self) -> str:
        """What is asked, in words."""
        asked = self.answer.asked
        words = asked.phrase.in_language(self.tongue.language)
        if not words and asked.other:
            words = self.tongue.say(f"de uitgave {asked.other}", f"the edition {asked.other}")
        words = words or "; ".join(
            change.phrase.in_language(self.tongue.language) or change.label for change in asked.changes
        )
        return self.tongue.say(f"Wat als: {words}", f"What if: {words}")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The agreements that changed."""
        return tuple(
            Section(self.answer, name, moves, self.one.examples[name], self.tongue)
            for name, moves in self.answer.agreements.items()
        )

    @cached_property
    def unchanged(self) -> tuple[str, ...]:
        """The agreements that judge as they did, by name."""
        return tuple(self._name(name) for name in self.answer.unchanged)

    @cached_property
    def unjudged(self) -> tuple[tuple[str, str], ...]:
        """What became another and no judgement over the register shows: whose, and what."""
        language = self.tongue.language
        told = [
            (self._name(name), "; ".join(one.in_language(language) for one in words))
            for name, words in self.answer.unjudged.items()
        ]
        whole = "; ".join(one.in_language(language) for one in self.answer.formulas)
        return (*told, *([(self.answer.before.edition.name, whole)] if whole else []))

    @cached_property
    def other_years(self) -> tuple[tuple[str, str], ...]:
        """The agreements that become others in other contract years of their term, with those years."""
        return tuple((self._name(name), ", ".join(map(str, years))) for name, years in self.answer.other_years.items())

    @property
    def partial(self) -> tuple[str, ...]:
        """The editions of which only a part is known."""
        return self.answer.partial

    @property
    def year(self) -> int:
        """The contract year that is judged."""
        return self.answer.year

    def _name(self, name: str) -> str:
        words = self.answer.before.agreements[name].compiled.agreement.phrase
        return words.in_language(self.tongue.language) or plain(name)


class Section:
    """What a what-if does to one agreement."""

    def __init__(
        self, answer: Answer, name: str, moves: Moves[Changed], chosen: tuple[Example, ...], tongue: Tongue
    ) -> None:
        self.answer = answer
        self.name = name
        self.moves = moves
        self.tongue = tongue
        self.rules = Rules(moves.before, tongue)
        self.teller = teller_of(moves, tongue.language)
        self.agreement = moves.before.compiled.agreement
        self.title = self.agreement.phrase.in_language(tongue.language) or plain(name)
        self._chosen = chosen

    @property
    def size(self) -> int:
        """How many providers there are."""
        return len(self.moves.was)

    @property
    def moved(self) -> int:
        """How many stand elsewhere."""
        return len(self.moves.movers)

    @cached_property
    def changes(self) -> tuple[ChangeRow, ...]:
        """What was changed, with what each change does to the rules."""
        return tuple(
            ChangeRow(
                one.label,
                one.phrase.in_language(self.tongue.language),
                tuple((touched.address, _short(touched.was), _short(touched.now)) for touched in one.touched),
                tuple(map(self._asked, asked)),
            )
            for one, asked in zip(self.moves.changes, asked_by(self.moves, self.tongue.language), strict=True)
        )

    def _asked(self, asked: Asked) -> AskedRow:
        anchors = {
            Piece.CRITERION: f"voorwaarde-{asked.unit.id}",
            Piece.GATE: f"voorwaarde-{asked.unit.id}",
            Piece.ROUTE: f"route-{asked.unit.id.replace('/', '-')}",
            Piece.LADDER: "variant" if self.agreement.ladder else "",
        }
        anchor = anchors.get(asked.unit.piece, "") if self._stood_before(asked) else ""
        title = sentence(asked.title).removesuffix(".")
        return AskedRow(title, anchor, self._clause(asked.citation), sentence(asked.was), sentence(asked.now))

    def ruled(self, name: str) -> bool:
        """Tell whether a condition has a place on the page of the rules, which are those of the policy as it is."""
        return any(criterion.id == name for criterion in self.agreement.criteria)

    def _stood_before(self, asked: Asked) -> bool:
        """Tell whether a piece has a rule on the pages of the season, which are those of the policy as it is."""
        named = {criterion.id for criterion in self.agreement.criteria} | {route.id for route in self.agreement.routes}
        return not asked.unit.id or asked.unit.id in named

    def _clause(self, citation: Citation) -> str:
        return self.rules.clause(citation)

    @cached_property
    def shares(self) -> tuple[ShareRow, ...]:
        """Who moved, by what moved them."""
        return tuple(self._share(one) for one in self.moves.shares if one.how is not How.BACK)

    @cached_property
    def back(self) -> tuple[ShareRow, ...]:
        """Who was moved by one change and moved back by another."""
        return tuple(self._share(one) for one in self.moves.shares if one.how is How.BACK)

    def _share(self, share: Share) -> ShareRow:
        labels = tuple(self.moves.changes[one].label for one in share.changes)
        how = self.tongue.say(*HOW[share.how])
        told = tuple(self._ground(one) for one in grounds(self.moves, share))
        pieces = tuple(piece for one in share.changes for piece in self.changes[one].asked)
        return ShareRow(how, labels, len(share.who), told, pieces)

    def _ground(self, ground: Ground) -> tuple[str, str, str, tuple[str, ...]]:
        states = tuple(
            f"{self.tongue.say(*STATES[one.was])} → {self.tongue.say(*STATES[one.now])}: "
            f"{self.tongue.number(one.providers)}"
            for one in ground.states
        )
        title = sentence(self.teller.title(ground.criterion)).removesuffix(".")
        return ground.criterion, title, self._clause(self.teller.citation(ground.criterion)), states

    @cached_property
    def transitions(self) -> tuple[TransitionRow, ...]:
        """From what to what those moved who stand elsewhere, the most first."""
        return tuple(
            TransitionRow(
                self.outcome(one.was), self.outcome(one.now), self.route(one.was), self.route(one.now), one.providers
            )
            for one in self.moves.transitions()
            if one.was != one.now
        )

    @cached_property
    def matrix(self) -> Matrix:
        """Everyone by result and variant, before and after."""
        order = [name for name in RESULTS if name != UNDECIDED]

        def place(one: Standing) -> tuple[int, str]:
            return (order.index(one.result) if one.result in order else len(order) + (one == OUTSIDE), one.variant)

        return self._matrix(self.outcome, place)

    @cached_property
    def routes(self) -> Matrix:
        """Everyone by route, before and after."""
        order = [route.id for route in (*self.agreement.routes, *self.moves.after.compiled.agreement.routes)]

        def place(one: Standing) -> tuple[int, str]:
            return (order.index(one.route) if one.route else len(order) + (one == OUTSIDE), "")

        return self._matrix(self._short_route, place)

    def _matrix(self, name: Callable[[Standing], str], place: Callable[[Standing], tuple[int, str]]) -> Matrix:
        ordered = sorted(self.moves.standings, key=place)
        labels = list(dict.fromkeys(map(name, ordered)))
        at = np.array([labels.index(name(one)) for one in self.moves.standings])
        counts = np.zeros((len(labels), len(labels)), np.int64)
        np.add.at(counts, (at[self.moves.was], at[self.moves.now]), 1)
        used = [one for one in range(len(labels)) if counts[one].any() or counts[:, one].any()]
        rows = tuple(tuple(int(counts[was, now]) for now in used) for was in used)
        return Matrix(tuple(labels[one] for one in used), rows)

    def _short_route(self, standing: Standing) -> str:
        if standing == OUTSIDE or not standing.route:
            return self.route(standing)
        return plain(standing.route)

    def outcome(self, standing: Standing) -> str:
        """Name what somebody gets."""
        if standing == OUTSIDE:
            return self.tongue.say("past niet bij deze overeenkomst", "does not fit this agreement")
        words = self.tongue.of(RESULTS, standing.result)
        return f"{words} {standing.variant}".strip()

    def route(self, standing: Standing) -> str:
        """Name the route of a standing."""
        if standing == OUTSIDE:
            return self.tongue.say("past niet bij deze overeenkomst", "does not fit this agreement")
        if not standing.route:
            return self.tongue.say("nog niet te bepalen", "not decidable yet")
        both = (*self.agreement.routes, *self.moves.after.compiled.agreement.routes)
        route = next(one for one in both if one.id == standing.route)
        return route.phrase.in_language(self.tongue.language) or plain(anchor_of(route))

    @cached_property
    def aside(self) -> Aside:
        """What changed beside the outcomes."""
        return aside(self.moves)

    @cached_property
    def parts(self) -> tuple[PartRow, ...]:
        """The parts that changed for those who have an offer before and after."""
        language = self.tongue.language
        return tuple(
            PartRow(
                one.phrase.in_language(language) or plain(one.id),
                self._clause(one.citation),
                self._part(one.was),
                self._part(one.now),
                one.providers,
            )
            for one in self.aside.parts
        )

    def _part(self, state: int) -> str:
        words = STATES.get(state, ("bestaat niet", "does not exist"))
        return self.tongue.say(*words)

    @cached_property
    def tasks(self) -> tuple[TaskRow, ...]:
        """What a person has to decide for others than before."""
        language = self.tongue.language
        return tuple(
            TaskRow(
                one.phrase.in_language(language) or plain(one.id),
                self._clause(one.citation),
                one.was,
                one.now,
                one.others,
            )
            for one in self.aside.tasks
        )

    @cached_property
    def near(self) -> tuple[NearTable, ...]:
        """Who sits near each limit, before and after."""
        return tuple(self._near(one) for one in near(self.moves, self.answer.asked.steps))

    def _near(self, one: Near) -> NearTable:
        either = one.was or one.now
        assert either is not None  # noqa: S101 - there is a limit before or after
        overview = Overview(self.moves.before, self.rules)
        rows = []
        for at, steps in enumerate(either.within):
            distance = overview.distance(either, steps)
            rows.append(NearRow(distance, _pair(one.was, at), _pair(one.now, at)))
        limits = (overview.limit(one.was) if one.was else NOTHING, overview.limit(one.now) if one.now else NOTHING)
        title = sentence(self.teller.title(one.criterion)).removesuffix(".")
        return NearTable(one.criterion, title, limits, self._clause(either.criterion.citation), tuple(rows))

    @cached_property
    def examples(self) -> tuple[ExampleRow, ...]:
        """A few of those who moved, with how the condition that moved them stood and stands."""
        was = Speaker(self.agreement, self.tongue.language)
        now = Speaker(self.moves.after.compiled.agreement, self.tongue.language)
        return tuple(self._example(one, was, now) for one in self._chosen)

    def _example(self, one: Example, was: Speaker, now: Speaker) -> ExampleRow:
        before = explain(one.before, self.tongue.language, was)
        after = explain(one.after, self.tongue.language, now)
        told = []
        for name in one.conditions:
            then, later = (
                (side.condition(name).state_words, *side.condition(name).findings) for side in (before, after)
            )
            told.append(ToldCondition(name, sentence(self.teller.title(name)).removesuffix("."), then, later))
        labels = "; ".join(self.moves.changes[at].label for at in one.changes)
        how = f"{self.tongue.say(*HOW[one.how])}: {labels}"
        name = one.before.subject.name or one.id
        return ExampleRow(one.id, name, self._standing(one.was), self._standing(one.now), how, tuple(told))

    def _standing(self, standing: Standing) -> str:
        outcome = capital(self.outcome(standing))
        return outcome if standing == OUTSIDE else f"{outcome} ({self.route(standing)})"


def _pair(miss: NearMiss | None, at: int) -> tuple[int, int] | None:
    return None if miss is None else (miss.just_failed[at], miss.just_met[at])


def _short(value: object) -> str:
    """Write what stood somewhere in the text in one line."""
    return NOTHING if value is None else " ".join(_flow(value))


def _flow(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{" + ", ".join(f"{key}: {' '.join(_flow(part))}" for key, part in value.items()) + "}"
    elif isinstance(value, list):
        yield "[" + ", ".join(" ".join(_flow(part)) for part in value) + "]"
    else:
        yield "" if value is None else str(value)
