"""Who sits beside a limit: in steps of a number, and in people more or fewer that count."""

from __future__ import annotations

from pathlib import Path

from support.register_folders import folder_of as register_folder
from support.small_policies import folder_of as policy_folder
from support.what_if import ON, PROVIDERS, season
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import read_register
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import load_edition
from zorginkoop.study.limits import NearMiss, near_misses
from zorginkoop.study.season import Question, judge_season, season_key

POLICY = """
relaties: {{aanbieder: {{personen: {{soort: persoon}}}}}}
feiten: {{persoon: {{beroep: {{type: code, herkomst: vektis}}, uren_hier: {{type: getal, herkomst: vragenlijst}}}}}}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{{id: aanbod, leidt_tot: aanbod}}]
    randvoorwaarden:
      - id: mensen
        onbekend: geen_bezwaar
        {how}: personen
        van: {{feit: beroep, is: arts}}
        waar: {{feit: uren_hier, ten_minste: 24}}
        {limit}
"""
# Of each provider the hours of its doctors; x is not known.
HOURS = {
    "04000001": ["24", "24", "24", "24"],  # 4 of 4
    "04000002": ["24", "24", "23", "23"],  # 2 of 4: exactly half
    "04000003": ["24", "23", "23", "23"],  # 1 of 4: one short
    "04000004": ["23", "23", "23", "23"],  # 0 of 4: two short
    "04000005": ["24", "x", "23", "23"],  # 1 or 2 of 4: not known
    "04000006": [],  # nobody
}


def beside(root: Path, how: str, limit: str) -> NearMiss:
    folder = root / "register"
    folder.mkdir()
    providers = "".join(f"{code},Praktijk,praktijk,opgave,2025-01-01\n" for code in HOURS)
    people = "".join(
        f"{code},0490{code[-1]}{at:03},Ada,arts,{'' if hours == 'x' else hours},2020-01-01,opgave,2025-01-01\n"
        for code, all_hours in HOURS.items()
        for at, hours in enumerate(all_hours)
    )
    register_folder(
        folder,
        aanbieders="agb_code,naam,soort,bron,bekend_sinds\n" + providers,
        personen="aanbieder,persoon,naam,beroep,uren_hier,geldig_van,bron,bekend_sinds\n" + people,
    )
    edition = load_edition(policy_folder(root, POLICY.format(how=how, limit=limit)))
    question = Question(edition, Installation(), season_key(edition), AsOf.of(ON, None))
    (near,) = near_misses(judge_season(question, read_register(folder).tables).agreements["proef"], (1, 2))
    return near


def test_one_person_more_or_fewer_decides_who_sits_beside_a_share(tmp_path: Path) -> None:
    near = beside(tmp_path, "aandeel", "ten_minste: 50 %")

    assert near.limit == "50 %"
    assert near.just_failed == (1, 2)  # one short; two short
    assert near.just_met == (1, 1)  # exactly half; four of four stays above with two fewer
    assert near.examples == ("04000003", "04000004")


def test_a_share_that_may_be_at_most_has_its_sides_the_other_way(tmp_path: Path) -> None:
    near = beside(tmp_path, "aandeel", "ten_hoogste: 25 %")

    assert near.just_failed == (1, 1)  # two of four is one too many; four of four is three too many
    assert near.just_met == (1, 2)  # one of four at the limit; none of four two below


def test_a_number_of_people_counts_beyond_those_who_are_there(tmp_path: Path) -> None:
    near = beside(tmp_path, "aantal", "ten_minste: 5")

    assert near.limit == "5"
    assert near.just_failed == (1, 1)  # four, though there is no fifth yet
    assert near.just_met == (0, 0)


def test_a_number_is_counted_in_its_own_steps(tmp_path: Path) -> None:
    found = {one.criterion.id: one for one in near_misses(season(tmp_path).agreements["proef"], (1, 99))}

    assert (found["index"].just_met, found["index"].just_failed) == ((1, 2), (1, 1))  # 150 and 140.1 | 150.1
    assert (found["tevreden"].just_met, found["tevreden"].just_failed) == ((2, 2), (1, 1))  # 80 % twice | 79.99 %
    assert sum(found["tevreden"].just_met) <= len(PROVIDERS)


def test_a_limit_that_is_another_fact_has_nobody_beside_it(tmp_path: Path) -> None:
    assert near_misses(season(tmp_path, NO_LIMIT).agreements["proef"]) == ()


NO_LIMIT = """
feiten:
  aanbieder:
    index: {type: getal, stap: "0.1", herkomst: vektis}
    ander: {type: getal, stap: "0.1", herkomst: vektis}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: aanbod, leidt_tot: aanbod}]
    randvoorwaarden: [{id: index, feit: index, ten_hoogste: {feit: ander}}]
"""
