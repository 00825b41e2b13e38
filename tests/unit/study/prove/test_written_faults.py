"""Faults that keep an agreement from being compiled are findings too, and the rest is still proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.crooked import copied, mend, named, proved


def test_a_ladder_with_a_gap_is_told_and_everything_else_is_still_proven(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("{3: A, 2: B, 1: C, 0: D}", "{3: A, 1: C, 0: D}"),))
    found = named(proved(folder))
    assert ("gat", "hoofd", ("variant",)) in found
    assert ("volgt_uit_ander", "hoofd", ("met_keurmerk", "in_basisregister")) in found
    assert not {one for one in found if one[0] == "niet_te_vertalen"}


def test_a_fact_that_nothing_declares_is_told_and_nothing_is_said_to_be_in_order(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("        feit: scholing\n        ten_minste: 20", "        feit: scholin\n        ten_minste: 20"),))
    found = proved(folder)
    assert {("niet_verklaard", "hoofd", ("scholin",)), ("niet_te_vertalen", "hoofd", ("hoofd",))} <= named(found)
    (untold,) = (one for one in found.findings if one.check == "niet_te_vertalen")
    assert "scholin" not in untold.told.what.nl


def test_a_reading_of_which_both_options_say_the_same_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    lezing = "lezingen: {L-01: {vraag: welke grens, kies: R1, opties: {R1: de ene, R2: de andere}}}\n\novereenkomsten:"
    mend(folder, (("overeenkomsten:", lezing), ("ten_hoogste: 150", "ten_hoogste: {lezing: L-01, R1: 150, R2: 150}")))
    assert ("lezing_zonder_gevolg", "uitgave", ("L-01",)) in named(proved(folder))
    mend(folder, (("R2: 150", "R2: 140"),))
    assert ("lezing_zonder_gevolg", "uitgave", ("L-01",)) not in named(proved(folder))


def test_what_only_another_reading_uses_is_not_idle(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    lezing = "lezingen: {L-01: {vraag: welk feit, kies: R1, opties: {R1: het ene, R2: het andere}}}\n\novereenkomsten:"
    keuze = "        lezing: L-01\n        R1: {feit: certificaat}\n        R2: {feit: vergeten}\n"
    mend(folder, (("overeenkomsten:", lezing), ("        feit: certificaat\n", keuze)))
    assert ("ongebruikt", "uitgave", ("vergeten",)) not in named(proved(folder))


def test_that_nobody_gets_an_offer_is_told_once_and_not_as_idle_conditions_and_variants(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    never = "      - {id: nooit, bij: [1/nooit/1], alle: [genoeg_scholing, {feit: scholing, minder_dan: 10}]}\n"
    mend(folder, (("      - altijd_waar\n", never),))
    found = named(proved(folder))
    assert ("vaste_voorwaarde", "hoofd", ("nooit",)) in found
    assert ("vaste_uitkomst", "hoofd", ("hoofd",)) in found
    assert not {one for one in found if one[0] in {"beslist_nooit", "onbereikbare_variant"}}


FORMULA = """formules:
  aandeel_zzp:
    soort: aandeel
    tekst: {nl: het aandeel, en: the share}
    teller: {nl: zzp'ers, en: self-employed}
    noemer: {nl: allen, en: all}
    eenheid: mensen
    grens: {overeenkomst: hoofd, voorwaarde: genoeg_scholing}
    gemeten: {op: 2025-12-31}
    zetters: {teller: {nl: de praktijk, en: the practice}}
    voorbeelden: [{naam: een van twee, invoer: {}, verwacht: {staat: wacht}}]

overeenkomsten:"""


def test_a_formula_that_measures_outside_the_term_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("overeenkomsten:", FORMULA),))
    assert ("gat_in_perioden", "uitgave", ("aandeel_zzp",)) in named(proved(folder))
    mend(folder, (("op: 2025-12-31", "op: 2027-12-31"),))
    assert ("gat_in_perioden", "uitgave", ("aandeel_zzp",)) not in named(proved(folder))


ROWS = "gebruik: [register]\n\nfeiten:\n  persoon: {uren: {type: getal, herkomst: vragenlijst}}\n  aanbieder:"
ALWAYS = "minstens_een: [genoeg_scholing, {feit: scholing, minder_dan: 30}]"


def counting(folder: Path, limit: str) -> None:
    """Let the condition that holds for everybody count persons instead."""
    counted = f"aantal: personen\n        waar: {{feit: uren, ten_minste: 20}}\n        {limit}"
    mend(folder, (("feiten:\n  aanbieder:", ROWS), (ALWAYS, counted)))


@pytest.mark.parametrize("limit", ["ten_minste: 5", "meer_dan: 11", "ten_hoogste: 19"])
def test_a_count_of_more_rows_than_an_example_mostly_has_is_shown(limit: str, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    counting(folder, limit)
    found = named(proved(folder))
    assert not {one for one in found if "altijd_waar" in one[2] or one[0] == "niet_bewezen"}


def test_a_count_beyond_what_is_tried_is_not_proven_and_says_how_many_rows_were_tried(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    counting(folder, "ten_minste: 50")
    unproven = [one for one in proved(folder).findings if one.check == "niet_bewezen"]
    assert unproven
    assert all("ten hoogste 20 rijen" in one.told.what.nl for one in unproven)


def test_what_rests_on_two_tests_over_rows_is_not_proven_and_not_in_order(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rows = "gebruik: [register]\n\nfeiten:\n  persoon: {uren: {type: getal, herkomst: vragenlijst}}\n  aanbieder:"
    never = (
        "{alle: [certificaat_geldig, {een_rij: personen, waar: {feit: uren, ten_minste: 20}}, "
        "{geen_rij: personen, waar: {feit: uren, ten_minste: 20}}]}"
    )
    mend(
        folder,
        (("feiten:\n  aanbieder:", rows), ("{alle: [certificaat_geldig, {feit: omvang, minder_dan: 5}]}", never)),
    )
    found = proved(folder)
    (unproven,) = (one for one in found.findings if one.check == "niet_bewezen")
    assert unproven.nodes == ("niemand",)
    assert "rijen van personen" in unproven.told.what.nl
    assert not found.clean
