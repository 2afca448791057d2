"""What the console says, in Thai and English; each part keeps its texts in a file of its own."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

import resources
from app.simulator.clock import moment_text, read_moment
from app.simulator.pages.words import moment
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.simulator.pages.visits import Language


_ALMOST_A_MINUTE = timedelta(seconds=59, milliseconds=999)


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


def problem(language: Language, code: str, facts: Mapping[str, str] | None = None) -> str:
    """Return the sentence for a refusal: the console's own, else the one that workstations say, else the code."""
    if has(f"problem.{code}"):
        return words(language, f"problem.{code}")
    said = refusals(language)
    if code not in said:
        return code
    try:
        return " ".join(_FILLED.format(said[key], **(facts or {})) for key in (code, f"{code}.do") if key in said)
    except (KeyError, ValueError):  # a fact that only the workstation knows, or writes in its own way
        return code


def mistake(language: Language, code: str, facts: Mapping[str, str]) -> str:
    """Return what is wrong with a form and what to do about it: of a field's own words where it has some."""
    field, line = facts.get("field", ""), facts.get("line", "")
    if code != Refusal.FIELD_WRONG or not field:
        return problem(language, code, facts)
    where = words(language, "desk.line", line=line) if line else ""
    if "earliest" in facts:  # people put in whole minutes
        from_then = read_moment(facts["earliest"]) + _ALMOST_A_MINUTE
        return words(language, f"wrong.{field}_early", earliest=moment(language, moment_text(from_then)))
    if has(f"wrong.{field}"):
        return " ".join((words(language, f"wrong.{field}"), where)).strip()
    named = words(language, "desk.field", field=of_code(language, "field", field))
    return " ".join(part for part in (named, where, words(language, "problem.field_wrong")) if part)


class _Filled(Formatter):
    """Fills facts in; ``{tries:try is|tries are}`` is the first words for one, the second for any other number."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, divided, many = format_spec.partition("|")
        if not divided:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_FILLED = _Filled()


@cache
def refusals(language: Language) -> dict[str, str]:
    """Return the sentences that workstations say for refusals, by code."""
    said: dict[str, str] = json.loads(resources.path("locale", language, "errors.json").read_text("utf-8"))
    return said


def of_code(language: Language, beginning: str, code: str) -> str:
    """Return the text of a code, or the code itself where another part has one that is not described here."""
    key = f"{beginning}.{code}"
    return words(language, key) if has(key) else code
