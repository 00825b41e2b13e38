"""The words of one agreement in one language: what its facts are called, and how their values read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction

from zorginkoop.kernel.date_words import Language, write_date, write_moment
from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import FOREVER, KnownFact, Span, Value
from zorginkoop.kernel.number_words import write_list, write_money, write_number, write_share
from zorginkoop.kernel.scalars import AMSTERDAM, read_date
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.subject_words import noun
from zorginkoop.kernel.tree import Agreement, Criterion, FactDeclaration, Phrase
from zorginkoop.kernel.witness import Drawing, drawing

_UNITS = {
    "dag": "days", "dagen": "days", "fte": "FTE", "jaar": "years", "km": "km", "maand": "months", "maanden": "months",
    "minuten": "minutes", "personen": "people", "uren": "hours", "uur": "hours", "uur per week": "hours a week",
    "verloskundige": "midwives", "weken": "weeks", "werkdagen": "working days",
}  # fmt: skip
_STATES = {
    NOT_APPLICABLE: ("niet van toepassing", "not applicable"),
    MET: ("voldaan", "met"),
    NOT_MET: ("niet voldaan", "not met"),
    UNKNOWN: ("nog niet vastgesteld", "not established yet"),
}
_NO_PHRASE = Phrase()
_LISTED = 12  # codes of one value that a sentence names; the rest is counted
_COUNTED_PER_YEAR = {"getal", "geld", "percentage"}


class Speaker:
    """Speaks for one agreement in Dutch or English; worth keeping where many outcomes are explained."""

    def __init__(self, agreement: Agreement, language: Language, shielded: frozenset[str] = frozenset()) -> None:
        """Look up names once; of a shielded fact neither the value nor its ground is told."""
        self.agreement = agreement
        self._shielded = shielded
        self.language: Language = language
        self._facts = {(fact.subject, fact.name): fact for fact in agreement.facts}
        self._criteria = {criterion.id: criterion for criterion in agreement.criteria}
        self._tasks = {task.criterion: task.phrase for task in agreement.tasks}
        self._drawings: dict[str, Drawing] = {}
        self._kinds = {(relation.subject, relation.name): relation.row_subject for relation in agreement.relations}

    def say(self, dutch: str, english: str) -> str:
        """Take the sentence in the language spoken."""
        return dutch if self.language == "nl" else english

    def state(self, state: int) -> str:
        """Name a state."""
        return self.say(*_STATES[state])

    def declaration(self, kind: str, key: str) -> FactDeclaration | None:
        """Give the declaration of a fact of a kind of subject."""
        return self._facts.get((kind, key.partition("@")[0]))

    def shields(self, key: str) -> bool:
        """Tell whether a fact is kept from the reader."""
        return key.partition("@")[0] in self._shielded

    def shields_any(self, keys: Iterable[str]) -> bool:
        """Tell whether one of several facts is kept from the reader."""
        return bool(self._shielded) and any(self.shields(key) for key in keys)

    def criterion(self, name: str) -> Criterion:
        """Give a criterion by its id."""
        return self._criteria[name]

    def requirement(self, criterion: Criterion) -> str:
        """Name a criterion in its own phrase or that of its task, or by its id where it has none."""
        task = self._tasks.get(criterion.id, _NO_PHRASE)
        words = criterion.phrase.in_language(self.language) or task.in_language(self.language)
        return words or criterion.id.replace("_", " ")

    def drawing(self, criterion: Criterion) -> Drawing:
        """Give the function that draws the witness of a criterion, built once."""
        if criterion.id not in self._drawings:
            self._drawings[criterion.id] = drawing(criterion.test, self.agreement)
        return self._drawings[criterion.id]

    def row_kind(self, kind: str, relation: str) -> str:
        """Give the kind of the rows of a relation."""
        return self._kinds.get((kind, relation), relation)

    def rows(self, kind: str, relation: str, number: int = 2) -> str:
        """Give the noun for rows of a relation."""
        return noun(self.row_kind(kind, relation), relation.partition("@")[0], number, self.language)

    def name(self, kind: str, key: str) -> str:
        """Name a fact in its own phrase, with its year."""
        declaration = self.declaration(kind, key)
        name, _, year = key.partition("@")
        phrase = declaration.phrase.in_language(self.language) if declaration else ""
        words = phrase or name.replace("_", " ")
        if not year:
            return words
        counted = declaration is not None and declaration.kind in _COUNTED_PER_YEAR
        return f"{words} {self.say('over' if counted else 'voor', 'for')} {year}"

    def value(self, kind: str, fact: KnownFact) -> str:
        """Write the value that a fact has, with its unit."""
        declaration = self.declaration(kind, fact.key)
        if fact.value is None:
            return self.say("niet bekend", "not known")
        if fact.value == NEVER:
            return self.say("nog niet gebeurd", "has not happened yet")
        return self.written(declaration, fact.value) if declaration else fact.text

    def written(self, declaration: FactDeclaration, value: Value) -> str:
        """Write a known value of a declared fact."""
        if declaration.kind == "ja_nee":
            return self.say("ja", "yes") if value else self.say("nee", "no")
        if isinstance(value, int):
            return self._number(declaration, value)
        if isinstance(value, frozenset):
            return self.codes(sorted(value), self.say("en", "and"), declaration)
        if isinstance(value, Span):
            return self.period(value)
        if isinstance(value, date):
            return self.moment(value)
        return self.code(value, declaration)

    def _number(self, declaration: FactDeclaration, value: int) -> str:
        if declaration.kind == "geld":
            return write_money(value, self.language)
        if declaration.kind == "percentage":
            return write_share(Fraction(value, 10_000), self.language)
        return self.with_unit(write_number(value * Fraction(declaration.step), self.language), declaration)

    def with_unit(self, number: str, declaration: FactDeclaration | None) -> str:
        """Put the unit of a fact behind a number."""
        unit = declaration.unit if declaration else ""
        words = unit if self.language == "nl" else _UNITS.get(unit, unit)
        return f"{number} {words}" if words else number

    def moment(self, value: date) -> str:
        """Write a day, or a moment; the first instant of a day is that day."""
        if not isinstance(value, datetime):
            return write_date(value, self.language)
        local = value.astimezone(AMSTERDAM)
        return write_date(local.date(), self.language) if local.time() == time() else write_moment(local, self.language)

    def day(self, value: date) -> str:
        """Write the day of a day or moment."""
        return write_date(value.astimezone(AMSTERDAM).date() if isinstance(value, datetime) else value, self.language)

    def iso_day(self, text: str) -> str:
        """Write a day that stands as ISO text."""
        return write_date(read_date(text), self.language)

    def period(self, span: Span) -> str:
        """Write a period of days; one without an end runs on."""
        first = write_date(span.first, self.language)
        if span.first == span.last:
            return first
        if span.last == FOREVER:
            return self.say(f"vanaf {first}", f"from {first}")
        last = write_date(span.last, self.language)
        return self.say(f"{first} tot en met {last}", f"{first} up to and including {last}")

    def code(self, code: str, declaration: FactDeclaration | None = None) -> str:
        """Write a code as words; one that no policy names stands as it was given, to be recognised."""
        known = declaration is None or code in {*declaration.codes, *declaration.named}
        if declaration is not None and declaration.kind == "codes" and not known:
            return code
        return code.replace("_", " ")

    def codes(self, codes: list[str] | tuple[str, ...], word: str, declaration: FactDeclaration | None = None) -> str:
        """Write a set of codes of a fact; an empty one is none."""
        if not codes:
            return self.say("geen", "none")
        words = [self.code(code, declaration) for code in codes[:_LISTED]]
        if len(codes) > _LISTED:
            rest = len(codes) - _LISTED
            words.append(self.say(f"nog {rest}", f"{rest} more"))
        return write_list(words, word)


def sentence(text: str) -> str:
    """Make one sentence of words: one space between them, a capital first, a full stop last."""
    text = " ".join(text.split()).rstrip(";, ")
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def clause(text: str) -> str:
    """Make words fit inside a sentence: one space between them, no full stop last."""
    return " ".join(text.split()).rstrip(".;, ")
