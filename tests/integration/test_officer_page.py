"""What the page for the policy officer says: each thing where the source says it, and what exactly is tested."""

from __future__ import annotations

from functools import cache

import pytest

from support.seasons import DATES, season
from zorginkoop.kernel.place_words import place
from zorginkoop.policies.coverage.ledger import read_ledger
from zorginkoop.policies.loading import edition_folder
from zorginkoop.study.report.officer import Entry, OfficerPage
from zorginkoop.study.report.words import Tongue

CHAPTER_ONE = {
    "paramedische_zorg/2026-2": "1/over_eucare_en_aevitae",
    "categorale_instellingen/2027-1": "1.1/over_eucare_en_aevitae",
}


@cache
def officer(edition: str) -> OfficerPage:
    return OfficerPage(season(edition), Tongue("nl"))


def entries(edition: str, kind: str) -> list[Entry]:
    return [one for section in officer(edition).sections for one in section.entries if one.kind == kind]


@pytest.mark.parametrize("edition", [edition for edition in DATES if edition in CHAPTER_ONE])
def test_a_text_that_editions_share_stands_where_this_source_says_it(edition: str) -> None:
    roles = next(
        section for section in officer(edition).sections if any(one.title == "Rol aevitae" for one in section.entries)
    )
    assert roles.title.lower() == place(Tongue("nl"), CHAPTER_ONE[edition]).lower()


@pytest.mark.parametrize("edition", DATES)
def test_every_text_has_a_place(edition: str) -> None:
    texts = entries(edition, "tekst")
    assert texts
    assert [one.title for one in texts if not one.place] == []


def test_a_rule_stands_where_the_policy_lays_it_down_and_not_in_its_change_log() -> None:
    (ladder,) = (one for one in entries("paramedische_zorg/2026-2", "varianten") if one.agreement == "Fysiotherapie")
    assert ladder.place.startswith("paragraaf")
    assert any(also.startswith("'wijzigingen', onder '2025'") for also in ladder.also)
    assert ("1 factor", "C") in ladder.details


@pytest.mark.parametrize("kind", ["een mens beslist", "contractstatus"])
def test_what_asks_a_person_and_what_makes_the_status_says_what_it_tests(kind: str) -> None:
    found = entries("paramedische_zorg/2026-2", kind)
    assert sum(one.exactly is not None for one in found) > len(found) // 2
    if kind == "contractstatus":
        (own,) = (one for one in found if one.title == "Individuele kwaliteitsregistratie van de fysiotherapeut")
        assert own.exactly is not None
        assert "irf" in own.exactly.words
        assert ("Anders", "Buiten de overeenkomst") in own.details
    else:
        assert [one.title for one in found if one.exactly is None] == []


@pytest.mark.parametrize("edition", DATES)
def test_every_sentence_without_a_rule_is_named_or_counted(edition: str) -> None:
    ledger = read_ledger(edition_folder(edition).folder)
    assert ledger is not None
    without = [sentence for sentence in ledger.source.zinnen.values() if not sentence.door]
    page = officer(edition)
    assert len(page.beside) + page.narrative == len(without) > 0
    assert all(row.reason and row.place for row in page.beside)
