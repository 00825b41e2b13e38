"""Answer a what-if over a register that was judged already: who moves in each agreement, and by which change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.frame import Frame
from zorginkoop.columns.from_subjects import keys_read
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.columns.joined import taken_frame
from zorginkoop.columns.sources import AsOf, Tables
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Agreement, Criterion, Phrase
from zorginkoop.policies.edits import Touched
from zorginkoop.study.season import JudgedAgreement, Progress, Season
from zorginkoop.study.whatif.editions import EditionMoves, moves_between_seasons, moves_of_agreement
from zorginkoop.study.whatif.moves import Moves, shares
from zorginkoop.study.whatif.question import Change, Hashes, WhatIf
from zorginkoop.study.whatif.standings import Numbers, StandingBook
from zorginkoop.study.whatif.units import Unit, units
from zorginkoop.study.whatif.unjudged import Ruled, changed_formulas, other_years, same_rules, unjudged
from zorginkoop.study.whatif.variants import Variant, Variants

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, as one agreement sees it: in words, where in the text, and which of its pieces it touches.

    `rules` is the agreement with this change alone.
    """

    label: str
    phrase: Phrase
    touched: tuple[Touched, ...]
    units: tuple[Unit, ...]
    rules: Agreement


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A what-if answered: the season before and after, and the moves of every agreement that changed."""

    asked: WhatIf
    before: Season
    after: Season
    agreements: Mapping[str, Moves[Changed]]
    unchanged: tuple[str, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    hashes: Hashes = field(default_factory=Hashes)
    unjudged: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)  # agreement → what the register tells not
    formulas: tuple[Phrase, ...] = ()
    other_years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # agreement → where it changes too
    left_out: tuple[str, ...] = ()  # what lacks a value, and was not judged

    @property
    def year(self) -> int:
        """The contract year that is judged."""
        return self.before.key.year

    @property
    def partial(self) -> tuple[str, ...]:
        """The editions that are compared and of which only a part is known."""
        both = dict.fromkeys((self.before.edition.name, self.after.edition.name))
        known = {one.name: one.source.uitgave.gedeeltelijk for one in (self.before.edition, self.after.edition)}
        return tuple(name for name in both if known[name] is not None)

    @property
    def movers(self) -> int:
        """How many stand elsewhere, over all agreements."""
        return sum(len(moves.movers) for moves in self.agreements.values())


def answer(
    asked: WhatIf, before: Season, made: Variants, register: str = "", progress: Progress = lambda _: None
) -> Answer:
    """Judge the register of a season again by the changed policy, and attribute everyone who moves.

    `made` holds the editions with the changes, `register` is the hash of the register.
    """
    work = _Work(made, before, progress)
    whole = made.whole
    judged: dict[str, JudgedAgreement] = {}
    found: dict[str, Moves[Changed]] = {}
    unchanged = []
    beyond: dict[str, tuple[Phrase, ...]] = {}
    later: dict[str, tuple[int, ...]] = {}
    sides = _ruled(before), _ruled(whole)
    for name, earlier in before.agreements.items():
        compiled = whole.compiled.get(name)
        if compiled is None:
            continue
        if asked.agreements and name not in asked.agreements:
            judged[name] = earlier
            continue
        if told := unjudged(*sides, (earlier.compiled, compiled), name):
            beyond[name] = told
        if years := other_years(*sides, name, before.key.year):
            later[name] = years
        if same_rules(earlier.compiled.agreement, compiled.agreement):
            judged[name] = earlier
            if not told and not years:
                unchanged.append(name)
            continue
        judged[name] = work.judged(name, whole)
        found[name] = work.moves(name, judged[name])
    after = replace(before, edition=whole.edition, installation=whole.installation, agreements=judged)
    gone = tuple(name for name in before.agreements if name not in judged)
    new = tuple(
        name
        for name in whole.edition.source.overeenkomsten
        if name not in before.agreements and name not in before.edition.source.overeenkomsten
    )
    hashes = Hashes(before.edition.content_hash, before.installation.content_hash, register)
    return Answer(
        asked, before, after, found, tuple(unchanged), gone, new, hashes, beyond, changed_formulas(*sides), later
    )


def answer_editions(asked: WhatIf, before: Season, after: Season, register: str = "") -> Answer:
    """Answer what another edition would do, both seasons judged over one register."""
    found: EditionMoves = moves_between_seasons(before, after)
    told = {name: _told(moves) for name, moves in found.agreements.items()}
    changed = {name: moves for name, moves in told.items() if moves.changes or len(moves.movers)}
    sides = _ruled(before), _ruled(after)
    compiled = {name: (moves.before.compiled, moves.after.compiled) for name, moves in told.items()}
    beyond = {name: words for name, pair in compiled.items() if (words := unjudged(*sides, pair, name))}
    unchanged = tuple(name for name in told if name not in changed and name not in beyond)
    hashes = Hashes(before.edition.content_hash, before.installation.content_hash, register, after.edition.content_hash)
    return Answer(
        asked, before, after, changed, unchanged, found.only_before, found.only_after, hashes,
        beyond, changed_formulas(*sides),
    )  # fmt: skip


def _told(moves: Moves[Unit]) -> Moves[Changed]:
    """Give the moves with every piece that differs as a change of its own."""
    rules = moves.after.compiled.agreement
    changes = tuple(Changed(unit.id or str(unit.piece), Phrase(), (), (unit,), rules) for unit in moves.changes)
    return Moves(moves.before, moves.after, changes, moves.standings, moves.was, moves.now, moves.shares)


def touched_agreements(made: Variants, before: Mapping[str, CompiledAgreement], edition: Ruled) -> tuple[str, ...]:
    """Name the agreements that the changes touch: that judge otherwise, have other dates or layers, or are gone."""
    whole, after = made.whole.compiled, _ruled(made.whole)
    return tuple(
        name
        for name, compiled in before.items()
        if name not in whole
        or not same_rules(compiled.agreement, whole[name].agreement)
        or unjudged(edition, after, (compiled, whole[name]), name)
        or other_years(edition, after, name, compiled.agreement.contract_year)
    )


def _ruled(one: Season | Variant) -> Ruled:
    return Ruled(one.edition, one.installation)


class _Work:
    """Judges the agreements of a season again, with as little done twice as can be."""

    def __init__(self, made: Variants, before: Season, progress: Progress) -> None:
        self.made = made
        self.before = before
        self.progress = progress

    def judged(self, name: str, variant: Variant) -> JudgedAgreement:
        """Judge everyone by a variant; conditions that did not change are not judged again."""
        earlier = self.before.agreements[name]
        compiled = variant.compiled[name]
        self.progress(f"{compiled.agreement.phrase.nl}: opnieuw beoordelen")
        return judged_again(earlier, compiled, self.before.tables, self.before.as_of)

    def moves(self, name: str, after: JudgedAgreement) -> Moves[Changed]:
        """Attribute everyone who moves in an agreement."""
        before = self.before.agreements[name]
        book = StandingBook(before, after)
        was, now = book.of(before), book.of(after)
        changes = tuple(self._changed(name, number) for number in range(len(self.made.bundles)))
        if len(changes) == 1 and len(changes[0].units) > 1:
            return self._split(changes[0], before, after)
        touching = [number for number in range(len(changes)) if not self._is_idle(name, number)]
        if len(touching) == 1:  # the others change nothing here, so this one is all there is
            alone = [now if number in touching else was for number in range(len(changes))]
        else:
            alone = [self._alone(name, number, book, was) for number in range(len(changes))]

        def without(who: Numbers) -> Sequence[Numbers]:
            return [self._without(name, number, who, book) for number in range(len(changes))]

        found = shares(was, now, alone, without)
        return Moves(before, reworded(before, after), changes, tuple(book.standings), was, now, found)

    def _split(self, change: Changed, before: JudgedAgreement, after: JudgedAgreement) -> Moves[Changed]:
        """Attribute everyone who moves to the pieces of the one change that there is, each taken over alone."""
        pieces = moves_of_agreement(before, after)
        changes = tuple(
            replace(change, label=f"{change.label} ({unit.id or unit.piece})", units=(unit,)) for unit in pieces.changes
        )
        after = reworded(before, after)
        return Moves(before, after, changes, pieces.standings, pieces.was, pieces.now, pieces.shares)

    def _changed(self, name: str, number: int) -> Changed:
        bundle = self.made.bundles[number]
        own: list[Change] = [self.made.changes[one] for one in bundle]
        phrase = own[0].phrase if len(own) == 1 else Phrase()
        touched = tuple(one for change in bundle for one in self.made.touched[change])
        old = self.before.agreements[name].compiled.agreement
        compiled = self.made.with_only(number).compiled.get(name)
        rules = compiled.agreement if compiled else old
        return Changed(" + ".join(change.label for change in own), phrase, touched, units(old, rules), rules)

    def _is_idle(self, name: str, number: int) -> bool:
        """Tell whether a change leaves an agreement as it was."""
        compiled = self.made.with_only(number).compiled.get(name)
        return compiled is None or same_rules(self.before.agreements[name].compiled.agreement, compiled.agreement)

    def _alone(self, name: str, number: int, book: StandingBook, was: Numbers) -> Numbers:
        if self._is_idle(name, number):
            return was
        return book.of(self.judged(name, self.made.with_only(number)))

    def _without(self, name: str, number: int, who: Numbers, book: StandingBook) -> Numbers:
        """Say where some stand with all changes but one; nowhere, where that is no policy."""
        variant = self.made.all_but(number)
        if variant is None or name not in variant.compiled:
            return np.full(len(who), _NOWHERE, np.int64)
        before, compiled = self.before.agreements[name], variant.compiled[name]
        frame = before.frame
        if not reads_alike(before.compiled.agreement, compiled.agreement):
            frame = self._frame(compiled)
        return book.of(judged_on(compiled, taken_frame(frame, who)), who)

    def _frame(self, compiled: CompiledAgreement) -> Frame:
        as_of = self.before.as_of
        return register_frame(self.before.tables, compiled.agreement, as_of.on, as_of.known)


def judged_on(compiled: CompiledAgreement, frame: Frame) -> JudgedAgreement:
    """Judge a frame by a compiled agreement."""
    return JudgedAgreement(compiled, frame, RegisterJudge(compiled.agreement).assess(frame))


def judged_again(earlier: JudgedAgreement, compiled: CompiledAgreement, tables: Tables, as_of: AsOf) -> JudgedAgreement:
    """Judge the providers of an agreement by other rules; the facts are laid out anew only where it reads others."""
    agreement = compiled.agreement
    if reads_alike(earlier.compiled.agreement, agreement):
        outcome = RegisterJudge(agreement).assess(earlier.frame, earlier.outcome)
        return JudgedAgreement(compiled, earlier.frame, outcome)
    return judged_on(compiled, register_frame(tables, agreement, as_of.on, as_of.known))


def reads_alike(one: Agreement, other: Agreement) -> bool:
    """Tell whether two agreements read the same facts and rows in the same way, so that one frame serves both."""
    if (one.facts, one.relations) != (other.facts, other.relations):
        return False
    kinds = {fact.subject for fact in one.facts}
    return all(keys_read(one, kind) == keys_read(other, kind) for kind in kinds)


def reworded(before: JudgedAgreement, after: JudgedAgreement) -> JudgedAgreement:
    """Let the conditions that changed speak for themselves: their sentence still tells what was asked before."""
    old = {criterion.id: criterion for criterion in before.compiled.agreement.criteria}
    agreement = after.compiled.agreement
    speakers = {"nl": Speaker(agreement, "nl"), "en": Speaker(agreement, "en")}

    def said(criterion: Criterion) -> Criterion:
        known = old.get(criterion.id)
        if known is None or known.test == criterion.test or known.phrase != criterion.phrase:
            return criterion
        words = (described(speaker, agreement.subject, criterion.test) for speaker in speakers.values())
        return replace(criterion, phrase=Phrase(*words))

    spoken = replace(agreement, criteria=tuple(map(said, agreement.criteria)))
    compiled = replace(after.compiled, agreement=spoken)
    return JudgedAgreement(compiled, after.frame, replace(after.outcome, agreement=spoken))
