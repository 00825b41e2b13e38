"""Worked examples of an edition: cases in domain words, in voorbeelden/*.yaml, that are run against the policy itself.

A case either judges facts on a date, or dates the agreement from events; each difference between what it expects and
what follows is told at its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from zorginkoop.kernel.agenda import Agenda, agenda, stray_turns
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, PolicyWrong, Problem
from zorginkoop.kernel.facts import REFERENCE_DATE, RecordedSubject
from zorginkoop.kernel.layers import compile_layers
from zorginkoop.kernel.marked import Document, Mark, Path
from zorginkoop.kernel.status import EVER, StatusTable, contract_status
from zorginkoop.policies.example_cases import Example, ExamplesSource, find_examples
from zorginkoop.policies.example_checks import Comparison, Difference, deciding_places
from zorginkoop.policies.facts_file import FactsFile, read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition

__all__ = [
    "Difference",
    "Example",
    "ExampleResult",
    "ExampleRunner",
    "ExamplesSource",
    "deciding_places",
    "find_examples",
    "run_examples",
]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What running a case came to: nothing to remark, differences, or problems that stopped it."""

    example: Example
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences and not self.problems


def run_examples(edition: EditionFolder, installation: Installation | None = None) -> tuple[ExampleResult, ...]:
    """Run every case of an edition with an installation's values."""
    runner = ExampleRunner(installation)
    return tuple(runner.run(example) for example in find_examples(edition))


@dataclass(slots=True)
class ExampleRunner:
    """Runs cases, and keeps the compiled agreements for the next one."""

    installation: Installation | None = None
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    _editions: dict[tuple[str, tuple[tuple[str, str], ...]], LoadedEdition] = field(default_factory=dict)
    _compiled: dict[tuple[int, str, int | None], CompiledAgreement] = field(default_factory=dict)

    def run(self, example: Example) -> ExampleResult:
        """Run one case; what stops it is told as problems, never raised."""
        try:
            return ExampleResult(example, tuple(self._differences(example)))
        except InputWrong as wrong:
            return ExampleResult(example, problems=tuple(wrong.problems))

    def outcome(self, example: Example) -> Outcome:
        """Judge the facts of a case; InputWrong when its facts or the policy cannot be used."""
        case = example.case
        edition, compiled = self._ready(example)
        facts = self._facts(example, edition)
        if case.op is None:
            raise PolicyWrong(Problem("dit geval heeft geen peildatum.", example.where, "Geef 'op'."))
        return assess(compiled.agreement, facts.subject, facts.key, case.op, case.bekend_op)

    def recorded(self, example: Example) -> RecordedSubject:
        """Give what a case says is recorded; InputWrong when its facts cannot be used."""
        return self._facts(example, self.edition(example)).subject

    def edition(self, example: Example) -> LoadedEdition:
        """Give the edition of a case, with the readings of the installation."""
        return self._edition(example, self.installation or Installation())

    def agenda(self, example: Example) -> Agenda:
        """Date the agreement by the events of a case; InputWrong when it names an unknown event."""
        _, compiled = self._ready(example)
        known = _event_names(compiled)
        problems = [
            Problem(
                f"gebeurtenis '{name}' bestaat niet.",
                example.document.key_place((*example.path, "gebeurtenissen", name)),
                f"Kies uit: {', '.join(sorted(known))}.",
            )
            for name in example.case.gebeurtenissen
            if name not in known
        ]
        if problems:
            raise PolicyWrong(problems)
        happened = example.case.gebeurtenissen
        events = {name: moment for name, moment in happened.items() if not isinstance(moment, dict)}
        turns = {name: came for name, came in happened.items() if isinstance(came, dict)}
        strays = [
            Problem(
                f"'{event}' hoort niet bij '{name}'.",
                example.document.key_place((*example.path, "gebeurtenissen", event, name)),
                "Noem een periode waarover deze termijn gaat.",
            )
            for event, name in stray_turns(compiled, turns)
        ]
        if strays:
            raise PolicyWrong(strays)
        return agenda(compiled, events, self.calendar, example.case.route, on=example.case.op, turns=turns)

    def status(self, example: Example) -> StatusTable:
        """Make the table of contract status of a case; InputWrong when its facts or the policy cannot be used."""
        edition, _ = self._ready(example)
        facts, usual = self._facts(example, edition), self.installation or Installation()
        installation = replace(usual, readings={**usual.readings, **example.case.lezingen})
        agreement = example.source.overeenkomst
        if not edition.source.overeenkomsten[agreement].lagen:
            what = f"overeenkomst '{agreement}' zegt niet welke lagen zij geeft."
            raise PolicyWrong(Problem(what, example.document.place((*example.path, "verwacht_status"))))
        return contract_status(
            compile_layers(edition, agreement, installation), facts.subject, facts.key, example.case.bekend_op or EVER
        )

    def _differences(self, example: Example) -> Iterator[Difference]:
        case = example.case
        if case.verwacht is not None:
            yield from Comparison(example, "verwacht").outcome(case.verwacht, self.outcome(example))
        if case.verwacht_data is not None:
            yield from Comparison(example, "verwacht_data").dates(case.verwacht_data, self.agenda(example))
        if case.verwacht_status:
            yield from Comparison(example, "verwacht_status").statuses(case.verwacht_status, self.status(example))

    def compiled(self, example: Example) -> CompiledAgreement:
        """Give the agreement that a case is about, compiled with its readings and for its year."""
        return self._ready(example)[1]

    def _ready(self, example: Example) -> tuple[LoadedEdition, CompiledAgreement]:
        """Load the edition and compile the agreement with the readings and for the year of the case."""
        usual = self.installation or Installation()
        _check_readings(example, self._edition(example, usual))
        taken = {**usual.readings, **example.case.lezingen}
        installation = replace(usual, readings=taken)
        edition = self._edition(example, installation)
        agreement = example.source.overeenkomst
        if agreement not in edition.source.overeenkomsten:
            place = example.document.place(("overeenkomst",))
            known = ", ".join(edition.source.overeenkomsten)
            raise PolicyWrong(Problem(f"overeenkomst '{agreement}' bestaat niet.", place, f"Kies uit: {known}."))
        at = (id(edition), agreement, example.case.jaar)
        if at not in self._compiled:
            self._compiled[at] = compile_agreement(edition, agreement, installation, example.case.jaar)
        return edition, self._compiled[at]

    def _edition(self, example: Example, installation: Installation) -> LoadedEdition:
        key = (str(example.edition.folder), tuple(sorted(installation.readings.items())))
        if key not in self._editions:
            self._editions[key] = load_edition(example.edition, installation)
        return self._editions[key]

    @staticmethod
    def _facts(example: Example, edition: LoadedEdition) -> FactsFile:
        subject = edition.source.overeenkomsten[example.source.overeenkomst].onderwerp
        return read_facts(_facts_document(example), edition, subject)


def _event_names(compiled: CompiledAgreement) -> set[str]:
    """Name the declared events, and the facts of the subject that are a day or a moment."""
    dated = {
        fact.name
        for fact in compiled.agreement.facts
        if fact.subject == compiled.agreement.subject and fact.kind in {"moment", "datum"}
    }
    return dated - {REFERENCE_DATE} | {name for name, _ in compiled.planning.events}


def _check_readings(example: Example, edition: LoadedEdition) -> None:
    """Raise PolicyWrong where a case takes a reading or an option that the edition does not have."""
    problems = []
    for name, option in example.case.lezingen.items():
        reading = edition.vocabulary.lezingen.get(name)
        known = sorted(reading.opties if reading else edition.vocabulary.lezingen)
        if reading is None or option not in reading.opties:
            what = f"lezing {name} heeft geen optie '{option}'." if reading else f"lezing '{name}' bestaat niet."
            place = example.document.place((*example.path, "lezingen", name))
            problems.append(Problem(what, place, f"Kies uit: {', '.join(known)}."))
    if problems:
        raise PolicyWrong(problems)


def _facts_document(example: Example) -> Document:
    """Lay the facts of a case over the basis, as one facts file in which everything keeps its position."""
    basis, case = example.source.basis, example.case
    facts: dict[str, object] = {}
    origins: dict[str, Path] = {}
    for at, given in ((("basis", "feiten"), basis.feiten), ((*example.path, "feiten"), case.feiten)):
        for name, value in given.items():
            facts[name] = value
            origins[name] = (*at, name)
    problems = []
    for number, name in enumerate(case.zonder):
        if facts.pop(name, None) is None or name in case.feiten:
            place = example.document.place((*example.path, "zonder", number))
            problems.append(Problem(f"'{name}' staat niet in de basis.", place, "Noem een feit van de basis."))
        origins.pop(name, None)
    if problems:
        raise PolicyWrong(problems)
    key = {**basis.sleutel, **({"jaar": str(case.jaar)} if case.jaar else {})}
    plain = {"sleutel": key, "onderwerp": basis.onderwerp, "standaard": basis.standaard, "feiten": facts}
    return Document(
        example.document.file,
        plain,
        _Moved(example.document.marks, origins),
        _Moved(example.document.key_marks, origins),
    )


class _Moved(Mapping[Path, Mark]):
    """The positions of a file as they stand in the merged document: looked up there, for a case needs only a few."""

    def __init__(self, marks: Mapping[Path, Mark], origins: Mapping[str, Path]) -> None:
        self._marks = marks
        self._origins = origins

    def __getitem__(self, path: Path) -> Mark:
        head, *rest = path
        if head != "feiten":
            return self._marks["basis", *path]
        name, *below = rest
        return self._marks[(*self._origins[str(name)], *below)]

    def get(self, path: Path, default: Mark | None = None) -> Mark | None:  # type: ignore[override] # only marks are asked for
        try:
            return self[path]
        except (KeyError, ValueError):
            return default

    def __iter__(self) -> Iterator[Path]:
        back = {origin: name for name, origin in self._origins.items()}
        for path in self._marks:
            if path[:1] == ("basis",) and path[1:2] != ("feiten",):
                yield path[1:]
            for length in (3, 4):
                if path[:length] in back:
                    yield ("feiten", back[path[:length]], *path[length:])

    def __len__(self) -> int:
        return sum(1 for _ in self)
