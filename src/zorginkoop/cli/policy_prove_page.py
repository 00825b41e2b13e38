"""What proving an edition came to: as lines for a person, as data for a program, and its examples as facts files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zorginkoop.cli.terminal import Style, from_here
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.yaml_writer import write_yaml
from zorginkoop.study.prove.edition import Proved
from zorginkoop.study.prove.example_file import facts_content
from zorginkoop.study.prove.finding import EDITION, Case, Finding, Stale
from zorginkoop.study.prove.scope import Scope


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one edition."""

    proved: Proved
    language: Language
    style: Style

    def lines(self) -> Iterator[str]:
        """Give the verdict, what is open, what is confirmed and what is stale."""
        yield self._verdict()
        for scope, names in by_scope(self.proved).items():
            yield from self.style.wrap(self._scope(scope, names), 2, 2)
        for finding in self.proved.open:
            yield from self._finding(finding)
        for one in self.proved.stale:
            yield from self._stale(one)
        for finding in self.proved.findings:
            if finding.confirmed is not None:
                yield from self._confirmed(finding)

    def _say(self, dutch: str, english: str) -> str:
        return dutch if self.language == "nl" else english

    def _verdict(self) -> str:
        proved = self.proved
        found, stale = len(proved.open), len(proved.stale)
        confirmed = len(proved.findings) - found
        told = [self._counted(found, ("bevinding", "bevindingen"), ("finding", "findings"))] if found else []
        told += [self._counted(stale, ("bevestiging", "bevestigingen"), ("confirmation", "confirmations")) + self._say(
            " die niet meer past", " that no longer fits")] if stale else []  # fmt: skip
        clean = self._say("in orde", "in order") if not told else ", ".join(told)
        if not proved.agreements:
            clean = self._say("niets te bewijzen: er zijn geen overeenkomsten", "nothing to prove: no agreements")
        agreements = self._counted(
            len(proved.agreements), ("overeenkomst", "overeenkomsten"), ("agreement", "agreements")
        )
        conditions = self._counted(proved.conditions, ("voorwaarde", "voorwaarden"), ("condition", "conditions"))
        counted = [agreements, conditions]
        counted += [f"{confirmed} {self._say('bevestigd', 'confirmed')}"] if confirmed else []
        colour = "red" if told else "green"
        return f"{proved.edition.name}: {self.style.paint(clean, colour)} ({', '.join(counted)})"

    def _scope(self, scope: Scope, names: Sequence[str]) -> str:
        """Say for what the answers about some agreements hold; they are named where it is not so for all of them."""
        about = f"{', '.join(names)}: " if len(names) < len(self.proved.agreements) else ""
        if not scope.years:
            return about + self._say("er is niets gevraagd", "nothing was asked")
        first, last = write_date(scope.first, self.language), write_date(scope.last, self.language)
        years, values = self._years(scope.years), self.proved.values
        given = f" ({values})" if values else ""
        held = self._say(
            f"geldt voor peildatums van {first} tot en met {last}, {years}, de gekozen lezingen en deze waarden{given}",
            f"holds for reference dates from {first} to {last}, {years}, the readings chosen and these values{given}",
        )
        left = self._years(scope.unasked)
        return about + held + (self._say(f"; niet gevraagd: {left}", f"; not asked: {left}") if scope.unasked else "")

    def _years(self, years: Sequence[int]) -> str:
        several = len(years) > 1
        words = self._say(("contractjaar", "contractjaren")[several], ("contract year", "contract years")[several])
        return f"{words} {', '.join(map(str, years))}"

    def _counted(self, number: int, dutch: tuple[str, str], english: tuple[str, str]) -> str:
        return f"{number} {self._say(*(words[number != 1] for words in (dutch, english)))}"

    def _finding(self, finding: Finding) -> Iterator[str]:
        yield from self.style.wrap(f"{self.style.paint(_title(finding), 'bold')}{_cited(finding.places)}", 2, 2)
        yield from self._indented(finding.told.what)
        yield from self._indented(finding.told.proof)
        if finding.case is not None:
            yield from self._case(finding.case)
        yield from self._indented(finding.told.remedy)
        yield from self.style.wrap(_from_here(finding.where), 4, 2)
        if finding.check is not Check.NOT_COMPILED:  # that is mended, never confirmed
            confirm = self._say("bevestigen onder bewust:", "confirm under bewust:")
            yield f"    {confirm} {_confirmation(finding)}"

    def _indented(self, words: Phrase) -> list[str]:
        return self.style.wrap(words.in_language(self.language), 4, 2)

    def _case(self, case: Case) -> Iterator[str]:
        day = write_date(case.on, self.language)
        facts = "; ".join(_facts_of(case)) or self._say("geen enkel feit", "no fact at all")
        told = self._say(f"voorbeeld op {day}: {facts}", f"example on {day}: {facts}")
        yield from self.style.wrap(told, 4, 2)
        yield from self.style.wrap(case.comes_to.in_language(self.language), 6, 2)

    def _stale(self, one: Stale) -> Iterator[str]:
        nodes = ", ".join(one.confirmed.knopen)
        yield from self.style.wrap(f"{one.agreement} · {one.confirmed.controle}: {nodes}", 2, 2)
        yield from self._indented(one.what)
        yield from self.style.wrap(_from_here(one.where), 4, 2)

    def _confirmed(self, finding: Finding) -> Iterator[str]:
        assert finding.confirmed is not None  # noqa: S101 - only those are asked for
        confirmed = finding.confirmed
        reason = Phrase(confirmed.reden.nl, confirmed.reden.en).in_language(self.language)
        day = write_date(confirmed.op, self.language)
        told = self._say("bevestigd", "confirmed")
        who = self._say(f"op {day} door {confirmed.door}", f"on {day} by {confirmed.door}")
        yield from self.style.wrap(self.style.paint(f"{told}: {_title(finding)}", "dim"), 2, 2)
        yield from self.style.wrap(f"{reason} ({who})", 4, 2)


def by_scope(proved: Proved) -> dict[Scope, list[str]]:
    """Give the agreements by that for which the answers about them hold."""
    found: dict[Scope, list[str]] = {}
    for name, scope in proved.scopes.items():
        found.setdefault(scope, []).append(name)
    return found


def _title(finding: Finding) -> str:
    about = "" if finding.agreement == EDITION else f"{finding.agreement} · "
    return f"{about}{finding.check}: {', '.join(finding.nodes)}"


def _cited(places: Sequence[str]) -> str:
    return f" [{', '.join(places)}]" if places else ""


def _confirmation(finding: Finding) -> str:
    """Write what a confirmation of a finding has to name."""
    nodes = ", ".join(finding.nodes)
    prints = f"{{{finding.agreement}: {_quoted(finding.fingerprint)}}}"
    return f"{{controle: {finding.check}, knopen: [{nodes}], afdrukken: {prints}, …}}"


def _quoted(fingerprint: str) -> str:
    return f'"{fingerprint}"'


def _from_here(where: Place) -> str:
    return str(from_here(Problem("", where)).where)


def _facts_of(case: Case) -> Iterator[str]:
    for name, records in case.subject.facts.items():
        for record in records:
            yield f"{name}{f' {record.year}' if record.year else ''}: {record.text}"
    for name, rows in case.subject.relations.items():
        yield f"{name}: {len(rows)}"


def as_data(proved: Proved) -> dict[str, object]:
    """Give what was found as data for a program."""
    return {
        "uitgave": proved.edition.name,
        "in_orde": "ja" if proved.clean else "nee",
        "overeenkomsten": list(proved.agreements),
        "voorwaarden": proved.conditions,
        "geldt_voor": {name: _scope_as_data(scope) for name, scope in proved.scopes.items()},
        "lezingen": list(proved.readings),
        "waarden": proved.values,
        "bevindingen": [_finding_as_data(finding) for finding in proved.findings],
        "verouderd": [
            {"controle": one.confirmed.controle, "knopen": list(one.confirmed.knopen), "overeenkomst": one.agreement,
             "wat": _both(one.what), "plaats": str(one.where)}
            for one in proved.stale
        ],
    }  # fmt: skip


def _scope_as_data(scope: Scope) -> dict[str, object]:
    return {
        "peildatum_van": scope.first.isoformat(),
        "peildatum_tot_en_met": scope.last.isoformat(),
        "contractjaren": list(scope.years),
        "niet_gevraagd": list(scope.unasked),
    }


def _finding_as_data(finding: Finding) -> dict[str, object]:
    told: dict[str, object] = {
        "controle": str(finding.check),
        "overeenkomst": finding.agreement,
        "knopen": list(finding.nodes),
        "afdruk": finding.fingerprint,
        "wat": _both(finding.told.what),
        "advies": _both(finding.told.remedy),
        "vindplaatsen": list(finding.places),
        "plaats": str(finding.where),
        "bewijs": _both(finding.told.proof),
        "bevestigd": "ja" if finding.confirmed else "nee",
    }
    if finding.case is not None:
        told["voorbeeld"] = {
            "feiten": _content(finding.case),
            "op": finding.case.on.isoformat(),
            "uitkomst": _both(finding.case.comes_to),
        }
    return told


def _both(words: Phrase) -> dict[str, str]:
    return {"nl": words.nl, "en": words.en}


def _content(case: Case) -> dict[str, object]:
    return facts_content(case.subject, case.on, case.agreement)


def write_examples(proved: Iterable[Proved], folder: Path) -> list[Path]:
    """Write the example of every finding as a facts file: all of them, or none; QuestionWrong where that cannot be."""
    texts = {folder / name: text for one in proved for name, text in _example_files(one)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_files() as files:
            for file, text in texts.items():
                files.beside(file).write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"hier kunnen de voorbeelden niet komen: {error.strerror}."
        raise QuestionWrong(Problem(what, Place(str(folder)), "Kies een andere map.")) from None
    return list(texts)


def _example_files(proved: Proved) -> Iterator[tuple[str, str]]:
    for finding in proved.findings:
        if finding.case is not None:
            parts = (proved.edition.name, finding.agreement, finding.check, *finding.nodes)
            name = "-".join(parts).replace("/", "_")
            head = f"# Een verzonnen voorbeeld bij een bevinding; te beoordelen met --on {finding.case.on}.\n"
            yield f"{name}.yaml", head + write_yaml(_content(finding.case))
