"""Each change as one plain sentence, in Dutch and English: the generated change log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.language import COMPARISONS
from zorginkoop.study.compare.nodes import AGREEMENT, CHANGE_LOG, CONFIRMED, HEAD, Key
from zorginkoop.study.compare.structure import Change, How
from zorginkoop.study.compare.texts import marked
from zorginkoop.study.report.words import Pairs, Tongue, plain

SECTIONS: Final[Pairs] = {
    HEAD: ("kop van de uitgave", "head of the edition"),
    AGREEMENT: ("overeenkomst", "agreement"),
    "feit": ("feit", "fact"),
    "relatie": ("rijen", "rows"),
    "gebeurtenis": ("gebeurtenis", "event"),
    "lijst": ("lijst", "list"),
    "waarde": ("waarde", "value"),
    "lezing": ("lezing", "reading"),
    "gevolg": ("gevolg van", "implied by"),
    "contactpunt": ("contactpunt", "contact point"),
    "tekst": ("tekst", "text"),
    "formule": ("rekenregel", "formula"),
    "voorwaarde": ("voorwaarde", "condition"),
    "route": ("route", "route"),
    "onderdeel": ("onderdeel", "part"),
    "termijn": ("termijn", "deadline"),
    "ingang": ("ingang", "start"),
    "wijziging": ("wijziging", "change of the agreement"),
    "taak": ("taak voor een mens", "task for a person"),
    "laag": ("laag van de contractstatus", "layer of contract status"),
    CONFIRMED: ("bevestiging van een controle", "confirmation of a check"),
    CHANGE_LOG: ("regel van de wijzigingslijst", "line of the change log"),
}
HOWS: Final[Pairs] = {
    How.ADDED: ("erbij", "added"),
    How.REMOVED: ("vervallen", "removed"),
    How.CHANGED: ("gewijzigd", "changed"),
    How.MOVED: ("verplaatst", "moved"),
    How.RENAMED: ("hernoemd", "renamed"),
}
REACHES: Final[Pairs] = {
    "regel": ("kan een uitkomst veranderen", "can change an outcome"),
    "status": ("kan de contractstatus veranderen", "can change contract status"),
    "datum": ("verandert een datum", "changes a date"),
    "formule": ("verandert een berekening", "changes a calculation"),
    "woorden": ("alleen woorden", "words only"),
    "vindplaats": ("alleen de vindplaats", "the place in the source only"),
}
_LIMITS = frozenset(COMPARISONS)
_LONGEST = 240
_NUMBERED = re.compile(r"\d[\d.,]*( ?%)?")


def is_wording(value: object) -> bool:
    """Tell whether a value is a sentence in both languages."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= {"nl", "en"}


class Sentences:
    """Writes changes between two editions in one language."""

    def __init__(self, old: LoadedEdition, new: LoadedEdition, tongue: Tongue) -> None:
        self.old, self.new, self.tongue = old, new, tongue

    def of(self, change: Change, *, inside: bool = False) -> str:
        """Write one change as a sentence, without its places; inside its agreement that is not named again."""
        return f"{self.subject(change, inside=inside)}: {self.what(change)}"

    def subject(self, change: Change, *, inside: bool = False) -> str:
        """Name the node that a change is about, in its agreement."""
        key = change.node
        kind = self.tongue.of(SECTIONS, key.section)
        if key.section == HEAD:
            return kind
        around = "" if inside and key.section != AGREEMENT else self._agreement(key)
        if key.section == AGREEMENT:
            return f"{kind} {around or plain(key.name)}"
        return f"{around}, {kind} {self._name(key)}" if around else f"{kind} {self._name(key)}"

    def title(self, change: Change) -> str:
        """Give the words of the node itself, as it is now or as it last was."""
        return self._wording(change.found.body.get("tekst") or change.found.body.get("naam"))

    def what(self, change: Change) -> str:
        """Say what happened to the node."""
        say, title = self.tongue.say, self.title(change)
        match change.how:
            case How.ADDED:
                return say("is erbij", "was added") + (f": {title}" if title else self._members(change.new))
            case How.REMOVED:
                return say("is vervallen", "was removed") + (f": {title}" if title else self._members(change.old))
            case How.MOVED:
                return say(
                    f"staat nu als nummer {change.new} in de volgorde, en stond als nummer {change.old}",
                    f"now stands as number {change.new} in the order, and stood as number {change.old}",
                )
            case How.RENAMED:
                return say(f"heette {change.old}", f"was called {change.old}")
            case How.CHANGED:
                return self._changed(change)

    def _changed(self, change: Change) -> str:
        say = self.tongue.say
        *above, last = change.key.split(".") if change.key else ("",)
        inside = f"{say('in', 'in')} {' / '.join(map(plain, above))}: " if above else ""
        old, new = self.written(change.old), self.written(change.new)
        if is_wording(change.old) and is_wording(change.new):
            return inside + f"{plain(last)}: {marked(self._written(change.old), self._written(change.new))}"
        if change.old is None or change.new is None or isinstance(change.old, list):
            return inside + f"{plain(last)}: " + self._went_and_came(change.old, change.new)
        if last == "vergelijking":
            return inside + say(f"de vergelijking '{old}' wordt '{new}'", f"the comparison '{old}' becomes '{new}'")
        if last in _LIMITS and _NUMBERED.fullmatch(old) and _NUMBERED.fullmatch(new):
            limit = plain(last)
            return inside + say(
                f"de grens '{limit}' gaat van {old} naar {new}", f"the limit '{limit}' goes from {old} to {new}"
            )
        return inside + say(f"{plain(last)} {old} wordt {new}", f"{plain(last)} {old} becomes {new}")

    def _went_and_came(self, old: object, new: object) -> str:
        say = self.tongue.say
        gone = say(f"eraf {self.written(old)}", f"gone {self.written(old)}") if old is not None else ""
        come = say(f"erbij {self.written(new)}", f"added {self.written(new)}") if new is not None else ""
        return "; ".join(part for part in (gone, come) if part)

    def _members(self, body: object) -> str:
        members = body.get("leden") if isinstance(body, Mapping) else None
        return f": {self.written(members)}" if members else ""

    def written(self, value: object) -> str:
        """Write a value in the words of the language of the policy, on one line."""
        text = self._written(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"

    def _written(self, value: object) -> str:
        if isinstance(value, list | tuple):
            return ", ".join(self._written(part) for part in value)
        if not isinstance(value, Mapping):
            return "" if value is None else str(value)
        if is_wording(value):
            return self._wording(value)
        for bare in ("tekst", "codes", "voorwaarde"):
            if set(value) == {bare}:
                return self._written(value[bare])
        return " ".join(f"{plain(key)} {self._inner(part)}" for key, part in value.items())

    def _inner(self, value: object) -> str:
        text = self._written(value)
        nested = isinstance(value, list) or (isinstance(value, Mapping) and len(value) > 1)
        return f"({text})" if nested else text

    def _wording(self, words: Any) -> str:  # noqa: ANN401 - a wording of any body, or none
        if not isinstance(words, Mapping):
            return str(words or "")
        return str(words.get(self.tongue.language) or words.get("nl") or "")

    def _agreement(self, key: Key) -> str:
        for edition in (self.new, self.old):
            agreement = edition.source.overeenkomsten.get(key.agreement)
            if agreement is not None:
                return self.tongue.say(agreement.naam.nl, agreement.naam.en)
        return ""

    def _name(self, key: Key) -> str:
        if key.section in {"feit", "relatie"}:
            subject, _, name = key.name.partition("/")
            return self.tongue.say(f"{plain(name)} van {plain(subject)}", f"{plain(name)} of {plain(subject)}")
        return plain(key.name)
