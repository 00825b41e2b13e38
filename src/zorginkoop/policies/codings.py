"""Published codings of an edition: kept whole, found by number or by content hash, and never changed.

An edition is the publisher's; a coding is our encoding of it. Once decisions rest on a coding it is published: its text
and that of the shared modules it uses are kept under `codering/<number>.json`, in the canonical form. A mistake of ours
is mended by a new coding; the old one stays, so that what was decided by it can be looked up and judged again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from zorginkoop.kernel.canonical import canonical, content_hash, read_canonical
from zorginkoop.kernel.errors import Place, PolicyWrong, Problem
from zorginkoop.kernel.marked import Document

FOLDER = "codering"
CONFIRMED = "bewust"  # the one key of an edition that no outcome rests on


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything an edition is read from: its own document, and the shared modules in the order it uses them."""

    own: Document
    modules: Mapping[str, Document]

    @property
    def hash(self) -> str:
        """The content hash that outcomes carry: equal texts, equal hash, whatever the files look like.

        What an officer confirmed of the findings of a proof judges nothing, and may come after the publication.
        """
        return content_hash([_without_confirmations(text.plain) for text in (self.own, *self.modules.values())])


def kept_file(edition: FilePath, coding: int) -> FilePath:
    """Say where a published coding of an edition is kept."""
    return edition / FOLDER / f"{coding}.json"


def kept_codings(edition: FilePath) -> tuple[int, ...]:
    """Give the numbers of the published codings of an edition, oldest first."""
    return tuple(sorted(int(file.stem) for file in (edition / FOLDER).glob("*.json") if file.stem.isdigit()))


def read_kept(edition: FilePath, coding: int) -> Texts:
    """Read a published coding; PolicyWrong when it is not there or was touched."""
    file = kept_file(edition, coding)
    if not file.is_file():
        known = ", ".join(str(number) for number in kept_codings(edition)) or "geen"
        raise PolicyWrong(Problem(f"codering {coding} is niet gepubliceerd.", Place(str(edition)), f"Wel: {known}."))
    return texts_in(file.read_bytes(), str(file))


def texts_in(content: bytes, where: str) -> Texts:
    """Read the texts of an edition that were kept as bytes; PolicyWrong when they are no such texts or were touched."""
    kept = read_canonical(content, where)
    if not isinstance(kept, dict) or not isinstance(kept.get("gedeeld"), list):
        raise PolicyWrong(Problem("dit is geen bewaarde codering.", Place(where)))
    modules = {part["naam"]: Document(f"{where} ({part['naam']})", part["tekst"]) for part in kept["gedeeld"]}
    texts = Texts(Document(where, kept["beleid"]), modules)
    if texts.hash != kept.get("hash"):
        raise PolicyWrong(Problem("deze bewaarde codering is veranderd.", Place(where), "Zet het origineel terug."))
    return texts


def bytes_of(texts: Texts) -> bytes:
    """Write the texts of an edition as the canonical bytes that `texts_in` reads."""
    return canonical(
        {
            "beleid": _without_empty(texts.own.plain),
            "gedeeld": [{"naam": name, "tekst": _without_empty(text.plain)} for name, text in texts.modules.items()],
            "hash": texts.hash,
        }
    )


def publish(edition: FilePath, coding: int, texts: Texts) -> FilePath:
    """Keep a coding for good; a coding that was published with other text is refused (PolicyWrong)."""
    refusal = changed(edition, coding, texts)
    if refusal is not None:
        raise PolicyWrong(refusal)
    file = kept_file(edition, coding)
    file.parent.mkdir(exist_ok=True)
    beside = file.with_suffix(".tmp")
    beside.write_bytes(bytes_of(texts))
    beside.replace(file)
    return file


def changed(edition: FilePath, coding: int, texts: Texts) -> Problem | None:
    """Say what is wrong where a text differs from the published coding whose number it bears."""
    if not kept_file(edition, coding).is_file() or read_kept(edition, coding).hash == texts.hash:
        return None
    what = f"codering {coding} is gepubliceerd, en deze tekst (of een gedeeld onderdeel) wijkt ervan af."
    remedy = f"Besluiten rusten op die tekst: maak er codering {coding + 1} van."
    return Problem(what, texts.own.place(("uitgave", "codering")), remedy)


def _without_confirmations(plain: object) -> object:
    whole = _without_empty(plain)
    return {key: value for key, value in whole.items() if key != CONFIRMED} if isinstance(whole, dict) else whole


def _without_empty(plain: object) -> object:
    """Write an empty scalar as empty text: the canonical form knows no nothing."""
    if isinstance(plain, dict):
        return {key: _without_empty(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_without_empty(value) for value in plain]
    return "" if plain is None else plain
