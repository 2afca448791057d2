"""What moved on an account over any stretch of time, recounted from the ledger's transfers alone (RC-1).

Paid lines of one edition and moment are one entry, as are lines that came back; an entry is the same however the
stretches are cut, since all of it moved in one moment.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, case, func, literal_column, select

from app.simulator.clock import is_moment, moment_text
from app.simulator.collections.tables import collection_orders, payments
from app.simulator.portal.tables import postings
from app.simulator.recalls.tables import recalls
from app.simulator.refusals import Refused, wrong
from app.simulator.remittances.tables import remittances
from app.simulator.tables import CAME, MOVED, accounts, batches, transfers, units
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.signature import STATEMENT as STATEMENT_LABEL
from app.wire.signature import sign
from app.wire.statements import STATEMENT, EntryKind, SignedStatement, Statement, StatementEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection

IN, OUT = "C", "D"
_ASKED_AT_ONCE = 500
_KINDS = {
    "OPEN": EntryKind.OPENING,
    "DRAW": EntryKind.DRAW,
    "DEPOSIT": EntryKind.OTHER,
    "POST": EntryKind.BATCH,
    "RETURN": EntryKind.LINE_RETURNED,
    "RECALL": EntryKind.RECALL,
    "TREASURY": EntryKind.REMITTANCE,
    "COLLECT": EntryKind.COLLECTION,
    "REVERSE": EntryKind.REVERSAL,
    "REFUND": EntryKind.REFUND,
    "REMIT": EntryKind.POSTING,
    "SEND": EntryKind.REMITTANCE,
    "BACK": EntryKind.REMITTANCE_REFUSED,
}
_SUMMED = ("POST", "RETURN")
"""Kinds of which all of an edition's lines in one moment are one entry."""
_NAMED = ("RECALL", "TREASURY", "REFUND", "REMIT")
"""Kinds whose transfers are called after what ordered them; their ``op_id`` is a line's batch, or a payment."""
_t = transfers.c
_NONE: ColumnElement[str] = literal_column("''")
_WORDS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "POST": (batches.c.op_id, _NONE, batches.c.bank_ref, batches.c.doc_no),
    "RETURN": (batches.c.op_id, _NONE, batches.c.bank_ref, batches.c.doc_no),
    "RECALL": (recalls.c.recall_id, _NONE, _NONE, recalls.c.letter_no),
    "TREASURY": (recalls.c.recall_id, recalls.c.req_id, recalls.c.bank_ref, recalls.c.letter_no),
    "COLLECT": (payments.c.payment_id, _NONE, payments.c.payment_id, payments.c.ref1),
    "REVERSE": (payments.c.payment_id, _NONE, payments.c.payment_id, payments.c.ref1),
    "REFUND": (collection_orders.c.req_id, _NONE, collection_orders.c.bank_ref, collection_orders.c.payment_id),
    "REMIT": (postings.c.posting_id, _NONE, postings.c.bank_ref, postings.c.revenue_code),
    "SEND": (remittances.c.req_id, _NONE, remittances.c.bank_ref, remittances.c.office),
    "BACK": (remittances.c.req_id, _NONE, remittances.c.bank_ref, remittances.c.office),
}
"""Where entries of a kind have their words: what names it, the reference ('' is that), the bank's, the text."""


class _Moved(NamedTuple):
    """Transfers that are one entry; ``name`` finds its words."""

    at: str
    side: str
    kind: str
    name: str
    rev: int
    satang: int
    transfers: int


class _Words(NamedTuple):
    """What an entry says beside its sum."""

    reference: str
    bank_ref: str
    text: str


def make(connection: Connection, account: str, since: str, until: str) -> Statement:
    """Return what moved on a unit's account after ``since`` ('' for the first) up to and including ``until``.

    Both are moments of the wire; the same stretch gives the same statement for ever, once it is over.
    """
    named = select(accounts.c.name, accounts.c.unit, units.c.agency).join(units, units.c.unit == accounts.c.unit)
    home = connection.execute(named.where(accounts.c.account == account)).one()
    moved = sorted(_moved(connection, account, since, until))
    words = _words(connection, moved)
    opening = _balance(connection, account, since) if since else 0
    came = sum(one.satang for one in moved if one.side == IN)
    went = sum(one.satang for one in moved if one.side == OUT)
    return Statement(
        typ=STATEMENT,
        agency=home.agency,
        unit=home.unit,
        account=account,
        name=home.name,
        since=since,
        until=until,
        opening_satang=str(opening),
        in_satang=str(came),
        out_satang=str(went),
        closing_satang=str(opening + came - went),
        entries=tuple(_entry(account, one, words[one.kind, one.name]) for one in moved),
    )


def signed(
    connection: Connection, now: datetime, bank_key: Ed25519PrivateKey, asked: tuple[str, str, str, str]
) -> SignedStatement:
    """Return the signed statement of an account of a unit: ``asked`` is unit, account, since and until.

    Another unit's account is as unknown as none at all; a stretch that is not over is refused with ``field_wrong``.
    """
    unit, account, since, until = asked
    until = until or _newest(now)
    mine = (accounts.c.account == account, accounts.c.unit == unit)
    if connection.execute(select(accounts.c.account).where(*mine)).first() is None:
        raise Refused(Refusal.NOT_FOUND)
    demand_over(now, since, until)
    content = encode(make(connection, account, since, until))
    return SignedStatement(content.decode(), sign(bank_key, STATEMENT_LABEL, content))


def for_staff(connection: Connection, now: datetime, asked: tuple[str, str, str]) -> Statement:
    """Return the statement of any unit's account: ``asked`` is account, since and until; refuse likewise."""
    account, since, until = asked
    until = until or _newest(now)
    named = select(accounts.c.account).where(accounts.c.account == account, accounts.c.unit.is_not(None))
    if connection.execute(named).first() is None:
        raise Refused(Refusal.NOT_FOUND)
    demand_over(now, since, until)
    return make(connection, account, since, until)


def newest_entry(connection: Connection) -> str:
    """Return when money last moved on an account of a unit, '' where none did since it was opened."""
    newest = [
        select(_t.at).where(*mine, _t.kind != "OPEN").order_by(_t.at.desc()).limit(1).correlate(accounts)
        for _, mine in _sides(accounts.c.account)
    ]
    asked = select(*(one.scalar_subquery() for one in newest)).where(accounts.c.unit.is_not(None))
    return max((at for row in connection.execute(asked) for at in row if at), default="")


def _newest(now: datetime) -> str:
    """Return the newest moment that is over."""
    return moment_text(now - timedelta(milliseconds=1))


def demand_over(now: datetime, since: str, until: str) -> None:
    """Refuse a stretch that is none, or not over yet: everything that moved in it has to be in the books."""
    if not is_moment(until) or until >= moment_text(now):
        raise wrong("until")
    if since and not (is_moment(since) and since <= until):
        raise wrong("since")


def _moved(connection: Connection, account: str, since: str, until: str) -> Iterator[_Moved]:
    alone = case((_t.kind.in_(_SUMMED), ""), else_=_t.id)
    key = (_t.at, _t.kind, _t.op_id, _t.rev, alone)
    for side, mine in _sides(account):
        stretch = (_t.at > since, _t.at <= until)
        found = select(*key, func.sum(_t.satang), func.count()).where(*mine, *stretch).group_by(*key)
        for at, kind, op_id, rev, transfer_id, satang, count in connection.execute(found):
            name = transfer_id.removesuffix(f"/{kind}") if kind in _NAMED else op_id
            yield _Moved(at, side, kind, name, int(rev), int(satang), int(count))


def _sides(account: str | ColumnElement[str]) -> tuple[tuple[str, tuple[ColumnElement[bool], ...]], ...]:
    """Return what brings money in and what takes it out, in the words of the indexes."""
    came: tuple[ColumnElement[bool], ...] = (_t.credit == account, literal_column(CAME))
    went: tuple[ColumnElement[bool], ...] = (_t.debit == account, literal_column(MOVED))
    return (IN, came), (OUT, went)


def _balance(connection: Connection, account: str, until: str) -> int:
    sums = {
        side: connection.scalar(select(func.sum(_t.satang)).where(*mine, _t.at <= until)) or 0
        for side, mine in _sides(account)
    }
    return int(sums[IN] - sums[OUT])


def _words(connection: Connection, moved: Sequence[_Moved]) -> dict[tuple[str, str], _Words]:
    """Return what each entry says, by kind and name of its transfers; asked of the tables by many at once."""
    found = {(one.kind, one.name): _Words("", "", one.name) for one in moved}
    for kind in sorted({one.kind for one in moved} & set(_WORDS)):
        names, columns = sorted({one.name for one in moved if one.kind == kind}), _WORDS[kind]
        for start in range(0, len(names), _ASKED_AT_ONCE):
            asked = select(*columns).where(columns[0].in_(names[start : start + _ASKED_AT_ONCE]))
            found |= {(kind, name): _Words(*said) for name, *said in connection.execute(asked)}
    return found


def _entry(account: str, moved: _Moved, words: _Words) -> StatementEntry:
    kind = _KINDS[moved.kind].value
    reference = f"{moved.name}/{moved.rev}" if moved.kind in _SUMMED else words.reference or moved.name
    named = f"khlang:entry:{account}/{moved.at}/{moved.side}/{kind}/{reference}"
    return StatementEntry(
        entry_id=str(uuid5(NAMESPACE_URL, named)),
        booked_at=moved.at,
        side=moved.side,
        satang=str(moved.satang),
        kind=kind,
        reference=reference,
        bank_ref=words.bank_ref,
        count=str(moved.transfers),
        text=words.text,
    )
