"""`zorginkoop policy facts`: every fact that an edition uses, or a facts file to fill in."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, cast

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import agreement_of, edition_of, installation_of, only_agreement
from zorginkoop.cli.terminal import Style, print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.policies.catalogue import catalogue
from zorginkoop.policies.template import template

_DESCRIPTION = """Noemt elk feit dat een uitgave gebruikt: onderwerp, type, eenheid, herkomst en wie het gebruikt.
Met --template schrijft het een feitenbestand om in te vullen."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("facts", help="alle feiten van een uitgave", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("agreement", metavar="OVEREENKOMST", nargs="?")
    parser.add_argument("--template", action="store_true", help="schrijf een feitenbestand om in te vullen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the facts."""
    edition = edition_of(arguments.edition, installation_of(arguments))
    if arguments.agreement:
        agreement_of(edition, arguments.agreement)
    if arguments.template:
        print(template(edition, only_agreement(edition, arguments.agreement)), end="")
        return DONE
    plain = catalogue(edition, [arguments.agreement] if arguments.agreement else [])
    if arguments.json:
        print_canonical(canonical(plain))
    else:
        print("\n".join(_lines(cast("dict[str, Any]", plain), style_of_output())))
    return DONE


def _lines(plain: dict[str, Any], style: Style) -> Iterator[str]:
    yield style.paint(f"{plain['uitgave']}, codering {plain['codering']}: {', '.join(plain['overeenkomsten'])}", "bold")
    for subject, parts in plain["onderwerpen"].items():
        yield ""
        yield style.paint(subject, "bold")
        for name, fact in parts["feiten"].items():
            yield from _fact(name, fact, style)
        for name, relation in parts["rijen"].items():
            history = ", ook wat niet meer geldt" if relation["historie"] == "ja" else ""
            yield f"  {name}: rijen van {relation['onderwerp']}{history}"
            yield from style.wrap(_users(relation["gebruikt_door"]), 6)
    if plain["gebeurtenissen"]:
        yield ""
        yield style.paint("gebeurtenissen", "bold")
    for name, event in plain["gebeurtenissen"].items():
        yield f"  {name}"
        yield from style.wrap(event["tekst"].get("nl", ""), 6)


def _fact(name: str, fact: dict[str, Any], style: Style) -> Iterator[str]:
    details = [fact["type"]]
    if fact.get("stap", "1") != "1":
        details.append(f"stap {fact['stap']}")
    details += [str(fact[key]) for key in ("eenheid",) if key in fact]
    details += [f"{key} {value}" for key, value in fact.get("kenmerken", {}).items()]
    details += ["per jaar"] if fact["per_jaar"] == "ja" else []
    details += ["bewijs verplicht"] if fact["bewijs"] == "ja" else []
    details += [f"zonder vastlegging: {fact['afwezig']}"] if "afwezig" in fact else []
    details += [f"herkomst {fact['herkomst']}"]
    yield f"  {name}: {', '.join(details)}"
    yield from style.wrap(fact["tekst"].get("nl", ""), 6)
    if "codes" in fact:
        yield from style.wrap(f"codes: {', '.join(fact['codes'])}", 6)
    elif "genoemde_codes" in fact:
        yield from style.wrap(f"het beleid noemt: {', '.join(fact['genoemde_codes'])}", 6)
    yield from style.wrap(_users(fact["gebruikt_door"]), 6)


def _users(used_by: dict[str, list[str]]) -> str:
    nodes = "; ".join(f"{agreement}: {', '.join(nodes)}" for agreement, nodes in used_by.items())
    return f"gebruikt door {nodes}"
