"""Open a questionnaire for a provider, and say until when it can be confirmed: the policy's own deadline decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import QuerySet

from zorginkoop.kernel.dates import end_of
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.portal import clock
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines.ends import end_for
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.models import Decision, Event, Provider
from zorginkoop.portal.selection.models import Invitation

OFFERED = "vragenlijst_aangeboden"
CONFIRMED = "vragenlijst_bevestigd"
REQUESTED = "aanvraag_ontvangen"
GRANTING = {"toegevoegde_waarde_regio": "ja", "besluit_aanvraag": "toegewezen"}  # what grants a request, by its fact


def open_questionnaire(agreement: SeasonAgreement, provider: Provider) -> Questionnaire:
    """Give the questionnaire of a provider for an agreement; the first time it is opened, which is an event."""
    found = Questionnaire.objects.filter(agreement=agreement, provider=provider).first()
    if found is not None:
        return found
    try:
        with changing("intake.questionnaire_opened", for_whom=provider.public_id) as change:
            moment = clock.now()
            questionnaire = Questionnaire.objects.create(agreement=agreement, provider=provider, opened_at=moment)
            if not events_of(questionnaire).filter(name=OFFERED).exists():  # an invitation may have said so before
                record_event(questionnaire, OFFERED, moment)
            change.about = questionnaire
    except IntegrityError:  # somebody opened it at the same moment
        return Questionnaire.objects.get(agreement=agreement, provider=provider)
    return questionnaire


def after_invitation(invitation: Invitation, **_: object) -> None:
    """Open the questionnaire of somebody who is invited, where it is filled in here."""
    if invitation.channel != Channel.VECOZO:
        open_questionnaire(invitation.agreement, invitation.provider)


def _season_of(questionnaire: Questionnaire) -> dict[str, object]:
    season = questionnaire.agreement.season
    return {
        "provider": questionnaire.provider,
        "insurer": season.insurer,
        "care_type": questionnaire.agreement.care_type,
        "year": season.contract_year,
    }


def events_of(questionnaire: Questionnaire) -> QuerySet[Event]:
    """Give what happened in the season of a provider."""
    return Event.objects.filter(**_season_of(questionnaire))


def record_event(questionnaire: Questionnaire, name: str, moment: datetime) -> None:
    """Write that something happened in the season of a provider, to the second; call it inside `changing`."""
    Event.objects.create(**_season_of(questionnaire), name=name, happened_at=moment.replace(microsecond=0))


def closes_at(
    agreement: SeasonAgreement, provider: Provider | None = None, read: RecordedSubject | None = None
) -> datetime | None:
    """Give the first moment at which a provider can no longer confirm; None where no policy sets one.

    Whose own request was granted did not come by the round, and no term of the round binds it.
    """
    if provider is not None and came_by_request(agreement, provider):
        return None
    return end_for(agreement, CONFIRMED, provider, read)


def came_by_request(agreement: SeasonAgreement, provider: Provider) -> bool:
    """Tell whether a provider asked for an agreement itself, and a person decided to grant that."""
    season = (provider.pk, agreement.season.insurer, agreement.care_type, agreement.season.contract_year)
    last = next(iter(_LAST_DECIDED.rows(*season, clock.now())), None)
    granted = last is not None and last[1] == GRANTING[last[0]]
    return granted and bool(_REQUESTED.rows(*season))


def _last_decided(
    provider: int, insurer: str, care_type: str, year: int, moment: datetime
) -> QuerySet[Decision, tuple[str, str]]:
    """Give by which fact, and how, it was last decided about a request."""
    season = {"provider": provider, "insurer": insurer, "care_type": care_type, "year": year}
    decided = Decision.objects.filter(**season, fact__in=GRANTING, decided_at__lte=moment)
    return decided.order_by("-decided_at", "pk").values_list("fact", "text")[:1]


def _requested(provider: int, insurer: str, care_type: str, year: int) -> QuerySet[Event, tuple[str]]:
    """Give that a request came in, where one did."""
    season = {"provider": provider, "insurer": insurer, "care_type": care_type, "year": year}
    return Event.objects.filter(**season, name=REQUESTED).values_list("name")[:1]


_LAST_DECIDED = AskedOften(_last_decided, int, str, str, int, datetime)
_REQUESTED = AskedOften(_requested, int, str, str, int)


def last_minute(agreement: SeasonAgreement, provider: Provider | None = None) -> datetime | None:
    """Give the last minute in which a questionnaire can be confirmed, as people write it: 24 October, 23:59."""
    return minute_before(closes_at(agreement, provider))


def minute_before(end: datetime | None) -> datetime | None:
    """Give the last minute before an end."""
    return end - timedelta(minutes=1) if end else None


def is_closed(questionnaire: Questionnaire, moment: datetime | None = None) -> bool:
    """Tell whether it is too late to confirm, by the clock of the site."""
    end = closing_of(questionnaire)
    return end is not None and (moment or clock.now()) >= end


def closing_of(questionnaire: Questionnaire, read: RecordedSubject | None = None) -> datetime | None:
    """Give the first moment at which this questionnaire can no longer be confirmed; opened again, it has its own."""
    if questionnaire.reopened_until is not None:
        return end_of(questionnaire.reopened_until)
    return closes_at(questionnaire.agreement, questionnaire.provider, read)


def mark_seen(questionnaire: Questionnaire) -> None:
    """Note the first time that somebody of the provider looked."""
    if questionnaire.first_seen_at is None:
        with changing("intake.questionnaire_seen", about=questionnaire, for_whom=questionnaire.provider.public_id):
            Questionnaire.objects.filter(pk=questionnaire.pk, first_seen_at=None).update(first_seen_at=clock.now())
