"""What a person may choose on this workstation: one frozen record, one file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from app.system import files

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 1 << 20


def _one_of(*allowed: str) -> dict[str, Any]:
    return {"allowed": allowed}


def _between(low: int, high: int) -> dict[str, Any]:
    return {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices; the settings screen is made from these fields and their limits.

    ``server_url`` and ``ca_file`` say where the central system is and which authority vouches for it; ``company_id``
    and ``user_id`` are the last that signed in; ``scale_percent`` sizes the screens; ``idle_minutes`` locks them.
    ``tell_...`` says which messages the inbox takes, ``tray`` whether the system's tray shows them too.
    """

    language: Literal["th", "en"] = field(default="th", metadata=_one_of("th", "en"))
    theme: Literal["system", "light", "dark"] = field(default="system", metadata=_one_of("system", "light", "dark"))
    era: str = field(default="buddhist", metadata=_one_of("buddhist", "gregorian"))
    scale_percent: int = field(default=100, metadata=_between(100, 200))
    mask_accounts: bool = True
    idle_minutes: int = field(default=15, metadata=_between(1, 60))
    server_url: str = ""
    ca_file: str = ""
    company_id: str = ""
    user_id: str = ""
    stuck_hours: int = field(default=24, metadata=_between(1, 240))
    tray: bool = True
    tell_to_approve: bool = True
    tell_approved: bool = True
    tell_returned: bool = True
    tell_finished: bool = True
    tell_lines_failed: bool = True
    tell_refused: bool = True
    tell_commented: bool = True
    tell_recall: bool = True
    tell_return_to_approve: bool = True
    tell_notice_failed: bool = True
    tell_payees_to_approve: bool = True
    tell_payees_settled: bool = True

    def with_choice(self, **choices: object) -> Settings:
        """Return the settings with some fields chosen anew; raise ``ValueError`` for a value that is not allowed."""
        for name, value in choices.items():
            if not acceptable(name, value):
                raise ValueError(name)
        chosen: dict[str, Any] = {**asdict(self), **choices}
        return Settings(**chosen)


_FIELDS = {item.name: item for item in fields(Settings)}


def acceptable(name: str, value: object) -> bool:
    """Say whether ``value`` may stand in the field ``name``."""
    known = _FIELDS.get(name)
    if known is None or type(value) is not type(known.default):
        return False
    limits = known.metadata
    if "allowed" in limits:
        return value in limits["allowed"]
    if "low" in limits and isinstance(value, int):
        return bool(limits["low"] <= value <= limits["high"])
    return True


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Read the settings; the second value names what could not be used and stands at its default.

    ``file`` stands for a file that cannot be read at all; unknown fields are named too, and dropped at the next save.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            return Settings(), ("file",)
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError, RecursionError):
        return Settings(), ("file",)
    if not isinstance(stored, dict):
        return Settings(), ("file",)
    good = {str(name): value for name, value in stored.items() if acceptable(str(name), value)}
    return Settings(**good), tuple(sorted(str(name) for name in stored if str(name) not in good))


def save(path: Path, settings: Settings) -> None:
    """Write the settings in one step; raise `Broken` ``file_unwritable``."""
    files.replace(path, json.dumps(asdict(settings), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


class SettingsBook:
    """The settings in use and the file they live in; ``unusable`` names what stands at its default for being bad."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.current, self.unusable = load(path)

    def choose(self, **choices: object) -> Settings:
        """Change some settings and keep them; raise ``ValueError`` for a bad value, `Broken` where nothing is kept."""
        chosen = self.current.with_choice(**choices)
        if chosen != self.current:
            save(self._path, chosen)
            self.current = chosen
        return self.current
