"""A request as it stands: its states, how it changes, and the event that tells of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select, update

from app.simulator import log
from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.clock import local_date, moment_text
from app.simulator.portal.tables import requests
from app.simulator.refusals import Refused
from app.wire.codes import Refusal, Role
from app.wire.disbursement import Attachment
from app.wire.portal import REQUEST_CHANGED, PortalRequest, RequestChanged, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author, Position

FILED, MENDED, SENT_BACK, REFUSED, BILLED, UNBILLED, PAID, UNPAID, RECEIPTED, DONE = (
    "filed",
    "mended",
    "sent_back",
    "refused",
    "billed",
    "unbilled",
    "paid",
    "unpaid",
    "receipted",
    "done",
)
"""What happens to a request, as the event says it."""

_S = RequestState
AFTER: dict[tuple[str, str], RequestState] = {
    (_S.FILED, SENT_BACK): _S.SENT_BACK,
    (_S.FILED, REFUSED): _S.REFUSED,
    (_S.FILED, BILLED): _S.BILLED,
    (_S.FILED, PAID): _S.PAID,  # the bill had ended, then two persons matched late money to it
    (_S.SENT_BACK, MENDED): _S.FILED,
    (_S.BILLED, UNBILLED): _S.FILED,
    (_S.BILLED, PAID): _S.PAID,
    (_S.PAID, UNPAID): _S.BILLED,
    (_S.PAID, RECEIPTED): _S.PAID,
    (_S.PAID, DONE): _S.DONE,
    (_S.DONE, PAID): _S.DONE,
    (_S.DONE, UNPAID): _S.DONE,  # a document that was issued is not taken back by the Portal
    (_S.DONE, RECEIPTED): _S.DONE,
}
"""The state after what happens; everything else is refused."""
_WAITS_FOR_MAKERS = {
    FILED: notices.REQUEST_FILED,
    MENDED: notices.REQUEST_FILED,
    PAID: notices.REQUEST_PAID,
}
_TEXTS = tuple(
    name for name in PortalRequest.__struct_fields__ if name in requests.c and name not in ("version", "documents")
)


def view(row: Row[Any]) -> PortalRequest:
    """Return a request as everybody sees it."""
    texts = {name: getattr(row, name) for name in _TEXTS}
    documents = msgspec.json.decode(row.documents, type=tuple[Attachment, ...])
    return PortalRequest(version=str(row.version), documents=documents, **texts)


def find(connection: Connection, request_id: str) -> Row[Any] | None:
    """Return a request, or None."""
    return connection.execute(select(requests).where(requests.c.request_id == request_id)).one_or_none()


def of_unit(connection: Connection, unit: str, request_id: str) -> Row[Any]:
    """Return a request to this unit; another unit's is as unknown as none at all (T-15)."""
    row = find(connection, request_id)
    if row is None or row.unit != unit:
        raise Refused(Refusal.NOT_FOUND)
    return row


def demand(row: Row[Any], what: str) -> RequestState:
    """Return the state after ``what``; refuse with ``status_forbids`` what cannot happen now."""
    then = AFTER.get((row.state, what))
    if then is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=what)
    return then


def change(connection: Connection, row: Row[Any], what: str, **values: str) -> Row[Any]:
    """Let ``what`` happen to a request; whoever comes second finds it changed, and is refused."""
    then = demand(row, what)
    mine = (requests.c.request_id == row.request_id, requests.c.version == row.version)
    values |= {"state": then.value}
    changing = update(requests).where(*mine).values(**values, version=requests.c.version + 1).returning(requests)
    changed = connection.execute(changing).one_or_none()
    if changed is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=what)
    return changed


def tell(connection: Connection, now: datetime, row: Row[Any], what: str, author: Author = log.BANK) -> Position:
    """Write the change of a request into its unit's log; collection makers are told what waits for them."""
    if what in _WAITS_FOR_MAKERS:
        makers = holders(connection, row.unit, local_date(now), Role.MAKER_COLLECTION)
        notices.tell(connection, now, makers, _WAITS_FOR_MAKERS[what], row.request_id, request=row.request_id)
    body, owner = RequestChanged(what=what, request=view(row)), (row.agency, row.unit)
    return log.append(connection, moment_text(now), owner, REQUEST_CHANGED, row.request_id, body, author)
