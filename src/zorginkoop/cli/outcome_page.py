"""One outcome as text for a person: the outcome on one line, every condition, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.cli.judging import Judged
from zorginkoop.cli.nearest_page import nearest_lines
from zorginkoop.cli.terminal import Style
from zorginkoop.cli.words import ROLES, STATES, Language, say
from zorginkoop.kernel import reasons
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.date_words import write_date, write_moment
from zorginkoop.kernel.explain import ConditionExplanation, Explanation, explain
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.missing import MissingFact
from zorginkoop.kernel.outcome import OFFER, REIMBURSEMENT, REJECTION
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Citation

_MARKS = {NOT_APPLICABLE: "-", MET: "✓", NOT_MET: "✗", UNKNOWN: "?"}
_COLOURS = {NOT_APPLICABLE: "dim", MET: "green", NOT_MET: "red", UNKNOWN: "yellow"}
_FACTUAL = {reasons.ROUTE, reasons.OTHER}
_RESULT_COLOURS = {
    **dict.fromkeys((OFFER, REIMBURSEMENT), "green"),
    **dict.fromkeys(("geen_aanbod", "niets", "ander_beleid", REJECTION), "red"),
}


def outcome_page(judged: Judged, language: Language, style: Style) -> str:
    """Write the outcome with every condition."""
    return "\n".join(_Page(judged, language, style).lines())


def explanation_page(judged: Judged, language: Language, style: Style) -> str:
    """Write the outcome as sentences only, with what would have changed what stands in the way."""
    explanation = explain(judged.outcome, language)
    lines = [line for text in explanation.lines() for line in style.wrap(text, hang=2)]
    for reason in explanation.reasons:
        for remedy in reason.remedies:
            lines += style.wrap(f"{reason.id}: {say('change', language)} {remedy}", hang=2)
    return "\n".join(lines)


class _Page:
    def __init__(self, judged: Judged, language: Language, style: Style) -> None:
        self.judged = judged
        self.outcome = judged.outcome
        self.language: Language = language
        self.style = style
        self.explanation: Explanation = explain(judged.outcome, language)
        self.against = {reason.id for reason in self.explanation.reasons}

    def lines(self) -> Iterator[str]:
        yield from self._headline()
        yield from self._about()
        yield from self._conditions()
        yield from self._block("parts", [part.sentence for part in self.explanation.parts])
        yield from self._block("missing", [self._missing(fact) for fact in self.explanation.missing])
        yield from nearest_lines(self.outcome, self.explanation.speaker, self.style)
        tasks = [f"{task.sentence} {self._clause(task.citation)}" for task in self.explanation.tasks]
        yield from self._block("tasks", tasks)
        yield ""
        yield self.style.paint(f"{say('snapshot', self.language)} {content_hash(snapshot(self.outcome))}", "dim")

    def _headline(self) -> Iterator[str]:
        first, *more = self.explanation.summary
        yield self.style.paint(first, "bold", _RESULT_COLOURS.get(self.outcome.result, "yellow"))
        for sentence in more:
            yield from self.style.wrap(sentence)

    def _about(self) -> Iterator[str]:
        outcome, key, language = self.outcome, self.outcome.key, self.language
        who = " ".join(filter(None, (outcome.subject.name, outcome.subject.id and f"({outcome.subject.id})")))
        insurer = f"{self.judged.edition.source.uitgave.geldt_voor.verzekeraar} {key.insurer}"
        whole_day = outcome.known == end_of_day(outcome.on)
        known = [] if whole_day else [say("known", language, moment=write_moment(outcome.known, language))]
        coding = say("coding", language, number=outcome.agreement.coding)
        yield ""
        yield f"{who or outcome.subject.kind} · {outcome.agreement.phrase.in_language(language)} {key.year}"
        for_whom = ", ".join(filter(None, (insurer, key.label, key.product_type)))
        yield f"{outcome.agreement.edition}, {coding} · {for_whom}"
        yield ", ".join([say("on", language, day=write_date(outcome.on, language)), *known])
        if self.judged.known_later:
            yield from self.style.wrap(say("known_later", language, number=self.judged.known_later), hang=2)
        route = outcome.route or outcome.undecided_route
        if route is not None:
            label = say("route" if outcome.route else "open_route", language)
            text = f"{label} {route.id}: {route.phrase.in_language(language)} {self._clause(route.citation)}"
            yield from self.style.wrap(text, hang=2)

    def _conditions(self) -> Iterator[str]:
        by_role: dict[str, list[ConditionExplanation]] = {}
        for condition in self.explanation.conditions:
            by_role.setdefault(condition.role, []).append(condition)
        for role, heading in ROLES[self.language].items():
            if role in by_role:
                yield ""
                yield self.style.paint(heading, "bold")
                for condition in by_role[role]:
                    yield from self._condition(condition)

    def _condition(self, condition: ConditionExplanation) -> Iterator[str]:
        yield f"  {self._state(condition)}: {condition.id} {self._clause(condition.citation)}"
        yield from self.style.wrap(condition.requirement, 6)
        for finding in condition.findings:
            yield from self.style.wrap(finding, 8, 2)

    def _state(self, condition: ConditionExplanation) -> str:
        state = condition.state
        if state == NOT_MET and condition.role in _FACTUAL and condition.id not in self.against:
            # What decides between routes may well not be so: that an agreement already runs, for instance.
            return self.style.paint(f"- {say('not_so', self.language)}", "dim")
        return self.style.paint(f"{_MARKS[state]} {STATES[self.language][state]}", _COLOURS[state])

    def _clause(self, citation: Citation) -> str:
        return self.style.paint(f"[{', '.join(citation.places)}]", "dim") if citation.places else ""

    def _block(self, heading: str, texts: list[str]) -> Iterator[str]:
        if texts:
            yield ""
            yield self.style.paint(say(heading, self.language), "bold")
        for text in texts:
            yield from self.style.wrap(text, 2, 2)

    def _missing(self, fact: MissingFact) -> str:
        declaration = fact.declaration
        phrase = declaration.phrase.in_language(self.language) if declaration else ""
        origin = say("from", self.language, origin=declaration.origin) if declaration else ""
        who = f" ({fact.subject_name})" if fact.on_row and fact.subject_name else ""
        return f"{fact.label}{who}: {', '.join(filter(None, (phrase, origin, fact.reason)))}"
