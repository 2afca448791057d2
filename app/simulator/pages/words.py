"""What the pages say, in Thai and English, and how they write days and amounts."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import resources
from app.simulator.calendar import BUDDHIST_ERA
from app.simulator.clock import BANGKOK, local_date, read_moment

if TYPE_CHECKING:
    from app.simulator.pages.visits import Language


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return every text of the pages in one language."""
    said: dict[str, str] = json.loads(resources.path("simulator", "pages", f"{language}.json").read_text("utf-8"))
    return said


def words(language: Language, key: str, **facts: object) -> str:
    """Return a text with its facts; raise ``KeyError`` for an unknown key."""
    template = catalogue(language)[key]
    return template.format(**facts) if facts else template


def has(key: str) -> bool:
    """Say whether there is a text, for codes that come from elsewhere."""
    return key in catalogue("th")


def amount(satang: int | str) -> str:
    """Return baht with two decimals, in threes: ``1,234.50``."""
    baht, part = divmod(int(satang), 100)
    return f"{baht:,}.{part:02d}"


def day(language: Language, text: str) -> str:
    """Return a day (``YYYY-MM-DD``) as people write it; in Thai of the Buddhist era."""
    found = date.fromisoformat(text)
    year = found.year + (BUDDHIST_ERA if language == "th" else 0)
    return f"{found.day} {words(language, f'month.{found.month}')} {year}"


def moment(language: Language, text: str) -> str:
    """Return a moment of the wire as day and time in Bangkok."""
    found = read_moment(text)
    clock = f"{found.astimezone(BANGKOK):%H:%M}"
    return words(language, "moment", day=day(language, local_date(found).isoformat()), time=clock)
