"""Propose that a season goes on by the rules as their files are now, decide about it, and carry it out."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import edition_of
from zorginkoop.portal.editions.keeping import FilesChangedError, keep
from zorginkoop.portal.editions.models import Season, SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.places.projection import refresh
from zorginkoop.portal.recoding.consequences import work_out
from zorginkoop.portal.recoding.models import Recoding, RecodingTold
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.sending import contacts_of

_AT_ONCE = 25  # few enough that nobody who writes meanwhile waits long


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def propose(season: Season, ground: str, told: str, by: User) -> Recoding:
    """Propose the rules as their files are now; they are kept at once: what is worked out is what is agreed to."""
    with changing("recoding.proposed") as change:
        held = Season.objects.select_for_update().get(pk=season.pk)
        try:
            loaded = edition_of(held.edition)
        except InputWrong as wrong:
            raise CannotError(_("De bestanden van deze uitgave zijn niet in orde: %s") % wrong) from wrong
        if loaded.content_hash == held.edition_hash:
            raise CannotError(_("De bestanden van deze uitgave zijn gelijk aan de regels van dit seizoen."))
        if held.recodings.filter(withdrawn_at=None, done_at=None).exists():
            raise CannotError(_("Er loopt al een wijziging van de regels van dit seizoen."))
        _same_agreements(held, set(loaded.source.overeenkomsten))
        if not (ground.strip() and told.strip()):
            raise CannotError(_("Schrijf op waarom, en wat er voor aanbieders anders wordt."))
        try:
            keep(held.edition, loaded)
        except FilesChangedError as changed:
            raise CannotError(_("De bestanden veranderden net. Herstart de site en probeer het opnieuw.")) from changed
        change.about = made = Recoding.objects.create(
            season=held,
            from_hash=held.edition_hash,
            from_coding=held.coding,
            to_hash=loaded.content_hash,
            to_coding=loaded.source.uitgave.codering,
            ground=ground.strip(),
            told=told.strip(),
            proposed_by=by,
            proposed_at=clock.now(),
        )
        change.details.update(from_hash=made.from_hash, to_hash=made.to_hash)
    return made


def _same_agreements(season: Season, there: set[str]) -> None:
    gone = sorted(set(season.agreements.values_list("name", flat=True)) - there)
    if gone:
        raise CannotError(
            _("In de nieuwe regels staat geen overeenkomst %s. Open daarvoor een nieuw seizoen.") % gone[0]
        )


def keep_consequences(recoding: Recoding) -> None:
    """Work out what a proposal changes, and keep it; a job may do it twice."""
    found = work_out(recoding)
    with changing("recoding.worked_out", about=recoding):
        held = Recoding.objects.select_for_update().get(pk=recoding.pk)
        if held.agreed_at is None and held.withdrawn_at is None:
            held.consequences, held.worked_out_at = found, clock.now()
            held.save(update_fields=["consequences", "worked_out_at"])


def ask_again(recoding: Recoding) -> None:
    """Have the consequences worked out anew: much may have been answered since."""
    with changing("recoding.asked_again", about=recoding):
        held = _undecided(recoding)
        held.worked_out_at = None
        held.save(update_fields=["worked_out_at"])


def agree(recoding: Recoding, by: User) -> None:
    """Agree as the second person, on what was shown: from now on the season runs by the other rules."""
    with changing("recoding.agreed", about=recoding) as change:
        season = Season.objects.select_for_update().get(pk=recoding.season_id)
        held = _undecided(recoding)
        if held.proposed_by_id == by.pk:
            raise CannotError(_("U stelde dit zelf voor. Vraag een collega om akkoord."))
        if held.worked_out_at is None:
            raise CannotError(_("De gevolgen worden nog doorgerekend. Bekijk ze eerst."))
        if season.edition_hash != held.from_hash:
            raise CannotError(_("Dit seizoen loopt intussen op andere regels. Trek het voorstel in en maak een nieuw."))
        held.agreed_by, held.agreed_at = by, clock.now()
        held.save(update_fields=["agreed_by", "agreed_at"])
        season.edition_hash, season.coding = held.to_hash, held.to_coding
        season.save(update_fields=["edition_hash", "coding"])
        change.details.update(from_hash=held.from_hash, to_hash=held.to_hash)


def withdraw(recoding: Recoding, by: User) -> None:
    """Take a proposal back, or turn a colleague's down; the season goes on by its rules."""
    with changing("recoding.withdrawn", about=recoding):
        held = _undecided(recoding)
        held.withdrawn_by, held.withdrawn_at = by, clock.now()
        held.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _undecided(recoding: Recoding) -> Recoding:
    held = Recoding.objects.select_for_update().get(pk=recoding.pk)
    if held.agreed_at is not None or held.withdrawn_at is not None:
        raise CannotError(_("Over dit voorstel is al beslist."))
    return held


def carry_out(recoding: Recoding) -> None:
    """Judge everybody with an outcome by the new rules, and tell who is filling in; broken off, it goes on."""
    if recoding.agreed_at is None or recoding.done_at is not None:
        return
    for agreement in recoding.season.agreements.select_related("season", "owner").order_by("pk"):
        _judge_all(agreement)
    _tell_all(recoding)
    with changing("recoding.done", about=recoding):
        Recoding.objects.filter(pk=recoding.pk, done_at=None).update(done_at=clock.now())


def _judge_all(agreement: SeasonAgreement) -> None:
    standing = (
        Assessment.objects.current().filter(agreement=agreement).order_by("pk").values_list("provider", flat=True)
    )
    for number in list(standing):
        provider = Provider.objects.get(pk=number)
        judge(agreement, provider, Cause.RULES)
        refresh(provider, agreement)


def _tell_all(recoding: Recoding) -> None:
    concerned = [
        str(row["aanbieder"]) for part in recoding.consequences or () for row in part["asked_otherwise"]
    ]  # worked out when it was proposed; who began since gets the new questionnaire
    while _tell_some(recoding, concerned):
        pass


def _tell_some(recoding: Recoding, concerned: list[str]) -> bool:
    with changing("recoding.told", about=recoding) as change:
        Recoding.objects.select_for_update().get(pk=recoding.pk)
        told = RecodingTold.objects.filter(recoding=recoding, provider=OuterRef("pk"))
        rows = Provider.objects.filter(~Exists(told), public_id__in=concerned).order_by("pk")[:_AT_ONCE]
        batch = list(rows)
        contacts = contacts_of(batch)
        for provider in batch:
            address = contacts.get(provider.pk, "")
            message = _written(recoding, provider, address) if address else None
            RecodingTold.objects.create(recoding=recoding, provider=provider, message=message)
        change.details["providers"] = len(batch)
    return len(batch) == _AT_ONCE


def _written(recoding: Recoding, provider: Provider, address: str) -> Message | None:
    asked = Questionnaire.objects.filter(
        provider=provider, agreement__season=recoding.season_id, confirmed_at=None
    ).select_related("agreement__season")
    found = asked.order_by("pk").first()
    if found is None:  # confirmed meanwhile: its outcome tells
        return None
    page = f"{settings.BASE_URL}{reverse('intake:overview', args=[provider.public_id, found.public_id])}"
    parts = [
        "Geachte heer of mevrouw,",
        f"De vragenlijst {found.agreement} van {provider.name} is aangepast.",
        recoding.told,
        "Uw antwoorden zijn bewaard. Kijk de vragenlijst nog eens na voordat u haar bevestigt:\n" + page,
        f"Met vriendelijke groet,\n{settings.PURCHASER}",
    ]
    subject = f"Uw vragenlijst {found.agreement} is aangepast, AGB-code {provider.agb_code}"
    return outbox.write(address, subject, "\n\n".join(parts) + "\n", about=recoding, for_whom=provider.public_id)
