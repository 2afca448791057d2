"""Reading scripts: every mistake is named with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.scenarios import script

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = """
title: {th: ก, en: a}
teaches: {th: ก, en: a}
given: {unit: GMIS210101, people: {maker: MAKER01}}
steps:
  - text: {th: ก, en: a}
    do: {act: submit, who: maker, batch: one, payees: [{baht: "7.00"}]}
"""


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(script.ScriptWrong) as wrong:
        script.of_text(text.encode())
    return list(wrong.value.mistakes)


def test_a_right_script_is_read() -> None:
    assert script.of_text(RIGHT.encode()).given.people == {"maker": "MAKER01"}


@pytest.mark.parametrize(
    ("right", "instead", "place", "what"),
    [
        ("{th: ก, en: a}\nteaches", "{th: ก}\nteaches", "$.title", "missing required field `en`"),
        ("unit: GMIS210101, ", "", "$.given", "missing required field `unit`"),
        ("{unit:", "{weather: fine, unit:", "$.given", "unknown field `weather`"),
        ("{unit:", "{clock: 10:00, unit:", "$.given.clock", "Expected `str | null`, got `int`"),
        ("act: submit", "act: dance", "$.steps[0].do.act", "Invalid value 'dance'"),
        ("who: maker, ", "", "$.steps[0].do", "missing required field `who`"),
        ('"7.00"', "7.00", "$.steps[0].do.payees[0].baht", "Expected `str`, got `float`"),
        ('"7.00"', '"7.001"', "$.steps[0].do.payees[0].baht", "matching regex"),
        ("do: {act: submit", "expect: {of: books}\n    do: {act: submit", "$.steps[0]", "one of do, wait and expect"),
        ("do: {act", "refused: x\n    expect: {of: books}\n    undo: {act", "$.steps[0]", "unknown field `undo`"),
        ("- text", "- Text", "$.steps[0]", "unknown field `Text`"),
        ("\nsteps:", "\nsteps: []\nrest:", "$", "unknown field `rest`"),
        ("title", "'title", "line 8, column 1", "not YAML"),
    ],
    ids=range(13),
)
def test_a_mistake_is_named_with_its_place(right: str, instead: str, place: str, what: str) -> None:
    assert right in RIGHT
    found = mistakes(RIGHT.replace(right, instead, 1))
    assert any(one == place and what in said for one, said in found), found


def test_all_mistakes_are_named_at_once() -> None:
    text = (
        RIGHT.replace("title:", "name:").replace('"7.00"', "7.00")
        + "  - text: {th: ข, en: b}\n    wait: {minutes: 5}\n"
    )
    assert [place for place, _ in mistakes(text)] == ["$", "$.steps[0].do.payees[0].baht", "$.steps[1].wait"]


@pytest.mark.parametrize("text", ["", "- a", "steps: 5", "!!python/object:os.system {}", "a: &a [*a]"])
def test_what_is_no_script_at_all_is_refused(text: str) -> None:
    assert mistakes(text)


def test_refused_belongs_to_what_is_done() -> None:
    text = RIGHT[: RIGHT.index("    do:")] + "    expect: {of: books}\n    refused: role_missing\n"
    assert mistakes(text) == [("$.steps[0]", "refused and lost belong to do")]


def test_what_only_drills_have_belongs_to_drills() -> None:
    own = RIGHT + "    by: you\n"
    assert mistakes(own) == [("$.drill", "by: you belongs to a drill")]
    said = "{th: ก, en: a}"
    drill = f"drill: {{you: maker, role: maker_payment, order: 1, why: {said}, learnt: {said}}}\n"
    assert script.of_text((own + drill).encode()).steps[0].by == "you"
    hinted = RIGHT + "    hint: {th: ก, en: a}\n"
    assert mistakes(hinted) == [("$.steps[0]", "hint and watch belong to by: you")]
    assert mistakes(own + drill.replace("maker_payment", "king"))[0][0] == "$.drill.role"


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(script.ScriptWrong, match="cannot be read"):
        script.read(tmp_path / "nowhere.yaml")


def test_a_file_that_is_too_long_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(script.ScriptWrong, match="longer than"):
        script.read(file)
