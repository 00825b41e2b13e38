"""`zorginkoop assess --nearest`: the nearest way below the outcome, alone, and as data beside the stored outcome."""

from __future__ import annotations

from support.command_line import Ran, Run, WriteFacts
from support.practice import EDITION, ON
from zorginkoop.kernel.canonical import canonical, content_hash, read_canonical

WAY = "Bewijs dat wordt goedgekeurd: praktijkregistratie bij SKF met label Keurmerk."


def assess(run: Run, file: str, *options: str) -> Ran:
    return run("assess", EDITION, "fysiotherapie", "--facts", file, "--on", ON, *options)


def test_the_way_to_a_better_variant_stands_below_the_outcome(zorginkoop: Run, facts_file: WriteFacts) -> None:
    whole, alone = (assess(zorginkoop, facts_file(), *options).out for options in ((), ("--nearest",)))

    for text in (whole, alone):
        assert "Dichtstbijzijnde weg naar overeenkomst A\n  zelf te doen, één wijziging\n" in text
        assert WAY in text
    assert alone.splitlines()[0] == "Dichtstbijzijnde weg naar overeenkomst A"


def test_the_way_is_told_in_english(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(), "--nearest", "--language", "en")

    assert "Nearest way to agreement A\n  to do oneself, one change\n" in ran.out


def test_the_stored_outcome_stays_as_it_was_and_the_way_points_at_it(zorginkoop: Run, facts_file: WriteFacts) -> None:
    stored = assess(zorginkoop, facts_file(), "--json")
    beside = assess(zorginkoop, facts_file(), "--nearest", "--json")

    assert "dichtstbijzijnde_weg" not in stored.data
    assert beside.data["vastlegging"] == content_hash(read_canonical(stored.out.encode()))
    assert canonical(beside.data).decode() == beside.out
    (goal,) = beside.data["dichtstbijzijnde_weg"]
    assert goal["naar"] == {"uitkomst": "aanbod", "variant": "A"}
    assert goal["aanbieder"]["geeft"] == {"uitkomst": "aanbod", "variant": "A", "route": "benaderen"}
    (step,) = goal["aanbieder"]["stappen"]
    assert (step["door"], step["tekst"]) == ("aanbieder", WAY)
    assert step["wijzigingen"] == [{"feit": "skf_keurmerk", "van": "nee", "naar": "ja"}]
    assert beside.code == stored.code


def test_a_way_that_asks_for_another_says_who(zorginkoop: Run, facts_file: WriteFacts) -> None:
    file = facts_file(behandelindex="{2024: 150.1}")

    assert "(door de inkoper of een ander)" in " ".join(assess(zorginkoop, file, "--nearest").out.split())
    (goal,) = assess(zorginkoop, file, "--nearest", "--json").data["dichtstbijzijnde_weg"]
    (step,) = goal["met_een_ander"]["stappen"]
    assert (step["door"], [change["feit"] for change in step["wijzigingen"]]) == (
        "ander",
        ["uitzondering_behandelindex@2026"],
    )


def test_one_page_is_asked_for_at_a_time(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(), "--nearest", "--letter")

    assert ran.code == 2
    assert "--letter en --nearest gaan niet samen" in ran.err
