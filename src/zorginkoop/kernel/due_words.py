"""What a condition asks of a deadline, in words: in time, and until when that was."""

from __future__ import annotations

from zorginkoop.kernel.dates import Form, resolve
from zorginkoop.kernel.due import read_due
from zorginkoop.kernel.evaluate import TOO_LATE
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.supplied import written
from zorginkoop.kernel.tree import Compare, DueDate

_UNITS = {
    Form.WITHIN_DAYS: ("dagen", "days"),
    Form.WITHIN_WORKING_DAYS: ("werkdagen", "working days"),
    Form.WITHIN_MONTHS: ("maanden", "months"),
    Form.WITHIN_HOURS: ("uur", "hours"),
}


def due_words(speaker: Speaker, kind: str, test: Compare, operand: DueDate) -> str:
    """Say what is asked: op tijd (binnen 28 dagen na het aanbod), or the end of the term where a day is held to it."""
    asked = speaker.say("te laat", "too late") if test.operator == TOO_LATE else speaker.say("op tijd", "in time")
    return f"{asked} ({_rule(speaker, kind, operand)})"


def _rule(speaker: Speaker, kind: str, operand: DueDate) -> str:
    rule, calendar = read_due(operand)
    if not rule.events:
        return resolve(rule, {}, calendar).say(speaker.language)
    names = [speaker.name(kind, name) for name in rule.events]
    after = speaker.say(" of ", " or ").join(names)
    if rule.form is Form.AT_ONCE:
        return speaker.say(f"direct na {after}", f"at once after {after}")
    dutch, english = _UNITS[rule.form]
    number = written(rule.days or rule.working_days or rule.months or rule.hours)
    grace = written(rule.grace)
    text = speaker.say(f"binnen {number} {dutch} na {after}", f"within {number} {english} after {after}")
    if grace:
        text += speaker.say(f", met {grace} dagen respijt", f", with {grace} days of grace")
    return text
