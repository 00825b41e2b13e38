"""Write down what a provider did outside the site and the policy knows of: a mail, a list, a request that is complete.

It becomes the event of the policy, from the moment at which it happened, and whatever rests on it is judged again. What
has a door of its own in the site is not written down here: there the event follows from what somebody does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.effects import CORRECTED
from zorginkoop.portal.assessment.exceptions import ASKED
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.assessment.reconsidering import ASKED as RECONSIDERATION_ASKED
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import CONFIRMED, REQUESTED
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Event, Note, NoteKind, Provider
from zorginkoop.portal.register.standing import PROVIDER
from zorginkoop.portal.selection.models import Invitation

SIGNED = "ondertekend"
OWN_DOORS = frozenset({REQUESTED, CONFIRMED, SIGNED, CORRECTED, ASKED, RECONSIDERATION_ASKED})
_OLDEST = timedelta(days=366)


class CannotError(Exception):
    """Why something cannot be written down, in words for the person who tried."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a provider does outside the site, by the name and the words of a policy."""

    agreement: SeasonAgreement
    name: str
    phrase: Phrase


def happenings_of(provider: Provider) -> list[Happening]:
    """Give what can be written down of a provider, for the agreements that it has a part in first."""
    concerned = {
        *Questionnaire.objects.filter(provider=provider).values_list("agreement", flat=True),
        *Invitation.objects.filter(provider=provider).values_list("agreement", flat=True),
    }
    return sorted(happenings(), key=lambda one: one.agreement.pk not in concerned)


def happenings() -> Iterator[Happening]:
    """Walk what can be written down, for the agreements of the seasons that are not over."""
    running = SeasonAgreement.objects.filter(season__contract_year__gte=clock.today().year).select_related("season")
    for agreement in running.order_by("season__contract_year", "title", "pk"):
        for fact in compiled(agreement).agreement.facts:
            happens = fact.subject == PROVIDER and fact.kind == "moment" and fact.absent == "niet_gebeurd"
            if happens and fact.changed_by == PROVIDER and not fact.turns and fact.name not in OWN_DOORS:
                yield Happening(agreement, fact.name, fact.phrase)


def write_down(what: Happening, provider: Provider, moment: datetime, source: str, by: User) -> Event:
    """Record that something happened, with a note that says from what that is known, and judge again what rests on it.

    The same at the same moment is one event, however often it is sent. CannotError says what is in the way.
    """
    if words := not_theirs_to_decide(by, provider.pk):
        raise CannotError(words)
    if moment > clock.now():
        raise CannotError(_("Dit moment is nog niet geweest."))
    if moment < clock.now() - _OLDEST:
        raise CannotError(_("Dit is langer dan een jaar geleden. Breng het in met een bestand van het register."))
    season = what.agreement.season
    happened_at = moment.replace(microsecond=0)
    with changing("assessment.outside_written_down", for_whom=provider.public_id, event=what.name) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        event, new = Event.objects.get_or_create(
            provider=provider, insurer=season.insurer, care_type=what.agreement.care_type, year=season.contract_year,
            name=what.name, happened_at=happened_at,
        )  # fmt: skip
        change.about = event
        if new:
            text = f"{what.agreement}, {what.phrase.nl}: {source.strip()}"
            Note.objects.create(
                provider=provider, author=by, kind=NoteKind.NOTE, text=text, shared=True, written_at=clock.now()
            )
            _judged_again(what.agreement, provider)
    return event


def _judged_again(agreement: SeasonAgreement, provider: Provider) -> None:
    """Judge again where an outcome stands; elsewhere the event counts as soon as somebody is judged."""
    if Assessment.objects.current().filter(agreement=agreement, provider=provider).exists():
        judge(agreement, provider, Cause.FACTS)
