"""Take a request in: at once for whoever acts for a practice, and after a link and a check for whoever only says so.

The moment of the form is the moment of the request. An open request of the same provider for the same agreement ends
when a newer one comes. Where the policy itself says no, the answer follows at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.files import keep, safe_name
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import closes_at
from zorginkoop.portal.register.models import Event, Provider
from zorginkoop.portal.requests import rules, telling
from zorginkoop.portal.requests.models import AgreementRequest, Document, Outcome

MOST_LINKS = 5  # to one address in a day
MOST_DOCUMENTS = 10
_DAY = timedelta(days=1)


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says in the form."""

    agreement: SeasonAgreement
    mark: UUID
    agb_code: str
    practice_name: str
    person_name: str
    email: str
    phone: str
    care: str
    locations: str
    adds: str


def open_request(agreement: SeasonAgreement, provider: Provider) -> AgreementRequest | None:
    """Give the request of a provider for an agreement that is open."""
    return AgreementRequest.objects.open().filter(agreement=agreement, provider=provider).first()


def can_still_answer(agreement: SeasonAgreement, provider: Provider) -> bool:
    """Tell whether a provider was invited and can still confirm its questionnaire: then it need not ask."""
    if not provider.invitations.filter(agreement=agreement).exists():
        return False
    if Questionnaire.objects.filter(agreement=agreement, provider=provider).exclude(confirmed_at=None).exists():
        return False
    closes = closes_at(agreement, provider)
    return closes is None or clock.now() < closes


def receive(said: Said, provider: Provider, by: User, *, replaces: bool = False) -> AgreementRequest:
    """Take in the request of a provider; the same form sent twice gives the same request.

    CannotError when another one is open and `replaces` does not say that it may end.
    """
    with changing("requests.received", for_whom=provider.public_id, agreement=said.agreement.pk) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        held = AgreementRequest.objects.filter(mark=said.mark, provider=provider).first()
        if held is not None:
            change.about = held
            return held
        earlier = open_request(said.agreement, provider)
        if earlier is not None and not replaces:
            raise CannotError(_("Er loopt al een aanvraag van uw praktijk. Kruis aan dat deze in de plaats komt."))
        now = clock.now()
        asked = _made(said, provider=provider, asked_by=by, confirmed_at=now, earlier=earlier)
        change.about = asked
        _count(asked, earlier)
    return asked


def receive_from_outside(said: Said) -> AgreementRequest:
    """Take in a request of somebody without an account, and send a link; nothing is looked up of the practice."""
    with changing("requests.received_from_outside", agreement=said.agreement.pk) as change:
        SeasonAgreement.objects.select_for_update().get(pk=said.agreement.pk)
        held = AgreementRequest.objects.filter(mark=said.mark, email=said.email, asked_by=None).first()
        if held is not None:
            change.about = held
            return held
        lately = AgreementRequest.objects.filter(
            email=said.email, link_until__gt=clock.now() - _DAY + telling.LINK_LASTS
        )
        number = lately.count()
        asked = _made(said)
        change.about = asked
        if number < MOST_LINKS:
            telling.ask_to_confirm(asked)
    return asked


def by_link(token: str) -> AgreementRequest | None:
    """Find the request of a link; one that was never confirmed is gone after its term."""
    rows = AgreementRequest.objects.select_related("agreement__season", "provider")
    found = rows.filter(link_hash=content_hash(token)).first()
    if found is None or found.link_until is None:
        return None
    return found if found.confirmed_at is not None or clock.now() < found.link_until else None


def confirm(asked: AgreementRequest) -> None:
    """Say that whoever holds the link asked this; doing it again changes nothing."""
    with changing("requests.confirmed", about=asked) as change:
        held = locked(asked)
        change.details["rows"] = int(held.confirmed_at is None)
        if held.confirmed_at is None:
            held.confirmed_at = clock.now()
            held.save(update_fields=["confirmed_at"])
            telling.received(held)


def vouch(asked: AgreementRequest, provider: Provider, how: str, by: User) -> None:
    """Say for which provider somebody speaks, and by what that is known; from now on it counts as its request."""
    with changing("requests.vouched", about=asked, for_whom=provider.public_id):
        Provider.objects.select_for_update().get(pk=provider.pk)
        held = locked(asked)
        _open_or_refuse(held)
        if held.provider_id is not None:
            raise CannotError(_("Een collega heeft dit al vastgesteld."))
        earlier = open_request(held.agreement, provider)
        if earlier is not None and earlier.received_at > held.received_at:
            raise CannotError(
                _("Deze praktijk deed daarna zelf een aanvraag. Wijs deze af, of laat de andere intrekken.")
            )
        if earlier is not None:
            _end_former(earlier)
        held.provider, held.vouched_by, held.vouched_at, held.vouched_how = provider, by, clock.now(), how.strip()
        held.save(update_fields=["provider", "vouched_by", "vouched_at", "vouched_how"])
        _count(held, earlier, told=True)


def withdraw(asked: AgreementRequest, by: User | None) -> None:
    """Take a request back, by whoever asked."""
    with changing("requests.withdrawn", about=asked, for_whom=asked.provider.public_id if asked.provider else ""):
        held = locked(asked)
        _open_or_refuse(held)
        end(held, Outcome.WITHDRAWN, by)
        telling.withdrawn(held)


def add_document(asked: AgreementRequest, upload: UploadedFile[bytes]) -> Document:
    """Keep a file with a request; the same file twice is one. FileRefusedError says what is wrong with it."""
    if asked.documents.count() >= MOST_DOCUMENTS:
        raise FileRefusedError(_("Er staan al 10 stukken bij deze aanvraag."))
    kept = keep(upload)
    whom = asked.provider.public_id if asked.provider else ""
    with changing("requests.document_added", about=asked, for_whom=whom, file=kept.content_hash):
        held = locked(asked)
        _open_or_refuse(held)
        made, new = Document.objects.get_or_create(
            request=held,
            content_hash=kept.content_hash,
            defaults={
                "media_type": kept.media_type,
                "size": kept.size,
                "name": safe_name(upload.name or "", kept.media_type),
                "added_at": clock.now(),
                "scanned_at": kept.scanned_at,
            },
        )
        if kept.scanned_at is not None and not new:
            made.scanned_at = kept.scanned_at
            made.save(update_fields=["scanned_at"])
    return made


def locked(asked: AgreementRequest) -> AgreementRequest:
    """Give a request as it is now, for nobody else to change until this change is kept."""
    rows = AgreementRequest.objects.select_for_update(of=("self",)).select_related(
        "agreement__season", "provider", "granted_by", "asked_by"
    )
    return rows.get(pk=asked.pk)


def end(held: AgreementRequest, outcome: Outcome, by: User | None) -> None:
    """End a request; call it inside `changing`."""
    held.outcome, held.ended_at, held.ended_by = outcome, clock.now(), by
    held.save()


def _made(
    said: Said, *, earlier: AgreementRequest | None = None, provider: Provider | None = None, **more: object
) -> AgreementRequest:
    """Write a request down, after the one that it replaces has ended."""
    if earlier is not None:
        _end_former(earlier)
    taken = AgreementRequest.objects.filter(mark=said.mark).exists()
    return AgreementRequest.objects.create(
        agreement=said.agreement,
        provider=provider,
        mark=uuid4() if taken else said.mark,
        agb_code=said.agb_code,
        practice_name=said.practice_name.strip(),
        person_name=said.person_name.strip(),
        email=said.email.strip().lower(),
        phone=said.phone.strip(),
        care=said.care.strip(),
        locations=said.locations.strip(),
        adds=said.adds.strip(),
        received_at=clock.now(),
        **more,
    )


def _end_former(earlier: AgreementRequest) -> None:
    end(earlier, Outcome.REPLACED, None)


def _count(asked: AgreementRequest, earlier: AgreementRequest | None, *, told: bool = False) -> None:
    """Let a request count: an event of the season, in the place of an earlier one, answered where that is certain."""
    provider, season = asked.provider, asked.agreement.season
    assert provider is not None  # noqa: S101 - whoever calls it knows the provider
    Event.objects.get_or_create(
        provider=provider,
        insurer=season.insurer,
        care_type=asked.agreement.care_type,
        year=season.contract_year,
        name=rules.RECEIVED,
        happened_at=asked.received_at.replace(microsecond=0),
    )
    if earlier is not None:
        AgreementRequest.objects.filter(pk=earlier.pk).update(successor=asked)
        telling.replaced(earlier, asked)
        telling.takes_the_place(asked, earlier)
    elif not told:
        telling.received(asked)
    _answer_by_policy(asked, provider)


def _answer_by_policy(asked: AgreementRequest, provider: Provider) -> None:
    """Answer where the policy itself says no: too late, nothing is purchased, or a condition of its own."""
    if not rules.start_of(asked.agreement, asked.received_at).possible:
        asked.answer, asked.reason = telling.too_late_text(asked), "te_laat"
        starts = compiled(asked.agreement).planning.starts
        asked.places = list(dict.fromkeys(place for rule in starts for place in rule.citation.places))
    else:
        outcome = rules.answered(asked.agreement, provider)
        if outcome is None or outcome.route is None:
            return
        asked.answer, asked.reason = rules.answer_of(asked.agreement, outcome), outcome.route.id
        asked.places = list(outcome.route.citation.places)
    end(asked, Outcome.BY_POLICY, None)
    telling.refused(asked)


def _open_or_refuse(held: AgreementRequest) -> None:
    if held.ended_at is not None or held.confirmed_at is None:
        raise CannotError(_("Deze aanvraag is al afgehandeld. Bekijk hem opnieuw."))
