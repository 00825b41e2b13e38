"""What an agreement says, as plain typed data with Dutch keys: what is typeset, embedded in the PDF, and stored.

Every text is data: nothing in it is read as markup. Optional keys are left out when they are empty, because the
canonical form knows no null.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from zorginkoop.kernel.canonical import canonical, hash_of_bytes, read_canonical
from zorginkoop.kernel.errors import DocumentWrong, InputWrong, Place, Problem
from zorginkoop.kernel.scalars import IsoDate

FORMAT: Literal["zorginkoop-overeenkomst/1"] = "zorginkoop-overeenkomst/1"

Text: TypeAlias = Annotated[str, StringConstraints(max_length=4000)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Hash: TypeAlias = Annotated[str, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
Plain: TypeAlias = dict[str, object]


class Form(BaseModel):
    """A mapping in the agreement: frozen, and extra keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Purchaser(Form):
    """The organisation that buys care, and whose seal stands under the offer."""

    naam: Name
    kvk: Text = ""
    adres: Text = ""


class Insurer(Form):
    """The insurer for whom the agreement is made, with the label and product type it counts for."""

    naam: Text = ""
    uzovi: Text = ""
    label: Text = ""
    polisvorm: Text = ""


class ProviderLocation(Form):
    """A place where the provider works under this agreement."""

    naam: Name
    agb: Text = ""
    adres: Text = ""


class Provider(Form):
    """The provider that signs."""

    naam: Name
    agb: Text
    kvk: Text = ""
    adres: Text = ""
    vestigingen: tuple[ProviderLocation, ...] = ()


class PolicyPlace(Form):
    """The policy that the agreement rests on."""

    uitgave: Name
    naam: Name
    codering: Text = ""
    uitgave_hash: Hash = ""


class Term(Form):
    """The days that the agreement covers, without a last one where nothing ends it; about ending it in words."""

    van: IsoDate
    tot_en_met: IsoDate | None = None
    toelichting: Text = ""


class Clause(Form):
    """One condition, in our words, with its place in the policy."""

    id: Name
    tekst: Name
    plaats: Text = ""


class UsedFact(Form):
    """A fact that a factor rests on."""

    wat: Name
    waarde: Text = ""
    bron: Text = ""
    bekend_sinds: Text = ""


class Factor(Form):
    """A differentiation factor: whether it counts, and what that rests on."""

    id: Name
    tekst: Name
    stand: Literal["telt", "telt_niet"]
    plaats: Text = ""
    bevindingen: tuple[Text, ...] = ()
    gegevens: tuple[UsedFact, ...] = ()


class Signatory(Form):
    """A person who may sign for the provider, and what that authority rests on."""

    naam: Name
    functie: Text = ""
    bewijs: Text = ""


class Signing(Form):
    """How the provider signs: one person alone, or two together."""

    bevoegdheid: Literal["alleen", "gezamenlijk"]
    tekenbevoegden: tuple[Signatory, ...] = Field(min_length=1)
    uiterlijk: IsoDate

    @property
    def needed(self) -> int:
        """How many people of the provider must sign."""
        return 1 if self.bevoegdheid == "alleen" else 2


class AgreementContent(Form):
    """Everything that the paper of an agreement says."""

    vorm: Literal["zorginkoop-overeenkomst/1"] = FORMAT
    proef: Text = ""  # what keys to practise with say of themselves
    nummer: Name
    datum: IsoDate
    zorgsoort: Name
    overeenkomst: Name
    contractjaar: Annotated[int, Field(ge=1900, le=9999)]
    variant: Text = ""
    inkoper: Purchaser
    verzekeraars: tuple[Insurer, ...] = Field(min_length=1)
    aanbieder: Provider
    beleid: PolicyPlace
    looptijd: Term
    voorwaarden: tuple[Clause, ...] = ()
    factoren: tuple[Factor, ...] = ()
    onderdelen: tuple[Text, ...] = ()
    verklaringen: tuple[Clause, ...] = ()
    prijs: Name
    ondertekening: Signing
    uitkomst_hash: Hash = ""


def agreement_bytes(content: AgreementContent) -> bytes:
    """Write an agreement in the canonical form: the bytes that are hashed, embedded and stored."""
    return canonical(content.model_dump(mode="json", exclude_defaults=True) | {"vorm": content.vorm})


def agreement_hash(content: AgreementContent) -> str:
    """Name an agreement by its content."""
    return hash_of_bytes(agreement_bytes(content))


def read_agreement(data: bytes, file: str = "") -> AgreementContent:
    """Read an agreement back from its canonical bytes; anything else raises DocumentWrong with every problem."""
    try:
        plain = read_canonical(data, file)
    except InputWrong as error:
        raise DocumentWrong(error.problems) from None
    try:
        return AgreementContent.model_validate(plain)
    except ValidationError as error:
        raise DocumentWrong([_problem(cast("Plain", one), file) for one in error.errors()]) from None


def _problem(error: Plain, file: str) -> Problem:
    path = ".".join(str(part) for part in cast("tuple[object, ...]", error["loc"]))
    what = f"dit is geen vastgelegde overeenkomst ({error['msg']})."
    return Problem(what, Place(file, field=path), "Gebruik het bestand zoals het is bewaard.")
