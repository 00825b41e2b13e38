"""The nouns for the subjects of the language, and how a Dutch name of a profession becomes a plural."""

from __future__ import annotations

from zorginkoop.kernel.date_words import Language

PERSON = "persoon"
PROFESSION = "beroep"  # the fact of a person whose codes are nouns: fysiotherapeut, pedicure

# kind: Dutch singular, plural, English singular, plural
_NOUNS = {
    "aanbieder": ("aanbieder", "aanbieders", "provider", "providers"),
    "declaratieregel": ("declaratieregel", "declaratieregels", "claim line", "claim lines"),
    "groep": ("groep", "groepen", "group", "groups"),
    "igo": ("samenwerking", "samenwerkingen", "partnership", "partnerships"),
    "lid": ("lid", "leden", "member", "members"),
    "machtiging": ("machtiging", "machtigingen", "authorisation", "authorisations"),
    "overeenkomst": ("overeenkomst", "overeenkomsten", "agreement", "agreements"),
    "partij": ("partij", "partijen", "party", "parties"),
    "persoon": ("persoon", "mensen", "person", "people"),
    "polisvorm": ("polisvorm", "polisvormen", "product type", "product types"),
    "praktijk": ("praktijk", "praktijken", "practice", "practices"),
    "regio": ("regio", "regio's", "region", "regions"),
    "registratie": ("registratie", "registraties", "registration", "registrations"),
    "rit": ("rit", "ritten", "ride", "rides"),
    "verzekerde": ("verzekerde", "verzekerden", "insured person", "insured people"),
    "verzoek": ("verzoek", "verzoeken", "request", "requests"),
    "vestiging": ("vestiging", "vestigingen", "location", "locations"),
}
_ENDINGS = (
    ("kundige", "kundigen"), ("ende", "enden"), ("oog", "ogen"), ("coach", "coaches"), ("cus", "ci"),
    ("er", "ers"), ("eur", "eurs"), ("e", "es"), ("en", "ens"), ("s", "sen"),
)  # fmt: skip


def noun(kind: str, relation: str, number: int, language: Language) -> str:
    """Give the noun for rows of a kind, singular or plural; a kind without its own words reads as its name."""
    words = _NOUNS.get(kind)
    at = 0 if number == 1 else 1
    if words is not None:
        return words[at if language == "nl" else at + 2]
    return (kind, relation)[at].replace("_", " ")


def profession(code: str, number: int) -> str:
    """Give a Dutch profession, singular or plural: 1 fysiotherapeut, 27 fysiotherapeuten."""
    word = code.replace("_", " ")
    if number == 1:
        return word
    first, space, rest = word.partition(" ")  # specialist ouderengeneeskunde bends its first word
    if rest.partition(" ")[0].endswith(("kundige", "ende", "er")):
        return f"{first} {profession(rest, number)}"
    for ending, more in _ENDINGS:
        if first.endswith(ending):
            return f"{first[: -len(ending)]}{more}{space}{rest}"
    return f"{first}en{space}{rest}"
