"""Every word on a screen or paper is in the catalogue, in both languages, and every word there is used."""

from __future__ import annotations

import ast
import json
import re
import string
from functools import cache
from pathlib import Path

from app.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "resources" / "locale"
EVENT = "terms.event."
KEY = re.compile(r"[a-z_]+\.[A-Za-z0-9_.]+\Z")
MANY = re.compile(r"\{(count|days)(?::,)?\} (?:(?:new|open|more|bank|payee|completed) )*[a-z]+(?<!u)s\b")
ALWAYS_MANY = frozenset({"remittances.not_together"})
"""Texts that are told only of two or more."""


def catalogue(language: str) -> dict[str, str]:
    return {
        f"{path.stem}.{name}": words
        for path in sorted((LOCALE / language).glob("*.json"))
        for name, words in json.loads(path.read_text("utf-8")).items()
    }


@cache
def literals_in(path: Path) -> tuple[set[str], set[str]]:
    """Return whole strings and the fixed beginnings of built strings in a module."""
    nodes = [*ast.walk(ast.parse(path.read_text("utf-8")))]
    built = [node.values[0] for node in nodes if isinstance(node, ast.JoinedStr) and node.values]
    whole = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return whole, {str(first.value) for first in built if isinstance(first, ast.Constant)}


@cache
def literals(*, simulator: bool = False) -> tuple[set[str], set[str]]:
    """Return the same of the program; the simulator has table names that look like keys."""
    paths = [path for path in (ROOT / "app").rglob("*.py") if simulator or "simulator" not in path.parts]
    whole, beginnings = zip(*map(literals_in, paths), strict=True)
    return set().union(*whole), set().union(*beginnings)


def facts(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_hold_the_same_keys_with_the_same_facts() -> None:
    thai, english = (catalogue(language) for language in LANGUAGES)
    assert thai.keys() == english.keys()
    assert not [key for key in thai if facts(thai[key]) != facts(english[key])]


def test_every_key_in_the_program_is_in_the_catalogue() -> None:
    known = catalogue("th")
    areas = {path.stem for path in (LOCALE / "th").glob("*.json")}
    whole, _ = literals()
    events = {key.removeprefix(EVENT) for key in known if key.startswith(EVENT)}  # their words are there
    used = {text for text in whole if KEY.match(text) and text.partition(".")[0] in areas} - events
    assert not sorted(key for key in used - known.keys() if not any(known_key.startswith(key) for known_key in known))


def test_every_key_in_the_catalogue_is_used() -> None:
    whole, beginnings = literals()
    prefixes = tuple(text for text in beginnings | whole if re.match(r"[a-z_]+\.", text) and text.endswith((".", "_")))
    prefixes += tuple(text for text in beginnings if re.match(r"[a-z_]+\.", text))
    # What to do goes with what happened: the program names the first and adds the ending.
    unused = (key for key in catalogue("th") if key.removesuffix("_do") not in whole and not key.startswith(prefixes))
    assert not sorted(unused)


def test_every_error_in_words_can_happen() -> None:
    whole, _ = literals(simulator=True)
    told = {key.removeprefix("errors.").removesuffix(".do") for key in catalogue("th") if key.startswith("errors.")}
    assert not sorted(told - whole)


def test_no_text_is_empty_and_thai_texts_are_thai() -> None:
    thai = catalogue("th")
    assert not [key for key, words in thai.items() if not words.strip()]
    mostly_latin = [key for key, words in thai.items() if len(words) > 30 and not re.search(r"[\u0e00-\u0e7f]", words)]
    assert not mostly_latin


def test_one_is_never_told_as_many() -> None:
    faults = [
        key
        for key, words in catalogue("en").items()
        for found in MANY.finditer(words)
        if not re.search(rf"\{{{found[1]}:[^}}]*\|", words)
    ]
    assert set(faults) == ALWAYS_MANY
