"""The season on one page: what waits for somebody, how far everyone is, and each number opens its names."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.register.models import Event, Note, Provider, RecordedAgreement
from zorginkoop.portal.season import coverage, stages
from zorginkoop.portal.season.planning import calendar, ends_of, punctuality
from zorginkoop.portal.selection.changes import confirm, start_sending
from zorginkoop.portal.selection.jobs import send
from zorginkoop.portal.selection.models import Choice, Invitation, Run, Says
from zorginkoop.portal.selection.summaries import summarise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def owner() -> User:
    """The purchaser whose agreement it is."""
    return purchaser("Petra Portefeuille")


@pytest.fixture
def agreement(owner: User) -> SeasonAgreement:
    """The season of physiotherapy over a small region."""
    region()
    return physiotherapy(owner=owner)


@pytest.fixture
def run(agreement: SeasonAgreement, owner: User) -> Run:
    """A selection of which the invitations are sent."""
    made = confirm(selected(agreement, owner), purchaser("Cor Collega"))
    start_sending(made)
    send.func(made.pk)
    return made


def _happened(agreement: SeasonAgreement, provider: Provider, name: str, moment: datetime | None = None) -> None:
    season = agreement.season
    with changing("register.test"):
        Event.objects.create(
            provider=provider, insurer=season.insurer, care_type=agreement.care_type, year=season.contract_year,
            name=name, happened_at=moment or clock.now(),
        )  # fmt: skip


def _fresh(agreement: SeasonAgreement, run: Run) -> list[Provider]:
    """Give who was invited and did nothing yet."""
    done = stages.events_of_season(agreement).filter(name__in=[stages.CONFIRMED, stages.OFFERED]).values("provider")
    invited = Invitation.objects.filter(run=run).exclude(provider__in=done).select_related("provider")
    return [one.provider for one in invited.order_by("pk")]


def _events(agreement: SeasonAgreement) -> dict[str, stages.Happened]:
    return stages.happened(agreement, ends_of(agreement))


def _counts(agreement: SeasonAgreement) -> dict[str, int]:
    return stages.counts(agreement) | stages.counts_of_events(_events(agreement))


def _page(user: User, **query: str) -> str:
    answer = browser_of(user).get(reverse("season"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_season_the_page_says_what_to_do() -> None:
    assert "Er is nog geen seizoen geopend" in _page(purchaser())


def test_without_a_selection_the_first_thing_to_do_is_to_make_one(agreement: SeasonAgreement, owner: User) -> None:
    page = _page(owner)
    assert "Maak een selectie" in page
    assert str(agreement) in page


def test_the_season_that_was_sent_last_opens_first(agreement: SeasonAgreement, owner: User) -> None:
    season = open_season("farmaceutische_zorg/2026-1", channels={"farmaceutische_zorg": Channel.PORTAL})
    with changing("test"):
        season.agreements.update(owner=owner)
    assert "Contracteerseizoen: Farmaceutische zorg 2026" in _page(owner), "by name, while nothing was sent"
    made = confirm(selected(agreement, owner), purchaser("Cor Collega"))
    start_sending(made)
    send.func(made.pk)
    assert "Contracteerseizoen: Fysiotherapie 2026" in _page(owner)
    other = str(season.agreements.get().pk)
    assert "Contracteerseizoen: Farmaceutische zorg 2026" in _page(owner, overeenkomst=other)


def test_a_selection_that_waits_for_a_second_person_is_there_for_a_colleague(
    agreement: SeasonAgreement, owner: User
) -> None:
    selected(agreement, owner)
    assert "Vraag een collega om hem vast te stellen" in _page(owner)
    assert "als een tweede persoon hem vaststelt" in _page(purchaser("Cor Collega"))


def test_each_number_of_the_funnel_is_the_number_of_names_behind_it(
    agreement: SeasonAgreement, run: Run, owner: User
) -> None:
    invited = _fresh(agreement, run)[:3]
    before = _counts(agreement)
    for provider in invited:
        _happened(agreement, provider, stages.CONFIRMED)
    _happened(agreement, invited[0], stages.OFFERED)
    numbers = _counts(agreement) | {"geselecteerd": Choice.objects.filter(run=run, approach=True).count()}
    assert (numbers["bevestigd"], numbers["aangeboden"]) == (before["bevestigd"] + 3, before["aangeboden"] + 1)
    browser = browser_of(owner)
    for stage in stages.STAGES:
        assert stages.providers_in(agreement, stage, run).count() == numbers[stage.name], stage.name
        page = browser.get(reverse("season-names", args=[agreement.pk, stage.name])).content.decode()
        assert f"{numbers[stage.name]} aanbieder" in page
    waiting = browser.get(reverse("season-names", args=[agreement.pk, "bevestigd"]), {"nog_niet": "aangeboden"})
    names = waiting.content.decode()
    assert [provider.agb_code in names for provider in invited] == [False, True, True]
    csv = browser.get(reverse("season-names-csv", args=[agreement.pk, "bevestigd"]), {"nog_niet": "aangeboden"})
    offered = stages.providers_in(agreement, stages.BY_NAME["aangeboden"], run).values("pk")
    both = stages.providers_in(agreement, stages.BY_NAME["bevestigd"], run).filter(pk__in=offered).count()
    lines = b"".join(csv.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
    assert len(lines) == 1 + numbers["bevestigd"] - both


def test_a_provider_that_did_something_twice_counts_once(agreement: SeasonAgreement, run: Run) -> None:
    before, provider = _counts(agreement)["aangeboden"], _fresh(agreement, run)[0]
    _happened(agreement, provider, stages.OFFERED, datetime(2025, 10, 1, tzinfo=UTC))
    _happened(agreement, provider, stages.OFFERED, datetime(2025, 10, 2, tzinfo=UTC))
    assert _counts(agreement)["aangeboden"] == before + 1


def test_what_is_still_to_happen_does_not_count_yet(agreement: SeasonAgreement, run: Run) -> None:
    before, provider = _counts(agreement)["getekend"], _fresh(agreement, run)[0]
    _happened(agreement, provider, stages.SIGNED, datetime(2025, 11, 6, tzinfo=UTC))
    assert _counts(agreement)["getekend"] == before
    play(datetime(2025, 11, 6, 12, 0, tzinfo=UTC))
    assert stages.providers_in(agreement, stages.BY_NAME["getekend"], run).filter(pk=provider.pk).exists()


def test_the_calendar_has_both_parties_in_the_words_of_the_policy(agreement: SeasonAgreement) -> None:
    lines = {line.id: line for line in calendar(agreement, "nl")}
    assert "half september" in lines["vragenlijst_aanbieden"].when
    assert (lines["vragenlijst_bevestigen"].binds, lines["vragenlijst_bevestigen"].last) == (
        "aanbieder", date(2025, 10, 24),
    )  # fmt: skip
    assert lines["vragenlijst_bevestigen"].near
    assert not lines["tekenen"].near
    assert lines["vragenlijst_aanbieden"].over


def test_what_vecozo_does_stands_in_the_calendar_only_of_an_agreement_by_vecozo(agreement: SeasonAgreement) -> None:
    assert "vecozo" not in {line.binds for line in calendar(agreement, "nl")}
    agreement.channel = Channel.VECOZO
    assert "vecozo" in {line.binds for line in calendar(agreement, "nl")}


def test_a_term_that_runs_for_each_case_stands_apart_from_the_days_of_the_calendar(
    agreement: SeasonAgreement, owner: User
) -> None:
    lines = {line.id: line for line in calendar(agreement, "nl")}
    assert not lines["publiceren"].per_case  # waits for a signature, and never before 12 November
    assert lines["aanbieden"].per_case
    days, _, cases = _page(owner).partition("termijnen per geval</summary>")
    assert "de overeenkomst ondertekenen" in days
    assert "12 november 2025" in days
    assert "de overeenkomst aanbieden" not in days
    assert "de overeenkomst aanbieden" in cases


def test_each_number_of_the_season_opens_as_many_things(agreement: SeasonAgreement, run: Run, owner: User) -> None:
    shared = "overeenkomst_afgelopen_drie_jaar"
    choice = Choice.objects.filter(run=run, reason=shared, in_audience=True, approach=False)[0]
    with changing("test"):
        Choice.objects.filter(pk=choice.pk).update(says=Says.UNDECIDED)
        summarise(run)
        for kind, about in ((WorkKind.TASK, "een"), (WorkKind.TASK, "twee"), (WorkKind.UNDECIDED, "drie")):
            WorkItem.objects.create(
                provider=choice.provider, agreement=agreement, kind=kind, reference=about, raised_at=clock.now()
            )
    page, browser = _page(owner), browser_of(owner)
    funnel = re.findall(r'<a href="([^"]+)"><strong class="figure">(\d+)<', page)
    faulty = re.findall(r'<a href="([^"]+)">(\d+) \S ', page)
    left = re.findall(r'<a href="(/selectie/[^"]*lijst/[^"]*)">.*?<td class="number">(\d+)<', page, re.DOTALL)
    assert (len(funnel), len(faulty) >= 2) == (7, True)
    assert sum(f"reden={shared}&" in address for address, _ in left) == 2
    for address, number in (*funnel, *faulty, *left):
        opened = browser.get(html.unescape(address)).content.decode()
        assert re.search(rf"<p>{number} aanbieders?\.", opened), address
    work = re.findall(r'<a href="([^"]*werkvoorraad[^"]*)"><strong>(\d+) \S ', page)
    assert sorted(number for _, number in work) == ["1", "2"]
    for address, number in work:
        opened = browser.get(html.unescape(address)).content.decode()
        assert opened.partition("<tbody>")[2].count("<tr>") == int(number), address


def test_a_deadline_is_near_on_its_last_day_and_over_the_day_after(agreement: SeasonAgreement) -> None:
    play(datetime(2025, 10, 24, 21, 0, tzinfo=UTC))  # eleven in the evening, in Amsterdam
    line = next(one for one in calendar(agreement, "nl") if one.id == "vragenlijst_bevestigen")
    assert (line.days_left, line.over) == (0, False)
    play(datetime(2025, 10, 24, 22, 1, tzinfo=UTC))
    line = next(one for one in calendar(agreement, "nl") if one.id == "vragenlijst_bevestigen")
    assert (line.days_left, line.over) == (None, True)


def test_our_own_punctuality_follows_from_what_happened(agreement: SeasonAgreement, run: Run) -> None:
    first, second = (one.provider for one in Invitation.objects.filter(run=run).select_related("provider")[:2])
    with changing("register.test"):
        Event.objects.filter(name="vragenlijst_aangeboden").update(care_type="elders")
    _happened(agreement, first, "vragenlijst_aangeboden", datetime(2025, 9, 15, tzinfo=UTC))
    _happened(agreement, second, "vragenlijst_aangeboden", datetime(2025, 9, 25, tzinfo=UTC))
    told = next(one for one in punctuality(agreement, _events(agreement), "nl") if "vragenlijst" in one.what.nl)
    assert (told.in_time, told.late) == (1, 1)


def test_who_signed_counts_in_the_contracting_rate_and_its_place_is_no_longer_empty(
    agreement: SeasonAgreement, run: Run
) -> None:
    before = coverage.total(agreement, run)
    empty = coverage.empty_places(agreement, run)
    assert empty
    choice = Choice.objects.filter(run=run, in_audience=True, provider__place=empty[0].name).select_related("provider")[
        0
    ]
    season = agreement.season
    with changing("register.agreement"):
        RecordedAgreement.objects.create(
            provider=choice.provider, number="OVK-1", insurer=season.insurer, care_type=agreement.care_type,
            concluded_on=date(2025, 10, 15), valid_from=date(2026, 1, 1), source="proef",
        )  # fmt: skip
    after = coverage.total(agreement, run)
    assert (after.contracted, after.meant) == (before.contracted + 1, before.meant)
    assert empty[0].name not in {one.name for one in coverage.empty_places(agreement, run)}
    assert sum(one.contracted for one in coverage.by_region(agreement, run)) == after.contracted


def test_faults_are_counted_and_named(agreement: SeasonAgreement, run: Run, owner: User) -> None:
    invitation = Invitation.objects.filter(run=run).select_related("provider")[0]
    with changing("mail.bounced"):
        Message.objects.filter(invitation=invitation).update(state=MessageState.BOUNCED)
    page = _page(owner)
    assert "uitnodiging niet aangekomen" in page
    assert "geen tekenbevoegde bekend" in page
    browser = browser_of(owner)
    named = browser.get(reverse("season-faults", args=[agreement.pk, "bericht"])).content.decode()
    assert invitation.provider.agb_code in named
    mandated(invitation.provider, ProviderRole.SIGNATORY)
    named = browser.get(reverse("season-faults", args=[agreement.pk, "tekenbevoegde"])).content.decode()
    assert invitation.provider.agb_code not in named


@pytest.mark.usefixtures("run")
def test_the_page_asks_little_of_the_database(
    agreement: SeasonAgreement, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(owner)
    for address in (
        reverse("season"),
        reverse("season-names", args=[agreement.pk, "benaderd"]),
        reverse("season-faults", args=[agreement.pk, "certificaat"]),
        reverse("season-regions", args=[agreement.pk]),
    ):
        with django_assert_max_num_queries(20):
            assert browser.get(address).status_code == 200


@pytest.mark.usefixtures("run")
def test_a_selection_does_not_ask_again_of_which_agreement_it_is(
    agreement: SeasonAgreement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        newest, counts = stages.runs_of(agreement)
        assert newest is not None
        assert counts is not None
        assert (newest.agreement, counts.agreement) == (agreement, agreement)


def test_a_stage_or_fault_that_is_not_there_is_not_found(agreement: SeasonAgreement, owner: User) -> None:
    browser = browser_of(owner)
    for address in (
        reverse("season-names", args=[agreement.pk, "verzonnen"]),
        reverse("season-names", args=[agreement.pk, "benaderd"]) + "?nog_niet=verzonnen",
        reverse("season-faults", args=[agreement.pk, "verzonnen"]),
        reverse("season") + "?overeenkomst=999",
        reverse("season-names", args=[999, "benaderd"]),
    ):
        assert browser.get(address).status_code == 404


def test_the_desk_of_a_label_does_not_see_the_season(agreement: SeasonAgreement) -> None:
    desk = browser_of(person("Lot Loket", StaffRole.LABEL_DESK))
    assert desk.get(reverse("season")).status_code == 403
    assert desk.get(reverse("season-names", args=[agreement.pk, "benaderd"])).status_code == 403


def test_a_note_of_ones_own_comes_back_on_its_day_and_only_for_its_writer(
    agreement: SeasonAgreement, owner: User
) -> None:
    provider = Provider.objects.filter(agb_code__startswith="04").first()
    assert provider is not None
    with changing("test"):
        Note.objects.create(
            provider=provider, author=owner, kind="telefoon", text="vraag naar het nieuwe adres", shared=False,
            written_at=clock.now(), follow_up_on=date(2025, 10, 16),
        )  # fmt: skip
    assert str(agreement) in _page(owner)
    assert "vraag naar het nieuwe adres" not in _page(owner)
    play(datetime(2025, 10, 16, 9, 0, tzinfo=UTC))
    page = _page(owner)
    assert "vraag naar het nieuwe adres" in page
    assert reverse("dossier", args=[provider.public_id]) in page
    assert "vraag naar het nieuwe adres" not in _page(purchaser("Cor Collega"))


def test_a_dossier_tells_what_the_selection_said_and_when_it_was_invited(run: Run, owner: User) -> None:
    browser = browser_of(owner)
    invited = Invitation.objects.filter(run=run).select_related("provider")[0].provider
    page = browser.get(reverse("dossier", args=[invited.public_id]) + "?deel=contractering").content.decode()
    assert "Selectie en uitnodiging" in page
    assert "15 oktober 2025" in page
    left = Choice.objects.filter(run=run, approach=False, in_audience=True, reason="behandelindex")[0].provider
    page = browser.get(reverse("dossier", args=[left.public_id]) + "?deel=contractering").content.decode()
    assert "ten hoogste 150" in page
