"""`zorginkoop season`: judge a whole register by an edition, and write what came out."""

from __future__ import annotations

import argparse
from pathlib import Path

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
from zorginkoop.kernel.compile import Installation

_DESCRIPTION = """Beoordeelt alle aanbieders van een register voor elke overeenkomst van een uitgave.
In DIR komen het rapport (index.html) en per overeenkomst een tabel met uitkomst en stand van elke voorwaarde.
Een register met foute rijen wordt niet beoordeeld: DIR-problemen.csv noemt elke rij. Met --skip-bad-rows
blijven die rijen weg en telt de rest."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("season", help="een heel register beoordelen", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("--register", metavar="DIR", required=True, help="map met tabellen (csv, xlsx of parquet)")
    parser.add_argument("--on", metavar="DATE", required=True, help="peildatum")
    parser.add_argument("--known", metavar="MOMENT", help="wat later bekend werd telt niet mee")
    parser.add_argument("--out", metavar="DIR", required=True, help="waar het rapport en de tabellen komen")
    parser.add_argument(
        "--agreement", metavar="OVEREENKOMST", action="append", default=[], help="alleen deze; mag vaker gegeven worden"
    )
    parser.add_argument("--label", metavar="LABEL", help="voor welk label; anders het eerste van de uitgave")
    parser.add_argument("--product", metavar="POLISVORM", help="voor welke polisvorm; anders de eerste van de uitgave")
    parser.add_argument(
        "--what-if", metavar="FILE", action="append", default=[], help="een wat-als erbij; mag vaker gegeven worden"
    )
    parser.add_argument("--language", choices=("nl", "en", "both"), default="nl", help="taal van het rapport")
    parser.add_argument("--skip-bad-rows", action="store_true", help="laat foute rijen weg en meld ze")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge the register and write the results; InputWrong with everything that is wrong with the question."""
    all_wrong = Gathering()
    on = all_wrong.take(lambda: day_of(arguments.on, "--on"))
    known = all_wrong.take(lambda: known_of(arguments.known))
    installation = all_wrong.take(lambda: installation_of(arguments)) or Installation()
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(arguments.edition, installation)))
    all_wrong.take(lambda: check_season(edition, on) if on else None)
    all_wrong.take(lambda: check_product(edition, arguments.product))
    all_wrong.take(lambda: check_agreements(edition, arguments.agreement))
    all_wrong.end()
    day = all_wrong.require(on)

    from zorginkoop.cli.season_files import judge_register, read_for, write_seasons
    from zorginkoop.cli.whatif_files import read_what_ifs, what_ifs_of_season
    from zorginkoop.columns.sources import AsOf
    from zorginkoop.study.season import Question, season_key

    asked = read_what_ifs([Path(file) for file in arguments.what_if], arguments.edition)
    out = folder_of(arguments.out)
    register = read_for(out, Path(arguments.register), skip_bad_rows=arguments.skip_bad_rows)
    key = season_key(edition, arguments.label or "", arguments.product or "")
    agreements = tuple(dict.fromkeys(arguments.agreement))
    season = judge_register(Question(edition, installation, key, AsOf.of(day, known), agreements), register)
    what_ifs = what_ifs_of_season(season, asked, register)
    written = write_seasons([season], register, out, arguments.language, what_ifs=what_ifs)
    (counts,) = written.seasons
    if arguments.json:
        told = {"rapport": str(written.start), "rijen_weggelaten": written.skipped}
        print_canonical(canonical({**counts.plain(), **told}))
        return DONE
    print("\n".join(counts.lines()))
    if written.skipped:
        print(f"{written.skipped} rijen weggelaten; problemen.csv in die map noemt ze.")
    print(f"Het rapport: {written.start}")
    return DONE
