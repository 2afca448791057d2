"""The Portal: requests of applicants, what the Biz Portal was told, and what was sent on to the treasury."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.console import lists
from app.simulator.portal import staff
from app.simulator.portal.tables import reports, requests

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.page import Asked
    from app.simulator.context import Central

STATES = ("filed", "sent_back", "refused", "billed", "paid", "done")


class PortalPages:
    """What the treasury's staff see of the Portal."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def requests(self, asked: Asked) -> dict[str, Any]:
        """List requests, the newest first."""
        named, r = lists.said(asked, "unit", "state", "text"), requests.c
        query = select(requests)
        for column, text in ((r.unit, named["unit"]), (r.state, named["state"])):
            query = query.where(column == text) if text else query
        if text := named["text"]:
            query = query.where(lists.like(r.request_id, text) | lists.like(r.applicant_name, text))
        newest = query.order_by(r.filed_at.desc(), r.request_id.desc())
        found = await self._central.storage.read(lists.part_of(asked, newest))
        return {"requests": found, "named": named, "states": STATES}

    async def reports(self, asked: Asked) -> dict[str, Any]:
        """List what the Biz Portal was told, the newest first."""
        newest = select(reports).order_by(reports.c.at.desc(), reports.c.request_id, reports.c.version.desc())
        return {"reports": await self._central.storage.read(lists.part_of(asked, newest))}

    async def postings(self, asked: Asked) -> dict[str, Any]:
        """List what was posted, the trial balance over it, and what still waits."""
        named = lists.said(asked, "unit")

        def read(connection: Connection) -> dict[str, Any]:
            books = staff.books(connection, named["unit"])
            return {"books": books, "postings": lists.part(asked, books.postings)}

        return {**await self._central.storage.read(read), "named": named}
