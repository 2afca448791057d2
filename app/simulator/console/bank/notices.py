"""What was sent by e-mail and SMS, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.administration.tables import person_notices
from app.simulator.console import lists
from app.simulator.tables import users
from app.simulator.telling.tables import notices, paper_letters

if TYPE_CHECKING:
    from sqlalchemy import Select

    from app.simulator.console.page import Asked
    from app.simulator.context import Central

SORTS = ("people", "payees", "payers")
_STATES = {"waits": "", "sent": "sent", "failed": "failed", "recorded": "recorded"}


class NoticePages:
    """What the bank's staff see of messages."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List messages of a sort, the newest first."""
        named = lists.said(asked, "sort", "text", "state")
        sort = named["sort"] if named["sort"] in SORTS else SORTS[0]
        query = {"people": _to_people, "payees": _to_payees, "payers": _to_payers}[sort](named["text"], named["state"])
        found = await self._central.storage.read(lists.part_of(asked, query))
        return {"notices": found, "named": {**named, "sort": sort}, "sorts": SORTS, "states": [*_STATES]}


def _to_people(text: str, state: str) -> Select[Any]:
    """Return messages to users; codes that open something are theirs alone."""
    n = person_notices.c
    whom = (users.c.company_id + "/" + users.c.user_id).label("whom")
    query = select(n.at, whom, n.channel, n.address, n.text, n.state, n.problem, n.tries)
    query = query.join(users, users.c.uid == n.uid).order_by(n.n.desc())
    query = query.where(n.state == _STATES[state]) if state in _STATES else query
    return (
        query.where(lists.like(whom, text) | lists.like(n.address, text) | lists.like(n.text, text)) if text else query
    )


def _to_payees(text: str, state: str) -> Select[Any]:
    n = notices.c
    query = select(n.at, n.op_id.label("whom"), n.channel, n.address, n.text, n.state, n.problem, n.tries)
    query = query.where(n.address != "").order_by(n.n_notice.desc())
    query = query.where(n.state == _STATES[state]) if state in _STATES else query
    return query.where(lists.like(n.op_id, text) | lists.like(n.address, text)) if text else query


def _to_payers(text: str, state: str) -> Select[Any]:
    n = paper_letters.c
    query = select(n.at, n.about.label("whom"), n.channel, n.address, n.text, n.state, n.problem, n.tries)
    query = query.order_by(n.n.desc())
    query = query.where(n.state == _STATES[state]) if state in _STATES else query
    return query.where(lists.like(n.about, text) | lists.like(n.address, text)) if text else query
