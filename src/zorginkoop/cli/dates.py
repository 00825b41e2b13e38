"""`zorginkoop dates`: every date of an agreement, from the events that happened."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from zorginkoop.cli.dates_page import date_lines, plain_dates
from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import (
    Gathering,
    agreement_of,
    check_route,
    compiled_of,
    day_of,
    edition_of,
    installation_of,
    moment_of,
    only_agreement,
)
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.agenda import Turns, agenda, events_of, stray_turns, turns_of
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import CompiledAgreement, Installation
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import REFERENCE_DATE, RecordedSubject, end_of_day, resolve
from zorginkoop.policies.documents import read_document
from zorginkoop.policies.facts_file import read_facts

_DESCRIPTION = """Rekent de planning, de ingang, de looptijd en de wijzigingen van een overeenkomst uit, uit wat al
gebeurd is: uit een feitenbestand (--facts), of met --event.
Voorbeeld: --event aanvraag_ontvangen=2026-03-31T23:59 --event aanbod_gedaan=2026-05-12
Wat elke maand terugkomt krijgt zijn periode: --event managementrapportage_ontvangen@2025-01=2025-02-20
Met --on staat erbij wat op die dag verstreken is."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("dates", help="termijnen en ingang van een overeenkomst", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("agreement", metavar="OVEREENKOMST", nargs="?", help="mag weg als de uitgave er een heeft")
    parser.add_argument("--facts", metavar="BESTAND", help="een feitenbestand: daaruit komt wat gebeurd is")
    parser.add_argument("--on", metavar="DATUM", help="de dag waarop u kijkt; nodig bij --facts")
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
    on = all_wrong.take(lambda: _day(arguments))
    document = all_wrong.take(lambda: read_document(Path(arguments.facts)) if arguments.facts else None)
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(arguments.edition, installation)))
    name = all_wrong.require(all_wrong.take(lambda: only_agreement(edition, arguments.agreement)))
    source = all_wrong.require(all_wrong.take(lambda: agreement_of(edition, name)))
    compiled = all_wrong.require(all_wrong.take(lambda: compiled_of(edition, name, installation)))
    happened = all_wrong.take(lambda: _events(arguments.event, compiled)) or Happened()
    all_wrong.take(lambda: check_route(arguments.route, compiled))
    if document is not None:
        facts = all_wrong.take(lambda: read_facts(document, edition, source.onderwerp))
        if facts is not None and on is not None:
            happened = _from_facts(compiled, facts.subject, on).joined(happened)
    all_wrong.take(lambda: _check_turns(compiled, happened.turns))
    all_wrong.end()
    found = agenda(compiled, happened.events, installation.calendar, arguments.route, on=on, turns=happened.turns)
    if arguments.json:
        print_canonical(canonical(plain_dates(found)))
    else:
        print("\n".join(date_lines(found, arguments.language, style_of_output())))
    return DONE


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened: events, and what came for duties that return, by the period it is about."""

    events: dict[str, datetime] = field(default_factory=dict)
    turns: dict[str, dict[str, datetime]] = field(default_factory=dict)

    def joined(self, other: Happened) -> Happened:
        """Lay other events over these."""
        turns = {name: {**self.turns.get(name, {}), **came} for name, came in other.turns.items()}
        return Happened({**self.events, **other.events}, {**self.turns, **turns})


def _day(arguments: argparse.Namespace) -> date | None:
    if arguments.on is not None:
        return day_of(arguments.on, "--on")
    if arguments.facts:
        remedy = "Geef de dag waarop u kijkt, zoals --on 2025-10-20."
        raise QuestionWrong(Problem("bij --facts hoort een dag.", Place(field="--on"), remedy))
    return None


def _from_facts(compiled: CompiledAgreement, recorded: RecordedSubject, on: date) -> Happened:
    """Read what the facts say has happened, as known at the end of the day."""
    subject = resolve(recorded, compiled.agreement, on)
    return Happened(events_of(compiled, subject), turns_of(compiled, recorded, end_of_day(on)))


def _events(given: list[str], compiled: CompiledAgreement) -> Happened:
    """Read NAME=WHEN, and NAME@PERIOD=WHEN for what returns; every one that is wrong is told."""
    known, turning = (
        _names(compiled),
        {event for deadline in compiled.planning.deadlines if deadline.rule.repeats for event in [deadline.event]},
    )
    all_wrong = Gathering()
    happened = Happened()
    for text in given:
        label, _, when = text.partition("=")
        name, _, period = label.partition("@")
        into = happened.turns.setdefault(name, {}) if period else happened.events
        all_wrong.take(partial(_check_event, name, known, into, period))
        all_wrong.take(partial(_check_period, name, period, returns=name in turning))
        moment = all_wrong.take(partial(_when, label, when))
        if moment is not None:
            into[period or name] = moment
    all_wrong.end()
    return happened


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


def _check_period(name: str, period: str, *, returns: bool) -> None:
    """Refuse an event without its period where the duty returns, and one with a period where it does not."""
    if returns == bool(period):
        return
    place = Place(field=f"--event {name}")
    if returns:
        what, remedy = f"'{name}' komt terug; zeg over welke periode.", f"Schrijf --event {name}@2025-01=2025-02-20."
    else:
        what, remedy = f"'{name}' komt niet terug.", f"Laat @{period} weg."
    raise QuestionWrong(Problem(what, place, remedy))


def _check_turns(compiled: CompiledAgreement, turns: Turns) -> None:
    """Refuse what came for a period that no duty is about: it would be passed over without a word."""
    problems = [
        Problem(f"over '{period}' wordt niets gevraagd.", Place(field=event), "Noem een periode van de looptijd.")
        for event, period in stray_turns(compiled, turns)
    ]
    if problems:
        raise QuestionWrong(problems)


def _check_event(name: str, known: list[str], before: dict[str, datetime], period: str) -> None:
    place = Place(field=f"--event {name}")
    if (period or name) in before:
        raise QuestionWrong(Problem(f"gebeurtenis '{name}' is twee keer opgegeven.", place, "Laat er een weg."))
    if name not in known:
        near = get_close_matches(name, known, 1)
        remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(known)}."
        raise QuestionWrong(Problem(f"gebeurtenis '{name}' bestaat niet.", place, remedy))
