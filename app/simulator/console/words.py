"""What the console says, in Thai and English; each part keeps its texts in a file of its own."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import resources

if TYPE_CHECKING:
    from app.simulator.pages.visits import Language


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return every text of the console in one language; raise `RuntimeError` where two files say one key."""
    said: dict[str, str] = {}
    for file in sorted(resources.path("simulator", "console", language).glob("*.json")):
        part: dict[str, str] = json.loads(file.read_text("utf-8"))
        if twice := said.keys() & part.keys():
            raise RuntimeError((file.name, sorted(twice)))
        said |= part
    return said


def words(language: Language, key: str, **facts: object) -> str:
    """Return a text with its facts; raise ``KeyError`` for an unknown key."""
    template = catalogue(language)[key]
    return template.format(**facts) if facts else template


def has(key: str) -> bool:
    """Say whether there is a text, for codes that come from elsewhere."""
    return key in catalogue("th")


def of_code(language: Language, beginning: str, code: str) -> str:
    """Return the text of a code, or the code itself where another part has one that is not described here."""
    key = f"{beginning}.{code}"
    return words(language, key) if has(key) else code
