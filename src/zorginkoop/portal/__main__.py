"""`python -m zorginkoop.portal …`: the site's own commands (migrate, the worker, moving the clock of a rehearsal)."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

PRIVATE = 0o077  # what the site keeps is about people: nobody else on the machine reads it


def main() -> None:
    """Run one of the site's commands."""
    os.umask(PRIVATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorginkoop.portal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
