"""What follows from a processed delivery: events, the confirmed questionnaire, evidence, and concluded agreements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from django.core.files.uploadedfile import UploadedFile

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal.audit.log import Plain
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.exchange.answering import SOURCE, latest, write_answers
from zorginkoop.portal.exchange.concluding import SIGNED, acceptance_of, conclude, offers_of, refuse, season_of
from zorginkoop.portal.exchange.models import Import, Received, ReceivedAnswer, ReceivedEvidence, ReceivedStatus
from zorginkoop.portal.exchange.reading import Arrived
from zorginkoop.portal.exchange.store import path_of
from zorginkoop.portal.intake import files as evidence_files
from zorginkoop.portal.intake.confirming import confirmed
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.intake.stating import PROVIDER
from zorginkoop.portal.register.models import Event, Evidence, Provider

# what a step at VECOZO is called by the policies; an event that a policy does not declare is not written
EVENTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("vragenlijst", "verstuurd"): ("vragenlijst_aangeboden", "vecozo_vragenlijst_gemaild"),
    ("vragenlijst", "ingevuld"): ("vragenlijst_bevestigd",),
    ("overeenkomst", "verstuurd"): ("aanbod_gedaan", "vecozo_bericht_verstuurd"),
    ("prijslijst", "verstuurd"): ("prijslijst_aangeboden",),
    ("prijslijst", "geaccepteerd"): ("prijslijst_akkoord",),
}
AT_ONCE = 500
CONFIRMED_FIELDS = ("first_seen_at", "confirmed_at", "receipt", "receipt_hash")


class Recorder:
    """Records what a processed delivery means for each provider; everything happens inside the change of its caller."""

    def __init__(self, delivery: Import) -> None:
        """Prepare for the agreement of a delivery."""
        self.delivery = delivery
        self.agreement = delivery.agreement
        self.rules = compiled(self.agreement)
        self.facts = {(fact.subject, fact.name): fact for fact in self.rules.agreement.facts}
        self.declared = frozenset(name for name, _ in self.rules.planning.events)
        self.counts: Counter[str] = Counter(events=0, questionnaires=0, agreements=0, refusals=0)

    def record(self, arrived: Arrived) -> Plain:
        """Record what is new, for the providers it is about; gives how much came of it."""
        told: list[Received] = [*arrived.statuses, *arrived.answers, *arrived.evidence]
        providers = sorted({one.provider_id for one in told if one.provider_id is not None})
        for start in range(0, len(providers), AT_ONCE):
            some = list(Provider.objects.filter(pk__in=providers[start : start + AT_ONCE]).order_by("pk"))
            self._some(some, Told.of(self.agreement.pk, some))
        return dict(self.counts)

    def _some(self, providers: Sequence[Provider], told: Mapping[int, Told]) -> None:
        offers = offers_of(self.agreement, providers)
        accepted = {one.pk: acceptance_of(told[one.pk].statuses, offers.get(one.pk)) for one in providers}
        happened = {one.pk: self._happened(told[one.pk].statuses) for one in providers}
        for provider, acceptance in accepted.items():
            if acceptance.signed is not None:
                happened[provider][SIGNED] = acceptance.signed
        self._events(providers, happened)
        self._questionnaires(providers, told)
        for provider, acceptance in accepted.items():
            offer = offers.get(provider)
            self.counts["agreements"] += conclude(self.agreement, offer, acceptance)
            self.counts["refusals"] += refuse(offer, acceptance)

    def _happened(self, statuses: Sequence[ReceivedStatus]) -> dict[str, datetime]:
        """Give what the policy knows as an event, when it first happened."""
        first: dict[str, datetime] = {}
        for one in statuses:
            for name in EVENTS.get((one.piece, one.status), ()):
                if name in self.declared:
                    first.setdefault(name, one.moment)
        return first

    def _events(self, providers: Sequence[Provider], happened: Mapping[int, Mapping[str, datetime]]) -> None:
        """Write events that had not happened yet."""
        season = season_of(self.agreement)
        known = set(Event.objects.filter(provider__in=providers, **season).values_list("provider_id", "name"))
        new = [
            Event(provider_id=provider, name=name, happened_at=moment, **season)
            for provider, events in happened.items()
            for name, moment in events.items()
            if (provider, name) not in known
        ]
        Event.objects.bulk_create(new, AT_ONCE)
        self.counts["events"] += len(new)

    def _questionnaires(self, providers: Sequence[Provider], told: Mapping[int, Told]) -> None:
        """Keep the questionnaires of which the answers came, as confirmed; none is ever open to be filled in here."""
        whole = {one.pk: one for one in providers if told[one.pk].answers}
        kept = {
            one.provider_id: one for one in Questionnaire.objects.filter(agreement=self.agreement, provider__in=whole)
        }
        waiting = [one for one in whole.values() if one.pk not in kept or kept[one.pk].confirmed_at is None]
        answers = {one: latest(told[one.pk].answers) for one in waiting}
        write_answers(self.agreement.season.edition.partition("/")[0], answers)
        new = [
            Questionnaire(agreement=self.agreement, provider=one, opened_at=told[one.pk].opened)
            for one in waiting
            if one.pk not in kept
        ]
        begun = [kept[one.pk] for one in waiting if one.pk in kept]  # before the channel became VECOZO
        kept |= {one.provider_id: one for one in new}
        for provider in waiting:
            self._confirm(kept[provider.pk], provider, told[provider.pk])
        Questionnaire.objects.bulk_create(new, AT_ONCE)
        Questionnaire.objects.bulk_update(begun, CONFIRMED_FIELDS, AT_ONCE)
        for one in kept.values():
            if told[one.provider_id].evidence:
                self._evidence(one, told[one.provider_id])
        for provider in waiting:
            confirmed.send(Questionnaire, questionnaire=kept[provider.pk])
        self.counts["questionnaires"] += len(waiting)

    def _confirm(self, questionnaire: Questionnaire, provider: Provider, told: Told) -> None:
        questionnaire.first_seen_at = questionnaire.first_seen_at or told.first("geopend")
        questionnaire.confirmed_at = told.confirmed
        questionnaire.receipt = self._receipt(provider, latest(told.answers), told.evidence)
        questionnaire.receipt_hash = content_hash(questionnaire.receipt)

    def _evidence(self, questionnaire: Questionnaire, told: Told) -> None:
        """Hand documents to the register, to be judged, and keep them where the portal looks for evidence."""
        known = set(questionnaire.files.values_list("fact", "content_hash"))
        for one in told.evidence:
            if (one.question, one.content_hash) in known:
                continue
            path = path_of(one.content_hash)
            with path.open("rb") as content:
                kept = evidence_files.keep(UploadedFile(content, one.name, size=path.stat().st_size))
            piece = None
            if one.subject == PROVIDER:
                piece, _ = Evidence.objects.get_or_create(
                    provider=questionnaire.provider,
                    fact=one.question,
                    handed_in_at=one.handed_in_at,
                    defaults={"valid_until": one.valid_until},
                )
            EvidenceFile.objects.create(
                questionnaire=questionnaire,
                fact=one.question,
                content_hash=kept.content_hash,
                media_type=kept.media_type,
                size=kept.size,
                name=one.name[:160],
                valid_until=one.valid_until,
                uploaded_by=self.delivery.brought_by,
                uploaded_at=one.handed_in_at,
                scanned_at=kept.scanned_at,
                evidence=piece,
            )

    @cached_property
    def _speaker(self) -> Speaker:
        return Speaker(self.rules.agreement, "nl")

    def _receipt(
        self, provider: Provider, answers: Sequence[ReceivedAnswer], evidence: Sequence[ReceivedEvidence]
    ) -> Plain:
        """Write every answer as text that stays as it is, in the form of a questionnaire of this portal."""
        lines: list[object] = []
        for one in answers:
            fact = self.facts[one.subject, one.question]
            files = [
                {"naam": piece.name, "inhoud": piece.content_hash}
                for piece in evidence
                if (piece.subject, piece.row, piece.question) == (one.subject, one.row, one.question)
            ]
            lines.append(
                {
                    "over": one.question if not one.row else f"{one.subject}/{one.row}/{one.question}",
                    "van": one.row,
                    "vraag": self._speaker.name(one.subject, one.question),
                    "antwoord": self._speaker.written(fact, read_value(fact, one.text)),
                    "bron": SOURCE,
                    **({"bewijs": files} if files else {}),
                }
            )
        return {"aanbieder": provider.name, "overeenkomst": self.agreement.title, "antwoorden": lines}


class Told:
    """Everything that VECOZO told of one provider for one agreement so far, in the order in which it happened."""

    def __init__(self) -> None:
        """Start without anything."""
        self.statuses: list[ReceivedStatus] = []
        self.answers: list[ReceivedAnswer] = []
        self.evidence: list[ReceivedEvidence] = []

    @classmethod
    def of(cls, agreement: int, providers: Sequence[Provider]) -> Mapping[int, Told]:
        """Read it for several providers at once."""
        found: dict[int, Told] = defaultdict(cls)
        asked = {"agreement_id": agreement, "provider__in": providers}
        for status in ReceivedStatus.objects.filter(**asked).order_by("moment", "pk"):
            found[status.provider_id or 0].statuses.append(status)
        for answer in ReceivedAnswer.objects.filter(**asked).order_by("answered_at", "pk"):
            found[answer.provider_id or 0].answers.append(answer)
        for piece in ReceivedEvidence.objects.filter(**asked).order_by("handed_in_at", "pk"):
            found[piece.provider_id or 0].evidence.append(piece)
        return found

    def first(self, status: str) -> datetime | None:
        """Give when the questionnaire first had a status."""
        return next((one.moment for one in self.statuses if (one.piece, one.status) == ("vragenlijst", status)), None)

    @property
    def confirmed(self) -> datetime:
        """Give when the questionnaire was confirmed: by its status, or else by its last answer."""
        return self.first("ingevuld") or self.answers[-1].answered_at

    @property
    def opened(self) -> datetime:
        """Give when the questionnaire was ready, or the first that was heard of it."""
        return self.first("verstuurd") or self.first("geopend") or self.confirmed
