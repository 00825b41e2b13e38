"""How far every provider is in a season: who is in each stage, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.models import Event, Provider
from zorginkoop.portal.selection.models import SETTLED, Choice, Invitation, Run

CONFIRMED, OFFERED, SIGNED = "vragenlijst_bevestigd", "aanbod_gedaan", "ondertekend"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name in an address, what it is called, and the event that brings somebody there, if any."""

    name: str
    title: Promise
    event: str = ""


SELECTED = Stage("geselecteerd", _("geselecteerd"))
INVITED = Stage("benaderd", _("benaderd"))
OPENED = Stage("geopend", _("vragenlijst geopend"))
STAGES = (
    SELECTED,
    INVITED,
    OPENED,
    Stage("bevestigd", _("vragenlijst bevestigd"), CONFIRMED),
    Stage("beoordeeld", _("beoordeeld")),
    Stage("aangeboden", _("aangeboden"), OFFERED),
    Stage("getekend", _("getekend"), SIGNED),
)
BY_NAME = {stage.name: stage for stage in STAGES}
QUESTIONNAIRE = ("geopend", "bevestigd")  # the stages that only an agreement with a questionnaire has


def runs_of(agreement: SeasonAgreement) -> tuple[Run | None, Run | None]:
    """Give the newest selection, and the one that counts: the newest confirmed one, else the newest that is made."""
    runs = list(Run.objects.filter(agreement=agreement).order_by("-number"))
    for run in runs:
        run.agreement = agreement  # known already: nothing asks the database for it again
    settled = next((run for run in runs if run.state in SETTLED), None)
    return (runs[0] if runs else None), settled or next((run for run in runs if run.judged_at), None)


def stages_of(events: frozenset[str]) -> Iterator[Stage]:
    """Give the stages that an agreement has, by the events that its policy knows."""
    for stage in STAGES:
        if stage.name not in QUESTIONNAIRE or CONFIRMED in events:
            yield stage


@dataclass(frozen=True, slots=True)
class Happened:
    """To how many providers something happened, and to how many of them before the end of its term."""

    number: int
    in_time: int


def happened(agreement: SeasonAgreement, ends: Mapping[str, datetime]) -> dict[str, Happened]:
    """Count what happened so far by name, in one query; `ends` are the first moments after the terms of some."""
    in_time = Q(pk__in=[])
    for name, end in ends.items():
        in_time |= Q(name=name, happened_at__lt=end)
    names = {*ends, *(stage.event for stage in STAGES if stage.event)}
    rows = (
        events_of_season(agreement)
        .filter(name__in=names)
        .order_by()
        .values_list("name")
        .annotate(number=Count("provider", distinct=True), in_time=Count("provider", distinct=True, filter=in_time))
    )
    return {name: Happened(number, good) for name, number, good in rows}


def counts_of_events(events: Mapping[str, Happened]) -> dict[str, int]:
    """Give the number of providers in each stage that is an event."""
    none = Happened(0, 0)
    return {stage.name: events.get(stage.event, none).number for stage in STAGES if stage.event}


def counts(agreement: SeasonAgreement) -> dict[str, int]:
    """Count the providers in each stage after the selection that is no event, in one query."""
    there: dict[str, QuerySet[Any, Any]] = {
        "benaderd": Invitation.objects.filter(agreement=agreement),
        "geopend": _opened(agreement),
        "beoordeeld": Assessment.objects.current().filter(agreement=agreement),
    }
    first, *others = (
        rows.order_by().annotate(stage=Value(name)).values_list("stage").annotate(number=Count("pk"))
        for name, rows in there.items()
    )
    return dict.fromkeys(there, 0) | dict(first.union(*others, all=True))


def providers_in(agreement: SeasonAgreement, stage: Stage, run: Run | None) -> QuerySet[Provider]:
    """Give the providers that have come to a stage."""
    return Provider.objects.filter(pk__in=_inside(agreement, stage, run))


def _inside(agreement: SeasonAgreement, stage: Stage, run: Run | None) -> QuerySet[Any, Any]:
    if stage is SELECTED:
        return Choice.objects.filter(run=run, approach=True).values("provider")
    if stage is INVITED:
        return Invitation.objects.filter(agreement=agreement).values("provider")
    if stage is OPENED:
        return _opened(agreement).values("provider")
    if stage.event:
        return events_of_season(agreement).filter(name=stage.event).values("provider")
    return Assessment.objects.current().filter(agreement=agreement).values("provider")


def _opened(agreement: SeasonAgreement) -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(agreement=agreement, first_seen_at__isnull=False)


def events_of_season(agreement: SeasonAgreement) -> QuerySet[Event]:
    """Give what happened in the season of an agreement so far."""
    season = agreement.season
    own = Event.objects.filter(insurer=season.insurer, care_type=agreement.care_type, year=season.contract_year)
    return own.filter(happened_at__lte=clock.now())
