"""What is not as it was expected."""

from __future__ import annotations


class Difference(Exception):
    """Something is not as it was expected; the message says what."""


def hold(found: object, expected: object, what: str) -> None:
    """Raise `Difference` unless both are the same."""
    if found != expected:
        raise Difference(f"{what}: {expected} expected, {found} found")
