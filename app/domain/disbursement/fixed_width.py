"""Text whose columns only their places tell: where to cut its lines, guessed or told by a person.

Places count letters (code points) from 0; a cut at 3 begins a column with the fourth letter.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE_LINES = 200
CUTS_MAX = 60
_PLACES = re.compile(r"[0-9]+")


def cut(lines: Sequence[str], cuts: Sequence[int]) -> list[tuple[str, ...]]:
    """Return every line cut apart, blanks around a cell dropped; without cuts a line is one cell with its blanks."""
    if not cuts:
        return [(line,) for line in lines]
    spans = list(zip([0, *cuts], [*cuts, None], strict=True))
    return [tuple(line[start:end].strip() for start, end in spans) for line in lines]


def width_of(lines: Sequence[str]) -> int:
    """Return how long most lines are: by this the next file of the same form is known."""
    lengths = Counter(len(line.rstrip("\x1a")) for line in lines if line.strip())
    return max(lengths, key=lambda length: (lengths[length], length), default=0)


def guess(lines: Sequence[str]) -> tuple[int, ...]:
    """Return places that are likely: where letters begin in every line after a place that is blank in all of them."""
    sample = [line for line in lines[:SAMPLE_LINES] if line.strip()]
    width = max(map(len, sample), default=0)
    blank = [all(line[place : place + 1] in ("", " ") for line in sample) for place in range(width)]
    starts = (place for place in range(1, width) if blank[place - 1] and not blank[place])
    return tuple(starts)[:CUTS_MAX]


def read_places(text: str, width: int) -> tuple[int, ...]:
    """Return the places that a person typed, in order and inside the lines: ``3, 14 34``."""
    places = {int(word) for word in _PLACES.findall(text) if len(word) < 6}
    return tuple(sorted(place for place in places if 0 < place < width))[:CUTS_MAX]
