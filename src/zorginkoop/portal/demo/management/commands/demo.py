"""`python -m zorginkoop.portal demo`: make the region of a demo in an empty database."""

from __future__ import annotations

import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.demo.people import demo_is_here


class Command(BaseCommand):
    """Makes the demo, once."""

    help = "Maak een verzonnen streek met een lopend seizoen, in een lege database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size."""
        parser.add_argument("--size", choices=("small", "country"), default="small")

    def handle(self, *, size: str, **_: object) -> None:
        """Make it where nothing is, and say what is being made."""
        if settings.PRODUCTION:
            message = "Dit is geen oefenomgeving: hier komt geen demo in. Zet ZORGINKOOP_MODE op demo, met eigen data."
            raise CommandError(message)
        if demo_is_here():
            self.stdout.write("De demo staat er al.")
            return
        if User.objects.exists():
            message = "In deze database staan al mensen. Maak de demo in een lege database of een lege map."
            raise CommandError(message)
        from zorginkoop.portal.demo.story import play  # noqa: PLC0415 - only here are column engines loaded

        start = time.monotonic()

        def progress(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - start:5.1f} s  {text}")
            self.stdout.flush()

        play(size, progress)
        progress("klaar")
