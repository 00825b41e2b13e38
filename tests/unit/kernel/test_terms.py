"""Terms of agreements: closed periods, months, extensions, tacit renewals, cycles."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from zorginkoop.kernel.errors import QuestionWrong
from zorginkoop.kernel.terms import (
    ExtensionOption,
    Period,
    add_months,
    calendar_year,
    end_after_months,
    first_of_next_month,
    join_cycle,
    last_of_month,
    lead_day,
    tacit_renewals,
)

CYCLE = Period.of(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 2, 28), 1, date(2025, 3, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 7), 0, date(2026, 5, 7)),
    ],
)
def test_months_clamp_at_the_end_of_a_shorter_month(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2024, 3, 12), date(2024, 4, 1)),
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2024, 2, 29), date(2024, 3, 1)),
        (date(2026, 12, 3), date(2027, 1, 1)),
    ],
)
def test_the_first_of_the_next_month_is_never_in_the_same_month(day: date, first: date) -> None:
    assert first_of_next_month(day) == first


def test_a_month_end_stays_a_month_end_and_another_day_clamps() -> None:
    assert end_after_months(date(2025, 2, 28), 1) == date(2025, 3, 31)
    assert end_after_months(date(2023, 2, 28), 12) == date(2024, 2, 29)
    assert end_after_months(date(2024, 2, 28), 12) == date(2025, 2, 28)
    assert end_after_months(date(2025, 1, 30), 1) == date(2025, 2, 28)
    assert last_of_month(date(2024, 2, 1)) == date(2024, 2, 29)


def test_a_period_is_written_and_read_with_dutch_keys() -> None:
    closed = Period.model_validate({"van": "2026-01-01", "tot_en_met": "2027-12-31"})
    assert closed == CYCLE
    assert closed.model_dump() == {"van": "2026-01-01", "tot_en_met": "2027-12-31"}
    running = Period.model_validate({"van": "2026-01-01", "tot_en_met": "open"})
    assert running == Period.of(date(2026, 1, 1))
    assert running.model_dump() == {"van": "2026-01-01", "tot_en_met": "open"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"van": "2026-01-02", "tot_en_met": "2026-01-01"}, "voordat zij begint"),
        ({"van": "2026-01-01", "tot_en_met": "9999-12-31"}, "tot_en_met: open"),
        ({"van": "2026-01-01", "tot_en_met": "2026-02-30"}, "geen bestaande datum"),
        ({"van": "2026-01-01"}, "Field required"),
        ({"van": "2026-01-01", "tot_en_met": "open", "tot": "2026-02-01"}, "not permitted"),
    ],
)
def test_a_period_that_means_nothing_is_refused(data: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Period.model_validate(data)


def test_a_period_of_one_day_is_a_period() -> None:
    day = Period.of(date(2026, 1, 1), date(2026, 1, 1))
    assert day.contains(date(2026, 1, 1))
    assert day.before == date(2026, 1, 2)


def test_both_ends_of_a_period_belong_to_it() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [CYCLE.contains(day) for day in days] == [False, True, True, False]
    assert Period.of(date(2026, 1, 1)).contains(date(2099, 1, 1))
    assert Period.of(date(2026, 1, 1)).before is None


def test_overlap_touch_and_cover() -> None:
    this, following = calendar_year(2026), calendar_year(2027)
    assert this.touches(following)
    assert following.touches(this)
    assert not this.overlaps(following)
    assert this.overlap(following) is None
    shared = Period.of(date(2026, 12, 31), date(2027, 1, 1))
    assert this.overlap(shared) == Period.of(date(2026, 12, 31), date(2026, 12, 31))
    assert not this.touches(shared)
    assert not this.touches(calendar_year(2028))
    assert CYCLE.covers(this)
    assert CYCLE.covers(CYCLE)
    assert not this.covers(CYCLE)


def test_open_periods_overlap_and_cover_without_end() -> None:
    early, late = Period.of(date(2020, 1, 1)), Period.of(date(2026, 1, 1))
    assert early.overlap(late) == late
    assert early.covers(late)
    assert not late.covers(early)
    assert not CYCLE.covers(late)
    assert not early.touches(late)
    assert late.touches(Period.of(date(2025, 1, 1), date(2025, 12, 31)))


class TestExtension:
    term = Period.of(date(2020, 1, 1), date(2024, 12, 31))
    option = ExtensionOption.model_validate({"maanden": "24"})

    def test_zc_01_one_extension_of_24_months_ends_on_the_last_day_of_2026(self) -> None:
        extended = self.option.extend(self.term, used=1)
        assert extended.end == date(2026, 12, 31)
        assert extended.before == date(2027, 1, 1)
        rides = [date(2024, 12, 31), date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
        assert [extended.contains(ride) for ride in rides] == [True, True, True, False]

    def test_b_01_before_the_option_is_used_the_term_ends_in_2024(self) -> None:
        assert self.option.extend(self.term, used=0) == self.term

    def test_zv_74_there_is_no_second_extension(self) -> None:
        assert [self.option.left(used) for used in (0, 1, 2)] == [1, 0, 0]
        with pytest.raises(QuestionWrong, match="kent haar 1 keer"):
            self.option.extend(self.term, used=2)
        with pytest.raises(QuestionWrong):
            self.option.extend(self.term, used=-1)

    def test_several_extensions_count_from_the_first_end(self) -> None:
        monthly = ExtensionOption.model_validate({"maanden": "1", "keren": "2"})
        term = Period.of(date(2025, 1, 1), date(2025, 1, 30))
        assert [monthly.extend(term, used).end for used in (1, 2)] == [date(2025, 2, 28), date(2025, 3, 30)]

    def test_a_leap_day_end_keeps_whole_months(self) -> None:
        yearly = ExtensionOption(maanden=12)
        assert yearly.extend(Period.of(date(2023, 3, 1), date(2024, 2, 29)), 1).end == date(2025, 2, 28)

    def test_an_open_term_cannot_be_extended(self) -> None:
        with pytest.raises(QuestionWrong, match="einddatum"):
            self.option.extend(Period.of(date(2020, 1, 1)), used=1)

    @pytest.mark.parametrize("data", [{"maanden": "0"}, {"maanden": "24", "keren": "0"}])
    def test_an_option_that_extends_nothing_is_refused(self, data: dict[str, str]) -> None:
        with pytest.raises(ValidationError, match="te klein"):
            ExtensionOption.model_validate(data)

    def test_zv_77_warnings_come_whole_months_before_the_end(self) -> None:
        term = self.option.extend(self.term, used=1)
        assert [lead_day(term, months) for months in (12, 9, 6)] == [
            date(2025, 12, 31),
            date(2026, 3, 31),
            date(2026, 6, 30),
        ]


class TestTacitRenewal:
    first = calendar_year(2024)

    def test_gpf_60_without_notice_the_second_renewal_is_in_force_in_2026(self) -> None:
        terms = tacit_renewals(self.first, 12, until=date(2026, 1, 1))
        assert terms == (calendar_year(2024), calendar_year(2025), calendar_year(2026))

    def test_gpf_60_with_notice_it_ends_on_the_last_day_of_2025(self) -> None:
        terms = tacit_renewals(self.first, 12, until=date(2026, 1, 1), ended_on=date(2025, 12, 31))
        assert terms == (calendar_year(2024), calendar_year(2025))

    def test_notice_within_a_term_ends_it_on_that_day(self) -> None:
        terms = tacit_renewals(self.first, 12, until=date(2026, 1, 1), ended_on=date(2025, 6, 30))
        assert terms[-1] == Period.of(date(2025, 1, 1), date(2025, 6, 30))

    def test_the_last_day_of_a_term_needs_no_renewal(self) -> None:
        assert tacit_renewals(self.first, 12, until=date(2024, 12, 31)) == (self.first,)
        assert len(tacit_renewals(self.first, 12, until=date(2025, 1, 1))) == 2

    def test_notice_before_the_start_and_open_terms_are_refused(self) -> None:
        with pytest.raises(QuestionWrong, match="voordat zij begon"):
            tacit_renewals(self.first, 12, until=date(2026, 1, 1), ended_on=date(2023, 12, 31))
        with pytest.raises(QuestionWrong, match="open"):
            tacit_renewals(Period.of(date(2024, 1, 1)), 12, until=date(2026, 1, 1))
        with pytest.raises(ValueError, match="te klein"):
            tacit_renewals(self.first, 0, until=date(2026, 1, 1))


class TestCycle:
    def test_amb_20_a_late_joiner_ends_together_with_the_cycle(self) -> None:
        assert join_cycle(CYCLE, date(2026, 4, 1)) == Period.of(date(2026, 4, 1), date(2027, 12, 31))

    def test_gpf_82_joining_in_the_second_year_leaves_one_year(self) -> None:
        assert join_cycle(CYCLE, date(2027, 1, 1)) == calendar_year(2027)

    @pytest.mark.parametrize("start", [date(2025, 12, 31), date(2028, 1, 1)])
    def test_a_start_outside_the_cycle_belongs_to_another_edition(self, start: date) -> None:
        with pytest.raises(QuestionWrong, match="buiten de cyclus"):
            join_cycle(CYCLE, start)


def test_periods_that_share_a_day_overlap() -> None:
    first, second = (Period.of(date(2026, 1, day), date(2026, 1, day + 2)) for day in (1, 3))
    assert first.overlaps(second)
    assert second.overlap(first) == Period.of(date(2026, 1, 3), date(2026, 1, 3))
    assert first.overlaps(Period.of(date(2026, 1, 3)))


def test_an_open_period_covers_an_open_one_that_starts_no_earlier() -> None:
    running = Period.of(date(2026, 1, 1))
    starts = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2))
    assert [running.covers(Period.of(start)) for start in starts] == [False, True, True]
    assert not CYCLE.covers(Period.of(date(2026, 6, 1)))


def test_notice_in_a_later_renewal_ends_that_renewal() -> None:
    term = calendar_year(2024)
    terms = tacit_renewals(term, 12, date(2027, 6, 1), ended_on=date(2026, 6, 30))
    assert terms == (term, calendar_year(2025), Period.of(date(2026, 1, 1), date(2026, 6, 30)))


def test_notice_on_the_first_day_leaves_that_day_and_before_it_is_refused() -> None:
    term = calendar_year(2024)
    assert tacit_renewals(term, 12, date(2025, 6, 1), ended_on=term.start) == (Period.of(term.start, term.start),)
    with pytest.raises(QuestionWrong, match="voordat zij begon"):
        tacit_renewals(term, 12, date(2025, 6, 1), ended_on=date(2023, 12, 31))
