"""Two people at the same moment, each on a connection of their own: one confirmation, one answer that counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from support.portal import mandated
from support.portal_intake import ANSWERS, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import DraftAnswer, Questionnaire
from zorginkoop.portal.intake.opening import CONFIRMED
from zorginkoop.portal.intake.saving import AlreadyConfirmedError, Typed, save
from zorginkoop.portal.register.models import Event, Evidence

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("october")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same moment; give what came of each, or the error that it ended in."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except AlreadyConfirmedError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(do, act) for act in acts]]


def test_two_who_confirm_at_once_are_one_confirmation() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, "skf_keurmerk", upload(), None, signatory)
    shown = draft_of(questionnaire).content_hash

    def act() -> object:
        return confirm(Questionnaire.objects.get(pk=questionnaire.pk), shown, signatory)

    came = at_once(act, act)
    assert sorted(type(one).__name__ for one in came) == ["AlreadyConfirmedError", "Questionnaire"]
    assert Event.objects.filter(name=CONFIRMED).count() == 1
    assert Evidence.objects.count() == 1


def test_of_two_answers_at_once_one_is_kept_and_the_other_is_told() -> None:
    questionnaire = questionnaire_of(staffed())
    first, second = (mandated(questionnaire.provider, ProviderRole.FILLER, name=name) for name in ("Een", "Twee"))
    save(questionnaire, {"prem_structureel": Typed("ja", 0)}, first)

    def act(text: str, by: User) -> Callable[[], object]:
        return lambda: save(questionnaire, {"prem_structureel": Typed(text, 1)}, by)

    came = at_once(act("nee", first), act("", second))
    assert sorted(len(one.conflicts) for one in came) == [0, 1]  # type: ignore[attr-defined]  # both are Saved
    assert DraftAnswer.objects.get().version == 2
