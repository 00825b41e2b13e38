from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import judged as judged_by
from support.small_policies import loaded
from support.small_policy import judged, people
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.facts import FOREVER, Subject, end_of_day
from zorginkoop.kernel.letter import Sender, as_text, letter
from zorginkoop.kernel.nearest import Nearest, nearest
from zorginkoop.kernel.nearest_values import Around, proposals
from zorginkoop.kernel.nearest_words import goal_words, not_found, promise, steps, ways_told
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Compare, FactDeclaration, Literal, Phrase


def told(outcome: Outcome, language: Language = "nl") -> dict[str, list[str]]:
    """Say each goal with the steps of its ways, or why there is none."""
    speaker = Speaker(outcome.agreement, language)
    return {goal_words(speaker, found): _lines(speaker, found) for found in nearest(outcome)}


def _lines(speaker: Speaker, found: Nearest) -> list[str]:
    if not found.found:
        return [not_found(speaker, found)]
    return [line for head, way in ways_told(speaker, found) for line in (head, *_steps(speaker, way))]


def _steps(speaker: Speaker, way: object) -> list[str]:
    return [f"{step.who}: {step.words}" for step in steps(speaker, way)]  # type: ignore[arg-type] # it came from ways_told


def test_a_better_variant_is_reached_by_the_factor_that_lacks() -> None:
    assert told(judged()) == {
        "overeenkomst A": ["zelf te doen, één wijziging", "aanbieder: Bewijs dat wordt goedgekeurd: het keurmerk."]
    }


def test_one_proof_that_implies_another_counts_for_both() -> None:
    outcome = judged(basisregister="nee")

    assert told(outcome)["overeenkomst A"] == [
        "zelf te doen, één wijziging",
        "aanbieder: Bewijs dat wordt goedgekeurd: het keurmerk.",
    ]
    assert (
        told(outcome)["overeenkomst B"][1]
        == "aanbieder: Bewijs dat wordt goedgekeurd: inschrijving in het basisregister."
    )


def test_a_value_comes_to_its_limit_and_not_further() -> None:
    outcome = judged(personen=people("20", "23.9"))

    assert told(outcome, "en")["agreement B"] == [
        "to do oneself, one change",
        "aanbieder: Persoon 2: the hours a week here: from 23.9 hours a week to 24 hours a week.",
    ]


def test_an_index_of_a_past_year_nobody_changes_but_an_exception_can_be_granted() -> None:
    assert told(judged(index="{2024: 150.1}"))["een aanbod"] == [
        "niet alleen zelf te doen, één wijziging; dan is het overeenkomst B",
        "ander: Een toegekende uitzondering op de index voor 2026: van nee naar ja.",
    ]


def test_of_several_failures_each_is_mended() -> None:
    assert told(judged(bereikbaar="nee", vecozo_certificaat="nee"))["een aanbod"] == [
        "zelf te doen, 2 wijzigingen; dan is het overeenkomst B",
        "aanbieder: Telefonisch bereikbaar op werkdagen: van nee naar ja.",
        "aanbieder: Een geldig certificaat: van nee naar ja.",
    ]


def test_a_set_gains_what_lacks() -> None:
    assert told(judged(postcodes='["1012"]'))["een aanbod"][1] == (
        "aanbieder: De kringen waaraan de aanbieder deelneemt: ook kring_haven."
    )


def test_what_is_unknown_is_to_be_established() -> None:
    assert told(judged(bereikbaar=""))["een aanbod"][1] == (
        "aanbieder: Vast te stellen: telefonisch bereikbaar op werkdagen (genoeg is: ja)."
    )


def test_who_has_an_agreement_that_runs_has_nothing_to_reach() -> None:
    assert told(judged(overeenkomsten="[{id: o1, looptijd: 2025-01-01/2026-12-31}]")) == {}


def test_who_has_the_best_has_nothing_to_reach() -> None:
    proven = "{waarde: ja, bewijs: {ingeleverd_op: 2025-10-10, oordeel: goed}}"

    assert told(judged(keurmerk=proven)) == {}


POLICY = """
relaties:
  aanbieder:
    mensen: {soort: persoon, te_wijzigen_door: aanbieder}
    contracten: {soort: contract}
gebeurtenissen:
  aangemeld: {te_wijzigen_door: aanbieder, tekst: {nl: de aanmelding is ontvangen, en: the report was received}}
  toegelaten: {tekst: {nl: de toelating is gegeven, en: admission was granted}}
impliceert: {keurmerk: [basis]}
feiten:
  aanbieder:
    soort:
      type: code
      codes: [praktijk, instelling]
      herkomst: register
      te_wijzigen_door: niemand
      tekst: {nl: het soort, en: the kind}
    keurmerk: {type: ja_nee, herkomst: register, tekst: {nl: het keurmerk, en: the mark}}
    basis: {type: ja_nee, herkomst: register, tekst: {nl: de basis, en: the base}}
    omzet: {type: getal, herkomst: vragenlijst, tekst: {nl: de omzet, en: turnover}}
    kosten: {type: getal, herkomst: vragenlijst, tekst: {nl: de kosten, en: costs}}
  persoon:
    beroep: {type: code, herkomst: vektis, tekst: {nl: het beroep, en: the profession}}
    uren: {type: getal, herkomst: vragenlijst, tekst: {nl: de uren, en: the hours}}
  contract:
    nummer: {type: getal, herkomst: eigen_administratie}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    voorwaarden:
      - id: op_tijd
        tekst: {nl: op tijd aangemeld, en: reported in time}
        minstens_een: [{gebeurtenis: aangemeld, uiterlijk: 2026-02-01}, {gebeurtenis: toegelaten}]
    routes:
      - {id: route, leidt_tot: aanbod, als: CONDITION}
      - {id: rest, leidt_tot: niets}
"""


def ways_of(root: Path, condition: str, facts: str, on: date = date(2026, 1, 10)) -> list[str]:
    """Tell the ways to an offer where one condition asks for it."""
    return told(judged_by(loaded(root, POLICY.replace("CONDITION", condition)), facts, on))["een aanbod"]


def test_an_event_can_still_happen_while_it_is_in_time(tmp_path: Path) -> None:
    assert ways_of(tmp_path, "op_tijd", "") == [
        "zelf te doen, één wijziging",
        "aanbieder: Dit gebeurt alsnog, op de peildatum: de aanmelding is ontvangen.",
    ]


def test_after_the_deadline_another_event_is_needed(tmp_path: Path) -> None:
    for facts in ("", "aangemeld: 2026-02-02"):
        assert ways_of(tmp_path, "op_tijd", facts, date(2026, 2, 3)) == [
            "niet alleen zelf te doen, één wijziging",
            "ander: Dit gebeurt alsnog, op de peildatum: de toelating is gegeven.",
        ]


def test_what_happened_nobody_undoes(tmp_path: Path) -> None:
    asked = "{niet: {gebeurtenis: aangemeld}}"

    assert ways_of(tmp_path, asked, "aangemeld: 2026-01-05") == [
        "Op deze peildatum is er geen weg naar een aanbod; hieraan kan niemand nog iets veranderen: 'route'."
    ]


def test_the_kind_of_provider_nobody_changes_but_it_can_be_established(tmp_path: Path) -> None:
    asked = "{feit: soort, is: praktijk}"

    assert "niemand" in ways_of(tmp_path, asked, "soort: instelling")[0]
    assert ways_of(tmp_path, asked, "")[1] == "ander: Vast te stellen: het soort (genoeg is: praktijk)."


def test_a_row_is_added_where_one_may_be(tmp_path: Path) -> None:
    asked = "{een_rij: mensen, waar: {alle: [{feit: beroep, is: arts}, {feit: uren, ten_minste: 24}]}}"

    assert ways_of(tmp_path, asked, "mensen: [{id: p1, beroep: coach, uren: 8}]") == [
        "zelf te doen, 3 wijzigingen in één stap",
        "aanbieder: Een persoon erbij, met het beroep: arts en de uren: 24.",
    ]
    assert "niemand" in ways_of(tmp_path, "{een_rij: contracten, waar: {feit: nummer, is: 1}}", "contracten: []")[0]


def test_the_fewest_rows_come_to_comply_for_a_share(tmp_path: Path) -> None:
    asked = "{aandeel: mensen, waar: {feit: uren, ten_minste: 24}, ten_minste: 50 %}"
    rows = ", ".join(
        f"{{id: p{number}, naam: P{number}, uren: {hours}}}" for number, hours in enumerate((24, 20, 23, 8, 8))
    )

    assert ways_of(tmp_path, asked, f"mensen: [{rows}]") == [
        "zelf te doen, 2 wijzigingen",
        "aanbieder: P1: de uren: van 20 naar 24.",
        "aanbieder: P2: de uren: van 23 naar 24.",
    ]


def test_a_ratio_moves_to_its_limit_on_the_nearer_side(tmp_path: Path) -> None:
    asked = "{verhouding: {teller: omzet, noemer: kosten}, ten_minste: 3}"

    assert ways_of(tmp_path, asked, "omzet: 299, kosten: 100")[1] == "aanbieder: De omzet: van 299 naar 300."
    assert ways_of(tmp_path, asked, "omzet: 296, kosten: 100")[1] == "aanbieder: De kosten: van 100 naar 98."


def test_an_implied_fact_falls_only_with_its_ground(tmp_path: Path) -> None:
    assert ways_of(tmp_path, "{niet: {feit: basis}}", "keurmerk: ja, basis: nee")[1:] == [
        "aanbieder: De basis: van ja naar nee.",
        "aanbieder: Het keurmerk: van ja naar nee.",
    ]


def test_without_a_route_to_an_offer_there_is_no_way(tmp_path: Path) -> None:
    policy = POLICY.replace("leidt_tot: aanbod, als: CONDITION", "leidt_tot: beoordeling, als: op_tijd")

    assert told(judged_by(loaded(tmp_path, policy), "", date(2026, 1, 10))) == {
        "een aanbod": ["Geen enkele route leidt naar een aanbod."]
    }


def test_what_contradicts_itself_is_not_found_and_not_called_proven(tmp_path: Path) -> None:
    asked = "{alle: [{feit: omzet, ten_minste: 2}, {feit: omzet, ten_hoogste: 1}]}"

    assert ways_of(tmp_path, asked, "omzet: 0") == ["Binnen 12 wijzigingen is geen weg naar een aanbod gevonden."]


@pytest.mark.parametrize("withheld", [frozenset[str](), frozenset({"bereikbaar"})])
def test_a_letter_tells_a_short_way_and_nothing_that_is_shielded(withheld: frozenset[str]) -> None:
    outcome = judged(bereikbaar="nee")
    found = nearest(outcome)
    head, lines = promise(Speaker(outcome.agreement, "nl", withheld), found, 3)
    written = letter(
        outcome, "nl", date=outcome.on, sender=Sender("Proef"), channels={}, withheld=withheld, nearest=found
    )

    assert lines == (() if withheld else ("Telefonisch bereikbaar op werkdagen: van nee naar ja.",))
    assert (head in as_text(written)) if head else ("op wat wij nu weten" not in as_text(written))
    assert bool(head) is not bool(withheld)


def test_a_letter_keeps_a_long_way_for_itself() -> None:
    outcome = judged(bereikbaar="nee")

    assert promise(Speaker(outcome.agreement, "nl"), nearest(outcome), 0) == ("", ())


def test_two_sets_that_share_nothing_both_gain_a_code(tmp_path: Path) -> None:
    policy = POLICY.replace(
        "    omzet:",
        "    een: {type: codes, codes: [a, b], herkomst: vragenlijst, tekst: {nl: een, en: one}}\n"
        "    twee: {type: codes, codes: [a, b], herkomst: vragenlijst, tekst: {nl: twee, en: two}}\n"
        "    omzet:",
    ).replace("CONDITION", "{feit: een, overlapt: {feit: twee}}")

    for facts, number in (("twee: []", 2), ("", 2), ("een: [b]", 1), ("een: [], twee: [b]", 1)):
        (found,) = nearest(judged_by(loaded(tmp_path, policy), facts, date(2026, 1, 10)))
        assert [len(way.changes) for way in found.found] == [number]


def test_of_a_set_that_is_unknown_the_fewest_codes_are_asked(tmp_path: Path) -> None:
    policy = POLICY.replace(
        "    omzet:",
        "    doelen: {type: codes, codes: [a, b, c, d], herkomst: vragenlijst, tekst: {nl: doelen, en: goals}}\n"
        "    omzet:",
    ).replace("CONDITION", "{feit: doelen, overlapt: [a, b, c, d]}")

    assert told(judged_by(loaded(tmp_path, policy), "", date(2026, 1, 10)))["een aanbod"][1] == (
        "aanbieder: Vast te stellen: doelen (genoeg is: a)."
    )


def test_rows_that_are_unknown_are_counted_on_to_be_none_and_a_row_of_several_facts_is_one_step(tmp_path: Path) -> None:
    none = ways_of(tmp_path, "{geen_rij: mensen, waar: {feit: uren, ten_minste: 40}}", "")
    added = ways_of(tmp_path, "{een_rij: mensen, waar: {feit: uren, ten_minste: 24}}", "")

    assert none == [
        "zelf te doen, één wijziging",
        "aanbieder: Vast te stellen: welke mensen er zijn (genoeg is: geen).",
    ]
    assert added == [
        "zelf te doen, 3 wijzigingen in 2 stappen",
        "aanbieder: Vast te stellen: welke mensen er zijn (genoeg is: geen, naast wat hier erbij komt).",
        "aanbieder: Een persoon erbij, met de uren: 24.",
    ]


@pytest.mark.parametrize(
    ("asked", "facts", "day"),
    [
        ("{feit: peildatum, vanaf: 2026-06-01}", "", "1 juni 2026"),
        ("{gebeurtenis: aangemeld, vanaf: 2026-04-01}", "", "1 april 2026"),
        (
            "{alle: [{feit: peildatum, vanaf: 2026-06-01}, {gebeurtenis: aangemeld, vanaf: 2026-07-01}]}",
            "",
            "1 juli 2026",
        ),
        ("{een_rij: contracten, waar: {feit: peildatum, vanaf: 2026-03-01}}", "contracten: [{id: c}]", "1 maart 2026"),
        ("{niet: {feit: peildatum, uiterlijk: 2026-03-01}}", "", "2 maart 2026"),
    ],
)
def test_what_only_has_to_be_waited_for_is_not_called_impossible(
    tmp_path: Path, asked: str, facts: str, day: str
) -> None:
    assert ways_of(tmp_path, asked, facts) == [
        f"Op deze peildatum is geen weg naar een aanbod gevonden; vanaf {day} wel, op wat nu bekend is."
    ]


def test_waiting_does_not_help_where_a_day_is_over_or_something_else_is_in_the_way(tmp_path: Path) -> None:
    over = "{feit: peildatum, uiterlijk: 2026-01-01}"
    both = "{alle: [{feit: soort, is: praktijk}, {feit: peildatum, vanaf: 2026-06-01}]}"

    assert "niemand" in ways_of(tmp_path, over, "")[0]
    assert "niemand" in ways_of(tmp_path, both, "soort: instelling")[0]


def test_of_a_period_without_an_end_no_day_without_an_end_is_proposed() -> None:
    on = date(2026, 1, 10)
    subject = Subject("aanbieder", "x", "", on, {}, {"dag": None}, {})
    declared = FactDeclaration("dag", "aanbieder", "datum", Phrase("de dag", "the day"), "vragenlijst")
    asked = Compare("dag", "datum", "1", "overlapt", Literal(("2026-01-01/",)))

    given = [
        value for one in proposals(asked, Around(subject, end_of_day(on), lambda _: declared)) for value in one.values()
    ]

    assert given == [date(2026, 1, 1), date(2025, 12, 31)]
    assert FOREVER not in given


PEOPLE = "mensen: [{id: p1, naam: P1, beroep: arts, uren: 8}, {id: p2, naam: P2, beroep: coach, uren: 36}]"
LET_GO = "aanbieder: P2 hoort niet meer bij de mensen."


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("{geen_rij: mensen, waar: {feit: beroep, is: coach}}", [LET_GO]),
        ("{elke_rij: mensen, waar: {feit: beroep, is: arts}}", [LET_GO]),
        ("{aantal: mensen, waar: {feit: beroep, is: coach}, ten_hoogste: 0}", [LET_GO]),
        ("{aandeel: mensen, waar: {feit: beroep, is: arts}, ten_minste: 100 %}", [LET_GO]),
        (
            "{geen_rij: mensen, waar: {minstens_een: [{feit: beroep, is: arts}, {feit: uren, ten_minste: 30}]}}",
            [LET_GO.replace("P2", "P1"), "aanbieder: P2: de uren: van 36 naar 29."],
        ),
    ],
)
def test_a_row_that_nobody_can_change_can_be_let_go(tmp_path: Path, asked: str, told: list[str]) -> None:
    assert ways_of(tmp_path, asked, PEOPLE)[1:] == told


def test_a_row_is_let_go_only_by_who_can_add_one_and_only_where_it_cannot_change_itself(tmp_path: Path) -> None:
    contract = "{geen_rij: contracten, waar: {feit: nummer, is: 1}}"
    hours = "{elke_rij: mensen, waar: {feit: uren, ten_minste: 24}}"

    assert "niemand" in ways_of(tmp_path, contract, "contracten: [{id: c, nummer: 1}]")[0]
    assert ways_of(tmp_path, hours, PEOPLE)[1:] == ["aanbieder: P1: de uren: van 8 naar 24."]


def test_a_letter_promises_nothing_for_letting_somebody_go(tmp_path: Path) -> None:
    policy = POLICY.replace("CONDITION", "{geen_rij: mensen, waar: {feit: beroep, is: coach}}")
    outcome = judged_by(loaded(tmp_path, policy), PEOPLE, date(2026, 1, 10))

    assert promise(Speaker(outcome.agreement, "nl"), nearest(outcome), 3) == ("", ())
