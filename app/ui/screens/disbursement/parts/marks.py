"""The marks of a batch in words: grouped for the panel, one by one beside their lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.money import Money
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
    "own_account": ("refused", "circle-user"),
    "paid_recently": ("refused", "triangle-alert"),
    "same_file": ("refused", "copy"),
    "draw_together": ("waiting", "equal"),
    "payee_ended": ("refused", "ban"),
    "account_changed": ("unknown", "pencil"),
    "amount_jump": ("unknown", "triangle-alert"),
    "shared_account": ("unknown", "users"),
    "name_differs": ("unknown", "user"),
    "split_purchase": ("unknown", "equal"),
    "contact_differs": ("unknown", "send"),
    "repeated_in_batch": ("unknown", "equal"),
    "person_two_accounts": ("waiting", "user"),
    "sample": ("waiting", "eye"),
    "new_payee": ("plain", "plus"),
    "not_registered": ("plain", "circle-dashed"),
}
_OTHER: tuple[Tone, str] = ("waiting", "circle-alert")
ORDER = tuple(_LOOKS)
ROWS_NAMED_MAX = 6
_DAYS, _AMOUNTS = {"day", "since"}, {"usual_satang", "satang"}
_MAKER = "terms.role.maker_payment"


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


def rank(code: str) -> int:
    """Return the place of a rule among all, the gravest first; unknown ones come last."""
    return ORDER.index(code) if code in _LOOKS else len(ORDER)


def name(code: str) -> str:
    """Return what a rule is called, whatever it found; an unknown one is shown as it is."""
    key = f"approvals.mark_name.{code}"
    return i18n.text(key) if i18n.has(key) else code


def why(mark: Mark) -> str:
    """Return the rule's whole sentence with the data of one line."""
    return _words("mark_why", mark)


def groups(marks: Sequence[Mark]) -> list[Group]:
    """Return the marks by rule, the gravest rule first."""
    by_code: dict[str, list[Mark]] = {}
    for mark in marks:
        by_code.setdefault(mark.code, []).append(mark)
    known = sorted(by_code, key=rank)
    return [_group(code, by_code[code]) for code in known]


def chip(mark: Mark) -> Cell:
    """Return what is said beside a line, as a chip."""
    tone, icon = look(mark.code)
    return Cell(_words("mark_chip", mark), tone=tone, icon=icon, chip=True, hint=_words("mark_why", mark))


def chip_of_line(found: Sequence[Mark]) -> Cell:
    """Return all that is said of one line as one chip: the first mark, and how many more; its hint says each."""
    first = chip(found[0])
    if len(found) == 1:
        return first
    return replace(first, text=f"{first.text} +{len(found) - 1}", hint="\n".join(why(mark) for mark in found))


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
    for name in _DAYS & mark.facts.keys():
        try:
            told[name] = words.day(date.fromisoformat(str(mark.facts[name])))
        except ValueError:  # a day nobody wrote down is shown as it is
            told[name] = str(mark.facts[name]) or words.DASH
    for name in _AMOUNTS & mark.facts.keys():
        text = str(mark.facts[name])
        told[name] = Money(int(text)).format() if text.isdecimal() else text
    if "role" in mark.facts:
        told["role"] = i18n.text("terms.role.authorizer" if mark.facts["role"] == "authorizer" else _MAKER)
    if "status" in mark.facts:
        for family in ("batch", "line"):
            key = f"terms.{family}.{mark.facts['status']}"
            if i18n.has(key):
                told["status"] = i18n.text(key)
    return told
