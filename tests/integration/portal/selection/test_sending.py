"""Invitations: each provider once, whatever stops half-way, in a letter that says what, why, by when and where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from support.portal import mandated, person
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.channels import channels_of
from zorginkoop.portal.editions.compiled import edition_of
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection import sending
from zorginkoop.portal.selection.changes import CannotError, confirm, start_sending
from zorginkoop.portal.selection.jobs import send
from zorginkoop.portal.selection.letter import invitation_letter
from zorginkoop.portal.selection.models import Choice, Invitation, Run, RunState
from zorginkoop.portal.selection.sending import without_address
from zorginkoop.portal.selection.signals import invited

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def agreement() -> SeasonAgreement:
    """A season of physiotherapy over a small region."""
    region(40)
    owner = person("Petra Portefeuille")
    with changing("test"):
        type(owner).objects.filter(pk=owner.pk).update(phone="088 000 00 01")
    return physiotherapy(owner=owner)


@pytest.fixture
def run(agreement: SeasonAgreement) -> Run:
    """A selection that two people made and confirmed."""
    made = selected(agreement, purchaser())
    return confirm(made, purchaser("Cor Collega"))


def letters() -> int:
    """Count the letters, and not the links that go along."""
    return Message.objects.filter(secret=False).count()


def test_nothing_is_sent_before_a_second_person_confirmed(agreement: SeasonAgreement) -> None:
    made = selected(agreement, purchaser())
    with pytest.raises(CannotError, match="stelt een collega"):
        start_sending(made)
    send.func(made.pk)
    assert not Invitation.objects.exists()


def test_everyone_who_is_chosen_and_can_be_reached_gets_one_message_at_the_address_of_vecozo(run: Run) -> None:
    start_sending(run)
    send.func(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.SENT
    chosen = set(Choice.objects.filter(run=run, approach=True).values_list("provider", flat=True))
    unreachable = set(without_address(run).values_list("provider", flat=True))
    invitations = Invitation.objects.select_related("message", "provider")
    assert {one.provider_id for one in invitations} == chosen - unreachable
    assert all(one.message and one.message.to == one.provider.vecozo_email for one in invitations)
    assert letters() == len(invitations)


def test_sending_again_sends_nobody_a_second_one(run: Run) -> None:
    for _ in range(2):
        start_sending(run)
        send.func(run.pk)
    assert letters() == Invitation.objects.count() == Invitation.objects.distinct().count()
    assert Invitation.objects.count() == len(set(Invitation.objects.values_list("provider", flat=True)))


@pytest.mark.parametrize("stop_at", [0, 1, 2, 5])
def test_a_worker_that_is_killed_half_way_misses_nobody_and_sends_nobody_two(
    run: Run, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(sending, "_AT_ONCE", 3)
    wanted = Choice.objects.filter(run=run, approach=True).count() - without_address(run).count()
    assert wanted > 6
    start_sending(run)
    seen = iter(range(1000))

    def kill(**_: object) -> None:
        if next(seen) == stop_at:
            raise KeyboardInterrupt

    invited.connect(kill)
    try:
        with pytest.raises(KeyboardInterrupt):
            send.func(run.pk)
    finally:
        invited.disconnect(kill)
    assert Invitation.objects.count() == letters() == stop_at // 3 * 3
    send.func(run.pk)
    assert Invitation.objects.count() == letters() == wanted


def test_what_listens_stands_or_falls_with_the_invitation(run: Run) -> None:
    heard: list[Invitation] = []

    def listen(invitation: Invitation, **_: object) -> None:
        heard.append(invitation)

    invited.connect(listen)
    start_sending(run)
    send.func(run.pk)
    invited.disconnect(listen)
    assert {one.pk for one in heard} == set(Invitation.objects.values_list("pk", flat=True))


def test_who_has_no_address_is_listed_and_gets_one_once_it_has(run: Run) -> None:
    choice = Choice.objects.filter(run=run, approach=True).exclude(provider__vecozo_email="").first()
    assert choice is not None
    with changing("register.test"):
        Provider.objects.filter(pk=choice.provider_id).update(vecozo_email="")
    start_sending(run)
    send.func(run.pk)
    assert choice.provider_id in set(without_address(run).values_list("provider", flat=True))
    manager = mandated(choice.provider, ProviderRole.MANAGER)
    assert choice.provider_id not in set(without_address(run).values_list("provider", flat=True))
    start_sending(run)
    send.func(run.pk)
    invitation = Invitation.objects.get(provider=choice.provider)
    assert invitation.message is not None
    assert invitation.message.to == manager.email


def test_a_practice_that_nobody_manages_gets_a_link_along_with_its_first_invitation(run: Run) -> None:
    managed = Choice.objects.filter(run=run, approach=True).exclude(provider__vecozo_email="")[0].provider
    mandated(managed, ProviderRole.MANAGER)
    for _ in range(2):
        start_sending(run)
        send.func(run.pk)
    invited_to = dict(Invitation.objects.values_list("provider", "message__to"))
    without = {provider: to.lower() for provider, to in invited_to.items() if provider != managed.pk}
    assert dict(Appointment.objects.values_list("provider", "email")) == without
    assert "/toegang/" in Message.objects.filter(secret=True)[0].body
    assert Message.objects.filter(secret=True).count() == len(without)


def test_what_goes_along_vecozo_is_put_ready_and_not_mailed(agreement: SeasonAgreement) -> None:
    with changing("test"):
        SeasonAgreement.objects.update(channel=Channel.VECOZO)
    agreement.refresh_from_db()
    made = confirm(selected(agreement, purchaser()), purchaser("Cor Collega"))
    start_sending(made)
    send.func(made.pk)
    assert Invitation.objects.filter(channel=Channel.VECOZO, message=None).exists()
    assert not Message.objects.exists()


def test_the_letter_says_what_why_by_when_where_and_whom_to_ask(agreement: SeasonAgreement) -> None:
    provider = Provider.objects.order_by("pk").first()
    assert provider is not None
    letter = invitation_letter(agreement, provider)
    assert provider.agb_code in letter.subject
    for part in (
        "een overeenkomst fysiotherapie 2026",
        "een overeenkomst met de inkoper in de afgelopen drie jaar",
        "de vragenlijst invullen en bevestigen: uiterlijk 24 oktober 2025",
        "de overeenkomst ondertekenen: uiterlijk 7 november 2025",
        f"/praktijk/{provider.public_id}/",
        "Petra Portefeuille, telefoon 088 000 00 01",
    ):
        assert part in letter.body
    assert "  " not in letter.body
    by_a_person = invitation_letter(agreement, provider, by_policy=False)
    assert "afgelopen drie jaar" not in by_a_person.body
    assert "Een zorginkoper heeft besloten" in by_a_person.body


def test_the_log_names_no_address_and_no_provider_by_name(run: Run) -> None:
    start_sending(run)
    send.func(run.pk)
    said = " ".join(map(str, _details()))
    for provider in Provider.objects.all():
        assert provider.name not in said
        assert not provider.vecozo_email or provider.vecozo_email not in said


def _details() -> Iterator[object]:
    yield from Entry.objects.filter(action__startswith="selection.").values_list("details", flat=True)


def test_in_a_rehearsal_no_letter_leads_to_whom_the_policy_really_is_of(settings: Settings) -> None:
    agreement = physiotherapy()
    told = [one.kanaal for one in channels_of(agreement).values()]
    assert told
    assert all(one.endswith("@verzonnen.example") or one == settings.BASE_URL for one in told)
    settings.PRODUCTION = True
    assert set(channels_of(agreement)) == set(edition_of(agreement.season.edition).vocabulary.contactpunten)
    assert not any(one.kanaal.endswith("@verzonnen.example") for one in channels_of(agreement).values())
