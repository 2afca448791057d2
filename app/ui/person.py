"""Who sits at this workstation: how a person likes their tables is kept for each of them apart."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QSettings

_uid: list[str] = [""]


def seat(uid: str) -> None:
    """Keep and recall for this person from now on."""
    _uid[0] = uid


def keep(name: str, values: dict[str, Any]) -> None:
    """Remember something under a name until it is kept anew; it outlives the program."""
    QSettings().setValue(_key(name), json.dumps(values, ensure_ascii=False, sort_keys=True))


def recall(name: str) -> dict[str, Any]:
    """Return what was kept under a name, or nothing; what cannot be read was never kept."""
    kept = QSettings().value(_key(name))
    try:
        values = json.loads(str(kept)) if kept else {}
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _key(name: str) -> str:
    return f"person/{_uid[0] or '-'}/{name}"
