"""Requests that came by the Portal: looked at, sent back, refused, billed, and ended with their document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central import portal as orders
from app.domain.access.permissions import Action
from app.domain.collections.bill_rules import BillFields
from app.domain.collections.request import IssuedDocument, RequestAnswer, RequestState
from app.domain.disbursement.record import Attachment
from app.domain.values.errors import BadInput, Conflict, Refused
from app.domain.values.texts import cleaned
from app.services.collection_orders import CollectionDesk
from app.services.commands import reasoned
from app.services.payee_scans import PDF, read_paper, read_scan
from app.store import bills, collection_orders, papers, portal_requests

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from app.domain.collections.bill import Bill
    from app.domain.collections.request import PortalRequest, Posting
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.payee_scans import Scan
    from app.services.sync import Sync
    from app.store.collection_orders import Happening

ENDED = frozenset({RequestState.DONE, RequestState.REFUSED})


@dataclass(frozen=True, slots=True)
class RequestTold:
    """A request with its bills, what the Portal sent on of its money, and everything that happened to it.

    ``under_way``: a command about it has no answer yet, and no other may be given.
    """

    request: PortalRequest
    bills: tuple[Bill, ...]
    postings: tuple[Posting, ...]
    history: tuple[Happening, ...]
    under_way: bool


class Requests:
    """Reading answers from the store; every act, and fetching a paper, may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._desk.today

    def every(self, states: Iterable[RequestState] | None = None) -> list[PortalRequest]:
        """Return the requests in some states: those that wait for this unit first, then the newest."""
        with self._desk.desk.store.read() as rd:
            found = [orders.read(view) for view in portal_requests.every(rd, states)]
        waiting = [one for one in found if one.state in (RequestState.FILED, RequestState.PAID)]
        return [*waiting, *reversed([one for one in found if one.state not in (RequestState.FILED, RequestState.PAID)])]

    def told(self, request_id: str) -> RequestTold:
        """Return a request with everything that happened to it, and write down who looked.

        Raises `Refused` ``request_unknown``, `NotAllowed` ``role_missing``.
        """
        self._desk.looked_at(request_id)
        with self._desk.desk.store.read() as rd:
            view = portal_requests.request(rd, request_id)
            if view is None:
                raise Refused("request_unknown")
            request = orders.read(view)
            return RequestTold(
                request=request,
                bills=tuple(bills.of_request(rd, request_id)),
                postings=tuple(
                    posting
                    for body in (portal_requests.postings_told(rd, request.payment_id) if request.payment_id else ())
                    for posting in orders.read_postings(body)
                    if posting.payment_id == request.payment_id
                ),
                history=tuple(collection_orders.history(rd, request_id)),
                under_way=self._desk.under_way(rd, request_id),
            )

    def postings(self) -> list[Posting]:
        """Return everything that the Portal sent to the treasury by itself, in the log's order."""
        with self._desk.desk.store.read() as rd:
            return [posting for body in portal_requests.postings_told(rd) for posting in orders.read_postings(body)]

    def paper(self, sha256: str, request_id: str) -> Scan:
        """Return a document that came with a request, or ended it; who looked is written down. Fetched once.

        Raises `Refused` ``request_unknown``, ``not_found``, `Tampered` ``paper_differs``, `BadInput` ``scan_wrong``.
        """
        desk, request = self._desk.desk, self.told(request_id).request
        known = {one.sha256: one for one in request.documents}
        paper = known.get(sha256, Attachment(sha256, f"{sha256[:8]}.pdf", PDF, 0))
        with desk.store.read() as rd:
            content = papers.content(rd, sha256)
        fetched = desk.central.papers.fetch(sha256) if content is None else content
        scan = read_scan(sha256, fetched, paper.name)
        facts = {"file_sha256": sha256, "file": paper.name}
        with desk.store.write(desk.actor, Action.VIEW_REQUEST_PAPER, request_id, facts) as tx:
            if content is None:
                papers.put_paper(tx, paper, fetched, uploaded=True)
        return scan

    def fields(self, request: PortalRequest) -> BillFields:
        """Return the bill that answers a request, but its last day; ``satang`` None where the request has no fee."""
        return BillFields(
            payer_name=request.applicant_name,
            payer_id=request.applicant_id,
            payer_address=request.applicant_address,
            payer_email=request.applicant_email,
            payer_mobile=request.applicant_mobile,
            revenue_type=request.revenue_type,
            item=request.service_name_th,
            satang=request.fee.satang if request.fee else None,
        )

    # -- acts ---------------------------------------------------------------------------------------------------------

    def answer(self, request: PortalRequest, answer: RequestAnswer, reason: str) -> Given:
        """Send a filed request back to its applicant, or refuse it.

        Raises `Refused` ``reason_missing``, `Conflict` ``status_forbids`` and ``order_under_way``, and the central
        system's refusals. It is billed with `app.services.bills.Bills.keep` (``request_id``) and ``issue``.
        """
        reason = reasoned(reason)
        _demand_state(request, RequestState.FILED, Action.ANSWER_REQUEST)
        prepared = orders.prepare_answer(self._desk.desk.signer, request.request_id, answer, reason)
        facts = {"answer": answer.value, "reason": reason}
        return self._desk.give(prepared, Action.ANSWER_REQUEST, request.request_id, facts)

    def issue_document_of(self, request: PortalRequest, number: str, day: date, path: Path | None) -> Given:
        """End a paid request with a document whose PDF a person chose; also raise `BadInput` ``scan_wrong``."""
        pdf = read_paper(path, path.name) if path else b""
        if path is not None and read_scan("", pdf, path.name).media != PDF:
            raise BadInput("scan_wrong", name=path.name)
        return self.issue_document(request, number, day, pdf)

    def issue_document(self, request: PortalRequest, number: str, day: date, pdf: bytes = b"") -> Given:
        """End a paid request with its document, with the PDF or without; raise as `answer`.

        Also raises `Refused` ``document_no_missing``, ``file_wrong``, `Unreachable` where the PDF could not be handed
        in: nothing was ordered then.
        """
        plain = cleaned(number)
        if not plain:
            raise Refused("document_no_missing")
        _demand_state(request, RequestState.PAID, Action.ISSUE_DOCUMENT)
        desk = self._desk.desk
        sha256 = desk.central.papers.put(pdf) if pdf else ""
        prepared = orders.prepare_document(desk.signer, request.request_id, IssuedDocument(plain, day, sha256))
        facts = {"document_no": plain, "file_sha256": sha256}
        return self._desk.give(prepared, Action.ISSUE_DOCUMENT, request.request_id, facts)

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._desk.sync.wake()


def _demand_state(request: PortalRequest, wanted: RequestState, action: Action) -> None:
    if request.state is not wanted:
        raise Conflict("status_forbids", status=request.state.value, action=action.value)
