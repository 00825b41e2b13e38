"""Conditions without a name of their own: of rows, of dates, and of layers; each must be able to hold and to fail.

What is asked of a row is asked of every row that could exist, as if the row itself were judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.layers import Layer, Layers
from zorginkoop.kernel.planning import Deadline, StartRule
from zorginkoop.kernel.recorded_agreement import ROWS
from zorginkoop.kernel.states import MET, UnknownReads
from zorginkoop.kernel.tree import Agreement, Always, Citation, Join, Negation, Phrase, Route, Rows, Test
from zorginkoop.kernel.tree_walk import inner_tests
from zorginkoop.study.prove.asking import PROVEN, Asking
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.nodes import Node, Nodes
from zorginkoop.study.prove.questions import is_state
from zorginkoop.study.prove.spelled_out import extra_name

_MEND = Phrase(
    "Verbeter de voorwaarde, haal haar weg, of bevestig dat de tekst het zo zegt.",
    "Mend the condition, take it away, or confirm that the text says so.",
)


Asked = tuple[str, Test, Test]


@dataclass(frozen=True, slots=True)
class Inner:
    """A condition inside a node: the node, what to call it, a test that holds of who meets it, and of who does not."""

    node: Node
    told: Phrase
    kind: str  # of whom it is asked: the main subject, or the subject of the rows
    holds: Test
    fails: Test

    @property
    def asked(self) -> Asked:
        """Give what is asked, apart from where: agreements of one edition share many conditions on rows."""
        return self.kind, self.holds, self.fails


def inner_conditions(nodes: Nodes, compiled: CompiledAgreement) -> tuple[Inner, ...]:
    """Give what the conditions of an agreement ask of rows, and what its dates ask."""
    return (*_of_rows(nodes, compiled.agreement), *_of_dates(nodes, compiled))


def layer_conditions(nodes: Nodes, layers: Layers) -> tuple[Inner, ...]:
    """Give what the layers of an agreement ask."""
    return tuple(inner for layer in layers.all for inner in _of_layer(nodes, layers.agreement, layer))


def by_kind(inner: Sequence[Inner]) -> dict[str, list[Inner]]:
    """Give conditions by the kind of subject that they are asked of."""
    found: dict[str, list[Inner]] = {}
    for one in inner:
        found.setdefault(one.kind, []).append(one)
    return found


def about(agreement: Agreement, kind: str) -> Agreement:
    """Give a tree that asks nothing itself, in which tests on one kind of subject can be asked about."""
    route = Route("iedereen", Always(), (), UnknownReads.UNDECIDED, "niets", Phrase(), Citation())
    return replace(
        agreement, subject=kind, criteria=agreement.criteria if kind == agreement.subject else (), routes=(route,),
        gate=(), factors=(), ladder=None, parts=(), tasks=(), audience="",
    )  # fmt: skip


def extras_of(inner: Sequence[Inner], start: int) -> dict[str, Test]:
    """Name two tests to ask about for each condition, counting on from a number."""
    tests = [test for one in inner for test in (one.holds, one.fails)]
    return {extra_name(start + number): test for number, test in enumerate(tests)}


def constant_inner(asking: Asking, inner: Sequence[Inner], extras: Mapping[str, Test]) -> Iterator[Finding]:
    """Tell of every such condition that holds for everybody, for nobody, or is never asked of anybody."""
    names = iter(extras)
    for one, (holds, fails) in zip(inner, zip(names, names, strict=True), strict=True):
        met = not asking.nobody(lambda view, name=holds: is_state(view, name, MET), one.node.name, "rijen")  # type: ignore[misc] # mypy cannot infer a default of a lambda
        unmet = not asking.nobody(lambda view, name=fails: is_state(view, name, MET), one.node.name, "rijen niet")  # type: ignore[misc] # as above
        if met and unmet:
            continue
        what = Phrase(f"aan {one.told.nl} voldoet niets en niemand.", f"nothing and nobody meets {one.told.en}.")
        if met:
            what = Phrase(f"aan {one.told.nl} wordt altijd voldaan.", f"{one.told.en} is always met.")
        yield asking.nodes.finding(Check.CONSTANT, [one.node], Told(what, _MEND, PROVEN))


def _of_rows(nodes: Nodes, agreement: Agreement) -> Iterator[Inner]:
    for criterion in agreement.criteria:
        for test in _rows_in(criterion.test):
            told = Phrase(
                f"wat {criterion.id} van een rij van {test.relation} vraagt",
                f"what {criterion.id} asks of a row of {test.relation}",
            )
            yield _asked_of_rows(nodes.condition(criterion.id), told, agreement, test)


def _rows_in(test: Test) -> Iterator[Rows]:
    if isinstance(test, Rows) and not isinstance(test.where, Always):
        yield test
    for part in inner_tests(test):
        yield from _rows_in(part)


def _asked_of_rows(node: Node, told: Phrase, agreement: Agreement, test: Rows) -> Inner:
    """Ask of a row that counts whether it can satisfy what is asked, and whether it can fail."""
    known = {(relation.subject, relation.name): relation.row_subject for relation in agreement.relations}
    counts = () if test.population is None else (test.population,)
    holds, fails = (Join("alle", (*counts, part)) for part in (test.where, Negation(test.where)))
    return Inner(node, told, known[agreement.subject, test.relation], holds, fails)


def _of_dates(nodes: Nodes, compiled: CompiledAgreement) -> Iterator[Inner]:
    planning, kind = compiled.planning, compiled.agreement.subject
    sections: tuple[tuple[str, Phrase, Sequence[Deadline | StartRule]], ...] = (
        ("planning", Phrase("termijn", "deadline"), planning.deadlines),
        ("ingang", Phrase("ingang", "start"), planning.starts),
        ("wijziging", Phrase("wijziging", "change"), planning.changes),
    )
    for section, words, rules in sections:
        for rule in rules:
            if rule.test is not None:
                told = Phrase(f"de voorwaarde van {words.nl} {rule.id}", f"the condition of {words.en} {rule.id}")
                yield Inner(nodes.listed(section, rule.id), told, kind, rule.test, Negation(rule.test))


def _of_layer(nodes: Nodes, agreement: Agreement, layer: Layer) -> Iterator[Inner]:
    told = Phrase(f"de voorwaarde van laag {layer.id}", f"the condition of layer {layer.id}")
    node = nodes.layer(layer.id)
    asked = (
        getattr(node.source, "als", None) is not None
    )  # a layer that asks nothing of its rows has a test all the same
    if asked and layer.relation:
        yield _asked_of_rows(node, told, agreement, Rows("een_rij", layer.relation, layer.test, layer.population))
    elif asked:
        yield Inner(node, told, agreement.subject, layer.test, Negation(layer.test))
    if layer.recorded is not None and getattr(node.source, "overeenkomst", None) is not None:
        yield _asked_of_rows(node, told, agreement, Rows("een_rij", ROWS, layer.recorded))
