"""Answer questions: for everybody without who asked, or for one provider alone with the ground; like ones together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.questions.asking import CannotError, link_address, renew_link
from zorginkoop.portal.questions.models import Answer, Question

_SHORTEST = 4  # letters of a name below which it says nothing about who asked
_WORD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as somebody writes it: the question as published, the answer, and what it leads to.

    With a ground it goes to whoever asked, and to nobody else.
    """

    wording: str
    text: str
    leads_to: str = ""
    ground: str = ""


def answer(questions: Sequence[Question], given: Given, by: User) -> Answer:
    """Answer questions that wait, all with one answer; CannotError says what is in the way."""
    with changing("questions.answered") as change:
        season = Season.objects.select_for_update().get(pk=questions[0].season_id)
        held = _waiting(questions)
        _check(held, given)
        last = Answer.objects.filter(season__edition=season.edition).aggregate(last=Max("number"))["last"] or 0
        first = held[0]
        made = Answer.objects.create(
            season=season,
            agreement=first.agreement,
            number=last + 1,
            about=first.about,
            about_words=first.about_words,
            question=given.wording.strip(),
            edited=any(_plain(one.text) != _plain(given.wording) for one in held),
            text=given.text.strip(),
            private=bool(given.ground.strip()),
            ground=given.ground.strip(),
            leads_to=given.leads_to,
            given_by=by,
            given_at=clock.now(),
        )
        change.about = made
        change.details |= {"questions": len(held), "private": int(made.private)}
        for question in held:
            _joined(question, made)
    return made


def join(question: Question, to: Answer) -> None:
    """Say that a question was answered before, and where."""
    with changing("questions.joined", about=question, answer=to.pk):
        Season.objects.select_for_update().get(pk=question.season_id)
        (held,) = _waiting([question])
        current = Answer.objects.published().filter(pk=to.pk, season__edition=held.season.edition).first()
        if current is None:
            raise CannotError(_("Dit antwoord is intussen aangepast. Kies het opnieuw."))
        _joined(held, current)


def improve(old: Answer, given: Given, by: User) -> Answer:
    """Put a better wording in the place of a published answer, under the same number; whoever asked is told."""
    with changing("questions.improved") as change:
        Season.objects.select_for_update().get(pk=old.season_id)
        current = Answer.objects.filter(pk=old.pk, replaced_at=None).first()
        if current is None:
            raise CannotError(_("Een collega heeft dit antwoord net aangepast. Bekijk eerst de nieuwe tekst."))
        questions = list(Question.objects.filter(answer=current).select_related("provider", "season"))
        _check(questions, Given(given.wording, given.text, ground=current.ground))
        now = clock.now()
        made = Answer.objects.create(
            season_id=current.season_id,
            agreement_id=current.agreement_id,
            number=current.number,
            version=current.version + 1,
            about=current.about,
            about_words=current.about_words,
            question=given.wording.strip(),
            edited=any(_plain(one.text) != _plain(given.wording) for one in questions),
            text=given.text.strip(),
            private=current.private,
            ground=current.ground,
            leads_to=given.leads_to,
            given_by=by,
            given_at=now,
        )
        change.about = made
        Answer.objects.filter(pk=current.pk).update(replaced_at=now)
        Question.objects.filter(answer=current).update(answer=made)
        for question in questions:
            _tell(question, made, anew=True)
    return made


def close(question: Question, reason: str, by: User) -> None:
    """End a question without an answer, and tell whoever asked why."""
    with changing("questions.closed", about=question):
        (held,) = _waiting([question])
        held.closed_at, held.closed_by, held.closing_reason = clock.now(), by, reason.strip()
        held.save(update_fields=["closed_at", "closed_by", "closing_reason"])
        _tell_closed(held)


def leaks(questions: Iterable[Question], text: str) -> list[str]:
    """Name what in a text would tell who asked: a practice, its AGB code, an address."""
    plain, found = _plain(text), []
    for one in questions:
        said = [one.email]
        if one.provider is not None:
            said += [one.provider.name, one.provider.agb_code]
        if one.asked_by is not None:
            said.append(one.asked_by.name)
        found += [word for word in said if len(word) >= _SHORTEST and _plain(word) in plain]
    return list(dict.fromkeys(found))


def _check(questions: Sequence[Question], given: Given) -> None:
    if not given.wording.strip() or not given.text.strip():
        raise CannotError(_("Schrijf de vraag en het antwoord op."))
    if given.ground.strip():
        if len({(one.provider_id, one.email if one.provider_id is None else "") for one in questions}) > 1:
            raise CannotError(_("Een antwoord voor een praktijk alleen kan niet naar meer dan een aanbieder."))
        return
    if found := leaks(questions, f"{given.wording} {given.text}"):
        raise CannotError(
            _("Iedereen leest dit, en er staat in wie de vraag stelde: %s. Haal dat weg.") % ", ".join(found)
        )


def _waiting(questions: Sequence[Question]) -> list[Question]:
    """Give the questions as they are now, for nobody else to answer meanwhile."""
    keys = [one.pk for one in questions]
    rows = Question.objects.select_for_update(of=("self",)).select_related("season", "provider", "asked_by")
    held = sorted(rows.filter(pk__in=keys), key=lambda one: keys.index(one.pk))
    if any(one.ended_at is not None or one.confirmed_at is None for one in held):
        raise CannotError(
            _("Een collega heeft een van deze vragen net beantwoord of gesloten. Bekijk de lijst opnieuw.")
        )
    return held


def _joined(question: Question, made: Answer) -> None:
    Question.objects.filter(pk=question.pk).update(answer=made, answered_at=clock.now())
    _tell(question, made)


@in_dutch
def _tell_closed(held: Question) -> None:
    lines = [_("U stelde deze vraag:"), held.text, _("Wij beantwoorden hem niet. De reden:"), held.closing_reason]
    _write(held, _("Uw vraag over het inkoopbeleid"), lines)


@in_dutch
def _tell(question: Question, made: Answer, *, anew: bool = False) -> None:
    """Tell whoever asked that there is an answer; what is for it alone is never in a message."""
    news = _("Wij hebben ons antwoord op uw vraag aangepast.") if anew else _("Wij hebben uw vraag beantwoord.")
    lines = [news, _("Uw vraag:"), question.text]
    if not made.private:
        address = settings.BASE_URL + reverse("questions", args=[made.season.edition]) + f"#vraag-{made.number}"
        lines += [_("Ons antwoord, onder nummer %s:") % made.number, made.text, address]
        _write(question, _("Antwoord op uw vraag"), lines)
    elif question.provider is not None and question.asked_by is not None:
        address = settings.BASE_URL + reverse("practice-questions", args=[question.provider.public_id])
        _write(
            question,
            _("Antwoord op uw vraag"),
            [*lines, _("Het antwoord is alleen voor u. U leest het hier:"), address],
        )
    else:
        address = link_address(renew_link(question))
        lines += [_("Het antwoord is alleen voor u. U leest het met deze link:"), address]
        _write(question, _("Antwoord op uw vraag"), lines, secret=True)


def _write(question: Question, subject: str, lines: Iterable[str], *, secret: bool = False) -> None:
    body = "\n\n".join([_("Beste heer of mevrouw,"), *lines, settings.PURCHASER])
    whom = question.provider.public_id if question.provider else ""
    write(question.email, subject, body, about=question, for_whom=whom, secret=secret)


def _plain(text: str) -> str:
    """Give a text as it is compared: one space between words, and no capitals."""
    return _WORD.sub(" ", text).strip().lower()
