"""Where a value comes from, since when it is known and for how long it counts, in words."""

from __future__ import annotations

from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import FOLLOWS, REFERENCE_DATE, KnownFact
from zorginkoop.kernel.speech import Speaker, clause

NO_RECORD = "geen vastlegging"

_SOURCES = {
    "vektis": ("Vektis", "Vektis"),
    "vecozo": ("VECOZO", "VECOZO"),
    "register": ("het register", "the register"),
    "vragenlijst": ("de vragenlijst", "the questionnaire"),
    "verklaring_bij_ondertekening": ("de verklaring bij ondertekening", "the declaration at signing"),
    "inkoper_beslist": ("een beslissing van de inkoper", "a decision of the purchaser"),
    "eigen_administratie": ("onze administratie", "our own records"),
    "opgave": ("uw opgave", "your own statement"),
    "opgegeven": ("opgegeven", "as given"),
}
_REASONS = {
    "niet vastgelegd": ("daarover is niets vastgelegd", "nothing has been recorded about this"),
    "niet geldig op de peildatum": (
        "wat is vastgelegd geldt niet op de peildatum", "what was recorded does not count on the reference date",
    ),
    "niet gebeurd": ("daarvan is niets vastgelegd", "nothing of it has been recorded"),
    "niets vastgelegd": ("daarover is niets vastgelegd", "nothing has been recorded about this"),
    "uitdrukkelijk onbekend": ("uitdrukkelijk als onbekend opgegeven", "expressly stated as unknown"),
    "bewijs goedgekeurd": ("het bewijs is goedgekeurd", "the evidence was accepted"),
    "bewijs nog niet beoordeeld": ("het bewijs is nog niet beoordeeld", "the evidence has not been assessed yet"),
    "bewijs niet meer geldig": ("het bewijs is niet meer geldig", "the evidence is no longer valid"),
    "bewijs afgekeurd": ("het bewijs is afgekeurd", "the evidence was rejected"),
    "bewijs ontbreekt": ("het bewijs ontbreekt", "the evidence is missing"),
}  # fmt: skip
_REJECTED = "bewijs afgekeurd: "
_ENDED = "geldig tot en met "


def source(speaker: Speaker, fact: KnownFact) -> str:
    """Name the source of a value."""
    dutch, english = _SOURCES.get(fact.source.lower(), (fact.source, fact.source))
    return clause(speaker.say(dutch, english))


def reason(speaker: Speaker, kind: str, fact: KnownFact) -> str:
    """Say why a value is unknown, or why it reads otherwise than recorded."""
    given = fact.reason
    if given in _REASONS:
        return speaker.say(*_REASONS[given])
    if given.startswith(FOLLOWS):
        name = speaker.name(kind, given.removeprefix(FOLLOWS))
        return speaker.say(f"dit volgt uit: {name}", f"this follows from: {name}")
    if given.startswith(_REJECTED):
        why = clause(given.removeprefix(_REJECTED))
        return speaker.say(f"het bewijs is afgekeurd: {why}", f"the evidence was rejected: {why}")
    if given.startswith(_ENDED):
        day = speaker.iso_day(given.removeprefix(_ENDED))
        return speaker.say(f"dit was geldig tot en met {day}", f"this was valid up to and including {day}")
    return clause(given)


def known_since(speaker: Speaker, fact: KnownFact) -> str:
    """Say since which day we know a value."""
    if fact.known_since is None:
        return ""
    day = speaker.day(fact.known_since)
    return speaker.say(f"bij ons bekend sinds {day}", f"known to us since {day}")


def validity(speaker: Speaker, fact: KnownFact) -> str:
    """Say for which days a value counts."""
    first = speaker.day(fact.valid_from) if fact.valid_from else ""
    last = speaker.day(fact.valid_until) if fact.valid_until else ""
    if fact.reason.startswith(_ENDED):
        last = ""
    if first and last:
        return speaker.say(f"geldig van {first} tot en met {last}", f"valid from {first} up to and including {last}")
    if first:
        return speaker.say(f"geldig vanaf {first}", f"valid from {first}")
    return speaker.say(f"geldig tot en met {last}", f"valid up to and including {last}") if last else ""


def provenance(speaker: Speaker, kind: str, fact: KnownFact) -> str:
    """Say in a few words where a value comes from: source, since when, until when, and why it reads so."""
    parts = [reason(speaker, kind, fact)]
    if fact.source not in {"", NO_RECORD} and fact.key != REFERENCE_DATE:
        named = source(speaker, fact)
        parts = [
            speaker.say(f"bron: {named}", f"source: {named}"),
            known_since(speaker, fact),
            validity(speaker, fact),
            *parts,
        ]
    if fact.ground:
        parts.append(speaker.say(f"grond: {clause(fact.ground)}", f"ground: {clause(fact.ground)}"))
    return "; ".join(part for part in parts if part)


def fact_words(speaker: Speaker, kind: str, fact: KnownFact, *, full: bool = True) -> str:
    """Say a fact: its name, its value and, when full, where the value comes from in brackets."""
    if speaker.shields(fact.key):
        return f"{speaker.name(kind, fact.key)}: {speaker.say('afgeschermd', 'shielded')}"
    text = f"{speaker.name(kind, fact.key)}: {speaker.value(kind, fact)}"
    if fact.value == NEVER:
        return text
    where = provenance(speaker, kind, fact) if full else _short(speaker, kind, fact)
    return f"{text} ({where})" if where else text


def _short(speaker: Speaker, kind: str, fact: KnownFact) -> str:
    """Say only why a value reads otherwise than it seems."""
    return "" if fact.value is None else reason(speaker, kind, fact)
