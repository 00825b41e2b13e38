"""Let a provider get a manager: the purchaser says who it is, the person takes up a link, and then the mandate holds.

A link leaves in a message whose text nobody else can read, works once, and ends after two weeks. Somebody who has an
account already needs none: it just gains the mandate once the purchaser knows who it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.people.giving import NotAllowed
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Mandate, Provider

LINK_LASTS = timedelta(days=14)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Known:
    """By what the purchaser knows who somebody is, and since which day."""

    evidence: str
    on: date


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What somebody says when it takes up a link; who has an account already says no name and no password."""

    name: str = ""
    password: str = ""
    extract_hash: str = ""
    extract_date: date | None = None


def managers_of(provider: Provider) -> QuerySet[Mandate]:
    """Give the mandates of who manages a provider today."""
    held = Mandate.objects.valid(clock.today()).filter(provider=provider, role=ProviderRole.MANAGER)
    return held.filter(user__is_active=True).select_related("user").order_by("user__name", "pk")


def ask_along(addresses: Mapping[int, str]) -> None:
    """Ask, along with a letter, every provider that nobody manages, unless a link works still or was taken up.

    Takes addresses by the number of the provider; call it inside `changing`. A link that ended is sent anew.
    """
    managed = Mandate.objects.valid(clock.today()).filter(
        provider=OuterRef("pk"), role=ProviderRole.MANAGER, user__is_active=True
    )
    matters = ~Q(taken_up_at=None) | Q(link_until__gt=clock.now())
    asked = Appointment.objects.open().filter(matters, provider=OuterRef("pk"))
    for provider in Provider.objects.filter(~Exists(managed), ~Exists(asked), pk__in=addresses).order_by("pk"):
        address = addresses[provider.pk].strip().lower()
        held = Appointment.objects.open().filter(provider=provider, email=address).first()
        send_link(held or _made(provider, address, None))


def appoint(provider: Provider, email: str, name: str, known: Known, by: User) -> Appointment:
    """Say who becomes manager, and by what the purchaser knows that; saying it twice is saying it once.

    Raises NotAllowed for oneself, for somebody of the purchaser, and for an account that was closed.
    """
    if words := not_theirs_to_decide(by, provider.pk):
        raise NotAllowed(words)
    address = email.strip().lower()
    with changing("people.manager_appointed", for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        user = _allowed(address, by)
        held = Appointment.objects.open().filter(provider=provider, email=address).first()
        appointment = held or _made(provider, address, by)
        change.about = appointment
        appointment.name = name
        _check(appointment, known, by)
        if user is not None and appointment.taken_up_at is None:  # an account is proof of the address already
            appointment.user, appointment.taken_up_at = user, clock.now()
        appointment.save()
        if appointment.taken_up_at is None:
            send_link(appointment)
        _complete(appointment)
    return appointment


def ask(provider: Provider, email: str, by: User | None = None) -> Appointment:
    """Ask the practice itself who becomes manager, by a link to its address; what is open already is sent anew."""
    address = email.strip().lower()
    with changing("people.manager_asked", for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        held = Appointment.objects.open().filter(provider=provider, email=address).first()
        if held is not None and held.taken_up_at is not None:
            change.about = held
            return held
        appointment = held or _made(provider, address, by)
        change.about = appointment
        appointment.save()
        send_link(appointment)
    return appointment


@in_dutch
def send_link(appointment: Appointment) -> None:
    """Send a new link; the one before works no more. Call it inside `changing`."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    appointment.link_hash = content_hash(token)
    appointment.link_until = clock.now() + LINK_LASTS
    appointment.save()
    words = _("Wij hebben vastgesteld dat u voor %(provider)s werkt. Met deze link kiest u een wachtwoord:")
    if appointment.checked_at is None:
        words = _(
            "In ons portaal beheert nog niemand de gegevens van %(provider)s. Met deze link maakt u een account en "
            "stuurt u een uittreksel van de Kamer van Koophandel mee. Wij kijken dat na. Daarna kunt u antwoorden, "
            "tekenen en collega's toevoegen:"
        )
    body = [
        _("Beste %s,") % (appointment.name or _("heer of mevrouw")),
        words % {"provider": appointment.provider.name},
        settings.BASE_URL + reverse("access-link", args=[token]),
        _("De link werkt een keer, tot en met %s. Geef hem aan niemand anders.")
        % date_format(appointment.link_until.astimezone(clock.AMSTERDAM).date()),
        settings.PURCHASER,
    ]
    subject = _("Uw toegang tot het portaal van %s") % settings.PURCHASER
    write(
        appointment.email,
        subject,
        "\n\n".join(body),
        about=appointment,
        for_whom=appointment.provider.public_id,
        secret=True,
    )


def send_again(appointment: Appointment) -> bool:
    """Send a new link to the same address; False when there is nothing left to take up."""
    with changing("people.link_sent_again", about=appointment, for_whom=appointment.provider.public_id) as change:
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
        waits = locked.withdrawn_at is None and locked.taken_up_at is None
        change.details["rows"] = int(waits)
        if waits:
            send_link(locked)
    return waits


def by_link(token: str) -> Appointment | None:
    """Find what a link belongs to, whether or not it still works."""
    return Appointment.objects.filter(link_hash=content_hash(token)).select_related("provider", "user").first()


def works(appointment: Appointment) -> bool:
    """Tell whether the link of an appointment may still be taken up."""
    return appointment.withdrawn_at is None and appointment.taken_up_at is None and clock.now() < appointment.link_until


def account_of(appointment: Appointment) -> User | None:
    """Give the account of an address, if there is one."""
    return User.objects.filter(email=appointment.email).first()


def take_up(appointment: Appointment, said: TakenUp) -> User | None:
    """Make the account, or join the one there is; None when the link was used meanwhile.

    Raises NotAllowed when the account came to work for the purchaser, or was closed, after the link was sent.
    """
    with changing("people.link_taken_up", about=appointment, for_whom=appointment.provider.public_id) as change:
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk, link_hash=appointment.link_hash)
        change.details["rows"] = int(works(locked))
        if not works(locked):
            return None
        user = _allowed(locked.email) or User.objects.create_user(locked.email, said.name, said.password)
        locked.user, locked.taken_up_at = user, clock.now()
        locked.name = user.name
        locked.extract_hash, locked.extract_date = said.extract_hash, said.extract_date
        change.details["extract"] = said.extract_hash
        locked.save()
        _complete(locked)
    return user


def confirm(appointment: Appointment, known: Known, by: User) -> bool:
    """Say that somebody speaks for the provider; False when somebody else decided before."""
    if words := not_theirs_to_decide(by, appointment.provider_id):
        raise NotAllowed(words)
    with changing("people.manager_confirmed", about=appointment, for_whom=appointment.provider.public_id) as change:
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
        _allowed(locked.email, by)
        change.details["rows"] = int(_waits_for_check(locked))
        if not _waits_for_check(locked):
            return False
        _check(locked, known, by)
        locked.save()
        _complete(locked)
    return True


def refuse(appointment: Appointment, why: str, by: User) -> bool:
    """Say why somebody does not become manager, and tell the person; without a reason it is taken back in silence."""
    with changing("people.manager_refused", about=appointment, for_whom=appointment.provider.public_id) as change:
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
        stands = locked.withdrawn_at is None and locked.mandate_id is None
        change.details["rows"] = int(stands)
        if not stands:
            return False
        locked.withdrawn_at, locked.refusal, locked.checked_by = clock.now(), why, by
        locked.save()
        if why and locked.user is not None:
            _tell_refused(locked, why)
    return True


@in_dutch
def _tell_refused(appointment: Appointment, why: str) -> None:
    said = _("Wij kunnen u nog geen toegang geven tot de gegevens van %(provider)s. De reden: %(why)s")
    _tell(appointment, appointment.email, said % {"provider": appointment.provider.name, "why": why})


def _waits_for_check(appointment: Appointment) -> bool:
    return appointment.withdrawn_at is None and appointment.checked_at is None


def _made(provider: Provider, address: str, by: User | None) -> Appointment:
    now = clock.now()
    unsent = content_hash(secrets.token_urlsafe(_TOKEN_BYTES))  # of a link that nobody has
    return Appointment(
        provider=provider, email=address, made_at=now, made_by=by, link_hash=unsent, link_until=now + LINK_LASTS
    )


def _allowed(address: str, by: User | None = None) -> User | None:
    """Give the account of an address; NotAllowed when it is of somebody who may not manage a provider."""
    user = User.objects.filter(email=address).first()
    if (by is not None and address == by.email) or (user is not None and user.staff_roles()):
        raise NotAllowed(_("Wie voor de zorginkoop werkt, kan geen beheerder van een zorgaanbieder zijn."))
    if user is not None and not user.is_active:
        raise NotAllowed(_("Het account met dit e-mailadres is gesloten. Vraag een beheerder van het portaal."))
    return user


def _check(appointment: Appointment, known: Known, by: User) -> None:
    appointment.evidence, appointment.evidence_on = known.evidence, known.on
    appointment.checked_by, appointment.checked_at = by, clock.now()


def _complete(appointment: Appointment) -> None:
    """Give the mandate once both have done their part, and tell the person and who should know."""
    user, provider, today = appointment.user, appointment.provider, clock.today()
    if user is None or appointment.checked_at is None:
        return
    others = [one.user.email for one in managers_of(provider) if one.user_id != user.pk]
    held = managers_of(provider).filter(user=user).first()
    appointment.mandate = held or Mandate.objects.create(
        provider=provider, user=user, role=ProviderRole.MANAGER, valid_from=today, given_by=appointment.checked_by
    )
    appointment.save()
    _tell_complete(appointment, user, others)


@in_dutch
def _tell_complete(appointment: Appointment, user: User, others: list[str]) -> None:
    provider = appointment.provider
    said = _("U bent nu beheerder van %(provider)s. Meld u aan op %(address)s.")
    _tell(appointment, user.email, said % {"provider": provider.name, "address": settings.BASE_URL})
    known = {provider.vecozo_email.lower(), *others} - {"", user.email}
    for to in sorted(known):
        heard = _("%(name)s is nu beheerder van %(provider)s. Klopt dit niet? Laat het ons direct weten.")
        _tell(appointment, to, heard % {"name": user.name, "provider": provider.name})


@in_dutch
def _tell(appointment: Appointment, to: str, words: str) -> None:
    subject = _("Beheerder van %s") % appointment.provider.name
    body = "\n\n".join([_("Geachte heer of mevrouw,"), words, settings.PURCHASER])
    write(to, subject, body, about=appointment, for_whom=appointment.provider.public_id)
