"""What the commands of the site share: start it by its settings, and say what is missing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

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
