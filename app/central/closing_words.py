"""A close of a day between the wire's words and the domain's, either way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from app.central.signed_orders import signed_text
from app.central.statements import balance
from app.central.verification import whole
from app.domain.closing.day import AccountDay, Compared, DayAct, DayOrder, DayRecord, DayState, Tally
from app.domain.closing.exceptions import DayException, ExceptionKind, ExceptionState, NumberedException, Proposed
from app.domain.closing.matching import ByHand
from app.domain.closing.statement import EntryKind
from app.domain.values.dates import instant, parse_instant
from app.domain.values.money import Money
from app.wire import closing as wire

if TYPE_CHECKING:
    from datetime import datetime


class OrderFields(TypedDict):
    """The fields of an order beside who made it for which unit."""

    act: str
    day: str
    version: str
    since: str
    until: str
    accounts: tuple[wire.AccountDay, ...]
    compared: tuple[wire.Compared, ...]
    matches: tuple[wire.ManualMatch, ...]
    exceptions: tuple[wire.DayException, ...]
    anchor_seq: str
    anchor_head: str
    reason: str


# -- on its way out ---------------------------------------------------------------------------------------------------


def order_fields(order: DayOrder) -> OrderFields:
    """Return an order as it is signed; raise `Refused` ``field_wrong`` for a text that may not be."""
    return {
        "act": order.act.value,
        "day": order.day.isoformat(),
        "version": str(order.version),
        "since": _moment(order.since),
        "until": _moment(order.until),
        "accounts": tuple(map(_account, order.accounts)),
        "compared": tuple(map(_compared, order.compared)),
        "matches": tuple(
            wire.ManualMatch(one.entry_ids, one.item_ids, signed_text("reason", one.reason)) for one in order.matches
        ),
        "exceptions": tuple(map(_exception, order.exceptions)),
        "anchor_seq": str(order.anchor_seq) if order.anchor_head else "",
        "anchor_head": order.anchor_head,
        "reason": signed_text("reason", order.reason),
    }


def _account(one: AccountDay) -> wire.AccountDay:
    return wire.AccountDay(
        account=one.account,
        opening_satang=str(one.opening.satang),
        in_satang=str(one.came_in.satang),
        out_satang=str(one.went_out.satang),
        closing_satang=str(one.closing.satang),
        entries=str(one.entries),
        statement_sha256=one.statement_sha256,
    )


def _compared(one: Compared) -> wire.Compared:
    return wire.Compared(
        what=one.what.value,
        account=one.account,
        ours_count=str(one.ours.count),
        ours_satang=str(one.ours.amount.satang),
        bank_count=str(one.bank.count),
        bank_satang=str(one.bank.amount.satang),
        treasury_count=str(one.treasury.count) if one.treasury else "",
        treasury_satang=str(one.treasury.amount.satang) if one.treasury else "",
    )


def _exception(one: DayException) -> wire.DayException:
    return wire.DayException(
        exception_id=one.exception_id,
        kind=one.kind.value,
        account=one.account,
        about=one.about,
        satang=str(one.amount.satang) if one.amount else "",
        owner_uid=one.owner_uid,
        state=one.state.value,
        reason=signed_text("reason", one.reason),
    )


def _moment(at: datetime | None) -> str:
    return instant(at) if at else ""


# -- as it is told ----------------------------------------------------------------------------------------------------


def order(said: wire.DayOrder) -> DayOrder:
    """Return an order as the domain has it; raise ``ValueError`` for what no order says."""
    return DayOrder(
        req_id=said.req_id,
        act=DayAct(said.act),
        day=date.fromisoformat(said.day),
        version=whole(said.version),
        since=_read_moment(said.since),
        until=_read_moment(said.until),
        accounts=tuple(map(_read_account, said.accounts)),
        compared=tuple(map(_read_compared, said.compared)),
        matches=tuple(ByHand(one.entry_ids, one.items, one.reason) for one in said.matches),
        exceptions=tuple(map(exception, said.exceptions)),
        anchor_seq=whole(said.anchor_seq) if said.anchor_seq else 0,
        anchor_head=said.anchor_head,
        reason=said.reason,
    )


def record(said: wire.DayRecord) -> DayRecord:
    """Return what the bank keeps of a close; raise ``ValueError`` for what no record says."""
    return DayRecord(
        day=date.fromisoformat(said.day),
        version=whole(said.version),
        state=DayState(said.state),
        since=_read_moment(said.since),
        until=_read_moment(said.until),
        order_sha256=said.order_sha256,
        order_sig_sha256=said.order_sig_sha256,
        decision_sha256=said.decision_sha256,
        exceptions=tuple(map(numbered, said.exceptions)),
        at=parse_instant(said.at),
    )


def numbered(said: wire.NumberedException) -> NumberedException:
    """Return an exception as the bank keeps it; raise ``ValueError`` for what makes no sense."""
    return NumberedException(
        told=exception(said.exception),
        number=said.number,
        since=date.fromisoformat(said.since),
        solved_on=date.fromisoformat(said.solved_on) if said.solved_on else None,
    )


def exception(said: wire.DayException) -> DayException:
    """Return an exception as a close tells it; raise ``ValueError`` for what makes no sense."""
    return DayException(
        exception_id=said.exception_id,
        kind=ExceptionKind(said.kind),
        account=said.account,
        about=said.about,
        amount=Money(whole(said.satang)) if said.satang else None,
        owner_uid=said.owner_uid,
        state=ExceptionState(said.state),
        reason=said.reason,
    )


def demanded(said: wire.Demanded, unit: str) -> Proposed:
    """Return what the central system demands to see of a unit; raise ``ValueError`` for what makes no sense."""
    return Proposed(
        exception_id=wire.exception_id(unit, said.kind, said.about),
        kind=ExceptionKind(said.kind),
        account=said.account,
        about=said.about,
        amount=Money(whole(said.satang)) if said.satang else None,
    )


def _read_account(said: wire.AccountDay) -> AccountDay:
    return AccountDay(
        account=said.account,
        opening=Money(balance(said.opening_satang)),
        came_in=Money(whole(said.in_satang)),
        went_out=Money(whole(said.out_satang)),
        closing=Money(balance(said.closing_satang)),
        entries=whole(said.entries),
        statement_sha256=said.statement_sha256,
    )


def _read_compared(said: wire.Compared) -> Compared:
    return Compared(
        what=EntryKind(said.what),
        account=said.account,
        ours=Tally(whole(said.ours_count), Money(whole(said.ours_satang))),
        bank=Tally(whole(said.bank_count), Money(whole(said.bank_satang))),
        treasury=Tally(whole(said.treasury_count), Money(whole(said.treasury_satang))) if said.treasury_count else None,
    )


def _read_moment(text: str) -> datetime | None:
    return parse_instant(text) if text else None
