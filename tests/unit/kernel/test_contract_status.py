"""What recorded agreements cover, for whom and where; how layers join; and what a claim line is judged on."""

from __future__ import annotations

from datetime import date

import pytest

from support.layered import facts_of, layers_of, on, spans, table_of
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.errors import FactsWrong
from zorginkoop.kernel.layer_words import ReferenceDateRule, Why
from zorginkoop.kernel.scalars import read_moment
from zorginkoop.kernel.status import (
    Question,
    StatusTable,
    contract_status,
    decides_on,
    rule_of,
    status_of_line,
    status_on,
)
from zorginkoop.kernel.terms import Period

YES, NOT, OUTSIDE, OPEN = "gecontracteerd", "niet_gecontracteerd", "buiten_overeenkomst", "onbekend"
RUNNING = "overeenkomsten: [{id: o1, zorgsoort: zorg, looptijd: 2020-01-01/}]\n"


def recorded(*agreements: str) -> str:
    """Write recorded agreements for this care."""
    return "overeenkomsten:\n" + "".join(f"  - {{zorgsoort: zorg, {one}}}\n" for one in agreements)


def base(*agreements: str) -> list[tuple[str, str, str]]:
    """List the intervals of the base."""
    return spans(table_of(recorded(*agreements)), "overeenkomst")


def whys(table: StatusTable, day: str, care: str = "") -> list[Why]:
    """Say why, in one word a reason."""
    return [reason.what for reason in status_on(table, Question(date.fromisoformat(day), care)).reasons]


def test_the_first_and_the_last_day_of_the_term_are_covered() -> None:
    assert base("id: o1, looptijd: 2025-01-01/2025-12-31") == [
        ("", "2024-12-31", NOT), ("2025-01-01", "2025-12-31", YES), ("2026-01-01", "", NOT),
    ]  # fmt: skip


def test_a_term_without_an_end_runs_on() -> None:
    assert base("id: o1, looptijd: 2025-01-01/") == [("", "2024-12-31", NOT), ("2025-01-01", "", YES)]


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("optie_maanden: 24, opties_gebruikt: 0", "2024-02-29"),
        ("optie_maanden: 24, opties_gebruikt: 1", "2026-02-28"),
        ("optie_maanden: 12, optie_keren: 2, opties_gebruikt: 2", "2026-02-28"),
        ("optie_maanden: 24, opties_gebruikt: 1, laatste_dag: 2025-03-01", "2025-03-01"),
        ("stilzwijgend_maanden: 12, opgezegd_op: 2025-11-30, opzegtermijn_maanden: 3", "2026-02-28"),
        ("stilzwijgend_maanden: 12, opgezegd_op: 2025-12-01, opzegtermijn_maanden: 3", "2027-02-28"),
        ("stilzwijgend_maanden: 12, opgezegd_op: 2024-02-29, opzegtermijn_maanden: 0", "2024-02-29"),
    ],
)
def test_options_renewals_and_notice_move_the_last_day(said: str, last: str) -> None:
    covered = [span for span in base(f"id: o1, looptijd: 2023-03-01/2024-02-29, {said}") if span[2] == YES]

    assert covered == [("2023-03-01", last, YES)]


def test_an_option_cannot_be_used_more_often_than_it_exists() -> None:
    with pytest.raises(FactsWrong, match=r"overeenkomst o1: De verlenging is 2 keer gebruikt, maar .* 1 keer"):
        base("id: o1, looptijd: 2023-01-01/2024-12-31, optie_maanden: 12, opties_gebruikt: 2")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("looptijd: 2025-01-01/2025-12-31, optie_maanden: 0, opties_gebruikt: 1", "laat zich niet uitrekenen"),
        ("looptijd: 2025-01-01/9998-12-31, optie_maanden: 24, opties_gebruikt: 1", "laat zich niet uitrekenen"),
        (
            "looptijd: 2025-01-01/2025-12-31, stilzwijgend_maanden: 0, opgezegd_op: 2027-01-01",
            "met 0 maanden",
        ),
    ],
)
def test_numbers_that_give_no_term_are_told_at_their_agreement(said: str, told: str) -> None:
    with pytest.raises(FactsWrong, match=f"overeenkomst o1: .*{told}"):
        base(f"id: o1, {said}")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("looptijd: onbekend", [("", "", OPEN)]),
        ("looptijd: 2025-01-01/2025-12-31, gesloten_op: onbekend", [("", "2024-12-31", NOT), ("2025-01-01", "", OPEN)]),
        ("looptijd: 2025-01-01/2025-12-31, laatste_dag: onbekend", [("", "2024-12-31", NOT), ("2025-01-01", "", OPEN)]),
        (
            "looptijd: 2025-01-01/2025-12-31, opties_gebruikt: 1",
            [("", "2024-12-31", NOT), ("2025-01-01", "2025-12-31", YES), ("2026-01-01", "", OPEN)],
        ),
        (
            "looptijd: 2025-01-01/2025-12-31, stilzwijgend_maanden: 12, opgezegd_op: onbekend",
            [("", "2024-12-31", NOT), ("2025-01-01", "2025-12-31", YES), ("2026-01-01", "", OPEN)],
        ),
    ],
)
def test_what_is_not_known_leaves_only_those_days_open(said: str, expected: list[tuple[str, str, str]]) -> None:
    assert base(f"id: o1, {said}") == expected


def test_the_unknown_fact_that_decides_is_named() -> None:
    table = table_of(recorded("id: o1, looptijd: 2025-01-01/2025-12-31, opties_gebruikt: 1"))
    (reason,) = status_on(table, Question(date(2026, 1, 1))).reasons

    assert reason.what is Why.TERM_UNKNOWN
    assert [used.fact.key for used in reason.facts if used.fact and used.fact.value is None] == ["optie_maanden"]


def test_agreements_that_were_never_recorded_are_unknown_and_none_at_all_is_a_no() -> None:
    assert spans(table_of("netwerk: ja"), "overeenkomst") == [("", "", OPEN)]
    none = table_of("overeenkomsten: []")
    assert spans(none, "overeenkomst") == [("", "", NOT)]
    assert whys(none, "2025-01-01") == [Why.NO_AGREEMENT]


def test_an_agreement_for_other_care_is_none() -> None:
    table = table_of("overeenkomsten: [{id: o1, zorgsoort: andere, looptijd: 2020-01-01/}]")

    assert whys(table, "2025-01-01") == [Why.NO_AGREEMENT]


def test_overlapping_agreements_leave_no_gap_and_name_the_ones_that_run() -> None:
    table = table_of(recorded("id: o1, looptijd: 2024-01-01/2025-06-30", "id: o2, looptijd: 2025-04-01/2025-12-31"))

    assert [span[:2] for span in spans(table, "overeenkomst") if span[2] == YES] == [
        ("2024-01-01", "2025-03-31"), ("2025-04-01", "2025-06-30"), ("2025-07-01", "2025-12-31"),
    ]  # fmt: skip
    both = status_on(table, Question(date(2025, 5, 1))).reasons
    assert {used.id for reason in both for used in reason.facts} == {"o1", "o2"}


def test_one_day_between_two_agreements_is_not_contracted() -> None:
    covered = base("id: o1, looptijd: 2024-01-01/2024-12-30", "id: o2, looptijd: 2025-01-01/2025-12-31")

    assert ("2024-12-31", "2024-12-31", NOT) in covered


def test_after_a_takeover_the_successor_is_contracted_and_the_predecessor_is_not() -> None:
    before = table_of(recorded("id: o1, looptijd: 2024-01-01/2025-12-31, laatste_dag: 2025-06-30"))
    after = table_of(recorded("id: o1, looptijd: 2025-07-01/2025-12-31, overgenomen_van: '99000002'"))

    assert [on(before, day) for day in ("2025-06-30", "2025-07-01")] == [YES, NOT]
    assert [on(after, day) for day in ("2025-06-30", "2025-07-01")] == [NOT, YES]
    told = status_on(after, Question(date(2025, 7, 1))).reasons[0].facts
    assert "99000002" in {used.fact.text for used in told if used.fact}


def test_partial_purchase_covers_what_was_bought_and_nothing_else() -> None:
    table = table_of(recorded("id: o1, looptijd: 2025-01-01/2025-12-31, ingekocht: [gemeld]") + "gemeld_op: 2025-03-01")

    assert on(table, "2025-04-01", "gemeld") == YES
    assert on(table, "2025-04-01", "netwerkzorg") == NOT
    assert whys(table, "2025-04-01", "andere") == [Why.NOT_BOUGHT]
    assert spans(table, "overeenkomst", "gemeld")[1] == ("2025-01-01", "2025-12-31", YES)


def test_an_agreement_for_one_location_does_not_cover_the_others() -> None:
    table = table_of(recorded("id: o1, looptijd: 2025-01-01/2025-12-31, vestigingen: ['99000011']"))

    assert on(table, "2025-04-01", location="99000011") == YES
    assert on(table, "2025-04-01", location="99000012") == NOT
    assert whys(table, "2025-04-01") == [Why.OTHER_LOCATION]


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("verzekeraar: '9999'", Why.OTHER_INSURER),
        ("labels: [ander]", Why.OTHER_LABEL),
        ("polisvormen: [restitutie]", Why.OTHER_PRODUCT),
    ],
)
def test_an_agreement_counts_for_its_own_insurer_label_and_product_type(limit: str, why: Why) -> None:
    text = recorded(f"id: o1, looptijd: 2025-01-01/2025-12-31, {limit}")

    assert whys(table_of(text, product="natura"), "2025-04-01") == [why]
    own = contract_status(
        layers_of("", "zorg"), facts_of(text).subject, ContractKey("9999", "ander", "restitutie", 2025)
    )
    assert on(own, "2025-04-01") == YES


def test_an_unknown_limit_is_unknown_status() -> None:
    assert (
        on(table_of(recorded("id: o1, looptijd: 2025-01-01/2025-12-31, polisvormen: onbekend")), "2025-04-01") == OPEN
    )


PEOPLE = """
personen:
  - {id: p1, beroep: therapeut, registraties: [{register: rood}, {register: blauw, aantekening: bijzonder}]}
  - {id: p2, beroep: therapeut, registraties: [{register: blauw, aantekening: bijzonder}]}
  - {id: p3, beroep: secretaris}
"""


def test_who_is_not_registered_is_outside_the_agreement_and_the_others_are_not_touched() -> None:
    table = table_of(RUNNING + PEOPLE)

    assert on(table, "2025-04-01", personen="p1") == YES
    assert on(table, "2025-04-01", personen="p2") == OUTSIDE
    assert on(table, "2025-04-01") == YES  # the practice itself


def test_a_layer_holds_only_where_the_layer_it_rests_on_holds() -> None:
    table = table_of(RUNNING + PEOPLE)

    assert on(table, "2025-04-01", "bijzonder", personen="p1") == YES
    assert on(table, "2025-04-01", "bijzonder", personen="p2") == OUTSIDE
    assert whys(table, "2025-04-01", "bijzonder") == [Why.WHICH_ROW]


def test_rows_that_a_layer_does_not_ask_about_have_no_line() -> None:
    assert {key.row for key in table_of(RUNNING + PEOPLE).about() if key.layer == "registratie"} == {"p1", "p2"}


def test_whom_a_layer_does_not_ask_about_is_not_outside_it_but_gives_no_care_of_its_own() -> None:
    table = table_of(RUNNING + PEOPLE + "  - {id: p4, beroep: secretaris, geldig_tot: 2025-03-31}\n")

    assert on(table, "2025-04-01", personen="p3") == YES  # only therapists are asked for the register
    assert on(table, "2025-04-01", "bijzonder", personen="p3") == NOT  # but only they give this care
    assert on(table, "2025-04-01", personen="p9") == NOT  # nobody of the practice
    assert [on(table, day, personen="p4") for day in ("2025-03-31", "2025-04-01")] == [YES, NOT]


def test_who_stops_to_be_asked_about_stays_with_the_practice() -> None:
    work = "[{waarde: therapeut, geldig_tot: 2025-03-31}, {waarde: secretaris, geldig_van: 2025-04-01}]"
    changed = f"personen: [{{id: p1, beroep: {work}}}]"
    table = table_of(f"{RUNNING}{changed}")

    assert [on(table, day, personen="p1") for day in ("2025-03-31", "2025-04-01")] == [OPEN, YES]


def test_rows_that_are_not_known_leave_the_layer_open() -> None:
    assert on(table_of(RUNNING), "2025-04-01", "bijzonder") == OPEN
    assert on(table_of(RUNNING + "personen: []"), "2025-04-01", "bijzonder") == NOT


def test_a_certain_no_goes_before_an_open_question() -> None:
    assert on(table_of("overeenkomsten: []"), "2025-04-01", "netwerkzorg") == NOT
    assert on(table_of(RUNNING), "2025-04-01", "netwerkzorg") == OPEN
    assert on(table_of("netwerk: nee"), "2025-04-01", "netwerkzorg") == NOT


def test_a_layer_may_rest_on_an_agreement_of_its_own() -> None:
    both = recorded("id: o1, looptijd: 2025-01-01/2025-12-31").replace(
        "\n", "\n  - {id: o2, zorgsoort: programma, looptijd: 2025-04-01/2026-12-31, laatste_dag: 2025-06-30}\n", 1
    )
    table = table_of(both + "netwerk: {waarde: ja, geldig_van: 2025-05-01}")

    assert [span[1:] for span in spans(table, "eigen_overeenkomst", "programma")] == [
        ("2024-12-31", NOT), ("2025-03-31", OUTSIDE), ("2025-04-30", OPEN), ("2025-06-30", YES),
        ("2025-12-31", OUTSIDE), ("", NOT),
    ]  # fmt: skip


def test_a_layer_has_days_of_its_own() -> None:
    proven = "keurmerk: {waarde: ja, bewijs: {ingeleverd_op: 2024-12-01, oordeel: goed}}"
    table = table_of(RUNNING + proven)

    assert spans(table, "keurmerk", "keurmerkzorg") == [
        ("", "2019-12-31", NOT), ("2020-01-01", "2025-01-31", NOT),
        ("2025-02-01", "2025-11-30", YES), ("2025-12-01", "", NOT),
    ]  # fmt: skip


def test_the_row_that_ended_is_told_with_its_last_day() -> None:
    table = table_of(
        RUNNING
        + "personen: [{id: p1, beroep: therapeut, registraties: [{id: r1, register: rood, geldig_tot: 2025-04-30}]}]"
    )
    question = Question(date(2025, 5, 1), rows={"personen": "p1"})

    assert [(used.id, used.until) for used in status_on(table, question).reasons[0].facts] == [
        ("r1", date(2025, 4, 30))
    ]


def test_what_ends_for_one_person_and_for_the_agreement_on_the_same_day_ends_for_all() -> None:
    agreement = recorded("id: o1, looptijd: 2024-01-01/2024-12-31, optie_maanden: 6, opties_gebruikt: 1")
    people = """
personen:
  - {id: p1, beroep: therapeut, registraties: [{register: rood}]}
  - {id: p2, beroep: therapeut, registraties: [{register: rood, geldig_tot: 2025-06-30}]}
"""
    table = table_of(agreement + people)

    assert [on(table, day, personen="p1") for day in ("2025-06-30", "2025-07-01")] == [YES, NOT]
    assert spans(table, "registratie", row="p1")[-1] == ("2025-07-01", "", NOT)


def test_what_became_known_later_does_not_count() -> None:
    text = RUNNING + "netwerk: {waarde: ja, bekend_sinds: 2025-05-01}"
    layers, facts = layers_of("", "zorg"), facts_of(text)

    early = contract_status(layers, facts.subject, facts.key, read_moment("2025-04-30T12:00"))
    assert on(early, "2025-06-01", "netwerkzorg") == OPEN
    assert on(contract_status(layers, facts.subject, facts.key), "2025-06-01", "netwerkzorg") == YES


def test_a_window_cuts_and_says_nothing_of_other_days() -> None:
    table = table_of(RUNNING, window=Period.of(date(2025, 1, 1), date(2025, 12, 31)))

    assert spans(table, "overeenkomst") == [("2025-01-01", "2025-12-31", YES)]
    assert whys(table, "2026-01-01") == [Why.OUT_OF_WINDOW]


def test_a_claim_line_is_judged_on_the_day_that_counts_for_its_care() -> None:
    layers, days = layers_of("", "zorg"), {"zorgdatum": date(2025, 4, 1), "geopend_op": date(2025, 3, 1)}

    assert rule_of(layers, "netwerkzorg") is ReferenceDateRule.OPENING
    assert decides_on(rule_of(layers, "netwerkzorg"), days) == date(2025, 3, 1)
    assert decides_on(rule_of(layers, "gemeld"), days) == date(2025, 4, 1)
    assert decides_on(ReferenceDateRule.BIRTH, days) is None


def test_the_network_of_the_opening_day_decides_even_when_it_ended_before_the_care() -> None:
    table = table_of(RUNNING + "netwerk: {waarde: ja, geldig_tot: 2025-03-15}")
    asked = Question(date(2025, 4, 1), "netwerkzorg")
    line = {"zorgdatum": date(2025, 4, 1), "geopend_op": date(2025, 3, 15)}

    assert str(status_of_line(table, line, asked).status) == YES
    assert str(status_of_line(table, {**line, "geopend_op": date(2025, 3, 16)}, asked).status) == NOT
    assert status_of_line(table, {"zorgdatum": date(2025, 4, 1)}, asked).reasons[0].what is Why.NO_DATE
