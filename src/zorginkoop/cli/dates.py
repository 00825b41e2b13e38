"""`zorginkoop dates`: every date of an agreement, from the events that happened."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from functools import partial

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering, agreement_of, compiled_of, edition_of, installation_of, moment_of
from zorginkoop.cli.terminal import Style, print_canonical, style_of_output
from zorginkoop.kernel.agenda import Agenda, DatedDeadline, DatedStart, agenda
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import CompiledAgreement, Installation
from zorginkoop.kernel.date_words import Language, write_date, write_moment
from zorginkoop.kernel.dates import Resolved, start_of
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import REFERENCE_DATE

_DESCRIPTION = """Rekent de planning, de ingang en de wijzigingen van een overeenkomst uit, uit wat al gebeurd is.
Voorbeeld: --event aanvraag_ontvangen=2026-03-31T23:59 --event aanbod_gedaan=2026-05-12"""
_VERDICTS = {
    "nl": {"te_vroeg": "te vroeg", "op_tijd": "op tijd", "te_laat": "te laat", "open": "nog open"},
    "en": {"te_vroeg": "too early", "op_tijd": "in time", "te_laat": "too late", "open": "still open"},
}


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("dates", help="termijnen en ingang van een overeenkomst", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("agreement", metavar="OVEREENKOMST")
    parser.add_argument(
        "--event", metavar="NAAM=WANNEER", action="append", default=[], help="wat gebeurd is; mag vaker"
    )
    parser.add_argument("--route", metavar="ROUTE", help="alleen de termijnen op deze route")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work out the dates and print them."""
    all_wrong = Gathering()
    installation = all_wrong.take(lambda: installation_of(arguments)) or Installation()
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(arguments.edition, installation)))
    all_wrong.require(all_wrong.take(lambda: agreement_of(edition, arguments.agreement)))
    compiled = all_wrong.require(all_wrong.take(lambda: compiled_of(edition, arguments.agreement, installation)))
    events = all_wrong.take(lambda: _events(arguments.event, compiled))
    all_wrong.take(lambda: _check_route(arguments.route, compiled))
    all_wrong.end()
    found = agenda(compiled, events or {}, installation.calendar, arguments.route)
    if arguments.json:
        print_canonical(canonical(_plain(found)))
    else:
        print("\n".join(_lines(found, arguments.language, style_of_output())))
    return DONE


def _events(given: list[str], compiled: CompiledAgreement) -> dict[str, datetime]:
    """Read NAME=WHEN; every one that is wrong is told."""
    known = _names(compiled)
    all_wrong = Gathering()
    events: dict[str, datetime] = {}
    for text in given:
        name, _, when = text.partition("=")
        all_wrong.take(partial(_check_event, name, known, events))
        moment = all_wrong.take(partial(_when, name, when))
        if moment is not None:
            events[name] = moment
    all_wrong.end()
    return events


def _names(compiled: CompiledAgreement) -> list[str]:
    """Name the declared events, and the facts of the subject that are a day or a moment."""
    agreement = compiled.agreement
    own = (fact for fact in agreement.facts if fact.subject == agreement.subject and fact.kind in {"datum", "moment"})
    names = [*(name for name, _ in compiled.planning.events), *(fact.name for fact in own)]
    return [name for name in dict.fromkeys(names) if name != REFERENCE_DATE]


def _when(name: str, text: str) -> datetime:
    if not text:
        remedy = f"Schrijf --event {name}=2025-10-15."
        raise QuestionWrong(Problem("hier ontbreekt wanneer.", Place(field=f"--event {name}"), remedy))
    return moment_of(text, f"--event {name}")


def _check_event(name: str, known: list[str], before: dict[str, datetime]) -> None:
    place = Place(field=f"--event {name}")
    if name in before:
        raise QuestionWrong(Problem(f"gebeurtenis '{name}' is twee keer opgegeven.", place, "Laat er een weg."))
    if name not in known:
        near = get_close_matches(name, known, 1)
        remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(known)}."
        raise QuestionWrong(Problem(f"gebeurtenis '{name}' bestaat niet.", place, remedy))


def _check_route(route: str | None, compiled: CompiledAgreement) -> None:
    known = {name for route in compiled.agreement.routes for name in (route.id, route.id.partition("/")[0])}
    if route is not None and route not in known:
        near = get_close_matches(route, known, 1)
        remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(sorted(known))}."
        raise QuestionWrong(Problem(f"route '{route}' bestaat niet.", Place(field="--route"), remedy))


def _lines(found: Agenda, language: Language, style: Style) -> Iterator[str]:
    agreement, dutch = found.compiled.agreement, language == "nl"
    yield style.paint(f"{agreement.edition} · {agreement.phrase.in_language(language)}", "bold")
    for name, moment in found.events.items():
        yield f"  {name}: {_moment(moment, language)}"
    yield style.paint("Termijnen" if dutch else "Deadlines", "bold")
    for dated in found.deadlines:
        yield from style.wrap(_deadline(dated, language), 2, 2)
    if found.start or found.changes:
        yield style.paint("Ingang en wijziging" if dutch else "Start and changes", "bold")
    for start in (*([found.start] if found.start else []), *found.changes):
        yield from style.wrap(_start(start, language), 2, 2)
    if found.term:
        end = write_date(found.term.end, language) if found.term.end else "open"
        yield f"  {'looptijd' if dutch else 'term'}: {write_date(found.term.start, language)} - {end}"


def _moment(moment: datetime, language: Language) -> str:
    """Write a moment; the first instant of a day is that whole day."""
    day = moment.date()
    return write_date(day, language) if moment == start_of(day) else write_moment(moment, language)


def _deadline(dated: DatedDeadline, language: Language) -> str:
    deadline = dated.deadline
    text = f"{deadline.id} ({deadline.binds}): {dated.dates.say(language)}"
    if dated.happened:
        text += f"; {_moment(dated.happened, language)}: {_VERDICTS[language][dated.verdict]}"
    afterwards = deadline.afterwards.in_language(language)
    if afterwards:
        text += f"; {'daarna' if language == 'nl' else 'afterwards'}: {afterwards}"
    return f"{text} [{', '.join(deadline.citation.places)}]"


def _start(start: DatedStart, language: Language) -> str:
    text = f"{start.rule.id}: {start.dates.say(language)}"
    if start.needs_decision:
        text += f"; {start.rule.otherwise.in_language(language)} ({', '.join(start.before)})"
    return f"{text} [{', '.join(start.rule.citation.places)}]"


def _plain(found: Agenda) -> dict[str, object]:
    agreement = found.compiled.agreement
    plain: dict[str, object] = {
        "uitgave": agreement.edition,
        "codering": agreement.coding,
        "overeenkomst": agreement.agreement,
        "route": found.route,
        "gebeurtenissen": {name: moment.isoformat() for name, moment in found.events.items()},
        "termijnen": [_plain_deadline(dated) for dated in found.deadlines],
        "wijzigingen": [_plain_start(start) for start in found.changes],
    }
    if found.start:
        plain["ingang"] = _plain_start(found.start)
    if found.term:
        plain["looptijd"] = {
            "van": found.term.start.isoformat(),
            "tot_en_met": found.term.end.isoformat() if found.term.end else "open",
        }
    return plain


def _plain_deadline(dated: DatedDeadline) -> dict[str, object]:
    deadline = dated.deadline
    return {
        "id": deadline.id,
        "bindt": deadline.binds,
        "gebeurtenis": deadline.event,
        "oordeel": str(dated.verdict),
        "plaatsen": list(deadline.citation.places),
        "posten": list(deadline.citation.items),
        **_plain_dates(dated.dates),
        **({"gebeurd": dated.happened.isoformat()} if dated.happened else {}),
        **({"daarna": {"nl": deadline.afterwards.nl, "en": deadline.afterwards.en}} if deadline.afterwards.nl else {}),
    }


def _plain_start(start: DatedStart) -> dict[str, object]:
    return {
        "id": start.rule.id,
        "plaatsen": list(start.rule.citation.places),
        "posten": list(start.rule.citation.items),
        "besluit_nodig": "ja" if start.needs_decision else "nee",
        "voor": list(start.before),
        **_plain_dates(start.dates),
    }


def _plain_dates(dates: Resolved) -> dict[str, object]:
    """Give the days, inclusive, and the exact moments; what is open on a side is left out."""
    moments = {"vanaf_moment": dates.first, "voor_moment": dates.before}
    days = {"vanaf": dates.first_day, "uiterlijk": dates.last_day}
    return {
        "vorm": str(dates.form),
        "wacht_op": [*dates.waiting_for, *dates.also_waiting_for],
        "zin": {"nl": dates.say("nl"), "en": dates.say("en")},
        **{name: value.isoformat() for name, value in {**moments, **days}.items() if value is not None},
        **({"woorden": dates.words} if dates.words else {}),
    }
