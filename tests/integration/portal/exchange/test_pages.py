"""The purchaser's pages of the exchange: who may use them, what they show, and what a press of a button does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.deliveries import zip_of
from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import season_agreement
from support.portal_exchange import (
    brought,
    exported,
    processed,
    purchaser,
    row,
    selected,
    statuses,
    through_vecozo,
)
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.exchange.jobs import check_import, make_export, process_import
from zorginkoop.portal.exchange.models import Choice, Difference, Export, Import, ImportState, ReceivedStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

AGB = "04000001"
STEP = row(AGB, "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", "")
SIGNED = row(AGB, "overeenkomst", "geaccepteerd", "2025-11-03T11:05", "", "", "")
MOST_QUERIES = 20
Limited = Callable[[int], AbstractContextManager[object]]


def sent() -> SeasonAgreement:
    agreement = through_vecozo()
    selected(agreement, [practice()])
    exported(agreement)
    return agreement


def upload(folder: Path, **tables: str) -> SimpleUploadedFile:
    members: dict[str, str | bytes] = {f"{name}.csv": text for name, text in tables.items()}
    return SimpleUploadedFile("terug.zip", zip_of(folder / "terug.zip", members).read_bytes())


def signed_there(agreement: SeasonAgreement, folder: Path) -> Difference:
    play(datetime(2025, 11, 12, 9, 0, tzinfo=UTC))
    processed(agreement, folder, statussen=statuses(SIGNED))
    return Difference.objects.get()


def test_from_delivery_to_decision_by_pressing_buttons(tmp_path: Path) -> None:
    agreement = through_vecozo()
    selected(agreement, [practice()])
    browser = browser_of(purchaser())
    answer = browser.post(f"/vecozo/{agreement.pk}/leveren/", {"form": "xlsx"})
    export = Export.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/vecozo/levering/{export.public_id}/")
    assert "wordt gemaakt" in browser.get(answer["Location"]).content.decode()
    make_export.call(export.pk)
    assert "Haal de levering op" in browser.get(answer["Location"]).content.decode()

    play(datetime(2025, 11, 12, 9, 0, tzinfo=UTC))
    brought_page = browser.post(
        f"/vecozo/{agreement.pk}/terugkoppelen/", {"file": upload(tmp_path, statussen=statuses(SIGNED))}
    )
    delivery = Import.objects.get()
    assert (brought_page.status_code, delivery.state) == (303, ImportState.WAITING)
    check_import.call(delivery.pk)
    page = browser.get(brought_page["Location"]).content.decode()
    assert "Verwerk alles" in page
    assert browser.post(f"/vecozo/terugkoppeling/{delivery.public_id}/verwerken/").status_code == 303
    process_import.call(delivery.pk)
    assert ReceivedStatus.objects.count() == 1

    difference = Difference.objects.get()
    assert "daar getekend, hier niet" in browser.get(f"/vecozo/{agreement.pk}/verschillen/").content.decode()
    decided = browser.post(f"/vecozo/verschil/{difference.pk}/", {"choice": "ons", "ground": "VECOZO herstelt het."})
    assert decided.status_code == 303
    difference.refresh_from_db()
    assert (difference.choice, difference.ground) == (Choice.OURS, "VECOZO herstelt het.")
    assert "VECOZO herstelt het." in browser.get(f"/vecozo/verschil/{difference.pk}/").content.decode()


def pages(agreement: SeasonAgreement, difference: Difference) -> list[str]:
    export, delivery = Export.objects.latest("pk"), Import.objects.latest("pk")
    return [
        "/vecozo/",
        f"/vecozo/{agreement.pk}/",
        f"/vecozo/{agreement.pk}/verschillen/",
        f"/vecozo/{agreement.pk}/verschillen/?alles=1&soort=daar_getekend",
        f"/vecozo/{agreement.pk}/verschillen/bestand/",
        f"/vecozo/levering/{export.public_id}/",
        f"/vecozo/terugkoppeling/{delivery.public_id}/",
        f"/vecozo/terugkoppeling/{delivery.public_id}/fouten/",
        f"/vecozo/verschil/{difference.pk}/",
    ]


def test_every_page_asks_at_most_twenty_queries(tmp_path: Path, django_assert_max_num_queries: Limited) -> None:
    agreement = sent()
    difference = signed_there(agreement, tmp_path)
    browser = browser_of(purchaser())
    for address in pages(agreement, difference):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(address).status_code == 200, address


def test_a_practice_and_the_desk_see_nothing_and_an_auditor_only_looks(tmp_path: Path) -> None:
    agreement = sent()
    difference = signed_there(agreement, tmp_path)
    provider = difference.provider
    assert provider is not None
    outsiders = [mandated(provider, *ProviderRole), person("Lea Loket", StaffRole.LABEL_DESK)]
    for address in pages(agreement, difference):
        assert [browser_of(one).get(address).status_code for one in outsiders] == [403, 403], address
        assert Client().get(address).status_code == 302
    auditor = browser_of(person("Ada Auditor", StaffRole.AUDITOR))
    shown = [auditor.get(address) for address in pages(agreement, difference)]
    assert {answer.status_code for answer in shown} == {200}
    assert not any(b'method="post" action="/vecozo/' in answer.content for answer in shown if not answer.streaming)
    delivery = Import.objects.latest("pk").public_id
    for address in (
        f"/vecozo/{agreement.pk}/leveren/",
        f"/vecozo/{agreement.pk}/terugkoppelen/",
        f"/vecozo/{agreement.pk}/vergelijken/",
        f"/vecozo/terugkoppeling/{delivery}/verwerken/",
        f"/vecozo/terugkoppeling/{delivery}/wegleggen/",
    ):
        assert auditor.post(address).status_code == 403, address
    auditor.post(f"/vecozo/verschil/{difference.pk}/", {"choice": "ons", "ground": "x"})
    difference.refresh_from_db()
    assert difference.choice == ""


def test_an_agreement_along_another_channel_has_no_pages_here() -> None:
    agreement = season_agreement(Channel.PORTAL)
    browser = browser_of(purchaser())
    assert browser.get(f"/vecozo/{agreement.pk}/").status_code == 404
    assert browser.post(f"/vecozo/{agreement.pk}/leveren/", {"form": "csv"}).status_code == 404
    assert "Geen enkele overeenkomst loopt via VECOZO" in browser.get("/vecozo/").content.decode()


def test_a_decision_without_a_ground_keeps_what_was_chosen(tmp_path: Path) -> None:
    difference = signed_there(sent(), tmp_path)
    answer = browser_of(purchaser()).post(f"/vecozo/verschil/{difference.pk}/", {"choice": "laten", "ground": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    chosen = re.search(r'<input [^>]*value="laten"[^>]*>', page)
    assert chosen
    assert "checked" in chosen[0]
    assert "Fout:" in page


def test_a_decision_that_cannot_be_taken_says_why_and_keeps_the_text(tmp_path: Path) -> None:
    difference = signed_there(sent(), tmp_path)
    form = {"choice": "vecozo", "ground": "Wij leggen het vast."}
    answer = browser_of(purchaser()).post(f"/vecozo/verschil/{difference.pk}/", form)
    assert answer.status_code == 422
    assert "geen aanbod van ons" in answer.content.decode()
    assert "Wij leggen het vast." in answer.content.decode()


@pytest.mark.parametrize("name", ["terug.pdf", "terug", "terug\u202egpj.zip.exe"])
def test_a_file_of_another_kind_is_refused_at_once(name: str) -> None:
    agreement = through_vecozo()
    answer = browser_of(purchaser()).post(
        f"/vecozo/{agreement.pk}/terugkoppelen/", {"file": SimpleUploadedFile(name, b"x")}
    )
    assert (answer.status_code, Import.objects.count()) == (422, 0)
    assert "Kies een ander bestand" in answer.content.decode()


def test_the_same_file_twice_leads_to_the_first(tmp_path: Path) -> None:
    agreement = sent()
    browser = browser_of(purchaser())
    address = f"/vecozo/{agreement.pk}/terugkoppelen/"
    one = browser.post(address, {"file": upload(tmp_path, statussen=statuses(STEP))})
    two = browser.post(address, {"file": upload(tmp_path, statussen=statuses(STEP))}, follow=True)
    assert two.redirect_chain[-1][0] == one["Location"]
    assert "Dit bestand was er al" in two.content.decode()
    assert Import.objects.count() == 1


def test_pressing_process_twice_processes_once(tmp_path: Path) -> None:
    delivery = brought(sent(), tmp_path, statussen=statuses(STEP))
    browser = browser_of(purchaser())
    address = f"/vecozo/terugkoppeling/{delivery.public_id}/verwerken/"
    browser.post(address)
    again = browser.post(address, follow=True)
    assert "er is niets veranderd" in again.content.decode()


def test_what_is_wrong_is_shown_and_can_be_taken_along(tmp_path: Path) -> None:
    bad = statuses(row(AGB, "vragenlijst", "=1+1", "2025-09-15", "", "", ""), STEP.replace(AGB, "<script>"))
    delivery = brought(sent(), tmp_path, statussen=bad)
    browser = browser_of(purchaser())
    page = browser.get(f"/vecozo/terugkoppeling/{delivery.public_id}/").content.decode()
    assert "Er klopt iets niet op 2 plekken" in page
    assert "&lt;script&gt;" in page
    assert "<script>'" not in page
    taken = browser.get(f"/vecozo/terugkoppeling/{delivery.public_id}/fouten/").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(taken), delimiter=";"))
    assert [(one["bestand"], one["rij"], one["kolom"]) for one in rows] == [
        ("statussen.csv", "2", "status"),
        ("statussen.csv", "3", "aanbieder"),
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for one in rows for cell in one.values())


def test_the_list_of_differences_goes_along_as_it_is_shown(tmp_path: Path) -> None:
    agreement = sent()
    difference = signed_there(agreement, tmp_path)
    browser = browser_of(purchaser())
    address = f"/vecozo/{agreement.pk}/verschillen/bestand/"
    taken = browser.get(f"{address}?vorm=csv").getvalue().decode("utf-8-sig")
    (one,) = csv.DictReader(io.StringIO(taken), delimiter=";")
    assert (one["AGB-code"], one["Wij"], one["VECOZO"]) == (AGB, difference.ours, difference.theirs)
    assert browser.get(f"{address}?vorm=csv&soort=ander_antwoord").getvalue().decode("utf-8-sig").count("\n") == 1
    assert browser.get(f"{address}?vorm=xlsx").getvalue()[:2] == b"PK"


def test_a_reading_of_a_difference_is_written_down(tmp_path: Path) -> None:
    difference = signed_there(sent(), tmp_path)
    assert difference.provider is not None
    browser_of(purchaser()).get(f"/vecozo/verschil/{difference.pk}/")
    assert Reading.objects.filter(what="exchange.difference", for_whom=str(difference.provider.public_id)).exists()
