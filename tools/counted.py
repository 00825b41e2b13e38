#!/usr/bin/env python3
"""Count what a test run did, from its JUnit file, and fail when nothing was tested.

tools/counted.py .cache/tests.xml
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def main(file: Path) -> int:
    """Print 'N passed, N failed, N skipped'; return 1 when no test passed."""
    if not file.exists():
        print(f"{file} was not written: the test run did not get far enough to count")
        return 1
    suites = list(ET.parse(file).getroot().iter("testsuite"))  # noqa: S314 - our own test run wrote it
    count = {key: sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    passed = count["tests"] - failed - count["skipped"]
    print(f"{passed} passed, {failed} failed, {count['skipped']} skipped")
    if passed <= 0:
        print("No test passed: a run that tests nothing is a failure")
    return 1 if failed or passed <= 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
