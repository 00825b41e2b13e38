"""Where VECOZO's record and ours differ is told, with what to do, and decided by a person once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from support.portal import mandated, play, practice
from support.portal_agreements import offer_to
from support.portal_exchange import (
    answers,
    exported,
    processed,
    purchaser,
    row,
    selected,
    statuses,
    through_vecozo,
)
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements.models import Agreement, Offer, OfferState
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.deciding import ADVICE, CannotDecideError, choices_for, decide
from zorginkoop.portal.exchange.differences import reconcile
from zorginkoop.portal.exchange.jobs import compare_records
from zorginkoop.portal.exchange.models import Choice, Difference, Kind
from zorginkoop.portal.places.models import PublishedPlace
from zorginkoop.portal.register.models import Event, Fact, Provider, RecordedAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

AGB = "04000001"
OFFERED = datetime(2025, 10, 27, 9, 0, tzinfo=UTC)


def sent(*, offered: bool = False, jointly: bool = False) -> tuple[SeasonAgreement, Provider]:
    """Send a practice to VECOZO, with or without an offer."""
    agreement, provider = through_vecozo(), practice()
    selected(agreement, [provider])
    mandated(provider, ProviderRole.SIGNATORY, jointly=jointly)
    if jointly:
        mandated(provider, ProviderRole.SIGNATORY, name="Dirk Verzonnen", jointly=True)
    if offered:
        play(OFFERED)
        offer_to(provider, agreement)
    exported(agreement)
    return agreement, provider


def accepted(agreement: SeasonAgreement, folder: Path, *rows: str, on: datetime | None = None) -> None:
    play(on or datetime(2025, 11, 12, 9, 0, tzinfo=UTC))
    processed(agreement, folder, statussen=statuses(*rows))


def signed(moment: str = "2025-11-03T11:05", by: str = "Bram Verzonnen", variant: str = "") -> str:
    return row(AGB, "overeenkomst", "geaccepteerd", moment, by, variant, "")


def waiting() -> list[tuple[str, str, str]]:
    found = Difference.objects.waiting().order_by("pk")
    return [(one.kind, one.agb_code, one.about) for one in found]


def test_an_offer_accepted_in_time_is_an_agreement_and_no_difference(tmp_path: Path) -> None:
    agreement, provider = sent(offered=True)
    accepted(agreement, tmp_path, signed(variant="B"))
    recorded = RecordedAgreement.objects.get(provider=provider)
    offer = Offer.objects.get()
    assert (recorded.number, recorded.variant, recorded.source) == (offer.number, "B", "VECOZO")
    assert (recorded.concluded_on, recorded.valid_from, recorded.valid_until) == (
        date(2025, 11, 3),
        date(2026, 1, 1),
        date(2027, 12, 31),
    )
    assert offer.state == OfferState.CONCLUDED
    assert Agreement.objects.get(offer=offer).recorded == recorded
    assert Event.objects.get(name="ondertekend").happened_at == datetime(2025, 11, 3, 10, 5, tzinfo=UTC)
    assert PublishedPlace.objects.filter(place_id=provider.public_id, visible_from=date(2025, 11, 12)).exists()
    assert waiting() == []


def test_the_last_minute_is_in_time_and_the_next_is_late(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True)
    accepted(agreement, tmp_path, signed("2025-11-07T23:59:59"))
    assert RecordedAgreement.objects.count() == 1


def test_a_late_signature_waits_for_a_person_who_may_accept_it(tmp_path: Path) -> None:
    agreement, provider = sent(offered=True)
    accepted(agreement, tmp_path, signed("2025-11-08T00:00:00"))
    assert (waiting(), RecordedAgreement.objects.count()) == ([(Kind.SIGNED_LATE, AGB, "overeenkomst")], 0)
    decide(Difference.objects.get(), Choice.THEIRS, "De aanbieder was ziek; iedereen krijgt deze week.", purchaser())
    assert RecordedAgreement.objects.get(provider=provider).concluded_on == date(2025, 11, 8)
    assert Event.objects.filter(name="late_ondertekening_aanvaard").exists()
    reconcile(agreement)
    assert waiting() == []


def test_two_who_sign_together_must_both_have_accepted(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True, jointly=True)
    accepted(agreement, tmp_path, signed())
    accepted(agreement, tmp_path, signed("2025-11-04T09:00"))
    assert RecordedAgreement.objects.count() == 0
    accepted(agreement, tmp_path, signed("2025-11-05T09:00", by="Dirk Verzonnen"))
    assert RecordedAgreement.objects.get().concluded_on == date(2025, 11, 5)


def test_two_who_sign_in_the_same_minute_are_two(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True, jointly=True)
    accepted(agreement, tmp_path, signed(), signed(by="Dirk Verzonnen"))
    assert RecordedAgreement.objects.count() == 1


def test_signed_there_without_an_offer_of_ours(tmp_path: Path) -> None:
    agreement, _ = sent()
    accepted(agreement, tmp_path, signed())
    assert waiting() == [(Kind.SIGNED_THERE, AGB, "overeenkomst")]
    with pytest.raises(CannotDecideError, match="geen aanbod van ons"):
        decide(Difference.objects.get(), Choice.THEIRS, "Wij leggen het vast.", purchaser())
    assert Difference.objects.get().choice == ""


def test_another_variant_is_told_and_concludes_nothing(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True)
    accepted(agreement, tmp_path, signed(variant="A"))
    difference = Difference.objects.get()
    assert (difference.kind, difference.ours, difference.theirs) == (Kind.OTHER_VARIANT, "B", "A")
    assert RecordedAgreement.objects.count() == 0


def test_a_refusal_there_ends_our_offer(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True)
    accepted(agreement, tmp_path, row(AGB, "overeenkomst", "geweigerd", "2025-11-03T11:05", "", "", ""))
    assert (Offer.objects.get().state, waiting()) == (OfferState.REFUSED, [])


def test_refused_and_accepted_is_for_a_person(tmp_path: Path) -> None:
    agreement, _ = sent(offered=True)
    refused = row(AGB, "overeenkomst", "geweigerd", "2025-11-02T11:05", "", "", "")
    accepted(agreement, tmp_path, signed(), refused)
    assert waiting() == [(Kind.OTHER_STATUS, AGB, "overeenkomst")]
    assert (Offer.objects.get().state, RecordedAgreement.objects.count()) == (OfferState.OFFERED, 0)


def test_signed_here_and_not_there(tmp_path: Path) -> None:
    agreement, provider = sent()
    with changing("test"):
        RecordedAgreement.objects.create(
            provider=provider,
            number="2026-1",
            insurer="3360",
            care_type="fysiotherapie",
            concluded_on=date(2025, 10, 1),
            valid_from=date(2026, 1, 1),
            source="papier",
        )
    accepted(agreement, tmp_path, row(AGB, "overeenkomst", "verstuurd", "2025-10-28T09:00", "", "", ""))
    assert waiting() == [(Kind.SIGNED_HERE, AGB, "overeenkomst")]


def test_not_sent_is_told_only_once_vecozo_was_heard(tmp_path: Path) -> None:
    agreement, _ = sent()
    other = practice("04000002", "Fysiotherapie De Bedachte Sluis")
    selected(agreement, [Provider.objects.get(agb_code=AGB), other])
    exported(agreement)
    assert reconcile(agreement) == 0
    accepted(agreement, tmp_path, row(AGB, "vragenlijst", "verstuurd", "2025-10-15T11:00", "", "", ""))
    assert waiting() == [(Kind.NOT_SENT, "04000002", "")]


def test_who_we_do_not_know_and_who_we_did_not_approach(tmp_path: Path) -> None:
    agreement, _ = sent()
    practice("04000003", "Fysiotherapie De Verzonnen Terp")
    accepted(
        agreement,
        tmp_path,
        row(AGB, "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
        row("04000003", "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
        row("04009999", "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
    )
    assert waiting() == [(Kind.NOT_SELECTED, "04000003", ""), (Kind.UNKNOWN_PROVIDER, "04009999", "")]
    practice("04009999", "Fysiotherapie De Nieuwe Polder")
    reconcile(agreement)
    assert (Kind.UNKNOWN_PROVIDER, "04009999", "") not in waiting()


def test_what_was_told_of_somebody_unknown_is_recorded_once_it_is_known(tmp_path: Path) -> None:
    agreement, _ = sent()
    rows = [
        row("04009999", "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
        row("04009999", "vragenlijst", "ingevuld", "2025-10-10T16:30", "", "", ""),
    ]
    given = answers(row("04009999", "aanbieder", "", "skf_keurmerk", "ja", "2025-10-10T16:30"))
    processed(agreement, tmp_path, statussen=statuses(*rows), antwoorden=given)
    assert (Kind.UNKNOWN_PROVIDER, "04009999", "") in waiting()
    assert Fact.objects.count() == 0
    newcomer = practice("04009999", "Fysiotherapie De Nieuwe Polder")
    for _again in range(2):
        compare_records.call(agreement.pk)
    assert [fact.provider for fact in Fact.objects.all()] == [newcomer]
    assert Event.objects.filter(provider=newcomer, name="vragenlijst_bevestigd").count() == 1
    assert [one for one in waiting() if one[1] == "04009999"] == [(Kind.NOT_SELECTED, "04009999", "")]


def test_another_deadline_is_told_once_for_everybody(tmp_path: Path) -> None:
    agreement, _ = sent()
    practice("04000002", "Fysiotherapie De Bedachte Sluis")
    selected(agreement, list(Provider.objects.all()))
    exported(agreement)
    rows = [row(agb, "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", "2025-10-31") for agb in (AGB, "04000002")]
    accepted(agreement, tmp_path, *rows)
    difference = Difference.objects.get()
    assert (difference.kind, difference.agb_code, difference.providers) == (Kind.OTHER_DEADLINE, "", 2)
    assert (difference.ours, difference.theirs) == ("24 oktober 2025", "31 oktober 2025")


def told(value: str, moment: str) -> str:
    return answers(row(AGB, "aanbieder", "", "skf_keurmerk", value, moment))


def test_filled_in_without_answers(tmp_path: Path) -> None:
    agreement, _ = sent()
    accepted(agreement, tmp_path, row(AGB, "vragenlijst", "ingevuld", "2025-10-10T16:30", "", "", ""))
    assert waiting() == [(Kind.NO_ANSWERS, AGB, "vragenlijst")]
    processed(agreement, tmp_path, antwoorden=told("ja", "2025-10-10T16:30"))
    assert waiting() == []


def test_another_answer_is_recorded_only_when_a_person_says_so(tmp_path: Path) -> None:
    agreement, _ = sent()
    first = row(AGB, "vragenlijst", "ingevuld", "2025-10-10T16:30", "", "", "")
    processed(agreement, tmp_path, statussen=statuses(first), antwoorden=told("ja", "2025-10-10T16:30"))
    processed(agreement, tmp_path, antwoorden=told("nee", "2025-10-14T09:00"))
    assert waiting() == [(Kind.OTHER_ANSWER, AGB, "skf_keurmerk")]
    assert [fact.text for fact in Fact.objects.standing()] == ["ja"]
    decide(Difference.objects.get(), Choice.THEIRS, "De aanbieder bevestigde het telefonisch.", purchaser())
    assert [fact.text for fact in Fact.objects.standing()] == ["nee"]
    reconcile(agreement)
    assert waiting() == []


def test_a_decision_stays_while_both_records_stay_and_not_longer(tmp_path: Path) -> None:
    agreement, _ = sent()
    accepted(agreement, tmp_path, signed())
    difference = Difference.objects.get()
    decide(difference, Choice.AS_IT_IS, "Loopt via het hoofdkantoor.", purchaser())
    reconcile(agreement)
    assert (waiting(), Difference.objects.count()) == ([], 1)
    accepted(agreement, tmp_path, signed("2025-11-01T08:00"))
    assert waiting() == [(Kind.SIGNED_THERE, AGB, "overeenkomst")]


def test_a_difference_is_decided_once(tmp_path: Path) -> None:
    agreement, _ = sent()
    accepted(agreement, tmp_path, signed())
    difference = Difference.objects.get()
    decide(difference, Choice.OURS, "VECOZO herstelt het.", purchaser())
    with pytest.raises(CannotDecideError, match="Een collega"):
        decide(difference, Choice.AS_IT_IS, "Toch niet.", purchaser())
    difference.refresh_from_db()
    assert (difference.choice, difference.ground) == (Choice.OURS, "VECOZO herstelt het.")


def test_comparing_twice_finds_nothing_new(tmp_path: Path) -> None:
    agreement, _ = sent()
    accepted(agreement, tmp_path, signed())
    seen = Difference.objects.get().seen_at
    play(datetime(2025, 11, 20, 9, 0, tzinfo=UTC))
    assert reconcile(agreement) == 1
    assert Difference.objects.get().seen_at == seen


def test_each_kind_of_difference_says_what_to_do_and_leaves_a_choice() -> None:
    for kind in Kind:
        assert str(ADVICE[kind]).endswith((".", "?"))
        assert Choice.OURS in choices_for(Difference(kind=kind))
