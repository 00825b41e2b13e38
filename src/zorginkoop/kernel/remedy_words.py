"""What would have made a condition hold, worked out from its witness: how many more, which ones, which limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from zorginkoop.kernel.condition_words import asked, described, operator_words
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.leaf_words import amount_words, missing_words
from zorginkoop.kernel.number_words import write_list, write_number
from zorginkoop.kernel.row_words import UPWARDS, counted_who, row_name
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Join, OnlyIf, OtherFact, Rows, Test, Unless
from zorginkoop.kernel.witness import (
    Compared,
    Excepted,
    Guarded,
    Joined,
    Negated,
    RatioFound,
    Referred,
    RowsFound,
    Witness,
    grounds,
)

_NAMED = 10  # rows that a remedy names


def remedies(speaker: Speaker, found: Witness) -> tuple[str, ...]:
    """Say what would have made a failing or unknown test hold, a sentence each."""
    return tuple(dict.fromkeys(sentence(line) for line in _remedies(speaker, found) if line))


def hard_to_say(found: Witness) -> bool:
    """Tell whether a remedy would spell out rows with a choice inside; the requirement itself says that better."""
    match found:
        case RowsFound():
            spelled = found.test.how == "een_rij" or (found.test.how in {"aantal", "aandeel"} and _is_open(found))
            return spelled and found.rows is not None and _is_nested(found.test.where)
        case Joined():
            return any(hard_to_say(part) for part in found.parts if part.state not in (MET, NOT_APPLICABLE))
        case Guarded() | Excepted():
            return hard_to_say(found.inner)
    return False


def _is_open(found: RowsFound) -> bool:
    low, high = found.bounds
    return low != high or not low[1]


def _is_nested(test: Test) -> bool:
    """Tell whether a test of a row holds a choice, an exception or rows of its own."""
    if isinstance(test, Join):
        return test.how != "alle" or any(_is_nested(part) for part in test.tests)
    return isinstance(test, Rows | Unless | OnlyIf)


def _remedies(speaker: Speaker, found: Witness) -> Iterator[str]:
    match found:
        case Compared():
            yield _value(speaker, found)
        case RowsFound():
            yield _rows(speaker, found)
        case RatioFound():
            yield _ratio(speaker, found)
        case Referred():
            yield needed(speaker, speaker.requirement(speaker.criterion(found.criterion)))
        case _:
            yield from _around(speaker, found)


def needed(speaker: Speaker, what: str) -> str:
    """Say that something is needed."""
    return speaker.say(f"nodig is: {what}", f"needed is: {what}")


def _around(speaker: Speaker, found: Witness) -> Iterator[str]:
    if isinstance(found, Joined):
        yield from _joined(speaker, found)
    elif isinstance(found, Guarded):
        yield from _remedies(speaker, found.inner)
    elif isinstance(found, Negated):
        yield from _opposites(speaker, found.inner)
    elif isinstance(found, Excepted):
        yield from _remedies(speaker, found.inner)
        if found.exception.state != NOT_APPLICABLE:
            yield from _or_else(speaker, found)


def _or_else(speaker: Speaker, found: Excepted) -> Iterator[str]:
    """Name the exceptions that would have lifted the test."""
    for ground in grounds(found.exception):
        if isinstance(ground.witness, Compared) and not ground.negated:
            words = described(speaker, ground.witness.kind, ground.witness.test)
            yield speaker.say(f"of anders: {words}", f"or else: {words}")


def _joined(speaker: Speaker, found: Joined) -> Iterator[str]:
    if found.test.how == "geen":
        for part in found.parts:
            if part.state not in (NOT_MET, NOT_APPLICABLE):
                yield from _opposites(speaker, part)
        return
    lacking = [part for part in found.parts if part.state not in (MET, NOT_APPLICABLE)]
    if found.test.how == "alle":
        for part in lacking:
            yield from _remedies(speaker, part)
        return
    yield from _alternatives(speaker, lacking)


def _alternatives(speaker: Speaker, lacking: list[Witness]) -> Iterator[str]:
    """Name the alternatives that lack least: those that ask for another kind of provider lack more."""
    least = min((len(grounds(part)) for part in lacking), default=0)
    lines = [line for part in lacking if len(grounds(part)) == least for line in _remedies(speaker, part) if line]
    if len(lines) > 1:
        listed = "; ".join(dict.fromkeys(line.removeprefix(needed(speaker, "")) for line in lines))
        yield speaker.say(f"een hiervan is genoeg: {listed}", f"one of these is enough: {listed}")
    else:
        yield from lines


def _opposites(speaker: Speaker, found: Witness) -> Iterator[str]:
    """Say what would have made a test fail, where its failure is what is asked."""
    if isinstance(found, Compared) and found.test.kind in {"datum", "moment"}:
        return  # what happened on a day cannot be undone
    if isinstance(found, Compared):
        words = described(speaker, found.kind, found.test)
        yield speaker.say(f"nodig is dat dit niet zo is: {words}", f"needed is that this is not so: {words}")
    elif isinstance(found, Negated):
        yield from _remedies(speaker, found.inner)
    elif isinstance(found, Referred):
        words = speaker.requirement(speaker.criterion(found.criterion))
        yield speaker.say(f"nodig is dat dit niet zo is: {words}", f"needed is that this is not so: {words}")


def _value(speaker: Speaker, found: Compared) -> str:
    if found.fact.key == REFERENCE_DATE:
        return ""
    name = speaker.name(found.kind, found.fact.key)
    if found.missing:
        words = missing_words(speaker, found)
        return speaker.say(f"ook nodig is: {words}", f"also needed is: {words}")
    if found.test.kind == "ja_nee" or found.test.operator == "bekend":
        return _yes_no(speaker, found, name)
    words = asked(speaker, found.kind, found.test)
    if found.test.kind == "moment":
        return needed(speaker, f"{name}, {words}")
    return speaker.say(f"nodig voor {name}: {words}", f"needed for {name}: {words}")


def _yes_no(speaker: Speaker, found: Compared, name: str) -> str:
    if found.fact.reason.startswith("bewijs"):
        return speaker.say(
            f"nodig is bewijs dat wordt goedgekeurd: {name}", f"needed is evidence that is accepted: {name}"
        )
    if isinstance(found.test.operand, OtherFact):
        return needed(speaker, f"{name}: {asked(speaker, found.kind, found.test)}")
    return needed(speaker, described(speaker, found.kind, found.test))


def _rows(speaker: Speaker, found: RowsFound) -> str:
    how = found.test.how
    if found.rows is None:
        rows = speaker.rows(found.kind, found.test.relation)
        return speaker.say(f"nodig is een opgave van de {rows}", f"needed is a list of the {rows}")
    if how in {"elke_rij", "geen_rij"} and found.state == UNKNOWN:
        names = _names(speaker, found, lambda state: state == UNKNOWN)
        return speaker.say(f"nog vast te stellen bij: {names}", f"still to be established for: {names}")
    if how == "elke_rij":
        names = _names(speaker, found, lambda state: state not in (MET, NOT_APPLICABLE))
        return _also(speaker, found, names)
    if how == "geen_rij":
        names = _names(speaker, found, lambda state: state not in (NOT_MET, NOT_APPLICABLE))
        return speaker.say(f"dit mag niet voorkomen: {names}", f"this must not occur: {names}")
    if how == "een_rij":
        return needed(speaker, described(speaker, found.kind, found.test))
    return _number(speaker, found)


def _also(speaker: Speaker, found: RowsFound, names: str) -> str:
    """Say which rows have to comply as well: a person, or several."""
    one = sum(row.counted not in (MET, NOT_APPLICABLE) for row in found.rows or ()) == 1
    dutch, english = ("moet", "has to") if one else ("moeten", "have to")
    return speaker.say(f"ook {names} {dutch} hieraan voldoen", f"{names} {english} meet this as well")


def _names(speaker: Speaker, found: RowsFound, wanted: Callable[[int], bool]) -> str:
    names = [row_name(speaker, found, row) for row in found.rows or () if wanted(row.counted)]
    rest = len(names) - _NAMED
    if rest > 0:
        names = [*names[:_NAMED], speaker.say(f"nog {rest}", f"{rest} more")]
    return write_list(names, speaker.say("en", "and"))


def _number(speaker: Speaker, found: RowsFound) -> str:
    """Say how many rows would have been enough, and how many that is more or fewer than now."""
    if _is_open(found):
        return needed(speaker, described(speaker, found.kind, found.test))
    part, whole = found.bounds[0]
    limit = Fraction(found.test.limit) * (whole if found.test.how == "aandeel" else 1)
    enough = nearest(limit, found.test.operator)
    text, more = _how_many(speaker, found, whole, enough), enough - part
    word = speaker.say("meer", "more") if more > 0 else speaker.say("minder", "fewer")
    return text + speaker.say(f"; dat is {abs(more)} {word} dan nu", f"; that is {abs(more)} {word} than now")


def _how_many(speaker: Speaker, found: RowsFound, whole: int, enough: int) -> str:
    count = f"{_at_the_limit(speaker, found.test.operator)} {write_number(enough, speaker.language)}"
    if found.test.how == "aantal":
        return speaker.say(f"nodig: {count}", f"needed: {count}")
    who = counted_who(speaker, found, whole)
    return speaker.say(f"bij {who} nodig: {count}", f"with {who} needed: {count}")


def _at_the_limit(speaker: Speaker, operator: str) -> str:
    """Say how the number nearest to a limit still satisfies it: more than 5 becomes at least 6."""
    if operator == "is":
        return operator_words(speaker, operator)
    return operator_words(speaker, "ten_minste" if operator in UPWARDS else "ten_hoogste")


def nearest(limit: Fraction, operator: str) -> int:
    """Give the whole number nearest to a limit that satisfies a comparison with it."""
    below, above = floor(limit), ceil(limit)
    enough = {"meer_dan": below + 1, "ten_hoogste": below, "minder_dan": above - 1}
    return enough.get(operator, above)


def _ratio(speaker: Speaker, found: RatioFound) -> str:
    test = found.test
    if found.unknown or not found.whole:
        return needed(speaker, described(speaker, found.kind, test))
    step = Fraction(test.numerator_step)
    enough = nearest(Fraction(test.limit) * found.whole / step, test.operator) * step
    kind = speaker.row_kind(found.kind, test.relation) if test.relation else found.kind
    part = f"{_at_the_limit(speaker, test.operator)} {amount_words(speaker, kind, test.numerator, enough)}"
    whole = f"{amount_words(speaker, kind, test.denominator, found.whole)} ({speaker.name(kind, test.denominator)})"
    numerator = speaker.name(kind, test.numerator)
    return speaker.say(f"nodig voor {numerator}: {part}, bij {whole}", f"needed for {numerator}: {part}, with {whole}")
