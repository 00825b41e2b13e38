"""Reports of a season: every number opens its names, and a small group cannot be known from a number."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, play, practice
from support.portal_assessment import confirmed
from support.portal_mail import written
from support.portal_questions import asked_by
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.models import Completion, ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.queue import EXCEPTION_WORDS
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import Difference
from zorginkoop.portal.exchange.models import Kind as DifferenceKind
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.register.models import Certificate, Event, Provider
from zorginkoop.portal.reports import durations, empty, equal, faults, public, terms
from zorginkoop.portal.reports.equal import SMALLEST, Group, grouped, hidden_of
from zorginkoop.portal.season import coverage
from zorginkoop.portal.season.planning import dated_of
from zorginkoop.portal.selection.changes import confirm, deviate
from zorginkoop.portal.selection.models import Choice, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

OK, GONE = 200, 404


@pytest.fixture
def owner() -> User:
    return purchaser("Petra Portefeuille")


@pytest.fixture
def agreement() -> SeasonAgreement:
    region()
    return physiotherapy()


@pytest.fixture
def run(agreement: SeasonAgreement, owner: User) -> Run:
    return confirm(selected(agreement, owner), purchaser("Cor Collega"))


def happened(agreement: SeasonAgreement, provider: Provider, name: str, moment: datetime) -> None:
    season = agreement.season
    with changing("test"):
        Event.objects.create(
            provider=provider, insurer=season.insurer, care_type=agreement.care_type, year=season.contract_year,
            name=name, happened_at=moment,
        )  # fmt: skip


def numbers(agreement: SeasonAgreement, term: str) -> dict[str, int]:
    return dict(next(one for one in terms.measured(agreement) if one.id == term).numbers)


def test_a_term_with_a_day_is_kept_or_not_by_each_provider_that_is_approached(
    agreement: SeasonAgreement, run: Run
) -> None:
    chosen = [one.provider for one in Choice.objects.filter(run=run, approach=True).select_related("provider")[:2]]
    term = "vragenlijst_aanbieden"  # half September
    name = "vragenlijst_aangeboden"
    with changing("test"):
        Event.objects.filter(name=name, provider__in=chosen).update(
            name="iets_anders"
        )  # to these two it did not happen
    begun = numbers(agreement, term)
    assert sum(begun.values()) >= Choice.objects.filter(run=run, approach=True).count()
    assert begun[terms.RUNNING] == 0
    happened(agreement, chosen[0], name, datetime(2025, 9, 20, 21, 59, tzinfo=UTC))  # one minute before midnight here
    happened(agreement, chosen[1], name, datetime(2025, 9, 20, 22, 0, tzinfo=UTC))
    after = numbers(agreement, term)
    assert after[terms.IN_TIME] == begun[terms.IN_TIME] + 1
    assert after[terms.LATE] == begun[terms.LATE] + 1
    assert after[terms.OVERDUE] == begun[terms.OVERDUE] - 2


def test_a_term_that_waits_runs_from_its_own_day_for_each_provider(agreement: SeasonAgreement) -> None:
    rules = compiled(agreement)
    (term,) = (one for one in dated_of(rules) if one.deadline.event == "mail_beantwoord")
    received = datetime(2025, 10, 14, 8, 0, tzinfo=UTC)
    end = datetime(2025, 10, 21, 22, 0, tzinfo=UTC)  # five working days later, at midnight here
    what = {
        1: {"mail_ontvangen": received, "mail_beantwoord": end - timedelta(minutes=1)},
        2: {"mail_ontvangen": received, "mail_beantwoord": end},
        3: {"mail_ontvangen": received},
        4: {"mail_ontvangen": received - timedelta(days=30)},
        5: {"mail_beantwoord": end},
    }
    told = terms.by_provider(rules, term, what, approached={6}, stops={})
    states = {state: [provider for provider, _before, _done in rows] for state, rows in told.providers.items()}
    assert states == {terms.IN_TIME: [1], terms.LATE: [2], terms.RUNNING: [3], terms.OVERDUE: [4]}


def test_the_clock_that_stood_still_is_taken_off_a_term(agreement: SeasonAgreement) -> None:
    rules = compiled(agreement)
    (term,) = (one for one in dated_of(rules) if one.deadline.event == "mail_beantwoord")
    received = datetime(2025, 10, 6, 8, 0, tzinfo=UTC)
    end = datetime(2025, 10, 13, 22, 0, tzinfo=UTC)  # five working days later, at midnight here
    day = timedelta(days=1)
    what = {
        1: {"mail_ontvangen": received, "mail_beantwoord": end + day},
        2: {"mail_ontvangen": received, "mail_beantwoord": end + 2 * day},
        3: {"mail_ontvangen": received, "mail_beantwoord": end + day},
        4: {"mail_ontvangen": received, "mail_beantwoord": end + day},
    }
    stops = {
        1: [(end - 2 * day, end)],  # two days
        2: [(end - 2 * day, end), (end - 2 * day, end)],  # two at once are two days, and no four
        3: [(end - day, end - day / 2)],  # half a day is not enough
        4: [(end, end + 3 * day)],  # began when it was too late already
    }
    told = terms.by_provider(rules, term, what, approached=set(), stops=stops)
    states = {state: [provider for provider, _before, _done in rows] for state, rows in told.providers.items()}
    assert states == {terms.IN_TIME: [1], terms.LATE: [2, 3, 4]}


def test_a_term_without_a_last_day_is_never_late(agreement: SeasonAgreement, owner: User) -> None:
    provider = practice("04999000", "Praktijk Verzonnen")
    happened(agreement, provider, "vragenlijst_bevestigd", clock.now())
    (told,) = (one for one in terms.measured(agreement) if one.id == "aanbieden")
    assert told.endless
    assert "geen laatste dag" in browser_of(owner).get(reverse("report-terms", args=[agreement.pk])).content.decode()


def test_questions_have_the_term_for_an_answer_and_a_kind_of_their_own(agreement: SeasonAgreement) -> None:
    asked_by(practice("04999100", "Praktijk De Vraag"))
    told = {one.id: one for one in terms.measured(agreement)}
    (questions,) = (one for name, one in told.items() if name.endswith("-vragen"))
    assert questions.number(terms.RUNNING) == 1
    assert any(name.endswith("-aanvragen") for name in told)
    play(clock.now() + timedelta(days=30))
    (questions,) = (one for one in terms.measured(agreement) if one.id.endswith("-vragen"))
    assert (questions.number(terms.RUNNING), questions.number(terms.OVERDUE)) == (0, 1)


def test_each_number_of_a_term_opens_its_names_and_exports_them(
    agreement: SeasonAgreement, run: Run, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert run.settled
    browser = browser_of(owner)
    with django_assert_max_num_queries(20):
        page = browser.get(reverse("report-terms", args=[agreement.pk])).content.decode()
    links = re.findall(r'href="(/rapporten/\d+/stiptheid/[^"]+)">(\d+)<', page)
    assert links
    for address, number in links:
        answer = browser.get(address)
        assert answer.context["page"].paginator.count == int(number)
        lines = b"".join(browser.get(address, {"vorm": "csv"}).streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
        assert len(lines) == int(number) + 1
    assert browser.get(reverse("report-cases", args=[agreement.pk, "geen", "loopt"])).status_code == GONE


def test_each_kind_of_fault_opens_exactly_its_names(agreement: SeasonAgreement, run: Run, owner: User) -> None:
    chosen = [one.provider for one in Choice.objects.filter(run=run, approach=True).select_related("provider")[:3]]
    before = {kind.name: number for kind, number in faults.counted(agreement)}
    today = date(2025, 10, 15)
    with changing("test"):
        Message.objects.filter(pk=written(subject="Mailing", for_whom=str(chosen[0].public_id)).pk).update(
            state=MessageState.BOUNCED
        )
        Certificate.objects.filter(provider__in=chosen).update(valid_until=today - timedelta(days=1))
        Certificate.objects.filter(provider=chosen[1]).update(valid_until=today + timedelta(days=10))
        for at, provider in enumerate(chosen[:2]):
            Certificate.objects.create(
                provider=provider, number=f"proef-{at}", valid_from=date(2024, 1, 1), source="proef",
                valid_until=today - timedelta(days=1) if at == 0 else today + timedelta(days=10), known_since=today,
            )  # fmt: skip
        Difference.objects.create(
            agreement=agreement, kind=DifferenceKind.OTHER_VARIANT, agb_code=chosen[2].agb_code, provider=chosen[2],
            ours="A", theirs="B", seen_at=clock.now(),
        )  # fmt: skip
    after = {kind.name: number for kind, number in faults.counted(agreement)}
    assert after["ander-bericht"] == before["ander-bericht"] + 1
    assert after["certificaat-verlopen"] > before["certificaat-verlopen"]
    assert after["certificaat-bijna"] == before["certificaat-bijna"] + 1
    assert after["vecozo"] == 1
    browser = browser_of(owner)
    page = browser.get(reverse("report-faults", args=[agreement.pk])).content.decode()
    for name, number in after.items():
        address = reverse("report-fault", args=[agreement.pk, name])
        answer = browser.get(address)
        assert answer.context["page"].paginator.count == number, name
        assert (f'href="{address}">{number}<' in page) == (number > 0)
    assert browser.get(reverse("report-fault", args=[agreement.pk, "geen"])).status_code == GONE


def test_empty_places_are_counted_by_region_and_open(agreement: SeasonAgreement, run: Run, owner: User) -> None:
    places = empty.empty_places(agreement, run)
    assert {(one.place, one.meant) for one in places}
    assert sum(one.meant for one in coverage.empty_places(agreement, run)) <= sum(one.meant for one in places)
    browser = browser_of(owner)
    page = browser.get(reverse("report-empty", args=[agreement.pk])).content.decode()
    for address, number in re.findall(r'href="(\?regio=\d\d)#plekken">(\d+)<', page):
        shown = browser.get(reverse("report-empty", args=[agreement.pk]) + address)
        assert shown.context["page"].paginator.count == int(number)


def test_the_yearly_report_tells_reasons_and_deviations(agreement: SeasonAgreement, owner: User) -> None:
    made = selected(agreement, owner)
    browser = browser_of(owner)
    address = reverse("report-equal", args=[2026])
    assert "nog geen vastgestelde selectie" in browser.get(address).content.decode()
    against = Choice.objects.filter(run=made, approach=False, in_audience=True).select_related("provider").first()
    assert against is not None
    deviate(made, against.provider, "Er is daar verder niemand.", owner, approach=True)
    confirm(made, purchaser("Cor Collega"))
    (told,) = equal.report(2026, "nl")
    assert told.meant == Choice.objects.filter(run=made, in_audience=True).count()
    assert {approach: number for approach, number, _agreed in told.deviations} == {True: None, False: 0}
    page = browser.get(address).content.decode()
    assert "minder dan 10" in page
    assert against.provider.name not in page
    lines = b"".join(browser.get(address, {"vorm": "csv"}).streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
    assert any("minder dan 10" in line for line in lines)
    assert browser.get(reverse("report-equal", args=[2019])).status_code == GONE


def test_no_shown_number_gives_away_who_was_left_out(run: Run) -> None:
    """What is not approached follows from two numbers; where that is a small group, one of them is hidden."""
    (told,) = equal.report(2026, "nl")
    left = Choice.objects.filter(run=run, in_audience=True, approach=False).count()
    if told.approached is not None and told.meant is not None:
        assert told.meant - told.approached == left
        assert left == 0 or left >= SMALLEST
    for parts in (told.kinds, told.regions):
        assert all(share is None or meant is not None for _name, meant, share in parts)


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 60), max_size=12))
def test_hidden_parts_do_not_follow_from_the_whole(parts: dict[int, int]) -> None:
    hidden = hidden_of(parts)
    assert {one for one, number in parts.items() if 0 < number < SMALLEST} <= hidden
    filled = [one for one, number in parts.items() if number]
    if hidden and set(filled) - hidden:
        assert len(hidden) > 1
        assert sum(parts[one] for one in hidden) >= SMALLEST
    shown = grouped(Group(f"{one:02}", (), number) for one, number in parts.items())
    assert all((one.number or 0) >= SMALLEST for one in shown.shown)
    assert all((left.number or 0) >= (right.number or 0) for left, right in pairwise(shown.shown))
    assert shown.together is None or shown.together >= SMALLEST


def test_the_reports_are_listed(agreement: SeasonAgreement, owner: User) -> None:
    page = browser_of(owner).get(reverse("reports")).content.decode()
    for name, arguments in (("report-terms", [agreement.pk]), ("report-equal", [2026])):
        assert reverse(name, args=arguments) in page


def test_everybody_reads_how_often_our_terms_were_kept_and_no_number_of_few(
    agreement: SeasonAgreement, run: Run, client: Client
) -> None:
    cache.clear()
    approached = [one.provider for one in Choice.objects.filter(run=run, approach=True).select_related("provider")]
    name = "vragenlijst_aangeboden"
    with changing("test"):
        Event.objects.filter(name=name).update(name="iets_anders")
    for provider in approached[:-1]:
        happened(agreement, provider, name, datetime(2025, 9, 20, 21, 59, tzinfo=UTC))
    (told,) = public.punctuality("nl")
    kept = next(one for one in told.kept if "20 september 2025" in one.when)
    assert kept.decided == len(approached) >= SMALLEST
    assert kept.percentage == 100 * (len(approached) - 1) // len(approached)
    page = client.get(reverse("public-punctuality"))
    assert page.status_code == OK
    assert f"{kept.percentage}% van {kept.decided} keer" in page.content.decode()
    with changing("test"):
        Event.objects.filter(name=name).update(name="iets_anders")
    assert public.punctuality("nl") == [told], "worked out once a day"
    play(datetime(2025, 10, 16, 8, 0, tzinfo=UTC))
    later = next(one for one in public.punctuality("nl")[0].kept if "20 september 2025" in one.when)
    assert later.percentage == 0, "what was not done by its last day is late"


def test_a_term_that_concerned_few_shows_no_number(agreement: SeasonAgreement) -> None:
    rules = compiled(agreement)
    (term,) = (one for one in dated_of(rules) if one.deadline.event == "mail_beantwoord")
    received = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
    for number in (SMALLEST - 1, SMALLEST):
        what = {at: {"mail_ontvangen": received, "mail_beantwoord": received} for at in range(number)}
        told = public.of_term(terms.by_provider(rules, term, what, approached=set(), stops={}), "nl")
        assert (told.percentage is None) == (number < SMALLEST)


@given(days=st.lists(st.integers(0, 400), min_size=1), tenths=st.integers(1, 10))
def test_within_so_many_days_at_least_so_many_were_closed_and_within_one_less_were_not(
    days: list[int], tenths: int
) -> None:
    found = durations.within(days, tenths)
    assert sum(one <= found for one in days) * 10 >= tenths * len(days)
    assert sum(one < found for one in days) * 10 < tenths * len(days)


def test_decisions_are_told_by_kind_without_the_days_that_the_clock_stood_and_without_few(owner: User) -> None:
    questionnaire = confirmed()
    agreement, provider = questionnaire.agreement, questionnaire.provider
    began = datetime(2025, 10, 1, 8, 0, tzinfo=UTC)
    with changing("test"):
        items = [
            WorkItem.objects.create(
                provider=provider, agreement=agreement, kind=WorkKind.TASK, reference=f"taak {number}",
                raised_at=began, closed_at=began + timedelta(days=number), closed_by=owner,
            )
            for number in range(SMALLEST)
        ]  # fmt: skip
        Completion.objects.create(
            item=items[-1], asked="Wat ontbreekt", last_day=date(2025, 10, 20), asked_by=owner, asked_at=began,
            answered_at=began + timedelta(days=7),
        )  # fmt: skip
        WorkItem.objects.create(
            provider=provider, agreement=agreement, kind=WorkKind.REFUSAL, reference="1", raised_at=began,
            closed_at=began + timedelta(days=50), closed_by=owner,
        )  # fmt: skip
        ExceptionRequest.objects.create(
            provider=provider, agreement=agreement, task="uitzondering", grounds="Bijzondere zorg", asked_by=owner,
            asked_at=began,
        )  # fmt: skip
        for name, raised in (("uitzondering", began), ("andere_taak", began)):
            WorkItem.objects.create(
                provider=provider, agreement=agreement, kind=WorkKind.TASK, reference=name, raised_at=raised
            )
    told = {one.kind: one for one in durations.durations(agreement)}
    exception = told[str(EXCEPTION_WORDS)]
    assert (exception.closed, exception.open, told[str(WorkKind.TASK.label)].open) == (0, 1, 1)
    task, refusal = told[str(WorkKind.TASK.label)], told[str(WorkKind.REFUSAL.label)]
    assert (task.closed, task.half, task.most) == (SMALLEST, 3, 7)  # 0 1 2 2 3 4 5 6 7 8: the last stood still for 7
    assert (refusal.closed, refusal.few) == (1, True)
    page = browser_of(owner).get(reverse("report-durations", args=[agreement.pk])).content.decode()
    assert "te weinig om te tonen" in page
    assert "50" not in page.partition("<main")[2]
