"""One provider on a page: its letter, and beside it every condition with fact, value, source, date and clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.kernel import reasons
from zorginkoop.kernel.assess import Judge, Outcome
from zorginkoop.kernel.explain import ConditionExplanation, Explanation, explain
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.letter import Letter, Sender, letter
from zorginkoop.kernel.letter_dates import dates_ahead
from zorginkoop.kernel.nearest import Nearest, NearestWays
from zorginkoop.kernel.nearest_words import Step, clause_words, goal_words, not_found, steps, ways_told, who_words
from zorginkoop.kernel.outcome import NO_OFFER, OFFER
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.kernel.summary_words import missing_list
from zorginkoop.study.report.words import ROLES, STATE_CLASSES, STATE_MARKS, STATES, Tongue
from zorginkoop.study.season import JudgedAgreement, Season

SHOWN_ROLES = (reasons.ROUTE, reasons.GATE, reasons.FACTOR, reasons.PART, reasons.EFFORT)


@dataclass(frozen=True, slots=True)
class Shown:
    """One condition as the page shows it: how it stands in words and look, and whether what would help is told."""

    condition: ConditionExplanation
    mark: str
    words: str
    look: str
    helps: bool


@dataclass(frozen=True, slots=True)
class ExplainedGroup:
    """The conditions of one provider that are for the same thing."""

    title: str
    shown: tuple[Shown, ...]


class ToldStep(NamedTuple):
    """One step of a nearest way: what, by whom, and where the policy asks it."""

    words: str
    who: str
    clause: str


class ToldGoal(NamedTuple):
    """What a provider could still reach: each way with its steps, or a sentence that says there is none."""

    goal: str
    ways: tuple[tuple[str, tuple[ToldStep, ...]], ...]
    none: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One provider: who, the letter, and the explanation."""

    id: str
    name: str
    explanation: Explanation
    letter: Letter
    groups: tuple[ExplainedGroup, ...]
    missing: tuple[str, ...]
    nearest: tuple[ToldGoal, ...]

    @property
    def look(self) -> str:
        """How the outcome looks: good, against, waiting, or neither."""
        outcome = self.explanation.outcome
        if outcome.result == OFFER:
            return "goed"
        if self.explanation.reasons or outcome.result == NO_OFFER:
            return "tegen"
        return "" if outcome.result in (LeadsTo.NOTHING, LeadsTo.OTHER_POLICY) else "wacht"

    @property
    def outcome(self) -> Outcome:
        """The outcome that is explained."""
        return self.explanation.outcome


def outcomes_of(season: Season, name: str, ids: Iterable[str]) -> dict[str, Outcome]:
    """Judge some providers of a season one by one, with every fact and its source."""
    judged = season.agreements[name]
    agreement, as_of = judged.compiled.agreement, season.as_of
    judge = Judge(agreement)
    recorded = recorded_providers(season.tables, agreement, ids, as_of)
    return {
        one: judge.assess(resolve(subject, agreement, as_of.on, as_of.known), season.key, as_of.known)
        for one, subject in recorded.items()
    }


def explained(season: Season, name: str, outcomes: Mapping[str, Outcome], tongue: Tongue) -> Iterator[Explained]:
    """Explain outcomes in a language, each with its letter."""
    judged = season.agreements[name]
    speaker = Speaker(judged.compiled.agreement, tongue.language)
    ways = NearestWays(judged.compiled.agreement)
    for one, outcome in outcomes.items():
        explanation, found = explain(outcome, tongue.language, speaker), ways.of(outcome)
        yield Explained(
            id=one,
            name=outcome.subject.name or one,
            explanation=explanation,
            letter=letter_of(season, judged, outcome, tongue, found),
            groups=tuple(_groups(explanation, tongue)),
            missing=tuple(missing_list(speaker, explanation.missing)),
            nearest=tuple(_told(one, speaker) for one in found if one.found or one.obstacles or not one.impossible),
        )


def letter_of(
    season: Season, judged: JudgedAgreement, outcome: Outcome, tongue: Tongue, found: tuple[Nearest, ...] = ()
) -> Letter:
    """Write the letter of an outcome as the season would send it on its reference date."""
    insurer = season.edition.source.uitgave.geldt_voor.verzekeraar
    return letter(
        outcome,
        tongue.language,
        date=season.as_of.on,
        sender=Sender(insurer, role=tongue.say("Zorginkoop", "Care purchasing")),
        channels=season.edition.vocabulary.contactpunten,
        dates=dates_ahead(judged.compiled, outcome, tongue.language),
        nearest=found,
    )


def _told(found: Nearest, speaker: Speaker) -> ToldGoal:
    """Tell the nearest ways to one goal."""
    ways = tuple(
        (head, tuple(_step(step, speaker) for step in steps(speaker, way))) for head, way in ways_told(speaker, found)
    )
    return ToldGoal(goal_words(speaker, found), ways, "" if ways else not_found(speaker, found))


def _step(step: Step, speaker: Speaker) -> ToldStep:
    return ToldStep(step.words, who_words(speaker, step.who), clause_words(speaker, step))


def _groups(explanation: Explanation, tongue: Tongue) -> Iterator[ExplainedGroup]:
    """Give what the outcome rests on first, then every other condition by its role."""
    decisive = explanation.reasons
    if decisive:
        title = tongue.say("Waar de uitkomst op rust", "What the outcome rests on")
        yield ExplainedGroup(title, tuple(_shown(one, tongue, decides=True) for one in decisive))
    names = {one.id for one in decisive}
    for role in SHOWN_ROLES:
        rest = [one for one in explanation.conditions if one.role == role and one.id not in names]
        if rest:
            shown = tuple(_shown(one, tongue, decides=False) for one in rest)
            yield ExplainedGroup(tongue.of(ROLES, role), shown)


def _shown(one: ConditionExplanation, tongue: Tongue, *, decides: bool) -> Shown:
    """Show a condition; one that only chose the route is so or is not so, and is no failure."""
    if one.role == reasons.ROUTE and one.state in (MET, NOT_MET) and not decides:
        words = tongue.say("geldt", "holds") if one.state == MET else tongue.say("geldt niet", "does not hold")
        return Shown(one, STATE_MARKS[one.state], words, "voldaan" if one.state == MET else "nvt", helps=False)
    return Shown(one, STATE_MARKS[one.state], tongue.say(*STATES[one.state]), STATE_CLASSES[one.state], helps=True)
