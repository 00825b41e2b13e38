"""A list of conditions in one sentence: brackets show what a denial, or a list inside the list, covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.small_policies import judged, loaded
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.speech import Speaker

POLICY = """
feiten:
  aanbieder:
    a: {type: ja_nee, herkomst: register, tekst: {nl: eerste, en: first}}
    b: {type: ja_nee, herkomst: register, tekst: {nl: tweede, en: second}}
    c: {type: ja_nee, herkomst: register, tekst: {nl: derde, en: third}}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - {id: een_ontkend, minstens_een: [{feit: a, is: nee}, {feit: b}]}
      - {id: lijst_in_lijst, alle: [{feit: a}, {minstens_een: [{feit: b}, {feit: c}]}]}
      - {id: alles_ontkend, niet: {minstens_een: [{feit: a}, {feit: b}]}}
      - {id: gewoon, alle: [{feit: a}, {feit: b}]}
"""


@pytest.mark.parametrize(
    ("condition", "language", "words"),
    [
        ("een_ontkend", "nl", "(niet: eerste) of tweede"),
        ("een_ontkend", "en", "(not: first) or second"),
        ("lijst_in_lijst", "nl", "eerste en (tweede of derde)"),
        ("alles_ontkend", "nl", "niet: (eerste of tweede)"),
        ("alles_ontkend", "en", "not: (first or second)"),
        ("gewoon", "nl", "eerste en tweede"),
    ],
)
def test_brackets_show_what_a_denial_covers(tmp_path: Path, condition: str, language: Language, words: str) -> None:
    outcome = judged(loaded(tmp_path, POLICY), "a: ja")
    test = outcome.condition(condition).criterion.test
    assert described(Speaker(outcome.agreement, language), "aanbieder", test) == words
