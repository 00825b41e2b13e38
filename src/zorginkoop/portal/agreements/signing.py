"""Sign an offer for the provider, or refuse it; the last signature makes the agreement.

The paper is signed before the transaction, on the paper as it was read. In the transaction the offer is looked at again
under a lock: when somebody else signed in between, the signature is made anew on top of theirs; nobody signs twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.documents.agreement_form import AgreementContent
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.content import LATE_ACCEPTED, SIGNED
from zorginkoop.portal.agreements.letters import write_purchaser
from zorginkoop.portal.agreements.models import Agreement, Offer, OfferSignature, OfferState
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signals import concluded, refused
from zorginkoop.portal.agreements.starting import start_of, was_late
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.models import Event, RecordedAgreement, Signatory

_TRIES = 3  # two people may sign at the same moment; more than that is something else
_SOURCE = "portaal"


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper with one more signature, made on top of the paper with hash `base`."""

    base: str
    file_hash: str
    moment: datetime


class _SomebodySignedError(Exception):
    """The paper changed while this signature was made."""


def authority_of(offer: Offer, user: User) -> Signatory | None:
    """Give by which authority somebody may sign this offer: in the trade register today, and named on the paper."""
    named = {one.naam for one in offer.agreed().ondertekening.tekenbevoegden}
    found = Signatory.objects.valid(clock.today()).filter(provider=offer.provider, user=user, name__in=named)
    return found.order_by("pk").first()


def why_not(offer: Offer, user: User) -> str:
    """Say why somebody cannot sign this offer now; nothing when it can be signed."""
    if offer.channel != Channel.PORTAL:
        return _("Deze overeenkomst tekent u niet hier, maar via %(channel)s.") % {
            "channel": Channel(offer.channel).label
        }
    if offer.signatures.filter(user=user).exists():
        return _("U hebt dit aanbod al getekend.")
    if offer.has_lapsed:
        return _lapsed_words(offer)
    if offer.state != OfferState.OFFERED:
        return _("Dit aanbod is %(state)s; tekenen kan niet meer.") % {"state": offer.state_words}
    if offer.held_at is not None:
        return held_words()
    if authority_of(offer, user) is None:
        return _("U staat niet als tekenbevoegde op dit aanbod. Klopt dat niet, vraag de inkoper om een nieuw aanbod.")
    try:
        start_of(offer, clock.now())
    except OfferRefused as error:
        return str(error)
    return ""


def _lapsed_words(offer: Offer) -> str:
    return _("De laatste dag om te tekenen was %(day)s. Het aanbod is vervallen. Neem contact op met de inkoper.") % {
        "day": date_format(offer.last_day)
    }


def held_words() -> str:
    """Say that nobody signs while the purchaser holds an offer."""
    return _(
        "De inkoper houdt dit aanbod aan, omdat er nieuwe gegevens kwamen. U kunt nu niet tekenen. U krijgt bericht "
        "zodra er is besloten."
    )


def sign(offer: Offer, user: User, declared: Sequence[str]) -> Offer:
    """Sign for the provider; the caller has just made sure who the user is.

    `declared` names every declaration of the paper, ticked by the signer. Signing again changes nothing. Raises
    OfferRefused with the reason, DocumentWrong when the paper is not what was offered, OutsideFailed when a service
    does not answer.
    """
    for _attempt in range(_TRIES):
        offer.refresh_from_db()
        if offer.signatures.filter(user=user).exists():
            return offer
        paper, signatory = _signed_paper(offer, user, declared)
        try:
            return _store(offer, user, signatory, paper, declared)
        except _SomebodySignedError:
            continue
    raise OfferRefused(_("Er wordt nu door meer mensen tegelijk getekend. Probeer het zo weer; er is niets verloren."))


def refuse(offer: Offer, user: User, reason: str) -> None:
    """Refuse an offer for the provider: an act of its own, by who may bind it, with a reason."""
    with changing("agreements.refused", about=offer, for_whom=offer.provider.public_id):
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if not locked.is_open:
            raise OfferRefused(_("Dit aanbod is %(state)s; weigeren kan niet meer.") % {"state": locked.state_words})
        if authority_of(locked, user) is None:
            raise OfferRefused(_("Alleen wie mag tekenen, kan het aanbod ook weigeren."))
        locked.state, locked.reason = OfferState.REFUSED, reason
        locked.ended_at, locked.ended_by = clock.now(), user
        locked.save(update_fields=["state", "reason", "ended_at", "ended_by"])
        tell_refused(locked)
        refused.send(Offer, offer=locked, provider=locked.provider, season_agreement=locked.agreement)
    offer.refresh_from_db()


@in_dutch
def tell_refused(offer: Offer) -> None:
    """Write to the purchaser that the provider refused; the reason stands in the portal. Call it inside `changing`."""
    write_purchaser(
        offer,
        _("Aanbod %(number)s is geweigerd") % {"number": offer.number},
        _("De aanbieder heeft ons aanbod %(number)s geweigerd. De reden leest u in het portaal:"),
    )


def _signed_paper(offer: Offer, user: User, declared: Sequence[str]) -> tuple[_Paper, Signatory]:
    from zorginkoop.documents.signing import Sealed  # noqa: PLC0415 - pyHanko takes a while to load
    from zorginkoop.documents.signing import sign as sign_pdf  # noqa: PLC0415 - as above

    moment = clock.now()  # taken before looking: what may be signed at a later moment, may be signed at this one
    if refused := why_not(offer, user):
        raise OfferRefused(refused)
    content = offer.agreed()
    if {one.id for one in content.verklaringen} - set(declared):
        raise OfferRefused(_("Niet elke verklaring is aangevinkt. Zonder die verklaringen is tekenen niet mogelijk."))
    signatory = authority_of(offer, user)
    if signatory is None:
        raise OfferRefused(_("U staat niet als tekenbevoegde op dit aanbod."))
    keys = trust()
    pdf = sign_pdf(
        store.fetch(offer.file_hash),
        keys.person(signatory.name, content.aanbieder.naam, moment),
        offered=Sealed(offer.sealed_length, offer.sealed_hash),
        moment=moment,
        timestamps=keys.stamps(moment),
        reason=f"Akkoord met overeenkomst {offer.number}",
    )
    return _Paper(offer.file_hash, store.keep(pdf), moment), signatory


def _store(offer: Offer, user: User, signatory: Signatory, paper: _Paper, declared: Sequence[str]) -> Offer:
    with changing("agreements.signed", about=offer, for_whom=offer.provider.public_id, file=paper.file_hash) as change:
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if locked.file_hash != paper.base or locked.state != OfferState.OFFERED:
            raise _SomebodySignedError
        if locked.held_at is not None:
            raise OfferRefused(held_words())
        if paper.moment >= locked.closes_at:
            raise OfferRefused(_lapsed_words(locked))
        if authority_of(locked, user) != signatory:  # it ended while the paper was being signed
            raise OfferRefused(_("U staat niet als tekenbevoegde op dit aanbod."))
        OfferSignature.objects.create(
            offer=locked, user=user, signatory=signatory, signed_at=paper.moment, declared=sorted(set(declared)),
            file_hash=paper.file_hash,
        )  # fmt: skip
        locked.file_hash = paper.file_hash
        if locked.signatures.count() >= locked.signatures_needed:
            _conclude(locked, paper)
            change.action = "agreements.concluded"
        locked.save(update_fields=["file_hash", "state", "ended_at", "starts_on"])
    offer.refresh_from_db()
    return offer


def _conclude(offer: Offer, paper: _Paper) -> None:
    """Make the agreement: its row in the history, the events that the policy reads, and the message to both."""
    content, agreement = offer.agreed(), offer.agreement
    season = agreement.season
    starts_on = start_of(offer, paper.moment)
    offer.state, offer.ended_at, offer.starts_on = OfferState.CONCLUDED, paper.moment, starts_on
    recorded = RecordedAgreement.objects.create(
        provider=offer.provider,
        number=offer.number,
        insurer=season.insurer,
        label=season.label,
        care_type=agreement.care_type,
        variant=offer.variant,
        concluded_on=paper.moment.astimezone(clock.AMSTERDAM).date(),
        valid_from=starts_on,
        valid_until=offer.term_until,
        source=_SOURCE,
    )
    made = Agreement.objects.create(
        offer=offer, recorded=recorded, signed_at=paper.moment, concluded_at=paper.moment,
        content_hash=offer.content_hash, file_hash=paper.file_hash,
    )  # fmt: skip
    late = {LATE_ACCEPTED: offer.late_at} if offer.late_at and was_late(offer, paper.moment) else {}
    for name, moment in {SIGNED: paper.moment, **late}.items():
        Event.objects.create(
            provider=offer.provider,
            insurer=season.insurer,
            care_type=agreement.care_type,
            year=season.contract_year,
            name=name,
            happened_at=moment,
        )
    _tell(offer, content)
    concluded.send(Agreement, agreement=made, provider=offer.provider, season_agreement=agreement)


@in_dutch
def _tell(offer: Offer, content: AgreementContent) -> None:
    to = {one.user.email for one in offer.signatures.select_related("user")}
    to |= {offer.offered_by.email} if offer.offered_by else set()
    subject = _("Overeenkomst %(number)s is getekend") % {"number": offer.number}
    body = _(
        "Geachte heer of mevrouw,\n\nDe overeenkomst %(title)s %(year)s met %(provider)s is gesloten.\n"
        "Het getekende document staat in het portaal.\n\nMet vriendelijke groet,\n%(purchaser)s\n"
    ) % {
        "title": offer.agreement.title,
        "year": offer.agreement.season.contract_year,
        "provider": content.aanbieder.naam,
        "purchaser": settings.PURCHASER,
    }
    body = f"{body}\n{_starts_later(offer)}" if offer.starts_on != offer.term_from else body
    for one in sorted(to):
        write(one, subject, body, about=offer, for_whom=offer.provider.public_id)


def _starts_later(offer: Offer) -> str:
    return _(
        "Let op: zij begint op %(day)s. U tekende na %(first)s, de eerste dag van de looptijd; zonder besluit van de "
        "inkoper begint een overeenkomst niet voor de ondertekening.\n"
    ) % {"day": date_format(offer.starts_on or offer.term_from), "first": date_format(offer.term_from)}
