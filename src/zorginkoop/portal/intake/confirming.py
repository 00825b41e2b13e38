"""Confirm a questionnaire: in one change the answers become facts of the register, with their source and moment."""

from __future__ import annotations

from datetime import datetime

from django.dispatch import Signal

from zorginkoop.kernel.ask import Question
from zorginkoop.kernel.ask_answers import SOURCE
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import Plain, changing
from zorginkoop.portal.intake.drafts import NO_CODES, Draft, draft_of
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.intake.opening import CONFIRMED, is_closed, record_event
from zorginkoop.portal.intake.saving import locked
from zorginkoop.portal.register.models import Employment, Evidence, Fact

confirmed = Signal()  # questionnaire: sent inside the change, so that what follows stands or falls with it

_PROVIDER, _PERSON, _ROW = "aanbieder", "persoon", "rij"
# facts of a person that stand in columns of the register's own table of who works where
_COLUMNS = {"uren_hier": "hours_here", "dienstverband": "contract_form"}


class CannotConfirmError(Exception):
    """Why a questionnaire cannot be confirmed now; nothing was changed."""

    def __init__(
        self,
        *,
        closed: bool = False,
        changed: bool = False,
        unanswered: tuple[Question, ...] = (),
        without_evidence: tuple[Question, ...] = (),
    ) -> None:
        """Say what is in the way."""
        super().__init__()
        self.closed = closed
        self.changed = changed
        self.unanswered = unanswered
        self.without_evidence = without_evidence


def confirm(questionnaire: Questionnaire, shown: str, by: User) -> Questionnaire:
    """Confirm the answers that were shown, named by their hash, on behalf of the provider.

    CannotConfirmError says what is in the way; AlreadyConfirmedError that somebody else was first.
    """
    with changing("intake.confirmed", about=questionnaire, for_whom=questionnaire.provider.public_id) as change:
        locked(questionnaire)
        draft = draft_of(questionnaire)
        _check(draft, shown)
        moment = draft.moment
        _write_facts(draft, moment)
        _write_evidence(draft)
        record_event(questionnaire, CONFIRMED, moment)
        receipt = receipt_of(draft)
        questionnaire.confirmed_at, questionnaire.confirmed_by = moment, by
        questionnaire.receipt, questionnaire.receipt_hash = receipt, content_hash(receipt)
        questionnaire.save(update_fields=["confirmed_at", "confirmed_by", "receipt", "receipt_hash"])
        change.details["receipt"] = questionnaire.receipt_hash
        confirmed.send(Questionnaire, questionnaire=questionnaire)
    return questionnaire


def _check(draft: Draft, shown: str) -> None:
    if is_closed(draft.questionnaire, draft.moment):
        raise CannotConfirmError(closed=True)
    if draft.content_hash != shown:
        raise CannotConfirmError(changed=True)
    if draft.unanswered or draft.without_evidence:
        raise CannotConfirmError(unanswered=draft.unanswered, without_evidence=draft.without_evidence)


def _told(draft: Draft) -> list[tuple[Question, str]]:
    """Give the answers to the questions that were on the page; one that lost its meaning is left out."""
    return [(one, draft.given[one.at.label]) for one in draft.shown if one.at.label in draft.given]


def _write_facts(draft: Draft, moment: datetime) -> None:
    today, provider = draft.on, draft.questionnaire.provider
    care_group = draft.questionnaire.agreement.season.edition.partition("/")[0]
    columns: dict[str, dict[str, str]] = {}
    for question, text in _told(draft):
        kind, name = question.declaration.subject, question.declaration.name
        if kind == _PERSON and name in _COLUMNS:
            columns.setdefault(question.at.place[-1][1], {})[_COLUMNS[name]] = text
            continue
        year = question.at.key.partition("@")[2]
        whose = {
            "provider": provider,
            "subject_kind": kind if kind in (_PROVIDER, _PERSON) else _ROW,
            "subject_id": question.at.place[-1][1] if question.at.place else provider.agb_code,
            "name": name,
            "care_group": care_group,
            "year": int(year) if year else None,
        }
        earlier = Fact.objects.standing().filter(**whose, known_since=today)
        earlier.update(withdrawn_at=moment)  # of one day the later statement counts
        Fact.objects.create(**whose, text=text, source=SOURCE, known_since=today)
    _write_employments(draft, columns, moment)


def _write_employments(draft: Draft, columns: dict[str, dict[str, str]], moment: datetime) -> None:
    """Take each row that changes back and add it anew, as the provider states it."""
    standing = Employment.objects.standing().filter(provider=draft.questionnaire.provider)
    for row in standing.filter(person_agb__in=columns).order_by("pk"):
        changes = columns[row.person_agb]
        if all(getattr(row, column) == text for column, text in changes.items()):
            continue
        Employment.objects.filter(pk=row.pk).update(withdrawn_at=moment)
        row.pk, row._state.adding, row.entered_at = None, True, moment
        row.source, row.known_since = SOURCE, draft.on
        for column, text in changes.items():
            setattr(row, column, text)
        row.save(force_insert=True)


def _write_evidence(draft: Draft) -> None:
    """Hand the evidence of every fact that was answered with yes to the register, to be judged."""
    claimed = {question.at.key for question, text in _told(draft) if text == "ja"}
    for file in draft.files:
        if file.evidence_id is None and file.fact in claimed:
            piece = Evidence.objects.create(
                provider=draft.questionnaire.provider,
                fact=file.fact,
                handed_in_at=file.uploaded_at,
                valid_until=file.valid_until,
            )
            EvidenceFile.objects.filter(pk=file.pk).update(evidence=piece)


def receipt_of(draft: Draft) -> Plain:
    """Give every question on the page with its answer, as text that stays as it is."""
    speaker = Speaker(draft.rules.agreement, "nl")
    lines: list[object] = []
    for question in draft.shown:
        given = draft.given.get(question.at.label)
        files = [{"naam": one.name, "inhoud": one.content_hash} for one in draft.files_for(question)]
        lines.append(
            {
                "over": question.at.label,
                "van": question.of,
                "vraag": speaker.name(question.declaration.subject, question.at.key),
                "antwoord": answer_words(speaker, question, given),
                "bron": SOURCE if given is not None else question.known.source,
                **({"bewijs": files} if files else {}),
            }
        )
    return {"aanbieder": draft.recorded.name, "overeenkomst": draft.questionnaire.agreement.title, "antwoorden": lines}


def answer_words(speaker: Speaker, question: Question, given: str | None) -> str:
    """Write an answer, or what was recorded before, in words."""
    if given is None:
        return speaker.value(question.declaration.subject, question.known)
    return speaker.written(question.declaration, read_value(question.declaration, "" if given == NO_CODES else given))
