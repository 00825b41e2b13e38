"""What the state of a condition means for the outcome, in one sentence: a state alone says too little."""

from __future__ import annotations

from zorginkoop.kernel import reasons
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UnknownReads

_MET = ("Hieraan is voldaan.", "This has been met.")
_PLAIN = {
    MET: _MET,
    NOT_MET: ("Hieraan is niet voldaan.", "This has not been met."),
    NOT_APPLICABLE: ("Dit is hier niet van toepassing.", "This does not apply here."),
}
_FACTOR = {
    MET: ("Deze factor telt mee.", "This factor counts."),
    NOT_MET: ("Deze factor telt niet mee.", "This factor does not count."),
}
_EFFORT = {
    NOT_MET: (
        "Hieraan is niet voldaan; wij vragen dit als inspanning en het houdt een aanbod niet tegen.",
        "This has not been met; we ask it as an effort and it does not stand in the way of an offer.",
    ),
}
_TASK = {
    MET: ("Dit doet zich voor; een mens beslist erover.", "This occurs; a person decides on it."),
    NOT_MET: ("Dit doet zich niet voor.", "This does not occur."),
}
_ROUTE = {
    MET: ("Dit is het geval.", "This is the case."),
    NOT_MET: ("Dit is niet het geval.", "This is not the case."),
}
_BY_ROLE = {
    reasons.FACTOR: _FACTOR, reasons.EFFORT: _EFFORT, reasons.TASK: _TASK, reasons.ROUTE: _ROUTE, reasons.OTHER: _ROUTE,
}  # fmt: skip
_ROLE_NAMES = {
    reasons.GATE: ("randvoorwaarde", "base condition"),
    reasons.FACTOR: ("differentiatiefactor", "differentiation factor"),
    reasons.EFFORT: ("inspanning", "effort"),
    reasons.PART: ("voorwaarde voor een onderdeel", "condition for a part"),
    reasons.TASK: ("een mens beslist als dit zich voordoet", "a person decides where this occurs"),
}

_UNKNOWN = {
    UnknownReads.NO_OBJECTION: ("Dit is niet bekend; dat is geen bezwaar.", "This is not known; that is no objection."),
    UnknownReads.UNDECIDED: (
        "Dit is nog niet vastgesteld; zonder dit gegeven is er geen beslissing.",
        "This has not been established yet; without it there is no decision.",
    ),
    UnknownReads.DOES_NOT_COUNT: (
        "Dit is nog niet vastgesteld en telt daarom nog niet mee.",
        "This has not been established yet and so does not count yet.",
    ),
    UnknownReads.DECLARED_AT_SIGNING: (
        "Dit verklaart u door te ondertekenen; een steekproef kan het later controleren.",
        "You declare this by signing; a sample may check it later.",
    ),
}
_UNKNOWN_EFFORT = (
    "Dit is nog niet vastgesteld; wij vragen dit als inspanning en het houdt een aanbod niet tegen.",
    "This has not been established yet; we ask it as an effort and it does not stand in the way of an offer.",
)
_UNKNOWN_TASK = (
    "Dit is nog niet vastgesteld; een mens kijkt ernaar.", "This has not been established yet; a person looks at it.",
)  # fmt: skip
_UNKNOWN_PART = (
    "Dit is nog niet vastgesteld; over dit onderdeel is daarom nog niet beslist.",
    "This has not been established yet, so this part has not been decided yet.",
)
_UNKNOWN_ROUTE = ("Dit is nog niet vastgesteld.", "This has not been established yet.")
_UNDECIDED_BY_ROLE = {reasons.PART: _UNKNOWN_PART, reasons.ROUTE: _UNKNOWN_ROUTE, reasons.OTHER: _UNKNOWN_ROUTE}
_UNKNOWN_BY_ROLE = {reasons.EFFORT: _UNKNOWN_EFFORT, reasons.TASK: _UNKNOWN_TASK}


def role_name(speaker: Speaker, role: str) -> str:
    """Name what a condition is for."""
    return speaker.say(*_ROLE_NAMES.get(role, ("voorwaarde", "condition")))


def state_sentence(speaker: Speaker, state: int, role: str, reading: UnknownReads) -> str:
    """Say what a state means in the role that its condition plays."""
    if state in _PLAIN:
        return speaker.say(*_BY_ROLE.get(role, {}).get(state, _PLAIN[state]))
    declared = reading is UnknownReads.DECLARED_AT_SIGNING
    if role in _UNKNOWN_BY_ROLE and not declared:
        return speaker.say(*_UNKNOWN_BY_ROLE[role])
    if reading is UnknownReads.UNDECIDED and role in _UNDECIDED_BY_ROLE:
        return speaker.say(*_UNDECIDED_BY_ROLE[role])
    return speaker.say(*_UNKNOWN[reading])
