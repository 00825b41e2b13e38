"""Look at everything an installation needs; each check stands alone, so that one failure hides no other."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError

from zorginkoop.portal.operate import doctor_database, doctor_machine, doctor_work
from zorginkoop.portal.operate.findings import Check, Finding, wrong

CHECKS: tuple[tuple[str, Check], ...] = (
    ("instellingen", doctor_machine.settings_said),
    ("waarden", doctor_machine.values),
    ("gegevensmap", doctor_machine.data_folder),
    ("sleutels", doctor_machine.keys),
    ("schijf", doctor_machine.disk),
    ("database", doctor_database.reachable),
    ("tabellen", doctor_database.migrated),
    ("bewaking", doctor_database.triggers),
    ("rechten", doctor_database.rights),
    ("klok", doctor_database.clocks),
    ("verwerker", doctor_work.workers),
    ("werk", doctor_work.failed_jobs),
    ("mailserver", doctor_work.mail_server),
    ("virusscan", doctor_work.malware),
    ("berichten", doctor_work.messages),
    ("beheerders", doctor_work.administrators),
    ("tweede factor", doctor_work.second_factors),
    ("getuige", doctor_machine.witness),
    ("reservekopie", doctor_machine.backups),
)


def examine() -> Iterator[Finding]:
    """Give every finding, in the order in which one would mend things."""
    for about, check in CHECKS:
        try:
            yield from check()
        except (DatabaseError, InterfaceError):
            if about == "database":
                now = "Kijk of de database draait, en naar ZORGINKOOP_DATABASE."
                yield wrong(about, "antwoordt niet.", now)
            else:
                what = "niet na te gaan: de database antwoordt niet of mist tabellen."
                yield wrong(about, what, "Herstel eerst de database.")
        except OSError as error:
            yield wrong(about, f"niet na te gaan ({error.strerror}).", "Kijk of dit programma daar mag lezen.")
