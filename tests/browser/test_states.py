"""Pages that are empty, wrong, waiting or not there, and the site without scripts: looked at, and kept to look at."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from support.browsing import DESKTOP, PHONE, ZOOMED, Visitor, at_sizes

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def whole(visitor: Visitor, name: str) -> None:
    """Keep a screen, and find nothing wrong with it."""
    visitor.keep_screen(f"toestand/{name}")
    assert [*visitor.look(), *at_sizes(visitor.page, ZOOMED)] == []


@SIZES
def test_signing_in_with_a_wrong_password_says_so_and_keeps_the_address(visit: Visit, size: dict[str, int]) -> None:
    visitor = visit("", size)
    page = visitor.page
    visitor.go("/account/login/")
    page.fill("#id_login", "zorginkoper@verzonnen.example")
    page.fill("#id_password", "verkeerd")
    visitor.press("Aanmelden")
    assert page.title().startswith("Fout:")
    assert page.evaluate("document.activeElement.id") == "foutenlijst"
    expect(page.locator("#id_login")).to_have_value("zorginkoper@verzonnen.example")
    whole(visitor, "fout-aanmelden")


@SIZES
def test_a_field_that_is_wrong_is_named_above_and_beside_it(visit: Visit, size: dict[str, int]) -> None:
    visitor = visit("", size)
    page = visitor.page
    visitor.go("/oefenen/")
    page.fill("#id_day", "2001-01-01")
    visitor.press("Naar deze dag")
    expect(page.locator("#foutenlijst a")).to_have_attribute("href", "#id_day")
    expect(page.locator("#id_day")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_day")).to_have_value("2001-01-01")
    assert page.title().count("Fout:") == 1
    whole(visitor, "fout-veld")


@SIZES
def test_a_page_that_is_not_there_says_what_now(visit: Visit, size: dict[str, int]) -> None:
    visitor = visit("", size)
    assert visitor.go("/dit-is-er-niet/") == 404
    expect(visitor.page.get_by_role("link", name="Naar het begin")).to_be_visible()
    whole(visitor, "niet-gevonden")


def test_a_page_of_another_role_says_so(visit: Visit) -> None:
    visitor = visit("lezer@verzonnen.example")
    assert visitor.go("/seizoen/") == 403
    whole(visitor, "niet-voor-u")


def test_a_form_that_was_open_too_long_says_how_nothing_is_lost(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go("/oefenen/")
    page.context.clear_cookies()
    page.fill("#id_day", "2025-10-16")
    visitor.press("Naar deze dag")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina stond te lang open")
    whole(visitor, "verlopen")
    page.go_back()
    expect(page.locator("#id_day")).to_have_value("2025-10-16")


@SIZES
def test_a_care_finder_with_nothing_in_it_says_why(visit: Visit, size: dict[str, int]) -> None:
    visitor = visit("", size)
    visitor.play("2025-10-15")
    visitor.go("/zorgzoeker/")
    if visitor.page.locator(".empty-state").count() == 0:  # another test published something: search what is not there
        visitor.page.fill("#id_name", "Bestaat Niet")
        visitor.press("Zoeken")
    expect(visitor.page.locator(".empty-state")).to_be_visible()
    whole(visitor, "leeg-zorgzoeker")


def test_a_list_that_finds_nothing_says_so(visit: Visit) -> None:
    visitor = visit("zorginkoper@verzonnen.example")
    visitor.go("/aanbieders/")
    visitor.page.locator("main input[type=text], main input[type=search]").first.fill("Bestaat Niet")
    visitor.submit()
    expect(visitor.page.locator(".empty-state")).to_contain_text("Niemand gevonden")
    whole(visitor, "leeg-aanbieders")


def test_work_in_the_background_says_that_it_goes_on_and_shows_when_it_is_done(visit: Visit) -> None:
    visitor = visit("zorginkoper@verzonnen.example")
    page = visitor.page
    visitor.go("/selectie/")
    visitor.submit()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    whole(visitor, "wachten-selectie")
    expect(page.locator("main")).to_contain_text("klaar om te bekijken", timeout=60_000)


def test_without_scripts_one_signs_in_chooses_a_language_and_searches(visit: Visit) -> None:
    visitor = visit("", DESKTOP, scripts=False)
    page = visitor.page
    visitor.go("/zorgzoeker/")
    visitor.press("English")
    assert page.locator("html").get_attribute("lang") == "en"
    visitor.press("Nederlands")
    assert page.locator("html").get_attribute("lang") == "nl"
    visitor.sign_in("zorginkoper@verzonnen.example")
    visitor.go("/werkvoorraad/")
    visitor.click(page.locator("main table a").first)
    assert page.locator("h1").count() == 1
    visitor.press("Afmelden")
    expect(page.locator(".site-person")).to_contain_text("Aanmelden")
