"""Lays out the pages of a report: which there are, where they stand, how they link, and what each of them holds."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from zorginkoop import __version__
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language
from zorginkoop.study.limits import near_misses
from zorginkoop.study.report.cases import Case, cases
from zorginkoop.study.report.explained import explained, outcomes_of
from zorginkoop.study.report.head import Head
from zorginkoop.study.report.officer import OfficerPage
from zorginkoop.study.report.overview import Overview
from zorginkoop.study.report.providers import ProviderList
from zorginkoop.study.report.rules import Rules
from zorginkoop.study.report.what_if import Shown, WhatIfPage, shown
from zorginkoop.study.report.words import PARTIES, RESULTS, STATE_CLASSES, STATE_MARKS, STATES, Tongue, capital, plain
from zorginkoop.study.season import Season
from zorginkoop.study.whatif.answer import Answer

if TYPE_CHECKING:  # a comparison needs the prover, and a report without one does not
    from zorginkoop.study.report.comparison import Compared

HERE: Final = Path(__file__).parent
MOST_LISTED: Final = 2_500
START: Final = "index.html"
OFFICER: Final = "beleid.html"


@dataclass(frozen=True, slots=True)
class Examples:
    """The providers of one agreement that get a page of their own: the cases, and those beside a limit."""

    cases: tuple[Case, ...]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One season of a report, the folder its pages stand in ('' for the report's own), and what else it shows."""

    season: Season
    base: str
    examples: Mapping[str, Examples]
    what_ifs: tuple[Shown, ...] = ()
    comparisons: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report holds; `made_up`: the register was invented; `skipped`: how many of its rows were left out."""

    chapters: tuple[Chapter, ...]
    languages: tuple[Language, ...]
    made_up: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its place in the report, its template, its title, the pages above it, and what it shows."""

    path: str
    template: str
    title: str
    crumbs: tuple[tuple[str, str], ...]
    shows: Mapping[str, object] = field(default_factory=dict)


def make_report(  # noqa: PLR0913 - the seasons and the languages, and four choices by name
    seasons: Sequence[Season],
    languages: Sequence[Language],
    *,
    made_up: bool = False,
    skipped: int = 0,
    what_ifs: Sequence[Answer] = (),
    comparisons: Sequence[Compared] = (),
) -> Report:
    """Prepare a report on one season or several: choose the examples, and judge those one by one.

    A what-if stands with the season that it changes, a comparison with the season of its newer edition.
    """
    alone = len(seasons) == 1
    chapters = []
    for season in seasons:
        own = tuple(shown(answer) for answer in what_ifs if answer.before is season)
        base = "" if alone else f"{slug(season.edition.name)}/"
        earlier = tuple(one for one in comparisons if one.comparison.new.name == season.edition.name)
        chapters.append(Chapter(season, base, _examples(season, own), own, earlier))
    return Report(tuple(chapters), tuple(languages), made_up, skipped)


def _examples(season: Season, what_ifs: Sequence[Shown]) -> dict[str, Examples]:
    found = {}
    for name, judged in season.agreements.items():
        chosen = cases(judged)
        ids = [str(judged.outcome.ids[case.at]) for case in chosen]
        ids += [one for near in near_misses(judged) for one in near.examples]
        ids += [example.id for what_if in what_ifs for example in what_if.examples.get(name, ())]
        found[name] = Examples(chosen, outcomes_of(season, name, dict.fromkeys(ids)))
    return found


def slug(text: str) -> str:
    """Make a name that is safe in a path."""
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-") or "x"


class Pages:
    """Writes the pages of a report in one language."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self.tongue = Tongue(language)
        self.folder = "" if language == report.languages[0] else f"{language}/"

    def rendered(self) -> Iterator[tuple[str, str]]:
        """Give every page as its path and its text."""
        for page in self._pages():
            yield page.path, self.render(page)

    def render(self, page: Page) -> str:
        """Write one page."""

        def url(target: str) -> str:
            file, _, anchor = target.partition("#")
            own = not file or f"{self.folder}{file}" == page.path
            path = "" if own else posixpath.relpath(f"{self.folder}{file}", posixpath.dirname(page.path) or ".")
            return f"{path}#{anchor}" if anchor else path or posixpath.basename(page.path)

        def file(name: str) -> str:
            base = str(page.shows.get("base", ""))
            return posixpath.relpath(f"{base}{name}", posixpath.dirname(page.path) or ".")

        template = _environment().get_template(page.template)
        return template.render(
            {
                **page.shows,
                "page": page,
                "url": url,
                "file": file,
                "t": self.tongue,
                "say": self.tongue.say,
                "number": self.tongue.number,
                "share": self.tongue.share,
                "translations": self._translations(page),
                "report": self.report,
                "theme": _theme(),
            }
        )

    def _translations(self, page: Page) -> tuple[tuple[str, str, str], ...]:
        """Give the same page in every other language: code, name and address."""
        names = {"nl": "Nederlands", "en": "English"}
        own = page.path.removeprefix(self.folder)
        found = []
        for language in self.report.languages:
            if language != self.tongue.language:
                there = ("" if language == self.report.languages[0] else f"{language}/") + own
                found.append((language, names[language], posixpath.relpath(there, posixpath.dirname(page.path) or ".")))
        return tuple(found)

    def _pages(self) -> Iterator[Page]:
        several = len(self.report.chapters) > 1
        if several:
            yield self._start()
        for chapter in self.report.chapters:
            yield from self._chapter(chapter, several=several)

    def _start(self) -> Page:
        heads = [
            (chapter, Head(chapter.season, self.tongue), self._overviews(chapter)) for chapter in self.report.chapters
        ]
        stops: dict[str, list[tuple[Chapter, Head, dict[str, Overview]]]] = {}
        for chapter, head, overviews in heads:
            stops.setdefault(head.on, []).append((chapter, head, overviews))
        title = self.tongue.say("Contracteerseizoenen", "Contracting seasons")
        return self._page(START, "start.html", title, (), {"stops": stops, "engine": __version__})

    def _overviews(self, chapter: Chapter) -> dict[str, Overview]:
        return {
            name: Overview(judged, Rules(judged, self.tongue)) for name, judged in chapter.season.agreements.items()
        }

    def _page(
        self, path: str, template: str, title: str, crumbs: tuple[tuple[str, str], ...], shows: Mapping[str, object]
    ) -> Page:
        return Page(f"{self.folder}{path}", template, title, crumbs, shows)

    def _chapter(self, chapter: Chapter, *, several: bool) -> Iterator[Page]:
        head = Head(chapter.season, self.tongue)
        overviews = self._overviews(chapter)
        start = ((self.tongue.say("Start", "Start"), START),) if several else ()
        what_ifs = tuple(WhatIfPage(one, self.tongue) for one in chapter.what_ifs)
        shows = {"head": head, "chapter": chapter, "overviews": overviews, "base": chapter.base, "what_ifs": what_ifs}
        shows["comparisons"] = comparisons = tuple(one.page(self.tongue) for one in chapter.comparisons)
        index = f"{chapter.base}{START}"
        yield self._page(index, "season.html", head.name, start, shows)
        above = (*start, (head.name, index))
        told = {**shows, "officer": OfficerPage(chapter.season, self.tongue)}
        whole = self.tongue.say(f"Het hele beleid: {head.name}", f"The whole policy: {head.name}")
        yield self._page(f"{chapter.base}{OFFICER}", "officer.html", whole, above, told)
        for what_if in what_ifs:
            yield self._page(
                f"{chapter.base}{what_if.path}", "what_if.html", what_if.title, above, {**shows, "w": what_if}
            )
        for one in comparisons:
            yield self._page(f"{chapter.base}{one.path}", "comparison.html", one.title, above, {**shows, "c": one})
        for name, overview in overviews.items():
            own = {**shows, "name": name, "o": overview, "examples": chapter.examples[name]}
            yield from self._agreement(chapter, name, overview, above, own)

    def _agreement(
        self,
        chapter: Chapter,
        name: str,
        overview: Overview,
        above: tuple[tuple[str, str], ...],
        shows: Mapping[str, object],
    ) -> Iterator[Page]:
        base, say = chapter.base, self.tongue.say
        main = f"{base}{name}.html"
        title = f"{overview.name} {overview.agreement.contract_year}"
        yield self._page(main, "agreement.html", title, above, shows)
        below = (*above, (title, main))
        rules = {
            **shows,
            "groups": overview.rules.groups(),
            "routes": overview.rules.routes(),
            "backlinks": backlinks(overview),
        }
        words = say(f"De regels: {overview.name}", f"The rules: {overview.name}")
        yield self._page(f"{base}{name}-regels.html", "rules.html", words, below, rules)
        letters = say(f"Voorbeeldbrieven: {overview.name}", f"Example letters: {overview.name}")
        letters_page = f"{base}{name}-brieven.html"
        yield self._page(letters_page, "letters.html", letters, below, shows)
        listed = ProviderList(chapter.season, overview.judged, overview.rules)
        groups = listed.groups() if overview.fits <= MOST_LISTED else ()
        providers = say(f"Zorgaanbieders: {overview.name}", f"Providers: {overview.name}")
        yield self._page(
            f"{base}{name}-aanbieders.html", "providers.html", providers, below,
            {**shows, "groups": groups, "names": listed.names},
        )  # fmt: skip
        beside = (*below, (letters, letters_page))
        for one in explained(chapter.season, name, chapter.examples[name].outcomes, self.tongue):
            yield self._page(
                f"{base}{name}/{slug(one.id)}.html", "provider.html", one.name, beside, {**shows, "one": one}
            )


def backlinks(overview: Overview) -> dict[str, list[tuple[str, str]]]:
    """Say for every condition where its numbers stand on the page of the agreement: words and anchor."""
    say = overview.tongue.say
    found: dict[str, list[tuple[str, str]]] = {criterion.id: [] for criterion in overview.agreement.criteria}
    tables = (
        (overview.not_approached, "niet-benaderd", say("redenen om niet te benaderen", "reasons not to approach")),
        (overview.refused, "geweigerd", say("redenen van weigering", "reasons for refusal")),
    )
    for table, anchor, words in tables:
        if table.total:
            for row in table.rows:
                found[row.id].append((capital(f"{words}: {overview.tongue.number(row.failed)}"), f"{anchor}-{row.id}"))
    for near in overview.near:
        found[near.id].append(
            (say("Wie net naast de grens ligt", "Who lies just beside the limit"), f"grens-{near.id}")
        )
    for factor in overview.step_up:
        words = say("Wat deze factor erbij zou doen", "What this factor more would do")
        found[factor.id].append((words, f"factor-{factor.id}"))
    return found


@cache
def _theme() -> Markup:
    return Markup((HERE / "theme.css").read_text(encoding="utf-8"))  # noqa: S704 - our own style sheet


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({"capital": capital, "plain": plain, "slug": slug})
    environment.globals.update(
        {
            "STATES": STATES,
            "STATE_CLASSES": STATE_CLASSES,
            "STATE_MARKS": STATE_MARKS,
            "RESULTS": RESULTS,
            "PARTIES": PARTIES,
        }
    )
    return environment
