"""Writes a report to a folder: every page in every language asked for, and the outcomes as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from zorginkoop.kernel.date_words import Language
from zorginkoop.study.report.folder import whole_folder
from zorginkoop.study.report.outcomes import write_outcomes
from zorginkoop.study.report.site import START, Pages, make_report
from zorginkoop.study.report.what_if_files import write_what_if
from zorginkoop.study.season import Progress, Season
from zorginkoop.study.whatif.answer import Answer

if TYPE_CHECKING:  # a comparison needs the prover, and a report without one does not
    from zorginkoop.study.report.comparison import Compared

Spoken = Literal["nl", "en", "both"]
Extra = Callable[[Path], None]
Outcomes = Callable[[Season, Path], object]

LANGUAGES: Final[dict[str, tuple[Language, ...]]] = {"nl": ("nl",), "en": ("en",), "both": ("nl", "en")}


def write_report(season: Season, folder: Path, language: Spoken = "nl") -> Path:
    """Write the report of one season, in Dutch, English or both; gives its first page.

    Nothing is seen before all of it is complete; QuestionWrong when the folder holds something that is not a report.
    """
    return write_reports([season], folder, language)


def write_reports(  # noqa: PLR0913 - the seasons and the folder, and eight choices by name
    seasons: Sequence[Season],
    folder: Path,
    language: Spoken = "nl",
    *,
    made_up: bool = False,
    skipped: int = 0,
    extra: Extra | None = None,
    what_ifs: Sequence[Answer] = (),
    comparisons: Sequence[Compared] = (),
    outcomes: Outcomes = write_outcomes,
    progress: Progress = lambda _: None,
) -> Path:
    """Write one report on several seasons, with a start page for all of them.

    `made_up` says that the register itself was invented, `skipped` how many of its rows were left out; `extra` writes
    further files in the same folder; each what-if gets its page and files with the season that it changes, each
    comparison its page with the season of its newer edition; `outcomes` writes those of everyone in a season.
    """
    with whole_folder(folder) as beside:
        if extra is not None:
            extra(beside)
        progress("voorbeelden kiezen en uitleggen")
        report = make_report(
            seasons, LANGUAGES[language], made_up=made_up, skipped=skipped, what_ifs=what_ifs, comparisons=comparisons
        )
        for chapter in report.chapters:
            progress(f"{chapter.season.edition.name}: uitkomsten als bestanden")
            target = beside / chapter.base
            target.mkdir(exist_ok=True)
            outcomes(chapter.season, target)
            for one in chapter.what_ifs:
                write_what_if(one.answer, target)
        for spoken in report.languages:
            progress(f"bladzijden ({spoken})")
            for path, text in Pages(report, spoken).rendered():
                page = beside / path
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(text, encoding="utf-8")
    return folder / START
