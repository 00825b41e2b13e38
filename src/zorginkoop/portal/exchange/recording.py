"""What follows from a processed delivery: events, the confirmed questionnaire, evidence, and concluded agreements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from django.core.files.uploadedfile import UploadedFile

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import Plain
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.exchange.concluding import (
    SIGNED,
    acceptance_of,
    conclude,
    offers_of,
    record_event,
    refuse,
)
from zorginkoop.portal.exchange.models import Import, Received, ReceivedAnswer, ReceivedEvidence, ReceivedStatus
from zorginkoop.portal.exchange.reading import Arrived
from zorginkoop.portal.exchange.store import path_of
from zorginkoop.portal.intake import files as evidence_files
from zorginkoop.portal.intake.confirming import confirmed
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.register.models import Employment, Evidence, Fact, Provider

SOURCE = "opgave, via VECOZO"
PROVIDER, PERSON, ROW = "aanbieder", "persoon", "rij"
NO_CODES = "leeg"
# facts of a person that stand in columns of the register's own table of who works where
COLUMNS = {"uren_hier": "hours_here", "dienstverband": "contract_form"}
# what a step at VECOZO is called by the policies; an event that a policy does not declare is not written
EVENTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("vragenlijst", "verstuurd"): ("vragenlijst_aangeboden", "vecozo_vragenlijst_gemaild"),
    ("vragenlijst", "ingevuld"): ("vragenlijst_bevestigd",),
    ("overeenkomst", "verstuurd"): ("aanbod_gedaan", "vecozo_bericht_verstuurd"),
    ("prijslijst", "verstuurd"): ("prijslijst_aangeboden",),
    ("prijslijst", "geaccepteerd"): ("prijslijst_akkoord",),
}
AT_ONCE = 500


class Recorder:
    """Records what a processed delivery means for each provider; everything happens inside the change of its caller."""

    def __init__(self, delivery: Import) -> None:
        """Prepare for the agreement of a delivery."""
        self.delivery = delivery
        self.agreement = delivery.agreement
        self.rules = compiled(self.agreement)
        self.moment = clock.now()

    def record(self, arrived: Arrived) -> Plain:
        """Record what is new, provider by provider; gives how much came of it."""
        told: list[Received] = [*arrived.statuses, *arrived.answers, *arrived.evidence]
        providers = sorted({one.provider_id for one in told if one.provider_id is not None})
        counts = {"events": 0, "questionnaires": 0, "agreements": 0, "refusals": 0}
        for start in range(0, len(providers), AT_ONCE):
            some = list(Provider.objects.filter(pk__in=providers[start : start + AT_ONCE]).order_by("pk"))
            by_provider, offers = _Told.of(self.agreement.pk, some), offers_of(self.agreement, some)
            for provider in some:
                told_of, offer = by_provider[provider.pk], offers.get(provider.pk)
                counts["events"] += self._events(provider, told_of.statuses)
                counts["questionnaires"] += self._questionnaire(provider, told_of)
                acceptance = acceptance_of(told_of.statuses, offer)
                if acceptance.signed is not None:
                    counts["events"] += record_event(self.agreement, provider, SIGNED, acceptance.signed)
                counts["agreements"] += conclude(self.agreement, offer, acceptance)
                counts["refusals"] += refuse(offer, acceptance)
        return dict(counts)

    def _events(self, provider: Provider, statuses: Iterable[ReceivedStatus]) -> int:
        """Write what the policy knows as an event, the first time that it happened."""
        first: dict[str, datetime] = {}
        for one in statuses:
            for name in EVENTS.get((one.piece, one.status), ()):
                if name in self._declared:
                    first.setdefault(name, one.moment)
        return sum(record_event(self.agreement, provider, name, moment) for name, moment in first.items())

    def _questionnaire(self, provider: Provider, told: _Told) -> bool:
        """Keep how far the questionnaire of a provider is; gives whether it was confirmed by this delivery."""
        if not told.answers and not any(one.piece == "vragenlijst" for one in told.statuses):
            return False
        moments = (*(told.first(status) for status in ("verstuurd", "geopend", "ingevuld")), told.answered, self.moment)
        opened = next(moment for moment in moments if moment is not None)
        questionnaire, _ = Questionnaire.objects.get_or_create(
            agreement=self.agreement, provider=provider, defaults={"opened_at": opened}
        )
        if questionnaire.first_seen_at is None and told.first("geopend"):
            questionnaire.first_seen_at = told.first("geopend")
            questionnaire.save()
        if questionnaire.confirmed_at is not None or not told.answers:
            self._evidence(questionnaire, told)
            return False
        answers = told.latest()
        write_answers(provider, self._care_group, answers)
        questionnaire.confirmed_at = told.first("ingevuld") or told.answered
        questionnaire.receipt = self._receipt(provider, answers, told.evidence)
        questionnaire.receipt_hash = content_hash(questionnaire.receipt)
        questionnaire.save()
        self._evidence(questionnaire, told)
        confirmed.send(Questionnaire, questionnaire=questionnaire)
        return True

    @cached_property
    def _declared(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.rules.planning.events)

    @cached_property
    def _care_group(self) -> str:
        return self.agreement.season.edition.partition("/")[0]

    @cached_property
    def _facts(self) -> dict[tuple[str, str], FactDeclaration]:
        return {(fact.subject, fact.name): fact for fact in self.rules.agreement.facts}

    def _evidence(self, questionnaire: Questionnaire, told: _Told) -> None:
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
                evidence=piece,
            )

    def _receipt(
        self, provider: Provider, answers: Sequence[ReceivedAnswer], evidence: Sequence[ReceivedEvidence]
    ) -> Plain:
        """Write every answer as text that stays as it is, in the form of a questionnaire of this portal."""
        speaker = Speaker(self.rules.agreement, "nl")
        lines: list[object] = []
        for one in answers:
            fact = self._facts[one.subject, one.question]
            files = [
                {"naam": piece.name, "inhoud": piece.content_hash}
                for piece in evidence
                if (piece.subject, piece.row, piece.question) == (one.subject, one.row, one.question)
            ]
            lines.append(
                {
                    "over": one.question if not one.row else f"{one.subject}/{one.row}/{one.question}",
                    "van": one.row,
                    "vraag": speaker.name(one.subject, one.question),
                    "antwoord": speaker.written(fact, read_value(fact, one.text)),
                    "bron": SOURCE,
                    **({"bewijs": files} if files else {}),
                }
            )
        return {"aanbieder": provider.name, "overeenkomst": self.agreement.title, "antwoorden": lines}


class _Told:
    """Everything that VECOZO told of one provider for one agreement so far."""

    def __init__(self) -> None:
        self.statuses: list[ReceivedStatus] = []
        self.answers: list[ReceivedAnswer] = []
        self.evidence: list[ReceivedEvidence] = []

    @classmethod
    def of(cls, agreement: int, providers: Sequence[Provider]) -> Mapping[int, _Told]:
        """Read it for several providers at once."""
        found: dict[int, _Told] = defaultdict(cls)
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
    def answered(self) -> datetime | None:
        """Give when the last answer was confirmed."""
        return self.answers[-1].answered_at if self.answers else None

    def latest(self) -> list[ReceivedAnswer]:
        """Give the last answer to each question."""
        return list({(one.subject, one.row, one.question): one for one in self.answers}.values())


def write_answers(provider: Provider, care_group: str, answers: Iterable[ReceivedAnswer]) -> None:
    """Let answers be facts of the register from today; call it inside `changing`."""
    today, moment = clock.today(), clock.now()
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for one in answers:
        if one.subject == PERSON and one.question in COLUMNS:
            columns[one.row][COLUMNS[one.question]] = one.text
            continue
        whose = {
            "provider": provider,
            "subject_kind": one.subject if one.subject in (PROVIDER, PERSON) else ROW,
            "subject_id": one.row or provider.agb_code,
            "name": one.question,
            "care_group": care_group,
            "year": None,
        }
        earlier = Fact.objects.standing().filter(**whose, known_since=today)
        earlier.update(withdrawn_at=moment)  # of one day the later statement counts
        Fact.objects.create(**whose, text=one.text or NO_CODES, source=SOURCE, known_since=today)
    standing = Employment.objects.standing().filter(provider=provider, person_agb__in=columns)
    for row in standing.order_by("pk"):
        changes = columns[row.person_agb]
        if all(getattr(row, column) == text for column, text in changes.items()):
            continue
        Employment.objects.filter(pk=row.pk).update(withdrawn_at=moment)
        row.pk, row._state.adding = None, True
        row.source, row.known_since = SOURCE, today
        for column, text in changes.items():
            setattr(row, column, text)
        row.save(force_insert=True)
