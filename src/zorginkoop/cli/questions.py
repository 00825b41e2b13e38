"""What a command asks about, looked up: edition, agreement, values, facts and dates, with all problems together."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.language import AgreementSource
from zorginkoop.kernel.scalars import read_date, read_moment
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation

Found = TypeVar("Found")

_NOTHING = "Van deze uitgave is maar een deel bekend, en geen enkele overeenkomst (zorginkoop policy show)."
_YEARS_BEFORE = 2
_CLAIM_LINE = "declaratieregel"
_YEARS_AFTER = 1  # an agreement without an end is judged for its own contract year and the one after


class Gathering:
    """Gathers what is wrong with several inputs, so that a person hears of all of it at once."""

    def __init__(self) -> None:
        """Start without any problem."""
        self.problems: list[Problem] = []

    def take(self, look_up: Callable[[], Found]) -> Found | None:
        """Give what a look-up finds; when its input is wrong, note the problems and give nothing."""
        try:
            return look_up()
        except InputWrong as error:
            self.problems += [problem for problem in error.problems if problem not in self.problems]
            return None

    def require(self, found: Found | None) -> Found:
        """Give what was found; without it nothing more can be asked, so raise all problems there are."""
        if found is None:
            raise QuestionWrong(self.problems)
        return found

    def end(self) -> None:
        """Raise all problems together, if there are any."""
        if self.problems:
            raise QuestionWrong(self.problems)


def installation_of(arguments: argparse.Namespace) -> Installation:
    """Read the values file of --values, if one was given."""
    return load_installation(Path(arguments.values) if arguments.values else None)


def edition_of(name: str, installation: Installation) -> LoadedEdition:
    """Load an edition by its name or the path of its folder."""
    return load_edition(edition_folder(name), installation)


def agreement_of(edition: LoadedEdition, name: str) -> AgreementSource:
    """Find an agreement of an edition; QuestionWrong with a suggestion when it has none of that name."""
    agreements = edition.source.overeenkomsten
    if name in agreements:
        return agreements[name]
    near = get_close_matches(name, agreements, 1)
    remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(agreements)}." if agreements else _NOTHING
    raise QuestionWrong(
        Problem(f"overeenkomst '{name}' bestaat niet in {edition.name}.", Place(field="OVEREENKOMST"), remedy)
    )


def only_agreement(edition: LoadedEdition, asked: str | None) -> str:
    """Give the agreement asked for, or the only one there is; QuestionWrong when one has to be named."""
    agreements = tuple(edition.source.overeenkomsten)
    if asked or len(agreements) == 1:
        return asked or agreements[0]
    remedy = f"Kies uit: {', '.join(agreements)}." if agreements else _NOTHING
    raise QuestionWrong(Problem("dit gaat over een overeenkomst; noem welke.", Place(field="OVEREENKOMST"), remedy))


def compiled_of(
    edition: LoadedEdition, name: str, installation: Installation, year: int | None = None
) -> CompiledAgreement:
    """Compile an agreement of an edition for a contract year that it covers."""
    check_year(edition, agreement_of(edition, name), year)
    return compile_agreement(edition, name, installation, year)


def check_year(edition: LoadedEdition, agreement: AgreementSource, year: int | None) -> None:
    """Raise QuestionWrong when an agreement does not run in a contract year."""
    own = edition.source.uitgave.contractjaar
    term = agreement.looptijd
    last = term.last_day.year if term and term.last_day else None
    if year is None or year == own or (term and term.van.year <= year and (last is None or year <= last)):
        return
    runs = f"van {own}" if not term else f"van {term.van.year} tot en met {last or 'later'}"
    raise QuestionWrong(
        Problem(f"deze overeenkomst geldt niet in contractjaar {year}.", Place(field="--year"), f"Zij loopt {runs}.")
    )


def check_route(route: str | None, compiled: CompiledAgreement) -> None:
    """Raise QuestionWrong with a suggestion for a route that an agreement does not have."""
    known = {name for route in compiled.agreement.routes for name in (route.id, route.id.partition("/")[0])}
    if route is not None and route not in known:
        near = get_close_matches(route, known, 1)
        remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(sorted(known))}."
        raise QuestionWrong(Problem(f"route '{route}' bestaat niet.", Place(field="--route"), remedy))


def folder_of(text: str) -> Path:
    """Give the folder of --out, always with a name, so that something can be written beside it."""
    folder = Path(text)
    return folder if folder.name not in {"", ".."} else folder.resolve()


def day_of(text: str, option: str) -> date:
    """Read a day that was given on the command line."""
    return _read(read_date, text, option)


def known_of(text: str | None) -> datetime | None:
    """Read the moment of --known; a day alone counts to its end, as it does without --known."""
    if text is None:
        return None
    moment = _read(read_moment, text, "--known")
    return end_of_day(moment.date()) if len(text) == len("2026-01-31") else moment


def moment_of(text: str, option: str) -> datetime:
    """Read a moment that was given on the command line; a day alone is its first instant."""
    return _read(read_moment, text, option)


def _read(read: Callable[[object], Found], text: str, option: str) -> Found:
    try:
        return read(text)
    except ValueError as error:
        raise QuestionWrong(Problem(str(error), Place(field=option))) from None


def check_day(edition: LoadedEdition, agreement: AgreementSource, day: date) -> None:
    """Raise QuestionWrong for a reference date on which this edition was not there yet, or that lies far outside it."""
    head = edition.source.uitgave
    published = head.gepubliceerd or (head.bekend_vanaf if isinstance(head.bekend_vanaf, date) else None)
    start, last = _term(edition, agreement)
    if published is not None and day < published:
        _refuse_day(f"op {write_date(day)} was deze uitgave er nog niet; zij is van {write_date(published)}.")
    if agreement.onderwerp == _CLAIM_LINE and day.year < head.contractjaar:
        _refuse_day(f"deze uitgave oordeelt over declaraties vanaf {head.contractjaar}, niet over {write_date(day)}.")
    if day.year < start.year - _YEARS_BEFORE:
        _refuse_day(
            f"{write_date(day)} ligt ver voor de looptijd van deze overeenkomst, die begint op {write_date(start)}."
        )
    if last is None and day.year > head.contractjaar + _YEARS_AFTER:
        _refuse_day(f"{write_date(day)} ligt ver na contractjaar {head.contractjaar}, en een einde staat er niet.")
    if last is not None and day > last:
        _refuse_day(f"{write_date(day)} ligt na de looptijd van deze overeenkomst, die eindigt op {write_date(last)}.")


def check_product(edition: LoadedEdition, product: str | None) -> None:
    """Raise QuestionWrong for a product type that the edition does not count for; labels are an open list."""
    known = edition.source.uitgave.geldt_voor.polisvormen
    if product and known and product not in known:
        what = f"polisvorm '{product}' hoort niet bij deze uitgave."
        raise QuestionWrong(Problem(what, Place(field="--product"), f"Kies uit: {', '.join(known)}."))


def check_agreements(edition: LoadedEdition, names: Iterable[str]) -> None:
    """Raise QuestionWrong for every agreement that was asked for and does not exist."""
    known = tuple(edition.source.overeenkomsten)
    problems = []
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            choose = f"Kies uit: {', '.join(known)}." if known else _NOTHING
            remedy = f"Bedoelt u '{near[0]}'?" if near else choose
            problems.append(Problem(f"overeenkomst '{name}' bestaat niet.", Place(field="--agreement"), remedy))
    if problems:
        raise QuestionWrong(problems)


def check_season(edition: LoadedEdition, day: date) -> None:
    """Raise QuestionWrong for a reference date that fits none of the agreements of an edition."""
    if not edition.source.overeenkomsten:
        what = f"{edition.name} heeft geen overeenkomsten om naar te oordelen."
        raise QuestionWrong(Problem(what, Place(field="UITGAVE"), _NOTHING))
    refused: list[InputWrong] = []
    for agreement in edition.source.overeenkomsten.values():
        try:
            check_day(edition, agreement, day)
        except InputWrong as error:
            refused.append(error)
    if len(refused) == len(edition.source.overeenkomsten):
        raise refused[0]


def _term(edition: LoadedEdition, agreement: AgreementSource) -> tuple[date, date | None]:
    year, term = edition.source.uitgave.contractjaar, agreement.looptijd
    return (term.van, term.last_day) if term else (date(year, 1, 1), date(year, 12, 31))


def _refuse_day(what: str) -> None:
    remedy = "Kies een andere peildatum, of de uitgave die toen gold (zorginkoop policy list)."
    raise QuestionWrong(Problem(what, Place(field="--on"), remedy))
