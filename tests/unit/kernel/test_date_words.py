"""Date rules said on one line, in Dutch and English."""

from __future__ import annotations

from datetime import date

import pytest

from support.dated import MONTHLY, at, given
from zorginkoop.kernel.dates import Language, write_date_dutch, write_date_english, write_moment


class TestWords:
    @pytest.mark.parametrize(
        ("rule", "dutch", "english"),
        [
            ({"op": "2026-01-01"}, "op 1 januari 2026", "on 1 January 2026"),
            ({"voor": "2026-04-01"}, "voor 1 april 2026", "before 1 April 2026"),
            ({"uiterlijk": "2025-11-07"}, "uiterlijk 7 november 2025", "no later than 7 November 2025"),
            ({"vanaf": "2025-11-12"}, "vanaf 12 november 2025", "from 12 November 2025"),
            (
                {"venster": {"van": "2025-09-16", "tot_en_met": "2025-09-30"}, "woorden": "2e helft september"},
                "van 16 september 2025 tot en met 30 september 2025 (bij benadering: '2e helft september')",
                "from 16 September 2025 up to and including 30 September 2025 (approximately: '2e helft september')",
            ),
            (
                {"uiterlijk": "2025-08-31", "woorden": "eind augustus"},
                "uiterlijk 31 augustus 2025 ('eind augustus')",
                "no later than 31 August 2025 ('eind augustus')",
            ),
            (
                {"na": ["aanvraag_compleet", "aanvraag"]},
                "nog niet bekend: wacht op aanvraag compleet of aanvraag",
                "not known yet: waits for aanvraag compleet or aanvraag",
            ),
            (
                {"na": "aanvraag", "niet_eerder_dan": "2026-11-12"},
                "nog niet bekend: wacht op aanvraag; niet eerder dan 12 november 2026",
                "not known yet: waits for aanvraag; not before 12 November 2026",
            ),
            (
                {"herhaalt": MONTHLY},
                "12 keer: eerst uiterlijk 28 februari 2025, het laatst uiterlijk 31 januari 2026",
                "12 times: first by 28 February 2025, last by 31 January 2026",
            ),
        ],
    )
    def test_what_is_known_without_events(self, rule: dict[str, object], dutch: str, english: str) -> None:
        assert given(rule).say() == dutch
        assert given(rule).say("en") == english

    @pytest.mark.parametrize(
        ("rule", "event", "dutch", "english"),
        [
            ({"binnen_dagen": "28"}, "2025-10-10", "uiterlijk 7 november 2025", "no later than 7 November 2025"),
            (
                {"binnen_uren": "24"},
                "2025-03-29T14:00",
                "uiterlijk 30 maart 2025 om 15:00 uur",
                "no later than 30 March 2025 at 15:00",
            ),
            (
                {"direct": "ja"},
                "2025-06-07T16:45",
                "direct, op 7 juni 2025 om 16:45 uur",
                "at once, on 7 June 2025 at 16:45",
            ),
            ({}, "2025-06-07T16:45", "vanaf 7 juni 2025 om 16:45 uur", "from 7 June 2025 at 16:45"),
            ({}, "2025-06-07", "vanaf 7 juni 2025", "from 7 June 2025"),
        ],
    )
    def test_what_an_event_made_known(self, rule: dict[str, object], event: str, dutch: str, english: str) -> None:
        resolved = given(rule | {"na": "x"}, x=event)
        assert resolved.say() == dutch
        assert resolved.say("en") == english

    def test_a_start_on_the_first_of_the_month_is_a_day(self) -> None:
        start = given({"eerste_van_volgende_maand_na": "aanvraag"}, aanvraag="2024-03-12")
        assert (start.say(), start.say("en")) == ("op 1 april 2024", "on 1 April 2024")

    def test_dates_and_moments(self) -> None:
        assert write_date_dutch(date(2025, 11, 7)) == "7 november 2025"
        assert write_date_english(date(2025, 8, 1)) == "1 August 2025"
        assert write_moment(at("2025-11-07T23:59:59")) == "7 november 2025 om 23:59:59 uur"
        assert write_moment(at("2025-11-07T23:30Z"), "en") == "8 November 2025 at 00:30"

    @pytest.mark.parametrize(
        ("moment", "language", "words"),
        [
            ("2025-10-26T02:30+02:00", "nl", "26 oktober 2025 om 02:30 uur (zomertijd)"),
            ("2025-10-26T02:30+01:00", "nl", "26 oktober 2025 om 02:30 uur (wintertijd)"),
            ("2025-10-26T02:30+01:00", "en", "26 October 2025 at 02:30 (winter time)"),
            ("2025-10-26T03:00+01:00", "nl", "26 oktober 2025 om 03:00 uur"),
        ],
    )
    def test_the_repeated_hour_says_which_one_it_is(self, moment: str, language: Language, words: str) -> None:
        assert write_moment(at(moment), language) == words

    @pytest.mark.parametrize(
        ("plain", "dutch", "english"),
        [
            (
                {"uiterlijk": "2026-11-11", "respijt_dagen": 3},
                "uiterlijk 11 november 2026; wat tot en met 14 november 2026 komt, telt nog",
                "no later than 11 November 2026; what comes up to and including 14 November 2026 still counts",
            ),
            (
                {"voor": "2026-04-01", "verlengd_tot": "besluit"},
                "voor 1 april 2026; wat tot en met 10 april 2026 komt, telt nog",
                "before 1 April 2026; what comes up to and including 10 April 2026 still counts",
            ),
        ],
    )
    def test_an_end_that_moved_says_both_days(self, plain: dict[str, object], dutch: str, english: str) -> None:
        moved = given(plain, besluit="2026-04-10")
        assert (moved.say(), moved.say("en")) == (dutch, english)
