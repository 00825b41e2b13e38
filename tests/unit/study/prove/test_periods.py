from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from support.crooked import copied, mend, named, proved
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.study.prove.edition import prove_edition

TERMS = ("uitgave", ("hoofd", "vervolg"))
VALUES = "waarden: {meeste_index: {type: getal, zetter: de inkoper}}\n\novereenkomsten:"
LAYERS = """    lagen:
      - {{id: basis, soort: basis}}
      - {{id: oud, soort: netwerk, op: [basis], als: {{feit: certificaat}}, vanaf: 2026-01-01, tot_en_met: 2026-06-30}}
      - {{id: nieuw, soort: netwerk, op: [basis], als: {{feit: certificaat}}, vanaf: {start}}}

    planning:
      - id: aanbieden
        bij: ["1/planning/1"]
"""


@pytest.mark.parametrize(
    ("start", "check"),
    [("2027-12-31", "overlap_in_perioden"), ("2028-01-01", None), ("2028-01-02", "gat_in_perioden")],
)
def test_terms_of_one_care_type_join_up_to_the_day(start: str, check: str | None, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("van: 2028-02-01", f"van: {start}"),))
    found = {one[0] for one in named(proved(folder)) if one[1:] == TERMS}
    assert found == ({check} if check else set())


@pytest.mark.parametrize(
    ("start", "check"),
    [("2026-06-30", "overlap_in_perioden"), ("2026-07-01", None), ("2026-07-02", "gat_in_perioden")],
)
def test_layers_about_the_same_care_join_up_to_the_day(start: str, check: str | None, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    planning = '    planning:\n      - id: aanbieden\n        bij: ["1/planning/1"]\n'
    mend(
        folder,
        (
            (planning, LAYERS.format(start=start)),
            ("feiten:\n  aanbieder:", "gebruik: [register]\n\nfeiten:\n  aanbieder:"),
        ),
    )
    found = {one[0] for one in named(proved(folder)) if one[1:] == ("hoofd", ("oud", "nieuw"))}
    assert found == ({check} if check else set())


@pytest.mark.parametrize(("last", "told"), [(date(2027, 12, 30), True), (date(2027, 12, 31), False), (None, False)])
def test_a_supplied_value_is_in_force_over_the_whole_term(last: date | None, told: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    folder = copied(tmp_path)
    mend(folder, (("overeenkomsten:", VALUES), ("ten_hoogste: 150", "ten_hoogste: {waarde: meeste_index}")))
    value = SuppliedValue(waarde="150", geldig_van=date(2026, 1, 1), geldig_tot=last, bron="proef", door="proef")
    installation = replace(Installation(), values={"meeste_index": value})
    found = named(prove_edition(EditionFolder("scheefzorg/2026-1", folder), installation))
    assert (("gat_in_perioden", "hoofd", ("meeste_index",)) in found) == told


def test_a_reference_year_beyond_the_term_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("{2026: 2024}", "{2026: 2024, 2027: 2025, 2028: 2026}"),))
    assert ("overlap_in_perioden", "hoofd", ("index_niet_te_hoog",)) in named(proved(folder))
