"""What spending books: opening balances, claims and draws, batches that were paid, lines whose money came back.

Nobody can refuse what the bank has done: such documents go into the next period that is open.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from app.simulator.clock import read_moment
from app.simulator.disbursement.tables import draws
from app.simulator.gfmis import chart, journal, periods
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.gfmis.tables import documents
from app.simulator.remittances.tables import remittances
from app.simulator.tables import transfers, units
from app.wire.recalls import Document
from app.wire.remittances import RemittanceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.disbursement.batches import Batch
    from app.simulator.ledger import Arrival, Reserved

OPENING, PAID_IN = "opening", "paid_in"
_LOAN = "loan"


def arrived(connection: Connection, now: datetime, event: str, unit: str, arrival: Arrival) -> None:
    """Book an account's first balance (`OPENING`) or other money that came in (`PAID_IN`); refuse as `journal.book`."""
    booking = Booking(
        event=event,
        agency=_agency(connection, unit),
        unit=unit,
        matter=Matter.OPENING,
        about=arrival.reference or arrival.account,
        satang=arrival.satang,
        account=arrival.account,
        text=arrival.reference,
    )
    journal.book(connection, now, booking)


def drawn(connection: Connection, now: datetime, draw: Row[Any], *, arrives: bool) -> None:
    """Book a draw: what is claimed, unless it was, and what arrives with it; refuse likewise."""
    claimed = is_claimed(connection, draw.unit, draw.doc_no)
    booked = [] if claimed else [_of_draw(connection, draw, _claim(draw.expense))]
    if arrives and booked and booked[0].event == "claim":
        booked = [_of_draw(connection, draw, "draw")]
    elif arrives:
        booked.append(_of_draw(connection, draw, "draw_arrived"))
    journal.book_all(connection, now, booked)


def is_claimed(connection: Connection, unit: str, doc_no: str) -> bool:
    """Say whether the treasury's books know a draw: one of the unit's own word is claimed when some of it is paid."""
    return bool(journal.of_matter(connection, unit, Matter.DRAW, doc_no))


def paid(connection: Connection, batch: Batch, satang: int, at: str) -> None:
    """Book what of an edition was paid in one moment; money that nobody claimed is claimed first."""
    now = read_moment(at)
    bookings = [*_claims(connection, batch, satang), _of_batch(batch, "batch_paid", satang)]
    period = periods.next_open(connection, now)
    booked = [one for booking in bookings for one in journal.write(connection, now, booking, period)]
    journal.tell(connection, now, batch.owner, booked)


def came_back(connection: Connection, batch: Batch, money: Sequence[Reserved], at: str) -> None:
    """Take back, document by document, what was booked when lines were paid whose money came back."""
    now, about = read_moment(at), f"{batch.op_id}/{batch.rev}"
    period = periods.next_open(connection, now)
    every = journal.of_matter(connection, batch.unit, Matter.BATCH, about)
    booked = []
    for moment, back in sorted(_paid_at(connection, money).items()):
        kinds: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        for document in every:
            if document.booked_at == moment:
                kinds[document.kind].append(document)
        for steps in kinds.values():
            for document, satang in _shares(connection, batch, steps, back):
                booked.append(journal.reverse(connection, now, Matter.LINE, document, satang, period))
    journal.tell(connection, now, batch.owner, booked)


def documents_of_draws(connection: Connection, unit: str) -> dict[str, list[Document]]:
    """Return the documents of a unit's draws, by the draw's own: claims and arrivals, then what went back."""
    d, r = documents.c, remittances.c
    returned = (r.req_id == d.about) & (r.kind == RemittanceKind.DRAW_RETURN.value)
    columns = select(d.kind, d.number, func.coalesce(r.doc_no, d.about))
    joined = columns.select_from(documents.outerjoin(remittances, returned)).where(d.unit == unit)
    of_draws = or_(d.matter == Matter.DRAW.value, and_(d.matter == Matter.REMITTANCE.value, r.req_id.is_not(None)))
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for kind, number, doc_no in connection.execute(joined.where(of_draws).order_by(d.doc)):
        found[doc_no].append(Document(kind, number))
    return found


def expense_of(connection: Connection, batch: Batch) -> str:
    """Return the account of what a batch pays: that of its draw, or of its kind."""
    mine = (draws.c.unit == batch.unit, draws.c.doc_no == batch.doc_no)
    of_draw = connection.scalar(select(draws.c.expense).where(*mine)) if batch.doc_no else None
    return of_draw or chart.expense_of(batch.kind, batch.signed_payment().sub_kind)


def _claims(connection: Connection, batch: Batch, satang: int) -> list[Booking]:
    """Return what has to be claimed: a draw of the unit's own word as a whole and once, otherwise what is paid."""
    if not batch.doc_no:
        expense = expense_of(connection, batch)
        return [_of_batch(batch, _claim(expense), satang, expense)]
    if is_claimed(connection, batch.unit, batch.doc_no):
        return []
    mine = (draws.c.unit == batch.unit, draws.c.doc_no == batch.doc_no)
    draw = connection.execute(select(draws).where(*mine)).one()
    return [_of_draw(connection, draw, _claim(draw.expense))]


def _claim(expense: str) -> str:
    """Return the event of a claim: a loan is an advance, no expense."""
    return "claim_loan" if expense == chart.expense_of(_LOAN, "") else "claim"


def _of_draw(connection: Connection, draw: Row[Any], event: str) -> Booking:
    return Booking(
        event=event,
        agency=_agency(connection, draw.unit),
        unit=draw.unit,
        matter=Matter.DRAW,
        about=draw.doc_no,
        satang=draw.satang,
        account=draw.account,
        gl_account=draw.expense,
        text=draw.doc_no,
    )


def _of_batch(batch: Batch, event: str, satang: int, gl_account: str = "") -> Booking:
    return Booking(
        event=event,
        agency=batch.agency,
        unit=batch.unit,
        matter=Matter.BATCH,
        about=f"{batch.op_id}/{batch.rev}",
        satang=satang,
        account=batch.debit_acct,
        gl_account=gl_account,
        text=batch.bank_ref,
    )


def _paid_at(connection: Connection, money: Sequence[Reserved]) -> dict[str, dict[str, int]]:
    """Return in which moments money was paid: its satang by reservation."""
    posts = {line.pending_id: line.satang for line in money}
    paying = select(transfers.c.pending_id, transfers.c.at).where(
        transfers.c.kind == "POST", transfers.c.pending_id.in_(posts)
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for pending_id, at in connection.execute(paying):
        found[at][pending_id] = posts[pending_id]
    return found


def _shares(
    connection: Connection, batch: Batch, steps: Sequence[Row[Any]], back: Mapping[str, int]
) -> list[tuple[Row[Any], int]]:
    """Return what came back of each document of one kind and moment: several steps of lines may fall into one."""
    if len(steps) == 1:
        return [(steps[0], sum(back.values()))]
    t = transfers.c
    mine = (t.kind == "POST", t.op_id == batch.op_id, t.rev == batch.rev, t.at == steps[0].booked_at)
    booked = journal.amounts(connection, steps)
    place, room, shares = 0, booked[0], [0] * len(steps)
    for pending_id, satang in connection.execute(select(t.pending_id, t.satang).where(*mine).order_by(t.n)):
        if not room and place + 1 < len(steps):
            place += 1
            room = booked[place]
        room -= satang
        shares[place] += back.get(pending_id, 0)
    return [(step, share) for step, share in zip(steps, shares, strict=True) if share]


def _agency(connection: Connection, unit: str) -> str:
    agency: str = connection.execute(select(units.c.agency).where(units.c.unit == unit)).scalar_one()
    return agency
