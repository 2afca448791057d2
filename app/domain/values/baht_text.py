"""Amounts in Thai words, as receipts carry them (rules.md 5.2)."""

from __future__ import annotations

from app.domain.values.money import SATANG_PER_BAHT, Money

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 1_000_000


def _group(number: int, *, follows_higher: bool) -> str:
    """Read a number below a million; a last 1 is ``เอ็ด`` when anything stands before it."""
    parts: list[str] = []
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            continue
        if place == 1 and digit == 1:
            parts.append("สิบ")
        elif place == 1 and digit == 2:
            parts.append("ยี่สิบ")
        elif place == 0 and digit == 1 and (parts or follows_higher):
            parts.append("เอ็ด")
        else:
            parts.append(_DIGITS[digit] + _PLACES[place])
    return "".join(parts)


def _number(number: int) -> str:
    higher, rest = divmod(number, _MILLION)
    if higher == 0:
        return _group(rest, follows_higher=False)
    return _number(higher) + "ล้าน" + _group(rest, follows_higher=True)


def baht_text(money: Money) -> str:
    """Return the amount in Thai words, e.g. ``หนึ่งร้อยสิบหกบาทถ้วน``."""
    baht, satang = divmod(abs(money.satang), SATANG_PER_BAHT)
    sign = "ลบ" if money.satang < 0 else ""
    whole = (_number(baht) or "ศูนย์") + "บาท"
    fraction = _number(satang) + "สตางค์" if satang else "ถ้วน"
    return sign + whole + fraction
