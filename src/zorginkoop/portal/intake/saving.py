"""Save answers: each knows which version it changes, so that two people or tabs never overwrite each other unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.dispatch import Signal

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Correction, DraftAnswer, Questionnaire

said_wrong = Signal()  # correction: sent inside the change, so that it is work for somebody at once


class AlreadyConfirmedError(Exception):
    """The questionnaire was confirmed before this arrived."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer as somebody gave it, and the version of the answer that was on the screen."""

    text: str
    version: int


@dataclass(slots=True)
class Saved:
    """What came of saving: how many answers changed, and which were changed by somebody else in the meantime."""

    changed: int = 0
    conflicts: dict[str, DraftAnswer] = field(default_factory=dict)


def locked(questionnaire: Questionnaire) -> Questionnaire:
    """Hold a questionnaire until the end of the transaction; AlreadyConfirmedError when it is confirmed."""
    held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.is_confirmed:
        raise AlreadyConfirmedError
    return held


def save(
    questionnaire: Questionnaire,
    typed: Mapping[str, Typed],
    by: User,
    stands: Mapping[str, DraftAnswer] | None = None,
) -> Saved:
    """Keep what was typed, except where somebody else changed that same answer since it was shown.

    Whoever has just read what stands gives it along, so that it is not read once more to see whether anything changes.
    AlreadyConfirmedError when nothing can be changed any more. What comes after the deadline is kept all the same; it
    only cannot be confirmed.
    """
    if stands is None:
        stands = {one.about: one for one in questionnaire.answers.filter(about__in=typed)}
    if all(one.text == (stands[about].text if about in stands else "") for about, one in typed.items()):
        return Saved()
    saved = Saved()
    with changing("intake.answers_saved", about=questionnaire, for_whom=questionnaire.provider.public_id) as change:
        locked(questionnaire)
        stored = {one.about: one for one in questionnaire.answers.filter(about__in=typed)}
        for about, one in typed.items():
            fresh = DraftAnswer(questionnaire=questionnaire, about=about, version=0)
            _keep(stored.get(about, fresh), one, by, saved)
        change.details.update(changed=saved.changed, conflicts=len(saved.conflicts))
    return saved


def _keep(stored: DraftAnswer, one: Typed, by: User, saved: Saved) -> None:
    """Keep one answer, unless it is the same or somebody else changed it."""
    if stored.text == one.text:
        return
    if stored.version not in (0, one.version):
        saved.conflicts[stored.about] = stored
        return
    stored.text, stored.version = one.text, stored.version + 1
    stored.given_by, stored.given_at = by, clock.now()
    stored.save()
    saved.changed += 1


def say_wrong(questionnaire: Questionnaire, about: str, shown: str, text: str, by: User) -> Correction:
    """Keep that something we know from elsewhere is not right; the same words twice are one message."""
    waiting = questionnaire.corrections.filter(about=about, text=text, handled_at=None).first()
    if waiting is not None:
        return waiting
    with changing("intake.said_wrong", about=questionnaire, for_whom=questionnaire.provider.public_id):
        said = Correction.objects.create(
            questionnaire=questionnaire, about=about, shown=shown[:200], text=text, said_by=by, said_at=clock.now()
        )
        said_wrong.send(Correction, correction=said)
    return said
