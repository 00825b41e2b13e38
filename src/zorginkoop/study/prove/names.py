"""Names without use and uses without a name: facts, events, lists, values, rows, conditions, and readings."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.language import Vocabulary
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.loading import EditionFolder, texts_of
from zorginkoop.policies.soundness import Idle, idle_names
from zorginkoop.policies.uses import Uses, uses_of
from zorginkoop.study.prove.finding import EDITION, Finding, Told
from zorginkoop.study.prove.nodes import Node, Nodes

_WHATS = {
    "feit": "fact", "gebeurtenis": "event", "lijst": "list", "waarde": "value", "voorwaarde": "condition",
    "rijen": "rows", "gevolg": "implication",
}  # fmt: skip
_SEEN = Phrase("gezien: geen enkele knoop noemt het", "seen: no node names it")
_LOOKED_UP = Phrase("gezien: het staat nergens", "seen: it stands nowhere")
_TAKE_AWAY = Phrase("Gebruik de naam ergens, of haal de regel weg.", "Use the name somewhere, or take the line away.")
_DECLARE = Phrase("Verklaar de naam, of verbeter de schrijfwijze.", "Declare the name, or mend the way it is written.")


def unused_findings(folder: EditionFolder, edition: LoadedEdition) -> Iterator[Finding]:
    """Tell what the edition declares and nothing uses, in any of its readings."""
    idle = [*idle_names(edition), *_idle_implications(edition), *_idle_rows(edition)]
    named = _named_in_readings(folder, idle) if idle else set()
    for one in idle:
        if one.name not in named:
            yield _unused(edition, one)


def _idle_implications(edition: LoadedEdition) -> Iterator[Idle]:
    """Give the implications of which nothing uses what they imply."""
    used = {name for uses in _all_uses(edition) for _, name in uses.facts}
    for ground, implied in edition.source.impliceert.items():
        if not used.intersection(implied):
            yield Idle("gevolg", ground, ("impliceert", ground))


def _idle_rows(edition: LoadedEdition) -> Iterator[Idle]:
    used = {key for uses in _all_uses(edition) for key in uses.rows}
    for subject, relations in edition.source.relaties.items():
        for name in relations:
            if (subject, name) not in used:
                yield Idle("rijen", name, ("relaties", subject, name))


def undeclared_findings(nodes: Nodes) -> Iterator[Finding]:
    """Tell what an agreement names and nothing declares."""
    vocabulary, source = nodes.edition.vocabulary, nodes.source
    uses = uses_of(vocabulary, source)
    for subject, name in uses.facts:
        if not _is_fact(vocabulary, source.onderwerp, subject, name):
            yield _undeclared(nodes, "feit", name, uses.facts[subject, name], subject)
    for subject, name in uses.rows:
        if name not in vocabulary.relaties.get(subject, {}):
            yield _undeclared(nodes, "rijen", name, uses.rows[subject, name], subject)
    for name, by in uses.lists.items():
        if name not in vocabulary.lijsten:
            yield _undeclared(nodes, "lijst", name, by)
    for name, by in uses.values.items():
        if name not in vocabulary.waarden:
            yield _undeclared(nodes, "waarde", name, by)


def _is_fact(vocabulary: Vocabulary, main: str, subject: str, name: str) -> bool:
    event = subject == main and name in vocabulary.gebeurtenissen
    return event or name in vocabulary.feiten.get(subject, {}) or name == REFERENCE_DATE


def _undeclared(nodes: Nodes, what: str, name: str, by: list[str], subject: str = "") -> Finding:
    of = Phrase(f" van {subject}", f" of {subject}") if subject else Phrase()
    what_is_wrong = Phrase(
        f"{', '.join(by)} noemt {what} {name}{of.nl}, en dat is nergens verklaard.",
        f"{', '.join(by)} names the {_WHATS[what]} {name}{of.en}, and nothing declares it.",
    )
    where = nodes.where(nodes.condition(by[0]))
    known = Node(
        name, [found.source for found in (nodes.condition(one) for one in by)], (), nodes.condition(by[0]).places
    )
    return nodes.finding(Check.UNDECLARED, [known], Told(what_is_wrong, _DECLARE, _LOOKED_UP), where)


def reading_findings(folder: EditionFolder, edition: LoadedEdition) -> Iterator[Finding]:
    """Tell of a reading of the edition itself that stands nowhere, or of which every option says the same."""
    texts = texts_of(folder)
    written = dict.fromkeys(edition.source.lezingen, False)
    for document in (texts.own, *texts.modules.values()):
        _differing(document.plain, written)
    nodes = Nodes(edition)
    for name, matters in written.items():
        if not matters:
            node = nodes.declared("lezingen", name)
            what = Phrase(
                f"lezing {name} verandert niets: welke optie ook geldt, alles blijft gelijk.",
                f"reading {name} changes nothing: whichever option holds, all stays the same.",
            )
            yield nodes.finding(Check.READING, [node], Told(what, _TAKE_AWAY, _SEEN))


def _differing(plain: object, written: dict[str, bool]) -> None:
    """Note every reading that stands somewhere with options that differ."""
    if isinstance(plain, list):
        for part in plain:
            _differing(part, written)
    if not isinstance(plain, dict):
        return
    name = plain.get("lezing")
    if name in written:
        options = [value for key, value in plain.items() if key != "lezing" and key.startswith("R")]
        written[name] = written[name] or any(option != options[0] for option in options)
    for key, value in plain.items():
        if key != "lezingen":
            _differing(value, written)


def _named_in_readings(folder: EditionFolder, idle: list[Idle]) -> set[str]:
    """Give the idle names that stand in an option of a reading that was not chosen, and those that these name."""
    named: set[str] = set()
    texts = texts_of(folder)
    for document in (texts.own, *texts.modules.values()):
        _options(document.plain, named)
    used = {one.name for one in idle} & named
    waiting = [one for one in idle if one.name in used]
    while waiting:
        inside: set[str] = set()
        _scalars(_at(texts.own.plain, waiting.pop().path), inside)
        near = [one for one in idle if one.name in inside - used]
        used |= {one.name for one in near}
        waiting += near
    return used


def _options(plain: object, named: set[str]) -> None:
    """Gather what stands in the options of every reading."""
    if isinstance(plain, dict) and "lezing" in plain:
        _scalars(plain, named)
        return
    for part in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        _options(part, named)


def _scalars(plain: object, found: set[str]) -> None:
    if isinstance(plain, str):
        found.add(plain)
    for part in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        _scalars(part, found)


def _at(plain: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        known = isinstance(plain, dict) or (isinstance(plain, list) and isinstance(step, int) and step < len(plain))
        plain = (plain.get(step) if isinstance(plain, dict) else plain[step]) if known else None  # type: ignore[index] # a list by its number
    return plain


def _all_uses(edition: LoadedEdition) -> list[Uses]:
    return [uses_of(edition.vocabulary, source) for source in edition.source.overeenkomsten.values()]


def _unused(edition: LoadedEdition, idle: Idle) -> Finding:
    nodes = Nodes(edition, str(idle.path[1]) if idle.path[0] == "overeenkomsten" else EDITION)
    node = Node(idle.name, idle.name, idle.path)
    if nodes.agreement == EDITION:
        node = nodes.declared(*(str(step) for step in idle.path))
    what = Phrase(
        f"{idle.what} {idle.name} wordt nergens gebruikt.", f"the {_WHATS[idle.what]} {idle.name} is used nowhere."
    )
    return nodes.finding(Check.UNUSED, [node], Told(what, _TAKE_AWAY, _SEEN), edition.where(idle.path))
