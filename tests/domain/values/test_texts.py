"""The domain's rule for texts and the wire's are written twice; they must never differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.values import texts
from app.wire import codec

THAI = "".join(chr(code) for code in range(0x0E00, 0x0E80))
TABLE = [
    "", "นายสมชาย ใจดี", "น้ำฝน", "น\u0e49\u0e4d\u0e32ฝน", "น\u0e4d\u0e49\u0e32ฝน", "\u0e4d\u0e32",
    "ก\u0e39\u0e48",
    "ก\u0e48\u0e39",
    "a\u0301", "\u00e1", "a\u200bb", "a\u00adb", "\ufeffa", "a\u202eb", "a\u2066b",
    "a\x00b", "a\tb", "a\nb",
    "a\u2028b", "\ue000",
    "a\ufe0fb", "a\u3164b", "\u115f", "a\u2800b", "a\u034fb", "a\U000e0101b",
    " a", "a ", "a  b", "\u00a0a", "\u0e33\u0e33", "\U0001f600", "\u0e3b", "\ud800", "\u2060", "ﬁ", "①",
]  # fmt: skip


@pytest.mark.parametrize("text", TABLE)
def test_both_rules_say_the_same_of_every_known_trap(text: str) -> None:
    assert texts.fault(text) == codec.text_fault(text)
    assert texts.canonical(text) == codec.canonical_text(text)


@given(st.text(st.one_of(st.sampled_from(THAI + "ab \u200b\u202e\u00ad\u0301\x00\t"), st.characters()), max_size=12))
def test_both_rules_say_the_same_of_any_text(text: str) -> None:
    assert texts.fault(text) == codec.text_fault(text)
    assert texts.canonical(text) == codec.canonical_text(text)


@given(st.text(st.sampled_from(THAI), max_size=8))
def test_composing_twice_changes_nothing(text: str) -> None:
    once = texts.canonical(text)
    assert texts.canonical(once) == once


def test_sara_am_is_one_letter_however_it_was_typed() -> None:
    for typed in ("น\u0e49\u0e4d\u0e32", "น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"):
        assert texts.canonical(typed) == "น\u0e49\u0e33"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("ค่าตอบแทน\u200bการปฏิบัติงาน", "ค่าตอบแทนการปฏิบัติงาน"),
        ("ฎ.123/2570\ufe0f", "ฎ.123/2570"),
        ("ฎ.\u00a0123\u2009 /2570\u200e ", "ฎ. 123 /2570"),
        ("บรรทัดหนึ่ง\r\nบรรทัดสอง\tช่อง", "บรรทัดหนึ่ง บรรทัดสอง ช่อง"),
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
        ("\u3164", ""),
    ],
)
def test_of_what_was_pasted_only_what_can_be_seen_is_kept(pasted: str, kept: str) -> None:
    assert texts.cleaned(pasted) == kept


@given(st.text(st.one_of(st.sampled_from(THAI + "ab \u200b\u202e\u0301\x00\t\ufe0f"), st.characters()), max_size=12))
def test_what_was_cleaned_may_be_signed(text: str) -> None:
    once = texts.cleaned(text)
    assert texts.fault(once) == ""
    assert texts.cleaned(once) == once
