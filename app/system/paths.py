"""Where this workstation keeps its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from app.domain.values.errors import Tampered

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = "khlang"
_SAFE = r"[A-Za-z0-9_-]{1,64}"


class Paths(NamedTuple):
    """Every place below one folder, so that a person can move, copy or remove it as a whole."""

    root: Path

    @classmethod
    def find(cls, data_dir: Path | None = None) -> Paths:
        """Return the places below ``data_dir``, or below the folder the operating system has for applications."""
        if data_dir:
            return cls(data_dir.resolve())
        import platformdirs

        return cls(platformdirs.user_data_path(APPLICATION, appauthor=False))

    @property
    def practice(self) -> Paths:
        """The places of practice: nothing of it lies among what is real."""
        return Paths(self.root / "practice")

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "khlang-settings.json"

    @property
    def keys(self) -> Path:
        """The folder of wrapped personal keys."""
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        """The folder of the program's logs."""
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        """The file that the running program holds."""
        return self.root / "running.lock"

    @property
    def unsafe_keychain(self) -> Path:
        """The file that stands in for a keyring where somebody asked for it by name."""
        return self.root / "unsafe-keychain.json"

    def unit(self, agency: str, unit: str) -> Path:
        """Return the folder of a unit's store; raise `Tampered` ``name_unsafe`` for codes that are no plain names."""
        for code in (agency, unit):
            if not re.fullmatch(_SAFE, code):
                raise Tampered("name_unsafe", name=code)
        return self.root / "units" / f"{agency}-{unit}"
