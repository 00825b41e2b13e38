"""What happens to an AGB code is a case; where it changes who is bound, a colleague decides."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_jobs import do_jobs
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.jobs.repeats import put_due_in_queue
from zorginkoop.portal.register.models import CodeCase, EarlierValues, Index, Location, Provider, RecordedAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def purchaser(october: datetime) -> Client:  # noqa: ARG001 - the day
    return browser_of(person("Ina Inkoper", StaffRole.PURCHASER))


@pytest.fixture
def colleague(october: datetime) -> Client:  # noqa: ARG001 - the day
    return browser_of(person("Ilse Inkoper", StaffRole.PURCHASER))


def reported(browser: Client, provider: Provider, kind: str, day: str = "2025-10-01", **more: str) -> CodeCase:
    filled = {"kind": kind, "effective_on": day, "ground": "Bericht van Vektis", **more}
    answer = browser.post(reverse("code-case-new", args=[provider.public_id]), filled)
    assert answer.status_code == 303, answer.content.decode()
    return CodeCase.objects.get(public_id=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def decided(browser: Client, case: CodeCase, decision: str = "akkoord", refusal: str = "") -> int:
    filled = {"besluit": decision, "refusal": refusal}
    return browser.post(reverse("code-case-decide", args=[case.public_id]), filled).status_code


def test_after_a_takeover_index_and_history_follow_the_successor(purchaser: Client, colleague: Client) -> None:
    agreement = open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL}).agreements.get()
    old, new = practice(), practice("04000002", "Fysiotherapie De Opvolger")
    with changing("test"):
        Index.objects.create(
            provider=old, kind="behandelindex", year=2024, version=3, treatment="gecorrigeerd", value="151",
            source="vektis", known_since=date(2025, 4, 1),
        )  # fmt: skip
        RecordedAgreement.objects.create(
            provider=old, number="O-7", insurer=agreement.season.insurer, care_type="fysiotherapie",
            valid_from=date(2025, 1, 1), valid_until=date(2026, 12, 31), source="eerder",
        )  # fmt: skip
    case = reported(purchaser, old, "overname", successor_agb="04000002")
    page = colleague.get(reverse("code-case", args=[case.public_id])).content.decode()
    assert "O-7" in page
    assert "30 september 2025" in page
    new.refresh_from_db()
    assert new.predecessor_agb == ""
    assert decided(colleague, case) == 303
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ended_on, new.predecessor_agb) == (date(2025, 9, 30), "04000001")
    assert EarlierValues.objects.get().values == {"rechtsvoorganger": None}
    assert [one.text for one in recorded_subject(new, agreement).facts["behandelindex"]] == ["151"]
    assert "O-7" in recorded_subject(new, agreement).relations["overeenkomsten"][0].id


def test_a_takeover_in_the_future_waits_for_its_day(purchaser: Client, colleague: Client) -> None:
    old, new = practice(), practice("04000002", "Fysiotherapie De Opvolger")
    case = reported(purchaser, old, "overname", "2026-01-01", successor_agb="04000002")
    decided(colleague, case)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ended_on, new.predecessor_agb) == (date(2025, 12, 31), "")
    play(datetime(2026, 1, 1, 9, tzinfo=UTC))
    put_due_in_queue(clock.of_machine())
    do_jobs()
    new.refresh_from_db()
    assert new.predecessor_agb == "04000001"


def test_after_a_merger_who_goes_on_keeps_its_own_history(purchaser: Client, colleague: Client) -> None:
    old, new = practice(), practice("04000002", predecessor_agb="04000009")
    assert decided(colleague, reported(purchaser, old, "fusie", successor_agb="04000002")) == 303
    new.refresh_from_db()
    assert new.predecessor_agb == "04000009"


def test_nobody_decides_about_an_own_report_and_nobody_twice(purchaser: Client, colleague: Client) -> None:
    provider = practice()
    case = reported(purchaser, provider, "beeindigd")
    assert decided(purchaser, case) == 422
    assert decided(colleague, case, "afwijzen") == 422  # without a reason
    assert decided(colleague, case, "afwijzen", "De praktijk gaat toch door.") == 303
    assert decided(colleague, case) == 303
    provider.refresh_from_db()
    case.refresh_from_db()
    assert (provider.ended_on, case.agreed, case.refusal) == (None, False, "De praktijk gaat toch door.")
    again = reported(purchaser, provider, "beeindigd")
    assert decided(colleague, again) == 303
    provider.refresh_from_db()
    assert provider.ended_on == date(2025, 9, 30)


def test_a_new_location_is_there_at_once(purchaser: Client) -> None:
    provider = practice()
    more = {"location_agb": "04000088", "location_name": "Aan de kade", "location_place": "Leiden"}
    case = reported(purchaser, provider, "nieuwe_vestiging", **more)
    assert case.agreed is True
    location = Location.objects.get()
    assert (location.agb_code, location.place, location.valid_from) == ("04000088", "Leiden", date(2025, 10, 1))
    assert "Aan de kade" in purchaser.get(reverse("dossier", args=[provider.public_id])).content.decode()


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"kind": "overname"}, "Vul de AGB-code in van wie verdergaat"),
        ({"kind": "overname", "successor_agb": "4000002"}, "acht cijfers"),
        ({"kind": "overname", "successor_agb": "04777777"}, "staat niet in het register"),
        ({"kind": "fusie", "successor_agb": "04000001"}, "zichzelf niet"),
        ({"kind": "overname", "successor_agb": "04000002"}, "heeft al een rechtsvoorganger"),
        ({"kind": "fusie", "successor_agb": "04000003"}, "zelf een rechtsvoorganger"),
        ({"kind": "nieuwe_vestiging"}, "AGB-code van de vestiging"),
        ({"kind": "nieuwe_vestiging", "location_agb": "04000077"}, "hoort al bij een vestiging"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(purchaser: Client, filled: dict[str, str], told: str) -> None:
    provider = practice(predecessor_agb="04000003")
    practice("04000002", predecessor_agb="04000009")
    practice("04000003")
    with changing("test"):
        Location.objects.create(
            provider=provider, agb_code="04000077", name="Kade", valid_from=date(2020, 1, 1), source="vektis",
            known_since=date(2020, 1, 1),
        )  # fmt: skip
    everything = {"effective_on": "2025-10-01", "ground": "Bewaar dit", **filled}
    answer = purchaser.post(reverse("code-case-new", args=[provider.public_id]), everything)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Bewaar dit" in answer.content.decode()
    assert not CodeCase.objects.exists()


def test_of_one_code_one_change_waits_at_a_time(purchaser: Client) -> None:
    provider = practice()
    reported(purchaser, provider, "beeindigd")
    filled = {"kind": "beeindigd", "effective_on": "2025-11-01", "ground": "Nog eens"}
    answer = purchaser.post(reverse("code-case-new", args=[provider.public_id]), filled)
    assert "staat al een wijziging open" in answer.content.decode()
    assert CodeCase.objects.count() == 1
    assert provider.name in purchaser.get(reverse("code-cases")).content.decode()


def test_a_provider_sees_nothing_of_it(purchaser: Client) -> None:
    provider = practice()
    case = reported(purchaser, provider, "beeindigd")
    browser = browser_of(mandated(provider, ProviderRole.MANAGER))
    assert browser.get(reverse("code-case", args=[case.public_id])).status_code == 403
    assert browser.get(reverse("code-case-new", args=[provider.public_id])).status_code in (403, 404)
