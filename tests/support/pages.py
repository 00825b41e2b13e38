"""Reads the pages of a report the way a browser and a screen reader do: structure, links, tables and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Table:
    """One table: its caption, its header cells, and its body as rows of texts."""

    caption: str = ""
    headers: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def column(self, number: int) -> dict[str, str]:
        """Give a column by the first cell of each row."""
        return {row[0]: row[number] for row in self.rows}


class Page(HTMLParser):
    """One page, taken apart."""

    def __init__(self, path: Path) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.path = path
        self.open: list[str] = []
        self.problems: list[str] = []
        self.attributes: dict[str, list[dict[str, str]]] = {}
        self.ids: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[Table] = []
        self.words: list[str] = []
        self.title = ""
        self._cell: list[str] | None = None
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.attributes.setdefault(tag, []).append(given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append((int(tag[1]), ""))
        elif tag == "table":
            self.tables.append(Table())
        elif tag == "tr" and "tbody" in self.open:
            self.tables[-1].rows.append([])
        elif tag in {"th", "td", "caption"}:
            self._cell = []
        elif tag == "span" and given.get("class") == "bij" and self._cell is not None:
            self._end_cell()

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the one that is open."""
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.open.pop()
        if tag in {"th", "td", "caption"}:
            self._end_cell(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself, as drawings have."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        if self.open[-1:] == ["style"]:
            return
        self.words.append(data)
        if self.open[-1:] == ["title"]:
            self.title += data
        if self.headings and any(tag in self.open for tag in ("h1", "h2", "h3", "h4")):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self, tag: str = "") -> None:
        """Keep the text of a cell; what follows a clause below the words of a row is left out."""
        if self._cell is None:
            return
        words = " ".join("".join(self._cell).split())
        self._cell = None
        table = self.tables[-1]
        if tag == "caption":
            table.caption = words
        elif "thead" in self.open:
            table.headers.append(words)
        elif table.rows:
            table.rows[-1].append(words)

    @property
    def text(self) -> str:
        """All text with single spaces."""
        return " ".join(" ".join(self.words).split())

    @property
    def addresses(self) -> list[str]:
        """Every address that the page points at."""
        linked = [given["href"] for tag in ("a", "link") for given in self.attributes.get(tag, []) if "href" in given]
        loaded = [given["src"] for found in self.attributes.values() for given in found if "src" in given]
        return [*linked, *loaded]

    def table(self, caption: str) -> Table:
        """Give the table whose caption starts so."""
        return next(table for table in self.tables if table.caption.startswith(caption))


def pages_of(folder: Path) -> list[Page]:
    """Read every page of a report."""
    return [Page(path) for path in sorted(folder.rglob("*.html"))]
