"""From which day an agreement counts that is signed late: not before its signature, unless a person decided that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import (
    OFFERED,
    TOO_LATE,
    addresses,
    offer_to,
    outcome,
    season_agreement,
    show_who_you_are,
)
from support.portal_exchange import exported, processed, row, selected, statuses, through_vecozo
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.models import Offer, OfferState
from zorginkoop.portal.agreements.offering import accept_late, make_offer, withdraw
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signing import refuse, sign
from zorginkoop.portal.agreements.starting import decide_earlier_start
from zorginkoop.portal.exchange.deciding import CannotDecideError, decide
from zorginkoop.portal.exchange.models import Choice, Difference, Kind
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.places.models import StatusInterval
from zorginkoop.portal.register.models import EarlierValues, Event, Provider, RecordedAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

IN_DECEMBER = datetime(2025, 12, 20, 9, 0, tzinfo=UTC)
IN_JANUARY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NEW_YEARS_EVE = datetime(
    2025, 12, 31, 22, 59, 50, tzinfo=UTC
)  # 23:59:50 in the Netherlands; making a paper takes a moment
NEW_YEAR = datetime(2025, 12, 31, 23, 0, 0, tzinfo=UTC)
WINDOW = date(2026, 1, 9)
IN_WINDOW = datetime(2026, 1, 9, 22, 59, 50, tzinfo=UTC)
AFTER_WINDOW = datetime(2026, 1, 9, 23, 0, 0, tzinfo=UTC)
A_MOMENT = timedelta(minutes=2)  # the clock of a test goes on
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
GROUND = "Storing in het portaal; iedereen die haar meldde krijgt dit."


@pytest.fixture
def bridge() -> Provider:
    return practice()


@pytest.fixture
def bram(bridge: Provider) -> User:
    return mandated(bridge, ProviderRole.SIGNATORY)


@pytest.fixture
def carla() -> User:
    return person("Carla Verzonnen", StaffRole.PURCHASER)


def offered(bridge: Provider, moment: datetime, last_day: date | None = None, by: User | None = None) -> Offer:
    play(moment)
    return make_offer(bridge, season_agreement(), outcome(), by=by, last_day=last_day)


def signed(offer: Offer, by: User, moment: datetime) -> RecordedAgreement:
    play(moment)
    sign(offer, by, [one.id for one in offer.agreed().verklaringen])
    return RecordedAgreement.objects.get()


@pytest.mark.parametrize(
    ("moment", "starts"), [(NEW_YEARS_EVE, FIRST), (NEW_YEAR, FIRST), (IN_JANUARY, date(2026, 1, 5))]
)
def test_an_agreement_does_not_start_before_it_is_signed(
    bridge: Provider, bram: User, moment: datetime, starts: date
) -> None:
    offer = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    assert "na de eerste dag van de looptijd getekend" in offer.agreed().looptijd.toelichting
    recorded = signed(offer, bram, moment)
    assert (recorded.valid_from, recorded.valid_until) == (starts, LAST)
    assert StatusInterval.objects.order_by("first").filter(first=starts).exists()
    told = Message.objects.get(subject__contains="is getekend", to=bram.email).body
    assert ("zij begint op" in told) == (starts != FIRST)


def test_with_a_decision_it_starts_on_the_first_day(bridge: Provider, bram: User, carla: User) -> None:
    offer = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    with pytest.raises(OfferRefused, match="niets te besluiten"):
        decide_earlier_start(offer, GROUND, carla)
    play(IN_JANUARY)
    decide_earlier_start(offer, GROUND, carla)
    assert signed(offer, bram, IN_JANUARY).valid_from == FIRST
    assert (offer.earlier_by, offer.earlier_ground) == (carla, GROUND)
    assert offer.earlier_at is not None
    assert offer.earlier_at - IN_JANUARY < A_MOMENT
    with pytest.raises(OfferRefused, match="al besloten"):
        decide_earlier_start(offer, GROUND, carla)


def test_a_decision_on_an_offer_that_was_withdrawn_says_nothing_of_the_next(
    bridge: Provider, bram: User, carla: User
) -> None:
    first = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    play(IN_JANUARY)
    decide_earlier_start(first, GROUND, carla)
    withdraw(first, "Verkeerde variant.", carla)
    second = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    assert signed(second, bram, IN_JANUARY).valid_from > FIRST


def test_a_decision_afterwards_moves_the_start_and_keeps_how_it_was(bridge: Provider, bram: User, carla: User) -> None:
    offer = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    assert signed(offer, bram, IN_JANUARY).valid_from == date(2026, 1, 5)
    play(datetime(2026, 2, 2, 9, 0, tzinfo=UTC))
    browser, page = browser_of(carla), f"/overeenkomsten/{offer.public_id}/"
    assert "Begint op" in browser.get(page).content.decode()
    assert browser.post(f"{page}eerder/", {"ground": ""}).status_code == 422
    assert browser.post(f"{page}eerder/", {"ground": GROUND}).status_code == 303
    assert browser.post(f"{page}eerder/", {"ground": GROUND}).status_code == 409
    recorded = RecordedAgreement.objects.get()
    assert recorded.valid_from == FIRST
    assert EarlierValues.objects.get(table="overeenkomsten", row=recorded.pk).values["van"] == "2026-01-05"
    assert Event.objects.filter(name="besluit_eerdere_ingang").count() == 1
    assert StatusInterval.objects.filter(first=FIRST).exists()
    shown = browser.get(page).content.decode()
    assert GROUND in shown
    assert "Carla Verzonnen" in shown


@pytest.mark.parametrize(
    ("moment", "starts"), [(TOO_LATE, FIRST), (NEW_YEAR, FIRST), (IN_WINDOW, WINDOW), (AFTER_WINDOW, None)]
)
def test_a_late_window_ends_on_its_last_day_and_starts_nothing_earlier(
    bridge: Provider, bram: User, carla: User, moment: datetime, starts: date | None
) -> None:
    offer = offered(bridge, OFFERED)
    play(TOO_LATE)
    accept_late(offer, WINDOW, GROUND, carla)
    if starts is None:
        with pytest.raises(OfferRefused, match="laatste dag om te tekenen was 9 januari 2026"):
            signed(offer, bram, moment)
        return
    assert signed(offer, bram, moment).valid_from == starts
    accepted = Event.objects.get(name="late_ondertekening_aanvaard")
    assert accepted.happened_at - TOO_LATE < A_MOMENT  # when a person accepted it, not when it was signed


def test_nobody_signs_after_the_contract_year(bridge: Provider, bram: User, carla: User) -> None:
    with pytest.raises(OfferRefused, match="tot en met 31 december 2026"):
        offered(bridge, IN_DECEMBER, date(2027, 1, 1))
    offer = offered(bridge, OFFERED)
    play(TOO_LATE)
    with pytest.raises(OfferRefused, match="tot en met 31 december 2026"):
        accept_late(offer, date(2027, 1, 1), GROUND, carla)
    late = f"/overeenkomsten/{offer.public_id}/alsnog/"
    answer = browser_of(carla).post(late, {"until": "2027-01-01", "ground": GROUND})
    assert (answer.status_code, GROUND in answer.content.decode()) == (422, True)
    accept_late(offer, date(2026, 12, 31), GROUND, carla)
    assert signed(offer, bram, datetime(2026, 12, 31, 22, 59, 50, tzinfo=UTC)).valid_from == date(2026, 12, 31)


def test_who_accepted_a_late_signature_stands_with_it_and_who_may_sign_is_told(
    bridge: Provider, bram: User, carla: User
) -> None:
    offer = offered(bridge, OFFERED)
    play(TOO_LATE)
    accept_late(offer, WINDOW, GROUND, carla)
    assert offer.late_by == carla
    assert offer.late_at is not None
    assert offer.late_at - TOO_LATE < A_MOMENT
    told = Message.objects.get(subject__contains="alsnog tekenen", to=bram.email)
    assert "9 januari 2026" in told.body
    assert GROUND not in told.body


def test_the_purchaser_hears_that_an_offer_was_refused_and_reads_why_in_the_portal(
    bridge: Provider, bram: User, carla: User
) -> None:
    offer = offered(bridge, OFFERED, by=carla)
    refuse(offer, bram, "Het tarief is te laag.")
    told = Message.objects.get(subject__contains="is geweigerd")
    assert told.to == carla.email
    assert f"/overeenkomsten/{offer.public_id}/" in told.body
    assert "tarief" not in told.body


def test_a_paper_that_knows_one_first_day_only_is_not_signed_for_another(
    bridge: Provider, bram: User, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("zorginkoop.portal.agreements.content.LATER_START", "")
        offer = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    with pytest.raises(OfferRefused, match="Op papier begint de overeenkomst op 1 januari 2026"):
        signed(offer, bram, IN_JANUARY)
    assert not offer.signatures.exists()
    decide_earlier_start(offer, GROUND, carla)
    assert signed(offer, bram, IN_JANUARY).valid_from == FIRST


def test_who_signs_late_is_told_before_when_it_starts_and_who_decides_reads_the_policy(
    bridge: Provider, bram: User, carla: User
) -> None:
    offer = offered(bridge, IN_DECEMBER, date(2026, 1, 20))
    play(IN_JANUARY)
    browser = browser_of(bram)
    show_who_you_are(browser)
    page = browser.get(addresses(offer)["sign"]).content.decode()
    assert "begint de overeenkomst op 5 januari 2026" in page
    asked = browser_of(carla).get(f"/overeenkomsten/{offer.public_id}/eerder/").content.decode()
    assert "declaraties die ongecontracteerd zijn afgehandeld" in asked


# At VECOZO


@pytest.fixture
def sent(bridge: Provider, bram: User, carla: User) -> Offer:  # noqa: ARG001 - an offer needs somebody who may sign
    agreement = through_vecozo()
    selected(agreement, [bridge])
    play(OFFERED)
    offer = make_offer(bridge, agreement, outcome(), by=carla)
    exported(agreement)
    return offer


def brought(offer: Offer, folder: Path, moment: str, status: str = "geaccepteerd", year: int = 2026) -> None:
    play(datetime(year, 1, 12, 9, 0, tzinfo=UTC))
    told = row(offer.provider.agb_code, "overeenkomst", status, moment, "Bram Verzonnen", "", "")
    processed(offer.agreement, folder, statussen=statuses(told))


@pytest.mark.parametrize(
    ("moment", "starts"),
    [("2025-11-07T23:59:59", FIRST), ("2025-11-08T00:00:00", None), ("2026-01-09T23:59:59", WINDOW),
     ("2026-01-10T00:00:00", None)],
)  # fmt: skip
def test_at_vecozo_the_same_limits_hold(
    sent: Offer, carla: User, tmp_path: Path, moment: str, starts: date | None
) -> None:
    if moment > "2025-11-09":
        play(TOO_LATE)
        accept_late(sent, WINDOW, GROUND, carla)
    brought(sent, tmp_path, moment)
    assert list(RecordedAgreement.objects.values_list("valid_from", flat=True)) == ([starts] if starts else [])
    assert Difference.objects.waiting().filter(kind=Kind.SIGNED_LATE).exists() == (starts is None)


def test_a_late_signature_at_vecozo_that_is_accepted_afterwards_starts_on_its_own_day(
    sent: Offer, carla: User, tmp_path: Path
) -> None:
    brought(sent, tmp_path, "2026-01-10T00:00:00")
    decide(Difference.objects.get(kind=Kind.SIGNED_LATE), Choice.THEIRS, GROUND, carla)
    assert RecordedAgreement.objects.get().valid_from == date(2026, 1, 10)
    sent.refresh_from_db()
    assert (sent.state, sent.late_by) == (OfferState.CONCLUDED, carla)
    accepted = Event.objects.get(name="late_ondertekening_aanvaard")
    assert accepted.happened_at - datetime(2026, 1, 12, 9, tzinfo=UTC) < A_MOMENT


def test_a_refusal_at_vecozo_is_told_to_the_purchaser(sent: Offer, carla: User, tmp_path: Path) -> None:
    brought(sent, tmp_path, "2025-11-03T11:05", "geweigerd")
    assert Message.objects.get(subject__contains="is geweigerd").to == carla.email


def test_an_offer_that_ended_meanwhile_is_concluded_by_nobody(
    sent: Offer, bram: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An offer that was read before somebody withdrew it is looked at again under its lock."""
    from zorginkoop.portal.agreements.offering import withdraw  # noqa: PLC0415 - beside what it is about
    from zorginkoop.portal.exchange import concluding, recording  # noqa: PLC0415 - as above

    real = concluding.conclude

    def meanwhile(agreement: object, offer: Offer | None, told: object) -> bool:
        assert offer is not None
        withdraw(Offer.objects.get(pk=offer.pk), "Verkeerde variant.", bram)
        return real(agreement, offer, told)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(recording, "conclude", meanwhile)
    brought(sent, tmp_path, "2025-11-03T11:05")
    sent.refresh_from_db()
    assert (sent.state, RecordedAgreement.objects.count()) == (OfferState.WITHDRAWN, 0)


def test_what_cannot_start_is_said_and_not_concluded(sent: Offer, carla: User, tmp_path: Path) -> None:
    brought(sent, tmp_path, "2027-01-10T00:00:00", year=2027)
    assert not RecordedAgreement.objects.exists()
    difference = Difference.objects.get(kind=Kind.SIGNED_LATE)
    with pytest.raises(CannotDecideError):
        decide(difference, Choice.THEIRS, GROUND, carla)
    assert not RecordedAgreement.objects.exists()
    page = browser_of(carla).post(f"/vecozo/verschil/{difference.pk}/", {"choice": Choice.THEIRS, "ground": GROUND})
    assert "Vraag de inkoper" not in page.content.decode()  # she is the purchaser


def test_one_person_with_two_extracts_is_one_person(bridge: Provider) -> None:
    one = mandated(bridge, ProviderRole.SIGNATORY, name="Els Bedacht", jointly=True)
    from zorginkoop.portal.audit.log import changing  # noqa: PLC0415 - beside what it is about
    from zorginkoop.portal.register.models import Signatory  # noqa: PLC0415 - as above

    with changing("test"):
        for name, user in (("Els  bedacht", None), ("E. Bedacht", one)):
            Signatory.objects.create(
                provider=bridge, user=user, name=name, jointly=True, kvk_extract_date=date(2020, 6, 1),
                valid_from=date(2020, 6, 1), checked_at=datetime(2020, 6, 2, tzinfo=UTC),
            )  # fmt: skip
    play(OFFERED)
    with pytest.raises(OfferRefused, match="allebei"):
        offer_to(bridge)
    mandated(bridge, ProviderRole.SIGNATORY, name="Fien Bedacht", jointly=True)
    assert [who.naam for who in offer_to(bridge).agreed().ondertekening.tekenbevoegden] == [
        "E. Bedacht",
        "Fien Bedacht",
    ]
