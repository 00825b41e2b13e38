"""Sentences about one comparison or ratio: the value found, where it comes from, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from zorginkoop.kernel.condition_words import asked, operator_words, ratio_limit
from zorginkoop.kernel.number_words import write_list, write_money, write_number, write_share
from zorginkoop.kernel.provenance_words import fact_words
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, UNKNOWN
from zorginkoop.kernel.tree import FactDeclaration, OtherFact
from zorginkoop.kernel.witness import Compared, RatioFound

SHOWN = 5  # rows that a text names; the rest is counted
_NUMBERS = {"getal", "geld", "percentage"}
_WITH_LIMIT = {"getal", "geld", "percentage", "datum", "moment", "periode", "code", "codes"}


def comparison_words(speaker: Speaker, given: Sequence[tuple[Compared, int]], *, full: bool = True) -> str:
    """Say the comparisons of one fact: its value, with its source when full, and what is asked or missing."""
    first = given[0][0]
    text = fact_words(speaker, first.kind, first.fact, full=full)
    missing = [missing_words(speaker, found) for found, _ in given if found.missing]
    if missing:
        words = write_list(list(dict.fromkeys(missing)), speaker.say("en", "and"))
        text += speaker.say(f"; dit ontbreekt: {words}", f"; missing: {words}")
    limits = [_asked(speaker, found, negated) for found, negated in given if _tells_limit(found, negated, full=full)]
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
            codes = speaker.codes(found.unmapped, speaker.say("en", "and"), _asking(speaker, found))
            yield speaker.say(f"nog niet bekend is wat hoort bij {codes}", f"not known yet: what belongs to {codes}")


def _tells_limit(found: Compared, negated: int, *, full: bool) -> bool:
    """Tell whether to name the limit: where it was missed, and beside every number that is told in full."""
    test = found.test
    if test.kind not in _WITH_LIMIT or test.operator == "bekend" or isinstance(test.operand, OtherFact):
        return False
    return (full and test.kind in _NUMBERS) or bool(negated) or found.state not in (MET, NOT_APPLICABLE)


def _asking(speaker: Speaker, found: Compared) -> FactDeclaration | None:
    """Give the fact whose codes ask for others."""
    operand = found.test.operand
    return speaker.declaration(found.kind, operand.fact) if isinstance(operand, OtherFact) else None


def missing_words(speaker: Speaker, found: Compared) -> str:
    """List what is missing, with what asks for it."""
    own, asking, parts = speaker.declaration(found.kind, found.test.fact), _asking(speaker, found), []
    for element in found.missing:
        because = speaker.codes(element.because, speaker.say("en", "and"), asking) if element.because else ""
        reason = speaker.say(f" (gevraagd voor {because})", f" (asked for {because})") if because else ""
        parts.append(f"{speaker.code(element.code, own)}{reason}")
    return write_list(parts, speaker.say("en", "and"))


def _asked(speaker: Speaker, found: Compared, negated: int) -> str:
    words = asked(speaker, found.kind, found.test)
    return speaker.say(f"niet {words}", f"not {words}") if negated else words


def ratio_lines(speaker: Speaker, found: RatioFound) -> Iterator[str]:
    """Say a ratio: both numbers, what they come to, and what the policy asks."""
    test = found.test
    if not found.rows_known:
        yield unknown_rows(speaker, speaker.rows(found.kind, test.relation))
    elif found.unknown:
        yield from _ratio_unknown(speaker, found)
    else:
        part, whole = _both(speaker, found)
        limit = f"{operator_words(speaker, test.operator)} {ratio_limit(speaker, test)}"
        asks = speaker.say(f"; het beleid vraagt {limit}", f"; the policy asks {limit}")
        yield f"{part}; {whole}{_quotient(speaker, found)}{asks}"


def _both(speaker: Speaker, found: RatioFound) -> tuple[str, str]:
    """Say both numbers: facts with their source, or sums over rows."""
    if found.facts:
        part, whole = found.facts
        return fact_words(speaker, found.kind, part), fact_words(speaker, found.kind, whole)
    kind, test = speaker.row_kind(found.kind, found.test.relation), found.test
    part_words = amount_words(speaker, kind, test.numerator, found.part)
    whole_words = amount_words(speaker, kind, test.denominator, found.whole)
    return (
        f"{speaker.name(kind, test.numerator)}: {part_words}",
        f"{speaker.name(kind, test.denominator)}: {whole_words}",
    )


def _ratio_unknown(speaker: Speaker, found: RatioFound) -> Iterator[str]:
    if found.facts:
        for fact in found.facts:
            yield fact_words(speaker, found.kind, fact)
        return
    kind = speaker.row_kind(found.kind, found.test.relation)
    names = [row.name or row.id for row in found.unknown[:SHOWN]]
    rest = len(found.unknown) - SHOWN
    if rest > 0:
        names.append(speaker.say(f"nog {rest}", f"{rest} more"))
    facts = f"{speaker.name(kind, found.test.numerator)} / {speaker.name(kind, found.test.denominator)}"
    listed = write_list(names, speaker.say("en", "and"))
    yield speaker.say(f"nog niet bekend bij {listed}: {facts}", f"not known yet for {listed}: {facts}")


def _quotient(speaker: Speaker, found: RatioFound) -> str:
    if not found.whole:
        return ""
    share, limit = found.part / found.whole, Fraction(found.test.limit)
    percentage = 0 < limit <= 1
    words = write_share(share, speaker.language, limit) if percentage else write_number(share, speaker.language, limit)
    return speaker.say(f"; dat is {words}", f"; that is {words}")


def amount_words(speaker: Speaker, kind: str, fact: str, amount: Fraction) -> str:
    """Write an amount of a fact in its own unit."""
    declaration = speaker.declaration(kind, fact)
    if declaration is not None and declaration.kind == "geld":
        return write_money(amount * 100, speaker.language)
    return speaker.with_unit(write_number(amount, speaker.language), declaration)


def unknown_rows(speaker: Speaker, rows: str) -> str:
    """Say that the rows of a relation are unknown as a whole."""
    return speaker.say(f"bij ons is nog niet bekend welke {rows} er zijn", f"we do not know yet which {rows} there are")
