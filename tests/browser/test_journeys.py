"""A whole journey for each policy, in a browser: each ends in a state that the person sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.conftest import Visit
from support.browsing import PHONE, Visitor
from support.journeys import confirm, fill_in, home_of, how_far, look_for, offer, outcome_of, sign, wait_for

PURCHASER, COLLEAGUE = "zorginkoper@verzonnen.example", "collega@verzonnen.example"
MATERNITY, PHARMACY = "kraamzorg@verzonnen.example", "apotheek@verzonnen.example"
GROUP = "apotheekgroep@verzonnen.example"
DIALYSIS, REHABILITATION = "dialyse@verzonnen.example", "revalidatie@verzonnen.example"
PHYSIOTHERAPY = "Fysiotherapie 2026"
INSTITUTIONS = "Medisch specialistische zorg 2027"
SIGNATORY = "tekenbevoegde@verzonnen.example"
NOT_BEGUN = "uitgenodigd, nog niet begonnen"
NOT_INVITED = "nog niet uitgenodigd"
SIGNED = "aanbod: getekend"


def test_a_maternity_provider_answers_on_a_phone_reads_its_outcome_and_signs(visit: Visit) -> None:
    purchaser, provider = visit(PURCHASER), visit(MATERNITY, PHONE)
    purchaser.play("2023-10-09")
    fill_in(provider, "Kraamzorg Muisjes", keep="reizen/kraamzorg")
    confirm(provider)
    assert re.search("Overeenkomst [A-E]:", outcome_of(provider, "Kraamzorg Muisjes"))
    provider.keep_screen("reizen/kraamzorg/2-uitkomst")
    offer(purchaser, "Kraamzorg Muisjes")
    sign(provider, "Kraamzorg Muisjes")
    assert how_far(provider, "Kraamzorg Muisjes") == SIGNED
    provider.keep_screen("reizen/kraamzorg/3-getekend")


def test_who_acts_for_a_group_of_pharmacies_answers_for_each_apart_and_signs(visit: Visit) -> None:
    purchaser, representative = visit(PURCHASER), visit(GROUP)
    purchaser.play("2025-10-15")
    for name in ("Apotheek De Draak", "Apotheek De Feniks"):
        fill_in(representative, name)
        confirm(representative)
        assert "Aanbod" in outcome_of(representative, name)
    representative.keep_screen("reizen/apotheken/uitkomst")
    offer(purchaser, "Apotheek De Draak")
    sign(representative, "Apotheek De Draak")
    assert how_far(representative, "Apotheek De Draak") == SIGNED
    representative.keep_screen("reizen/apotheken/getekend")
    assert how_far(representative, "Apotheek De Basilisk") == NOT_BEGUN


def judge_evidence(purchaser: Visitor, name: str, verdict: str, ground: str = "") -> None:
    """Judge every piece of evidence of a practice that waits, each with what it does to the outcome."""
    waiting = purchaser.page.locator("main tr").filter(has_text=name).get_by_role("link")
    wait_for(purchaser, "/werkvoorraad/?soort=bewijs", waiting)
    while waiting.count():
        purchaser.click(waiting.first)
        purchaser.keep_screen(f"reizen/bewijs/{verdict}")
        purchaser.page.get_by_label(verdict).first.check()
        if ground:
            purchaser.page.locator("main form textarea").first.fill(ground)
        purchaser.press("Oordeel bewaren")
        purchaser.go("/werkvoorraad/?soort=bewijs")


def hand_in_again(practice: Visitor, name: str) -> None:
    """Hand in other evidence for everything that was rejected."""
    renewed = practice.page.get_by_role("link", name="Nieuw bewijs insturen")
    number = 0
    home_of(practice, name)
    outcomes = re.sub(r".*(/praktijk/[^/]+/).*", r"\1uitkomst/", practice.page.url)
    practice.go(outcomes)
    while renewed.count():
        number += 1
        practice.click(renewed.first)
        paper = f"%PDF-1.4\n% het juiste bewijs {number}\n%%EOF\n".encode()
        practice.page.locator("main input[type=file]").set_input_files(
            {"name": "juist.pdf", "mimeType": "application/pdf", "buffer": paper}
        )
        practice.submit()
        practice.go(outcomes)


def test_a_practice_is_set_to_c_corrects_its_evidence_and_becomes_a_from_the_right_day(visit: Visit) -> None:
    purchaser, practice = visit(PURCHASER), visit(SIGNATORY)
    purchaser.play("2025-10-16")
    practice.go("/oefenen/")
    row = practice.page.locator("tr", has_text=NOT_BEGUN).filter(has_text="Tess").nth(1)
    name = row.get_by_role("link").inner_text()
    fill_in(practice, name)
    confirm(practice)
    judge_evidence(purchaser, name, "afkeuren", "Dit stuk is van vorig jaar.")
    assert "Overeenkomst C" in outcome_of(practice, name)
    practice.keep_screen("reizen/bewijs/1-c")
    purchaser.play("2026-01-31", "23:30")
    hand_in_again(practice, name)
    purchaser.play("2026-02-03")
    judge_evidence(purchaser, name, "akkoord")
    told = outcome_of(practice, name)
    assert "Overeenkomst A" in told
    assert "ingeleverd: 1 februari 2026." in told
    practice.keep_screen("reizen/bewijs/2-a")


def test_a_practice_refused_by_its_index_asks_for_an_exception_and_gets_it(visit: Visit) -> None:
    purchaser, colleague, practice = visit(PURCHASER), visit(COLLEAGUE), visit(SIGNATORY)
    purchaser.play("2025-10-16")
    practice.go("/oefenen/")
    row = practice.page.locator("tr", has_text=NOT_INVITED).filter(has_text="Tess").first
    name = row.get_by_role("link").inner_text()
    home_of(practice, name)
    practice.follow("Een uitzondering vragen")
    practice.follow("Uitzondering vragen")
    practice.page.locator("main textarea").fill("Wij behandelen bijna alleen mensen na een beroerte.")
    practice.press("Verzoek versturen")
    practice.keep_screen("reizen/uitzondering/1-gevraagd")
    waiting = purchaser.page.locator("main tr").filter(has_text=name).get_by_role("link")
    wait_for(purchaser, "/werkvoorraad/?soort=uitzondering", waiting)
    purchaser.click(waiting.first)
    work = purchaser.page.url.removeprefix(purchaser.address)
    purchaser.page.get_by_label("Ja", exact=True).first.check()
    purchaser.page.locator("main textarea").first.fill("Dat is zorg die elders niet is.")
    purchaser.press("Besluit nemen")
    purchaser.keep_screen("reizen/uitzondering/2-voorgesteld")
    colleague.go(work)
    colleague.page.get_by_label("Akkoord", exact=True).first.check()
    colleague.press("Antwoord bewaren")
    home_of(practice, name)
    practice.follow("Een uitzondering vragen")
    expect(practice.page.locator("main")).to_contain_text("toegekend")
    practice.keep_screen("reizen/uitzondering/3-toegekend")
    select_and_invite(purchaser, colleague, PHYSIOTHERAPY, keep="reizen/uitzondering")
    assert how_far(practice, name) == NOT_BEGUN
    fill_in(practice, name)
    confirm(practice)
    assert re.search("Overeenkomst [A-D]:", outcome_of(practice, name))
    practice.keep_screen("reizen/uitzondering/4-uitkomst")


def test_who_wants_no_offer_says_so_and_is_asked_nothing_more(visit: Visit) -> None:
    purchaser, practice = visit(PURCHASER), visit(SIGNATORY)
    purchaser.play("2025-10-15")
    practice.go("/oefenen/")
    practice.click(practice.page.locator("tr", has_text=NOT_BEGUN).filter(has_text="Tess").last.get_by_role("link"))
    practice.follow("Wilt u geen aanbod?")
    practice.page.get_by_label("Waarom niet?").fill("Wij stoppen eind dit jaar.")
    practice.press("Ik wil geen aanbod")
    expect(practice.page.locator("main")).to_contain_text("U zei dat u hiervoor geen aanbod wilt.")
    practice.keep_screen("reizen/geen-aanbod")


def select_and_invite(purchaser: Visitor, colleague: Visitor, agreement: str, *, keep: str) -> None:
    """Select for an agreement, let a colleague confirm, and invite whom that adds."""
    purchaser.go("/selectie/")
    title = purchaser.page.locator("section").filter(has=purchaser.page.get_by_role("heading", name=agreement))
    purchaser.click(title.get_by_role("button"))
    run = purchaser.page.url.removeprefix(purchaser.address)
    wait_for(colleague, run, colleague.page.get_by_role("link", name="Bekijken en vaststellen"))
    colleague.follow("Bekijken en vaststellen")
    colleague.press("Vaststellen")
    purchaser.go(run)
    purchaser.keep_screen(f"{keep}/selectie")
    purchaser.follow("Brief bekijken en versturen")
    purchaser.submit()
    wait_for(purchaser, run, purchaser.page.get_by_text(re.compile("uitnodigingen zijn verstuurd", re.IGNORECASE)))


def select_institutions(purchaser: Visitor, colleague: Visitor) -> None:
    """Select and invite the institutions of 2027; once that was done, do nothing."""
    purchaser.play("2026-09-10")
    if how_far(purchaser, "Dialysecentrum Zeepbel") == NOT_INVITED:
        select_and_invite(purchaser, colleague, INSTITUTIONS, keep="reizen/instellingen")


def test_a_dialysis_centre_is_selected_invited_and_gets_its_outcome(visit: Visit) -> None:
    select_institutions(visit(PURCHASER), visit(COLLEAGUE))
    centre = visit(DIALYSIS)
    fill_in(centre, "Dialysecentrum Zeepbel", keep="reizen/dialyse")
    confirm(centre)
    assert "Aanbod" in outcome_of(centre, "Dialysecentrum Zeepbel")
    centre.keep_screen("reizen/dialyse/2-uitkomst")


def test_a_rehabilitation_centre_is_asked_to_talk_and_sees_so(visit: Visit) -> None:
    select_institutions(visit(PURCHASER), visit(COLLEAGUE))
    centre = visit(REHABILITATION)
    fill_in(centre, "Revalidatiecentrum Luchtkasteel")
    confirm(centre)
    assert "gesprek" in outcome_of(centre, "Revalidatiecentrum Luchtkasteel")
    centre.keep_screen("reizen/revalidatie/uitkomst")


def test_a_practice_that_came_late_is_invited_after_all_by_two_people(visit: Visit) -> None:
    purchaser, colleague = visit(PURCHASER), visit(COLLEAGUE)
    purchaser.play("2025-10-15")
    purchaser.go("/aanvragen/")
    purchaser.click(purchaser.page.locator("main th a").first)
    asked = purchaser.page.url.removeprefix(purchaser.address)
    purchaser.keep_screen("reizen/aanvraag/1-aanvraag")
    form = purchaser.page.locator("form[action$='/benaderen/']")
    form.locator("textarea").first.fill("In deze wijk is geen andere praktijk voor kinderen.")
    purchaser.press("Stel voor te benaderen")
    colleague.go(asked)
    colleague.press("Akkoord, nodig uit")
    wait_for(colleague, asked, colleague.page.locator("main strong", has_text="Alsnog uitgenodigd"))
    colleague.keep_screen("reizen/aanvraag/2-uitgenodigd")


def test_a_practice_that_let_its_offer_lapse_asks_itself_and_stands_in_the_care_finder(visit: Visit) -> None:
    purchaser, colleague, practice, insured = visit(PURCHASER), visit(COLLEAGUE), visit(SIGNATORY, PHONE), visit()
    purchaser.play("2025-11-20")
    practice.go("/oefenen/")
    name = practice.page.locator("tr", has_text="vervallen").filter(has_text="Tess").get_by_role("link").inner_text()
    home_of(practice, name)
    practice.follow("Zelf een overeenkomst aanvragen")
    practice.click(practice.page.locator("main tr", has_text=PHYSIOTHERAPY).get_by_role("link", name="Aanvragen"))
    for field in ("care", "locations", "adds"):
        practice.page.fill(f"#id_{field}", "Ook kinderfysiotherapie, op ons adres in de wijk.")
    practice.press("Aanvraag versturen")
    practice.keep_screen("reizen/te-laat/1-aangevraagd")
    asked = purchaser.page.locator("main tr", has_text=name).get_by_role("link")
    wait_for(purchaser, "/aanvragen/", asked)
    purchaser.click(asked.first)
    request = purchaser.page.url.removeprefix(purchaser.address)
    purchaser.page.locator("form[action$='/benaderen/'] textarea").fill("In deze wijk is geen andere praktijk.")
    purchaser.press("Stel voor te benaderen")
    colleague.go(request)
    colleague.press("Akkoord, wijs toe")
    offer(purchaser, name, last_day="2025-12-05")
    sign(practice, name)
    practice.keep_screen("reizen/te-laat/2-getekend")
    look_for(insured, name, "Fysiotherapie")
    expect(insured.page.locator(".result-list")).to_contain_text("gecontracteerd van 1 januari 2026")


def test_a_colleague_takes_over_a_portfolio_and_is_named_from_then(visit: Visit) -> None:
    purchaser, colleague = visit(PURCHASER), visit(COLLEAGUE)
    purchaser.play("2025-10-15")
    purchaser.go("/beheer/seizoenen/")
    purchaser.click(purchaser.page.get_by_role("link", name="farmaceutische_zorg").first)
    purchaser.click(purchaser.page.locator("main a[href$='/overdragen/']").first)
    purchaser.page.get_by_label("Wie wordt de vaste inkoper?").select_option(label="Koos Bedacht")
    purchaser.page.get_by_label("Wat moet uw collega weten?").fill("De groep is nog bezig.")
    purchaser.press("Vastleggen")
    expect(purchaser.page.locator("main")).to_contain_text("Koos Bedacht")
    purchaser.keep_screen("reizen/overdracht/1-seizoen")
    pharmacy = visit(PHARMACY)
    home_of(pharmacy, "Apotheek De Eenhoorn")
    expect(pharmacy.page.locator("main")).to_contain_text("Koos Bedacht")
    pharmacy.keep_screen("reizen/overdracht/2-apotheek")
    assert colleague.go("/seizoen/") == 200
