"""Every date of one agreement, on a page or as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from zorginkoop.cli.terminal import Style
from zorginkoop.kernel.agenda import Agenda, DatedDeadline, DatedStart, DatedTurn
from zorginkoop.kernel.date_words import Language, write_date, write_moment
from zorginkoop.kernel.dates import Resolved, Timing, start_of
from zorginkoop.kernel.language import Force
from zorginkoop.kernel.running_term import RunningTerm
from zorginkoop.kernel.term_words import period_words, term_words

_VERDICTS = {
    "nl": {
        "te_vroeg": "te vroeg",
        "op_tijd": "op tijd",
        "te_laat": "te laat",
        "open": "nog open",
        "verstreken": "verstreken",
    },
    "en": {
        "te_vroeg": "too early",
        "op_tijd": "in time",
        "te_laat": "too late",
        "open": "still open",
        "verstreken": "overdue",
    },
}
_FORCES = {
    "nl": {"inspanning": "streven", "bevoegdheid": "bevoegdheid"},
    "en": {"inspanning": "aim", "bevoegdheid": "discretion"},
}


def date_lines(found: Agenda, language: Language, style: Style) -> Iterator[str]:
    """Write every date of an agreement: what happened, deadlines with their turns, start, changes and term."""
    agreement, dutch = found.compiled.agreement, language == "nl"
    yield style.paint(f"{agreement.edition} · {agreement.phrase.in_language(language)}", "bold")
    for name, moment in found.events.items():
        yield f"  {name}: {_moment(moment, language)}"
    yield style.paint("Termijnen" if dutch else "Deadlines", "bold")
    for dated in found.deadlines:
        yield from style.wrap(_deadline(dated, language), 2, 2)
        for turn in dated.turns:
            yield f"    {_turn(turn, language)}"
    if found.start or found.changes:
        yield style.paint("Ingang en wijziging" if dutch else "Start and changes", "bold")
    for start in (*([found.start] if found.start else []), *found.changes):
        yield from style.wrap(_start(start, language), 2, 2)
    rule, running = found.compiled.planning.term, found.running
    if rule and running:
        yield f"  {'looptijd' if dutch else 'term'}: {period_words(running.period, language)}"
        for sentence in term_words(rule, running, language):
            yield from style.wrap(sentence, 4, 2)
    if found.bridge:
        label = "overbrugging, op de oude voorwaarden" if dutch else "bridging, on the old terms"
        yield f"  {label}: {period_words(found.bridge, language)}"


def _moment(moment: datetime, language: Language) -> str:
    """Write a moment; the first instant of a day is that whole day."""
    day = moment.date()
    return write_date(day, language) if moment == start_of(day) else write_moment(moment, language)


def _deadline(dated: DatedDeadline, language: Language) -> str:
    deadline = dated.deadline
    force = "" if deadline.force == Force.REQUIREMENT else f", {_FORCES[language][deadline.force]}"
    text = f"{deadline.id} ({deadline.binds}{force}): {dated.dates.say(language)}"
    if dated.happened:
        text += f"; {_moment(dated.happened, language)}: {_VERDICTS[language][dated.verdict]}"
    elif dated.verdict is Timing.MISSED:
        text += f"; {_VERDICTS[language][dated.verdict]}"
    afterwards = deadline.afterwards.in_language(language)
    if afterwards:
        text += f"; {'daarna' if language == 'nl' else 'afterwards'}: {afterwards}"
    return f"{text} [{', '.join(deadline.citation.places)}]"


def _turn(dated: DatedTurn, language: Language) -> str:
    by = write_date(dated.turn.last_day, language) if dated.turn.last_day else ""
    came = f"{_moment(dated.happened, language)}: " if dated.happened else ""
    due = f"uiterlijk {by}" if language == "nl" else f"by {by}"
    return f"{dated.turn.name} ({due}): {came}{_VERDICTS[language][dated.verdict]}"


def _start(start: DatedStart, language: Language) -> str:
    text = f"{start.rule.id}: {start.dates.say(language)}"
    if start.needs_decision:
        text += f"; {start.rule.otherwise.in_language(language)} ({', '.join(start.before)})"
    return f"{text} [{', '.join(start.rule.citation.places)}]"


def plain_dates(found: Agenda) -> dict[str, object]:
    """Give every date of an agreement as plain data."""
    agreement = found.compiled.agreement
    plain: dict[str, object] = {
        "uitgave": agreement.edition,
        "codering": agreement.coding,
        "overeenkomst": agreement.agreement,
        "route": found.route,
        "gebeurtenissen": {name: moment.isoformat() for name, moment in found.events.items()},
        "termijnen": [_plain_deadline(dated) for dated in found.deadlines],
        "wijzigingen": [_plain_start(start) for start in found.changes],
    }
    if found.start:
        plain["ingang"] = _plain_start(found.start)
    if found.running:
        plain["looptijd"] = _plain_term(found, found.running)
    if found.bridge and found.bridge.end:
        plain["overbrugging"] = {
            "van": found.bridge.start.isoformat(),
            "tot_en_met": found.bridge.end.isoformat(),
        }
    return plain


def _plain_term(found: Agenda, running: RunningTerm) -> dict[str, object]:
    rule, end = found.compiled.planning.term, running.period.end
    plain: dict[str, object] = {
        "van": running.period.start.isoformat(),
        "tot_en_met": end.isoformat() if end else "open",
    }
    if rule and rule.extension:
        plain["verlenging"] = {"gebruikt": list(running.used), "over": running.left, "te_laat": list(running.too_late)}
    if rule and rule.tacit:
        notice = {"opzeggen_uiterlijk": running.notice_by.isoformat()} if running.notice_by else {}
        plain["stilzwijgend"] = {"verlengd": running.renewals, **notice}
    return plain


def _plain_deadline(dated: DatedDeadline) -> dict[str, object]:
    deadline = dated.deadline
    return {
        "id": deadline.id,
        "bindt": deadline.binds,
        "kracht": str(deadline.force),
        "gebeurtenis": deadline.event,
        "oordeel": str(dated.verdict),
        "plaatsen": list(deadline.citation.places),
        "posten": list(deadline.citation.items),
        **_plain_dates(dated.dates),
        **({"beurten": [_plain_turn(turn) for turn in dated.turns]} if dated.turns else {}),
        **({"gebeurd": dated.happened.isoformat()} if dated.happened else {}),
        **({"daarna": {"nl": deadline.afterwards.nl, "en": deadline.afterwards.en}} if deadline.afterwards.nl else {}),
    }


def _plain_turn(dated: DatedTurn) -> dict[str, object]:
    turn = dated.turn
    days = {"uiterlijk": turn.last_day, "gebeurd": dated.happened}
    return {
        "over": turn.name,
        "oordeel": str(dated.verdict),
        **{name: value.isoformat() for name, value in days.items() if value is not None},
    }


def _plain_start(start: DatedStart) -> dict[str, object]:
    return {
        "id": start.rule.id,
        "plaatsen": list(start.rule.citation.places),
        "posten": list(start.rule.citation.items),
        "besluit_nodig": "ja" if start.needs_decision else "nee",
        "voor": list(start.before),
        **_plain_dates(start.dates),
    }


def _plain_dates(dates: Resolved) -> dict[str, object]:
    """Give the days, inclusive, and the exact moments; what is open on a side is left out."""
    moments = {"vanaf_moment": dates.first, "voor_moment": dates.before}
    days = {"vanaf": dates.first_day, "uiterlijk": dates.last_day}
    return {
        "vorm": str(dates.form),
        "wacht_op": [*dates.waiting_for, *dates.also_waiting_for],
        "zin": {"nl": dates.say("nl"), "en": dates.say("en")},
        **{name: value.isoformat() for name, value in {**moments, **days}.items() if value is not None},
        **({"woorden": dates.words} if dates.words else {}),
    }
