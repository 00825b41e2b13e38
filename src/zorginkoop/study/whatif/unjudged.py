"""What a change alters that one judgement over a register does not show: dates, layers, formulas, and other years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.layers import Layers, compile_layers
from zorginkoop.kernel.tree import Agreement, Phrase
from zorginkoop.study.prove.periods import contract_years

_DATES = {
    "term": Phrase("de looptijd", "the term"),
    "deadlines": Phrase("de termijnen", "the deadlines"),
    "starts": Phrase("de ingangsdatum", "the day on which it starts"),
    "changes": Phrase("de dag waarop een wijziging ingaat", "the day on which a change takes effect"),
    "bridge": Phrase("de overbrugging", "the bridge"),
    "calendar": Phrase("de dagen die als werkdag tellen", "the days that count as working days"),
}
_LAYERS = Phrase("de status (lagen)", "the status (layers)")


@dataclass(frozen=True, slots=True)
class Ruled:
    """An edition, and the values and readings that it is used with."""

    edition: LoadedEdition
    installation: Installation


def unjudged(
    before: Ruled, after: Ruled, compiled: tuple[CompiledAgreement, CompiledAgreement], name: str
) -> tuple[Phrase, ...]:
    """Name what of one agreement became another, and nobody's outcome on the reference date shows."""
    return tuple(_unjudged(before, after, compiled, name))


def _unjudged(
    before: Ruled, after: Ruled, compiled: tuple[CompiledAgreement, CompiledAgreement], name: str
) -> Iterator[Phrase]:
    old, new = (one.planning for one in compiled)
    yield from (words for part, words in _DATES.items() if getattr(old, part) != getattr(new, part))
    if not _same_layers(before, after, name):
        yield _LAYERS


def other_years(before: Ruled, after: Ruled, name: str, judged: int) -> tuple[int, ...]:
    """Give the other contract years of the term in which an agreement judges otherwise than before."""
    heads = [one.edition.source.uitgave.contractjaar for one in (before, after)]
    if heads[0] != heads[1]:  # editions for different years are compared each for its own
        return ()
    years = contract_years(before.edition, before.edition.source.overeenkomsten[name])
    return tuple(year for year in years if year != judged and not _same_in(before, after, name, year))


def changed_formulas(before: Ruled, after: Ruled) -> tuple[Phrase, ...]:
    """Name the formulas that became another; a formula computes an amount, and is not judged over a register."""
    old, new = before.edition.source.formules, after.edition.source.formules
    names = (name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name))
    return tuple(Phrase(f"formule {name}", f"formula {name}") for name in names)


def same_rules(one: Agreement, other: Agreement) -> bool:
    """Tell whether two compiled agreements judge alike: they differ at most in what they were read from."""
    alike = replace(
        other, edition_hash=one.edition_hash, values_hash=one.values_hash, readings=one.readings, coding=one.coding
    )
    return alike == one


def _same_in(before: Ruled, after: Ruled, name: str, year: int) -> bool:
    """Tell whether both judge alike for a contract year; for a year that neither can be used in, they do."""
    old, new = (_compiled(one, name, year) for one in (before, after))
    if old is None or new is None:
        return old is new
    return same_rules(old, new)


def _compiled(one: Ruled, name: str, year: int) -> Agreement | None:
    try:
        return compile_agreement(one.edition, name, one.installation, year).agreement
    except InputWrong:
        return None


def _same_layers(before: Ruled, after: Ruled, name: str) -> bool:
    sources = [one.edition.source.overeenkomsten[name].lagen for one in (before, after)]
    if not any(sources):
        return True
    old, new = (_layers(one, name) for one in (before, after))
    if old is None or new is None:  # a value is lacking: what is written is all there is to compare
        return sources[0] == sources[1]
    return same_rules(old.agreement, new.agreement) and replace(new, agreement=old.agreement) == old


def _layers(one: Ruled, name: str) -> Layers | None:
    try:
        return compile_layers(one.edition, name, one.installation)
    except InputWrong:
        return None
