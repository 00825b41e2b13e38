"""Let answers that were confirmed at VECOZO be facts of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zorginkoop.portal.exchange.models import ReceivedAnswer
from zorginkoop.portal.intake.stating import Statement, state
from zorginkoop.portal.register.models import Provider

SOURCE = "opgave, via VECOZO"


def write_answers(care_group: str, told: Mapping[Provider, Sequence[ReceivedAnswer]]) -> None:
    """Let the answers of providers be facts of the register from today; call it inside `changing`."""
    stated = {
        provider: [Statement(one.subject, one.row, one.question, one.text) for one in answers]
        for provider, answers in told.items()
    }
    state(care_group, stated, SOURCE)


def latest(answers: Iterable[ReceivedAnswer]) -> list[ReceivedAnswer]:
    """Give the last answer to each question; they come in the order in which they were given."""
    return list({(one.subject, one.row, one.question): one for one in answers}.values())
