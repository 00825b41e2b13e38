"""Laws of dates that hold for every day, term and rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.calendar import LiberationDay, WorkCalendar
from zorginkoop.kernel.dates import DateRule, Resolved, Timing, resolve, start_of
from zorginkoop.kernel.running_term import Tacit, TermRule, running_term
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.terms import (
    ExtensionOption,
    Period,
    add_months,
    end_after_months,
    first_of_next_month,
    last_of_month,
    tacit_renewals,
)
from zorginkoop.kernel.tree import Citation, Phrase

DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001 - the zone is set beside it
    lambda moment: moment.astimezone(AMSTERDAM)
)
COUNTS = st.integers(1, 60)
CALENDARS = st.builds(
    WorkCalendar, goede_vrijdag_vrij=st.booleans(), bevrijdingsdag_vrij=st.sampled_from(LiberationDay)
)
EVENT = {"na": "gebeurtenis"}
FIXED = st.sampled_from(["op", "voor", "uiterlijk", "vanaf"])
COUNTED = st.sampled_from(["binnen_dagen", "binnen_werkdagen", "binnen_maanden", "binnen_uren"])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    return Period.of(start, draw(st.none() | st.integers(0, 2000).map(lambda length: start + length * DAY)))


@st.composite
def closed_periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    return Period.of(start, start + draw(st.integers(0, 2000)) * DAY)


@st.composite
def filled_rules(draw: st.DrawFn) -> Resolved:
    if draw(st.booleans()):
        rule = {draw(FIXED): draw(DAYS)}
        return resolve(DateRule.model_validate(rule), {}, WorkCalendar())
    counted = EVENT | {draw(COUNTED): draw(COUNTS)}
    return resolve(DateRule.model_validate(counted), {"gebeurtenis": draw(MOMENTS)}, WorkCalendar())


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_adding_working_days_and_counting_them_undo_each_other(calendar: WorkCalendar, day: date, count: int) -> None:
    due = calendar.add_working_days(day, count)
    assert calendar.working_days_between(day, due) == count
    assert count == 0 or calendar.is_working_day(due)


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_working_days_add_up(calendar: WorkCalendar, day: date, one: int, other: int) -> None:
    assert calendar.add_working_days(calendar.add_working_days(day, one), other) == calendar.add_working_days(
        day, one + other
    )


@given(CALENDARS, DAYS)
def test_a_year_has_from_7_to_13_holidays_and_none_is_worked(calendar: WorkCalendar, day: date) -> None:
    days = calendar.holidays(day.year)
    assert 7 <= len(days) <= 13
    assert not any(calendar.is_working_day(holiday) for holiday in days)


@given(DAYS, st.integers(-120, 120))
def test_adding_months_lands_in_that_month_on_that_day_or_its_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and moved == last_of_month(moved))


@given(DAYS, DAYS, st.integers(-60, 60))
def test_months_keep_the_order_of_days(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)
    assert end_after_months(first, months) <= end_after_months(second, months)


@given(DAYS)
def test_the_first_of_the_next_month_is_the_nearest_first_after_the_day(day: date) -> None:
    first = first_of_next_month(day)
    assert first.day == 1
    assert day < first <= day + 31 * DAY


@given(periods(), periods())
def test_two_periods_overlap_touch_or_lie_apart(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert one.touches(other) == other.touches(one)
    assert not (one.overlaps(other) and one.touches(other))
    assert one.covers(other) == (one.overlap(other) == other)


@given(periods(), periods(), DAYS)
def test_the_overlap_holds_exactly_the_shared_days(one: Period, other: Period, day: date) -> None:
    shared = one.overlap(other)
    assert (shared is not None and shared.contains(day)) == (one.contains(day) and other.contains(day))


@given(closed_periods(), st.integers(1, 36), st.integers(1, 5))
def test_using_an_option_once_more_only_adds_days(term: Period, months: int, times: int) -> None:
    option = ExtensionOption(maanden=months, keren=times)
    terms = [option.extend(term, used) for used in range(times + 1)]
    assert all(longer.covers(shorter) and longer != shorter for shorter, longer in pairwise(terms))


@given(closed_periods(), st.integers(1, 24), st.integers(0, 4000))
def test_tacit_renewals_follow_each_other_without_gap_or_overlap(term: Period, months: int, days: int) -> None:
    until = term.start + days * DAY
    terms = tacit_renewals(term, months, until)
    assert terms[0] == term
    assert all(one.touches(other) for one, other in pairwise(terms))
    assert sum(one.contains(until) for one in terms) == 1


@given(filled_rules())
def test_the_limits_themselves_count_and_one_step_outside_does_not(resolved: Resolved) -> None:
    if resolved.first is not None:
        assert resolved.verdict(resolved.first) is Timing.IN_TIME
        assert resolved.verdict(resolved.first.astimezone(UTC) - datetime.resolution) is Timing.EARLY
    if resolved.before is not None and resolved.last is not None:
        assert resolved.verdict(resolved.last) is Timing.IN_TIME
        assert resolved.verdict(resolved.before) is Timing.LATE
        assert resolved.late_by(resolved.before) == datetime.resolution


@given(st.sampled_from(["uiterlijk", "voor", "binnen_dagen"]), DAYS, MOMENTS, st.integers(0, 60), DAYS)
def test_grace_and_a_decision_only_give_time(form: str, day: date, moment: datetime, grace: int, decided: date) -> None:
    plain = {form: day} if form in {"uiterlijk", "voor"} else EVENT | {form: 28}
    events = {"gebeurtenis": moment}
    bare, graced = (
        resolve(DateRule.model_validate(rule), events, WorkCalendar())
        for rule in (plain, plain | {"respijt_dagen": grace})
    )
    assert bare.last_day is not None
    assert graced.last_day == bare.last_day + grace * DAY
    moved = DateRule.model_validate(plain | {"respijt_dagen": grace, "verlengd_tot": "besluit"})
    extended = resolve(moved, events | {"besluit": start_of(decided)}, WorkCalendar())
    assert extended.last_day == max(graced.last_day, decided)


@given(closed_periods(), st.integers(1, 24), st.integers(0, 12), st.integers(0, 4000), st.integers(0, 4000))
def test_notice_ends_a_tacit_term_with_the_first_end_that_leaves_its_period(
    cycle: Period, months: int, ahead: int, noticed: int, looked: int
) -> None:
    rule = TermRule(cycle, None, Tacit(months, "opgezegd", ahead, 0, Phrase(), Citation()))
    notice, on = cycle.start + noticed * DAY, cycle.start + looked * DAY
    found = running_term(rule, cycle.start, {"opgezegd": start_of(notice)}, on)
    ends = [term.end for term in tacit_renewals(cycle, months, notice + (ahead + months + 1) * 31 * DAY)]
    assert found is not None
    assert found.period.end == next(end for end in ends if end and end_after_months(end, -ahead) >= notice)
    running = running_term(rule, cycle.start, {}, on)
    assert running is not None
    assert running.period.end is not None
    assert running.period.end >= on
    assert [term.end for term in tacit_renewals(cycle, months, on)][-1] == running.period.end


@given(filled_rules(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_time_only_moves_a_verdict_from_early_to_in_time_to_late(
    resolved: Resolved, moment: datetime, wait: timedelta
) -> None:
    order = [Timing.EARLY, Timing.IN_TIME, Timing.LATE]
    later = moment.astimezone(UTC) + wait
    assert order.index(resolved.verdict(moment)) <= order.index(resolved.verdict(later))


@given(filled_rules(), MOMENTS)
def test_the_verdict_does_not_depend_on_the_zone_that_a_moment_is_written_in(
    resolved: Resolved, moment: datetime
) -> None:
    assert resolved.verdict(moment) is resolved.verdict(moment.astimezone(UTC))


@given(MOMENTS, COUNTS)
def test_hours_are_elapsed_hours_across_every_clock_change(moment: datetime, hours: int) -> None:
    rule = DateRule.model_validate({"binnen_uren": hours} | EVENT)
    last = resolve(rule, {"gebeurtenis": moment}, WorkCalendar()).last
    assert last is not None
    assert last.astimezone(UTC) - moment.astimezone(UTC) == timedelta(hours=hours)


@given(MOMENTS, DAYS)
def test_a_start_is_a_first_of_the_month_after_the_request_or_the_floor(moment: datetime, floor: date) -> None:
    rule = DateRule.model_validate({"eerste_van_volgende_maand_na": "gebeurtenis", "niet_eerder_dan": floor})
    start = resolve(rule, {"gebeurtenis": moment}, WorkCalendar()).first_day
    assert start is not None
    assert start == max(floor, first_of_next_month(moment.date()))
    assert start_of(start) > moment


@given(closed_periods(), st.sampled_from(["maand", "kwartaal", "jaar"]), st.sampled_from(["dagen", "maanden"]), COUNTS)
def test_repeating_duties_cover_their_term_day_for_day(term: Period, per: str, unit: str, count: int) -> None:
    rule = {"per": per, "van": term.start, "tot_en_met": term.end, f"binnen_{unit}": count}
    turns = resolve(DateRule.model_validate({"herhaalt": rule}), {}, WorkCalendar()).occurrences
    assert (turns[0].period.start, turns[-1].period.end) == (term.start, term.end)
    assert all(one.period.touches(other.period) for one, other in pairwise(turns))
    dues = [turn.last_day for turn in turns if turn.last_day]
    assert len(dues) == len(turns)
    assert all(one < other for one, other in pairwise(dues))
    assert all(turn.period.end and turn.period.end < due for turn, due in zip(turns, dues, strict=True))


@given(filled_rules())
def test_every_rule_can_be_said_on_one_line(resolved: Resolved) -> None:
    for text in (resolved.say("nl"), resolved.say("en")):
        assert text
        assert "\n" not in text
        assert "None" not in text
