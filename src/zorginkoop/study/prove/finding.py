"""One finding about an edition: what, of which nodes, where, how it is known, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zorginkoop.kernel.confirmed_source import Check, ConfirmedSource
from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.kernel.tree import Agreement, Phrase

EDITION = "uitgave"  # stands where a finding is about the edition, and not about one of its agreements


@dataclass(frozen=True, slots=True)
class Case:
    """A made-up subject for whom it comes out as a finding says, on a day; `assess` judged it again."""

    subject: RecordedSubject
    on: date
    comes_to: Phrase
    agreement: Agreement  # by which it was judged, compiled for one contract year


@dataclass(frozen=True, slots=True)
class Told:
    """What is the matter, what can be done about it, and how it is known."""

    what: Phrase
    remedy: Phrase
    proof: Phrase = field(default_factory=Phrase)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, or to confirm."""

    check: Check
    agreement: str  # EDITION for the edition as a whole
    nodes: tuple[str, ...]
    fingerprint: str  # of what the nodes mean
    told: Told
    where: Place
    places: tuple[str, ...] = ()
    case: Case | None = None
    confirmed: ConfirmedSource | None = None

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Name the finding apart from all others: check, agreement and nodes."""
        return self.check, self.agreement, self.nodes


@dataclass(frozen=True, slots=True)
class Stale:
    """A confirmation that no finding answers to any more."""

    confirmed: ConfirmedSource
    agreement: str
    what: Phrase
    where: Place
