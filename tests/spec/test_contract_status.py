"""What is contracted from which day until which: the scenarios of the catalogues, on the published policies."""

from __future__ import annotations

from datetime import date

import pytest

from support.layered import facts_of, layers_of, on, published, spans, table_of
from support.worked_examples import installation
from zorginkoop.kernel.agenda import events_of
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.finder import Season, Shown, in_finder
from zorginkoop.kernel.status import EVER, Question, contract_status

TRANSPORT = "ziekenvervoer/2025-2"
PARAMEDICAL = "paramedische_zorg/2026-2"
DIRECTOR = (
    "overeenkomsten: [{id: o1, zorgsoort: ziekenvervoer, looptijd: 2023-01-01/2024-12-31, gesloten_op: 2022-09-01,"
    " optie_maanden: 24, opties_gebruikt: 1}]"
)
CONTRACTED, NOT, OUTSIDE, OPEN = "gecontracteerd", "niet_gecontracteerd", "buiten_overeenkomst", "onbekend"


def shown(edition: str, agreement: str, text: str, looked_on: str, care_on: str) -> Shown:
    """Look in the care finder on a day, for care on another."""
    facts = facts_of(text, edition)
    table = contract_status(layers_of(edition, agreement), facts.subject, facts.key)
    compiled = compile_agreement(published(edition), agreement, installation())
    subject = resolve(facts.subject, compiled.agreement, date.fromisoformat(care_on), EVER)
    season = Season(compiled, facts.subject, events_of(compiled, subject))
    return in_finder(table, season, Question(date.fromisoformat(care_on)), date.fromisoformat(looked_on))


def test_zc_01_the_used_option_covers_every_day_up_to_the_last_of_2026() -> None:
    table = table_of(DIRECTOR, "vervoersregie", TRANSPORT)

    assert spans(table, "overeenkomst") == [
        ("", "2022-12-31", NOT),
        ("2023-01-01", "2026-12-31", CONTRACTED),
        ("2027-01-01", "", NOT),
    ]
    rides = {day: on(table, day) for day in ("2024-12-31", "2025-01-01", "2026-12-31", "2027-01-01")}
    assert rides == {
        "2024-12-31": CONTRACTED, "2025-01-01": CONTRACTED, "2026-12-31": CONTRACTED, "2027-01-01": NOT,
    }  # fmt: skip


def test_zc_01_without_the_option_the_first_term_ends() -> None:
    table = table_of(DIRECTOR.replace("opties_gebruikt: 1", "opties_gebruikt: 0"), "vervoersregie", TRANSPORT)

    assert (on(table, "2024-12-31"), on(table, "2025-01-01")) == (CONTRACTED, NOT)


def test_zc_13_without_an_agreement_nothing_is_shown() -> None:
    found = shown(TRANSPORT, "vervoersregie", "overeenkomsten: []", "2025-06-01", "2025-06-01")

    assert not found.contracted
    assert str(found.answer.status) == NOT


def test_zc_13_the_contracted_director_is_shown_on_both_channels_from_12_november() -> None:
    before = shown(TRANSPORT, "vervoersregie", DIRECTOR, "2024-11-11", "2025-01-01")
    after = shown(TRANSPORT, "vervoersregie", DIRECTOR, "2024-11-12", "2025-01-01")

    assert before.channels == ()
    assert before.held_back
    assert after.channels == ("in_zorgzoeker", "op_website")


RA = """
overeenkomsten: [{id: o1, zorgsoort: fysiotherapie, looptijd: 2026-01-01/2027-12-31, gesloten_op: 2025-10-20}]
personen:
  - id: p1
    beroep: fysiotherapeut
    registraties:
      - {register: irf}
      - {register: vektis, aantekening: ernstige_functionele_beperkingen_ra, geldig_tot: 2026-06-30}
  - {id: p2, beroep: fysiotherapeut, registraties: [{register: irf}]}
"""


def test_gpf_58_the_endorsement_of_the_treating_therapist_decides() -> None:
    table = table_of(RA, "fysiotherapie", PARAMEDICAL)
    care = "langdurige_behandeling_ra"

    assert on(table, "2026-02-03", care, personen="p2") == OUTSIDE
    assert on(table, "2026-02-03", care, personen="p1") == CONTRACTED
    assert on(table, "2026-02-03", "fysiotherapie", personen="p2") == CONTRACTED  # only this care is touched
    assert on(table, "2026-02-03", care) == OPEN  # nobody said who treated
    assert on(table, "2026-02-03", care, personen="p9") == NOT  # somebody the practice does not have
    assert [on(table, day, care, personen="p1") for day in ("2026-06-30", "2026-07-01")] == [CONTRACTED, OUTSIDE]


ADZ = (
    "overeenkomsten: [{id: o1, zorgsoort: adz_parkinson, looptijd: 2024-01-01/2024-12-31, stilzwijgend_maanden: 12%s}]"
)


def test_gpf_60_without_notice_the_agreement_goes_on_tacitly() -> None:
    table = table_of(ADZ % "", "parkinsonnet_adz", PARAMEDICAL)

    assert [on(table, day) for day in ("2024-12-31", "2025-12-31", "2026-01-01")] == [CONTRACTED] * 3


def test_gpf_60_notice_in_time_ends_it_with_the_running_term() -> None:
    told = ADZ % ", opgezegd_op: 2025-06-30, opzegtermijn_maanden: 6"
    table = table_of(told, "parkinsonnet_adz", PARAMEDICAL)

    assert [on(table, day) for day in ("2025-12-31", "2026-01-01")] == [CONTRACTED, NOT]


def test_gpf_60_a_day_too_late_it_runs_another_term() -> None:
    told = ADZ % ", opgezegd_op: 2025-07-01, opzegtermijn_maanden: 6"
    table = table_of(told, "parkinsonnet_adz", PARAMEDICAL)

    assert [on(table, day) for day in ("2026-01-01", "2026-12-31", "2027-01-01")] == [CONTRACTED, CONTRACTED, NOT]


def test_gpf_60_while_the_notice_period_is_not_known_only_the_running_term_is_certain() -> None:
    table = table_of(ADZ % ", opgezegd_op: 2025-06-30", "parkinsonnet_adz", PARAMEDICAL)

    assert [on(table, day) for day in ("2025-12-31", "2026-01-01")] == [CONTRACTED, OPEN]


FALLS = """
overeenkomsten: [{id: o1, zorgsoort: valpreventie, looptijd: 2026-01-01/2026-12-31, gesloten_op: 2025-10-20}]
regios: [{id: r1, keten_geregeld: {waarde: ja, bron: preferente verzekeraar, geldig_van: 2026-03-15}}, {id: r2}]
personen: [{id: p1, beroep: fysiotherapeut}, {id: p2, beroep: ergotherapeut}]
"""


def test_gpf_61_fall_prevention_is_bought_from_the_day_of_the_report_and_by_the_right_profession() -> None:
    table = table_of(FALLS, "valpreventie", PARAMEDICAL)

    assert on(table, "2026-03-01", "otago_groep", regios="r1", personen="p1") == NOT
    assert on(table, "2026-03-20", "otago_groep", regios="r1", personen="p1") == CONTRACTED
    assert on(table, "2026-03-20", "in_balans", regios="r1", personen="p2") == NOT
    assert [on(table, day, "otago_groep", regios="r1", personen="p1") for day in ("2026-03-14", "2026-03-15")] == [
        NOT, CONTRACTED,
    ]  # fmt: skip
    assert on(table, "2026-03-20", "otago_groep", regios="r2", personen="p1") == NOT


SIGNED = "overeenkomsten: [{id: o1, zorgsoort: fysiotherapie, looptijd: 2026-01-01/2027-12-31, gesloten_op: %s}]\n"
LATE_OFFER = "aanbod_gedaan: 2025-12-20\nondertekend: 2025-12-29\n"


@pytest.mark.parametrize(
    ("signed", "looked_on", "there"),
    [
        ("2025-10-20", "2025-11-11", False),
        ("2025-10-20", "2025-11-12", True),
        ("2025-10-20", "2025-12-30", True),
        ("2025-12-29", "2025-11-11", False),
        ("2025-12-29", "2025-11-12", False),
        ("2025-12-29", "2025-12-28", False),
        ("2025-12-29", "2025-12-30", True),
    ],
)
def test_gpf_79_shown_from_the_floor_date_and_once_signed(signed: str, looked_on: str, *, there: bool) -> None:
    text = SIGNED % signed + (LATE_OFFER if signed > "2025-11-07" else "")

    assert shown(PARAMEDICAL, "fysiotherapie", text, looked_on, "2026-01-01").contracted is there


def test_gpf_80_an_offer_is_not_a_contract() -> None:
    found = shown(
        PARAMEDICAL, "fysiotherapie", "overeenkomsten: []\naanbod_gedaan: 2025-10-20\n", "2025-11-12", "2026-01-01"
    )

    assert not found.contracted
    assert str(found.answer.status) == NOT
