"""TOML that somebody else wrote: rules files, plans of faults."""

from __future__ import annotations

import tomllib
from typing import Any

LINE_DOTS_MAX = 50
"""A key of very many dotted parts costs their square in time and memory: one of 100,000 ends the whole process."""


def read(text: str) -> dict[str, Any]:
    """Return what stands in a text; raise `tomllib.TOMLDecodeError`, or `RecursionError` for one nested too deeply."""
    # Only a line feed ends a key: what else ends a line elsewhere may stand within quotes.
    if any(line.count(".") > LINE_DOTS_MAX for line in text.split("\n")):
        raise tomllib.TOMLDecodeError(f"more than {LINE_DOTS_MAX} dots in one line")
    return tomllib.loads(text)
