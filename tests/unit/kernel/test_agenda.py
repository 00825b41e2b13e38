from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from support.small_policies import compiled, judged, loaded
from zorginkoop.kernel.agenda import Agenda, agenda, events_of
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.dates import Timing
from zorginkoop.kernel.scalars import read_moment

POLICY = """
gebeurtenissen:
  aangevraagd: {tekst: aangevraagd}
  aangeboden: {tekst: aangeboden}
  ondertekend: {tekst: ondertekend}
  prijslijst_akkoord: {tekst: prijslijst akkoord}
  vermeld: {tekst: vermeld}
  hersteld: {tekst: hersteld}
  besluit_eerdere_ingang: {tekst: besluit}
  overbrugging_besloten: {tekst: overbrugging besloten}
feiten:
  aanbieder:
    overbrugd_tot: {type: datum, herkomst: inkoper_beslist}
    groot: {type: ja_nee, herkomst: register}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    looptijd: {van: 2026-01-01, tot_en_met: 2027-12-31}
    routes:
      - id: aanvraag
        leidt_tot: beoordeling
        als: {gebeurtenis: aangevraagd}
        dan:
          - {id: toegewezen, leidt_tot: aanbod}
      - {id: rest, leidt_tot: niets}
    planning:
      - {id: tekenen, bindt: aanbieder, routes: [rest], gebeurtenis: ondertekend, wanneer: {uiterlijk: 2025-11-07}}
      - {id: opsturen, bindt: aanbieder, routes: [aanvraag], wanneer: {binnen_dagen: 3, na: aangevraagd}}
      - id: vermelden
        bindt: verzekeraar
        gebeurtenis: vermeld
        wanneer: {vanaf: 2025-11-12}
        en_na: [ondertekend, prijslijst_akkoord]
      - {id: alleen_na_aanbod, bindt: inkoper, als: {gebeurtenis: aangeboden}, wanneer: {op: 2025-12-01}}
      - {id: alleen_groot, bindt: inkoper, als: {feit: groot}, wanneer: {op: 2025-12-02}}
    ingang:
      - id: tijdig
        als: {gebeurtenis: aangeboden, uiterlijk: 2026-01-01}
        wanneer: {op: 2026-01-01}
        niet_voor: [ondertekend]
      - id: later
        als: {gebeurtenis: aangeboden}
        wanneer: {eerste_van_volgende_maand_na: [aangevraagd, aangeboden], niet_eerder_dan: 2026-01-01}
        niet_voor: [aangeboden, ondertekend]
    overbrugging: {besluit: overbrugging_besloten, tot_en_met: overbrugd_tot}
    wijziging:
      - {id: herstel, wanneer: {eerste_van_volgende_maand_na: hersteld}}
"""


@pytest.fixture
def policy(tmp_path: Path) -> CompiledAgreement:
    return compiled(loaded(tmp_path, POLICY))


def dated(policy: CompiledAgreement, route: str | None = None, **events: str) -> Agenda:
    return agenda(policy, {name: read_moment(text) for name, text in events.items()}, WorkCalendar(), route)


def names(found: Agenda) -> list[str]:
    return [deadline.deadline.id for deadline in found.deadlines]


def test_only_the_deadlines_of_the_route_count(policy: CompiledAgreement) -> None:
    assert names(dated(policy)) == ["tekenen", "opsturen", "vermelden", "alleen_groot"]
    assert names(dated(policy, "rest")) == ["tekenen", "vermelden", "alleen_groot"]
    assert names(dated(policy, "aanvraag/toegewezen")) == ["opsturen", "vermelden", "alleen_groot"]


def test_a_deadline_with_a_condition_counts_once_it_holds_or_may_hold(policy: CompiledAgreement) -> None:
    assert "alleen_na_aanbod" not in names(dated(policy))
    assert "alleen_na_aanbod" in names(dated(policy, aangeboden="2025-12-01"))


def test_a_deadline_of_another_route_is_not_there(policy: CompiledAgreement) -> None:
    with pytest.raises(KeyError):
        dated(policy, "aanvraag").deadline("tekenen")


def test_and_after_waits_for_each_of_the_events(policy: CompiledAgreement) -> None:
    found = dated(policy, ondertekend="2025-12-29T14:00", vermeld="2025-12-30").deadline("vermelden")
    assert found.dates.also_waiting_for == ("prijslijst_akkoord",)
    assert found.dates.first_day == date(2025, 12, 29)
    assert found.verdict is Timing.OPEN
    assert found.dates.say("nl") == "nog niet bekend: wacht op prijslijst akkoord; niet eerder dan 29 december 2025"


def test_and_after_says_that_all_events_are_needed(policy: CompiledAgreement) -> None:
    found = dated(policy).deadline("vermelden")
    assert found.dates.say("en").startswith("not known yet: waits for ondertekend and prijslijst akkoord")


@pytest.mark.parametrize(
    ("signed", "accord", "first"),
    [
        ("2025-10-20", "2025-10-28", "2025-11-12"),
        ("2025-11-11T23:59", "2025-11-18", "2025-11-18"),
        ("2025-11-18", "2025-11-11", "2025-11-18"),
    ],
)
def test_and_after_moves_the_first_day_to_the_last_event(
    policy: CompiledAgreement, signed: str, accord: str, first: str
) -> None:
    found = dated(policy, ondertekend=signed, prijslijst_akkoord=accord).deadline("vermelden")
    assert found.dates.first_day == date.fromisoformat(first)
    assert not found.dates.waits


def test_too_early_is_certain_while_an_event_is_missing(policy: CompiledAgreement) -> None:
    assert dated(policy, vermeld="2025-11-11").deadline("vermelden").verdict is Timing.EARLY


def test_nothing_starts_before_an_offer(policy: CompiledAgreement) -> None:
    found = dated(policy, aangevraagd="2025-11-15")
    assert found.start is None
    assert found.term is None
    assert found.contract_year is None


def test_a_start_before_offer_or_signature_needs_a_decision(policy: CompiledAgreement) -> None:
    events = {"aangevraagd": "2026-01-20", "aangeboden": "2026-02-03", "ondertekend": "2026-02-10"}
    found = dated(policy, **events).start
    assert found
    assert found.day == date(2026, 2, 1)
    assert found.before == ("aangeboden", "ondertekend")
    decided = dated(policy, **events, besluit_eerdere_ingang="2026-02-11").start
    assert decided
    assert not decided.needs_decision


def test_a_signature_on_the_first_day_itself_needs_no_decision(policy: CompiledAgreement) -> None:
    found = dated(policy, aangeboden="2025-12-01", ondertekend="2026-01-01T18:00").start
    assert found
    assert not found.needs_decision


def test_a_late_joiner_ends_with_the_cycle(policy: CompiledAgreement) -> None:
    term = dated(policy, aangevraagd="2026-05-05", aangeboden="2026-05-20").term
    assert term
    assert (term.start, term.end) == (date(2026, 6, 1), date(2027, 12, 31))


def test_a_start_after_the_cycle_has_no_term(policy: CompiledAgreement) -> None:
    found = dated(policy, aangevraagd="2027-12-05", aangeboden="2027-12-20")
    assert found.contract_year == 2028
    assert found.term is None


@pytest.mark.parametrize(
    ("repaired", "changes"),
    [("2026-01-31", "2026-06-01"), ("2026-05-31", "2026-06-01"), ("2026-06-01", "2026-07-01")],
)
def test_nothing_changes_before_the_start(policy: CompiledAgreement, repaired: str, changes: str) -> None:
    (change,) = dated(policy, aangevraagd="2026-05-05", aangeboden="2026-05-20", hersteld=repaired).changes
    assert change.day == date.fromisoformat(changes)


def test_a_change_waits_for_its_event(policy: CompiledAgreement) -> None:
    (change,) = dated(policy, aangeboden="2025-12-01").changes
    assert change.day is None


def test_the_events_of_a_judged_subject_are_those_that_happened(tmp_path: Path) -> None:
    edition = loaded(tmp_path, POLICY)
    outcome = judged(edition, "aangevraagd: 2025-11-15, ondertekend: 2026-01-02", on=date(2026, 1, 1))
    assert events_of(compiled(edition), outcome.subject) == {"aangevraagd": read_moment("2025-11-15")}


def test_a_moment_without_a_clock_is_refused(policy: CompiledAgreement) -> None:
    with pytest.raises(ValueError, match="geen tijdzone"):
        agenda(policy, {"ondertekend": datetime(2025, 11, 1)}, WorkCalendar())  # noqa: DTZ001 - the naive moment is the point


@pytest.mark.parametrize(
    ("events", "bridged"),
    [
        ({"aangeboden": "2026-02-20"}, None),  # nobody decided
        ({"aangeboden": "2026-02-20", "overbrugging_besloten": "2026-01-05"}, None),  # nor until when
        (
            {"aangeboden": "2026-02-20", "overbrugging_besloten": "2026-01-05", "overbrugd_tot": "2026-06-30"},
            ("2026-01-01", "2026-02-28"),
        ),
        (
            {"aangeboden": "2026-02-20", "overbrugging_besloten": "2026-01-05", "overbrugd_tot": "2026-01-31"},
            ("2026-01-01", "2026-01-31"),
        ),
        ({"overbrugging_besloten": "2026-01-05", "overbrugd_tot": "2026-03-31"}, ("2026-01-01", "2026-03-31")),
        ({"aangeboden": "2025-12-20", "overbrugging_besloten": "2026-01-05", "overbrugd_tot": "2026-03-31"}, None),
    ],
)
def test_amb_02_the_old_terms_go_on_until_a_late_start_where_a_person_decides_so(
    policy: CompiledAgreement, events: dict[str, str], bridged: tuple[str, str] | None
) -> None:
    found = dated(policy, **events).bridge
    assert (found.model_dump() if found else None) == (
        {"van": bridged[0], "tot_en_met": bridged[1]} if bridged else None
    )


def test_a_decision_about_a_later_day_is_read_from_the_facts(tmp_path: Path) -> None:
    edition = loaded(tmp_path, POLICY)
    outcome = judged(edition, "overbrugd_tot: 2026-03-31, overbrugging_besloten: 2026-01-05", on=date(2026, 1, 6))
    assert events_of(compiled(edition), outcome.subject)["overbrugd_tot"] == read_moment("2026-03-31")
