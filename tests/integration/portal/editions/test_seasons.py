"""Seasons: opened by a policy officer, each agreement with its channel and owner, and every rule with its place."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, person, play
from support.portal_selection import physiotherapy, purchaser
from zorginkoop.kernel.compile import LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.portal.accounts.models import RoleGrant
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions import compiled as editions_compiled
from zorginkoop.portal.editions.compiled import compiled, edition_of, installation, rules_by, rules_of
from zorginkoop.portal.editions.jobs import any_unkept, keep_rules
from zorginkoop.portal.editions.models import Channel, Handover, RuleText, Season, SeasonAgreement
from zorginkoop.portal.editions.portfolio import CannotError, carry_out, hand_over, withdraw
from zorginkoop.portal.editions.rules import resting_on, sections

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
EDITION = "paramedische_zorg/2026-2"


def test_a_policy_officer_opens_a_season_and_pressing_twice_opens_one() -> None:
    browser = browser_of(person("Bea Beleid", StaffRole.POLICY_OFFICER))
    address = reverse("edition-open", args=[EDITION])
    assert "Fysiotherapie" in browser.get(address).content.decode()
    asked = {"label": "aevitae", "product_type": "natura", "agreements": ["fysiotherapie"], "channel": "portaal"}
    for _ in range(2):
        assert browser.post(address, asked).status_code == 303
    agreement = SeasonAgreement.objects.get()
    assert (agreement.name, agreement.channel, agreement.season.contract_year) == ("fysiotherapie", "portaal", 2026)
    assert EDITION in browser.get(reverse("editions")).content.decode()


def test_opening_without_an_agreement_is_refused_and_keeps_the_rest() -> None:
    browser = browser_of(person("Bea Beleid", StaffRole.POLICY_OFFICER))
    asked = {"label": "care4life", "product_type": "natura", "channel": "vecozo"}
    answer = browser.post(reverse("edition-open", args=[EDITION]), asked)
    assert answer.status_code == 422
    assert 'value="care4life" selected' in answer.content.decode()
    assert not Season.objects.exists()


def test_an_edition_that_does_not_exist_is_not_found_and_a_purchaser_opens_none() -> None:
    officer, buyer = browser_of(person("Bea", StaffRole.POLICY_OFFICER)), browser_of(purchaser())
    assert officer.get(reverse("edition-open", args=["verzonnen_zorg/2026-1"])).status_code == 404
    assert buyer.get(reverse("edition-open", args=[EDITION])).status_code == 403


def test_a_season_shows_its_rules_values_channels_and_owners(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    agreement = physiotherapy(owner=purchaser("Petra Portefeuille"))
    browser = browser_of(purchaser())
    with django_assert_max_num_queries(20):
        page = browser.get(reverse("edition-season", args=[agreement.season_id])).content.decode()
    for part in ("Petra Portefeuille", "dit portaal", "repetitie", "aangewezen_meetbureaus", agreement.season.label):
        assert part in page
    assert "meetbureau_noord, meetbureau_zuid" in page
    assert "A: 7.5 %; B: 5 %" in page
    assert "niet meer die waarmee" not in page


def test_a_season_says_that_its_files_are_others_by_now() -> None:
    agreement = physiotherapy()
    with changing("test"):
        Season.objects.update(edition_hash="sha256:anders")
    page = browser_of(purchaser()).get(reverse("edition-season", args=[agreement.season_id])).content.decode()
    assert "op de regels die ervoor zijn bewaard" in page


def test_a_season_runs_by_the_rules_that_were_kept_whatever_its_files_become(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = physiotherapy()
    kept = RuleText.objects.get()
    assert kept.content_hash == agreement.season.edition_hash
    rules_by.cache_clear()

    def gone(_name: str) -> LoadedEdition:
        pytest.fail("the files are read")

    monkeypatch.setattr(editions_compiled, "edition_of", gone)
    loaded = rules_of(agreement.season)
    assert loaded.content_hash == agreement.season.edition_hash
    assert compile_agreement(loaded, agreement.name, installation(), 2026).agreement == compiled(agreement).agreement


def test_rules_that_were_touched_in_the_database_are_refused() -> None:
    agreement = physiotherapy()
    kept = RuleText.objects.get()
    other = kept.canonical_bytes.replace(b"150", b"151", 1)
    assert other != kept.canonical_bytes
    with changing("test"):
        RuleText.objects.update(packed=zlib.compress(other))
    rules_by.cache_clear()
    with pytest.raises(PolicyWrong, match="veranderd"):
        rules_of(agreement.season)
    rules_by.cache_clear()


def test_the_rules_of_a_season_of_before_are_kept_once_the_site_runs() -> None:
    current = edition_of(EDITION).content_hash
    with changing("test"):
        Season.objects.create(
            edition=EDITION, coding=1, edition_hash=current, insurer="3360", label="aevitae", product_type="natura",
            contract_year=2026, opened_at=datetime(2025, 4, 1, tzinfo=UTC),
        )  # fmt: skip
    assert any_unkept()
    keep_rules.call()
    keep_rules.call()
    assert RuleText.objects.get().content_hash == current
    assert not any_unkept()


def test_the_channel_is_chosen_from_what_there_is() -> None:
    agreement, browser = physiotherapy(), browser_of(purchaser())
    address = reverse("edition-channel", args=[agreement.pk])
    assert browser.post(address, {"channel": "postduif"}).status_code == 422
    assert browser.post(address, {"channel": "e-mail"}).status_code == 303
    agreement.refresh_from_db()
    assert agreement.channel == Channel.EMAIL


def test_a_handover_begins_on_its_day_and_not_before() -> None:
    first, second = purchaser("Een"), purchaser("Twee")
    agreement = physiotherapy(owner=first)
    hand_over(agreement, second, date(2025, 11, 1), first, "let op de regio Zuid")
    carry_out()
    agreement.refresh_from_db()
    assert agreement.owner == first
    play(datetime(2025, 10, 31, 23, 30, tzinfo=UTC))  # half past twelve at night, in Amsterdam
    assert (carry_out(), carry_out()) == (1, 0)
    agreement.refresh_from_db()
    assert agreement.owner == second


def test_a_handover_for_today_is_at_once_and_one_that_is_called_off_never() -> None:
    first, second = purchaser("Een"), purchaser("Twee")
    agreement = physiotherapy()
    hand_over(agreement, first, date(2025, 10, 15), first)
    agreement.refresh_from_db()
    assert agreement.owner == first
    later = hand_over(agreement, second, date(2025, 11, 1), first)
    withdraw(later)
    with pytest.raises(CannotError, match="ingegaan of ingetrokken"):
        withdraw(later)
    play(datetime(2025, 12, 1, tzinfo=UTC))
    assert carry_out() == 0


def test_a_handover_goes_to_who_is_a_purchaser_on_that_day() -> None:
    leaving = purchaser("Zij Vertrekt")
    with changing("test"):
        RoleGrant.objects.filter(user=leaving).update(valid_until=date(2025, 10, 31))
    agreement = physiotherapy()
    with pytest.raises(CannotError, match="geen zorginkoper"):
        hand_over(agreement, leaving, date(2025, 11, 1), leaving)
    browser = browser_of(purchaser())
    asked = {"to": str(leaving.pk), "first_day": "2025-11-01", "note": "alles staat in het dossier"}
    answer = browser.post(reverse("edition-hand-over", args=[agreement.pk]), asked)
    assert answer.status_code == 422
    assert "alles staat in het dossier" in answer.content.decode()
    assert not Handover.objects.exists()


def test_every_rule_is_told_with_its_place_and_each_place_with_its_rules() -> None:
    agreement = physiotherapy()
    rules = compiled(agreement)
    told = {rule.id for section in sections(rules, "nl") for rule in section.rules}
    wanted = {one.id for one in rules.agreement.routes} | {one.id for one in rules.agreement.parts}
    wanted |= {one.id for one in rules.agreement.tasks}
    wanted |= {*rules.agreement.gate, *rules.agreement.factors, *(one.id for one in rules.planning.deadlines)}
    assert wanted <= told
    for section in sections(rules, "nl"):
        for rule in section.rules:
            assert rule.text
            for place in rule.places:
                assert (section.title, rule) in resting_on(rules, place, "nl")


def test_anybody_reads_the_rules_of_a_policy_that_is_carried_out_and_of_no_other(
    client: object, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    agreement = physiotherapy()
    with django_assert_max_num_queries(20):
        page = client.get(reverse("policy-rules", args=[EDITION, agreement.name]))  # type: ignore[attr-defined]  # Django's own
    assert "ten hoogste 150" in page.content.decode()
    place = client.get(reverse("policy-place", args=[EDITION, "5/planning/6"]))  # type: ignore[attr-defined]  # as above
    assert "24 oktober 2025" in place.content.decode()
    for address in (
        reverse("policy", args=["geboortezorg/2024-1"]),
        reverse("policy-rules", args=[EDITION, "logopedie"]),
        reverse("policy-place", args=[EDITION, "9/verzonnen/1"]),
    ):
        assert client.get(address).status_code == 404  # type: ignore[attr-defined]  # as above


def test_anybody_finds_every_policy_that_is_carried_out(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "nog geen beleid" in client.get(reverse("policies")).content.decode()
    agreement = physiotherapy()
    with django_assert_max_num_queries(20):
        page = client.get("/beleid/").content.decode()
    for address in (reverse("policy", args=[EDITION]), reverse("policy-rules", args=[EDITION, agreement.name])):
        assert f'href="{address}"' in page
        assert f'href="{reverse("policies")}"' in client.get(address).content.decode()


def test_a_handover_day_is_a_day_that_exists() -> None:
    agreement, browser = physiotherapy(), browser_of(purchaser())
    tomorrow = (date(2025, 10, 15) + timedelta(days=1)).isoformat()
    address = reverse("edition-hand-over", args=[agreement.pk])
    assert browser.post(address, {"to": "999999", "first_day": tomorrow}).status_code == 422
    assert browser.post(address, {"to": "", "first_day": "31 februari"}).status_code == 422
