"""What the Portal's staff sees: requests, what the Biz Portal was told, postings and the trial balance over them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.simulator.gfmis import trial
from app.simulator.gfmis.journal import Matter
from app.simulator.gfmis.tables import documents, entries
from app.simulator.portal import filing
from app.simulator.portal import requests as stored
from app.simulator.portal.filing import Filed, Form, Upload
from app.simulator.portal.tables import postings, reports, requests, waiting
from app.simulator.refusals import wrong
from app.simulator.tables import transfers
from app.wire.portal import Entry, PortalRequest, Posting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

SHOWN_MAX = 1_000
_POSTED = documents.c.matter == Matter.POSTING.value
"""Documents of what the Portal sent on."""


class Attached(msgspec.Struct, forbid_unknown_fields=True):
    """A document as it is handed in: its name, its bytes in base64."""

    name: str
    content: str


class RequestWanted(msgspec.Struct, forbid_unknown_fields=True):
    """A request that is filed for an applicant at the Portal's counter."""

    service: str
    applicant_name: str
    applicant_id: str
    applicant_address: str
    applicant_email: str
    applicant_mobile: str = ""
    details: str = ""
    documents: tuple[Attached, ...] = ()


class MendWanted(RequestWanted):
    """The same put in order; ``kept`` are hashes of documents that stay, ``code`` opens the request."""

    code: str = ""
    kept: tuple[str, ...] = ()


class RequestsShown(msgspec.Struct):
    """The newest requests, the newest first."""

    requests: list[PortalRequest]


class ReportShown(msgspec.Struct):
    """One message to the Biz Portal: ``paid``, ``unpaid`` or ``receipted``."""

    request_id: str
    what: str
    payment_id: str
    bill_id: str
    satang: str
    receipt_id: str
    at: str


class ReportsShown(msgspec.Struct):
    """Messages to the Biz Portal, in their order."""

    reports: list[ReportShown]


class AccountSum(msgspec.Struct):
    """A row of the trial balance; ``balance_satang`` is debit less credit."""

    gl_account: str
    debit_satang: str
    credit_satang: str
    balance_satang: str


class PostingsShown(msgspec.Struct):
    """Postings, the newest first, with the trial balance over all of them.

    ``sum_satang`` must be 0 and ``faults`` empty; ``waiting`` are payments that are still to be sent.
    """

    postings: list[Posting]
    trial_balance: list[AccountSum]
    sum_satang: str
    faults: list[str]
    waiting: list[str]


def file_request(connection: Connection, now: datetime, wanted: RequestWanted) -> Filed:
    """File a request as the page does."""
    return filing.file_request(connection, now, wanted.service, _form(wanted), _uploads(wanted.documents))


def mend_request(connection: Connection, now: datetime, request_id: str, wanted: MendWanted) -> PortalRequest:
    """Put a request in order as the page does."""
    of = (request_id, wanted.code)
    return filing.mend_request(connection, now, of, _form(wanted), _uploads(wanted.documents), wanted.kept)


def _form(wanted: RequestWanted) -> Form:
    return Form(**{name: getattr(wanted, name) for name in Form.__slots__})


def _uploads(documents: Iterable[Attached]) -> list[Upload]:
    try:
        return [Upload(one.name, b64decode(one.content, validate=True)) for one in documents]
    except (NotBase64, ValueError) as problem:
        raise wrong("documents") from problem


def all_requests(connection: Connection, unit: str) -> RequestsShown:
    """Return the newest requests, of one unit if it is named."""
    query = select(requests).order_by(requests.c.filed_at.desc(), requests.c.request_id.desc()).limit(SHOWN_MAX)
    if unit:
        query = query.where(requests.c.unit == unit)
    return RequestsShown([stored.view(row) for row in connection.execute(query)])


def all_reports(connection: Connection) -> ReportsShown:
    """Return what the Biz Portal was told."""
    rows = connection.execute(select(reports).order_by(reports.c.at, reports.c.request_id, reports.c.version))
    return ReportsShown(
        [
            ReportShown(
                request_id=row.request_id,
                what=row.what,
                payment_id=row.payment_id,
                bill_id=row.bill_id,
                satang=str(row.satang),
                receipt_id=row.receipt_id,
                at=row.at,
            )
            for row in rows
        ]
    )


def books(connection: Connection, unit: str) -> PostingsShown:
    """Return postings and their trial balance, of one unit if it is named; recounted from the entries."""
    query = select(postings).order_by(postings.c.posted_at.desc(), postings.c.posting_id).limit(SHOWN_MAX)
    sums = _balance(connection, unit)
    left = select(waiting.c.payment_id).order_by(waiting.c.due_at, waiting.c.unit, waiting.c.turn)
    if unit:
        query, left = query.where(postings.c.unit == unit), left.where(waiting.c.unit == unit)
    return PostingsShown(
        postings=[_posting(connection, row) for row in connection.execute(query).all()],
        trial_balance=sums,
        sum_satang=str(sum(int(one.balance_satang) for one in sums)),
        faults=faults(connection),
        waiting=list(connection.execute(left).scalars()),
    )


def faults(connection: Connection) -> list[str]:
    """Hold entries against each other and against the money that moved; an empty list is sound bookkeeping."""
    found = trial.faults(connection, _POSTED)
    moved = select(transfers.c.id, transfers.c.satang).where(transfers.c.kind == "REMIT")
    sent = {row.id.removesuffix("/REMIT"): row.satang for row in connection.execute(moved)}
    rows = connection.execute(select(postings.c.posting_id, postings.c.satang))
    said = {row.posting_id: row.satang for row in rows}
    found += [
        f"{name}: sent {sent.get(name)}, posted {said.get(name)}"
        for name in sorted(sent | said)
        if sent.get(name) != said.get(name)
    ]
    return found


def _balance(connection: Connection, unit: str) -> list[AccountSum]:
    of = (_POSTED, documents.c.unit == unit) if unit else (_POSTED,)
    return [
        AccountSum(account, str(total.debit), str(total.credit), str(total.balance))
        for account, total in trial.sums(connection, *of).items()
    ]


def _posting(connection: Connection, row: Row[Any]) -> Posting:
    about = (documents.c.unit == row.unit, _POSTED, documents.c.about == row.posting_id)
    columns = (documents.c.kind, documents.c.number, entries.c.side, entries.c.gl_account, entries.c.satang)
    mine = select(*columns).join(entries, entries.c.doc == documents.c.doc).where(*about)
    texts = {name: getattr(row, name) for name in Posting.__struct_fields__ if name not in ("satang", "entries")}
    return Posting(
        **texts,
        satang=str(row.satang),
        entries=tuple(
            Entry(one.kind, one.number, one.side, one.gl_account, str(one.satang))
            for one in connection.execute(mine.order_by(entries.c.doc, entries.c.n))
        ),
    )
