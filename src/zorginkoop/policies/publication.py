"""What is worth a second look about when a policy was published and how it was changed afterwards.

A policy is published by 1 April of the year before. After that it can be amended, but only on a ground that the policy
itself reserves; it can be supplemented or clarified without one. A change that tightens is no mere clarification.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.errors import Problem
from zorginkoop.kernel.language import ChangeKind, ChangeSource, Ground

_GROUNDS = ", ".join(Ground)


def publication_warnings(edition: LoadedEdition) -> Iterator[Problem]:
    """Give every warning, in the order of the text; none of them makes an edition unsound."""
    yield from _late(edition)
    for number, change in enumerate(edition.source.wijzigingen):
        what = _without_ground(edition, change)
        if what:
            remedy = f"Zet erbij op welke grond ({_GROUNDS}); noemt de tekst er geen, laat het dan zo staan."
            yield Problem(what, edition.where(("wijzigingen", number)), remedy)


def last_publication_day(contract_year: int) -> date:
    """Give the day by which the policy of a contract year must be there."""
    return date(contract_year - 1, 4, 1)


def _late(edition: LoadedEdition) -> Iterator[Problem]:
    head = edition.source.uitgave
    by = last_publication_day(head.contractjaar)
    if head.herziening == 1 and head.gepubliceerd is not None and head.gepubliceerd > by:
        what = f"dit beleid is van {write_date(head.gepubliceerd)}; het hoort er uiterlijk {write_date(by)} te zijn."
        yield Problem(what, edition.where(("uitgave", "gepubliceerd")))


def _without_ground(edition: LoadedEdition, change: ChangeSource) -> str:
    """Say what a later change lacks, or nothing."""
    head = edition.source.uitgave
    if change.grond is not None or not change.ten_opzichte_van.startswith(f"{head.zorggroep}/{head.contractjaar}-"):
        return ""
    if change.aanscherping:
        return "deze latere wijziging scherpt aan, en noemt geen grond."
    return "deze latere wijziging noemt geen grond." if change.soort is ChangeKind.AMENDMENT else ""
