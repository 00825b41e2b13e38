"""Why the outcome is what it is: clause, fact, value, source and date of every condition, with words on demand.

`explain` costs next to nothing; the structure is that of the outcome, and a sentence is made when somebody asks for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

from zorginkoop.kernel import reasons
from zorginkoop.kernel.assess import ConditionResult, Outcome, PartResult
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.facts import KnownFact
from zorginkoop.kernel.missing import MissingFact, missing_facts
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.remedy_words import hard_to_say, needed, remedies
from zorginkoop.kernel.speech import Speaker, clause, sentence
from zorginkoop.kernel.state_words import role_name, state_sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UnknownReads
from zorginkoop.kernel.summary_words import not_met, requirements, summary
from zorginkoop.kernel.tree import Citation, Task
from zorginkoop.kernel.witness import Witness
from zorginkoop.kernel.witness_words import findings, route_findings

_READABLE = 400  # characters of remedies; beyond that the requirement itself says more


class Explained(ABC):
    """What every explained thing has: its place in the source, as data and in words."""

    _explanation: Explanation

    @property
    @abstractmethod
    def citation(self) -> Citation:
        """The places and catalogue items that it rests on."""

    @property
    def places(self) -> tuple[str, ...]:
        """The places in the source, as anchors."""
        return self.citation.places

    @property
    def items(self) -> tuple[str, ...]:
        """The catalogue items."""
        return self.citation.items

    @property
    def clause(self) -> str:
        """The places in the source, in words."""
        return places(self._explanation.speaker, self.citation)


class ConditionExplanation(Explained):
    """One condition: what it asks, how it stands, what was found, and where it rests."""

    def __init__(self, explanation: Explanation, result: ConditionResult) -> None:
        """Explain one judged condition."""
        self._explanation = explanation
        self.result = result

    @property
    def citation(self) -> Citation:
        """The places and catalogue items of the condition."""
        return self.result.criterion.citation

    @property
    def id(self) -> str:
        """The name of the condition in the policy."""
        return self.result.criterion.id

    @property
    def state(self) -> int:
        """The state of the condition, as judged."""
        return self.result.state

    @property
    def facts(self) -> tuple[KnownFact, ...]:
        """The facts used, each with value, source, validity and since when it is known."""
        return self.result.facts

    @cached_property
    def role(self) -> str:
        """What the condition is for in the agreement."""
        return reasons.role(self._explanation.outcome.agreement, self.result.criterion)

    @cached_property
    def reading(self) -> UnknownReads:
        """How the policy reads this condition when it is unknown."""
        return reasons.reading(self._explanation.outcome.agreement, self.result.criterion)

    @cached_property
    def witness(self) -> Witness:
        """What the state alone cannot say: missing elements, failing rows, numbers."""
        drawing = self._explanation.speaker.drawing(self.result.criterion)
        return drawing(self._explanation.outcome.subject, self._explanation.states)

    @property
    def shielded(self) -> bool:
        """Whether the condition rests on a fact that is kept from the reader."""
        return self._explanation.speaker.shields_any(self.result.criterion.facts)

    @property
    def requirement(self) -> str:
        """What the policy asks, as a sentence."""
        return sentence(self._explanation.speaker.requirement(self.result.criterion))

    @property
    def not_met(self) -> str:
        """What the policy asks and was not met, as a sentence that does not read as a statement of fact."""
        speaker = self._explanation.speaker
        return sentence(not_met(speaker, clause(speaker.requirement(self.result.criterion))))

    @property
    def state_words(self) -> str:
        """How it stands and what that means, as a sentence."""
        if self.shielded:
            return self._explanation.speaker.say("Dit is afgeschermd.", "This is shielded.")
        return state_sentence(self._explanation.speaker, self.state, self.role, self.reading)

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What was found, a sentence each: values with source and date, people by name, numbers beside their limit."""
        return findings(self._explanation.speaker, self.witness, self._explanation.findings_of)

    @cached_property
    def remedies(self) -> tuple[str, ...]:
        """What would have made this condition hold, a sentence each; nothing where it holds."""
        if self.shielded or self.state in (MET, NOT_APPLICABLE) or self.role == reasons.TASK:
            return ()
        speaker = self._explanation.speaker
        if not hard_to_say(self.witness):
            lines = remedies(speaker, self.witness)
            if sum(map(len, lines)) <= _READABLE:
                return lines
        return (sentence(needed(speaker, speaker.requirement(self.result.criterion))),)

    def lines(self) -> tuple[str, ...]:
        """Give the whole explanation of the condition as sentences, the clause last."""
        speaker = self._explanation.speaker
        asks = sentence(f"{role_name(speaker, self.role)}: {speaker.requirement(self.result.criterion)}")
        where = sentence(speaker.say(f"plaats in het beleid: {self.clause}", f"place in the policy: {self.clause}"))
        return (asks, self.state_words, *self.findings, *([where] if self.places else []))


class PartExplanation(Explained):
    """A part of the agreement that is judged apart."""

    def __init__(self, explanation: Explanation, result: PartResult) -> None:
        """Explain one judged part."""
        self._explanation = explanation
        self.result = result

    @property
    def citation(self) -> Citation:
        """The places and catalogue items of the part."""
        return self.result.part.citation

    @property
    def conditions(self) -> tuple[ConditionExplanation, ...]:
        """The conditions of this part."""
        return tuple(self._explanation.condition(name) for name in self.result.part.criteria)

    @property
    def sentence(self) -> str:
        """Say whether the part is included, and what is against it."""
        speaker, part = self._explanation.speaker, self.result.part
        name = part.phrase.in_language(speaker.language) or part.id.replace("_", " ")
        text = f"{name}: {_part_state(speaker, self.result.state)}"
        open_ones = [one.result for one in self.conditions if one.state not in (MET, NOT_APPLICABLE)]
        if self.result.state in (MET, NOT_APPLICABLE) or not open_ones:
            return sentence(text)
        asked = requirements(speaker, open_ones)
        return sentence(text + speaker.say(f"; gevraagd wordt: {asked}", f"; asked is: {asked}"))


class TaskExplanation(Explained):
    """Something that a person decides; nothing follows by itself."""

    def __init__(self, explanation: Explanation, task: Task) -> None:
        """Explain one task."""
        self._explanation = explanation
        self.task = task

    @property
    def citation(self) -> Citation:
        """The places and catalogue items of the task."""
        return self.task.citation

    @property
    def sentence(self) -> str:
        """Say what a person has to decide, or may have to decide."""
        speaker = self._explanation.speaker
        name = self.task.phrase.in_language(speaker.language) or self.task.id.replace("_", " ")
        certain = self._explanation.condition(self.task.criterion).state == MET
        head = speaker.say("een mens beslist", "a person decides")
        if not certain:
            head = speaker.say("een mens kijkt of dit speelt", "a person looks whether this occurs")
        return sentence(f"{head}: {name}")


class Explanation:
    """One outcome explained in one language; words are made when they are asked for."""

    def __init__(self, outcome: Outcome, language: Language, speaker: Speaker | None = None) -> None:
        """Explain an outcome in Dutch ('nl') or English ('en')."""
        self.outcome = outcome
        self.language: Language = language
        self._speaker = speaker

    @cached_property
    def speaker(self) -> Speaker:
        """The words of the agreement."""
        return self._speaker or Speaker(self.outcome.agreement, self.language)

    @cached_property
    def states(self) -> tuple[int, ...]:
        """The states of all conditions, in the order of the agreement."""
        return tuple(result.state for result in self.outcome.conditions)

    @cached_property
    def conditions(self) -> tuple[ConditionExplanation, ...]:
        """Every condition, in the order of the agreement."""
        return tuple(ConditionExplanation(self, result) for result in self.outcome.conditions)

    @cached_property
    def _by_name(self) -> dict[str, ConditionExplanation]:
        return {one.id: one for one in self.conditions}

    def condition(self, name: str) -> ConditionExplanation:
        """Give one condition by its id; a KeyError when the agreement has none of that name."""
        return self._by_name[name]

    def findings_of(self, name: str) -> tuple[str, ...]:
        """Give what was found for a condition, where another condition refers to it."""
        return self.condition(name).findings

    @cached_property
    def summary(self) -> tuple[str, ...]:
        """The outcome first, in one or two sentences."""
        return summary(self.speaker, self.outcome)

    @property
    def reasons(self) -> tuple[ConditionExplanation, ...]:
        """The conditions that stand in the way of an offer, or that made the refusal."""
        return tuple(self.condition(result.criterion.id) for result in reasons.against(self.outcome))

    @property
    def undecided(self) -> tuple[ConditionExplanation, ...]:
        """The unknown conditions that keep the outcome undecided."""
        return tuple(self.condition(result.criterion.id) for result in reasons.undecided(self.outcome))

    @property
    def declared(self) -> tuple[ConditionExplanation, ...]:
        """The conditions that a declaration at signing settles."""
        return tuple(self.condition(result.criterion.id) for result in reasons.left_to_signature(self.outcome))

    @property
    def missing(self) -> tuple[MissingFact, ...]:
        """The facts that would decide what is still undecided."""
        return missing_facts(self.outcome)

    @cached_property
    def parts(self) -> tuple[PartExplanation, ...]:
        """The parts of the agreement that are judged apart."""
        return tuple(PartExplanation(self, result) for result in self.outcome.parts)

    @cached_property
    def tasks(self) -> tuple[TaskExplanation, ...]:
        """What a person has to decide."""
        told = (TaskExplanation(self, task) for task in self.outcome.tasks)
        return tuple(one for one in told if not self.condition(one.task.criterion).shielded)

    @cached_property
    def route_findings(self) -> tuple[str, ...]:
        """Why the route that was taken fits, a sentence each."""
        route = self.outcome.route or self.outcome.undecided_route
        if route is None:
            return ()
        return route_findings(self.speaker, reasons.route_witness(self.outcome, route), self.findings_of)

    def lines(self) -> tuple[str, ...]:
        """Give the whole explanation as sentences: summary, reasons, every condition, parts and tasks."""
        told = [*self.summary]
        for condition in self.conditions:
            told += condition.lines() if condition.role != reasons.TASK else ()
        return (*told, *(part.sentence for part in self.parts), *(task.sentence for task in self.tasks))


def explain(outcome: Outcome, language: Language = "nl", speaker: Speaker | None = None) -> Explanation:
    """Explain an outcome in Dutch or English; for many outcomes of one agreement keep one Speaker."""
    return Explanation(outcome, language, speaker)


def _part_state(speaker: Speaker, state: int) -> str:
    if state in (MET, NOT_APPLICABLE):
        return speaker.say("hoort bij de overeenkomst", "is part of the agreement")
    if state == NOT_MET:
        return speaker.say("hoort niet bij de overeenkomst", "is not part of the agreement")
    return speaker.say("nog niet vastgesteld", "not established yet")
