"""Compile conditions: resolve every name in its scope, and check types, steps and units against the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

from zorginkoop.kernel import language
from zorginkoop.kernel.errors import Place, Problem
from zorginkoop.kernel.facts import REFERENCE_DATE, fact_key, read_value
from zorginkoop.kernel.lateness import DeadlineRule, deadline_test
from zorginkoop.kernel.scalars import read_date, read_decimal, read_percentage, read_whole, write_decimal
from zorginkoop.kernel.supplied import supplied_texts
from zorginkoop.kernel.tree import (
    Always,
    Citation,
    Compare,
    Criterion,
    FactDeclaration,
    Join,
    Literal,
    Negation,
    OnlyIf,
    Operand,
    OtherFact,
    Phrase,
    RatioTest,
    Reference,
    RelationDeclaration,
    Rows,
    Test,
    Unless,
    YearsBack,
)
from zorginkoop.kernel.tree_walk import facts_read, looks_back, references, rows_read

if TYPE_CHECKING:
    from zorginkoop.kernel.compile import Installation, LoadedEdition

Path = tuple[str | int, ...]

_ORDERED = {"ten_minste", "ten_hoogste", "meer_dan", "minder_dan", "is"}
_DATED = {"uiterlijk", "voor", "vanaf", "is"}
OPERATORS = {
    "ja_nee": {"is"},
    "getal": _ORDERED,
    "geld": _ORDERED,
    "percentage": _ORDERED,
    "datum": _DATED | {"overlapt"},
    "moment": _DATED - {"is"},
    "periode": {"overlapt", "omvat"},
    "code": {"is", "een_van"},
    "codes": {"omvat", "overlapt"},
}
GATE = "randvoorwaarden"
NOT_YET = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: the subject at hand, the declared facts and relations, lists, supplied values, contract year."""

    subject: str
    facts: Mapping[tuple[str, str], FactDeclaration]
    relations: tuple[RelationDeclaration, ...]
    vocabulary: language.Vocabulary
    installation: Installation
    contract_year: int

    def inside(self, subject: str) -> Scope:
        """Give the same scope with the rows' subject at hand."""
        return Scope(subject, self.facts, self.relations, self.vocabulary, self.installation, self.contract_year)


class ConditionCompiler:
    """Compiles the conditions of one agreement; problems are gathered, not raised, so that all are told at once."""

    def __init__(self, scope: Scope, where: Callable[[Path], Place]) -> None:
        self.scope = scope
        self.where = where
        self.problems: list[Problem] = []
        self.criteria: dict[str, Criterion] = {}
        self.gate: tuple[str, ...] = ()
        self.used_facts: set[tuple[str, str]] = set()
        self.used_rows: set[tuple[str, str]] = set()
        self.dated_rows: dict[tuple[str, str], RelationDeclaration] = {}
        self._named: dict[str, tuple[language.ConditionSource, Path]] = {}
        self._busy: list[str] = []
        self.deadlines: Callable[[str], DeadlineRule | None] = lambda _name: None

    def problem(self, path: Path, what: str, remedy: str = "") -> None:
        """Note a problem at its spot."""
        self.problems.append(Problem(what, self.where(path), remedy))

    def name(self, condition: language.ConditionSource, path: Path) -> None:
        """Make a condition known by its id, so that others can refer to it."""
        name = condition.id or ""
        if name in self._named:
            self.problem((*path, "id"), f"de naam '{name}' is al gebruikt.", "Geef elke voorwaarde een eigen naam.")
            return
        self._named[name] = (condition, path)

    def name_all(self, condition: language.ConditionSource, path: Path) -> None:
        """Make a condition and every condition with an id inside it known."""
        if condition.id:
            self.name(condition, path)
        for key in ("alle", "minstens_een", "geen"):
            for number, inner in enumerate(getattr(condition, key) or ()):
                self.name_all(inner, (*path, key, number))
        for key in ("niet", "alleen_als", "behalve"):
            inner = getattr(condition, key)
            if inner is not None:
                self.name_all(inner, (*path, key))

    def name_agreement(self, edition: LoadedEdition, source: language.AgreementSource, path: Path) -> None:
        """Make known every condition that the conditions of an agreement may refer to."""
        for condition in edition.vocabulary.voorwaarden:
            if condition.id:
                self.name(condition, edition.condition_paths[condition.id])
        for section in ("voorwaarden", "randvoorwaarden", "differentiatiefactoren"):
            for number, condition in enumerate(getattr(source, section)):
                self.name_all(condition, (*path, section, number))
        for number, part in enumerate(source.onderdelen):
            for place, condition in enumerate(part.voorwaarden):
                self.name_all(condition, (*path, "onderdelen", number, "voorwaarden", place))

    def check_event(self, name: str, path: Path) -> None:
        """Note a problem where a name is not a declared event or a fact that is a moment."""
        declaration = self._declaration(name, self.scope, path)
        if declaration and declaration.kind not in {"moment", "datum"}:
            self.problem(
                path, f"'{name}' is geen gebeurtenis.", "Noem een gebeurtenis die onder 'gebeurtenissen' staat."
            )

    def supplied_number(self, name: str, path: Path) -> int | None:
        """Give a whole number that the installation supplies; None, with the problem noted, when it does not."""
        texts = self._supplied(name, path, self.scope)
        if texts is None:
            return None
        try:
            return read_whole(texts[0])
        except ValueError as error:
            self.problem(path, f"de waarde '{name}': {error}")
            return None

    def criterion(self, condition: language.ConditionSource, path: Path) -> str | None:
        """Compile a condition that is reported on by name; a bare reference gives the named one. None on a problem."""
        if condition.voorwaarde:
            return self._referred(condition.voorwaarde, path)
        if not condition.id:
            self.problem(
                path, "deze voorwaarde heeft geen 'id'.", "Geef haar een korte naam, bijvoorbeeld id: behandelindex."
            )
            return None
        if condition.id not in self._named:
            self._named[condition.id] = (condition, path)
        return self._referred(condition.id, path)

    def inline(self, condition: language.ConditionSource, path: Path) -> tuple[Test, tuple[str, ...], tuple[str, ...]]:
        """Compile a condition on the spot: its test, the facts it reads, and the criteria it refers to."""
        test = self._test(condition, path, self.scope)
        return test, tuple(dict.fromkeys(facts_read(test))), tuple(dict.fromkeys(references(test)))

    def _referred(self, name: str, path: Path) -> str | None:
        if name in self.criteria:
            return name
        if name not in self._named:
            near = get_close_matches(name, self._named, 1)
            self.problem(path, f"voorwaarde '{name}' bestaat niet.", f"Bedoelt u '{near[0]}'?" if near else "")
            return None
        if name in self._busy:
            self.problem(path, f"voorwaarde '{name}' verwijst naar zichzelf ({' → '.join([*self._busy, name])}).")
            return None
        condition, at = self._named[name]
        self._busy.append(name)
        test = self._test(condition, at, self.scope, top=True)
        self._busy.pop()
        self.criteria[name] = Criterion(
            id=name,
            test=test,
            phrase=Phrase(condition.tekst.nl, condition.tekst.en) if condition.tekst else Phrase(),
            citation=Citation(condition.bij, condition.posten),
            force=condition.kracht,
            unknown_reads=condition.onbekend or "",
            facts=tuple(dict.fromkeys(facts_read(test))),
            rows=tuple(dict.fromkeys(rows_read(test))),
            references=tuple(dict.fromkeys(references(test))),
        )
        return name

    def _test(self, condition: language.ConditionSource, path: Path, scope: Scope, *, top: bool = False) -> Test:
        if condition.id and not top and scope.subject == self.scope.subject:
            name = self._referred(condition.id, path)
            return Reference(name) if name else Always()
        test = self._head(condition, path, scope)
        if condition.behalve is not None:
            test = Unless(test, self._test(condition.behalve, (*path, "behalve"), scope))
        if condition.alleen_als is not None:
            test = OnlyIf(self._test(condition.alleen_als, (*path, "alleen_als"), scope), test)
        return test

    def _head(self, condition: language.ConditionSource, path: Path, scope: Scope) -> Test:
        head = condition.head
        if head in {"feit", "gebeurtenis"}:
            return self._compare(condition, path, scope)
        if head in {"alle", "minstens_een", "geen"}:
            inner = getattr(condition, head)
            if not inner:
                self.problem((*path, head), f"'{head}' is leeg.", "Noem ten minste een voorwaarde.")
                return Always()
            return Join(head, tuple(self._test(part, (*path, head, at), scope) for at, part in enumerate(inner)))
        if head == "niet" and condition.niet is not None:
            return Negation(self._test(condition.niet, (*path, "niet"), scope))
        if head == "verhouding" and condition.verhouding is not None:
            return self._ratio(condition, condition.verhouding, path, scope)
        if head == "termijn":
            return self._deadline(condition, path, scope)
        if head == "voorwaarde":
            return self._reference(condition.voorwaarde or "", path, scope)
        return self._rows(condition, head, path, scope)

    def _reference(self, name: str, path: Path, scope: Scope) -> Test:
        if name == GATE and self.gate:
            return Join("alle", tuple(Reference(criterion) for criterion in self.gate))
        if scope.subject != self.scope.subject:
            # A named condition used on rows is written out there: its state differs from row to row.
            if name not in self._named:
                self._referred(name, path)
                return Always()
            condition, at = self._named[name]
            return self._test(condition, at, scope, top=True)
        referred = self._referred(name, path)
        return Reference(referred) if referred else Always()

    def _deadline(self, condition: language.ConditionSource, path: Path, scope: Scope) -> Test:
        """Compile how an event lies to its deadline; where the deadline does not count, neither does the condition."""
        name, at = condition.termijn or "", (*path, "termijn")
        deadline = self.deadlines(name) if scope.subject == self.scope.subject else None
        busy = f"termijn {name}"
        if deadline is None or busy in self._busy:
            remedy = "Noem een termijn van de planning van deze overeenkomst, met een gebeurtenis en een laatste dag."
            self.problem(at, f"naar termijn '{name}' kan hier niet gevraagd worden.", remedy)
            return Always()
        declaration = self._declaration(deadline.event, scope, at)
        for name_read in (*deadline.due.events, REFERENCE_DATE):
            self._declaration(name_read, scope, at)
        if declaration is None:
            return Always()
        test = deadline_test(condition.is_.tekst if condition.is_ else None, declaration, deadline.due)
        if deadline.counts is None:
            return test
        self._busy.append(busy)
        counts = self._test(deadline.counts, (*deadline.path, "als"), scope)
        self._busy.pop()
        return OnlyIf(counts, test)

    def _declaration(self, name: str, scope: Scope, path: Path) -> FactDeclaration | None:
        declaration = scope.facts.get((scope.subject, name))
        if declaration is None:
            known = [fact for subject, fact in scope.facts if subject == scope.subject]
            near = get_close_matches(name, known, 1)
            elsewhere = sorted({subject for subject, fact in scope.facts if fact == name})
            remedy = f"Bedoelt u '{near[0]}'?" if near else "Declareer het onder 'feiten'."
            if elsewhere:
                remedy = f"Het bestaat wel bij {' en '.join(elsewhere)}."
            self.problem(path, f"feit '{name}' bestaat niet bij {scope.subject}.", remedy)
            return None
        self.used_facts.add((scope.subject, name))
        for ground in declaration.implied_by:
            self.used_facts.add((scope.subject, ground))
        return declaration

    def _compare(self, condition: language.ConditionSource, path: Path, scope: Scope) -> Test:
        head = condition.head
        declaration = self._declaration(getattr(condition, head), scope, (*path, head))
        if declaration is None:
            return Always()
        key = self._key(condition, declaration, path, scope)
        operator = condition.comparison
        if operator == "bekend":
            return Compare(
                key, declaration.kind, declaration.step, "bekend", Literal(("ja" if condition.bekend else "nee",))
            )
        if operator is None:
            return self._bare(condition, declaration, key, path)
        if operator not in OPERATORS[declaration.kind]:
            fitting = ", ".join(sorted({*OPERATORS[declaration.kind], "bekend"}))
            self.problem(
                (*path, operator),
                f"'{operator}' past niet bij {declaration.name} ({declaration.kind}).",
                f"Wel passen: {fitting}.",
            )
            return Always()
        given = getattr(condition, "is_" if operator == "is" else operator)
        operand = self._operand(given, declaration, operator, (*path, operator), scope)
        return Compare(key, declaration.kind, declaration.step, operator, operand)

    def _bare(self, condition: language.ConditionSource, declaration: FactDeclaration, key: str, path: Path) -> Test:
        """Compile a fact that stands alone: a yes-no fact is yes, an event has happened."""
        if declaration.kind == "ja_nee":
            return Compare(key, "ja_nee", "1", "is", Literal(("ja",)))
        if condition.gebeurtenis:
            return Compare(key, "moment", "1", "bekend", Literal(("ja",)))
        self.problem(
            path,
            f"bij {declaration.name} ({declaration.kind}) ontbreekt de vergelijking.",
            "Voeg bijvoorbeeld 'is' of 'ten_minste' toe.",
        )
        return Always()

    def _key(self, condition: language.ConditionSource, declaration: FactDeclaration, path: Path, scope: Scope) -> str:
        if declaration.per_year != "ja":
            if condition.peiljaar:
                self.problem((*path, "peiljaar"), f"{declaration.name} is niet per jaar vastgelegd.")
            return declaration.name
        years = condition.peiljaar or {}
        if scope.contract_year not in years:
            self.problem(
                (*path, "peiljaar") if years else path,
                f"voor contractjaar {scope.contract_year} is geen peiljaar van {declaration.name} vastgelegd.",
                f"Voeg toe: peiljaar: {{{scope.contract_year}: …}}.",
            )
            return declaration.name
        return fact_key(declaration.name, years[scope.contract_year])

    def _operand(
        self, given: language.Operand, declaration: FactDeclaration, operator: str, path: Path, scope: Scope
    ) -> Operand:
        if given.terug is not None:
            return YearsBack(given.terug.jaren)
        if given.feit is not None:
            return self._other_fact(given, declaration, path, scope)
        texts = self._texts(given, path, scope)
        if texts is None:
            return Literal(())
        return self._checked(texts, declaration, operator, path)

    def _texts(self, given: language.Operand, path: Path, scope: Scope) -> tuple[str, ...] | None:
        if given.waarde is not None:
            return self._supplied(given.waarde, path, scope)
        if given.lijst is not None:
            if given.lijst not in scope.vocabulary.lijsten:
                self.problem(path, f"lijst '{given.lijst}' bestaat niet.", "Zet haar onder 'lijsten'.")
                return None
            return scope.vocabulary.lijsten[given.lijst]
        if given.codes is not None:
            return given.codes
        if given.van is not None:
            return (f"{given.van.isoformat()}/{given.tot_en_met.isoformat() if given.tot_en_met else ''}",)
        named = {"contractjaar": scope.contract_year, "vorig_contractjaar": scope.contract_year - 1}
        if given.tekst in named:
            return (f"{named[given.tekst]}-01-01/{named[given.tekst]}-12-31",)
        if given.tekst is None:
            self.problem(path, "hier ontbreekt waarmee vergeleken wordt.")
            return None
        return (given.tekst,)

    def _supplied(self, name: str, path: Path, scope: Scope) -> tuple[str, ...] | None:
        """Look up a value that the installation supplies; there is no default."""
        declared = scope.vocabulary.waarden.get(name)
        if declared is None:
            self.problem(path, f"waarde '{name}' is niet gedeclareerd.", "Zet haar onder 'waarden' met type en zetter.")
            return None
        supplied = scope.installation.values.get(name)
        if supplied is None:
            file = scope.installation.file or "een waardenbestand (--values)"
            self.problem(
                path, f"de waarde '{name}' ontbreekt; {declared.zetter} stelt haar vast.", f"Zet haar in {file}."
            )
            return None
        if not supplied.holds_in(scope.contract_year):
            what = f"de waarde '{name}' geldt niet in contractjaar {scope.contract_year}."
            where = scope.installation.places.get(name) or self.where(path)
            self.problems.append(Problem(what, where, f"Geef haar voor {scope.contract_year}."))
            return None
        return supplied_texts(supplied.waarde)

    def _other_fact(self, given: language.Operand, declaration: FactDeclaration, path: Path, scope: Scope) -> Operand:
        other = self._declaration(given.feit or "", scope, (*path, "feit"))
        if other is None:
            return Literal(())
        dated = {"datum", "moment"}
        if other.kind != declaration.kind and not {other.kind, declaration.kind} <= dated:
            self.problem(
                path, f"{declaration.name} ({declaration.kind}) en {other.name} ({other.kind}) zijn niet vergelijkbaar."
            )
        if (other.step, other.unit) != (declaration.step, declaration.unit):
            self.problem(path, f"{declaration.name} en {other.name} hebben niet dezelfde stap en eenheid.")
        translation: tuple[str, ...] = ()
        if given.vertaald_met:
            translation = self._supplied(given.vertaald_met, (*path, "vertaald_met"), scope) or ()
        return OtherFact(other.name, tuple(sorted(translation)))

    def _checked(self, texts: tuple[str, ...], declaration: FactDeclaration, operator: str, path: Path) -> Literal:
        """Read every literal once by the fact's kind, so that a wrong one is told at its spot."""
        if operator != "een_van" and declaration.kind != "codes" and len(texts) != 1:
            self.problem(path, f"'{operator}' vergelijkt met precies een waarde.")
            return Literal(texts)
        texts = tuple(
            NOT_YET if text == "nog_niet" and declaration.kind in {"datum", "moment"} else text for text in texts
        )
        for text in texts:
            try:
                if declaration.kind in {"datum", "moment"} and operator != "overlapt":
                    read_date(text)
                elif declaration.kind == "datum":
                    read_value(replace(declaration, kind="periode"), text)
                else:
                    read_value(declaration, text)
            except ValueError as error:
                self.problem(path, str(error))
        return Literal(texts)

    def _rows(self, condition: language.ConditionSource, how: str, path: Path, scope: Scope) -> Test:
        relation = getattr(condition, how)
        row_subject = self._row_subject(relation, (*path, how), scope)
        if row_subject is None or condition.waar is None:
            return Always()
        inner = scope.inside(row_subject)
        where = self._test(condition.waar, (*path, "waar"), inner)
        population = self._test(condition.van, (*path, "van"), inner) if condition.van is not None else None
        operator, limit = self._limit(condition, how, path)
        if condition.op is not None:
            relation = self._on_the_day(relation, condition.op, (where, population), (*path, "op"), scope)
        return Rows(how, relation, where, population, operator, limit)

    def _on_the_day(self, relation: str, event: str, tests: tuple[Test | None, ...], path: Path, scope: Scope) -> str:
        """Name the rows as they were on the day of an event, and make them known."""
        declaration = self._declaration(event, scope, path)
        if scope.subject != self.scope.subject or (declaration and declaration.kind != "moment"):
            remedy = "Noem bij 'op' een gebeurtenis van wie beoordeeld wordt."
            self.problem(path, f"rijen van {scope.subject} op '{event}' zijn er niet.", remedy)
        if any(looks_back(test) for test in tests if test is not None):
            self.problem(
                path, "'terug' telt vanaf de peildatum, en die geldt bij 'op' niet.", "Laat een van de twee weg."
            )
        base = next(one for one in scope.relations if (one.subject, one.name) == (scope.subject, relation))
        name = f"{relation}@{event}"
        self.used_rows.add((scope.subject, name))
        self.dated_rows[scope.subject, name] = replace(base, name=name, of=relation, day=event)
        return name

    def relations(self) -> tuple[RelationDeclaration, ...]:
        """Give the relations that the conditions use, those as on the day of an event last."""
        used = (one for one in self.scope.relations if (one.subject, one.name) in self.used_rows)
        return (*used, *self.dated_rows.values())

    def _row_subject(self, relation: str, path: Path, scope: Scope) -> str | None:
        for declared in scope.relations:
            if (declared.subject, declared.name) == (scope.subject, relation):
                self.used_rows.add((scope.subject, relation))
                return declared.row_subject
        known = sorted(declared.name for declared in scope.relations if declared.subject == scope.subject)
        self.problem(path, f"{scope.subject} heeft geen rijen '{relation}'.", f"Wel: {', '.join(known) or 'geen'}.")
        return None

    def _limit(self, condition: language.ConditionSource, how: str, path: Path) -> tuple[str, str]:
        operator = condition.comparison
        if operator is None:
            return "", ""
        given = getattr(condition, "is_" if operator == "is" else operator)
        texts = self._texts(given, (*path, operator), self.scope)
        if texts is None:
            return operator, "0"
        try:
            if how == "aandeel":
                return operator, str(read_percentage(texts[0]))
            if how == "verhouding":
                share = read_percentage(texts[0]) if texts[0].endswith("%") else read_decimal(texts[0])
                return operator, str(share)
            return operator, str(read_whole(texts[0]))
        except ValueError as error:
            self.problem((*path, operator), str(error))
            return operator, "0"

    def _ratio(self, condition: language.ConditionSource, ratio: language.Ratio, path: Path, scope: Scope) -> Test:
        inner: Scope | None = scope
        if ratio.rijen:
            row_subject = self._row_subject(ratio.rijen, (*path, "verhouding", "rijen"), scope)
            inner = scope.inside(row_subject) if row_subject else None
        if inner is None:
            return Always()
        numerator = self._declaration(ratio.teller, inner, (*path, "verhouding", "teller"))
        denominator = self._declaration(ratio.noemer, inner, (*path, "verhouding", "noemer"))
        if numerator is None or denominator is None:
            return Always()
        for fact in (numerator, denominator):
            if fact.kind not in {"getal", "geld"}:
                self.problem((*path, "verhouding"), f"{fact.name} is geen getal of bedrag.")
        operator, limit = self._limit(condition, "verhouding", path)
        steps = [
            write_decimal(Fraction("0.01")) if fact.kind == "geld" else fact.step for fact in (numerator, denominator)
        ]
        return RatioTest(numerator.name, denominator.name, operator, limit, ratio.rijen or "", steps[0], steps[1])
