"""The deadlines that somebody has to do with: of the purchaser's own agreements, or of a practice, with extensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agenda.ics import Entry
from zorginkoop.portal.agreements.models import Offer, OfferState
from zorginkoop.portal.deadlines.ends import EXTENDABLE
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.mandates import providers_of
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.season.planning import Line, calendar
from zorginkoop.portal.selection.models import Invitation

SIGNED = "ondertekend"


@dataclass(frozen=True, slots=True)
class Dated:
    """One deadline of one agreement, for everyone or for one provider; `policy_last` where it was extended."""

    agreement: SeasonAgreement
    line: Line
    event: str
    provider: Provider | None = None
    policy_last: date | None = None
    changes: int = 0

    @property
    def extendable(self) -> bool:
        """Whether a later last day can be decided on."""
        return self.event in EXTENDABLE and self.line.last is not None


class _Moved:
    """What was decided about the days of some agreements, for everyone or for one provider, in two questions."""

    def __init__(self, agreements: Sequence[SeasonAgreement], provider: Provider | None) -> None:
        self.provider = provider
        whose = Q(provider=None) | Q(provider=provider) if provider else Q(provider=None)
        decided = Extension.objects.counting().filter(whose, agreement__in=agreements)
        self._days: dict[tuple[int, str], list[date]] = {}
        for agreement, event, day in decided.values_list("agreement", "event", "last_day"):
            self._days.setdefault((agreement, event), []).append(day)
        if provider is not None:
            offers = Offer.objects.filter(provider=provider, agreement__in=agreements, state=OfferState.OFFERED)
            for agreement, day, late in offers.values_list("agreement", "last_signing_day", "late_until"):
                self._days[agreement, SIGNED] = [day, *([late] if late else [])]

    def dated(self, agreement: SeasonAgreement, line: Line, event: str) -> Dated:
        """Give a deadline with the day that counts; nothing but a decision or an offer moves it."""
        days = self._days.get((agreement.pk, event), [])
        if not days or line.last is None:
            return Dated(agreement, line, event, self.provider)
        last = max([line.last, *days])
        moved = line.last if last != line.last else None
        return Dated(agreement, replace(line, last=last), event, self.provider, moved, len(days))


def of_agreements(
    agreements: Sequence[SeasonAgreement], language: Language, provider: Provider | None = None
) -> list[Dated]:
    """Give the deadlines of agreements, by day; for a provider with what was decided for it alone."""
    moved = _Moved(agreements, provider)
    found = [
        moved.dated(agreement, line, events.get(line.id, ""))
        for agreement in agreements
        for events in [{one.id: one.event for one in compiled(agreement).planning.deadlines}]
        for line in calendar(agreement, language)
    ]
    return sorted(found, key=lambda one: (one.line.last or one.line.first or date.max, one.agreement.pk, one.line.id))


def agreements_of(provider: Provider) -> list[SeasonAgreement]:
    """Give the agreements for which a provider was approached."""
    asked = Invitation.objects.filter(provider=provider).values("agreement")
    filled = Questionnaire.objects.filter(provider=provider).values("agreement")
    offered = Offer.objects.filter(provider=provider).values("agreement")
    rows = SeasonAgreement.objects.filter(pk__in=asked.union(filled, offered)).select_related("season", "owner")
    return list(rows.order_by("-season__contract_year", "title"))


def of_provider(provider: Provider, language: Language) -> list[Dated]:
    """Give the deadlines of a provider in all its agreements, its own and those that bind the purchaser."""
    return of_agreements(agreements_of(provider), language, provider)


def of_purchaser(user: User, language: Language) -> list[Dated]:
    """Give the deadlines of the agreements in somebody's portfolio; who has none sees every agreement."""
    rows = SeasonAgreement.objects.select_related("season", "owner").order_by("-season__contract_year", "title")
    agreements = list(rows)
    return of_agreements([one for one in agreements if one.owner_id == user.pk] or agreements, language)


def of_user(user: User, language: Language) -> list[Dated]:
    """Give everything that somebody has to do with today; who has no role any more gets nothing."""
    found = [one for provider in providers_of(user) for one in of_provider(provider, language)]
    if user.staff_roles() & {StaffRole.PURCHASER, StaffRole.POLICY_OFFICER}:
        found += of_purchaser(user, language)
    return found


def entries(found: list[Dated], language: Language) -> Iterator[Entry]:
    """Give the deadlines that have a day as entries of a calendar; only codes stand for who it is about."""
    providers = {one.provider.pk for one in found if one.provider}
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    for one in found:
        last = one.line.last or one.line.first
        if last is None:
            continue
        what = one.line.what.in_language(language) or one.line.id.replace("_", " ")
        code = f"-{one.provider.public_id}" if one.provider else ""
        yield Entry(
            uid=f"termijn-{one.agreement.pk}-{one.line.id}{code}@{host}",
            first=_first(one, last),
            last=last,
            summary=f"{one.agreement}: {what}",
            description=_description(one, several=len(providers) > 1),
            address=f"{settings.BASE_URL}{_page(one)}",
            sequence=one.changes,
        )


def _description(one: Dated, *, several: bool) -> str:
    """Say the day in the policy's own words, as far as nothing moved it, and of several practices whose it is."""
    said = [one.line.when] if one.policy_last is None else []
    if several and one.provider is not None:
        said.append(f"AGB-code {one.provider.agb_code}")
    return "\n".join(said)


def _first(one: Dated, last: date) -> date:
    """Give the first day of an entry: of a window its own, of a deadline the last day alone."""
    return one.line.first if one.line.first is not None and one.line.first <= last else last


def _page(one: Dated) -> str:
    if one.provider is not None:
        return reverse("practice-agenda", args=[one.provider.public_id])
    return reverse("agenda-agreement", args=[one.agreement.pk])
