"""An offer is made once, on an outcome that follows from its facts, with a paper that says what the database says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import (
    IN_TIME,
    OFFERED,
    TOO_LATE,
    addresses,
    offer_to,
    outcome,
    season_agreement,
)
from zorginkoop.documents.checking import check
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE
from zorginkoop.documents.reading import embedded_file, embedded_snapshot
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed, ReplayDiffers
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import offering, store
from zorginkoop.portal.agreements.models import Offer, OfferState, standing_on
from zorginkoop.portal.agreements.offering import accept_late, make_offer, withdraw
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Event, Location, Provider, Signatory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def bridge() -> Provider:
    made = practice(kvk_number="00000001", postcode="0000 AA", place="Nergenshuizen")
    play(OFFERED)
    return made


@pytest.fixture
def signatory(bridge: Provider) -> User:
    return mandated(bridge, ProviderRole.SIGNATORY)


@pytest.fixture
def purchaser() -> User:
    return person("Carla Verzonnen", StaffRole.PURCHASER)


@pytest.mark.usefixtures("signatory")
def test_an_offer_has_the_days_of_the_policy_and_a_sealed_paper(bridge: Provider) -> None:
    offer = offer_to(bridge)
    assert (offer.term_from, offer.term_until) == (date(2026, 1, 1), date(2027, 12, 31))
    assert offer.last_signing_day == date(2025, 11, 7)
    assert offer.variant == "B"
    assert offer.number == "2026-FYS-04000001-1"
    assert offer.state_words == "aangeboden"
    found = check(store.fetch(offer.file_hash), trust().roots, moment=OFFERED)
    assert found.genuine
    assert [one.field for one in found.signatures] == ["Zegel inkoper"]


@pytest.mark.usefixtures("signatory")
def test_the_snapshot_inside_the_paper_is_the_one_in_the_database(bridge: Provider) -> None:
    offer = offer_to(bridge)
    pdf = store.fetch(offer.file_hash)
    assert embedded_file(pdf, "overeenkomst.json") == bytes(offer.content)
    assert hash_of_bytes(bytes(offer.content)) == offer.content_hash
    assert embedded_snapshot(pdf) == offer.agreed()


@pytest.mark.usefixtures("signatory")
def test_the_paper_says_what_the_outcome_and_the_register_say(bridge: Provider) -> None:
    with changing("test"):
        Location.objects.create(
            provider=bridge, agb_code="04900001", name="Aan de brug", source="vektis", known_since=date(2024, 1, 1),
            valid_from=date(2024, 1, 1),
        )  # fmt: skip
    told = offer_to(bridge).agreed()
    assert told.proef == NO_LEGAL_FORCE
    assert told.aanbieder.kvk == "00000001"
    assert [one.naam for one in told.aanbieder.vestigingen] == ["Aan de brug"]
    assert [(one.id, one.stand) for one in told.factoren] == [
        ("verbijzonderd", "telt"), ("kngf", "telt"), ("skf", "telt_niet"),
    ]  # fmt: skip
    share, registered, _ = told.factoren
    assert "1 daarvan telt mee (50 %)" in share.bevindingen[0]
    assert "Verzonnen" not in " ".join(share.bevindingen)  # nobody of the practice is named on a paper
    assert registered.gegevens[0].bron == "de vragenlijst"
    assert registered.gegevens[0].bekend_sinds == "10 oktober 2025"
    assert {one.id for one in told.verklaringen} == {
        "verzekerde_zorg", "aangewezen_zorg", "beroepsnormen", "digitaal_declareren",
    }  # fmt: skip
    assert {one.id for one in told.verklaringen}.isdisjoint(one.id for one in told.voorwaarden)
    assert all(one.plaats for one in (*told.voorwaarden, *told.verklaringen))
    assert all(one.plaats for one in told.factoren)
    assert told.ondertekening.bevoegdheid == "alleen"


@pytest.mark.usefixtures("signatory")
def test_an_offer_is_told_to_the_register_the_log_and_who_may_sign(bridge: Provider, signatory: User) -> None:
    offer = offer_to(bridge)
    event = Event.objects.get(provider=bridge)
    assert (event.name, event.happened_at, event.year, event.insurer) == (
        "aanbod_gedaan",
        offer.offered_at,
        2026,
        "3360",
    )
    message = Message.objects.get()
    assert message.to == signatory.email
    assert addresses(offer)["offer"] in message.body
    entry = Entry.objects.get(action="agreements.offered")
    assert entry.details["file"] == offer.file_hash
    assert "Verzonnen" not in str(entry.details)


def test_who_may_sign_no_longer_gets_no_message(bridge: Provider, signatory: User) -> None:
    gone = mandated(bridge, ProviderRole.SIGNATORY, name="Gijs Gegaan")
    with changing("test"):  # as it was kept before the mandate ended along with the evidence
        Signatory.objects.filter(user=gone).update(withdrawn_at=clock.now())
    offer_to(bridge)
    assert set(Message.objects.values_list("to", flat=True)) == {signatory.email}


@pytest.mark.usefixtures("signatory")
def test_along_another_channel_the_portal_writes_to_nobody(bridge: Provider) -> None:
    offer_to(bridge, season_agreement(Channel.VECOZO))
    assert not Message.objects.exists()


def test_without_somebody_who_may_sign_there_is_no_offer(bridge: Provider) -> None:
    with pytest.raises(OfferRefused, match="niet bekend wie mag tekenen"):
        offer_to(bridge)
    mandated(bridge, ProviderRole.SIGNATORY, jointly=True)
    with pytest.raises(OfferRefused, match="dan allebei"):
        offer_to(bridge)
    mandated(bridge, ProviderRole.SIGNATORY, name="Dirk Verzonnen", jointly=True)
    offer = offer_to(bridge)
    assert offer.signatures_needed == 2
    assert len(check(store.fetch(offer.file_hash), trust().roots, moment=OFFERED).signatures) == 1


@pytest.mark.usefixtures("signatory")
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("behandelindex: {2024: 140}", "behandelindex: {2024: 151}", "geen aanbod"),
        ("prem_structureel: ja", "prem_structureel: nee", "geen aanbod"),
        ('id: "04000001"', 'id: "04000002"', "andere zorgaanbieder"),
    ],
)
def test_only_an_outcome_that_is_an_offer_to_this_provider_is_offered(
    bridge: Provider, before: str, after: str, said: str
) -> None:
    agreement = season_agreement()
    with pytest.raises(OfferRefused, match=said):
        make_offer(bridge, agreement, outcome(before, after), by=None)


@pytest.mark.usefixtures("signatory")
def test_an_outcome_that_does_not_follow_from_its_facts_is_not_offered(bridge: Provider) -> None:
    agreement = season_agreement()
    with pytest.raises(ReplayDiffers):
        make_offer(bridge, agreement, {**outcome(), "variant": "A"}, by=None)


@pytest.mark.usefixtures("signatory")
def test_after_the_last_signing_day_the_policy_asks_for_a_day(bridge: Provider) -> None:
    play(TOO_LATE)
    agreement = season_agreement()
    with pytest.raises(OfferRefused, match="noemt voor dit aanbod geen laatste dag"):
        make_offer(bridge, agreement, outcome(), by=None)
    chosen = date(2025, 12, 5)
    assert make_offer(bridge, agreement, outcome(), by=None, last_day=chosen).last_signing_day == chosen


@pytest.mark.usefixtures("signatory")
def test_there_is_one_offer_at_a_time_and_its_number_counts_on(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)
    with pytest.raises(OfferRefused, match=f"Er is al een aanbod: {offer.number}"):
        offer_to(bridge)
    withdraw(offer, "De verkeerde variant.", purchaser)
    assert offer.state == OfferState.WITHDRAWN
    assert offer_to(bridge).number.endswith("-2")


@pytest.mark.usefixtures("signatory")
def test_of_two_who_offer_at_once_one_offer_comes(bridge: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement, sealed = season_agreement(), offering._sealed  # noqa: SLF001 - the moment between sealing and saving

    def meanwhile(*given: Any) -> bytes:  # noqa: ANN401 - what the real one is given
        monkeypatch.setattr(offering, "_sealed", sealed)
        offer_to(bridge, agreement)
        return sealed(*given)

    monkeypatch.setattr(offering, "_sealed", meanwhile)
    with pytest.raises(OfferRefused, match="Er is al een aanbod"):
        offer_to(bridge, agreement)
    assert Offer.objects.count() == Event.objects.count() == Message.objects.count() == 1


@pytest.mark.usefixtures("signatory")
def test_a_crash_between_sealing_and_saving_leaves_nothing_and_doing_it_again_offers_once(
    bridge: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = season_agreement()

    def crash(*_: object, **__: object) -> None:
        message = "the power went"
        raise SystemError(message)

    with monkeypatch.context() as broken:
        broken.setattr(Offer, "save", crash)
        with pytest.raises(SystemError):
            offer_to(bridge, agreement)
    assert not Offer.objects.exists()
    assert not Event.objects.exists()
    assert not Message.objects.exists()
    offer_to(bridge, agreement)
    assert Offer.objects.count() == Event.objects.count() == Message.objects.count() == 1


@pytest.mark.usefixtures("signatory")
def test_a_paper_that_was_changed_or_lost_in_the_store_is_never_given(bridge: Provider) -> None:
    offer = offer_to(bridge)
    file = store.path_of(offer.file_hash)
    kept = file.read_bytes()
    file.write_bytes(kept + b" ")
    with pytest.raises(DocumentWrong, match="in de opslag veranderd"):
        store.fetch(offer.file_hash)
    file.unlink()
    with pytest.raises(DocumentWrong, match="niet in de opslag"):
        store.fetch(offer.file_hash)
    assert store.keep(kept) == offer.file_hash
    assert store.keep(kept) == offer.file_hash
    assert not list(file.parent.glob("nieuw-*"))


@pytest.mark.usefixtures("signatory")
def test_a_lapsed_offer_can_be_signed_late_only_when_a_person_decides_so(bridge: Provider, purchaser: User) -> None:
    offer, by = offer_to(bridge), purchaser
    with pytest.raises(OfferRefused, match="niet vervallen"):
        accept_late(offer, date(2025, 11, 14), "Overmacht.", by)
    play(TOO_LATE)
    assert offer.has_lapsed
    assert offer.state_words == "vervallen"
    with pytest.raises(OfferRefused, match="vandaag of een latere dag"):
        accept_late(offer, date(2025, 11, 7), "Overmacht.", by)
    accept_late(offer, date(2025, 11, 14), "Overmacht.", by)
    assert offer.is_open
    assert Entry.objects.filter(action="agreements.late_accepted").count() == 1


@pytest.mark.usefixtures("signatory")
def test_an_offer_stands_on_its_last_day_and_not_the_day_after(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)

    def standing(day: int) -> bool:
        return Offer.objects.filter(standing_on(date(2025, 11, day)), pk=offer.pk).exists()

    assert [standing(day) for day in (7, 8)] == [True, False]
    play(TOO_LATE)
    accept_late(offer, date(2025, 11, 14), "Overmacht.", purchaser)
    assert [standing(day) for day in (8, 14, 15)] == [True, True, False]


# The purchaser's pages


@pytest.mark.usefixtures("signatory")
def test_a_name_is_searched_by_post_and_never_stands_in_an_address(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)
    browser = browser_of(purchaser)
    for text in ("brug", bridge.agb_code, offer.number.lower()):
        answer = browser.post("/overeenkomsten/", {"text": text})
        assert answer.status_code == 200
        assert offer.number in answer.content.decode()
    nothing = browser.post("/overeenkomsten/", {"text": "Onbekende praktijk"}).content.decode()
    assert offer.number not in nothing
    assert "Niets gevonden" in nothing
    assert "Onbekende praktijk" in nothing  # what was typed is still there
    assert browser.post("/overeenkomsten/", {"text": " "}).status_code == 422
    page = browser.get("/overeenkomsten/?naam=Onbekende+praktijk").content.decode()
    assert offer.number in page  # a name in an address is not looked at
    filters = page[page.index('<form method="get"') :]
    assert re.findall(r'name="(\w+)"', filters[: filters.index("</form>")]) == ["staat"]


@pytest.mark.usefixtures("signatory")
def test_the_purchaser_lists_filters_opens_and_withdraws(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)
    browser = browser_of(purchaser)
    assert offer.number in browser.get("/overeenkomsten/").content.decode()
    assert offer.number in browser.get("/overeenkomsten/?staat=aangeboden").content.decode()
    assert "Niets gevonden" in browser.get("/overeenkomsten/?staat=vervallen").content.decode()
    page = f"/overeenkomsten/{offer.public_id}/"
    assert "variant B" in browser.get(page).content.decode()
    assert browser.get(f"{page}document.pdf").content == store.fetch(offer.file_hash)
    empty = browser.post(f"{page}intrekken/", {"reason": " "})
    assert empty.status_code == 422
    assert "Schrijf waarom" in empty.content.decode()
    assert browser.post(f"{page}intrekken/", {"reason": "Verkeerde variant."}).status_code == 303
    again = browser.post(f"{page}intrekken/", {"reason": "Nog eens."})
    assert again.status_code == 409
    assert "Nog eens." in again.content.decode()  # nothing typed is lost
    assert "Verkeerde variant." in browser.get(page).content.decode()
    assert Message.objects.filter(subject__contains="ingetrokken").count() == 1


@pytest.mark.usefixtures("signatory")
def test_who_opens_an_offer_or_its_paper_stands_in_the_reading_log(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)
    browser = browser_of(purchaser)
    for page in ("", "document.pdf"):
        browser.get(f"/overeenkomsten/{offer.public_id}/{page}")
    found = Reading.objects.filter(for_whom=str(bridge.public_id)).order_by("pk").values_list("what", flat=True)
    assert list(found) == ["agreements.offer", "agreements.paper"]


@pytest.mark.usefixtures("signatory")
def test_the_purchaser_lets_somebody_sign_late(bridge: Provider, purchaser: User) -> None:
    offer = offer_to(bridge)
    play(TOO_LATE + timedelta(days=1))
    browser, page = browser_of(purchaser), f"/overeenkomsten/{offer.public_id}/alsnog/"
    assert offer.number in browser.get("/overeenkomsten/?staat=vervallen").content.decode()
    wrong = browser.post(page, {"until": "2025-11-01", "ground": "Ziekte"})
    assert wrong.status_code == 422
    assert "al voorbij" in wrong.content.decode()
    assert browser.post(page, {"until": "2025-11-20", "ground": "Ziekte"}).status_code == 303
    assert offer.number in browser.get("/overeenkomsten/?staat=aangeboden").content.decode()


@pytest.mark.usefixtures("signatory")
def test_the_list_and_the_detail_ask_few_questions_of_the_database(
    bridge: Provider, purchaser: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    offer = offer_to(bridge)
    browser = browser_of(purchaser)
    for page in ("/overeenkomsten/", f"/overeenkomsten/{offer.public_id}/"):
        with django_assert_max_num_queries(20):
            assert browser.get(page).status_code == 200


@pytest.mark.usefixtures("signatory")
def test_other_roles_of_the_purchaser_see_no_more_than_they_should(bridge: Provider) -> None:
    offer = offer_to(bridge)
    auditor = browser_of(person("Otto Verzonnen", StaffRole.AUDITOR))
    assert auditor.get(f"/overeenkomsten/{offer.public_id}/").status_code == 200
    for page in ("intrekken", "alsnog"):
        assert auditor.get(f"/overeenkomsten/{offer.public_id}/{page}/").status_code == 403
    desk = browser_of(person("Lotte Verzonnen", StaffRole.LABEL_DESK))
    assert desk.get("/overeenkomsten/").status_code == 403


# Keys


@pytest.mark.usefixtures("signatory")
def test_without_keys_nothing_is_sealed_and_the_missing_setting_is_named(bridge: Provider, settings: Settings) -> None:
    settings.SIGNING = ""
    with pytest.raises(OutsideFailed, match="ZORGINKOOP_SEAL ontbreekt"):
        offer_to(bridge)
    assert not Offer.objects.exists()


def test_own_keys_take_the_place_of_those_to_practise_with(settings: Settings, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding  # noqa: PLC0415 - only here
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates  # noqa: PLC0415 - as above

    seal = trust().practice.seal  # type: ignore[union-attr] # a demo has keys to practise with
    wrapped = serialize_key_and_certificates(
        b"zegel", seal.key, seal.certificate, None, BestAvailableEncryption(b"geheim")
    )
    (tmp_path / "zegel.p12").write_bytes(wrapped)
    (tmp_path / "uitgevers.pem").write_bytes(seal.chain[0].public_bytes(Encoding.PEM))
    settings.SEAL, settings.SEAL_PASSWORD = str(tmp_path / "zegel.p12"), "geheim"
    assert trust().seal().certificate == seal.certificate
    assert trust().mark == NO_LEGAL_FORCE  # the others are still to practise with
    settings.SIGNING, settings.TIMESTAMPS = "", "https://tijd.verzonnen.example/"
    settings.PERSON_SIGNER = "support.portal_agreements.a_trust_service"
    settings.TRUSTED_ROOTS = str(tmp_path / "uitgevers.pem")
    own = trust()
    assert own.mark == ""
    assert own.roots == (seal.chain[0],)
    assert own.person("Ada", "Praktijk", IN_TIME).certificate is not None
    assert type(own.stamps(IN_TIME)).__name__ == "ServiceTimestamps"


def test_keys_to_practise_with_are_made_once(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    first = trust()
    settings.PURCHASER = "Een andere naam"
    assert trust().roots == first.roots
    assert sorted(one.name for one in (tmp_path / "sleutels").iterdir()) == [
        "oefentijdstempel.pem", "oefenuitgever.pem", "oefenzegel.pem",
    ]  # fmt: skip
    assert all(one.stat().st_mode & 0o077 == 0 for one in (tmp_path / "sleutels").iterdir())
