"""Money is neither made nor lost by any order of operations, and nothing is resolved twice (SIM-03)."""

from __future__ import annotations

import functools
import random
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, make_url, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from app.simulator import ledger, recount, seed
from app.simulator.refusals import Refused
from app.simulator.storage import Storage
from app.simulator.tables import accounts, agencies, known_accounts, metadata, transfers, units
from app.wire.api import LINES_MAX
from tests.helpers.raw_books import new_database
from tests.helpers.raw_central import UNIT, Central, Clerk, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Executable

AT = "2026-11-23T02:00:00.000Z"
HELD = 1_000_000


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(Storage(new_database(tmp_path))) as opened:
        opened.write_now(_open)
        yield opened


def _open(connection: Connection) -> None:
    seed.foundation(connection)
    connection.execute(agencies.insert().values(agency="1", name="a"))
    same = {"agency": "1", "name": "u", "cut_off": "15:30", "batch_satang_max": 1, "signatures_needed": 1}
    for unit in ("u1", "u2"):
        connection.execute(units.insert().values(unit=unit, company_id=unit, devices_differ=1, **same))
        ledger.open_account(connection, f"acct-{unit}", unit, unit)
        ledger.endow(connection, f"acct-{unit}", HELD, "2570", AT)


def _order(account: str = "acct-u1") -> ledger.Order:
    return ledger.Order(str(uuid.uuid4()), 1, account, "2570", AT)


def _money(order: ledger.Order, amounts: list[int]) -> list[ledger.Reserved]:
    ids = ledger.pending_ids(order.op_id, order.rev, len(amounts))
    return [ledger.Reserved(n, ids[n - 1], ("004", "014")[n % 2], satang) for n, satang in enumerate(amounts, 1)]


def _reserve(connection: Connection, order: ledger.Order, money: list[ledger.Reserved]) -> None:
    each = [select(*(literal(value).label(name) for name, value in line._asdict().items())) for line in money]
    ledger.reserve(connection, order, select(union_all(*each).subquery()))


def _assert_sound(storage: Storage) -> None:
    assert storage.read_now(recount.faults) == []
    assert recount.total_satang(storage.read_now(ledger.account_states)) == 0


def test_accounts_of_a_former_program_get_their_numbers_at_the_next_start(storage: Storage) -> None:
    def numbers(connection: Connection) -> set[str]:
        return set(connection.execute(select(known_accounts.c.account)).scalars())

    def forget(connection: Connection) -> None:
        connection.execute(known_accounts.delete().where(known_accounts.c.account != "acct-u2"))

    before = storage.read_now(numbers)
    assert {"acct-u1", "acct-u2", ledger.TREASURY} <= before
    storage.write_now(forget)
    storage.write_now(seed.foundation)
    assert storage.read_now(numbers) == before


def test_ten_thousand_random_operations_leave_the_sum_at_zero(storage: Storage) -> None:
    dice = random.Random(2569)  # noqa: S311  (a seed, so that a failure can be repeated)
    reserved: list[tuple[ledger.Order, list[ledger.Reserved]]] = []
    paid: list[tuple[ledger.Order, list[ledger.Reserved]]] = []
    done = 0

    def some(connection: Connection) -> int:
        operation = dice.choice(["reserve", "reserve", "post", "void", "return"])
        if operation == "reserve":
            order = _order(dice.choice(["acct-u1", "acct-u2"]))
            money = _money(order, [dice.randint(1, 900) for _ in range(dice.randint(1, 12))])
            _reserve(connection, order, money)
            reserved.append((order, money))
            return len(money)
        source = paid if operation == "return" else reserved
        if not source:
            return 0
        order, money = source.pop(dice.randrange(len(source)))
        cut = dice.randint(1, len(money))
        now, later = money[:cut], money[cut:]
        {"post": ledger.post, "void": ledger.void, "return": ledger.give_back}[operation](connection, order, now)
        if later:
            source.append((order, later))
        if operation == "post":
            paid.append((order, now))
        return len(now)

    def let_go(connection: Connection) -> None:
        order, money = reserved.pop()
        ledger.void(connection, order, money)

    while done < 10_000:
        try:
            done += storage.write_now(some)
        except Refused:
            storage.write_now(let_go)
    _assert_sound(storage)


Resolve = Callable[["Connection", ledger.Order, "Sequence[ledger.Reserved]"], None]


@pytest.mark.parametrize("second", [ledger.post, ledger.void])
@pytest.mark.parametrize("first", [ledger.post, ledger.void])
def test_a_reservation_is_resolved_once(storage: Storage, first: Resolve, second: Resolve) -> None:
    order = _order()
    money = _money(order, [100, 200])
    storage.write_now(lambda connection: _reserve(connection, order, money))
    storage.write_now(lambda connection: first(connection, order, money))
    with pytest.raises(IntegrityError):
        storage.write_now(lambda connection: second(connection, order, money[:1]))
    _assert_sound(storage)


def test_a_payment_is_returned_once(storage: Storage) -> None:
    order = _order()
    money = _money(order, [100])
    storage.write_now(lambda connection: _reserve(connection, order, money))
    storage.write_now(lambda connection: ledger.post(connection, order, money))
    storage.write_now(lambda connection: ledger.give_back(connection, order, money))
    with pytest.raises(IntegrityError):
        storage.write_now(lambda connection: ledger.give_back(connection, order, money))
    _assert_sound(storage)


def test_an_edition_is_reserved_once(storage: Storage) -> None:
    order = _order()
    money = _money(order, [100])
    storage.write_now(lambda connection: _reserve(connection, order, money))
    with pytest.raises(IntegrityError):
        storage.write_now(lambda connection: _reserve(connection, order, money))
    _assert_sound(storage)


def test_the_last_satang_can_be_reserved_and_not_one_more(storage: Storage) -> None:
    order = _order()
    storage.write_now(lambda connection: _reserve(connection, order, _money(order, [HELD])))
    other = _order()
    with pytest.raises(Refused) as refused:
        storage.write_now(lambda connection: _reserve(connection, other, _money(other, [1])))
    assert refused.value.facts == {"available_satang": "0"}
    _assert_sound(storage)


@pytest.mark.parametrize(
    "change", [{"balance_satang": -1}, {"reserved_satang": -1}, {"reserved_satang": HELD + 1}, {"balance_satang": 5}]
)
def test_the_recount_or_the_database_notices_any_change_of_a_balance(storage: Storage, change: dict[str, int]) -> None:
    statement = accounts.update().where(accounts.c.account == "acct-u1").values(**change)
    try:
        storage.write_now(functools.partial(_run, statement=statement))
    except IntegrityError:
        _assert_sound(storage)
    else:
        assert storage.read_now(recount.faults)


def test_a_transfer_is_positive_and_of_a_known_kind(storage: Storage) -> None:
    right = {"id": "x", "kind": "OPEN", "debit": "treasury", "credit": "acct-u1", "satang": 1, "fy": "2570", "at": AT}
    wrongs: list[dict[str, str | int]] = [
        {"satang": 0},
        {"satang": -5},
        {"kind": "GIFT"},
        {"kind": "POST"},
        {"kind": "RETURN"},
        {"debit": "?"},
    ]
    for wrong in wrongs:
        insert = transfers.insert().values({**right, **wrong})
        with pytest.raises(IntegrityError):
            storage.write_now(functools.partial(_run, statement=insert))


def _run(connection: Connection, statement: Executable) -> None:
    connection.execute(statement)


def test_readers_cannot_write(storage: Storage) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        storage.read_now(lambda connection: connection.execute(accounts.delete()))


def test_every_table_can_be_made_on_postgresql() -> None:
    dialect = make_url("postgresql+psycopg://").get_dialect()()
    for table in metadata.sorted_tables:
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


def test_a_random_day_over_the_wire_leaves_the_books_right(central: Central) -> None:
    dice = random.Random(15)  # noqa: S311  (a seed, so that a failure can be repeated)
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    amounts = [1700, 1900, 2300, 2500, 2700, 2900, 100_000, 55_555, 1]
    waiting: list[tuple[str, int]] = []

    def payable() -> dict[str, str]:
        answer, _ = maker.submit([line(1)], value_date="2026-11-21")
        return {"value_date": str(answer.json["facts"]["earliest"])}

    for _ in range(60):
        act = dice.choice(["submit", "submit", "approve", "return", "withdraw", "again", "cancel", "wait"])
        if act == "submit" or not waiting:
            lines = [line(n, dice.choice(amounts)) for n in range(1, dice.randint(2, 12))]
            answer, payment = maker.submit(lines, **payable())
            assert answer.status == 201, answer.body
            waiting.append((payment["op_id"], 1))
        elif act == "wait":
            now = datetime.fromisoformat(central.operate("GET", "clock").json["now"])
            central.advance((now + timedelta(days=1)).isoformat())
        else:
            at = dice.randrange(len(waiting))
            op_id, rev = waiting[at]
            if act in ("approve", "return"):
                authorizer.decide(op_id, act)
            elif act == "again":
                lines = [line(n, dice.choice(amounts)) for n in range(1, dice.randint(2, 12))]
                answer, _ = maker.submit(lines, op_id=op_id, rev=str(rev + 1), **payable())
                waiting[at] = (op_id, rev + (answer.status == 201))
            else:
                maker.move(act, op_id, rev=str(rev))
        central.assert_books_right()
    maker.events()


def test_ids_of_reservations_name_their_edition_and_line_and_rise_with_it() -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    ids = [*ledger.pending_ids(first, 1, 12), *ledger.pending_ids(first, 11, 12), *ledger.pending_ids(second, 1, 12)]
    assert len(set(ids)) == len(ids)
    rising = ledger.pending_ids(first, 1, LINES_MAX)
    assert rising == sorted(rising)
