"""The auditor's part: what the story leaves is checked by a program that has nothing but the bank's key."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DOSSIER, BANK_KEY = "dossier.zip", "bank_key.txt"
"""What the story leaves for an auditor, and what an auditor has from the bank."""


def verify(out: Path, names: Sequence[str]) -> int:
    """Check files of a demo one after another, say so, and return the gravest exit status of ``khlang-verify``."""
    found = 0
    for name in names:
        command = [sys.executable, "-m", "app.verify", str(out / name), "--bank-key", str(out / BANK_KEY)]
        print("\nkhlang-verify " + " ".join(command[3:]), flush=True)
        found = max(found, subprocess.run(command, check=False).returncode)  # noqa: S603  (our own program)
    return found
