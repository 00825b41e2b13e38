"""Strategies for agreements and subjects: every form of the tree, with values at each limit and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

from hypothesis import strategies as st

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.conditions import OPERATORS
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.due import due_date
from zorginkoop.kernel.evaluate import NEVER, day_bounds
from zorginkoop.kernel.facts import FOREVER, REFERENCE_DATE, KnownFact, Span, Subject, Value
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.states import UnknownReads
from zorginkoop.kernel.terms import add_months
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Citation,
    Compare,
    Criterion,
    FactDeclaration,
    Join,
    Ladder,
    Literal,
    Negation,
    OnlyIf,
    OtherFact,
    Part,
    Phrase,
    RatioTest,
    Reference,
    RelationDeclaration,
    Route,
    Rows,
    Task,
    Test,
    Unless,
    YearsBack,
)
from zorginkoop.kernel.tree_walk import facts_read, inner_tests, references, rows_read

ON = date(2024, 2, 29)
YEARS = (1, 3)
STEP = "0.5"
KINDS = ("ja_nee", "getal", "geld", "percentage", "datum", "moment", "periode", "code", "codes")
CODES = ("a", "b", "c")
PARTS = ("x", "y")
TRANSLATION = ("a=x", "b=x,y")  # c is a code that the map does not know
DAYS = sorted(
    {
        base + timedelta(days=step)
        for base in (ON, *(add_months(ON, -12 * years) for years in YEARS))
        for step in (-1, 0, 1)
    }
)
CLOCK_CHANGES = (date(2024, 3, 31), date(2024, 10, 27))
MOMENTS = [
    edge.astimezone(UTC) + timedelta(microseconds=step)
    for day in (ON, *CLOCK_CHANGES)
    for edge in day_bounds(day)
    for step in (-1, 0, 1)
]
LIMITS = {"getal": ("0", "1", "1.5"), "geld": ("0", "0.02", "1"), "percentage": ("0 %", "1 %", "0.02 %")}
ROW_KINDS = {"aanbieder": ("personen", "persoon"), "persoon": ("registraties", "registratie")}
DEEPEST = 2
MOST_ROWS = 3


def names_of(kind: str) -> tuple[str, str]:
    """Name the two facts of a kind that every subject has."""
    return f"{kind}_een", f"{kind}_twee"


def facts_of(subject: str) -> list[FactDeclaration]:
    """Declare the facts of a subject."""
    declared = [
        FactDeclaration(name, subject, kind, Phrase(), "register", STEP if kind == "getal" else "1")
        for kind in KINDS
        for name in names_of(kind)
    ]
    declared.append(FactDeclaration("per_jaar", subject, "getal", Phrase(), "register", STEP, per_year="ja"))
    return [*declared, FactDeclaration(REFERENCE_DATE, subject, "datum", Phrase(), "register")]


FACTS = tuple(fact for subject in ("aanbieder", "persoon", "registratie") for fact in facts_of(subject))
RELATIONS = tuple(RelationDeclaration(subject, name, row) for subject, (name, row) in ROW_KINDS.items())


def literals(kind: str, operator: str) -> st.SearchStrategy[Literal]:
    """Draw a fixed operand that fits."""
    days = st.sampled_from(DAYS).map(date.isoformat)
    spans = st.tuples(st.sampled_from(DAYS), st.sampled_from([*DAYS, None])).map(_span_text)
    match kind:
        case "ja_nee":
            texts: st.SearchStrategy[str] = st.sampled_from(("ja", "nee"))
        case "getal" | "geld" | "percentage":
            texts = st.sampled_from(LIMITS[kind])
        case "periode":
            texts = spans
        case "datum" if operator == "overlapt":
            texts = spans
        case "datum":
            texts = days | st.just("9999-12-31")
        case "moment":
            texts = st.sampled_from((ON, *CLOCK_CHANGES, date.max)).map(date.isoformat)
        case _:
            wanted = st.lists(st.sampled_from(CODES), min_size=1, max_size=1 if operator == "is" else 3, unique=True)
            return wanted.map(lambda codes: Literal(tuple(codes)))
    return texts.map(lambda text: Literal((text,)))


def _span_text(ends: tuple[date, date | None]) -> str:
    first, last = ends
    if last is None:
        return f"{first}/"
    return f"{min(first, last)}/{max(first, last)}"


@cache
def comparisons(kind: str) -> st.SearchStrategy[Test]:
    """Draw a comparison of a fact of a kind, by every operator that the language allows for it."""
    one, two = names_of(kind)
    step = STEP if kind == "getal" else "1"
    known = st.sampled_from((Literal(("ja",)), Literal(("nee",)))).map(
        lambda wanted: Compare(one, kind, step, "bekend", wanted)
    )
    parts: list[st.SearchStrategy[Test]] = [known]
    for operator in sorted(OPERATORS[kind]):
        fixed = literals(kind, operator)
        parts.append(fixed.map(partial(Compare, one, kind, step, operator)))
        if operator != "een_van" and (kind, operator) != ("datum", "overlapt"):
            parts.append(st.just(Compare(one, kind, step, operator, OtherFact(two))))
    if kind == "codes":
        translated = st.sampled_from(("omvat", "overlapt"))
        parts.append(translated.map(lambda by: Compare(one, kind, step, by, OtherFact(two, TRANSLATION))))
    if kind in {"datum", "periode"}:
        back = st.sampled_from(YEARS).map(lambda years: Compare(one, kind, step, "overlapt", YearsBack(years)))
        parts.append(back)
    if kind in {"datum", "moment"}:
        other = names_of("moment" if kind == "datum" else "datum")[0]
        by = st.sampled_from(("uiterlijk", "voor", "vanaf"))
        parts.append(by.map(lambda operator: Compare(one, kind, step, operator, OtherFact(other))))
        parts.append(deadlines(kind))
    return st.one_of(parts)


def deadlines(kind: str) -> st.SearchStrategy[Test]:
    """Draw how a day or moment lies to the end of a deadline of any form, counted from events and moved by them."""
    moments, days = names_of("moment"), names_of("datum")
    own = st.sampled_from((REFERENCE_DATE, names_of(kind)[0]) if kind == "datum" else (names_of(kind)[0],))
    anchors = st.sampled_from((moments[1], days[1], [moments[1], days[1]], [days[1], moments[1]]))
    counted = st.tuples(
        st.sampled_from(({"binnen_dagen": 1}, {"binnen_werkdagen": 1}, {"binnen_maanden": 1}, {"binnen_uren": 24})),
        anchors,
    ).map(lambda two: {**two[0], "na": two[1]})
    fixed = st.sampled_from(("op", "voor", "uiterlijk")).map(lambda form: {form: ON.isoformat()})
    moves: tuple[dict[str, object], ...] = (
        {}, {"respijt_dagen": 1}, {"verlengd_tot": moments[1]}, {"verlengd_tot": days[1]}
    )  # fmt: skip
    rules = st.tuples(st.one_of(counted, fixed), st.sampled_from(moves)).map(lambda two: _moved({**two[0]}, two[1]))
    due = rules.map(lambda rule: due_date("t", DateRule.model_validate(rule), WorkCalendar()))
    return st.builds(Compare, own, st.just(kind), st.just("1"), st.sampled_from(("op_tijd", "te_laat")), due)


def _moved(rule: dict[str, object], by: dict[str, object]) -> dict[str, object]:
    """Move the end of a rule, where its form has a last day."""
    return rule if {"op", "binnen_uren"} & set(rule) else {**rule, **by}


def conditions(subject: str, depth: int, names: tuple[str, ...]) -> st.SearchStrategy[Test]:
    """Draw a test on a subject, with the criteria it may refer to."""
    leaves: list[st.SearchStrategy[Test]] = [comparisons(kind) for kind in KINDS]
    leaves.append(st.sampled_from((Always(), _of_year(2023), _of_year(2024), _on_the_date())))
    if names:
        leaves.append(st.sampled_from(names).map(Reference))
    leaf = st.one_of(leaves)
    if depth == 0:
        return leaf
    inner = st.deferred(lambda: conditions(subject, depth - 1, names))
    joins = st.builds(
        Join, st.sampled_from(("alle", "minstens_een", "geen")), st.lists(inner, min_size=1, max_size=3).map(tuple)
    )
    ratio = st.builds(RatioTest, st.just("getal_een"), st.just("geld_een"), *_limits(("0", "1/2", "25")))
    parts = [
        leaf,
        joins,
        st.builds(Negation, inner),
        st.builds(OnlyIf, inner, inner),
        st.builds(Unless, inner, inner),
        ratio.map(_stepped),
    ]
    if subject in ROW_KINDS:
        parts += [_over_rows(subject, depth), _ratio_of_rows(subject)]
    return st.one_of(parts)


def _of_year(year: int) -> Compare:
    return Compare(f"per_jaar@{year}", "getal", STEP, "ten_hoogste", Literal(("1",)))


def _on_the_date() -> Compare:
    return Compare(REFERENCE_DATE, "datum", "1", "uiterlijk", Literal((ON.isoformat(),)))


def _limits(texts: tuple[str, ...]) -> tuple[st.SearchStrategy[str], st.SearchStrategy[str]]:
    operators = st.sampled_from(("ten_minste", "ten_hoogste", "meer_dan", "minder_dan", "is"))
    return operators, st.sampled_from(texts)


def _stepped(test: RatioTest) -> Test:
    return RatioTest(test.numerator, test.denominator, test.operator, test.limit, test.relation, STEP, "0.01")


def _over_rows(subject: str, depth: int) -> st.SearchStrategy[Test]:
    relation, row = ROW_KINDS[subject]
    where = st.deferred(lambda: conditions(row, depth - 1, ()))
    population = st.none() | where
    plain = st.builds(Rows, st.sampled_from(("elke_rij", "een_rij", "geen_rij")), st.just(relation), where, population)
    counted = st.builds(Rows, st.just("aantal"), st.just(relation), where, population, *_limits(("0", "1", "2")))
    shared = st.builds(
        Rows, st.just("aandeel"), st.just(relation), where, population, *_limits(("0", "1/3", "1/2", "1"))
    )
    return st.one_of(plain, counted, shared)


def _ratio_of_rows(subject: str) -> st.SearchStrategy[Test]:
    relation, _ = ROW_KINDS[subject]
    drawn = st.builds(
        RatioTest, st.just("getal_een"), st.just("getal_twee"), *_limits(("0", "1/2", "1")), st.just(relation)
    )
    return drawn.map(
        lambda test: RatioTest(test.numerator, test.denominator, test.operator, test.limit, relation, STEP, STEP)
    )


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Draw an agreement: criteria that may refer to earlier ones, routes, a gate, factors with a ladder, and parts."""
    reads = st.sampled_from(tuple(UnknownReads))
    criteria: list[Criterion] = []
    for number in range(draw(st.integers(1, 4))):
        names = tuple(criterion.id for criterion in criteria)
        criteria.append(
            criterion(f"k{number}", draw(conditions("aanbieder", DEEPEST, names)), draw(st.just("") | reads))
        )
    names = tuple(criterion.id for criterion in criteria)
    some, one_or_more = (st.lists(st.sampled_from(names), min_size=least, unique=True).map(tuple) for least in (0, 1))
    routes = [
        route(f"r{number}", draw(conditions("aanbieder", 1, names)), draw(reads), draw(st.sampled_from(tuple(LeadsTo))))
        for number in range(draw(st.integers(0, 3)))
    ]
    factors = draw(some)
    parts = draw(st.lists(st.builds(part, one_or_more, reads), max_size=2).map(tuple))
    return agreement(
        tuple(criteria), (*routes, route("vangnet", Always(), "niet_beslist", LeadsTo.NOTHING)),
        (draw(some), draw(reads)), factors, parts,
    )  # fmt: skip


def criterion(name: str, test: Test, unknown_reads: str = "") -> Criterion:
    """Make a criterion as the compiler does."""
    read = tuple(dict.fromkeys(facts_read(test)))
    return Criterion(
        name, test, Phrase(), Citation(), "eis", unknown_reads, read, tuple(rows_read(test)), tuple(references(test))
    )


def route(name: str, test: Test, unknown_reads: str, leads_to: str) -> Route:
    """Make a route as the compiler does."""
    return Route(
        name, test, tuple(references(test)), unknown_reads, leads_to, Phrase(), Citation(), tuple(facts_read(test))
    )


def part(criteria: tuple[str, ...], unknown_reads: str) -> Part:
    """Make a part of an agreement."""
    return Part("deel", criteria, unknown_reads, Phrase(), Citation())


def agreement(
    criteria: tuple[Criterion, ...],
    routes: tuple[Route, ...] = (),
    gate: tuple[tuple[str, ...], str] = ((), "niet_beslist"),
    factors: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
) -> Agreement:
    """Put an agreement together; every criterion raises a task."""
    ladder = Ladder(tuple(f"v{number}" for number in range(len(factors) + 1)), Citation()) if factors else None
    tasks = tuple(Task(f"t_{one.id}", one.id, Phrase(), Citation()) for one in criteria)
    return Agreement(
        edition="proef/2024-1", coding=1, edition_hash="", values_hash="", readings=(), agreement="proef",
        care_type="proef", subject="aanbieder", contract_year=2024, phrase=Phrase(), citation=Citation(), facts=FACTS,
        relations=RELATIONS, criteria=criteria, routes=routes, gate=gate[0], gate_unknown_reads=gate[1],
        factors=factors, ladder=ladder, parts=parts, tasks=tasks,
    )  # fmt: skip


def values(kind: str) -> st.SearchStrategy[Value | None]:
    """Draw a value at a limit, one step beside it, or unknown."""
    match kind:
        case "ja_nee":
            drawn: st.SearchStrategy[Value] = st.integers(0, 1)
        case "getal":
            drawn = st.integers(-1, 4)
        case "geld":
            drawn = st.sampled_from((-1, 0, 1, 2, 3, 99, 100, 101))
        case "percentage":
            drawn = st.sampled_from((-1, 0, 1, 2, 3, 99, 100, 101))
        case "datum":
            drawn = st.sampled_from(DAYS)
        case "moment":
            drawn = st.sampled_from(MOMENTS) | st.just(NEVER)
        case "periode":
            drawn = st.tuples(st.sampled_from(DAYS), st.sampled_from([*DAYS, FOREVER])).map(
                lambda two: Span(min(two), max(two))
            )
        case "code":
            drawn = st.sampled_from((*CODES, "d"))
        case _:
            drawn = st.frozensets(st.sampled_from((*CODES, *PARTS, "d")))
    return st.none() | drawn


Used = Mapping[str, frozenset[str]]  # by kind of subject: the facts that some test reads


def facts_used(judged: Agreement) -> Used:
    """Name the facts that the tests of an agreement read, of every kind of subject."""
    found: dict[str, set[str]] = {kind: set() for kind in ("aanbieder", "persoon", "registratie")}
    for test in [*(one.test for one in judged.criteria), *(one.test for one in judged.routes)]:
        _add_used(test, "aanbieder", found)
    return {kind: frozenset(keys) for kind, keys in found.items()}


def _add_used(test: Test, kind: str, found: dict[str, set[str]]) -> None:
    if isinstance(test, Rows):
        for inner in (test.where, test.population):
            if inner is not None:
                _add_used(inner, ROW_KINDS[kind][1], found)
    elif isinstance(test, RatioTest):
        found[ROW_KINDS[kind][1] if test.relation else kind] |= {test.numerator, test.denominator}
    else:
        found[kind] |= set() if inner_tests(test) else set(facts_read(test))
        for inner in inner_tests(test):
            _add_used(inner, kind, found)


@st.composite
def subjects(draw: st.DrawFn, used: Used, kind: str = "aanbieder", name: str = "een") -> Subject:
    """Draw a subject with a value for every fact that is used, and the rows of its relations, which may be unknown."""
    found: dict[str, Value | None] = {
        name: draw(values(fact_kind)) if name in used[kind] else None
        for fact_kind in KINDS
        for name in names_of(fact_kind)
    }
    yearly = [f"per_jaar@{year}" for year in (2023, 2024)]
    found |= {key: draw(values("getal")) if key in used[kind] else None for key in yearly}
    found[REFERENCE_DATE] = ON
    relations: dict[str, tuple[Subject, ...] | None] = {}
    if kind in ROW_KINDS:
        relation, row = ROW_KINDS[kind]
        rows = st.lists(subjects(used, row, "rij"), max_size=MOST_ROWS if used[row] else 1).map(tuple)
        relations[relation] = draw(rows | st.none() if kind == "aanbieder" else rows)
    facts = {key: KnownFact(key, value, "") for key, value in found.items()}
    return Subject(kind, name, "", ON, facts, found, relations)


def instant(day: date) -> datetime:
    """Give the last moment that is known about on a day."""
    return day_bounds(day)[1] - timedelta(microseconds=1)
