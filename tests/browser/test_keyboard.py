"""Everything by keyboard alone: one always sees where one is, and gets where one wants."""

from __future__ import annotations

import pytest
from playwright.sync_api import FileChooser, Page, expect

from browser.conftest import Visit
from support.browsing import PASSWORD, Visitor
from support.journeys import PAPER, wait_for

PURCHASER, SIGNATORY = "zorginkoper@verzonnen.example", "tekenbevoegde@verzonnen.example"
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


_KIND = """() => {
  const one = document.activeElement;
  if (one.tagName === 'BUTTON' && one.innerText.startsWith('Bewaren en verder')) return 'BEWAREN';
  if (one.tagName !== 'INPUT' || !one.closest('main')) return '';
  if (one.name.startsWith('bewijs:') && one.type !== 'file') return '';
  if (one.type === 'checkbox' && one.checked && one.value === 'leeg') return 'leeg';
  if (one.type === 'radio' && document.querySelector(`input[name="${one.name}"]:checked`)) return '';
  if (one.type === 'checkbox' && (one.checked || one.closest('fieldset')?.dataset.done)) return '';
  if (one.type === 'text' && one.value) return '';
  if (one.type === 'file' && one.files.length) return '';
  return one.type;
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


def go_by(visitor: Visitor, text: str) -> None:
    """Go by keyboard to what has these words, press Enter, and wait for the page that follows."""
    tab_to(visitor.page, text)
    visitor.enter()


def answer(visitor: Visitor) -> None:
    """Answer every question of a page by keyboard, and save."""
    page = visitor.page
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        kind = page.evaluate(_KIND)
        if kind == "BEWAREN":
            visitor.enter()
            return
        if kind == "radio":
            page.keyboard.press("Space")
        elif kind == "checkbox":
            page.keyboard.press("Space")
            page.evaluate("() => document.activeElement.closest('fieldset')?.setAttribute('data-done', '1')")
        elif kind == "leeg":  # none of these, said before
            page.keyboard.press("Space")
        elif kind == "text":
            page.keyboard.type("24")
        elif kind == "file":
            page.keyboard.press("Enter")
            expect(page.locator("input[type=file]:focus")).not_to_have_value("")
    message = "the button to save is not reached"
    raise AssertionError(message)


def choose_file(chooser: FileChooser) -> None:
    """Choose a file in the window that the system opened."""
    chooser.set_files({"name": "bewijs.pdf", "mimeType": "application/pdf", "buffer": PAPER})


def next_one(page: Page, kind: str) -> None:
    """Press Tab until a field of this kind that waits for an answer has the focus, and press Space."""
    for _ in range(STOPS):
        if page.evaluate(_KIND) == kind:
            page.keyboard.press("Space")
            return
        page.keyboard.press("Tab")
    message = f"no {kind} is reached within {STOPS} stops"
    raise AssertionError(message)


def fill_in(practice: Visitor) -> None:
    """Answer a questionnaire from the page of a practice, and confirm it."""
    practice.page.on("filechooser", choose_file)  # the window of the system, which no page can show
    go_by(practice, "Ga naar de vragenlijst")
    questionnaire = practice.page.url.removeprefix(practice.address)
    for _ in range(3):  # an answer may bring up another question
        for group in practice.page.locator("ol.steps a").all_inner_texts():
            practice.go(questionnaire)
            go_by(practice, group.strip())
            answer(practice)
        practice.go(questionnaire)
        if practice.page.locator(".step-state", has_text="beantwoord").count() == 0:
            break
    go_by(practice, "Alles nalezen en bevestigen")
    go_by(practice, "Antwoorden bevestigen")
    expect(practice.page.locator("h1")).to_contain_text("Ontvangstbewijs")


def judge_and_offer(purchaser: Visitor, name: str) -> None:
    """Accept the evidence of a practice, and offer what it came to."""
    waiting = purchaser.page.locator("main tr").filter(has_text=name).get_by_role("link")
    wait_for(purchaser, "/werkvoorraad/?soort=bewijs", waiting)
    while waiting.count():
        go_by(purchaser, name)
        next_one(purchaser.page, "radio")
        go_by(purchaser, "Oordeel bewaren")
        purchaser.go("/werkvoorraad/?soort=bewijs")
    purchaser.go("/overeenkomsten/aanbieden/")
    while purchaser.page.get_by_role("link", name=name).count() == 0:
        go_by(purchaser, "Volgende")
    go_by(purchaser, name)
    go_by(purchaser, "Bied de overeenkomst aan")


def sign(practice: Visitor) -> None:
    """Read and sign what is offered, from the page of a practice."""
    go_by(practice, "Lees en teken")
    go_by(practice, practice.page.locator("main a[href$='/tekenen/']").first.inner_text().strip())
    if "reauthenticate" in practice.page.url:
        tab_to(practice.page, "id_password")
        practice.page.keyboard.type(PASSWORD)
        practice.enter()
    for _ in practice.page.locator("main input[type=checkbox]").all():
        next_one(practice.page, "checkbox")
    go_by(practice, "Teken de overeenkomst")
    expect(practice.page.locator("main")).to_contain_text("getekend", ignore_case=True)


def test_the_thin_line_by_keyboard_alone(visit: Visit) -> None:
    purchaser, practice, insured = visit(PURCHASER), visit(SIGNATORY), visit()
    purchaser.play("2025-10-16")
    practice.go("/oefenen/")
    begun = practice.page.locator("tr", has_text="vragenlijst begonnen").filter(has_text="Tess").last
    practice.click(begun.get_by_role("link"))
    name = practice.page.get_by_role("heading", level=1).inner_text()
    home = practice.page.url.removeprefix(practice.address)
    fill_in(practice)
    judge_and_offer(purchaser, name)
    purchaser.play("2025-10-30")
    practice.go(home)
    sign(practice)
    purchaser.play("2025-11-12", "00:05")
    insured.go("/zorgzoeker/")
    tab_to(insured.page, "id_name")
    insured.page.keyboard.type(name)
    insured.enter()
    if insured.page.locator(".result-list").count() == 0:  # it was looked for among other care
        go_by(insured, "Fysiotherapie")
    expect(insured.page.locator(".result-list")).to_contain_text(name)


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
