"""Agreed later last days as the decisions that they are: a policy reads from them how long somebody has.

They stand once, as an `Extension`. Both doors to judging show them as rows of the table of decisions, in the words of
the policy: under the fact that the deadline names with `verlengd_tot`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zorginkoop.kernel.facts import FactRecord
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider

Cells = dict[str, Any]  # a row of the table of decisions, by the names of its columns
_Taken = tuple[date, str, str, str, datetime]  # last day, ground, who proposed and who agreed, and when
_TOLD = ("last_day", "ground", "proposed_by__name", "agreed_by__name", "agreed_at")


def fact_of(agreement: SeasonAgreement, event: str) -> str:
    """Name the fact by which the policy reads a later last day for an event; empty where it reads none."""
    rules = (one.rule for one in compiled(agreement).planning.deadlines if one.event == event)
    return next((rule.extended_to[0] for rule in rules if rule.extended_to), "")


def kept_by_policy(agreement: SeasonAgreement, event: str) -> bool:
    """Tell whether a condition looks at when this happened and reads no later last day: a decision cannot move that."""
    criteria = compiled(agreement).agreement.criteria
    return not fact_of(agreement, event) and any(event in criterion.facts for criterion in criteria)


def decisions_for(agreement: SeasonAgreement, provider: Provider, known: datetime) -> list[Cells]:
    """Give what was decided by a moment about later last days for a provider, own or for everyone, as decisions."""
    events = {one.event for one in compiled(agreement).planning.deadlines if one.rule.extended_to}
    return [
        row
        for event in sorted(events)
        for row in _rows(agreement, event, provider.agb_code, _TAKEN.rows(agreement.pk, event, provider.pk, known))
    ]


def all_decisions(known: datetime) -> Iterator[Cells]:
    """Walk what was decided by a moment about later last days, for each provider in the register that it counts for."""
    extensions = Extension.objects.filter(agreed_at__lte=known).select_related("agreement__season")
    names: dict[int, str] = {}
    for agreement, event in {(one.agreement, one.event): None for one in extensions.order_by("pk")}:
        if not fact_of(agreement, event):
            continue
        names = names or dict(Provider.objects.order_by("pk").values_list("pk", "agb_code"))
        own, everyone = _by_provider(agreement, event, known)
        for provider, code in names.items():
            if taken := sorted([*everyone, *own.get(provider, ())], key=_moment):
                yield from _rows(agreement, event, code, taken)


def days_decided(records: Iterable[FactRecord]) -> Iterator[date]:
    """Walk the last days that people decided on; what somebody only said of one, or nobody can read, moves nothing."""
    for one in records:
        if one.decided_by:
            with suppress(ValueError):
                yield date.fromisoformat(one.text)


def _by_provider(
    agreement: SeasonAgreement, event: str, known: datetime
) -> tuple[Mapping[int, list[_Taken]], list[_Taken]]:
    """Give what counts for one provider, by provider, and what counts for everyone."""
    own: dict[int, list[_Taken]] = defaultdict(list)
    everyone: list[_Taken] = []
    rows = Extension.objects.filter(agreement=agreement, event=event, agreed_at__lte=known)
    for provider, *taken in rows.order_by("agreed_at", "pk").values_list("provider", *_TOLD):
        (everyone if provider is None else own[provider]).append((*taken,))
    return own, everyone


def _rows(agreement: SeasonAgreement, event: str, code: str, taken: Iterable[tuple[Any, ...]]) -> Iterator[Cells]:
    """Write decisions in the order in which they were taken; one for a day that was given already adds nothing."""
    season, latest = agreement.season, date.min
    for day, ground, proposed, agreed, moment in taken:
        if day > latest:
            latest = day
            yield {
                "aanbieder": code, "verzekeraar": season.insurer, "zorgsoort": agreement.care_type,
                "jaar": season.contract_year, "feit": fact_of(agreement, event), "waarde": day.isoformat(),
                "grond": ground, "besloten_door": f"{proposed} en {agreed}", "besloten_op": moment,
            }  # fmt: skip


def _moment(taken: _Taken) -> datetime:
    return taken[-1]


def _taken(agreement: int, event: str, provider: int, known: datetime) -> QuerySet[Extension, Any]:
    whose = Q(provider=None) | Q(provider=provider)
    rows = Extension.objects.filter(whose, agreement=agreement, event=event, agreed_at__lte=known)
    return rows.order_by("agreed_at", "pk").values_list(*_TOLD)


_TAKEN = AskedOften(_taken, int, str, int, datetime)
