"""The work that waits for a person: whose it is, of which kind, from where, and in which order it is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, DateField, Exists, OrderBy, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.agenda import agenda
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import interests, work
from zorginkoop.portal.assessment.models import ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.selection.approach import approaching

MINE, FREE = "mij", "vrij"
EXCEPTION = "uitzondering"  # a task that follows from a provider's own request, and has a name of its own
EXCEPTION_WORDS = _("over een uitzondering beslissen")
SINCE, TERM, REGION = "sinds", "termijn", "regio"
ORDERS = {
    SINCE: _("het oudste eerst"),
    TERM: _("de eerste termijn eerst"),
    REGION: _("per regio"),
}
_DIGITS = 2  # of a postcode: a region


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the work; what makes no sense is as if it was not asked."""

    whose: str = ""
    agreement: SeasonAgreement | None = None
    kind: str = ""
    region: str = ""
    order: str = SINCE

    @classmethod
    def read(cls, told: Mapping[str, str], agreement: SeasonAgreement | None) -> Asked:
        """Read it from an address."""
        whose, kind = told.get("van", ""), told.get("soort", "")
        region, order = told.get("regio", ""), told.get("volgorde", "")
        return cls(
            whose if whose in (MINE, FREE) else "",
            agreement,
            kind if kind in {*WorkKind.values, EXCEPTION} else "",
            region if len(region) == _DIGITS and region.isdigit() else "",
            order if order in ORDERS else SINCE,
        )

    def query(self, **other: str) -> str:
        """Write it as a part of an address, with something else in its place."""
        named = {
            "van": self.whose,
            "overeenkomst": str(self.agreement.pk) if self.agreement else "",
            "soort": self.kind,
            "regio": self.region,
            "volgorde": "" if self.order == SINCE else self.order,
        } | other
        return urlencode({name: text for name, text in named.items() if text})


def _requested() -> Exists:
    """Find the tasks that follow from an exception which a provider asked for, and which nobody decided on."""
    return Exists(
        ExceptionRequest.objects.filter(
            provider=OuterRef("provider"), agreement=OuterRef("agreement"), task=OuterRef("reference"), decided_at=None
        )
    )


def open_work(asked: Asked, user: User) -> QuerySet[WorkItem]:
    """Give the work that is open, without that about a provider that somebody is tied to; of every kind and region."""
    items = WorkItem.objects.filter(interests.not_tied(user), closed_at=None)
    if asked.whose == MINE:
        items = items.filter(work.of_person(user))
    elif asked.whose == FREE:
        items = items.filter(work.open_to_person(user))
    return items if asked.agreement is None else items.filter(agreement=asked.agreement)


def counted(items: QuerySet[WorkItem]) -> list[tuple[str, object, int]]:
    """Count the work by kind, an exception apart from the other tasks."""
    rows = items.order_by().annotate(asked_for=_requested()).values_list("kind", "asked_for")
    found: Counter[str] = Counter()
    for kind, asked_for, number in rows.annotate(number=Count("pk")):
        found[EXCEPTION if asked_for and kind == WorkKind.TASK else kind] += number
    kinds: list[tuple[str, object]] = [(kind.value, kind.label) for kind in WorkKind]
    kinds.insert(1 + list(WorkKind).index(WorkKind.TASK), (EXCEPTION, EXCEPTION_WORDS))
    return [(value, label, found[value]) for value, label in kinds]


def regions(items: QuerySet[WorkItem]) -> list[str]:
    """Give the regions in which work waits."""
    found = items.order_by().annotate(region=Substr("provider__postcode", 1, _DIGITS))
    return sorted(one for one in found.values_list("region", flat=True).distinct() if one.isdigit())


def chosen(items: QuerySet[WorkItem], asked: Asked) -> QuerySet[WorkItem]:
    """Give the work of the kind and region that was asked for, in the order that was asked for."""
    if asked.kind == EXCEPTION:
        items = items.filter(_requested(), kind=WorkKind.TASK)
    elif asked.kind == WorkKind.TASK:
        items = items.filter(~_requested(), kind=WorkKind.TASK)
    elif asked.kind:
        items = items.filter(kind=asked.kind)
    if asked.region:
        items = items.filter(provider__postcode__startswith=asked.region)
    if asked.order == REGION:
        return items.order_by("provider__postcode", "raised_at", "pk")
    if asked.order == TERM:
        return items.order_by(OrderBy(_term(items), nulls_last=True), "raised_at", "pk")
    return items.order_by("raised_at", "pk")


def exceptions_among(items: Iterable[WorkItem]) -> set[int]:
    """Name those of some work that are about an exception."""
    numbers = [one.pk for one in items if one.kind == WorkKind.TASK]
    rows = WorkItem.objects.filter(_requested(), pk__in=numbers) if numbers else WorkItem.objects.none()
    return set(rows.values_list("pk", flat=True))


def _term(items: QuerySet[WorkItem]) -> Case:
    """Give each piece of work the next last day by the policy of its agreement."""
    numbers = items.order_by().values("agreement").distinct()
    agreements = SeasonAgreement.objects.filter(pk__in=numbers).select_related("season")
    days = {one.pk: next_term(one) for one in agreements}
    whens = [When(agreement=pk, then=Value(day)) for pk, day in days.items() if day is not None]
    return Case(*whens, default=Cast(Value(None), DateField()), output_field=DateField())


def next_term(agreement: SeasonAgreement) -> date | None:
    """Give the next last day in the calendar of an agreement, of either party: by then the work on it helps most."""
    rules = compiled(agreement)
    routes = approaching(rules.agreement)
    dated = agenda(rules, {}, rules.planning.calendar, routes[0].id if routes else None).deadlines
    days = (one.dates.last_day for one in dated if not one.dates.waits)
    ahead = [day for day in days if day is not None and day >= clock.today()]
    return min(ahead, default=None)


def kind_words(item: WorkItem, exceptions: Container[int]) -> str:
    """Say why a person is needed: of an exception that it is one."""
    return str(EXCEPTION_WORDS if item.pk in exceptions else item.get_kind_display())
