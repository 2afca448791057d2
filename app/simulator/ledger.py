"""Money: reservations, their resolution, returns; accounts change in the same commit and never go short (SIM-03).

A PENDING transfer reserves; one POST or VOID resolves it, a fact of the schema. What moves money has a debit and a
credit of the same amount, so the balances of all accounts always add up to zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import bindparam, func, insert, literal, select, update

from app.simulator.refusals import Refused
from app.simulator.storage import insert_many
from app.simulator.tables import accounts, known_accounts, transfers
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select

TREASURY = "treasury"
RECEIVING = "receiving"
"""The purpose of an account that collects: batches are not paid from it."""
OFF_BUDGET = "off_budget"
"""The purpose of an account of money that is not the budget's: it may be deposited with the treasury."""
_ACCOUNTS = select(accounts).order_by(accounts.c.account)
_OF_UNIT = _ACCOUNTS.where(accounts.c.unit == bindparam("unit"))


class Reserved(NamedTuple):
    """One line's money: what was reserved under ``pending_id``, from which account for which bank."""

    n: int
    pending_id: str
    bank: str
    satang: int


@dataclass(frozen=True, slots=True)
class Order:
    """The batch to which transfers belong."""

    op_id: str
    rev: int
    debit: str
    fy: str
    at: str


def clearing(bank: str) -> str:
    """Return the account through which payees at ``bank`` are paid."""
    return f"bank:{bank}"


def pending_ids(op_id: str, rev: int, count: int) -> list[str]:
    """Return the transfer ids of lines 1 to ``count`` of an edition; the same for the same edition, always.

    They say whose they are, so that no two are ever the same, and rise with the lines: each is added behind the one
    before, where random ids would touch the whole index.
    """
    return [f"{op_id}/{rev}/{n:06d}" for n in range(1, count + 1)]


def _resolved_id(pending_id: str, kind: str) -> str:
    """Return the id of what became of a reservation: one of each kind at most."""
    return f"{pending_id}/{kind}"


def open_account(connection: Connection, account: str, unit: str | None, name: str, purpose: str = "") -> None:
    """Add an empty account; ``purpose`` is '', `RECEIVING` or `OFF_BUDGET`."""
    row = {"account": account, "unit": unit, "name": name, "purpose": purpose}
    connection.execute(accounts.insert().values(balance_satang=0, reserved_satang=0, **row))
    connection.execute(insert(known_accounts).values(account=account))


def endow(connection: Connection, account: str, satang: int, fy: str, at: str) -> Arrival:
    """Give an account its opening balance, from the treasury."""
    opening = Arrival("OPEN", account, satang, "", fy, at)
    _from_treasury(connection, str(uuid5(NAMESPACE_URL, f"khlang:open:{account}")), opening)
    return opening


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money of the treasury that comes into a unit's account; ``reference`` is a draw's document or a payer's word."""

    kind: Literal["OPEN", "DRAW", "DEPOSIT"]
    account: str
    satang: int
    reference: str
    fy: str
    at: str


def deposit(connection: Connection, arrival: Arrival) -> bool:
    """Pay money in; say no where it came before by its reference, ``command_id_reused`` if with another amount."""
    named = f"khlang:{arrival.kind.lower()}:{arrival.account}/{arrival.reference}"
    transfer_id = str(uuid5(NAMESPACE_URL, named))
    came = connection.scalar(select(transfers.c.satang).where(transfers.c.id == transfer_id))
    if came not in (None, arrival.satang):
        raise Refused(Refusal.COMMAND_ID_REUSED)
    if came is None:
        _from_treasury(connection, transfer_id, arrival)
    return came is None


def _from_treasury(connection: Connection, transfer_id: str, arrival: Arrival) -> None:
    account, satang = arrival.account, arrival.satang
    row = {
        "id": transfer_id,
        "kind": arrival.kind,
        "op_id": arrival.reference,
        "debit": TREASURY,
        "credit": account,
        "satang": satang,
        "fy": arrival.fy,
        "at": arrival.at,
    }
    connection.execute(transfers.insert(), [row])
    _move(connection, {TREASURY: -satang, account: satang})


def reserve(connection: Connection, order: Order, money: Select[Any]) -> None:
    """Reserve every line's money or nothing; refuse with ``funds_short``.

    ``money`` asks the database for the columns of `Reserved`, so that tens of thousands of rows need not come here.
    """
    line = money.subquery().c
    total: int = connection.scalar(select(func.sum(line.satang))) or 0
    took = connection.execute(
        update(accounts)
        .where(accounts.c.account == order.debit, accounts.c.balance_satang - accounts.c.reserved_satang >= total)
        .values(reserved_satang=accounts.c.reserved_satang + total)
    )
    if took.rowcount != 1:
        available = select(accounts.c.balance_satang - accounts.c.reserved_satang)
        left = connection.scalar(available.where(accounts.c.account == order.debit))
        raise Refused(Refusal.FUNDS_SHORT, available_satang=str(left))
    values: dict[str, ColumnElement[Any]] = {
        "id": line.pending_id,
        "kind": literal("PENDING"),
        "op_id": literal(order.op_id),
        "rev": literal(order.rev),
        "n": line.n,
        "debit": literal(order.debit),
        "credit": clearing("") + line.bank,
        "satang": line.satang,
        "fy": literal(order.fy),
        "at": literal(order.at),
    }
    rows = select(*values.values()).order_by(line.n)
    connection.execute(insert(transfers).from_select(list(values), rows))


def post(connection: Connection, order: Order, money: Sequence[Reserved]) -> None:
    """Pay reserved lines: each moves from the unit's account to the payee's bank."""
    _resolve(connection, order, money, "POST")
    changes = Counter[str]()
    for line in money:
        changes[clearing(line.bank)] += line.satang
        changes[order.debit] -= line.satang
    _move(connection, changes)


def void(connection: Connection, order: Order, money: Sequence[Reserved]) -> None:
    """Let go of reserved lines: the money is available again."""
    _resolve(connection, order, money, "VOID")


def open_reservations(connection: Connection, op_id: str, at: str) -> dict[Order, list[Reserved]]:
    """Return what a batch still has reserved, as the books have it, by the order to resolve it under ``at``."""
    resolving = transfers.alias("resolving")
    resolved = select(resolving.c.id).where(resolving.c.pending_id == transfers.c.id).exists()
    waiting = select(transfers).where(transfers.c.op_id == op_id, transfers.c.kind == "PENDING", ~resolved)
    found: dict[Order, list[Reserved]] = {}
    for row in connection.execute(waiting.order_by(transfers.c.rev, transfers.c.n)):
        bank = row.credit.removeprefix(clearing(""))
        order = Order(op_id, row.rev, row.debit, row.fy, at)
        found.setdefault(order, []).append(Reserved(row.n, row.id, bank, row.satang))
    return found


def give_back(connection: Connection, order: Order, money: Sequence[Reserved]) -> None:
    """Return paid lines: the payee's bank sends the money back to the unit's account."""
    if not money:
        return
    rows: list[_Row] = []
    changes = Counter[str]()
    for line in money:
        bank, paid = clearing(line.bank), _resolved_id(line.pending_id, "POST")
        transfer_id = _resolved_id(line.pending_id, "RETURN")
        about = (order.op_id, order.rev, line.n, None, paid, bank, order.debit, line.satang, order.fy, order.at)
        rows.append((transfer_id, "RETURN", *about))
        changes[order.debit] += line.satang
        changes[bank] -= line.satang
    _add(connection, rows)
    _move(connection, changes)


@dataclass(frozen=True, slots=True)
class CalledBack:
    """Money of one line that is called back: how much, by whom the line was paid, and through which bank."""

    recall_id: str
    order: Order
    n: int
    bank: str
    satang: int


def call_back(connection: Connection, money: CalledBack) -> None:
    """Bring money back from the payee's bank; it is set aside at once, since it may only go to the treasury."""
    bank, account = clearing(money.bank), money.order.debit
    _add(connection, [_recall_row(money, "RECALL", bank, account)])
    _move(connection, {bank: -money.satang, account: money.satang})
    _set_aside(connection, account, money.satang)


def send_to_treasury(connection: Connection, money: CalledBack, office: str) -> None:
    """Return money that was called back to the treasury, to the account of an office."""
    account = money.order.debit
    _add(connection, [_recall_row(money, "TREASURY", account, office)])
    _set_aside(connection, account, -money.satang)
    _move(connection, {account: -money.satang, office: money.satang})


def _recall_row(money: CalledBack, kind: str, debit: str, credit: str) -> _Row:
    order = money.order
    about = (order.op_id, order.rev, money.n, None, None, debit, credit, money.satang, order.fy, order.at)
    # The id says whose it is: the same money neither comes nor goes twice.
    return (f"{money.recall_id}/{kind}", kind, *about)


@dataclass(frozen=True, slots=True)
class Collected:
    """Money that comes into a receiving account or leaves it; ``name``, the payment's or an order's, moves it once."""

    name: str
    payment_id: str
    account: str
    satang: int
    fy: str
    at: str


def collect(connection: Connection, coming: Sequence[tuple[Collected, str]]) -> None:
    """Bring payments in, each from the payer's bank that is named with it."""
    _between(connection, "COLLECT", [(money, clearing(bank), money.account) for money, bank in coming])


def reverse(connection: Connection, money: Collected, bank: str) -> None:
    """Take a payment back to the payer's bank: it was never paid."""
    _out(connection, money, "REVERSE", clearing(bank))


def refund(connection: Connection, money: Collected, bank: str) -> None:
    """Send part of a payment or all of it to an account at ``bank``; refuse with ``funds_short``."""
    _out(connection, money, "REFUND", clearing(bank))


def remit(connection: Connection, money: Collected) -> None:
    """Send collected money to the treasury; refuse with ``funds_short``."""
    _out(connection, money, "REMIT", TREASURY)


def _out(connection: Connection, money: Collected, kind: str, to: str) -> None:
    _demand_available(connection, money.account, money.satang)
    _between(connection, kind, [(money, money.account, to)])


def _demand_available(connection: Connection, account: str, satang: int) -> None:
    left = accounts.c.balance_satang - accounts.c.reserved_satang
    available = connection.execute(select(left).where(accounts.c.account == account)).scalar_one()
    if available < satang:
        raise Refused(Refusal.FUNDS_SHORT, available_satang=str(available))


def _between(connection: Connection, kind: str, moves: Sequence[tuple[Collected, str, str]]) -> None:
    """Move money from one account to another, each time; the ids say whose it is, so that none comes or goes twice."""
    rows: list[_Row] = []
    changes = Counter[str]()
    for money, debit, credit in moves:
        about = (money.payment_id, 0, 0, None, None, debit, credit, money.satang, money.fy, money.at)
        rows.append((f"{money.name}/{kind}", kind, *about))
        changes[debit] -= money.satang
        changes[credit] += money.satang
    if rows:
        _add(connection, rows)
        _move(connection, changes)


@dataclass(frozen=True, slots=True)
class Remitted:
    """Money of a remittance, from an account of a unit to that of a treasury office; ``req_id`` moves it once."""

    req_id: str
    account: str
    office: str
    satang: int
    fy: str
    at: str


def hold(connection: Connection, money: Remitted) -> None:
    """Set money aside for a remittance that two persons signed; refuse with ``funds_short``."""
    _demand_available(connection, money.account, money.satang)
    _add(connection, [_remitted_row(money, "HOLD", money.account, money.office)])
    _set_aside(connection, money.account, money.satang)


def send(connection: Connection, money: Remitted) -> None:
    """Send money that was set aside to the treasury."""
    _add(connection, [_remitted_row(money, "SEND", money.account, money.office)])
    _set_aside(connection, money.account, -money.satang)
    _move(connection, {money.account: -money.satang, money.office: money.satang})


def bring_back(connection: Connection, money: Remitted) -> None:
    """Bring money back that the treasury refused."""
    _add(connection, [_remitted_row(money, "BACK", money.office, money.account)])
    _move(connection, {money.account: money.satang, money.office: -money.satang})


def _remitted_row(money: Remitted, kind: str, debit: str, credit: str) -> _Row:
    about = (money.req_id, 0, 0, None, None, debit, credit, money.satang, money.fy, money.at)
    return (f"{money.req_id}/{kind}", kind, *about)


def _set_aside(connection: Connection, account: str, satang: int) -> None:
    mine = update(accounts).where(accounts.c.account == account)
    connection.execute(mine.values(reserved_satang=accounts.c.reserved_satang + satang))


def _resolve(connection: Connection, order: Order, money: Sequence[Reserved], kind: Literal["POST", "VOID"]) -> None:
    if not money:
        return
    _add(
        connection,
        [_row(order, line, kind, _resolved_id(line.pending_id, kind), line.pending_id) for line in money],
    )
    total = sum(line.satang for line in money)
    # One statement with the balance for POST would be shorter; the check forbids going short either way.
    freed = update(accounts).where(accounts.c.account == order.debit)
    connection.execute(freed.values(reserved_satang=accounts.c.reserved_satang - total))


_COLUMNS = ("id", "kind", "op_id", "rev", "n", "pending_id", "returns_id", "debit", "credit", "satang", "fy", "at")
_Row = tuple[str | int | None, ...]


def _row(order: Order, line: Reserved, kind: str, transfer_id: str, pending_id: str) -> _Row:
    bank = clearing(line.bank)
    about = (order.op_id, order.rev, line.n, pending_id, None, order.debit, bank, line.satang, order.fy, order.at)
    return (transfer_id, kind, *about)


def _add(connection: Connection, rows: list[_Row]) -> None:
    insert_many(connection, transfers, _COLUMNS, rows)


def _move(connection: Connection, changes: dict[str, int]) -> None:
    add = (
        update(accounts)
        .where(accounts.c.account == bindparam("moved"))
        .values(balance_satang=accounts.c.balance_satang + bindparam("change"))
    )
    # The same order everywhere, so that two writers never wait for one another.
    connection.execute(add, [{"moved": account, "change": changes[account]} for account in sorted(changes)])


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as the books have it."""

    account: str
    unit: str
    name: str
    balance_satang: int
    reserved_satang: int
    purpose: str = ""

    @property
    def available_satang(self) -> int:
        """What can still be reserved."""
        return self.balance_satang - self.reserved_satang


def account_states(connection: Connection, unit: str | None = None) -> list[AccountState]:
    """Return all accounts, or those of one unit, by number."""
    rows = connection.execute(_ACCOUNTS) if unit is None else connection.execute(_OF_UNIT, {"unit": unit})
    return [
        AccountState(row.account, row.unit or "", row.name, row.balance_satang, row.reserved_satang, row.purpose)
        for row in rows
    ]
