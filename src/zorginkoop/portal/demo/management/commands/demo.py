"""`python -m zorginkoop.portal demo`: make the region of a demo in an empty database."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.demo.people import LOGINS, PASSWORD, STAFF, demo_is_here

NOBODY = 3  # the exit code of --check for an empty database


class Command(BaseCommand):
    """Makes the demo, once."""

    help = "Maak een verzonnen streek met een lopend seizoen, in een lege database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size."""
        parser.add_argument("--size", choices=("small", "country"), default="small")
        parser.add_argument("--migrate", action="store_true", help="maak eerst de tabellen van de database")
        parser.add_argument("--check", action="store_true", help="zeg met de eindcode of er al iemand is: 0 ja, 3 nee")
        parser.add_argument("--people", action="store_true", help="toon alleen als wie u zich kunt aanmelden")

    def handle(self, *, size: str, migrate: bool, check: bool, people: bool, **_: object) -> None:
        """Make it where nothing is, and say what is being made."""
        if check:
            sys.exit(0 if _somebody() else NOBODY)
        if people:
            self._show_people()
            return
        if settings.PRODUCTION:
            message = "Dit is geen oefenomgeving: hier komt geen demo in. Zet ZORGINKOOP_MODE op demo, met eigen data."
            raise CommandError(message)
        from zorginkoop.portal.demo.region import region_apart  # noqa: PLC0415 - only here are column engines loaded

        self._start = time.monotonic()
        if not migrate and self._is_here():
            return
        with region_apart(size) as region:
            if migrate:
                self._progress("de tabellen van de database")
                call_command("migrate", verbosity=0)
                if self._is_here():
                    return
            from zorginkoop.portal.demo.story import play  # noqa: PLC0415 - as above

            play(self._progress, region)
        self._progress("klaar")

    def _is_here(self) -> bool:
        """Tell whether there is a demo already; CommandError where other people are."""
        if demo_is_here():
            self.stdout.write("De demo staat er al.")
            return True
        if _somebody():
            message = "In deze database staan al mensen. Maak de demo in een lege database of een lege map."
            raise CommandError(message)
        return False

    def _progress(self, text: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self._start:5.1f} s  {text}")
        self.stdout.flush()

    def _show_people(self) -> None:
        if not demo_is_here():
            return
        self.stdout.write(f"\nU kunt zich aanmelden als; het wachtwoord van iedereen is de zin '{PASSWORD}'")
        for login in LOGINS:
            where = "zorginkoop" if login in STAFF else "praktijk"
            self.stdout.write(f"  {login.email:34} {where:11} {login.role.label}")


def _somebody() -> bool:
    """Tell whether anybody is in the database; without tables nobody is."""
    try:
        return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()
    except OperationalError as error:
        message = "De database is niet te bereiken. Kijk of zij draait, en of ZORGINKOOP_DATABASE klopt."
        raise CommandError(message) from error
