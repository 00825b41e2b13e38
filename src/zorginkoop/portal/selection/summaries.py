"""What a selection comes to in numbers: counted when it is made and whenever people change it, and kept with it.

A selection over a country has tens of thousands of choices; a page that counts them anew each time would be slow.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count, Q

from zorginkoop.portal.selection.models import Choice, Run, Says

CERTIFICATE = "vecozo_certificaten"  # the condition of the policies about the certificates of VECOZO


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a selection.

    `reasons` are of who is not approached: reason, whether that is unknown, how many, and how many of the audience.
    `regions` are two digits of the postcode: how many are approached, and how many of the audience are not.
    """

    register: int = 0
    audience: int = 0
    by_policy: int = 0
    undecided: int = 0
    added: int = 0
    left_out: int = 0
    approached: int = 0
    without_certificate: int = 0
    reasons: list[list[Any]] = field(default_factory=list)
    regions: list[list[Any]] = field(default_factory=list)


def summary_of(run: Run) -> Summary:
    """Give the numbers that are kept with a selection."""
    return Summary(**run.summary)


def summarise(run: Run) -> None:
    """Count a selection and keep the numbers with it; call it inside the change that made them differ."""
    choices = Choice.objects.filter(run=run).order_by()
    meant = Q(in_audience=True)
    counted = choices.aggregate(
        register=Count("pk"),
        audience=Count("pk", filter=meant),
        by_policy=Count("pk", filter=Q(says=Says.APPROACH)),
        undecided=Count("pk", filter=Q(says=Says.UNDECIDED)),
        added=Count("pk", filter=Q(approach=True) & ~Q(says=Says.APPROACH)),
        left_out=Count("pk", filter=Q(approach=False, says=Says.APPROACH)),
        approached=Count("pk", filter=Q(approach=True)),
        without_certificate=Count("pk", filter=meant & Q(approach=False, not_met__contains=CERTIFICATE)),
    )
    reasons = (
        choices.filter(approach=False)
        .values_list("reason", "says")
        .annotate(number=Count("pk"), meant=Count("pk", filter=meant))
    )
    regions = choices.values_list("region").annotate(
        approached=Count("pk", filter=Q(approach=True)), left=Count("pk", filter=Q(approach=False) & meant)
    )
    told: dict[tuple[str, bool], list[int]] = {}
    for reason, says, number, of_them in reasons:
        counts = told.setdefault((reason, says == Says.UNDECIDED), [0, 0])
        counts[0], counts[1] = counts[0] + number, counts[1] + of_them
    kept = Summary(
        **counted,
        reasons=sorted(
            ([*which, *counts] for which, counts in told.items()), key=lambda one: (-one[3], -one[2], one[0])
        ),
        regions=sorted([name, approached, left] for name, approached, left in regions if approached or left),
    )
    run.summary = asdict(kept)
    Run.objects.filter(pk=run.pk).update(summary=run.summary)
