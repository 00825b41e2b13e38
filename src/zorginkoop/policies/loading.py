"""Find editions and read them: their own files, the shared modules they use, and an installation's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import Place, PolicyWrong, Problem, QuestionWrong
from zorginkoop.kernel.language import ConditionSource, EditionSource, SharedSource, ValuesSource, Vocabulary
from zorginkoop.kernel.marked import Document, Path, problems_from_validation
from zorginkoop.policies.codings import Texts, kept_codings, read_kept
from zorginkoop.policies.documents import read_document
from zorginkoop.policies.parts import POLICY_FILE, read_edition
from zorginkoop.policies.readings import Chosen, choose_readings

HERE = FilePath(__file__).parent
SHARED = "gedeeld"
_LAID = ("gebeurtenissen", "lijsten", "waarden", "lezingen", "impliceert", "contactpunten", "teksten", "formules")

Model = TypeVar("Model", EditionSource, SharedSource)


@dataclass(frozen=True, slots=True, order=True)
class EditionFolder:
    """Where an edition stands: its name (care group/edition), its folder, and which published coding is meant.

    Without a coding it is the working text.
    """

    name: str
    folder: FilePath
    coding: int | None = None


def find_editions(root: FilePath = HERE) -> tuple[EditionFolder, ...]:
    """Give every edition under a folder, in the order of care group and edition."""
    found = [
        EditionFolder(f"{file.parent.parent.name}/{file.parent.name}", file.parent)
        for file in root.glob(f"*/*/{POLICY_FILE}")
        if file.parent.parent.name != SHARED
    ]
    return tuple(sorted(found))


def edition_folder(name: str) -> EditionFolder:
    """Find an edition by its name (paramedische_zorg/2026-2), the path of its folder, or the hash of its content.

    With @2 behind a name or path the second published coding is meant. QuestionWrong when there is no such edition.
    """
    if name.startswith("sha256:"):
        return _by_hash(name)
    text, at, number = name.rpartition("@")
    if at and number.isdigit():
        found = _by_name(text)
        return EditionFolder(found.name, found.folder, int(number))
    return _by_name(name)


def _by_hash(wanted: str) -> EditionFolder:
    for edition in find_editions():
        kept = [EditionFolder(edition.name, edition.folder, coding) for coding in kept_codings(edition.folder)]
        for candidate in (*kept, edition):
            if texts_of(candidate).hash == wanted:
                return candidate
    raise QuestionWrong(Problem(f"geen uitgave of codering heeft hash {wanted}."))


def _by_name(name: str) -> EditionFolder:
    editions = find_editions()
    for edition in editions:
        if edition.name == name.strip("/"):
            return edition
    folder = FilePath(name)
    if (folder / POLICY_FILE).is_file():
        folder = folder.resolve()
        return EditionFolder(f"{folder.parent.name}/{folder.name}", folder)
    known = [edition.name for edition in editions]
    near = get_close_matches(name, known, 1)
    remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(known)}; of geef een map met {POLICY_FILE}."
    raise QuestionWrong(Problem(f"uitgave '{name}' bestaat niet.", Place(), remedy))


def load_installation(file: FilePath | None) -> Installation:
    """Read a values file; without one there are no values, and every value that is needed is told as missing."""
    if file is None:
        return Installation()
    document = read_document(file)
    try:
        source = ValuesSource.model_validate(document.plain)
    except ValidationError as error:
        raise PolicyWrong(problems_from_validation(document, error, ValuesSource)) from None
    return Installation(
        source.installatie,
        source.waarden,
        source.lezingen,
        Texts(document, {}).hash,
        str(file),
        source.kalender,
        {name: document.key_place(("waarden", name)) for name in source.waarden},
    )


def load_edition(edition: EditionFolder, installation: Installation | None = None) -> LoadedEdition:
    """Read one edition with the shared modules it uses; PolicyWrong with every problem found."""
    return _Loading(edition, installation or Installation()).load()


def load_texts(edition: EditionFolder, texts: Texts, installation: Installation) -> LoadedEdition:
    """Load an edition from texts that may differ from those in its folder, by the same checks."""
    return _Loading(edition, installation, texts).load()


def texts_of(edition: EditionFolder) -> Texts:
    """Give the texts an edition is read from: the working text, or the published coding that was asked for."""
    if edition.coding is not None:
        return read_kept(edition.folder, edition.coding)
    loading = _Loading(edition, Installation())
    if loading.problems:
        raise PolicyWrong(loading.problems)
    return Texts(loading.raw, loading.modules)


class _Loading:
    def __init__(self, edition: EditionFolder, installation: Installation, texts: Texts | None = None) -> None:
        self.edition = edition
        self.installation = installation
        self.problems: list[Problem] = []
        self.modules: dict[str, Document] = {}
        if texts is not None:
            self.raw, self.modules = texts.own, dict(texts.modules)
            return
        if edition.coding is not None:
            kept = read_kept(edition.folder, edition.coding)
            self.raw, self.modules = kept.own, dict(kept.modules)
            return
        self.raw = read_edition(edition.folder)
        self.modules = {name: self._module(name) for name in self._used()}

    def load(self) -> LoadedEdition:
        chosen = self._readings()
        own, problems = choose_readings(self.raw, chosen)
        self.problems += problems
        modules: dict[str, Document] = {}
        for name, document in self.modules.items():
            modules[name], problems = choose_readings(document, chosen)
            self.problems += problems
        source = self._validated(own, EditionSource)
        shared = {name: self._validated(document, SharedSource) for name, document in modules.items()}
        if self.problems or source is None:
            raise PolicyWrong(self.problems)
        vocabulary, paths = self._merged(source, {name: module for name, module in shared.items() if module})
        if self.problems:
            raise PolicyWrong(self.problems)
        return LoadedEdition(
            name=f"{source.uitgave.zorggroep}/{source.uitgave.contractjaar}-{source.uitgave.herziening}",
            source=source,
            vocabulary=vocabulary,
            content_hash=Texts(self.raw, self.modules).hash,
            where=_where(own, modules),
            condition_paths=paths,
        )

    def _used(self) -> list[str]:
        plain = self.raw.plain
        used = plain.get("gebruik") if isinstance(plain, dict) else None
        return [str(name) for name in used] if isinstance(used, list) else []

    def _module(self, name: str) -> Document:
        beside = self.edition.folder.parent.parent / SHARED / f"{name}.yaml"
        file = beside if beside.is_file() else HERE / SHARED / f"{name}.yaml"
        if not file.is_file():
            place = self.raw.place(("gebruik", self._used().index(name)))
            known = sorted(module.stem for module in (HERE / SHARED).glob("*.yaml"))
            self.problems.append(
                Problem(f"gedeeld onderdeel '{name}' bestaat niet.", place, f"Kies uit: {', '.join(known)}.")
            )
            return Document("", {})
        return read_document(file)

    def _readings(self) -> dict[str, Chosen]:
        """Give the chosen option of every reading: the policy's, unless the installation takes another."""
        chosen: dict[str, Chosen] = {}
        for document in (*self.modules.values(), self.raw):
            declared = document.plain.get("lezingen", {}) if isinstance(document.plain, dict) else {}
            for name, reading in (declared or {}).items():
                if isinstance(reading, dict) and isinstance(reading.get("opties"), dict):
                    option = self.installation.readings.get(name, str(reading.get("kies")))
                    chosen[name] = Chosen(option, frozenset(reading["opties"]))
                    self._check_override(document, name, reading)
        return chosen

    def _check_override(self, document: Document, name: str, reading: Mapping[str, object]) -> None:
        options = reading.get("opties")
        known = sorted(options) if isinstance(options, dict) else []
        if reading.get("kies") not in known:
            self.problems.append(
                Problem(
                    f"lezing {name} kiest '{reading.get('kies')}', maar dat is geen optie.",
                    document.place(("lezingen", name, "kies")),
                    f"Kies uit: {', '.join(known)}.",
                )
            )
        taken = self.installation.readings.get(name)
        if taken is not None and taken not in known:
            self.problems.append(
                Problem(
                    f"lezing {name} heeft geen optie '{taken}'.",
                    Place(self.installation.file),
                    f"Kies uit: {', '.join(known)}.",
                )
            )

    def _validated(self, document: Document, model: type[Model]) -> Model | None:
        try:
            return model.model_validate(document.plain)
        except ValidationError as error:
            self.problems += problems_from_validation(document, error, model)
            return None

    def _merged(self, source: EditionSource, modules: Mapping[str, SharedSource]) -> tuple[Vocabulary, dict[str, Path]]:
        """Lay the shared modules and the edition together; a name that two of them give is a problem."""
        paths: dict[str, Path] = {}
        merged: dict[str, dict[str, Any]] = {}
        nested: dict[str, dict[str, dict[str, Any]]] = {"feiten": {}, "relaties": {}}
        conditions: list[ConditionSource] = []
        everything: list[tuple[str, Vocabulary]] = [*modules.items(), ("", source)]
        for module, vocabulary in everything:
            root: Path = (f"@{module}",) if module else ()
            for number, condition in enumerate(vocabulary.voorwaarden):
                conditions.append(condition)
                if condition.id:
                    paths[condition.id] = (*root, "voorwaarden", number)
            for section in _LAID:
                self._lay(merged.setdefault(section, {}), getattr(vocabulary, section), (*root, section))
            for section, together in nested.items():
                for subject, entries in getattr(vocabulary, section).items():
                    self._lay(together.setdefault(subject, {}), entries, (*root, section, subject))
        # Every part was validated where it was read; only the laying together is new.
        self._check_events(merged["gebeurtenissen"], nested["feiten"])
        sections: dict[str, Any] = {**merged, **nested}
        return Vocabulary.model_construct(None, voorwaarden=tuple(conditions), **sections), paths

    def _check_events(self, events: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuse an event that has the name of a fact: a condition could not tell which of the two it is about."""
        for subject, declared in facts.items():
            for name in sorted(events.keys() & declared.keys()):
                self.problems.append(
                    Problem(
                        f"'{name}' is een feit van {subject} en ook een gebeurtenis.",
                        self.raw.place(("gebeurtenissen", name)),
                        "Geef een van de twee een andere naam.",
                    )
                )

    def _lay(self, together: dict[str, Any], entries: Mapping[str, Any], path: Path) -> None:
        for name, entry in entries.items():
            if name in together:
                where = self.raw.place(path)
                self.problems.append(
                    Problem(f"'{name}' staat al in een gedeeld onderdeel.", where, "Geef het een andere naam.")
                )
            together[name] = entry


def _where(own: Document, modules: Mapping[str, Document]) -> Callable[[Path], Place]:
    """Give the function from a path to its place: paths that start with @module stand in that module."""

    def where(path: Path) -> Place:
        if path and isinstance(path[0], str) and path[0].startswith("@"):
            return modules[path[0][1:]].place(path[1:])
        return own.place(path)

    return where
