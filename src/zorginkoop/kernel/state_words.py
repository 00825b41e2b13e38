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
_BY_ROLE = {reasons.FACTOR: _FACTOR, reasons.EFFORT: _EFFORT, reasons.TASK: _TASK}

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
_UNKNOWN_BY_ROLE = {reasons.EFFORT: _UNKNOWN_EFFORT, reasons.TASK: _UNKNOWN_TASK}


def state_sentence(speaker: Speaker, state: int, role: str, reading: UnknownReads) -> str:
    """Say what a state means in the role that its condition plays."""
    if state in _PLAIN:
        return speaker.say(*_BY_ROLE.get(role, {}).get(state, _PLAIN[state]))
    declared = reading is UnknownReads.DECLARED_AT_SIGNING
    if role in _UNKNOWN_BY_ROLE and not declared:
        return speaker.say(*_UNKNOWN_BY_ROLE[role])
    return speaker.say(*_UNKNOWN[reading])
