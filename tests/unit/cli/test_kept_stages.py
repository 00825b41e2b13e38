"""Stages of long work are kept whole, for the same question to the same program, until the work is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from zorginkoop.cli.kept_stages import KEY, KeptStages, key_of, take_over
from zorginkoop.kernel.errors import QuestionWrong


def write(folder: Path) -> None:
    (folder / "een.txt").write_text("een")


def never(_: Path) -> None:
    pytest.fail("a stage that is finished was made again")


def test_a_finished_stage_is_not_made_again(tmp_path: Path) -> None:
    first = KeptStages(tmp_path / "uit", ("vraag", 1)).stage("een", "stap een", write)
    assert KeptStages(tmp_path / "uit", ("vraag", 1)).stage("een", "stap een", never) == first
    assert (first / "een.txt").read_text() == "een"


def test_a_stage_that_was_broken_off_is_not_there(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        write(folder)
        raise KeyboardInterrupt

    kept = KeptStages(tmp_path / "uit", ("vraag", 1))
    with pytest.raises(KeyboardInterrupt):
        kept.stage("een", "stap een", broken)
    assert [file.name for file in kept.folder.iterdir()] == [KEY]


def test_what_a_killed_run_left_behind_is_cleared_away(tmp_path: Path) -> None:
    kept = KeptStages(tmp_path / "uit", ("vraag", 1))
    (kept.folder / "een.dead.tmp").mkdir()
    kept.stage("een", "stap een", write)
    assert sorted(file.name for file in kept.folder.iterdir()) == ["een", KEY]


def test_another_question_starts_anew(tmp_path: Path) -> None:
    KeptStages(tmp_path / "uit", ("vraag", 1)).stage("een", "stap een", write)
    other = KeptStages(tmp_path / "uit", ("vraag", 2))
    assert [file.name for file in other.folder.iterdir()] == [KEY]
    assert key_of(("vraag", 1)) != key_of(("vraag", 2))


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".uit.werk").mkdir()
    (tmp_path / ".uit.werk" / "brief.txt").write_text("van mij")
    with pytest.raises(QuestionWrong, match="niet van ons"):
        KeptStages(tmp_path / "uit", ("vraag", 1))
    assert (tmp_path / ".uit.werk" / "brief.txt").read_text() == "van mij"


def test_the_files_of_a_stage_stay_when_it_is_cleared_away(tmp_path: Path) -> None:
    kept = KeptStages(tmp_path / "uit", ("vraag", 1))
    take_over(kept.stage("een", "stap een", write), tmp_path / "uit")
    kept.clear()
    assert (tmp_path / "uit" / "een.txt").read_text() == "een"
    assert [file.name for file in tmp_path.iterdir()] == ["uit"]
