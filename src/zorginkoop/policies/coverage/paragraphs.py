"""Cut the lines of a source into paragraphs, however its PDF was wrapped, and guess which of them are headings.

A text that came out of a PDF breaks lines at the width of the page, leaves blank lines in the middle of a sentence, and
puts footers and bare links between the paragraphs. What is a heading is guessed once, for the first draft; after that
the coverage file says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from zorginkoop.policies.coverage.sentences import Line, Sentence, fingerprint, sentences_of

_LINK = re.compile(r"\s*(?:https?://|mailto:)\S+\s*")
_FOOTER = re.compile(r"(?:.*\b)?pagina \d+(?: (?:van|/) \d+)?\s*|\s*\d+ / \d+\s*", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[•▪◦‣]\s*|-\t\s*)")
_DASH = re.compile(r"- +(?=\S)")
_NOTE = re.compile(r"\s*(?:\d(?:\s*\t|\s{2})|[¹²³⁴⁵⁶⁷⁸⁹])")  # a footnote: its number, then a tab or a gap
_NUMBERED = re.compile(r"\s*(?P<number>\d+(?:\.\d+)*)(?:\.\s+|(?<=\.\d)\s+|(?<=\.\d\d)\s+)(?P<title>[^\W\d_].*)")
_ENDED = re.compile(r".*[.?!:;][)\]\"'”\u2019]*\s*")
_LONGEST_HEADING = 115
_SHORTEST_BODY = 40
_UNWRAPPED = 200  # a line longer than any page is wide: this text was not wrapped
_FULL = 0.85  # where the next word would pass this share of the width, the page broke the line, not its writer


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, item of a list, row of a table or heading."""

    lines: tuple[Line, ...]
    item: bool = False
    heading: bool = False

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order."""
        return sentences_of(self.lines)

    @cached_property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join(sentence.text for sentence in self.sentences)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of the whole, by which a heading is known."""
        return fingerprint(self.text)

    @property
    def number(self) -> str:
        """The number that a numbered heading starts with, or nothing."""
        found = _NUMBERED.fullmatch(self.lines[0].text)
        return found["number"] if found else ""

    @property
    def title(self) -> str:
        """The text of a heading without its number."""
        found = _NUMBERED.fullmatch(self.text)
        return found["title"] if found else self.text


def paragraphs_of(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Cut the lines of a source into paragraphs; page footers and lines with only a link are left out."""
    cut = _Cutting(lines)
    whole = [part for found in cut.paragraphs() for part in cut.without_heading(found)]
    whole = [paragraph for paragraph in whole if paragraph.text]
    guessed = [_guessed(paragraph, after) for paragraph, after in zip_longest(whole, whole[1:])]
    if guessed and _could_head(guessed[0]):
        guessed[0] = replace(guessed[0], heading=True)
    return tuple(guessed)


class _Cutting:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        lengths = sorted(len(line) for line in lines if line.strip()) or [0]
        self.wrapped = lengths[-1] < _UNWRAPPED
        self.width = _FULL * lengths[int(len(lengths) * 0.95)]

    def paragraphs(self) -> Iterator[Paragraph]:
        """Give the paragraphs in order; a heading may still stand before its text."""
        current: list[Line] = []
        item = False
        gap = False
        for number, raw in enumerate(self.lines, start=1):
            if not raw.strip() or _LINK.fullmatch(raw) or _FOOTER.fullmatch(raw):
                gap = True
                continue
            bullet = _bullet(raw, current, item=item, free=gap or not self.wrapped)
            line = Line(number, raw[bullet:])
            apart = gap or raw[:1] in {" ", "\f"}
            long = item or len(current) > 1
            if current and self._goes_on(current[-1].text, line.text, bullet=bullet > 0, apart=apart, long=long):
                current.append(line)
            else:
                if current:
                    yield Paragraph(tuple(current), item=item)
                current, item = [line], bullet > 0
            gap = False
        if current:
            yield Paragraph(tuple(current), item=item)

    def _goes_on(self, before: str, text: str, *, bullet: bool, apart: bool, long: bool) -> bool:
        """Tell whether a line belongs to the paragraph of the line before it."""
        if bullet or not self.wrapped or _NOTE.match(text):
            return False
        if not apart:
            return True
        if _ENDED.fullmatch(before) or _NUMBERED.fullmatch(text):
            return False
        return text.strip()[0].islower() or (long and self._is_full(before, text))

    def _is_full(self, before: str, text: str) -> bool:
        """Tell whether the first word of the next line would not have fitted on this one."""
        return len(before.rstrip()) + 1 + len(text.split(maxsplit=1)[0]) >= self.width

    def without_heading(self, paragraph: Paragraph) -> tuple[Paragraph, ...]:
        """Cut off a heading of one or two lines that stands directly before its text."""
        lines = paragraph.lines
        for count in (1, 2):
            if paragraph.item or len(lines) <= count or self._is_full(lines[count - 1].text, lines[count].text):
                continue
            head = Paragraph(lines[:count], heading=True)
            body = replace(paragraph, lines=lines[count:])
            if _could_head(head) and (head.number or (body.text[:1].isupper() and _is_body(body))):
                return (head, *self.without_heading(body))
        return (paragraph,)


def _bullet(raw: str, current: Sequence[Line], *, item: bool, free: bool) -> int:
    """Give how many characters a bullet takes at the start of a line; 0 without one."""
    found = _BULLET.match(raw)
    if found:
        return found.end()
    dash = _DASH.match(raw)
    if dash and (free or item or not current or current[-1].text.rstrip().endswith((":", ";"))):
        return dash.end()
    return 0


def _could_head(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph has the form of a heading."""
    text = paragraph.text
    if paragraph.item or len(text) > _LONGEST_HEADING or "@" in text or "www." in text:
        return False
    if paragraph.number:
        return not re.search(r"\t\s*\d+\s*$", paragraph.lines[-1].text)
    plain = not _ENDED.fullmatch(text) or text.endswith(")")
    return plain and text[:1].isupper() and "\t" not in paragraph.lines[0].text.strip()


def _is_body(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is text of some length that ends as a sentence does."""
    return len(paragraph.text) >= _SHORTEST_BODY and _ENDED.fullmatch(paragraph.text) is not None


def _guessed(paragraph: Paragraph, after: Paragraph | None) -> Paragraph:
    """Mark a paragraph that looks like a heading: numbered, or followed by a list or by a text of some length."""
    if paragraph.heading or not _could_head(paragraph):
        return paragraph
    followed = after is not None and (after.item or _is_body(after))
    return replace(paragraph, heading=bool(paragraph.number) or followed)
