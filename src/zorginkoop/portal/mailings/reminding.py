"""Remind, before a deadline, who still has something to do: the people who fill in and those who sign, apart.

On each moment that the season names (so many working days before the last day) everybody gets at most one message, in
working hours. Who answered, signed, refused, or wants no offer gets none; nor does who was asked only after that
moment. What was missed, because nothing ran, is made good once and never twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements.models import Offer, OfferSignature, OfferState
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines.ends import CONFIRMED, Ends, last_day_before
from zorginkoop.portal.editions.compiled import installation
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.models import Reminder, ReminderRule
from zorginkoop.portal.mailings.reminder_text import reminder_text
from zorginkoop.portal.register.models import Fact, Mandate, Provider, Signatory
from zorginkoop.portal.register.recording import NO_OFFER_AT_ALL, NO_OFFER_WANTED
from zorginkoop.portal.season.declining import declined
from zorginkoop.portal.selection.sending import contacts_of

SIGNED = "ondertekend"
REMINDED = (CONFIRMED, SIGNED)  # the deadlines of a provider of which the site knows who still has to act
DAYS = (5, 1)  # unless the season says otherwise
OPENS, CLOSES = time(9), time(17)
_LOOKED_AT = 200
_AT_ONCE = 25  # few enough that nobody who writes meanwhile waits long

Asked = TypeVar("Asked", Questionnaire, Offer)
Told = tuple[int, date, int]  # a provider that was reminded, of which last day, so many working days before it


@dataclass(frozen=True, slots=True)
class Due:
    """A provider that has something to do, until which day, and since when it was asked."""

    row: int  # of the questionnaire or the offer
    provider: Provider
    event: str
    last_day: date
    asked_on: date
    signed_by: frozenset[int] = frozenset()


def in_working_hours() -> bool:
    """Tell whether it is a working day in the Netherlands, between nine and five."""
    now = clock.now().astimezone(clock.AMSTERDAM)
    return OPENS <= now.time() < CLOSES and installation().calendar.is_working_day(now.date())


def days_of(agreement: SeasonAgreement, event: str) -> tuple[int, ...]:
    """Give how many working days before a deadline people are reminded."""
    rule = ReminderRule.objects.filter(agreement=agreement, event=event).first()
    return DAYS if rule is None else tuple(rule.days)


def moment_now(last_day: date, days: tuple[int, ...], asked_on: date) -> int | None:
    """Give the moment that has come, in working days before the last day; None when there is none now.

    Of several that have come the nearest to the last day counts; one that came before, or on, the day on which
    somebody was asked is left out.
    """
    calendar, today = installation().calendar, clock.today()
    if today > last_day:
        return None
    left = calendar.working_days_between(today, last_day)
    come = min((number for number in days if left <= number), default=None)
    if come is None or asked_on > last_day or calendar.working_days_between(asked_on, last_day) <= come:
        return None
    return come


def remind_all(*, at_any_hour: bool = False) -> int:
    """Remind everybody whose moment has come; give to how many providers something was written."""
    if not at_any_hour and not in_working_hours():
        return 0
    agreements = SeasonAgreement.objects.select_related("season", "owner").exclude(channel=Channel.VECOZO)
    return sum(_remind(agreement, event) for agreement in agreements.order_by("pk") for event in REMINDED)


def _remind(agreement: SeasonAgreement, event: str) -> int:
    """Go past everybody who was asked; only where somebody's moment has come is anything locked or written."""
    days = days_of(agreement, event)
    number, last = 0, 0
    while days and (rows := _asked(agreement, event, after=last)):
        last = rows[-1].pk
        told = _reminded(agreement, event, (row.provider_id for row in rows))
        come = {due.row for due in _due(agreement, event, rows) if _moment(due, days, told) is not None}
        for start in range(0, len(rows), _AT_ONCE):
            chosen = [row.pk for row in rows[start : start + _AT_ONCE] if row.pk in come]
            number += _remind_some(agreement, event, chosen, days) if chosen else 0
    return number


def _remind_some(agreement: SeasonAgreement, event: str, chosen: list[int], days: tuple[int, ...]) -> int:
    """Remind some, of whom it is looked once more, held until the change is kept, whether they still have to act."""
    with changing("mailings.reminded", about=agreement, event=event) as change:
        rows = _asked(agreement, event, chosen=chosen)
        told = _reminded(agreement, event, (row.provider_id for row in rows))
        moments = [(due, _moment(due, days, told)) for due in _due(agreement, event, rows)]
        number = sum(_remind_one(agreement, due, moment) for due, moment in moments if moment is not None)
        change.details["providers"] = number
    return number


def _asked(
    agreement: SeasonAgreement, event: str, *, after: int = 0, chosen: list[int] | None = None
) -> list[Questionnaire | Offer]:
    """Give the next of those who were asked and did not do it yet, or the chosen ones, held for this change."""
    return [
        *_some(_unconfirmed(agreement) if event == CONFIRMED else Questionnaire.objects.none(), after, chosen),
        *_some(_unsigned(agreement) if event == SIGNED else Offer.objects.none(), after, chosen),
    ]


def _some(rows: QuerySet[Asked], after: int, chosen: list[int] | None) -> list[Asked]:
    rows = rows.select_related("provider").order_by("pk")
    if chosen is None:
        return list(rows.filter(pk__gt=after)[:_LOOKED_AT])
    return list(rows.filter(pk__in=chosen).select_for_update(of=("self",)))


def _unconfirmed(agreement: SeasonAgreement) -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(agreement=agreement, confirmed_at=None)


def _unsigned(agreement: SeasonAgreement) -> QuerySet[Offer]:
    today = clock.today()
    open_today = Q(last_signing_day__gte=today) | Q(late_until__gte=today)
    offered = Offer.objects.filter(open_today, agreement=agreement, state=OfferState.OFFERED, channel=Channel.PORTAL)
    return offered.defer("content")


def _due(agreement: SeasonAgreement, event: str, rows: Sequence[Questionnaire | Offer]) -> Iterator[Due]:
    """Give until when each of them has, leaving out who wants no offer and whose code has ended."""
    providers = [row.provider_id for row in rows]
    unwilling = _want_no_offer(agreement, (row.provider for row in rows))
    ends = Ends(agreement, CONFIRMED, providers) if event == CONFIRMED else None
    signed = _signatures(rows) if event == SIGNED else {}
    for row in rows:
        gone = row.provider.ended_on is not None and row.provider.ended_on < clock.today()
        if gone or row.provider_id in unwilling:
            continue
        if isinstance(row, Questionnaire):
            end = ends.of(row.provider_id) if ends else None
            if end is not None:
                yield Due(row.pk, row.provider, event, last_day_before(end), _day(row.opened_at))
        else:
            last = max(row.last_signing_day, row.late_until or row.last_signing_day)
            yield Due(row.pk, row.provider, event, last, _day(row.offered_at), signed.get(row.pk, frozenset()))


def _signatures(rows: Sequence[Questionnaire | Offer]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    signatures = OfferSignature.objects.filter(offer__in=[row.pk for row in rows])
    for offer, user in signatures.values_list("offer", "user"):
        found.setdefault(offer, set()).add(user)
    return {offer: frozenset(users) for offer, users in found.items()}


def _want_no_offer(agreement: SeasonAgreement, providers: Iterable[Provider]) -> set[int]:
    """Give who said that it wants no offer; only of who ever said anything about it is more asked."""
    asked = {one.pk: one for one in providers}
    names = (NO_OFFER_AT_ALL, NO_OFFER_WANTED)
    spoke = Fact.objects.valid(clock.today()).filter(provider__in=asked, name__in=names)
    told = set(spoke.values_list("provider", flat=True))
    return {number for number in told if declined(asked[number], agreement)}


def _reminded(agreement: SeasonAgreement, event: str, providers: Iterable[int]) -> set[Told]:
    """Give which of these providers were reminded, of which last day, on which moment."""
    told = Reminder.objects.filter(agreement=agreement, event=event, provider__in=list(providers))
    return set(told.values_list("provider", "last_day", "days"))


def _moment(due: Due, days: tuple[int, ...], told: set[Told]) -> int | None:
    """Give the moment that has come for a provider, of which it was not reminded yet."""
    moment = moment_now(due.last_day, days, due.asked_on)
    if moment is None or any((due.provider.pk, due.last_day, day) in told for day in range(moment + 1)):
        return None
    return moment


def _remind_one(agreement: SeasonAgreement, due: Due, moment: int) -> bool:
    """Write to the people of one provider; give whether there is anybody to write to."""
    people = list(_people(due))
    for user, address, as_signatory in people:
        message = _message(agreement, due, user, address, as_signatory=as_signatory)
        Reminder.objects.create(
            agreement=agreement, provider=due.provider, event=due.event, last_day=due.last_day, days=moment, user=user,
            as_signatory=as_signatory, message=message, sent_at=clock.now(),
        )  # fmt: skip
    return bool(people)


def _message(agreement: SeasonAgreement, due: Due, user: User | None, address: str, *, as_signatory: bool) -> Message:
    text = reminder_text(
        agreement, due.provider, due.event, due.last_day, name=user.name if user else "", as_signatory=as_signatory
    )
    return outbox.write(address, text.subject, text.body, about=agreement, for_whom=due.provider.public_id)


def _people(due: Due) -> Iterator[tuple[User | None, str, bool]]:
    """Give who is written to: who fills in and who signs, each once; without anybody the provider's own address."""
    today = clock.today()
    signing = Signatory.objects.valid(today).filter(provider=due.provider, user__is_active=True)
    signers = {one.user for one in signing.select_related("user") if one.user and one.user_id not in due.signed_by}
    fillers = _fillers(due.provider, today) - signers if due.event == CONFIRMED else set[User]()
    for user in sorted(signers | fillers, key=lambda one: one.pk):
        yield user, user.email, user in signers
    if not signers and not fillers:
        address = contacts_of([due.provider]).get(due.provider.pk, "")
        if address:
            yield None, address, False


def _fillers(provider: Provider, today: date) -> set[User]:
    """Give who fills in; where nobody was named for that, who manages."""
    mandates = Mandate.objects.valid(today).filter(provider=provider, user__is_active=True).select_related("user")
    named = {one.user for one in mandates.filter(role=ProviderRole.FILLER)}
    return named or {one.user for one in mandates.filter(role=ProviderRole.MANAGER)}


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.AMSTERDAM).date()
