"""What a person may choose on this workstation: one frozen record, one file."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from app.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BYTES_MAX = 1 << 20
WHOLE_FILE = "file"
"""Stands for every choice of a file that cannot be read at all."""


class Settings(NamedTuple):
    """The choices; the settings screen is made from these fields and `LIMITS`.

    ``server_url`` and ``ca_file`` say where the central system is and which authority vouches for it; ``company_id``
    and ``user_id`` are the last that signed in; ``scale_percent`` sizes the screens; ``idle_minutes`` locks them.
    ``tell_...`` says which messages the inbox takes, ``tray`` whether the system's tray shows them too.
    """

    language: Literal["th", "en"] = "th"
    theme: Literal["system", "light", "dark"] = "system"
    era: str = "buddhist"
    scale_percent: int = 100
    mask_accounts: bool = True
    idle_minutes: int = 15
    server_url: str = ""
    ca_file: str = ""
    company_id: str = ""
    user_id: str = ""
    stuck_hours: int = 24
    tray: bool = True
    tell_to_approve: bool = True
    tell_to_release: bool = True
    tell_approved: bool = True
    tell_returned: bool = True
    tell_finished: bool = True
    tell_lines_failed: bool = True
    tell_refused: bool = True
    tell_commented: bool = True
    tell_recall: bool = True
    tell_return_to_approve: bool = True
    tell_notice_failed: bool = True
    tell_postponed: bool = True
    tell_payees_to_approve: bool = True
    tell_payees_settled: bool = True
    tell_collection_to_approve: bool = True
    tell_collection_settled: bool = True
    tell_money_queued: bool = True
    tell_request: bool = True
    tell_letter_failed: bool = True
    tell_remittance_to_approve: bool = True
    tell_remittance_sent_back: bool = True
    tell_remittance_booked: bool = True
    tell_remittance_refused: bool = True
    tell_day_to_approve: bool = True
    tell_day_settled: bool = True

    def with_choice(self, **choices: object) -> Settings:
        """Return the settings with some fields chosen anew; raise ``ValueError`` for a value that is not allowed."""
        for name, value in choices.items():
            if not acceptable(name, value):
                raise ValueError(name)
        chosen: dict[str, Any] = choices
        return self._replace(**chosen)


LIMITS: dict[str, tuple[str, ...] | range] = {
    "language": ("th", "en"),
    "theme": ("system", "light", "dark"),
    "era": ("buddhist", "gregorian"),
    "scale_percent": range(100, 201),
    "idle_minutes": range(1, 61),
    "stuck_hours": range(1, 241),
}
"""What may stand in a field, where not every text and every truth may."""


def acceptable(name: str, value: object) -> bool:
    """Say whether ``value`` may stand in the field ``name``."""
    defaults = Settings._field_defaults
    if name not in defaults or type(value) is not type(defaults[name]):
        return False
    return name not in LIMITS or value in LIMITS[name]


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Read the settings; the second value names what could not be used and stands at its default.

    ``file`` stands for a file that cannot be read at all; unknown fields are named too, and dropped at the next save.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            return Settings(), (WHOLE_FILE,)
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError, RecursionError):
        return Settings(), (WHOLE_FILE,)
    if not isinstance(stored, dict):
        return Settings(), (WHOLE_FILE,)
    good = {str(name): value for name, value in stored.items() if acceptable(str(name), value)}
    return Settings(**good), tuple(sorted(str(name) for name in stored if str(name) not in good))


def save(path: Path, settings: Settings) -> None:
    """Write the settings in one step; raise `Broken` ``file_unwritable``."""
    files.replace(path, json.dumps(settings._asdict(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


class SettingsBook:
    """The settings in use and the file they live in; ``unusable`` names what stands at its default for being bad.

    A file with choices that cannot be used is kept beside the next one, as ``….damaged``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.current, self.unusable = load(path)
        self._set_aside = False

    @property
    def damaged(self) -> bool:
        """Whether something that was chosen before cannot be used; a field that nobody knows here is no choice."""
        return any(name == WHOLE_FILE or name in Settings._fields for name in self.unusable)

    @property
    def values(self) -> Mapping[str, object]:
        """The settings in use, by name."""
        return self.current._asdict()

    @property
    def limits(self) -> Mapping[str, tuple[str, ...] | range]:
        """What may be chosen, by name; see `LIMITS`."""
        return LIMITS

    def choose(self, **choices: object) -> Settings:
        """Change some settings and keep them; raise ``ValueError`` for a bad value, `Broken` where nothing is kept."""
        chosen = self.current.with_choice(**choices)
        if chosen != self.current:
            if self.damaged and not self._set_aside:
                with contextlib.suppress(OSError):  # a folder that takes nothing is told of by the save
                    self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
                self._set_aside = True
            save(self._path, chosen)
            self.current = chosen
        return self.current
