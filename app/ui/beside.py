"""Starting this program once more, beside the one that runs: practice has a window and a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

import app
from app.domain.values.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Sequence


def practice_arguments(root: Path, *, unsafe: bool) -> list[str]:
    """Return what the program is started with to practise beside the one whose folder is ``root``."""
    return ["--practice", "--data-dir", str(root), *(["--unsafe-file-keychain"] if unsafe else [])]


def start(arguments: Sequence[str]) -> int:
    """Start it and return its process id; it belongs to nobody and goes on when this process ends.

    Raises `Broken` ``practice_not_started``.
    """
    frozen = bool(getattr(sys, "frozen", False))
    program = arguments if frozen else ["-m", app.__name__, *arguments]
    folder = Path(app.__file__).parents[1]  # from elsewhere another package of that name could be found first
    begun, process_id = QProcess.startDetached(sys.executable, list(program), str(Path.cwd() if frozen else folder))
    if not begun:
        raise Broken("practice_not_started")
    return int(process_id)
