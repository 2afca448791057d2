"""Messages about closing days: an order that waits for a second person, and what became of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action, may
from app.domain.closing import news
from app.domain.messages.message import Topic
from app.domain.values.dates import short

if TYPE_CHECKING:
    from app.domain.access.user import Person
    from app.domain.closing.day import DayOrder
    from app.domain.closing.news import DayNews

CLOSING = "closing"
"""Their screen by its key."""
KINDS = ("day.ordered", "day.settled")

Told = tuple[Topic, str, str, dict[str, str]]
"""Topic, screen, subject and facts."""


def of_closing(person: Person, said: DayNews) -> Told | None:
    """Return what news of closing days says to a person, None for nothing."""
    match said:
        case news.DayOrdered(order=order):
            able = may(person.roles, Action.APPROVE_DAY) and said.maker_uid != person.uid
            return (Topic.DAY_TO_APPROVE, CLOSING, order.req_id, _facts(order)) if able else None
        case news.DaySettled(order=order):
            word = "approved" if said.approved else "returned"
            facts = {**_facts(order), "what": word, "reason": said.reason}
            mine = said.maker_uid == person.uid
            return (Topic.DAY_SETTLED, CLOSING, order.req_id, facts) if mine else None
    return None


def _facts(order: DayOrder) -> dict[str, str]:
    return {"act": i18n.text(f"closing.act.{order.act.value}"), "day": short(order.day, i18n.language())}
