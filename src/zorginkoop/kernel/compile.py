"""From what an officer wrote to the typed tree: every name resolved, every type checked, every problem at its spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from zorginkoop.kernel import language
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile_planning import PlanningCompiler, citation_of, phrase_of
from zorginkoop.kernel.conditions import ConditionCompiler, Scope
from zorginkoop.kernel.errors import Place, PolicyWrong
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.outcome import CLAIM_RESULTS, CONTRACT_RESULTS
from zorginkoop.kernel.planning import Planning
from zorginkoop.kernel.scalars import write_yes_no
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    FactDeclaration,
    Join,
    Ladder,
    Part,
    Phrase,
    RelationDeclaration,
    Route,
    Task,
    Test,
)

__all__ = [
    "CompiledAgreement", "Installation", "LoadedEdition", "citation_of", "compile_agreement", "fact_declarations",
    "named_codes", "phrase_of", "relation_declarations",
]  # fmt: skip

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """An edition as read: its source form with the shared modules merged in, and where everything stands."""

    name: str  # paramedische_zorg/2026-2
    source: language.EditionSource
    vocabulary: language.Vocabulary
    content_hash: str
    where: Callable[[Path], Place]
    condition_paths: Mapping[str, Path]
    # Facts as declared, by main subject: every facts file and every agreement asks for them again.
    declared: dict[str, dict[tuple[str, str], FactDeclaration]] = field(default_factory=dict, compare=False, repr=False)
    # The codes that conditions name, by fact: found once, in one walk over all that the edition holds.
    codes: dict[str, set[str]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Installation:
    """The values and readings that an installation supplies."""

    name: str = ""
    values: Mapping[str, language.SuppliedValue] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = ""
    file: str = ""
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)  # where each value stands


@dataclass(frozen=True, slots=True)
class CompiledAgreement:
    """One agreement, ready to judge and to date."""

    agreement: Agreement
    planning: Planning


def compile_agreement(
    edition: LoadedEdition, agreement: str, installation: Installation, contract_year: int | None = None
) -> CompiledAgreement:
    """Compile one agreement of an edition for a contract year (by default the edition's own).

    Raises PolicyWrong with every problem found, each at its file, line and column.
    """
    compiler = _AgreementCompiler(edition, agreement, installation, contract_year)
    compiled = compiler.compile()
    if compiler.conditions.problems:
        raise PolicyWrong(compiler.conditions.problems)
    return compiled


class _AgreementCompiler:
    def __init__(
        self, edition: LoadedEdition, name: str, installation: Installation, contract_year: int | None
    ) -> None:
        self.edition = edition
        self.name = name
        self.installation = installation
        self.source = edition.source.overeenkomsten[name]
        self.year = contract_year or edition.source.uitgave.contractjaar
        self.path: Path = ("overeenkomsten", name)
        self.facts = fact_declarations(edition, self.source.onderwerp)
        self.relations = relation_declarations(edition.vocabulary)
        scope = Scope(self.source.onderwerp, self.facts, self.relations, edition.vocabulary, installation, self.year)
        self.conditions = ConditionCompiler(scope, edition.where)
        self.planning = PlanningCompiler(self.source, self.path, self.conditions, installation)
        self.conditions.name_agreement(edition, self.source, self.path)

    def compile(self) -> CompiledAgreement:
        gate = self._listed("randvoorwaarden", self.source.randvoorwaarden)
        self.conditions.gate = tuple(name for name in gate if self._may_block(name))
        factors = self._listed("differentiatiefactoren", self.source.differentiatiefactoren)
        routes = tuple(self._routes(self.source.routes, (*self.path, "routes"), None))
        self._check_results(routes)
        parts = tuple(self._part(number, part) for number, part in enumerate(self.source.onderdelen))
        tasks = tuple(self._task(number, task) for number, task in enumerate(self.source.taken))
        planning = self.planning.compile()
        agreement = self._assembled(factors, routes, parts, tasks)
        return CompiledAgreement(agreement, planning)

    def _assembled(
        self,
        factors: tuple[str, ...],
        routes: tuple[Route, ...],
        parts: tuple[Part, ...],
        tasks: tuple[Task, ...],
    ) -> Agreement:
        head = self.edition.source.uitgave
        audience = self._audience()
        criteria = tuple(self.conditions.criteria.values())
        used = self.conditions.used_facts
        return Agreement(
            edition=self.edition.name,
            coding=head.codering,
            edition_hash=self.edition.content_hash,
            values_hash=self.installation.content_hash,
            readings=tuple(f"{name}={choice}" for name, choice in sorted(self._readings().items())),
            agreement=self.name,
            care_type=self.source.zorgsoort,
            subject=self.source.onderwerp,
            contract_year=self.year,
            phrase=phrase_of(self.source.naam),
            citation=citation_of(self.source),
            facts=tuple(fact for key, fact in sorted(self.facts.items()) if key in used),
            relations=self.conditions.relations(),
            criteria=criteria,
            routes=routes,
            gate=self.conditions.gate,
            gate_unknown_reads=self.source.onbekend,
            factors=factors,
            ladder=self._ladder(),
            parts=parts,
            tasks=tasks,
            audience=audience,
        )

    def _audience(self) -> str:
        if self.source.doelgroep is None:
            return ""
        return self.conditions.criterion(self.source.doelgroep, (*self.path, "doelgroep")) or ""

    def _readings(self) -> dict[str, str]:
        chosen = {name: reading.kies for name, reading in self.edition.vocabulary.lezingen.items()}
        return {**chosen, **{name: to for name, to in self.installation.readings.items() if name in chosen}}

    def _listed(self, section: str, conditions: tuple[language.ConditionSource, ...]) -> tuple[str, ...]:
        names = []
        for number, condition in enumerate(conditions):
            path = (*self.path, section, number)
            name = self.conditions.criterion(condition, path)
            if name:
                names.append(name)
        return tuple(names)

    def _part(self, number: int, part: language.PartSource) -> Part:
        path = (*self.path, "onderdelen", number, "voorwaarden")
        named = [self.conditions.criterion(condition, (*path, at)) for at, condition in enumerate(part.voorwaarden)]
        required = tuple(name for name in named if name and self._may_block(name))
        return Part(part.id, required, part.onbekend, phrase_of(part.tekst), citation_of(part))

    def _may_block(self, name: str) -> bool:
        return self.conditions.criteria[name].force == language.Force.REQUIREMENT

    def _task(self, number: int, task: language.TaskSource) -> Task:
        path = (*self.path, "taken", number, "als")
        condition = task.als if task.als.id else task.als.model_copy(update={"id": f"taak_{task.id}"})
        name = self.conditions.criterion(condition, path) or ""
        return Task(task.id, name, phrase_of(task.tekst), citation_of(task))

    def _routes(self, routes: tuple[language.RouteSource, ...], path: Path, parent: Route | None) -> list[Route]:
        compiled: list[Route] = []
        for number, source in enumerate(routes):
            at = (*path, number)
            own = self._route(source, at, parent)
            compiled += self._routes(source.dan, (*at, "dan"), own) if source.dan else [own]
        if parent is None and not (compiled and isinstance(compiled[-1].test, Always)):
            self.conditions.problem(
                path, "de laatste route heeft geen vangnet.", "Sluit af met een route zonder 'als'."
            )
        return compiled

    def _route(self, source: language.RouteSource, path: Path, parent: Route | None) -> Route:
        test: Test = Always()
        criteria: tuple[str, ...] = ()
        facts: tuple[str, ...] = ()
        if source.als is not None:
            test, facts, criteria = self.conditions.inline(source.als, (*path, "als"))
        if parent is not None:
            parts = tuple(part for part in (parent.test, test) if not isinstance(part, Always))
            test = parts[0] if len(parts) == 1 else Join("alle", parts) if parts else Always()
            criteria = (*parent.criteria, *(name for name in criteria if name not in parent.criteria))
            facts = (*parent.facts, *(key for key in facts if key not in parent.facts))
        name = f"{parent.id}/{source.id}" if parent else source.id
        return Route(
            name, test, criteria, source.onbekend, source.leidt_tot, phrase_of(source.tekst), citation_of(source),
            facts, source.kanaal or (parent.channel if parent else ""),
        )  # fmt: skip

    def _check_results(self, routes: tuple[Route, ...]) -> None:
        """Refuse routes of which some judge a claim line and others decide who gets an agreement."""
        results = {str(route.leads_to) for route in routes}
        claims, contracts = sorted(results & CLAIM_RESULTS), sorted(results & CONTRACT_RESULTS)
        if claims and contracts:
            self.conditions.problem(
                (*self.path, "routes"),
                f"'{claims[0]}' gaat over een declaratieregel, '{contracts[0]}' over een overeenkomst.",
                "Geef declaratieregels een eigen toets, met onderwerp: declaratieregel.",
            )

    def _ladder(self) -> Ladder | None:
        source = self.source.variant
        if source is None:
            return None
        most = len(self.source.differentiatiefactoren)
        if sorted(source.tabel) != list(range(most + 1)):
            self.conditions.problem(
                (*self.path, "variant", "tabel"),
                f"de tabel noemt {sorted(source.tabel)}, maar er zijn {most} differentiatiefactoren.",
                f"Geef een variant voor elk aantal van 0 tot en met {most}.",
            )
            return None
        return Ladder(tuple(source.tabel[number] for number in range(most + 1)), citation_of(source))


def relation_declarations(vocabulary: language.Vocabulary) -> tuple[RelationDeclaration, ...]:
    """Give every declared relation."""
    return tuple(
        RelationDeclaration(
            subject, relation, form.soort, write_yes_no(form.historie), changed_by=form.te_wijzigen_door or ""
        )
        for subject, relations in vocabulary.relaties.items()
        for relation, form in relations.items()
    )


_CODED = {language.FactKind.CODE, language.FactKind.CODES}


def named_codes(source: object, lists: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """Gather, for every fact, the codes that some condition compares it with."""
    found: dict[str, set[str]] = {}
    _gather_codes(source, lists, found)
    return found


def _gather_codes(source: object, lists: Mapping[str, tuple[str, ...]], found: dict[str, set[str]]) -> None:
    """Walk everything an edition holds once, and note the codes under their facts."""
    inner: Iterable[object] = ()
    if isinstance(source, BaseModel):
        if isinstance(source, language.ConditionSource) and source.feit:
            for operand in (source.is_, source.een_van, source.omvat, source.overlapt):
                if operand is not None:
                    texts = (*(operand.codes or ()), *lists.get(operand.lijst or "", ()))
                    one = (operand.tekst,) if operand.tekst else ()
                    found.setdefault(source.feit, set()).update(texts, one)
        inner = vars(source).values()
    elif isinstance(source, dict):
        inner = source.values()
    elif isinstance(source, tuple | list):
        inner = source
    for part in inner:
        if not isinstance(part, str) and part is not None:
            _gather_codes(part, lists, found)


def fact_declarations(edition: LoadedEdition, main: str) -> dict[tuple[str, str], FactDeclaration]:
    """Give every declared fact by subject and name; events are facts of the main subject, absent until they happen."""
    if main not in edition.declared:
        edition.declared[main] = _fact_declarations(edition, main)
    return dict(edition.declared[main])


def _fact_declarations(edition: LoadedEdition, main: str) -> dict[tuple[str, str], FactDeclaration]:
    vocabulary = edition.vocabulary
    if not edition.codes:
        edition.codes.update(named_codes((edition.source, vocabulary), vocabulary.lijsten))
    named = edition.codes
    implied_by: dict[str, list[str]] = {}
    for ground, implied in vocabulary.impliceert.items():
        for name in implied:
            implied_by.setdefault(name, []).append(ground)
    declared = {
        (subject, name): FactDeclaration(
            name=name,
            subject=subject,
            kind=source.type,
            phrase=phrase_of(source.tekst),
            origin=source.herkomst,
            step=source.stap or "1",
            unit=source.eenheid or "",
            per_year="ja" if source.per else "nee",
            evidence="ja" if source.bewijs else "nee",
            absent=source.afwezig or "",
            attributes=tuple(f"{key}={value}" for key, value in sorted(source.kenmerken.items())),
            codes=source.codes or (),
            implied_by=tuple(implied_by.get(name, ())),
            shape=source.vorm or "",
            named=tuple(sorted(named.get(name, ()))) if source.type in _CODED and not source.codes else (),
            changed_by=source.te_wijzigen_door or "",
        )
        for subject, facts in vocabulary.feiten.items()
        for name, source in facts.items()
    }
    for name, event in vocabulary.gebeurtenissen.items():
        declared[main, name] = FactDeclaration(
            name, main, "moment", phrase_of(event.tekst), language.Origin.OWN_RECORDS, absent="niet_gebeurd",
            turns=event.per or "", changed_by=event.te_wijzigen_door or "",
        )  # fmt: skip
    for subject in {subject for subject, _ in declared} | {main}:
        declared[subject, REFERENCE_DATE] = FactDeclaration(
            REFERENCE_DATE, subject, "datum", Phrase("peildatum", "reference date"), language.Origin.OWN_RECORDS
        )
    return declared
