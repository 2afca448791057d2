"""Messages about remittances: one that waits for a second person, one sent back, what the treasury answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action, may
from app.domain.messages.message import Topic
from app.domain.remittances import news
from app.domain.remittances.remittance import RemittanceState

if TYPE_CHECKING:
    from app.domain.access.user import Person
    from app.domain.remittances.news import RemittanceNews
    from app.domain.remittances.remittance import Standing

REMITTANCES = "remittances"
"""Their screen by its key."""
KINDS = ("remittance.ordered", "remittance.settled", "remittance.changed")

Told = tuple[Topic, str, str, dict[str, str]]
"""Topic, screen, subject and facts."""


def of_remitting(person: Person, said: RemittanceNews) -> Told | None:
    """Return what news of remitting says to a person, None for nothing."""
    match said:
        case news.RemittanceOrdered(order=order):
            able = may(person.roles, Action.APPROVE_REMITTANCE) and said.maker_uid != person.uid
            facts = {"amount": order.total.format()}
            return (Topic.REMITTANCE_TO_APPROVE, REMITTANCES, order.req_id, facts) if able else None
        case news.RemittanceSettled(order=order, approved=False):
            facts = {"amount": order.total.format(), "reason": said.reason}
            mine = said.maker_uid == person.uid
            return (Topic.REMITTANCE_SENT_BACK, REMITTANCES, order.req_id, facts) if mine else None
        case news.RemittanceChanged(standing=standing):
            return _answered(person, standing) if _is_concerned(person, standing) else None
    return None


def _is_concerned(person: Person, standing: Standing) -> bool:
    """Say whether the treasury's answer is for this person: who made it, and whoever may send the money again."""
    return standing.maker_uid == person.uid or may(person.roles, Action.PROPOSE_REMITTANCE)


def _answered(person: Person, standing: Standing) -> Told | None:
    facts = {"amount": standing.total.format()}
    match standing.state:
        case RemittanceState.ACKNOWLEDGED:
            facts["numbers"] = ", ".join(f"{one.kind} {one.number}" for one in standing.documents)
            mine = standing.maker_uid == person.uid
            return (Topic.REMITTANCE_BOOKED, REMITTANCES, standing.req_id, facts) if mine else None
        case RemittanceState.REFUSED if standing.code is not None:
            facts["reason"] = i18n.text(f"remittance_papers.code.{standing.code}")
            return Topic.REMITTANCE_REFUSED, REMITTANCES, standing.req_id, facts
    return None
