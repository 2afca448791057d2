"""What the agency's collection maker says of requests: sent back, refused, and the document in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import fields
from app.simulator.clock import local_date
from app.simulator.collections import bills
from app.simulator.payees import papers
from app.simulator.portal import requests as stored
from app.simulator.refusals import Refused, demand_fields
from app.wire.codes import Refusal, Role
from app.wire.portal import AnswerRequest, IssueDocument, RequestAnswer

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.wire.orders import OrderDone

_WHAT = {RequestAnswer.SEND_BACK: stored.SENT_BACK, RequestAnswer.REFUSE: stored.REFUSED}
_PDF = b"%PDF-"


def answer_request(call: Call, cmd_id: str, command: AnswerRequest) -> OrderDone:
    """Send a filed request back to its applicant, or refuse it; with a reason."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    row = stored.of_unit(call.connection, call.signed.unit, command.request_id)
    demand_fields(
        ("answer", command.answer in frozenset(RequestAnswer)),
        ("reason", fields.is_sentence(command.reason)),
    )
    bills.demand_not_own(call.signed, row.applicant_id)
    what = _WHAT[RequestAnswer(command.answer)]
    row = stored.change(call.connection, row, what, reason=command.reason)
    return _done(call, cmd_id, row, what)


def issue_document(call: Call, cmd_id: str, command: IssueDocument) -> OrderDone:
    """End a paid request with its document; a PDF goes to the applicant."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    row = stored.of_unit(call.connection, call.signed.unit, command.request_id)
    day = fields.read_day(command.document_date)
    demand_fields(
        ("document_no", fields.is_name(command.document_no)),
        ("document_date", day is not None and row.filed_on <= day.isoformat() <= local_date(call.now).isoformat()),
    )
    bills.demand_not_own(call.signed, row.applicant_id)
    stored.demand(row, stored.DONE)
    if command.document_sha256:
        content = papers.content(call.connection, call.signed.unit, command.document_sha256)
        if not content.startswith(_PDF):
            raise Refused(Refusal.FILE_WRONG)
    values = {name: getattr(command, name) for name in ("document_no", "document_date", "document_sha256")}
    row = stored.change(call.connection, row, stored.DONE, **values)
    return _done(call, cmd_id, row, stored.DONE)


def _done(call: Call, cmd_id: str, row: Row[Any], what: str) -> OrderDone:
    position = stored.tell(call.connection, call.now, row, what, call.author(cmd_id))
    return call.answer(cmd_id, row.request_id, row.state, position)
