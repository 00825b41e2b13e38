"""What a test asks for, in words: used for rows and inner tests, where a policy officer wrote no sentence."""

from __future__ import annotations

from fractions import Fraction

from zorginkoop.kernel.conditions import NOT_YET
from zorginkoop.kernel.due_words import due_words
from zorginkoop.kernel.evaluate import read_span
from zorginkoop.kernel.facts import Span
from zorginkoop.kernel.number_words import write_list, write_money, write_number, write_share
from zorginkoop.kernel.scalars import read_decimal, read_percentage
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.subject_words import PERSON, PROFESSION, profession
from zorginkoop.kernel.tree import (
    Compare,
    DueDate,
    Join,
    Literal,
    Negation,
    OnlyIf,
    OtherFact,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
    YearsBack,
)

_OPERATORS = {
    "ten_minste": ("ten minste", "at least"),
    "ten_hoogste": ("ten hoogste", "at most"),
    "meer_dan": ("meer dan", "more than"),
    "minder_dan": ("minder dan", "less than"),
    "uiterlijk": ("uiterlijk", "no later than"),
    "voor": ("voor", "before"),
    "vanaf": ("vanaf", "from"),
}
_LISTED = 5  # codes that a requirement names
_EXACTLY = {"getal", "geld", "percentage"}
_CODES = {"code", "codes"}


def asked(speaker: Speaker, kind: str, test: Compare) -> str:
    """Say what a comparison asks of its fact, without naming the fact: ten hoogste 150."""
    operand = test.operand
    if isinstance(operand, YearsBack):
        return _within(speaker, test, operand.years)
    if isinstance(operand, OtherFact):
        return _other(speaker, kind, test, operand)
    if isinstance(operand, DueDate):
        return due_words(speaker, kind, test, operand)
    if test.operator == "bekend":
        return _known(speaker, operand)
    if test.kind == "ja_nee":
        return speaker.say("ja", "yes") if operand.texts == ("ja",) else speaker.say("nee", "no")
    if test.kind in _CODES:
        return _codes(speaker, kind, test, operand)
    if test.operator in {"overlapt", "omvat"}:
        return _period(speaker, test, read_span(operand.texts[0]))
    return f"{_operator(speaker, test)} {_limit(speaker, kind, test, operand.texts[0])}".strip()


def operator_words(speaker: Speaker, operator: str) -> str:
    """Say a comparison: ten minste, at most."""
    dutch, english = _OPERATORS.get(operator, ("precies", "exactly"))
    return speaker.say(dutch, english)


def _operator(speaker: Speaker, test: Compare) -> str:
    if test.operator == "is" and test.kind not in _EXACTLY:
        return speaker.say("op", "on")
    return operator_words(speaker, test.operator)


def _limit(speaker: Speaker, kind: str, test: Compare, text: str) -> str:
    if test.kind == "geld":
        return write_money(read_decimal(text) * 100, speaker.language)
    if test.kind == "percentage":
        return write_share(read_percentage(text), speaker.language)
    if test.kind == "getal":
        number = write_number(read_decimal(text), speaker.language)
        return speaker.with_unit(number, speaker.declaration(kind, test.fact))
    open_day = speaker.say("een dag die nog niet vaststaat", "a day not fixed yet")
    return open_day if text == NOT_YET else speaker.iso_day(text)


def _known(speaker: Speaker, operand: Literal) -> str:
    wanted = operand.texts == ("ja",)
    return speaker.say("bekend", "known") if wanted else speaker.say("niet bekend", "not known")


def _codes(speaker: Speaker, kind: str, test: Compare, operand: Literal) -> str:
    if len(operand.texts) > _LISTED:
        return _many_codes(speaker, test, len(operand.texts))
    declaration = speaker.declaration(kind, test.fact)
    either = speaker.codes(operand.texts, speaker.say("of", "or"), declaration)
    if test.kind == "code" or len(operand.texts) == 1:
        return either
    if test.operator == "omvat":
        return speaker.codes(operand.texts, speaker.say("en", "and"), declaration)
    return speaker.say(f"ten minste een van {either}", f"at least one of {either}")


def _many_codes(speaker: Speaker, test: Compare, number: int) -> str:
    """Say how many codes a list has, where naming them all would hide the sentence."""
    if test.operator == "omvat":
        return speaker.say(f"alle {number} die het beleid noemt", f"all {number} that the policy names")
    return speaker.say(f"een van de {number} die het beleid noemt", f"one of the {number} that the policy names")


def _period(speaker: Speaker, test: Compare, span: Span) -> str:
    words = speaker.period(span)
    if span.first == span.last:
        return speaker.say(f"ook op {words}", f"also on {words}") if test.kind == "periode" else words
    if test.kind != "periode":
        return speaker.say(f"in de periode {words}", f"in the period {words}")
    if test.operator == "omvat":
        return speaker.say(f"heel de periode {words}", f"the whole period {words}")
    return speaker.say(f"(deels) in de periode {words}", f"(partly) in the period {words}")


def _within(speaker: Speaker, test: Compare, years: int) -> str:
    if not years:
        also = test.kind == "periode"
        return speaker.say(
            "ook op de peildatum" if also else "op de peildatum",
            "also on the reference date" if also else "on the reference date",
        )
    part = speaker.say("(deels) ", "(partly) ") if test.kind == "periode" and test.operator == "overlapt" else ""
    return part + speaker.say(
        f"in de {years} jaar tot en met de peildatum", f"in the {years} years up to the reference date"
    )


def _other(speaker: Speaker, kind: str, test: Compare, operand: OtherFact) -> str:
    name = speaker.name(kind, operand.fact)
    if test.operator == "omvat":
        return speaker.say(f"alles wat hoort bij {name}", f"everything that belongs to {name}")
    if test.operator == "overlapt":
        return speaker.say(f"ten minste iets van {name}", f"at least something of {name}")
    if test.operator == "is":
        return speaker.say(f"gelijk aan {name}", f"equal to {name}")
    return f"{operator_words(speaker, test.operator)} {name}"


def described(speaker: Speaker, kind: str, test: Test) -> str:
    """Describe a test in words that fit inside a sentence."""
    match test:
        case Compare():
            return _described_fact(speaker, kind, test)
        case Join():
            return _described_join(speaker, kind, test)
        case Negation():
            return speaker.say("niet: ", "not: ") + _part(speaker, kind, test.test)
        case Rows():
            return _described_rows(speaker, kind, test)
        case RatioTest():
            return _described_ratio(speaker, kind, test)
    return _described_rest(speaker, kind, test)


def _described_rest(speaker: Speaker, kind: str, test: Test) -> str:
    if isinstance(test, OnlyIf):
        guard, inner = described(speaker, kind, test.guard), described(speaker, kind, test.test)
        return speaker.say(f"{inner} (alleen bij {guard})", f"{inner} (only with {guard})")
    if isinstance(test, Unless):
        inner, exception = described(speaker, kind, test.test), described(speaker, kind, test.exception)
        return speaker.say(f"{inner}, of {exception}", f"{inner}, or {exception}")
    if isinstance(test, Reference):
        return speaker.requirement(speaker.criterion(test.criterion))
    return speaker.say("altijd", "always")


def _described_fact(speaker: Speaker, kind: str, test: Compare) -> str:
    name = speaker.name(kind, test.fact)
    if isinstance(test.operand, Literal) and (
        test.kind == "ja_nee" or (test.operator == "bekend" and test.kind == "moment")
    ):
        return name if test.operand.texts == ("ja",) else speaker.say(f"niet: {name}", f"not: {name}")
    words = asked(speaker, kind, test)
    return f"{name}: {words}"


def _described_join(speaker: Speaker, kind: str, test: Join) -> str:
    parts = [_part(speaker, kind, part) for part in test.tests]
    if test.how == "geen":
        return speaker.say("geen van: ", "none of: ") + write_list(parts, speaker.say("of", "or"))
    word = speaker.say("en", "and") if test.how == "alle" else speaker.say("of", "or")
    return write_list(parts, word)


def _part(speaker: Speaker, kind: str, test: Test) -> str:
    """Describe one part of a list, between brackets where nobody could see what its own list, or its not, covers."""
    words = described(speaker, kind, test)
    if isinstance(test, Join) and len(test.tests) > 1:
        return f"({words})"
    denies = words.startswith(("niet: ", "not: "))
    return f"({words})" if denies and not isinstance(test, Reference) else words


def _described_rows(speaker: Speaker, kind: str, test: Rows) -> str:
    row_kind = speaker.row_kind(kind, test.relation)
    what = described(speaker, row_kind, test.where)
    one, more = who(speaker, kind, test, 1), who(speaker, kind, test, 2)
    limit = f"{operator_words(speaker, test.operator)} {row_limit(speaker, test)}" if test.operator else ""
    article = "an" if one[:1] in "aeiou" else "a"
    heads = {
        "elke_rij": speaker.say(f"alle {more} met", f"all {more} with"),
        "een_rij": speaker.say(f"een {one} met", f"{article} {one} with"),
        "geen_rij": speaker.say(f"geen {one} met", f"no {one} with"),
        "aantal": speaker.say(f"{limit} {more} met", f"{limit} {more} with"),
        "aandeel": speaker.say(f"{limit} van de {more} met", f"{limit} of the {more} with"),
    }
    return f"{heads[test.how]} {what}{day_words(speaker, kind, test)}"


def day_words(speaker: Speaker, kind: str, test: Rows) -> str:
    """Say on which day rows are looked at, where that is the day of an event."""
    event = test.relation.partition("@")[2]
    if not event:
        return ""
    name = speaker.name(kind, event)
    return speaker.say(f" (op de dag van: {name})", f" (on the day of: {name})")


def who(speaker: Speaker, kind: str, test: Rows, number: int) -> str:
    """Name the rows that are asked about: fysiotherapeuten, or mensen with what singles them out."""
    row_kind = speaker.row_kind(kind, test.relation)
    words = speaker.rows(kind, test.relation, number)
    population = test.population
    if population is None:
        return words
    if row_kind == PERSON and isinstance(population, Compare) and population.fact == PROFESSION:
        code = _single(population)
        if code:
            return speaker.say(profession(code, number), f"{words} working as {speaker.code(code)}")
    return f"{words} ({described(speaker, row_kind, population)})"


def _single(test: Compare) -> str:
    texts = test.operand.texts if isinstance(test.operand, Literal) else ()
    return texts[0] if len(texts) == 1 else ""


def row_limit(speaker: Speaker, test: Rows) -> str:
    """Write the limit of a count or a share."""
    if test.how == "aandeel":
        return write_share(Fraction(test.limit), speaker.language)
    return write_number(int(test.limit), speaker.language)


def ratio_limit(speaker: Speaker, test: RatioTest) -> str:
    """Write the limit of a ratio: as a percentage up to a whole, else as a number."""
    limit = Fraction(test.limit)
    return write_share(limit, speaker.language) if 0 < limit <= 1 else write_number(limit, speaker.language)


def _described_ratio(speaker: Speaker, kind: str, test: RatioTest) -> str:
    row_kind = speaker.row_kind(kind, test.relation) if test.relation else kind
    part, whole = speaker.name(row_kind, test.numerator), speaker.name(row_kind, test.denominator)
    limit = f"{operator_words(speaker, test.operator)} {ratio_limit(speaker, test)}"
    return speaker.say(f"{part} gedeeld door {whole}: {limit}", f"{part} divided by {whole}: {limit}")
