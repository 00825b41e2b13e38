"""A questionnaire as it stands: what is recorded, with the answers given so far laid over it, asked anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from zorginkoop.kernel.ask import Asked, Asker, Group, Question
from zorginkoop.kernel.ask_answers import Answer, laid_over
from zorginkoop.kernel.ask_reach import FactAt
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.facts import Evidence, RecordedSubject, Subject, resolve
from zorginkoop.kernel.language import FactKind
from zorginkoop.kernel.nearest import Nearest, NearestWays
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.editions.compiled import asker_of, compiled, contract_key, judge_of
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile, Questionnaire
from zorginkoop.portal.intake.stating import NO_CODES

ACCEPTED, REJECTED = "goed", "afgekeurd"
YES = "ja"


def open_files(questionnaire: Questionnaire) -> QuerySet[EvidenceFile]:
    """Give the evidence that stands, the oldest first."""
    return questionnaire.files.filter(withdrawn_at=None).order_by("uploaded_at", "pk")


@dataclass
class Draft:
    """One questionnaire with its answers, as on today."""

    questionnaire: Questionnaire
    rules: CompiledAgreement
    recorded: RecordedSubject
    answers: Mapping[str, DraftAnswer]
    files: list[EvidenceFile]
    moment: datetime  # when it was read: the answers count from then

    @property
    def on(self) -> date:
        """The day on which it was read."""
        return self.moment.astimezone(clock.AMSTERDAM).date()

    @property
    def _asker(self) -> Asker:
        return asker_of(self.questionnaire.agreement)

    @cached_property
    def _declared(self) -> dict[FactAt, FactDeclaration]:
        """Every fact that there is a question about; that does not hang on the answers."""
        return self._asker.facts_asked(self._resolved(self.recorded))

    @cached_property
    def laid(self) -> RecordedSubject:
        """What is recorded, with the answers over it; evidence waits for its judgement."""
        return self._laid(verdict="niet_beoordeeld")

    @cached_property
    def asked(self) -> Asked:
        """Every question as it stands after the answers."""
        return self._asker.ask(self._resolved(self.laid))

    @cached_property
    def every_group(self) -> tuple[Group, ...]:
        """Every question in its group, however it stands: what a page that was shown may bring back."""
        return self._asker.every_group(self._resolved(self.laid))

    @cached_property
    def given(self) -> dict[str, str]:
        """The answers that stand, by what they are about; evidence for a yes that was known states it anew."""
        answered = {about: answer.text for about, answer in self.answers.items() if answer.text}
        before = self._resolved(self.recorded).facts if self.files else {}
        renewed = {one.fact: YES for one in self.files if one.fact in before and before[one.fact].text == YES}
        return {**renewed, **answered}

    def was_known(self, question: Question) -> bool:
        """Tell whether an answer stands that nobody gave in this questionnaire: from a year before, or a register."""
        return question.known.value is not None and question.at.label not in self.given

    @property
    def known_before(self) -> tuple[Question, ...]:
        """The questions whose answer stands from before; what is asked per year never does."""
        return tuple(one for one in self.shown if self.was_known(one))

    @property
    def shown(self) -> tuple[Question, ...]:
        """The questions that matter: open, or answered or known before."""
        return tuple(one for one in self.asked.questions if one.matters)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions that still need an answer."""
        return tuple(one for one in self.asked.open if one.at.label not in self.given)

    @property
    def without_evidence(self) -> tuple[Question, ...]:
        """The questions that were answered yes and lack the evidence that goes with it."""
        return tuple(
            one
            for one in self.shown
            if one.wants_evidence and self.given.get(one.at.label) == YES and not self._usable(one)
        )

    @cached_property
    def provisional(self) -> Outcome:
        """What this would come to, if every piece of evidence that was handed in is accepted."""
        return self._judged(self._laid(verdict=ACCEPTED))

    @cached_property
    def better(self) -> tuple[Nearest, ...]:
        """What an offer, or a better variant, would ask."""
        return NearestWays(self.rules.agreement).of(self.provisional)

    @property
    def content_hash(self) -> str:
        """Name the answers and the evidence as they stand, so that what is confirmed is what was shown."""
        return content_hash(
            {
                "antwoorden": dict(sorted(self.given.items())),
                "bewijs": sorted(
                    f"{one.fact} {one.content_hash} {one.valid_from or ''}/{one.valid_until or ''}"
                    for one in self.files
                ),
            }
        )

    def files_for(self, question: Question) -> list[EvidenceFile]:
        """Give the evidence that was handed in for a question."""
        return [one for one in self.files if one.fact == question.at.key]

    def taken_in(self, question: Question) -> list[EvidenceFile]:
        """Give of that what goes to the register with the confirmation: only a yes is proven."""
        return self.files_for(question) if self.given.get(question.at.label) == YES else []

    def _judged(self, recorded: RecordedSubject) -> Outcome:
        key = contract_key(self.questionnaire.agreement.season)
        return judge_of(self.questionnaire.agreement).assess(self._resolved(recorded), key, self.moment)

    def _resolved(self, recorded: RecordedSubject) -> Subject:
        return resolve(recorded, self.rules.agreement, self.on, self.moment)

    def _laid(self, verdict: str) -> RecordedSubject:
        by_label = {at.label: at for at in self._declared}
        answers = {
            by_label[about]: self._answer(by_label[about], text, verdict)
            for about, text in self.given.items()
            if about in by_label
        }
        return laid_over(self.recorded, answers, self._declared, self.moment)

    def _answer(self, at: FactAt, text: str, verdict: str) -> Answer:
        declaration = self._declared[at]
        none = text == NO_CODES and declaration.kind == FactKind.CODES
        return Answer("" if none else text, tuple(_judged(one, verdict) for one in self._pieces(at, declaration)))

    def _usable(self, question: Question) -> list[Evidence]:
        """Give the evidence for a fact that was not rejected and is still valid."""
        return [
            one
            for one in self._pieces(question.at, question.declaration)
            if one.verdict != REJECTED and (one.valid_until is None or one.valid_until >= self.on)
        ]

    def earlier(self, question: Question) -> list[Evidence]:
        """Give the evidence for a question that the register has from before, the oldest first."""
        return self._earlier(question.declaration)

    def _earlier(self, declaration: FactDeclaration) -> list[Evidence]:
        records = self.recorded.facts.get(declaration.name, ()) if declaration.evidence == "ja" else ()
        pieces = {piece for record in records for piece in record.evidence}
        return sorted(pieces, key=lambda piece: piece.handed_in)

    def _pieces(self, at: FactAt, declaration: FactDeclaration) -> list[Evidence]:
        """Give the evidence for a fact: what the register has already, and what was handed in here."""
        if declaration.evidence != "ja" or at.place:
            return []
        mine = [
            Evidence(handed_in=one.uploaded_at, valid_until=one.valid_until)
            for one in self.files
            if one.fact == at.key and one.evidence_id is None
        ]
        return [*self._earlier(declaration), *mine]


def _judged(piece: Evidence, verdict: str) -> Evidence:
    return replace(piece, verdict=verdict) if piece.verdict == "niet_beoordeeld" else piece


def draft_of(questionnaire: Questionnaire) -> Draft:
    """Read a questionnaire with its answers and evidence."""
    answers = {one.about: one for one in questionnaire.answers.select_related("given_by")}
    return Draft(
        questionnaire,
        compiled(questionnaire.agreement),
        recorded_subject(questionnaire.provider, questionnaire.agreement),
        answers,
        list(open_files(questionnaire)),
        clock.now(),
    )
