"""A selection says of everyone what the policy says, the same as judging one provider, and two people answer for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from support.portal import practice
from support.portal_selection import DAY, physiotherapy, purchaser, region, selected
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Fact, Provider
from zorginkoop.portal.selection.changes import (
    CannotError,
    agree,
    confirm,
    deviate,
    request_run,
    take_back,
    take_back_confirmation,
)
from zorginkoop.portal.selection.explanation import explained
from zorginkoop.portal.selection.freshness import changed_since
from zorginkoop.portal.selection.jobs import judge
from zorginkoop.portal.selection.lists import differences, run_before
from zorginkoop.portal.selection.models import Choice, Correction, Run, RunState, Says
from zorginkoop.portal.selection.summaries import Summary, summarise, summary_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def test_everyone_in_the_register_is_in_a_selection_with_a_reason_where_it_is_not_approached() -> None:
    region()
    run = selected(physiotherapy(), purchaser())
    assert run.state == RunState.JUDGED
    assert Choice.objects.filter(run=run).count() == Provider.objects.count()
    counted = summary_of(run)
    assert 0 < counted.approached < counted.audience < counted.register
    assert not Choice.objects.filter(run=run, approach=False, reason="").exists()
    assert sum(number for _, _, number, _ in counted.reasons) == counted.register - counted.approached


def test_what_a_selection_says_of_each_is_what_judging_that_one_says() -> None:
    region()
    run = selected(physiotherapy(), purchaser())
    for choice in Choice.objects.filter(run=run).select_related("run__agreement__season", "provider"):
        why = explained(choice)
        assert why is not None
        assert why.same, choice.provider.agb_code
        told = {one.id for one in why.against}
        assert {*choice.not_met.split(), *choice.unknown.split()} == told
        if choice.says == Says.LEAVE and not choice.reason.startswith("route:"):
            assert choice.reason in choice.not_met.split()


def test_a_selection_that_is_made_twice_is_made_once() -> None:
    region(40)
    run = selected(physiotherapy(), purchaser())
    before = list(Choice.objects.filter(run=run).values_list("pk", "says", "reason"))
    judge.func(run.pk)
    assert list(Choice.objects.filter(run=run).values_list("pk", "says", "reason")) == before


def test_asking_twice_while_it_waits_asks_for_one_selection(october: datetime) -> None:
    agreement, somebody = physiotherapy(), purchaser()
    first = request_run(agreement, DAY, somebody)
    assert request_run(agreement, DAY, somebody) == first
    assert DBTaskResult.objects.filter(task_path__endswith="selection.jobs.judge").count() == 1
    assert abs(first.known - october) < timedelta(minutes=5)


def test_a_register_that_cannot_be_read_makes_no_selection_and_says_why() -> None:
    region(40)
    provider = Provider.objects.order_by("agb_code").first()
    assert provider is not None
    with changing("register.test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=provider.agb_code, provider=provider, name="prem_structureel",
            text="misschien", source="test", known_since=date(2025, 1, 1),
        )  # fmt: skip
    run = selected(physiotherapy(), purchaser())
    assert run.state == RunState.FAILED
    assert "misschien" in run.failure
    assert not Choice.objects.filter(run=run).exists()


def test_who_asked_for_a_selection_does_not_confirm_it_and_a_colleague_does() -> None:
    region(40)
    asker, colleague = purchaser(), purchaser("Cor Collega")
    run = selected(physiotherapy(), asker)
    with pytest.raises(CannotError, match="Vraag een collega"):
        confirm(run, asker)
    confirmed = confirm(run, colleague)
    assert (confirmed.state, confirmed.confirmed_by) == (RunState.CONFIRMED, colleague)
    with pytest.raises(CannotError, match="al vastgesteld"):
        confirm(run, colleague)
    assert Entry.objects.filter(action="selection.confirmed").count() == 1


def _approached(choice: Choice) -> bool:
    return Choice.objects.get(pk=choice.pk).approach


def test_a_deviation_counts_only_after_somebody_else_agreed_and_not_by_whoever_made_it() -> None:
    region(40)
    asker, deviator, third = purchaser(), purchaser("Dirk Deviant"), purchaser("Theo Derde")
    run = selected(physiotherapy(), asker)
    choice = Choice.objects.filter(run=run, says=Says.LEAVE).select_related("provider").first()
    assert choice is not None
    with pytest.raises(CannotError, match="waarom"):
        deviate(run, choice.provider, "  ", deviator, approach=True)
    deviate(run, choice.provider, "de enige praktijk in de wijk", deviator, approach=True)
    assert not _approached(choice)
    with pytest.raises(CannotError, match="zelf een afwijking"):
        confirm(run, deviator)
    confirm(run, third)
    assert _approached(choice)
    assert Correction.objects.get(choice=choice).agreed_by == third
    with pytest.raises(CannotError, match="vaststelling"):
        take_back(Correction.objects.get(choice=choice), third)
    take_back_confirmation(run)
    assert not _approached(choice)


def test_a_second_deviation_for_the_same_provider_waits_for_the_first_to_be_taken_back() -> None:
    region(40)
    run, somebody = selected(physiotherapy(), purchaser()), purchaser("Dirk Deviant")
    choice = Choice.objects.filter(run=run, says=Says.APPROACH).select_related("provider").first()
    assert choice is not None
    with pytest.raises(CannotError, match="al zo"):
        deviate(run, choice.provider, "grond", somebody, approach=True)
    correction = deviate(run, choice.provider, "grond", somebody, approach=False)
    with pytest.raises(CannotError, match="al een afwijking"):
        deviate(run, choice.provider, "andere grond", somebody, approach=False)
    take_back(correction, somebody)
    deviate(run, choice.provider, "andere grond", somebody, approach=False)


def test_a_register_that_changed_is_told_before_confirming() -> None:
    region(40)
    run = selected(physiotherapy(), purchaser())
    assert not changed_since(run)
    with changing("register.note_written"):
        pass
    assert not changed_since(run)
    practice("04999999")
    assert changed_since(run)
    with pytest.raises(CannotError, match="register is gewijzigd"):
        confirm(run, purchaser("Cor Collega"))
    assert confirm(run, purchaser("Cor Collega"), stale_accepted=True).state == RunState.CONFIRMED


def test_the_next_selection_shows_what_changed_and_proposes_deviations_again() -> None:
    region(40)
    agreement, asker = physiotherapy(), purchaser()
    first = selected(agreement, asker)
    chosen = list(Choice.objects.filter(run=first, says=Says.APPROACH).select_related("provider"))
    left = Choice.objects.filter(run=first, says=Says.LEAVE).select_related("provider").first()
    assert left is not None
    deviate(first, left.provider, "de enige praktijk in de wijk", asker, approach=True)
    refusing = chosen[0].provider
    with changing("register.no_offer", about=refusing):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=refusing.agb_code, provider=refusing, name="geen_aanbod_gewenst_voor",
            text="fysiotherapie", source="opgave", known_since=date(2025, 10, 1),
        )  # fmt: skip
    second = selected(agreement, asker)
    before = run_before(second)
    assert before == first
    found = list(differences(second, before))
    assert [choice.provider for choice in found] == [refusing]
    assert (found[0].was, found[0].approach, found[0].reason) == (True, False, "aanbod_gewenst")
    again = Correction.objects.get(choice__run=second)
    assert (again.choice.provider, again.ground, again.made_by) == (
        left.provider,
        "de enige praktijk in de wijk",
        asker,
    )
    with pytest.raises(CannotError, match="nieuwere selectie"):
        confirm(first, purchaser("Cor Collega"), stale_accepted=True)


def test_agreeing_to_a_late_deviation_is_for_after_sending_and_for_somebody_else() -> None:
    region(40)
    asker, colleague = purchaser(), purchaser("Cor Collega")
    run = selected(physiotherapy(), asker)
    left = Choice.objects.filter(run=run, says=Says.LEAVE).select_related("provider").first()
    assert left is not None
    confirm(run, colleague)
    with changing("test"):
        Run.objects.filter(pk=run.pk).update(state=RunState.SENT)
    late = deviate(run, left.provider, "alsnog nodig in deze wijk", asker, approach=True)
    with pytest.raises(CannotError, match="zelf voor"):
        agree(late, asker)
    agree(late, colleague)
    left.refresh_from_db()
    assert left.approach
    with pytest.raises(CannotError, match="al beslist"):
        agree(late, colleague)


def test_a_change_in_place_counts_as_a_change_of_the_register_too() -> None:
    region(40)
    run = selected(physiotherapy(), purchaser())
    provider = Provider.objects.order_by("pk").first()
    assert provider is not None
    with changing("register.address_changed", about=provider):
        Provider.objects.filter(pk=provider.pk).update(vecozo_email="nieuw@verzonnen.example")
    assert changed_since(run)


def test_the_numbers_kept_with_a_selection_are_those_of_its_choices_after_every_change() -> None:
    region(40)
    asker, deviator, third = purchaser(), purchaser("Dirk Deviant"), purchaser("Theo Derde")
    run = selected(physiotherapy(), asker)
    left = Choice.objects.filter(run=run, says=Says.LEAVE).select_related("provider").first()
    assert left is not None
    before = summary_of(run)
    deviate(run, left.provider, "de enige praktijk in de wijk", deviator, approach=True)
    confirm(run, third)
    after = _kept(run)
    assert (after.approached, after.added) == (before.approached + 1, 1)
    assert sum(approached for _, approached, _ in after.regions) == after.approached
    take_back_confirmation(run)
    assert _kept(run) == before
    with changing("test"):
        summarise(run)
    assert _kept(run) == before


def _kept(run: Run) -> Summary:
    return summary_of(Run.objects.get(pk=run.pk))
