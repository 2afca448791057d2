"""The words people read: one catalogue for screens and documents, Thai first, English second.

A key is ``area.name``; the area is the file ``resources/locale/<language>/<area>.json``. A text may hold
``{facts}``, filled by name, and what is `Named` by its name in the language; ``{count:line|lines}`` is the first word
for one, the second for any other number. A missing key is an error in the program, never a blank on the screen.
"""

from __future__ import annotations

import json
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")

_current: list[Language] = ["th"]


@cache
def area(language: Language, name: str) -> dict[str, str]:
    """Return every text of one area in one language."""
    texts: dict[str, str] = json.loads(resources.path("locale", language, f"{name}.json").read_text("utf-8"))
    return texts


def words(language: Language, key: str, **facts: object) -> str:
    """Return the text of ``key`` in ``language`` with its facts filled in; raise ``KeyError`` for an unknown key."""
    area_name, _, name = key.partition(".")
    template = area(language, area_name)[name]
    if not facts:
        return template
    facts = {name: _said(fact, language) for name, fact in facts.items()}
    return _WITH_PLURALS.format(template, **facts) if "|" in template else template.format(**facts)


def told(language: Language, key: str, facts: Mapping[str, object]) -> str:
    """Return the text of a code from outside with its facts; '' where there is none, or it wants a fact not told."""
    if not has(key):
        return ""
    try:
        filled = words(language, key, **facts)
        return filled if facts else filled.format()
    except (KeyError, IndexError):
        return ""


@runtime_checkable
class Named(Protocol):
    """A fact that is called otherwise in each language, such as a bank."""

    def named(self, language: str) -> str:
        """Return what it is called in a language."""
        ...


def _said(fact: object, language: Language) -> object:
    if isinstance(fact, str | int):  # nearly all are: they need no second look
        return fact
    return fact.named(language) if isinstance(fact, Named) else fact


class _Plurals(Formatter):
    """Fills facts in, and chooses between the words for one and for many."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, divided, many = format_spec.partition("|")
        if not divided:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_WITH_PLURALS = _Plurals()


def has(key: str) -> bool:
    """Say whether the catalogue knows ``key``, for codes that come from outside."""
    area_name, _, name = key.partition(".")
    folder = resources.path("locale", "th", f"{area_name}.json")
    return folder.exists() and name in area("th", area_name)


def text(key: str, **facts: object) -> str:
    """Return the text of ``key`` in the language in use."""
    return words(_current[0], key, **facts)


def language() -> Language:
    """Return the language in use on this workstation's screens."""
    return _current[0]


def use(chosen: Language) -> None:
    """Switch the screens to another language; windows redraw themselves on Qt's language-change event."""
    _current[0] = chosen
