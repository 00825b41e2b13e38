"""Checks of what stands on the machine: settings, files, keys, the witness and the backups."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings

from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.loading import load_installation
from zorginkoop.portal import clock
from zorginkoop.portal.audit import witness as audit_witness
from zorginkoop.portal.operate.backup import SUFFIX
from zorginkoop.portal.operate.findings import Finding, good, mind, wrong

KEY_LENGTH = 50
ENOUGH_SPACE, LITTLE_SPACE = 2 * 2**30, 200 * 2**20
SOON = timedelta(days=45)
TOLD_WITHIN = timedelta(hours=26)
_OTHERS = 0o077


def settings_said() -> Iterator[Finding]:
    """Look at the settings that protect people."""
    if not settings.PRODUCTION:
        yield mind(
            "instellingen",
            "dit is een oefening (ZORGINKOOP_MODE=demo): verzonnen gegevens, verschuifbare klok.",
            "Zet voor echt gebruik ZORGINKOOP_MODE=production en de instellingen die dan ontbreken.",
        )
        return
    if not settings.BASE_URL.startswith("https://"):
        yield wrong("instellingen", "ZORGINKOOP_URL begint niet met https://.", "Zet een certificaat voor de site.")
    if len(settings.SECRET_KEY) < KEY_LENGTH:
        now = (
            f"Neem een willekeurige tekst van ten minste {KEY_LENGTH} tekens; wie aangemeld is meldt zich opnieuw aan."
        )
        yield wrong("instellingen", "ZORGINKOOP_SECRET_KEY is te kort.", now)
    for name, value in (("ZORGINKOOP_PURCHASER", settings.PURCHASER), ("ZORGINKOOP_SEAL", settings.SEAL)):
        if not value:
            yield wrong("instellingen", f"{name} ontbreekt.", "Zie docs/operate.md.")
    yield good("instellingen", f"productie, op {settings.BASE_URL}.")


def values() -> Iterator[Finding]:
    """Look whether the values file can be read."""
    if settings.VALUES_FILE is None:
        yield wrong("waarden", "ZORGINKOOP_VALUES ontbreekt.", "Geef het waardenbestand van deze inkooporganisatie.")
        return
    try:
        load_installation(settings.VALUES_FILE)
    except InputWrong as error:
        yield from (wrong("waarden", str(problem), "Verbeter het waardenbestand.") for problem in error.problems)
        return
    yield good("waarden", f"{Path(settings.VALUES_FILE).name} is te lezen.")


def data_folder() -> Iterator[Finding]:
    """Look whether only the site can read its files."""
    folder = Path(settings.DATA)
    if not folder.is_dir():
        yield wrong("gegevensmap", "de gegevensmap is er niet.", "Maak de map van ZORGINKOOP_DATA.")
    elif settings.PRODUCTION and folder.stat().st_mode & _OTHERS:
        yield wrong("gegevensmap", "anderen op deze machine kunnen in de gegevensmap.", f"Typ: chmod 700 {folder}")
    else:
        yield good("gegevensmap", "is er.")


def keys() -> Iterator[Finding]:
    """Look who can read the keys, and how long their certificates last."""
    files = sorted((Path(settings.DATA) / "sleutels").glob("*.pem"))
    files += [Path(settings.SEAL)] if settings.SEAL else []
    for file in files:
        if file.stat().st_mode & _OTHERS:
            yield wrong("sleutels", f"anderen op deze machine kunnen {file.name} lezen.", f"Typ: chmod 600 {file}")
        if (end := _end_of(file)) is not None:
            yield _lasts(file.name, end)
    if not files:
        yield good("sleutels", "er zijn nog geen sleutels.")


def _end_of(file: Path) -> datetime | None:
    data = file.read_bytes()
    try:
        if file.suffix in (".p12", ".pfx"):
            found = pkcs12.load_pkcs12(data, settings.SEAL_PASSWORD.encode()).cert
            return found.certificate.not_valid_after_utc if found else None
        return min(certificate.not_valid_after_utc for certificate in x509.load_pem_x509_certificates(data))
    except ValueError:
        return None


def _lasts(name: str, end: datetime) -> Finding:
    day = f"{end:%d-%m-%Y}"
    if end < clock.now():
        return wrong("sleutels", f"het certificaat in {name} is verlopen op {day}.", "Vervang het; tekenen lukt niet.")
    if end < clock.now() + SOON:
        return mind("sleutels", f"het certificaat in {name} verloopt op {day}.", "Vraag nu een nieuw aan.")
    return good("sleutels", f"{name} geldt tot en met {day}.")


def disk() -> Iterator[Finding]:
    """Look how much room is left."""
    free = shutil.disk_usage(settings.DATA).free
    what = f"{free / 2**30:.1f} GB vrij."
    now = "Maak ruimte of vergroot de schijf; zonder ruimte wordt niets bewaard."
    if free < LITTLE_SPACE:
        yield wrong("schijf", what, now)
    elif free < ENOUGH_SPACE:
        yield mind("schijf", what, now)
    else:
        yield good("schijf", what)


def witness() -> Iterator[Finding]:
    """Look whether somebody outside knows how far the log is, and since when."""
    if not settings.WITNESS_FILE and not settings.WITNESS_EMAIL:
        now = "Stel ZORGINKOOP_WITNESS of ZORGINKOOP_WITNESS_EMAIL in; anders kan het einde ongemerkt verdwijnen."
        yield mind("getuige", "niemand buiten de database weet hoe ver het logboek is.", now)
        return
    if not settings.WITNESS_FILE:
        yield good("getuige", "wordt per e-mail verteld hoe ver het logboek is.")
        return
    try:
        last = max(datetime.fromisoformat(anchor.at) for anchor in audit_witness.testimony(Path(settings.WITNESS_FILE)))
    except InputWrong as error:
        yield mind("getuige", str(error.problems[0].what), "Typ: zorginkoop audit anchor --to BESTAND")
        return
    if clock.of_machine() - last > TOLD_WITHIN:
        yield mind("getuige", f"hoorde het laatst iets op {last:%d-%m-%Y %H:%M} UTC.", "Kijk of de verwerker draait.")
    else:
        yield good("getuige", f"hoorde het laatst iets op {last:%d-%m-%Y %H:%M} UTC.")


def backups() -> Iterator[Finding]:
    """Look how old the last backup is."""
    if not settings.BACKUPS:
        yield mind("reservekopie", "ZORGINKOOP_BACKUPS ontbreekt.", "Stel de map in en plan 'zorginkoop backup'.")
        return
    found = sorted(Path(settings.BACKUPS).glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime)
    if not found:
        yield mind("reservekopie", "er is nog geen reservekopie.", "Typ: zorginkoop backup")
        return
    made = datetime.fromtimestamp(found[-1].stat().st_mtime, UTC)
    if clock.of_machine() - made > TOLD_WITHIN:
        now = "Kijk waarom de dagelijkse kopie niet gemaakt is; typ: zorginkoop backup"
        yield wrong("reservekopie", f"de laatste is van {made:%d-%m-%Y %H:%M} UTC.", now)
    else:
        yield good("reservekopie", f"de laatste is van {made:%d-%m-%Y %H:%M} UTC.")
