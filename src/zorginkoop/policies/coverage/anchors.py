"""Give every sentence of a source its anchor: heading, paragraph and sentence, by the headings a person named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zorginkoop.policies.coverage.ledger import BEGIN, HeadingEntry
from zorginkoop.policies.coverage.paragraphs import Paragraph
from zorginkoop.policies.coverage.sentences import Sentence

_WORDS = 3


@dataclass
class Section:
    """What stands under one heading of a source."""

    name: str
    heading: Paragraph | None = None
    also_text: bool = False
    paragraphs: list[Paragraph] = field(default_factory=list)

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        """Give its sentences with their anchors."""
        for number, paragraph in enumerate(self.paragraphs, start=1):
            for place, sentence in enumerate(paragraph.sentences, start=1):
                yield f"{self.name}/{number}.{place}", sentence


def sections_by_names(
    paragraphs: Sequence[Paragraph], headings: Mapping[str, HeadingEntry]
) -> tuple[list[Section], list[str]]:
    """Cut a source by the headings of its coverage file; give also the headings that were not found in it."""
    found, missing = _find(paragraphs, headings)
    sections = [Section(BEGIN)]
    for number, paragraph in enumerate(paragraphs):
        name = found.get(number)
        if name is not None:
            sections.append(Section(name, paragraph, also_text=headings[name].ook_zin))
        if name is None or headings[name].ook_zin:
            sections[-1].paragraphs.append(paragraph)
    return [section for section in sections if section.heading or section.paragraphs], missing


def _find(paragraphs: Sequence[Paragraph], headings: Mapping[str, HeadingEntry]) -> tuple[dict[int, str], list[str]]:
    """Find each heading: the paragraph with its fingerprint, nearest to where it was, in the order of the lines."""
    found: dict[int, str] = {}
    missing: list[str] = []
    start, shift = 0, 0
    for name, entry in sorted(headings.items(), key=lambda pair: pair[1].regels.first):
        wanted = entry.regels.first + shift
        candidates = [
            (abs(paragraph.lines[0].number - wanted), number)
            for number, paragraph in enumerate(paragraphs[start:], start=start)
            if _is_it(paragraph, entry, wanted)
        ]
        if not candidates:
            missing.append(name)
            continue
        number = min(candidates)[1]
        found[number] = name
        shift = paragraphs[number].lines[0].number - entry.regels.first
        start = number + 1
    return found, missing


def _is_it(paragraph: Paragraph, entry: HeadingEntry, wanted: int) -> bool:
    """Tell whether a paragraph is a heading; one that a person just added is known by its line alone."""
    if entry.vinger is None:
        return paragraph.lines[0].number <= wanted <= paragraph.lines[-1].number
    known_by = paragraph.sentences[0] if entry.ook_zin else paragraph
    return known_by.fingerprint == entry.vinger


def sections_by_guess(paragraphs: Iterable[Paragraph]) -> list[Section]:
    """Cut a source by what looks like a heading, with names made from the headings' own words."""
    sections = [Section(BEGIN)]
    chapter = ""
    for paragraph in paragraphs:
        if not paragraph.heading:
            sections[-1].paragraphs.append(paragraph)
            continue
        own = paragraph.number
        if own and not chapter.startswith(f"{own}."):  # the number of a page may stand after its first section
            chapter = own
        chapter = chapter or slug(paragraph.title, 1)
        sections.append(Section(f"{own or chapter}/{'inleiding' if own else slug(paragraph.title)}", paragraph))
    return _unique([section for section in sections if section.heading or section.paragraphs])


def _unique(sections: list[Section]) -> list[Section]:
    """Give a number to a name that several sections have."""
    seen: dict[str, int] = {}
    for section in sections:
        seen[section.name] = count = seen.get(section.name, 0) + 1
        if count > 1:
            section.name = f"{section.name}_{count}"
    return sections


def slug(title: str, words: int = _WORDS) -> str:
    """Make a short name from the first words of a heading."""
    plain = unicodedata.normalize("NFKD", re.split(r"[:(]", title)[0])
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", ascii_only)[:words]) or BEGIN
