"""The calendar of both parties: every deadline, start and change of an agreement while nothing has happened yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.condition_words import described
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.dates import Resolved, resolve
from zorginkoop.kernel.planning import Deadline, StartRule
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Citation, Phrase, Test
from zorginkoop.study.report.words import PARTIES, Tongue, plain


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One date in words: what, when, whom it binds, on which routes, what follows, and where it stands."""

    id: str
    what: str
    when: str
    party: str
    binds: str
    routes: tuple[str, ...]
    afterwards: str
    citation: Citation
    first: date | None
    last: date | None

    @property
    def is_dated(self) -> bool:
        """Whether it has a day of its own, without any event."""
        return self.first is not None or self.last is not None


def deadlines(compiled: CompiledAgreement, tongue: Tongue) -> tuple[CalendarRow, ...]:
    """Give every deadline: those with a day in order of that day, then those that wait for an event."""
    rows = [_deadline(compiled, deadline, tongue) for deadline in compiled.planning.deadlines]
    return tuple(sorted(rows, key=lambda row: (not row.is_dated, row.last or row.first or date.max)))


def _deadline(compiled: CompiledAgreement, deadline: Deadline, tongue: Tongue) -> CalendarRow:
    events = dict(compiled.planning.events)
    dates = resolve(deadline.rule, {}, WorkCalendar())
    also = tuple(_event(events, name, tongue) for name in deadline.and_after)
    return CalendarRow(
        deadline.id,
        _named(deadline.phrase, deadline.id, tongue),
        _when(deadline.rule, dates, events, also, tongue) + _only_if(compiled, deadline.test, tongue),
        deadline.binds,
        tongue.of(PARTIES, deadline.binds),
        deadline.routes,
        deadline.afterwards.in_language(tongue.language),
        deadline.citation,
        None if dates.waits else dates.first_day,
        None if dates.waits else dates.last_day,
    )


def _only_if(compiled: CompiledAgreement, test: Test | None, tongue: Tongue) -> str:
    """Say in which case a date counts."""
    if test is None:
        return ""
    speaker = Speaker(compiled.agreement, tongue.language)
    words = described(speaker, compiled.agreement.subject, test)
    return tongue.say(f"; alleen in dit geval: {words}", f"; only in this case: {words}")


def starts(compiled: CompiledAgreement, tongue: Tongue) -> tuple[CalendarRow, ...]:
    """Give every rule for the start of the agreement and for a change of it, in the order in which they are tried."""
    planning = compiled.planning
    return tuple(_start(compiled, rule, tongue) for rule in (*planning.starts, *planning.changes))


def _start(compiled: CompiledAgreement, rule: StartRule, tongue: Tongue) -> CalendarRow:
    dates = resolve(rule.rule, {}, WorkCalendar())
    when = _when(rule.rule, dates, dict(compiled.planning.events), (), tongue) + _only_if(compiled, rule.test, tongue)
    return CalendarRow(
        rule.id, _named(rule.phrase, rule.id, tongue), when, "", "", (), rule.otherwise.in_language(tongue.language),
        rule.citation, dates.first_day, dates.last_day,
    )  # fmt: skip


def _named(phrase: Phrase, name: str, tongue: Tongue) -> str:
    return phrase.in_language(tongue.language) or plain(name)


def _event(events: dict[str, Phrase], name: str, tongue: Tongue) -> str:
    phrase = events.get(name)
    return (phrase.in_language(tongue.language) if phrase else "") or plain(name)


def _when(rule: DateRule, dates: Resolved, events: dict[str, Phrase], also: tuple[str, ...], tongue: Tongue) -> str:
    """Say when it is; a rule that counts from an event says how, and keeps the words of the source to the side."""
    text = _counted(rule, events, tongue) if rule.events and dates.waits else dates.say(tongue.language)
    if also:
        joined = tongue.say(" en ", " and ").join(also)
        text += tongue.say(f", en pas nadat: {joined}", f", and only after: {joined}")
    return text


def _counted(rule: DateRule, events: dict[str, Phrase], tongue: Tongue) -> str:
    either = tongue.say(" of anders ", " or else ").join(_event(events, name, tongue) for name in rule.events)
    text = f"{_length(rule, tongue)} {either}".strip()
    if isinstance(rule.not_before, date):  # in a compiled rule every day has its year
        day = tongue.day(rule.not_before)
        text += tongue.say(f"; niet eerder dan {day}", f"; not before {day}")
    return text


def _length(rule: DateRule, tongue: Tongue) -> str:
    if rule.first_of_month_after:
        return tongue.say("de eerste van de maand na:", "the first of the month after:")
    counted = (
        (rule.working_days, "werkdag", "werkdagen", "working day", "working days"),
        (rule.days, "dag", "dagen", "day", "days"),
        (rule.months, "maand", "maanden", "month", "months"),
        (rule.hours, "uur", "uur", "hour", "hours"),
    )
    for number, one, more, english_one, english_more in counted:
        if number is not None:
            units = (one, english_one) if number == 1 else (more, english_more)
            return tongue.say(f"binnen {number} {units[0]} na:", f"within {number} {units[1]} after:")
    if rule.at_once:
        return tongue.say("direct na:", "at once after:")
    return tongue.say("na:", "after:")
