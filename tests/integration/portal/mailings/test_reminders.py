"""Reminders: to who still has something to do, once for each moment, in working hours, and to nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from support.portal import mandated, person, play, practice
from support.portal_agreements import offer_to
from support.portal_intake import physiotherapy, questionnaire_of, staffed
from support.portal_mailings import purchaser
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.models import Offer, OfferSignature, OfferState
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.deadlines.extending import agree, propose
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.mailings.jobs import may_remind_now, remind
from zorginkoop.portal.mailings.models import Reminder
from zorginkoop.portal.mailings.reminder_views import keep
from zorginkoop.portal.mailings.reminding import SIGNED, in_working_hours, moment_now, remind_all
from zorginkoop.portal.operate.set_aside import set_aside
from zorginkoop.portal.register.models import Mandate, Provider, Signatory
from zorginkoop.portal.register.recording import say_no_offer_wanted

pytestmark = pytest.mark.django_db

LAST = date(2025, 10, 24)  # a Friday
ASKED = datetime(2025, 10, 1, 8, tzinfo=UTC)
FIVE = datetime(2025, 10, 17, 8, tzinfo=UTC)  # a Friday, five working days before, ten in the morning
ONE = datetime(2025, 10, 23, 8, tzinfo=UTC)


@pytest.fixture
def agreement() -> SeasonAgreement:
    """The season of physiotherapy, whose questionnaire closes after 24 October."""
    play(ASKED)
    return physiotherapy()


@pytest.fixture
def provider(agreement: SeasonAgreement) -> Provider:
    """A practice that was asked on 1 October."""
    made = staffed(practice(vecozo_email="praktijk@verzonnen.example"))
    questionnaire_of(made, agreement)
    return made


def told() -> set[str]:
    """Give to whom something was written."""
    return set(Message.objects.values_list("to", flat=True))


def test_filler_and_signatory_each_get_their_own(provider: Provider) -> None:
    filler, signatory = mandated(provider, ProviderRole.FILLER), mandated(provider, ProviderRole.SIGNATORY)
    reader = mandated(provider, ProviderRole.READER)
    play(FIVE)
    assert remind_all() == 1
    assert told() == {filler.email, signatory.email}
    assert reader.email not in told()
    by = {one.to: one.body for one in Message.objects.all()}
    assert "U bent tekenbevoegd en mag bevestigen" in by[signatory.email]
    assert "Vul de vragen in" in by[filler.email]
    assert all("24 oktober 2025, 23:59" in text for text in by.values())
    assert filler.email not in by[signatory.email]
    assert signatory.email not in by[filler.email]


def test_somebody_who_does_both_gets_one(provider: Provider) -> None:
    both = mandated(provider, ProviderRole.FILLER, ProviderRole.SIGNATORY)
    play(FIVE)
    remind_all()
    assert Message.objects.get().to == both.email


def test_where_nobody_signs_in_the_provider_itself_is_written_to(provider: Provider) -> None:
    play(FIVE)
    remind_all()
    assert Message.objects.get().to == provider.vecozo_email
    assert Reminder.objects.get().user is None


def test_where_nobody_fills_in_the_manager_does(provider: Provider) -> None:
    manager = mandated(provider, ProviderRole.MANAGER)
    play(FIVE)
    remind_all()
    assert told() == {manager.email}


def test_each_moment_once_whatever_starts_again(provider: Provider) -> None:
    mandated(provider, ProviderRole.FILLER)
    counted = []
    for moment in (FIVE, FIVE, datetime(2025, 10, 20, 8, tzinfo=UTC), ONE, ONE, datetime(2025, 10, 24, 8, tzinfo=UTC)):
        play(moment)
        remind.func()
        counted.append(Message.objects.count())
    assert counted == [1, 1, 1, 2, 2, 2]


def test_after_a_restore_what_was_due_waits_for_a_person_and_is_not_sent_again(provider: Provider) -> None:
    mandated(provider, ProviderRole.FILLER)
    play(FIVE + timedelta(hours=12))  # restored at night, from a backup of before the reminder
    assert set_aside().messages == 1
    assert Message.objects.get().state == MessageState.SET_ASIDE
    play(FIVE + timedelta(days=1))
    remind.func()
    assert Message.objects.count() == 1
    play(ONE)
    remind.func()
    assert Message.objects.exclude(state=MessageState.SET_ASIDE).count() == 1, "the next one goes by itself"


def test_what_was_missed_is_made_good_once_and_not_twice_over(provider: Provider) -> None:
    mandated(provider, ProviderRole.FILLER)
    play(datetime(2025, 10, 24, 8, tzinfo=UTC))  # nothing ran since five working days before
    remind_all()
    assert Reminder.objects.get().days == 1
    remind_all()
    assert Reminder.objects.count() == 1


def test_a_worker_killed_half_way_writes_nobody_two(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in (ProviderRole.FILLER, ProviderRole.SIGNATORY):
        mandated(provider, role)
    play(FIVE)
    write, seen = outbox.write, iter(range(100))

    def killed(*arguments: object, **named: object) -> Message:
        if next(seen) == 1:
            raise KeyboardInterrupt
        return write(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            remind_all()
    assert not Message.objects.exists()
    remind_all()
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2025, 10, 17, 22, 0, tzinfo=UTC), False),  # midnight
        (datetime(2025, 10, 17, 6, 59, tzinfo=UTC), False),  # a minute before nine
        (datetime(2025, 10, 17, 7, 0, tzinfo=UTC), True),
        (datetime(2025, 10, 17, 15, 0, tzinfo=UTC), False),  # five o'clock
        (datetime(2025, 10, 18, 9, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2025, 12, 25, 9, 0, tzinfo=UTC), False),  # Christmas
        (datetime(2025, 12, 24, 15, 30, tzinfo=UTC), True),  # winter time
    ],
)
def test_only_in_working_hours(provider: Provider, moment: datetime, *, may: bool) -> None:
    mandated(provider, ProviderRole.FILLER)
    play(moment)
    assert in_working_hours() == may_remind_now() == may
    if not may:
        assert remind_all() == 0


def test_working_days_are_counted_and_not_days(agreement: SeasonAgreement) -> None:
    """Monday 5 January 2026: New Year's Day and a weekend lie between."""
    assert agreement.pk
    asked = date(2025, 12, 1)
    for day, expected in ((29, None), (30, 3), (31, 3)):
        play(datetime(2025, 12, day, 9, tzinfo=UTC))
        assert moment_now(date(2026, 1, 5), (3,), asked) == expected
    play(datetime(2026, 1, 6, 9, tzinfo=UTC))
    assert moment_now(date(2026, 1, 5), (3,), asked) is None


def test_who_was_asked_only_after_the_moment_gets_none(agreement: SeasonAgreement) -> None:
    play(datetime(2025, 10, 20, 8, tzinfo=UTC))
    late = staffed(practice(vecozo_email="laat@verzonnen.example"))
    questionnaire_of(late, agreement)
    remind_all()
    assert not Message.objects.exists()
    play(ONE)
    remind_all()
    assert told() == {"laat@verzonnen.example"}


def test_who_answered_gets_none(provider: Provider) -> None:
    with changing("test"):
        Questionnaire.objects.filter(provider=provider).update(confirmed_at=ASKED)
    play(FIVE)
    assert remind_all() == 0
    assert not Message.objects.exists()


def test_who_wants_no_offer_gets_none_until_it_takes_that_back(provider: Provider) -> None:
    say_no_offer_wanted(provider, "paramedische_zorg", frozenset({"fysiotherapie"}), date(2025, 10, 1), None)
    play(FIVE)
    assert remind_all() == 0
    say_no_offer_wanted(provider, "paramedische_zorg", frozenset({"oefentherapie"}), date(2025, 10, 1), None)
    assert remind_all() == 1


def test_whose_code_ended_gets_none(provider: Provider) -> None:
    with changing("test"):
        Provider.objects.filter(pk=provider.pk).update(ended_on=date(2025, 10, 10))
    play(FIVE)
    assert remind_all() == 0


def test_a_season_sets_its_own_days_or_none(agreement: SeasonAgreement, provider: Provider) -> None:
    by = purchaser()
    keep(agreement, {CONFIRMED: []}, by)
    play(FIVE)
    assert remind_all() == 0
    keep(agreement, {CONFIRMED: [10, 6]}, by)
    play(datetime(2025, 10, 16, 8, tzinfo=UTC))
    assert remind_all() == 1
    assert Reminder.objects.get().provider == provider


def test_the_clock_follows_an_extension(agreement: SeasonAgreement, provider: Provider) -> None:
    colleague = purchaser("Cor")
    agree(propose(agreement, CONFIRMED, date(2025, 10, 31), "Storing.", by=purchaser(), provider=provider), colleague)
    play(FIVE)
    assert remind_all() == 0
    play(datetime(2025, 10, 24, 8, tzinfo=UTC))
    assert remind_all() == 1
    assert "31 oktober 2025" in Message.objects.get().body


@pytest.fixture
def offer(agreement: SeasonAgreement) -> Offer:
    """An offer of 27 October, to be signed by 7 November."""
    play(datetime(2025, 10, 27, 9, tzinfo=UTC))
    provider = practice("04000001", "Praktijk De Verzonnen Pen", vecozo_email="pen@verzonnen.example")
    for name in ("Saar Tekenaar", "Tom Tekent"):
        mandated(provider, ProviderRole.SIGNATORY, name=name, jointly=True)
    return offer_to(provider, agreement)


def written_before() -> int:
    """Forget what was written until now."""
    with changing("test"):
        Message.objects.all().delete()
    return 0


def test_who_has_to_sign_is_reminded_and_who_signed_is_not(offer: Offer) -> None:
    saar = Signatory.objects.get(name="Saar Tekenaar")
    other = User.objects.get(name="Tom Tekent")
    mandated(offer.provider, ProviderRole.FILLER)
    assert saar.user is not None
    with changing("test"):
        OfferSignature.objects.create(offer=offer, user=saar.user, signatory=saar, signed_at=ASKED, file_hash="x")
    written_before()
    play(datetime(2025, 10, 31, 9, tzinfo=UTC))
    assert remind_all() == 1
    assert told() == {other.email}
    assert "7 november 2025" in Message.objects.get().body
    assert Reminder.objects.get().event == SIGNED


@pytest.mark.parametrize("state", [OfferState.CONCLUDED, OfferState.REFUSED, OfferState.WITHDRAWN])
def test_who_signed_or_refused_gets_none(offer: Offer, state: OfferState) -> None:
    with changing("test"):
        Offer.objects.filter(pk=offer.pk).update(state=state)
    written_before()
    play(datetime(2025, 10, 31, 9, tzinfo=UTC))
    assert remind_all() == 0
    assert not Message.objects.exists()


@pytest.mark.parametrize("named", [True, False])
def test_the_database_keeps_the_same_reminder_once(provider: Provider, *, named: bool) -> None:
    if named:
        mandated(provider, ProviderRole.FILLER)
    play(FIVE)
    remind_all()
    again = Reminder.objects.get()
    again.pk, again.message = None, None
    with pytest.raises(IntegrityError), transaction.atomic(), changing("test"):
        again.save(force_insert=True)


def test_nothing_to_remind_of_leaves_no_entry(provider: Provider) -> None:
    assert provider.pk
    before = Entry.objects.count()
    play(datetime(2025, 10, 10, 8, tzinfo=UTC))
    remind_all()
    assert Entry.objects.count() == before


def test_a_mandate_that_ended_counts_no_more(provider: Provider) -> None:
    gone, there = mandated(provider, ProviderRole.FILLER), mandated(provider, ProviderRole.FILLER)
    with changing("test"):
        Mandate.objects.filter(user=gone).update(valid_until=date(2025, 10, 10))
    play(FIVE)
    remind_all()
    assert told() == {there.email}
    assert person("Iemand Anders", StaffRole.PURCHASER).email not in told()
