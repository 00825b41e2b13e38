"""Open a confirmed questionnaire again: one person proposes with the reason, another agrees, and both are kept.

What was confirmed counts until the provider confirms anew; who does not, by the last day, is left with what it had
confirmed. The moment of the first confirmation stays the moment at which the policy says that the provider answered.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.dispatch import Signal
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Questionnaire, Reopening
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.register.mandates import readers

asked_whether = Signal()  # questionnaire, by: each receiver says in words what is in the way, or nothing


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def in_the_way(questionnaire: Questionnaire, by: User) -> str:
    """Say why a questionnaire cannot be opened again by somebody; empty when nothing is in the way."""
    if questionnaire.confirmed_at is None:
        return _("Deze vragenlijst is nog niet bevestigd. De aanbieder kan haar antwoorden nog veranderen.")
    if questionnaire.confirmed_by_id is None:
        return _("Deze antwoorden kwamen langs VECOZO binnen. Laat de aanbieder ze daar veranderen.")
    if questionnaire.reopened_until is not None:
        return _("Deze vragenlijst staat al weer open.")
    replies = asked_whether.send(Questionnaire, questionnaire=questionnaire, by=by)
    return next((words for _receiver, words in replies if words), "")


def propose(questionnaire: Questionnaire, last_day: date, ground: str, by: User) -> Reopening:
    """Propose to open a questionnaire again until and with a day; CannotError says why it cannot be."""
    with changing("intake.reopening_proposed", for_whom=questionnaire.provider.public_id) as change:
        held = _held(questionnaire)
        if reason := in_the_way(held, by) or _wrong_day(last_day):
            raise CannotError(reason)
        if held.reopenings.waiting().exists():
            raise CannotError(_("Er ligt al een voorstel. Laat een collega daarover beslissen, of trek het in."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom de vragenlijst weer open moet."))
        change.about = made = Reopening.objects.create(
            questionnaire=held, ground=ground.strip(), last_day=last_day, proposed_by=by, proposed_at=clock.now()
        )
        change.details["last_day"] = last_day.isoformat()
    return made


def _wrong_day(last_day: date) -> str:
    return _("Deze dag is al voorbij. Kies vandaag of een latere dag.") if last_day < clock.today() else ""


def agree(reopening: Reopening, by: User) -> Reopening:
    """Agree as the second person: what was confirmed is put away as it is, and the questionnaire is open again."""
    with changing("intake.reopened", about=reopening, for_whom=reopening.questionnaire.provider.public_id):
        held = _held(reopening.questionnaire)
        found = _proposal(reopening)
        if found.proposed_by_id == by.pk:
            raise CannotError(_("U stelde dit zelf voor. Vraag een collega om akkoord."))
        if reason := in_the_way(held, by) or _wrong_day(found.last_day):
            raise CannotError(reason)
        if not held.paper_hash:
            raise CannotError(_("Het ontvangstbewijs van deze bevestiging wordt nog gemaakt. Probeer het straks weer."))
        found.agreed_by, found.agreed_at = by, clock.now()
        found.number, found.confirmed_at, found.confirmed_by = held.number, held.confirmed_at, held.confirmed_by
        found.receipt, found.receipt_hash, found.paper_hash = held.receipt, held.receipt_hash, held.paper_hash
        found.answers = _answers(held)
        found.save()
        held.reopened_until = found.last_day
        held.save(update_fields=["reopened_until"])
        _tell(held, _opened_words(held, found.last_day))
    return found


def withdraw(reopening: Reopening, by: User) -> None:
    """Take a proposal back, or turn a colleague's down; the questionnaire stays confirmed."""
    with changing("intake.reopening_withdrawn", about=reopening, for_whom=reopening.questionnaire.provider.public_id):
        found = _proposal(reopening)
        found.withdrawn_by, found.withdrawn_at = by, clock.now()
        found.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _held(questionnaire: Questionnaire) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update(of=("self",)).select_related("provider", "agreement__season")
    return rows.get(pk=questionnaire.pk)


def _proposal(reopening: Reopening) -> Reopening:
    """Give a proposal as it is now, for nobody else to decide on meanwhile."""
    found = Reopening.objects.select_for_update().get(pk=reopening.pk)
    if found.agreed_at is not None or found.withdrawn_at is not None:
        raise CannotError(_("Over dit voorstel is al beslist."))
    return found


def _answers(questionnaire: Questionnaire) -> list[dict[str, object]]:
    return [
        {"over": one.about, "antwoord": one.text, "wie": one.given_by_id, "wanneer": one.given_at.isoformat()}
        for one in questionnaire.answers.order_by("about")
    ]


def confirmed_anew(questionnaire: Questionnaire, moment: datetime) -> None:
    """Close the reopening of a questionnaire that is being confirmed anew; call it inside that change."""
    questionnaire.reopenings.running().update(ended_at=moment, confirmed_anew=True)
    questionnaire.reopened_until = None
    questionnaire.confirmation += 1
    questionnaire.paper_hash, questionnaire.paper_made_at = "", None


def any_over() -> bool:
    """Tell whether a questionnaire was opened again and its last day went by."""
    return Questionnaire.objects.filter(reopened_until__lt=clock.today()).exists()


def end_what_is_over() -> None:
    """Leave whoever did not confirm anew with what it had confirmed; what it typed meanwhile is kept apart."""
    for one in Questionnaire.objects.filter(reopened_until__lt=clock.today()).select_related("provider").order_by("pk"):
        _end(one)


def _end(questionnaire: Questionnaire) -> None:
    with changing("intake.reopening_over", about=questionnaire, for_whom=questionnaire.provider.public_id):
        held = _held(questionnaire)
        running = held.reopenings.running().select_for_update().first()
        if running is None or held.reopened_until is None or held.reopened_until >= clock.today():
            return
        running.typed, running.ended_at = _answers(held), clock.now()
        running.save(update_fields=["typed", "ended_at"])
        held.reopened_until = None
        held.save(update_fields=["reopened_until"])
        _put_back(held, running)
        _tell(held, _over_words(held))


def _put_back(questionnaire: Questionnaire, running: Reopening) -> None:
    before = {one["over"]: one for one in running.answers}
    for answer in questionnaire.answers.all():
        was = before.get(answer.about)
        text = was["antwoord"] if was else ""
        if answer.text == text:
            continue
        answer.text, answer.version = text, answer.version + 1
        if was:
            answer.given_by_id, answer.given_at = was["wie"], parse_datetime(was["wanneer"]) or answer.given_at
        answer.save()


def _tell(questionnaire: Questionnaire, words: tuple[str, str]) -> None:
    """Write to who confirmed, else to who acts for the provider; whom no mail reaches sees it on its page."""
    confirmed_by = questionnaire.confirmed_by
    for _name, address in readers(questionnaire.provider, confirmed_by) if confirmed_by else ():
        outbox.write(address, *words, about=questionnaire, for_whom=questionnaire.provider.public_id)


def _opened_words(questionnaire: Questionnaire, last_day: date) -> tuple[str, str]:
    day = write_date(last_day, "nl")
    return _letter(
        questionnaire,
        f"Uw vragenlijst staat weer open tot en met {day}",
        f"De vragenlijst {questionnaire.agreement} van {questionnaire.provider.name} staat weer open.",
        f"U kunt uw antwoorden veranderen en opnieuw bevestigen tot en met {day}, 23:59 uur.",
        "Doet u niets, dan blijft gelden wat u eerder hebt bevestigd.",
    )


def _over_words(questionnaire: Questionnaire) -> tuple[str, str]:
    return _letter(
        questionnaire,
        "Uw eerdere bevestiging blijft gelden",
        f"De vragenlijst {questionnaire.agreement} van {questionnaire.provider.name} is weer gesloten.",
        "U hebt haar niet opnieuw bevestigd. Daarom blijft gelden wat u eerder hebt bevestigd.",
    )


def _letter(questionnaire: Questionnaire, subject: str, *lines: str) -> tuple[str, str]:
    arguments = [questionnaire.provider.public_id, questionnaire.public_id]
    page = f"{settings.BASE_URL}{reverse('intake:overview', args=arguments)}"
    parts = [
        "Geachte heer of mevrouw,",
        *lines,
        f"U vindt haar op deze pagina:\n{page}",
        f"Met vriendelijke groet,\n{settings.PURCHASER}",
    ]
    return f"{subject}, AGB-code {questionnaire.provider.agb_code}", "\n\n".join(parts) + "\n"


def history(questionnaire: Questionnaire) -> list[Reopening]:
    """Give every reopening and proposal of a questionnaire, the newest first."""
    people = ("proposed_by", "agreed_by", "withdrawn_by", "confirmed_by")
    return list(questionnaire.reopenings.select_related(*people).order_by("-proposed_at", "-pk"))
