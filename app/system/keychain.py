"""Where secrets live: the operating system's keyring, or a clear refusal.

The ``keyring`` library picks a backend by itself, and with ``keyrings.alt`` installed that may be a plain file. So
we choose: only backends named here, made by hand, whatever the environment or a configuration file says.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Protocol

from app.domain.values.errors import Broken
from app.system import files

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = "khlang"

ALLOWED: dict[str, tuple[tuple[str, str], ...]] = {
    "linux": (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring")),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
}
"""Module and class of every backend that encrypts with the person's log-in, by platform; first come, first tried."""


class Keychain(Protocol):
    """Names to secrets. ``unsafe`` is shown to the person and keeps real central systems away."""

    @property
    def unsafe(self) -> bool:
        """True when anybody who can read the disk can read the secrets."""

    def get(self, name: str) -> str | None:
        """Return the secret, or None where there is none."""

    def put(self, name: str, secret: str) -> None:
        """Keep the secret under this name."""


class Backend(Protocol):
    """What we ask of a backend of the ``keyring`` library."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return the secret, or None."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep the secret."""


class SystemKeychain:
    """The operating system's keyring; every failure of it is `Broken` ``keychain_failed``."""

    unsafe = False

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        """Return the secret, or None where there is none."""
        try:
            return self._backend.get_password(SERVICE, name)
        except Exception as problem:  # each backend has its own family of errors
            raise _failed(problem) from problem

    def put(self, name: str, secret: str) -> None:
        """Keep the secret, and read it back: a keyring that forgets must be known now."""
        try:
            self._backend.set_password(SERVICE, name, secret)
            kept = self._backend.get_password(SERVICE, name)
        except Exception as problem:  # each backend has its own family of errors
            raise _failed(problem) from problem
        if kept != secret:
            raise Broken("keychain_failed", reason="not kept")


class FileKeychain:
    """A plain file, for practice on machines without a keyring; only where it was asked for by name."""

    unsafe = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        """Return the secret, or None where there is none."""
        return self._read().get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep the secret in the file, readable by this person's account only."""
        files.replace(self._path, json.dumps({**self._read(), name: secret}, sort_keys=True).encode())

    def _read(self) -> dict[str, str]:
        try:
            stored = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as problem:
            raise _failed(problem) from problem
        return {str(name): str(secret) for name, secret in stored.items()} if isinstance(stored, dict) else {}


def _failed(problem: Exception) -> Broken:
    # Only the kind of the failure: a backend's words might hold what was to be kept.
    return Broken("keychain_failed", reason=type(problem).__name__)


def find(unsafe_file: Path | None = None, platform: str = sys.platform) -> Keychain:
    """Return the keychain of this machine; raise `Broken` ``keychain_missing`` where there is no safe one.

    ``unsafe_file`` names the file to use instead; it is given only when a person asked for it on the command line.
    """
    if unsafe_file is not None:
        return FileKeychain(unsafe_file)
    for module, name in ALLOWED.get(platform, ()):
        backend = _backend(module, name)
        if backend is not None:
            return SystemKeychain(backend)
    raise Broken("keychain_missing", platform=platform)


def _backend(module: str, name: str) -> Backend | None:
    try:
        kind = getattr(importlib.import_module(module), name)
        # Asking for the priority is how a backend says whether its service is there.
        return kind() if kind.priority > 0 else None
    except Exception:  # a backend that cannot even be asked is not there
        return None
