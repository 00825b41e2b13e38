"""All evidence of a provider, over years and forms: what it is for, how long it holds, what was thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.dispatch import Signal
from django.utils.translation import gettext as _

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.drafts import ACCEPTED, REJECTED
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.register.models import Evidence, Provider

AHEAD = timedelta(weeks=8)  # how long before its end a piece of evidence is told to end

withdrawn = Signal()  # evidence, by: sent inside the change, so that every outcome that rests on it follows


class State(StrEnum):
    """How a piece of evidence stands."""

    WITHDRAWN, REJECTED, ENDED, ENDING, WAITING, GOOD = "weg", "afgekeurd", "voorbij", "bijna", "wacht", "goed"


TONES = {
    State.GOOD: "good",
    State.WAITING: "info",
    State.ENDING: "attention",
    State.ENDED: "bad",
    State.REJECTED: "bad",
}


class CannotWithdrawError(Exception):
    """Why a piece of evidence cannot be withdrawn, in words for who tried."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: what it is for, its record in the register, and its files where we have them."""

    kind: str  # what it proves, as the policy names it
    record: Evidence
    files: tuple[EvidenceFile, ...]
    state: State

    @property
    def file(self) -> EvidenceFile | None:
        """Its first file, by which it is withdrawn."""
        return self.files[0] if self.files else None

    @property
    def words(self) -> str:
        """The state in words."""
        return {
            State.WITHDRAWN: _("ingetrokken"),
            State.REJECTED: _("niet geaccepteerd"),
            State.ENDED: _("niet meer geldig"),
            State.ENDING: _("verloopt binnenkort"),
            State.WAITING: _("nog niet beoordeeld"),
            State.GOOD: _("geldig"),
        }[self.state]

    @property
    def tone(self) -> str:
        """The tone of the state."""
        return TONES.get(self.state, "")

    @property
    def may_go(self) -> bool:
        """Whether its provider can withdraw it."""
        return self.file is not None and self.state not in {State.WITHDRAWN, State.REJECTED}


def pieces_of(provider: Provider, language: Language) -> list[Piece]:
    """Give all evidence of a provider that was confirmed or came from elsewhere: by kind, the newest first."""
    records = Evidence.objects.filter(provider=provider).order_by("-handed_in_at", "-pk")
    files: dict[int | None, tuple[EvidenceFile, ...]] = {}
    rows = EvidenceFile.objects.filter(evidence__provider=provider).select_related("questionnaire").order_by("pk")
    for one in rows:
        files[one.evidence_id] = (*files.get(one.evidence_id, ()), one)
    names = kinds(language)
    found = [
        Piece(names.get(one.fact, one.fact), one, files.get(one.pk, ()), state_of(one, *files.get(one.pk, ())))
        for one in records
    ]
    return sorted(found, key=lambda one: one.kind)


def state_of(record: Evidence, *files: EvidenceFile) -> State:
    """Say how a piece stands today."""
    if files and all(one.withdrawn_at is not None for one in files):
        return State.WITHDRAWN
    if record.verdict == REJECTED:
        return State.REJECTED
    until, today = record.valid_until, clock.today()
    if until is not None and until < today:
        return State.ENDED
    if until is not None and until < today + AHEAD:
        return State.ENDING
    return State.GOOD if record.verdict == ACCEPTED else State.WAITING


def kinds(language: Language) -> dict[str, str]:
    """Name what evidence is asked for, as the policies of the seasons name it; the newest season counts."""
    seasons = SeasonAgreement.objects.select_related("season").order_by("season__contract_year", "pk")
    found: dict[str, str] = {}
    for agreement in seasons:
        found |= _kinds(agreement, language)
    return found


def _kinds(agreement: SeasonAgreement, language: Language) -> dict[str, str]:
    rules = compiled(agreement).agreement
    speaker = Speaker(rules, language)
    return {fact.name: speaker.name(fact.subject, fact.name) for fact in rules.facts if fact.evidence == "ja"}


def withdraw(file: EvidenceFile, because: str) -> None:
    """Withdraw evidence that counts: it proves nothing from now on, and every outcome that rests on it follows.

    The file stays, for what was decided on it stays known. CannotWithdrawError says what is in the way.
    """
    provider = file.questionnaire.provider
    with changing("intake.evidence_withdrawn", about=file, for_whom=provider.public_id, fact=file.fact) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        held = EvidenceFile.objects.select_for_update().get(pk=file.pk)
        if held.withdrawn_at is not None or held.evidence is None:
            raise CannotWithdrawError(_("Dit bewijs is al ingetrokken, of het is nog niet bevestigd."))
        piece = Evidence.objects.select_for_update().get(pk=held.evidence.pk)
        if piece.verdict == REJECTED:
            raise CannotWithdrawError(_("Dit bewijs is al niet geaccepteerd. Intrekken verandert niets meer."))
        change.details["before"] = piece.verdict
        piece.judged_at = clock.now()
        piece.verdict, piece.ground = REJECTED, _("ingetrokken door de aanbieder: %s") % because
        EvidenceFile.objects.filter(evidence=piece, withdrawn_at=None).update(withdrawn_at=piece.judged_at)
        piece.save(update_fields=["verdict", "ground", "judged_at"])
        withdrawn.send(Evidence, evidence=piece)
