"""Make an offer: its snapshot, its sealed paper, and the message to who may sign; and take it back.

The paper is made before the transaction and kept by its hash, so a crash in between leaves a file that nothing points
at, and no offer. Of two people who offer the same at once, the second is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.documents.agreement_form import AgreementContent, agreement_bytes
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import snapshot_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements import evaluations, store
from zorginkoop.portal.agreements.content import OFFERED, content_of, dates_of, signatories_of
from zorginkoop.portal.agreements.models import Offer, OfferState, over_on, standing_on
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signals import offered
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.assessment.judging import is_stale, judged_again
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Event, Mandate, Provider, Signatory

PRICES_AGREED = "prijslijst_akkoord"


@dataclass(frozen=True, slots=True)
class Preview:
    """An offer before it is made: what it would say, or why it cannot be made; and whether a day must be chosen."""

    content: AgreementContent | None
    refused: str = ""
    needs_day: bool = False


def preview(assessment: Assessment, last_day: date | None = None) -> Preview:
    """Show what an offer on an assessment would say."""
    agreement = assessment.agreement
    try:
        judged = _current(assessment)
        needs_day = dates_of(agreement, judged, clock.now()).last_signing_day is None
        if needs_day and last_day is None:
            last_day = clock.today()
        return Preview(_content(assessment.provider, agreement, judged, clock.now(), last_day, ""), "", needs_day)
    except OfferRefused as error:
        return Preview(None, str(error))


def offer_on(assessment: Assessment, *, by: User, last_day: date | None = None) -> Offer:
    """Offer an agreement on an assessment that stands and still follows from the register; raises as `make_offer`."""
    _current(assessment)
    return make_offer(
        assessment.provider, assessment.agreement, assessment.outcome, by=by, last_day=last_day, assessment=assessment
    )


def _current(assessment: Assessment) -> Outcome:
    if assessment.superseded_at is not None or is_stale(assessment):
        raise OfferRefused(_("Er kwamen andere gegevens sinds deze uitkomst. Beoordeel eerst opnieuw."))
    return judged_again(assessment)


def make_offer(  # noqa: PLR0913 - what an offer rests on, each by name
    provider: Provider,
    agreement: SeasonAgreement,
    outcome: Mapping[str, object],
    *,
    by: User | None,
    last_day: date | None = None,
    assessment: Assessment | None = None,
) -> Offer:
    """Offer an agreement on a stored outcome; `last_day` is asked only where the policy gives no last signing day.

    Raises OfferRefused when the outcome is no offer, nobody may sign, the last day has passed or an offer stands; and
    ReplayDiffers when the stored outcome does not follow from its own facts.
    """
    if words := not_theirs_to_decide(by, provider.pk):
        raise OfferRefused(words)
    judged = replay(outcome)
    if assessment is not None:
        _content(provider, agreement, judged, clock.now(), last_day, "")  # what cannot be offered needs no report
        evaluations.made_first(assessment)
    moment = clock.now()
    content = _content(provider, agreement, judged, moment, last_day, snapshot_hash(dict(outcome)))
    pdf = _sealed(content, moment)
    offer = _offer(provider, agreement, content, pdf, moment, by)
    offer.assessment = assessment
    try:
        with changing("agreements.offered", for_whom=provider.public_id) as change:
            if assessment is not None:  # while the paper was made, somebody may have judged
                Provider.objects.select_for_update().get(pk=provider.pk)
                _current(Assessment.objects.select_related("provider", "agreement__season").get(pk=assessment.pk))
            _refuse_second(provider, agreement, judged.subject.on)
            _make_way(provider, agreement, judged.subject.on, by)
            offer.save(force_insert=True)
            season = agreement.season
            Event.objects.create(
                provider=provider,
                insurer=season.insurer,
                care_type=agreement.care_type,
                year=season.contract_year,
                name=OFFERED,
                happened_at=moment,
            )
            _tell_signatories(offer)
            change.about = offer
            change.details |= {"content": offer.content_hash, "file": offer.file_hash, "outcome": offer.outcome_hash}
            offered.send(Offer, offer=offer, provider=provider, season_agreement=agreement)
    except IntegrityError:
        _refuse_second(provider, agreement, judged.subject.on)
        raise
    return offer


def withdraw(offer: Offer, reason: str, by: User) -> None:
    """Take an offer back for the purchaser, with a reason; what was signed by everybody stays."""
    with changing("agreements.withdrawn", about=offer, for_whom=offer.provider.public_id):
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if words := not_theirs_to_decide(by, locked.provider_id):
            raise OfferRefused(words)
        if locked.state != OfferState.OFFERED:
            raise OfferRefused(
                _("Dit aanbod is al %(state)s; intrekken kan niet meer.") % {"state": locked.state_words}
            )
        _end(locked, OfferState.WITHDRAWN, reason, by)
        _tell_withdrawn(locked)
    offer.refresh_from_db()


def accept_late(offer: Offer, until: date, ground: str, by: User) -> None:
    """Accept a late signature after all: a person decides, with a ground, up to which day; who may sign is told."""
    with changing("agreements.late_accepted", about=offer, for_whom=offer.provider.public_id, until=until.isoformat()):
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if words := not_theirs_to_decide(by, locked.provider_id):
            raise OfferRefused(words)
        if not locked.has_lapsed:
            raise OfferRefused(_("Dit aanbod is niet vervallen; er is niets te laat."))
        if until < clock.today():
            raise OfferRefused(_("Kies vandaag of een latere dag."))
        if until > locked.latest_day:
            raise OfferRefused(
                _("Kies een dag tot en met %(day)s: daarna is het contractjaar of de looptijd voorbij.")
                % {"day": date_format(locked.latest_day)}
            )
        locked.late_until, locked.late_ground, locked.late_at, locked.late_by = until, ground, clock.now(), by
        locked.save(update_fields=["late_until", "late_ground", "late_at", "late_by"])
        if locked.channel == Channel.PORTAL:
            _tell_late(locked)
    offer.refresh_from_db()


def _end(offer: Offer, state: OfferState, reason: str, by: User) -> None:
    offer.state, offer.reason, offer.ended_at, offer.ended_by = state, reason, clock.now(), by
    offer.save(update_fields=["state", "reason", "ended_at", "ended_by"])


def _content(  # noqa: PLR0913, PLR0917 - what is known of an offer before it is made
    provider: Provider,
    agreement: SeasonAgreement,
    judged: Outcome,
    moment: datetime,
    last_day: date | None,
    outcome_hash: str,
) -> AgreementContent:
    if judged.subject.id != provider.agb_code:
        raise OfferRefused(_("Deze uitkomst is van een andere zorgaanbieder."))
    if judged.result != OFFER:
        raise OfferRefused(_("De uitkomst is geen aanbod; er valt nog niets aan te bieden."))
    _refuse_second(provider, agreement, judged.subject.on)
    if agreement.channel == Channel.PORTAL and _needs_prices(agreement):
        raise OfferRefused(_("Bij deze overeenkomst hoort een prijslijst die partijen eerst samen afspreken."))
    signatories = signatories_of(provider, clock.today())
    if not signatories:
        raise OfferRefused(
            _("Van %(name)s is niet bekend wie mag tekenen. Leg eerst de tekenbevoegde vast; zijn zij alleen samen "
              "bevoegd, dan allebei.") % {"name": provider.name}
        )  # fmt: skip
    dates = dates_of(agreement, judged, moment)
    last = dates.last_signing_day or last_day
    if dates.term_from is None:
        raise OfferRefused(_("Uit het beleid volgt nog geen ingangsdatum voor dit aanbod; een mens beslist daarover."))
    if last is None:
        raise OfferRefused(_("Het beleid noemt voor dit aanbod geen laatste dag om te tekenen; kies die dag."))
    year_end = date(agreement.season.contract_year, 12, 31)
    latest = min(year_end, dates.term_until or year_end)
    if last > latest:
        raise OfferRefused(
            _(
                "Tekenen kan tot en met %(day)s: daarna is het contractjaar of de looptijd voorbij. "
                "Kies een eerdere dag."
            )
            % {"day": date_format(latest)}
        )
    if last < clock.today():
        raise OfferRefused(
            _("De laatste dag om te tekenen was %(day)s; dit aanbod kan niet meer getekend worden.")
            % {"day": date_format(last)}
        )
    return content_of(
        provider, agreement, judged, number=_number(provider, agreement), signatories=signatories,
        term=(dates.term_from, dates.term_until), last_day=last, outcome_hash=outcome_hash,
        follows_signature=dates.follows_signature,
    )  # fmt: skip


def _needs_prices(agreement: SeasonAgreement) -> bool:
    """Tell whether an agreement is complete only with an agreed price list: the policy has a deadline for it."""
    return any(deadline.event == PRICES_AGREED for deadline in compiled(agreement).planning.deadlines)


def _number(provider: Provider, agreement: SeasonAgreement) -> str:
    """Give the next number: year, care type, AGB code, and how many offers there were before."""
    head = f"{agreement.season.contract_year}-{agreement.care_type[:3].upper()}-{provider.agb_code}"
    return f"{head}-{Offer.objects.filter(number__startswith=f'{head}-').count() + 1}"


def _refuse_second(provider: Provider, agreement: SeasonAgreement, on: date) -> None:
    standing = Offer.objects.filter(standing_on(on), provider=provider, agreement=agreement).first()
    if standing is not None:
        raise OfferRefused(
            _("Er is al een aanbod: %(number)s (%(state)s). Trek dat eerst in.")
            % {"number": standing.number, "state": standing.state_words}
        )


def _make_way(provider: Provider, agreement: SeasonAgreement, on: date, by: User | None) -> None:
    """End for good what had lapsed before the outcome that is offered now."""
    for offer in Offer.objects.select_for_update().filter(over_on(on), provider=provider, agreement=agreement):
        offer.state, offer.ended_at, offer.ended_by = OfferState.LAPSED, clock.now(), by
        offer.save(update_fields=["state", "ended_at", "ended_by"])


def _sealed(content: AgreementContent, moment: datetime) -> bytes:
    from zorginkoop.documents.agreement_pdf import agreement_pdf  # noqa: PLC0415 - typst and pyHanko load slowly
    from zorginkoop.documents.signing import seal  # noqa: PLC0415 - as above

    keys = trust()
    return seal(
        agreement_pdf(content),
        keys.seal(),
        moment=moment,
        timestamps=keys.stamps(moment),
        provider_signatures=content.ondertekening.needed,
        reason=f"Aanbod {content.nummer}",
    )


def _offer(  # noqa: PLR0913, PLR0917 - an offer is made of all of these
    provider: Provider,
    agreement: SeasonAgreement,
    content: AgreementContent,
    pdf: bytes,
    moment: datetime,
    by: User | None,
) -> Offer:
    data = agreement_bytes(content)
    file_hash = store.keep(pdf)
    return Offer(
        number=content.nummer,
        provider=provider,
        agreement=agreement,
        channel=agreement.channel,
        variant=content.variant,
        term_from=content.looptijd.van,
        term_until=content.looptijd.tot_en_met,
        last_signing_day=content.ondertekening.uiterlijk,
        signatures_needed=content.ondertekening.needed,
        offered_at=moment,
        offered_by=by,
        outcome_hash=content.uitkomst_hash,
        content=data,
        content_hash=hash_of_bytes(data),
        sealed_hash=file_hash,
        sealed_length=len(pdf),
        file_hash=file_hash,
    )


@in_dutch
def _tell_withdrawn(offer: Offer) -> None:
    for to in addresses(offer):
        subject = _("Aanbod %(number)s is ingetrokken") % {"number": offer.number}
        write(to, subject, _withdrawn_words(offer), about=offer, for_whom=offer.provider.public_id)


@in_dutch
def _tell_late(offer: Offer) -> None:
    for to in addresses(offer):
        subject = _("U kunt aanbod %(number)s alsnog tekenen") % {"number": offer.number}
        write(to, subject, _late_words(offer), about=offer, for_whom=offer.provider.public_id)


@in_dutch
def _tell_signatories(offer: Offer) -> None:
    """Write to who may sign here; along another channel others tell them."""
    if offer.channel != Channel.PORTAL:
        return
    for to in addresses(offer):
        subject = _("Uw overeenkomst %(title)s ligt klaar om te tekenen") % {"title": offer.agreement.title}
        write(to, subject, _offer_words(offer), about=offer, for_whom=offer.provider.public_id)


def addresses(offer: Offer) -> list[str]:
    """Give the addresses of who may sign today, by the site and by the trade register; else that of the practice."""
    today = clock.today()
    binding = Signatory.objects.valid(today).filter(provider=offer.provider).exclude(user=None).values("user")
    mandates = Mandate.objects.valid(today).filter(
        provider=offer.provider, role=ProviderRole.SIGNATORY, user__in=binding, user__is_active=True
    )
    found = list(mandates.order_by("pk").values_list("user__email", flat=True).distinct())
    return found or ([offer.provider.vecozo_email] if offer.provider.vecozo_email else [])


def _offer_words(offer: Offer) -> str:
    address = reverse("agreements:offer", args=[offer.provider.public_id, offer.public_id])
    return _(
        "Geachte heer of mevrouw,\n\n"
        "Wij bieden %(provider)s de overeenkomst %(title)s %(year)s aan, met nummer %(number)s.\n"
        "U kunt tekenen tot en met %(day)s. Bekijk het aanbod en teken het hier:\n\n%(address)s\n\n"
        "Met vriendelijke groet,\n%(purchaser)s\n"
    ) % {
        "provider": offer.provider.name,
        "title": offer.agreement.title,
        "year": offer.agreement.season.contract_year,
        "number": offer.number,
        "day": date_format(offer.last_signing_day),
        "address": f"{settings.BASE_URL}{address}",
        "purchaser": settings.PURCHASER,
    }


def _late_words(offer: Offer) -> str:
    address = reverse("agreements:offer", args=[offer.provider.public_id, offer.public_id])
    return _(
        "Geachte heer of mevrouw,\n\n"
        "U kunt ons aanbod %(number)s voor %(title)s alsnog tekenen, tot en met %(day)s. Teken het hier:\n\n"
        "%(address)s\n\nMet vriendelijke groet,\n%(purchaser)s\n"
    ) % {
        "number": offer.number,
        "title": offer.agreement.title,
        "day": date_format(offer.last_day),
        "address": f"{settings.BASE_URL}{address}",
        "purchaser": settings.PURCHASER,
    }


def _withdrawn_words(offer: Offer) -> str:
    return _(
        "Geachte heer of mevrouw,\n\n"
        "Wij trekken ons aanbod %(number)s voor %(title)s in. U kunt het niet meer tekenen.\n"
        "De reden: %(reason)s\n\nMet vriendelijke groet,\n%(purchaser)s\n"
    ) % {
        "number": offer.number,
        "title": offer.agreement.title,
        "reason": offer.reason,
        "purchaser": settings.PURCHASER,
    }
