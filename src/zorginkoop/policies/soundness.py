"""Whether an edition is sound: it compiles for every year and reading, its examples hold, and nothing lies unused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.kernel.layers import compile_layers, layered_agreements
from zorginkoop.kernel.marked import Path
from zorginkoop.policies import formula_examples
from zorginkoop.policies.codings import changed
from zorginkoop.policies.examples import run_examples
from zorginkoop.policies.loading import EditionFolder, load_edition, texts_of
from zorginkoop.policies.publication import publication_warnings
from zorginkoop.policies.uses import Uses, uses_of
from zorginkoop.policies.wording import wording_problem

_LISTS = ("onderdelen", "planning", "ingang", "wijziging", "taken", "lagen")
_SECTIONS = ("routes", "randvoorwaarden", "differentiatiefactoren", *_LISTS)
_DECLARED = (
    ("gebeurtenissen", "gebeurtenis", "events"),
    ("lijsten", "lijst", "lists"),
    ("waarden", "waarde", "values"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking an edition came to."""

    edition: str
    problems: tuple[Problem, ...]
    examples: int = 0
    nodes: int = 0
    warnings: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was found; a warning does not count."""
        return not self.problems


def check_edition(folder: EditionFolder, installation: Installation) -> Checked:
    """Check one edition; everything that is wrong with it is told, nothing is raised."""
    try:
        edition = load_edition(folder, installation)
    except InputWrong as wrong:
        return Checked(folder.name, tuple(wrong.problems))
    nodes = _Nodes(edition)
    own = list(_compiled(edition, installation))
    readings, flipped = _other_readings(folder, edition, installation)
    examples, differences = _examples(folder, installation)
    texts = texts_of(folder)
    altered = changed(folder.folder, edition.source.uitgave.codering, texts)
    problems = [
        *([altered] if altered else []),
        *own,
        *_values_of_another_year(edition, installation),
        *(problem for problem in flipped if replace(problem, what=problem.what.partition(": ")[2]) not in own),
        *nodes.problems(),
        *_unused(edition, readings),
        *formula_examples.problems_of(edition, installation, lambda flipped: load_edition(folder, flipped)),
        *differences,
    ]
    warnings = tuple(publication_warnings(edition))
    examples += len(formula_examples.examples_of(edition))
    return Checked(folder.name, tuple(dict.fromkeys(problems)), examples, nodes.count, warnings)


def _compiled(edition: LoadedEdition, installation: Installation) -> Iterator[Problem]:
    """Compile for every contract year of the term, so that a missing reference year is found now."""
    own = edition.source.uitgave.contractjaar
    for name, source in edition.source.overeenkomsten.items():
        term = source.looptijd
        years = range(term.van.year, (term.last_day or term.tot_en_met or term.van).year + 1) if term else (own,)
        for year in sorted({own, *years}):
            try:
                compile_agreement(edition, name, installation, year)
            except InputWrong as wrong:
                yield from wrong.problems
    for name in layered_agreements(edition):
        try:
            compile_layers(edition, name, installation)
        except InputWrong as wrong:
            yield from wrong.problems


def _values_of_another_year(edition: LoadedEdition, installation: Installation) -> Iterator[Problem]:
    """Tell of every value that is supplied for another year, also of one that no condition reads."""
    year = edition.source.uitgave.contractjaar
    for name in edition.vocabulary.waarden:
        supplied = installation.values.get(name)
        if supplied is not None and not supplied.holds_in(year):
            where = installation.places.get(name) or Place(installation.file)
            yield Problem(f"de waarde '{name}' geldt niet in contractjaar {year}.", where, f"Geef haar voor {year}.")


def _other_readings(
    folder: EditionFolder, edition: LoadedEdition, installation: Installation
) -> tuple[list[LoadedEdition], list[Problem]]:
    """Load and compile the edition once for every reading that is not the chosen one."""
    loaded: list[LoadedEdition] = []
    problems: list[Problem] = []
    for name, reading in edition.vocabulary.lezingen.items():
        for option in reading.opties:
            if option == installation.readings.get(name, reading.kies):
                continue
            flipped = replace(installation, readings={**installation.readings, name: option})
            try:
                other = load_edition(folder, flipped)
                for agreement in other.source.overeenkomsten:
                    compile_agreement(other, agreement, flipped)
                for agreement in layered_agreements(other):
                    compile_layers(other, agreement, flipped)
            except InputWrong as wrong:
                problems += (replace(one, what=f"met lezing {name}={option}: {one.what}") for one in wrong.problems)
                continue
            loaded.append(other)
    return loaded, problems


def _examples(folder: EditionFolder, installation: Installation) -> tuple[int, list[Problem]]:
    try:
        results = run_examples(folder, installation)
    except InputWrong as wrong:
        return 0, list(wrong.problems)
    found: list[Problem] = []
    for result in results:
        found += result.problems
        for difference in result.differences:
            compared = f"{difference.what}: verwacht {difference.expected}, gevonden {difference.found}."
            remedy = "Pas het voorbeeld of het beleid aan."
            found.append(Problem(f"{result.example.label}: {compared}", difference.where, remedy))
    return len(results), found


class _Nodes:
    """Looks at every node: its place in the source, its catalogue items, and that its name is its own."""

    def __init__(self, edition: LoadedEdition) -> None:
        self.edition = edition
        self.count = 0

    def problems(self) -> Iterator[Problem]:
        for name, source in self.edition.source.overeenkomsten.items():
            root: Path = ("overeenkomsten", name)
            yield from self._agreement(source, root)
            for section in _LISTS:
                yield from self._same_ids(getattr(source, section), (*root, section))
            yield from self._same_routes(source.routes, (*root, "routes"))
        for name, text in self.edition.source.teksten.items():
            yield from self._node(text, ("teksten", name))
        for name, formula in self.edition.source.formules.items():
            yield from self._node(formula, ("formules", name))
        for number, change in enumerate(self.edition.source.wijzigingen):
            yield from self._node(change, ("wijzigingen", number))

    def _agreement(self, source: language.AgreementSource, root: Path) -> Iterator[Problem]:
        yield from self._node(source, root)
        for number, condition in enumerate(source.voorwaarden):
            yield from self._node(condition, (*root, "voorwaarden", number))
        for section in _SECTIONS:
            for number, node in enumerate(getattr(source, section)):
                yield from self._tree(node, (*root, section, number))
        term = source.looptijd
        for name, node in (
            ("verlenging", term.verlenging if term else None),
            ("stilzwijgend", term.stilzwijgend if term else None),
        ):
            if node is not None:
                yield from self._node(node, (*root, "looptijd", name))
        if source.overbrugging is not None:
            yield from self._node(source.overbrugging, (*root, "overbrugging"))
        if source.variant is not None:
            yield from self._node(source.variant, (*root, "variant"))

    def _tree(self, node: language.Node, path: Path) -> Iterator[Problem]:
        """Look at a node and the nodes below it: routes in a route, conditions of a part."""
        if not (isinstance(node, language.ConditionSource) and node.voorwaarde):
            yield from self._node(node, path)
        for section in ("dan", "voorwaarden"):
            for number, inner in enumerate(getattr(node, section, ())):
                yield from self._tree(inner, (*path, section, number))

    def _node(self, node: language.Node | language.LadderSource, path: Path) -> Iterator[Problem]:
        self.count += 1
        missing = [key for key in ("bij", "posten") if not getattr(node, key)]
        if missing:
            label = getattr(node, "id", None) or path[-1]
            remedy = "Noem de plaats in de brontekst (bij) en de posten van de eisenlijst."
            yield Problem(f"bij '{label}' ontbreekt {' en '.join(missing)}.", self.edition.where(path), remedy)
        wording = wording_problem(node)
        if wording is not None:
            yield replace(wording, where=self.edition.where((*path, "tekst")))

    def _same_routes(self, routes: tuple[language.RouteSource, ...], path: Path) -> Iterator[Problem]:
        yield from self._same_ids(routes, path)
        for number, route in enumerate(routes):
            yield from self._same_routes(route.dan, (*path, number, "dan"))

    def _same_ids(self, nodes: Iterable[language.Node], path: Path) -> Iterator[Problem]:
        seen = Counter[str | None]()
        for number, node in enumerate(nodes):
            seen[node.id] += 1
            if node.id and seen[node.id] > 1:
                where = self.edition.where((*path, number, "id"))
                yield Problem(f"de naam '{node.id}' staat hier twee keer.", where, "Kies een andere naam.")


@dataclass(frozen=True, slots=True)
class Idle:
    """A name that is declared and that nothing uses."""

    what: str  # feit, gebeurtenis, lijst, waarde, voorwaarde
    name: str
    path: Path


def idle_names(edition: LoadedEdition, others: Iterable[LoadedEdition] = ()) -> Iterator[Idle]:
    """Give what the edition itself declares and no agreement uses, in whichever reading.

    `others` are the edition in its other readings. Shared modules serve other editions too, and a value that names
    catalogue items is there for a price list or a page.
    """
    uses: dict[str, list[Uses]] = {}
    for loaded in (edition, *others):
        for name, source in loaded.source.overeenkomsten.items():
            uses.setdefault(name, []).append(uses_of(loaded.vocabulary, source))
    for name, source in edition.source.overeenkomsten.items():
        named = {used for one in uses[name] for used in one.conditions}
        for number, condition in enumerate(source.voorwaarden):
            if condition.id not in named:
                yield Idle("voorwaarde", condition.id or "", ("overeenkomsten", name, "voorwaarden", number))
    yield from _idle_declarations(edition.source, [one for several in uses.values() for one in several])


def _idle_declarations(own: language.EditionSource, uses: list[Uses]) -> Iterator[Idle]:
    facts = {key for one in uses for key in one.facts}
    for subject, declared in own.feiten.items():
        for name in declared:
            if (subject, name) not in facts:
                yield Idle("feit", name, ("feiten", subject, name))
    for section, what, attribute in _DECLARED:
        used_names = {name for one in uses for name in getattr(one, attribute)}
        for name, entry in getattr(own, section).items():
            if name not in used_names and not (section == "waarden" and entry.posten):
                yield Idle(what, name, (section, name))


def _unused(edition: LoadedEdition, others: Iterable[LoadedEdition]) -> Iterator[Problem]:
    for idle in idle_names(edition, others):
        remedy = "Gebruik de naam ergens, of haal de regel weg."
        yield Problem(f"{idle.what} '{idle.name}' wordt nergens gebruikt.", edition.where(idle.path), remedy)
