"""The auditor's part: the dossier that the story leaves is checked by a program that has nothing but the bank's key."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DOSSIER, BANK_KEY = "dossier.zip", "bank_key.txt"
"""What the story leaves for an auditor, and what an auditor has from the bank."""


def verify(out: Path) -> int:
    """Check the dossier of a demo, say so, and return the exit status of ``khlang-verify``."""
    command = [sys.executable, "-m", "app.verify", str(out / DOSSIER), "--bank-key", str(out / BANK_KEY)]
    print("\nkhlang-verify " + " ".join(command[3:]), flush=True)
    return subprocess.run(command, check=False).returncode  # noqa: S603  (our own program)
