"""One date rule of a policy as its author writes it: exactly one form, its events, and the source's vague words.

Combinations that mean nothing are refused with a Dutch sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from zorginkoop.kernel.repeats import Repeat, plausible
from zorginkoop.kernel.scalars import YesNo, read_date
from zorginkoop.kernel.supplied import Number, SuppliedNumber, WholeOrNone, filled, names_in
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.timing import Form

_EVENT = re.compile(r"[a-z][a-z0-9_]*")
_DAY_OF_YEAR = re.compile(r"\d\d-\d\d")
_LEAP_YEAR = 2024
_COUNTED = frozenset(
    {Form.WITHIN_DAYS, Form.WITHIN_WORKING_DAYS, Form.WITHIN_MONTHS, Form.WITHIN_HOURS, Form.AT_ONCE},
)
_CLAMPED = frozenset(
    {Form.WITHIN_DAYS, Form.WITHIN_WORKING_DAYS, Form.WITHIN_MONTHS, Form.AFTER, Form.FIRST_OF_NEXT_MONTH},
)
_DAYS = frozenset({"op", "voor", "uiterlijk", "vanaf", "niet_eerder_dan"})
WITH_A_LAST_DAY = frozenset(
    {Form.BEFORE, Form.BY, Form.WINDOW, Form.WITHIN_DAYS, Form.WITHIN_WORKING_DAYS, Form.WITHIN_MONTHS},
)
WITH_AN_END = WITH_A_LAST_DAY | {Form.ON, Form.WITHIN_HOURS, Form.AT_ONCE}
_INSTEAD = (
    ({Form.FROM, Form.BY}, "schrijf venster met van en tot_en_met."),
    ({Form.FROM, Form.BEFORE}, "schrijf venster met van en tot_en_met (de dag ervoor)."),
    ({Form.FROM, Form.AFTER}, "schrijf na met niet_eerder_dan."),
    ({Form.FIRST_OF_NEXT_MONTH, Form.AFTER}, "laat na weg; eerste_van_volgende_maand_na noemt de gebeurtenis zelf."),
)


def _read_events(names: object) -> tuple[str, ...]:
    """Read one event name or a list of them, in order of preference."""
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list | tuple) or not listed:
        message = "Noem een gebeurtenis, of een lijst waarvan de eerste bekende telt."
        raise ValueError(message)
    for name in listed:
        if not isinstance(name, str) or not _EVENT.fullmatch(name):
            message = f"'{name}' is geen naam van een gebeurtenis; gebruik kleine letters, cijfers en _."
            raise ValueError(message)
    if len(set(listed)) < len(listed):
        message = f"Een gebeurtenis staat er twee keer ({', '.join(listed)}); noem elke gebeurtenis een keer."
        raise ValueError(message)
    return tuple(listed)


def _read_day(text: object) -> date | str:
    """Read a day, or a day of a year that the installation supplies: 04-01."""
    if isinstance(text, str) and _DAY_OF_YEAR.fullmatch(text):
        read_date(f"{_LEAP_YEAR}-{text}")
        return text
    return plausible(read_date(text))


def _write_day(day: date | str) -> str:
    """Write a day the way a policy does."""
    return day if isinstance(day, str) else day.isoformat()


def _write_events(names: tuple[str, ...]) -> str | list[str]:
    """Write one event as a name and several as a list."""
    return names[0] if len(names) == 1 else list(names)


EventNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_events),
    PlainSerializer(_write_events),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
RuleDay = Annotated[
    date | str,
    BeforeValidator(_read_day),
    PlainSerializer(_write_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": r"^\d\d-\d\d$"}]}),
]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class DateRule(BaseModel):
    """When something may or must happen; the YAML key that is present chooses the form.

    Of several events the first in the list that is known counts. `not_before` is a floor under a computed date;
    `grace` are days after the last one that still count, for everyone alike, and `extended_to` names a decision about
    a later last day; `words` are the source's own vague words, and `about` says whether they make the date
    approximate. A number, and the year of a day, may be a value that the installation supplies (`filled`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    on: RuleDay | None = Field(default=None, alias="op")
    before: RuleDay | None = Field(default=None, alias="voor")
    by: RuleDay | None = Field(default=None, alias="uiterlijk")
    since: RuleDay | None = Field(default=None, alias="vanaf")
    window: Period | None = Field(default=None, alias="venster")
    days: Number | None = Field(default=None, alias="binnen_dagen")
    working_days: Number | None = Field(default=None, alias="binnen_werkdagen")
    months: Number | None = Field(default=None, alias="binnen_maanden")
    hours: Number | None = Field(default=None, alias="binnen_uren")
    at_once: YesNo | None = Field(default=None, alias="direct")
    after: EventNames | None = Field(default=None, alias="na")
    first_of_month_after: EventNames | None = Field(default=None, alias="eerste_van_volgende_maand_na")
    not_before: RuleDay | None = Field(default=None, alias="niet_eerder_dan")
    repeats: Repeat | None = Field(default=None, alias="herhaalt")
    year: SuppliedNumber | None = Field(default=None, alias="jaar")
    grace: WholeOrNone | None = Field(default=None, alias="respijt_dagen")
    extended_to: EventNames | None = Field(default=None, alias="verlengd_tot")
    words: _Words | None = Field(default=None, alias="woorden")
    about: YesNo | None = Field(default=None, alias="omstreeks")

    @property
    def form(self) -> Form:
        """The one form of the rule."""
        return self._forms()[0]

    @property
    def events(self) -> tuple[str, ...]:
        """The names of the events that the rule counts from, in order of preference; empty for a fixed date."""
        return self.after or self.first_of_month_after or ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every event and dated fact that the rule reads."""
        return (*self.events, *(self.extended_to or ()))

    @property
    def supplied(self) -> tuple[str, ...]:
        """The values that the installation has to supply before the rule says anything."""
        return tuple(dict.fromkeys(names_in(self)))

    def filled(self, numbers: Mapping[str, int]) -> DateRule:
        """Give the rule with its supplied values in place; a ValidationError when one of them cannot be."""
        if self.year is None:
            return filled(self, numbers)
        year = numbers[self.year.name]
        plain = self.model_dump(by_alias=True, exclude_none=True)
        del plain["jaar"]
        for key, value in plain.items():
            if isinstance(value, str) and key in _DAYS and _DAY_OF_YEAR.fullmatch(value):
                plain[key] = f"{year:04d}-{value}"
        return filled(DateRule.model_validate(plain), numbers)

    @property
    def approximate(self) -> bool:
        """Whether the source gives no exact date: said with omstreeks, else a window that stands for words (AMB-14)."""
        return self.about if self.about is not None else self.window is not None and self.words is not None

    def _forms(self) -> list[Form]:
        """List the forms that were written; na belongs to a counted form when there is one."""
        written = {
            Form.ON: self.on,
            Form.BEFORE: self.before,
            Form.BY: self.by,
            Form.FROM: self.since,
            Form.WINDOW: self.window,
            Form.WITHIN_DAYS: self.days,
            Form.WITHIN_WORKING_DAYS: self.working_days,
            Form.WITHIN_MONTHS: self.months,
            Form.WITHIN_HOURS: self.hours,
            Form.AT_ONCE: self.at_once,
            Form.FIRST_OF_NEXT_MONTH: self.first_of_month_after,
            Form.REPEATS: self.repeats,
        }
        forms = [form for form, value in written.items() if value is not None]
        if self.after is not None and not _COUNTED.intersection(forms):
            forms.append(Form.AFTER)
        return forms

    @model_validator(mode="after")
    def _meaningful(self) -> Self:
        """Refuse every combination that means nothing, with what to write instead."""
        problem = self._form_problem() or self._part_problem() or self._window_problem() or self._year_problem()
        if problem:
            raise ValueError(problem)
        return self

    def _form_problem(self) -> str:
        """Say what is wrong with the number of forms, or nothing."""
        forms = self._forms()
        if not forms:
            return "De datumregel zegt niet wanneer; geef een vorm, zoals uiterlijk, venster, of binnen_dagen met na."
        if len(forms) == 1:
            return ""
        remedy = next((text for pair, text in _INSTEAD if pair == set(forms)), "kies er een.")
        return f"De datumregel heeft meer dan een vorm ({', '.join(forms)}); {remedy}"

    def _part_problem(self) -> str:
        """Say which part does not go with the form, or nothing."""
        form = self.form
        if self.at_once is False:
            return "direct: nee zegt niets; laat direct weg of geef een termijn, zoals binnen_uren."
        if form in _COUNTED and self.after is None:
            return f"{form} telt vanaf een gebeurtenis en die ontbreekt; voeg na: <gebeurtenis> toe."
        if self.not_before is not None and form not in _CLAMPED:
            return f"niet_eerder_dan past niet bij {form}, want daar valt geen dag te berekenen; laat het weg."
        for key, value in (("respijt_dagen", self.grace), ("verlengd_tot", self.extended_to)):
            if value is not None and form not in WITH_A_LAST_DAY:
                return f"{key} past niet bij {form}, want daar is geen laatste dag; laat het weg."
        if self.about and self.words is None:
            return "omstreeks zonder de woorden van de bron maakt de datum onnavolgbaar; voeg woorden toe."
        return ""

    def _year_problem(self) -> str:
        """Say what is wrong with a day without its year, or nothing."""
        bare = any(isinstance(day, str) for day in (self.on, self.before, self.by, self.since, self.not_before))
        if bare and self.year is None:
            return "een dag zonder jaar vraagt jaar: {waarde: <naam>}; schrijf anders de hele datum, zoals 2026-04-01."
        if self.year is not None and not bare:
            return "jaar hoort bij een dag zonder jaar, zoals 04-01; laat het weg."
        return ""

    def _window_problem(self) -> str:
        """Say what is wrong with the window, or nothing."""
        if self.window is None:
            return ""
        if self.window.end is None:
            return "Een venster heeft een laatste dag; schrijf vanaf als er geen einde is."
        plausible(self.window.start)
        plausible(self.window.end)
        return ""
