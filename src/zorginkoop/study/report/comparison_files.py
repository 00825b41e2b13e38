"""Writes the pages of a comparison of two editions to a folder of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from zorginkoop.kernel.date_words import Language
from zorginkoop.study.report.comparison import Compared
from zorginkoop.study.report.folder import whole_folder
from zorginkoop.study.report.site import START, Page, Pages, Report

DIFFERENCES: Final = "verschillen.diff"


def write_comparison(compared: Compared, folder: Path, languages: Sequence[Language]) -> Path:
    """Write a comparison to a folder: a page in each language, and the lines of the files; gives the first page.

    Nothing is seen before all of it is complete; QuestionWrong when the folder holds something that is not a report.
    """
    report = Report((), tuple(languages))
    with whole_folder(folder) as beside:
        for language in languages:
            pages = Pages(report, language)
            one = compared.page(pages.tongue)
            page = Page(f"{pages.folder}{START}", "comparison.html", one.title, (), {"c": one})
            target = beside / page.path
            target.parent.mkdir(exist_ok=True)
            target.write_text(pages.render(page), encoding="utf-8")
        lines = compared.comparison.lines or ()
        text = "".join(f"{line}\n" for file in lines for line in file.lines)
        (beside / DIFFERENCES).write_text(text, encoding="utf-8")
    return folder / START
