"""Write the first coverage file of an edition, and bring it up to date when source or policy changed.

What a person mended stays. Only what is still a proposal, or is new, is proposed again: the nodes whose items rest on
the lines of the sentence, those that name the same paragraph first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from zorginkoop.policies.coverage.anchors import Section, sections_by_guess, sections_by_names
from zorginkoop.policies.coverage.items import Items, Lines
from zorginkoop.policies.coverage.ledger import HeadingEntry, LedgerSource, SentenceEntry, heading_of, place_of
from zorginkoop.policies.coverage.nodes import NodeAt
from zorginkoop.policies.coverage.paragraphs import paragraphs_of
from zorginkoop.policies.coverage.sentences import Sentence

_MOST = 12
_WIDE = 1_000_000  # an item whose lines only touch the sentence
_DECLARES = 3  # the rank of what declares something and judges nothing
_DECLARED = frozenset({"feiten", "relaties", "gebeurtenissen", "waarden", "lijsten", "lezingen", "impliceert"})
_ALIKE = 0.45


@dataclass(frozen=True)
class Drafted:
    """The new coverage file, the headings of the old one that the source no longer has, and how many are new."""

    ledger: LedgerSource
    missing_headings: tuple[str, ...]
    proposed: int
    kept: int


def draft(
    source: str, lines: Sequence[str], items: Items, nodes: Mapping[str, NodeAt], old: LedgerSource | None
) -> Drafted:
    """Propose what carries each sentence; keep what the old file says of a sentence that is still there."""
    paragraphs = paragraphs_of(lines)
    missing: list[str] = []
    if old is not None and old.koppen:
        sections, missing = sections_by_names(paragraphs, old.koppen)
    else:
        sections = sections_by_guess(paragraphs)
        _named_as_before(sections, items, nodes.values())
    sentences = [pair for section in sections for pair in section.sentences()]
    kept, changed = _kept([sentence for _, sentence in sentences], old)
    proposing = _Proposing(items, nodes)
    entries: dict[str, SentenceEntry] = {}
    shift = 0  # the lines of the catalogue's text, counted from those of this source
    for number, (anchor, sentence) in enumerate(sentences):
        if number in kept:
            entries[anchor] = kept[number]
            shift = kept[number].regels.first - sentence.first
            continue
        stands = Lines(max(1, sentence.first + shift), max(1, sentence.last + shift))
        if number in changed:
            entries[anchor] = _as_proposed(changed[number], stands, sentence)
        else:
            entries[anchor] = proposing.entry(anchor, stands, sentence.fingerprint)
    proposing.house(entries)
    headings = {section.name: _heading(section, old) for section in sections if section.heading}
    ledger = LedgerSource(bron=source, koppen=headings, zinnen=entries)
    return Drafted(ledger, tuple(missing), len(entries) - len(kept), len(kept))


def _heading(section: Section, old: LedgerSource | None) -> HeadingEntry:
    """Describe a heading; one that is text as well is known by its first sentence, and one that is there stays."""
    assert section.heading is not None  # noqa: S101 - only sections that begin with a heading come here
    before = old.koppen.get(section.name) if old else None
    known_by = section.heading.sentences[0] if section.also_text else section.heading
    numbers = [line.number for line in section.heading.lines]
    lines = before.regels if before and before.vinger else Lines(numbers[0], numbers[-1])
    return HeadingEntry(regels=lines, vinger=known_by.fingerprint, ook_zin=section.also_text)


_Numbered = dict[int, SentenceEntry]


def _kept(sentences: Sequence[Sentence], old: LedgerSource | None) -> tuple[_Numbered, _Numbered]:
    """Give by the number of a sentence the answer of a person that stays, and the one to what it changed from."""
    kept: _Numbered = {}
    changed: _Numbered = {}
    before = list(old.zinnen.values()) if old else []
    matcher = SequenceMatcher(
        None, [entry.vinger for entry in before], [sentence.fingerprint for sentence in sentences], autojunk=False
    )
    for tag, start, end, now, until in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == until - now):
            into = kept if tag == "equal" else changed
            answered = [entry.ways != () and not entry.voorstel for entry in before[start:end]]
            into |= {now + step: before[start + step] for step, answer in enumerate(answered) if answer}
    return kept, changed


def _as_proposed(entry: SentenceEntry, lines: Lines, sentence: Sentence) -> SentenceEntry:
    """Propose for a changed sentence what a person said of it before it changed."""
    return entry.model_copy(update={"regels": lines, "vinger": sentence.fingerprint, "voorstel": True})


class _Proposing:
    def __init__(self, items: Items, nodes: Mapping[str, NodeAt]) -> None:
        self.items = items
        self.nodes = nodes
        self.by_item: dict[str, list[NodeAt]] = {}
        for node in nodes.values():
            for item in node.posten:
                self.by_item.setdefault(item, []).append(node)

    def entry(self, anchor: str, lines: Lines, fingerprint: str) -> SentenceEntry:
        """Propose what carries a sentence, or that it only tells; without either it stays open."""
        told = self.items.told(lines)
        if told is not None:
            return SentenceEntry(regels=lines, vinger=fingerprint, verhalend=told, voorstel=True)
        found = self._nodes(anchor, lines)
        return SentenceEntry(regels=lines, vinger=fingerprint, door=found, voorstel=bool(found))

    def house(self, entries: dict[str, SentenceEntry]) -> None:
        """Propose a sentence for every node that judges something and that no sentence names yet."""
        named = {address for entry in entries.values() for address in entry.door}
        for node in self.nodes.values():
            if node.address in named or node.shared or node.path[0] in _DECLARED:
                continue
            widths = {
                anchor: min((width for item in node.posten if (width := self._width(item, entry.regels))), default=0)
                for anchor, entry in entries.items()
                if entry.voorstel or not entry.ways
            }
            least = min((width for width in widths.values() if width), default=0)
            for anchor, width in widths.items():
                if width and width == least and entries[anchor].verhalend is None:
                    door = (*entries[anchor].door, node.address)
                    entries[anchor] = entries[anchor].model_copy(update={"door": door, "voorstel": True})

    def _width(self, item: str, lines: Lines) -> int:
        return self.items.narrow(item, lines) if item in self.items.items else 0

    def _nodes(self, anchor: str, lines: Lines) -> tuple[str, ...]:
        """Take the items that rest on the fewest lines, and of their nodes those that stand nearest."""
        touching = [name for name in self.items.touching(lines) if name in self.by_item]
        widths = {name: self.items.narrow(name, lines) or _WIDE for name in touching}
        for width in sorted(set(widths.values())):
            nodes = {node.address: node for name in touching if widths[name] == width for node in self.by_item[name]}
            ranks = {address: _rank(node, anchor) for address, node in nodes.items()}
            best = min(ranks.values())
            if best < _DECLARES or width == max(widths.values()):
                return tuple(address for address, rank in ranks.items() if rank == best)[:_MOST]
        return ()


def _rank(node: NodeAt, anchor: str) -> int:
    """Tell how near a node stands to a sentence: it names the paragraph, the heading, or only has the item."""
    least = _DECLARES if node.path[0] in _DECLARED else 0
    if place_of(anchor) in node.bij:
        return least
    return least + (1 if heading_of(anchor) in {place.rpartition("/")[0] for place in node.bij} else 2)


def _named_as_before(sections: Iterable[Section], items: Items, nodes: Iterable[NodeAt]) -> None:
    """Give sections the names that the places of the nodes already use, where lines and words both point there."""
    named = [section for section in sections if section.heading and section.paragraphs]
    votes = _votes(named, items, list(nodes))
    chosen: dict[str, str] = {}
    for (own, place), _ in votes.most_common():
        if own not in chosen and place not in chosen.values() and _alike(own, place):
            chosen[own] = place
    staying = {section.name for section in sections} - chosen.keys()
    for section in named:
        name = chosen.get(section.name, section.name)
        if name not in staying:
            section.name = name


def _votes(sections: Iterable[Section], items: Items, nodes: Iterable[NodeAt]) -> Counter[tuple[str, str]]:
    """Count for each section and each name in use how many items lead from the one to the other."""
    votes: Counter[tuple[str, str]] = Counter()
    places = [(item, place) for node in nodes for item in node.posten for place in node.bij if item in items.items]
    for section in sections:
        first = section.paragraphs[0].lines[0].number
        own = Lines(first, section.paragraphs[-1].lines[-1].number)
        inside = items.touching(own)
        votes.update((section.name, place.rpartition("/")[0]) for item, place in places if item in inside)
    return votes


def _alike(own: str, place: str) -> bool:
    """Tell whether two names could be of one section: the words after the chapter look alike."""
    (chapter, _, mine), (other, _, theirs) = own.partition("/"), place.partition("/")
    alike = SequenceMatcher(None, mine, theirs).ratio()
    return chapter == other and theirs != "" and (mine.startswith(theirs) or alike >= _ALIKE)
