"""What whoever asked for an agreement is told, in plain Dutch, to the address that was confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.letter_sentences import DISPUTE, RECONSIDERATION
from zorginkoop.kernel.place_words import place
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal import clock
from zorginkoop.portal.editions.channels import channels_of
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.questions.terms import answer_term
from zorginkoop.portal.requests.models import AgreementRequest
from zorginkoop.portal.requests.rules import Reason, start_of

LINK_LASTS = timedelta(days=14)
_TOKEN_BYTES = 32
_CONTACT = "zorginkoop"


def renew_link(asked: AgreementRequest) -> str:
    """Give a new link to somebody without an account; the one before works no more. Call it inside `changing`."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    asked.link_hash, asked.link_until = content_hash(token), clock.now() + LINK_LASTS
    asked.save(update_fields=["link_hash", "link_until"])
    return settings.BASE_URL + reverse("request-link", args=[token])


@in_dutch
def ask_to_confirm(asked: AgreementRequest) -> None:
    """Send the link by which somebody without an account says that it asked this."""
    address = renew_link(asked)
    until = date_format((asked.link_until or clock.now()).astimezone(clock.AMSTERDAM).date())
    lines = [
        _("U vroeg een overeenkomst aan: %(what)s, voor %(practice)s (AGB-code %(code)s).")
        % {"what": asked.agreement, "practice": asked.practice_name, "code": asked.agb_code},
        _("Klopt dat? Bevestig uw aanvraag dan met deze link. Met de link kunt u ook stukken toevoegen:"),
        address,
        _("De dag van uw aanvraag blijft %s.") % _day(asked),
        _("De link werkt tot en met %s. Deed u geen aanvraag? Dan hoeft u niets te doen.") % until,
    ]
    _write(asked, _("Bevestig uw aanvraag"), lines, secret=True)


@in_dutch
def received(asked: AgreementRequest) -> None:
    """Say that a request is there, by when it is answered, and when an agreement could start."""
    lines = [
        _("Wij hebben uw aanvraag van %(day)s: %(what)s, voor %(practice)s (AGB-code %(code)s).")
        % {"day": _day(asked), "what": asked.agreement, "practice": asked.practice_name, "code": asked.agb_code},
    ]
    term = answer_term(asked.agreement, asked.confirmed_at or asked.received_at)
    if term is not None:
        lines.append(_("U hoort uiterlijk op %s van ons.") % date_format(term.last_day))
    start = start_of(asked.agreement, asked.received_at)
    if start.day is not None and start.possible:
        lines.append(_("Komt er een overeenkomst, dan begint die op zijn vroegst op %s.") % date_format(start.day))
    _write(asked, _("Wij hebben uw aanvraag"), [*lines, *_where(asked)])


@in_dutch
def replaced(asked: AgreementRequest, by: AgreementRequest) -> None:
    """Say to whoever asked first that a newer request took its place."""
    lines = [
        _("Uw aanvraag van %(day)s (%(what)s, AGB-code %(code)s) is vervangen door een nieuwe van dezelfde praktijk.")
        % {"day": _day(asked), "what": asked.agreement, "code": asked.agb_code},
        _("De nieuwe aanvraag is van %s. Vanaf die dag telt de ingang. U hoeft niets te doen.") % _day(by),
    ]
    _write(asked, _("Uw aanvraag is vervangen"), lines)


@in_dutch
def takes_the_place(asked: AgreementRequest, of: AgreementRequest) -> None:
    """Say to whoever asked last that its request took the place of an earlier one."""
    line = _("Uw aanvraag van %(day)s (%(what)s) komt in de plaats van die van %(earlier)s.")
    told = line % {"day": _day(asked), "what": asked.agreement, "earlier": _day(of)}
    _write(asked, _("Uw aanvraag vervangt een eerdere"), [told, *_where(asked)])


@in_dutch
def asked_for_more(asked: AgreementRequest) -> None:
    """Say what is needed besides."""
    lines = [_("Voor uw aanvraag (%s) hebben wij nog iets van u nodig:") % asked.agreement, asked.wanted]
    _write(asked, _("Wij hebben nog iets nodig voor uw aanvraag"), [*lines, *_where(asked)])


@in_dutch
def reopened(asked: AgreementRequest) -> None:
    """Say that the questionnaire can be answered after all."""
    assert asked.provider is not None  # noqa: S101 - only of a known provider
    address = settings.BASE_URL + reverse("practice-home", args=[asked.provider.public_id])
    if _has_answered(asked):
        text = _("Wij hebben uw aanvraag (%s) toegewezen. Uw antwoorden hebben wij al. Zo ver zijn wij:")
    else:
        text = _("Wij hebben uw aanvraag (%s) toegewezen. U kunt de vragenlijst alsnog invullen:")
    lines = [text % asked.agreement, address]
    _write(asked, _("Uw aanvraag is toegewezen"), lines)


def _has_answered(asked: AgreementRequest) -> bool:
    """Tell whether the questionnaire was confirmed already."""
    asks = Questionnaire.objects.filter(agreement=asked.agreement_id, provider=asked.provider_id)
    return asks.filter(confirmed_at__isnull=False).exists()


@in_dutch
def refused(asked: AgreementRequest) -> None:
    """Send the answer with which a request was refused."""
    _write(asked, _("Antwoord op uw aanvraag"), [asked.answer], greeting=False)


@in_dutch
def not_theirs(asked: AgreementRequest) -> None:
    """Say that it could not be found out whether somebody speaks for a practice; nothing of that practice is told."""
    lines = [
        _("U vroeg een overeenkomst aan: %s.") % asked.agreement,
        _("Wij konden niet vaststellen dat u namens deze praktijk aanvraagt. De reden:"),
        asked.ground,
        _("U kunt opnieuw aanvragen, of laat de praktijk dat zelf doen in dit portaal."),
    ]
    _write(asked, _("Antwoord op uw aanvraag"), lines)


@in_dutch
def withdrawn(asked: AgreementRequest) -> None:
    """Say that a request was taken back."""
    lines = [_("Uw aanvraag van %(day)s is ingetrokken: %(what)s.") % {"day": _day(asked), "what": asked.agreement}]
    _write(asked, _("Uw aanvraag is ingetrokken"), lines)


@in_dutch
def refusal_text(asked: AgreementRequest, reason: Reason | None, ground: str) -> str:
    """Write the refusal of a person: the reason of the policy with its place, the ground, and what can be done."""
    return "\n\n".join(
        [
            "Geachte heer of mevrouw,",
            f"Wij hebben uw aanvraag van {_day(asked)} beoordeeld: {asked.agreement}, AGB-code {asked.agb_code}.",
            "Wij doen u geen aanbod.",
            *(_reason_lines(asked, reason)),
            f"Onze toelichting: {ground.strip()}",
            *_what_next(asked, again=True),
            f"Met vriendelijke groet,\n{settings.PURCHASER}",
        ]
    )


@in_dutch
def too_late_text(asked: AgreementRequest) -> str:
    """Write that an agreement could only start after its own last day."""
    start = start_of(asked.agreement, asked.received_at)
    starts = compiled(asked.agreement).planning.starts
    named = list(dict.fromkeys(place(_speaker(asked), one) for rule in starts for one in rule.citation.places))
    day = date_format(start.day) if start.day else ""
    return "\n\n".join(
        [
            "Geachte heer of mevrouw,",
            f"Uw aanvraag van {_day(asked)} is te laat: {asked.agreement}, AGB-code {asked.agb_code}.",
            f"Een overeenkomst zou beginnen op {day}. Dat is na de laatste dag van deze overeenkomst.",
            "Daarom doen wij u geen aanbod.",
            f"Plaats in het beleid: {'; '.join(named)}.",
            *_what_next(asked, again=False),
            f"Met vriendelijke groet,\n{settings.PURCHASER}",
        ]
    )


def _reason_lines(asked: AgreementRequest, reason: Reason | None) -> Iterable[str]:
    if reason is not None:
        named = "; ".join(place(_speaker(asked), one) for one in reason.places)
        yield f"De reden volgens ons beleid. {reason.refusal} Plaats in het beleid: {named}."


def _what_next(asked: AgreementRequest, *, again: bool) -> Iterable[str]:
    contact = channels_of(asked.agreement).get(_CONTACT)
    where = f" Mail uw redenen naar {contact.kanaal}." if contact is not None else ""
    steps = ["- Verandert er iets? Dan kunt u een nieuwe aanvraag doen."] if again else []
    steps.append("- Wilt u een overeenkomst voor een later jaar? Kijk dan in het beleid van dat jaar.")
    yield "\n".join(["Wat kunt u doen?", *steps])
    yield f"{RECONSIDERATION[0]}{where} {DISPUTE[0]}"


def _where(asked: AgreementRequest) -> list[str]:
    """Say where a request can be followed by whoever has an account; a link is never sent twice in the open."""
    if asked.provider is None or asked.asked_by is None:
        return [_("Met de link uit ons eerdere bericht ziet u hoe het ermee staat.")]
    address = reverse("practice-request", args=[asked.provider.public_id, asked.public_id])
    return [_("Hier ziet u hoe het ermee staat:"), settings.BASE_URL + address]


def _speaker(asked: AgreementRequest) -> Speaker:
    return Speaker(compiled(asked.agreement).agreement, "nl")


def _day(asked: AgreementRequest) -> str:
    return date_format(asked.received_at.astimezone(clock.AMSTERDAM).date())


def _write(
    asked: AgreementRequest, subject: str, lines: Iterable[str], *, secret: bool = False, greeting: bool = True
) -> None:
    head = [_("Geachte heer of mevrouw,")] if greeting else []
    foot = [settings.PURCHASER] if greeting else []
    whom = asked.provider.public_id if asked.provider else ""
    write(asked.email, subject, "\n\n".join([*head, *lines, *foot]), about=asked, for_whom=whom, secret=secret)
