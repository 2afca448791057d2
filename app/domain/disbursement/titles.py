"""Titles and ranks before Thai names: they stay in the name as it was written, and only comparing leaves them out.

The name of a line must agree with the name of the account, and banks keep the title in it; so nothing is split, moved
or spelt out. Two names that differ by a title alone are one person's.
"""

from __future__ import annotations

import re

TITLES = frozenset(
    (
        "นาย", "นาง", "นางสาว", "น.ส", "นส", "ด.ช", "ด.ญ", "เด็กชาย", "เด็กหญิง", "คุณ", "หม่อม", "ม.ร.ว", "ม.ล", "ม.จ",
        "ดร", "ผศ", "รศ", "ศ", "ผศ.ดร", "รศ.ดร", "ศ.ดร", "อ", "อาจารย์", "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์",
        "นพ", "พญ", "น.พ", "พ.ญ", "ทพ", "ทพญ", "ภก", "ภญ", "สพ.ญ", "น.สพ", "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์", "เภสัชกร",
        "ว่าที่", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก", "ว่าที่ ร.ต", "ว่าที่ ร.ท", "ว่าที่ ร.อ", "ว่าที่ร.ต", "ว่าที่ร.ท", "ว่าที่ร.อ",
        "ว่าที่ พ.ต", "ว่าที่ร้อยตรีหญิง", "ว่าที่ ร.ต.หญิง", "ว่าที่ร.ต.หญิง",
        "จ.ส.อ", "จ.ส.ท", "จ.ส.ต", "ส.อ", "ส.ท", "ส.ต", "พลทหาร", "ร.ต", "ร.ท", "ร.อ", "พ.ต", "พ.ท", "พ.อ",
        "พล.ต", "พล.ท", "พล.อ",
        "จ.อ", "จ.ท", "จ.ต", "พ.จ.อ", "พ.จ.ท", "พ.จ.ต", "พ.อ.อ", "พ.อ.ท", "พ.อ.ต", "น.ต", "น.ท", "น.อ",
        "ด.ต", "จ.ส.ต", "ส.ต.ต", "ส.ต.ท", "ส.ต.อ", "ร.ต.ต", "ร.ต.ท", "ร.ต.อ", "พ.ต.ต", "พ.ต.ท", "พ.ต.อ",
        "พล.ต.ต", "พล.ต.ท", "พล.ต.อ",
        "ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก", "สิบตำรวจเอก", "ร้อยตำรวจเอก", "พันตำรวจโท", "ดาบตำรวจ",
        "จ่าสิบเอก",
        "Mr", "Mrs", "Ms", "Miss", "Dr",
    )
)  # fmt: skip
"""Without the full stop at the end, which some write and some do not."""

_JOINED = sorted(TITLES - {"ศ", "อ"}, key=len, reverse=True)
_LEAD = re.compile(
    "(?P<title>(?:" + "|".join(map(re.escape, _JOINED)) + r"|(?:ศ|อ)\.)\.?)(?P<gap>\s*)(?=[A-Za-zก-ฮเ-ไ])",
    re.IGNORECASE,
)
_LETTERS_MIN = 2
_WRITTEN_ON = frozenset(title for title in TITLES if title[:1] > "z" and "." not in title) - {
    "คุณ", "อ", "ศ", "ดร", "ผศ", "รศ", "นพ", "พญ", "ทพ", "ทพญ", "ภก", "ภญ", "นส", "หม่อม", "ว่าที่",
}  # fmt: skip
"""Titles that stand before the name without a blank or a full stop; shorter ones might be its first letters."""
_DOUBLED = ("นางสาว", "นาง", "นาย", "น.ส.")
_TWICE = re.compile("(?P<title>" + "|".join(map(re.escape, _DOUBLED)) + r")\s*(?P=title)(?=\s)")
TWICE = tuple(f"{title}{gap}{title} " for title in _DOUBLED for gap in ("", " "))
"""What every name has in it that `is_twice` finds among names with single blanks."""


def is_title(text: str) -> bool:
    """Say whether a text is a title and nothing else."""
    return text.strip().rstrip(".") in TITLES


def bare(name: str) -> str:
    """Return a name without its titles and blanks, in one case: what two spellings of one person have in common."""
    return "".join(untitled(name).split()).casefold()


def untitled(name: str) -> str:
    """Return a name without its titles, otherwise as it is written."""
    rest = name.strip()
    while (match := _LEAD.match(rest)) and _may_go(match, rest):
        rest = rest[match.end() :].strip()
    return rest


def is_twice(name: str) -> bool:
    """Say whether a name begins with the same title twice."""
    return _TWICE.match(name) is not None


def _may_go(match: re.Match[str], rest: str) -> bool:
    """Say whether this is a title and enough of a name follows."""
    left = rest[match.end() :]
    written_on = match["title"] in _WRITTEN_ON and " " in left
    return len(left) >= _LETTERS_MIN and (bool(match["gap"]) or match["title"].endswith(".") or written_on)
