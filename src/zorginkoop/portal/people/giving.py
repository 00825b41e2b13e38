"""Give and end roles and mandates, and let somebody in by invitation."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import Replacement, RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Mandate, Provider, Signatory

FEWEST_ADMINISTRATORS = 2


class NotAllowed(Exception):
    """Why something about people cannot be done; the message is for whoever asked."""


@in_dutch
def _invited(email: str, name: str, role: ProviderRole | StaffRole, provider: Provider | None = None) -> User:
    """Find somebody by address or make an account, and write what they may do; call it inside `changing`.

    The message holds no link that lets anybody in: whoever reads its copy gets no further than the sign-in page.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    new = user is None
    if user is None:
        user = User.objects.create_user(email, name)
    about = (
        _("U kunt nu meewerken voor %(provider)s, als %(role)s.") % {"provider": provider.name, "role": role.label}
        if provider
        else _("U kunt nu meewerken als %s.") % role.label
    )
    first = _("Kies eerst een wachtwoord: ga naar %(address)s en vul dit e-mailadres in.")
    steps = (
        first % {"address": settings.BASE_URL + reverse("account_reset_password")}
        if new
        else _("Meld u aan op %s.") % settings.BASE_URL
    )
    body = "\n\n".join([_("Beste %s,") % user.name, about, steps, settings.PURCHASER])
    write(
        user.email,
        _("U kunt meewerken in het portaal van %s") % settings.PURCHASER,
        body,
        about=user,
        for_whom=provider.public_id if provider else "",
    )
    return user


def give_mandate(provider: Provider, role: ProviderRole, email: str, name: str, by: User) -> Mandate:
    """Let somebody act for a provider from today; giving what somebody has already changes nothing."""
    today = clock.today()
    with changing("people.mandate_given", for_whom=provider.public_id, role=str(role)) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        known = User.objects.filter(email=email.strip().lower()).first()
        held = Mandate.objects.valid(today).filter(provider=provider, user=known, role=role).first() if known else None
        if held is None:
            user = _invited(email, name, role, provider)
            held = Mandate.objects.create(provider=provider, user=user, role=role, valid_from=today, given_by=by)
        change.about = held
    return held


def end_mandate(mandate: Mandate, by: User, *, last_too: bool = False) -> None:
    """Let somebody no longer act for a provider, from this moment.

    Raises NotAllowed when it would leave a provider without anybody who can give mandates, unless `last_too`: the
    purchaser may, because it can appoint another.
    """
    provider, now = mandate.provider, clock.now()
    with changing("people.mandate_ended", about=mandate, for_whom=provider.public_id, by_id=by.pk):
        Provider.objects.select_for_update().get(pk=provider.pk)
        managers = Mandate.objects.valid(clock.today()).filter(provider=provider, role=ProviderRole.MANAGER)
        others = managers.exclude(pk=mandate.pk).filter(user__is_active=True)
        if mandate.role == ProviderRole.MANAGER and not last_too and not others.exists():
            raise NotAllowed(_("Dit is de laatste beheerder. Maak eerst iemand anders beheerder."))
        Mandate.objects.filter(pk=mandate.pk, withdrawn_at=None).update(withdrawn_at=now)


def name_signatory(provider: Provider, user: User, *, jointly: bool, extract: tuple[date, str], by: User) -> Signatory:
    """Name somebody who may bind a provider, with the day and the hash of an extract; the purchaser still checks it."""
    day, content_hash = extract
    with changing("people.signatory_named", for_whom=provider.public_id, extract=content_hash) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        open_ones = Signatory.objects.standing().filter(provider=provider, user=user, kvk_extract_hash=content_hash)
        signatory = open_ones.first() or Signatory.objects.create(
            provider=provider,
            user=user,
            name=user.name,
            jointly=jointly,
            kvk_extract_date=day,
            kvk_extract_hash=content_hash,
            valid_from=clock.today(),
            named_by=by,
        )
        change.about = signatory
    return signatory


def check_signatory(signatory: Signatory, by: User, refusal: str = "") -> None:
    """Say that the extract shows what was said, or why not; what was checked once stays as it was.

    Raises NotAllowed when the one who checks is the one who was named, or let in the manager that named it.
    """
    if words := not_theirs_to_decide(by, signatory.provider_id):
        raise NotAllowed(words)
    if by.pk == signatory.user_id:
        raise NotAllowed(_("U kunt uw eigen bevoegdheid niet controleren."))
    if _let_in(signatory, by):
        raise NotAllowed(
            _("U wees de beheerder aan die dit uittreksel instuurde. Vraag een collega om het na te kijken.")
        )
    now = clock.now()
    outcome = {"refusal": refusal, "withdrawn_at": now} if refusal else {"checked_at": now}
    with changing(
        "people.signatory_checked", about=signatory, for_whom=signatory.provider.public_id, agreed=str(not refusal)
    ):
        open_one = Signatory.objects.filter(pk=signatory.pk, checked_at=None, withdrawn_at=None)
        if open_one.update(checked_by=by, **outcome) and not refusal:
            Mandate.objects.get_or_create(
                provider=signatory.provider,
                user=signatory.user,
                role=ProviderRole.SIGNATORY,
                withdrawn_at=None,
                defaults={"valid_from": clock.today(), "given_by": by},
            )


def _let_in(signatory: Signatory, by: User) -> bool:
    """Tell whether somebody vouched for the manager who handed in an extract, or gave it its mandate."""
    provider, manager = signatory.provider_id, signatory.named_by_id
    if manager is None:
        return False
    mandates = Mandate.objects.filter(provider=provider, user=manager, role=ProviderRole.MANAGER, given_by=by)
    vouched = Appointment.objects.filter(provider=provider, user=manager, checked_by=by).exclude(mandate=None)
    return mandates.exists() or vouched.exists()


def end_signatory(signatory: Signatory) -> None:
    """Let somebody no longer bind a provider, and with its last evidence its role of signing ends too."""
    now, provider = clock.now(), signatory.provider
    with changing("people.signatory_ended", about=signatory, for_whom=provider.public_id):
        Provider.objects.select_for_update().get(pk=provider.pk)
        Signatory.objects.filter(pk=signatory.pk, withdrawn_at=None).update(withdrawn_at=now)
        others = Signatory.objects.standing().filter(provider=provider, user=signatory.user).exclude(checked_at=None)
        if signatory.user is not None and not others.exists():
            held = Mandate.objects.standing().filter(
                provider=provider, user=signatory.user, role=ProviderRole.SIGNATORY
            )
            held.update(withdrawn_at=now)


def give_role(role: StaffRole, email: str, name: str, ground: str, by: User) -> RoleGrant:
    """Give somebody a role at the purchaser from today; nobody gives one to itself."""
    if by.email == email.strip().lower():
        raise NotAllowed(_("U kunt uzelf geen rol geven. Vraag een andere beheerder."))
    today = clock.today()
    with changing("people.role_given", role=str(role)) as change:
        known = User.objects.filter(email=email.strip().lower()).first()
        held = RoleGrant.objects.valid(today).filter(user=known, role=role).first() if known else None
        if held is None:
            user = _invited(email, name, role)
            held = RoleGrant.objects.create(user=user, role=role, valid_from=today, granted_by=by, ground=ground)
        change.about = held
    return held


def end_role(grant: RoleGrant, by: User) -> None:
    """End a role with yesterday as its last day, so that it no longer counts today.

    Raises NotAllowed for one's own role, and when fewer than two administrators would remain.
    """
    if by.pk == grant.user_id:
        raise NotAllowed(_("U kunt uw eigen rol niet beëindigen. Vraag een andere beheerder."))
    today = clock.today()
    with changing("people.role_ended", about=grant, by_id=by.pk):
        administrators = RoleGrant.objects.valid(today).filter(role=StaffRole.ADMINISTRATOR, user__is_active=True)
        holders = [one.user_id for one in administrators.select_for_update(of=("self",)) if one.pk != grant.pk]
        remaining = len(set(holders))
        if grant.role == StaffRole.ADMINISTRATOR and remaining < FEWEST_ADMINISTRATORS:
            raise NotAllowed(_("Er moeten twee beheerders overblijven. Maak eerst iemand anders beheerder."))
        RoleGrant.objects.valid(today).filter(pk=grant.pk).update(valid_until=today - timedelta(days=1))


def stand_in(  # noqa: PLR0913 - who, for whom, from when until when, why, and who says so
    absent: User, deputy: User, first: date, last: date, *, ground: str, by: User
) -> Replacement:
    """Let somebody stand in for somebody else from a day until a day.

    Raises NotAllowed for standing in for oneself, and for taking the roles of another to oneself.
    """
    if absent.pk == deputy.pk:
        raise NotAllowed(_("Iemand kan niet voor zichzelf waarnemen."))
    if deputy.pk == by.pk:
        raise NotAllowed(_("U krijgt zo zelf de rollen van een ander. Vraag een andere beheerder."))
    with changing("people.replacement_made", about=absent) as change:
        made, _new = Replacement.objects.get_or_create(
            absent=absent, deputy=deputy, valid_from=first, valid_until=last, defaults={"ground": ground}
        )
        change.details["replacement"] = made.pk
    return made


def end_stand_in(replacement: Replacement, by: User) -> None:
    """End a replacement with yesterday as its last day, or before it began; ended once it stays as it was."""
    with changing("people.replacement_ended", about=replacement.absent, by_id=by.pk, replacement=replacement.pk):
        held = Replacement.objects.select_for_update().get(pk=replacement.pk)
        if held.valid_until is None or held.valid_until >= max(clock.today(), held.valid_from):
            held.valid_until = max(clock.today(), held.valid_from) - timedelta(days=1)
            held.save(update_fields=["valid_until"])
