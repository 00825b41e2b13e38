#!/usr/bin/env python3
"""Rerun the examples of a page: every `$ zorginkoop …` in a console block, with the output written below it.

`console_docs.py docs/command-line.md` writes the output anew, `--check` only says what differs. `| head -9` or
`| tail -2` after a command keeps those lines; `eindcode=1` is the exit code of the last command of its block.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import os
import re
import shlex
import sys
import tempfile
from functools import cache
from pathlib import Path

from zorginkoop.cli.main import main as zorginkoop

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^```console(?: eindcode=(?P<code>\d+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?:[^\n]*\\\n)*[^\n]*$", re.MULTILINE)
_PART = re.compile(r"\s*(?:2>&1\s*)?\|\s*(?P<end>head|tail) -(?P<lines>\d+)\s*$")
_INTO = re.compile(r"\s*>\s*(?P<file>\S+)\s*$")


def _renewed(block: re.Match[str]) -> str:
    """Give a block with the output of its commands as it is now."""
    told, code = [], 0
    for command in _COMMAND.findall(block["body"]):
        output, code = _run(command.removeprefix("$ "))
        told.append(f"{command}\n{output}")
    expected = f" eindcode={code}" if code else ""
    return f"```console{expected}\n{''.join(told)}```"


def _run(command: str) -> tuple[str, int]:
    """Run one command of ours, and give what is shown of it, and its exit code."""
    part, into = _PART.search(command), _INTO.search(command)
    plain = (_PART if part else _INTO).sub("", command)
    _, *asked = shlex.split(plain.replace("\\\n", " "))
    printed, code = _printed(tuple(asked))
    if into:
        Path(into["file"]).write_bytes(printed)
        return "", code
    lines = printed.decode("utf-8").splitlines(keepends=True)
    if part:
        kept = int(part["lines"])
        lines = lines[:kept] if part["end"] == "head" else lines[-kept:]
    return "".join(lines), code


@cache
def _printed(asked: tuple[str, ...]) -> tuple[bytes, int]:
    """Give what a command prints, on both channels in order, and its exit code; the same command is run once."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        code = zorginkoop(list(asked))
    return raw.getvalue(), code


def main() -> int:
    """Renew or check the pages that were named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    pages = [page.resolve() for page in arguments.pages]
    differs = 0
    with tempfile.TemporaryDirectory() as folder:
        for beside in ("docs", "src"):  # the examples and the made-up values that commands on a page name
            Path(folder, beside).symlink_to(ROOT / beside)
        os.chdir(folder)
        told = [(page, page.read_text(encoding="utf-8")) for page in pages]
        renewed = [(page, before, _BLOCK.sub(_renewed, before)) for page, before in told]
        os.chdir(ROOT)
    for page, before, after in renewed:
        differs += before != after
        if arguments.check:
            changes = difflib.unified_diff(before.splitlines(), after.splitlines(), page.name, "now", lineterm="", n=1)
            print("\n".join(changes))
        else:
            page.write_text(after, encoding="utf-8")
    return int(arguments.check and differs > 0)


if __name__ == "__main__":
    sys.exit(main())
