"""Compile the dates of an agreement: every event resolved, supplied numbers in place, every problem at its spot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from zorginkoop.kernel import language
from zorginkoop.kernel.conditions import ConditionCompiler
from zorginkoop.kernel.date_rule import WITH_AN_END, DateRule
from zorginkoop.kernel.due import due_date
from zorginkoop.kernel.lateness import DeadlineRule
from zorginkoop.kernel.planning import Bridge, Deadline, Planning, StartRule
from zorginkoop.kernel.running_term import Extension, Tacit, TermRule
from zorginkoop.kernel.supplied import filled, names_in, written
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.tree import Citation, Phrase

if TYPE_CHECKING:
    from zorginkoop.kernel.compile import Installation

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


def phrase_of(wording: language.Wording | None) -> Phrase:
    """Turn the source form of a sentence into the tree's."""
    return Phrase(wording.nl, wording.en) if wording else Phrase()


def citation_of(node: language.Node | language.LadderSource) -> Citation:
    """Turn the places and catalogue items of a node into a citation."""
    return Citation(node.bij, node.posten)


class PlanningCompiler:
    """Compiles the dates of one agreement; its problems go where those of its conditions go."""

    def __init__(
        self, source: language.AgreementSource, path: Path, conditions: ConditionCompiler, installation: Installation
    ) -> None:
        self.source = source
        self.path = path
        self.conditions = conditions
        self.installation = installation
        self.events = conditions.scope.vocabulary.gebeurtenissen
        self.rules: dict[Path, DateRule] = {}
        conditions.deadlines = self.deadline_rule

    def deadline_rule(self, name: str) -> DeadlineRule | None:
        """Give what a condition needs of a deadline; None when there is no such deadline, or none to compare with."""
        found = [(number, source) for number, source in enumerate(self.source.planning) if source.id == name]
        if not found:
            return None
        number, source = found[0]
        path = (*self.path, "planning", number)
        rule = self.rule(source.wanneer, (*path, "wanneer"))
        if source.gebeurtenis is None or rule.form not in WITH_AN_END:
            return None
        return DeadlineRule(source.gebeurtenis, due_date(name, rule, self.installation.calendar), source.als, path)

    def compile(self) -> Planning:
        """Compile deadlines, starts, changes and the term."""
        routes = {route.id.partition("/")[0] for route in self.source.routes}
        return Planning(
            self._term(),
            tuple(self._deadline(number, source, routes) for number, source in enumerate(self.source.planning)),
            tuple(self._start("ingang", number, source) for number, source in enumerate(self.source.ingang)),
            tuple(self._start("wijziging", number, source) for number, source in enumerate(self.source.wijziging)),
            tuple((name, phrase_of(event.tekst)) for name, event in self.events.items()),
            self._bridge(),
            self.installation.calendar,
        )

    def rule(self, source: DateRule, path: Path) -> DateRule:
        """Fill in a date rule, and check that everything it counts from exists; its problems are noted once."""
        if path not in self.rules:
            self.rules[path] = self._rule(source, path)
        return self.rules[path]

    def _rule(self, source: DateRule, path: Path) -> DateRule:
        for name in source.names:
            self.conditions.check_event(name, path)
        numbers = self._numbers(source.supplied, path)
        if numbers is None:
            return _NEVER
        try:
            return source.filled(numbers)
        except ValidationError as error:
            self._cannot_be(error, path)
            return _NEVER

    def _deadline(self, number: int, source: language.DeadlineSource, routes: set[str]) -> Deadline:
        path = (*self.path, "planning", number)
        for route in source.routes:
            if route not in routes:
                choose = f"Kies uit: {', '.join(sorted(routes))}."
                self.conditions.problem((*path, "routes"), f"route '{route}' bestaat niet.", choose)
        if source.gebeurtenis:
            self.conditions.check_event(source.gebeurtenis, (*path, "gebeurtenis"))
        rule = self.rule(source.wanneer, (*path, "wanneer"))
        self._check_turns(source, rule, path)
        for event in source.en_na:
            self.conditions.check_event(event, (*path, "en_na"))
        test = self.conditions.inline(source.als, (*path, "als"))[0] if source.als else None
        return Deadline(
            source.id, phrase_of(source.tekst), citation_of(source), source.bindt, source.routes,
            source.gebeurtenis or "", rule, source.en_na, test, phrase_of(source.daarna), source.kracht,
        )  # fmt: skip

    def _check_turns(self, source: language.DeadlineSource, rule: DateRule, path: Path) -> None:
        """Note a problem where a duty that returns has an event that does not, or the other way round."""
        declared = self.events.get(source.gebeurtenis or "")
        wanted = rule.repeats.per if rule.repeats else None
        if declared is None or declared.per == wanted:
            return
        remedy = f"Zet bij de gebeurtenis per: {wanted}." if wanted else "Geef de termijn herhaalt, of laat per weg."
        what = f"'{source.gebeurtenis}' keert anders terug dan deze termijn."
        self.conditions.problem((*path, "gebeurtenis"), what, remedy)

    def _start(self, section: str, number: int, source: language.StartSource) -> StartRule:
        path = (*self.path, section, number)
        for event in source.niet_voor:
            self.conditions.check_event(event, (*path, "niet_voor"))
        rule = self.rule(source.wanneer, (*path, "wanneer"))
        test = self.conditions.inline(source.als, (*path, "als"))[0] if source.als else None
        return StartRule(
            source.id, phrase_of(source.tekst), citation_of(source), test, rule, source.niet_voor,
            phrase_of(source.anders),
        )  # fmt: skip

    def _term(self) -> TermRule | None:
        term = self.source.looptijd
        if term is None:
            return None
        path = (*self.path, "looptijd")
        return TermRule(Period.of(term.van, term.tot_en_met), self._extension(term, path), self._tacit(term, path))

    def _bridge(self) -> Bridge | None:
        source = self.source.overbrugging
        if source is None:
            return None
        path = (*self.path, "overbrugging")
        self.conditions.check_event(source.besluit, (*path, "besluit"))
        self.conditions.check_event(source.tot_en_met, (*path, "tot_en_met"))
        if self.source.looptijd is None:
            self.conditions.problem(path, "overbruggen kan alleen naar een looptijd.", "Geef de overeenkomst looptijd.")
        return Bridge(phrase_of(source.tekst), citation_of(source), source.besluit, source.tot_en_met)

    def _extension(self, term: language.TermSource, path: Path) -> Extension | None:
        source = self._filled(term.verlenging, (*path, "verlenging"))
        if source is None:
            return None
        for event in source.besluit:
            self.conditions.check_event(event, (*path, "verlenging", "besluit"))
        return Extension(written(source.maanden), source.besluit, phrase_of(source.tekst), citation_of(source))

    def _tacit(self, term: language.TermSource, path: Path) -> Tacit | None:
        source = self._filled(term.stilzwijgend, (*path, "stilzwijgend"))
        if source is None:
            return None
        self.conditions.check_event(source.opzegging, (*path, "stilzwijgend", "opzegging"))
        ahead = source.opzeggen_voor
        months, days = (written(ahead.maanden), written(ahead.dagen)) if ahead else (0, 0)
        return Tacit(
            written(source.maanden), source.opzegging, months, days,
            phrase_of(source.tekst), citation_of(source),
        )  # fmt: skip

    def _filled(self, source: Model | None, path: Path) -> Model | None:
        """Put supplied numbers in place; None where there is nothing, or a problem."""
        if source is None:
            return None
        numbers = self._numbers(tuple(names_in(source)), path)
        if numbers is None:
            return None
        try:
            return filled(source, numbers)
        except ValidationError as error:
            self._cannot_be(error, path)
            return None

    def _numbers(self, names: tuple[str, ...], path: Path) -> Mapping[str, int] | None:
        found = {name: self.conditions.supplied_number(name, path) for name in names}
        numbers = {name: number for name, number in found.items() if number is not None}
        return numbers if len(numbers) == len(names) else None

    def _cannot_be(self, error: ValidationError, path: Path) -> None:
        sentence = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        self.conditions.problem(path, f"met de waarden van deze installatie kan deze regel niet: {sentence}")


_NEVER = DateRule.model_validate({"op": "1990-01-01"})  # stands in where a problem was noted
