"""Where one provider stands in each agreement for which it was approached: what it has to do, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.dates import end_of
from zorginkoop.portal import clock
from zorginkoop.portal.agreements.models import Offer, OfferState, SampleRequest
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.deadlines.ends import last_day_before
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.drafts import Draft, draft_of
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import closes_at
from zorginkoop.portal.places.models import PublishedPlace
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.requests.rules import has_form
from zorginkoop.portal.season.planning import Line, calendar
from zorginkoop.portal.selection.models import Invitation

DONE, NOW, BUSY, LATER, MISSED = "gedaan", "nu", "bezig", "later", "te laat"
_SIGN, _PUBLISH = "ondertekend", "in_zorgzoeker"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, how it stands, when, and the page where it is done."""

    title: str
    status: str
    text: str = ""
    day: date | None = None
    address: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a provider stands for one agreement."""

    agreement: SeasonAgreement
    steps: tuple[Step, ...]
    calendar: tuple[Line, ...]
    offered: bool = False

    @property
    def now(self) -> Step | None:
        """The step that waits for the provider itself."""
        return next((step for step in self.steps if step.status == NOW and step.address), None)


def standings(provider: Provider, language: Language) -> list[Standing]:
    """Give every agreement for which a provider was invited or has a questionnaire or an offer."""
    invited = {one.agreement_id: one for one in Invitation.objects.filter(provider=provider)}
    asked = {one.agreement_id: one for one in Questionnaire.objects.filter(provider=provider)}
    judged = {one.agreement_id: one for one in Assessment.objects.current().defer("packed").filter(provider=provider)}
    offered = {one.agreement_id: one for one in Offer.objects.defer("content").filter(provider=provider).order_by("pk")}
    waiting = _waiting(provider)
    shown, sampled = _shown(provider), _sampled(provider)
    agreements = SeasonAgreement.objects.filter(pk__in={*invited, *asked, *offered}).select_related("season", "owner")
    found = []
    for agreement in agreements.order_by("-season__contract_year", "title"):
        mine = _Mine(
            provider, agreement, invited.get(agreement.pk), asked.get(agreement.pk), judged.get(agreement.pk),
            offered.get(agreement.pk), calendar(agreement, language), _deadlines(agreement),
            agreement.pk in waiting, (agreement.care_type, agreement.season.contract_year) in shown,
            sampled.get(agreement.pk),
        )  # fmt: skip
        found.append(
            Standing(
                agreement,
                tuple(mine.steps()),
                tuple(one for one in mine.lines if one.binds == "aanbieder"),
                agreement.pk in offered,
            )
        )
    return found


def _deadlines(agreement: SeasonAgreement) -> dict[str, str]:
    """Name the deadline that is about each event."""
    return {one.event: one.id for one in compiled(agreement).planning.deadlines if one.event}


@dataclass(frozen=True, slots=True)
class _Mine:
    """What is kept of one provider for one agreement."""

    provider: Provider
    agreement: SeasonAgreement
    invitation: Invitation | None
    questionnaire: Questionnaire | None
    assessment: Assessment | None
    offer: Offer | None
    lines: list[Line]
    deadlines: dict[str, str]
    waits: bool  # for a judgement that may change the outcome
    shown: bool  # in the care finder, today
    sampled: SampleRequest | None  # drawn to show what it declared, the last time

    def steps(self) -> Iterator[Step]:
        """Walk the year, from the invitation to the care finder."""
        if self.invitation is not None:
            yield Step(_("Uitgenodigd"), DONE, day=_day(self.invitation.invited_at))
        if self.questionnaire is not None:
            yield self._questionnaire(self.questionnaire)
            yield self._assessment()
        yield self._offer()
        yield self._published()
        if self.sampled is not None:
            yield self._shows(self.sampled)

    def _questionnaire(self, asked: Questionnaire) -> Step:
        title = _("Vragenlijst invullen en bevestigen")
        address = reverse("intake:overview", args=[self.provider.public_id, asked.public_id])
        if asked.reopened_until is not None and clock.now() < end_of(asked.reopened_until):
            text = _("De vragenlijst staat weer open. Wat u eerder bevestigde geldt tot u opnieuw bevestigt.")
            return Step(title, NOW, text, asked.reopened_until, address, _("Ga naar de vragenlijst"))
        if asked.confirmed_at is not None:
            day = _day(asked.confirmed_at)
            return Step(title, DONE, _("Wij hebben uw antwoorden."), day, address, _("Bekijk uw antwoorden"))
        end = closes_at(self.agreement, self.provider)
        last = last_day_before(end) if end else None
        if end is not None and clock.now() >= end:
            text = _("De vragenlijst is gesloten. U kunt nog wel zelf een overeenkomst aanvragen.")
            return Step(title, MISSED, text, last, address, _("Bekijk uw antwoorden"))
        return Step(title, NOW, _left_to_do(draft_of(asked)), last, address, _("Ga naar de vragenlijst"))

    def _assessment(self) -> Step:
        title = _("Beoordeling door de inkoper")
        if self.assessment is None:
            return Step(title, LATER, _("Dit doen wij nadat u de vragenlijst hebt bevestigd."))
        if self.assessment.withheld:
            return Step(title, LATER, _("Een inkoper leest de uitkomst na. U krijgt bericht zodra zij klaarstaat."))
        address = reverse("assessment:of_practice", args=[self.provider.public_id])
        read = _("Bekijk de uitkomst")
        if self.waits and self.offer is None:
            text = _("Wij bekijken nog wat u instuurde. De uitkomst tot nu toe kan daardoor veranderen.")
            return Step(title, BUSY, text, None, address, read)
        return Step(title, DONE, "", _day(self.assessment.judged_at), address, read)

    def _offer(self) -> Step:
        title, offer = _("Overeenkomst ondertekenen"), self.offer
        if offer is None:
            line = self._line(_SIGN)
            return Step(title, LATER, _("U krijgt bericht zodra ons aanbod klaarstaat."), line.last if line else None)
        address = reverse("agreements:offer", args=[self.provider.public_id, offer.public_id])
        read = _("Bekijk de overeenkomst")
        if offer.state == OfferState.CONCLUDED:
            return Step(title, DONE, "", _day(offer.ended_at), address, read)
        if offer.is_open:
            text = _("Een tekenbevoegde van uw organisatie kan nu tekenen.")
            return Step(title, NOW, text, offer.late_until or offer.last_signing_day, address, _("Lees en teken"))
        words = offer.state_words.capitalize()
        again = _("U kunt nog wel zelf een overeenkomst aanvragen.") if has_form(self.agreement) else ""
        return Step(title, MISSED, f"{words}. {again}".strip(), offer.last_signing_day, address, read)

    def _published(self) -> Step:
        line = self._line(_PUBLISH)
        text = "" if self.shown else _("Daar zien verzekerden dat u een overeenkomst hebt.")
        return Step(_("In de zorgzoeker"), DONE if self.shown else LATER, text, line.first if line else None)

    def _shows(self, asked: SampleRequest) -> Step:
        """Ask to show what was declared at signing, as long as nobody judged that."""
        title, last = _("Laten zien wat u bij het tekenen verklaarde"), asked.sample.last_day
        address = reverse("agreements:sampled", args=[self.provider.public_id, asked.public_id])
        if asked.judged_at is not None:
            return Step(
                title, DONE, _("Wij bekeken uw antwoord."), _day(asked.judged_at), address, _("Lees wat wij vonden")
            )
        if asked.answers.exists():
            return Step(title, BUSY, _("Wij bekijken uw antwoord."), None, address, _("Bekijk uw antwoord"))
        text = _("Het lot wees uw overeenkomst aan voor een steekproef.")
        return Step(title, NOW, text, last, address, _("Lees en antwoord"))

    def _line(self, event: str) -> Line | None:
        return next((one for one in self.lines if one.id == self.deadlines.get(event)), None)


def _waiting(provider: Provider) -> set[int]:
    """Give the agreements for which something of a provider still waits for a judgement."""
    kinds = (WorkKind.EVIDENCE, WorkKind.TASK, WorkKind.UNDECIDED, WorkKind.CORRECTION)
    found = WorkItem.objects.filter(provider=provider, kind__in=kinds, closed_at=None)
    return set(found.values_list("agreement", flat=True))


def _sampled(provider: Provider) -> dict[int, SampleRequest]:
    """Give for each agreement the last sample in which a provider was drawn."""
    found = SampleRequest.objects.filter(provider=provider).select_related("sample").order_by("pk")
    return {one.sample.agreement_id: one for one in found}


def _shown(provider: Provider) -> set[tuple[str, int]]:
    """Give the care and the contract years for which a provider stands in the care finder today."""
    found = PublishedPlace.objects.visible(clock.today()).filter(place_id=provider.public_id)
    return set(found.values_list("care_type", "contract_year"))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.AMSTERDAM).date() if moment else None


def _left_to_do(draft: Draft) -> str:
    """Say what is left to do in a questionnaire: questions, evidence, or only to confirm."""
    if number := len(draft.unanswered):
        open_ones = ngettext("Nog %d vraag.", "Nog %d vragen.", number) % number
        return f"{open_ones} {_('Reken op een minuut per vraag. U kunt stoppen en later verdergaan.')}"
    if draft.without_evidence:
        return _("Alle vragen zijn beantwoord. Er ontbreekt nog bewijs.")
    return _("Alle vragen zijn beantwoord. Bevestig de vragenlijst nog: pas dan hebben wij uw antwoorden.")
