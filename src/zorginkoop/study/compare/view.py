"""A comparison as rows of words, for a terminal and for pages alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.study.compare.comparison import Comparison
from zorginkoop.study.compare.dates import DateMeaning
from zorginkoop.study.compare.formulas import FormulaMeaning
from zorginkoop.study.compare.made_up import MadeUp, made_up
from zorginkoop.study.compare.meaning import AgreementMeaning, Direction, Sides, Verdict
from zorginkoop.study.compare.reach import Reach
from zorginkoop.study.compare.structure import Change, How
from zorginkoop.study.compare.texts import Piece, pieces
from zorginkoop.study.compare.words import REACHES, Sentences, is_wording
from zorginkoop.study.logic.prover import Example, Impossible
from zorginkoop.study.report.words import Pairs, Tongue, plain

VERDICTS: Final[Pairs] = {
    Verdict.SAME_RULES: ("dezelfde regels, dus voor iedereen dezelfde uitkomst", "the same rules, so the same for all"),
    Verdict.PROVEN_EQUAL: (
        "bewezen gelijk: andere regels, en voor niemand een andere uitkomst",
        "proven equal: other rules, and another outcome for nobody",
    ),
    Verdict.DIFFERS: ("er is iemand die iets anders krijgt", "somebody gets something else"),
    Verdict.NOT_PROVEN: ("niet bewezen", "not proven"),
    Verdict.NOT_COMPARED: ("niet vergeleken", "not compared"),
}
DIRECTIONS: Final[Pairs] = {
    Direction.STRICTER: (
        "strenger: iemand verliest een aanbod of een betere variant, en bewezen wint niemand er een",
        "stricter: some lose an offer or a better variant, proven: nobody gains one",
    ),
    Direction.LOOSER: (
        "ruimer: iemand wint een aanbod of een betere variant, en bewezen verliest niemand er een",
        "looser: some gain an offer or a better variant, proven: nobody loses one",
    ),
    Direction.BOTH: ("de een verliest, een ander wint", "one loses, another gains"),
    Direction.NEITHER: (
        "bewezen wint noch verliest iemand een aanbod of variant",
        "proven: nobody gains or loses an offer or variant",
    ),
    Direction.UNCERTAIN: ("wie wint of verliest is niet bewezen", "who gains or loses is not proven"),
}
OF_CONDITION: Final[Pairs] = {
    Direction.STRICTER: ("strenger", "stricter"),
    Direction.LOOSER: ("ruimer", "looser"),
    Direction.BOTH: ("strenger voor de een, ruimer voor de ander", "stricter for one, looser for another"),
    Direction.NEITHER: ("bewezen dezelfde eis", "proven to ask the same"),
    Direction.UNCERTAIN: ("strenger of ruimer is niet bewezen", "stricter or looser is not proven"),
}
ASPECTS: Final[Pairs] = {
    "uitkomst": ("de uitkomst", "the outcome"),
    "route": ("de route", "the route"),
    "variant": ("de variant", "the variant"),
    "onderdeel": ("een onderdeel", "a part"),
    "taak": ("een taak voor een mens", "a task for a person"),
}
LOSES: Final = ("verliest", "loses")
GAINS: Final = ("wint", "gains")
_HASH: Final = len("sha256:") + 8  # characters of a content hash that tell two texts apart
ONLY_OLD: Final = ("voldoet alleen aan de oude", "meets the older only")
ONLY_NEW: Final = ("voldoet alleen aan de nieuwe", "meets the newer only")
OTHER: Final = ("krijgt iets anders", "gets something else")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in words."""

    change: Change
    sentence: str
    subject: str
    reach: str
    direction: str
    places: tuple[str, ...]
    items: tuple[str, ...]
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one agreement, or of what the whole edition shares."""

    title: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A made-up provider that shows a difference: who it is about, and the provider."""

    who: str
    provider: MadeUp


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition that asks something else: its direction, and who meets it in one of the two only."""

    id: str
    direction: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class MeaningRow:
    """One agreement: the verdict, the direction, who shows it, and each condition that asks something else."""

    meaning: AgreementMeaning
    title: str
    verdict: str
    direction: str
    reason: str
    cases: tuple[Case, ...]
    conditions: tuple[ConditionRow, ...]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the published change log, with the changes that show it."""

    words: str
    places: tuple[str, ...]
    items: tuple[str, ...]
    changes: tuple[str, ...]


class View:
    """Puts a comparison in words."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self.comparison = comparison
        self.tongue = Tongue(language)
        self.sentences = Sentences(comparison.old, comparison.new, self.tongue)

    def head(self) -> tuple[str, str]:
        """Name both editions with their coding, and where that does not tell them apart with their content hash."""
        say = self.tongue.say
        sides = self.comparison.old, self.comparison.new
        old, new = (f"{one.name}, {say('codering', 'coding')} {one.source.uitgave.codering}" for one in sides)
        if old == new and sides[0].content_hash != sides[1].content_hash:
            old, new = (f"{old} ({one.content_hash[:_HASH]})" for one in sides)
        return old, new

    def notes(self, *, made_up_values: bool) -> Iterator[str]:
        """Say what a reader must know before believing anything below."""
        say, comparison = self.tongue.say, self.comparison
        for name in comparison.partial:
            yield say(
                f"van {name} is maar een deel bekend: wat er ontbreekt kan er wel hebben gestaan, "
                "en wie daar iets anders kreeg volgt alleen uit wat bekend is",
                f"only part of {name} is known: what it lacks may well have been there, "
                "and who got something else by it follows only from what is known",
            )
        for edition, years, agreements in comparison.years_alone():
            listed = ", ".join(map(str, years))
            names = ", ".join(map(self.agreement, agreements))
            yield say(
                f"contractjaar {listed} valt alleen in de looptijd van {edition.name} en is niet vergeleken: {names}",
                f"contract year {listed} is in the term of {edition.name} only and was not compared: {names}",
            )
        if comparison.unchosen:
            names = ", ".join(comparison.unchosen)
            yield say(
                f"van een lezing luidt een optie anders die niet is gekozen, en daar volgt nu niets uit: {names}",
                f"an option that was not chosen reads otherwise, and nothing follows from it now: {names}",
            )
        if made_up_values and (comparison.old.vocabulary.waarden or comparison.new.vocabulary.waarden):
            yield say(
                "gelezen met de verzonnen waarden van de repetitie; geef die van uw installatie met --values",
                "read with the made-up values of the rehearsal; give those of your installation with --values",
            )

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Count the changes by how far they reach, the furthest first."""
        found = Counter(str(change.reach) for change in self.comparison.changes)
        return tuple((self.tongue.of(REACHES, reach), found[reach]) for reach in REACHES if found[reach])

    def nothing(self) -> str:
        """Say that no node reads otherwise, and whether that means that there is no difference at all."""
        if self.comparison.differs:
            return self.tongue.say(
                "geen verschil in wat nu geldt, wel in een optie die niet is gekozen",
                "no difference in what holds now, but one in an option that was not chosen",
            )
        return self.tongue.say("geen enkel verschil: beide zeggen hetzelfde", "no difference at all: both say the same")

    def groups(self) -> tuple[Group, ...]:
        """Give the changes of each agreement, those of what all share last."""
        found: dict[str, list[ChangeRow]] = {}
        for change in self.comparison.changes:
            found.setdefault(change.node.agreement, []).append(self.row(change, inside=True))
        shared = self.tongue.say("Wat de hele uitgave deelt", "What the whole edition shares")
        ordered = sorted(found.items(), key=lambda pair: not pair[0])
        return tuple(Group(self.agreement(name) if name else shared, tuple(rows)) for name, rows in ordered)

    def row(self, change: Change, *, inside: bool = False) -> ChangeRow:
        """Put one change in words; inside its agreement that is not named again."""
        sides = self.comparison.sides_of(change) if change.reach is Reach.RULE else None
        return ChangeRow(
            change,
            self.sentences.of(change, inside=inside),
            self.sentences.subject(change, inside=inside),
            self.tongue.of(REACHES, change.reach),
            self.tongue.of(OF_CONDITION, sides.direction) if sides else "",
            change.places,
            change.items,
            self._words(change),
        )

    def files(self, change: Change) -> tuple[str, str]:
        """Say in which file, at which line and column a change stands in each; '' where it does not."""
        old, new = self.comparison.old, self.comparison.new
        return (
            str(old.where(change.old_at)) if change.old_at else "",
            str(new.where(change.new_at)) if change.new_at else "",
        )

    def _words(self, change: Change) -> tuple[Piece, ...]:
        """Lay the older and the newer words beside each other."""
        if change.how is not How.CHANGED or not (is_wording(change.old) and is_wording(change.new)):
            return ()
        language = self.tongue.language
        return pieces(*(str(words.get(language, "")) for words in (change.old, change.new)))

    def agreement(self, name: str) -> str:
        """Name an agreement."""
        for edition in (self.comparison.new, self.comparison.old):
            source = edition.source.overeenkomsten.get(name)
            if source is not None:
                return self.tongue.say(source.naam.nl, source.naam.en)
        return plain(name)

    def days(self) -> str:
        """Say for which reference dates meaning was asked."""
        first, last = (write_date(day, self.tongue.language) for day in self.comparison.days)
        return self.tongue.say(f"peildatum {first} tot en met {last}", f"reference dates {first} to {last}")

    def covers(self) -> str:
        """Say what the question of meaning is about, and what it is not."""
        years = ", ".join(self._years(self.comparison.meanings))
        return self.tongue.say(
            f"gevraagd voor iedereen die er zou kunnen zijn{f', voor contractjaar {years}' if years else ''}: "
            "uitkomst, route, variant, onderdelen en taken, met de gekozen lezingen en deze waarden; data, "
            "contractstatus en rekenregels staan apart",
            f"asked for everybody who could exist{f', for contract year {years}' if years else ''}: outcome, route, "
            "variant, parts and tasks, with the readings chosen and these values; dates, contract status and formulas "
            "stand apart",
        )

    def nobody_moves(self) -> str:
        """Say that nobody of a register moves, in the contract year that a register is judged for: the own one."""
        year = self.comparison.new.source.uitgave.contractjaar
        return self.tongue.say(
            f"niemand verschuift in contractjaar {year}: de regels zijn daarvoor dezelfde",
            f"nobody moves in contract year {year}: for that the rules are the same",
        )

    @staticmethod
    def _years(meanings: Iterable[AgreementMeaning]) -> list[str]:
        """Write contract years, the older one too where it is another."""
        found = sorted({years for meaning in meanings for years in meaning.years})
        return [str(one.new) if one.old == one.new else f"{one.old} → {one.new}" for one in found]

    def _title(self, meaning: AgreementMeaning) -> str:
        """Name an agreement, with the contract years where not every one of them has the same answer."""
        title = self.agreement(meaning.agreement)
        if sum(one.agreement == meaning.agreement for one in self.comparison.meanings) == 1:
            return title
        years = ", ".join(self._years([meaning]))
        return self.tongue.say(f"{title} (contractjaar {years})", f"{title} (contract year {years})")

    def meanings(self) -> tuple[MeaningRow, ...]:
        """Give what is known of each agreement that does not read the same."""
        return tuple(
            self._meaning(meaning)
            for meaning in self.comparison.meanings
            if meaning.verdict not in {Verdict.SAME_RULES, Verdict.NOT_COMPARED}
        )

    def not_compared(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give why agreements were not compared, and their names."""
        found: dict[str, list[str]] = {}
        for meaning in self.comparison.meanings:
            if meaning.verdict is Verdict.NOT_COMPARED:
                found.setdefault(self._why_not(meaning), []).append(self._title(meaning))
        return tuple((reason, tuple(names)) for reason, names in found.items())

    def _why_not(self, meaning: AgreementMeaning) -> str:
        for edition in (self.comparison.old, self.comparison.new):
            if meaning.agreement not in edition.source.overeenkomsten:
                return self.tongue.say(f"staat niet in {edition.name}", f"is not in {edition.name}")
        return meaning.reason

    def same(self) -> tuple[str, ...]:
        """Name the agreements that read the same."""
        return tuple(
            self._title(meaning) for meaning in self.comparison.meanings if meaning.verdict is Verdict.SAME_RULES
        )

    def _meaning(self, meaning: AgreementMeaning) -> MeaningRow:
        free = meaning.answer.free if isinstance(meaning.answer, Impossible) else ()
        reason = meaning.reason
        if free:
            reason = self.tongue.say(
                "bewezen, hoe deze ook uitvallen: ", "proven, however these come out: "
            ) + "; ".join(free)
        told = meaning.sides if meaning.verdict is Verdict.DIFFERS and not self.comparison.partial else None
        return MeaningRow(
            meaning,
            self._title(meaning),
            self.tongue.of(VERDICTS, meaning.verdict),
            self.tongue.of(DIRECTIONS, told.direction) if told else "",
            reason,
            tuple(self._cases(meaning)),
            tuple(
                ConditionRow(name, self.tongue.of(OF_CONDITION, sides.direction), tuple(self._of_condition(sides)))
                for name, sides in (meaning.criteria or {}).items()
            ),
        )

    def _cases(self, meaning: AgreementMeaning) -> Iterator[Case]:
        shown = list(self._of_sides(meaning.sides)) if meaning.sides else []
        yield from shown
        if not shown and isinstance(meaning.answer, Example):
            yield self._case(OTHER, meaning.answer)

    def _of_sides(self, sides: Sides) -> Iterator[Case]:
        for who, answer in ((LOSES, sides.loses), (GAINS, sides.gains)):
            if isinstance(answer, Example):
                yield self._case(who, answer)

    def _of_condition(self, sides: Sides) -> Iterator[Case]:
        for who, answer in ((ONLY_OLD, sides.loses), (ONLY_NEW, sides.gains)):
            if isinstance(answer, Example):
                yield self._case(who, answer)

    def _case(self, who: tuple[str, str], example: Example) -> Case:
        return Case(self.tongue.say(*who), made_up(example, self.tongue.language))

    def aspects(self, provider: MadeUp) -> str:
        """Name in what the outcomes of a made-up provider differ."""
        return ", ".join(self.tongue.of(ASPECTS, aspect) for aspect in provider.aspects)

    def date_row(self, meaning: DateMeaning) -> str:
        """Say what a date that reads otherwise comes to."""
        say = self.tongue.say
        title = f"{self.agreement(meaning.agreement)}, {plain(meaning.name)}"
        if meaning.case is None:
            return f"{title}: " + say(
                f"op alle {self.tongue.number(meaning.tried)} dagen en uren die zijn nagerekend komt hetzelfde uit",
                f"on all {self.tongue.number(meaning.tried)} days and hours worked out it comes to the same",
            )
        day, old, new = meaning.case.say(self.tongue.language)
        event = plain(meaning.case.event)
        case = say(f" bij {event} op {day}", f" with {event} on {day}") if day else ""
        return f"{title}{case}: {old} → {new}"

    def formula_row(self, meaning: FormulaMeaning) -> str:
        """Say what a formula that reads otherwise comes to."""
        say, title = self.tongue.say, plain(meaning.name)
        if meaning.reason:
            return f"{title}: {say('niet uit te rekenen', 'cannot be worked out')}: {meaning.reason}"
        if meaning.case is None:
            return f"{title}: " + say(
                f"op alle {meaning.tried} uitgewerkte voorbeelden hetzelfde; dat bewijst niet dat het altijd zo is",
                f"the same on all {meaning.tried} worked examples; that does not prove it always is",
            )
        old, new = ", ".join(meaning.case.old), ", ".join(meaning.case.new)
        return f"{title}, {say('voorbeeld', 'example')} '{meaning.case.example}': {old} → {new}"

    def log(self) -> tuple[LogRow, ...]:
        """Give the lines of the published log against the older edition."""
        return tuple(
            LogRow(
                (line.line.tekst.nl if self.tongue.language == "nl" else line.line.tekst.en) if line.line.tekst else "",
                line.line.bij,
                line.line.posten,
                tuple(self.sentences.of(change) for change in line.changes),
            )
            for line in self.comparison.log.lines
        )

    def untold(self) -> Sequence[ChangeRow]:
        """Give the changes of rules, dates and formulas that the published log does not name."""
        return [self.row(change) for change in self.comparison.log.untold]
