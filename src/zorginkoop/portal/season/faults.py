"""What went wrong in a season: messages that did not arrive, and addresses, signatories and certificates missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider, Signatory
from zorginkoop.portal.selection.lists import TROUBLED, troubled
from zorginkoop.portal.selection.models import Choice, Invitation, Run
from zorginkoop.portal.selection.sending import without_address
from zorginkoop.portal.selection.summaries import CERTIFICATE


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault: its name in an address, what it is, and what to do about it."""

    name: str
    title: Promise
    advice: Promise


KINDS = (
    Kind("bericht", _("uitnodiging niet aangekomen"), _("Zoek het goede adres op en bel zo nodig.")),
    Kind(
        "adres", _("geen e-mailadres bekend"), _("Zet het adres in het dossier en verstuur de uitnodigingen opnieuw.")
    ),
    Kind("tekenbevoegde", _("geen tekenbevoegde bekend"), _("Vraag de praktijk om een uittreksel van de KvK.")),
    Kind(
        "certificaat",
        _("geen geldig VECOZO-certificaat"),
        _("De praktijk vraagt een nieuw certificaat aan bij VECOZO. Ook wie om een eerdere reden afvalt, staat erbij."),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def providers_with(agreement: SeasonAgreement, kind: Kind, run: Run | None) -> QuerySet[Provider]:
    """Give the providers with a kind of fault."""
    return Provider.objects.filter(pk__in=_inside(agreement, kind.name, run))


def _inside(agreement: SeasonAgreement, kind: str, run: Run | None) -> QuerySet[Any, Any]:
    if kind == "bericht":
        return troubled(agreement.pk).order_by().values("provider")
    if kind == "tekenbevoegde":
        signing = Signatory.objects.valid(clock.today()).filter(provider=OuterRef("provider"))
        return Invitation.objects.filter(~Exists(signing), agreement=agreement).values("provider")
    if run is None:
        return Choice.objects.none().values("provider")
    if kind == "adres":
        return without_address(run).order_by().values("provider")
    against = Choice.objects.filter(run=run, approach=False, in_audience=True, not_met__contains=CERTIFICATE)
    return against.values("provider")


def faults(agreement: SeasonAgreement, run: Run | None, without_certificate: int) -> Iterator[tuple[Kind, int]]:
    """Count the faults of each kind, those that there are; those without a certificate were counted already."""
    signing = Signatory.objects.valid(clock.today()).filter(provider=OuterRef("provider"))
    numbers = Invitation.objects.filter(agreement=agreement).aggregate(
        bericht=Count("pk", filter=Q(message__state__in=TROUBLED)),
        tekenbevoegde=Count("pk", filter=~Exists(signing)),
    )
    numbers["adres"] = without_address(run).count() if run else 0
    numbers["certificaat"] = without_certificate
    return ((kind, numbers[kind.name]) for kind in KINDS if numbers[kind.name])
