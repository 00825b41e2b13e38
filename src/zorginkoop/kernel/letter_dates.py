"""The sentences about the dates of an outcome: the deadlines of the provider, and from when a change counts."""

from __future__ import annotations

from zorginkoop.kernel.agenda import DatedDeadline, agenda, events_of
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.language import Force, LeadsTo
from zorginkoop.kernel.speech import sentence

PROVIDER = "aanbieder"
_ENDED = frozenset(
    {LeadsTo.NO_OFFER, LeadsTo.NOTHING, LeadsTo.OTHER_POLICY, LeadsTo.REJECTION, LeadsTo.POLICY_TERMS}
)  # nothing is asked of the provider then


def dates_ahead(compiled: CompiledAgreement, outcome: Outcome, language: Language) -> tuple[str, ...]:
    """Say which deadlines of the provider lie ahead on its route, a sentence each."""
    if outcome.route is None or outcome.result in _ENDED:
        return ()
    found = agenda(compiled, events_of(compiled, outcome.subject), compiled.planning.calendar, outcome.route.id)
    return tuple(_sentence(dated, language) for dated in found.deadlines if _ahead(dated, outcome))


def changes_from(compiled: CompiledAgreement, outcome: Outcome, language: Language) -> tuple[str, ...]:
    """Say from which day each change of the agreement counts that follows from what happened, a sentence each."""
    route = outcome.route.id if outcome.route else None
    found = agenda(compiled, events_of(compiled, outcome.subject), compiled.planning.calendar, route)
    return tuple(
        f"{sentence(one.rule.phrase.in_language(language)).rstrip('.')}: {write_date(one.day, language)}."
        for one in found.changes
        if one.day is not None
    )


def _ahead(dated: DatedDeadline, outcome: Outcome) -> bool:
    last = dated.dates.last_day
    return dated.deadline.binds == PROVIDER and dated.happened is None and last is not None and outcome.on <= last


def _sentence(dated: DatedDeadline, language: Language) -> str:
    deadline = dated.deadline
    text = f"{deadline.phrase.in_language(language)}: {dated.dates.say(language)}"
    if deadline.force == Force.EFFORT:
        text += " (een streven)" if language == "nl" else " (an aim)"
    afterwards = deadline.afterwards.in_language(language)
    return f"{text}; {'daarna' if language == 'nl' else 'afterwards'}: {afterwards}" if afterwards else text
