"""One date rule of a policy as its author writes it: exactly one form, its events, and the source's vague words.

Combinations that mean nothing are refused with a Dutch sentence that says what to write instead.
"""

from __future__ import annotations

import re
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

from zorginkoop.kernel.repeats import Count, Repeat, RuleDay, plausible
from zorginkoop.kernel.scalars import YesNo
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.timing import Form

_EVENT = re.compile(r"[a-z][a-z0-9_]*")
_COUNTED = frozenset(
    {Form.WITHIN_DAYS, Form.WITHIN_WORKING_DAYS, Form.WITHIN_MONTHS, Form.WITHIN_HOURS, Form.AT_ONCE},
)
_CLAMPED = frozenset(
    {Form.WITHIN_DAYS, Form.WITHIN_WORKING_DAYS, Form.WITHIN_MONTHS, Form.AFTER, Form.FIRST_OF_NEXT_MONTH},
)
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


def _write_events(names: tuple[str, ...]) -> str | list[str]:
    """Write one event as a name and several as a list."""
    return names[0] if len(names) == 1 else list(names)


EventNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_events),
    PlainSerializer(_write_events),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class DateRule(BaseModel):
    """When something may or must happen; the YAML key that is present chooses the form.

    Of several events the first in the list that is known counts. `not_before` is a floor under a computed date;
    `words` are the source's own vague words, and `about` says whether they make the date approximate.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    on: RuleDay | None = Field(default=None, alias="op")
    before: RuleDay | None = Field(default=None, alias="voor")
    by: RuleDay | None = Field(default=None, alias="uiterlijk")
    since: RuleDay | None = Field(default=None, alias="vanaf")
    window: Period | None = Field(default=None, alias="venster")
    days: Count | None = Field(default=None, alias="binnen_dagen")
    working_days: Count | None = Field(default=None, alias="binnen_werkdagen")
    months: Count | None = Field(default=None, alias="binnen_maanden")
    hours: Count | None = Field(default=None, alias="binnen_uren")
    at_once: YesNo | None = Field(default=None, alias="direct")
    after: EventNames | None = Field(default=None, alias="na")
    first_of_month_after: EventNames | None = Field(default=None, alias="eerste_van_volgende_maand_na")
    not_before: RuleDay | None = Field(default=None, alias="niet_eerder_dan")
    repeats: Repeat | None = Field(default=None, alias="herhaalt")
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
        problem = self._form_problem() or self._part_problem() or self._window_problem()
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
        if self.about and self.words is None:
            return "omstreeks zonder de woorden van de bron maakt de datum onnavolgbaar; voeg woorden toe."
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
