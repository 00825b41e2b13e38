"""Ask a question: at once for whoever is signed in, and after a link in a message for whoever only gives an address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Season, SeasonAgreement
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.register.models import Provider

LINK_LASTS = timedelta(days=14)
MOST_LINKS = 5  # to one address in a day, so that nobody can flood another's mailbox
_DAY = timedelta(days=1)
_TOKEN_BYTES = 32


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks: of which season, about what, in which words, and the mark of the form it came from."""

    season: Season
    agreement: SeasonAgreement | None
    about: str
    about_words: str
    text: str
    mark: UUID


def closes_at(season: Season) -> datetime:
    """Give the first moment at which nothing can be asked any more: the contract year is over."""
    return datetime(season.contract_year + 1, 1, 1, tzinfo=clock.AMSTERDAM)


def is_open(season: Season) -> bool:
    """Tell whether questions can be asked, by the clock of the site."""
    return clock.now() < closes_at(season)


def ask(what: Asked, *, email: str, by: User | None = None, provider: Provider | None = None) -> Question:
    """Take in a question; the same form sent twice gives the same question.

    Of somebody who is not signed in it counts from the moment that the link is used. CannotError when it is too late.
    """
    address = email.strip().lower()
    with changing("questions.asked", for_whom=provider.public_id if provider else "") as change:
        season = Season.objects.select_for_update().get(pk=what.season.pk)
        held = Question.objects.filter(mark=what.mark).first()
        if held is not None and (held.asked_by, held.email) == (by, address):
            change.about = held
            return held
        if not is_open(season):
            raise CannotError(_("Het contractjaar is voorbij. Over dit beleid kunt u geen vragen meer stellen."))
        now = clock.now()
        question = Question.objects.create(
            season=season,
            agreement=what.agreement,
            about=what.about,
            about_words=what.about_words,
            text=what.text.strip(),
            mark=uuid4() if held is not None else what.mark,
            provider=provider,
            asked_by=by,
            email=address,
            asked_at=now,
            confirmed_at=now if by is not None else None,
        )
        change.about = question
        if by is None and _links_today(address, now) < MOST_LINKS:
            _send_link(question)
    return question


def _links_today(address: str, now: datetime) -> int:
    lately = Q(link_until__gt=now - _DAY + LINK_LASTS)
    return Question.objects.filter(lately, email=address).count()


@in_dutch
def _send_link(question: Question) -> None:
    token = renew_link(question)
    until = question.link_until or clock.now()
    lines = [
        _("Beste heer of mevrouw,"),
        _("U stelde een vraag over ons inkoopbeleid:"),
        question.text,
        _("Klopt dat? Bevestig uw vraag dan met deze link. Daarna beantwoorden wij hem:"),
        link_address(token),
        _("De link werkt tot en met %s. Stelde u geen vraag? Dan hoeft u niets te doen.")
        % date_format(until.astimezone(clock.AMSTERDAM).date()),
        settings.PURCHASER,
    ]
    write(question.email, _("Bevestig uw vraag"), "\n\n".join(lines), about=question, secret=True)


def renew_link(question: Question) -> str:
    """Give a new link to somebody without an account; the one before works no more. Call it inside `changing`."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    question.link_hash, question.link_until = content_hash(token), clock.now() + LINK_LASTS
    question.save(update_fields=["link_hash", "link_until"])
    return token


def link_address(token: str) -> str:
    """Write the whole address of a link."""
    return settings.BASE_URL + reverse("question-link", args=[token])


def by_link(token: str) -> Question | None:
    """Find the question of a link; one that was never confirmed is gone after its term."""
    rows = Question.objects.select_related("season", "agreement", "answer")
    found = rows.filter(link_hash=content_hash(token)).first()
    if found is None or found.link_until is None:
        return None
    return found if found.confirmed_at is not None or clock.now() < found.link_until else None


def confirm(question: Question) -> None:
    """Say that whoever holds the link asked this; from now on it counts. Doing it again changes nothing."""
    with changing("questions.confirmed", about=question) as change:
        changed = Question.objects.filter(pk=question.pk, confirmed_at=None).update(confirmed_at=clock.now())
        change.details["rows"] = changed
