"""What is contracted from which day until which: the scenarios of the catalogues, on the published policies."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody who looks in the care finder, at care under one agreement and on one day."""

    edition: str
    agreement: str
    care_on: str
    route: str | None = None

    def at(self, text: str, looked_on: str) -> Shown:
        """Look on a day."""
        facts, day = facts_of(text, self.edition), date.fromisoformat(self.care_on)
        table = contract_status(layers_of(self.edition, self.agreement), facts.subject, facts.key)
        compiled = compile_agreement(published(self.edition), self.agreement, installation())
        events = events_of(compiled, resolve(facts.subject, compiled.agreement, day, EVER))
        return in_finder(table, Season(compiled, events, self.route), Question(day), date.fromisoformat(looked_on))


TRANSPORT_2025 = Looking(TRANSPORT, "vervoersregie", "2025-01-01")
PHYSIOTHERAPY_2026 = Looking(PARAMEDICAL, "fysiotherapie", "2026-01-01")
PHARMACY_2026 = Looking("farmaceutische_zorg/2026-1", "farmaceutische_zorg", "2026-01-01", "met_onderhandeling")
MATERNITY_2024 = Looking("geboortezorg/2024-1", "kraamzorg", "2024-01-01")
INSTITUTION_2027 = Looking("categorale_instellingen/2027-1", "medisch_specialistische_zorg", "2027-01-01")


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
    found = TRANSPORT_2025.at("overeenkomsten: []", "2025-06-01")

    assert not found.contracted
    assert str(found.answer.status) == NOT


def test_zc_13_the_contracted_director_is_shown_on_both_channels_from_12_november() -> None:
    before, after = TRANSPORT_2025.at(DIRECTOR, "2024-11-11"), TRANSPORT_2025.at(DIRECTOR, "2024-11-12")

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


def signed(care: str, on_day: str, first: str, more: str = "") -> str:
    """Write one agreement that was signed on a day."""
    return f"overeenkomsten: [{{id: o1, zorgsoort: {care}, looptijd: {first}/, gesloten_op: {on_day}}}]\n{more}"


LATE_OFFER = "aanbod_gedaan: 2025-12-20\n"
PHYSIO = signed("fysiotherapie", "2025-10-20", "2026-01-01")
LATE_PHYSIO = signed("fysiotherapie", "2025-12-29", "2026-01-01", LATE_OFFER)
PHARMACY = signed("farmaceutische_zorg", "2025-10-20", "2026-01-01")
LATE_PHARMACY = signed("farmaceutische_zorg", "2025-12-29", "2026-01-01", LATE_OFFER)
MATERNITY = signed("kraamzorg", "2023-10-20", "2024-01-01")
UNACCEPTED = signed("fysiotherapie", "2025-11-08", "2026-01-01")


@pytest.mark.parametrize(
    ("looking", "text", "looked_on", "there"),
    [
        (PHYSIOTHERAPY_2026, PHYSIO, "2025-11-11", False),
        (PHYSIOTHERAPY_2026, PHYSIO, "2025-11-12", True),
        (PHYSIOTHERAPY_2026, PHYSIO, "2025-12-30", True),
        (PHYSIOTHERAPY_2026, LATE_PHYSIO, "2025-11-11", False),
        (PHYSIOTHERAPY_2026, LATE_PHYSIO, "2025-11-12", False),
        (PHYSIOTHERAPY_2026, LATE_PHYSIO, "2025-12-28", False),
        (PHYSIOTHERAPY_2026, LATE_PHYSIO, "2025-12-30", True),
        (PHARMACY_2026, PHARMACY, "2025-11-11", False),
        (PHARMACY_2026, PHARMACY, "2025-11-12", True),
        (PHARMACY_2026, LATE_PHARMACY, "2025-11-12", False),
        (PHARMACY_2026, LATE_PHARMACY, "2025-12-30", True),
        (MATERNITY_2024, MATERNITY, "2023-11-11", False),
        (MATERNITY_2024, MATERNITY, "2023-11-12", True),
        # a signature after the last day shows nothing until the purchaser has accepted it
        (PHYSIOTHERAPY_2026, UNACCEPTED, "2025-12-30", False),
        (PHYSIOTHERAPY_2026, UNACCEPTED + "late_ondertekening_aanvaard: 2025-11-20\n", "2025-11-19", False),
        (PHYSIOTHERAPY_2026, UNACCEPTED + "late_ondertekening_aanvaard: 2025-11-20\n", "2025-11-20", True),
    ],
)
def test_gpf_79_shown_from_the_floor_date_and_once_signed(
    looking: Looking, text: str, looked_on: str, *, there: bool
) -> None:
    assert looking.at(text, looked_on).contracted is there


def test_gpf_80_an_offer_is_not_a_contract() -> None:
    found = PHYSIOTHERAPY_2026.at("overeenkomsten: []\naanbod_gedaan: 2025-10-20\n", "2025-11-12")

    assert not found.contracted
    assert str(found.answer.status) == NOT


CTG = """
overeenkomsten: [{id: o1, zorgsoort: verloskundige_zorg, looptijd: 2023-01-01/2024-12-31, gesloten_op: 2022-10-20}]
verricht_ctg: ja
ctg_afspraken_in_vsv: %s
ctg_scholing_gevolgd: ja
personen: [{id: p1, beroep: verloskundige, registraties: [{register: knov_ctg}]}]
"""


@pytest.mark.parametrize(("in_the_vsv", "status"), [("nee", OUTSIDE), ("ja", CONTRACTED), ("onbekend", OPEN)])
def test_gpf_15_all_three_ctg_conditions_decide_over_ctg_alone(in_the_vsv: str, status: str) -> None:
    table = table_of(CTG % in_the_vsv, "verloskundige_zorg", "geboortezorg/2024-1")

    assert on(table, "2024-03-05", "antenataal_ctg") == status
    assert on(table, "2024-03-05", "verloskundige_zorg") == CONTRACTED


STAY_DAYS = """
overeenkomsten: [{id: o1, zorgsoort: eerstelijns_geboortecentrum, looptijd: 2023-01-01/2024-12-31}]
biedt_ligdagen: ja
registraties: []
"""


def test_gpf_17_without_a_certificate_stay_days_fall_outside_and_the_centre_does_not() -> None:
    table = table_of(STAY_DAYS, "geboortecentrum", "geboortezorg/2024-1")

    assert on(table, "2024-03-05", "ligdagen") == OUTSIDE
    assert on(table, "2024-03-05") == CONTRACTED


MULTI_YEAR = "overeenkomsten: [{id: o1, zorgsoort: msz, looptijd: 2026-01-01/2028-12-31, gesloten_op: 2025-11-01}]\n"
NEW = "overeenkomsten: [{id: o1, zorgsoort: msz, looptijd: 2027-01-01/2027-12-31, gesloten_op: 2026-10-20}]\n"
ACCORD = "prijslijst_akkoord: 2026-11-20\n"


@pytest.mark.parametrize(
    ("text", "looked_on", "there"),
    [
        (NEW, "2026-11-12", False),  # signed, but without accord on the price list it is not complete
        (NEW + ACCORD, "2026-11-19", False),
        (NEW + ACCORD, "2026-11-20", True),
        (MULTI_YEAR, "2026-11-11", False),
        (MULTI_YEAR, "2026-11-12", True),  # what runs on waits for no signature
    ],
)
def test_the_gate_of_an_institution_opens_when_its_deal_is_complete(text: str, looked_on: str, *, there: bool) -> None:
    assert INSTITUTION_2027.at(text, looked_on).contracted is there


def test_an_institution_is_contracted_for_what_was_bought_and_for_nothing_else() -> None:
    bought = MULTI_YEAR.replace("gesloten_op", "ingekocht: [orthopedie], gesloten_op")
    table = table_of(bought, INSTITUTION_2027.agreement, INSTITUTION_2027.edition)

    assert on(table, "2027-03-01", "orthopedie") == CONTRACTED
    assert on(table, "2027-03-01", "oogheelkunde") == NOT
