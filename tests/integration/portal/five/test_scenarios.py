"""What scenarios ask of the site itself: a letter round VECOZO, what the public sees by day, and corrected evidence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from support.portal import LONG_AGO, browser_of, person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import upload
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment.again import hand_in_again
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.exchange.leaving import addressees
from zorginkoop.portal.exchange.models import Export, SentProvider
from zorginkoop.portal.intake.files import About
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.deciding import approve, start, submit
from zorginkoop.portal.mailings.jobs import send
from zorginkoop.portal.mailings.making import make, write
from zorginkoop.portal.mailings.models import MailingState
from zorginkoop.portal.places.projection import refresh
from zorginkoop.portal.register.models import Fact, Provider, RecordedAgreement
from zorginkoop.portal.selection.models import Invitation

pytestmark = pytest.mark.django_db

DIRECTOR = "Vervoersregie De Luchtballon"
ASKED = {"care": "ziekenvervoer", "policy": "aevitae:natura", "year": "2025"}


def known_without_certificate() -> Provider:
    """Make a group for integrated birth care that the purchaser knows, and that has no VECOZO certificate."""
    group = practice("98900009", "IGO De Verzonnen Bron", vecozo_email="post@igo.verzonnen.example")
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=group.agb_code, provider=group, name="vecozo_certificaat", text="nee",
            source="vecozo", known_since=LONG_AGO,
        )  # fmt: skip
    return group


def test_gpf_24_a_known_group_without_a_certificate_gets_its_letter_by_mail_and_no_item_for_vecozo() -> None:
    play(datetime(2023, 6, 15, 8, 0, tzinfo=UTC))
    season = open_season("geboortezorg/2024-1", channels={"integrale_geboortezorg": Channel.EMAIL})
    agreement, group = season.agreements.select_related("season").get(), known_without_certificate()
    by, colleague = person("Ina Inkoper", StaffRole.PURCHASER), person("Cor Collega", StaffRole.PURCHASER)
    made = make(agreement, "Aanmelden als IGO", [group.pk], by, audience={"bron": "lijst"})
    made = write(made, "Aanmelden als IGO, {naam}", "Beste {naam},\n\nMeld u aan voor 2 augustus 2023.\n", by)
    made = submit(made, by)
    started = start(approve(made, made.content_hash, colleague))
    send.func(started.pk)
    started.refresh_from_db()
    assert started.state == MailingState.SENT
    letter = Message.objects.get(for_whom=str(group.public_id))
    assert (letter.to, letter.subject) == ("post@igo.verzonnen.example", f"Aanmelden als IGO, {group.name}")
    assert "voor 2 augustus 2023" in letter.body
    assert not Invitation.objects.filter(provider=group).exists()
    assert addressees(agreement) == []  # what a delivery to VECOZO would hold
    assert not Export.objects.exists()
    assert not SentProvider.objects.exists()


def contracted(name: str) -> Provider:
    """Make a director of transport whose agreement runs through 2025."""
    provider = practice("98900001", name, postcode="3511 AB", place="Utrecht")
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=provider.agb_code, provider=provider, name="soort_vervoerder",
            text="vervoersregisseur", source="register", known_since=LONG_AGO,
        )  # fmt: skip
        RecordedAgreement.objects.create(
            provider=provider, number="ZV-1", insurer="3360", care_type="ziekenvervoer",
            concluded_on=date(2022, 11, 1), valid_from=date(2023, 1, 1), valid_until=date(2025, 12, 31), source="eigen",
        )  # fmt: skip
    return provider


def shown(agreement: SeasonAgreement, provider: Provider, moment: datetime) -> bool:
    """Tell whether somebody who looks at a moment sees a provider as contracted, after the night's work."""
    play(moment)
    refresh(provider, agreement)
    return provider.name in Client().get("/zorgzoeker/", ASKED).content.decode()


def test_zc_13_the_public_sees_the_contracted_director_of_transport_from_12_november_and_no_other() -> None:
    play(datetime(2024, 10, 1, 8, 0, tzinfo=UTC))
    season = open_season("ziekenvervoer/2025-2", channels={"vervoersregie": Channel.PORTAL})
    agreement = season.agreements.select_related("season").get()
    director, other = contracted(DIRECTOR), practice("98900002", "Vervoersregie Zonder", postcode="3511 AB")
    moments = (
        datetime(2024, 11, 11, 22, 59, tzinfo=UTC),  # 23:59 in the Netherlands
        datetime(2024, 11, 11, 23, 1, tzinfo=UTC),  # one past midnight there
        datetime(2025, 6, 1, 12, 0, tzinfo=UTC),
    )
    assert [shown(agreement, director, moment) for moment in moments] == [False, True, True]
    assert [shown(agreement, other, moment) for moment in moments] == [False, False, False]
    assert director.name in Client().get("/zorgzoeker/", ASKED).content.decode()


@pytest.mark.parametrize(
    ("handed_in", "judged_on", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), datetime(2026, 2, 20, 9, 0, tzinfo=UTC), "1 februari 2026"),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), datetime(2026, 2, 20, 9, 0, tzinfo=UTC), "1 maart 2026"),
        (datetime(2025, 11, 28, 9, 0, tzinfo=UTC), datetime(2025, 12, 1, 9, 0, tzinfo=UTC), "1 januari 2026"),
    ],
    ids=["GPF-33 the last minute of January", "GPF-33 the first minute of February", "GPF-36 before the start"],
)
@pytest.mark.usefixtures("october")
def test_gpf_33_right_evidence_lifts_the_variant_from_the_month_after_it_came_whenever_it_was_looked_at(
    handed_in: datetime, judged_on: datetime, day: str
) -> None:
    questionnaire = confirmed()
    before, by = judged(questionnaire), person("Ingrid Inkoper", StaffRole.PURCHASER)
    item = WorkItem.objects.select_related("provider", "agreement__season")
    give_verdict(item.get(kind=WorkKind.EVIDENCE, closed_at=None), "afgekeurd", "Dit is van vorig jaar.", by)
    confirmer = questionnaire.confirmed_by
    assert confirmer is not None
    play(handed_in)
    renewed = upload(content=b"%PDF-1.7 het juiste bewijs\n%%EOF\n")
    hand_in_again(questionnaire, "skf_keurmerk", renewed, About(), confirmer)
    play(judged_on)
    waiting = item.get(kind=WorkKind.EVIDENCE, closed_at=None)
    asked = browser_of(by).get(f"/werkvoorraad/{waiting.public_id}/").content.decode()
    assert re.search(rf"Na akkoord.*Overeenkomst A.*ingeleverd: {day}\..*Na afkeuren", asked, re.DOTALL)
    (after,) = give_verdict(waiting, "goed", "", by)
    assert (before.variant, after.variant) == ("C", "A")
    own = browser_of(confirmer).get(f"/praktijk/{after.provider.public_id}/uitkomst/{after.public_id}/")
    assert f"nadat het juiste bewijs is ingeleverd: {day}." in own.content.decode()
