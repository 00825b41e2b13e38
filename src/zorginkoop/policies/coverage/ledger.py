"""Read and write brondekking.yaml: the source of an edition sentence by sentence, and what carries each of them.

The file holds anchors, lines and fingerprints, never a sentence. It is written by the draft and mended by a person; a
line of its own for each heading and each sentence keeps a change small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from zorginkoop.kernel.errors import Place, PolicyWrong, Problem
from zorginkoop.kernel.language import CatalogueItem, Source
from zorginkoop.kernel.marked import Document, problems_from_validation
from zorginkoop.kernel.scalars import YesNo
from zorginkoop.policies.coverage.items import LineRange
from zorginkoop.policies.documents import read_document

LEDGER_FILE = "brondekking.yaml"
BEGIN = "begin"  # what stands before the first heading
REASONS = ("verhalend", "inkoper_beslist", "onvertaalbaar")
ANCHOR = re.compile(r"(?P<place>[^\s/]+(?:/[^\s/]+)*/\d+)\.\d+")

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]
Reason = Annotated[str, StringConstraints(min_length=1)]
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9 ()/;.+-]*")
_HEAD = """\
# Brondekking: elke zin van de bron met wat haar draagt. Anker, regels en vingerafdruk; nooit de zin zelf.
# Geschreven door zorginkoop policy coverage --draft en nagelezen door een mens; eigen opmerkingen blijven niet staan.
"""


class HeadingEntry(Source):
    """A heading of the source; below it come paragraphs numbered from 1. `ook_zin`: its paragraph is text as well."""

    regels: LineRange
    vinger: Fingerprint | None = None
    ook_zin: YesNo = False


class SentenceEntry(Source):
    """One sentence: which nodes carry it, or why none does."""

    regels: LineRange
    vinger: Fingerprint
    door: tuple[str, ...] = ()
    verhalend: Reason | None = None
    inkoper_beslist: Reason | None = None
    onvertaalbaar: Reason | None = None
    posten: tuple[CatalogueItem, ...] = ()
    voorstel: YesNo = False

    @property
    def ways(self) -> tuple[str, ...]:
        """What was said of the sentence: door, or one of the reasons. Nothing: it is open."""
        return (*(("door",) if self.door else ()), *(key for key in REASONS if getattr(self, key) is not None))


class LedgerSource(Source):
    """The whole of brondekking.yaml."""

    bron: str
    koppen: dict[str, HeadingEntry] = Field(default_factory=dict)
    zinnen: dict[str, SentenceEntry] = Field(default_factory=dict)


@dataclass(frozen=True)
class Ledger:
    """The coverage file of an edition, with the place of everything in it."""

    source: LedgerSource
    document: Document

    def place(self, anchor: str, *below: str | int) -> Place:
        """Say where a sentence stands in the file."""
        path = ("zinnen", anchor, *below)
        return self.document.place(path) if below else self.document.key_place(path)


def read_ledger(folder: FilePath) -> Ledger | None:
    """Read the coverage file of an edition; None when there is none, PolicyWrong with every problem found."""
    file = folder / LEDGER_FILE
    if not file.is_file():
        return None
    document = read_document(file)
    try:
        source = LedgerSource.model_validate(document.plain)
    except ValidationError as error:
        raise PolicyWrong(problems_from_validation(document, error, LedgerSource)) from None
    ledger = Ledger(source, document)
    problems = list(_wrong(ledger))
    if problems:
        raise PolicyWrong(problems)
    return ledger


def place_of(anchor: str) -> str:
    """Give the paragraph that an anchor lies in: chapter/heading/paragraph."""
    return anchor.rpartition(".")[0]


def heading_of(anchor: str) -> str:
    """Give the heading that an anchor lies under: chapter/heading."""
    return anchor.rpartition("/")[0]


def _wrong(ledger: Ledger) -> Iterator[Problem]:
    """Tell what the form of the file does not: anchors that are none, and sentences with two answers."""
    for anchor, entry in ledger.source.zinnen.items():
        if not ANCHOR.fullmatch(anchor):
            what = f"'{anchor}' is geen anker."
            yield Problem(
                what, ledger.place(anchor), "Schrijf hoofdstuk/kop/alinea.zin, bijvoorbeeld 3.1/algemeen/6.2."
            )
        elif heading_of(anchor) not in {BEGIN, *ledger.source.koppen}:
            what = f"kop '{heading_of(anchor)}' van dit anker staat niet bij 'koppen'."
            yield Problem(what, ledger.place(anchor), "Zet de kop erbij, of gebruik de naam die daar staat.")
        if len(entry.ways) > 1:
            what = f"deze zin is {' en '.join(_SAID[way] for way in entry.ways)} tegelijk."
            yield Problem(what, ledger.place(anchor, entry.ways[1]), "Kies er een.")
        if entry.posten and entry.ways in ((), ("door",)):
            what = "'posten' past hier alleen bij een reden; een knoop noemt zijn posten zelf."
            yield Problem(what, ledger.place(anchor, "posten"), f"Gebruik een van: {', '.join(REASONS)}.")


_SAID = {
    "door": "gedragen",
    "verhalend": "verhalend",
    "inkoper_beslist": "aan de inkoper",
    "onvertaalbaar": "onvertaalbaar",
}


def write_ledger(source: LedgerSource) -> str:
    """Write the file: always in the same form, so that writing twice changes nothing."""
    lines = [f"{_HEAD}bron: {source.bron}", "koppen:"]
    lines += [f"  {_scalar(name)}: {{{_heading(entry)}}}" for name, entry in source.koppen.items()]
    lines.append("zinnen:")
    lines += [f"  {_scalar(anchor)}: {{{_sentence(entry)}}}" for anchor, entry in source.zinnen.items()]
    return "\n".join(lines) + "\n"


def _heading(entry: HeadingEntry) -> str:
    return _pairs({"regels": str(entry.regels), "vinger": entry.vinger, "ook_zin": "ja" if entry.ook_zin else None})


def _sentence(entry: SentenceEntry) -> str:
    reasons = {key: _scalar(reason) for key in REASONS if (reason := getattr(entry, key)) is not None}
    return _pairs(
        {
            "regels": str(entry.regels),
            "vinger": entry.vinger,
            "door": f"[{', '.join(_scalar(address) for address in entry.door)}]" if entry.door else None,
            **reasons,
            "posten": f"[{', '.join(entry.posten)}]" if entry.posten else None,
            "voorstel": "ja" if entry.voorstel else None,
        }
    )


def _pairs(pairs: Mapping[str, str | None]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in pairs.items() if value is not None)


def _scalar(text: str) -> str:
    """Write a text plainly where YAML reads it back as it is, else between quotes."""
    if _PLAIN.fullmatch(text.replace("_", "-")) and not text.endswith(" "):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
