"""The pages of a selection: everything that is decided can be seen, and nothing can be done by who may not."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.exports.files import safe
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.register.models import Employment, Provider
from zorginkoop.portal.selection import lists
from zorginkoop.portal.selection.changes import confirm, request_run, start_sending
from zorginkoop.portal.selection.jobs import judge, send
from zorginkoop.portal.selection.lists import run_before
from zorginkoop.portal.selection.models import Choice, Correction, Invitation, Run, RunState, Says
from zorginkoop.portal.selection.summaries import summarise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
TWENTY = 20


@pytest.fixture
def asker() -> User:
    """Who makes the selection."""
    return purchaser()


@pytest.fixture
def run(asker: User) -> Run:
    """A selection over a small region."""
    region()
    return selected(physiotherapy(), asker)


def _text(client: Client, name: str, *arguments: object, **query: str) -> str:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def _left(run: Run) -> Choice:
    choice = Choice.objects.filter(run=run, says=Says.LEAVE, in_audience=True).select_related("provider").first()
    assert choice is not None
    return choice


def test_without_a_season_the_page_says_what_to_do() -> None:
    assert "nog geen seizoen geopend" in _text(browser_of(purchaser()), "selections")


def test_a_selection_is_asked_for_waits_is_made_and_shows_its_reasons(asker: User) -> None:
    region(40)
    agreement, browser = physiotherapy(), browser_of(asker)
    answer = browser.post(reverse("selection-start", args=[agreement.pk]), {"on": "2025-10-15"})
    assert answer.status_code == 303
    run = Run.objects.get()
    assert "De selectie wordt gemaakt" in _text(browser, "selection", run.public_id)
    judge.func(run.pk)
    page = _text(browser, "selection", run.public_id)
    assert "Vraag een collega om hem vast te stellen" in page
    assert "passende zorgsoort" in page
    assert "/beleid/paramedische_zorg/2026-2/4/" in page


def test_a_day_that_is_no_day_is_refused_in_words(asker: User) -> None:
    browser = browser_of(asker)
    answer = browser.post(reverse("selection-start", args=[physiotherapy().pk]), {"on": "gisteren"}, follow=True)
    assert "Peildatum" in answer.content.decode()
    assert not Run.objects.exists()


def test_the_pages_ask_little_of_the_database(
    run: Run, asker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, choice = browser_of(asker), _left(run)
    addresses = [
        reverse("selections"),
        reverse("selection", args=[run.public_id]),
        reverse("selection-list", args=[run.public_id]),
        reverse("selection-differences", args=[run.public_id]),
        reverse("selection-confirm", args=[run.public_id]),
        reverse("selection-send", args=[run.public_id]),
    ]
    for address in addresses:
        with django_assert_max_num_queries(TWENTY):
            assert browser.get(address).status_code == 200, address
    explained = reverse("selection-provider", args=[run.public_id, choice.provider.public_id])
    with django_assert_max_num_queries(2 * TWENTY):  # it reads the whole file of one provider
        assert browser.get(explained).status_code == 200


def test_the_list_is_filtered_by_outcome_reason_and_region(run: Run, asker: User) -> None:
    browser, choice = browser_of(asker), _left(run)
    all_of_them = Choice.objects.filter(run=run)
    for query, wanted in (
        ({}, all_of_them),
        ({"toon": "benaderd"}, all_of_them.filter(approach=True)),
        ({"toon": "niet", "reden": choice.reason}, all_of_them.filter(approach=False, reason=choice.reason)),
        ({"regio": choice.region, "doelgroep": "on"}, all_of_them.filter(region=choice.region, in_audience=True)),
        ({"plaats": choice.provider.place}, all_of_them.filter(provider__place=choice.provider.place)),
    ):
        page = _text(browser, "selection-list", run.public_id, **query)
        shown = re.search(r"(\d+) aanbieders?\.", page)
        assert shown is not None
        assert int(shown[1]) == wanted.count() > 0, query


def test_the_list_tells_and_filters_how_many_people_work_at_each_on_the_day(run: Run, asker: User) -> None:
    counted: Counter[str] = Counter()
    for one in Employment.objects.valid(run.on).select_related("provider"):
        counted[one.provider.agb_code] += 1
    agb, most = counted.most_common(1)[0]
    with changing("test"):  # somebody who left the day before, and somebody who is yet to come, do not count
        for person_agb, first, last in (
            ("04999801", date(2020, 1, 1), run.on - timedelta(days=1)),
            ("04999802", run.on + timedelta(days=1), None),
        ):
            Employment.objects.create(
                provider=Provider.objects.get(agb_code=agb), person_agb=person_agb, name="N. Niemand", profession="x",
                valid_from=first, valid_until=last, source="test", known_since=date(2020, 1, 1),
            )  # fmt: skip
    listed = list(lists.listed(run, {"volgorde": "grootste"}))
    assert [one.people for one in listed] == sorted((counted[one.provider.agb_code] for one in listed), reverse=True)
    assert listed[0].people == most
    assert {one.provider.agb_code for one in lists.listed(run, {"mensen": most})} == {
        code for code, number in counted.items() if number >= most
    }
    page = _text(browser_of(asker), "selection-list", run.public_id, volgorde="grootste", mensen=str(most))
    assert f'<td class="number">{most}</td>' in page
    assert "id_mensen_error" in _text(browser_of(asker), "selection-list", run.public_id, mensen="0")


def test_a_name_is_searched_without_standing_in_the_address(run: Run, asker: User) -> None:
    provider = _left(run).provider
    browser = browser_of(asker)
    for text in (provider.agb_code, provider.name):
        answer = browser.post(reverse("selection-list", args=[run.public_id]), {"text": text})
        assert provider.agb_code in answer.content.decode()
        assert text not in answer.request["QUERY_STRING"]


def test_the_files_hold_what_the_list_shows_and_no_formula(run: Run, asker: User) -> None:
    evil = _left(run).provider
    with changing("register.test"):
        Provider.objects.filter(pk=evil.pk).update(name='=HYPERLINK("http://x","klik")')
    browser = browser_of(asker)
    number = Choice.objects.filter(run=run, approach=False).count()
    answer = browser.get(reverse("selection-csv", args=[run.public_id]), {"toon": "niet"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # it streams
    assert len(lines) == number + 1
    assert any("'=HYPERLINK" in line for line in lines)
    answer = browser.get(reverse("selection-xlsx", args=[run.public_id]), {"toon": "niet"})
    content = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # as above
    sheet = pl.read_excel(content, infer_schema_length=0)
    assert sheet.height == number
    assert set(sheet[sheet.columns[0]]) == set(
        Choice.objects.filter(run=run, approach=False).values_list("provider__agb_code", flat=True)
    )
    with zipfile.ZipFile(content) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()  # no cell is a formula


@pytest.mark.parametrize(("cell", "text"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("@x", "'@x"), ("04000001", "04000001")])
def test_what_a_spreadsheet_would_calculate_is_text(cell: str, text: str) -> None:
    assert safe(cell) == text


def test_the_explanation_names_requirement_value_source_and_clause(run: Run, asker: User) -> None:
    choice = Choice.objects.filter(run=run, reason="behandelindex").select_related("provider").first()
    assert choice is not None
    page = _text(browser_of(asker), "selection-provider", run.public_id, choice.provider.public_id)
    assert "ten hoogste 150" in page
    assert "/beleid/paramedische_zorg/2026-2/2.3/gedifferentieerd/2/" in page
    assert "onder &#x27;gedifferentieerd&#x27;" in page


def test_a_deviation_needs_a_ground_and_keeps_what_was_typed(run: Run, asker: User) -> None:
    choice, browser = _left(run), browser_of(asker)
    address = reverse("selection-deviate", args=[run.public_id, choice.provider.public_id])
    answer = browser.post(address, {"ground": " "})
    assert answer.status_code == 422
    assert browser.post(address, {"ground": "de enige in <b>deze</b> wijk"}).status_code == 303
    again = browser.post(address, {"ground": "een tweede keer"})
    assert again.status_code == 422
    assert "al een afwijking" in again.content.decode()
    assert Correction.objects.count() == 1
    page = _text(browser, "selection", run.public_id)
    assert "&lt;b&gt;deze&lt;/b&gt;" in page


def test_from_confirming_to_sent_by_two_people(run: Run, asker: User) -> None:
    own, other = browser_of(asker), browser_of(purchaser("Cor Collega"))
    address = reverse("selection-confirm", args=[run.public_id])
    refused = own.post(address)
    assert (refused.status_code, run.settled) == (409, False)
    assert "Vraag een collega" in refused.content.decode()
    assert other.post(address).status_code == 303
    assert other.post(address).status_code == 409  # pressed twice: told, and nothing more happens
    letter = _text(own, "selection-send", run.public_id)
    assert "uiterlijk 24 oktober 2025" in letter
    assert own.post(reverse("selection-send", args=[run.public_id])).status_code == 303
    send.func(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.SENT
    bounced = Invitation.objects.select_related("provider").first()
    assert bounced is not None
    with changing("mail.bounced"):
        Message.objects.filter(invitation=bounced).update(state=MessageState.BOUNCED, state_note="adres bestaat niet")
    page = _text(own, "selection", run.public_id)
    assert "Uitnodigingen die niet aankwamen" in page
    assert "adres bestaat niet" in page


def test_sending_before_confirming_is_refused(run: Run, asker: User) -> None:
    browser_of(asker).post(reverse("selection-send", args=[run.public_id]))
    run.refresh_from_db()
    assert run.state == RunState.JUDGED
    assert not Message.objects.exists()


def test_a_register_that_changed_asks_for_a_mark_before_confirming(run: Run) -> None:
    with changing("register.test"):
        Provider.objects.filter(pk=_left(run).provider_id).update(name="Een andere naam")
    other = browser_of(purchaser("Cor Collega"))
    address = reverse("selection-confirm", args=[run.public_id])
    assert other.post(address).status_code == 409
    assert other.post(address, {"stale": "on"}).status_code == 303


def test_an_auditor_reads_and_changes_nothing(run: Run) -> None:
    auditor = browser_of(person("Aad Auditor", StaffRole.AUDITOR))
    assert "Bekijken en vaststellen" not in _text(auditor, "selection", run.public_id)
    choice = _left(run)
    for name, arguments in (
        ("selection-deviate", [run.public_id, choice.provider.public_id]),
        ("selection-confirm", [run.public_id]),
        ("selection-send", [run.public_id]),
        ("selection-start", [run.agreement_id]),
    ):
        assert auditor.post(reverse(name, args=arguments), {"ground": "x", "on": "2025-10-15"}).status_code == 403
    assert not Correction.objects.exists()


def test_somebody_of_a_provider_sees_no_selection_not_even_its_own_line(run: Run) -> None:
    provider = _left(run).provider
    manager = browser_of(mandated(provider, ProviderRole.MANAGER))
    address = reverse("selection-provider", args=[run.public_id, provider.public_id])
    assert manager.get(address).status_code in (403, 404)
    assert manager.get(reverse("selection", args=[run.public_id])).status_code == 403


def test_a_deviation_after_sending_is_agreed_to_and_then_invited(run: Run, asker: User) -> None:
    other = purchaser("Cor Collega")
    confirm(run, other)
    start_sending(run)
    send.func(run.pk)
    choice = Choice.objects.filter(run=run, says=Says.LEAVE).exclude(provider__vecozo_email="").first()
    assert choice is not None
    own, colleague = browser_of(asker), browser_of(other)
    own.post(
        reverse("selection-deviate", args=[run.public_id, choice.provider.public_id]), {"ground": "alsnog nodig hier"}
    )
    address = reverse("selection-agree", args=[run.public_id, Correction.objects.get().pk])
    own.post(address)
    assert Correction.objects.get().agreed_by is None
    colleague.post(address)
    own.post(reverse("selection-send", args=[run.public_id]))
    send.func(run.pk)
    assert Invitation.objects.filter(provider=choice.provider).count() == 1


def _opened(browser: Client, address: str) -> int:
    """Give how many names stand behind a number."""
    found = re.search(r"<p>(\d+) aanbieders?\.", browser.get(html.unescape(address)).content.decode())
    assert found, address
    return int(found.group(1))


def _numbers(page: str, names: str) -> list[tuple[str, int]]:
    """Give the links of a page that are a number, with that number."""
    return [(address, int(number)) for address, number in re.findall(rf'href="([^"]*{names}[^"]*)">(\d+)<', page)]


def test_each_number_of_a_selection_opens_exactly_its_own_names(run: Run, asker: User) -> None:
    certificate = Choice.objects.filter(run=run, reason="vecozo_certificaten", approach=False).order_by("pk")
    assert certificate.count() >= 2
    unknown = certificate.first()
    left_out = Choice.objects.filter(run=run, approach=True).order_by("pk").first()
    assert unknown is not None
    assert left_out is not None
    with changing("test"):
        Choice.objects.filter(pk=unknown.pk).update(says=Says.UNDECIDED)
        Choice.objects.filter(pk=left_out.pk).update(approach=False)
        run.state = RunState.JUDGED
        summarise(run)
    browser = browser_of(asker)
    page = _text(browser, "selection", run.public_id)
    numbers = _numbers(page, "reden=")
    assert sum("vecozo_certificaten" in address for address, _ in numbers) == 4
    assert any("reden=geen" in address for address, _ in numbers)
    numbers += _numbers(page, "toon=benaderd&amp;regio=")[:3] + _numbers(page, "doelgroep=on&amp;regio=")[:3]
    steps = re.findall(r'<a href="([^"]+)">[^<]+</a></th><td class="number">[^\d<]*(\d+)', page)
    assert len(steps) >= 5
    numbers += [(address, int(number)) for address, number in steps]
    assert {address: _opened(browser, address) for address, _ in numbers} == dict(numbers)


def test_earlier_selections_stay_in_reach_and_a_second_one_meanwhile_is_said(run: Run, asker: User) -> None:
    second = selected(run.agreement, asker)
    page = _text(browser_of(asker), "selections")
    assert all(reverse("selection", args=[one.public_id]) in page for one in (run, second))
    request_run(run.agreement, date(2025, 10, 15), asker)
    start = reverse("selection-start", args=[run.agreement_id])
    told = browser_of(purchaser("Cor Collega")).post(start, {"on": "2025-10-15"}, follow=True).content.decode()
    assert "Er wordt al een selectie gemaakt." in told
    assert Run.objects.filter(agreement=run.agreement).count() == 3


def test_a_selection_is_laid_beside_the_last_one_that_two_people_agreed_to(run: Run, asker: User) -> None:
    confirm(run, purchaser("Cor Collega"))
    selected(run.agreement, asker)
    third = selected(run.agreement, asker)
    assert run_before(third) == run
