"""Date rules: the scenarios that are date questions, and every limit one step below, at and above."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest

from support.dated import EARLY, IN_TIME, LATE, MISSED, OPEN, at, given, judged
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.dates import DateRule, Form, Resolved, resolve


class TestFixedDates:
    def test_gpf_08_confirmed_late_on_the_last_sunday_is_in_time_and_nothing_moves_to_monday(self) -> None:
        questionnaire = given({"uiterlijk": "2023-10-15"})
        assert judged(questionnaire, "2023-10-15T23:30", "2023-10-15T23:59:59", "2023-10-16T00:00") == [
            IN_TIME,
            IN_TIME,
            LATE,
        ]

    def test_ci_94_the_last_day_ends_in_amsterdam_and_not_in_utc(self) -> None:
        signing = given({"uiterlijk": "2026-11-11"})
        assert judged(signing, "2026-11-11T23:30+01:00", "2026-11-11T22:30Z", "2026-11-11T23:30Z") == [
            IN_TIME,
            IN_TIME,
            LATE,
        ]
        assert signing.last_day == date(2026, 11, 11)

    @pytest.mark.parametrize(
        ("limit", "in_time", "late"),
        [
            ("2026-04-01", "2026-03-31T23:59:59", "2026-04-01"),
            ("2026-05-01", "2026-04-30T23:59:59", "2026-05-01"),
            ("2026-07-01", "2026-06-30T23:59", "2026-07-01T00:00"),
        ],
    )
    def test_zc_36_before_a_date_leaves_that_date_itself_out(self, limit: str, in_time: str, late: str) -> None:
        assert judged(given({"voor": limit}), in_time, late) == [IN_TIME, LATE]

    def test_ci_95_from_a_date_starts_at_midnight_and_never_ends(self) -> None:
        publication = given({"vanaf": "2026-11-12"})
        assert judged(publication, "2026-11-11T23:59:59", "2026-11-12", "2030-01-01") == [EARLY, IN_TIME, IN_TIME]

    def test_on_a_date_is_that_whole_day(self) -> None:
        start = given({"op": "2026-01-01"})
        assert judged(start, "2025-12-31T23:59:59", "2026-01-01", "2026-01-01T23:59:59", "2026-01-02") == [
            EARLY,
            IN_TIME,
            IN_TIME,
            LATE,
        ]

    def test_amb_14_a_window_keeps_the_vague_words_and_is_approximate(self) -> None:
        window = given({"venster": {"van": "2025-09-11", "tot_en_met": "2025-09-20"}, "woorden": "half september 2025"})
        assert window.approximate
        assert window.words == "half september 2025"
        assert window.last_day == date(2025, 9, 20)
        assert judged(window, "2025-09-10T23:59", "2025-09-11", "2025-09-20T23:59", "2025-09-21") == [
            EARLY,
            IN_TIME,
            IN_TIME,
            LATE,
        ]

    def test_b_18_a_vague_last_day_is_flagged_and_still_works(self) -> None:
        rule = {"uiterlijk": "2026-09-15", "woorden": "half september", "omstreeks": "ja"}
        invitation = given(rule)
        assert invitation.approximate
        assert judged(invitation, "2026-09-15T23:59", "2026-09-16") == [IN_TIME, LATE]

    def test_a_window_without_words_or_marked_exact_is_exact(self) -> None:
        window = {"van": "2025-09-16", "tot_en_met": "2025-09-30"}
        assert not given({"venster": window}).approximate
        assert not given({"venster": window, "woorden": "tweede helft", "omstreeks": "nee"}).approximate


class TestFirstOfNextMonth:
    late_offer: ClassVar[dict[str, object]] = {
        "eerste_van_volgende_maand_na": "aanvraag",
        "niet_eerder_dan": "2026-01-01",
    }

    def test_gpf_26_a_late_request_starts_on_the_first_after_the_request(self) -> None:
        rule = {"eerste_van_volgende_maand_na": "aanvraag", "niet_eerder_dan": "2024-01-01"}
        assert given(rule, aanvraag="2024-03-12", aanbod="2024-03-28").first_day == date(2024, 4, 1)

    def test_gpf_33_the_delivery_of_the_right_proof_counts_and_not_its_check(self) -> None:
        rule = {"eerste_van_volgende_maand_na": "juist_bewijs", "niet_eerder_dan": "2026-01-01"}
        changed = given(rule, bewijs="2025-10-20", juist_bewijs="2026-01-31", controle="2026-02-10")
        assert changed.first_day == date(2026, 2, 1)

    @pytest.mark.parametrize(
        ("delivered", "start"),
        [
            pytest.param("2025-11-28", date(2026, 1, 1), id="GPF-36"),
            pytest.param("2025-12-31T23:59", date(2026, 1, 1), id="last minute of the year"),
            pytest.param("2026-01-01", date(2026, 2, 1), id="first of January"),
            pytest.param("2026-01-31T23:59:59", date(2026, 2, 1), id="last second of January"),
            pytest.param("2026-02-01", date(2026, 3, 1), id="first of February"),
        ],
    )
    def test_pm_73_the_month_of_delivery_decides(self, delivered: str, start: date) -> None:
        rule = {"eerste_van_volgende_maand_na": "juist_bewijs", "niet_eerder_dan": "2026-01-01"}
        assert given(rule, juist_bewijs=delivered).first_day == start

    def test_gpf_81_the_start_is_never_before_the_contract_year(self) -> None:
        assert given(self.late_offer, aanvraag="2025-11-15", aanbod="2026-01-12").first_day == date(2026, 1, 1)

    def test_gpf_82_a_request_in_december_rolls_into_the_next_year(self) -> None:
        assert given(self.late_offer, aanvraag="2026-12-03", aanbod="2026-12-10").first_day == date(2027, 1, 1)

    def test_the_month_is_that_of_amsterdam(self) -> None:
        assert given(self.late_offer, aanvraag="2026-01-31T23:30Z").first_day == date(2026, 3, 1)

    def test_amb_02_without_a_request_the_offer_is_the_anchor(self) -> None:
        rule = self.late_offer | {"eerste_van_volgende_maand_na": ["aanvraag", "aanbod"]}
        assert given(rule, aanbod="2026-02-20").first_day == date(2026, 3, 1)
        assert given(rule, aanvraag="2026-01-20", aanbod="2026-02-20").first_day == date(2026, 2, 1)

    def test_while_the_event_is_missing_only_too_early_is_certain(self) -> None:
        start = given(self.late_offer)
        assert start.waiting_for == ("aanvraag",)
        assert judged(start, "2025-12-31T23:59", "2026-01-01") == [EARLY, OPEN]


class TestTerms:
    @pytest.mark.parametrize(
        ("offer", "last"),
        [
            pytest.param("2025-10-10", date(2025, 11, 7), id="GPF-67"),
            pytest.param("2025-11-24", date(2025, 12, 22), id="GPF-67 not capped"),
            pytest.param("2025-12-15", date(2026, 1, 12), id="FA-90 over the year"),
            pytest.param("2025-10-10T17:45", date(2025, 11, 7), id="the time of day does not matter"),
        ],
    )
    def test_gpf_67_28_days_after_the_offer_that_day_included(self, offer: str, last: date) -> None:
        signing = given({"binnen_dagen": "28", "na": "definitief_aanbod"}, definitief_aanbod=offer)
        assert signing.last_day == last
        assert judged(signing, f"{last}T23:59:59", f"{last + timedelta(days=1)}") == [IN_TIME, LATE]

    def test_gpf_63_the_appointment_must_be_planned_within_five_working_days(self) -> None:
        rule = {"binnen_werkdagen": "5", "na": "aanmelding"}
        planned = given(rule, aanmelding="2025-12-05T16:00")
        assert planned.last_day == date(2025, 12, 12)
        assert judged(planned, "2025-12-04", "2025-12-05", "2025-12-11", "2025-12-12T23:59", "2025-12-13") == [
            EARLY,
            IN_TIME,
            IN_TIME,
            IN_TIME,
            LATE,
        ]

    @pytest.mark.parametrize(
        ("received", "due"),
        [
            pytest.param("2024-12-20T10:00", date(2024, 12, 31), id="ZC-16 Friday"),
            pytest.param("2026-12-21T10:00", date(2026, 12, 29), id="ZC-16 Monday"),
            pytest.param("2025-12-22T10:00", date(2025, 12, 31), id="GPF-84"),
        ],
    )
    def test_zc_16_and_gpf_84_mail_is_answered_in_five_working_days(self, received: str, due: date) -> None:
        assert given({"binnen_werkdagen": "5", "na": "e_mail"}, e_mail=received).last_day == due

    @pytest.mark.parametrize(
        ("agreed", "last"),
        [
            ("2024-01-31", date(2024, 2, 29)),
            ("2025-01-31", date(2025, 2, 28)),
            ("2025-01-30", date(2025, 2, 28)),
            ("2025-02-28", date(2025, 3, 28)),
            ("2025-12-31", date(2026, 1, 31)),
        ],
    )
    def test_gz_56_within_a_month_clamps_at_the_end_of_a_shorter_one(self, agreed: str, last: date) -> None:
        report = given({"binnen_maanden": "1", "na": "afspraak"}, afspraak=agreed)
        assert report.last_day == last
        assert judged(report, f"{last}T23:59:59", f"{last + timedelta(days=1)}") == [IN_TIME, LATE]

    def test_a_floor_lifts_a_last_day(self) -> None:
        rule = {"binnen_dagen": "28", "na": "aanbod", "niet_eerder_dan": "2025-11-07"}
        assert given(rule, aanbod="2025-10-09").last_day == date(2025, 11, 7)
        assert given(rule, aanbod="2025-10-11").last_day == date(2025, 11, 8)


class TestHours:
    processing: ClassVar[dict[str, object]] = {"binnen_uren": "24", "na": "overdracht"}

    def test_zc_06_exactly_24_hours_is_in_time_and_the_weekend_counts(self) -> None:
        due = given(self.processing, overdracht="2025-06-07T16:45")
        assert judged(due, "2025-06-08T16:44:59", "2025-06-08T16:45:00", "2025-06-08T16:45:01") == [
            IN_TIME,
            IN_TIME,
            LATE,
        ]
        assert due.verdict(at("2025-06-08T16:45").replace(microsecond=1)) is LATE
        assert due.verdict(at("2025-06-07T16:44:59")) is EARLY

    @pytest.mark.parametrize(
        ("handed_over", "due"),
        [
            pytest.param("2025-03-29T14:00", "2025-03-30T15:00+02:00", id="ZV-67 the clock goes forward"),
            pytest.param("2025-10-25T14:00", "2025-10-26T13:00+01:00", id="ZV-67 the clock goes back"),
            pytest.param("2025-10-25T02:30", "2025-10-26T02:30+02:00", id="first of the two hours"),
            pytest.param("2025-10-25T03:30", "2025-10-26T02:30+01:00", id="second of the two hours"),
            pytest.param("2025-03-29T02:30", "2025-03-30T03:30+02:00", id="the hour that does not exist"),
        ],
    )
    def test_zv_67_24_hours_pass_whatever_the_clock_does(self, handed_over: str, due: str) -> None:
        last = at(due)
        resolved = given(self.processing, overdracht=handed_over)
        assert resolved.last is not None
        assert resolved.last.isoformat() == last.isoformat()
        assert resolved.verdict(last) is IN_TIME
        assert resolved.late_by(last) == timedelta(0)

    def test_zv_67_in_the_repeated_hour_the_second_turn_is_an_hour_later(self) -> None:
        due = given(self.processing, overdracht="2025-10-25T02:30")
        assert judged(due, "2025-10-26T02:30+02:00", "2025-10-26T02:00+01:00") == [IN_TIME, LATE]
        assert due.late_by(at("2025-10-26T02:30+01:00")) == timedelta(hours=1)

    def test_zc_09_processing_and_availability_have_the_same_clock_and_separate_verdicts(self) -> None:
        both = given(self.processing, overdracht="2025-09-01T10:00")
        assert judged(both, "2025-09-01T12:00", "2025-09-02T09:30", "2025-09-02T10:00:01") == [IN_TIME, IN_TIME, LATE]

    def test_zv_70_at_once_leaves_no_time_and_measures_the_delay(self) -> None:
        urgent = given({"direct": "ja", "na": "akkoord_spoedrit"}, akkoord_spoedrit="2025-06-07T16:45")
        assert judged(urgent, "2025-06-07T16:44:59", "2025-06-07T16:45", "2025-06-07T16:45:01") == [
            EARLY,
            IN_TIME,
            LATE,
        ]
        assert urgent.late_by(at("2025-06-07T16:52")) == timedelta(minutes=7)
        assert urgent.late_by(at("2025-06-07T16:45")) == timedelta(0)


class TestEvents:
    def test_gz_129_an_offer_without_a_date_waits_for_its_event(self) -> None:
        rule: dict[str, object] = {"na": "vragenlijst_bevestigd"}
        assert judged(given(rule), "2023-10-20") == [OPEN]
        offer = given(rule, vragenlijst_bevestigd="2023-10-14T11:00")
        assert judged(offer, "2023-10-14T10:59", "2023-10-14T11:00", "2024-06-01") == [EARLY, IN_TIME, IN_TIME]
        assert offer.late_by(at("2024-06-01")) == timedelta(0)

    @pytest.mark.parametrize(
        ("complete", "listed"),
        [("2026-10-28", "2026-11-12T00:00+01:00"), ("2026-11-18T10:15", "2026-11-18T10:15+01:00")],
    )
    def test_ci_96_listing_waits_for_completion_and_for_the_floor(self, complete: str, listed: str) -> None:
        rule = {"na": "overeenkomst_compleet", "niet_eerder_dan": "2026-11-12"}
        assert given(rule, overeenkomst_compleet=complete).first == at(listed)
        assert judged(given(rule), "2026-11-11", "2026-11-12") == [EARLY, OPEN]

    def test_every_event_of_a_list_is_named_while_none_is_known(self) -> None:
        rule = {"binnen_dagen": "28", "na": ["aanvraag_compleet", "aanvraag"]}
        assert given(rule).waiting_for == ("aanvraag_compleet", "aanvraag")
        assert given(rule, aanvraag="2026-01-05").waiting_for == ()
        assert DateRule.model_validate(rule).events == ("aanvraag_compleet", "aanvraag")

    def test_a_moment_without_a_time_zone_is_refused(self) -> None:
        naive = datetime(2026, 1, 5)  # noqa: DTZ001 - the point of the test
        rule = DateRule.model_validate({"binnen_uren": "24", "na": "overdracht"})
        with pytest.raises(ValueError, match="tijdzone"):
            resolve(rule, {"overdracht": naive}, WorkCalendar())
        with pytest.raises(ValueError, match="tijdzone"):
            given({"uiterlijk": "2026-01-05"}).verdict(naive)


class TestWhenNothingHappened:
    def test_the_end_is_missed_from_the_day_after_it(self) -> None:
        signing = given({"uiterlijk": "2025-11-07"})
        days = [date(2025, 11, 6), date(2025, 11, 7), date(2025, 11, 8)]
        assert [signing.verdict_on(None, day) for day in days] == [OPEN, OPEN, MISSED]
        assert signing.verdict_on(None, None) is OPEN

    def test_what_has_no_end_is_never_missed(self) -> None:
        assert given({"vanaf": "2025-11-07"}).verdict_on(None, date(2099, 1, 1)) is OPEN

    def test_while_the_event_is_missing_nothing_is_overdue(self) -> None:
        rule = {"binnen_dagen": "28", "na": "aanbod"}
        assert given(rule).verdict_on(None, date(2099, 1, 1)) is OPEN
        assert given(rule, aanbod="2025-10-10").verdict_on(None, date(2025, 11, 8)) is MISSED
        assert given(rule).verdict_on(at("2025-11-07"), date(2099, 1, 1)) is OPEN

    def test_a_fixed_end_is_not_missed_while_another_event_is_waited_for(self) -> None:
        finding = Resolved(form=Form.BY, before=at("2025-11-08"), also_waiting_for=("ondertekend",))
        assert finding.verdict_on(None, date(2099, 1, 1)) is OPEN

    def test_what_happened_is_judged_whatever_the_day(self) -> None:
        signing = given({"uiterlijk": "2025-11-07"})
        assert signing.verdict_on(at("2025-11-07T23:59"), date(2099, 1, 1)) is IN_TIME
        assert signing.verdict_on(at("2025-11-08"), date(2025, 11, 1)) is LATE


class TestMovedEnds:
    def test_a_moved_end_keeps_the_day_that_the_policy_names(self) -> None:
        moved = given({"uiterlijk": "2025-11-07", "respijt_dagen": "5"})
        assert (moved.due, moved.last_day) == (date(2025, 11, 7), date(2025, 11, 12))
        assert given({"uiterlijk": "2025-11-07"}).due is None
        assert given({"uiterlijk": "2025-11-07", "respijt_dagen": "0"}).due is None

    def test_of_several_decisions_the_latest_counts_and_one_that_was_not_taken_is_no_decision(self) -> None:
        rule = {"uiterlijk": "2025-11-07", "verlengd_tot": ["eerst", "later"]}
        assert given(rule).last_day == date(2025, 11, 7)
        assert given(rule, later="2025-11-20").last_day == date(2025, 11, 20)
        assert given(rule, eerst="2025-11-30", later="2025-11-20").last_day == date(2025, 11, 30)


class TestWords:
    def test_a_rule_is_of_the_form_that_its_key_names(self) -> None:
        day = "2026-01-01"
        after: dict[str, object] = {"na": "aanbod"}
        rules: list[dict[str, object]] = [
            {"op": day}, {"voor": day}, {"uiterlijk": day}, {"vanaf": day},
            {"venster": {"van": day, "tot_en_met": day}}, {"binnen_dagen": "1", **after},
            {"binnen_werkdagen": "1", **after}, {"binnen_maanden": "1", **after}, {"binnen_uren": "1", **after},
            {"direct": "ja", **after}, after, {"eerste_van_volgende_maand_na": "aanbod"},
            {"herhaalt": {"per": "jaar", "van": day, "tot_en_met": day, "binnen_dagen": "1"}},
        ]  # fmt: skip
        assert [str(given(rule).form) for rule in rules] == [next(iter(rule)) for rule in rules]

    def test_a_verdict_is_a_word_of_the_language(self) -> None:
        window = given({"venster": {"van": "2025-09-11", "tot_en_met": "2025-09-20"}})
        verdicts = judged(window, "2025-09-10", "2025-09-11", "2025-09-21")
        verdicts += [window.verdict_on(None, day) for day in (date(2025, 9, 20), date(2025, 9, 21))]
        assert [str(verdict) for verdict in verdicts] == ["te_vroeg", "op_tijd", "te_laat", "open", "verstreken"]

    def test_a_rule_without_vague_words_has_none_and_is_exact(self) -> None:
        signing = given({"uiterlijk": "2025-11-07"})
        assert (signing.words, signing.approximate) == ("", False)

    def test_every_event_that_is_waited_for_is_named_in_the_language_of_the_reader(self) -> None:
        waiting = Resolved(form=Form.AFTER, waiting_for=("aanvraag", "aanbod"), also_waiting_for=("controle",))
        assert not waiting.approximate
        assert waiting.say("nl") == "nog niet bekend: wacht op aanvraag of aanbod en controle"
        assert waiting.say("en") == "not known yet: waits for aanvraag or aanbod and controle"
