"""Sentences about one comparison or ratio: the value found, where it comes from, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from zorginkoop.kernel.condition_words import asked, operator_words, ratio_limit
from zorginkoop.kernel.number_words import write_list, write_money, write_number, write_share
from zorginkoop.kernel.provenance_words import fact_words
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, UNKNOWN
from zorginkoop.kernel.tree import OtherFact
from zorginkoop.kernel.witness import Compared, Missing, RatioFound

SHOWN = 5  # rows that a text names; the rest is counted
_NUMBERS = {"getal", "geld", "percentage"}
_WITH_LIMIT = {"getal", "geld", "percentage", "datum", "moment", "periode", "code", "codes"}


def comparison_words(speaker: Speaker, given: Sequence[tuple[Compared, int]], *, full: bool = True) -> str:
    """Say the comparisons of one fact: its value, with its source when full, and what is asked or missing."""
    first = given[0][0]
    text = fact_words(speaker, first.kind, first.fact, full=full)
    missing = [element for found, _ in given for element in found.missing]
    if missing:
        words = missing_words(speaker, missing)
        text += speaker.say(f"; dit ontbreekt: {words}", f"; missing: {words}")
    limits = [_asked(speaker, found, negated) for found, negated in given if _tells_limit(found, negated)]
    if not limits or missing:
        return text
    words = write_list(list(dict.fromkeys(limits)), speaker.say("of", "or"))
    if full:
        return text + speaker.say(f"; het beleid vraagt {words}", f"; the policy asks {words}")
    return text + speaker.say(f" (gevraagd: {words})", f" (asked: {words})")


def others(speaker: Speaker, given: Sequence[Compared]) -> Iterator[str]:
    """Say the facts that a fact was compared with, and what nobody knows about them."""
    for found in given:
        if found.other is not None and (found.test.operator != "omvat" or found.state == UNKNOWN):
            yield fact_words(speaker, found.kind, found.other)
        if found.unmapped and found.state == UNKNOWN:
            codes = speaker.codes(found.unmapped, speaker.say("en", "and"))
            yield speaker.say(f"nog niet bekend is wat hoort bij {codes}", f"not known yet: what belongs to {codes}")


def _tells_limit(found: Compared, negated: int) -> bool:
    """Tell whether to name the limit: where it was missed, and beside every number."""
    test = found.test
    if test.kind not in _WITH_LIMIT or test.operator == "bekend" or isinstance(test.operand, OtherFact):
        return False
    return test.kind in _NUMBERS or bool(negated) or found.state not in (MET, NOT_APPLICABLE)


def missing_words(speaker: Speaker, missing: Sequence[Missing]) -> str:
    """List what is missing, with what asks for it."""
    parts = []
    for element in missing:
        because = speaker.codes(element.because, speaker.say("en", "and")) if element.because else ""
        reason = speaker.say(f" (gevraagd voor {because})", f" (asked for {because})") if because else ""
        parts.append(f"{speaker.code(element.code)}{reason}")
    return write_list(parts, speaker.say("en", "and"))


def _asked(speaker: Speaker, found: Compared, negated: int) -> str:
    words = asked(speaker, found.kind, found.test)
    return speaker.say(f"niet {words}", f"not {words}") if negated else words


def ratio_lines(speaker: Speaker, found: RatioFound) -> Iterator[str]:
    """Say a ratio: both numbers, what they come to, and what the policy asks."""
    test = found.test
    row_kind = speaker.row_kind(found.kind, test.relation) if test.relation else found.kind
    rows = speaker.rows(found.kind, test.relation) if test.relation else ""
    if not found.rows_known:
        yield unknown_rows(speaker, rows)
        return
    part = f"{speaker.name(row_kind, test.numerator)}: {amount_words(speaker, row_kind, test.numerator, found.part)}"
    whole = (
        f"{speaker.name(row_kind, test.denominator)}: {amount_words(speaker, row_kind, test.denominator, found.whole)}"
    )
    if found.unknown:
        yield from _ratio_unknown(speaker, found, row_kind)
        return
    amounts = ((test.numerator, found.part), (test.denominator, found.whole))
    part, whole = (f"{speaker.name(row_kind, fact)}: {amount_words(speaker, row_kind, fact, n)}" for fact, n in amounts)
    limit = f"{operator_words(speaker, test.operator)} {ratio_limit(speaker, test)}"
    yield f"{part}; {whole}{_quotient(speaker, found)}" + speaker.say(
        f"; het beleid vraagt {limit}", f"; the policy asks {limit}"
    )
    for fact in found.facts:
        yield fact_words(speaker, found.kind, fact)


def _ratio_unknown(speaker: Speaker, found: RatioFound, row_kind: str) -> Iterator[str]:
    if found.facts:
        for fact in found.facts:
            yield fact_words(speaker, found.kind, fact)
        return
    names = [row.name or row.id for row in found.unknown]
    names = [*names[:SHOWN], "…"] if len(names) > SHOWN else names
    facts = f"{speaker.name(row_kind, found.test.numerator)} / {speaker.name(row_kind, found.test.denominator)}"
    listed = ", ".join(names)
    yield speaker.say(f"nog niet bekend bij {listed}: {facts}", f"not known yet for {listed}: {facts}")


def _quotient(speaker: Speaker, found: RatioFound) -> str:
    if not found.whole:
        return ""
    share, limit = found.part / found.whole, Fraction(found.test.limit)
    if 0 < limit <= 1:
        return f" ({write_share(share, speaker.language, limit)})"
    return f" ({write_number(share, speaker.language, limit)})"


def amount_words(speaker: Speaker, kind: str, fact: str, amount: Fraction) -> str:
    """Write an amount of a fact in its own unit."""
    declaration = speaker.declaration(kind, fact)
    if declaration is not None and declaration.kind == "geld":
        return write_money(amount * 100, speaker.language)
    return speaker.with_unit(write_number(amount, speaker.language), declaration)


def unknown_rows(speaker: Speaker, rows: str) -> str:
    """Say that the rows of a relation are unknown as a whole."""
    return speaker.say(f"bij ons is nog niet bekend welke {rows} er zijn", f"we do not know yet which {rows} there are")
