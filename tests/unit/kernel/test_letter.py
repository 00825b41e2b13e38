"""A letter says what was decided, on which requirement, value, source and date, and what can be done.

The letters in golden/letters are compared word for word; RENEW_GOLDEN=1 writes them anew, to be read before committing.
"""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from pathlib import Path

import pytest

from support.small_policy import judged, people, small_policy
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import ContactSource
from zorginkoop.kernel.letter import FactTable, Items, Letter, LetterKind, Reasons, Sender, Text, as_text, letter

GOLDEN = Path(__file__).parent / "golden" / "letters"
ON = date(2025, 10, 21)
SENDER = Sender("Inkoopkantoor Proef", "I. Bedacht", "zorginkoper")
BOTH: tuple[Language, ...] = ("nl", "en")

ABOVE = {"index": "{2024: 151}"}
REQUESTED = {"aanvraag_ontvangen": "2025-10-15", "geen_aanbod_gewenst": "ja"}
CASES: dict[str, tuple[LetterKind, dict[str, str]]] = {
    "offer": (LetterKind.OFFER, {}),
    "offer_with_open_evidence": (
        LetterKind.OFFER,
        {"keurmerk": "{waarde: ja, bewijs: {ingeleverd_op: 2025-10-10}}"},
    ),
    "offer_just_short_of_the_share": (LetterKind.OFFER, {"personen": people(*["24"] * 8, *["20"] * 19)}),
    "no_offer_unreachable": (LetterKind.NO_OFFER, {"bereikbaar": "nee"}),
    "no_offer_missing_circle": (LetterKind.NO_OFFER, {"postcodes": '["1011", "1012"]'}),
    "not_approached_index": (
        LetterKind.NOT_APPROACHED,
        {"index": "{2024: {waarde: 150.1, bron: Vektis, bekend_sinds: 2025-04-15}}"},
    ),
    "not_approached_opted_out": (LetterKind.NOT_APPROACHED, {"geen_aanbod_gewenst": "ja"}),
    "request_refused_index": (LetterKind.REFUSED, {**REQUESTED, "index": "{2024: 152}"}),
    "request_refused_integrity": (
        LetterKind.REFUSED,
        {
            **REQUESTED,
            "integriteitstwijfel": "{waarde: ja, bron: inkoper_beslist, grond: dubbele declaraties}",
        },
    ),
    "request_assessed": (LetterKind.ASSESSMENT, REQUESTED),
    "running": (LetterKind.RUNNING, {"overeenkomsten": "[{id: o1, looptijd: 2025-01-01/2026-12-31}]"}),
    "undecided": (LetterKind.UNDECIDED, {"bereikbaar": "", "personen": ""}),
}


def channels() -> dict[str, ContactSource]:
    return dict(small_policy()[0].vocabulary.contactpunten)


def written(language: Language, changes: dict[str, str], withheld: frozenset[str] = frozenset()) -> Letter:
    return letter(
        judged(**changes),
        language,
        date=ON,
        sender=SENDER,
        channels=channels(),
        withheld=withheld,
    )


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", CASES)
def test_a_letter_reads_word_for_word(name: str, language: Language) -> None:
    kind, changes = CASES[name]
    found = written(language, changes)
    assert found.kind is kind
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(as_text(found), encoding="utf-8")
    assert as_text(found) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", BOTH)
def test_no_golden_letter_is_without_a_case(language: Language) -> None:
    assert {file.name for file in GOLDEN.glob(f"*.{language}.txt")} == {f"{name}.{language}.txt" for name in CASES}


def test_the_subject_names_the_agb_code_and_the_care_first() -> None:
    assert written("nl", {}).subject == "AGB-code 04000009, Proefzorg: aanbod van overeenkomst B voor 2026"


def test_a_subject_without_an_agb_code_is_named_by_its_reference() -> None:
    outcome = judged()
    other = dataclasses.replace(outcome.subject, id="groep-7", name="")
    found = letter(dataclasses.replace(outcome, subject=other), "nl", date=ON, sender=SENDER, channels={})
    assert found.subject.startswith("kenmerk groep-7, ")
    assert found.addressee == "groep-7"


def test_a_refusal_holds_requirement_value_source_date_and_what_would_change_it() -> None:
    index = "{2024: {waarde: 150.1, bron: Vektis, bekend_sinds: 2025-04-15}}"
    found = written("nl", {"index": index})
    reasons = next(block for block in found.blocks if isinstance(block, Reasons))
    (reason,) = reasons.reasons
    assert reason.requirement == "Niet voldaan aan: een index van ten hoogste 150, of een toegekende uitzondering."
    value = "De index over 2024: 150,1 (bron: Vektis; bij ons bekend sinds 15 april 2025)"
    assert reason.found[0] == f"{value}; het beleid vraagt ten hoogste 150."
    assert reason.change[0] == "Nodig voor de index over 2024: ten hoogste 150."
    assert reason.clause == "Plaats in het beleid: paragraaf 2.3, onder 'selectie', alinea 4."
    table = next(block for block in found.blocks if isinstance(block, FactTable))
    assert dataclasses.astuple(table.rows[0]) == ("De index over 2024", "150,1", "Vektis", "15 april 2025")


def test_a_refusal_says_that_a_request_has_to_meet_the_same() -> None:
    found = written("nl", ABOVE)
    steps = next(block for block in found.blocks if isinstance(block, Items))
    assert "Ook bij een aanvraag geldt: een index van ten hoogste 150, of een toegekende uitzondering." in steps.items


def test_no_exception_is_offered_where_the_policy_has_none() -> None:
    assert "uitzondering" not in as_text(written("nl", {"bereikbaar": "nee"}))


@pytest.mark.parametrize(
    ("others", "offered"),
    [
        ({}, True),
        ({"vecozo_certificaat": "nee"}, False),
        ({"geen_aanbod_gewenst": "ja"}, False),
        ({"bereikbaar": "nee"}, False),
    ],
)
def test_an_exception_is_offered_only_where_nothing_else_stands_in_the_way(
    others: dict[str, str], *, offered: bool
) -> None:
    text = as_text(written("nl", {"index": "{2024: 160}", **others}))
    assert ("Zijn er zorginhoudelijke gronden voor een uitzondering?" in text) is offered


def test_a_refusal_names_reconsideration_dispute_body_and_court_but_no_objection() -> None:
    text = as_text(written("nl", ABOVE))
    assert "heroverweging" in text
    assert "geschilleninstantie voor zorgcontractering" in text
    assert "burgerlijke rechter" in text
    assert "bezwaar" not in text


def test_a_lapse_term_stands_only_where_the_policy_sets_one() -> None:
    outcome = judged(**ABOVE)
    lapse = "vraag dit uiterlijk 1 december 2025"
    plain, dated = (
        as_text(letter(outcome, "nl", date=ON, sender=SENDER, channels=channels(), lapse=text)) for text in ("", lapse)
    )
    assert "1 december 2025" not in plain
    assert "Vraag dit uiterlijk 1 december 2025." in dated


def test_an_offer_holds_no_way_to_disagree() -> None:
    assert "heroverweging" not in as_text(written("nl", {}))


DOUBT = {**REQUESTED, "integriteitstwijfel": "{waarde: ja, grond: dubbele declaraties, besloten_door: twee mensen}"}


def test_the_provider_learns_the_ground_of_a_doubt_and_may_react() -> None:
    text = as_text(written("nl", DOUBT))
    assert "grond: dubbele declaraties" in text
    assert "U kunt op deze beslissing reageren." in text


def test_who_decided_is_not_named() -> None:
    assert "twee mensen" not in as_text(written("nl", DOUBT))


@pytest.mark.parametrize("language", BOTH)
def test_a_withheld_ground_is_told_nowhere_in_the_letter(language: Language) -> None:
    text = as_text(written(language, DOUBT, frozenset({"integriteitstwijfel"})))
    assert "dubbele" not in text
    assert ("omdat een onderzoek uitstel vraagt" in text) == (language == "nl")


def test_dates_stand_in_the_letter_as_sentences() -> None:
    found = letter(
        judged(),
        "nl",
        date=ON,
        sender=SENDER,
        channels=channels(),
        dates=("u tekent uiterlijk 7 november 2025",),
    )
    assert "- U tekent uiterlijk 7 november 2025." in as_text(found)


def test_a_letter_without_contact_points_still_closes() -> None:
    found = letter(judged(**ABOVE), "nl", date=ON, sender=Sender("Proef"), channels={})
    assert found.closing == ("Met vriendelijke groet,", "Proef")
    assert "@" not in as_text(found)


def test_no_block_is_empty() -> None:
    for _, changes in CASES.values():
        for block in written("nl", changes).blocks:
            assert not isinstance(block, Text) or block.text
            assert not isinstance(block, Items) or block.items
