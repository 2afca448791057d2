"""Thai letters as keyboards, PDF copies and old programs leave them, and what of it can be put right unseen.

Vowels and tones above and below a consonant may be stored in any order and twice, and look the same; two ``เ`` look
like ``แ``. Those are written anew. What a reader can see and might be meant is only named: `fault`.
"""

from __future__ import annotations

import re
import unicodedata

SARA_AM = "\u0e33"
_TONES = "\u0e48-\u0e4b"
_OUTER = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0e4c")
"""Tones and thanthakhat stand outermost, so they are written last."""
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_THAI = "ก-ฮ\u0e30-\u0e3a\u0e40-\u0e4e"
_FOREIGN = "\u0370-\u04ff"
"""Greek and Cyrillic, whose letters look like Latin ones."""

_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_AM_BEFORE_TONE = re.compile(f"{SARA_AM}([{_TONES}])")
_DOUBLED = re.compile(f"([{_MARKS}])\\1+")
_TWO_E = "เเ"

_MISPLACED = re.compile(
    f"(?<![ก-ฮ{_MARKS}])[{_MARKS}]"  # a mark that no consonant carries
    f"|[{_TONES}][\u0e48-\u0e4c]"  # two tones on one consonant
    "|าา|ะะ|ำำ"
    "|[เ-ไ](?![ก-ฮ])"  # a vowel before nothing it could belong to
)
_MIXED = re.compile(f"[{_THAI}](?:[a-z{_FOREIGN}]|[A-Z](?=[{_THAI}]))|[a-z{_FOREIGN}][{_THAI}]")
_LOOKALIKES = {
    "กรกฏ": "กรกฎ", "กฏหมาย": "กฎหมาย", "ปรากฎ": "ปรากฏ", "มงกุฏ": "มงกุฎ", "ราษฏร": "ราษฎร", "ดุษฏี": "ดุษฎี",
}  # fmt: skip
"""Words with the letter that is often taken for the right one."""
_REPEAT_MARK = "ๆ"

_PLAIN_CONSONANT = "[\u0e01-\u0e0d\u0e10-\u0e2e]"
"""All but the two that are often taken for one another."""
WELL_FORMED = re.compile(
    "(?:"
    f"{_PLAIN_CONSONANT}++[\u0e31\u0e34-\u0e3a\u0e47\u0e4d]?[\u0e48-\u0e4c]?"
    f"|[เ-ไ](?={_PLAIN_CONSONANT})|า(?!า)"
    f"|[^\u0e01-\u0e4eA-Za-z{_FOREIGN}]++"
    "|ะ(?!ะ)|ำ(?![ำ\u0e48-\u0e4b])|ฯ"
    f"|(?<![{_THAI}])[A-Za-z]+(?![{_THAI}])"
    ")*+"
)
"""Fits texts, many at once, in which the functions here change nothing and name nothing; most names of most files."""


def in_order(text: str) -> str:
    """Return ``text`` with every mark in the order in which it is typed: vowel, then tone."""
    text = _AM_BEFORE_TONE.sub(lambda match: match[1] + SARA_AM, text)
    sorted_runs = _RUN.sub(lambda match: "".join(sorted(match[0], key=_OUTER.__contains__)), text)
    return unicodedata.normalize("NFC", sorted_runs)


def once(text: str) -> str:
    """Return ``text`` with marks that lie on one another written once."""
    return _DOUBLED.sub(lambda match: match[1], text)


def one_ae(text: str) -> str:
    """Return ``text`` with ``แ`` where two ``เ`` were typed."""
    return text.replace(_TWO_E, "แ")


def fault(text: str) -> tuple[str, str]:
    """Return what a person should look at in a name, and the letters it is about; two empty texts for nothing.

    ``name_marks``: a mark that cannot stand there. ``name_mixed``: other letters inside a Thai word.
    ``name_lookalike``: letters that are often taken for one another; the second is then the usual word.
    """
    if found := _MISPLACED.search(text):
        return "name_marks", found[0].strip()
    if found := _MIXED.search(text):
        return "name_mixed", found[0]
    for wrong, right in _LOOKALIKES.items():
        if wrong in text:
            return "name_lookalike", right
    return ("name_repeat", _REPEAT_MARK) if _REPEAT_MARK in text else ("", "")
