"""A condition over rows may look at them as they were on the day of an event (AMB-05, AMB-25)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import judged, loaded
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.missing import missing_for
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import NAMES

POLICY = """
relaties:
  aanbieder:
    mensen: {soort: persoon, tekst: mensen}
  persoon:
    papieren: {soort: papier, tekst: papieren}
gebeurtenissen:
  bevestigd: {tekst: de bevestiging}
feiten:
  aanbieder:
    omvang: {type: getal, herkomst: register}
  persoon:
    zzp: {type: ja_nee, herkomst: vragenlijst, tekst: zzp}
  papier:
    goed: {type: ja_nee, herkomst: register}
    van: {type: periode, herkomst: register}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - {id: weinig_zzp, aandeel: mensen, op: bevestigd, waar: {feit: zzp}, ten_hoogste: 15 %}
      - {id: nu, aandeel: mensen, waar: {feit: zzp}, ten_hoogste: 15 %}
      - {id: papieren, elke_rij: mensen, op: bevestigd, waar: {een_rij: papieren, waar: {feit: goed}}}
"""
LEFT = "{id: p1, zzp: ja, geldig_tot: 2025-10-14, papieren: [{id: a, goed: ja, geldig_tot: 2025-10-10}]}"
CAME = "{id: p2, zzp: nee, geldig_van: 2025-10-15, papieren: [{id: b, goed: ja, geldig_van: 2025-10-15}]}"


def states(root: Path, facts: str, on: date = date(2025, 12, 1)) -> dict[str, str]:
    """Judge facts on a day."""
    outcome = judged(loaded(root, POLICY), f"mensen: [{LEFT}, {CAME}], {facts}", on)
    return {result.criterion.id: NAMES[result.state] for result in outcome.conditions}


@pytest.mark.parametrize(
    ("confirmed", "state"),
    [("2025-10-14T23:59:59", "niet_voldaan"), ("2025-10-15", "voldaan"), ("2025-10-14T22:30Z", "voldaan")],
)
def test_amb_05_and_25_the_people_of_the_day_of_confirmation_count(tmp_path: Path, confirmed: str, state: str) -> None:
    found = states(tmp_path, f"bevestigd: {confirmed}")
    assert (found["weinig_zzp"], found["nu"]) == (state, "voldaan")


def test_until_the_event_has_happened_the_reference_date_counts(tmp_path: Path) -> None:
    assert states(tmp_path, "", date(2025, 10, 14))["weinig_zzp"] == "niet_voldaan"
    assert states(tmp_path, "", date(2025, 10, 15))["weinig_zzp"] == "voldaan"
    later = "bevestigd: 2025-12-02"
    assert states(tmp_path, later, date(2025, 12, 1))["weinig_zzp"] == "voldaan"


def test_rows_of_rows_are_those_of_that_day_too(tmp_path: Path) -> None:
    assert states(tmp_path, "bevestigd: 2025-10-10")["papieren"] == "voldaan"
    assert states(tmp_path, "bevestigd: 2025-10-11")["papieren"] == "niet_voldaan"


def test_while_nobody_knows_the_day_nobody_knows_the_rows(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), f"mensen: [{CAME}], bevestigd: onbekend", date(2025, 12, 1))
    assert NAMES[outcome.condition("weinig_zzp").state] == "onbekend"
    assert [missing.label for missing in missing_for(outcome, "weinig_zzp")] == ["bevestigd"]
    unknown = judged(loaded(tmp_path, POLICY), "bevestigd: 2025-10-10", date(2025, 12, 1))
    assert [missing.label for missing in missing_for(unknown, "weinig_zzp")] == ["mensen"]


def test_the_explanation_says_of_which_day_it_speaks(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), f"mensen: [{LEFT}, {CAME}], bevestigd: 2025-10-14", date(2025, 12, 1))
    dutch, english = (
        next(one for one in explain(outcome, language).conditions if one.id == "weinig_zzp").findings
        for language in ("nl", "en")
    )
    assert "(stand op 14 oktober 2025)" in dutch[0]
    assert "(as on 14 October 2025)" in english[0]
    test = outcome.condition("weinig_zzp").criterion.test
    assert described(Speaker(outcome.agreement, "nl"), "aanbieder", test).endswith("(op de dag van: de bevestiging)")
    now = next(one for one in explain(outcome, "nl").conditions if one.id == "nu").findings
    assert "stand op" not in now[0]


def test_an_outcome_keeps_the_rows_of_both_days(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), f"mensen: [{LEFT}, {CAME}], bevestigd: 2025-10-14", date(2025, 12, 1))
    again = replay(snapshot(outcome))
    assert [result.state for result in again.conditions] == [result.state for result in outcome.conditions]
    told = [line for one in (outcome, again) for line in explain(one, "nl").conditions[0].findings]
    assert told[: len(told) // 2] == told[len(told) // 2 :]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{feit: omvang, ten_minste: 1, op: bevestigd}", "'waar', 'van' en 'op' horen bij rijen"),
        ("{een_rij: mensen, op: bevestigt, waar: {feit: zzp}}", "'bevestigt' bestaat niet"),
        ("{een_rij: mensen, op: omvang, waar: {feit: zzp}}", "rijen van aanbieder op 'omvang' zijn er niet"),
        (
            "{een_rij: mensen, waar: {een_rij: papieren, op: bevestigd, waar: {feit: goed}}}",
            "rijen van persoon op 'bevestigd' zijn er niet",
        ),
        (
            (
                "{een_rij: mensen, op: bevestigd, waar: "
                "{een_rij: papieren, waar: {feit: van, overlapt: {terug: {jaren: 3}}}}}"
            ),
            "'terug' telt vanaf de peildatum",
        ),
    ],
)
def test_a_day_that_cannot_be_looked_at_is_refused(tmp_path: Path, condition: str, sentence: str) -> None:
    spoilt = POLICY.replace(
        "    randvoorwaarden:\n", f"    randvoorwaarden:\n      - {{id: fout, alle: [{condition}]}}\n"
    )
    with pytest.raises(InputWrong) as caught:
        judged(loaded(tmp_path, spoilt), "mensen: []", date(2025, 12, 1))
    assert any(sentence in problem.what for problem in caught.value.problems)
