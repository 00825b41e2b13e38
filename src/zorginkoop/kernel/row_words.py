"""Sentences about rows: how many there are, how many count, who they are, and what decides each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zorginkoop.kernel.condition_words import described, operator_words, row_limit, who
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.leaf_words import SHOWN, comparison_words, ratio_lines, unknown_rows
from zorginkoop.kernel.number_words import write_number, write_share
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.subject_words import PERSON, RECORDS, REGISTRATION, noun
from zorginkoop.kernel.witness import Compared, Ground, RatioFound, Referred, RowFound, RowsFound, by_fact, grounds

UPWARDS = {"ten_minste", "meer_dan", "is"}  # comparisons for which more rows are better
MATCHES = 2  # rows of a row that a text names


def row_lines(speaker: Speaker, found: RowsFound) -> Iterator[str]:
    """Say a test over rows: a headline with the numbers, then the rows that decide."""
    if found.rows is None:
        yield unknown_rows(speaker, speaker.rows(found.kind, found.test.relation))
        return
    if not found.asked:
        yield _nobody(speaker, found)
        return
    headline = _HEADLINES[found.test.how]
    yield headline(speaker, found) + _as_on(speaker, found)
    yield from _named(speaker, found)


def _as_on(speaker: Speaker, found: RowsFound) -> str:
    """Say on which day the rows were looked at, where that is the day of an event."""
    if "@" not in found.test.relation or not found.rows:
        return ""
    day = write_date(found.rows[0].subject.on, speaker.language)
    return speaker.say(f" (stand op {day})", f" (as on {day})")


def _nobody(speaker: Speaker, found: RowsFound) -> str:
    rows = speaker.rows(found.kind, found.test.relation)
    if found.test.population is None:
        return speaker.say(f"er zijn bij ons geen {rows} bekend", f"we know of no {rows}")
    asked = who(speaker, found.kind, found.test, 0)
    return speaker.say(f"er zijn bij ons geen {asked} bekend", f"we know of no {asked}")


def counted_who(speaker: Speaker, found: RowsFound, number: int) -> str:
    """Name how many rows are asked about: 27 fysiotherapeuten."""
    return f"{write_number(number, speaker.language)} {who(speaker, found.kind, found.test, number)}"


def _at_yours(speaker: Speaker, found: RowsFound, number: int) -> str:
    """Start a sentence about how many there are: Bij u werken 27 fysiotherapeuten."""
    counted = counted_who(speaker, found, number)
    if found.kind in RECORDS:
        one, verb, belong = noun(found.kind, "", 1, speaker.language), "hoort", "belongs"
        verb, belong = (verb, belong) if number == 1 else ("horen", "belong")
        return speaker.say(f"bij deze {one} {verb} {counted}", f"{counted} {belong} to this {one}")
    if speaker.row_kind(found.kind, found.test.relation) == PERSON:
        verb = "werkt" if number == 1 else "werken"
        have = "there is" if number == 1 else "there are"
        return speaker.say(f"bij u {verb} {counted}", f"{have} {counted} at your organisation")
    return speaker.say(f"wij kennen {counted} bij u", f"we know of {counted} at your organisation")


def _share(speaker: Speaker, found: RowsFound) -> str:
    (low_part, low_whole), (high_part, high_whole) = found.bounds
    limit = Fraction(found.test.limit)
    text = f"{_at_yours(speaker, found, len(found.asked))}; {_part_words(speaker, found, low_part, high_part)}"
    ends = [write_share(Fraction(p, w), speaker.language, limit) if w else "" for p, w in found.bounds]
    if (low_part, low_whole) == (high_part, high_whole):
        text += f" ({ends[0]})" if ends[0] else ""
    elif all(ends):
        text += speaker.say(f" (tussen {ends[0]} en {ends[1]})", f" (between {ends[0]} and {ends[1]})")
    return text + _asks(speaker, found)


def _part_words(speaker: Speaker, found: RowsFound, low: int, high: int) -> str:
    """Say how many count; where fewer is better, say what they have instead."""
    number = f"{low}" if low == high else speaker.say(f"{low} tot {high}", f"{low} to {high}")
    if found.test.operator not in UPWARDS:
        what = described(speaker, speaker.row_kind(found.kind, found.test.relation), found.test.where)
        number = number if high else speaker.say("geen", "none")
        return speaker.say(f"voor {number} daarvan geldt: {what}", f"for {number} of them: {what}")
    if not high:
        return speaker.say("geen daarvan telt mee", "none of them counts")
    counts, verb = ("telt", "counts") if high == 1 and low == 1 else ("tellen", "count")
    return speaker.say(f"{number} daarvan {counts} mee", f"{number} of them {verb}")


def _asks(speaker: Speaker, found: RowsFound) -> str:
    limit = f"{operator_words(speaker, found.test.operator)} {row_limit(speaker, found.test)}"
    return speaker.say(f"; het beleid vraagt {limit}", f"; the policy asks {limit}")


def _count(speaker: Speaker, found: RowsFound) -> str:
    (low, _), (high, _) = found.bounds
    text = f"{_at_yours(speaker, found, len(found.asked))}; {_part_words(speaker, found, low, high)}"
    return text + _asks(speaker, found)


def _each(speaker: Speaker, found: RowsFound) -> str:
    text, whole = _at_yours(speaker, found, len(found.asked)), len(found.asked)
    failing, unknown = len(found.counted(NOT_MET)), len(found.counted(UNKNOWN))
    if failing and whole > 1:
        fails = "does not comply" if failing == 1 else "do not comply"
        return text + speaker.say(f"; {failing} daarvan {_complies(failing)} niet", f"; {failing} of them {fails}")
    if failing:
        return text + _that_one(speaker, found)
    return text + (_open(speaker, unknown, whole) if unknown else _all(speaker, whole))


def _some(speaker: Speaker, found: RowsFound) -> str:
    text, whole = _at_yours(speaker, found, len(found.asked)), len(found.asked)
    met, unknown = len(found.counted(MET)), len(found.counted(UNKNOWN))
    if met and whole > 1:
        complies = "complies" if met == 1 else "comply"
        return text + speaker.say(f"; {met} daarvan {_complies(met)}", f"; {met} of them {complies}")
    if unknown and not met:
        return text + _open(speaker, unknown, whole)
    if whole == 1:
        return text + _that_one(speaker, found)
    return text + speaker.say("; geen daarvan voldoet", "; none of them complies")


def _that_one(speaker: Speaker, found: RowsFound) -> str:
    """Say whether the only row complies."""
    if found.counted(MET):
        return speaker.say(" en die voldoet", ", which complies")
    return speaker.say("; die voldoet niet", "; that one does not comply")


def _complies(number: int) -> str:
    return "voldoet" if number == 1 else "voldoen"


def _all(speaker: Speaker, number: int) -> str:
    if number == 1:
        return speaker.say(" en die voldoet", ", which complies")
    return speaker.say("; dit geldt voor allemaal", "; this holds for all of them")


def _open(speaker: Speaker, number: int, whole: int) -> str:
    if whole == 1:
        return speaker.say("; dit is nog niet vastgesteld", "; this is not established yet")
    return speaker.say(
        f"; van {number} daarvan is dit nog niet vastgesteld", f"; for {number} of them this is not established yet"
    )


def _none(speaker: Speaker, found: RowsFound) -> str:
    met = len(found.counted(MET))
    what = described(speaker, speaker.row_kind(found.kind, found.test.relation), found.test.where)
    text = _at_yours(speaker, found, len(found.asked))
    if met:
        return text + speaker.say(f"; voor {met} daarvan geldt: {what}", f"; for {met} of them: {what}")
    if found.counted(UNKNOWN):
        return text + speaker.say(f"; nog niet vastgesteld is: {what}", f"; not established yet: {what}")
    return text + speaker.say(f"; voor geen daarvan geldt: {what}", f"; for none of them: {what}")


_HEADLINES = {"aandeel": _share, "aantal": _count, "elke_rij": _each, "een_rij": _some, "geen_rij": _none}


def _named(speaker: Speaker, found: RowsFound) -> Iterator[str]:
    """Name the rows that decide, each with what decides it."""
    for state in _told(found):
        rows = found.counted(state)
        for row in rows[:SHOWN]:
            yield row_words(speaker, found, row)
        rest = len(rows) - SHOWN
        if rest > 0:
            yield _more(speaker, state, f"{rest} {speaker.rows(found.kind, found.test.relation, rest)}")


def _told(found: RowsFound) -> tuple[int, ...]:
    """Give the states of rows worth naming: what holds for every row needs no names."""
    how, met = found.test.how, found.state == MET
    if how == "elke_rij":
        return () if met else (NOT_MET, UNKNOWN)
    if how == "geen_rij" or (found.test.operator and found.test.operator not in UPWARDS):
        return () if met else (MET, UNKNOWN)
    return (MET,) if met else (NOT_MET, UNKNOWN)


def _more(speaker: Speaker, state: int, rest: str) -> str:
    words = f": {speaker.state(state)}" if state == UNKNOWN else ""
    return speaker.say(f"en nog {rest}{words}", f"and another {rest}{words}")


def row_words(speaker: Speaker, found: RowsFound, row: RowFound) -> str:
    """Say one row: who or which it is, and what decides it."""
    inner = row.inner
    if row.population is not None and row.inside == UNKNOWN and row.state != NOT_MET:
        inner = row.population
    name, given = row_name(speaker, found, row), grounds(inner)
    one = given[0].witness if len(given) == 1 else None
    if isinstance(one, RowsFound) and one.rows is not None and one.state == NOT_MET and one.test.how == "een_rij":
        return _lacks(speaker, name, one)
    details = "; ".join(dict.fromkeys(brief_grounds(speaker, given)))
    return f"{name}: {details}" if details else name


def _lacks(speaker: Speaker, name: str, found: RowsFound) -> str:
    """Say that somebody is not registered as asked, or does not have the rows asked for."""
    kind, rows = speaker.row_kind(found.kind, found.test.relation), speaker.rows(found.kind, found.test.relation)
    what = described(speaker, kind, found.test.where)
    for article in ("het ", "de ", "the "):
        what = what.removeprefix(article)
    if kind == REGISTRATION:
        return speaker.say(
            f"{name} staat niet ingeschreven zoals gevraagd ({what})", f"{name} is not registered as asked ({what})"
        )
    return speaker.say(
        f"{name} heeft niet de gevraagde {rows} ({what})", f"{name} does not have the {rows} asked for ({what})"
    )


def brief_grounds(speaker: Speaker, given: tuple[Ground, ...]) -> Iterator[str]:
    """Say each ground of a row in a few words, and every fact once with all that is asked of it."""
    for same in by_fact(given):
        compared = [(one.witness, one.negated) for one in same if isinstance(one.witness, Compared)]
        yield comparison_words(speaker, compared, full=False) if compared else _brief(speaker, same[0])


def row_name(speaker: Speaker, found: RowsFound, row: RowFound) -> str:
    """Name a row by its name, or by what it is and its id."""
    number = row.subject.id.removeprefix(f"{row.subject.kind} ")  # a row without an id is numbered by its kind
    return row.subject.name or f"{speaker.rows(found.kind, found.test.relation, 1)} {number}"


def _brief(speaker: Speaker, ground: Ground) -> str:
    """Say one ground of a row that is no comparison in a few words."""
    found = ground.witness
    if isinstance(found, RowsFound):
        return _brief_rows(speaker, found)
    if isinstance(found, RatioFound):
        return next(ratio_lines(speaker, found))
    return speaker.requirement(speaker.criterion(found.criterion)) if isinstance(found, Referred) else ""


def _brief_rows(speaker: Speaker, found: RowsFound) -> str:
    rows = speaker.rows(found.kind, found.test.relation)
    if found.rows is None:
        return speaker.say(f"de {rows} zijn nog niet bekend", f"the {rows} are not known yet")
    if found.state == MET and found.counted(MET):
        return _matching(speaker, found)
    what = described(speaker, speaker.row_kind(found.kind, found.test.relation), found.test.where)
    heads = {
        MET: speaker.say(f"geen {rows} met {what}", f"no {rows} with {what}"),
        NOT_MET: speaker.say(f"niet de gevraagde {rows} ({what})", f"not the {rows} asked for ({what})"),
        UNKNOWN: speaker.say(f"nog niet vastgesteld: {rows} met {what}", f"not established yet: {rows} with {what}"),
        NOT_APPLICABLE: speaker.say(f"geen {rows}", f"no {rows}"),
    }
    return heads[found.state]


def _matching(speaker: Speaker, found: RowsFound) -> str:
    """Name the first rows that hold, by what makes them hold."""
    one = speaker.rows(found.kind, found.test.relation, 1)
    matches = ("; ".join(brief_grounds(speaker, grounds(row.inner))) for row in found.counted(MET)[:MATCHES])
    return "; ".join(f"{one} ({match})" if match else one for match in dict.fromkeys(matches))
