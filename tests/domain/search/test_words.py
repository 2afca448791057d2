"""What a person types means the same however it is written, and finds what was kept in any writing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.words import kept, kept_many, plain, satang_of, sought, told, values_told
from app.domain.values.money import formatted

CONSONANTS = "กขคงจชซดตถทนบปผพฟมยรลวสหอ"
SYLLABLES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(CONSONANTS),
    st.sampled_from(["", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั"]),
    st.sampled_from(["", "่", "้", "๊", "๋"]),
    st.sampled_from(["า", "น", "ง", "ม", "ำ"]),
)
THAI = st.lists(SYLLABLES, min_size=1, max_size=6).map("".join)
LATIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéüñ", min_size=3, max_size=12)
NAMES = st.lists(THAI | LATIN, min_size=1, max_size=3).map(" ".join)
UNSEEN = st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u00ad"])
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@given(NAMES, UNSEEN, st.integers(0, 40))
def test_a_name_is_found_however_it_is_encoded(name: str, unseen: str, place: int) -> None:
    text = kept([name, "9800000017", 100])
    decomposed = unicodedata.normalize("NFD", name).replace("ำ", "\u0e4d\u0e32")
    hidden = name[:place] + unseen + name[place:]
    for typed in (name, name.upper(), name.lower(), decomposed, hidden, f"  {name}  ", name.replace(" ", "\u00a0")):
        assert sought(typed).fields_in(text) is not None, (typed, text)


@given(NAMES, st.data())
def test_any_part_of_a_name_is_found(name: str, data: st.DataObject) -> None:
    whole = plain(name)
    first = data.draw(st.integers(0, len(whole) - 1))
    part = whole[first : data.draw(st.integers(first + 1, len(whole)))]
    if plain(part) == part and not part.isdigit():
        assert all(word.field_in(kept([name])) == 0 for word in sought(part).words)


@given(st.text())
def test_what_is_compared_is_compared_the_same_again(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert "|" not in once


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(0, 10**15), st.text()), min_size=1, max_size=6))
def test_many_items_are_kept_as_each_of_them_alone(items: list[tuple[str, int | None, str]]) -> None:
    assert kept_many(items) == [kept(values) for values in items]
    assert all(text.count("|") == 4 for text in kept_many(items))


@given(st.integers(0, 10**13))
def test_a_sum_is_found_as_people_write_it_and_only_whole(satang: int) -> None:
    text = kept(["ชื่อ", satang])
    written = formatted(satang)
    plain_number = written.replace(",", "")
    for typed in (written, plain_number, written.translate(THAI_DIGITS), f"{written} บาท", f"฿{written}",
                  f"{plain_number}บาท"):  # fmt: skip
        assert sought(typed).fields_in(text) == frozenset({1}), typed
    if satang % 100 == 0:
        assert sought(written.partition(".")[0]).fields_in(text) == frozenset({1})
    assert sought(formatted(satang + 1)).fields_in(text) is None
    assert sought(f"1{written.replace(',', '')}").fields_in(text) is None


@given(st.integers(0, 10**10 - 1), st.sampled_from(["xxx", "xxx-x-", "•••", "***", "…", "X-"]))
def test_the_end_of_an_account_is_found_at_its_end_alone(number: int, mask: str) -> None:
    account = f"{number:010d}"
    assert sought(f"{mask}{account[-4:]}").fields_in(kept(["ชื่อ", account])) == frozenset({1})
    assert sought(f"{mask}{account[-4:]}").fields_in(kept(["ชื่อ", f"{account}x"])) is None
    dashed = f"{account[:3]}-{account[3]}-{account[4:9]}-{account[9]}"
    assert sought(dashed).fields_in(kept(["", account])) == frozenset({1})
    assert sought(dashed.translate(THAI_DIGITS)).fields_in(kept(["", account])) == frozenset({1})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("นางสาวสมหญิง ใจดี", "น.ส.สมหญิง  ใจดี"),
        ("น.ส. สมหญิง ใจดี", "นางสาวสมหญิง ใจดี"),
        ("สมหญิงใจดี", "นางสาวสมหญิง ใจดี"),
        ("ใจดี สมหญิง", "นางสาวสมหญิง ใจดี"),
        ("ดร.สมหญิง", "สมหญิง ใจดี"),
        ("ว่าที่ร้อยตรี สมหญิง", "สมหญิง ใจดี"),
        ("Mr John SMITH", "john smith"),
        ("นางสาว", "นางสาวสมหญิง ใจดี"),
    ],
)
def test_titles_and_blanks_do_not_stand_between_two_writings_of_a_name(typed: str, name: str) -> None:
    assert sought(typed).fields_in(kept([name])) == frozenset({0})


def test_words_beside_a_number_are_not_looked_for() -> None:
    text = kept(["000005/2570", 125_000])
    for typed in ("เล่มที่ 1 เลขที่ 5", "เลขที่ 000005/2570", "เล่ม 1 เลขที่ ๕", "เลขที่ 5 1,250 บาท", "no. 5"):
        assert sought(typed).fields_in(text) is not None, typed
    assert sought("เลขที่").fields_in(kept(["เลขที่บัญชี"])) == frozenset({0})


def test_nothing_is_looked_for_where_nothing_is_typed() -> None:
    assert not sought("")
    assert not sought("  \u200b ")
    assert len(sought(" ".join(f"คำ{number}" for number in range(50))).words) == 8


def test_values_are_told_as_they_were_kept() -> None:
    values = ("นาย|ก\nข", 125_000, None, "")
    assert values_told(told(values)) == ("นายกข", 125_000, "", "")
    [word] = sought("1,250.00").words
    assert [satang_of(form) for form in word.forms] == [125_000]
    assert satang_of("1250") is None


def test_a_digit_alone_is_a_sum_and_beside_a_name_it_may_be_part_of_it() -> None:
    item = kept(("ผู้รับเงิน ตัวอย่างที่ 2", 12_345))
    assert sought("2").fields_in(item) is None
    assert sought("2").fields_in(kept(("ผู้รับเงิน", 200))) == frozenset({1})
    assert sought("ผู้รับเงิน ตัวอย่างที่ 2").fields_in(item) == frozenset({0})
    assert sought("ผู้รับเงิน ตัวอย่างที่ 7").fields_in(item) is None
