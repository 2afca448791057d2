"""The bank's reason codes in words: what happened, and what to do next (ST-4)."""

from __future__ import annotations

import re

from app import i18n

_SAFE = re.compile(r"[A-Za-z0-9_.\-]{1,12}\Z")


def title(code: str) -> str:
    """Return what a code means; an unknown one is shown raw, as plain text and never longer than a code is."""
    key = f"terms.reason.{code}"
    if _SAFE.match(code) and i18n.has(key):
        return i18n.text(key)
    return i18n.text("results.reason_unknown", code=raw(code))


def advice(code: str) -> str:
    """Return what to do next."""
    key = f"results.next.{code}"
    return i18n.text(key) if _SAFE.match(code) and i18n.has(key) else i18n.text("results.next_unknown")


def raw(code: str) -> str:
    """Return a foreign code fit for a cell: printable characters only, and few."""
    return "".join(letter for letter in code if letter.isprintable())[:12]
