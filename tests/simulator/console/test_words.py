"""Every word of the console is there in both languages and used, and no template runs anything."""

from __future__ import annotations

import re
import string
from typing import get_args

import pytest

import resources
from app.simulator.console import words
from app.simulator.console.faces import Face
from app.simulator.contract.notes import Side
from app.simulator.faults.kinds import Fault, Spread
from app.simulator.pages.visits import LANGUAGES
from app.wire.codes import BatchState, Refusal

FOLDER = resources.path("simulator", "console")
TEMPLATES = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.html")}
BUILT = (
    *("act.", "bank.waits.", "batch.", "clock.mode.", "clock.step.", "code.", "contract.", "dashboard.", "did."),
    *(
        "face.",
        "fault.",
        "field.",
        "outcome.",
        "page.",
        "problem.",
        "moves.",
        "ran.",
        "recording.why.",
        "rules.who.",
        *("desk.field", "desk.line", "wrong."),
    ),
)
"""Beginnings of keys that templates end with a code."""


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    thai, english = (words.catalogue(language) for language in LANGUAGES)
    assert thai.keys() == english.keys()
    assert not [key for key in thai if facts(thai[key]) != facts(english[key])]
    assert not [key for key, text in english.items() if re.search("[ก-๙]", text) and key != "language"]


def test_templates_ask_for_words_that_are_there_and_all_are_asked_for() -> None:
    asked = {key for text in TEMPLATES.values() for key in re.findall(r'\bt\(["\']([a-z0-9_.]+)["\']\s*[,)]', text)}
    known = set(words.catalogue("th"))
    assert asked <= known
    assert not sorted(key for key in known - asked if not key.startswith(BUILT))


@pytest.mark.parametrize(
    "keys",
    [
        [f"batch.{state.value}" for state in BatchState],
        [f"face.{face.value}" for face in Face],
        [f"fault.{kind.value}" for kind in Fault],
        [f"contract.{side}" for side in get_args(Side)],
        [f"clock.mode.{mode}" for mode in ("real", "offset", "frozen", "speed")],
        [f"faults.spread.{spread.value}" for spread in Spread if spread is not Spread.FIXED],
    ],
)
def test_every_code_has_its_words(keys: list[str]) -> None:
    assert not [key for key in keys if not words.has(key)]


def test_every_refusal_has_a_sentence() -> None:
    for code in Refusal:
        named = {name: "1" for key in (code, f"{code}.do") for name in facts(words.refusals("th").get(key, ""))}
        for language in LANGUAGES:
            assert words.problem(language, code, named) != code
    assert words.problem("th", "never_heard_of") == "never_heard_of"


def test_no_template_lets_a_value_through_unescaped_or_runs_anything() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"\|\s*safe|autoescape|\son[a-z]+=|style=|javascript:", text), name
        assert not re.findall(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), name
        assert text.count("<script") == (name == "console.html"), name
        for form in re.findall(r'<form method="post".*?</form>', text, re.S):
            assert "hidden()" in form, (name, form)
