"""Write down what a purchaser learns of a provider: a check, somebody to call, a certificate, who is in charge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import (
    Certificate,
    Contact,
    EarlierValues,
    Fact,
    Organisation,
    Provider,
    Screening,
)

BY_HAND = "vastgelegd door de inkoper"
TOLD = "opgave"  # the source of what a provider itself says
NO_OFFER_WANTED, NO_CODES = "geen_aanbod_gewenst_voor", "leeg"
NO_OFFER_AT_ALL = "geen_aanbod_gewenst"
Written = Mapping[str, object]


def record_screening(provider: Provider, written: Written) -> None:
    """Write down one check in one register; the same check twice is one."""
    with changing("register.screened", for_whom=provider.public_id, subject=written["subject"]) as change:
        change.about, _ = Screening.objects.get_or_create(
            provider=provider, withdrawn_at=None, **written, defaults={"known_since": clock.today()}
        )


def record_certificate(provider: Provider, written: Written) -> None:
    """Write down a VECOZO certificate with its days; another term for the same number takes the place of the first."""
    moment = clock.now()
    with changing("register.certificate_recorded", for_whom=provider.public_id) as change:
        standing = Certificate.objects.standing().filter(provider=provider, number=written["number"])
        same = standing.filter(**written).first()
        if same is None:
            replaced = standing.update(withdrawn_at=moment)
            same = Certificate.objects.create(
                provider=provider,
                source=BY_HAND,
                known_since=clock.today(),
                entered_at=moment if replaced else None,
                **written,
            )
        change.about = same


def record_contact(provider: Provider, written: Written) -> None:
    """Write down whom to call; the same person twice is one."""
    with changing("register.contact_recorded", for_whom=provider.public_id) as change:
        origin = {"source": BY_HAND, "known_since": clock.today()}
        change.about, _ = Contact.objects.get_or_create(provider=provider, **written, defaults=origin)


def forget_contact(contact: Contact) -> None:
    """Leave somebody out for good, which a person may ask for."""
    with changing("register.contact_forgotten", for_whom=contact.provider.public_id, contact=contact.pk):
        contact.delete()


def assign(provider: Provider, purchaser: User | None) -> None:
    """Say which purchaser is in charge of a provider."""
    with changing("register.purchaser_assigned", about=provider, for_whom=provider.public_id) as change:
        change.details["purchaser"] = purchaser.pk if purchaser else 0
        Provider.objects.filter(pk=provider.pk).update(fixed_purchaser=purchaser)


def record_vecozo_address(provider: Provider, address: str) -> None:
    """Write down which address a provider has at VECOZO; the one before stays known. The same again changes nothing."""
    with changing("register.vecozo_address_recorded", about=provider, for_whom=provider.public_id) as change:
        held = Provider.objects.select_for_update().get(pk=provider.pk)
        change.details["changed"] = int(held.vecozo_email != address)
        if held.vecozo_email != address:
            was = {"email_vecozo": held.vecozo_email, "bron": held.source}
            EarlierValues.objects.create(table="aanbieders", row=held.pk, values=was, replaced_at=clock.now())
            Provider.objects.filter(pk=held.pk).update(vecozo_email=address)


def name_organisation(kvk_number: str, written: Written) -> Organisation:
    """Say how the company behind a number in the trade register is called; what it was called stays known."""
    with changing("register.organisation_named") as change:
        origin = {"source": BY_HAND, "known_since": clock.today()}
        found, made = Organisation.objects.get_or_create(kvk_number=kvk_number, defaults={**origin, **written})
        was = {name: getattr(found, name) for name in written if getattr(found, name) != written[name]}
        if was and not made:
            EarlierValues.objects.create(table="ondernemingen", row=found.pk, values=was, replaced_at=clock.now())
            Organisation.objects.filter(pk=found.pk).update(**written, **origin)
            found.refresh_from_db()
        change.about = found
    return found


def say_no_offer_wanted(
    provider: Provider, care_group: str, care_types: frozenset[str], since: date, until: date | None
) -> Fact:
    """Write down for which care types of a policy a provider wants no offer; none at all takes it back."""
    text = " ".join(sorted(care_types)) or NO_CODES
    with changing("register.no_offer_wanted", for_whom=provider.public_id, care_types=sorted(care_types)) as change:
        change.about = said = _said(provider, care_group, NO_OFFER_WANTED, text, since, until)
    return said


def say_no_offer_at_all(provider: Provider, care_group: str, since: date, until: date | None, *, wanted: bool) -> Fact:
    """Write down whether a provider wants an offer, for a policy that asks so for all its care types together."""
    with changing("register.no_offer_wanted", for_whom=provider.public_id, wanted=str(wanted)) as change:
        text = "nee" if wanted else "ja"
        change.about = said = _said(provider, care_group, NO_OFFER_AT_ALL, text, since, until)
    return said


def _said(  # noqa: PLR0913, PLR0917 - who says what, for which policy, from when until when
    provider: Provider, care_group: str, name: str, text: str, since: date, until: date | None
) -> Fact:
    """Write down what a provider says of itself; of one day the later one counts."""
    moment = clock.now()
    whose = {"subject_kind": "aanbieder", "subject_id": provider.agb_code, "name": name}
    standing = Fact.objects.standing().filter(provider=provider, care_group=care_group, **whose)
    replaced = standing.filter(known_since=clock.today()).update(withdrawn_at=moment)
    return Fact.objects.create(
        provider=provider,
        care_group=care_group,
        text=text,
        valid_from=since,
        valid_until=until,
        source=TOLD,
        known_since=clock.today(),
        entered_at=moment if replaced else None,
        **whose,
    )
