"""The nouns for the subjects of the language, and how a Dutch name of a profession becomes a plural."""

from __future__ import annotations

from zorginkoop.kernel.date_words import Language

PERSON = "persoon"
REGISTRATION = "registratie"
RECORDS = frozenset({"declaratieregel", "machtiging", "rit"})  # subjects that are no organisation: nobody works there
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
_FIELDS = ("kunde", "zorg", "gie", "trie")


def noun(kind: str, relation: str, number: int, language: Language) -> str:
    """Give the noun for rows of a kind, singular or plural; a kind without its own words reads as its name."""
    words = _NOUNS.get(kind)
    at = 0 if number == 1 else 1
    if words is not None:
        return words[at if language == "nl" else at + 2]
    return (kind, relation)[at].replace("_", " ")


def profession(code: str, number: int) -> str:
    """Give a Dutch profession, singular or plural: 1 fysiotherapeut, 27 fysiotherapeuten."""
    words = code.replace("_", " ").split(" ")
    if number == 1:
        return " ".join(words)
    # the noun of a name is its last word (medisch specialist), unless that is a field (specialist ouderengeneeskunde)
    at = 0 if words[-1].endswith(_FIELDS) else len(words) - 1
    words[at] = _plural(words[at])
    return " ".join(words)


def _plural(word: str) -> str:
    for ending, more in _ENDINGS:
        if word.endswith(ending):
            return f"{word[: -len(ending)]}{more}"
    return f"{word}en"
