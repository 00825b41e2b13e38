"""What a date rule came to: from when, until when, what it still waits for, and how to say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from zorginkoop.kernel.date_words import Language, write_date, write_moment
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.terms import Period


class Timing(StrEnum):
    """How a moment lies to a date rule; OPEN when the moment, or an event that the rule waits for, is not known yet.

    MISSED when the day on which one looks lies after the end and nothing has happened.
    """

    EARLY = "te_vroeg"
    IN_TIME = "op_tijd"
    LATE = "te_laat"
    OPEN = "open"
    MISSED = "verstreken"


class Form(StrEnum):
    """The forms that a date rule can have; each is the YAML key that chooses it."""

    ON = "op"
    BEFORE = "voor"
    BY = "uiterlijk"
    FROM = "vanaf"
    WINDOW = "venster"
    WITHIN_DAYS = "binnen_dagen"
    WITHIN_WORKING_DAYS = "binnen_werkdagen"
    WITHIN_MONTHS = "binnen_maanden"
    WITHIN_HOURS = "binnen_uren"
    AT_ONCE = "direct"
    AFTER = "na"
    FIRST_OF_NEXT_MONTH = "eerste_van_volgende_maand_na"
    REPEATS = "herhaalt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The moments that count: from `first` until just before `before`; None leaves that side without a limit.

    Both are aware and stand on the Amsterdam clock, so that `.date()` gives the day that people mean.
    """

    first: datetime | None = None
    before: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The last moment that still counts, to the microsecond."""
        if self.before is None:
            return None
        return (self.before.astimezone(UTC) - datetime.resolution).astimezone(AMSTERDAM)

    @property
    def first_day(self) -> date | None:
        """The day of the first moment."""
        return None if self.first is None else self.first.date()

    @property
    def last_day(self) -> date | None:
        """The day of the last moment: the day to print and to remind on."""
        return None if self.last is None else self.last.date()

    def verdict(self, moment: datetime) -> Timing:
        """Judge an aware moment; a naive one raises ValueError."""
        instant = to_utc(moment)
        if self.first is not None and instant < to_utc(self.first):
            return Timing.EARLY
        if self.before is not None and instant >= to_utc(self.before):
            return Timing.LATE
        return Timing.IN_TIME

    def verdict_on(self, happened: datetime | None, on: date | None) -> Timing:
        """Judge what happened, or, on a day, that nothing did."""
        if happened is not None:
            return self.verdict(happened)
        missed = on is not None and self.last_day is not None and self.last_day < on
        return Timing.MISSED if missed else Timing.OPEN

    def late_by(self, moment: datetime) -> timedelta:
        """Measure how long after the last moment this one came; zero when it is not late (ZV-70)."""
        if self.last is None:
            return timedelta(0)
        return max(to_utc(moment) - to_utc(self.last), timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence(Limits):
    """One turn of a repeating duty: the period that it is about with its name, and when it is due."""

    period: Period
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Limits):
    """A date rule filled in with the events known so far.

    `waiting_for` names the events of which one must become known first, `also_waiting_for` those of which each must
    (en_na); `approximate` marks a date that the source gives in vague words, and `words` keeps those words;
    `occurrences` is filled for a duty that repeats; `due` is the last day before grace or a decision moved it.
    """

    form: Form
    waiting_for: tuple[str, ...] = ()
    also_waiting_for: tuple[str, ...] = ()
    approximate: bool = False
    words: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    due: date | None = None

    def verdict(self, moment: datetime) -> Timing:
        """Judge an aware moment; while an event is missing only 'too early' can be certain."""
        timing = Limits.verdict(self, moment)
        return Timing.OPEN if self.waits and timing is not Timing.EARLY else timing

    def verdict_on(self, happened: datetime | None, on: date | None) -> Timing:
        """Judge what happened, or that nothing did; while an event is missing nothing can be overdue."""
        if happened is None and self.waits:
            return Timing.OPEN
        return Limits.verdict_on(self, happened, on)

    @property
    def waits(self) -> bool:
        """Whether an event that decides the dates is missing."""
        return bool(self.waiting_for or self.also_waiting_for)

    def say(self, language: Language = "nl") -> str:
        """Say on one line when it is, in Dutch or English, with the source's vague words where it had them."""
        text = self._waiting(language) if self.waits else self._known(language)
        if not self.words:
            return text
        about = {"nl": "bij benadering: ", "en": "approximately: "}[language] if self.approximate else ""
        return f"{text} ({about}'{self.words}')"

    def _waiting(self, language: Language) -> str:
        """Say which events are missing, and the day before which it cannot be."""
        dutch = language == "nl"
        choice = (" of " if dutch else " or ").join(self.waiting_for)
        needed = [name for name in (choice, *self.also_waiting_for) if name]
        names = (" en " if dutch else " and ").join(needed).replace("_", " ")
        text = f"nog niet bekend: wacht op {names}" if dutch else f"not known yet: waits for {names}"
        if self.first is None:
            return text
        day = write_date(self.first.date(), language)
        return f"{text}; niet eerder dan {day}" if dutch else f"{text}; not before {day}"

    def _known(self, language: Language) -> str:
        """Say the dates, in the words of the form."""
        if self.form is Form.REPEATS:
            return self._repeating(language)
        words = _PHRASES[self.form][0 if language == "nl" else 1]
        last = self.due or self.last_day
        text = words.format(
            first=_write(self.first_day, language),
            last=_write(last, language),
            before=_write(None if last is None else last + timedelta(days=1), language),
            from_moment="" if self.first is None else _write_start(self.first, language),
            last_moment="" if self.last is None else write_moment(self.last, language),
        )
        if self.due is None:
            return text
        later = _write(self.last_day, language)
        if language == "nl":
            return f"{text}; wat tot en met {later} komt, telt nog"
        return f"{text}; what comes up to and including {later} still counts"

    def _repeating(self, language: Language) -> str:
        """Say how often the duty falls due, and when for the first and the last time."""
        start = _write(self.occurrences[0].last_day, language)
        end = _write(self.occurrences[-1].last_day, language)
        count = len(self.occurrences)
        if language == "nl":
            return f"{count} keer: eerst uiterlijk {start}, het laatst uiterlijk {end}"
        return f"{count} times: first by {start}, last by {end}"


_BY = ("uiterlijk {last}", "no later than {last}")
_PHRASES: dict[Form, tuple[str, str]] = {
    Form.ON: ("op {first}", "on {first}"),
    Form.BEFORE: ("voor {before}", "before {before}"),
    Form.BY: _BY,
    Form.FROM: ("vanaf {first}", "from {first}"),
    Form.WINDOW: ("van {first} tot en met {last}", "from {first} up to and including {last}"),
    Form.WITHIN_DAYS: _BY,
    Form.WITHIN_WORKING_DAYS: _BY,
    Form.WITHIN_MONTHS: _BY,
    Form.WITHIN_HOURS: ("uiterlijk {last_moment}", "no later than {last_moment}"),
    Form.AT_ONCE: ("direct, op {last_moment}", "at once, on {last_moment}"),
    Form.AFTER: ("vanaf {from_moment}", "from {from_moment}"),
    Form.FIRST_OF_NEXT_MONTH: ("op {first}", "on {first}"),
}


def to_utc(moment: datetime) -> datetime:
    """Bring an aware moment to UTC, where comparing and counting hours is exact across both clock changes.

    A naive moment raises ValueError: it could be any clock's.
    """
    if moment.utcoffset() is None:
        message = f"Het moment {moment} heeft geen tijdzone; lees het eerst met read_moment."
        raise ValueError(message)
    return moment.astimezone(UTC)


def start_of(day: date) -> datetime:
    """Give the first instant of a day in Europe/Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM)


def end_of(day: date) -> datetime:
    """Give the first instant after a day: the half-open end of 'until the end of that day'."""
    return start_of(day + timedelta(days=1))


def _write(day: date | None, language: Language) -> str:
    """Write a day, or nothing."""
    return "" if day is None else write_date(day, language)


def _write_start(moment: datetime, language: Language) -> str:
    """Write a first moment; the first instant of a day is that whole day."""
    day = moment.date()
    return write_date(day, language) if moment == start_of(day) else write_moment(moment, language)
