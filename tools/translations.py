#!/usr/bin/env python3
"""Keep the English words of the site beside its Dutch ones, without any program but Python.

    tools/translations.py            # brings django.po up to date with the code and templates, and makes django.mo
    tools/translations.py --check    # says what lacks English, what is not said any more, and whether the .mo is stale

The Dutch sentence is the key. What is new gets an empty English one, to be filled in by hand; what is gone goes.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PORTAL = Path(__file__).resolve().parent.parent / "src/zorginkoop/portal"
PO = PORTAL / "locale/en/LC_MESSAGES/django.po"
LIBRARIES = PORTAL / "locale/nl/LC_MESSAGES/django.po"  # what a library says to people, in our own manner; by hand
HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
_ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_MANY = {"ngettext", "ngettext_lazy"}
_QUOTED = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(n?)gettext\({_QUOTED}(?:,\s*{_QUOTED})?")


@dataclass(slots=True)
class Entry:
    """One sentence: Dutch, its plural where it has one, English, and the files that say it."""

    dutch: str
    plural: str = ""
    english: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether all of it is there in English."""
        return len(self.english) == (2 if self.plural else 1) and all(self.english)

    @property
    def key(self) -> str:
        """What a program looks it up by."""
        return f"{self.dutch}\0{self.plural}" if self.plural else self.dutch


def said() -> dict[str, Entry]:
    """Read every sentence that the code and the templates mark as words for people."""
    found: dict[str, Entry] = {}
    for file in sorted(PORTAL.rglob("*.py")):
        _add(found, _of_code(file), file)
    for file in sorted(PORTAL.rglob("*.html")):
        _add(found, _of_template(file), file)
    return found


def _add(found: dict[str, Entry], sentences: Iterator[tuple[str, str]], file: Path) -> None:
    for dutch, plural in sentences:
        entry = found.setdefault(dutch, Entry(dutch, plural))
        entry.plural = entry.plural or plural
        entry.files.add(file.relative_to(PORTAL).as_posix())


def _of_code(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in _ONE and texts:
            yield texts[0], ""
        elif name in _MANY and len(texts) > 1:
            yield texts[0], texts[1]


def _of_template(file: Path) -> Iterator[tuple[str, str]]:
    from django.utils.translation.template import templatize  # noqa: PLC0415 - the page that needs no Django does not ask

    for many, first, second in _CALL.findall(templatize(file.read_text(encoding="utf-8"))):
        yield ast.literal_eval(first), ast.literal_eval(second) if many else ""


def read_po(text: str) -> dict[str, Entry]:
    """Read the entries of a .po file, the header left out."""
    found: dict[str, Entry] = {}
    for block in text.split("\n\n"):
        parts = dict.fromkeys(("msgid", "msgid_plural"), "")
        english: list[str] = []
        for name, rest in re.findall(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', block, re.MULTILINE):
            value = "".join(ast.literal_eval(line) for line in rest.splitlines())
            if name.startswith("msgstr"):
                english.append(value)
            else:
                parts[name] = value
        if parts["msgid"]:
            found[parts["msgid"]] = Entry(parts["msgid"], parts["msgid_plural"], english)
    return found


def written_po(entries: dict[str, Entry]) -> str:
    """Write a .po file, by file and then by sentence."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(f"{line}\n") for line in HEADER.splitlines())]
    for entry in sorted(entries.values(), key=lambda one: (min(one.files, default=""), one.dutch)):
        lines = [f"#: {' '.join(sorted(entry.files))}"]
        if "%(" in entry.dutch or "%s" in entry.dutch or "%d" in entry.dutch:
            lines.append("#, python-format")
        lines.append(f"msgid {_quoted(entry.dutch)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            english = entry.english if len(entry.english) > 1 else ["", ""]
            lines += [f"msgstr[{number}] {_quoted(one)}" for number, one in enumerate(english)]
        else:
            lines.append(f"msgstr {_quoted(entry.english[0] if entry.english else '')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(entries: dict[str, Entry], language: str = "en") -> bytes:
    """Make the bytes of a .mo file: what a running site reads."""
    rows = sorted((one.key.encode(), "\0".join(one.english).encode()) for one in entries.values() if one.complete)
    rows.insert(0, (b"", HEADER.replace("Language: en", f"Language: {language}").encode()))
    place = 28 + 16 * len(rows)
    tables: list[bytes] = []
    for column in (0, 1):
        for row in rows:
            tables.append(struct.pack("<II", len(row[column]), place))
            place += len(row[column]) + 1
    texts = b"".join(row[column] + b"\0" for column in (0, 1) for row in rows)
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, place)
    return head + b"".join(tables) + texts


def problems() -> list[str]:
    """Say what is missing, left over, or not made anew."""
    wanted, kept = said(), read_po(PO.read_text(encoding="utf-8"))
    found = [
        f"no English for '{dutch}' ({', '.join(sorted(entry.files))})"
        for dutch, entry in wanted.items()
        if dutch not in kept or not kept[dutch].complete or kept[dutch].plural != entry.plural
    ]
    found += [f"not said any more: '{dutch}'" for dutch in kept if dutch not in wanted]
    found += [f"other blanks in the English of '{one.dutch}'" for one in kept.values() if one.complete and _blanks(one)]
    if PO.with_suffix(".mo").read_bytes() != compiled(kept):
        found.append("django.mo is not that of django.po")
    theirs = read_po(LIBRARIES.read_text(encoding="utf-8"))
    found += [f"other blanks in the Dutch of '{one.dutch}'" for one in theirs.values() if _blanks(one)]
    if LIBRARIES.with_suffix(".mo").read_bytes() != compiled(theirs, "nl"):
        found.append("the Dutch django.mo is not that of its django.po")
    return found


def _blanks(entry: Entry) -> bool:
    """Tell whether English fills in something that Dutch does not, or forgets it in a plural."""

    def of(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)\w|%[sd]", text))

    return of(entry.english[-1]) != of(entry.plural or entry.dutch)


def main(arguments: list[str]) -> int:
    """Check, or bring up to date."""
    if arguments == ["--check"]:
        found = problems()
        print("\n".join(found) or "Every sentence has its English.")
        return 1 if found else 0
    wanted, kept = said(), read_po(PO.read_text(encoding="utf-8")) if PO.exists() else {}
    for dutch, entry in wanted.items():
        if dutch in kept and kept[dutch].plural == entry.plural:
            entry.english = kept[dutch].english
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(written_po(wanted), encoding="utf-8")
    PO.with_suffix(".mo").write_bytes(compiled(wanted))
    LIBRARIES.with_suffix(".mo").write_bytes(compiled(read_po(LIBRARIES.read_text(encoding="utf-8")), "nl"))
    lacking = [dutch for dutch, entry in wanted.items() if not entry.complete]
    print(f"{len(wanted)} sentences; {len(lacking)} without English" + (f" in {PO.name}:" if lacking else "."))
    print("\n".join(f"  {dutch}" for dutch in lacking))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
