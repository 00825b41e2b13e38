"""The letter that an outcome asks for, as plain text, dated on the reference date."""

from __future__ import annotations

from zorginkoop.cli.judging import Judged
from zorginkoop.kernel.agenda import DatedDeadline, agenda, events_of
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.letter import Sender, as_text, letter

PROVIDER = "aanbieder"


def letter_page(judged: Judged, language: Language) -> str:
    """Write the letter, signed by the insurer of the edition, with the deadlines of the provider that lie ahead."""
    scope = judged.edition.source.uitgave.geldt_voor
    written = letter(
        judged.outcome,
        language,
        date=judged.outcome.on,
        sender=Sender(scope.verzekeraar),
        channels=judged.edition.vocabulary.contactpunten,
        dates=_dates(judged, language),
    )
    return as_text(written)


def _dates(judged: Judged, language: Language) -> tuple[str, ...]:
    outcome = judged.outcome
    if outcome.route is None or outcome.route.leads_to == LeadsTo.NOTHING:
        return ()
    events = events_of(judged.compiled, outcome.subject)
    found = agenda(judged.compiled, events, WorkCalendar(), outcome.route.id)
    return tuple(_sentence(dated, language) for dated in found.deadlines if _ahead(dated, judged))


def _ahead(dated: DatedDeadline, judged: Judged) -> bool:
    last = dated.dates.last_day
    return (
        dated.deadline.binds == PROVIDER and dated.happened is None and last is not None and judged.outcome.on <= last
    )


def _sentence(dated: DatedDeadline, language: Language) -> str:
    deadline = dated.deadline
    text = f"{deadline.phrase.in_language(language)}: {dated.dates.say(language)}"
    afterwards = deadline.afterwards.in_language(language)
    return f"{text}; {'daarna' if language == 'nl' else 'afterwards'}: {afterwards}" if afterwards else text
