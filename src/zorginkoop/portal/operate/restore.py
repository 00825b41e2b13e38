"""Put a backup back, into an empty installation only; everything is checked before anything is written."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.portal.audit import guard, witness
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.verify import Verdict, verify
from zorginkoop.portal.audit.witness import RESTORED, Anchor
from zorginkoop.portal.operate import first_tables, rows
from zorginkoop.portal.operate.backup import FORMAT, MANIFEST, Manifest, kept_files, private
from zorginkoop.portal.operate.set_aside import SetAside, set_aside


@dataclass(slots=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    rows: int
    files: int
    verdict: Verdict
    aside: SetAside


def restore(source: Path) -> Restored:
    """Check a backup, put its tables and files back, bring them up to date, and walk the log."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            manifest = _manifest(archive, source)
            problems = [*_wrong_parts(archive, manifest, source), *_not_empty()]
            targets = _targets(manifest, source, problems)
            if problems:
                raise InputWrong(problems)
            count = _put_back_tables(archive, manifest, targets)
            _put_back_files(archive, manifest)
    except (OSError, tarfile.TarError) as error:
        what = "dit bestand is niet als reservekopie te lezen."
        raise InputWrong(
            [Problem(what, Place(source.name), "Geef een bestand dat 'zorginkoop backup' maakte.")]
        ) from error
    call_command("migrate", verbosity=0, interactive=False)
    verdict = _walked(manifest)
    _tell(manifest)
    with changing("operate.restored", last_entry=manifest.last_entry, rows=count, made_at=manifest.made_at):
        aside = set_aside()
    return Restored(manifest, count, len(manifest.files), verdict, aside)


def _manifest(archive: tarfile.TarFile, source: Path) -> Manifest:
    try:
        opened = archive.extractfile(MANIFEST)
        said: dict[str, Any] = json.load(opened) if opened else {}
    except (KeyError, ValueError):
        said = {}
    names = {one.name for one in fields(Manifest)}
    if said.get("format") != FORMAT or set(said) != names:
        what = "deze reservekopie is niet heel, of gemaakt door een andere versie dan deze kan lezen."
        raise InputWrong([Problem(what, Place(source.name), "Neem een andere kopie, of de versie die haar maakte.")])
    return Manifest(**said)


def _wrong_parts(archive: tarfile.TarFile, manifest: Manifest, source: Path) -> list[Problem]:
    """Hold every part against its hash."""
    expected = {f"tables/{name}.jsonl.gz": str(table["sha256"]) for name, table in manifest.tables.items()}
    expected |= {f"files/{name}": digest for name, digest in manifest.files.items()}
    found = {member.name for member in archive.getmembers()} - {MANIFEST}
    where = Place(source.name)
    remedy = "Neem een andere reservekopie; van deze is niets teruggezet."
    problems = [Problem(f"{name} ontbreekt.", where, remedy) for name in sorted(set(expected) - found)]
    problems += [Problem(f"{name} hoort er niet in.", where, remedy) for name in sorted(found - set(expected))]
    for name in sorted(found & set(expected)):
        opened = archive.extractfile(name)
        if opened is None or hashlib.file_digest(opened, "sha256").hexdigest() != expected[name]:  # type: ignore[arg-type]  # what a tar gives can be read
            problems.append(Problem(f"{name} is veranderd of beschadigd.", where, remedy))
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            problems.append(Problem(f"{name} wijst buiten de gegevensmap.", where, remedy))
    return problems


def _not_empty() -> list[Problem]:
    problems = []
    if connection.introspection.table_names():
        what = "de database is niet leeg."
        remedy = "Zet terug in een nieuwe, lege database (ZORGINKOOP_DATABASE); zo gaat er niets verloren."
        problems.append(Problem(what, remedy=remedy))
    if kept_files():
        what = "de gegevensmap is niet leeg."
        problems.append(Problem(what, remedy="Zet terug in een nieuwe, lege map (ZORGINKOOP_DATA)."))
    return problems


def _targets(manifest: Manifest, source: Path, problems: list[Problem]) -> list[tuple[str, str]]:
    """Give the migrations at which the tables of the backup stand."""
    graph = MigrationExecutor(connection).loader.graph
    applied = {(app, name) for app, name in manifest.migrations}
    unknown = sorted(applied - set(graph.nodes))
    if unknown:
        what = f"deze kopie komt van een nieuwere of andere versie (zij kent {'.'.join(unknown[0])})."
        remedy = f"Installeer de versie die haar maakte ({manifest.version}) of een nieuwere, en zet dan terug."
        problems.append(Problem(what, Place(source.name), remedy))
        return []
    return sorted(
        node
        for node in applied
        if not any(child.key[0] == node[0] and child.key in applied for child in graph.node_map[node].children)
    )


def _tables_as_of(manifest: Manifest, targets: list[tuple[str, str]]) -> Apps | StateApps:
    """Make the tables as they were when the backup was made: at once where that is as they are now."""
    executor = MigrationExecutor(connection)
    as_now = {(app, name) for app, name in manifest.migrations} == set(executor.loader.graph.nodes)
    if as_now and first_tables.is_empty(connection.alias):
        first_tables.lay(connection.alias)
        return apps
    return executor.migrate(targets).apps


def _put_back_tables(archive: tarfile.TarFile, manifest: Manifest, targets: list[tuple[str, str]]) -> int:
    known = {model._meta.label_lower: model for model in rows.kept_models(_tables_as_of(manifest, targets))}
    count = 0
    with transaction.atomic():
        guard.unprotect()  # puts back what was accounted for when it was written; `migrate` protects it again
        for name in manifest.tables:
            known[name]._base_manager.all()._raw_delete(connection.alias)  # what a migration itself put there
        for name, table in manifest.tables.items():
            opened = archive.extractfile(f"tables/{name}.jsonl.gz")
            loaded = rows.load(known[name], opened) if opened else 0
            if loaded != table["rows"]:
                message = f"{name}: {loaded} rows were loaded and the manifest says {table['rows']}"
                raise RuntimeError(message)
            count += loaded
        rows.raise_marks(list(known.values()), manifest.marks)
    return count


def _put_back_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    for name in manifest.files:
        opened = archive.extractfile(f"files/{name}")
        target = Path(settings.DATA) / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with private(target) as file:
            if opened is not None:
                shutil.copyfileobj(opened, file)


def _walked(manifest: Manifest) -> Verdict:
    verdict = verify()
    if (verdict.entries, verdict.last_hash) != (manifest.last_entry, manifest.last_hash):
        verdict.wrong.append("Het logboek in de database eindigt anders dan de reservekopie zegt.")
    return verdict


def _tell(manifest: Manifest) -> None:
    """Tell the witness from where the log goes on."""
    if settings.WITNESS_FILE:
        at = witness.anchors_now()
        moment = at[0].at if at else manifest.made_at
        restored = Anchor(moment, RESTORED, manifest.last_entry, manifest.last_hash)
        witness.add(Path(settings.WITNESS_FILE), [restored, *at])
