"""The nearest ways of one outcome: as text for a person, and as plain data beside the stored outcome."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.cli.judging import Judged
from zorginkoop.cli.terminal import Style
from zorginkoop.cli.words import Language, say
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.nearest import MOST_CHANGES, Nearest, NearestWay, NearestWays
from zorginkoop.kernel.nearest_changes import GONE
from zorginkoop.kernel.nearest_words import Step, goal_words, not_found, steps, ways_told, who_words
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.kernel.speech import Speaker

FORMAT = "zorginkoop-wegen/1"
Plain = dict[str, object]


def nearest_page(judged: Judged, language: Language, style: Style) -> str:
    """Write the nearest ways alone."""
    outcome = judged.outcome
    lines = list(nearest_lines(outcome, Speaker(outcome.agreement, language), style, also_hopeless=True))
    return "\n".join(lines[1:] if lines else [say("nothing_to_reach", language)])


def nearest_lines(outcome: Outcome, speaker: Speaker, style: Style, *, also_hopeless: bool = False) -> Iterator[str]:
    """Write a block for each goal; nothing about one that no route at all leads to, unless that is asked for."""
    for found in NearestWays(outcome.agreement).of(outcome):
        if not also_hopeless and found.impossible and not found.obstacles:
            continue
        yield ""
        yield style.paint(say("nearest", speaker.language, goal=goal_words(speaker, found)), "bold")
        if not found.found:
            yield from style.wrap(not_found(speaker, found), 2, 2)
        for head, way in ways_told(speaker, found):
            yield f"  {head}"
            for step in steps(speaker, way):
                yield from style.wrap(_line(speaker, step, style, way=way, alone=found.alone), 4, 2)


def _line(speaker: Speaker, step: Step, style: Style, *, way: NearestWay, alone: NearestWay | None) -> str:
    where = style.paint(f"[{', '.join(step.citation.places)}]", "dim") if step.citation.places else ""
    who = "" if way is alone else f"({who_words(speaker, step.who)})"
    return " ".join(part for part in (f"- {step.words}", who, where) if part)


def nearest_plain(outcome: Outcome) -> Plain:
    """Give the nearest ways as plain data, with the hash of the outcome that they start from."""
    found = NearestWays(outcome.agreement).of(outcome)
    return {
        "vorm": FORMAT,
        "vastlegging": content_hash(snapshot(outcome)),
        "dichtstbijzijnde_weg": [_goal(outcome, one) for one in found],
    }


def _goal(outcome: Outcome, found: Nearest) -> Plain:
    ways = {"aanbieder": found.alone, "met_een_ander": found.together}
    plain: Plain = {"naar": _kept({"uitkomst": found.goal.result, "variant": found.goal.variant})}
    plain |= {name: _way(outcome, way) for name, way in ways.items() if way is not None}
    if not found.found:
        plain["geen_weg"] = "bewezen" if found.impossible else f"binnen {MOST_CHANGES} wijzigingen niet gevonden"
        plain["hieraan_verandert_niemand_iets"] = list(found.obstacles)
        plain["weg_vanaf"] = found.later.isoformat() if found.later else ""
    return _kept(plain)


def _way(outcome: Outcome, way: NearestWay) -> Plain:
    speaker = Speaker(outcome.agreement, "nl")
    after = way.outcome
    route = after.route.id if after.route else ""
    return {
        "geeft": _kept({"uitkomst": after.result, "variant": after.variant, "route": route}),
        "stappen": [_step(way, step) for step in steps(speaker, way)],
    }


def _step(way: NearestWay, step: Step) -> Plain:
    changes = [_change(way, slot) for slot in step.slots if slot[1] and slot[1] != REFERENCE_DATE]
    return _kept(
        {
            "tekst": step.words,
            "door": str(step.who),
            "plaatsen": list(step.citation.places),
            "posten": list(step.citation.items),
            "wijzigingen": changes,
        }
    )


def _change(way: NearestWay, slot: tuple[tuple[tuple[str, int], ...], str]) -> Plain:
    place, key = slot
    before, value = way.ledger.original(slot), way.changes[slot]
    row = [f"{name}/{number + 1}" for name, number in place]
    if key == GONE:
        return {"rij": row, "vervalt": "ja"}
    after = "" if isinstance(value, tuple) else way.ledger.known_fact(way.ledger.kind_of(place), key, value).text
    known = before is not None and before.value is not None
    return {
        "feit": key,
        **({"rij": row} if row else {}),
        **({"van": before.text} if before is not None and known else {}),
        "naar": after,
    }


def _kept(plain: Plain) -> Plain:
    """Leave out what is empty."""
    return {key: value for key, value in plain.items() if value not in ("", [], {})}
