"""`zorginkoop createadmin`: let somebody in who can let others in."""

from __future__ import annotations

import argparse

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands
from zorginkoop.kernel.errors import InputWrong, Problem

_DESCRIPTION = """Maakt een beheerder en geeft een link waarmee die een wachtwoord kiest; de link werkt een keer.
Bestaat dit adres al, dan krijgt die gebruiker de rol erbij en een nieuwe link."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("createadmin", help="een beheerder van de site maken", description=_DESCRIPTION)
    parser.add_argument("email", metavar="E-MAIL", help="adres waarmee de beheerder zich aanmeldt")
    parser.add_argument("--name", metavar="NAAM", default="", help="naam van de beheerder; nodig bij een nieuw adres")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    site.start()
    from zorginkoop.portal.mail.outbox import is_address
    from zorginkoop.portal.operate.administrators import let_in

    email = arguments.email.strip()
    if not is_address(email):
        raise InputWrong([Problem(f"'{email}' is geen e-mailadres.", remedy="Schrijf het als naam@organisatie.nl.")])
    with site.reached():
        link = let_in(email, arguments.name.strip())
    print(f"Deze link is alleen voor {email}; wie hem heeft kan zich aanmelden:")
    print(link)
    return DONE
