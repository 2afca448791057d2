"""Whatever happens, in whatever order: documents add up to zero, nothing waits on clearing accounts, all agrees."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, event, insert, select

from app.simulator import recount, statements
from app.simulator.gfmis import agreement, chart, periods, trial
from app.simulator.gfmis.tables import documents, entries
from app.simulator.ledger import account_states
from app.simulator.refusals import Refused
from app.simulator.tables import transfers
from tests.simulator.gfmis.world import ACCOUNTS, BUDGET, UNIT, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.wire.statements import Statement, StatementEntry

    InAWorld = Callable[[int, Callable[[World], None]], None]

STEPS = 40
BEGINS_BEFORE = "2026-06-30T00:00:00.000Z"
SEEDS = st.integers(0, 10**9)
FEW = settings(max_examples=8)


def live(world: World) -> None:
    for _ in range(STEPS):
        act = world.dice.choice(world.acts())
        attempt = world.connection.begin_nested()
        try:
            act()
        except Refused:  # too little is left in the account
            attempt.rollback()
        else:
            attempt.commit()
        world.pass_time()


@FEW
@given(SEEDS)
def test_books_of_any_life_balance_and_agree_with_the_bank(in_a_world: InAWorld, number: int) -> None:
    def lives(world: World) -> None:
        live(world)
        connection = world.connection
        assert recount.faults(connection) == []
        assert trial.faults(connection, documents.c.unit == UNIT) == []
        assert agreement.faults(connection) == []
        numbered = defaultdict(list)
        for row in connection.execute(select(documents).where(documents.c.unit == UNIT).order_by(documents.c.doc)):
            numbered[row.kind, row.fy].append(int(row.number))
            sides = Counter[str]()
            for one in connection.execute(select(entries).where(entries.c.doc == row.doc)):
                sides[one.side] += one.satang
            assert sides["D"] == sides["C"] > 0
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in numbered.values())
        last = periods.of_day(world.now.date())
        balance = trial.balance(connection, world.now, last, documents.c.unit == UNIT)
        assert sum(int(row.balance_satang) for row in balance.rows) == 0
        assert {row.balance_satang for row in balance.rows if row.gl_account in chart.must_be_zero()} <= {"0"}

    in_a_world(number, lives)


@FEW
@given(SEEDS)
def test_statements_chain_however_the_time_is_cut(in_a_world: InAWorld, number: int) -> None:
    def lives(world: World) -> None:
        live(world)
        for account in ACCOUNTS:
            whole = statements.make(world.connection, account, "", world.at)
            assert_sums(whole)
            moments = sorted({entry.booked_at for entry in whole.entries})
            cuts = sorted({world.dice.choice(moments) for _ in range(4)}) if moments else []
            parts: list[StatementEntry] = []
            since, before = "", "0"
            for until in [*cuts, world.at]:
                part = statements.make(world.connection, account, since, until)
                assert_sums(part)
                assert part.opening_satang == before
                parts, since, before = [*parts, *part.entries], until, part.closing_satang
            assert before == whole.closing_satang == str(balance(world, account))
            assert tuple(parts) == whole.entries
            assert len({entry.entry_id for entry in parts}) == len(parts)

    in_a_world(number, lives)


def assert_sums(statement: Statement) -> None:
    sums = Counter[str]()
    for entry in statement.entries:
        sums[entry.side] += int(entry.satang)
    assert (statement.in_satang, statement.out_satang) == (str(sums["C"]), str(sums["D"]))
    assert int(statement.opening_satang) + sums["C"] - sums["D"] == int(statement.closing_satang)


def balance(world: World, account: str) -> int:
    return next(one.balance_satang for one in account_states(world.connection, UNIT) if one.account == account)


def test_a_batch_of_twenty_thousand_lines_is_one_entry_found_by_an_index(in_a_world: InAWorld) -> None:
    def lives(world: World) -> None:
        connection, count = world.connection, 20_000
        rows = [(f"big/1/{n:06d}/POST", f"big/1/{n:06d}", 100 + n) for n in range(count)]
        same = {"kind": "POST", "op_id": "big", "rev": 1, "debit": BUDGET, "credit": "bank:004", "fy": "2569"}
        moved = same | {"at": world.at}
        connection.execute(
            insert(transfers),
            [moved | {"id": name, "pending_id": of, "satang": satang, "n": 1} for name, of, satang in rows],
        )
        plans: list[str] = []
        asks = "EXPLAIN QUERY PLAN"
        if connection.dialect.name == "postgresql":
            # It reads all of a table that is new and small to it, unless it must not.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            asks = "EXPLAIN"

        def explain(executing: Connection, clause: object, *_: object) -> None:
            if isinstance(clause, Select) and "transfers" in str(clause):
                compiled = clause.compile(executing, compile_kwargs={"literal_binds": True})
                plan = executing.exec_driver_sql(f"{asks} {compiled}").all()
                plans.append(" ".join(str(row[-1]) for row in plan))

        event.listen(connection, "before_execute", explain)
        said = statements.make(connection, BUDGET, BEGINS_BEFORE, world.at)
        event.remove(connection, "before_execute", explain)
        (entry,) = [one for one in said.entries if one.kind == "batch"]
        assert (entry.count, entry.satang) == (str(count), str(sum(satang for _, _, satang in rows)))
        assert plans
        assert all("transfers_in " in plan or "transfers_out " in plan for plan in plans)

    in_a_world(1, lives)
