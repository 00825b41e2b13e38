"""What is wrong around the providers that are approached: the faults of the season, and those around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import Difference
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Certificate, Provider
from zorginkoop.portal.season import faults as season
from zorginkoop.portal.season.faults import Kind
from zorginkoop.portal.season.stages import runs_of
from zorginkoop.portal.selection.lists import TROUBLED
from zorginkoop.portal.selection.models import Choice, Invitation, Run

SOON = timedelta(days=30)
Found = Callable[[SeasonAgreement, Run | None], QuerySet[Provider]]

_MESSAGE = Kind(
    "ander-bericht",
    _("een ander bericht kwam niet aan"),
    _("Een mailing, herinnering of antwoord kwam terug. Zoek het goede adres op."),
)
_ENDED = Kind(
    "certificaat-verlopen",
    _("VECOZO-certificaat verlopen sinds de selectie"),
    _("De praktijk vraagt een nieuw certificaat aan bij VECOZO."),
)
_ENDING = Kind(
    "certificaat-bijna",
    _("VECOZO-certificaat verloopt binnen dertig dagen"),
    _("Herinner de praktijk eraan voordat zij moet tekenen."),
)
_DIFFERENCE = Kind("vecozo", _("verschil met VECOZO"), _("Beslis bij de uitwisseling wat klopt."))


def _whom(agreement: SeasonAgreement, run: Run | None) -> QuerySet[Provider]:
    """Give who takes part: approached by the selection that counts, or invited."""
    chosen = Choice.objects.filter(run=run, approach=True).values("provider")
    invited = Invitation.objects.filter(agreement=agreement).values("provider")
    return Provider.objects.filter(Q(pk__in=chosen) | Q(pk__in=invited))


def _other_messages(agreement: SeasonAgreement, run: Run | None) -> QuerySet[Provider]:
    """Give who takes part and did not get a message since the season opened, other than the invitation."""
    troubled = Message.objects.filter(
        state__in=TROUBLED, written_at__gte=agreement.season.opened_at, invitation__isnull=True
    ).exclude(for_whom="")
    whose = [one for one in troubled.values_list("for_whom", flat=True).distinct() if len(one) == _ID_LENGTH]
    return _whom(agreement, run).filter(public_id__in=whose)


_ID_LENGTH = 36


def _certificate(agreement: SeasonAgreement, run: Run | None, *, soon: bool) -> QuerySet[Provider]:
    """Give who has no certificate any more, or only one that is about to end."""
    today = clock.today()
    known = Certificate.objects.standing().filter(provider=OuterRef("pk"))
    now, later = known.filter(valid_until__gte=today), known.filter(valid_until__gt=today + SOON)
    whom = _whom(agreement, run).filter(Exists(known))
    return whom.filter(Exists(now), ~Exists(later)) if soon else whom.filter(~Exists(now))


def _differing(agreement: SeasonAgreement, run: Run | None) -> QuerySet[Provider]:  # noqa: ARG001 - found like the others
    waiting = Difference.objects.filter(agreement=agreement, gone_at=None, choice="")
    return Provider.objects.filter(pk__in=waiting.exclude(provider=None).values("provider"))


def _of_season(kind: Kind) -> Found:
    def found(agreement: SeasonAgreement, run: Run | None) -> QuerySet[Provider]:
        return season.providers_with(agreement, kind, run)

    return found


_FOUND: dict[str, tuple[Kind, Found]] = {
    **{kind.name: (kind, _of_season(kind)) for kind in season.KINDS},
    _MESSAGE.name: (_MESSAGE, _other_messages),
    _ENDED.name: (_ENDED, lambda agreement, run: _certificate(agreement, run, soon=False)),
    _ENDING.name: (_ENDING, lambda agreement, run: _certificate(agreement, run, soon=True)),
    _DIFFERENCE.name: (_DIFFERENCE, _differing),
}


def kind_of(name: str) -> Kind | None:
    """Find a kind of fault by its name in an address."""
    return _FOUND[name][0] if name in _FOUND else None


def providers_with(agreement: SeasonAgreement, kind: Kind) -> QuerySet[Any, Provider]:
    """Give the providers with a kind of fault."""
    return _FOUND[kind.name][1](agreement, runs_of(agreement)[1])


def counted(agreement: SeasonAgreement) -> Iterator[tuple[Kind, int]]:
    """Count the providers with each kind of fault."""
    run = runs_of(agreement)[1]
    return ((kind, found(agreement, run).count()) for kind, found in _FOUND.values())
