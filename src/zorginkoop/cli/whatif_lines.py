"""The answer to a what-if as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.cli.terminal import style_of_output, table
from zorginkoop.kernel.date_words import write_date
from zorginkoop.study.report.what_if import HOW, Section
from zorginkoop.study.report.words import Tongue
from zorginkoop.study.whatif.answer import Answer
from zorginkoop.study.whatif.examples import examples
from zorginkoop.study.whatif.moves import How, Share
from zorginkoop.study.whatif.standings import Standing

MOST_TRANSITIONS = 15
SHOWN_EXAMPLES = 2


def lines(found: Answer) -> Iterator[str]:
    """Tell who moves, by what, and who sits near a limit."""
    asked, wrap = found.asked, style_of_output().wrap
    what = f"de uitgave {asked.other}" if asked.other else "; ".join(change.label for change in asked.changes)
    yield from wrap(
        f"{asked.edition} op {write_date(found.before.as_of.on)}, contractjaar {found.year}, wat als: {what}"
    )
    for name in found.partial:
        yield from wrap(
            f"let op: van {name} is maar een deel bekend: wat er ontbreekt kan er wel hebben gestaan, "
            "en wie daar iets anders kreeg volgt alleen uit wat bekend is",
            2, 2,
        )  # fmt: skip
    for name, moves in found.agreements.items():
        yield ""
        yield from _agreement(Section(found, name, moves, examples(found, name)[:SHOWN_EXAMPLES], Tongue("nl")))
    yield ""
    yield from _unjudged(found)
    if found.unchanged:
        yield from wrap(f"Onveranderd: {', '.join(found.unchanged)}.", hang=2)
    if found.left_out:
        what = f"Niet beoordeeld, want er ontbreekt een waarde (--values): {', '.join(found.left_out)}."
        yield from wrap(what, hang=2)
    for words, names_of in (("Alleen in de eerste", found.only_before), ("Alleen in de andere", found.only_after)):
        if names_of:
            yield from wrap(f"{words} uitgave: {', '.join(names_of)}.", hang=2)


def _unjudged(found: Answer) -> Iterator[str]:
    """Tell what became another and no judgement over the register shows."""
    told = [f"{name}: {', '.join(one.nl for one in words)}" for name, words in found.unjudged.items()]
    told += [one.nl for one in found.formulas]
    if told:
        what = f"Veranderd, maar niet over een register te beoordelen: {'; '.join(told)}."
        yield from style_of_output().wrap(what, hang=2)
    for name, years in found.other_years.items():
        for year in years:
            what = f"Voor contractjaar {year} verandert er ook iets: {name} (vraag --year {year})."
            yield from style_of_output().wrap(what, hang=2)
    if not told and not found.other_years and not found.agreements and not found.unchanged:
        what = "Geen enkele overeenkomst wordt anders beoordeeld of gedateerd."
        yield from style_of_output().wrap(what, hang=2)


def _agreement(section: Section) -> Iterator[str]:
    wrap = style_of_output().wrap
    gets = "krijgt" if section.moved == 1 else "krijgen"
    yield f"{section.title}: {section.moved} van de {section.size} aanbieders {gets} iets anders"
    yield from _aside(section)
    for change in section.changes:
        for asked in change.asked:
            yield from wrap(f"{asked.title} [{asked.clause}]" if asked.clause else asked.title, 2, 2)
            yield from wrap(f"was: {asked.was}", 4, 2)
            yield from wrap(f"wordt: {asked.now}", 4, 2)
    moved = [one for one in section.moves.transitions() if one.was != one.now]
    rows = [
        (f"  {one.providers}", _standing(section, one.was), "→", _standing(section, one.now))
        for one in moved[:MOST_TRANSITIONS]
    ]
    yield from table(rows)
    if moved[MOST_TRANSITIONS:]:
        rest = sum(one.providers for one in moved[MOST_TRANSITIONS:])
        yield f"  en nog {len(moved) - MOST_TRANSITIONS} andere overgangen, samen {rest} aanbieders"
    for share in section.moves.shares:
        yield from _share(section, share)
    yield from _near(section)
    yield from _examples(section)


def _aside(section: Section) -> Iterator[str]:
    """Tell whose parts became others, and for how many more or fewer a person has to decide."""
    found = section.aside
    wrap = style_of_output().wrap
    if found.providers:
        holds = "houdt zijn aanbod" if found.providers == 1 else "houden hun aanbod"
        yield from wrap(f"{found.providers} {holds}, maar met een ander onderdeel", 2, 2)
    for row in section.parts:
        yield from wrap(f"onderdeel {row.title}: {row.was} → {row.now}: {row.providers}", 4, 2)
    for task in section.tasks:
        yield from wrap(
            f"te beslissen door een mens: {task.title}: was bij {task.was}, wordt bij {task.now} "
            f"aanbieders ({task.others} anders)",
            2, 2,
        )  # fmt: skip


def _standing(section: Section, standing: Standing) -> str:
    route = f" (route {standing.route})" if standing.route else ""
    return f"{section.outcome(standing)}{route}"


def _share(section: Section, share: Share) -> Iterator[str]:
    labels = "; ".join(section.moves.changes[one].label for one in share.changes)
    how = HOW[share.how][0]
    note = " (niet verplaatst)" if share.how is How.BACK else ""
    yield f"  {len(share.who)} {how}: {labels}{note}"


def _near(section: Section) -> Iterator[str]:
    for limit in section.near:
        was, now = limit.limits
        limits = was if was == now else f"{was}, wordt {now}"
        yield from style_of_output().wrap(f"vlak bij de grens ({limits}): {limit.title}", 2, 2)
        head = ("", "nu net niet", "nu net wel", "dan net niet", "dan net wel")
        rows = [head, *((row.distance, *_pair(row.was), *_pair(row.now)) for row in limit.rows)]
        yield from (f"    {line}" for line in table(rows))


def _examples(section: Section) -> Iterator[str]:
    wrap = style_of_output().wrap
    for one in section.examples:
        yield from wrap(f"bijvoorbeeld {one.name} ({one.id}): {one.was} → {one.now}", 2, 2)
        for told in one.conditions:
            yield from wrap(f"was: {' '.join(told.before)}", 4, 2)
            yield from wrap(f"wordt: {' '.join(told.after)}", 4, 2)


def _pair(pair: tuple[int, int] | None) -> tuple[str, str]:
    return ("-", "-") if pair is None else (str(pair[0]), str(pair[1]))
