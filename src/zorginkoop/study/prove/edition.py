"""Prove one edition: every check over every agreement, laid beside what an officer confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.kernel.layers import compile_layers
from zorginkoop.kernel.states import MET
from zorginkoop.kernel.tree import Agreement, Phrase, Test
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.study.prove.asking import Asking
from zorginkoop.study.prove.conditions import constant_conditions, idle_conditions
from zorginkoop.study.prove.confirming import confirmed, stale
from zorginkoop.study.prove.deadlines import deadline_findings
from zorginkoop.study.prove.finding import Finding, Stale, Told
from zorginkoop.study.prove.inner import (
    Asked,
    Inner,
    about,
    by_kind,
    constant_inner,
    extras_of,
    inner_conditions,
    layer_conditions,
)
from zorginkoop.study.prove.names import reading_findings, undeclared_findings, unused_findings
from zorginkoop.study.prove.nodes import Nodes
from zorginkoop.study.prove.outcomes import implied_factors, unreachable
from zorginkoop.study.prove.periods import contract_years, measured_findings, period_findings, term_findings
from zorginkoop.study.prove.questions import Questions, is_state
from zorginkoop.study.prove.rows import ladder_gaps, row_findings
from zorginkoop.study.prove.scope import Scope, in_years, of_years, reference_days, scope_of, without_year
from zorginkoop.study.prove.spelled_out import extra_name, spelled_out

_CHECKS = (constant_conditions, unreachable, idle_conditions, implied_factors)
_NOT_YET = "nog_niet"
_MEND_FIRST = Phrase(
    "Verbeter dit eerst; daarna valt er over deze overeenkomst iets te bewijzen.",
    "Mend this first; after that there is something to prove about this agreement.",
)


@dataclass(frozen=True, slots=True)
class Proved:
    """What proving an edition came to."""

    edition: LoadedEdition
    agreements: tuple[str, ...]
    findings: tuple[Finding, ...]
    stale: tuple[Stale, ...]
    compiled: Mapping[str, Agreement]  # by name, as far as they can be compiled
    scopes: Mapping[str, Scope]  # by name: the days and contract years for which the answers hold
    readings: tuple[str, ...]  # the reading of each place where the text can be read in two ways
    values: str  # which values the installation supplied, by its name

    @property
    def conditions(self) -> int:
        """How many conditions were asked about."""
        return sum(len(agreement.criteria) for agreement in self.compiled.values())

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody confirmed."""
        return tuple(finding for finding in self.findings if finding.confirmed is None)

    @property
    def clean(self) -> bool:
        """Whether nothing was found but what is confirmed, and every confirmation answers to something."""
        return not self.open and not self.stale


def prove_edition(folder: EditionFolder, installation: Installation, only: Collection[str] = ()) -> Proved:
    """Prove an edition, or some of its agreements; InputWrong where the edition cannot be read at all."""
    edition = load_edition(folder, installation)
    chosen = tuple(name for name in edition.source.overeenkomsten if not only or name in only)
    found: list[Finding] = []
    if not only:
        found += [*unused_findings(folder, edition), *reading_findings(folder, edition)]
        found += [*term_findings(edition), *measured_findings(edition)]
    compiled: dict[str, Agreement] = {}
    scopes: dict[str, Scope] = {}
    sound: set[Asked] = set()
    for name in chosen:
        proving = _Proving(Nodes(edition, name), installation, sound)
        found += proving.findings()
        if proving.agreement is not None:
            compiled[name] = proving.agreement
        scopes[name] = scope_of(edition, proving.nodes.source, proving.years)
    asked = frozenset(chosen) if only else None
    readings = next((agreement.readings for agreement in compiled.values()), ())
    told = confirmed(edition, _each_once(found))
    return Proved(edition, chosen, told, stale(edition, told, asked), compiled, scopes, readings, installation.name)


def _each_once(findings: list[Finding]) -> list[Finding]:
    return list({finding.key: finding for finding in findings}.values())


class _Proving:
    """Proves one agreement."""

    def __init__(self, nodes: Nodes, installation: Installation, sound: set[Asked]) -> None:
        self.nodes = nodes
        self.sound = sound
        self.installation = installation
        self.agreement: Agreement | None = None
        self._before: Questions | None = None  # what was asked of the contract year before this one
        self.years: dict[int, bool] = {}  # the contract years of the term, and whether each was asked about

    def findings(self) -> list[Finding]:
        written = [
            *ladder_gaps(self.nodes),
            *undeclared_findings(self.nodes),
            *period_findings(self.nodes, self.installation),
        ]
        groups = self._asked_alike(written)
        found = [(years, [*deadline_findings(self.nodes, one), *self._over_everybody(one)]) for one, years in groups]
        return [*written, *of_years(found)]

    def _asked_alike(self, written: list[Finding]) -> list[tuple[CompiledAgreement, list[int]]]:
        """Compile for every contract year of the term, the edition's own first; years that ask the same go together."""
        own = self.nodes.edition.source.uitgave.contractjaar
        years = contract_years(self.nodes.edition, self.nodes.source)
        groups: list[tuple[CompiledAgreement, list[int]]] = []
        self.years = dict.fromkeys(years, False)
        for year in (own, *(one for one in years if one != own)):
            try:
                compiled = self._compiled(year)
            except InputWrong as wrong:
                if year == own:
                    written.append(self._not_compiled(wrong, written))
                    return []
                written += self._year_not_compiled(wrong, written, year)
                continue
            self.years[year] = True
            alike = next((with_it for one, with_it in groups if without_year(one) == without_year(compiled)), None)
            if alike is None:
                groups.append((compiled, [year]))
            else:
                alike.append(year)
        self.agreement = groups[0][0].agreement
        return groups

    def _compiled(self, year: int) -> CompiledAgreement:
        """Compile the agreement, without a ladder that cannot be: that was told, and all else can be proven."""
        edition, name = self.nodes.edition, self.nodes.agreement
        if any(True for _ in ladder_gaps(self.nodes)):
            mended = self.nodes.source.model_copy(update={"variant": None})
            agreements = {**edition.source.overeenkomsten, name: mended}
            edition = replace(edition, source=edition.source.model_copy(update={"overeenkomsten": agreements}))
        return compile_agreement(edition, name, self._known_values(), year)

    def _known_values(self) -> Installation:
        """Take a day that is not known yet to fall in the contract year: it comes, and then the policy must hold."""
        some_day = date(self.nodes.edition.source.uitgave.contractjaar, 7, 1).isoformat()
        values = {
            name: one.model_copy(update={"waarde": some_day}) if one.waarde == _NOT_YET else one
            for name, one in self.installation.values.items()
        }
        return replace(self.installation, values=values)

    def _not_compiled(self, wrong: InputWrong, told: list[Finding]) -> Finding:
        names = {name for finding in told if finding.check is Check.UNDECLARED for name in finding.nodes}
        problems = [one for one in wrong.problems if not any(f"'{name}'" in one.what for name in names)]
        listed = " ".join(dict.fromkeys(_sentence(problem) for problem in problems))
        why = Phrase(listed or "zie hierboven.", listed or "see above.")
        node = self.nodes.whole()
        what = Phrase(
            f"over {self.nodes.agreement} is verder niets bewezen, want zij is niet te vertalen: {why.nl}",
            f"nothing further is proven about {self.nodes.agreement}, for it cannot be compiled: {why.en}",
        )
        where = problems[0].where if problems else self.nodes.where(node)
        return self.nodes.finding(Check.NOT_COMPILED, [node], Told(what, _MEND_FIRST), where)

    def _year_not_compiled(self, wrong: InputWrong, written: list[Finding], year: int) -> list[Finding]:
        """Tell why a later contract year cannot be compiled, unless a gap in its reference years was told already."""
        gaps = any(finding.check is Check.PERIOD_GAP for finding in written)
        problems = [one for one in wrong.problems if not (gaps and f"contractjaar {year}" in one.what)]
        return [in_years(self._not_compiled(InputWrong(problems), written), [year])] if problems else []

    def _over_everybody(self, compiled: CompiledAgreement) -> Iterator[Finding]:
        main = compiled.agreement.subject
        shown = list(row_findings(self.nodes, compiled.agreement))
        inner = by_kind(inner_conditions(self.nodes, compiled))
        extras = extras_of(inner.get(main, ()), len(shown))
        by_name = {extra_name(number): one for number, one in enumerate(shown)}
        asking = self._asking(compiled, {**{name: one.shown_by for name, one in by_name.items()}, **extras})
        if self._before is not None:
            before = self._before
            asking.questions.look_again(before.shown, compiled.agreement.contract_year - before.key.year)
        self._before = asking.questions
        of_rows = [
            finding for kind, some in inner.items() if kind != main for finding in self._inner(compiled, kind, some)
        ]
        asking.settled |= {name for finding in of_rows for name in finding.nodes}
        yield from of_rows
        yield from asking.run((*_CHECKS, lambda one: constant_inner(one, inner.get(main, ()), extras)))
        for name, one in by_name.items():
            yield replace(one.finding, case=asking.case(lambda view, name=name: is_state(view, name, MET)))  # type: ignore[misc] # mypy cannot infer a default of a lambda
        if self.nodes.source.lagen:
            yield from self._over_layers(compiled)

    def _over_layers(self, compiled: CompiledAgreement) -> Iterator[Finding]:
        """Ask about the conditions of the layers, which stand in a tree of their own."""
        try:
            layers = compile_layers(self.nodes.edition, self.nodes.agreement, self._known_values())
        except InputWrong as wrong:
            yield self._not_compiled(wrong, [])
            return
        layered = replace(compiled, agreement=layers.agreement)
        for kind, inner in by_kind(layer_conditions(self.nodes, layers)).items():
            yield from self._inner(layered, kind, inner)

    def _inner(self, compiled: CompiledAgreement, kind: str, inner: Sequence[Inner]) -> list[Finding]:
        """Ask about conditions on one kind of subject by themselves, unless another agreement showed them sound."""
        fresh = [one for one in inner if one.asked not in self.sound]
        if not fresh:
            return []
        extras = extras_of(fresh, 0)
        asking = self._asking(replace(compiled, agreement=about(compiled.agreement, kind)), extras)
        found = asking.run((lambda one: constant_inner(one, fresh, extras),))
        told = {name for finding in found for name in finding.nodes}
        self.sound |= {one.asked for one in fresh if one.node.name not in told}
        return found

    def _asking(self, compiled: CompiledAgreement, extras: Mapping[str, Test]) -> Asking:
        spelled = spelled_out(compiled.agreement, extras)
        first, last = reference_days(self.nodes.edition, self.nodes.source)
        scope = self.nodes.edition.source.uitgave.geldt_voor
        label, product = (next(iter(names), "") for names in (scope.labels, scope.polisvormen))
        key = ContractKey(scope.uzovi, label, product, compiled.agreement.contract_year)
        return Asking(self.nodes, compiled, spelled, Questions(spelled.agreement, first, last, key))


def _sentence(problem: Problem) -> str:
    return f"{problem.what} {problem.remedy}".strip()
