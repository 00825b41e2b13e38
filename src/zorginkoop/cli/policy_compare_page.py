"""A comparison of two editions as text for a person, and as data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zorginkoop.cli.terminal import Style
from zorginkoop.kernel.date_words import Language
from zorginkoop.study.compare.comparison import Comparison
from zorginkoop.study.compare.register import RegisterMoves, RegisterRow, register_rows
from zorginkoop.study.compare.view import Case, ChangeRow, MeaningRow, View

_MOST = 25  # rows of one group; the rest stands in the pages and in --json


class Page:
    """Writes a comparison line by line."""

    def __init__(
        self, comparison: Comparison, moves: RegisterMoves | None, language: Language, style: Style, *, made_up: bool
    ) -> None:
        self.comparison, self.moves, self.style, self.made_up = comparison, moves, style, made_up
        self.view = View(comparison, language)
        self.say = self.view.tongue.say

    def lines(self) -> Iterator[str]:
        """Write everything, the most important first."""
        old, new = self.view.head()
        yield self.style.paint(f"{old} → {new}", "bold")
        counts = "; ".join(f"{words}: {number}" for words, number in self.view.counts())
        total = len(self.comparison.changes)
        if total:
            told = self.say(f"verschillen: {total} ({counts})", f"differences: {total} ({counts})")
        else:
            told = self.view.nothing()
        yield from self.style.wrap(told, 0, 2)
        for note in self.view.notes(made_up_values=self.made_up):
            yield from self.style.wrap(self.say(f"let op: {note}", f"note: {note}"), 0, 2)
        yield from self._meaning()
        yield from self._register()
        yield from self._changes()
        yield from self._listed(
            self.say("Data die anders luiden", "Dates that read otherwise"),
            [self.view.date_row(one) for one in self.comparison.dates],
        )
        yield from self._listed(
            self.say("Rekenregels die anders luiden", "Formulas that read otherwise"),
            [self.view.formula_row(one) for one in self.comparison.formulas],
        )
        yield from self._log()
        yield from self._files()

    def _heading(self, words: str) -> Iterator[str]:
        yield ""
        yield self.style.paint(words, "bold")

    def _listed(self, heading: str, rows: Sequence[str]) -> Iterator[str]:
        if rows:
            yield from self._heading(heading)
        for row in rows:
            yield from self.style.wrap(row, 2, 2)

    def _changes(self) -> Iterator[str]:
        for group in self.view.groups():
            yield from self._heading(group.title)
            for row in group.rows[:_MOST]:
                yield from self._change(row)
            yield from self._left(len(group.rows))

    def _left(self, total: int) -> Iterator[str]:
        if total > _MOST:
            more = total - _MOST
            told = self.say(
                f"en nog {more}; --out en --json geven alles", f"and {more} more; --out and --json give all"
            )
            yield f"  … {told}"

    def _change(self, row: ChangeRow) -> Iterator[str]:
        beside = "; ".join(filter(None, (row.reach, row.direction)))
        places = f" [{', '.join(row.places)}]" if row.places else ""
        yield from self.style.wrap(f"{row.sentence}{places} ({beside})", 2, 2)

    def _meaning(self) -> Iterator[str]:
        rows, same, left = self.view.meanings(), self.view.same(), self.view.not_compared()
        if rows or same or left:
            yield from self._heading(self.say("Betekenis", "Meaning") + f" ({self.view.days()})")
            yield from self.style.wrap(self.view.covers(), 2)
        for row in rows:
            yield from self._of_agreement(row)
        for reason, names in left:
            told = self.say("niet vergeleken", "not compared")
            yield from self.style.wrap(f"{', '.join(names)}: {told} ({reason})", 2, 2)
        if same:
            told = self.say(
                "dezelfde regels, dus voor iedereen dezelfde uitkomst", "the same rules, so the same for all"
            )
            yield from self.style.wrap(f"{', '.join(same)}: {told}", 2, 2)

    def _of_agreement(self, row: MeaningRow) -> Iterator[str]:
        told = "; ".join(filter(None, (row.verdict, row.direction, row.reason)))
        yield from self.style.wrap(f"{row.title}: {told}", 2, 2)
        for case in row.cases:
            yield from self._case(case)
        for condition in row.conditions:
            yield from self.style.wrap(f"{condition.id.replace('_', ' ')}: {condition.direction}", 4, 2)
            for case in () if row.cases else condition.cases:
                yield from self._case(case)

    def _case(self, case: Case) -> Iterator[str]:
        provider = case.provider
        about = self.view.aspects(provider)
        yield from self.style.wrap(
            f"{provider.name} {case.who} ({about}), {self.say('peildatum', 'reference date')} {provider.day}", 4, 2
        )
        for fact in provider.facts:
            yield from self.style.wrap(fact, 8, 2)
        for side, sentences in ((self.say("oud", "old"), provider.old), (self.say("nieuw", "new"), provider.new)):
            yield from self.style.wrap(f"{side}: {' '.join(sentences)}", 6, 2)
        for told in provider.conditions:
            places = f" [{', '.join(told.places)}]" if told.places else ""
            yield from self.style.wrap(f"{told.id}: {told.old} → {told.new}{places}", 6, 2)

    def _register(self) -> Iterator[str]:
        if self.moves is None:
            return
        year = self.comparison.new.source.uitgave.contractjaar
        yield from self._heading(
            self.say(f"Over het register, contractjaar {year}", f"Over the register, contract year {year}")
        )
        for row in register_rows(self.moves, self.view.tongue):
            yield from self._moved(row)
        if not self.moves:
            yield "  " + self.view.nobody_moves()

    def _moved(self, row: RegisterRow) -> Iterator[str]:
        yield from self.style.wrap(
            f"{row.title}: "
            + self.say(
                f"{row.movers} van {row.size} aanbieders verschuiven", f"{row.movers} of {row.size} providers move"
            ),
            2,
            2,
        )
        for words, count in row.transitions:
            yield from self.style.wrap(f"{count}: {words}", 6, 2)
        for words, count in row.shares:
            yield from self.style.wrap(f"{self.say('door', 'by')} {words}: {count}", 4, 2)

    def _log(self) -> Iterator[str]:
        log = self.comparison.log
        published, untold = self.view.log(), self.view.untold()
        if not published and not untold:
            return
        yield from self._heading(self.say("De wijzigingslijst van het beleid", "The published change log"))
        for row in published:
            places = f" [{', '.join(row.places)}]" if row.places else ""
            yield from self.style.wrap(f"{row.words}{places}", 2, 2)
            for words in row.changes[:_SHOWN]:
                yield from self.style.wrap(words, 6, 2)
            if len(row.changes) > _SHOWN:
                more = len(row.changes) - _SHOWN
                yield f"      … {self.say(f'en nog {more}', f'and {more} more')}"
            if not row.changes:
                told = self.say("alleen in de tekst: geen regel laat het zien", "in the text only: no rule shows it")
                yield f"      {told}"
        if log.elsewhere:
            yield "  " + self.say(
                f"{log.elsewhere} regels gaan over een andere uitgave",
                f"{log.elsewhere} lines are against another edition",
            )
        if published and untold:
            yield from self._heading(self.say("In de regels, niet in die lijst", "In the rules, not in that log"))
            for change in untold[:_MOST]:
                yield from self._change(change)
            yield from self._left(len(untold))
        if log.new_to_us:
            told = self.say(
                f"{log.new_to_us} knopen staan alleen in de nieuwe; de oude is te weinig bekend om ze nieuw te noemen",
                f"{log.new_to_us} nodes stand in the newer only; too little of the older is known to call them new",
            )
            yield from self.style.wrap(told, 2, 2)

    def _files(self) -> Iterator[str]:
        lines = self.comparison.lines
        if lines is None:
            told = self.say(
                "een bewaarde codering heeft geen bestanden om naast elkaar te leggen", "a kept coding has no files"
            )
            yield from self._listed(self.say("Bestanden", "Files"), [told])
            return
        went, came = self.say("eraf", "gone"), self.say("erbij", "added")
        rows = [f"{file.name}: {file.gone} {went}, {file.come} {came}" for file in lines]
        yield from self._listed(self.say("Regels in de bestanden", "Lines in the files"), rows)


_SHOWN = 6  # changes below one line of the log
