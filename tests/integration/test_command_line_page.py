"""docs/command-line.md shows what the commands really print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_output_on_the_page_is_the_output_now() -> None:
    asked = [sys.executable, "tools/console_docs.py", "--check", "docs/command-line.md"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, f"renew it: tools/console_docs.py docs/command-line.md\n{ran.stdout}{ran.stderr}"
