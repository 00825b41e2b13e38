"""The structure of a letter: blocks of words that a page, an archive document and plain text can all set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import ContactSource
from zorginkoop.kernel.nearest import Nearest


class LetterKind(StrEnum):
    """What a letter tells."""

    OFFER = "aanbod"
    NO_OFFER = "geen_aanbod"
    NOT_APPROACHED = "niet_benaderd"
    REFUSED = "aanvraag_geweigerd"
    ASSESSMENT = "in_beoordeling"
    IN_PROGRESS = "nog_niet_beslist"
    PRICE_LIST = "prijslijst"
    TALKS = "inkoopgesprek"
    RUNNING = "loopt_al"
    OTHER_POLICY = "ander_beleid"
    UNDECIDED = "gegevens_nodig"
    CLAIM_PAID = "declaratie_vergoed"
    CLAIM_REJECTED = "declaratie_afgewezen"
    CLAIM_BY_TERMS = "declaratie_volgens_polis"
    CLAIM_CHECKED = "declaratie_in_controle"
    CLAIM_UNDECIDED = "declaratie_niet_beslist"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs: the organisation, and the person where one is named."""

    organisation: str
    signatory: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement with the value found, what would have changed it, and its place in the policy."""

    requirement: str
    found: tuple[str, ...]
    change: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """A heading with the reasons below it."""

    head: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a table: what it is, its value, its source, and since when it is known."""

    what: str
    value: str
    source: str
    known_since: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """A heading, the names of the columns, and the facts the letter rests on."""

    head: str
    columns: tuple[str, str, str, str]
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A heading with a list of sentences."""

    head: str
    items: tuple[str, ...]


Block = Text | Reasons | FactTable | Items


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be set: nothing in it still has to be worked out."""

    kind: LetterKind
    language: Language
    date: str
    addressee: str
    subject: str
    salutation: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """What the outcome itself does not hold: contact points, sentences with dates, a lapse term, nearest ways."""

    channels: Mapping[str, ContactSource]
    dates: tuple[str, ...] = ()
    lapse: str = ""
    nearest: tuple[Nearest, ...] = ()
