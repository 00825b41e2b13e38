"""What the checks over everybody share: asking, and turning an answer into a finding, or into 'not proven'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zorginkoop.kernel.assess import assess
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Agreement, Phrase
from zorginkoop.study.logic.prover import Answer, Example, Impossible, NotProven
from zorginkoop.study.prove.finding import Case, Finding, Told
from zorginkoop.study.prove.nodes import Node, Nodes
from zorginkoop.study.prove.questions import Question, Questions
from zorginkoop.study.prove.spelled_out import SpelledOut, on_the_spot

PROVEN = Phrase("bewezen over elke denkbare aanbieder", "proven over every conceivable provider")
NO_OFFER = "aanbod "  # is settled where a check told that nobody gets an offer
_LANGUAGES: tuple[Language, Language] = ("nl", "en")
_LOOK = Phrase(
    "Kijk dit zelf na; de bewijzer kan het niet beslissen.", "Look this over yourself; the prover cannot decide it."
)


@dataclass(slots=True)
class Asking:
    """One agreement with its nodes, spelled out, and the questions about it."""

    nodes: Nodes
    compiled: CompiledAgreement
    spelled: SpelledOut
    questions: Questions
    not_proven: dict[str, str] = field(default_factory=dict)  # node → why
    settled: set[str] = field(default_factory=set)  # conditions and routes of which a check told that they never differ
    _readings: dict[str, str] = field(default_factory=dict)
    gathered: dict[str, list[Question]] | None = None  # while questions are only gathered, to be answered together

    @property
    def agreement(self) -> Agreement:
        """The agreement as it stands in the policy."""
        return self.compiled.agreement

    def nobody(self, question: Question, about: str, together: str = "") -> bool:
        """Tell whether it is proven that a question holds of nobody; what is not proven is noted.

        Questions of one name in `together` are first looked at together: one subject may answer many of them.
        """
        if self.gathered is not None:
            self.gathered.setdefault(together, []).append(question)
            return False
        return isinstance(self.ask(question, about), Impossible)

    def run(self, checks: Sequence[Callable[[Asking], Iterable[Finding]]]) -> list[Finding]:
        """Run checks twice: first to gather what they ask and look for subjects who answer much of it at once."""
        self.gathered = {}
        for check in checks:
            list(check(self))
        for together, questions in self.gathered.items():
            if together:
                self.questions.prepare(questions)
        self.gathered = None
        found = [finding for check in checks for finding in check(self)]
        return [*found, *self.unproven()]

    def reading_of(self, criterion: str) -> str:
        """Give how a condition says that unknown is read, if it does."""
        if not self._readings:
            self._readings.update({one.id: one.unknown_reads for one in self.spelled.agreement.criteria})
        return self._readings[criterion]

    def told(self, name: str) -> Phrase:
        """Name a condition by its id, and what stands on the spot by its words."""
        if not on_the_spot(name):
            return Phrase(name, name)
        test, kind = self.spelled.test_of(name), self.agreement.subject
        dutch, english = (described(Speaker(self.agreement, language), kind, test) for language in _LANGUAGES)
        return Phrase(f"'{dutch}'", f"'{english}'")

    def ask(self, question: Question, about: str) -> Answer:
        """Ask a question about a node; what is not proven is noted."""
        answer = self.questions.ask(question)
        if isinstance(answer, NotProven):
            self.not_proven[about] = answer.reason
        return answer

    def case(self, question: Question) -> Case | None:
        """Give a made-up subject of whom a question holds, as small as can be; None where there is none."""
        answer = self.questions.ask(question)
        if not isinstance(answer, Example):
            return None
        small = self.questions.smaller(answer, question)
        judged = assess(self.agreement, small.subject, self.questions.key, small.on)
        told = [" ".join(explain(judged, language).summary[:1]) for language in _LANGUAGES]
        return Case(small.subject, small.on, Phrase(*told), self.agreement)

    def unproven(self) -> Iterable[Finding]:
        """Tell for each reason of which nodes nothing was proven, where no other finding tells why."""
        by_reason: dict[str, list[str]] = {}
        for name, reason in self.not_proven.items():
            if name in self.settled:
                continue
            by_reason.setdefault(reason, []).append(name)
        for reason, names in by_reason.items():
            found = [self.node(name) for name in names]
            listed = ", ".join(names)
            what = Phrase(f"over {listed} is niets bewezen: {reason}.", f"about {listed} nothing is proven: {reason}.")
            yield self.nodes.finding(Check.NOT_PROVEN, found, Told(what, _LOOK))

    def node(self, name: str) -> Node:
        """Find a node of whichever kind by the name under which a question was about it."""
        kind, _, rest = name.rpartition(" ")
        finders: Mapping[str, object] = {
            "route": self.nodes.route, "onderdeel": self.nodes.part, "taak": self.nodes.task,
        }  # fmt: skip
        finder = finders.get(kind)
        found = finder(rest) if callable(finder) else self.nodes.variant() if kind == "variant" else None
        return found if isinstance(found, Node) else self.nodes.condition(name)
