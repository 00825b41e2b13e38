"""Gaps and overlaps in time: reference years, layers, supplied values, returning duties, and terms of one care type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pydantic import BaseModel

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.formula_source import ShareSource
from zorginkoop.kernel.language import AgreementSource, ConditionSource
from zorginkoop.kernel.terms import Period, calendar_year
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.uses import uses_of
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.nodes import Node, Nodes

_SEEN = Phrase("gezien in de perioden zelf", "seen in the periods themselves")
_JOIN_UP = Phrase(
    "Laat de perioden op elkaar aansluiten, of bevestig dat dit zo bedoeld is.",
    "Let the periods join up, or confirm that this is meant.",
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that holds for a period."""

    node: Node
    period: Period


def period_findings(nodes: Nodes, installation: Installation) -> Iterator[Finding]:
    """Tell of gaps and overlaps in the periods of one agreement."""
    yield from _reference_years(nodes)
    yield from _layers(nodes)
    yield from _supplied_values(nodes, installation)
    yield from _returning_duties(nodes)


def term_findings(edition: LoadedEdition) -> Iterator[Finding]:
    """Tell where the terms of agreements of one care type overlap, or leave days between them."""
    by_care: dict[tuple[str, str], list[Spell]] = {}
    for name, source in edition.source.overeenkomsten.items():
        if source.looptijd is not None:
            spell = Spell(Nodes(edition, name).whole(), Period.of(source.looptijd.van, source.looptijd.tot_en_met))
            by_care.setdefault((source.onderwerp, source.zorgsoort), []).append(spell)
    for (_, care), spells in by_care.items():
        about = Phrase(f"de looptijden van {care}", f"the terms of {care}")
        yield from _joined_up(Nodes(edition), spells, about)


def measured_findings(edition: LoadedEdition) -> Iterator[Finding]:
    """Tell of a formula that measures on a day on which no agreement it is about runs."""
    nodes = Nodes(edition)
    for name, formula in edition.source.formules.items():
        measured = formula.gemeten.op if isinstance(formula, ShareSource) and formula.gemeten else None
        if measured is None or not isinstance(formula, ShareSource):
            continue
        sources = edition.source.overeenkomsten.items()
        own = [source for one, source in sources if formula.grens.overeenkomst in {None, one}]
        years = sorted({year for source in own for year in contract_years(edition, source)})
        if measured.year not in years:
            what = Phrase(
                f"formule {name} meet op {write_date(measured, 'nl')}, buiten de looptijd ({_listed(years)}).",
                f"formula {name} measures on {write_date(measured, 'en')}, outside the term ({_listed(years)}).",
            )
            remedy = Phrase("Geef een dag binnen de looptijd.", "Give a day within the term.")
            yield nodes.finding(Check.PERIOD_GAP, [nodes.declared("formules", name)], Told(what, remedy, _SEEN))


def contract_years(edition: LoadedEdition, source: AgreementSource) -> tuple[int, ...]:
    """Give every contract year that the term of an agreement touches, and the edition's own."""
    own, term = edition.source.uitgave.contractjaar, source.looptijd
    last = (term.last_day or term.tot_en_met or date(max(own, term.van.year), 1, 1)) if term else None
    return tuple(sorted({own, *(range(term.van.year, last.year + 1) if term and last else ())}))


def _reference_years(nodes: Nodes) -> Iterator[Finding]:
    """Tell of a contract year of the term for which a condition names no reference year, and of one beyond the term."""
    years = set(contract_years(nodes.edition, nodes.source))
    for name, condition in _with_reference_years(nodes):
        named = set(condition.peiljaar or {})
        missing, beyond = sorted(years - named), sorted(named - years)
        if not missing and not beyond:
            continue
        node = nodes.condition(name)
        dutch = [f"noemt geen peiljaar van {condition.feit} voor contractjaar {_listed(missing)}"] if missing else []
        dutch += [f"noemt een peiljaar voor {_listed(beyond)}, buiten de looptijd"] if beyond else []
        english = [f"names no reference year of {condition.feit} for {_listed(missing)}"] if missing else []
        english += [f"names a reference year for {_listed(beyond)}, outside the term"] if beyond else []
        what = Phrase(f"{name} {' en '.join(dutch)}.", f"{name} {' and '.join(english)}.")
        remedy = Phrase(
            "Geef peiljaar voor elk contractjaar van de looptijd, en voor geen ander.",
            "Give peiljaar for every contract year of the term, and for no other.",
        )
        check = Check.PERIOD_GAP if missing else Check.PERIOD_OVERLAP
        yield nodes.finding(check, [node], Told(what, remedy, _SEEN))


def _with_reference_years(nodes: Nodes) -> Iterator[tuple[str, ConditionSource]]:
    """Walk the conditions of an agreement that name reference years, each with the name of the node it stands in."""
    used = uses_of(nodes.edition.vocabulary, nodes.source).conditions
    seen: set[int] = set()
    roots = [(name, nodes.condition(name).source) for name in used]
    roots += [(route.id or "", route) for route in nodes.source.routes]
    for section in ("randvoorwaarden", "differentiatiefactoren", "onderdelen", "taken", "planning", "ingang", "lagen"):
        roots += [(getattr(one, "id", None) or section, one) for one in getattr(nodes.source, section)]
    for name, root in roots:
        for condition in _conditions_in(root):
            if condition.peiljaar is not None and id(condition) not in seen:
                seen.add(id(condition))
                yield condition.id or name, condition


def _conditions_in(source: object) -> Iterator[ConditionSource]:
    if isinstance(source, ConditionSource):
        yield source
    if isinstance(source, BaseModel):
        for name in source.model_fields_set:
            yield from _conditions_in(getattr(source, name))
    elif isinstance(source, Mapping):
        for part in source.values():
            yield from _conditions_in(part)
    elif isinstance(source, tuple | list):
        for part in source:
            yield from _conditions_in(part)


def _layers(nodes: Nodes) -> Iterator[Finding]:
    """Look at layers that are about the same care and rows, each for its own period."""
    alike: dict[tuple[object, ...], list[Spell]] = {}
    for source in nodes.source.lagen:
        if source.vanaf or source.tot_en_met:
            period = Period.of(source.vanaf or date.min, source.tot_en_met)
            key = (source.soort, source.zorg, source.rijen, source.op)
            alike.setdefault(key, []).append(Spell(nodes.layer(source.id or ""), period))
    for spells in alike.values():
        yield from _joined_up(nodes, spells, Phrase("de lagen", "the layers"))


def _supplied_values(nodes: Nodes, installation: Installation) -> Iterator[Finding]:
    """Tell of a supplied value that is not in force on every day of the term."""
    term = nodes.source.looptijd
    whole = Period.of(term.van, term.tot_en_met) if term else calendar_year(nodes.edition.source.uitgave.contractjaar)
    for name in uses_of(nodes.edition.vocabulary, nodes.source).values:
        supplied = installation.values.get(name)
        if supplied is None or (supplied.geldig_van is None and supplied.geldig_tot is None):
            continue
        valid = Period.of(supplied.geldig_van or date.min, supplied.geldig_tot)
        if valid.covers(whole):
            continue
        node = nodes.declared("waarden", name)
        what = Phrase(
            f"de waarde {name} geldt {_said(valid, 'nl')}, en de looptijd is {_said(whole, 'nl')}.",
            f"the value {name} is in force {_said(valid, 'en')}, and the term is {_said(whole, 'en')}.",
        )
        remedy = Phrase("Geef de waarde voor de hele looptijd.", "Supply the value for the whole term.")
        where = installation.places.get(name) or Place(installation.file)
        yield nodes.finding(Check.PERIOD_GAP, [node], Told(what, remedy, _SEEN), where)


def _returning_duties(nodes: Nodes) -> Iterator[Finding]:
    """Tell of a duty that returns for only a part of a term with an end."""
    term = nodes.source.looptijd
    if term is None or term.tot_en_met is None:
        return
    whole = Period.of(term.van, term.tot_en_met)
    for source in nodes.source.planning:
        repeats = source.wanneer.repeats
        if repeats is None or Period.of(repeats.start, repeats.end).covers(whole):
            continue
        turns = Period.of(repeats.start, repeats.end)
        what = Phrase(
            f"{source.id} keert terug {_said(turns, 'nl')}, en de looptijd is {_said(whole, 'nl')}.",
            f"{source.id} returns {_said(turns, 'en')}, and the term is {_said(whole, 'en')}.",
        )
        yield nodes.finding(Check.PERIOD_GAP, [nodes.deadline(source.id or "")], Told(what, _JOIN_UP, _SEEN))


def _joined_up(nodes: Nodes, spells: Iterable[Spell], about: Phrase) -> Iterator[Finding]:
    """Compare each period with the next."""
    ordered = sorted(spells, key=lambda spell: spell.period.start)
    for earlier, later in pairwise(ordered):
        shared = earlier.period.overlap(later.period)
        names = f"{earlier.node.name} en {later.node.name}", f"{earlier.node.name} and {later.node.name}"
        if shared is not None:
            what = Phrase(
                f"{about.nl} overlappen: {names[0]} gelden allebei {_said(shared, 'nl')}.",
                f"{about.en} overlap: {names[1]} are both in force {_said(shared, 'en')}.",
            )
            yield nodes.finding(Check.PERIOD_OVERLAP, [earlier.node, later.node], Told(what, _JOIN_UP, _SEEN))
        elif earlier.period.end is not None and not earlier.period.touches(later.period):
            gap = Period.of(earlier.period.end + _DAY, later.period.start - _DAY)
            what = Phrase(
                f"{about.nl} sluiten niet aan: tussen {names[0]} geldt niets {_said(gap, 'nl')}.",
                f"{about.en} do not join up: between {names[1]} nothing is in force {_said(gap, 'en')}.",
            )
            yield nodes.finding(Check.PERIOD_GAP, [earlier.node, later.node], Told(what, _JOIN_UP, _SEEN))


def _listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in years)


def _said(period: Period, language: Language) -> str:
    """Write a period in days; an open side is left out."""
    since, until, always = (
        ("vanaf", "tot en met", "altijd") if language == "nl" else ("from", "up to and including", "always")
    )
    start = "" if period.start == date.min else f"{since} {write_date(period.start, language)}"
    end = "" if period.end is None else f"{until} {write_date(period.end, language)}"
    return " ".join(part for part in (start, end) if part) or always
