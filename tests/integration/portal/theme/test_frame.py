"""The frame of every page: its menu, its language, and the pages for what is not there."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.test import Client, RequestFactory
from django.urls import reverse

from support.portal import browser_of, mandated, person, practice
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.theme import navigation, views
from zorginkoop.portal.theme.templatetags.site import page_numbers, wrong_once

pytestmark = pytest.mark.django_db


def menu_of(browser: Client) -> list[str]:
    """Give the addresses in the menu of the start page."""
    page = browser.get("/", follow=True).content.decode()
    menu = page.partition('class="site-menu"')[2].partition("</nav>")[0]
    return [part.partition('"')[0] for part in menu.split('href="')[1:]]


def test_every_page_of_the_menu_is_there() -> None:
    assert [page.name for page in navigation.PAGES if not navigation.page_address(page.name)] == []


@pytest.mark.parametrize("role", [None, *StaffRole])
def test_every_entry_that_somebody_sees_opens(role: StaffRole | None) -> None:
    browser = browser_of(person("Ada Verzonnen", role)) if role else Client()
    addresses = menu_of(browser)
    assert addresses
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_somebody_sees_only_what_belongs_to_the_role() -> None:
    assert menu_of(Client()) == [reverse("policies"), reverse("finder")]
    assert reverse("season") in menu_of(browser_of(person("Ada Verzonnen", StaffRole.PURCHASER)))
    assert reverse("season") not in menu_of(browser_of(mandated(practice(), ProviderRole.FILLER)))


def test_the_pages_of_a_practice_are_in_the_menu_of_who_has_one() -> None:
    of_practices = reverse("my-providers")
    assert of_practices not in menu_of(browser_of(person("Ada Verzonnen", StaffRole.PURCHASER)))
    assert of_practices in menu_of(browser_of(mandated(practice("04000001", "Een"), ProviderRole.READER)))


def test_the_long_menu_of_a_purchaser_stands_in_groups_and_a_short_one_does_not() -> None:
    browser = browser_of(person("Ada Verzonnen", StaffRole.PURCHASER))
    page = browser.get(reverse("selections")).content.decode()
    assert page.count('<details name="hoofdmenu">') == 3
    assert page.count('<summary class="current">') == 1
    addresses = menu_of(browser)
    assert len(addresses) == len(set(addresses)) > navigation.FEW
    short = browser_of(mandated(practice(), ProviderRole.READER)).get(reverse("finder")).content.decode()
    assert 'name="hoofdmenu"' not in short


def test_everybody_begins_with_the_page_of_their_day() -> None:
    purchaser = browser_of(person("Ada Verzonnen", StaffRole.PURCHASER))
    assert purchaser.get("/")["Location"] == reverse("season")
    provider = practice()
    reached = browser_of(mandated(provider, ProviderRole.READER)).get("/", follow=True)
    assert reached.redirect_chain[-1][0] == reverse("practice-home", args=[provider.public_id])
    assert browser_of(person("Lot Loket", StaffRole.LABEL_DESK)).get("/").status_code == 200
    assert Client().get("/").status_code == 200


def test_a_link_is_shown_only_to_whoever_may_follow_it() -> None:
    request = RequestFactory().get("/")
    request.user = person("Ada Verzonnen", StaffRole.POLICY_OFFICER)
    assert navigation.may_open(request, reverse("season"))
    assert navigation.may_open(request, "#kalender")
    assert navigation.may_open(request, f"{reverse('season')}#kalender")
    assert not navigation.may_open(request, f"{reverse('assessment:queue')}?soort=bewijs")


def test_the_language_is_chosen_by_a_form_and_kept_in_a_cookie() -> None:
    browser = Client()
    answer = browser.post(reverse("language"), {"language": "en", "next": reverse("finder")})
    assert (answer.status_code, answer["Location"]) == (303, reverse("finder"))
    page = browser.get(reverse("finder")).content.decode()
    assert '<html lang="en"' in page
    assert "Care finder" in page
    browser.post(reverse("language"), {"language": "nl"})
    assert '<html lang="nl"' in browser.get("/").content.decode()


@pytest.mark.parametrize("next_page", ["https://elders.example/", "//elders.example/", "javascript:alert(1)"])
def test_the_language_form_leads_nowhere_else(next_page: str) -> None:
    assert Client().post(reverse("language"), {"language": "en", "next": next_page})["Location"] == "/"


def test_a_language_that_is_not_ours_changes_nothing() -> None:
    browser = Client()
    assert "django_language" not in browser.post(reverse("language"), {"language": "xx"}).cookies


def test_what_is_not_there_says_what_now() -> None:
    answer = Client().get("/bestaat-niet/")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.content.decode()


def test_what_somebody_may_not_see_says_who_can_help() -> None:
    answer = browser_of(mandated(practice(), ProviderRole.READER)).get(reverse("season"))
    assert answer.status_code == 403
    assert "beheerder van uw organisatie" in answer.content.decode()


def test_what_is_too_large_says_so() -> None:
    answer = views.not_understood(RequestFactory().post("/"), RequestDataTooBig())
    assert answer.status_code == 413
    assert "te groot" in answer.content.decode()


def test_a_form_without_its_token_says_how_nothing_is_lost() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("language"), {"language": "en"})
    assert answer.status_code == 403
    assert "uw tekst staat er nog" in answer.content.decode()


def test_a_page_says_once_that_something_is_wrong() -> None:
    assert wrong_once("Fout: Fout: Zoeken · Delta") == "Fout: Zoeken · Delta"
    assert wrong_once("Zoeken · Delta") == "Zoeken · Delta"


def test_a_long_list_leaves_numbers_out() -> None:
    assert page_numbers(Paginator(range(200), 10).page(10)) == [1, 0, 9, 10, 11, 0, 20]
