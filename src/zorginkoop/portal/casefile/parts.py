"""What goes into a season file, part by part and in order: which rows, which fields of them, and which papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zorginkoop.portal.agenda.models import ExtensionTold
from zorginkoop.portal.agreements.models import (
    Agreement,
    EvaluationReport,
    Offer,
    OfferSignature,
    Reconsideration,
    RefusalLetter,
    SampleAnswer,
    SampleFile,
    SampleFinding,
    SampleRequest,
)
from zorginkoop.portal.assessment.models import (
    Assessment,
    Completion,
    ExceptionRequest,
    Interest,
    Proposal,
    ReconsiderationRequest,
    WorkItem,
)
from zorginkoop.portal.assessment.pages import WITHHELD
from zorginkoop.portal.casefile.models import CaseFile
from zorginkoop.portal.casefile.rows import Plain, told
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.exchange.models import Difference, ReceivedAnswer, ReceivedEvidence, ReceivedStatus, SentProvider
from zorginkoop.portal.intake.models import Correction as Contested
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile, ExpiryNotice, Questionnaire, Reopening
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.models import Receiver, Reminder
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.places.models import StatusInterval
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.recoding.models import RecodingTold
from zorginkoop.portal.register.models import (
    Certificate,
    CodeCase,
    Decision,
    Employment,
    Event,
    Evidence,
    Fact,
    GroupMember,
    Index,
    Location,
    Mandate,
    Note,
    Provider,
    RecordedAgreement,
    Row,
    Screening,
    Signatory,
)
from zorginkoop.portal.requests.models import AgreementRequest
from zorginkoop.portal.requests.models import Document as RequestDocument
from zorginkoop.portal.selection.approach import Reasons
from zorginkoop.portal.selection.models import Choice, Correction, Invitation, Says

Rows = Callable[[Provider, Season], QuerySet[Any, Any]]
More = Callable[[Any], Plain]
_RECORDED = ("source", "known_since", "withdrawn_at")
_STAY = ("valid_from", "valid_until")
_OF_FILE = (
    "public_id", "questionnaire.number", "fact", "evidence_id", "name", "media_type", "size", "content_hash",
    "valid_from", "valid_until", "uploaded_by", "uploaded_at", "scanned_at", "withdrawn_at",
)  # fmt: skip


def _nothing_more(_row: object) -> Plain:
    return {}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind: their file, what they are, how they are found, and their fields."""

    path: str
    title: str
    rows: Rows
    fields: tuple[str, ...]
    more: More = _nothing_more
    confidential: bool = False

    def lines(self, provider: Provider, season: Season) -> list[Plain]:
        """Give the rows as plain data, in the order in which they came to be."""
        found = self.rows(provider, season).order_by("pk")
        return [{**told(row, self.fields), **self.more(row)} for row in found]


def _of(model: Any, agreement: str = "") -> Rows:  # noqa: ANN401 - any table with a provider
    """Give the rows of a provider; of this season where they hang on one of its agreements."""

    def rows(provider: Provider, season: Season) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = model._default_manager.filter(provider=provider)
        return found.filter(**{f"{agreement}__season": season}) if agreement else found

    return rows


def _through(model: Any, way: str, agreement: str = "agreement") -> Rows:  # noqa: ANN401 - as above
    """Give the rows that hang on a row of a provider."""

    def rows(provider: Provider, season: Season) -> QuerySet[Any, Any]:
        asked = {f"{way}__provider": provider, f"{way}__{agreement}__season": season}
        found: QuerySet[Any, Any] = model._default_manager.filter(**asked)
        return found

    return rows


def _in_year(model: Any) -> Rows:  # noqa: ANN401 - as above
    def rows(provider: Provider, season: Season) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = model._default_manager.filter(provider=provider, insurer=season.insurer)
        return found.filter(year=season.contract_year)

    return rows


def _told_decisions(provider: Provider, season: Season) -> QuerySet[Decision]:
    """Give what was decided, without what is known of integrity: that is shielded, and given by its officer alone."""
    found = Decision.objects.filter(provider=provider, insurer=season.insurer, year=season.contract_year)
    return found.exclude(fact__in=WITHHELD)


def _messages(provider: Provider, season: Season) -> QuerySet[Message]:
    """Give the messages since the season opened; those with a link for one person are shown to nobody."""
    whose = Message.objects.filter(for_whom=str(provider.public_id), secret=False)
    return whose.filter(written_at__gte=season.opened_at)


def _questions(provider: Provider, season: Season) -> QuerySet[Question]:
    return Question.objects.filter(provider=provider, season=season)


def _shared_notes(provider: Provider, season: Season) -> QuerySet[Note]:
    """Give what was written for colleagues since the season opened, and not what somebody wrote for itself."""
    return Note.objects.filter(provider=provider, shared=True, written_at__gte=season.opened_at)


def evidence_files(provider: Provider, season: Season) -> QuerySet[EvidenceFile]:
    """Give the files of evidence that everybody may see who may see the provider."""
    return _files(provider, season).filter(confidential_because="")


def confidential_files(provider: Provider, season: Season) -> QuerySet[EvidenceFile]:
    """Give the files of evidence that were said to be confidential."""
    return _files(provider, season).exclude(confidential_because="")


def _files(provider: Provider, season: Season) -> QuerySet[EvidenceFile]:
    return EvidenceFile.objects.filter(questionnaire__provider=provider, questionnaire__agreement__season=season)


def _said(choice: Choice) -> Plain:
    """Say the reason of a choice in words, with its place in the policy, as a letter does."""
    if not choice.reason:
        return {"reden_in_woorden": "", "plaats_in_beleid": ""}
    words = Reasons(compiled(choice.run.agreement).agreement)
    unknown = choice.says == Says.UNDECIDED
    return {
        "reden_in_woorden": words.words(choice.reason, unknown=unknown),
        "plaats_in_beleid": words.clause(choice.reason),
    }


TABLES = (
    Table("01-register/aanbieder.json", "De aanbieder zoals hij in het register staat",
          lambda provider, _season: Provider.objects.filter(pk=provider.pk),
          ("agb_code", "name", "kind", "kvk_number", "postcode", "place", "vecozo_email", "predecessor_agb",
           "group_code", "ended_on", "fixed_purchaser", *_RECORDED)),
    Table("01-register/vestigingen.json", "Vestigingen", _of(Location),
          ("agb_code", "name", "postcode", "place", *_STAY, *_RECORDED)),
    Table("01-register/zorgverleners.json", "Wie er werkt", _of(Employment),
          ("person_agb", "name", "profession", "hours_here", *_STAY, *_RECORDED)),
    Table("01-register/feiten.json", "Feiten met bron en datum", _of(Fact),
          ("subject_kind", "subject_id", "name", "care_group", "year", "text", *_STAY, *_RECORDED)),
    Table("01-register/rijen.json", "Rijen van het register", _of(Row), ("relation", "row", *_STAY, *_RECORDED)),
    Table("01-register/indexen.json", "Behandelindexen", _of(Index),
          ("kind", "year", "version", "treatment", "value", "patients", *_RECORDED)),
    Table("01-register/certificaten.json", "VECOZO-certificaten", _of(Certificate), ("number", *_STAY, *_RECORDED)),
    Table("01-register/tekenbevoegden.json", "Tekenbevoegden", _of(Signatory),
          ("name", "jointly", "kvk_extract_date", "kvk_extract_hash", *_STAY, "withdrawn_at", "named_by", "checked_by",
           "checked_at", "refusal")),
    Table("01-register/mensen.json", "Wie voor de aanbieder mocht handelen", _of(Mandate),
          ("user", "role", *_STAY, "given_by", "withdrawn_at")),
    Table("01-register/beheerders.json", "Benoemde beheerders", _of(Appointment),
          ("name", "made_by", "made_at", "taken_up_at", "user", "evidence", "evidence_on", "checked_by", "checked_at",
           "refusal", "withdrawn_at")),
    Table("01-register/groepen.json", "Groepen waarvan de aanbieder lid was", _of(GroupMember),
          ("group_code", *_STAY)),
    Table("01-register/codewijzigingen.json", "Wijzigingen van AGB-codes", _of(CodeCase),
          ("kind", "successor.agb_code", "effective_on", "ground", "opened_by", "opened_at", "decided_by", "decided_at",
           "agreed", "refusal")),
    Table("01-register/gebeurtenissen.json", "Wat er wanneer gebeurde", _in_year(Event),
          ("care_type", "name", "happened_at")),
    Table("02-selectie/keuzes.json", "Wat elke selectie zei, met de reden",
          lambda provider, season: Choice.objects.filter(provider=provider, run__agreement__season=season)
          .select_related("run__agreement__season", "run__confirmed_by"),
          ("run.number", "run.agreement.name", "run.on", "run.known", "run.state", "run.content_hash",
           "run.requested_by", "run.confirmed_by", "run.confirmed_at", "says", "approach", "in_audience", "route",
           "result", "reason", "not_met", "unknown"), _said),
    Table("02-selectie/afwijkingen.json", "Afwijkingen van het beleid, met wie akkoord gaf",
          _through(Correction, "choice", "run__agreement"),
          ("choice.run.number", "approach", "ground", "made_by", "made_at", "agreed_by", "agreed_at", "withdrawn_by",
           "withdrawn_at")),
    Table("02-selectie/uitnodigingen.json", "Uitnodigingen", _of(Invitation, "agreement"),
          ("agreement.name", "run.number", "channel", "invited_at", "message.public_id")),
    Table("03-berichten/berichten.json", "Alle berichten sinds het seizoen openging", _messages,
          ("public_id", "to", "subject", "body", "written_at", "state", "state_note", "handed_over_at", "message_id")),
    Table("03-berichten/mailings.json", "Mailings", _of(Receiver, "mailing__agreement"),
          ("mailing.title", "mailing.approved_by", "mailing.approved_at", "mailing.content_hash", "address",
           "exclusion", "message.public_id", "letter_hash", "done_at", "posted_on")),
    Table("03-berichten/herinneringen.json", "Herinneringen", _of(Reminder, "agreement"),
          ("agreement.name", "event", "last_day", "days", "as_signatory", "message.public_id", "sent_at")),
    Table("04-vragenlijst/vragenlijsten.json", "Vragenlijsten", _of(Questionnaire, "agreement"),
          ("public_id", "number", "agreement.name", "opened_at", "first_seen_at", "confirmed_at", "confirmed_by",
           "receipt_hash", "paper_hash", "paper_made_at", "reopened_until", "confirmation")),
    Table("04-vragenlijst/antwoorden.json", "De antwoorden zoals ze werden bewaard",
          _through(DraftAnswer, "questionnaire"),
          ("questionnaire.number", "about", "text", "version", "given_by", "given_at")),
    Table("04-vragenlijst/heropend.json", "Wanneer een bevestigde vragenlijst weer open ging, met wat daarvoor gold",
          _through(Reopening, "questionnaire"),
          ("questionnaire.number", "ground", "last_day", "proposed_by", "proposed_at", "agreed_by", "agreed_at",
           "withdrawn_by", "withdrawn_at", "number", "confirmed_at", "confirmed_by", "receipt", "receipt_hash",
           "paper_hash", "answers", "typed", "ended_at", "confirmed_anew")),
    Table("04-vragenlijst/klopt-niet.json", "Wat volgens de aanbieder niet klopte",
          _through(Contested, "questionnaire"),
          ("questionnaire.number", "about", "shown", "text", "said_by", "said_at", "handled_by", "handled_at",
           "verdict", "reply")),
    Table("04-vragenlijst/verlengingen.json", "Verlengde termijnen",
          lambda provider, season: Extension.objects.filter(
              Q(provider=provider) | Q(provider=None), agreement__season=season),
          ("agreement.name", "event", "last_day", "ground", "proposed_by", "proposed_at", "agreed_by", "agreed_at",
           "withdrawn_at")),
    Table("04-vragenlijst/verlengd-bericht.json", "Aan wie een verlenging werd verteld", _of(ExtensionTold),
          ("extension.event", "extension.last_day", "message.public_id")),
    Table("04-vragenlijst/andere-regels-bericht.json", "Bericht dat de regels van het seizoen anders werden",
          _of(RecodingTold, "recoding"),
          ("recoding.from_hash", "recoding.to_hash", "recoding.told", "recoding.agreed_at", "message.public_id")),
    Table("05-bewijs/bewijsstukken.json", "Bewijsstukken met het oordeel", _of(Evidence),
          ("pk", "fact", "handed_in_at", "valid_until", "verdict", "ground", "judged_at")),
    Table("05-bewijs/bestanden.json", "De bestanden van het bewijs", evidence_files, _OF_FILE),
    Table("05-bewijs/verloopt.json", "Bewijs waarvan werd verteld dat het verloopt",
          lambda provider, season: ExpiryNotice.objects.filter(evidence__provider=provider),  # noqa: ARG005 - of every season
          ("evidence_id", "valid_until", "raised_at", "message.public_id", "handled_at", "handled_by", "note")),
    Table("06-uitkomsten/uitkomsten.json", "Uitkomsten", _of(Assessment, "agreement"),
          ("public_id", "agreement.name", "on", "judged_at", "cause", "route", "result", "variant", "content_hash",
           "superseded_at", "withheld", "released_by", "released_at")),
    Table("06-uitkomsten/verslagen.json", "Verslagen van beoordelingen", _through(EvaluationReport, "assessment"),
          ("public_id", "assessment.public_id", "made_at", "file_hash")),
    Table("07-werk/werk.json", "Wat een mens moest beoordelen", _of(WorkItem, "agreement"),
          ("public_id", "agreement.name", "kind", "reference", "raised_at", "assigned_to", "closed_at", "closed_by",
           "closed_for", "note", "over_at")),
    Table("07-werk/aanvullingen.json", "Wat wij vroegen aan te vullen, en wat er kwam", _through(Completion, "item"),
          ("public_id", "item.public_id", "asked", "last_day", "asked_by", "asked_at", "answer", "answered_by",
           "answered_at", "ended_at")),
    Table("07-werk/voorstellen.json", "Voorgestelde besluiten, met de tweede persoon", _through(Proposal, "item"),
          ("item.public_id", "fact", "text", "ground", "valid_from", "needs_second", "made_by", "made_at", "agreed_by",
           "agreed_at", "refused_by", "refused_at", "refusal", "in_force_at")),
    Table("07-werk/besluiten.json", "Besluiten", _told_decisions,
          ("care_type", "fact", "text", "ground", "decided_by", "decided_at")),
    Table("07-werk/heroverwegingen.json", "Verzoeken om een uitkomst te heroverwegen, met het antwoord",
          _of(ReconsiderationRequest, "agreement"),
          ("public_id", "assessment.public_id", "text", "asked_by", "asked_at", "verdict", "reply", "answered_by",
           "answered_at")),
    Table("07-werk/uitzonderingen.json", "Verzoeken om een uitzondering, met het besluit",
          _of(ExceptionRequest, "agreement"),
          ("public_id", "task", "grounds", "asked_by", "asked_at", "name", "content_hash", "decided_at", "granted",
           "reply")),
    Table("08-aanbod/aanbiedingen.json", "Aanbiedingen", _of(Offer, "agreement"),
          ("public_id", "number", "agreement.name", "assessment.public_id", "channel", "variant", "term_from",
           "term_until", "last_signing_day", "offered_at", "offered_by", "outcome_hash", "content_hash", "sealed_hash",
           "file_hash", "state", "ended_at", "ended_by", "reason", "late_until", "late_ground", "late_at", "late_by",
           "starts_on", "earlier_at", "earlier_by", "earlier_ground", "held_at")),
    Table("08-aanbod/heroverwegingen.json", "Heroverwogen aanbiedingen", _through(Reconsideration, "offer"),
          ("offer.number", "assessment.public_id", "raised_at", "over_at", "course", "ground", "decided_by",
           "decided_at")),
    Table("08-aanbod/handtekeningen.json", "Handtekeningen", _through(OfferSignature, "offer"),
          ("offer.number", "user", "signatory.name", "signed_at", "declared", "file_hash")),
    Table("08-aanbod/overeenkomsten.json", "Gesloten overeenkomsten", _through(Agreement, "offer"),
          ("offer.number", "recorded.number", "concluded_at", "content_hash", "file_hash")),
    Table("08-aanbod/steekproef.json", "Steekproeven waarin de aanbieder is getrokken",
          _of(SampleRequest, "sample__agreement"),
          ("public_id", "agreement.offer.number", "sample.number", "sample.seed", "sample.population_hash",
           "sample.last_day", "sample.agreed_at", "declarations", "judged_at")),
    Table("08-aanbod/steekproef-antwoorden.json", "Wat de aanbieder daarin liet zien",
          _through(SampleAnswer, "request", "sample__agreement"),
          ("request.public_id", "turn", "text", "given_by", "given_at")),
    Table("08-aanbod/steekproef-bestanden.json", "De bestanden daarbij",
          _through(SampleFile, "answer__request", "sample__agreement"),
          ("answer.request.public_id", "answer.turn", "name", "media_type", "content_hash", "scanned_at")),
    Table("08-aanbod/steekproef-bevindingen.json", "Wat wij daarvan vonden",
          _through(SampleFinding, "request", "sample__agreement"),
          ("request.public_id", "turn", "declaration", "verdict", "reason", "found_by", "found_at")),
    Table("08-aanbod/geschiedenis.json", "Overeenkomsten van alle jaren", _of(RecordedAgreement),
          ("number", "insurer", "label", "product_type", "care_type", "variant", "concluded_on", *_STAY, "source",
           "withdrawn_at")),
    Table("08-aanbod/brieven.json", "Brieven over een afwijzing", _through(RefusalLetter, "assessment"),
          ("public_id", "assessment.public_id", "day", "made_at", "file_hash")),
    Table("08-aanbod/contractstatus.json", "De contractstatus, van dag tot dag, met de redenen",
          _of(StatusInterval, "agreement"),
          ("agreement.name", "product_type", "layer", "kind", "location", "care", "row", "first", "last", "status",
           "reasons", "computed_at")),
    Table("09-vragen/aanvragen.json", "Aanvragen om een overeenkomst", _of(AgreementRequest, "agreement"),
          ("public_id", "agreement.name", "practice_name", "asked_by", "person_name", "email", "care", "locations",
           "adds", "received_at", "confirmed_at", "vouched_by", "vouched_how", "wanted", "granted_by", "granted_at",
           "ground",
           "agreed_by", "outcome", "ended_at", "ended_by", "reason", "places", "answer")),
    Table("09-vragen/stukken.json", "Stukken bij aanvragen", _through(RequestDocument, "request"),
          ("public_id", "request.public_id", "name", "media_type", "size", "content_hash", "added_at")),
    Table("09-vragen/vragen.json", "Vragen over het beleid", _questions,
          ("public_id", "about", "about_words", "text", "asked_by", "asked_at", "confirmed_at", "answer.number",
           "answer.text", "answered_at", "closed_at", "closing_reason")),
    Table("10-vecozo/geleverd.json", "Wat naar VECOZO ging", _of(SentProvider, "export__agreement"),
          ("export.number", "export.asked_at", "export.file_hash", "offer.number")),
    Table("10-vecozo/statussen.json", "Wat VECOZO meldde", _of(ReceivedStatus, "agreement"),
          ("agreement.name", "piece", "status", "moment", "by", "variant", "closes_on", "brought.content_hash")),
    Table("10-vecozo/antwoorden.json", "Antwoorden via VECOZO", _of(ReceivedAnswer, "agreement"),
          ("agreement.name", "subject", "row", "question", "text", "answered_at", "brought.content_hash")),
    Table("10-vecozo/bewijs.json", "Bewijs via VECOZO", _of(ReceivedEvidence, "agreement"),
          ("agreement.name", "subject", "row", "question", "name", "content_hash", "handed_in_at", "valid_until")),
    Table("10-vecozo/verschillen.json", "Verschillen met VECOZO", _of(Difference, "agreement"),
          ("agreement.name", "kind", "about", "ours", "theirs", "seen_at", "gone_at", "choice", "ground", "decided_by",
           "decided_at")),
    Table("11-vertrouwelijk/belangen.json", "Wie bij ons een band met de aanbieder meldde", _of(Interest),
          ("person", "kind", "stated_at", "ended_at"), confidential=True),
    Table("11-vertrouwelijk/bewijs.json", "Bewijs dat vertrouwelijk is, met de reden", confidential_files,
          (*_OF_FILE, "confidential_because"), confidential=True),
    Table("11-vertrouwelijk/dossierbestanden.json", "Eerder gemaakte dossierbestanden", _of(CaseFile),
          ("number", "for_whom", "ground", "asked_by", "asked_at", "made_at", "file_hash"), confidential=True),
    Table("11-vertrouwelijk/notities.json", "Notities van medewerkers", _shared_notes,
          ("kind", "text", "author", "written_at", "follow_up_on", "done_at"), confidential=True),
    Table("11-vertrouwelijk/controles.json", "Controles", _of(Screening),
          ("subject", "result", "finding", "checked_on", *_RECORDED), confidential=True),
)  # fmt: skip
