"""What a delivery says of itself: who sends it to whom, about which days, and the hash of every file in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.date_words import write_date, write_moment
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

MANIFEST: Final = "manifest.json"
LARGEST_MANIFEST: Final = 2**24

Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Party = Annotated[str, Field(min_length=1, max_length=200)]


class Direction(StrEnum):
    """Which way a delivery goes."""

    TO_VECOZO = "naar_vecozo"
    FROM_VECOZO = "van_vecozo"


class FileKind(StrEnum):
    """Whether a file is a table, of which the rows are counted, or a document that a table names."""

    TABLE = "tabel"
    DOCUMENT = "stuk"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeliveryPeriod(_Part):
    """The days that a delivery is about, both included."""

    van: date
    tot_en_met: date


class DeliveredFile(_Part):
    """One file of a delivery."""

    naam: Annotated[str, Field(min_length=1, max_length=255)]
    soort: FileKind
    rijen: Annotated[int, Field(ge=0)]
    bytes: Annotated[int, Field(ge=0)]
    sha256: Sha256


class Heading(_Part):
    """What the sender knows before anything is written."""

    nummer: Number
    richting: Direction
    gemaakt_op: AwareDatetime
    periode: DeliveryPeriod
    afzender: Party
    ontvanger: Party


class Manifest(Heading):
    """The heading of a delivery with everything that is in it."""

    vorm: Literal["zorginkoop-vecozo-1"] = "zorginkoop-vecozo-1"
    bestanden: tuple[DeliveredFile, ...]

    def as_bytes(self) -> bytes:
        """Write the manifest in the canonical form, so that its own hash names the whole delivery."""
        return canonical(self.model_dump(mode="json"))


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest; raises RegisterWrong with every field that is wrong, missing or unknown."""
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise RegisterWrong([_problem(each["loc"], each["type"]) for each in error.errors()]) from None
    names = [file.naam for file in manifest.bestanden]
    doubled = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if manifest.periode.tot_en_met < manifest.periode.van:
        raise RegisterWrong(_problem(("periode",), "order"))
    if doubled:
        what = f"Het manifest noemt {', '.join(doubled)} twee keer."
        raise RegisterWrong(Problem(what, Place(MANIFEST), "Vraag de afzender om een nieuwe levering."))
    return manifest


def receipt(manifest: Manifest, received: datetime, digest: str) -> str:
    """Write the receipt of a delivery, in Dutch: what came or went, when, and the hashes to compare with later.

    `digest` is the hash of the archive as it was stored.
    """
    way = "aan VECOZO" if manifest.richting is Direction.TO_VECOZO else "van VECOZO"
    verb = "Klaargezet" if manifest.richting is Direction.TO_VECOZO else "Ontvangen"
    period = manifest.periode
    lines = [
        f"Levering {manifest.nummer} {way}",
        f"{verb} op {write_moment(received)}",
        f"Gemaakt op {write_moment(manifest.gemaakt_op)}",
        f"Van {manifest.afzender} aan {manifest.ontvanger}",
        f"Gaat over {write_date(period.van)} tot en met {write_date(period.tot_en_met)}",
        f"Hash van de levering: {digest}",
        "",
        *(_file_line(file) for file in manifest.bestanden),
    ]
    return "\n".join(lines) + "\n"


def listed(names: Sequence[DeliveredFile], kind: FileKind) -> dict[str, DeliveredFile]:
    """Give the files of one kind by their name."""
    return {file.naam: file for file in names if file.soort is kind}


def _file_line(file: DeliveredFile) -> str:
    rows = f"{file.rijen} {'rij' if file.rijen == 1 else 'rijen'}, " if file.soort is FileKind.TABLE else ""
    return f"{file.naam}: {rows}{file.bytes} bytes, {file.sha256}"


def _problem(location: tuple[int | str, ...], kind: str) -> Problem:
    field = ".".join(str(part) for part in location)
    remedy = "Vraag de afzender om een nieuwe levering, of lever de tabellen zonder manifest aan."
    what = {
        "json_invalid": "Dit manifest is geen JSON.",
        "missing": "Dit ontbreekt in het manifest.",
        "extra_forbidden": "Dit kent het manifest niet.",
        "order": "Deze periode eindigt voordat zij begint.",
        "literal_error": "Deze levering heeft een vorm die wij niet kennen.",
    }.get(kind, "Dit klopt niet in het manifest.")
    return Problem(what, Place(MANIFEST, field=field), remedy)
