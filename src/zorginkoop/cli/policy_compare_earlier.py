"""Compare editions with the earlier ones that their change logs name, for the pages of a report."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.policies.loading import EditionFolder, edition_folder, find_editions, load_edition
from zorginkoop.study.compare.comparison import Read, compare_editions
from zorginkoop.study.report.comparison import Compared


def compared_with_earlier(edition: LoadedEdition, installation: Installation, *, made_up: bool) -> Iterator[Compared]:
    """Compare an edition with every earlier one that its change log is against; `made_up` says so of the values."""
    newer = Read(edition_folder(edition.name), edition)
    for folder in _earlier(edition):
        older = Read(folder, load_edition(folder, installation))
        yield Compared(compare_editions(older, newer, installation), made_up=made_up)


def _earlier(edition: LoadedEdition) -> Iterator[EditionFolder]:
    named = {line.ten_opzichte_van for line in edition.source.wijzigingen}
    return (folder for folder in reversed(find_editions()) if folder.name in named)
