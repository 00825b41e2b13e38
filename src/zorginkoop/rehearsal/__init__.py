"""Makes a region to practise on; everything in it is invented, from the names to the values.

The register is made by `zorginkoop.rehearsal.register`, which needs the column engines; the values file does not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

VALUES_FILE: Final = Path(__file__).parent / "waarden" / "repetitie.yaml"
WHAT_IFS: Final = Path(__file__).parent / "watals"
