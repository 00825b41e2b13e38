"""No transaction stands around a change but that of the log: it would hold the chain of entries until its own end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "src" / "zorginkoop" / "portal"
WITHOUT_A_CHANGE = {  # modules that open a transaction of their own, and why no entry of the log belongs in it
    "audit/log.py": "it is the transaction of the log",
    "audit/reading.py": "reading is logged apart, after the page",
    "audit/witness.py": "it writes down how far the log is",
    "jobs/repeats.py": "work that repeats is put in the queue",
    "jobs/rescue.py": "a job of a lost worker is taken back",
    "operate/backup.py": "everything is read at one moment",
    "operate/restore.py": "a whole database is put back, its log with it",
    "people/certificates.py": "a savepoint inside a change, for what was there before",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PORTAL.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file.relative_to(PORTAL).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str:
    """Give the last name of what is called: `transaction.atomic()` is atomic."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_a_transaction_of_its_own_has_a_reason_and_holds_no_change() -> None:
    opening = set()
    for name, tree in modules():
        for block in ast.walk(tree):
            if isinstance(block, ast.With) and any(called(one.context_expr) == "atomic" for one in block.items):
                opening.add(name)
                inside = {called(node) for one in block.body for node in ast.walk(one)}
                after = [called(one.context_expr) for one in block.items]
                late = after[after.index("atomic") :]
                assert name == "audit/log.py" or not {"changing", "together"} & (inside | set(late)), name
            for decorator in getattr(block, "decorator_list", ()):
                assert "atomic" not in {called(decorator), getattr(decorator, "attr", "")}, name
    assert opening == set(WITHOUT_A_CHANGE)


def test_no_request_is_a_transaction_as_a_whole() -> None:
    assert "ATOMIC_REQUESTS" not in (PORTAL / "settings.py").read_text(encoding="utf-8")
