"""Read a facts file: what somebody says about one subject, checked against the facts an edition declares.

A value may be written alone (`vecozo_certificaat: ja`), with its source and dates (`{waarde: ja, bron: …}`), as a
history (a list of those), or by year (`{2024: 150.1}`). Rows are lists of mappings. docs/facts.md shows each form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import LoadedEdition, fact_declarations, relation_declarations
from zorginkoop.kernel.errors import FactsWrong, Problem
from zorginkoop.kernel.facts import TURN, Evidence, FactRecord, RecordedSubject, read_value
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.marked import Document, Path
from zorginkoop.kernel.repeats import Per, is_turn_name, turn_name
from zorginkoop.kernel.scalars import read_date, read_moment, read_whole
from zorginkoop.kernel.tree import FactDeclaration

UNKNOWN_VALUE = "onbekend"
_RESERVED = {"id", "naam", "geldig_van", "geldig_tot"}
_RECORD_KEYS = {
    "waarde", "bron", "bekend_sinds", "geldig_van", "geldig_tot", "jaar", "grond", "besloten_door", "bewijs",
}  # fmt: skip
_EVIDENCE_KEYS = {"ingeleverd_op", "oordeel", "beoordeeld_op", "geldig_tot", "grond"}
_YEAR = re.compile(r"[0-9]{4}")
_VERDICTS = {"goed", "afgekeurd", "niet_beoordeeld"}


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a facts file holds: the subject with its records, and for whom its outcome would count."""

    subject: RecordedSubject
    key: ContractKey


@dataclass(frozen=True, slots=True)
class _Standard:
    """What holds for every record that does not say otherwise."""

    source: str = "opgave"
    known_since: datetime | None = None


def read_facts(document: Document, edition: LoadedEdition, subject_kind: str) -> FactsFile:
    """Read a facts file for a kind of subject; FactsWrong with every problem at its line and column."""
    reading = _Reading(document, edition, subject_kind)
    facts = reading.read()
    if reading.problems:
        raise FactsWrong(reading.problems)
    return facts


@dataclass(slots=True)
class _Reading:
    document: Document
    edition: LoadedEdition
    kind: str
    problems: list[Problem] = field(default_factory=list)
    standard: _Standard = _Standard()
    declared: dict[tuple[str, str], FactDeclaration] = field(default_factory=dict)

    def read(self) -> FactsFile:
        self.declared = fact_declarations(self.edition, self.kind)
        plain = self._mapping(self.document.plain, ())
        self._only({"sleutel", "onderwerp", "standaard", "feiten"}, plain, ())
        self.standard = self._read_standard(self._mapping(plain.get("standaard") or {}, ("standaard",)))
        who = self._mapping(plain.get("onderwerp") or {}, ("onderwerp",))
        self._only({"soort", "id", "naam"}, who, ("onderwerp",))
        if who.get("soort", self.kind) != self.kind:
            self.problem(("onderwerp", "soort"), f"dit beleid beoordeelt een {self.kind}, geen {who['soort']}.")
        facts, relations = self._subject_facts(
            self.kind, self._mapping(plain.get("feiten") or {}, ("feiten",)), ("feiten",)
        )
        subject = RecordedSubject(self.kind, str(who.get("id") or ""), str(who.get("naam") or ""), facts, relations)
        return FactsFile(subject, self._key(self._mapping(plain.get("sleutel") or {}, ("sleutel",))))

    def problem(self, path: Path, what: str, remedy: str = "", *, at_key: bool = False) -> None:
        place = self.document.key_place(path) if at_key else self.document.place(path)
        self.problems.append(Problem(what, place, remedy))

    def _mapping(self, value: object, path: Path) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.problem(path, "hier horen sleutels met waarden te staan.")
        return {}

    def _only(self, allowed: set[str], mapping: Mapping[str, Any], path: Path) -> None:
        for key in mapping:
            if key not in allowed:
                near = get_close_matches(key, allowed, 1)
                remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(sorted(allowed))}."
                self.problem((*path, key), f"onbekende sleutel '{key}'.", remedy, at_key=True)

    def _read_standard(self, plain: Mapping[str, Any]) -> _Standard:
        self._only({"bron", "bekend_sinds"}, plain, ("standaard",))
        known = self._convert(read_moment, plain.get("bekend_sinds"), ("standaard", "bekend_sinds"))
        return _Standard(str(plain.get("bron") or "opgave"), known)

    def _key(self, plain: Mapping[str, Any]) -> ContractKey:
        """Read for whom the outcome counts; what is left out is the edition's own insurer, first label and year."""
        path: Path = ("sleutel",)
        self._only({"verzekeraar", "label", "polisvorm", "jaar"}, plain, path)
        scope = self.edition.source.uitgave.geldt_voor
        insurer = str(plain.get("verzekeraar") or scope.uzovi)
        if insurer != scope.uzovi:
            self.problem(
                (*path, "verzekeraar"), f"dit beleid geldt voor UZOVI-code {scope.uzovi}, niet voor {insurer}."
            )
        product = str(plain.get("polisvorm") or (scope.polisvormen[0] if scope.polisvormen else ""))
        if scope.polisvormen and product not in scope.polisvormen:
            self.problem(
                (*path, "polisvorm"),
                f"polisvorm '{product}' hoort niet bij dit beleid.",
                f"Kies uit: {', '.join(scope.polisvormen)}.",
            )
        year = self._convert(read_whole, plain.get("jaar"), (*path, "jaar")) or self.edition.source.uitgave.contractjaar
        # The policies name labels 'among others', so another label is no mistake.
        return ContractKey(insurer, str(plain.get("label") or (scope.labels[0] if scope.labels else "")), product, year)

    def _subject_facts(
        self, kind: str, plain: Mapping[str, Any], path: Path
    ) -> tuple[dict[str, tuple[FactRecord, ...]], dict[str, tuple[RecordedSubject, ...]]]:
        rows = {r.name: r.row_subject for r in relation_declarations(self.edition.vocabulary) if r.subject == kind}
        facts: dict[str, tuple[FactRecord, ...]] = {}
        relations: dict[str, tuple[RecordedSubject, ...]] = {}
        for name, value in plain.items():
            at = (*path, name)
            if name in rows:
                relations[name] = self._rows(rows[name], value, at)
            elif (kind, name) in self.declared and name != "peildatum":
                facts[name] = self._records(self.declared[kind, name], value, at)
            else:
                self._unknown_name(kind, name, rows, at)
        return facts, relations

    def _unknown_name(self, kind: str, name: str, rows: Mapping[str, str], path: Path) -> None:
        if name == "peildatum":
            self.problem(path, "de peildatum hoort niet in het feitenbestand.", "Geef haar met --on.", at_key=True)
            return
        known = [fact for subject, fact in self.declared if subject == kind] + list(rows)
        near = get_close_matches(name, known, 1)
        remedy = (
            f"Bedoelt u '{near[0]}'?" if near else f"'zorginkoop policy facts {self.edition.name}' noemt alle feiten."
        )
        self.problem(path, f"onbekend feit '{name}' bij {kind}.", remedy, at_key=True)

    def _rows(self, kind: str, value: object, path: Path) -> tuple[RecordedSubject, ...]:
        if not isinstance(value, list):
            self.problem(path, "hier hoort een lijst met rijen te staan.", "Begin elke rij met een streepje.")
            return ()
        rows = []
        for number, item in enumerate(value):
            at = (*path, number)
            row = self._mapping(item, at)
            own = {key: inner for key, inner in row.items() if key not in _RESERVED}
            facts, relations = self._subject_facts(kind, own, at)
            rows.append(
                RecordedSubject(
                    kind, str(row.get("id") or f"{kind} {number + 1}"), str(row.get("naam") or ""), facts, relations,
                    self._convert(read_date, row.get("geldig_van"), (*at, "geldig_van")),
                    self._convert(read_date, row.get("geldig_tot"), (*at, "geldig_tot")),
                )
            )  # fmt: skip
        identities = [row.id for row in rows]
        for number, identity in enumerate(identities):
            if identity in identities[:number]:
                self.problem((*path, number), f"'{identity}' staat hier twee keer.", "Geef elke rij een eigen id.")
        return tuple(rows)

    def _records(self, declaration: FactDeclaration, value: object, path: Path) -> tuple[FactRecord, ...]:
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return tuple(self._record(declaration, item, (*path, at)) for at, item in enumerate(value))
        if declaration.turns:
            return tuple(self._turns(declaration, value, path))
        if isinstance(value, dict) and declaration.per_year == "ja" and all(str(key).isdigit() for key in value):
            return tuple(self._of_year(declaration, year, inner, (*path, year)) for year, inner in value.items())
        return (self._record(declaration, value, path),)

    def _turns(self, declaration: FactDeclaration, value: object, path: Path) -> Iterator[FactRecord]:
        """Read what came for a duty that returns: one record for each period that it is about."""
        per = Per(declaration.turns)
        if not isinstance(value, dict):
            wanted = f"Schrijf {declaration.name}: {{{turn_name(per, date(2026, 1, 31))}: 2026-02-20}}."
            self.problem(path, f"{declaration.name} komt elke {per} terug; zeg over welke.", wanted)
            return
        for name, inner in value.items():
            if not is_turn_name(per, name):
                wanted = f"Schrijf het zoals {turn_name(per, date(2026, 1, 31))}."
                self.problem((*path, name), f"'{name}' is geen {per}.", wanted, at_key=True)
                continue
            record = self._record(declaration, inner, (*path, name))
            yield replace(record, attributes={**record.attributes, TURN: name})

    def _of_year(self, declaration: FactDeclaration, year: str, value: object, path: Path) -> FactRecord:
        if not _YEAR.fullmatch(year):
            # {2024: 150,5} is a block with the keys '2024' and '5'.
            self.problem(path, f"'{year}' is geen jaar.", "Schrijf een getal met een punt, zoals 150.5.", at_key=True)
            return FactRecord(UNKNOWN_VALUE, self.standard.source)
        record = self._record(declaration, value, path, year=int(year))
        # Written by year, a detail that is not said is taken to be the one that the policy asks for.
        wanted = dict(attribute.split("=", 1) for attribute in declaration.attributes)
        return replace(record, attributes={**wanted, **record.attributes})

    def _record(
        self, declaration: FactDeclaration, value: object, path: Path, *, year: int | None = None
    ) -> FactRecord:
        if not isinstance(value, dict) or set(value) == {"van", "tot_en_met"} or set(value) == {"van"}:
            value = {"waarde": value}
            text_path = path
        else:
            text_path = (*path, "waarde")
            attributes = {attribute.partition("=")[0] for attribute in declaration.attributes}
            self._only(_RECORD_KEYS | attributes | {"versie", "bewerking", "aantal_patienten"}, value, path)
        year = self._convert(read_whole, value.get("jaar"), (*path, "jaar")) or year
        self._check_year(declaration, year, path)
        text = self._text(declaration, value.get("waarde"), text_path)
        known_since = self._convert(read_moment, value.get("bekend_sinds"), (*path, "bekend_sinds"))
        return FactRecord(
            text=text,
            source=str(value.get("bron") or self.standard.source),
            known_since=known_since or self._known_since(declaration, text),
            valid_from=self._convert(read_date, value.get("geldig_van"), (*path, "geldig_van")),
            valid_until=self._convert(read_date, value.get("geldig_tot"), (*path, "geldig_tot")),
            year=year,
            attributes={key: str(inner) for key, inner in value.items() if key not in _RECORD_KEYS},
            ground=str(value.get("grond") or ""),
            decided_by=str(value.get("besloten_door") or ""),
            evidence=self._evidence(value.get("bewijs"), (*path, "bewijs")),
        )

    def _known_since(self, declaration: FactDeclaration, text: str) -> datetime | None:
        """Give since when a value without its own date is known: an event is known when it happens, not before.

        A decision about a later day is known when it is taken, as any other fact.
        """
        happens = declaration.absent == "niet_gebeurd" and declaration.origin != Origin.DECISION
        if happens and text not in {"", UNKNOWN_VALUE}:
            return read_moment(text)
        return self.standard.known_since

    def _check_year(self, declaration: FactDeclaration, year: int | None, path: Path) -> None:
        if declaration.per_year == "ja" and year is None:
            self.problem(
                path,
                f"bij {declaration.name} hoort een jaar.",
                f"Schrijf bijvoorbeeld {declaration.name}: {{2024: …}}.",
            )
        if declaration.per_year != "ja" and year is not None:
            self.problem(
                path, f"{declaration.name} is niet per jaar.", "Laat 'jaar' weg, of gebruik geldig_van en geldig_tot."
            )

    def _text(self, declaration: FactDeclaration, value: object, path: Path) -> str:
        """Bring a value to the one text form, and read it once so that a wrong one is told at its spot."""
        if value is None:
            self.problem(path, f"bij {declaration.name} ontbreekt de waarde.", "Niet bekend? Schrijf onbekend.")
            return UNKNOWN_VALUE
        if isinstance(value, dict):
            text = f"{value.get('van') or ''}/{value.get('tot_en_met') or ''}"
        elif isinstance(value, list):
            text = " ".join(str(item) for item in value)
            if declaration.kind != "codes":
                self.problem(path, f"{declaration.name} is een enkele waarde, geen lijst.")
                return UNKNOWN_VALUE
        else:
            text = str(value)
        if text == UNKNOWN_VALUE:
            return text
        try:
            read_value(declaration, text)
        except ValueError as error:
            self.problem(path, f"{declaration.name}: {error}")
            return UNKNOWN_VALUE
        return text

    def _evidence(self, value: object, path: Path) -> tuple[Evidence, ...]:
        if value is None:
            return ()
        pieces = value if isinstance(value, list) else [value]
        return tuple(
            self._piece(piece, (*path, at) if isinstance(value, list) else path) for at, piece in enumerate(pieces)
        )

    def _piece(self, plain: object, path: Path) -> Evidence:
        piece = self._mapping(plain, path)
        self._only(_EVIDENCE_KEYS, piece, path)
        verdict = str(piece.get("oordeel") or "niet_beoordeeld")
        if verdict not in _VERDICTS:
            self.problem(
                (*path, "oordeel"), f"oordeel '{verdict}' bestaat niet.", f"Kies uit: {', '.join(sorted(_VERDICTS))}."
            )
        handed_in = self._convert(read_moment, piece.get("ingeleverd_op"), (*path, "ingeleverd_op"))
        if handed_in is None:
            self.problem(path, "bij een bewijsstuk hoort 'ingeleverd_op'.")
        return Evidence(
            handed_in or read_moment(date.min),
            verdict,
            self._convert(read_moment, piece.get("beoordeeld_op"), (*path, "beoordeeld_op")),
            self._convert(read_date, piece.get("geldig_tot"), (*path, "geldig_tot")),
            str(piece.get("grond") or ""),
        )

    def _convert(self, read: Callable[[object], Any], value: object, path: Path) -> Any:  # noqa: ANN401 - what `read` gives
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.problem(path, str(error))
            return None


__all__ = ["FactsFile", "read_facts"]
