"""One bill while it is being written: begun or taken up again, kept as it is typed, issued once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.collections.bill_rules import BillFields
from app.domain.values.errors import Conflict

if TYPE_CHECKING:
    from app.domain.collections.bill_rules import BillFault
    from app.domain.collections.request import PortalRequest
    from app.domain.collections.revenue import Receiving
    from app.services.bills import Bills
    from app.services.commands import Given
    from app.services.requests import Requests


@dataclass(frozen=True, slots=True)
class Begun:
    """What the form begins with; ``request`` is the Portal's request that the bill answers, or None."""

    receiving: Receiving
    fields: BillFields
    request: PortalRequest | None = None


class BillWriting:
    """Keeps one bill at a time; keeping and issuing wait for one another, so that none is issued twice or kept after.

    ``uid`` is whose drafts are taken up again.
    """

    def __init__(self, bills: Bills, requests: Requests, uid: str) -> None:
        self._bills, self._requests, self._uid = bills, requests, uid
        self._turn = threading.Lock()
        self._bill_id = self._request_id = ""
        self._open = False

    def begin(self) -> Begun:
        """Take up the bill that was begun and not issued, or begin one; raise `Refused` ``receiving_unknown``."""
        return self._begin(None, BillFields())

    def answer(self, request_id: str) -> Begun:
        """Begin the bill that answers a request, with what the request says; raise `Refused` ``request_unknown``."""
        request = self._requests.told(request_id).request
        return self._begin(request, self._requests.fields(request))

    def keep(self, fields: BillFields) -> None:
        """Keep what is typed; nothing where nothing is typed, or the bill was issued meanwhile."""
        with self._turn:
            if self._open and (self._bill_id or fields != BillFields()):
                self._bill_id = self._bills.keep(fields, self._bill_id, self._request_id)

    def drop(self) -> None:
        """Forget what was typed."""
        with self._turn:
            self._open = False
            if self._bill_id:
                self._bills.drop([self._bill_id])

    def faults(self, fields: BillFields) -> list[BillFault]:
        """Return everything that keeps the bill from being signed."""
        return self._bills.faults(fields)

    def issue(self, fields: BillFields) -> Given:
        """Sign the bill and hand it in; raises as `Bills.issue`, and what was typed is still kept then.

        Raises `Conflict` ``order_under_way`` for a bill that was issued or thrown away already.
        """
        with self._turn:
            if not self._open:
                raise Conflict("order_under_way")
            self._bill_id = self._bills.keep(fields, self._bill_id, self._request_id)
            given = self._bills.issue([self._bill_id])
            self._open, self._bill_id = False, ""
            return given

    def _begin(self, request: PortalRequest | None, fields: BillFields) -> Begun:
        receiving = self._bills.receiving()
        wanted = request.request_id if request else ""
        with self._turn:
            sent = {name for order in self._bills.open_orders() for name in order.subjects}
            kept = [
                one
                for one in self._bills.drafts()
                if one.request_id == wanted
                and one.uid == self._uid
                and not one.source_sha256
                and one.bill_id not in sent
            ]
            self._open, self._request_id = True, wanted
            self._bill_id = kept[-1].bill_id if kept else ""
        return Begun(receiving, kept[-1].fields if kept else fields, request)
