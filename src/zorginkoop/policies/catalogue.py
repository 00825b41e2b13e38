"""Every fact of an edition as plain data: enough for anybody to write a facts file from it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import LoadedEdition, fact_declarations
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.policies.uses import Key, Uses, uses_of

Plain = dict[str, object]

HOW_TO_WRITE = {
    "ja_nee": "ja of nee",
    "getal": "een getal met een punt, in de stap van het feit: 150 of 150.1",
    "geld": "euro's met een punt: 1250 of 1250.50",
    "percentage": "een getal met %: 30 % (in stappen van 0.01 %)",
    "datum": "2026-01-31",
    "moment": "2025-10-15T23:30 (Europe/Amsterdam) of een dag: 2025-10-15",
    "periode": "2026-01-01/2027-12-31, of {van: 2026-01-01, tot_en_met: 2027-12-31}; zonder einde: 2026-01-01/",
    "code": "een woord zonder spaties; zet een code met een nul vooraan tussen aanhalingstekens",
    "codes": "een lijst van codes: [a, b]; geen enkele: []",
}
_RECORD = {
    "waarde": "de waarde, of onbekend",
    "bron": "wie het zegt",
    "bekend_sinds": "moment waarop het bekend werd",
    "geldig_van": "eerste dag waarop het geldt",
    "geldig_tot": "laatste dag waarop het geldt",
    "jaar": "bij een feit per jaar",
    "grond": "bij een besluit: waarom",
    "besloten_door": "bij een besluit: wie",
    "bewijs": "{ingeleverd_op, oordeel: goed of afgekeurd of niet_beoordeeld, beoordeeld_op, geldig_tot, grond}",
}


def catalogue(edition: LoadedEdition, agreements: Iterable[str] = ()) -> Plain:
    """List the facts, rows and events that agreements of an edition use (by default all of them)."""
    chosen = tuple(agreements) or tuple(edition.source.overeenkomsten)
    return _Catalogue(edition, chosen).plain()


class _Catalogue:
    def __init__(self, edition: LoadedEdition, agreements: tuple[str, ...]) -> None:
        self.edition = edition
        self.vocabulary = edition.vocabulary
        sources = {name: edition.source.overeenkomsten[name] for name in agreements}
        self.uses: Mapping[str, Uses] = {name: uses_of(edition.vocabulary, source) for name, source in sources.items()}
        self.mains = tuple(dict.fromkeys(source.onderwerp for source in sources.values()))
        self.declared: dict[Key, FactDeclaration] = {}
        for main in self.mains:
            self.declared |= fact_declarations(edition, main)

    def plain(self) -> Plain:
        return {
            "uitgave": self.edition.name,
            "codering": self.edition.source.uitgave.codering,
            "overeenkomsten": {name: self._agreement(name) for name in self.uses},
            "sleutel": self._key(),
            "onderwerpen": {subject: self._subject(subject) for subject in self._subjects()},
            "gebeurtenissen": self._events(),
            "schrijfwijze": HOW_TO_WRITE,
            "vastlegging": _RECORD,
        }

    def _agreement(self, name: str) -> Plain:
        source = self.edition.source.overeenkomsten[name]
        return {"onderwerp": source.onderwerp, "zorgsoort": source.zorgsoort, "naam": words(source.naam)}

    def _key(self) -> Plain:
        scope = self.edition.source.uitgave.geldt_voor
        return {
            "verzekeraar": scope.uzovi,
            "label": list(scope.labels),
            "polisvorm": list(scope.polisvormen),
            "jaar": self.edition.source.uitgave.contractjaar,
        }

    def _subjects(self) -> list[str]:
        """Name the subjects that are judged and those of their rows, from the outside in."""
        found = list(self.mains)
        for subject in found:
            for name, relation in self.vocabulary.relaties.get(subject, {}).items():
                if self._nodes("rows", (subject, name)) and relation.soort not in found:
                    found.append(relation.soort)
        return found

    def _subject(self, subject: str) -> Plain:
        facts = {
            declaration.name: self._fact(declaration)
            for key, declaration in self.declared.items()
            if key[0] == subject and declaration.name != REFERENCE_DATE and self._nodes("facts", key)
        }
        rows = {
            name: self._rows(subject, name, relation)
            for name, relation in self.vocabulary.relaties.get(subject, {}).items()
            if self._nodes("rows", (subject, name))
        }
        return {"feiten": facts, "rijen": rows}

    def _fact(self, fact: FactDeclaration) -> Plain:
        key = (fact.subject, fact.name)
        source = self.vocabulary.feiten[fact.subject][fact.name]
        optional: dict[str, object] = {
            "eenheid": fact.unit,
            "codes": list(fact.codes),
            "genoemde_codes": list(fact.named),
            "vorm": fact.shape,
            "afwezig": fact.absent,
            "kenmerken": dict(attribute.split("=", 1) for attribute in fact.attributes),
            "volgt_uit": list(fact.implied_by),
            "peiljaren": self._years(key),
            "posten": list(source.posten),
        }
        return {
            "type": str(fact.kind),
            **({"stap": fact.step} if fact.kind == "getal" else {}),
            "herkomst": str(fact.origin),
            "per_jaar": fact.per_year,
            "bewijs": fact.evidence,
            **{name: value for name, value in optional.items() if value},
            "tekst": words(source.tekst),
            "gebruikt_door": self._nodes("facts", key),
        }

    def _years(self, key: Key) -> dict[str, list[int]]:
        """Give the reference years that are asked for, by contract year."""
        asked: dict[str, set[int]] = {}
        for uses in self.uses.values():
            for contract_year, years in uses.years.get(key, {}).items():
                asked.setdefault(str(contract_year), set()).update(years)
        return {contract_year: sorted(years) for contract_year, years in sorted(asked.items())}

    def _rows(self, subject: str, name: str, relation: language.RelationSource) -> Plain:
        return {
            "onderwerp": relation.soort,
            "historie": "ja" if relation.historie else "nee",
            "tekst": words(relation.tekst),
            "gebruikt_door": self._nodes("rows", (subject, name)),
        }

    def _events(self) -> Plain:
        return {
            name: {
                "tekst": words(event.tekst),
                **({"per": str(event.per)} if event.per else {}),
                "gebruikt_door": self._nodes("events", name),
            }
            for name, event in self.vocabulary.gebeurtenissen.items()
            if self._nodes("events", name)
        }

    def _nodes(self, what: str, name: str | Key) -> dict[str, list[str]]:
        found = {agreement: getattr(used, what).get(name, []) for agreement, used in self.uses.items()}
        return {agreement: nodes for agreement, nodes in found.items() if nodes}


def words(wording: language.Wording | None) -> Plain:
    """Give a sentence in both languages as plain data."""
    return {"nl": wording.nl, "en": wording.en} if wording else {}
