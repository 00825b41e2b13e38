"""Tables of contract status as text for a person, and as data for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zorginkoop.cli.status_question import Answered, Asked
from zorginkoop.cli.terminal import Style
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, Why
from zorginkoop.kernel.layers import Layer
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.status import Interval, StatusKey, StatusTable
from zorginkoop.kernel.status_day import Reason
from zorginkoop.kernel.status_words import StatusSpeaker

_COLOURS = {
    LayerStatus.CONTRACTED: "green",
    LayerStatus.NOT_CONTRACTED: "red",
    LayerStatus.OUTSIDE: "red",
    LayerStatus.UNKNOWN: "yellow",
}
_OPEN = "…"


def status_page(asked: Asked, language: Language, style: Style) -> Iterator[str]:
    """Write who it is about, the answers to what was asked, and the table of each agreement."""
    return _Page(asked, language, style).lines()


@dataclass(frozen=True, slots=True)
class _Block:
    """Keys that have the same intervals: of several locations, parts of the care, or product types."""

    layer: Layer
    row: str
    locations: tuple[str, ...]
    cares: tuple[str, ...]
    products: tuple[str, ...]
    intervals: tuple[Interval, ...]


class _Page:
    def __init__(self, asked: Asked, language: Language, style: Style) -> None:
        self.asked = asked
        self.language: Language = language
        self.style = style
        self.names = {
            (relation, row.id): row.name for relation, rows in asked.facts.subject.relations.items() for row in rows
        }

    def say(self, dutch: str, english: str) -> str:
        return dutch if self.language == "nl" else english

    def lines(self) -> Iterator[str]:
        yield from self._about()
        for agreement in dict.fromkeys(table.layers.agreement.agreement for table in self.asked.tables):
            yield ""
            yield from self._agreement([table for table in self.asked.tables if _named(table) == agreement])

    def _about(self) -> Iterator[str]:
        subject, key, source = self.asked.facts.subject, self.asked.facts.key, self.asked.edition.source.uitgave
        coding = self.say(f"codering {source.codering}", f"coding {source.codering}")
        yield " ".join(filter(None, (subject.name, subject.id and f"({subject.id})"))) or subject.kind
        insurer = f"{source.geldt_voor.verzekeraar} {key.insurer}"
        yield f"{self.asked.edition.name}, {coding} · {insurer}, {key.label}"

    def _agreement(self, tables: list[StatusTable]) -> Iterator[str]:
        layers = tables[0].layers
        speaker = StatusSpeaker(layers, Speaker(layers.agreement, self.language))
        yield self.style.paint(layers.agreement.phrase.in_language(self.language), "bold")
        for same in _together(one for one in self.asked.answers if one.table in tables):
            yield from self._answer(same, speaker, _products(tables))
        every = _blocks(tables, self.asked.care)
        blocks = [block for block in every if not _adds_nothing(block, layers.base)]
        for block in (one for one in blocks if one.row == self.asked.rows.get(one.layer.relation, one.row)):
            yield from self._block(block, speaker, every=_products(tables))

    def _answer(self, same: list[Answered], speaker: StatusSpeaker, every: tuple[str, ...]) -> Iterator[str]:
        """Write what all layers say together of the care that was asked about, and what the finder shows."""
        answer, shown = same[0].answer, same[0].shown
        care = self.asked.care.replace("_", " ") or self.say("de overeenkomst", "the agreement")
        day = write_date(self.asked.on, self.language) if self.asked.on else ""
        text = self.say(f"op {day}, {care}: ", f"on {day}, {care}: ") + speaker.status(answer.status)
        products = [one.table.product_type for one in same]
        named = _of_products(products) if tuple(products) != every else ""
        yield from self.style.wrap(self.style.paint(text, _COLOURS[answer.status]) + named, 2, 2)
        for reason in answer.reasons:
            yield from self._reason(reason, speaker)
        if shown is not None and self.asked.looked_on is not None:
            looked = write_date(self.asked.looked_on, self.language)
            where = self.say(f"als gecontracteerd getoond op {looked}", f"shown as contracted on {looked}")
            there = ", ".join(shown.channels).replace("_", " ") or self.say("nee", "no")
            yield from self.style.wrap(f"{where}: {there}", 2)
            if shown.held_back:
                for gate in shown.gates:
                    words = f"{gate.deadline.phrase.in_language(self.language)}: {gate.dates.say(self.language)}"
                    yield from self.style.wrap(f"{words} {_places(gate.deadline.citation.places)}", 4, 2)

    def _block(self, block: _Block, speaker: StatusSpeaker, every: tuple[str, ...]) -> Iterator[str]:
        yield from self.style.wrap(
            self._heading(block) + (_of_products(block.products) if block.products != every else ""), 2, 4
        )
        for interval in block.intervals:
            days = f"{_day(interval.first)} - {_day(interval.last)}"
            yield f"    {days}  {self.style.paint(speaker.status(interval.status), _COLOURS[interval.status])}"
            for reason in interval.reasons:
                if block.layer.kind == LayerKind.BASE or reason.what is not Why.IN_FORCE:
                    yield from self._reason(reason, speaker)

    def _heading(self, block: _Block) -> str:
        parts = [block.layer.id.replace("_", " ")]
        if block.row:
            name = self.names.get((block.layer.relation, block.row), "")
            parts.append(f"{name} ({block.row})" if name else block.row)
        keys = list(self._keys(block))
        if block.layer.care or set(block.cares) != {key.care for key in keys}:
            rest = self.say("overige zorg", "all other care")
            parts.append(", ".join(care.replace("_", " ") or rest for care in block.cares))
        if set(block.locations) != {key.location for key in keys}:
            rest = self.say("overige vestigingen", "all other locations")
            place = self.say("vestiging", "location")
            parts.append(", ".join(f"{place} {one}" if one else rest for one in block.locations))
        return " · ".join(parts)

    def _keys(self, block: _Block) -> Iterator[StatusKey]:
        key = block.intervals[0].key
        for table in self.asked.tables:
            if _named(table) == key.agreement:
                yield from (one for one in table.about() if one.layer == key.layer)

    def _reason(self, reason: Reason, speaker: StatusSpeaker) -> Iterator[str]:
        text = speaker.reason(reason, self.asked.facts.subject.id)
        yield from self.style.wrap(f"{text} {_places(reason.citation.places)}".rstrip(), 8, 2)


def _named(table: StatusTable) -> str:
    return table.layers.agreement.agreement


def _places(places: tuple[str, ...]) -> str:
    return f"[{', '.join(places)}]" if places else ""


def _of_products(products: Iterable[str]) -> str:
    named = [one.replace("_", " ") for one in products if one]
    return f" ({', '.join(named)})" if named else ""


def _products(tables: list[StatusTable]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.product_type for table in tables))


def _day(day: date | None) -> str:
    return day.isoformat() if day else _OPEN


def _together(answers: Iterable[Answered]) -> list[list[Answered]]:
    """Put the product types together for which the answer is the same."""
    same: dict[object, list[Answered]] = {}
    for one in answers:
        shown = one.shown.contracted if one.shown else None
        same.setdefault((one.answer.status, one.answer.reasons, shown), []).append(one)
    return list(same.values())


def _blocks(tables: list[StatusTable], care: str) -> Iterator[_Block]:
    """Put together the keys whose intervals are the same, apart from product type and part of the care."""
    layers = tables[0].layers
    for layer in layers.all:
        if care and layer.care and care not in layer.care:
            continue
        same: dict[object, list[StatusKey]] = {}
        found: dict[object, tuple[Interval, ...]] = {}
        for table in tables:
            for key in table.about():
                if key.layer != layer.id or (layer.care and care and key.care != care):
                    continue
                intervals = table.of_key(key)
                spans = tuple((one.first, one.last, one.status, one.reasons) for one in intervals)
                name: object = (key.row, spans)
                same.setdefault(name, []).append(key)
                found.setdefault(name, intervals)
        for name, keys in same.items():
            for together in _rectangles(keys):
                yield _block(layer, together, found[name])


def _block(layer: Layer, keys: list[StatusKey], intervals: tuple[Interval, ...]) -> _Block:
    locations, cares, products = (tuple(dict.fromkeys(values)) for values in _sides(keys))
    return _Block(layer, keys[0].row, locations, cares, products, intervals)


def _sides(keys: list[StatusKey]) -> tuple[list[str], list[str], list[str]]:
    return [one.location for one in keys], [one.care for one in keys], [one.product_type for one in keys]


def _rectangles(keys: list[StatusKey]) -> Iterator[list[StatusKey]]:
    """Keep keys together where every location goes with every care and product type; else part them by location."""
    size = 1
    for values in _sides(keys):
        size *= len(set(values))
    if size == len(keys):
        yield keys
        return
    apart: dict[tuple[str, str], list[StatusKey]] = {}
    for key in keys:
        apart.setdefault((key.location, key.care), []).append(key)
    yield from apart.values()


def _adds_nothing(block: _Block, base: Layer) -> bool:
    """Tell whether a layer only repeats that the base has nothing, so that it need not be shown."""
    reasons = (reason for interval in block.intervals for reason in interval.reasons)
    return block.layer is not base and all(
        reason.layer == base.id and reason.what is not Why.IN_FORCE for reason in reasons
    )


def plain_status(asked: Asked) -> dict[str, object]:
    """Give tables and answers as text and lists, for the canonical form."""
    return {
        "uitgave": asked.edition.name,
        "codering": asked.edition.source.uitgave.codering,
        "status": [_plain_interval(one) for table in asked.tables for one in table.intervals],
        "antwoord": [_plain_answer(one) for one in asked.answers],
    }


def _plain_interval(interval: Interval) -> dict[str, object]:
    key = interval.key
    return {
        "verzekeraar": key.insurer, "label": key.label, "polisvorm": key.product_type, "aanbieder": key.provider,
        "overeenkomst": key.agreement, "laag": key.layer, "soort": interval.kind, "vestiging": key.location,
        "zorg": key.care, "rij": key.row, "van": interval.first.isoformat() if interval.first else "",
        "tot_en_met": interval.last.isoformat() if interval.last else "", "status": interval.status,
        "waarom": [_plain_reason(reason) for reason in interval.reasons],
    }  # fmt: skip


def _plain_reason(reason: Reason) -> dict[str, object]:
    facts = [
        {
            "onderwerp": used.kind,
            "id": used.id,
            "feit": used.fact.key if used.fact else used.relation,
            "waarde": used.fact.text if used.fact else "",
            "bron": used.fact.source if used.fact else "",
            "bekend_sinds": used.fact.known_since.isoformat() if used.fact and used.fact.known_since else "",
            "toelichting": used.fact.reason if used.fact else "",
        }
        for used in reason.facts
    ]
    return {
        "laag": reason.layer, "wat": reason.what, "plaatsen": list(reason.citation.places),
        "posten": list(reason.citation.items), "feiten": facts,
    }  # fmt: skip


def _plain_answer(one: Answered) -> dict[str, object]:
    plain: dict[str, object] = {
        "overeenkomst": _named(one.table),
        "polisvorm": one.table.product_type,
        "status": one.answer.status,
        "waarom": [_plain_reason(reason) for reason in one.answer.reasons],
    }
    if one.shown is not None:
        plain["getoond"] = list(one.shown.channels)
    return plain
