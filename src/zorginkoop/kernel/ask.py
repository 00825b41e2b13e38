"""Ask: from an agreement and what is known of one provider to the questions that only the provider can answer.

A question is one fact whose origin is the questionnaire, of the provider or of one of its rows (the hours of one
person). It says why it is asked, which evidence goes with it, what is known already, and whether it can still matter.
Every base condition is asked about even where another one is in the way, so that a refusal names all reasons at once.
Nothing is asked where no offer can follow any more, where a condition does not apply, or where another answer settles
it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zorginkoop.kernel import reasons
from zorginkoop.kernel.ask_possible import Free, Leaves, OneFree, Possible
from zorginkoop.kernel.ask_reach import FactAt, Place, Reach, asks_for, leaves_open
from zorginkoop.kernel.ask_reads import Read, Reads
from zorginkoop.kernel.facts import FOLLOWS, KnownFact, Subject
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.tree import (
    Agreement,
    Citation,
    Criterion,
    FactDeclaration,
    Phrase,
    Route,
)

__all__ = ["Asked", "Asker", "Group", "KnownAt", "Question", "Reason", "Standing", "ask"]

MOST_IN_GROUP = 6  # questions of one group about the subject itself; a page with more is not read


class Standing(StrEnum):
    """How a question stands."""

    OPEN = "open"  # to be answered
    KNOWN = "bekend"  # answered or recorded before; shown with its source and date
    FOLLOWS = "volgt"  # another fact makes it true
    NO_MATTER = "niet_nodig"  # no answer to it can change anything


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is asked: a condition that reads it, what that condition is for, and the place in the source."""

    criterion: str
    role: str
    phrase: Phrase
    citation: Citation


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the fact, whose it is, how it stands, and why it is asked."""

    at: FactAt
    declaration: FactDeclaration
    of: str  # the name of the row it is about; empty for the subject itself
    standing: Standing
    known: KnownFact
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still needed."""
        return self.standing is Standing.OPEN

    @property
    def matters(self) -> bool:
        """Whether an answer can change anything."""
        return self.standing in (Standing.OPEN, Standing.KNOWN)

    @property
    def wants_evidence(self) -> bool:
        """Whether a yes counts only with evidence that was accepted."""
        return self.declaration.evidence == "ja"

    @property
    def follows_from(self) -> str:
        """The fact that this one follows from, if it does."""
        follows = self.known.reason.startswith(FOLLOWS)
        return self.known.reason.removeprefix(FOLLOWS) if follows else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong on one page: those of one part of the policy, or of the rows of one relation."""

    id: str
    role: str  # what the conditions are for; for rows nothing
    relation: str  # the relation whose rows it is about; empty for the subject itself
    questions: tuple[Question, ...]

    @property
    def rows(self) -> tuple[tuple[Place, str, tuple[Question, ...]], ...]:
        """The questions of each row together: where it stands, its name, and its questions."""
        found: dict[Place, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.at.place, []).append(question)
        return tuple((place, of[0].of, tuple(of)) for place, of in found.items())


@dataclass(frozen=True, slots=True)
class KnownAt:
    """A fact that a condition reads and that no questionnaire asks: shown, so that the provider can say it is wrong."""

    at: FactAt
    declaration: FactDeclaration
    of: str
    known: KnownFact


@dataclass(frozen=True, slots=True)
class Asked:
    """All there is to ask one subject for one agreement, and what is known of it already."""

    groups: tuple[Group, ...]
    known: tuple[KnownAt, ...]
    unknown_rows: tuple[str, ...]  # relations about whose rows would be asked, if anybody knew which there are
    settled: bool  # whether no offer can follow any more, whatever is answered

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for group in self.groups for question in group.questions)

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions to which an answer is still needed."""
        return tuple(question for question in self.questions if question.is_open)


def ask(agreement: Agreement, subject: Subject) -> Asked:
    """Say what to ask of one subject; who asks many makes an `Asker` once."""
    return Asker(agreement).ask(subject)


class Asker:
    """Asks subjects by one agreement; building it walks every condition once."""

    def __init__(self, agreement: Agreement) -> None:
        """Prepare what hangs on the agreement alone."""
        self.agreement = agreement
        self.leaves = Leaves(agreement)
        self.reads = Reads(agreement)
        self.declared = {(fact.subject, fact.name): fact for fact in agreement.facts}
        self.relations = {(relation.subject, relation.name): relation for relation in agreement.relations}
        self.why = self._why()

    def ask(self, subject: Subject) -> Asked:
        """Say what to ask of a subject, resolved as on a date, with every answer given so far among its facts.

        The groups and their questions are the same whatever the answers are; how each stands follows from them.
        """
        return _Asking(self, subject).asked()

    def every_group(self, subject: Subject) -> tuple[Group, ...]:
        """Give the groups with every question in them as if each mattered: what a page that was shown may bring back.

        It is what `ask` gives but for how each question stands, and takes a fraction of the time.
        """
        return _Asking(self, subject).every_group()

    def facts_asked(self, subject: Subject) -> dict[FactAt, FactDeclaration]:
        """Give every fact that there is a question about, however it stands: no answer adds one or takes one away."""
        found = _Asking(self, subject).found
        return {at: declaration for at, (declaration, _) in found.items() if _is_asked(declaration)}

    def _why(self) -> dict[Read, list[Criterion]]:
        """Note for every fact the conditions that read it, through the conditions they refer to as well."""
        found: dict[Read, list[Criterion]] = defaultdict(list)
        for criterion in asks_for(self.agreement):
            for read in dict.fromkeys(self.reads.each(criterion.test, self.agreement.subject)):
                found[read].append(criterion)
        for route in self.agreement.routes:
            for read in self.reads.each(route.test, self.agreement.subject):
                found.setdefault(read, [])
        return found


class _Asking:
    def __init__(self, asker: Asker, subject: Subject) -> None:
        self.agreement = asker.agreement
        self.subject = subject
        self.leaves, self.reads = asker.leaves, asker.reads
        self.declared, self.relations, self.why = asker.declared, asker.relations, asker.why
        self.unknown_rows: dict[str, None] = {}
        self.found = {at: (declaration, row) for at, declaration, row in self._facts(subject, ())}

    def asked(self) -> Asked:
        asked = {at: one for at, one in self.found.items() if _is_asked(one[0])}
        routes = self._reach(frozenset((one.subject, at.key) for at, (one, _) in asked.items())).routes()
        questions = self._questions(asked, self._moving(asked, routes))
        known = (
            KnownAt(at, one, row.name or row.id if at.place else "", row.facts[at.key])
            for at, (one, row) in self.found.items()
            if at not in asked and one.origin not in _OURS
        )
        settled = not leaves_open(routes)
        return Asked(tuple(self._groups(questions)), tuple(known), tuple(self.unknown_rows), settled)

    def every_group(self) -> tuple[Group, ...]:
        asked = {at: one for at, one in self.found.items() if _is_asked(one[0])}
        return tuple(self._groups(self._questions(asked, set(asked))))

    def _questions(
        self, asked: Mapping[FactAt, tuple[FactDeclaration, Subject]], moving: set[FactAt]
    ) -> list[Question]:
        return [
            Question(at, one, row.name or row.id if at.place else "", _standing(at, row, moving), row.facts[at.key],
                     self._reasons(one.subject, at.key))
            for at, (one, row) in asked.items()
        ]  # fmt: skip

    def _reach(self, free: Free = frozenset()) -> Reach:
        return Reach(Possible(self.leaves, self.subject, free))

    def _moving(self, asked: Iterable[FactAt], routes: list[Route]) -> set[FactAt]:
        """Give the facts whose value can still matter: unknown ones given all others, known ones each set free."""
        as_it_is = Possible(self.leaves, self.subject)
        moving = Reach(as_it_is).facts(routes)
        for free in sorted({(self.found[at][0].subject, at.key) for at in asked if at not in moving}):
            one_free = Possible(self.leaves, self.subject, frozenset({free}), OneFree(as_it_is, self.reads, free))
            moving |= {at for at in Reach(one_free).facts(routes) if at.key == free[1]}
        return moving

    def _facts(self, subject: Subject, place: Place) -> Iterator[tuple[FactAt, FactDeclaration, Subject]]:
        """Walk every fact that a condition reads, of the subject and of its rows, each once."""
        for key in subject.facts:
            declaration = self.declared.get((subject.kind, key.partition("@")[0]))
            if declaration is not None and (subject.kind, key) in self.why:
                yield FactAt(place, key), declaration, subject
        seen: set[tuple[str, str]] = set()
        for name, rows in subject.relations.items():
            base = self.relations[subject.kind, name].base
            kind = self.relations[subject.kind, name].row_subject
            if rows is None and any(read[0] == kind and _is_asked(self._declaration(read)) for read in self.why):
                self.unknown_rows[base] = None
            for row in rows or ():
                if (base, row.id) not in seen:
                    seen.add((base, row.id))
                    yield from self._facts(row, (*place, (base, row.id)))

    def _declaration(self, read: Read) -> FactDeclaration:
        return self.declared[read[0], read[1].partition("@")[0]]

    def _reasons(self, kind: str, key: str) -> tuple[Reason, ...]:
        return tuple(
            Reason(one.id, reasons.role(self.agreement, one), one.phrase, one.citation) for one in self.why[kind, key]
        )

    def _groups(self, questions: list[Question]) -> Iterator[Group]:
        """Put questions about the subject together by what they are for, and those about rows by relation."""
        by_role: dict[str, list[Question]] = {}
        by_relation: dict[str, list[Question]] = {}
        for question in questions:
            if question.at.place:
                by_relation.setdefault(question.at.place[0][0], []).append(question)
            else:
                role = question.reasons[0].role if question.reasons else reasons.ROUTE
                by_role.setdefault(role, []).append(question)
        order = list(self.why)
        for role, of in sorted(by_role.items(), key=lambda item: _ROLES.index(item[0])):
            of.sort(key=lambda question: order.index((question.declaration.subject, question.at.key)))
            pages = [of[at : at + MOST_IN_GROUP] for at in range(0, len(of), MOST_IN_GROUP)]
            for number, page in enumerate(pages, start=1):
                yield Group(role if len(pages) == 1 else f"{role}_{number}", role, "", tuple(page))
        for relation, of in by_relation.items():
            yield Group(relation, "", relation, tuple(of))


_ROLES = (
    reasons.ROUTE, reasons.GATE, reasons.FACTOR, reasons.PART, reasons.EFFORT, reasons.TASK, reasons.OTHER,
)  # fmt: skip
_OURS = frozenset({Origin.DECISION, Origin.OWN_RECORDS, Origin.QUESTIONNAIRE, Origin.SIGNING})


def _is_asked(declaration: FactDeclaration) -> bool:
    return declaration.origin == Origin.QUESTIONNAIRE


def _standing(at: FactAt, row: Subject, moving: set[FactAt]) -> Standing:
    known = row.facts[at.key]
    if at not in moving:
        follows = known.reason.startswith(FOLLOWS)
        return Standing.FOLLOWS if follows else Standing.NO_MATTER
    return Standing.OPEN if known.value is None else Standing.KNOWN
