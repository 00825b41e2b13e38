"""Lay the confirmations of an edition beside what was found: what is confirmed, and what no finding answers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.confirmed_source import Check, ConfirmedSource
from zorginkoop.kernel.tree import Phrase
from zorginkoop.study.prove.finding import Finding, Stale

_MAY_FALL_AWAY = Phrase(
    "deze bevestiging hoort bij geen bevinding (meer); haal haar weg.",
    "this confirmation answers to no finding (any more); take it away.",
)


def confirmed(edition: LoadedEdition, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give every finding, with its confirmation where the policy holds one for what the nodes mean today."""
    return tuple(replace(finding, confirmed=_of(edition, finding)) for finding in findings)


def stale(
    edition: LoadedEdition, findings: Iterable[Finding], asked: frozenset[str] | None = None
) -> tuple[Stale, ...]:
    """Tell of every confirmation, agreement by agreement, that no finding answers to.

    Where only some agreements were asked about, only their confirmations are looked at.
    """
    found = {finding.key: finding for finding in findings}
    told = []
    for number, one in enumerate(edition.source.bewust):
        for agreement, fingerprint in one.afdrukken.items():
            if asked is not None and agreement not in asked:
                continue
            finding = found.get((one.controle, agreement, one.knopen))
            if finding is not None and finding.fingerprint == fingerprint:
                continue
            what = _MAY_FALL_AWAY if finding is None else _means_something_else(finding)
            told.append(Stale(one, agreement, what, edition.where(("bewust", number, "afdrukken", agreement))))
    return tuple(told)


def _of(edition: LoadedEdition, finding: Finding) -> ConfirmedSource | None:
    if finding.check is Check.NOT_COMPILED:
        return None  # nothing was proven, so there is nothing to confirm
    for one in edition.source.bewust:
        same = (one.controle, one.knopen) == (finding.check, finding.nodes)
        if same and one.afdrukken.get(finding.agreement) == finding.fingerprint:
            return one
    return None


def _means_something_else(finding: Finding) -> Phrase:
    return Phrase(
        f"deze bevestiging is van voor een wijziging; kijk opnieuw, en schrijf dan {finding.fingerprint}.",
        f"this confirmation is from before a change; look again, and then write {finding.fingerprint}.",
    )
