"""What pages and exports list of a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zorginkoop.portal.mail.models import MessageState
from zorginkoop.portal.register.models import Employment
from zorginkoop.portal.selection.models import SETTLED, Choice, Correction, Invitation, Run, Says

TROUBLED = (MessageState.REFUSED, MessageState.BOUNCED, MessageState.UNKNOWN)
LARGEST = "grootste"  # the order by how many people work there
NONE = "geen"  # how a filter asks for who has no reason, or no postcode
SHOWN = {
    "benaderd": Q(approach=True),
    "niet": Q(approach=False),
    "niet-vast": Q(approach=False) & ~Q(says=Says.UNDECIDED),
    "niet-bekend": Q(approach=False, says=Says.UNDECIDED),
    "beleid": Q(says=Says.APPROACH),
    "toch": Q(approach=True) & ~Q(says=Says.APPROACH),
    "toch-niet": Q(approach=False, says=Says.APPROACH),
    "onbekend": Q(says=Says.UNDECIDED),
    "afwijking": Q(pk__in=Correction.objects.filter(withdrawn_at=None).values("choice")),
}


@dataclass(frozen=True, slots=True)
class Open:
    """What of a selection changes while people and the worker are busy with it."""

    proposed: int
    invited: int


def open_of(run: Run) -> Open:
    """Count deviations that nobody agreed to yet, and who of those that it approaches is invited, by whichever one."""
    proposed = Correction.objects.filter(choice__run=run, withdrawn_at=None, agreed_at=None).count()
    invited = Invitation.objects.filter(agreement=run.agreement_id).values("provider")
    return Open(proposed, Choice.objects.filter(run=run, approach=True, provider__in=invited).count())


def corrections(run: Run) -> QuerySet[Correction]:
    """Give the deviations that stand, the newest first."""
    standing = Correction.objects.filter(choice__run=run, withdrawn_at=None)
    return standing.select_related("choice__provider", "made_by", "agreed_by").order_by("-made_at", "-pk")


def asking_for(reason: str, *, unknown: bool) -> str:
    """Give the filter, as it stands in an address, for exactly those who are not approached for a reason."""
    return urlencode({"toon": "niet-bekend" if unknown else "niet-vast", "reden": reason or NONE})


def listed(run: Run, asked: Mapping[str, Any]) -> QuerySet[Any]:
    """Give the choices that a filter asks for, each with how many people work there; by name, or the largest first."""
    rows = Choice.objects.filter(run=run)
    if shown := SHOWN.get(asked.get("toon", "")):
        rows = rows.filter(shown)
    if asked.get("doelgroep"):
        rows = rows.filter(in_audience=True)
    for field, name in (("reason", "reden"), ("region", "regio")):
        if asked.get(name):
            rows = rows.filter(**{field: "" if asked[name] == NONE else asked[name]})
    if place := asked.get("plaats"):
        rows = rows.filter(provider__place__iexact=place)
    sized = with_people(rows, run).select_related("provider")
    if asked.get("mensen"):
        sized = sized.filter(people__gte=asked["mensen"])
    first = ["-people"] if asked.get("volgorde") == LARGEST else []
    return sized.order_by(*first, "provider__name", "provider__agb_code")


def with_people(rows: QuerySet[Choice], run: Run) -> QuerySet[Any]:
    """Add how many people work at each provider on the day of a selection: the volume that the register knows."""
    staff = Employment.objects.valid(run.on).filter(provider=OuterRef("provider")).order_by().values("provider")
    number = staff.annotate(number=Count("pk")).values("number")
    return rows.annotate(people=Coalesce(Subquery(number), 0))


def run_before(run: Run) -> Run | None:
    """Give the last selection before this one that a second person agreed to; where there is none, the one before."""
    earlier = Run.objects.filter(agreement=run.agreement_id, number__lt=run.number, judged_at__isnull=False)
    return earlier.filter(state__in=SETTLED).order_by("-number").first() or earlier.order_by("-number").first()


def differences(run: Run, before: Run) -> QuerySet[Any]:
    """Give who is approached in one of two selections and not in the other; `was` and `was_reason` tell the earlier."""
    earlier = Choice.objects.filter(run=before, provider=OuterRef("provider"))
    rows = Choice.objects.filter(run=run).annotate(
        was=Subquery(earlier.values("approach")[:1]),
        was_says=Subquery(earlier.values("says")[:1]),
        was_reason=Subquery(earlier.values("reason")[:1]),
    )
    differing = rows.filter(Q(was__isnull=True, approach=True) | (Q(was__isnull=False) & ~Q(was=F("approach"))))
    return differing.select_related("provider").order_by("provider__name", "provider__agb_code")


def troubled(agreement: int) -> QuerySet[Invitation]:
    """Give the invitations whose message was refused, came back, or of which nobody knows whether it was sent."""
    rows = Invitation.objects.filter(agreement=agreement, message__state__in=TROUBLED)
    return rows.select_related("provider", "message").order_by("provider__name")


def runs_by_agreement() -> dict[int, list[Run]]:
    """Give the selections of each agreement, the newest first."""
    found: dict[int, list[Run]] = {}
    for run in Run.objects.select_related("agreement__season", "requested_by").order_by("-number"):
        found.setdefault(run.agreement_id, []).append(run)
    return found
