"""What holds for one provider on one day, layer by layer: the status, and the facts that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.evaluate import evaluation
from zorginkoop.kernel.facts import REFERENCE_DATE, KnownFact, RecordedSubject, Subject, resolve
from zorginkoop.kernel.layer_words import LayerStatus, Why
from zorginkoop.kernel.layers import Layer, Layers
from zorginkoop.kernel.recorded_agreement import ROWS, Covered, covered, is_left_open
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, all_of
from zorginkoop.kernel.tree import Agreement, Citation, Criterion, Phrase, Test
from zorginkoop.kernel.witness import Compared, Drawing, RatioFound, Referred, RowsFound, Witness, drawing, grounds

GRAVEST = (LayerStatus.NOT_CONTRACTED, LayerStatus.OUTSIDE, LayerStatus.UNKNOWN, LayerStatus.CONTRACTED)


@dataclass(frozen=True, slots=True)
class Used:
    """One fact of the provider or of a row that a status rests on; without a fact it is the rows of a relation."""

    kind: str
    id: str
    name: str
    fact: KnownFact | None = None
    relation: str = ""
    known: bool = True  # whether it is known which rows there are
    until: date | None = None  # the last day of a row that would have done, and no longer counts


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a layer says what it says: its clause, what was the case, and the facts that were used."""

    layer: str
    citation: Citation
    phrase: Phrase
    what: Why
    facts: tuple[Used, ...] = ()
    row: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one layer says of a day."""

    status: LayerStatus
    reasons: tuple[Reason, ...]


class StatusOfDay:
    """Judges the layers of one agreement; building it turns every test into a function once."""

    def __init__(self, layers: Layers, key: ContractKey) -> None:
        self.layers = layers
        self.key = key
        self.agreement = layers.agreement
        self.recorded = {
            layer.id: evaluation(layer.recorded, self.agreement) for layer in layers.all if layer.recorded is not None
        }
        self.criteria = [evaluation(one.test, self.agreement) for one in self.agreement.criteria]
        self.named: dict[str, Criterion] = {one.id: one for one in self.agreement.criteria}
        self._drawings: dict[int, Drawing] = {}  # by the identity of the test, which the layers keep

    def drawing(self, test: Test) -> Drawing:
        """Give the function that draws the witness of a test, built once."""
        if id(test) not in self._drawings:
            self._drawings[id(test)] = drawing(test, self.agreement)
        return self._drawings[id(test)]

    def day(self, subject: Subject, recorded: RecordedSubject, known: datetime) -> DayStatus:
        """Judge a provider that was resolved as on a day, from what was recorded and known."""
        states: list[int] = []
        for evaluate in self.criteria:
            states.append(evaluate(subject, states))
        return DayStatus(self, subject, tuple(states), _Past(self.agreement, recorded, known))


class DayStatus:
    """One provider on one day."""

    def __init__(self, judge: StatusOfDay, subject: Subject, states: tuple[int, ...], past: _Past) -> None:
        """Keep what was judged; statuses are worked out as they are asked for."""
        self.past = past
        self.judge = judge
        self.subject = subject
        self.states = states
        self.agreements = {
            layer: [_Recorded(judge, row, matches(row, ())) for row in subject.relations.get(ROWS) or ()]
            for layer, matches in judge.recorded.items()
        }
        self._own: dict[tuple[str, str, str], Found] = {}
        self._bases: dict[tuple[str, str], Found] = {}

    @property
    def locations(self) -> frozenset[str]:
        """The locations that recorded agreements of this kind name."""
        return self._named_by_the_base("vestigingen")

    @property
    def bought(self) -> frozenset[str]:
        """The parts of the care that recorded agreements of this kind name."""
        return self._named_by_the_base("ingekocht")

    def _named_by_the_base(self, limit: str) -> frozenset[str]:
        rows = self.agreements[self.judge.layers.base.id]
        return frozenset(one for row in rows if row.matches != NOT_MET for one in row.codes(limit))

    def rows(self, layer: Layer) -> tuple[str, ...]:
        """Name the rows that a layer is or may be about on this day."""
        inside = layer.population
        return tuple(
            row.id
            for row in self.subject.relations[layer.relation] or ()
            if inside is None or self.judge.drawing(inside)(row, ()).state != NOT_MET
        )

    def of(self, layer: Layer, location: str, care: str, row: str) -> Found:
        """Join what the base, the layers below and the layer itself say: a certain no before an open question."""
        found = [self._base(location, care)]
        if layer is not self.judge.layers.base:
            found += [self._layer(one, location, row) for one in self._resting(layer)]
        return _gravest(found)

    def _resting(self, layer: Layer) -> Iterator[Layer]:
        """Walk the layers that a layer rests on, deepest first, and then the layer itself."""
        for name in layer.rests_on:
            yield from self._resting(self.judge.layers.layer(name))
        yield layer

    def _base(self, location: str, care: str) -> Found:
        """Say whether an agreement runs for a place and a care, and whether the base itself holds."""
        where = (location, care)
        if where not in self._bases:
            base = self.judge.layers.base
            found = _gravest([self._running(base, location, care), self._asked(base, "")])
            self._bases[where] = self._outside_layer(base) or found
        return self._bases[where]

    def _layer(self, layer: Layer, location: str, row: str) -> Found:
        """Say what a layer itself asks, apart from what it rests on."""
        name = (layer.id, location, row)
        if name not in self._own:
            self._own[name] = self._outside_layer(layer) or self._own_of(layer, location, row)
        return self._own[name]

    def _own_of(self, layer: Layer, location: str, row: str) -> Found:
        asked = self._asked(layer, row)
        return asked if layer.recorded is None else _gravest([self._running(layer, location, None), asked])

    def _running(self, layer: Layer, location: str, care: str | None) -> Found:
        """Say whether a recorded agreement that a layer rests on is in force; of what care matters to the base only."""
        if self.subject.relations.get(ROWS) is None:
            return self._found(layer, LayerStatus.UNKNOWN, Why.ROWS_UNKNOWN, (self._relation(ROWS, known=False),))
        judged = [(one, one.state(self.subject, location, care)) for one in self.agreements[layer.id]]
        running = [one for one, (state, _) in judged if state == MET]
        if running:
            used = tuple(fact for one in running for fact in one.facts())
            return self._found(layer, LayerStatus.CONTRACTED, Why.IN_FORCE, used)
        open_ones = [(one, why) for one, (state, why) in judged if state == UNKNOWN]
        if open_ones:
            used = tuple(fact for one, (_, facts) in open_ones for fact in one.named(facts))
            return self._found(layer, LayerStatus.UNKNOWN, Why.TERM_UNKNOWN, used)
        return self._not_running(layer, [(one, why) for one, (_, why) in judged if why[0] != Why.OTHER_CARE])

    def _not_running(self, layer: Layer, judged: list[tuple[_Recorded, tuple[Why, tuple[KnownFact, ...]]]]) -> Found:
        if not judged:
            none = (self._relation(ROWS),)
            return self._found(layer, layer.otherwise, Why.NO_AGREEMENT, none)
        reasons: list[Reason] = []
        for one, (what, facts) in judged:
            reasons.append(Reason(layer.id, layer.citation, layer.phrase, what, one.named(facts)))
        return Found(layer.otherwise, tuple(dict.fromkeys(reasons)))

    def _outside_layer(self, layer: Layer) -> Found | None:
        day = self.subject.on
        if (layer.first is None or layer.first <= day) and (layer.last is None or day <= layer.last):
            return None
        return self._found(layer, LayerStatus.NOT_CONTRACTED, Why.NO_LAYER)

    def _asked(self, layer: Layer, row: str) -> Found:
        if not layer.relation:
            return self._tested(layer, layer.test, self.subject, self.states)
        rows = self.subject.relations[layer.relation]
        if rows is None:
            open_rows = (self._relation(layer.relation, known=False),)
            return self._found(layer, LayerStatus.UNKNOWN, Why.ROWS_UNKNOWN, open_rows)
        mine = next((one for one in rows if one.id == row), None)
        if mine is None:
            relation = self._relation(layer.relation)
            return self._found(
                layer, LayerStatus.NOT_CONTRACTED, Why.ROW_ABSENT if row else Why.NO_ROWS, (relation,), row
            )
        if layer.population is not None:
            inside = self._tested(layer, layer.population, mine, ())
            if inside.status != LayerStatus.CONTRACTED:
                return self._outside_population(layer, inside, row)
        return self._tested(layer, layer.test, mine, ())

    def _outside_population(self, layer: Layer, inside: Found, row: str) -> Found:
        """Say what holds for a row that is not asked about: no care of the layer's own, and all other care."""
        facts = inside.reasons[0].facts
        if inside.status == LayerStatus.UNKNOWN:
            return self._found(layer, LayerStatus.UNKNOWN, Why.OPEN, facts, row)
        status = LayerStatus.NOT_CONTRACTED if layer.care else LayerStatus.CONTRACTED
        return self._found(layer, status, Why.NOT_ASKED, facts, row)

    def _tested(self, layer: Layer, test: Test, subject: Subject, states: tuple[int, ...]) -> Found:
        drawn = self.judge.drawing(test)(subject, states)
        used = tuple(dict.fromkeys(self._used(drawn, subject)))
        row = subject.id if subject is not self.subject else ""
        if drawn.state in (MET, NOT_APPLICABLE):
            return self._found(layer, LayerStatus.CONTRACTED, Why.HOLDS, used, row)
        if drawn.state == UNKNOWN:
            return self._found(layer, LayerStatus.UNKNOWN, Why.OPEN, used, row)
        return self._found(layer, layer.otherwise, Why.FAILS, used, row)

    def _used(self, drawn: Witness, subject: Subject) -> Iterator[Used]:
        """Walk the facts that made a state what it is; the reference date itself is never one."""
        for ground in grounds(drawn):
            found = ground.witness
            if isinstance(found, Compared):
                yield from _of(subject, (found.fact, *([found.other] if found.other else [])))
            elif isinstance(found, RatioFound):
                yield from _of(subject, found.facts)
            elif isinstance(found, RowsFound):
                yield from self._of_rows(found, subject)
            else:
                yield from self._of_criterion(found, subject)

    def _of_rows(self, found: RowsFound, subject: Subject) -> Iterator[Used]:
        deciding = [row for row in found.rows or () if row.counted == found.state] or list(found.asked)
        ended = tuple(self._ended(found, subject)) if found.test.how == "een_rij" and found.state == NOT_MET else ()
        yield from ended
        if ended:
            return
        if not deciding:
            yield Used(subject.kind, subject.id, subject.name, None, found.test.relation, found.rows is not None)
        for row in deciding:
            yield from self._used(row.inner, row.subject)

    def _ended(self, found: RowsFound, subject: Subject) -> Iterator[Used]:
        """Walk the facts of rows that would have done on their last day, and no longer count."""
        for row in self.past.rows(subject, found.test.relation):
            drawn = self.judge.drawing(found.test.where)(row, ())
            if drawn.state == MET:
                yield from (replace(used, until=row.on) for used in self._used(drawn, row))

    def _of_criterion(self, found: Referred, subject: Subject) -> Iterator[Used]:
        test = self.judge.named[found.criterion].test
        yield from self._used(self.judge.drawing(test)(subject, self.states), subject)

    def _relation(self, relation: str, *, known: bool = True) -> Used:
        return Used(self.subject.kind, self.subject.id, self.subject.name, None, relation, known)

    @staticmethod
    def _found(layer: Layer, status: LayerStatus, what: Why, used: tuple[Used, ...] = (), row: str = "") -> Found:
        return Found(status, (Reason(layer.id, layer.citation, layer.phrase, what, used, row),))


def _gravest(found: list[Found]) -> Found:
    """Join several findings: the gravest decides, and yes rests on all of them."""
    status = next(status for status in GRAVEST if any(one.status == status for one in found))
    deciding = found if status == LayerStatus.CONTRACTED else [one for one in found if one.status == status]
    reasons = (reason for one in deciding for reason in one.reasons)
    return Found(status, tuple(dict.fromkeys(reason for reason in reasons if not _idle(reason))))


def _idle(reason: Reason) -> bool:
    """Tell whether a reason says nothing: a layer that asks nothing of its own holds always."""
    return reason.what is Why.HOLDS and not reason.facts and not reason.row


def _of(subject: Subject, facts: Iterable[KnownFact]) -> Iterator[Used]:
    return (Used(subject.kind, subject.id, subject.name, fact) for fact in facts if fact.key != REFERENCE_DATE)


@dataclass(frozen=True, slots=True)
class _Past:
    """What was recorded of a provider, for rows that no longer count."""

    agreement: Agreement
    recorded: RecordedSubject
    known: datetime

    def rows(self, subject: Subject, relation: str) -> Iterator[Subject]:
        """Give the rows of a subject that had ended by its reference date, each as on its own last day."""
        for owner in self._named(self.recorded, subject):
            for row in owner.relations.get(relation, ()):
                if row.valid_until is not None and row.valid_until < subject.on:
                    yield resolve(row, self.agreement, row.valid_until, self.known)

    def _named(self, recorded: RecordedSubject, subject: Subject) -> Iterator[RecordedSubject]:
        """Find what was recorded of a subject, among a provider and its rows."""
        if (recorded.kind, recorded.id) == (subject.kind, subject.id):
            yield recorded
            return
        for rows in recorded.relations.values():
            yield from (row for row in rows if (row.kind, row.id) == (subject.kind, subject.id))


@dataclass(slots=True)
class _Recorded:
    """One recorded agreement on one day, for one insurer, label and product type."""

    judge: StatusOfDay
    row: Subject
    matches: int  # whether it is an agreement of the kind that the layer rests on
    days: Covered = field(init=False)

    def __post_init__(self) -> None:
        self.days = covered(self.row)

    def codes(self, name: str) -> frozenset[str]:
        """Give what the agreement is limited to; nothing means that it is not."""
        value = self.row.values.get(name)
        return value if isinstance(value, frozenset) else frozenset()

    def state(self, subject: Subject, location: str, care: str | None) -> tuple[int, tuple[Why, tuple[KnownFact, ...]]]:
        """Say whether this agreement covers a day, place and care, and if not what stands in the way."""
        asked = [
            (self.matches, (Why.OTHER_CARE, self._facts("zorgsoort"))),
            self._insurer(),
            self._limited("labels", self.judge.key.label, Why.OTHER_LABEL),
            self._limited("polisvormen", self.judge.key.product_type, Why.OTHER_PRODUCT),
            (self.days.state(subject.on), self._why_not(subject)),
            self._limited("vestigingen", location, Why.OTHER_LOCATION),
            *([self._limited("ingekocht", care, Why.NOT_BOUGHT)] if care is not None else []),
        ]
        state = all_of([one for one, _ in asked])
        return state, next((why for one, why in asked if one == state), (Why.IN_FORCE, ()))

    def _insurer(self) -> tuple[int, tuple[Why, tuple[KnownFact, ...]]]:
        fact = self.row.facts.get("verzekeraar")
        why = (Why.OTHER_INSURER, self._facts("verzekeraar"))
        if fact is None or fact.value == self.judge.key.insurer or (fact.value is None and not is_left_open(fact)):
            return MET, why
        return (UNKNOWN if fact.value is None else NOT_MET), why

    def _limited(self, name: str, wanted: str, what: Why) -> tuple[int, tuple[Why, tuple[KnownFact, ...]]]:
        """Ask whether a limit leaves something in: without a limit it does, and the rest is never within one."""
        fact = self.row.facts.get(name)
        if fact is None or fact.value == frozenset() or (fact.value is None and not is_left_open(fact)):
            return MET, (what, ())
        if fact.value is None:
            return UNKNOWN, (what, (fact,))
        return (MET if wanted in self.codes(name) else NOT_MET), (what, (fact,))

    def _why_not(self, subject: Subject) -> tuple[Why, tuple[KnownFact, ...]]:
        days = self.days
        if days.state(subject.on) == UNKNOWN:
            return Why.TERM_UNKNOWN, (*days.deciding, *days.facts)
        if days.certain is not None and subject.on < days.certain.first:
            return Why.NOT_STARTED, days.facts
        return Why.ENDED, days.facts

    def _facts(self, name: str) -> tuple[KnownFact, ...]:
        fact = self.row.facts.get(name)
        return () if fact is None else (fact,)

    def facts(self) -> tuple[Used, ...]:
        """Give what a running agreement rests on: days, variant, limits, and whom it was taken over from."""
        limits = [self.row.facts[name] for name in ("vestigingen", "ingekocht") if self.codes(name)]
        told = [fact for name in ("variant", "overgenomen_van") for fact in self._facts(name) if fact.value is not None]
        return self.named((*self.days.facts, *told, *limits))

    def named(self, facts: Iterable[KnownFact]) -> tuple[Used, ...]:
        """Put the agreement's own name to its facts."""
        return tuple(_of(self.row, dict.fromkeys(facts)))
