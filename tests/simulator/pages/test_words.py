"""Every word of the pages is there in both languages and used, and every colour can be read."""

from __future__ import annotations

import itertools
import re
import string

import pytest

import resources
from app.simulator.collections import lookup
from app.simulator.pages import paying, words
from app.simulator.pages.visits import LANGUAGES
from app.wire.bills import BillState
from app.wire.collections import Channel

FOLDER = resources.path("simulator", "pages")
TEMPLATES = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.html")}
BUILT = ("problem.", "fault.", "field.", "channel.", "stage.", "bill.state.", "pay.problem.", "pay.title.", "month.")
"""Beginnings of keys that templates end with a code."""
IN_CODE = {"moment", "pay.amount_changed"}


LOOKED_UP = (lookup.REF1, lookup.REF2, lookup.UNKNOWN, lookup.PAID, lookup.EXPIRED, lookup.CANCELLED)


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    thai, english = (words.catalogue(language) for language in LANGUAGES)
    assert thai.keys() == english.keys()
    assert not [key for key in thai if facts(thai[key]) != facts(english[key])]
    assert not [key for key, text in english.items() if re.search("[ก-๙]", text) and key != "language"]


def test_templates_ask_for_words_that_are_there_and_all_are_asked_for() -> None:
    asked = {key for text in TEMPLATES.values() for key in re.findall(r'\bt\(["\']([a-z0-9_.]+)["\']\s*[,)]', text)}
    asked |= {key for text in TEMPLATES.values() for key in re.findall(r'"(nav\.[a-z]+)"', text)}
    known = set(words.catalogue("th"))
    assert asked <= known
    assert not sorted(key for key in known - asked - IN_CODE if not key.startswith(BUILT))


@pytest.mark.parametrize(
    "keys",
    [
        [f"bill.state.{state.value}" for state in BillState],
        [f"channel.{channel.value}" for channel in Channel],
        [f"pay.problem.{one}" for one in (*LOOKED_UP, "damaged", "other", paying.AMOUNT_OTHER)],
        [f"stage.{one}" for one in ("filed", "billed", "paid", "done")],
        [f"month.{number}" for number in range(1, 13)],
    ],
)
def test_every_code_has_its_words(keys: list[str]) -> None:
    assert not [key for key in keys if not words.has(key)]


def test_no_template_lets_a_value_through_unescaped_or_runs_anything() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"\|\s*safe|autoescape|<script|\son[a-z]+=|style=|javascript:", text), name
        assert not re.findall(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), name


def test_days_and_amounts_are_written_as_people_write_them() -> None:
    assert words.day("th", "2026-11-23") == "23 พฤศจิกายน 2569"
    assert words.day("en", "2026-11-23") == "23 November 2026"
    assert words.moment("th", "2026-11-22T17:05:00.000Z") == "23 พฤศจิกายน 2569 เวลา 00:05 น."
    assert words.amount("123456789") == "1,234,567.89"
    assert words.amount(5) == "0.05"


def _colours() -> list[dict[str, str]]:
    sheet = (FOLDER / "page.css").read_text("utf-8").partition("* {")[0]
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in sheet.split("@media (prefers")[:2]
    )
    return [light, {**light, **dark}]


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_every_colour_can_be_read_in_light_and_dark(theme: int) -> None:
    of = _colours()[theme]
    pairs = [*itertools.product(("ink", "quiet", "accent", "wrong"), ("ground", "panel")), ("on-accent", "accent")]
    pairs += [(name, f"{name}-ground") for name in ("waiting", "done", "wrong")]
    pairs += [("ink", "accent-ground"), ("accent", "accent-ground"), ("ink", "row")]
    weak = {pair: round(ratio, 2) for pair in pairs if (ratio := _contrast(of[pair[0]], of[pair[1]])) < 4.5}
    assert not weak
    assert _contrast(of["field"], of["ground"]) >= 3
