"""Explaining never fails, whatever the facts and states, and every sentence is one a person could have written."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.small_policy import judged, people
from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.evaluate import COMPARISONS
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.letter import Sender, as_text, letter
from zorginkoop.kernel.number_words import write_share
from zorginkoop.kernel.states import NAMES
from zorginkoop.policies.examples import ExampleRunner
from zorginkoop.policies.loading import EditionFolder

BOTH: tuple[Language, ...] = ("nl", "en")
WRONG = re.compile(r"None(?! of )|[{}]|  |\.\.|;\.|: \.|\(\)| ,|,,|;;|: :|@\d{4}")
NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")  # a name of the policy; a code that was given stands as it is

YES_NO = st.sampled_from(["ja", "nee", "onbekend", "", "{waarde: ja, geldig_tot: 2025-01-01}"])
PROVEN = st.sampled_from(
    [
        "ja",
        "nee",
        "",
        "{waarde: ja, bewijs: {ingeleverd_op: 2025-10-10, oordeel: goed}}",
        "{waarde: ja, bewijs: {ingeleverd_op: 2025-10-10, oordeel: afgekeurd, grond: onleesbaar}}",
        "{waarde: ja, bewijs: {ingeleverd_op: 2025-10-10}}",
    ]
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "vecozo_certificaat": YES_NO,
        "geen_aanbod_gewenst": YES_NO,
        "index": st.sampled_from(["", "{2024: 150}", "{2024: 150.1}", "{2024: onbekend}"]),
        "uitzondering": st.sampled_from(["{2026: ja}", "{2026: {waarde: nee, grond: geen zware zorg}}"]),
        "toegevoegde_waarde": YES_NO,
        "integriteitstwijfel": YES_NO,
        "beroepsnormen": YES_NO,
        "bereikbaar": YES_NO,
        "postcodes": st.sampled_from(["", "[]", '["1011"]', '["1011", "1012"]', '["1012", "9999"]']),
        "kringen": st.sampled_from(["", "[]", "[kring_noord]", "[kring_noord, kring_haven]"]),
        "scholing": st.sampled_from(["", "0", "999.99", "1000"]),
        "omzet": st.sampled_from(["", "0", "50000"]),
        "tevreden": st.sampled_from(["", "84.99 %", "85 %"]),
        "bevestigd_op": st.sampled_from(["", "2025-10-31", "2025-11-01"]),
        "basisregister": PROVEN,
        "keurmerk": PROVEN,
        "netwerk": YES_NO,
        "aanvraag_ontvangen": st.sampled_from(["", "2025-10-15", "2025-10-15T14:30"]),
        "overeenkomsten": st.sampled_from(["", "[]", "[{id: o1, looptijd: 2025-01-01/2026-12-31}]", "[{id: o2}]"]),
        "personen": st.one_of(
            st.sampled_from(["", "[]", "[{id: p1}]", "[{id: p1, zzp: ja, uren: 0, registraties: []}]"]),
            st.lists(st.sampled_from(["20", "24", "x", "0"]), min_size=1, max_size=9).map(lambda hours: people(*hours)),
        ),
    },
)


def sentences(outcome: Outcome, language: Language) -> Iterator[str]:
    explained = explain(outcome, language)
    yield from explained.lines()
    yield from explained.route_findings
    for condition in explained.conditions:
        yield from condition.lines()
        yield from condition.remedies


def check(outcome: Outcome) -> None:
    names = {one.name for one in outcome.agreement.facts} | {one.id for one in outcome.agreement.criteria}
    for language in BOTH:
        for sentence in sentences(outcome, language):
            assert sentence.endswith((".", "!", "?")), sentence
            assert sentence[0] == sentence[0].upper(), sentence
            assert not WRONG.search(sentence), sentence
            assert names.isdisjoint(NAME.findall(sentence)), sentence
        text = as_text(letter(outcome, language, date=date(2025, 10, 21), sender=Sender("Proef"), channels={}))
        for line in text.splitlines():
            assert not WRONG.search(line.lstrip()), line


@given(FACTS)
def test_whatever_the_facts_are_every_sentence_is_sound(changes: dict[str, str]) -> None:
    outcome = judged(**changes)
    check(outcome)
    for condition in explain(outcome).conditions:
        assert condition.witness.state == condition.state


@given(FACTS, st.data())
def test_whatever_the_states_are_every_sentence_is_sound(changes: dict[str, str], data: st.DataObject) -> None:
    outcome = judged(**changes)
    states = data.draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=len(outcome.conditions)))
    forced = tuple(result._replace(state=state) for result, state in zip(outcome.conditions, states, strict=False))
    check(dataclasses.replace(outcome, conditions=forced))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10_000), st.sampled_from(sorted(COMPARISONS)))
def test_a_written_share_never_contradicts_its_verdict(part: int, whole: int, limit: int, operator: str) -> None:
    share, bound = Fraction(part, whole), Fraction(limit, 10_000)
    text = write_share(share, "en", bound)
    shown = Fraction(text.removeprefix("about ").removesuffix("%").replace(",", "")) / 100
    assert COMPARISONS[operator](shown, bound) == COMPARISONS[operator](share, bound)
    assert text.startswith("about ") == (shown != share)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_every_worked_example_is_explained_soundly(edition: EditionFolder) -> None:
    runner = ExampleRunner(installation())
    for example in examples_of(edition):
        if example.case.verwacht is not None:
            check(runner.outcome(example))


def test_there_are_worked_examples_to_explain() -> None:
    assert any(examples_of(edition) for edition in EDITIONS)
