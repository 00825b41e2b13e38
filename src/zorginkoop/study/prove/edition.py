"""Prove one edition: every check over every agreement, laid beside what an officer confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from zorginkoop.kernel import language
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.kernel.states import MET
from zorginkoop.kernel.tree import Agreement, Phrase
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.study.prove.asking import Asking
from zorginkoop.study.prove.conditions import constant_conditions, idle_conditions
from zorginkoop.study.prove.confirming import confirmed, stale
from zorginkoop.study.prove.deadlines import deadline_findings
from zorginkoop.study.prove.finding import Finding, Stale, Told
from zorginkoop.study.prove.names import reading_findings, undeclared_findings, unused_findings
from zorginkoop.study.prove.nodes import Nodes
from zorginkoop.study.prove.outcomes import implied_factors, unreachable
from zorginkoop.study.prove.periods import period_findings, term_findings
from zorginkoop.study.prove.questions import Questions, is_state
from zorginkoop.study.prove.rows import ladder_gaps, row_findings
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
        found += [*unused_findings(folder, edition), *reading_findings(folder, edition), *term_findings(edition)]
    compiled: dict[str, Agreement] = {}
    for name in chosen:
        proving = _Proving(Nodes(edition, name), installation)
        found += proving.findings()
        if proving.agreement is not None:
            compiled[name] = proving.agreement
    asked = frozenset(chosen) if only else None
    told = confirmed(edition, _each_once(found))
    return Proved(edition, chosen, told, stale(edition, told, asked), compiled)


def _each_once(findings: list[Finding]) -> list[Finding]:
    return list({finding.key: finding for finding in findings}.values())


class _Proving:
    """Proves one agreement."""

    def __init__(self, nodes: Nodes, installation: Installation) -> None:
        self.nodes = nodes
        self.installation = installation
        self.agreement: Agreement | None = None

    def findings(self) -> list[Finding]:
        written = [
            *ladder_gaps(self.nodes),
            *undeclared_findings(self.nodes),
            *period_findings(self.nodes, self.installation),
        ]
        try:
            compiled = self._compiled()
        except InputWrong as wrong:
            return [*written, self._not_compiled(wrong, written)]
        self.agreement = compiled.agreement
        return [*written, *deadline_findings(self.nodes, compiled), *self._over_everybody(compiled)]

    def _compiled(self) -> CompiledAgreement:
        """Compile the agreement, without a ladder that cannot be: that was told, and all else can be proven."""
        edition, name = self.nodes.edition, self.nodes.agreement
        if any(True for _ in ladder_gaps(self.nodes)):
            mended = self.nodes.source.model_copy(update={"variant": None})
            agreements = {**edition.source.overeenkomsten, name: mended}
            edition = replace(edition, source=edition.source.model_copy(update={"overeenkomsten": agreements}))
        return compile_agreement(edition, name, self._known_values())

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
        why = " ".join(dict.fromkeys(_sentence(problem) for problem in problems)) or "zie hierboven."
        node = self.nodes.whole()
        what = Phrase(
            f"over {self.nodes.agreement} is verder niets bewezen, want zij is niet te vertalen: {why}",
            f"nothing further is proven about {self.nodes.agreement}, for it cannot be compiled: {why}",
        )
        where = problems[0].where if problems else self.nodes.where(node)
        return self.nodes.finding(Check.NOT_COMPILED, [node], Told(what, _MEND_FIRST), where)

    def _over_everybody(self, compiled: CompiledAgreement) -> Iterator[Finding]:
        shown = list(row_findings(self.nodes, compiled.agreement))
        extra = {extra_name(number): one.shown_by for number, one in enumerate(shown)}
        spelled = spelled_out(compiled.agreement, extra)
        first, last = reference_days(self.nodes.edition, self.nodes.source)
        scope = self.nodes.edition.source.uitgave.geldt_voor
        label, product = (next(iter(names), "") for names in (scope.labels, scope.polisvormen))
        key = ContractKey(scope.uzovi, label, product, compiled.agreement.contract_year)
        asking = Asking(self.nodes, compiled, spelled, Questions(spelled.agreement, first, last, key))
        yield from asking.run(_CHECKS)
        for number, one in enumerate(shown):
            name = extra_name(number)
            yield replace(one.finding, case=asking.case(lambda view, name=name: is_state(view, name, MET)))  # type: ignore[misc] # mypy cannot infer a default of a lambda


def _sentence(problem: Problem) -> str:
    return f"{problem.what} {problem.remedy}".strip()


def reference_days(edition: LoadedEdition, agreement: language.AgreementSource) -> tuple[date, date]:
    """Give the first and the last day on which an agreement is judged: from its publication to the end of its term."""
    head, term = edition.source.uitgave, agreement.looptijd
    own = head.contractjaar
    known = head.gepubliceerd or (head.bekend_vanaf if isinstance(head.bekend_vanaf, date) else None)
    first = known or date((term.van.year if term else own) - 1, 1, 1)
    last = (term.last_day or date(max(own, term.van.year) + 1, 12, 31)) if term else date(own + 1, 12, 31)
    return first, max(first, last)
