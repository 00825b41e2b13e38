"""Fill the agreements of a claim line or a ride from the contract status of the provider it was claimed by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import FactsWrong, Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.kernel.layers import compile_layers, layered_agreements
from zorginkoop.kernel.marked import Document
from zorginkoop.kernel.status import EVER, Question, contract_status
from zorginkoop.kernel.status_lines import line_agreements
from zorginkoop.kernel.terms import Period
from zorginkoop.policies.facts_file import FactsFile, read_facts

_PROVIDER = "aanbieder"
_AGREEMENT = "overeenkomst"
_PERSON = "persoon"
_PEOPLE = "personen"


@dataclass(frozen=True, slots=True)
class LineStatus:
    """By which policy and values, on which day and by what was known, the agreements of a line are looked up."""

    edition: LoadedEdition
    installation: Installation
    on: date
    known: datetime | None

    def fill(self, line: RecordedSubject, document: Document) -> RecordedSubject:
        """Give the line with the agreements that the contract status of a provider says were in force on the day.

        Raises QuestionWrong when lines of this kind have no agreements, FactsWrong when the line already names some
        or with every problem of the provider's facts file.
        """
        name = self._rows_of(line)
        if name in line.relations:
            what = f"'{name}' staat ook in het feitenbestand van de regel."
            raise FactsWrong(Problem(what, Place(field="--provider"), "Laat het daar weg, of laat --provider weg."))
        provider = read_facts(document, self.edition, _PROVIDER)
        return replace(line, relations={**line.relations, name: tuple(self._agreements(provider, self._who(line)))})

    def _rows_of(self, line: RecordedSubject) -> str:
        """Name the rows of agreements that a line of this kind has."""
        relations = self.edition.vocabulary.relaties.get(line.kind, {})
        name = next((name for name, relation in relations.items() if relation.soort == _AGREEMENT), "")
        if not name or line.kind == _PROVIDER:
            what = f"bij een {line.kind} horen geen overeenkomsten van een ander."
            remedy = "Gebruik --provider bij een declaratieregel of een rit."
            raise QuestionWrong(Problem(what, Place(field="--provider"), remedy))
        return name

    def _who(self, line: RecordedSubject) -> dict[str, str]:
        """Name the person who gave the care, where the line names one."""
        relations = self.edition.vocabulary.relaties.get(line.kind, {})
        people = [row.id for name, rows in line.relations.items() if relations[name].soort == _PERSON for row in rows]
        return {_PEOPLE: people[0]} if len(people) == 1 else {}

    def _agreements(self, provider: FactsFile, who: Mapping[str, str]) -> Iterator[RecordedSubject]:
        question, window = Question(self.on, rows=who), Period.of(self.on, self.on)
        for name in layered_agreements(self.edition):
            if self.edition.source.overeenkomsten[name].onderwerp == _PROVIDER:
                layers = compile_layers(self.edition, name, self.installation)
                table = contract_status(layers, provider.subject, provider.key, self.known or EVER, window)
                for row in line_agreements(table, question):
                    yield replace(row, id=f"{row.id} {name}")
