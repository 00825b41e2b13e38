"""Steps of journeys in a browser that several policies take: answer, confirm, wait, and see what came of it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from support.browsing import PASSWORD, Visitor

PAPER = b"%PDF-1.4\n% een verzonnen bewijs\n%%EOF\n"
SECONDS = 60  # for what the worker does in the background
SAID = {"postcode": "1011 1012", "vsv": "vsv_grachten vsv_haven"}  # by a part of the name of a fact, else 24
ROUNDS = 4  # an answer may bring up another question


def home_of(visitor: Visitor, name: str) -> None:
    """Open the page of a provider, as whoever acts for it."""
    visitor.go("/oefenen/")
    visitor.follow(name)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(name)


def how_far(visitor: Visitor, name: str) -> str:
    """Tell how far a provider is, by the page where one practises."""
    visitor.go("/oefenen/")
    return visitor.page.locator("tr", has_text=name).locator("td").nth(1).inner_text()


def wait_for(visitor: Visitor, path: str, wanted: Locator) -> None:
    """Look at a page again until the worker did its part."""
    for _ in range(SECONDS):
        visitor.go(path)
        if wanted.count():
            return
        visitor.page.wait_for_timeout(1000)
    expect(wanted).not_to_have_count(0)


def answer_yes(page: Page) -> None:
    """Answer what is open on a page of questions with yes, or with what any provider could."""
    for group in page.locator("fieldset:has(input[type=radio])").all():
        if group.locator("input[type=radio]:checked").count() == 0:
            group.get_by_label("ja", exact=True).or_(group.locator("input[type=radio]")).first.check()
    for group in page.locator("fieldset:has(input[type=checkbox])").all():
        if group.locator("input[type=checkbox]:checked").count() == 0:
            group.locator("input[type=checkbox]").first.check()
    for number in page.locator("main input[type=text]:not([name^='bewijs:'])").all():
        if number.input_value() == "":
            name = number.get_attribute("name") or ""
            number.fill(next((text for part, text in SAID.items() if part in name), "24"))
    for day in page.locator("main input[type=date][required]").all():
        if day.input_value() == "":
            day.fill("2023-01-01")
    for file in page.locator("main input[type=file]").all():
        file.set_input_files({"name": "bewijs.pdf", "mimeType": "application/pdf", "buffer": PAPER})


def fill_in(visitor: Visitor, name: str, *, keep: str = "") -> None:
    """Fill in the questionnaire of a provider from its own page."""
    page = visitor.page
    home_of(visitor, name)
    visitor.click(page.locator("main a[href*='/vragenlijst/']").first)
    questionnaire = page.url
    for _ in range(ROUNDS):
        for address in page.locator("ol.steps a").evaluate_all("all => all.map((one) => one.href)"):
            page.goto(address)
            answer_yes(page)
            if keep:
                visitor.keep_screen(f"{keep}/1-vragen")
                keep = ""
            visitor.press("Bewaren en verder")
        page.goto(questionnaire)
        if page.locator(".step-state", has_text="beantwoord").count() == 0:
            break
    visitor.follow("Alles nalezen en bevestigen")


def confirm(visitor: Visitor) -> None:
    """Confirm what was filled in."""
    visitor.press("Antwoorden bevestigen")
    expect(visitor.page).to_have_url(re.compile("ontvangstbewijs"))


def outcome_of(visitor: Visitor, name: str) -> str:
    """Read the outcome of a provider on its own page, once the worker judged it."""
    page = visitor.page
    home_of(visitor, name)
    path = re.sub(r".*(/praktijk/[^/]+/).*", r"\1uitkomst/", page.url)
    wait_for(visitor, path, page.locator("main .result-list a"))
    visitor.click(page.locator("main .result-list a").first)
    return page.inner_text("main")


def offer(purchaser: Visitor, name: str, *, last_day: str = "", keep: str = "") -> None:
    """Offer what the judgement of a provider came to, once the worker is done with it."""
    page = purchaser.page
    found = page.locator("main tr").filter(has_text=name).get_by_role("link")
    for _ in range(SECONDS):
        purchaser.go("/overeenkomsten/aanbieden/")
        while found.count() == 0 and page.get_by_role("link", name="Volgende").count():  # the list is paged
            purchaser.follow("Volgende")
        if found.count():
            break
        page.wait_for_timeout(1000)
    purchaser.click(found.first)
    _keep(purchaser, keep, "6-aanbieden")
    if last_day:
        page.locator("main input[type=date]").fill(last_day)
    purchaser.press("Bied de overeenkomst aan")
    _keep(purchaser, keep, "7-aangeboden")


def sign(practice: Visitor, name: str, *, keep: str = "") -> None:
    """Read what is offered to a provider and sign it, having shown again who one is."""
    page = practice.page
    home_of(practice, name)
    practice.follow("Lees en teken")
    _keep(practice, keep, "8-aanbod")
    practice.click(page.locator("main a[href$='/tekenen/']").first)
    if "reauthenticate" in page.url:
        _keep(practice, keep, "9-wie-bent-u")
        page.fill("input[type=password]", PASSWORD)
        practice.submit()
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    _keep(practice, keep, "10-tekenen")
    practice.press("Teken de overeenkomst")
    expect(page.locator("main")).to_contain_text("getekend", ignore_case=True)
    _keep(practice, keep, "11-getekend")


def look_for(insured: Visitor, name: str, care: str) -> None:
    """Look for a provider in the care finder by its name; where other care was looked among, follow what it says."""
    insured.go("/zorgzoeker/")
    insured.page.fill("#id_name", name)
    insured.press("Zoeken")
    elsewhere = insured.page.get_by_role("link", name=care, exact=True)
    if elsewhere.count():
        insured.click(elsewhere)


def _keep(visitor: Visitor, where: str, name: str) -> None:
    if where:
        visitor.keep_screen(f"{where}/{name}")
