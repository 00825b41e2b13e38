"""The pages that show commands show what they really print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["docs/command-line.md", "README.md"])
def test_the_output_on_a_page_is_the_output_now(page: str) -> None:
    asked = [sys.executable, "tools/console_docs.py", "--check", page]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, f"renew it: tools/console_docs.py {page}\n{ran.stdout}{ran.stderr}"
