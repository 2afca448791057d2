"""Closed days in a dossier of a day or a month: every version with its report, each reopening between them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.documents.pdf.closing_content import ClosingPaper
from app.documents.pdf.dossier_content import FileInside
from app.domain.closing.day import DayAct, OrderState
from app.services.closing_papers import ClosingPapers
from app.services.day_book import read
from app.store import closing

if TYPE_CHECKING:
    from app.domain.closing.day import SignedDayOrder
    from app.i18n import Language
    from app.services.desk import Desk


def approved_in(desk: Desk, period: str) -> list[SignedDayOrder]:
    """Return what two persons decided about a day, or the days of a month (ISO), in its order."""
    with desk.store.read() as rd:
        found = closing.in_period(rd, period)
    return [read(one) for one in found if one.state is OrderState.APPROVED]


def add_reports(
    desk: Desk,
    closed: list[SignedDayOrder],
    language: Language,
    inside: dict[str, tuple[str, bytes]],
    listed: list[FileInside],
) -> None:
    """Make the report of each close, proven and on record like other papers; raise as `ClosingPapers.close`."""
    papers = ClosingPapers(desk)
    for one in closed:
        if one.order.act is DayAct.CLOSE:
            made = papers.close(one.order.day, language, one.order.version)
            name = f"papers/{made.name}"
            inside[name] = (one.order.req_id, made.pdf)
            listed.append(FileInside(name, ClosingPaper.CLOSE.value, "", hashlib.sha256(made.pdf).hexdigest()))


def told(one: SignedDayOrder) -> tuple[str, str, str, str]:
    """Return what the machine file says of it: its id, the day, the version, and the act."""
    order = one.order
    return order.req_id, order.day.isoformat(), str(order.version), order.act.value
