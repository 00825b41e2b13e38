"""Duties that return: each turn of a term, when it is due, and what came for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from support.dated import EARLY, IN_TIME, LATE, MISSED, MONTHLY, OPEN, at, given, judged
from support.small_policies import compiled, loaded
from zorginkoop.kernel.agenda import Agenda, agenda, stray_turns, turns_of
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.dates import Timing
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.facts import TURN, FactRecord, RecordedSubject, end_of_day
from zorginkoop.kernel.repeats import Per, is_turn_name, turn_name
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.schemas import SCHEMAS
from zorginkoop.policies.strict_yaml import read_yaml
from zorginkoop.policies.template import template


class TestRepeating:
    def test_zv_62_twelve_reports_a_year_and_the_last_is_due_after_the_end(self) -> None:
        reports = given({"herhaalt": MONTHLY})
        assert len(reports.occurrences) == 12
        first, second, *_, last = reports.occurrences
        assert (first.period.start, first.last_day) == (date(2025, 1, 1), date(2025, 2, 28))
        assert (second.period.end, second.last_day) == (date(2025, 2, 28), date(2025, 3, 31))
        assert (last.period.start, last.last_day) == (date(2025, 12, 1), date(2026, 1, 31))
        assert judged(reports, "2024-12-31", "2026-01-31T23:59", "2026-02-01") == [EARLY, IN_TIME, LATE]

    def test_each_turn_has_its_own_verdict(self) -> None:
        january = given({"herhaalt": MONTHLY}).occurrences[0]
        moments = ("2024-12-31", "2025-01-31", "2025-02-28T23:59", "2025-03-01")
        assert [january.verdict(at(text)) for text in moments] == [EARLY, IN_TIME, IN_TIME, LATE]

    def test_zv_65_two_monthly_reports_and_one_yearly_make_25_a_year_and_50_over_the_extension(self) -> None:
        def deliveries(start: str, end: str) -> int:
            term = {"van": start, "tot_en_met": end, "binnen_maanden": "1"}
            turns = [len(given({"herhaalt": term | {"per": per}}).occurrences) for per in ("maand", "maand", "jaar")]
            return sum(turns)

        assert deliveries("2025-01-01", "2025-12-31") == 25
        assert deliveries("2025-01-01", "2026-12-31") == 50

    def test_b_06_the_yearly_overview_is_due_at_the_end_of_january(self) -> None:
        yearly = given({"herhaalt": MONTHLY | {"per": "jaar"}})
        assert [turn.last_day for turn in yearly.occurrences] == [date(2026, 1, 31)]

    def test_quarters_follow_the_calendar_and_count_days_after_their_end(self) -> None:
        rule = {"per": "kwartaal", "van": "2025-02-10", "tot_en_met": "2025-11-15", "binnen_dagen": "14"}
        turns = given({"herhaalt": rule}).occurrences
        assert [(turn.period.start, turn.period.end, turn.last_day) for turn in turns] == [
            (date(2025, 2, 10), date(2025, 3, 31), date(2025, 4, 14)),
            (date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 14)),
            (date(2025, 7, 1), date(2025, 9, 30), date(2025, 10, 14)),
            (date(2025, 10, 1), date(2025, 11, 15), date(2025, 11, 29)),
        ]

    def test_a_turn_that_did_not_come_is_overdue_on_the_day_after_its_last(self) -> None:
        january, *_ = given({"herhaalt": MONTHLY}).occurrences
        days = (None, date(2025, 2, 28), date(2025, 3, 1))
        assert [january.verdict_on(None, day) for day in days] == [OPEN, OPEN, MISSED]
        assert january.verdict_on(at("2025-03-01"), date(2025, 2, 1)) is LATE

    @pytest.mark.parametrize(
        ("per", "names"),
        [
            ("maand", ["2025-01", "2025-02", "2025-12"]),
            ("kwartaal", ["2025-K1", "2025-K2", "2025-K4"]),
            ("jaar", ["2025", "2025", "2025"]),
        ],
    )
    def test_a_turn_is_named_after_its_calendar_period(self, per: str, names: list[str]) -> None:
        turns = given({"herhaalt": MONTHLY | {"per": per}}).occurrences
        assert [turns[0].name, turns[min(1, len(turns) - 1)].name, turns[-1].name] == names
        assert [turn_name(Per(per), turn.period.end or date.max) for turn in turns] == [turn.name for turn in turns]

    @pytest.mark.parametrize(
        ("per", "text", "named"),
        [
            (Per.MONTH, "2025-12", True),
            (Per.MONTH, "2025-13", False),
            (Per.MONTH, "2025-1", False),
            (Per.MONTH, "2025", False),
            (Per.QUARTER, "2025-K4", True),
            (Per.QUARTER, "2025-K5", False),
            (Per.YEAR, "2025", True),
            (Per.YEAR, "25", False),
        ],
    )
    def test_only_a_calendar_period_is_the_name_of_a_turn(self, per: Per, text: str, named: bool) -> None:  # noqa: FBT001 - the expected answer
        assert is_turn_name(per, text) is named


POLICY = """
gebeurtenissen:
  ontvangen: {per: maand, tekst: rapportage ontvangen}
  geleverd: {tekst: gegevens geleverd}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    planning:
      - id: rapportage
        bindt: aanbieder
        gebeurtenis: ontvangen
        wanneer: {herhaalt: {per: maand, van: 2025-01-01, tot_en_met: 2025-04-30, binnen_maanden: 1}}
      - {id: gegevens, kracht: inspanning, bindt: aanbieder, gebeurtenis: geleverd, wanneer: {uiterlijk: 2025-02-10}}
      - {id: zonder_gebeurtenis, bindt: inkoper, wanneer: {uiterlijk: 2025-02-10}}
      - {id: publiceren, bindt: verzekeraar, gebeurtenis: geleverd, wanneer: {vanaf: 2025-02-10}}
"""
FACTS = "ontvangen: {2025-01: 2025-02-20, 2025-02: {waarde: 2025-04-01, bron: portaal}}"


def dated(root: Path, facts: str, on: str) -> Agenda:
    """Date the policy by a facts file, on a day."""
    edition = loaded(root, POLICY)
    policy = compiled(edition)
    given_facts = read_facts(read_yaml(f"feiten: {{{facts}}}", "feiten.yaml"), edition, "aanbieder")
    day = date.fromisoformat(on)
    turns = turns_of(policy, given_facts.subject, end_of_day(day))
    return agenda(policy, {}, WorkCalendar(), on=day, turns=turns)


class TestDeliveries:
    def test_zv_62_each_turn_has_what_came_for_its_own_month(self, tmp_path: Path) -> None:
        found = dated(tmp_path, FACTS, "2025-05-01").deadline("rapportage").turns
        assert [(turn.turn.name, turn.verdict) for turn in found] == [
            ("2025-01", IN_TIME),
            ("2025-02", LATE),
            ("2025-03", MISSED),
            ("2025-04", OPEN),
        ]

    def test_what_came_later_than_the_day_is_not_known_on_it(self, tmp_path: Path) -> None:
        found = dated(tmp_path, FACTS, "2025-03-31").deadline("rapportage").turns
        assert [turn.verdict for turn in found] == [IN_TIME, OPEN, OPEN, OPEN]

    def test_a_turn_that_came_before_its_period_began_is_too_early(self, tmp_path: Path) -> None:
        turns = dated(tmp_path, "ontvangen: {2025-03: 2025-02-20}", "2025-03-01").deadline("rapportage").turns
        assert turns[2].verdict is EARLY

    def test_of_two_deliveries_for_a_month_the_first_decides(self, tmp_path: Path) -> None:
        policy = compiled(loaded(tmp_path, POLICY))
        records = tuple(
            FactRecord(text, "portaal", attributes={TURN: "2025-01"}) for text in ("2025-03-10", "2025-02-01")
        )
        subject = RecordedSubject("aanbieder", "een", facts={"ontvangen": records})
        assert turns_of(policy, subject, at("2025-12-31")) == {"ontvangen": {"2025-01": at("2025-02-01")}}

    @pytest.mark.parametrize(("on", "verdict"), [("2025-02-10", OPEN), ("2025-02-11", MISSED)])
    def test_a_single_deadline_is_overdue_on_the_day_after_its_last(
        self, tmp_path: Path, on: str, verdict: Timing
    ) -> None:
        found = dated(tmp_path, "", on)
        assert found.deadline("gegevens").verdict is verdict
        assert found.deadline("gegevens").deadline.force == "inspanning"
        assert found.deadline("zonder_gebeurtenis").verdict is OPEN  # nothing could say that it was met
        assert found.deadline("publiceren").verdict is OPEN

    def test_what_came_for_a_period_that_nobody_asks_about_is_named(self, tmp_path: Path) -> None:
        policy = compiled(loaded(tmp_path, POLICY))
        came = {"ontvangen": {"2025-04": at("2025-05-01"), "2025-05": at("2025-06-01")}}
        assert stray_turns(policy, came) == [("ontvangen", "2025-05")]

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ("ontvangen: 2025-02-20", "komt elke maand terug; zeg over welke"),
            ("ontvangen: {2025-1: 2025-02-20}", "'2025-1' is geen maand"),
            ("ontvangen: {2025-01: februari}", "geen moment"),
        ],
    )
    def test_a_delivery_without_a_good_month_is_refused(self, tmp_path: Path, facts: str, sentence: str) -> None:
        with pytest.raises(InputWrong) as caught:
            dated(tmp_path, facts, "2025-05-01")
        (problem,) = caught.value.problems
        assert sentence in problem.what

    @pytest.mark.parametrize(
        ("was", "becomes"), [("{per: maand, tekst", "{tekst"), ("{per: maand, tekst", "{per: jaar, tekst")]
    )
    def test_an_event_returns_as_often_as_its_duty(self, tmp_path: Path, was: str, becomes: str) -> None:
        with pytest.raises(InputWrong, match="keert anders terug dan deze termijn"):
            compiled(loaded(tmp_path, POLICY.replace(was, becomes)))

    def test_a_template_and_the_schema_show_how_a_delivery_is_written(self, tmp_path: Path) -> None:
        written = template(loaded(tmp_path, POLICY), "proef")
        assert "# rapportage ontvangen · een moment per maand" in written
        (line,) = (line for line in written.splitlines() if line.startswith("  # ontvangen:"))
        filled = read_yaml(f"feiten:\n{line.replace('# ', '')}", "feiten.yaml")
        validator = pytest.importorskip("jsonschema").Draft202012Validator
        validator(SCHEMAS["facts"]()).validate(filled.plain)
        facts = read_facts(filled, loaded(tmp_path, POLICY), "aanbieder")
        assert [record.attributes[TURN] for record in facts.subject.facts["ontvangen"]] == ["2025-09"]


class TestLimits:
    def test_a_term_that_ends_on_the_first_of_a_month_has_a_turn_for_that_day(self) -> None:
        turns = given({"herhaalt": MONTHLY | {"tot_en_met": "2025-02-01"}}).occurrences
        assert [(turn.name, turn.period.end) for turn in turns] == [
            ("2025-01", date(2025, 1, 31)),
            ("2025-02", date(2025, 2, 1)),
        ]

    def test_a_term_of_one_day_has_one_turn(self) -> None:
        (turn,) = given({"herhaalt": MONTHLY | {"tot_en_met": "2025-01-01"}}).occurrences
        assert (turn.period.start, turn.period.end, turn.last_day) == (date(2025, 1, 1),) * 2 + (date(2025, 2, 1),)

    @pytest.mark.parametrize(("year", "plausible"), [(1989, False), (1990, True), (2199, True), (2200, False)])
    def test_a_year_that_can_only_be_a_slip_of_the_pen_is_refused(self, year: int, plausible: bool) -> None:  # noqa: FBT001 - the answer
        rule = {"uiterlijk": f"{year}-06-30"}
        if plausible:
            assert given(rule).last_day == date(year, 6, 30)
        else:
            with pytest.raises(ValidationError, match="ligt buiten 1990 tot en met 2199"):
                given(rule)

    def test_a_turn_without_a_delivery_is_missed_from_the_day_after_it_was_due(self) -> None:
        january = given({"herhaalt": MONTHLY}).occurrences[0]
        days = [date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1)]
        assert [january.verdict_on(None, day) for day in days] == [OPEN, OPEN, MISSED]
        assert january.verdict_on(None, None) is OPEN
        assert january.verdict_on(at("2025-03-01"), date(2025, 2, 28)) is LATE
