"""A facts file to fill in: every fact of an agreement with a comment that says what it is and how to write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.repeats import Per, turn_name
from zorginkoop.policies.catalogue import HOW_TO_WRITE, catalogue

_HEAD = """\
# Feiten voor {edition}, overeenkomst {agreement}: vul in wat bekend is, in plaats van 'onbekend'.
# Een waarde mag alleen staan (feit: ja), of met herkomst en data:
#   feit: {{waarde: ja, bron: Vektis, bekend_sinds: 2025-09-01, geldig_van: 2025-01-01, geldig_tot: 2026-12-31}}
# Wat u weglaat, is onbekend. Rijen die u weglaat zijn onbekend; geen enkele rij schrijft u als [].
"""
_A_DAY = date(2025, 9, 1)


def template(edition: LoadedEdition, agreement: str) -> str:
    """Write a facts file in YAML in which nothing is known yet."""
    return "\n".join(_Template(edition, agreement).lines()) + "\n"


class _Template:
    def __init__(self, edition: LoadedEdition, agreement: str) -> None:
        self.edition = edition
        self.agreement = agreement
        self.plain = cast("dict[str, Any]", catalogue(edition, [agreement]))
        self.main: str = edition.source.overeenkomsten[agreement].onderwerp

    def lines(self) -> Iterator[str]:
        key = self.plain["sleutel"]
        yield _HEAD.format(edition=self.edition.name, agreement=self.agreement)
        yield "sleutel:"
        yield f'  verzekeraar: "{key["verzekeraar"]}"'
        if key["label"]:
            others = ", ".join(key["label"][1:]) or "een ander label van de verzekeraar"
            yield f"  label: {key['label'][0]}  # of: {others}"
        if key["polisvorm"]:
            yield f"  polisvorm: {key['polisvorm'][0]}  # kies uit: {', '.join(key['polisvorm'])}"
        yield f"  jaar: {key['jaar']}"
        yield "onderwerp:"
        yield f"  soort: {self.main}"
        yield "  id:    # bijvoorbeeld de AGB-code, tussen aanhalingstekens"
        yield "  naam:"
        yield "standaard:  # geldt voor elk feit dat zelf niets anders zegt"
        yield "  bron: opgave"
        yield "  bekend_sinds:    # bijvoorbeeld 2025-10-10"
        yield "feiten:"
        yield from self._subject(self.main, "  ", self._events())

    def _events(self) -> Iterator[str]:
        for name, event in self.plain["gebeurtenissen"].items():
            moment = HOW_TO_WRITE["moment"].partition(" ")[0]
            when, per = "moment", event.get("per")
            if per:
                when, moment = f"een moment per {per}", f"{{{turn_name(Per(per), _A_DAY)}: {moment}}}"
            yield f"  # {event['tekst'].get('nl', name)} · {when}; weglaten: nog niet gebeurd"
            yield f"  # {name}: {moment}"

    def _subject(self, subject: str, indent: str, between: Iterable[str] = ()) -> Iterator[str]:
        parts = self.plain["onderwerpen"][subject]
        for name, fact in parts["feiten"].items():
            yield from self._fact(name, fact, indent)
        yield from between
        for name, relation in parts["rijen"].items():
            yield f"{indent}# {relation['tekst'].get('nl', name)}: haal de hekjes weg en geef elke rij zo'n blok"
            yield f"{indent}# {name}:"
            yield f"{indent}#   - id: {relation['onderwerp']}-1"
            for line in self._subject(relation["onderwerp"], f"{indent}    "):
                yield _commented(line, indent)

    def _fact(self, name: str, fact: Mapping[str, Any], indent: str) -> Iterator[str]:
        details = [fact["tekst"].get("nl", name), _how(fact), f"herkomst {fact['herkomst']}"]
        if fact["bewijs"] == "ja":
            details.append("met bewijs: {waarde: ja, bewijs: {ingeleverd_op: …, oordeel: goed}}")
        if "afwezig" in fact:
            details.append(f"weglaten betekent: {fact['afwezig']}")
        if "volgt_uit" in fact:
            details.append(f"volgt ook uit {', '.join(fact['volgt_uit'])}")
        yield f"{indent}# {' · '.join(details)}"
        # What means something when it is left out stays behind a hash, or the template would already say it.
        yield f"{indent}{'# ' if 'afwezig' in fact else ''}{name}: {_open_value(fact)}"


def _how(fact: Mapping[str, Any]) -> str:
    text = str(fact["type"])
    if "codes" in fact:
        text += f": {', '.join(fact['codes'])}"
    elif "genoemde_codes" in fact:
        text += f"; het beleid noemt: {', '.join(fact['genoemde_codes'])}"
    if fact.get("stap", "1") != "1":
        text += f" in stappen van {fact['stap']}"
    with_unit = f"{text} {fact['eenheid']}" if "eenheid" in fact else text
    return ", ".join([with_unit, *(f"{name} {value}" for name, value in fact.get("kenmerken", {}).items())])


def _open_value(fact: Mapping[str, Any]) -> str:
    value = "ja" if "afwezig" in fact and fact["type"] == "ja_nee" else "onbekend"
    if fact["per_jaar"] != "ja":
        return value
    years = sorted({year for asked in fact.get("peiljaren", {}).values() for year in asked})
    return f"{{{', '.join(f'{year}: {value}' for year in years)}}}"


def _commented(line: str, indent: str) -> str:
    """Put a line behind a hash at the indent of the block that it belongs to."""
    return f"{indent}# {line.removeprefix(indent)}"
