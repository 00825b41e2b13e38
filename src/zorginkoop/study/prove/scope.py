"""For what the answers about an agreement hold: its reference dates and contract years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import CompiledAgreement, LoadedEdition
from zorginkoop.kernel.tree import Phrase
from zorginkoop.study.prove.finding import Finding, Told


@dataclass(frozen=True, slots=True)
class Scope:
    """The days and contract years that were asked about, and the contract years of the term that were not."""

    first: date
    last: date
    years: tuple[int, ...]
    unasked: tuple[int, ...] = ()


def scope_of(edition: LoadedEdition, source: language.AgreementSource, years: Mapping[int, bool]) -> Scope:
    """Give the scope of an agreement, from whether each contract year was asked about."""
    first, last = reference_days(edition, source)
    asked, unasked = (tuple(sorted(year for year, was in years.items() if was is wanted)) for wanted in (True, False))
    return Scope(first, last, asked, unasked)


def reference_days(edition: LoadedEdition, agreement: language.AgreementSource) -> tuple[date, date]:
    """Give the first and the last day on which an agreement is judged: from its publication to the end of its term."""
    head, term = edition.source.uitgave, agreement.looptijd
    own = head.contractjaar
    known = head.gepubliceerd or (head.bekend_vanaf if isinstance(head.bekend_vanaf, date) else None)
    first = known or date((term.van.year if term else own) - 1, 1, 1)
    last = (term.last_day or date(max(own, term.van.year) + 1, 12, 31)) if term else date(own + 1, 12, 31)
    return first, max(first, last)


def without_year(compiled: CompiledAgreement) -> CompiledAgreement:
    """Leave out which contract year an agreement was compiled for: what is equal then asks the same in both."""
    return replace(compiled, agreement=replace(compiled.agreement, contract_year=0))


def of_years(found: Sequence[tuple[Sequence[int], Sequence[Finding]]]) -> list[Finding]:
    """Join what was found in groups of contract years; what was not found in all of them names its years."""
    told: dict[object, tuple[Finding, list[int]]] = {}
    for years, findings in found:
        for finding in {one.key: one for one in findings}.values():
            told.setdefault(finding.key, (finding, []))[1].extend(years)
    every = sum(len(years) for years, _ in found)
    return [one if len(years) == every else in_years(one, years) for one, years in told.values()]


def in_years(finding: Finding, years: Sequence[int]) -> Finding:
    """Say in what is found in which contract years it is so."""
    listed = ", ".join(map(str, sorted(years)))
    dutch, english = ("contractjaar", "contract year") if len(years) == 1 else ("contractjaren", "contract years")
    what = finding.told.what
    words = Phrase(f"in {dutch} {listed}: {what.nl}", f"in {english} {listed}: {what.en}")
    return replace(finding, told=Told(words, finding.told.remedy, finding.told.proof))
