"""A look-back of no years asks about the reference date itself: what ended the day before no longer counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import judged, loaded
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import NAMES

POLICY = """
feiten:
  aanbieder:
    looptijd: {type: periode, herkomst: register, tekst: {nl: de looptijd, en: the term}}
    gezien_op: {type: datum, herkomst: register, tekst: {nl: de dag, en: the day}}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - {id: loopt, feit: looptijd, overlapt: {terug: {jaren: 0}}}
      - {id: vandaag, feit: gezien_op, overlapt: {terug: {jaren: 0}}}
"""
FACTS = "looptijd: 2025-01-01/2025-06-30, gezien_op: 2025-06-30"


@pytest.mark.parametrize(
    ("day", "runs", "today"),
    [
        ("2024-12-31", "niet_voldaan", "niet_voldaan"),
        ("2025-01-01", "voldaan", "niet_voldaan"),
        ("2025-06-29", "voldaan", "niet_voldaan"),
        ("2025-06-30", "voldaan", "voldaan"),
        ("2025-07-01", "niet_voldaan", "niet_voldaan"),
    ],
)
def test_no_years_back_is_the_day_itself(tmp_path: Path, day: str, runs: str, today: str) -> None:
    outcome = judged(loaded(tmp_path, POLICY), FACTS, date.fromisoformat(day))

    assert [NAMES[outcome.condition(name).state] for name in ("loopt", "vandaag")] == [runs, today]


def test_it_is_said_as_the_day_itself(tmp_path: Path) -> None:
    outcome = judged(loaded(tmp_path, POLICY), FACTS, date(2025, 6, 30))
    tests = [outcome.condition(name).criterion.test for name in ("loopt", "vandaag")]

    dutch, english = (
        [described(Speaker(outcome.agreement, to), "aanbieder", test) for test in tests] for to in ("nl", "en")
    )
    assert [
        words.endswith(end) for words, end in zip(dutch, ("ook op de peildatum", "op de peildatum"), strict=True)
    ] == [True, True]
    assert all("on the reference date" in words for words in english)
