"""`zorginkoop policy coverage`: contradictions between nodes that carry one sentence, and the draft of the account."""

from __future__ import annotations

import re

import pytest

from support.command_line import Cover
from support.miniature import Miniature


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("ten_hoogste: 12", "zij geven deelnemers_per_groep een andere grens"),
        ("minder_dan: 10", "zij geven deelnemers_per_groep een andere grens"),
        ("ten_minste: 11", "niemand kan aan beide voldoen (deelnemers_per_groep)"),
        ("is: 11", "niemand kan aan beide voldoen (deelnemers_per_groep)"),
        ("ten_hoogste: 10", None),
        ("ten_minste: 10", None),
        ("ten_hoogste: 12\n        alleen_als: diploma", None),
        ("ten_hoogste: 12\n        kracht: inspanning", None),
    ],
)
def test_two_nodes_that_carry_one_sentence_in_contradiction(
    cover: Cover, mini: Miniature, second: str, why: str | None
) -> None:
    mini.change(
        mini.policy,
        "      - id: nabellen\n",
        f"      - id: groep\n        posten: [WB-04]\n        feit: deelnemers_per_groep\n        {second}\n"
        "      - id: nabellen\n",
    )
    mini.change(
        mini.ledger,
        "wandelbegeleiding/groepsgrootte]",
        "wandelbegeleiding/groepsgrootte, overeenkomsten/wandelbegeleiding/groep]",
    )
    cover("--settle")

    ran = cover()

    if why is None:
        assert (ran.code, ran.err) == (0, "")
    else:
        assert ran.code == 1
        assert why in ran.err
        assert ran.problems[0].startswith(mini.where(mini.policy, "id: groep\n"))


def test_two_nodes_that_ask_yes_and_no_of_one_fact(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.policy,
        "      - id: nabellen\n",
        "      - {id: zonder, posten: [WB-03], niet: {feit: begeleiders_met_diploma}}\n      - id: nabellen\n",
    )
    mini.change(
        mini.ledger, "wandelbegeleiding/diploma]", "wandelbegeleiding/diploma, overeenkomsten/wandelbegeleiding/zonder]"
    )
    cover("--settle")

    assert "zij vragen van begeleiders_met_diploma iets anders" in cover().err


def test_two_deadlines_for_one_thing_on_one_sentence(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.policy,
        "\nteksten:\n",
        "      - {id: tekenen_2, posten: [WB-09], bindt: aanbieder, gebeurtenis: ondertekend,\n"
        "         wanneer: {uiterlijk: 2025-11-16}}\n\nteksten:\n",
    )
    mini.change(
        mini.ledger, "planning/tekenen]", "planning/tekenen, overeenkomsten/wandelbegeleiding/planning/tekenen_2]"
    )
    cover("--settle")

    assert "zij noemen een andere laatste dag" in cover().err


def test_the_draft_makes_a_file_and_keeps_what_a_person_mended(cover: Cover, mini: Miniature) -> None:
    mended = mini.ledger.read_text(encoding="utf-8")

    assert "14 zinnen behouden, 0 voorgesteld" in cover("--draft", source=mini.sources).out
    assert mini.ledger.read_text(encoding="utf-8") == mended

    mini.ledger.unlink()
    assert "0 zinnen behouden, 13 voorgesteld" in cover("--draft", source=mini.sources).out
    drafted = mini.ledger.read_text(encoding="utf-8")
    assert "door: [overeenkomsten/wandelbegeleiding/groepsgrootte], voorstel: ja" in drafted
    assert "verhalend: sluitzin zonder gevolg, voorstel: ja" in drafted


def test_the_draft_follows_a_changed_source(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "gewoon gelopen wordt.", "gewoon gelopen wordt. Neem een paraplu mee.")

    assert "14 zinnen behouden, 1 voorgesteld" in cover("--draft", source=mini.sources).out

    ran = cover(source=mini.sources)
    assert "open: 2.1/regen/1.2" in ran.out
    assert ran.err == ""


def test_the_draft_takes_a_heading_that_a_person_added_by_its_line_and_drops_one_that_was_removed(
    cover: Cover, mini: Miniature
) -> None:
    mini.change(mini.ledger, "  2.1/regen: {regels: 27, vinger: ab98e5d7e5}\n", "")
    mini.change(mini.ledger, "  2.2/inleiding: {", "  2.2/tekenen: {regels: 36}\n  2.2/inleiding: {")
    lines = [
        line for line in mini.ledger.read_text(encoding="utf-8").splitlines(keepends=True) if "2.1/regen/" not in line
    ]
    mini.ledger.write_text("".join(lines), encoding="utf-8")

    assert cover("--draft", source=mini.sources).code == 0

    text = mini.ledger.read_text(encoding="utf-8")
    assert re.search(r"  2\.2/tekenen: \{regels: 36, vinger: [0-9a-f]{10}\}", text)
    assert "  2.2/tekenen/1.1: {regels: 38" in text
    assert "  2.1/begeleiding/4.1: {regels: 27" in text
    assert "  2.1/begeleiding/5.1: {regels: 28" in text


def test_a_changed_sentence_keeps_its_answer_as_a_proposal(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "ten hoogste 10 deelnemers", "ten hoogste 12 deelnemers")

    assert "13 zinnen behouden, 1 voorgesteld" in cover("--draft", source=mini.sources).out

    text = mini.ledger.read_text(encoding="utf-8")
    assert re.search(
        r"2\.1/begeleiding/2\.1: \{regels: 23, vinger: \w+, door: \[\S+/groepsgrootte\], voorstel: ja\}", text
    )


def test_lines_stay_those_of_the_text_that_the_catalogue_counts(cover: Cover, mini: Miniature) -> None:
    before = mini.ledger.read_text(encoding="utf-8")
    mini.change(mini.source, "\nRegen\n", "\n\n\n\nRegen\n")

    cover("--draft", source=mini.sources)
    assert mini.ledger.read_text(encoding="utf-8") == before

    mini.change(mini.source, "onweer doorgaat", "hagel doorgaat")
    cover("--draft", source=mini.sources)
    assert "2.1/regen/1.2: {regels: 28-29, " in mini.ledger.read_text(encoding="utf-8")
