from __future__ import annotations

from pathlib import Path

import pytest

from support.small_policies import judged, loaded
from zorginkoop.kernel.missing import missing_facts, missing_for

POLICY = """
relaties:
  aanbieder:
    personen: {soort: persoon}
feiten:
  aanbieder:
    klein: {type: ja_nee, herkomst: register}
    oud: {type: ja_nee, herkomst: register}
    uitgezonderd: {type: ja_nee, herkomst: inkoper_beslist}
    omzet: {type: getal, herkomst: register}
    kosten: {type: getal, herkomst: register}
    begin: {type: datum, herkomst: register}
    einde: {type: datum, herkomst: register}
  persoon:
    beroep: {type: code, herkomst: register}
    uren: {type: getal, herkomst: vragenlijst}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    voorwaarden:
      - {id: kleinschalig, feit: klein}
      - {id: bestaand, feit: oud, onbekend: geen_bezwaar}
      - {id: te_beoordelen, feit: uitgezonderd}
    routes:
      - {id: benaderd, leidt_tot: aanbod, als: {alle: [kleinschalig, bestaand]}}
      - id: aanvraag
        leidt_tot: beoordeling
        als: {feit: oud}
        dan:
          - {id: geweigerd, leidt_tot: geen_aanbod, onbekend: telt_niet, als: {niet: te_beoordelen}}
          - {id: in_behandeling, leidt_tot: beoordeling}
      - {id: rest, leidt_tot: niets}
    randvoorwaarden:
      - {id: marge, verhouding: {teller: omzet, noemer: kosten}, ten_minste: 1, behalve: {feit: uitgezonderd}}
      - {id: volgorde, feit: einde, vanaf: {feit: begin}, onbekend: verklaring_bij_ondertekening}
    differentiatiefactoren:
      - id: meesten
        aandeel: personen
        van: {feit: beroep, is: arts}
        waar: {feit: uren, ten_minste: 24}
        ten_minste: 50 %
      - {id: iemand, een_rij: personen, waar: {feit: uren, ten_minste: 40}}
      - {id: iedereen, elke_rij: personen, van: {feit: beroep, is: arts}, waar: {feit: uren, ten_minste: 8}}
    variant: {tabel: {3: A, 2: B, 1: C, 0: D}}
"""
OPEN = "klein: ja, oud: ja, uitgezonderd: nee, begin: 2025-01-01, einde: 2025-01-01"
FIT = f"{OPEN}, omzet: 5, kosten: 4"


def labels(tmp_path: Path, facts: str) -> list[str]:
    return [missing.label for missing in missing_facts(judged(loaded(tmp_path, POLICY), facts))]


def people(*rows: str) -> str:
    return ", ".join((FIT, f"personen: [{', '.join(f'{{{row}}}' for row in rows)}]"))


def test_an_undecided_route_names_the_facts_of_that_route_only(tmp_path: Path) -> None:
    assert labels(tmp_path, "") == ["klein"]


def test_a_part_that_is_settled_is_not_walked(tmp_path: Path) -> None:
    assert labels(tmp_path, "klein: nee") == ["oud"]
    assert labels(tmp_path, "klein: nee, oud: nee") == []


def test_an_assessment_names_what_a_person_has_to_decide(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), "klein: nee, oud: ja")
    (missing,) = missing_facts(outcome)
    assert missing.key == "uitgezonderd"
    assert missing.decided_by_person


def test_an_offer_names_the_base_conditions_and_the_factors(tmp_path: Path) -> None:
    assert labels(tmp_path, f"{OPEN}, omzet: 5") == ["kosten", "personen"]
    assert labels(tmp_path, "klein: ja, oud: ja, omzet: 5") == ["kosten", "uitgezonderd", "personen"]


def test_what_is_declared_at_signing_is_not_missing(tmp_path: Path) -> None:
    assert labels(tmp_path, f"{FIT.replace('begin: 2025-01-01, ', '')}, personen: []") == []


def test_a_factor_names_the_rows_that_could_change_it(tmp_path: Path) -> None:
    rows = people("id: p1, beroep: arts", "id: p2, beroep: arts, uren: 40", "id: p3, beroep: tolk, uren: 4")
    assert labels(tmp_path, rows) == ["p1/uren"]


def test_a_row_that_may_count_in_the_whole_is_named(tmp_path: Path) -> None:
    rows = people("id: p1, uren: 4", "id: p2, beroep: arts, uren: 40")
    outcome = judged(loaded(tmp_path, POLICY), rows)
    assert [missing.label for missing in missing_for(outcome, "iedereen")] == ["p1/beroep"]
    assert missing_for(outcome, "meesten") == ()


def test_a_row_outside_the_population_is_not_named(tmp_path: Path) -> None:
    assert labels(tmp_path, people("id: p1, beroep: tolk, uren: 4", "id: p2, beroep: arts, uren: 40")) == []
    assert "p1/uren" in labels(tmp_path, people("id: p1, beroep: arts"))


def test_a_comparison_of_two_facts_names_the_unknown_one(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), "begin: 2025-01-01")
    (missing,) = missing_for(outcome, "volgorde")
    assert (missing.key, missing.reason) == ("einde", "niet vastgelegd")


def test_a_relation_that_was_never_recorded_has_no_declaration(tmp_path: Path) -> None:
    (missing,) = missing_facts(judged(loaded(tmp_path, POLICY), FIT))
    assert (missing.key, missing.declaration, missing.on_row) == ("personen", None, False)
    assert not missing.decided_by_person


def test_a_name_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        missing_for(judged(loaded(tmp_path, POLICY), FIT), "geen_voorwaarde")
