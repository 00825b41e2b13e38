"""Dutch working days, against an independent list of holidays and the worked examples of the catalogues."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from pydantic import ValidationError

from zorginkoop.kernel.calendar import LiberationDay, WorkCalendar, easter

DEFAULT = WorkCalendar()
ALL_OFF = WorkCalendar.model_validate({"goede_vrijdag_vrij": "ja", "bevrijdingsdag_vrij": "elk_jaar"})
YEARS = range(2015, 2041)


def oracle(year: int, *categories: str) -> set[date]:
    """List the Dutch holidays of a year by the package `holidays`; its public ones include Good Friday."""
    return set(holidays.country_holidays("NL", years=year, categories=categories or ("public",)))


@pytest.mark.parametrize("year", YEARS)
def test_with_good_friday_off_the_holidays_are_those_of_the_oracle(year: int) -> None:
    assert set(WorkCalendar(goede_vrijdag_vrij=True).holidays(year)) == oracle(year)


@pytest.mark.parametrize("year", YEARS)
def test_without_settings_only_good_friday_differs_from_the_oracle(year: int) -> None:
    assert set(DEFAULT.holidays(year)) == oracle(year) - {easter(year) - timedelta(days=2)}


@pytest.mark.parametrize("year", YEARS)
def test_with_both_disputed_days_off_the_holidays_are_those_of_the_oracle(year: int) -> None:
    assert set(ALL_OFF.holidays(year)) == oracle(year, "public", "optional")


@pytest.mark.parametrize("year", range(1990, 2015))
def test_earlier_years_with_queens_day_agree_with_the_oracle_too(year: int) -> None:
    assert set(WorkCalendar(goede_vrijdag_vrij=True).holidays(year)) == oracle(year)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2008, date(2008, 3, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_early_late_and_in_between(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_kings_day_moves_to_saturday_when_the_27th_is_a_sunday() -> None:
    assert date(2025, 4, 26) in DEFAULT.holidays(2025)
    assert date(2025, 4, 27) not in DEFAULT.holidays(2025)
    assert DEFAULT.holidays(2026)[date(2026, 4, 27)] == "Koningsdag"
    assert DEFAULT.holidays(2013)[date(2013, 4, 30)] == "Koninginnedag"


@pytest.mark.parametrize(
    ("rule", "worked"),
    [
        (LiberationDay.NEVER, [2025, 2026]),
        (LiberationDay.LUSTRUM_YEARS, [2026]),
        (LiberationDay.EVERY_YEAR, []),
    ],
)
def test_amb_16_liberation_day_works_as_the_installation_sets_it(rule: LiberationDay, worked: list[int]) -> None:
    calendar = WorkCalendar(bevrijdingsdag_vrij=rule)
    assert [year for year in (2025, 2026) if calendar.is_working_day(date(year, 5, 5))] == worked


def test_amb_16_good_friday_is_a_working_day_unless_set_otherwise() -> None:
    good_friday = date(2026, 4, 3)
    assert DEFAULT.is_working_day(good_friday)
    assert not ALL_OFF.is_working_day(good_friday)


def test_ascension_day_on_5_may_keeps_its_name() -> None:
    assert ALL_OFF.holidays(2016)[date(2016, 5, 5)] == "Hemelvaartsdag"


def test_holidays_come_in_the_order_of_the_year_and_cannot_be_changed() -> None:
    days = DEFAULT.holidays(2026)
    assert list(days) == sorted(days)
    with pytest.raises(TypeError):
        days[date(2026, 7, 1)] = "Ketikoti"  # type: ignore[index]  # the refusal is the point


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2024, 12, 20), date(2024, 12, 31), id="ZC-16 Friday before Christmas"),
        pytest.param(date(2026, 12, 21), date(2026, 12, 29), id="ZC-16 Monday, Boxing Day on a Saturday"),
        pytest.param(date(2025, 12, 22), date(2025, 12, 31), id="GPF-84"),
        pytest.param(date(2025, 12, 5), date(2025, 12, 12), id="GPF-63"),
        pytest.param(date(2026, 8, 28), date(2026, 9, 4), id="CI-87"),
        pytest.param(date(2025, 12, 6), date(2025, 12, 12), id="received on Saturday"),
        pytest.param(date(2025, 12, 7), date(2025, 12, 12), id="received on Sunday"),
        pytest.param(date(2025, 12, 29), date(2026, 1, 6), id="over New Year"),
        pytest.param(date(2025, 4, 17), date(2025, 4, 25), id="over Easter, Good Friday worked"),
    ],
)
def test_five_working_days_with_the_day_of_receipt_as_day_0(received: date, due: date) -> None:
    assert DEFAULT.add_working_days(received, 5) == due
    assert DEFAULT.working_days_between(received, due) == 5
    assert DEFAULT.working_days_between(received, due - timedelta(days=1)) == 4


def test_zero_working_days_is_the_day_itself_even_on_a_sunday() -> None:
    assert DEFAULT.add_working_days(date(2025, 12, 7), 0) == date(2025, 12, 7)
    assert DEFAULT.working_days_between(date(2025, 12, 7), date(2025, 12, 7)) == 0


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="telt vooruit"):
        DEFAULT.add_working_days(date(2025, 12, 8), -1)
    with pytest.raises(ValueError, match="dag van ontvangst"):
        DEFAULT.working_days_between(date(2025, 12, 8), date(2025, 12, 7))


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValidationError):
        WorkCalendar.model_validate({"carnaval_vrij": "ja"})


def gauss(year: int) -> date:
    """Give Easter Sunday by the rule of Gauss, with its two exceptions: another method than ours."""
    centuries = {15: (22, 2), 16: (22, 2), 17: (23, 3), 18: (23, 4), 19: (24, 5), 20: (24, 5), 21: (24, 6), 22: (25, 0)}
    moon, week = (centuries | {23: (26, 1), 24: (25, 1)})[year // 100]
    full = (19 * (year % 19) + moon) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * full + week) % 7
    if sunday == 6 and (full == 29 or (full == 28 and (11 * moon + 11) % 30 < 19)):
        sunday = -1
    return date(year, 3, 22) + timedelta(days=full + sunday)


def test_easter_agrees_with_gauss_in_every_year_since_the_calendar_began() -> None:
    assert [easter(year) for year in range(1583, 2500)] == [gauss(year) for year in range(1583, 2500)]


def test_each_holiday_has_its_name() -> None:
    assert list(DEFAULT.holidays(2025).items()) == [
        (date(2025, 1, 1), "Nieuwjaarsdag"),
        (date(2025, 4, 20), "Eerste paasdag"),
        (date(2025, 4, 21), "Tweede paasdag"),
        (date(2025, 4, 26), "Koningsdag"),
        (date(2025, 5, 5), "Bevrijdingsdag"),
        (date(2025, 5, 29), "Hemelvaartsdag"),
        (date(2025, 6, 8), "Eerste pinksterdag"),
        (date(2025, 6, 9), "Tweede pinksterdag"),
        (date(2025, 12, 25), "Eerste kerstdag"),
        (date(2025, 12, 26), "Tweede kerstdag"),
    ]


@pytest.mark.parametrize(
    ("word", "off"), [("elk_jaar", [2025, 2026, 2030]), ("lustrumjaren", [2025, 2030]), ("nooit", [])]
)
def test_an_installation_says_in_a_word_when_liberation_day_is_off(word: str, off: list[int]) -> None:
    calendar = WorkCalendar.model_validate({"bevrijdingsdag_vrij": word})
    assert [year for year in (2025, 2026, 2030) if date(year, 5, 5) in calendar.holidays(year)] == off
