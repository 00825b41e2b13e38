"""The pages that show commands show what they really print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/command-line.md", "README.md")


def test_the_output_on_each_page_is_the_output_now() -> None:
    asked = [sys.executable, "tools/console_docs.py", "--check", *PAGES]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, f"renew them: tools/console_docs.py {' '.join(PAGES)}\n{ran.stdout}{ran.stderr}"
