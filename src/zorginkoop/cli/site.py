"""What the commands of the site share: start it by its settings, and say what is missing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from zorginkoop.kernel.errors import InputWrong, Place, Problem


def start() -> None:
    """Load the settings and the apps of the site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorginkoop.portal.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        remedy = "Zie docs/operate.md voor alle instellingen."
        raise InputWrong([Problem(str(error), Place("instellingen"), remedy)]) from error


def expect_one() -> None:
    """Say that there is no site here before anything is made for one; where settings say what it is, they are right."""
    from django.conf import settings

    data = Path(os.environ.get("ZORGINKOOP_DATA", "portaal"))
    told = os.environ.get("ZORGINKOOP_MODE") or os.environ.get("ZORGINKOOP_DATABASE") or settings.configured
    if not told and not data.is_dir():
        remedy = "Ga naar de map waar de site staat, of noem haar gegevensmap in ZORGINKOOP_DATA. Nieuw? Typ make run."
        raise InputWrong([Problem("hier staat geen site: de gegevensmap is er niet.", Place(str(data)), remedy)])


@contextlib.contextmanager
def reached() -> Iterator[None]:
    """Say in plain words that the database does not answer, or has no tables yet."""
    from django.db import DatabaseError, InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        what = "de database antwoordt niet, of heeft nog geen tabellen."
        remedy = "Kijk naar ZORGINKOOP_DATABASE en typ dan: python -m zorginkoop.portal migrate."
        raise InputWrong([Problem(what, Place("database"), remedy)]) from error
