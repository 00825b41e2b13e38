"""What the pages of a questionnaire show, worked out before a template sets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.kernel import reasons
from zorginkoop.kernel.ask import Group, KnownAt, Question
from zorginkoop.kernel.ask_reach import Place
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.facts import Evidence
from zorginkoop.kernel.nearest_words import goal_words, not_found, steps, ways_told
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.provenance_words import NO_RECORD, source
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.subject_words import noun
from zorginkoop.portal.intake.confirming import answer_words
from zorginkoop.portal.intake.drafts import Draft
from zorginkoop.portal.intake.forms import VERSION, AnswersForm, EvidenceForm, hint
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile

_TITLES = {
    reasons.ROUTE: gettext_lazy("Vooraf"),
    reasons.GATE: gettext_lazy("Randvoorwaarden"),
    reasons.FACTOR: gettext_lazy("Waar de variant van afhangt"),
    reasons.PART: gettext_lazy("Onderdelen van de zorg"),
    reasons.EFFORT: gettext_lazy("Waar u aan werkt"),
    reasons.TASK: gettext_lazy("Voor onze beoordeling"),
    reasons.OTHER: gettext_lazy("Overige vragen"),
}
_PEOPLE = "personen"


def group_title(group: Group, speaker: Speaker) -> str:
    """Name a group of questions for the person who answers them."""
    if group.relation == _PEOPLE:
        return _("Wie werkt er bij u?")
    if group.relation:
        words = speaker.rows(speaker.agreement.subject, group.relation)
        return words[:1].upper() + words[1:]
    number = group.id.rpartition("_")[2]
    title = str(_TITLES[group.role])
    return f"{title} ({number})" if number.isdigit() else title


def evidence_prefix(about: str) -> str:
    """Name the fields of the evidence for a question."""
    return f"bewijs:{about}"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group on the overview: how far it is."""

    id: str
    title: str
    asked: int
    done: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to answer."""
        return self.done == self.asked


def group_lines(draft: Draft, speaker: Speaker) -> list[GroupLine]:
    """Give the groups that still hold a question that matters."""
    left = {one.at for one in (*draft.unanswered, *draft.without_evidence)}
    lines = []
    for group in draft.asked.groups:
        told = [one for one in group.questions if one.matters]
        if told:
            waiting = sum(one.at in left for one in told)
            lines.append(GroupLine(group.id, group_title(group, speaker), len(told), len(told) - waiting))
    return lines


@dataclass(frozen=True, slots=True)
class WhyLine:
    """Why something is asked: the condition in words, and its place in the policy."""

    words: str
    clause: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question on a page."""

    question: Question
    field: BoundField
    hint: str
    why: tuple[WhyLine, ...]
    known: str  # what was recorded before, with source
    version: int
    version_name: str
    files: tuple[EvidenceFile, ...]
    conflict: str  # what somebody else answered in the meantime
    follows_from: str
    evidence: EvidenceForm | None
    earlier: tuple[Evidence, ...]  # what the register has from before

    @property
    def many(self) -> bool:
        """Whether the answer is chosen from several buttons, so that it needs a legend."""
        return hasattr(self.field.field.widget, "option_template_name") and self.field.widget_type != "select"


@dataclass(frozen=True, slots=True)
class RowView:
    """One person, or another row, with what is known of it and the questions about it."""

    name: str
    known: tuple[KnownLine, ...]
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One fact that we know: what, its value, where from, since when."""

    about: str
    mark: str  # what stands for it in an address, where no code of a person belongs
    what: str
    value: str
    source: str
    known_since: datetime | None


class Pages:
    """Makes the parts of the pages of one questionnaire in one language."""

    def __init__(self, draft: Draft, language: Language, typed: Iterable[str] = ()) -> None:
        """Look up words once; what was typed is shown again, also where by now it no longer matters."""
        self.draft = draft
        self.typed = frozenset(typed)
        self.language: Language = language
        self.speaker = Speaker(draft.rules.agreement, language)

    def known(self, *, of_rows: bool = False) -> list[KnownLine]:
        """List what we know of the provider itself, or of its rows, that was not asked."""
        return [self._known(one) for one in self._recorded() if bool(one.at.place) == of_rows]

    def _recorded(self) -> Iterator[KnownAt]:
        """Walk what somebody recorded, or what we do not know and a condition asks; not what absence stands for."""
        return (one for one in self.draft.asked.known if one.known.source != NO_RECORD)

    def _known(self, one: KnownAt) -> KnownLine:
        kind = one.declaration.subject
        return KnownLine(
            one.at.label,
            content_hash({"over": one.at.label, "in": str(self.draft.questionnaire.public_id)})[-12:],
            self.speaker.name(kind, one.at.key),
            self.speaker.value(kind, one.known),
            source(self.speaker, one.known) if one.known.source else "",
            one.known.known_since,
        )

    def form(self, group: Group, data: Mapping[str, str] | None = None) -> AnswersForm:
        """Draw the form of a group, with what was answered so far."""
        told = tuple(one for one in group.questions if self._is_shown(one))
        stored = {about: (answer.text, answer.version) for about, answer in self.draft.answers.items()}
        return AnswersForm(told, self.language, self.speaker, stored, data)

    def _is_shown(self, question: Question) -> bool:
        return question.matters or question.at.label in self.typed

    def rows(
        self,
        group: Group,
        form: AnswersForm,
        conflicts: Mapping[str, DraftAnswer],
        evidence: Mapping[str, EvidenceForm],
    ) -> list[RowView]:
        """Give the questions of a group row by row; those about the provider itself are one row without a name."""
        known: dict[Place, list[KnownAt]] = {}
        for one in self._recorded():
            known.setdefault(one.at.place, []).append(one)
        rows = []
        for place, name, questions in group.rows:
            told = tuple(self._question(one, form, conflicts, evidence) for one in questions if self._is_shown(one))
            if told:
                own = [self._known(one) for one in known.get(place, ())] if place else []
                inner = [
                    self._row(of) for at, of in known.items() if place and at != place and at[: len(place)] == place
                ]
                rows.append(RowView(name, (*own, *inner), told))
        return rows

    def _row(self, facts: list[KnownAt]) -> KnownLine:
        """Say in one line what we know of a row of a row, such as one registration of a person."""
        first = self._known(facts[0])
        relation, kind = facts[0].at.place[-1][0], facts[0].declaration.subject
        values = [
            self.speaker.value(kind, one.known) for one in sorted(facts, key=lambda one: one.at.key, reverse=True)
        ]
        return replace(first, what=noun(kind, relation, 1, self.language), value=", ".join(values))

    def _question(
        self,
        question: Question,
        form: AnswersForm,
        conflicts: Mapping[str, DraftAnswer],
        evidence: Mapping[str, EvidenceForm],
    ) -> QuestionView:
        about, speaker = question.at.label, self.speaker
        kind = question.declaration.subject
        stored, conflict = self.draft.answers.get(about), conflicts.get(about)
        before = question.known.value is not None and stored is None
        return QuestionView(
            question=question,
            field=form[about],
            hint=hint(question.declaration, speaker),
            why=tuple(
                WhyLine(one.phrase.in_language(self.language), places(speaker, one.citation))
                for one in question.reasons
                if one.phrase.nl
            ),
            known=f"{speaker.value(kind, question.known)} ({self._origin(question)})" if before else "",
            version=stored.version if stored else 0,
            version_name=f"{VERSION}{about}",
            files=tuple(self.draft.files_for(question)),
            conflict=answer_words(speaker, question, conflict.text) if conflict and conflict.text else "",
            follows_from=speaker.name(kind, question.follows_from) if question.follows_from else "",
            evidence=(evidence.get(about) or EvidenceForm(prefix=evidence_prefix(about)))
            if question.wants_evidence
            else None,
            earlier=tuple(self.draft.earlier(question)),
        )

    def answers(self) -> list[tuple[str, list[tuple[QuestionLine, str]]]]:
        """Give every answer by group, with the address of its group, to look over before confirming."""
        left = {one.at for one in self.draft.unanswered}
        lacking = {one.at for one in self.draft.without_evidence}
        found = []
        for group in self.draft.asked.groups:
            lines = [
                (
                    QuestionLine(
                        one.of,
                        self.speaker.name(one.declaration.subject, one.at.key),
                        "" if one.at in left else self._words(one),
                        one.at in left,
                        one.at in lacking,
                        tuple(self.draft.taken_in(one)),
                        tuple(file for file in self.draft.files_for(one) if file not in self.draft.taken_in(one)),
                        self._origin(one) if self.draft.was_known(one) else "",
                    ),
                    group.id,
                )
                for one in group.questions
                if one.matters
            ]
            if lines:
                found.append((group_title(group, self.speaker), lines))
        return found

    def _origin(self, question: Question) -> str:
        """Say where an answer that was there before comes from, and since which day we know it."""
        told = [source(self.speaker, question.known)]
        if question.known.known_since is not None:
            told.append(self.speaker.day(question.known.known_since))
        return ", ".join(one for one in told if one)

    def _words(self, question: Question) -> str:
        return answer_words(self.speaker, question, self.draft.given.get(question.at.label))

    def outcome(self) -> tuple[str, ...]:
        """Say in one or two sentences what this comes to, as it stands."""
        return explain(self.draft.provisional, self.language, self.speaker).summary

    def better(self) -> list[WayView]:
        """Say what an offer, or each better variant, would ask; or that nobody can reach it."""
        found = []
        for one in self.draft.better:
            told = [
                (head, tuple(step.words for step in steps(self.speaker, way)))
                for head, way in ways_told(self.speaker, one)
            ]
            found.append(WayView(goal_words(self.speaker, one), told, "" if told else not_found(self.speaker, one)))
        return found


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One answer on the page where everything is looked over."""

    of: str
    what: str
    answer: str
    unanswered: bool
    without_evidence: bool
    files: tuple[EvidenceFile, ...]
    left_out: tuple[EvidenceFile, ...]  # evidence that does not go along with this answer
    before: str  # from where and when, where it was not given now


@dataclass(frozen=True, slots=True)
class WayView:
    """What a better outcome would ask."""

    goal: str
    ways: list[tuple[str, tuple[str, ...]]]
    not_found: str
