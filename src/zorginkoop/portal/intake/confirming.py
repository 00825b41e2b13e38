"""Confirm a questionnaire: in one change the answers become facts of the register, with their source and moment."""

from __future__ import annotations

from django.dispatch import Signal

from zorginkoop.kernel.ask import Question
from zorginkoop.kernel.ask_answers import SOURCE
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import Plain, changing
from zorginkoop.portal.intake.drafts import Draft, draft_of
from zorginkoop.portal.intake.jobs import make_receipt
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.intake.opening import CONFIRMED, is_closed, record_event
from zorginkoop.portal.intake.reopening import confirmed_anew
from zorginkoop.portal.intake.saving import locked
from zorginkoop.portal.intake.stating import NO_CODES, Statement, state
from zorginkoop.portal.register.models import Evidence

_CHANGED = (
    "confirmed_at", "confirmed_by", "receipt", "receipt_hash", "paper_hash", "paper_made_at", "reopened_until",
    "confirmation",
)  # fmt: skip

confirmed = Signal()  # questionnaire: sent inside the change, so that what follows stands or falls with it


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
        held = locked(questionnaire)
        questionnaire.reopened_until, questionnaire.confirmation = held.reopened_until, held.confirmation
        draft = draft_of(questionnaire)
        _check(draft, shown)
        moment = draft.moment
        receipt = receipt_of(draft)
        _write_facts(draft)
        _write_evidence(draft)
        if held.reopened_until is None:  # confirming anew makes nothing late that came on time
            record_event(questionnaire, CONFIRMED, moment)
        else:
            confirmed_anew(questionnaire, moment)
        questionnaire.confirmed_at, questionnaire.confirmed_by = moment, by
        questionnaire.receipt, questionnaire.receipt_hash = receipt, content_hash(receipt)
        questionnaire.save(update_fields=_CHANGED)
        change.details["receipt"] = questionnaire.receipt_hash
        confirmed.send(Questionnaire, questionnaire=questionnaire)
        make_receipt.enqueue(questionnaire.pk)
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


def _write_facts(draft: Draft) -> None:
    care_group = draft.questionnaire.agreement.season.edition.partition("/")[0]
    stated = [_statement(question, text) for question, text in _told(draft)]
    state(care_group, {draft.questionnaire.provider: stated}, SOURCE)


def _statement(question: Question, text: str) -> Statement:
    year = question.at.key.partition("@")[2]
    return Statement(
        question.declaration.subject,
        question.at.place[-1][1] if question.at.place else "",
        question.declaration.name,
        text,
        int(year) if year else None,
    )


def _write_evidence(draft: Draft) -> None:
    """Hand the evidence of every fact that was answered with yes to the register, to be judged.

    What was handed in for one fact is one piece, of one file or more: an annex that is in order proves nothing beside a
    certificate that is not. It is there when its last file is, and holds until the first of them ends.
    """
    for question in draft.shown:
        files = [one for one in draft.taken_in(question) if one.evidence_id is None]  # else with one before
        if not files:
            continue
        piece = Evidence.objects.create(
            provider=draft.questionnaire.provider,
            fact=files[0].fact,
            handed_in_at=max(one.uploaded_at for one in files),
            valid_until=min((one.valid_until for one in files if one.valid_until), default=None),
        )
        EvidenceFile.objects.filter(pk__in=[one.pk for one in files]).update(evidence=piece)


def receipt_of(draft: Draft) -> Plain:
    """Give every question on the page with its answer, as text that stays as it is."""
    speaker = Speaker(draft.rules.agreement, "nl")
    lines: list[object] = []
    for question in draft.shown:
        given = draft.given.get(question.at.label)
        files = [
            {
                "naam": one.name_for_all,
                "inhoud": one.content_hash,
                "scan": "schoon" if one.scanned_at else "niet gescand",
            }
            for one in draft.taken_in(question)
        ]
        lines.append(
            {
                "over": question.at.label,
                "van": question.of,
                "vraag": speaker.name(question.declaration.subject, question.at.key),
                "antwoord": answer_words(speaker, question, given),
                "bron": SOURCE if given is not None else question.known.source,
                **({"sinds": _since(question)} if given is None and question.known.known_since else {}),
                **({"bewijs": files} if files else {}),
            }
        )
    return {"aanbieder": draft.recorded.name, "overeenkomst": draft.questionnaire.agreement.title, "antwoorden": lines}


def _since(question: Question) -> str:
    moment = question.known.known_since
    return "" if moment is None else moment.astimezone(AMSTERDAM).date().isoformat()


def answer_words(speaker: Speaker, question: Question, given: str | None) -> str:
    """Write an answer, or what was recorded before, in words."""
    if given is None:
        return speaker.value(question.declaration.subject, question.known)
    return speaker.written(question.declaration, read_value(question.declaration, "" if given == NO_CODES else given))
