"""From the words on the command line to tables of contract status, and the answers they give."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from itertools import repeat
from pathlib import Path

from zorginkoop.cli.questions import (
    Gathering,
    agreement_of,
    check_product,
    check_route,
    compiled_of,
    day_of,
    edition_of,
    installation_of,
    known_of,
)
from zorginkoop.kernel.agenda import events_of
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import FactsWrong, InputWrong, Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.finder import Season, Shown, in_finder
from zorginkoop.kernel.layers import Layers, compile_layers, layered_agreements
from zorginkoop.kernel.marked import Document
from zorginkoop.kernel.status import EVER, Answer, Question, StatusTable, contract_status, status_on
from zorginkoop.kernel.terms import Period
from zorginkoop.policies.documents import read_document
from zorginkoop.policies.facts_file import FactsFile, read_facts


@dataclass(frozen=True, slots=True)
class Answered:
    """What one table says of the care that was asked about, and what the care finder shows of it."""

    table: StatusTable
    answer: Answer
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asked, and what was found."""

    edition: LoadedEdition
    facts: FactsFile
    care: str
    on: date | None
    looked_on: date | None
    rows: Mapping[str, str]  # by relation, the row that was asked about
    tables: tuple[StatusTable, ...]
    answers: tuple[Answered, ...]


def asked_of(arguments: argparse.Namespace) -> Asked:
    """Look up everything a command names and make its tables; InputWrong with every problem found."""
    return _Asking(arguments).asked()


class _Asking:
    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.wrong = Gathering()

    def asked(self) -> Asked:
        arguments, take = self.arguments, self.wrong.take
        window, on = take(self._window), take(lambda: self._day("on"))
        looked_on, rows = take(lambda: self._day("finder")), take(self._rows)
        document = take(lambda: read_document(Path(arguments.facts)))
        installation = take(lambda: installation_of(arguments)) or Installation()
        edition = self.wrong.require(take(lambda: edition_of(arguments.edition, installation)))
        take(lambda: check_product(edition, arguments.product))
        names = self.wrong.require(take(lambda: self._agreements(edition, document)))
        layers = self._compiled(edition, names, installation)
        facts = take(lambda: read_facts(self.wrong.require(document), edition, layers[0].agreement.subject))
        self.wrong.end()
        facts = self.wrong.require(facts)
        keys = self._keys(edition, facts, document)
        tables = tuple(self._table(one, facts, key, window) for one in layers for key in keys)
        question = Question(on, arguments.care or "", arguments.location, rows or {}) if on else None
        answers: tuple[Answered, ...] = ()
        if question and looked_on:
            seasons = [self._season(edition, installation, table, facts) for table in tables]
            answers = tuple(map(_in_finder, tables, seasons, repeat(question), repeat(looked_on)))
        elif question:
            answers = tuple(Answered(table, status_on(table, question)) for table in tables)
        return Asked(edition, facts, arguments.care or "", on, looked_on, rows or {}, tables, answers)

    def _day(self, name: str) -> date | None:
        text = getattr(self.arguments, name)
        return _day_of(text, f"--{name}") if text else None

    def _window(self) -> Period | None:
        """Read the days to show; without any it is the term of each agreement."""
        arguments = self.arguments
        if arguments.on:
            if arguments.start or arguments.until:
                raise QuestionWrong(Problem("--on gaat niet samen met --from of --until.", Place(field="--on")))
            day = _day_of(arguments.on, "--on")
            return Period.of(day, day)
        if not arguments.start:
            if arguments.until:
                raise QuestionWrong(Problem("bij --until hoort --from.", Place(field="--until")))
            return None
        start = _day_of(arguments.start, "--from")
        end = _day_of(arguments.until, "--until") if arguments.until else None
        if end is not None and end < start:
            raise QuestionWrong(Problem(f"--until {end} ligt voor --from {start}.", Place(field="--until")))
        return Period.of(start, end)

    def _rows(self) -> dict[str, str]:
        """Read RELATION=ID; and refuse options that say nothing without the ones they belong to."""
        arguments, rows = self.arguments, {}
        for text in arguments.row:
            relation, mark, name = text.partition("=")
            if not (relation and mark and name):
                raise QuestionWrong(Problem(f"'{text}' is geen rij.", Place(field="--row"), "Schrijf personen=p1."))
            rows[relation] = name
        for name in ("row", "location"):
            if getattr(arguments, name) and not (arguments.care and arguments.on):
                raise QuestionWrong(Problem("dit zegt alleen iets met --care en --on.", Place(field=f"--{name}")))
        if arguments.route and not (arguments.finder and arguments.agreement):
            raise QuestionWrong(Problem("dit zegt alleen iets met --finder en --agreement.", Place(field="--route")))
        if arguments.finder and not arguments.on:
            remedy = "Geef met --on de dag van de zorg."
            raise QuestionWrong(
                Problem("de zorgzoeker wil weten om welke dag het gaat.", Place(field="--finder"), remedy)
            )
        return rows

    def _agreements(self, edition: LoadedEdition, document: Document | None) -> tuple[str, ...]:
        """Name the agreements to show: those with layers, for the kind of subject that the facts are about."""
        sources, layered = edition.source.overeenkomsten, layered_agreements(edition)
        wanted = self.arguments.agreement
        if wanted is not None:
            agreement_of(edition, wanted)
            if wanted not in layered:
                what = f"overeenkomst '{wanted}' zegt niet welke lagen zij geeft."
                raise QuestionWrong(Problem(what, Place(field="--agreement"), _choose(layered)))
            return (wanted,)
        if not layered:
            raise QuestionWrong(Problem(f"geen overeenkomst van {edition.name} zegt welke lagen zij geeft."))
        plain = document.plain if document and isinstance(document.plain, dict) else {}
        kind = (plain.get("onderwerp") or {}).get("soort") or sources[layered[0]].onderwerp
        found = tuple(name for name in layered if sources[name].onderwerp == kind)
        if not found:
            place = document.place(("onderwerp", "soort")) if document else Place()
            kinds = dict.fromkeys(sources[name].onderwerp for name in layered)
            raise FactsWrong(Problem(f"voor een {kind} heeft dit beleid geen contractstatus.", place, _choose(kinds)))
        return found

    def _compiled(self, edition: LoadedEdition, names: Iterable[str], installation: Installation) -> list[Layers]:
        """Compile the layers, of all agreements or of those that are about the care asked for."""
        found: list[Layers] = []
        for name in names:
            try:
                found.append(compile_layers(edition, name, installation))
            except InputWrong as wrong:
                self.wrong.problems += wrong.problems
        self.wrong.end()
        care = self.arguments.care
        about = [one for one in found if not care or care in _care(one)]
        if care and not about:
            known = sorted({known for one in found for known in _care(one)})
            near = get_close_matches(care, known, 1)
            remedy = f"Bedoelt u '{near[0]}'?" if near else _choose(known)
            raise QuestionWrong(
                [*self.wrong.problems, Problem(f"zorg '{care}' kent geen laag.", Place(field="--care"), remedy)]
            )
        return about

    def _keys(self, edition: LoadedEdition, facts: FactsFile, document: Document | None) -> list[ContractKey]:
        """Give the key of the facts file, for every product type unless one was named."""
        plain = document.plain if document and isinstance(document.plain, dict) else {}
        product = self.arguments.product or (plain.get("sleutel") or {}).get("polisvorm")
        products = (product,) if product else edition.source.uitgave.geldt_voor.polisvormen or ("",)
        return [replace(facts.key, product_type=str(one)) for one in products]

    def _table(self, layers: Layers, facts: FactsFile, key: ContractKey, window: Period | None) -> StatusTable:
        known = known_of(self.arguments.known) or EVER
        return contract_status(layers, facts.subject, key, known, window or layers.term)

    def _season(
        self, edition: LoadedEdition, installation: Installation, table: StatusTable, facts: FactsFile
    ) -> Season:
        """Compile the planning of an agreement, with the events that the facts tell of."""
        compiled = compiled_of(edition, table.layers.agreement.agreement, installation)
        check_route(self.arguments.route, compiled)
        subject = resolve(facts.subject, compiled.agreement, table.layers.term.start, EVER)
        return Season(compiled, events_of(compiled, subject), self.arguments.route)


def _day_of(text: str, option: str) -> date:
    """Read a day; the last one there is stands for no end, and is none to ask about."""
    day = day_of(text, option)
    if day == date.max:
        what, remedy = f"{day} staat voor 'zonder einde'.", "Laat de optie weg, of kies een eerdere dag."
        raise QuestionWrong(Problem(what, Place(field=option), remedy))
    return day


def _in_finder(table: StatusTable, season: Season, question: Question, looked_on: date) -> Answered:
    shown = in_finder(table, season, question, looked_on)
    return Answered(table, shown.answer, shown)


def _care(layers: Layers) -> set[str]:
    """Name the care that an agreement's layers are about, and the care type itself."""
    return {layers.agreement.care_type, *(care for layer in layers.others for care in layer.care)}


def _choose(names: Iterable[str]) -> str:
    return f"Kies uit: {', '.join(names)}."
