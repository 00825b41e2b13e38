"""The risk level of a provider, by rules that are written here and shown with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from zorginkoop.portal.register.models import KindRisk, Screening, ScreeningResult, ScreeningSubject

STALE_AFTER = timedelta(days=365)  # a check older than this says nothing about today


class Risk(StrEnum):
    """How careful to be; `unknown` is never low."""

    LOW = "laag"
    RAISED = "verhoogd"
    HIGH = "hoog"
    UNKNOWN = "onbekend"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A risk level and the sentences it rests on."""

    level: Risk
    grounds: tuple[str, ...]


def risk_of(screenings: Iterable[Screening], on: date, of_kind: KindRisk | None = None) -> Assessed:
    """Give the risk level on a day by the newest check of each subject, and by what holds for the kind of provider.

    High: a serious finding, or a kind of high risk. Raised: a finding to mind, or a kind of raised risk. Unknown:
    nothing of those, and a subject not checked for a year. Low: every subject checked within a year, and nothing found.
    What holds for the kind makes the level higher, and never lower.
    """
    newest: dict[str, Screening] = {}
    for one in sorted(screenings, key=lambda one: (one.checked_on, one.pk)):
        if one.checked_on <= on and one.withdrawn_at is None:
            newest[one.subject] = one
    serious = [_found(one) for one in newest.values() if one.result == ScreeningResult.SERIOUS]
    attention = [_found(one) for one in newest.values() if one.result == ScreeningResult.ATTENTION]
    stale = [
        _("%(subject)s: niet gecontroleerd in het afgelopen jaar") % {"subject": subject.label}
        for subject in ScreeningSubject
        if subject not in newest or newest[subject].checked_on < on - STALE_AFTER
    ]
    if of_kind is not None and of_kind.level in (Risk.HIGH, Risk.RAISED):
        words = _("%(kind)s, risico %(level)s voor deze soort aanbieder: %(ground)s") % {
            "kind": of_kind.get_kind_display(), "level": of_kind.get_level_display(), "ground": of_kind.ground,
        }  # fmt: skip
        (serious if of_kind.level == Risk.HIGH else attention).append(words)
    for level, grounds in ((Risk.HIGH, serious), (Risk.RAISED, attention), (Risk.UNKNOWN, stale)):
        if grounds:
            return Assessed(level, tuple(grounds))
    return Assessed(Risk.LOW, ())


def _found(one: Screening) -> str:
    return f"{one.get_subject_display()}: {one.finding or one.get_result_display()} ({one.checked_on:%d-%m-%Y})"
