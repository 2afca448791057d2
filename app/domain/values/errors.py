"""Errors as codes with facts; the words are in the catalogue (``errors.<code>``).

Two families: `Refused` means a rule said no and nothing changed; `Broken` means a part of the machine failed.
"""

from __future__ import annotations


class KhlangError(Exception):
    """Every error of ours: a stable ``code`` and the ``facts`` that fill its sentence."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({details})"


class Refused(KhlangError):
    """A rule said no; nothing was changed."""


class BadInput(Refused):
    """What a person typed or a file holds cannot be understood."""


class NotAllowed(Refused):
    """The person lacks the right to do it."""


class Conflict(Refused):
    """Somebody else was faster; both versions are kept."""


class Broken(KhlangError):
    """A part of the machine failed: disk, keyring, file, printer."""


class Unreachable(Broken):
    """The central system could not be reached, or its identity could not be proven."""


class Unanswered(Broken):
    """A command was sent and its result is not known yet."""


class Tampered(Broken):
    """Stored or received bytes are not what was signed."""
