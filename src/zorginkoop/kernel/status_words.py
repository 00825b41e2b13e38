"""Contract status in words: the status itself, and why, with each fact, its source and its date."""

from __future__ import annotations

from typing import Final

from zorginkoop.kernel.layer_words import LayerStatus, Why
from zorginkoop.kernel.layers import Layers
from zorginkoop.kernel.provenance_words import provenance
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.status_day import Reason, Used

STATUSES: Final = {
    LayerStatus.CONTRACTED: ("gecontracteerd", "contracted"),
    LayerStatus.NOT_CONTRACTED: ("niet gecontracteerd", "not contracted"),
    LayerStatus.OUTSIDE: ("buiten de overeenkomst", "outside the agreement"),
    LayerStatus.UNKNOWN: ("onbekend", "unknown"),
}
_WHY: Final = {
    Why.IN_FORCE: ("loopt", "in force"),
    Why.NOT_STARTED: ("nog niet begonnen", "not started yet"),
    Why.ENDED: ("afgelopen", "ended"),
    Why.TERM_UNKNOWN: ("of zij loopt is niet bekend", "whether it is in force is not known"),
    Why.NO_AGREEMENT: ("er is er geen vastgelegd", "none was recorded"),
    Why.OTHER_CARE: ("zij is er voor andere zorg", "it is for other care"),
    Why.OTHER_INSURER: ("zij geldt voor een andere verzekeraar", "it is for another insurer"),
    Why.OTHER_LABEL: ("zij geldt voor een ander label", "it is for another label"),
    Why.OTHER_PRODUCT: ("zij geldt voor een andere polisvorm", "it is for another product type"),
    Why.OTHER_LOCATION: ("zij geldt voor een andere vestiging", "it is for another location"),
    Why.NOT_BOUGHT: ("dit deel van de zorg is niet ingekocht", "this part of the care was not bought"),
    Why.HOLDS: ("voldaan", "met"),
    Why.FAILS: ("niet voldaan", "not met"),
    Why.OPEN: ("niet bekend", "not known"),
    Why.ROWS_UNKNOWN: ("niet bekend", "not known"),
    Why.NO_ROWS: ("er is niemand of niets om naar te vragen", "there is nobody or nothing to ask about"),
    Why.ROW_ABSENT: ("hoort er op deze dag niet bij", "does not belong there on this day"),
    Why.NOT_ASKED: ("valt hier niet onder", "does not come under this"),
    Why.NO_LAYER: ("bestaat op deze dag niet", "does not exist on this day"),
    Why.WHICH_ROW: ("dat verschilt; zeg over wie of waar het gaat", "that differs; say whom or where it is about"),
    Why.NO_DATE: ("de dag die beslist ontbreekt", "the day that decides is missing"),
    Why.OUT_OF_WINDOW: ("over deze dag zegt de tabel niets", "the table says nothing of this day"),
}


class StatusSpeaker:
    """Speaks for the layers of one agreement, in Dutch or English."""

    def __init__(self, layers: Layers, speaker: Speaker) -> None:
        """Keep the words of the agreement."""
        self.layers = layers
        self.speaker = speaker

    def status(self, status: LayerStatus) -> str:
        """Name a status."""
        return self.speaker.say(*STATUSES[status])

    def reason(self, reason: Reason, subject: str) -> str:
        """Say why, as a sentence; facts of the subject itself need no name before them."""
        asked = reason.phrase.in_language(self.speaker.language) or reason.layer.replace("_", " ")
        text = f"{asked}: {self.speaker.say(*_WHY[reason.what])}"
        if reason.what is Why.NO_DATE:
            text += f" ({reason.row})"
        facts = "; ".join(self._facts(reason.facts, subject))
        return sentence(f"{text} ({facts})" if facts else text)

    def _facts(self, given: tuple[Used, ...], subject: str) -> list[str]:
        """Say the facts; those of one row with one source are told together, and the source once."""
        together: dict[tuple[str, str], list[str]] = {}
        for used in given:
            who = "" if used.id == subject else f"{used.name or used.id}, "
            together.setdefault((who, self._where(used)), []).append(self._told(used))
        return [
            f"{who}{', '.join(dict.fromkeys(told))}{f', {where}' if where else ''}"
            for (who, where), told in together.items()
        ]

    def _told(self, used: Used) -> str:
        speaker = self.speaker
        if used.fact is not None:
            return f"{speaker.name(used.kind, used.fact.key)}: {speaker.value(used.kind, used.fact)}"
        rows = speaker.rows(used.kind, used.relation)
        if used.known:
            return speaker.say(f"geen {rows} vastgelegd", f"no {rows} recorded")
        return speaker.say(f"welke {rows} er zijn staat nergens", f"which {rows} there are was not recorded")

    def _where(self, used: Used) -> str:
        """Say where a fact comes from, and until when a row that no longer counts did count."""
        parts = [provenance(self.speaker, used.kind, used.fact)] if used.fact is not None else []
        if used.until is not None:
            day = self.speaker.day(used.until)
            parts.append(self.speaker.say(f"gold tot en met {day}", f"counted up to and including {day}"))
        return "; ".join(part for part in parts if part)
