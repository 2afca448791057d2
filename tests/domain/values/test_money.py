from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.values.baht_text import baht_text
from app.domain.values.errors import BadInput
from app.domain.values.money import SATANG_MAX, Money

amounts = st.integers(0, SATANG_MAX).map(Money)


@pytest.mark.parametrize(
    ("text", "satang"),
    [
        ("0", 0),
        ("1", 100),
        ("1.", 100),
        ("1.5", 150),
        ("1.50", 150),
        ("1.5000", 150),
        ("007", 700),
        ("1,234.5", 123450),
        ("1,234,567.89", 123456789),
        (" 250 ", 25000),
        ("๑,๒๓๔.๕๐", 123450),
        ("10000000000000", SATANG_MAX),
    ],
)
def test_amounts_are_read_to_the_satang(text: str, satang: int) -> None:
    assert Money.parse(text) == Money(satang)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_unreadable"),
        (".5", "amount_unreadable"),
        ("-1", "amount_unreadable"),
        ("1,23", "amount_unreadable"),
        ("12,34.50", "amount_unreadable"),
        ("1 250", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("1e5", "amount_unreadable"),
        ("NaN", "amount_unreadable"),
        ("٣", "amount_unreadable"),
        ("½", "amount_unreadable"),
        ("1.005", "amount_third_decimal"),
        ("0.001", "amount_third_decimal"),
        ("10000000000000.01", "amount_too_large"),
        ("9" * 400, "amount_too_large"),
    ],
)
def test_anything_else_is_no_amount(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        Money.parse(text)
    assert refusal.value.code == code


@given(amounts)
def test_what_is_shown_is_read_back(money: Money) -> None:
    assert Money.parse(money.format()) == money
    assert Money.parse(str(money).replace(",", "")) == money


def test_a_million_sums_are_equal_to_the_satang() -> None:
    chance = random.Random(2569)  # noqa: S311  (the same sums every time)
    texts = [f"{chance.randrange(10**7)}.{chance.randrange(100):02d}" for _ in range(1_000)]
    parts = [Money.parse(text) for text in texts]
    exact = [int(text.replace(".", "")) for text in texts]
    total, expected = Money(0), 0
    for _ in range(1_000):
        total, expected = total + Money(sum(money.satang for money in parts)), expected + sum(exact)
    assert total == Money(expected)


def test_a_difference_may_be_negative_and_says_so() -> None:
    assert (Money(100) - Money(250)).format() == "-1.50"
    assert Money(-5).format() == "-0.05"
    assert Money(1) < Money(2)


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (561111650, "ห้าล้านหกแสนหนึ่งหมื่นหนึ่งพันหนึ่งร้อยสิบหกบาทห้าสิบสตางค์"),
        (11600, "หนึ่งร้อยสิบหกบาทถ้วน"),
        (0, "ศูนย์บาทถ้วน"),
        (1, "ศูนย์บาทหนึ่งสตางค์"),
        (-5050, "ลบห้าสิบบาทห้าสิบสตางค์"),
        (10100, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (1100, "สิบเอ็ดบาทถ้วน"),
        (2100, "ยี่สิบเอ็ดบาทถ้วน"),
        (100, "หนึ่งบาทถ้วน"),
        (2000, "ยี่สิบบาทถ้วน"),
        (111, "หนึ่งบาทสิบเอ็ดสตางค์"),
        (1_000_000_00, "หนึ่งล้านบาทถ้วน"),
        (1_000_001_00, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (11_000_000_00, "สิบเอ็ดล้านบาทถ้วน"),
        (1_000_000_000_000_00, "หนึ่งล้านล้านบาทถ้วน"),
        (45_382_250, "สี่แสนห้าหมื่นสามพันแปดร้อยยี่สิบสองบาทห้าสิบสตางค์"),
    ],
)
def test_amounts_in_thai_words(satang: int, words: str) -> None:
    assert baht_text(Money(satang)) == words


_DIGITS = {word: digit for digit, word in enumerate(["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"], 1)}
_PLACES = {"แสน": 100_000, "หมื่น": 10_000, "พัน": 1_000, "ร้อย": 100, "สิบ": 10}


def read_thai(words: str) -> int:
    """Read a Thai number back, by its grammar and not by our writer."""
    if "ล้าน" in words:
        higher, _, rest = words.rpartition("ล้าน")
        return read_thai(higher) * 1_000_000 + read_thai(rest)
    total, digit = 0, 0
    while words:
        for word, value in {**_DIGITS, "เอ็ด": 1, "ยี่": 2, "ศูนย์": 0}.items():
            if words.startswith(word):
                digit, words = value, words[len(word) :]
                break
        for word, place in _PLACES.items():
            if words.startswith(word):
                total, digit, words = total + (digit or 1) * place, 0, words[len(word) :]
                break
    return total + digit


@given(amounts)
def test_the_words_say_the_amount(money: Money) -> None:
    baht, _, rest = baht_text(money).partition("บาท")
    satang = 0 if rest == "ถ้วน" else read_thai(rest.removesuffix("สตางค์"))
    assert read_thai(baht) * 100 + satang == money.satang
