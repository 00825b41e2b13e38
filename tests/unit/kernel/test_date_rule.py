"""A date rule as it is written: what it refuses, what an installation supplies, and what can move its end."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import ValidationError

from support.dated import IN_TIME, LATE, MONTHLY, at, given, judged, rule
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.dates import DateRule, Form, resolve


class TestSupplied:
    def test_a_number_and_a_year_are_supplied_by_name(self) -> None:
        read = DateRule.model_validate({"binnen_dagen": {"waarde": "dagen"}, "na": "x"})
        assert read.supplied == ("dagen",)
        assert read.filled({"dagen": 28}) == DateRule.model_validate({"binnen_dagen": 28, "na": "x"})

    @pytest.mark.parametrize(
        ("limit", "last"),
        [("04-01", date(2026, 3, 31)), ("05-01", date(2026, 4, 30)), ("07-01", date(2026, 6, 30))],
    )
    def test_zc_36_the_year_of_the_process_is_supplied(self, limit: str, last: date) -> None:
        strictly = rule({"voor": limit, "jaar": {"waarde": "procesjaar"}}, procesjaar=2026)
        assert resolve(strictly, {}, WorkCalendar()).last_day == last

    def test_b_06_the_term_of_a_report_is_supplied(self) -> None:
        plain = MONTHLY | {"binnen_maanden": {"waarde": "maanden"}}
        reports = resolve(rule({"herhaalt": plain}, maanden=2), {}, WorkCalendar())
        assert reports.occurrences[0].last_day == date(2025, 3, 31)

    def test_a_rule_without_its_number_or_year_cannot_be_worked_out(self) -> None:
        grace = DateRule.model_validate({"uiterlijk": "2026-11-11", "respijt_dagen": {"waarde": "respijt"}})
        with pytest.raises(TypeError, match="nog niet ingevuld"):
            resolve(grace, {}, WorkCalendar())
        yearly = DateRule.model_validate({"voor": "04-01", "jaar": {"waarde": "procesjaar"}})
        with pytest.raises(TypeError, match="nog geen jaar"):
            resolve(yearly, {}, WorkCalendar())

    @pytest.mark.parametrize(
        ("plain", "numbers", "sentence"),
        [
            ({"voor": "02-29", "jaar": {"waarde": "jaar"}}, {"jaar": 2026}, "geen bestaande datum"),
            ({"voor": "04-01", "jaar": {"waarde": "jaar"}}, {"jaar": 26}, "controleer het jaar"),
            ({"binnen_dagen": {"waarde": "dagen"}, "na": "x"}, {"dagen": 0}, "geen termijn"),
            ({"uiterlijk": "2026-11-11", "respijt_dagen": {"waarde": "dagen"}}, {"dagen": -1}, "kan hier niet"),
        ],
    )
    def test_a_number_that_cannot_be_is_refused(
        self, plain: dict[str, object], numbers: dict[str, int], sentence: str
    ) -> None:
        with pytest.raises(ValidationError, match=sentence):
            DateRule.model_validate(plain).filled(numbers)


class TestMoved:
    def test_b_14_days_of_grace_count_for_everyone(self) -> None:
        signing = given({"uiterlijk": "2026-11-11", "respijt_dagen": 3})
        assert judged(signing, "2026-11-12", "2026-11-14T23:59:59", "2026-11-15") == [IN_TIME, IN_TIME, LATE]
        assert signing.last_day == date(2026, 11, 14)
        assert given({"uiterlijk": "2026-11-11", "respijt_dagen": 0}) == given({"uiterlijk": "2026-11-11"})

    def test_grace_comes_after_a_computed_day_and_its_floor(self) -> None:
        plain: dict[str, object] = {"binnen_dagen": 28, "na": "aanbod", "niet_eerder_dan": "2025-11-07"}
        assert given(plain | {"respijt_dagen": 2}, aanbod="2025-10-01").last_day == date(2025, 11, 9)

    def test_grace_does_not_lose_an_hour_to_the_clock(self) -> None:
        moved = given({"uiterlijk": "2025-10-25", "respijt_dagen": 1})
        assert judged(moved, "2025-10-26T23:59", "2025-10-27") == [IN_TIME, LATE]

    @pytest.mark.parametrize(
        ("decided", "last"),
        [(None, date(2025, 11, 7)), ("2025-11-20", date(2025, 11, 20)), ("2025-11-01", date(2025, 11, 7))],
    )
    def test_a_decision_moves_the_last_day_and_never_back(self, decided: str | None, last: date) -> None:
        plain = {"uiterlijk": "2025-11-07", "verlengd_tot": "besluit"}
        assert given(plain, **({"besluit": decided} if decided else {})).last_day == last

    @pytest.mark.parametrize("key", ["respijt_dagen", "verlengd_tot"])
    @pytest.mark.parametrize(
        "plain", [{"vanaf": "2025-11-12"}, {"op": "2025-11-12"}, {"na": "x"}, {"herhaalt": MONTHLY}]
    )
    def test_what_has_no_last_day_cannot_be_moved(self, plain: dict[str, object], key: str) -> None:
        with pytest.raises(ValidationError, match="daar is geen laatste dag"):
            DateRule.model_validate(plain | {key: "1" if key == "respijt_dagen" else "besluit"})


class TestRefused:
    @pytest.mark.parametrize(
        ("rule", "sentence"),
        [
            ({}, "zegt niet wanneer"),
            ({"woorden": "half september"}, "zegt niet wanneer"),
            ({"niet_eerder_dan": "2026-01-01"}, "zegt niet wanneer"),
            ({"binnen_dagen": "28"}, "voeg na"),
            ({"binnen_werkdagen": "5"}, "voeg na"),
            ({"binnen_maanden": "1"}, "voeg na"),
            ({"binnen_uren": "24"}, "voeg na"),
            ({"direct": "ja"}, "voeg na"),
            ({"direct": "nee", "na": "aanbod"}, "laat direct weg"),
            ({"op": "2026-01-01", "voor": "2026-01-01"}, r"meer dan een vorm \(op, voor\); kies er een"),
            ({"vanaf": "2026-01-01", "uiterlijk": "2026-02-01"}, "schrijf venster"),
            ({"vanaf": "2026-01-01", "voor": "2026-02-01"}, "de dag ervoor"),
            ({"vanaf": "2026-01-01", "na": "aanbod"}, "niet_eerder_dan"),
            ({"eerste_van_volgende_maand_na": "aanvraag", "na": "aanbod"}, "laat na weg"),
            ({"uiterlijk": "2026-01-01", "na": "aanbod"}, "meer dan een vorm"),
            ({"binnen_dagen": "1", "binnen_uren": "24", "na": "aanbod"}, "meer dan een vorm"),
            ({"uiterlijk": "2026-01-01", "niet_eerder_dan": "2025-01-01"}, "past niet bij uiterlijk"),
            ({"binnen_uren": "24", "na": "aanbod", "niet_eerder_dan": "2025-01-01"}, "past niet bij binnen_uren"),
            ({"uiterlijk": "2026-09-15", "omstreeks": "ja"}, "voeg woorden toe"),
            ({"venster": {"van": "2026-01-01", "tot_en_met": "open"}}, "schrijf vanaf"),
            ({"venster": {"van": "2026-01-01", "tot_en_met": "2206-01-01"}}, "controleer het jaar"),
            ({"uiterlijk": "0206-01-01"}, "controleer het jaar"),
            ({"uiterlijk": "9999-12-31"}, "controleer het jaar"),
            ({"uiterlijk": "half september"}, "geen datum"),
            ({"binnen_dagen": "0", "na": "aanbod"}, "geen termijn"),
            ({"binnen_dagen": "10000", "na": "aanbod"}, "geen termijn"),
            ({"na": []}, "Noem een gebeurtenis"),
            ({"na": 5}, "Noem een gebeurtenis"),
            ({"na": "Het aanbod"}, "geen naam van een gebeurtenis"),
            ({"na": ["aanbod", "aanbod"]}, "twee keer"),
            ({"herhaalt": {"per": "maand", "van": "2025-01-01", "tot_en_met": "2025-12-31"}}, "binnen_maanden of"),
            (
                {"herhaalt": MONTHLY | {"binnen_dagen": "3"}},
                "niet eenduidig",
            ),
            (
                {"herhaalt": MONTHLY | {"tot_en_met": "2024-12-31"}},
                "verwissel",
            ),
            ({"herhaalt": MONTHLY, "na": "aanbod"}, "meer dan een vorm"),
            ({"herhaalt": MONTHLY, "niet_eerder_dan": "2025-01-01"}, "past niet bij herhaalt"),
            ({"tot": "2026-01-01"}, "not permitted"),
            ({"voor": "04-01"}, "een dag zonder jaar vraagt jaar"),
            ({"voor": "2026-04-01", "jaar": {"waarde": "procesjaar"}}, "jaar hoort bij een dag zonder jaar"),
            ({"voor": "13-01", "jaar": {"waarde": "procesjaar"}}, "geen bestaande datum"),
            ({"binnen_dagen": {"waarde": "Dagen"}, "na": "aanbod"}, "should match pattern"),
        ],
    )
    def test_a_rule_that_means_nothing_says_what_to_write_instead(self, rule: dict[str, object], sentence: str) -> None:
        with pytest.raises(ValidationError, match=sentence):
            DateRule.model_validate(rule)


class TestModel:
    def test_a_rule_is_written_back_as_it_was_read(self) -> None:
        rule = {"binnen_dagen": 28, "na": ["aanbod_compleet", "aanbod"], "niet_eerder_dan": "2026-01-01"}
        assert DateRule.model_validate(rule).model_dump(exclude_none=True) == rule
        assert DateRule.model_validate({"na": ["aanbod"]}).model_dump(exclude_none=True) == {"na": "aanbod"}
        window = {"venster": {"van": "2025-09-11", "tot_en_met": "2025-09-20"}, "woorden": "half september"}
        assert DateRule.model_validate(window).model_dump(exclude_none=True) == window

    def test_a_rule_cannot_be_changed(self) -> None:
        rule = DateRule.model_validate({"uiterlijk": "2025-11-07"})
        assert rule.form is Form.BY
        with pytest.raises(ValidationError, match="frozen"):
            rule.by = date(2025, 11, 8)  # type: ignore[misc]  # the refusal is the point

    def test_the_json_schema_speaks_dutch(self) -> None:
        schema = json.loads(json.dumps(DateRule.model_json_schema()))
        assert set(schema["properties"]) == {str(form) for form in Form} | {
            "niet_eerder_dan", "woorden", "omstreeks", "respijt_dagen", "verlengd_tot", "jaar",
        }  # fmt: skip
        assert schema["additionalProperties"] is False


class TestDayOfAYear:
    @pytest.mark.parametrize(
        ("plain", "first", "last"),
        [
            ({"op": "02-29"}, date(2028, 2, 29), date(2028, 2, 29)),
            ({"voor": "03-01"}, None, date(2028, 2, 29)),
            ({"uiterlijk": "02-29"}, None, date(2028, 2, 29)),
            ({"vanaf": "02-29"}, date(2028, 2, 29), None),
            ({"binnen_dagen": "1", "na": "aanbod", "niet_eerder_dan": "02-29"}, date(2028, 1, 5), date(2028, 2, 29)),
        ],
    )
    def test_every_day_may_leave_its_year_to_the_installation(
        self, plain: dict[str, object], first: date | None, last: date | None
    ) -> None:
        found = resolve(
            rule(plain | {"jaar": {"waarde": "jaar"}}, jaar=2028), {"aanbod": at("2028-01-05")}, WorkCalendar()
        )
        assert (found.first_day, found.last_day) == (first, last)

    def test_only_a_day_takes_the_year_and_everything_else_stays_as_written(self) -> None:
        plain = {
            "uiterlijk": "09-15", "jaar": {"waarde": "jaar"}, "verlengd_tot": "besluit", "woorden": "half september",
            "omstreeks": "ja",
        }  # fmt: skip
        filled = rule(plain, jaar=2028)
        assert filled == DateRule.model_validate(
            {"uiterlijk": "2028-09-15", "verlengd_tot": "besluit", "woorden": "half september", "omstreeks": "ja"}
        )


class TestNames:
    def test_a_rule_names_every_event_and_decision_that_it_reads(self) -> None:
        read = rule({"binnen_dagen": "1", "na": ["aanvraag", "aanbod"], "verlengd_tot": "besluit"})
        assert read.names == ("aanvraag", "aanbod", "besluit")
        assert rule({"uiterlijk": "2026-01-01"}).names == ()

    @pytest.mark.parametrize("key", ["respijt_dagen", "verlengd_tot"])
    def test_what_does_not_go_with_a_form_is_named(self, key: str) -> None:
        with pytest.raises(ValidationError, match=f"{key} past niet bij vanaf, want daar is geen laatste dag"):
            rule({"vanaf": "2026-01-01", key: "1" if key == "respijt_dagen" else "besluit"})

    def test_the_words_of_the_source_are_kept_without_the_spaces_around_them(self) -> None:
        assert rule({"uiterlijk": "2026-01-01", "woorden": " x "}).words == "x"
        with pytest.raises(ValidationError, match="at least 1"):
            rule({"uiterlijk": "2026-01-01", "woorden": "  "})

    @pytest.mark.parametrize("window", [("0206-01-01", "2026-01-01"), ("2026-01-01", "2206-01-01")])
    def test_both_days_of_a_window_have_a_plausible_year(self, window: tuple[str, str]) -> None:
        with pytest.raises(ValidationError, match="controleer het jaar"):
            rule({"venster": {"van": window[0], "tot_en_met": window[1]}})
