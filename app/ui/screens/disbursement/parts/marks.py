"""The marks of a batch in words: grouped for the panel, one by one beside their lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app import i18n
from app.ui.cells import Cell
from app.ui.screens.disbursement.parts import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.approval import Mark
    from app.ui.theme import Tone

_LOOKS: dict[str, tuple[Tone, str]] = {
    "edition_changed": ("waiting", "pencil"),
    "line_changed": ("waiting", "pencil"),
    "line_added": ("waiting", "plus"),
    "line_removed": ("waiting", "trash-2"),
    "paid_alike": ("refused", "triangle-alert"),
    "same_file": ("refused", "copy"),
    "duplicate_payment": ("unknown", "equal"),
    "account_two_names": ("waiting", "users"),
    "person_two_accounts": ("waiting", "user"),
}
_OTHER: tuple[Tone, str] = ("waiting", "circle-alert")
ORDER = tuple(_LOOKS)
ROWS_NAMED_MAX = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Marks of one rule: what it means, and where."""

    code: str
    tone: Tone
    icon: str
    title: str
    where: str
    first: int
    op_id: str = ""


def look(code: str) -> tuple[Tone, str]:
    """Return tone and icon of a rule; one nobody knows looks like a warning."""
    return _LOOKS.get(code, _OTHER)


def groups(marks: Sequence[Mark]) -> list[Group]:
    """Return the marks by rule, the gravest rule first."""
    by_code: dict[str, list[Mark]] = {}
    for mark in marks:
        by_code.setdefault(mark.code, []).append(mark)
    known = sorted(by_code, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))
    return [_group(code, by_code[code]) for code in known]


def chip(mark: Mark) -> Cell:
    """Return what is said beside a line, as a chip."""
    tone, icon = look(mark.code)
    return Cell(_words("mark_chip", mark), tone=tone, icon=icon, chip=True, hint=_words("mark_why", mark))


def _group(code: str, marks: Sequence[Mark]) -> Group:
    tone, icon = look(code)
    key = f"approvals.mark.{code}"
    title = i18n.text(key, count=f"{len(marks):,}") if i18n.has(key) else code
    rows = [mark.number for mark in marks if mark.number]
    if len(marks) == 1 or not rows:
        where = _words("mark_why", marks[0])
    else:
        more = " …" if len(rows) > ROWS_NAMED_MAX else ""
        where = i18n.text("approvals.rows", rows=", ".join(map(str, rows[:ROWS_NAMED_MAX])) + more)
    return Group(code, tone, icon, title, where, rows[0] if rows else 0, str(marks[0].facts.get("op_id", "")))


def _words(kind: str, mark: Mark) -> str:
    key = f"approvals.{kind}.{mark.code}"
    if not i18n.has(key):
        return mark.code
    return i18n.text(key, **{**mark.facts, "row": mark.number, **_told(mark)})


def _told(mark: Mark) -> dict[str, str]:
    """Return facts that people read otherwise than programs."""
    told: dict[str, str] = {}
    if "day" in mark.facts:
        try:
            told["day"] = words.day(date.fromisoformat(str(mark.facts["day"])))
        except ValueError:  # a day nobody wrote down is shown as it is
            told["day"] = str(mark.facts["day"]) or words.DASH
    if "status" in mark.facts:
        for family in ("batch", "line"):
            key = f"terms.{family}.{mark.facts['status']}"
            if i18n.has(key):
                told["status"] = i18n.text(key)
    return told
