"""Account statements: asked for by account and stretch, and believed only as the bank signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from app.central.verification import whole
from app.domain.closing.statement import Entry, EntryKind, Side, SignedStatement, Statement, flaw
from app.domain.values.dates import instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.wire import api, codec, signature
from app.wire import statements as wire

if TYPE_CHECKING:
    from datetime import datetime


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[wire.SignedStatement], /) -> wire.SignedStatement:
        """Send one request."""
        ...


class StatementCalls:
    """What can be asked about movements of accounts."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def statement(self, account: str, since: datetime | None, until: datetime | None) -> tuple[bytes, str]:
        """Return text and signature of a stretch: after ``since`` (None: from the beginning) up to ``until``.

        ``until`` None is the newest moment that is over. To be read with `read_statement`.
        """
        asked = {"account": account, "since": _moment(since), "until": _moment(until)}
        told = self._asked("GET", f"{api.STATEMENTS}?{urlencode(asked)}", wire.SignedStatement)
        return told.statement.encode(), told.sig


def read_statement(text: bytes, sig: str, bank_key: str, owner: tuple[str, str], account: str) -> SignedStatement:
    """Return what the bank signed of an account; ``owner`` is the agency and the unit.

    Raises `Tampered` ``statement_unsigned`` where the bank did not sign it, ``statement_wrong`` where it is another
    account's or its parts do not fit together (fact ``what``).
    """
    if not signature.verify(bank_key, signature.STATEMENT, text, sig):
        raise Tampered("statement_unsigned", account=account)
    try:
        said = codec.decode(text, wire.Statement)
        statement = _statement(said)
    except ValueError as problem:
        raise Tampered("statement_wrong", account=account, what="unreadable") from problem
    if (said.typ, said.agency, said.unit, said.account) != (wire.STATEMENT, *owner, account):
        raise Tampered("statement_wrong", account=account, what="other_account")
    if found := flaw(statement):
        raise Tampered("statement_wrong", account=account, what=found)
    return SignedStatement(statement, text, sig)


def text_sha256(text: bytes) -> str:
    """Return the hash by which a close names a statement."""
    return signature.sha256_hex(text)


def _statement(said: wire.Statement) -> Statement:
    return Statement(
        account=said.account,
        name=said.name,
        since=parse_instant(said.since) if said.since else None,
        until=parse_instant(said.until),
        opening=Money(balance(said.opening_satang)),
        came_in=Money(whole(said.in_satang)),
        went_out=Money(whole(said.out_satang)),
        closing=Money(balance(said.closing_satang)),
        entries=tuple(_entry(said.account, one) for one in said.entries),
    )


def balance(text: str) -> int:
    """Read a balance, which may be below zero; raise ``ValueError`` for anything else."""
    return -whole(text[1:]) if text.startswith("-") and text != "-0" else whole(text)


def _entry(account: str, said: wire.StatementEntry) -> Entry:
    return Entry(
        account=account,
        entry_id=said.entry_id,
        booked_at=parse_instant(said.booked_at),
        side=Side(said.side),
        amount=Money(whole(said.satang)),
        kind=EntryKind(said.kind),
        reference=said.reference,
        bank_ref=said.bank_ref,
        count=whole(said.count),
        text=said.text,
    )


def _moment(at: datetime | None) -> str:
    return instant(at) if at else ""
