"""Money that is not with the treasury yet: what may go now, what waits for what, and until when it must go."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from app.domain.collections.revenue import Remits
from app.domain.remittances import deadlines as rules
from app.domain.remittances import proposal as putting
from app.domain.remittances.deadlines import in_account
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.services import receiving as how_collected
from app.store import draws, remittances
from app.store import waiting_parts as kept

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.collections.revenue import Receiving
    from app.domain.remittances.deadlines import Deadline
    from app.domain.remittances.proposal import Proposal, WaitingPart
    from app.services.desk import Desk


def receiving(desk: Desk) -> Receiving | None:
    """Return how the unit collects, None where that was never told: then it has collected nothing."""
    try:
        return how_collected.receiving(desk)
    except Refused:
        return None


def moves_on(desk: Desk) -> date:
    """Return the day on which the bank would move money that is approved now."""
    hour, minute = desk.unit.cut_off.split(":")
    return desk.calendar.earliest_value_date(desk.now(), time(int(hour), int(minute)))


def waiting_parts(desk: Desk) -> list[WaitingPart]:
    """Return what of payments is not with the treasury, in the order of receipts; nothing where the Portal remits."""
    known = receiving(desk)
    if known is None or known.remits is Remits.PORTAL:
        return []
    with desk.store.read() as rd:
        under_way, gone = remittances.taken(rd)
        return putting.waiting_parts(kept.collected(rd), under_way, gone, known, bangkok_day(desk.now()))


def proposals(desk: Desk) -> list[Proposal]:
    """Return everything that is ready to go, put together by kind and owner."""
    return putting.proposals(waiting_parts(desk))


def deadlines(desk: Desk) -> list[Deadline]:
    """Return until when collected money and what is left of draws must go, the nearest first."""
    with desk.store.read() as rd:
        left = [draw for draw in draws.draws(rd) if draw.goes_back]
    found = collected_deadlines(desk, waiting_parts(desk))
    found += [rules.draw_deadline(desk.calendar, draw.doc_no, draw.fy, draw.residue) for draw in left]
    return sorted(found, key=lambda one: (one.day, one.rule, one.about))


def collected_deadlines(desk: Desk, parts: Iterable[WaitingPart]) -> list[Deadline]:
    """Return until when `waiting_parts` must go, the nearest first."""
    known = receiving(desk)
    return rules.deadlines(desk.calendar, in_account(parts, known.types if known else (), bangkok_day(desk.now())))
