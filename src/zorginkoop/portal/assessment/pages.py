"""What the pages of an outcome and of the work show, worked out before a template sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.kernel import reasons
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.explain import ConditionExplanation, Explanation, explain
from zorginkoop.kernel.letter import Letter, Sender, letter
from zorginkoop.kernel.letter_dates import dates_ahead
from zorginkoop.kernel.nearest import nearest
from zorginkoop.kernel.nearest_words import goal_words, not_found, steps, ways_told
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.provenance_words import NO_RECORD
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET
from zorginkoop.portal.assessment.basis import SIGNAL, conditions_of
from zorginkoop.portal.assessment.completing import days_with_us, is_late
from zorginkoop.portal.assessment.models import Assessment, Completion, WorkItem, WorkKind
from zorginkoop.portal.editions.channels import channels_of
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Correction
from zorginkoop.portal.register.models import Evidence

_HEADS = (
    (reasons.GATE, gettext_lazy("Randvoorwaarden")),
    (reasons.FACTOR, gettext_lazy("Waar de variant van afhangt")),
    (reasons.ROUTE, gettext_lazy("Selectie en route")),
    (reasons.PART, gettext_lazy("Onderdelen van de zorg")),
    (reasons.EFFORT, gettext_lazy("Inspanningen")),
)
_TONES = {MET: "good", NOT_MET: "bad", NOT_APPLICABLE: ""}


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition: what is asked, how it stands, on which facts, and where the policy says so."""

    requirement: str
    state: str
    tone: str
    findings: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The conditions that are for the same: those that stand open or in the way, and those that are met."""

    head: str
    asking: list[ConditionView]
    met: list[ConditionView]


@dataclass(frozen=True, slots=True)
class WayView:
    """What a better outcome would ask."""

    goal: str
    ways: list[tuple[str, tuple[str, ...]]]
    not_found: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome in words."""

    summary: tuple[str, ...]
    groups: list[GroupView]
    parts: tuple[str, ...]
    tasks: tuple[str, ...]
    ways: list[WayView]


# what is known of integrity: decided by an officer and a second person, and told by them alone
WITHHELD = frozenset({"integriteitstwijfel", SIGNAL})


def holds_withheld(outcome: Outcome) -> bool:
    """Tell whether the data of an outcome hold a record of what is not told."""
    known = (one for key, one in outcome.subject.facts.items() if key.partition("@")[0] in WITHHELD)
    return any(one.source not in {"", NO_RECORD} for one in known)


def outcome_view(outcome: Outcome, language: Language, shielded: frozenset[str] = frozenset()) -> OutcomeView:
    """Put an outcome into words, with its clauses, its facts and the nearest ways; nothing of what is shielded."""
    speaker = Speaker(outcome.agreement, language, shielded)
    explanation = explain(outcome, language, speaker)
    return OutcomeView(
        explanation.summary,
        [_group(str(head), explanation, role, outcome) for role, head in _HEADS if _of_role(explanation, role)],
        tuple(part.sentence for part in explanation.parts),
        tuple(task.sentence for task in explanation.tasks),
        _ways(outcome, speaker),
    )


def _of_role(explanation: Explanation, role: str) -> list[ConditionExplanation]:
    return [one for one in explanation.conditions if one.role == role]


def _group(head: str, explanation: Explanation, role: str, outcome: Outcome) -> GroupView:
    """Put what is met, or does not apply, apart from what somebody wants to look at first.

    What a route asks and is not so, such as an agreement that runs already, is nothing bad for whoever gets an offer.
    """
    quiet = (MET, NOT_APPLICABLE)
    tones = {**_TONES, NOT_MET: ""} if role == reasons.ROUTE and outcome.result == OFFER else _TONES
    told = [(one.state in quiet, _condition(one, explanation.speaker, tones)) for one in _of_role(explanation, role)]
    return GroupView(head, [one for met, one in told if not met], [one for met, one in told if met])


def _condition(one: ConditionExplanation, speaker: Speaker, tones: Mapping[int, str]) -> ConditionView:
    words = _("afgeschermd") if one.shielded else speaker.state(one.state)
    findings = () if one.shielded else one.findings
    return ConditionView(one.requirement, words, tones.get(one.state, "attention"), findings, one.clause)


def _ways(outcome: Outcome, speaker: Speaker) -> list[WayView]:
    found = []
    for one in nearest(outcome):
        told = [(head, tuple(step.words for step in steps(speaker, way))) for head, way in ways_told(speaker, one)]
        found.append(WayView(goal_words(speaker, one), told, "" if told else not_found(speaker, one)))
    return found


def letter_of(assessment: Assessment, outcome: Outcome, language: Language) -> Letter:
    """Write the letter that an outcome asks for, dated on the day it was judged."""
    return letter(
        outcome,
        language,
        date=assessment.on,
        sender=Sender(settings.PURCHASER),
        channels=channels_of(assessment.agreement),
        dates=dates_ahead(compiled(assessment.agreement), outcome, language),
        withheld=WITHHELD,
        nearest=nearest(outcome),
    )


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of the work: who it is about, why a person is needed, since when, and who took it on."""

    item: WorkItem
    why: str
    since: datetime
    days: int  # that it lies with the purchaser, without those in which the clock stood still
    completions: list[Completion]  # the latest first

    @property
    def waits(self) -> Completion | None:
        """What the provider can still add in time."""
        last = self.completions[0] if self.completions and self.item.closed_at is None else None
        return last if last is not None and last.answered_at is None and not is_late(last) else None

    @property
    def not_added(self) -> bool:
        """Whether the last day of what was asked went by without an answer."""
        last = self.completions[0] if self.completions else None
        return last is not None and last.answered_at is None and is_late(last)


def work_lines(items: Iterable[WorkItem], language: Language) -> list[WorkLine]:
    """Say of each item why a person is needed; whatever it takes from elsewhere is read for all at once."""
    listed = list(items)
    pieces = _numbered(listed, WorkKind.EVIDENCE)
    facts = dict(Evidence.objects.filter(pk__in=pieces).values_list("pk", "fact"))
    asked: dict[int, list[Completion]] = {}
    for one in Completion.objects.filter(item__in=listed).select_related("asked_by", "answered_by").order_by("-pk"):
        asked.setdefault(one.item_id, []).append(one)
    said = Correction.objects.in_bulk(_numbered(listed, WorkKind.CORRECTION))
    lines = []
    for item in listed:
        speaker = Speaker(compiled(item.agreement).agreement, language)
        match item.kind:
            case WorkKind.EVIDENCE:
                why = speaker.name(speaker.agreement.subject, facts.get(int(item.reference), ""))
            case WorkKind.CORRECTION:
                correction = said.get(int(item.reference))
                why = about_words(speaker, correction.about) if correction else ""
            case WorkKind.TASK:
                why = task_words(item.agreement, item.reference, language)
            case WorkKind.REFUSAL | WorkKind.RECONSIDER | WorkKind.SAMPLE:
                why = item.agreement.title
            case _:
                why = _route_words(speaker, item.reference)
        completions = asked.get(item.pk, [])
        lines.append(WorkLine(item, why, item.raised_at, days_with_us(item, completions), completions))
    return lines


def _numbered(items: list[WorkItem], kind: WorkKind) -> list[int]:
    return [int(item.reference) for item in items if item.kind == kind]


def said_lines(said: QuerySet[Correction], language: Language) -> list[tuple[str, Correction]]:
    """Give what a provider said is not right, each with the name of the fact."""
    return [
        (about_words(Speaker(compiled(one.questionnaire.agreement).agreement, language), one.about), one)
        for one in said.select_related("questionnaire__agreement__season")
    ]


def about_words(speaker: Speaker, about: str) -> str:
    """Name the fact that something is said about, by its own phrase."""
    key = about.rpartition("/")[2]
    name = key.partition("@")[0]
    kind = next((fact.subject for fact in speaker.agreement.facts if fact.name == name), speaker.agreement.subject)
    return speaker.name(kind, key)


def task_words(agreement: SeasonAgreement, task: str, language: Language) -> str:
    """Say what a person decides in a task, in the words of the policy."""
    rules = compiled(agreement).agreement
    if any(WITHHELD.intersection(one.facts) for one in conditions_of(rules, task)):
        return _("afgeschermd: de integriteitsfunctionaris behandelt dit")
    phrases = {one.id: one.phrase for one in rules.tasks}
    return phrases[task].in_language(language) if task in phrases else task.replace("_", " ")


def _route_words(speaker: Speaker, route: str) -> str:
    phrases = {one.id: one.phrase for one in speaker.agreement.routes}
    return phrases[route].in_language(speaker.language) if route in phrases else route.replace("_", " ")


def requirement_of(agreement: SeasonAgreement, fact: str, language: Language) -> list[tuple[str, str]]:
    """Give the conditions that read a fact, each with its place in the policy, to lay beside the evidence."""
    rules = compiled(agreement).agreement
    speaker = Speaker(rules, language)
    return [
        (speaker.requirement(criterion), places(speaker, criterion.citation))
        for criterion in rules.criteria
        if fact in criterion.facts and criterion.phrase.nl
    ]
