"""Rights as the papers tell them: role, days, written order, and whose place is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look

if TYPE_CHECKING:
    from app.documents.pdf.access_content import Right
    from app.documents.pdf.paper import Style
    from app.documents.pdf.wording import Wording


def right_paragraphs(rights: tuple[Right, ...], wording: Wording) -> tuple[tuple[str, Style], ...]:
    """Return a role and its quiet line of days and order for each right."""
    found: list[tuple[str, Style]] = []
    for right in rights:
        found.append((wording.term("role", right.role), look.BODY))
        found.append((right_days(right, wording), look.SMALL))
    return tuple(found)


def right_days(right: Right, wording: Wording) -> str:
    """Return since when and until when a right holds, by which order, in whose place."""
    key = "right_days" if right.until else "right_days_open"
    parts = [wording.words(key, since=wording.day(right.since), until=wording.day(right.until))]
    if right.order_no:
        parts.append(wording.words("right_order", number=right.order_no))
    if right.substitute_for:
        parts.append(wording.words("right_substitute", name=right.substitute_for))
    return " · ".join(parts)
