"""Start a new contract year from an edition: a copy with a new head, and a list of what still names another year."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong
from zorginkoop.kernel.marked import Document, Mark, Path
from zorginkoop.policies.coverage.ledger import LEDGER_FILE
from zorginkoop.policies.documents import read_document
from zorginkoop.policies.loading import EditionFolder, find_editions, load_edition
from zorginkoop.policies.parts import POLICY_FILE

_CARE_GROUP = re.compile(r"[a-z0-9][a-z0-9_]*")
_YEAR = re.compile(r"(?<![\d-])20\d\d(?:-\d\d-\d\d)?(?!\d)")
_FIRST, _LAST = 2000, 2099


@dataclass(frozen=True, slots=True)
class Reminder:
    """A date or year in the new edition that somebody has to look at."""

    file: FilePath  # inside the folder of the edition
    line: int
    found: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NewEdition:
    """The folder of a new edition, and what to look at in it."""

    name: str
    folder: FilePath
    reminders: tuple[Reminder, ...]


def new_edition(source: EditionFolder, care_group: str, year: int, to: FilePath) -> NewEdition:
    """Copy an edition to `to`/care group/year-1 with coding 1 and a new head; dates stay as they are, and are listed.

    Where editions of that care group and year are known already, it becomes the next revision.
    Raises QuestionWrong for a name, year or target that cannot be, and PolicyWrong when the edition cannot be read.
    """
    _check(care_group, year)
    load_edition(source)
    revision = _next_revision(care_group, year)
    target = to / care_group / f"{year}-{revision}"
    if target.exists():
        remedy = "Kies een andere map, of haal deze eerst weg."
        raise QuestionWrong(Problem("deze map bestaat al; er is niets geschreven.", Place(str(target)), remedy))
    texts, changed = _new_texts(
        source, {"zorggroep": care_group, "contractjaar": str(year), "herziening": str(revision)}
    )
    _write(texts, target)
    reminders = [
        reminder for name, text in texts.items() if name.name != LEDGER_FILE for reminder in _reminders(name, text)
    ]
    left = (one for one in reminders if one.file != FilePath(POLICY_FILE) or one.line not in changed)
    return NewEdition(f"{care_group}/{target.name}", target, tuple(left))


def _next_revision(care_group: str, year: int) -> int:
    """Give the first revision of a year that no known edition has."""
    known = (edition.name.rpartition("/") for edition in find_editions())
    taken = [int(name.rpartition("-")[2]) for group, _, name in known if (group, name[:4]) == (care_group, str(year))]
    return max(taken, default=0) + 1


def _check(care_group: str, year: int) -> None:
    problems = []
    if not _CARE_GROUP.fullmatch(care_group):
        what = f"'{care_group}' kan geen zorggroep zijn."
        problems.append(
            Problem(
                what, Place(field="ZORGGROEP"), "Gebruik kleine letters, cijfers en _, bijvoorbeeld paramedische_zorg."
            )
        )
    if not _FIRST <= year <= _LAST:
        problems.append(Problem(f"{year} kan geen contractjaar zijn.", Place(field="JAAR"), "Geef een jaar als 2027."))
    if problems:
        raise QuestionWrong(problems)


def _new_texts(source: EditionFolder, head: dict[str, str]) -> tuple[dict[FilePath, str], frozenset[int]]:
    """Give the text of every file by its path in the new edition, and the lines of beleid.yaml that were changed."""
    policy = source.folder / POLICY_FILE
    others = sorted(file for file in source.folder.rglob("*.yaml") if file != policy)
    text, changed = _with_new_head(read_document(policy), _text(policy), head)
    return {FilePath(POLICY_FILE): text, **{file.relative_to(source.folder): _text(file) for file in others}}, changed


def _text(file: FilePath) -> str:
    return file.read_bytes().decode("utf-8-sig")


def _with_new_head(document: Document, text: str, new: dict[str, str]) -> tuple[str, frozenset[int]]:
    head = document.plain["uitgave"] if isinstance(document.plain, dict) else {}
    old, year = str(head["contractjaar"]), new["contractjaar"]
    wanted: dict[Path, str] = {(key,): value for key, value in new.items()}
    wanted |= {("codering",): "1", ("bekend_vanaf",): "onbekend"}
    name = head["naam"]
    for language in ("nl", "en") if isinstance(name, dict) else ():
        wanted["naam", language] = name[language].replace(old, year)
    if isinstance(name, str):
        wanted["naam",] = name.replace(old, year)
    lines = text.splitlines(keepends=True)
    changes = [(document.marks[path], path) for key in wanted if (path := ("uitgave", *key)) in document.marks]
    for mark, path in sorted(changes, reverse=True):
        before: object = document.plain
        for step in path:
            before = before[step] if isinstance(before, dict) else before
        _change(lines, mark, str(before), wanted[path[1:]])
    return "".join(lines), frozenset(mark.line for mark, _ in changes)


def _change(lines: list[str], mark: Mark, before: str, after: str) -> None:
    """Put another value where one stands; a value that is written over more lines stays, and is listed by its year."""
    line, at = lines[mark.line - 1], mark.column - 1
    for quote in ("", "'", '"'):
        written = f"{quote}{before}{quote}"
        if line.startswith(written, at):
            lines[mark.line - 1] = line[:at] + f"{quote}{after}{quote}" + line[at + len(written) :]
            return


def _write(texts: dict[FilePath, str], target: FilePath) -> None:
    """Write the folder beside its place and give it its name when it is complete."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        for name, text in texts.items():
            file = beside / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        beside.rename(target)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        remedy = "Kies een map waarin u mag schrijven; er is niets geschreven."
        raise InputWrong(
            Problem(f"hier kan niet geschreven worden ({error.strerror}).", Place(str(target)), remedy)
        ) from None


def _reminders(name: FilePath, text: str) -> Iterator[Reminder]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = tuple(dict.fromkeys(_YEAR.findall(line)))
        if found:
            yield Reminder(name, number, found, line.strip())
