"""Keep a small backup of this version, so that every later one is tried on it: python tests/support/first_backup.py

Until a first version is released its tables still change, and this backup is made again. From then on it stays as it
is, and each released version adds one of its own.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "backups" / "first.zorginkoop.tar"


def main() -> None:
    """Make an installation with something of everything, and keep its backup."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ZORGINKOOP_MODE": "demo", "ZORGINKOOP_DATA": folder, "ZORGINKOOP_DATABASE": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "zorginkoop.portal.settings"
        sys.path.insert(0, str(HERE.parent))
        import django  # noqa: PLC0415 - after the environment is said

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - as above

        from zorginkoop.portal.operate import backup  # noqa: PLC0415 - as above

        call_command("migrate", verbosity=0)
        fill(Path(folder))
        made, _manifest, _vanished = backup.make(Path(folder) / "reservekopieen")
        KEPT.parent.mkdir(exist_ok=True)
        shutil.copyfile(made, KEPT)


def fill(folder: Path) -> None:
    """Write a practice, people, a message, a reading, and a document."""
    from support.portal import mandated, person, play, practice  # noqa: PLC0415 - models load after the apps are ready
    from support.portal_mail import written  # noqa: PLC0415 - as above
    from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole  # noqa: PLC0415 - as above
    from zorginkoop.portal.audit import reading  # noqa: PLC0415 - as above

    play(datetime(2025, 10, 15, 8, 0, tzinfo=UTC))
    provider = practice()
    mandated(provider, ProviderRole.SIGNATORY)
    person("Bea Verzonnen", StaffRole.ADMINISTRATOR)
    written(for_whom=str(provider.public_id))
    reading.read("register.dossier", for_whom=provider.public_id)
    reading.seal()
    document = folder / "documenten" / "ab" / "verzonnen.txt"
    document.parent.mkdir(parents=True)
    document.write_text("Een verzonnen document.\n", encoding="utf-8")


if __name__ == "__main__":
    main()
