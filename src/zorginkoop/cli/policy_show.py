"""`zorginkoop policy show`: one edition on a page, with the clause of every node."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import edition_of, installation_of
from zorginkoop.cli.terminal import Style, print_canonical, style_of_output
from zorginkoop.kernel import language
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.scalars import read_whole
from zorginkoop.kernel.supplied import SuppliedNumber

_Dated = language.DeadlineSource | language.StartSource


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("show", help="een uitgave op een pagina")
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the edition, or with --json everything in its files as it was read."""
    installation = installation_of(arguments)
    edition = edition_of(arguments.edition, installation)
    if arguments.json:
        print_canonical(canonical(_plain(edition)))
    else:
        print("\n".join(_Page(edition, installation, arguments.language, style_of_output()).lines()))
    return DONE


def _plain(edition: LoadedEdition) -> dict[str, object]:
    source = edition.source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"uitgave": edition.name, "uitgave_hash": edition.content_hash, "beleid": _without_flags(source)}


def _without_flags(value: object) -> object:
    """Write yes and no as text and leave nothing out of what the canonical form can hold."""
    if isinstance(value, dict):
        return {str(key): _without_flags(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_flags(inner) for inner in value]
    return value


class _Page:
    def __init__(self, edition: LoadedEdition, installation: Installation, language: Language, style: Style) -> None:
        self.edition = edition
        self.installation = installation
        self.language: Language = language
        self.style = style

    def lines(self) -> Iterator[str]:
        head = self.edition.source.uitgave
        yield self.style.paint(self._words(head.naam), "bold")
        yield f"{self.edition.name}, codering {head.codering}"
        scope = head.geldt_voor
        yield "; ".join(
            [
                f"{scope.verzekeraar} {scope.uzovi}: {', '.join(scope.labels)}",
                *filter(None, [", ".join(scope.polisvormen)]),
            ]
        )
        yield f"gepubliceerd: {write_date(head.gepubliceerd, self.language) if head.gepubliceerd else 'onbekend'}"
        if head.gedeeltelijk:
            yield f"gedeeltelijk: {self._words(head.gedeeltelijk)}"
        for name, agreement in self.edition.source.overeenkomsten.items():
            yield from self._agreement(name, agreement)
        yield from self._texts()
        yield from self._formulas()
        yield from self._values()
        yield from self._readings()
        yield ""
        yield self.style.paint(self.edition.content_hash, "dim")

    def _words(self, wording: language.Wording | None) -> str:
        return "" if wording is None else wording.en if self.language == "en" else wording.nl

    def _agreement(self, name: str, source: language.AgreementSource) -> Iterator[str]:
        yield ""
        yield self.style.paint(f"Overeenkomst {name}: {self._words(source.naam)}", "bold")
        if source.looptijd:
            end = source.looptijd.tot_en_met
            last = write_date(end, self.language) if end else "open"
            yield f"  looptijd van {write_date(source.looptijd.van, self.language)} tot en met {last}"
            yield from self._going_on(source.looptijd)
        yield from self._listed("Voorwaarden", source.voorwaarden)
        yield from self._routes(source.routes)
        yield from self._listed("Randvoorwaarden", source.randvoorwaarden)
        yield from self._listed("Differentiatiefactoren", source.differentiatiefactoren)
        if source.variant:
            ladder = ", ".join(f"{number}: {variant}" for number, variant in source.variant.tabel.items())
            yield f"  Variant bij aantal factoren: {ladder} {self._clause(source.variant.bij)}"
        yield from self._listed("Onderdelen", source.onderdelen)
        yield from self._planning(source)
        yield from self._listed("Taken voor een mens", source.taken)
        yield from self._listed("Lagen van de contractstatus", source.lagen)

    def _listed(self, heading: str, nodes: Iterable[language.Node]) -> Iterator[str]:
        for number, node in enumerate(nodes):
            if number == 0:
                yield f"  {heading}"
            name, text = node.id or getattr(node, "voorwaarde", None) or "-", self._words(node.tekst)
            yield from self.style.wrap(f"{name}: {text} {self._clause(node.bij)}" if text else name, 4, 2)

    def _routes(self, routes: Iterable[language.RouteSource], above: str = "") -> Iterator[str]:
        if not above:
            yield "  Routes, in volgorde"
        for route in routes:
            name = f"{above}{route.id}"
            text = f"{name} → {route.leidt_tot}: {self._words(route.tekst)} {self._clause(route.bij)}"
            yield from self.style.wrap(text, 4, 2)
            yield from self._routes(route.dan, f"{name}/") if route.dan else ()

    def _planning(self, source: language.AgreementSource) -> Iterator[str]:
        yield from self._dated("Planning", source.planning)
        yield from self._dated("Ingang", source.ingang)
        yield from self._dated("Wijziging", source.wijziging)

    def _dated(self, heading: str, entries: Iterable[_Dated]) -> Iterator[str]:
        for number, entry in enumerate(entries):
            if number == 0:
                yield f"  {heading}"
            when = self._when(entry.wanneer)
            binds = f" ({entry.bindt})" if isinstance(entry, language.DeadlineSource) else ""
            text = f"{entry.id}{binds}: {self._words(entry.tekst)}: {when} {self._clause(entry.bij)}"
            yield from self.style.wrap(text, 4, 2)

    def _when(self, rule: DateRule) -> str:
        """Say a date rule, or which value of the installation it still needs."""
        numbers = {name: self.installation.values.get(name) for name in rule.supplied}
        missing = [name for name, value in numbers.items() if value is None]
        if missing:
            return f"volgt uit de waarde {' en '.join(missing)}"
        known = {name: read_whole(value.waarde) for name, value in numbers.items() if value is not None}
        return resolve(rule.filled(known), {}, self.installation.calendar).say(self.language)

    def _going_on(self, term: language.TermSource) -> Iterator[str]:
        """Say what may follow the last day of a term."""
        if term.verlenging:
            times = len(term.verlenging.besluit)
            yield f"    {times} keer te verlengen met {_number(term.verlenging.maanden)} maanden"
        if term.stilzwijgend:
            text = f"daarna telkens {_number(term.stilzwijgend.maanden)} maanden, tenzij er is opgezegd"
            ahead = term.stilzwijgend.opzeggen_voor
            if ahead:
                length = _number(ahead.maanden if ahead.maanden is not None else ahead.dagen)
                text += f", {length} {'maanden' if ahead.maanden is not None else 'dagen'} voor het einde"
            yield f"    {text}"

    def _texts(self) -> Iterator[str]:
        for number, (name, text) in enumerate(self.edition.vocabulary.teksten.items()):
            if number == 0:
                yield ""
                yield self.style.paint("Teksten", "bold")
            readers = ", ".join(text.voor)
            words = f"{name} ({text.soort}, voor {readers}): {self._words(text.tekst)} {self._clause(text.bij)}"
            yield from self.style.wrap(words, 2, 2)

    def _formulas(self) -> Iterator[str]:
        for number, (name, formula) in enumerate(self.edition.vocabulary.formules.items()):
            if number == 0:
                yield ""
                yield self.style.paint("Formules (zorginkoop formula)", "bold")
            words = f"{name} ({formula.soort}): {self._words(formula.tekst)} {self._clause(formula.bij)}"
            yield from self.style.wrap(words, 2, 2)
            for given, setter in formula.zetters.items():
                yield from self.style.wrap(f"{given}: {self._words(setter)}", 4, 2)

    def _values(self) -> Iterator[str]:
        for number, (name, value) in enumerate(self.edition.vocabulary.waarden.items()):
            if number == 0:
                yield ""
                yield self.style.paint("Waarden die een installatie moet geven (--values)", "bold")
            yield from self.style.wrap(f"{name}: {value.type}, gesteld door {value.zetter}", 2, 2)

    def _readings(self) -> Iterator[str]:
        for number, (name, reading) in enumerate(self.edition.vocabulary.lezingen.items()):
            if number == 0:
                yield ""
                yield self.style.paint("Lezingen", "bold")
            chosen = self._words(reading.opties.get(reading.kies))
            yield from self.style.wrap(f"{name}: {self._words(reading.vraag)} {reading.kies}: {chosen}", 2, 2)

    def _clause(self, places: Iterable[str]) -> str:
        joined = ", ".join(places)
        return self.style.paint(f"[{joined}]", "dim") if joined else ""


def _number(number: int | SuppliedNumber | None) -> str:
    """Write a number, or the value that gives it."""
    return f"de waarde {number.name} aan" if isinstance(number, SuppliedNumber) else str(number or 0)
