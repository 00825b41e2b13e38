"""The letter that an outcome asks for, as plain text, dated on the reference date."""

from __future__ import annotations

from zorginkoop.cli.judging import Judged
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.letter import Sender, as_text, letter
from zorginkoop.kernel.letter_dates import dates_ahead
from zorginkoop.kernel.nearest import nearest


def letter_page(judged: Judged, language: Language) -> str:
    """Write the letter, signed by the insurer of the edition, with the deadlines of the provider that lie ahead."""
    scope = judged.edition.source.uitgave.geldt_voor
    written = letter(
        judged.outcome,
        language,
        date=judged.outcome.on,
        sender=Sender(scope.verzekeraar),
        channels=judged.edition.vocabulary.contactpunten,
        dates=dates_ahead(judged.compiled, judged.outcome, language),
        nearest=nearest(judged.outcome),
    )
    return as_text(written)
