"""The text of a mailing: words with a closed set of fields in braces, each replaced once by what it stands for.

What stands in the place of a field is never read again: a provider that is called {agb} stays called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.deadlines.ends import CONFIRMED, Ends
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name between the braces, and what comes in its place."""

    name: str
    title: Promise


FIELDS = (
    Field("naam", gettext_lazy("naam van de aanbieder")),
    Field("agb", gettext_lazy("AGB-code van de aanbieder")),
    Field("plaats", gettext_lazy("plaats van de aanbieder")),
    Field("pagina", gettext_lazy("het adres van de eigen pagina van de aanbieder")),
    Field("vragenlijst_sluit", gettext_lazy("de laatste dag voor de vragenlijst, met uitstel als dat er is")),
    Field("overeenkomst", gettext_lazy("naam van de overeenkomst")),
    Field("jaar", gettext_lazy("contractjaar")),
    Field("inkoper", gettext_lazy("naam van de vaste inkoper")),
    Field("telefoon", gettext_lazy("telefoonnummer van de vaste inkoper")),
)
NAMES = tuple(field.name for field in FIELDS)


def problems(text: str) -> list[str]:
    """Say what is wrong with the fields of a text, each with its line and place."""
    found = [(match.start(), _unknown(match[1])) for match in _FIELD.finditer(text) if match[1] not in NAMES]
    rest = _FIELD.sub(lambda match: " " * len(match[0]), text)
    found += [(match.start(), _("een accolade zonder haar andere helft")) for match in _BRACE.finditer(rest)]
    return [f"{_place(text, at)}: {what}." for at, what in sorted(found)]


def _unknown(name: str) -> str:
    return _("het veld {%(name)s} bestaat niet") % {"name": name}


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return _("regel %(line)d, teken %(column)d") % {"line": line, "column": at - text.rfind("\n", 0, at)}


def used(text: str) -> frozenset[str]:
    """Name the fields that a text uses."""
    return frozenset(match[1] for match in _FIELD.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in the place of the fields, once."""
    return _FIELD.sub(lambda match: values[match[1]], text)


class Values:
    """The values of every field for some providers of one agreement."""

    def __init__(self, agreement: SeasonAgreement, providers: list[Provider]) -> None:
        self._owner = agreement.owner
        self._common = {
            "overeenkomst": agreement.title.lower(),
            "jaar": str(agreement.season.contract_year),
        }
        self._ends = Ends(agreement, CONFIRMED, [provider.pk for provider in providers])

    def of(self, provider: Provider) -> dict[str, str]:
        """Give the values for one provider."""
        return (
            self._common
            | _named(provider.fixed_purchaser or self._owner)
            | {
                "naam": provider.name,
                "agb": provider.agb_code,
                "plaats": provider.place,
                "pagina": f"{settings.BASE_URL}{reverse('practice-home', args=[provider.public_id])}",
                "vragenlijst_sluit": _day(self._ends.of(provider.pk)),
            }
        )

    def empty(self) -> Iterator[str]:
        """Name the fields of the agreement itself that have no value."""
        everyone = {**self._common, **_named(self._owner), "vragenlijst_sluit": _day(self._ends.everyone)}
        return (name for name, value in everyone.items() if not value)


def _named(purchaser: User | None) -> dict[str, str]:
    return {"inkoper": purchaser.name if purchaser else "", "telefoon": purchaser.phone if purchaser else ""}


def _day(end: datetime | None) -> str:
    return write_date((end - timedelta(minutes=1)).astimezone(clock.AMSTERDAM).date(), "nl") if end else ""
