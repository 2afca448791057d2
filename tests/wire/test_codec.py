"""The canonical form: golden bytes, the reference implementation beside it, and everything that is not it."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.wire.access import Problem
from app.wire.codec import NotCanonical, all_plain, canonical_text, decode, encode, text_fault
from app.wire.disbursement import Line, Withdraw

LINE = Line("1", "004", "1234567890", 'น้ำ ใจดี "ก\\ข', "125000", "", "", "", "0812345678", "", "a/b")
GOLDEN = (
    '{"acct":"1234567890","bank":"004","email":"","mobile":"0812345678","n":"1","name":"น้ำ ใจดี \\"ก\\\\ข",'
    '"payee_id":"","payee_rev":"","person_id":"","ref":"a/b","satang":"125000"}'
).encode()


def test_a_line_has_exactly_these_bytes() -> None:
    assert encode(LINE) == GOLDEN
    assert decode(GOLDEN, Line) == LINE


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(texts, min_size=12, max_size=12))
def test_our_bytes_are_those_of_rfc_8785(values: list[str]) -> None:
    line = Line(*values)
    fields = dict(zip(Line.__struct_fields__, values, strict=True))
    if not line.origin:
        del fields["origin"]
    assert encode(line) == rfc8785.dumps(fields)


def test_a_field_that_is_its_default_is_left_out_and_refused_where_it_is_not() -> None:
    assert b"origin" not in encode(LINE)
    with pytest.raises(NotCanonical):
        decode(GOLDEN.replace(b'"payee_id"', b'"origin":"","payee_id"'), Line)
    again = structs.replace(LINE, origin="o/1/2")
    assert decode(encode(again), Line) == again


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), texts, max_size=8))
def test_facts_with_free_names_are_sorted_like_rfc_8785(facts: dict[str, str]) -> None:
    assert encode(Problem("x", facts)) == rfc8785.dumps({"code": "x", "facts": facts})


@given(st.lists(texts, min_size=12, max_size=12))
def test_what_was_encoded_is_read_back_the_same(values: list[str]) -> None:
    assert decode(encode(Line(*values)), Line) == Line(*values)


RIGHT = encode(Withdraw("t", "c", "1", "d", "o", "1", "r"))


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b" " + RIGHT,
        RIGHT + b"\n",
        RIGHT.replace(b'":"', b'": "', 1),
        RIGHT[:-1] + b',"typ":"t"}',
        RIGHT[:-1] + b',"zzz":"1"}',
        RIGHT.replace(b'"rev":"1"', b'"rev":1'),
        RIGHT.replace(b'"rev":"1"', b'"rev":null'),
        RIGHT.replace(b'"rev":"1"', b'"rev":NaN'),
        RIGHT.replace(b'"rev":"1"', b'"rev":"\\u0031"'),
        RIGHT.replace(b'"rev":"1"', b'"rev":"\xff"'),
        RIGHT.replace(b'"rev":"1"', b'"rev":"\\ud800"'),
        RIGHT.replace(b'"rev":"1"', b'"rev":"\x00"'),
        RIGHT.decode().encode("utf-16"),
        b"\xef\xbb\xbf" + RIGHT,
        b"[" * 100_000,
        b'{"cmd_id":' * 50_000,
        json.dumps(dict(sorted(json.loads(RIGHT).items(), reverse=True)), separators=(",", ":")).encode(),
    ],
    ids=range(21),
)
def test_bytes_in_any_other_form_are_refused(wrong: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(wrong, Withdraw)


def test_a_second_value_for_a_key_is_refused_even_if_it_is_the_same() -> None:
    doubled = RIGHT.replace(b'"rev":"1"', b'"rev":"1","rev":"1"')
    with pytest.raises(NotCanonical):
        decode(doubled, Withdraw)


@pytest.mark.parametrize(
    ("typed", "signed"),
    [
        ("น\u0e49\u0e33", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
        ("ท\u0e4d\u0e32", "ท\u0e33"),
        ("ก\u0e4d\u0e48\u0e32", "ก\u0e48\u0e33"),
        ("  สมชาย  ", "สมชาย"),
        ("e\u0301", "\u00e9"),
        ("", ""),
    ],
)
def test_what_looks_the_same_is_signed_the_same(typed: str, signed: str) -> None:
    assert canonical_text(typed) == signed
    assert canonical_text(signed) == signed
    assert text_fault(signed) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("สมหญิง แบบอย่าง", ""),
        ("O'Brien & Sons (Thailand) Co., Ltd.", ""),
        ("", ""),
        ("ก\u200bข", "zero_width"),
        ("ก\u200dข", "zero_width"),
        ("\ufeffก", "zero_width"),
        ("ก\u00adข", "zero_width"),
        ("ก\u2060ข", "zero_width"),
        ("ก\ufe0fข", "zero_width"),
        ("ฎ.1/2570\U000e0100", "zero_width"),
        ("\u115f", "zero_width"),
        ("\u3164", "zero_width"),
        ("\u2800", "zero_width"),
        ("ก\u034fข", "zero_width"),
        ("ก\u202eข", "bidi"),
        ("ก\u2066ข", "bidi"),
        ("ก\u200fข", "bidi"),
        ("ก\nข", "control"),
        ("ก\tข", "control"),
        ("ก\x00ข", "control"),
        ("ก\x7fข", "control"),
        ("ก\u2028ข", "control"),
        ("ก\ue000ข", "control"),
        ("ก\uffffข", "control"),
        ("ก\ud800", "control"),
        (" ก", "not_canonical"),
        ("ก ", "not_canonical"),
        ("น\u0e4d\u0e32", "not_canonical"),
        ("e\u0301", "not_canonical"),
    ],
)
def test_text_that_hides_something_may_not_be_signed(text: str, fault: str) -> None:
    assert text_fault(text) == fault


@given(st.text(max_size=60))
def test_canonical_text_does_not_change_a_second_time(text: str) -> None:
    once = canonical_text(text)
    assert canonical_text(once) == once


@given(st.lists(st.text("a1-ก่ำาํ \n\u200b\x1f", max_size=5) | st.text(max_size=4), min_size=1, max_size=6))
def test_texts_that_are_plain_together_are_each_signed_as_they_stand(texts: list[str]) -> None:
    assert all_plain(texts) == all(all_plain([text]) for text in texts)
    if all_plain(texts):
        assert all(text_fault(text) == "" and canonical_text(text) == text for text in texts)
