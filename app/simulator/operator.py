"""The operator's side: clock, books, notices; opened by a token that lies in the data folder."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import select

from app.simulator import clock_fact, ledger, recount, tries
from app.simulator.clock import ClockTextWrong, moment_text, read_setting, read_time_to_be
from app.simulator.disbursement import stages
from app.simulator.due import Ran
from app.simulator.refusals import Refused, unreadable
from app.simulator.sessions import note
from app.simulator.tables import batches, lines
from app.simulator.telling.tables import notices
from app.wire.breach import of_text
from app.wire.codes import Refusal
from app.wire.disbursement import BatchStage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.worker import Worker

NOTICES_MAX = 1000
S = TypeVar("S", bound=msgspec.Struct)


class ClockShown(msgspec.Struct):
    """The clock: ``mode`` is real, offset, frozen or speed."""

    now: str
    mode: str
    speed: float


class ClockWanted(msgspec.Struct, forbid_unknown_fields=True):
    """``clock`` as `app.simulator.clock.read_setting` reads it."""

    clock: str


class AdvanceWanted(msgspec.Struct, forbid_unknown_fields=True):
    """``to`` is a moment with its zone."""

    to: str


class Advanced(msgspec.Struct):
    """The clock after the jump, and what was done on the way."""

    now: str
    ran: list[Ran]


class AccountShown(msgspec.Struct):
    """An account of the books."""

    account: str
    unit: str
    name: str
    balance_satang: str
    reserved_satang: str


class Books(msgspec.Struct):
    """All accounts; ``sum_satang`` must be 0 and ``faults``, found by recounting every transfer, empty."""

    sum_satang: str
    faults: list[str]
    accounts: list[AccountShown]


class NoticeShown(msgspec.Struct):
    """A notice to a payee; ``state``: '' waits, ``sent``, ``failed`` with the ``problem``, ``recorded`` only."""

    op_id: str
    n: str
    channel: str
    address: str
    text: str
    at: str
    state: str
    problem: str
    tries: int
    told_at: str


class Notices(msgspec.Struct):
    """Recorded notices, the oldest first."""

    notices: list[NoticeShown]


class LineShown(msgspec.Struct):
    """A line's stage with time, cause and rule (SIM-11)."""

    n: int
    status: str
    reason: str
    rule: str
    at: str
    due_at: str
    due_action: str


class BatchShown(msgspec.Struct):
    """A batch as the bank's staff sees it, with all its steps; ``held`` says why it is not released."""

    op_id: str
    rev: int
    status: str
    pay_at: str
    bank_ref: str
    held: str
    lines: list[LineShown]
    stages: tuple[BatchStage, ...]


class UnlockWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Whose tries are given back."""

    company_id: str
    user_id: str


class AnchorsWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Which workstation's audit anchors are set aside."""

    unit: str
    device: str


def alive(connection: Connection) -> None:
    """Ask the database for anything at all."""
    connection.execute(select(1))


def demand_operator(central: Central, token: str) -> None:
    """Refuse whoever does not hold the operator's token."""
    if not hmac.compare_digest(token.encode(), central.operator_token.encode()):
        raise Refused(Refusal.ROLE_MISSING, role="operator")


def read(body: bytes, kind: type[S]) -> S:
    """Read an operator's request; unlike people's commands it needs no canonical form."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise unreadable(of_text(body, kind, problem)) from problem


def clock(central: Central) -> ClockShown:
    """Return what the clock shows."""
    return ClockShown(central.clock.text(), central.clock.setting.mode, central.clock.setting.speed)


async def set_clock(central: Central, worker: Worker, body: bytes) -> ClockShown:
    """Put the clock to another time or speed, but not before what statements already tell."""
    try:
        setting = read_setting(read(body, ClockWanted).clock)
    except ClockTextWrong as problem:
        raise Refused(Refusal.FIELD_WRONG, field="clock", line="") from problem

    def demand_open(connection: Connection) -> None:
        earliest = clock_fact.earliest(connection)
        if moment_text(setting.shown) < earliest:
            raise Refused(Refusal.FIELD_WRONG, field="clock", line="", earliest=earliest)

    await worker.set_clock(setting, demand_open)
    return clock(central)


async def advance(central: Central, worker: Worker, body: bytes) -> Advanced:
    """Let time pass, doing everything that falls due on the way."""
    try:
        to = read_time_to_be(read(body, AdvanceWanted).to)
    except ClockTextWrong as problem:
        raise Refused(Refusal.FIELD_WRONG, field="to", line="") from problem
    if to < central.clock.now():
        raise Refused(Refusal.FIELD_WRONG, field="to", line="")
    ran = await worker.advance(to)
    return Advanced(central.clock.text(), ran)


def books(connection: Connection) -> Books:
    """Return all balances and recount them."""
    states = ledger.account_states(connection)
    return Books(
        sum_satang=str(recount.total_satang(states)),
        faults=recount.faults(connection),
        accounts=[
            AccountShown(state.account, state.unit, state.name, str(state.balance_satang), str(state.reserved_satang))
            for state in states
        ],
    )


def sent_notices(connection: Connection, op_id: str) -> Notices:
    """Return recorded notices, of one batch if ``op_id`` is given."""
    query = select(notices).order_by(notices.c.n_notice).limit(NOTICES_MAX)
    if op_id:
        query = query.where(notices.c.op_id == op_id)
    rows = connection.execute(query)
    return Notices(
        [
            NoticeShown(
                op_id=row.op_id,
                n=str(row.n),
                channel=row.channel,
                address=row.address,
                text=row.text,
                at=row.at,
                state=row.state,
                problem=row.problem,
                tries=row.tries,
                told_at=row.told_at,
            )
            for row in rows
        ]
    )


def batch(connection: Connection, op_id: str) -> BatchShown:
    """Return a batch with the stage of every line."""
    found = connection.execute(select(batches).where(batches.c.op_id == op_id)).one_or_none()
    if found is None:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    rows = connection.execute(select(lines).where(lines.c.op_id == op_id, lines.c.rev == found.rev).order_by(lines.c.n))
    shown = [
        LineShown(row.n, row.status, row.reason, row.rule, row.at, row.due_at or "", row.due_action) for row in rows
    ]
    return BatchShown(
        op_id,
        found.rev,
        found.status,
        found.pay_at,
        found.bank_ref,
        found.held,
        shown,
        stages.of_batch(connection, op_id),
    )


def unlock(connection: Connection, now: datetime, wanted: UnlockWanted) -> None:
    """Give a locked person the tries back on every workstation, and write it down."""
    tries.forget(connection, (wanted.company_id, wanted.user_id), None)
    note(connection, now, f"{wanted.company_id}/{wanted.user_id}", "operator.unlock", "", {})
