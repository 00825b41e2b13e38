"""How the coverage of a source is told: per chapter what carries it, what is open, and each sentence when asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from zorginkoop.cli.terminal import Style, print_problems, problem_as_data, style_of_output, table
from zorginkoop.policies.coverage.check import Coverage, Subject, in_chapter, reasons_of
from zorginkoop.policies.coverage.homes import Home
from zorginkoop.policies.coverage.items import Items
from zorginkoop.policies.coverage.ledger import SentenceEntry

_COLUMNS = ("zinnen", "door", "verhalend", "inkoper_beslist", "onvertaalbaar", "open")
_HEADS = ("HOOFDSTUK", "ZINNEN", "GEDRAGEN", "VERHALEND", "INKOPER", "ONVERTAALBAAR", "OPEN")
_MOST = 40
_KINDS = {
    Home.RULE: "regel",
    Home.EFFORT: "inspanning",
    Home.DEADLINE: "termijn",
    Home.FORMULA: "formule",
    Home.STATUS: "contractstatus",
    Home.DECISION: "besluit",
    Home.QUESTION: "vraag",
    Home.DECLARATION: "verklaring",
    Home.FACT: "feit",
    Home.VALUE: "waarde",
    Home.TEXT: "tekst",
    Home.AGREEMENT: "overeenkomst",
    Home.CHANGE: "wijziging",
    Home.EDITION: "uitgave",
}


def print_coverage(found: Coverage, arguments: argparse.Namespace) -> None:
    """Print the table, what is open and what is wrong."""
    style = style_of_output()
    print(style.paint(_headline(found), "green" if found.whole else "red"), flush=True)
    if found.exempt or not found.entries:
        print_problems(found.problems)
        return
    rows: list[tuple[str, ...]] = [(*_HEADS, "WAARDOOR")]
    for chapter, counted in found.chapters().items():
        if arguments.chapter is None or chapter == arguments.chapter.partition("/")[0]:
            carriers = sorted(found.carriers[chapter].items(), key=lambda pair: (-pair[1], pair[0]))
            kinds = ", ".join(f"{_KINDS[kind]} {count}" for kind, count in carriers)
            rows.append((chapter, *(str(counted[column] or "·") for column in _COLUMNS), kinds))
    for line in table(rows):
        print(f"  {line}")
    for anchor, entry in found.entries.items():
        if entry.onvertaalbaar is not None and in_chapter(anchor, arguments.chapter):
            print(f"  onvertaalbaar: {anchor}, regels {entry.regels}: {entry.onvertaalbaar}")
    shown = [sentence for sentence in found.open if in_chapter(sentence.anchor, arguments.chapter)]
    for sentence in shown[:_MOST]:
        items = f" ({', '.join(sentence.items)})" if sentence.items else ""
        kind = "open eis" if sentence.normative else "open"
        print(f"  {kind}: {sentence.anchor}, regels {sentence.lines}{items}: {sentence.why}")
    if len(shown) > _MOST:
        print(f"  … en nog {len(shown) - _MOST} open zinnen; kies een hoofdstuk met --chapter.")
    if found.compared is None:
        print("  De bron is niet vergeleken: zij is niet gegeven en niet gevonden.")
    print_problems(found.problems)


def _headline(found: Coverage) -> str:
    count = len(found.problems)
    wrong = f", {count} {'probleem' if count == 1 else 'problemen'}" if count else ""
    if found.exempt:
        return f"{found.edition}: vrijgesteld, want maar ten dele bekend{wrong}"
    if not found.entries:
        return f"{found.edition}: nog geen brondekking"
    normative = sum(sentence.normative for sentence in found.open)
    opened = len(found.open)
    told = "gedekt" if found.whole else f"{opened} {'zin' if opened == 1 else 'zinnen'} open, waarvan {normative} eis"
    reasons = reasons_of(found.entries)
    counted = ", ".join(f"{reasons[key]} {key}" for key in ("verhalend", "inkoper_beslist", "onvertaalbaar"))
    return f"{found.edition}: {told}{wrong} ({len(found.entries)} zinnen, {counted})"


def print_sentences(subject: Subject, found: Coverage, chapter: str | None) -> None:
    """Print every sentence of a chapter with its items and what carries it; its text only where there is a source."""
    style = style_of_output()
    waiting = {sentence.anchor: sentence.why for sentence in found.open}
    for anchor, entry in found.entries.items():
        if not in_chapter(anchor, chapter):
            continue
        posten = [_item(subject.items, name) for name in subject.items.touching(entry.regels)]
        why = f"  [{waiting[anchor]}]" if anchor in waiting else ""
        print(style.paint(f"{anchor}  regels {entry.regels}  {', '.join(posten)}{why}", "bold"))
        text = found.compared.texts.get(anchor) if found.compared else None
        if text is not None:
            print("\n".join(style.wrap(text.text, 4)))
        print("\n".join(_carried(subject, entry, style)) or "    —")


def _item(items: Items, name: str) -> str:
    return f"{name} {items.items[name].kracht}"


def _carried(subject: Subject, entry: SentenceEntry, style: Style) -> Iterator[str]:
    for address in entry.door:
        node = subject.nodes.get(address)
        posten = f" [{', '.join(node.posten)}]" if node and node.posten else ""
        yield from style.wrap(f"→ {address}{posten}", 4, 4)
    for key in entry.ways:
        if key != "door":
            posten = f" [{', '.join(entry.posten)}]" if entry.posten else ""
            yield from style.wrap(f"→ {key}: {getattr(entry, key)}{posten}", 4, 4)


def plain(found: Coverage) -> dict[str, object]:
    """Give the outcome as plain data."""
    return {
        "uitgave": found.edition,
        "bron": found.source,
        "gedekt": "ja" if found.whole else "nee",
        "vergeleken": "ja" if found.compared else "nee",
        **({"vrijgesteld": "ja"} if found.exempt else {}),
        "hoofdstukken": {
            chapter: {
                **{column: counted[column] for column in _COLUMNS},
                "waardoor": {_KINDS[kind]: count for kind, count in sorted(found.carriers[chapter].items())},
            }
            for chapter, counted in found.chapters().items()
        },
        "open": [
            {
                "anker": sentence.anchor,
                "regels": sentence.lines,
                "waarom": sentence.why,
                "posten": list(sentence.items),
                "eis": "ja" if sentence.normative else "nee",
            }
            for sentence in found.open
        ],
        "problemen": [problem_as_data(problem) for problem in found.problems],
    }
