"""Journeys that take two people at the purchaser: opening a questionnaire again, a sample, and doubt on integrity."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.conftest import Visit
from support.browsing import PHONE, Visitor
from support.journeys import confirm, home_of

PURCHASER, COLLEAGUE = "zorginkoper@verzonnen.example", "collega@verzonnen.example"
OFFICER, SIGNATORY, PHARMACY = (
    "integriteit@verzonnen.example",
    "tekenbevoegde@verzonnen.example",
    "apotheek@verzonnen.example",
)
CONFIRMED, SIGNED, OFFERED = "Apotheek De Eenhoorn", "Praktijk Verzonnen Iep 00532", "Praktijk Verzonnen Iep 00902"


def keep(visitor: Visitor, name: str) -> None:
    """Keep the screen, and let nothing be wrong with the page."""
    visitor.keep_screen(f"reizen/{name}")
    assert visitor.look() == []


def dossier_of(visitor: Visitor, name: str) -> None:
    """Open the file of a provider, as a purchaser finds it."""
    visitor.go("/aanbieders/")
    visitor.page.locator("main form input[type=search], main form input[type=text]").first.fill(name)
    visitor.submit()
    visitor.follow(name)


def test_a_confirmed_questionnaire_is_opened_again_and_confirmed_anew(visit: Visit) -> None:
    purchaser, colleague, pharmacy = visit(PURCHASER), visit(COLLEAGUE), visit(PHARMACY, PHONE)
    purchaser.play("2025-10-16")
    dossier_of(purchaser, CONFIRMED)
    purchaser.follow("Contractering")
    purchaser.click(purchaser.page.locator("main a[href$='/heropenen/']").first)
    there = purchaser.page.url.removeprefix(purchaser.address)
    purchaser.press("Voorstellen")
    expect(purchaser.page.get_by_role("alert")).to_contain_text("Schrijf op waarom")
    keep(purchaser, "heropenen/1-fout")
    purchaser.page.locator("main input[type=date]").fill("2025-10-24")
    purchaser.page.locator("main textarea").fill("De apotheek noemde een oude postcode.")
    purchaser.press("Voorstellen")
    expect(purchaser.page.locator("main")).to_contain_text("Een collega geeft akkoord")
    assert purchaser.page.get_by_role("button", name="Akkoord", exact=True).count() == 0, "not the same person"
    colleague.go("/vragenlijsten/heropenen/")
    keep(colleague, "heropenen/2-wacht")
    colleague.click(colleague.page.locator(f"main a[href='{there}']"))
    colleague.press("Akkoord")

    home_of(pharmacy, CONFIRMED)
    pharmacy.click(pharmacy.page.locator("main a[href*='/vragenlijst/']").first)
    keep(pharmacy, "heropenen/3-weer-open")
    pharmacy.follow("Alles nalezen en bevestigen")
    confirm(pharmacy)
    keep(pharmacy, "heropenen/4-opnieuw-bevestigd")
    pharmacy.click(pharmacy.page.locator("main li a[href*='/ontvangstbewijs/']").first)
    keep(pharmacy, "heropenen/5-eerder")


def test_who_signed_is_drawn_and_shows_what_it_declared(visit: Visit) -> None:
    purchaser, colleague, practice = visit(PURCHASER), visit(COLLEAGUE), visit(SIGNATORY, PHONE)
    purchaser.play("2025-10-17")
    purchaser.go("/overeenkomsten/steekproeven/")
    purchaser.follow("Bereid een steekproef voor")
    page = purchaser.page
    page.locator("#id_agreement").select_option(label="Fysiotherapie 2026")
    page.get_by_label("Hoeveel").fill("100")
    page.get_by_label("procent").check()
    page.get_by_label("van alle overeenkomsten samen").check()
    page.get_by_label("Antwoorden tot en met").fill("2025-11-14")
    keep(purchaser, "steekproef/1-voorbereiden")
    purchaser.press("Voorbereiden")
    expect(page.locator("main")).to_contain_text("Een collega geeft akkoord")
    assert page.get_by_text("Zaad", exact=True).count() == 0
    sample = page.url.removeprefix(purchaser.address)
    colleague.go(sample)
    keep(colleague, "steekproef/2-akkoord")
    colleague.press("Akkoord, en trek")
    keep(colleague, "steekproef/3-getrokken")
    colleague.follow("Trek opnieuw en vergelijk")
    expect(colleague.page.get_by_role("status")).to_contain_text("Gelijk")
    keep(colleague, "steekproef/4-nagedaan")

    home_of(practice, SIGNED)
    practice.click(practice.page.locator("main a[href*='/steekproef/']").first)
    keep(practice, "steekproef/5-gevraagd")
    practice.page.locator("main textarea").fill("Wij sturen onze werkwijze mee, met de pagina per verklaring.")
    practice.press("Antwoord versturen")
    keep(practice, "steekproef/6-geantwoord")

    purchaser.go("/werkvoorraad/?soort=steekproef")
    purchaser.click(purchaser.page.locator("main tr").filter(has_text=SIGNED).get_by_role("link").first)
    for group in page.locator("main fieldset").all():
        group.get_by_label("aangetoond", exact=True).check()
    keep(purchaser, "steekproef/7-nalezen")
    purchaser.submit()
    purchaser.go(sample)
    keep(purchaser, "steekproef/8-bevonden")


def test_doubt_on_integrity_is_reported_heard_and_decided_by_two(visit: Visit) -> None:
    purchaser, officer, colleague = visit(PURCHASER), visit(OFFICER), visit(COLLEAGUE)
    practice = visit(SIGNATORY, PHONE)
    purchaser.play("2025-10-20")
    dossier_of(purchaser, OFFERED)
    purchaser.follow("Een signaal melden")
    purchaser.page.locator("main input[type=text]").fill("declaraties over maart")
    purchaser.page.locator("main textarea").fill("Op drie dagen zijn meer zittingen gedeclareerd dan er uren zijn.")
    purchaser.press("Melden")
    expect(purchaser.page.get_by_role("status").first).to_contain_text("afgeschermd")
    officer.go("/integriteit/")
    officer.click(officer.page.locator("main tr, main li").filter(has_text=OFFERED).get_by_role("link").first)
    case = officer.page.url.removeprefix(officer.address)
    purchaser.go(case)
    assert "zittingen" not in purchaser.page.inner_text("main"), "not even who reported it sees what follows"
    officer.page.locator("#tell_ground").fill("Op drie dagen past het aantal zittingen niet in de uren.")
    officer.page.locator("#tell_until").fill("2025-11-05")
    keep(officer, "integriteit/1-zaak")
    officer.press("De aanbieder vertellen")

    home_of(practice, OFFERED)
    practice.click(practice.page.locator("main a[href$='/vertrouwelijk/']").first)
    keep(practice, "integriteit/2-gehoord")
    practice.page.locator("main textarea").fill("Op die dagen werkten twee waarnemers mee.")
    practice.press("Reactie versturen")
    keep(practice, "integriteit/3-gereageerd")

    officer.go(case)
    expect(officer.page.locator("main")).to_contain_text("twee waarnemers")
    officer.page.get_by_label("Er is geen twijfel").check()
    officer.page.locator("#judgement_ground").fill("De waarnemers staan in het rooster.")
    officer.page.get_by_label("Wie beslist mee?").select_option(label="Koos Bedacht")
    officer.press("Voorleggen aan een collega")
    colleague.go(case)
    keep(colleague, "integriteit/4-tweede-persoon")
    colleague.press("Akkoord")
    home_of(practice, OFFERED)
    practice.follow("Vertrouwelijke berichten")
    expect(practice.page.locator("main")).to_contain_text("geen twijfel")
    keep(practice, "integriteit/5-besluit")
