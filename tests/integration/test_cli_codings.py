"""A published coding is kept for good, found again, and refused as an edit."""

from __future__ import annotations

from pathlib import Path

from support.command_line import Run, WriteFacts
from support.practice import ON


def _set_limit(edition: Path, limit: int) -> None:
    file = edition / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    assert "ten_hoogste: 150" in text
    file.write_text(text.replace("ten_hoogste: 150", f"ten_hoogste: {limit}"), encoding="utf-8")


def test_a_published_coding_still_judges_after_the_text_has_moved_on(
    zorginkoop: Run, facts_file: WriteFacts, copied_edition: Path
) -> None:
    published = zorginkoop("policy", "publish", copied_edition, "--json").data
    assert published["codering"] == 1
    _set_limit(copied_edition, 130)
    asked = ("fysiotherapie", "--facts", facts_file(), "--on", ON, "--json")

    assert zorginkoop("assess", copied_edition, *asked).data["uitkomst"] == "niets"
    kept = zorginkoop("assess", f"{copied_edition}@1", *asked).data
    assert (kept["uitkomst"], kept["uitgave_hash"]) == ("aanbod", published["hash"])


def test_an_edit_under_a_published_number_is_refused(zorginkoop: Run, copied_edition: Path) -> None:
    zorginkoop("policy", "publish", copied_edition)
    _set_limit(copied_edition, 151)

    ran = zorginkoop("policy", "publish", copied_edition)
    assert ran.code == 2
    assert "codering 1 is gepubliceerd" in ran.err
    assert "beleid.yaml:" in ran.err

    checked = zorginkoop("policy", "check", copied_edition)
    assert (checked.code, "maak er codering 2 van" in checked.err) == (1, True)


def test_publishing_the_same_text_twice_changes_nothing(zorginkoop: Run, copied_edition: Path) -> None:
    first = zorginkoop("policy", "publish", copied_edition).out
    assert zorginkoop("policy", "publish", copied_edition).out == first


def test_a_kept_coding_that_was_touched_is_refused(zorginkoop: Run, copied_edition: Path) -> None:
    zorginkoop("policy", "publish", copied_edition)
    kept = copied_edition / "codering" / "1.json"
    kept.write_bytes(kept.read_bytes().replace(b'"ten_hoogste":"150"', b'"ten_hoogste":"160"'))

    ran = zorginkoop("policy", "show", f"{copied_edition}@1")
    assert (ran.code, "is veranderd" in ran.err) == (2, True)


def test_a_coding_that_was_never_published_does_not_exist(zorginkoop: Run, copied_edition: Path) -> None:
    ran = zorginkoop("policy", "show", f"{copied_edition}@7")
    assert (ran.code, "codering 7 is niet gepubliceerd" in ran.err) == (2, True)


def test_an_edition_is_found_by_the_hash_that_an_outcome_carries(zorginkoop: Run, facts_file: WriteFacts) -> None:
    asked = ("fysiotherapie", "--facts", facts_file(), "--on", ON, "--json")
    stored = zorginkoop("assess", "paramedische_zorg/2026-2", *asked).data
    assert zorginkoop("assess", stored["uitgave_hash"], *asked).data == stored
    assert zorginkoop("assess", "sha256:0", *asked).code == 2
