from __future__ import annotations

from pathlib import Path

import pytest

from support.crooked import FAULTS, POLICY, Named, copied, mend, named, proved


def test_every_planted_fault_is_found_by_name_and_nothing_else() -> None:
    assert named(proved(POLICY.parent)) == set(FAULTS)


def test_every_finding_says_where_what_and_how_it_is_known() -> None:
    for finding in proved(POLICY.parent).findings:
        assert finding.where.file == str(POLICY)
        assert finding.where.line
        for words in (finding.told.what, finding.told.remedy, finding.told.proof):
            assert words.nl, finding
            assert words.en, finding


@pytest.mark.parametrize("fault", FAULTS, ids=["-".join((check, *nodes)) for check, _, nodes in FAULTS])
def test_a_mended_fault_is_gone_and_the_others_stay(fault: Named, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, FAULTS[fault])
    left = named(proved(folder))
    assert fault not in left
    same_table = {("gat", "klein"), ("overlap", "middel"), ("onbereikbare_route", "niemand")}
    touched = (
        {one for one in FAULTS if (one[0], one[2][0]) in same_table} if fault[0] == "onbereikbare_route" else {fault}
    )
    assert set(FAULTS) - touched - {fault} <= left


def test_with_every_fault_mended_nothing_is_left(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for changes in FAULTS.values():
        mend(folder, changes)
    found = proved(folder)
    assert named(found) == set()
    assert found.clean
