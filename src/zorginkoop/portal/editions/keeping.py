"""Keep the rules of an edition as they are now, so that a season runs by them whatever its files become."""

from __future__ import annotations

import zlib

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.codings import bytes_of
from zorginkoop.policies.loading import edition_folder, texts_of
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import edition_of
from zorginkoop.portal.editions.models import RuleText, Season


class FilesChangedError(Exception):
    """The files of an edition are no longer those that this process loaded."""


def keep(edition: str, loaded: LoadedEdition) -> None:
    """Keep the texts of an edition once for each content; call it inside `changing`."""
    if RuleText.objects.filter(content_hash=loaded.content_hash).exists():
        return
    texts = texts_of(edition_folder(edition))
    if texts.hash != loaded.content_hash:
        raise FilesChangedError(edition)
    RuleText.objects.create(
        content_hash=texts.hash,
        edition=edition,
        coding=loaded.source.uitgave.codering,
        packed=zlib.compress(bytes_of(texts)),
        kept_at=clock.now(),
    )


def differs(season: Season) -> bool:
    """Tell whether the files of an edition are another text by now than the rules by which its season runs."""
    try:
        return edition_of(season.edition).content_hash != season.edition_hash
    except InputWrong:  # the files are gone, or cannot be read: the season has its own
        return False


def unkept() -> list[Season]:
    """Give the seasons whose rules are not kept while their files still hold them."""
    kept = RuleText.objects.values("content_hash")
    seasons = Season.objects.exclude(edition_hash__in=kept)
    return [one for one in seasons if not differs(one)]


def keep_missing() -> None:
    """Keep the rules of seasons that were opened before rules were kept."""
    for season in unkept():
        with changing("editions.rules_kept", about=season):
            keep(season.edition, edition_of(season.edition))
