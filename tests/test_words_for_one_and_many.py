"""Words that follow a number agree with it."""

from __future__ import annotations

import pytest

from app.i18n import words


@pytest.mark.parametrize(
    ("count", "expected"), [("0", "0 lines"), (1, "1 line"), ("1", "1 line"), (2, "2 lines"), ("1,001", "1,001 lines")]
)
def test_one_line_is_a_line_and_every_other_number_are_lines(count: object, expected: str) -> None:
    assert words("en", "editor.count", count=count) == expected


def test_the_verb_follows_and_other_facts_stay_as_they_are() -> None:
    assert words("en", "doctor.waiting", count=1).startswith("1 cell waits:")
    assert words("en", "receipt_book.print_many", originals="1", copies="3|4") == "1 original, 3|4 copies"


def test_thai_needs_no_second_word() -> None:
    assert words("th", "editor.count", count=1).startswith("1 ")
