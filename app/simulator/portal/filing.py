"""What an applicant does at the Biz Portal: file a request with documents, mend it, look at it again.

The web page calls these inside one transaction of the storage. Whoever filed holds a code; only its hash is kept.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select

from app.simulator import chance, fields
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.payees import papers
from app.simulator.payees.papers import Paper
from app.simulator.payees.tables import papers as paper_table
from app.simulator.portal import billing, services
from app.simulator.portal import requests as stored
from app.simulator.portal.tables import requests
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.storage import next_number
from app.wire.api import FILE_BYTES_MAX, MEMO_CHARS_MAX
from app.wire.codec import canonical_text
from app.wire.codes import Refusal
from app.wire.disbursement import Attachment
from app.wire.portal import PortalRequest, RequestState
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

DOCUMENTS_MAX = 10
REQUESTS_A_DAY_MAX = 20
"""Of one applicant."""
FILED_A_DAY_MAX = 2_000
"""At one unit: a flood ends here, and other units do not notice."""
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_CHARS = 10


@dataclass(frozen=True, slots=True)
class Form:
    """What an applicant writes; texts are put in order before they are judged."""

    applicant_name: str
    applicant_id: str
    applicant_address: str
    applicant_email: str
    applicant_mobile: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was uploaded: what the applicant calls it, and its bytes."""

    name: str
    content: bytes


class Filed(msgspec.Struct, frozen=True):
    """A request that was filed; ``code`` is shown once and opens it again."""

    request_id: str
    code: str


def file_request(
    connection: Connection, now: datetime, service: str, form: Form, documents: Sequence[Upload], once: str = ""
) -> Filed:
    """Take a request in and tell the agency; what comes again under the same secret ``once`` was filed already.

    Refuses with ``field_wrong`` (facts: field; ``service``, one of `Form`'s or ``documents``), ``file_wrong``,
    ``too_large`` for a document, ``day_limit`` (facts: limit).
    """
    if once and (before := _filed_before(connection, once)) is not None:
        return before
    day = local_date(now)
    offered = services.find(connection, day, service)
    if offered is None:
        raise wrong("service")
    form = _sound(form)
    _demand_within_limits(connection, day.isoformat(), offered.unit, form)
    attached = _keep(connection, now, offered.unit, documents)
    _demand_documents(attached, wanted=bool(offered.papers_th))
    fy, code = fiscal_year(day), _code_of(once) if once else _new_code(connection)
    values = {
        "request_id": f"BP{fy}-{next_number(connection, f'portal_request:{fy}'):06d}",
        "agency": offered.agency,
        "unit": offered.unit,
        "state": RequestState.FILED.value,
        "code_sha256": sha256_hex(code.encode()),
        "once_sha256": sha256_hex(once.encode()) if once else None,
        "service": offered.service,
        "service_name_th": offered.name_th,
        "service_name_en": offered.name_en,
        "revenue_type": offered.revenue_type,
        "fee_satang": offered.fee_satang,
        **_texts(form),
        "documents": msgspec.json.encode(attached).decode(),
        "filed_at": moment_text(now),
        "filed_on": day.isoformat(),
    }
    row = connection.execute(insert(requests).values(values).returning(requests)).one()
    stored.tell(connection, now, row, stored.FILED)
    return Filed(row.request_id, code)


def mend_request(
    connection: Connection,
    now: datetime,
    of: tuple[str, str],
    form: Form,
    documents: Sequence[Upload],
    kept: Collection[str],
) -> PortalRequest:
    """Put a request that was sent back in order; ``of`` is its id and code, ``kept`` hashes of documents that stay.

    Refuses as `file_request`, with ``not_found``, and with ``status_forbids`` what was not sent back.
    """
    row = _held(connection, *of)
    stored.demand(row, stored.MENDED)
    form = _sound(form)
    before = msgspec.json.decode(row.documents, type=tuple[Attachment, ...])
    staying = [one for one in before if one.sha256 in kept]
    attached = [*staying, *_keep(connection, now, row.unit, documents)]
    _demand_documents(attached, wanted=bool(before))
    values = {**_texts(form), "documents": msgspec.json.encode(attached).decode(), "reason": ""}
    row = stored.change(connection, row, stored.MENDED, **values)
    stored.tell(connection, now, row, stored.MENDED)
    billing.filed_again(connection, now, row)
    return stored.view(stored.find(connection, row.request_id) or row)


def request_of_applicant(connection: Connection, request_id: str, code: str) -> PortalRequest:
    """Return a request to whoever holds its code; refuse with ``not_found``, whichever of the two is wrong."""
    return stored.view(_held(connection, request_id, code))


def document_of_applicant(connection: Connection, request_id: str, code: str) -> Paper:
    """Return the document that was issued; refuse with ``not_found`` before there is one, or where it has no file."""
    row = _held(connection, request_id, code)
    if not row.document_sha256:
        raise Refused(Refusal.NOT_FOUND)
    mine = (paper_table.c.unit == row.unit, paper_table.c.sha256 == row.document_sha256)
    found = connection.execute(select(paper_table.c.media, paper_table.c.bytes).where(*mine)).one()
    return Paper(found.media, found.bytes)


def _new_code(connection: Connection) -> str:
    draws = chance.drawn(connection)
    return "".join(draws.choice(_CODE_LETTERS) for _ in range(_CODE_CHARS))


def _code_of(once: str) -> str:
    """Return the code that follows from a secret: whoever sends the same form again is told it again."""
    number = int(sha256_hex(f"code\n{once}".encode()), 16)
    base = len(_CODE_LETTERS)
    return "".join(_CODE_LETTERS[number // base**place % base] for place in range(_CODE_CHARS))


def _filed_before(connection: Connection, once: str) -> Filed | None:
    same = requests.c.once_sha256 == sha256_hex(once.encode())
    found: str | None = connection.scalar(select(requests.c.request_id).where(same))
    return None if found is None else Filed(found, _code_of(once))


def _held(connection: Connection, request_id: str, code: str) -> Row[Any]:
    row = stored.find(connection, request_id)
    if row is None or not hmac.compare_digest(row.code_sha256, sha256_hex(code.strip().upper().encode())):
        raise Refused(Refusal.NOT_FOUND)
    return row


def _sound(form: Form) -> Form:
    """Return a form as it is kept; refuse the first field that is wrong."""
    form = Form(**{name: _in_order(getattr(form, name)) for name in Form.__slots__})
    demand_fields(
        ("applicant_name", fields.is_name(form.applicant_name)),
        ("applicant_id", fields.is_person_id(form.applicant_id)),
        ("applicant_address", fields.is_sentence(form.applicant_address)),
        ("applicant_email", fields.is_email(form.applicant_email)),
        ("applicant_mobile", not form.applicant_mobile or fields.is_mobile(form.applicant_mobile)),
        ("details", fields.is_text(form.details, MEMO_CHARS_MAX)),
    )
    return form


def _in_order(text: str) -> str:
    """Return what somebody typed on one line, in the canonical form."""
    return canonical_text(" ".join(text.split()))


def _texts(form: Form) -> dict[str, str]:
    return {name: getattr(form, name) for name in Form.__slots__}


def _demand_within_limits(connection: Connection, day: str, unit: str, form: Form) -> None:
    today = select(func.count()).select_from(requests).where(requests.c.filed_on == day)
    if connection.execute(today.where(requests.c.applicant_id == form.applicant_id)).scalar_one() >= REQUESTS_A_DAY_MAX:
        raise Refused(Refusal.DAY_LIMIT, limit=str(REQUESTS_A_DAY_MAX))
    if connection.execute(today.where(requests.c.unit == unit)).scalar_one() >= FILED_A_DAY_MAX:
        raise Refused(Refusal.DAY_LIMIT, limit=str(FILED_A_DAY_MAX))


def _demand_documents(attached: Sequence[Attachment], *, wanted: bool) -> None:
    hashes = {one.sha256 for one in attached}
    if len(attached) > DOCUMENTS_MAX or len(hashes) != len(attached) or (wanted and not attached):
        raise wrong("documents")


def _keep(connection: Connection, now: datetime, unit: str, documents: Sequence[Upload]) -> list[Attachment]:
    """Keep uploaded documents among the unit's papers, where its people read them; they have no uid."""
    if len(documents) > DOCUMENTS_MAX:
        raise wrong("documents")
    attached = []
    for one in documents:
        name = _in_order(one.name)
        if not fields.is_file_name(name):
            raise wrong("documents")
        if len(one.content) > FILE_BYTES_MAX:
            raise Refused(Refusal.TOO_LARGE)
        sha256 = sha256_hex(one.content)
        paper = papers.examine(sha256, one.content)
        there = select(paper_table.c.sha256).where(paper_table.c.unit == unit, paper_table.c.sha256 == sha256)
        if connection.execute(there).first() is None:
            values = {"unit": unit, "sha256": sha256, "media": paper.media, "size": len(paper.content)}
            values |= {"bytes": paper.content, "uid": None, "day": "", "at": moment_text(now)}
            connection.execute(insert(paper_table).values(values))
        attached.append(Attachment(sha256, name, paper.media, str(len(paper.content))))
    return attached
