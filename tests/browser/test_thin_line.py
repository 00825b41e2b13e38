"""The thin line through the year, as purchaser, practice and insured person: in Dutch, on a desktop and on a phone.

A practice answers, confirms, is judged, gets an offer, signs, and stands in the care finder from 12 November.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from browser.conftest import Visit
from support.browsing import DESKTOP, PHONE, Visitor
from support.journeys import answer_yes, look_for, offer, sign

PURCHASER = "zorginkoper@verzonnen.example"
SIGNATORY = "tekenbevoegde@verzonnen.example"
NOT_BEGUN, BEGUN = "uitgenodigd, nog niet begonnen", "vragenlijst begonnen"
SECONDS = 30  # for what the worker does in the background


def practice_that_is(visitor: Visitor, how_far: str) -> str:
    """Find a practice of the people of the demo by how far it is; give its name."""
    visitor.go("/oefenen/")
    row = visitor.page.locator("tr", has_text=how_far).first
    return row.get_by_role("link").inner_text()


def fill_in_and_confirm(visitor: Visitor, name: str) -> None:
    """Fill in the questionnaire of a practice from its own page, read it again, and confirm it."""
    page = visitor.page
    visitor.go("/oefenen/")
    visitor.follow(name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    visitor.keep_screen("lijn/1-praktijk")
    visitor.click(page.locator("main a[href*='/vragenlijst/']").first)
    visitor.keep_screen("lijn/2-vragenlijst")
    questionnaire = page.url
    for _ in range(3):  # an answer may bring up another question
        for address in page.locator("ol.steps a").evaluate_all("all => all.map((one) => one.href)"):
            page.goto(address)
            answer_yes(page)
            visitor.press("Bewaren en verder")
        page.goto(questionnaire)
        if page.locator(".step-state", has_text="beantwoord").count() == 0:
            break
    visitor.follow("Alles nalezen en bevestigen")
    visitor.keep_screen("lijn/3-nalezen")
    visitor.press("Antwoorden bevestigen")
    expect(page).to_have_url(re.compile("ontvangstbewijs"))
    visitor.keep_screen("lijn/4-ontvangstbewijs")


def judge_evidence(visitor: Visitor, name: str) -> None:
    """Wait until the worker laid the evidence of a practice in the queue, and accept all of it."""
    page = visitor.page
    waiting = page.locator("main tr").filter(has_text=name).get_by_role("link")
    for _ in range(SECONDS):
        visitor.go("/werkvoorraad/?soort=bewijs")
        if waiting.count():
            break
        page.wait_for_timeout(1000)
    while waiting.count():
        visitor.click(waiting.first)
        visitor.keep_screen("lijn/5-bewijs")
        page.get_by_label("akkoord").first.check()
        visitor.press("Oordeel bewaren")
        visitor.go("/werkvoorraad/?soort=bewijs")


def found_by_insured(visitor: Visitor, name: str) -> bool:
    """Look for a practice in the care finder, as somebody who needs care; tell whether it stands there."""
    page = visitor.page
    visitor.go("/zorgzoeker/")
    if page.locator("#id_name").count() == 0:
        return False  # nothing is published at all
    look_for(visitor, name, "Fysiotherapie")
    expect(page.locator("#gevonden")).to_be_visible()
    visitor.keep_screen("lijn/12-gevonden")
    return page.locator(".result-list li").filter(has_text=re.compile("gecontracteerd", re.IGNORECASE)).count() > 0


def screen_kept(visitor: Visitor, name: str) -> Path:
    """Keep a screen of the purchaser's season."""
    visitor.go("/seizoen/")
    return visitor.keep_screen(name)


@pytest.mark.parametrize(("size", "how_far"), [(DESKTOP, NOT_BEGUN), (PHONE, BEGUN)], ids=["desktop", "phone"])
def test_a_practice_goes_from_its_invitation_to_the_care_finder(visit: Visit, size: ViewportSize, how_far: str) -> None:
    purchaser, practice, insured = visit(PURCHASER, size), visit(SIGNATORY, size), visit("", size)
    purchaser.play("2025-10-16")
    screen_kept(purchaser, "lijn/0-seizoen")
    name = practice_that_is(practice, how_far)

    fill_in_and_confirm(practice, name)
    judge_evidence(purchaser, name)
    offer(purchaser, name, keep="lijn")
    assert not found_by_insured(insured, name)

    purchaser.play("2025-10-30")
    sign(practice, name, keep="lijn")
    purchaser.play("2025-11-11", "23:00")
    assert not found_by_insured(insured, name)
    purchaser.play("2025-11-12", "00:05")
    assert found_by_insured(insured, name)
