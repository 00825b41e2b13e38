"""Read a delivery from VECOZO by the rules of its agreement: what is new, what we have, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.portal import clock
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.exchange.models import Import, Received, ReceivedAnswer, ReceivedEvidence, ReceivedStatus
from zorginkoop.portal.exchange.store import keep_file, path_of
from zorginkoop.portal.intake.files import MOST_BYTES
from zorginkoop.portal.intake.kinds import FileRefusedError, kind_of
from zorginkoop.portal.register.models import Provider

if TYPE_CHECKING:
    from zorginkoop.formats.vecozo_files import DeliveredRow, Delivery
    from zorginkoop.formats.vecozo_policy import ReadAnswer

_CODES_AT_ONCE = 500
_NAME = 200
Told = TypeVar("Told", bound=Received)
Identity = tuple[object, ...]


@dataclass(slots=True)
class Arrived:
    """What a delivery holds: rows that are new, how many we have already, what is wrong, and the receipt."""

    statuses: list[ReceivedStatus] = field(default_factory=list)
    answers: list[ReceivedAnswer] = field(default_factory=list)
    evidence: list[ReceivedEvidence] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    receipt: str = ""

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Give new and same rows by table."""
        new = {"statussen": len(self.statuses), "antwoorden": len(self.answers), "bewijs": len(self.evidence)}
        return {name: {"nieuw": rows, "gelijk": self.same.get(name, 0)} for name, rows in new.items()}


def read_import(delivery: Import) -> Arrived:
    """Open a delivery and hold every row against the policy and against what we have; keeps no row."""
    from zorginkoop.formats.vecozo_files import opened_delivery  # noqa: PLC0415 - column engines load in jobs only
    from zorginkoop.formats.vecozo_manifest import Direction  # noqa: PLC0415 - as above

    try:
        with opened_delivery(path_of(delivery.content_hash), Direction.FROM_VECOZO, delivery.name) as opened:
            return _Reader(delivery, opened).read()
    except InputWrong as wrong:
        return Arrived(problems=list(wrong.problems))


def same_status(one: ReceivedStatus) -> Identity:
    """Tell statuses apart."""
    return (one.agb_code, one.piece, one.status, one.moment, one.by)


def same_answer(one: ReceivedAnswer) -> Identity:
    """Tell answers apart."""
    return (one.agb_code, one.subject, one.row, one.question, one.answered_at)


def same_evidence(one: ReceivedEvidence) -> Identity:
    """Tell documents apart."""
    return (one.agb_code, one.subject, one.row, one.question, one.content_hash)


class _Reader:
    """Reads one opened delivery for one agreement."""

    def __init__(self, delivery: Import, opened: Delivery) -> None:
        self.delivery, self.opened = delivery, opened
        self.agreement = delivery.agreement
        season = self.agreement.season
        self.expected = {
            "verzekeraar": season.insurer,
            "zorggroep": season.edition.partition("/")[0],
            "overeenkomst": self.agreement.name,
            "jaar": season.contract_year,
        }
        self.arrived = Arrived()
        self.providers: dict[str, Provider] = {}

    def read(self) -> Arrived:
        """Read the three tables."""
        self.arrived.receipt = self._receipt()
        rows = {name: self._of_agreement(name) for name in ("statussen", "antwoorden", "bewijs")}
        codes = {str(row.values["aanbieder"]) for table in rows.values() for row in table}
        self.providers = providers_of(codes)
        self.arrived.statuses = self._fresh("statussen", map(self._status, rows["statussen"]), same_status)
        self.arrived.answers = self._fresh("antwoorden", self._answers(rows["antwoorden"]), same_answer)
        self.arrived.evidence = self._fresh("bewijs", self._evidence(rows["bewijs"]), same_evidence)
        return self.arrived

    def _of_agreement(self, name: str) -> list[DeliveredRow]:
        """Give the rows of a table; one about another agreement is a problem."""
        kept = []
        for row in self.opened.rows(name):
            other = [column for column, value in self.expected.items() if row.values[column] != value]
            if not other:
                kept.append(row)
                continue
            column = other[0]
            what = f"Deze rij gaat over {column} {row.values[column]}; deze terugkoppeling is voor {self.agreement}."
            remedy = f"Schrijf {self.expected[column]}, of lever de rij aan bij de overeenkomst waar zij over gaat."
            self.arrived.problems.append(Problem(what, replace(row.place, field=column), remedy))
        return kept

    def _common(self, row: DeliveredRow) -> dict[str, Any]:
        code = str(row.values["aanbieder"])
        return {
            "agreement": self.agreement,
            "brought": self.delivery,
            "agb_code": code,
            "provider": self.providers.get(code),
        }

    def _status(self, row: DeliveredRow) -> ReceivedStatus:
        values: Mapping[str, Any] = row.values  # of the kinds that the table says
        moment: datetime = values["moment"]
        if moment > clock.now():
            what, remedy = "Dit moment ligt in de toekomst.", "Verbeter de datum of het tijdstip."
            self.arrived.problems.append(Problem(what, replace(row.place, field="moment"), remedy))
        return ReceivedStatus(
            **self._common(row),
            piece=values["stuk"],
            status=values["status"],
            moment=moment,
            by=values["door"] or "",
            variant=values["variant"] or "",
            closes_on=values["sluit_op"],
        )

    def _answers(self, rows: list[DeliveredRow]) -> Iterator[ReceivedAnswer]:
        from zorginkoop.formats.vecozo_policy import read_answers  # noqa: PLC0415 - column engines load in jobs only

        read, problems = read_answers(rows, compiled(self.agreement).agreement)
        self.arrived.problems += problems
        earlier_ones = ReceivedAnswer.objects.filter(agreement=self.agreement)
        known = {same_answer(one): one.text for one in earlier_ones.iterator()} if read else {}
        for answer in read:
            told = self._answer(answer)
            earlier = known.get(same_answer(told))
            if earlier is not None and earlier != told.text:
                what = f"Dit antwoord kwam eerder met hetzelfde moment, en was toen '{earlier}'."
                remedy = "Geef het nieuwe antwoord zijn eigen moment."
                place = replace(answer.given.place, field="waarde")
                self.arrived.problems.append(Problem(what, place, remedy))
            yield told

    def _answer(self, answer: ReadAnswer) -> ReceivedAnswer:
        return ReceivedAnswer(
            **self._common(answer.given),
            subject=answer.fact.subject,
            row=answer.row,
            question=answer.fact.name,
            text=answer.text,
            answered_at=answer.answered,
        )

    def _evidence(self, rows: list[DeliveredRow]) -> Iterator[ReceivedEvidence]:
        from zorginkoop.formats.vecozo_policy import asked_facts  # noqa: PLC0415 - column engines load in jobs only

        asked = {(fact.subject, fact.name) for fact in asked_facts(compiled(self.agreement).agreement)}
        for row in rows:
            values: Mapping[str, Any] = row.values  # of the kinds that the table says
            problem = _wrong_evidence(row, self.opened, asked)
            if problem:
                self.arrived.problems.append(problem)
                continue
            content_hash, _ = keep_file(self.opened.documents[str(values["bestand"])])
            yield ReceivedEvidence(
                **self._common(row),
                subject=values["onderwerp"],
                row=values["rij"] or "",
                question=values["vraag"],
                name=str(values["bestand"])[:200],
                content_hash=content_hash,
                handed_in_at=values["ingeleverd_op"],
                valid_until=values["geldig_tot"],
            )

    def _fresh(self, name: str, told: Iterable[Told], identity: Callable[[Told], Identity]) -> list[Told]:
        """Keep what we do not have yet, and count the rest."""
        rows = {identity(row): row for row in told}
        if not rows:
            return []
        table = type(next(iter(rows.values())))
        known = {identity(row) for row in table._default_manager.filter(agreement=self.agreement).iterator()}
        fresh = [row for key, row in rows.items() if key not in known]
        self.arrived.same[name] = len(rows) - len(fresh)
        return fresh

    def _receipt(self) -> str:
        """Write the receipt: what came, with the hash of every file."""
        lines = [f"{self.delivery.number}: ontvangen van VECOZO voor {self.agreement}"]
        lines += [f"Bestand: {self.delivery.name} ({self.delivery.size} bytes, {self.delivery.content_hash})"]
        if self.opened.manifest:
            lines.append(f"Nummer van de afzender: {self.opened.manifest.nummer}")
        lines += [f"{file.naam}: {file.rijen} rijen, {file.sha256}" for file in self.opened.files]
        return "\n".join(lines) + "\n"


def providers_of(codes: set[str]) -> dict[str, Provider]:
    """Give the providers with these AGB codes, by code."""
    found: dict[str, Provider] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), _CODES_AT_ONCE):
        some = ordered[start : start + _CODES_AT_ONCE]
        found.update((one.agb_code, one) for one in Provider.objects.filter(agb_code__in=some))
    return found


def _wrong_evidence(row: DeliveredRow, opened: Delivery, asked: set[tuple[str, str]]) -> Problem | None:
    """Say what is wrong with a document: a question that nobody asked, or a file that cannot be evidence."""
    question = (str(row.values["onderwerp"]), str(row.values["vraag"]))
    if question not in asked:
        what = f"Deze overeenkomst heeft geen vraag {question[1]} over {question[0]}."
        return Problem(what, replace(row.place, field="vraag"), "Schrijf de vraag zoals zij in vragenlijst staat.")
    path = opened.documents[str(row.values["bestand"])]
    place = replace(row.place, field="bestand")
    if path.stat().st_size > MOST_BYTES:
        return Problem("Dit stuk is groter dan 15 MB.", place, "Maak het kleiner, of splits het in delen.")
    try:
        with path.open("rb") as file:
            kind_of(file)
    except FileRefusedError as refused:
        what, _stop, now = str(refused).partition(". ")
        return Problem(f"{what}.", place, now)
    return None
