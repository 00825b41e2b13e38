"""The agenda: the same days on the page and in the feed, a feed that names nobody, and extensions that are told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import offer_to
from support.portal_intake import physiotherapy, questionnaire_of, staffed
from support.portal_mailings import purchaser
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agenda import feeds, telling
from zorginkoop.portal.agenda.ics import Entry, folded, written
from zorginkoop.portal.agenda.jobs import tell
from zorginkoop.portal.agenda.models import ExtensionTold, Feed
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry as LogEntry
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.deadlines.extending import agree, propose
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Mandate, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

LATER = date(2025, 10, 31)
NOW = datetime(2025, 10, 15, 8, tzinfo=UTC)
Event = dict[str, str]


def parsed(content: bytes) -> list[Event]:
    """Read a calendar back as a reader of RFC 5545 does: unfold, split, and take the backslashes away."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert "\n" not in "".join(lines)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "METHOD:PUBLISH"} <= set(lines)
    found: list[Event] = []
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            name, _, value = line.partition(":")
            assert name not in found[-1]
            found[-1][name] = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], value)
    return found


@pytest.fixture
def agreement() -> SeasonAgreement:
    """The season of physiotherapy."""
    return physiotherapy()


@pytest.fixture
def provider(agreement: SeasonAgreement) -> Provider:
    """A practice that was asked."""
    made = staffed(practice(vecozo_email="praktijk@verzonnen.example"))
    questionnaire_of(made, agreement)
    return made


def extended(agreement: SeasonAgreement, provider: Provider | None = None, day: date = LATER) -> Extension:
    """Let two people decide on a later day."""
    return agree(propose(agreement, CONFIRMED, day, "Storing.", by=purchaser(), provider=provider), purchaser("Cor"))


def fetched(user: User) -> list[Event]:
    """Fetch somebody's feed without being signed in."""
    answer = Client().get(reverse("agenda-feed", args=[feeds.make(user)]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return parsed(answer.content)


def test_what_is_written_can_be_read_back() -> None:
    entry = Entry(
        uid="termijn-1@verzonnen.example",
        first=date(2025, 12, 31),
        last=date(2026, 1, 1),
        summary="Komma, puntkomma; schuine \\ streep\nen é die net over de rand valt " + "é" * 80,
        description="BEGIN:VEVENT\r\nSUMMARY:nep",
        sequence=2,
    )
    found = parsed(written("Naam", [entry], NOW))
    assert len(found) == 1
    assert found[0]["SUMMARY"] == entry.summary
    assert found[0]["DESCRIPTION"] == "BEGIN:VEVENT\nSUMMARY:nep"
    assert found[0]["DTSTART;VALUE=DATE"] == "20251231"
    assert found[0]["DTEND;VALUE=DATE"] == "20260102"  # the day after the last one, as the standard has it
    assert found[0]["SEQUENCE"] == "2"
    assert found[0]["DTSTAMP"] == "20251015T080000Z"


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150, 300])
def test_lines_are_folded_at_75_octets_and_never_inside_a_character(length: int) -> None:
    for line in ("x" * length, "é" * length):
        assert all(len(piece) <= 75 for piece in folded(line).split(b"\r\n"))
        assert folded(line).replace(b"\r\n ", b"").decode() == line + "\r\n"


def test_a_practice_finds_its_own_days_in_its_feed(agreement: SeasonAgreement, provider: Provider) -> None:
    filler = mandated(provider, ProviderRole.FILLER)
    before = {one["UID"]: one for one in fetched(filler)}
    confirm = next(one for one in before.values() if one["DTSTART;VALUE=DATE"] == "20251024")
    assert confirm["SEQUENCE"] == "0"
    extended(agreement, provider)
    after = {one["UID"]: one for one in fetched(filler)}
    assert set(after) == set(before)
    moved = after[confirm["UID"]]
    assert (moved["DTSTART;VALUE=DATE"], moved["SEQUENCE"]) == ("20251031", "1")


def test_the_feed_names_no_provider_and_no_person(provider: Provider) -> None:
    filler = mandated(provider, ProviderRole.FILLER, name="Fenna Verzonnen")
    said = str(fetched(filler))
    for word in (provider.name, filler.name, filler.email, provider.agb_code):
        assert word not in said


def test_who_acts_for_two_practices_can_tell_them_apart(agreement: SeasonAgreement, provider: Provider) -> None:
    second = staffed(practice("04000002", "De Andere Kade"))
    questionnaire_of(second, agreement)
    filler = mandated(provider, ProviderRole.FILLER)
    with changing("test"):
        Mandate.objects.create(provider=second, user=filler, role=ProviderRole.FILLER, valid_from=date(2020, 1, 1))
    found = fetched(filler)
    assert len({one["UID"] for one in found}) == len(found)
    told = [one for one in found if one["DTSTART;VALUE=DATE"] == "20251024"]
    assert {"AGB-code 04000001", "AGB-code 04000002"} == {one["DESCRIPTION"].splitlines()[-1] for one in told}


def test_a_purchaser_gets_the_deadlines_of_both_parties(agreement: SeasonAgreement) -> None:
    found = fetched(purchaser())
    names = {one["UID"].partition("@")[0].removeprefix(f"termijn-{agreement.pk}-") for one in found}
    assert {"vragenlijst_aanbieden", "tekenen"} <= names  # the purchaser's own, and the provider's
    extended(agreement)
    assert "20251031" in {one["DTSTART;VALUE=DATE"] for one in fetched(purchaser("Piet"))}


@pytest.mark.parametrize("why", ["taken back", "renewed", "gone", "never made"])
def test_a_link_that_works_no_more_gives_nothing(why: str) -> None:
    user = purchaser()
    key = feeds.make(user)
    if why == "taken back":
        feeds.take_back(user)
    elif why == "renewed":
        feeds.make(user)
    elif why == "gone":
        with changing("test"):
            User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        key = "geen-sleutel"
    assert Client().get(reverse("agenda-feed", args=[key])).status_code == 404


def test_a_mandate_that_ended_leaves_an_empty_calendar(provider: Provider) -> None:
    filler = mandated(provider, ProviderRole.FILLER)
    with changing("test"):
        Mandate.objects.filter(user=filler).update(valid_until=date(2025, 10, 14))
    assert fetched(filler) == []


def test_the_key_is_kept_by_its_hash_alone() -> None:
    key = feeds.make(purchaser())
    assert key not in str(Feed.objects.values())
    assert key not in str(list(LogEntry.objects.values()))


def test_the_link_is_shown_once(provider: Provider) -> None:
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    made = browser.post(reverse("agenda-feed-make")).content.decode()
    key = re.search(r"/agenda/([\w-]{40,})\.ics", made)
    assert key
    assert key[1] not in browser.get(reverse("agenda")).content.decode()
    assert Client().get(reverse("agenda-feed", args=[key[1]])).status_code == 200
    assert browser.post(reverse("agenda-feed-take-back")).status_code == 303
    assert Client().get(reverse("agenda-feed", args=[key[1]])).status_code == 404


def test_the_practice_sees_its_own_day_on_the_page(agreement: SeasonAgreement, provider: Provider) -> None:
    extended(agreement, provider)
    browser = browser_of(mandated(provider, ProviderRole.READER))
    shown = browser.get(reverse("practice-agenda", args=[provider.public_id])).content.decode()
    assert "tot en met 31 oktober 2025 (volgens het beleid: 24 oktober 2025)" in shown


def test_the_day_to_sign_is_that_of_the_offer(agreement: SeasonAgreement) -> None:
    play(datetime(2025, 10, 27, 9, tzinfo=UTC))
    provider = practice("04000001", "Praktijk De Verzonnen Pen", vecozo_email="pen@verzonnen.example")
    signatory = mandated(provider, ProviderRole.SIGNATORY)
    offer = offer_to(provider, agreement)
    with changing("test"):
        type(offer).objects.filter(pk=offer.pk).update(late_until=date(2025, 11, 14))
    assert "20251114" in {one["DTSTART;VALUE=DATE"] for one in fetched(signatory)}


def test_the_pages_ask_the_database_little(
    agreement: SeasonAgreement,
    provider: Provider,
    django_assert_max_num_queries: object,
) -> None:
    extended(agreement)
    both, staff = browser_of(mandated(provider, ProviderRole.FILLER)), browser_of(purchaser("Pia"))
    for browser, address in (
        (both, reverse("agenda")),
        (both, reverse("practice-agenda", args=[provider.public_id])),
        (staff, reverse("agenda")),
        (staff, reverse("agenda-agreement", args=[agreement.pk])),
        (staff, reverse("extension", args=[Extension.objects.get().public_id])),
    ):
        with django_assert_max_num_queries(20):  # type: ignore[operator]  # a fixture that pytest-django types loosely
            assert browser.get(address).status_code == 200, address


def test_two_people_extend_a_deadline_and_who_still_has_to_act_is_told(
    agreement: SeasonAgreement, provider: Provider
) -> None:
    done = staffed(practice("04000002", "De Andere Kade", vecozo_email="kade@verzonnen.example"))
    asked = questionnaire_of(done, agreement)
    with changing("test"):
        type(asked).objects.filter(pk=asked.pk).update(confirmed_at=NOW)
    one, other = browser_of(purchaser()), browser_of(purchaser("Cor"))
    typed = {"event": CONFIRMED, "last_day": "2025-10-31", "agb": "", "ground": "Storing bij VECOZO."}
    address = one.post(reverse("extension-new", args=[agreement.pk]), typed)["Location"]
    assert one.post(address, {"agree": "1"}).status_code == 409
    assert other.post(address, {}).status_code == 409
    assert other.post(address, {"agree": "1"}).status_code == 303
    assert other.post(address, {"agree": "1"}).status_code == 409
    for _again in range(2):
        tell.func(Extension.objects.get().pk)
    message = Message.objects.get()
    assert message.to == provider.vecozo_email
    assert "tot en met 31 oktober 2025, 23:59 uur" in message.body
    assert ExtensionTold.objects.count() == 1


def test_a_worker_killed_half_way_tells_nobody_twice(
    agreement: SeasonAgreement, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_AT_ONCE", 1)
    for at in range(2, 5):
        questionnaire_of(staffed(practice(f"0400000{at}", vecozo_email=f"p{at}@verzonnen.example")), agreement)
    extension = extended(agreement)
    words, seen = telling.words, iter(range(100))

    def killed(one: Extension, whom: Provider) -> tuple[str, str]:
        if next(seen) == 2:
            raise KeyboardInterrupt
        return words(one, whom)

    with monkeypatch.context() as patched:
        patched.setattr(telling, "words", killed)
        with pytest.raises(KeyboardInterrupt):
            tell.func(extension.pk)
    assert Message.objects.count() == 2
    tell.func(extension.pk)
    assert Message.objects.count() == 4
    assert Message.objects.values("to").distinct().count() == 4
    assert provider.vecozo_email in set(Message.objects.values_list("to", flat=True))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"last_day": "2025-10-24"}, "loopt nu tot en met 24 oktober 2025"),
        ({"last_day": "31 oktober"}, "Voer een geldige datum in"),
        ({"agb": "04999999"}, "staat niet in het register"),
        ({"ground": ""}, "verplicht"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    agreement: SeasonAgreement, typed: dict[str, str], why: str
) -> None:
    filled = {"event": CONFIRMED, "last_day": "2025-10-31", "agb": "", "ground": "Een lange toelichting."} | typed
    answer = browser_of(purchaser()).post(reverse("extension-new", args=[agreement.pk]), filled)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert why in shown
    assert all(value in shown for name, value in filled.items() if value and name != "event")


def test_staff_without_a_part_in_a_season_has_an_empty_agenda() -> None:
    shown = browser_of(person("Lot Loket", StaffRole.LABEL_DESK)).get(reverse("agenda")).content.decode()
    assert "Er zijn geen termijnen" in shown
