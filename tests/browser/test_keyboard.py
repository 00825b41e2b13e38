"""Everything by keyboard alone: one always sees where one is, and gets where one wants."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from support.browsing import PASSWORD

STOPS = 80  # more stops than this before one is where one wants is no way to work

_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    text: (one.innerText || one.value || one.id || '').trim(), id: one.id, tag: one.tagName,
    visible: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
    on: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    small: !['A', 'INPUT', 'TEXTAREA', 'MAIN'].includes(one.tagName) && (box.width < 24 || box.height < 24),
  };
}"""


def tab_to(page: Page, text: str) -> None:
    """Press Tab until something with these words, or this id, has the focus; everything on the way shows it."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            continue
        assert focused["visible"], f"nothing shows that '{focused['text']}' has the focus"
        assert focused["on"], f"'{focused['text']}' has the focus and is not on the screen"
        assert not focused["small"], f"'{focused['text']}' is smaller than 24 pixels"
        if text in (focused["text"], focused["id"]):
            return
    message = f"'{text}' is not reached within {STOPS} stops"
    raise AssertionError(message)


def test_a_purchaser_signs_in_and_opens_a_piece_of_work(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go("/")
    tab_to(page, "Aanmelden")
    visitor.enter()
    tab_to(page, "id_login")
    page.keyboard.type("zorginkoper@verzonnen.example")
    tab_to(page, "id_password")
    page.keyboard.type(PASSWORD)
    visitor.enter()
    expect(page.locator(".site-person")).to_contain_text("Ina Verzonnen")
    tab_to(page, "Werkvoorraad")
    visitor.enter()
    expect(page).to_have_url(f"{visitor.address}/werkvoorraad/")
    first = page.locator("main table a, main .result-list a, main li a").first.inner_text().strip()
    tab_to(page, first)
    visitor.enter()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/werkvoorraad/" in page.url


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/zorgzoeker/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(_FOCUSED)["text"] == "Naar de inhoud"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.parametrize("who", ["tekenbevoegde@verzonnen.example", "invuller@verzonnen.example"])
def test_a_practice_comes_from_the_menu_to_its_questionnaire(visit: Visit, who: str) -> None:
    visitor = visit(who)
    page = visitor.page
    visitor.go("/")
    tab_to(page, "Mijn praktijk")
    visitor.enter()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    first = page.locator("main a[href*='/praktijk/']").first.inner_text().strip()
    tab_to(page, first)
    visitor.enter()
    expect(page).not_to_have_url(f"{visitor.address}/praktijk/")
