"""The words of the report that no policy gives: names of results, roles, readings and parties, and how numbers read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from zorginkoop.kernel import reasons
from zorginkoop.kernel.date_words import Language, write_date, write_moment
from zorginkoop.kernel.language import Force, LeadsTo, Origin, Reader, TextKind
from zorginkoop.kernel.number_words import write_number
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, UnknownReads

Pairs = Mapping[str, tuple[str, str]]

RESULTS: Final[Pairs] = {
    LeadsTo.OFFER: ("aanbod", "offer"),
    LeadsTo.NO_OFFER: ("geen aanbod", "no offer"),
    LeadsTo.PRICE_LIST: ("alleen een prijslijst", "price list only"),
    LeadsTo.ASSESSMENT: ("een mens beoordeelt", "a person assesses"),
    LeadsTo.TALKS: ("inkoopgesprek", "purchasing talks"),
    LeadsTo.OTHER_POLICY: ("ander beleid", "another policy"),
    LeadsTo.NOTHING: ("geen nieuw aanbod", "no new offer"),
    LeadsTo.REIMBURSEMENT: ("vergoed", "reimbursed"),
    LeadsTo.REJECTION: ("afgewezen", "rejected"),
    LeadsTo.POLICY_TERMS: ("volgens de polisvoorwaarden", "by the terms of the insurance"),
    LeadsTo.CHECK: ("een mens controleert", "a person checks"),
    UNDECIDED: ("nog niet te beslissen", "not decidable yet"),
}
ROLES: Final[Pairs] = {
    reasons.ROUTE: ("Selectie en route", "Selection and route"),
    reasons.GATE: ("Randvoorwaarden", "Base conditions"),
    reasons.FACTOR: ("Differentiatiefactoren", "Differentiation factors"),
    reasons.PART: ("Voorwaarden van onderdelen", "Conditions of parts"),
    reasons.EFFORT: (
        "Inspanningen: gevraagd, nooit een reden voor weigering",
        "Efforts: asked, never a ground for refusal",
    ),
    reasons.OTHER: ("Begrippen waarop andere voorwaarden rusten", "Notions that other conditions rest on"),
    reasons.TASK: ("Wanneer een mens beslist", "When a person decides"),
}
FORCES: Final[Pairs] = {
    Force.REQUIREMENT: ("eis: kan een aanbod tegenhouden", "requirement: can stand in the way of an offer"),
    Force.EFFORT: (
        "inspanning: wordt gevraagd en vastgelegd, houdt niets tegen",
        "effort: asked and recorded, blocks nothing",
    ),
    Force.DISCRETION: ("bevoegdheid: een mens beslist", "discretion: a person decides"),
}
READINGS: Final[Pairs] = {
    UnknownReads.NO_OBJECTION: (
        "geen bezwaar: wat niet bekend is, houdt niets tegen",
        "no objection: what is not known blocks nothing",
    ),
    UnknownReads.UNDECIDED: (
        "nog niet te beslissen: eerst moet dit bekend zijn",
        "not decidable yet: this has to be known first",
    ),
    UnknownReads.DOES_NOT_COUNT: (
        "telt niet mee zolang het niet bekend is",
        "does not count as long as it is not known",
    ),
    UnknownReads.DECLARED_AT_SIGNING: ("wordt bij ondertekening verklaard", "is declared at signing"),
}
ORIGINS: Final[Pairs] = {
    Origin.VEKTIS: ("Vektis", "Vektis"),
    Origin.VECOZO: ("VECOZO", "VECOZO"),
    Origin.REGISTER: ("register", "register"),
    Origin.QUESTIONNAIRE: ("vragenlijst", "questionnaire"),
    Origin.SIGNING: ("verklaring bij ondertekening", "declaration at signing"),
    Origin.DECISION: ("een mens beslist", "a person decides"),
    Origin.OWN_RECORDS: ("eigen administratie", "own records"),
}
PARTIES: Final[Pairs] = {
    "aanbieder": ("zorgaanbieder", "provider"),
    "inkoper": ("inkoper", "purchaser"),
    "verzekeraar": ("zorgverzekeraar", "insurer"),
}
READERS: Final[Pairs] = {
    Reader.PROVIDER: ("zorgaanbieder", "provider"),
    Reader.INSURED: ("verzekerde", "insured person"),
    Reader.PURCHASER: ("inkoper", "purchaser"),
    Reader.INSURER: ("zorgverzekeraar", "insurer"),
    Reader.DIRECTOR: ("vervoersregisseur", "transport director"),
}
TEXT_KINDS: Final[Pairs] = {
    TextKind.DEFINITION: ("begrip", "definition"),
    TextKind.ROLE: ("rol", "role"),
    TextKind.RIGHT: ("recht", "right"),
    TextKind.PROCEDURE: ("werkwijze", "procedure"),
    TextKind.EXPECTATION: ("verwachting", "expectation"),
    TextKind.DATA_FLOW: ("gegevensstroom", "data flow"),
    TextKind.REFERENCE: ("verwijzing", "reference"),
    TextKind.EXPLANATION: ("uitleg", "explanation"),
}
STATES: Final[Mapping[int, tuple[str, str]]] = {
    MET: ("voldaan", "met"),
    NOT_MET: ("niet voldaan", "not met"),
    UNKNOWN: ("onbekend", "unknown"),
    NOT_APPLICABLE: ("niet van toepassing", "not applicable"),
}
STATE_CLASSES: Final[Mapping[int, str]] = {MET: "voldaan", NOT_MET: "niet", UNKNOWN: "onbekend", NOT_APPLICABLE: "nvt"}
STATE_MARKS: Final[Mapping[int, str]] = {MET: "✓", NOT_MET: "✗", UNKNOWN: "?", NOT_APPLICABLE: "-"}


class Tongue:
    """Speaks Dutch or English: takes the one of a pair, and writes numbers, shares and days."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def say(self, dutch: str, english: str) -> str:
        """Take the words in the language spoken."""
        return dutch if self.language == "nl" else english

    def of(self, pairs: Pairs, key: str) -> str:
        """Take the words for a key; one without words reads as itself."""
        return self.say(*pairs.get(key, (plain(key), plain(key))))

    def number(self, value: int) -> str:
        """Write a whole number: 1.250 or 1,250."""
        return write_number(value, self.language)

    def share(self, part: int, whole: int) -> str:
        """Write a part of a whole as a percentage with one decimal, rounded half up; nothing of nothing is a dash."""
        if whole == 0:
            return "-"
        tenths = (part * 2000 + whole) // (2 * whole)
        return self.say(f"{tenths // 10},{tenths % 10} %", f"{tenths // 10}.{tenths % 10}%")

    def day(self, value: date) -> str:
        """Write a day."""
        return write_date(value, self.language)

    def moment(self, value: datetime) -> str:
        """Write a moment."""
        return write_moment(value, self.language)


def plain(name: str) -> str:
    """Read a name of the policy as words."""
    return name.replace("_", " ")


def capital(text: str) -> str:
    """Start with a capital."""
    return text[:1].upper() + text[1:]
