"""A what-if adds up: every mover has exactly one attribution, and judging again what differs is judging everything."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from support.seasons import PHYSIOTHERAPY, season
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.loading import edition_folder
from zorginkoop.study.season import JudgedAgreement
from zorginkoop.study.whatif.answer import Answer, answer
from zorginkoop.study.whatif.editions import moves_of_agreement
from zorginkoop.study.whatif.moves import How, shares
from zorginkoop.study.whatif.question import WhatIf, change_of_option
from zorginkoop.study.whatif.standings import Numbers
from zorginkoop.study.whatif.variants import variants_of

# Limits, readings of unknown, exceptions, factors, ladder, routes and gate: what an officer could think of.
OPTIONS = (
    "behandelindex=140",
    "behandelindex=120.5",
    "behandelindex.onbekend=niet_beslist",
    "behandelindex.behalve.is=nee",
    "fysiotherapie/verbijzonderd=20 %",
    "werkt_hier_verbijzonderd.alle.0.ten_minste=36",
    "kngf.feit=skf_keurmerk",
    "fysiotherapie/variant.2=A",
    "fysiotherapie/variant.0=C",
    "fysiotherapie.onbekend=geen_bezwaar",
    "fysiotherapie/prem_extern.kracht=inspanning",
    "fysiotherapie/vragenlijst_op_tijd.minstens_een.0.uiterlijk=2025-10-01",
    "fysiotherapie/benaderen.onbekend=geen_bezwaar",
    "AMB-35=R2",
    "AMB-07=R2",
)


def answered(options: list[str]) -> Answer:
    before = season()
    changes = tuple(map(change_of_option, options))
    made = variants_of(edition_folder(PHYSIOTHERAPY), before.installation, changes, ["fysiotherapie"])
    return answer(WhatIf("proef", Phrase(), PHYSIOTHERAPY, changes, agreements=("fysiotherapie",)), before, made)


@settings(max_examples=10)
@given(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3, unique_by=lambda text: text.partition("=")[0]))
def test_every_mover_is_attributed_once_and_judging_in_part_is_judging_the_whole(options: list[str]) -> None:
    for moves in answered(options).agreements.values():
        moved = [share.who for share in moves.shares if share.how is not How.BACK]
        everyone = np.concatenate([np.zeros(0, np.int64), *moved])
        assert sorted(everyone.tolist()) == moves.movers.tolist()
        assert sum(one.providers for one in moves.transitions()) == len(moves.was)
        assert sum(one.providers for one in moves.transitions() if one.was != one.now) == len(moves.movers)
        if len(options) == 1:
            assert [(share.how, share.changes) for share in moves.shares] in ([], [(How.ALONE, (0,))])
        stayed = {at for share in moves.shares if share.how is How.BACK for at in share.who.tolist()}
        assert stayed.isdisjoint(moves.movers.tolist())
        _is_judged_whole(moves.after)


def _is_judged_whole(after: JudgedAgreement) -> None:
    """Hold what was judged again in part beside the same judged from scratch."""
    fresh = RegisterJudge(after.compiled.agreement).assess(after.frame)
    assert np.array_equal(after.outcome.states, fresh.states)
    assert np.array_equal(after.outcome.result_texts(), fresh.result_texts())
    assert np.array_equal(after.outcome.route_texts(), fresh.route_texts())
    assert np.array_equal(after.outcome.factors_met, fresh.factors_met)


@settings(max_examples=6)
@given(st.sampled_from(OPTIONS))
def test_two_editions_that_differ_in_one_change_give_the_same_moves(option: str) -> None:
    """Taking pieces over from a compiled tree comes to what editing the text comes to."""
    for moves in answered([option]).agreements.values():
        again = moves_of_agreement(moves.before, moves.after)
        assert np.array_equal(again.was != again.now, moves.was != moves.now)
        attributed = [share for share in again.shares if share.how is not How.BACK]
        assert sum(len(share.who) for share in attributed) == len(moves.movers)


numbers = st.integers(0, 3)


@given(st.data(), st.integers(1, 4), st.integers(0, 12))
def test_shares_part_the_movers(data: st.DataObject, changes: int, providers: int) -> None:
    def drawn() -> Numbers:
        return np.array(data.draw(st.lists(numbers, min_size=providers, max_size=providers)), np.int64)

    was, now = drawn(), drawn()
    alone = [now] if changes == 1 else [drawn() for _ in range(changes)]
    lacking = [drawn() for _ in range(changes)]
    found = shares(was, now, alone, lambda who: [one[who] for one in lacking])

    attributed = sorted(at for share in found if share.how is not How.BACK for at in share.who.tolist())
    assert attributed == np.flatnonzero(was != now).tolist()
    for share in found:
        for at in share.who.tolist():
            enough = {one for one in range(changes) if alone[one][at] == now[at]}
            stirred = {one for one in range(changes) if alone[one][at] != was[at]}
            if share.how is How.BACK:
                assert (was[at], set(share.changes)) == (now[at], stirred)
            elif share.how is How.TOGETHER:
                needed = {one for one in range(changes) if lacking[one][at] != now[at]}
                assert not enough
                assert set(share.changes) == (needed or set(range(changes)))
            else:
                assert set(share.changes) == enough
                assert (len(enough) == 1) == (share.how is How.ALONE)
