"""Only who may bind the provider signs, once, in time; the last signature makes the agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import (
    IN_TIME,
    LAST_MINUTE,
    OFFERED,
    TOO_LATE,
    addresses,
    all_ticked,
    offer_to,
    season_agreement,
    show_who_you_are,
)
from zorginkoop.documents.checking import check
from zorginkoop.documents.reading import embedded_snapshot
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import signing, store
from zorginkoop.portal.agreements.models import Agreement, Offer, OfferSignature, OfferState
from zorginkoop.portal.agreements.offering import accept_late, withdraw
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signals import concluded
from zorginkoop.portal.agreements.signing import refuse, sign
from zorginkoop.portal.agreements.trust import Trust, trust
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Event, Provider, RecordedAgreement, Signatory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def bridge() -> Provider:
    made = practice()
    play(OFFERED)
    return made


@pytest.fixture
def bram(bridge: Provider) -> User:
    return mandated(bridge, ProviderRole.SIGNATORY)


@pytest.fixture
def offer(bridge: Provider, bram: User) -> Offer:  # noqa: ARG001 - an offer needs somebody who may sign
    made = offer_to(bridge)
    play(IN_TIME)
    return made


@pytest.fixture
def joint(bridge: Provider) -> tuple[Offer, User, User]:
    both = [
        mandated(bridge, ProviderRole.SIGNATORY, name=name, jointly=True) for name in ("Els Bedacht", "Fien Bedacht")
    ]
    made = offer_to(bridge)
    play(IN_TIME)
    return made, both[0], both[1]


def declared(offer: Offer) -> list[str]:
    return [one.id for one in offer.agreed().verklaringen]


def ready(user: User) -> Client:
    """Give a browser of somebody who has just shown again who it is."""
    browser = browser_of(user)
    show_who_you_are(browser)
    return browser


def nothing_signed() -> bool:
    return not (
        OfferSignature.objects.exists()
        or Agreement.objects.exists()
        or RecordedAgreement.objects.exists()
        or Event.objects.filter(name="ondertekend").exists()
    )


def test_one_who_may_sign_alone_makes_the_agreement(offer: Offer, bram: User) -> None:
    sign(offer, bram, declared(offer))
    assert offer.state == OfferState.CONCLUDED
    made = offer.concluded
    row = made.recorded
    assert (row.number, row.care_type, row.variant) == (offer.number, "fysiotherapie", "B")
    assert (row.concluded_on, row.valid_from, row.valid_until) == (
        date(2025, 11, 3), date(2026, 1, 1), date(2027, 12, 31),
    )  # fmt: skip
    assert Event.objects.get(name="ondertekend").happened_at == made.concluded_at
    assert made.content_hash == offer.content_hash
    assert made.file_hash == offer.file_hash
    found = check(store.fetch(made.file_hash), trust().roots, moment=IN_TIME + timedelta(days=400))
    assert found.genuine
    assert "Bram Verzonnen, Fysiotherapie De Verzonnen Brug" in found.signatures[1].signer
    assert found.signatures[1].moment == made.concluded_at
    assert embedded_snapshot(store.fetch(made.file_hash)) == offer.agreed()


def test_who_listens_hears_of_the_agreement_when_the_register_holds_it(offer: Offer, bram: User) -> None:
    heard = []

    def listen(**told: Any) -> None:  # noqa: ANN401 - what a signal carries
        heard.append((told["provider"], told["season_agreement"], RecordedAgreement.objects.count(), told["agreement"]))

    concluded.connect(listen)
    try:
        sign(offer, bram, declared(offer))
    finally:
        concluded.disconnect(listen)
    assert heard == [(offer.provider, offer.agreement, 1, offer.concluded)]


def test_two_who_may_sign_only_together_both_sign(joint: tuple[Offer, User, User]) -> None:
    offer, els, fien = joint
    sign(offer, els, declared(offer))
    assert offer.state == OfferState.OFFERED
    assert not RecordedAgreement.objects.exists()
    with pytest.raises(IntegrityError), changing("test"):
        OfferSignature.objects.create(
            offer=offer, user=els, signatory=Signatory.objects.get(user=fien), signed_at=IN_TIME, file_hash="x"
        )
    sign(offer, els, declared(offer))  # again: nothing happens
    assert offer.signatures.count() == 1
    sign(offer, fien, declared(offer))
    assert offer.state == OfferState.CONCLUDED
    found = check(store.fetch(offer.file_hash), trust().roots, moment=IN_TIME)
    assert found.genuine
    assert len(found.signatures) == 3


def test_two_who_sign_at_the_same_moment_both_stand_under_the_paper(
    joint: tuple[Offer, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, els, fien = joint
    real = signing._signed_paper  # noqa: SLF001 - the moment between signing the paper and saving it

    def meanwhile(*given: Any) -> Any:  # noqa: ANN401 - what the real one is given
        made = real(*given)
        monkeypatch.setattr(signing, "_signed_paper", real)
        sign(Offer.objects.get(pk=offer.pk), fien, declared(offer))
        return made

    monkeypatch.setattr(signing, "_signed_paper", meanwhile)
    sign(offer, els, declared(offer))
    assert offer.state == OfferState.CONCLUDED
    assert RecordedAgreement.objects.count() == 1
    found = check(store.fetch(offer.file_hash), trust().roots, moment=IN_TIME)
    assert found.genuine
    assert len(found.signatures) == 3


@pytest.mark.parametrize(("moment", "signed"), [(LAST_MINUTE, True), (TOO_LATE, False)])
def test_the_last_day_ends_at_midnight_in_the_netherlands(
    offer: Offer,
    bram: User,
    moment: datetime,
    *,
    signed: bool,
) -> None:
    play(moment)
    if signed:
        assert sign(offer, bram, declared(offer)).state == OfferState.CONCLUDED
    else:
        with pytest.raises(OfferRefused, match="laatste dag om te tekenen was 7 november 2025"):
            sign(offer, bram, declared(offer))
        with pytest.raises(OfferRefused, match="vervallen"):
            refuse(offer, bram, "te laat")
        assert nothing_signed()


def test_midnight_between_looking_and_signing_gives_no_acceptance_that_nobody_gave(
    offer: Offer, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = signing.why_not

    def midnight_passes(*given: Any) -> str:  # noqa: ANN401 - what the real one is given
        found = looks(*given)
        play(TOO_LATE)
        return found

    monkeypatch.setattr(signing, "why_not", midnight_passes)
    play(LAST_MINUTE)
    sign(offer, bram, declared(offer))
    assert offer.concluded.concluded_at < TOO_LATE
    assert not Event.objects.filter(name="late_ondertekening_aanvaard").exists()


def test_a_paper_signed_after_the_last_day_is_not_kept(
    offer: Offer, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = signing._signed_paper  # noqa: SLF001 - the moment between signing the paper and saving it

    def too_late(*given: Any) -> Any:  # noqa: ANN401 - what the real one is given
        paper, signatory = real(*given)
        return replace(paper, moment=TOO_LATE), signatory

    monkeypatch.setattr(signing, "_signed_paper", too_late)
    with pytest.raises(OfferRefused, match="laatste dag om te tekenen was 7 november 2025"):
        sign(offer, bram, declared(offer))
    assert nothing_signed()


def test_who_may_no_longer_sign_by_the_time_the_paper_is_signed_concludes_nothing(
    offer: Offer, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = signing._signed_paper  # noqa: SLF001 - the moment between signing the paper and saving it

    def ended(*given: Any) -> Any:  # noqa: ANN401 - what the real one is given
        made = real(*given)
        with changing("test"):
            Signatory.objects.filter(user=bram).update(valid_until=date(2025, 11, 2))
        return made

    monkeypatch.setattr(signing, "_signed_paper", ended)
    with pytest.raises(OfferRefused, match="niet als tekenbevoegde op dit aanbod"):
        sign(offer, bram, declared(offer))
    assert nothing_signed()


def test_a_late_signature_that_is_accepted_counts_and_is_known_as_late(offer: Offer, bram: User) -> None:
    play(TOO_LATE + timedelta(days=1))
    accept_late(offer, date(2025, 11, 14), "Ziekte, als bij anderen.", person("Carla Verzonnen", StaffRole.PURCHASER))
    sign(offer, bram, declared(offer))
    assert offer.state == OfferState.CONCLUDED
    assert set(Event.objects.values_list("name", flat=True)) == {
        "aanbod_gedaan", "ondertekend", "late_ondertekening_aanvaard",
    }  # fmt: skip


def test_without_every_declaration_nobody_signs(offer: Offer, bram: User) -> None:
    with pytest.raises(OfferRefused, match="Niet elke verklaring"):
        sign(offer, bram, declared(offer)[1:])
    assert nothing_signed()


def test_who_no_longer_may_or_is_not_on_the_paper_does_not_sign(offer: Offer, bridge: Provider, bram: User) -> None:
    newer = mandated(bridge, ProviderRole.SIGNATORY, name="Gijs Bedacht")
    with pytest.raises(OfferRefused, match="niet als tekenbevoegde op dit aanbod"):
        sign(offer, newer, declared(offer))
    with changing("test"):
        Signatory.objects.filter(user=bram).update(valid_until=date(2025, 11, 2))
    for act in (lambda: sign(offer, bram, declared(offer)), lambda: refuse(offer, bram, "nee")):
        with pytest.raises(OfferRefused):
            act()
    assert nothing_signed()


def test_a_withdrawn_or_refused_offer_is_not_signed(offer: Offer, bridge: Provider, bram: User) -> None:
    withdraw(offer, "Verkeerde variant.", person("Carla Verzonnen", StaffRole.PURCHASER))
    with pytest.raises(OfferRefused, match="ingetrokken"):
        sign(offer, bram, declared(offer))
    second = offer_to(bridge)
    refuse(second, bram, "Te laag.")
    assert (second.state, second.reason, second.ended_by) == (OfferState.REFUSED, "Te laag.", bram)
    with pytest.raises(OfferRefused, match="geweigerd"):
        sign(second, bram, declared(second))
    with pytest.raises(OfferRefused, match="niet meer"):
        withdraw(second, "toch", bram)
    assert nothing_signed()


def test_an_agreement_is_not_withdrawn_or_refused(offer: Offer, bram: User) -> None:
    sign(offer, bram, declared(offer))
    with pytest.raises(OfferRefused, match="intrekken kan niet meer"):
        withdraw(offer, "toch niet", bram)
    with pytest.raises(OfferRefused, match="weigeren kan niet meer"):
        refuse(offer, bram, "toch niet")


def test_along_another_channel_nobody_signs_here(bridge: Provider, bram: User) -> None:
    offer = offer_to(bridge, season_agreement(Channel.VECOZO))
    with pytest.raises(OfferRefused, match="maar via VECOZO"):
        sign(offer, bram, declared(offer))


def test_a_paper_that_was_swapped_in_the_store_is_signed_by_nobody(offer: Offer, bram: User) -> None:
    store.path_of(offer.file_hash).write_bytes(b"iets anders")
    with pytest.raises(DocumentWrong):
        sign(offer, bram, declared(offer))
    assert nothing_signed()


def test_a_crash_between_signing_and_saving_leaves_nothing_and_again_signs_once(
    offer: Offer, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        message = "the power went"
        raise SystemError(message)

    with monkeypatch.context() as broken:
        broken.setattr(Agreement.objects, "create", crash)
        with pytest.raises(SystemError):
            sign(offer, bram, declared(offer))
    assert nothing_signed()
    offer.refresh_from_db()
    assert offer.file_hash == offer.sealed_hash
    sign(offer, bram, declared(offer))
    assert RecordedAgreement.objects.count() == OfferSignature.objects.count() == 1
    assert len(check(store.fetch(offer.file_hash), trust().roots, moment=IN_TIME).signatures) == 2


# The pages of the practice


def test_the_practice_reads_shows_who_it_is_and_signs(offer: Offer, bram: User) -> None:
    browser, to = browser_of(bram), addresses(offer)
    assert offer.number in browser.get(f"/praktijk/{offer.provider.public_id}/overeenkomsten/").content.decode()
    assert "tekenen tot en met 7 november 2025" in browser.get(to["offer"]).content.decode()
    asked = browser.get(to["sign"])
    assert (asked.status_code, asked["Location"].startswith("/account/reauthenticate/")) == (303, True)
    show_who_you_are(browser)
    assert "Door te tekenen verklaart u" in browser.get(to["sign"]).content.decode()
    done = browser.post(to["sign"], all_ticked(offer), follow=True)
    assert "De overeenkomst is gesloten" in done.content.decode()
    assert browser.get(to["offer-paper"]).content == store.fetch(Offer.objects.get().file_hash)
    assert Message.objects.filter(subject__contains="is getekend").count() == 1


def test_what_was_ticked_is_kept_when_it_must_be_shown_again_who_it_is(offer: Offer, bram: User) -> None:
    browser, to = browser_of(bram), addresses(offer)
    asked = browser.post(to["sign"], all_ticked(offer))
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert nothing_signed()
    show_who_you_are(browser)
    page = browser.get(to["sign"]).content.decode()
    assert page.count(" checked") == len(all_ticked(offer))


@pytest.mark.parametrize(("minutes", "signs"), [(1, True), (10, False), (None, False)])
def test_who_comes_in_along_another_organisation_must_have_just_come_in(
    offer: Offer,
    bram: User,
    minutes: int | None,
    *,
    signs: bool,
) -> None:
    with changing("test"):
        bram.set_unusable_password()
        bram.save()
    browser, to = browser_of(bram), addresses(offer)
    if minutes is not None:
        session, came_in = browser.session, clock.of_machine() - timedelta(minutes=minutes)
        session["account_authentication_methods_user"] = str(bram.pk)
        session["account_authentication_methods"] = [{"method": "socialaccount", "at": came_in.timestamp()}]
        session.save()
    answer = browser.post(to["sign"], all_ticked(offer))
    if signs:
        assert answer.status_code == 303
        assert RecordedAgreement.objects.exists()
    else:
        assert answer.status_code == 409
        assert "Meld u af en weer aan" in answer.content.decode()
        assert answer.content.decode().count(" checked") == len(all_ticked(offer))
        assert nothing_signed()


def test_a_missing_box_is_told_and_the_others_stay_ticked(offer: Offer, bram: User) -> None:
    browser, to = ready(bram), addresses(offer)
    ticked = all_ticked(offer)
    del ticked["akkoord"]
    answer = browser.post(to["sign"], ticked)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Vink aan dat u akkoord gaat" in page
    assert page.count(" checked") == len(ticked)
    assert nothing_signed()


def test_sent_twice_from_two_tabs_it_is_one_signature(offer: Offer, bram: User) -> None:
    browser, to = ready(bram), addresses(offer)
    answers = [browser.post(to["sign"], all_ticked(offer)) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert OfferSignature.objects.count() == RecordedAgreement.objects.count() == 1
    assert Entry.objects.filter(action="agreements.concluded").count() == 1


def test_an_offer_that_was_withdrawn_meanwhile_is_told_and_nothing_ticked_is_lost(offer: Offer, bram: User) -> None:
    browser, to = ready(bram), addresses(offer)
    withdraw(offer, "Verkeerde variant.", person("Carla Verzonnen", StaffRole.PURCHASER))
    answer = browser.post(to["sign"], all_ticked(offer))
    assert answer.status_code == 409
    assert "ingetrokken door de inkoper" in answer.content.decode()
    assert answer.content.decode().count(" checked") == len(all_ticked(offer))


def test_a_service_that_fails_is_told_and_nothing_is_signed(
    offer: Offer, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        message = "de tijdstempeldienst geeft geen antwoord; er is niets getekend, probeer het later weer."
        raise OutsideFailed(message)

    monkeypatch.setattr(Trust, "stamps", fails)
    answer = ready(bram).post(addresses(offer)["sign"], all_ticked(offer))
    assert answer.status_code == 503
    assert "probeer het later weer" in answer.content.decode()
    assert nothing_signed()


def test_the_practice_refuses_with_a_reason(offer: Offer, bram: User) -> None:
    browser, to = browser_of(bram), addresses(offer)
    assert browser.post(to["refuse"], {"reason": ""}).status_code == 422
    assert browser.post(to["refuse"], {"reason": "<script>alert(1)</script>"}).status_code == 303
    again = browser.post(to["refuse"], {"reason": "nog eens"})
    assert again.status_code == 409
    page = browser.get(to["offer"]).content.decode()
    assert "geweigerd door de aanbieder" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", [ProviderRole.FILLER, ProviderRole.MANAGER, ProviderRole.READER])
def test_others_of_the_practice_read_and_do_not_sign(offer: Offer, bridge: Provider, role: ProviderRole) -> None:
    browser, to = browser_of(mandated(bridge, role, name="Henk Bedacht")), addresses(offer)
    assert "Alleen een tekenbevoegde" in browser.get(to["offer"]).content.decode()
    assert browser.get(to["offer-paper"]).status_code == 200
    for page in ("sign", "refuse"):
        assert browser.get(to[page]).status_code == 403
        assert browser.post(to[page], {**all_ticked(offer), "reason": "x"}).status_code == 403
    assert nothing_signed()


def test_another_organisation_finds_nothing(offer: Offer) -> None:
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    stranger = browser_of(mandated(other, ProviderRole.SIGNATORY, name="Iris Bedacht"))
    show_who_you_are(stranger)
    for name, page in addresses(offer).items():
        assert stranger.get(page).status_code == 404, name
        own = page.replace(str(offer.provider.public_id), str(other.public_id))
        assert stranger.get(own).status_code == 404, name
        assert stranger.post(own, all_ticked(offer)).status_code in (404, 405), name
    assert stranger.get(f"/overeenkomsten/{offer.public_id}/document.pdf").status_code == 403
    assert stranger.get(f"/praktijk/{other.public_id}/overeenkomsten/{uuid4()}/").status_code == 404
    assert Client().get(addresses(offer)["offer-paper"])["Location"].startswith("/account/login/")
    assert nothing_signed()


def test_the_pages_ask_few_questions_of_the_database(
    offer: Offer, bram: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, to = ready(bram), addresses(offer)
    for page in (to["offer"], to["sign"], f"/praktijk/{offer.provider.public_id}/overeenkomsten/"):
        with django_assert_max_num_queries(20):
            assert browser.get(page).status_code == 200


# The page where anybody checks a document


def checked(content: bytes, name: str = "overeenkomst.pdf") -> Any:  # noqa: ANN401 - an answer
    return Client().post("/controleer/", {"document": SimpleUploadedFile(name, content)})


def test_anybody_checks_a_document_and_it_is_not_kept(offer: Offer, bram: User) -> None:
    assert Client().get("/controleer/").status_code == 200
    sign(offer, bram, declared(offer))
    pdf = store.fetch(offer.file_hash)
    entries = Entry.objects.count()
    page = checked(pdf).content.decode()
    assert "Dit document is echt en niet veranderd (2 handtekeningen)." in page
    assert "Bram Verzonnen" in page
    flipped = bytearray(pdf)
    flipped[pdf.index(b"<dc:title>") + 60] ^= 1
    assert "Vertrouw het niet" in checked(bytes(flipped)).content.decode()
    assert "geen heel PDF-bestand" in checked(b"<script>alert(1)</script>").content.decode()
    assert Entry.objects.count() == entries
    assert not store.path_of("sha256:" + "0" * 64).exists()


def test_what_cannot_be_checked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Client().post("/controleer/", {})
    assert empty.status_code == 422
    assert "Kies een PDF-bestand" in empty.content.decode()
    assert "leeg" in checked(b"").content.decode()
    monkeypatch.setattr("zorginkoop.portal.agreements.forms.MOST_BYTES", 10)
    assert "groter dan 20 MB" in checked(b"%PDF-1.7 te groot").content.decode()


def test_before_signing_each_declaration_stands_there_with_its_place_unticked_and_with_what_to_do_otherwise(
    offer: Offer, bram: User
) -> None:
    browser, where = ready(bram), addresses(offer)
    page = browser.get(where["sign"]).content.decode()
    clauses = offer.agreed().verklaringen
    assert clauses
    for clause in clauses:
        assert clause.tekst.rstrip(".") in page
        assert f"Plaats in het beleid: {clause.plaats}".replace("'", "&#x27;") in page
    assert "checked" not in page
    assert "Kunt u iets niet verklaren?" in page
    assert where["refuse"] in page
    missing = all_ticked(offer)
    missing.pop(f"verklaring-{clauses[0].id}")
    assert browser.post(where["sign"], missing).status_code == 422
    assert nothing_signed()
    assert browser.post(where["sign"], all_ticked(offer)).status_code == 303
    assert OfferSignature.objects.get().declared == sorted(one.id for one in clauses)
    sealed = embedded_snapshot(store.fetch(Agreement.objects.get().file_hash))
    assert sealed.verklaringen == clauses
