"""Until when an agreement runs: options used once, tacit renewal, notice in time, late joiners."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.dated import at
from support.small_policies import compiled, folder_of, loaded
from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.kernel.running_term import RunningTerm
from zorginkoop.kernel.term_words import term_words
from zorginkoop.kernel.terms import Period
from zorginkoop.policies.loading import load_edition

POLICY = """
gebeurtenissen:
  begonnen: {tekst: begonnen}
  eerste_verlenging: {tekst: eerste verlenging}
  tweede_verlenging: {tekst: tweede verlenging}
  opgezegd: {tekst: opgezegd}
waarden:
  maanden: {type: getal, eenheid: maanden, zetter: inkoper}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    looptijd: TERM
    routes: [{id: rest, leidt_tot: niets}]
    ingang:
      - {id: begin, wanneer: {na: begonnen}}
"""
OPTION = "{van: 2020-01-01, tot_en_met: 2024-12-31, verlenging: {maanden: 24, besluit: eerste_verlenging}}"
TWICE = OPTION.replace("eerste_verlenging", "[eerste_verlenging, tweede_verlenging]")
TACIT = (
    "{van: 2024-01-01, tot_en_met: 2024-12-31, "
    "stilzwijgend: {maanden: 12, opzegging: opgezegd, opzeggen_voor: {maanden: 3}}}"
)
NO_NOTICE_PERIOD = TACIT.replace(", opzeggen_voor: {maanden: 3}", "")
CYCLE = "{van: 2026-01-01, tot_en_met: 2027-12-31}"


def run(
    root: Path, term: str, on: str | None = None, begonnen: str = "2020-01-01", **events: str
) -> RunningTerm | None:
    """Give the term that a policy and events come to."""
    policy = compiled(loaded(root, POLICY.replace("TERM", term)))
    moments = {name: at(text) for name, text in {"begonnen": begonnen, **events}.items()}
    return agenda(policy, moments, WorkCalendar(), on=date.fromisoformat(on) if on else None).running


def end(found: RunningTerm | None) -> date | None:
    assert found
    return found.period.end


class TestOption:
    def test_b_01_before_the_option_is_used_the_term_ends_in_2024(self, tmp_path: Path) -> None:
        found = run(tmp_path, OPTION)
        assert found
        assert (end(found), found.used, found.left) == (date(2024, 12, 31), (), 1)

    def test_zc_01_the_option_used_once_covers_the_rides_of_two_more_years(self, tmp_path: Path) -> None:
        found = run(tmp_path, OPTION, eerste_verlenging="2024-03-15")
        assert found
        rides = [date(2024, 12, 31), date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
        assert [found.period.contains(ride) for ride in rides] == [True, True, True, False]
        assert (found.used, found.left) == (("eerste_verlenging",), 0)

    def test_zv_74_a_second_time_needs_a_second_option(self, tmp_path: Path) -> None:
        events = {"eerste_verlenging": "2024-03-15", "tweede_verlenging": "2026-03-15"}
        assert end(run(tmp_path, OPTION, **events)) == date(2026, 12, 31)
        assert end(run(tmp_path, TWICE, **events)) == date(2028, 12, 31)

    @pytest.mark.parametrize(
        ("decided", "last", "late"),
        [
            ("2024-12-31T23:59", date(2026, 12, 31), ()),
            ("2025-01-01", date(2024, 12, 31), ("eerste_verlenging",)),
        ],
    )
    def test_what_has_ended_cannot_be_extended_any_more(
        self, tmp_path: Path, decided: str, last: date, late: tuple[str, ...]
    ) -> None:
        found = run(tmp_path, OPTION, eerste_verlenging=decided)
        assert found
        assert (end(found), found.too_late) == (last, late)

    def test_options_are_counted_from_the_first_end_in_the_order_of_their_decisions(self, tmp_path: Path) -> None:
        monthly = TWICE.replace("2020-01-01", "2025-01-01").replace("2024-12-31", "2025-01-30").replace("24", "1")
        events = {"tweede_verlenging": "2025-01-15", "eerste_verlenging": "2025-02-10"}
        found = run(tmp_path, monthly, begonnen="2025-01-01", **events)
        assert found
        assert (end(found), found.used) == (date(2025, 3, 30), ("tweede_verlenging", "eerste_verlenging"))


class TestTacitRenewal:
    def test_gpf_60_without_notice_it_is_in_force_in_2026_for_the_second_time(self, tmp_path: Path) -> None:
        found = run(tmp_path, TACIT, "2026-01-01", "2024-01-01")
        assert found
        assert (end(found), found.renewals) == (date(2026, 12, 31), 2)
        assert found.notice_by == date(2026, 9, 30)

    def test_gpf_60_with_notice_in_2025_it_ends_with_2025(self, tmp_path: Path) -> None:
        found = run(tmp_path, TACIT, "2026-01-01", "2024-01-01", opgezegd="2025-09-30T23:59")
        assert found
        assert (end(found), found.renewals, found.ended_by_notice) == (date(2025, 12, 31), 1, True)
        assert found.notice_by is None

    def test_notice_that_comes_a_day_late_ends_the_next_term(self, tmp_path: Path) -> None:
        assert end(run(tmp_path, TACIT, None, "2024-01-01", opgezegd="2025-10-01")) == date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("notice", "last"), [("2024-12-31T23:59", date(2024, 12, 31)), ("2025-01-01", date(2025, 12, 31))]
    )
    def test_without_a_notice_period_the_last_day_itself_is_in_time(
        self, tmp_path: Path, notice: str, last: date
    ) -> None:
        assert end(run(tmp_path, NO_NOTICE_PERIOD, None, "2024-01-01", opgezegd=notice)) == last

    @pytest.mark.parametrize(("on", "renewals"), [(None, 0), ("2024-12-31", 0), ("2025-01-01", 1), ("9999-12-31", 975)])
    def test_renewals_are_counted_up_to_the_day_on_which_one_looks(
        self, tmp_path: Path, on: str | None, renewals: int
    ) -> None:
        found = run(tmp_path, NO_NOTICE_PERIOD, on, "2024-01-01")
        assert found
        assert found.renewals == renewals

    @pytest.mark.parametrize(
        ("ahead", "by"), [("{dagen: 30}", date(2024, 12, 1)), ("{maanden: 10}", date(2024, 2, 29))]
    )
    def test_a_notice_period_is_in_days_or_in_months(self, tmp_path: Path, ahead: str, by: date) -> None:
        found = run(tmp_path, TACIT.replace("{maanden: 3}", ahead), None, "2024-01-01")
        assert found
        assert found.notice_by == by

    def test_the_notice_period_can_be_a_value_of_the_installation(self, tmp_path: Path) -> None:
        policy = POLICY.replace("TERM", TACIT.replace("{maanden: 3}", "{maanden: {waarde: maanden}}"))
        installation = Installation(values={"maanden": SuppliedValue(waarde="6", bron="proef", door="inkoper")})
        edition = load_edition(folder_of(tmp_path, policy), installation)
        term = compile_agreement(edition, "proef", installation).planning.term
        assert term
        assert term.tacit
        assert term.tacit.notice_by(date(2024, 12, 31)) == date(2024, 6, 30)


class TestCycle:
    def test_amb_20_a_late_joiner_ends_together_with_the_cycle(self, tmp_path: Path) -> None:
        found = run(tmp_path, CYCLE, None, "2026-04-01")
        assert found
        assert found.period == Period.of(date(2026, 4, 1), date(2027, 12, 31))

    def test_gpf_82_joining_in_the_second_year_leaves_one_year(self, tmp_path: Path) -> None:
        found = run(tmp_path, CYCLE, None, "2027-01-01")
        assert found
        assert found.period.start.year == 2027

    def test_who_would_start_after_the_end_has_no_term(self, tmp_path: Path) -> None:
        assert run(tmp_path, CYCLE, None, "2028-01-01") is None

    def test_an_open_term_stays_open(self, tmp_path: Path) -> None:
        assert end(run(tmp_path, "{van: 2026-01-01}", "2040-01-01", "2026-04-01")) is None

    def test_who_joins_before_the_cycle_starts_with_it(self, tmp_path: Path) -> None:
        found = run(tmp_path, CYCLE, None, "2025-11-01")
        assert found
        assert found.period.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("{van: 2026-01-01, verlenging: {maanden: 12, besluit: eerste_verlenging}}", "zonder laatste dag"),
        ("{van: 2026-01-01, stilzwijgend: {maanden: 12, opzegging: opgezegd}}", "zonder laatste dag"),
        ("{van: 2026-01-02, tot_en_met: 2026-01-01}", "voordat zij begint"),
        (OPTION.replace("maanden: 24", "maanden: 0"), "geen termijn"),
        (OPTION.replace("eerste_verlenging", "verlengd"), "'verlengd' bestaat niet"),
        (TACIT.replace("opgezegd", "gestopt"), "'gestopt' bestaat niet"),
        (TACIT.replace("{maanden: 3}", "{maanden: 3, dagen: 3}"), "geef een van de twee"),
        (TACIT.replace("{maanden: 3}", "{}"), "geef een van de twee"),
        (TACIT.replace("{maanden: 3}", "{maanden: {waarde: maanden}}"), "de waarde 'maanden' ontbreekt"),
    ],
)
def test_a_term_that_means_nothing_is_refused_at_its_line(tmp_path: Path, term: str, sentence: str) -> None:
    with pytest.raises(InputWrong) as caught:
        run(tmp_path, term)
    (problem,) = caught.value.problems
    assert sentence in problem.what
    assert problem.where.line == 23


@pytest.mark.parametrize(
    ("term", "events", "dutch", "english"),
    [
        (
            OPTION,
            {},
            "nog niet verlengd; nog 1 keer mogelijk, met 24 maanden",
            "not extended yet; possible 1 more time, by 24 months",
        ),
        (
            OPTION,
            {"eerste_verlenging": "2024-01-01"},
            "1 keer verlengd met 24 maanden; geen verlenging meer over",
            "extended 1 time by 24 months; no extension left",
        ),
        (
            TACIT,
            {},
            (
                "2 keer stilzwijgend verlengd met 12 maanden; daarna telkens 12 maanden erbij, tenzij uiterlijk "
                "30 september 2026 is opgezegd"
            ),
            (
                "tacitly renewed 2 times by 12 months; 12 months more each time, unless notice is given no later than "
                "30 September 2026"
            ),
        ),
        (
            TACIT,
            {"opgezegd": "2024-05-01"},
            "nog niet stilzwijgend verlengd; eindigt door opzegging",
            "not tacitly renewed yet; ends by notice",
        ),
    ],
)
def test_a_term_says_what_made_its_end_and_what_can_still_change_it(
    tmp_path: Path, term: str, events: dict[str, str], dutch: str, english: str
) -> None:
    rule = compiled(loaded(tmp_path, POLICY.replace("TERM", term))).planning.term
    found = run(tmp_path, term, "2026-05-01", "2024-01-01", **events)
    assert rule
    assert found
    assert list(term_words(rule, found, "nl")) == [dutch]
    assert list(term_words(rule, found, "en")) == [english]


def test_a_term_without_an_end_runs_from_the_later_of_both_starts(tmp_path: Path) -> None:
    term = "{van: 2024-01-01}"
    assert [run(tmp_path, term, begonnen=day) for day in ("2023-06-01", "2024-06-01")] == [
        RunningTerm(Period.of(date(2024, 1, 1))),
        RunningTerm(Period.of(date(2024, 6, 1))),
    ]


def test_a_term_that_nothing_follows_is_as_it_was_named(tmp_path: Path) -> None:
    found = run(tmp_path, CYCLE, on="2099-01-01", begonnen="2026-01-01")
    assert found == RunningTerm(
        Period.of(date(2026, 1, 1), date(2027, 12, 31)), used=(), left=0, too_late=(), renewals=0, notice_by=None,
        ended_by_notice=False,
    )  # fmt: skip


def test_who_joins_on_the_last_day_has_that_day_and_a_day_later_nothing(tmp_path: Path) -> None:
    last = date(2027, 12, 31)
    assert run(tmp_path, CYCLE, begonnen="2027-12-31") == RunningTerm(Period.of(last, last))
    assert run(tmp_path, CYCLE, begonnen="2028-01-01") is None


def test_every_decision_that_came_too_late_is_named(tmp_path: Path) -> None:
    found = run(tmp_path, TWICE, eerste_verlenging="2025-01-01", tweede_verlenging="2026-01-01")
    assert found
    assert (found.used, found.too_late, found.left) == ((), ("eerste_verlenging", "tweede_verlenging"), 2)
    assert found.period.end == date(2024, 12, 31)
