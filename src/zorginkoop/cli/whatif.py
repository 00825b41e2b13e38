"""`zorginkoop whatif`: what another limit, condition, value or edition would do to everyone in a register."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import (
    Gathering,
    check_agreements,
    check_product,
    check_season,
    day_of,
    edition_of,
    folder_of,
    installation_of,
    known_of,
)
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.documents import read_bytes

if TYPE_CHECKING:
    from zorginkoop.study.whatif.question import WhatIf

_DESCRIPTION = """Zegt wat een wijziging van het beleid voor iedereen in een register doet: wie van welke uitkomst
naar welke gaat, door welke voorwaarde, en wie vlak bij een grens ligt. Het beleid zelf verandert niet.
Een wijziging is ID=WAARDE: de grens van een voorwaarde (behandelindex=140), een sleutel van iets met een id
(behandelindex.onbekend=niet_beslist, fysiotherapie/variant.2=A), een lijst ([a, b]), een waarde van de
installatie of een lezing (AMB-35=R2). Wat meer is (iets erbij, weg, vervangen) staat in een bestand (--file).
Met --to wordt met een andere uitgave vergeleken. Met --out komt er een rapport in DIR, met de verplaatsingen
als csv en parquet, en een bestand waarmee dezelfde vraag opnieuw gesteld kan worden."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "whatif", help="wat een wijziging voor een heel register doet", description=_DESCRIPTION
    )
    parser.add_argument("edition", metavar="UITGAVE", nargs="?", help="mag weg bij --file")
    parser.add_argument(
        "--set", metavar="ID=WAARDE", action="append", default=[], help="een wijziging; mag vaker gegeven worden"
    )
    parser.add_argument("--to", metavar="UITGAVE", help="vergelijk met deze andere uitgave van dezelfde zorggroep")
    parser.add_argument("--file", metavar="FILE", help="de vraag in een bestand, in plaats van --set of --to")
    parser.add_argument("--register", metavar="DIR", required=True, help="map met tabellen (csv, xlsx of parquet)")
    parser.add_argument("--on", metavar="DATE", help="peildatum; anders die van het bestand")
    parser.add_argument("--year", metavar="JAAR", type=int, help="voor welk contractjaar van de looptijd")
    parser.add_argument("--known", metavar="MOMENT", help="wat later bekend werd telt niet mee")
    parser.add_argument(
        "--agreement", metavar="OVEREENKOMST", action="append", default=[], help="alleen deze; mag vaker gegeven worden"
    )
    parser.add_argument("--label", metavar="LABEL", help="voor welk label; anders het eerste van de uitgave")
    parser.add_argument("--product", metavar="POLISVORM", help="voor welke polisvorm; anders de eerste van de uitgave")
    parser.add_argument("--within", metavar="N", type=int, help="wie hoogstens N stappen naast een grens ligt")
    parser.add_argument("--out", metavar="DIR", help="waar het rapport en de tabellen komen")
    parser.add_argument("--language", choices=("nl", "en", "both"), default="nl", help="taal van het rapport")
    parser.add_argument("--skip-bad-rows", action="store_true", help="laat foute rijen weg en meld ze")
    with_common_options(parser)
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a what-if is asked of, looked up: the editions, the values, and the day."""

    asked: WhatIf
    edition: LoadedEdition
    other: LoadedEdition | None
    installation: Installation
    on: date


def run(arguments: argparse.Namespace) -> int:
    """Ask, answer, and write when asked; InputWrong with everything that is wrong with the question."""
    gathered = _gathered(arguments)

    from zorginkoop.cli.whatif_files import answered, other_than_recorded, read_register_of, written
    from zorginkoop.cli.whatif_lines import lines
    from zorginkoop.study.whatif.plain import plain_answer

    out = folder_of(arguments.out) if arguments.out else None
    register = read_register_of(Path(arguments.register), out, skip_bad_rows=arguments.skip_bad_rows)
    found = answered(gathered, register)
    for told in other_than_recorded(found):
        print(told, file=sys.stderr)
    start = written(found, register, out, arguments.language) if out else None
    if arguments.json:
        extra = {"rapport": str(start)} if start else {}
        print_canonical(canonical({**plain_answer(found), **extra, "rijen_weggelaten": len(register.problems)}))
        return DONE
    print("\n".join(lines(found)))
    if register.problems:
        print(f"{len(register.problems)} rijen weggelaten uit het register.")
    if start:
        print(f"Het rapport: {start}")
    return DONE


def _gathered(arguments: argparse.Namespace) -> Gathered:
    all_wrong = Gathering()
    on = all_wrong.take(lambda: day_of(arguments.on, "--on")) if arguments.on else None
    known = all_wrong.take(lambda: known_of(arguments.known))
    installation = all_wrong.take(lambda: installation_of(arguments)) or Installation()
    asked = all_wrong.require(all_wrong.take(lambda: _asked(arguments)))
    on, known = on or asked.on, known or asked.known
    known_text = arguments.known or asked.known_text
    all_wrong.take(lambda: _check_day(on is not None or bool(arguments.on)))
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(asked.edition, installation)))
    other = all_wrong.take(lambda: edition_of(asked.other, installation)) if asked.other else None
    product, agreements = arguments.product or asked.product, tuple(arguments.agreement) or asked.agreements
    for one in (edition, other):
        if one is not None and on is not None:
            all_wrong.take(lambda: check_season(one, on))  # noqa: B023 - called at once
    all_wrong.take(lambda: check_product(edition, product))
    all_wrong.take(lambda: check_agreements(edition, agreements))
    year = arguments.year or asked.year
    all_wrong.take(lambda: _check_year(edition, year, asked.other))
    all_wrong.end()
    day = all_wrong.require(on)
    steps = (arguments.within,) if arguments.within else asked.steps
    whole = replace(
        asked, on=day, known=known, known_text=known_text, steps=steps, year=year,
        label=arguments.label or asked.label, product=product, agreements=tuple(dict.fromkeys(agreements)),
    )  # fmt: skip
    return Gathered(whole, edition, other, installation, day)


def _check_year(edition: LoadedEdition, year: int, other: str) -> None:
    """Raise QuestionWrong for a contract year that no agreement of an edition runs in."""
    from zorginkoop.study.prove.periods import contract_years

    if not year:
        return
    if other:
        remedy = "Laat --year weg: elke uitgave wordt voor haar eigen contractjaar beoordeeld."
        raise QuestionWrong(Problem("een contractjaar gaat niet samen met --to.", Place(field="--year"), remedy))
    years = {one for source in edition.source.overeenkomsten.values() for one in contract_years(edition, source)}
    if year not in years:
        what = f"in contractjaar {year} loopt geen overeenkomst van {edition.name}."
        remedy = f"Kies uit: {', '.join(map(str, sorted(years)))}."
        raise QuestionWrong(Problem(what, Place(field="--year"), remedy))


def _check_day(given: bool) -> None:  # noqa: FBT001 - the truth itself is the subject
    if not given:
        remedy = "Geef --on, of 'op' in het bestand."
        raise QuestionWrong(Problem("er is geen peildatum.", Place(field="--on"), remedy))


def _asked(arguments: argparse.Namespace) -> WhatIf:
    """Read what is asked, from the options or from a file."""
    from zorginkoop.study.whatif.question import read_what_if

    if arguments.within is not None and arguments.within < 1:
        raise QuestionWrong(Problem("een aantal stappen is ten minste 1.", Place(field="--within")))
    if arguments.file is None:
        return _of_options(arguments)
    if arguments.set or arguments.to:
        remedy = "Zet de wijziging in het bestand, of laat --file weg."
        raise QuestionWrong(Problem("--file gaat niet samen met --set of --to.", Place(field="--file"), remedy))
    asked = read_what_if(read_bytes(Path(arguments.file)), arguments.file)
    if arguments.edition and arguments.edition != asked.edition:
        what = f"het bestand gaat over {asked.edition}, niet over {arguments.edition}."
        raise QuestionWrong(Problem(what, Place(arguments.file), "Laat UITGAVE weg, of pas het bestand aan."))
    return asked


def _of_options(arguments: argparse.Namespace) -> WhatIf:
    from zorginkoop.study.whatif.question import WhatIf, change_of_option, without_line

    if not arguments.edition:
        what = "er is geen uitgave genoemd."
        raise QuestionWrong(Problem(what, Place(field="UITGAVE"), "Noem er een, of geef --file (zie policy list)."))
    if bool(arguments.set) == bool(arguments.to):
        what = "zeg wat er anders wordt: met --set, of met --to een andere uitgave."
        raise QuestionWrong(Problem(what, Place(field="--set"), "Bijvoorbeeld: --set behandelindex=140."))
    problems: list[Problem] = []
    changes = []
    for text in arguments.set:
        try:
            changes.append(change_of_option(text))
        except InputWrong as wrong:
            problems += map(without_line, wrong.problems)
    if problems:
        raise QuestionWrong(problems)
    return WhatIf("wat_als", Phrase(), arguments.edition, tuple(changes), arguments.to or "")
