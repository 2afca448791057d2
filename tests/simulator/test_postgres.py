"""The central system's database on PostgreSQL: turns, runs that repeat, order of the log, and what it must promise."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.simulator import log
from app.simulator.administration.tables import person_notices
from app.simulator.postgres_server import DatabaseUnfit
from app.simulator.refusals import Refused
from app.simulator.seat import Seat
from app.simulator.storage import Storage, fact, insert_many, keep_fact, next_number, number_on, numbers
from app.simulator.tables import facts, log_heads, logs, security
from app.simulator.telling import tally
from app.simulator.telling.tables import notices
from app.wire.codes import Refusal
from tests.helpers import postgres
from tests.helpers.log_writers import LOGS, open_logs
from tests.helpers.raw_central import ROOT, UNIT, Central, Clerk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

WAIT = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
)
NOTE = {"at": "", "name": "", "what": "", "device": "", "facts": ""}
WRITERS, ENTRIES = 3, 40


@pytest.fixture(scope="module")
def url() -> str:
    return postgres.database("storage")


@pytest.fixture(scope="module")
def storage(url: str) -> Iterator[Storage]:
    with closing(Storage(url)) as opened:
        opened.write_now(open_logs)
        yield opened


def test_log_positions_of_several_processes_come_in_commit_order_and_a_cursor_skips_none(
    url: str, storage: Storage
) -> None:
    command = [sys.executable, "-m", "tests.helpers.log_writers", str(ENTRIES)]
    running = [
        subprocess.Popen([*command, f"writer-{n}"], cwd=ROOT, stdin=subprocess.PIPE, text=True) for n in range(WRITERS)
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(f"{url}\n")
        one.stdin.close()
    seen: dict[str, list[str]] = {name: [] for name in LOGS}
    wanted = WRITERS * ENTRIES
    while sum(map(len, seen.values())) < wanted:
        ended = all(one.poll() is not None for one in running)
        for name, read in seen.items():
            after = select(logs.c.seq, logs.c.body).where(logs.c.log == name, logs.c.seq > len(read))
            rows = storage.read_now(lambda connection: connection.execute(after.order_by(logs.c.seq)).all())  # noqa: B023
            assert [row.seq for row in rows] == list(range(len(read) + 1, len(read) + 1 + len(rows)))
            read += [row.body.decode() for row in rows]
        assert not ended or sum(map(len, seen.values())) == wanted
    assert [one.wait() for one in running] == [0] * WRITERS
    told = [body for read in seen.values() for body in read]
    assert len(set(told)) == len(told) == wanted
    for read in seen.values():  # and what one writer said before, stands before
        for n in range(WRITERS):
            own = [int(body.rpartition(":")[2].strip('"}')) for body in read if f"writer-{n}:" in body]
            assert own == sorted(own)


def test_numbers_of_the_database_itself_would_be_skipped(url: str) -> None:
    """What the log must not be made of: numbers taken in one order and committed in another."""
    with postgres.connect(url) as one, postgres.connect(url) as other, postgres.connect(url) as reader:
        one.execute("CREATE TABLE loose (n bigserial, who text)")
        with other.transaction():
            other.execute("INSERT INTO loose (who) VALUES ('slow')")
            one.execute("INSERT INTO loose (who) VALUES ('quick')")
            assert reader.execute("SELECT n FROM loose WHERE n > 0 ORDER BY n").fetchall() == [(2,)]
        assert reader.execute("SELECT n FROM loose WHERE n > 2").fetchall() == []
        one.execute("DROP TABLE loose")


def test_work_that_another_writer_overtook_runs_again_and_has_one_effect(storage: Storage) -> None:
    runs: list[int] = []

    def work(connection: Connection) -> int:
        runs.append(len(runs))
        before = numbers(connection, ("overtaken",)).get("overtaken", 0)
        if len(runs) == 1:
            storage.write_now(lambda other: next_number(other, "overtaken"), "another unit")
        return before + next_number(connection, "overtaken")

    assert storage.write_now(work, "one unit") == 1 + 2
    assert runs == [0, 1]
    assert storage.read_now(lambda connection: numbers(connection, ("overtaken",))) == {"overtaken": 2}


def test_two_who_each_read_what_the_other_writes_do_not_both_succeed_on_what_they_saw(storage: Storage) -> None:
    """Write skew: each looks that nobody is on duty; without serializable transactions both would go."""
    meet = threading.Barrier(2)
    first_looks = threading.local()

    def leave(mine: str, other: str) -> str:
        def work(connection: Connection) -> str:
            there = fact(connection, other)
            if not getattr(first_looks, "done", False):
                first_looks.done = True
                meet.wait()
            if there != "gone":
                keep_fact(connection, mine, "gone")
                return "left"
            return "stayed"

        return storage.write_now(work, mine)

    answers: list[str] = []
    both = [threading.Thread(target=lambda pair=pair: answers.append(leave(*pair))) for pair in ("ab", "ba")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(answers) == ["left", "stayed"]


def test_one_key_inserted_by_two_at_once_is_seen_by_the_second(storage: Storage) -> None:
    def begin(connection: Connection) -> bool:
        if connection.scalar(select(log_heads.c.seq).where(log_heads.c.log == "new")) is not None:
            return False
        if not quicker:
            quicker.append(True)
            storage.write_now(lambda elsewhere: log.begin(elsewhere, "new"), "another unit")
        connection.execute(insert(log_heads).values(log="new", seq=0, leaf=""))
        return True

    quicker: list[bool] = []
    assert storage.write_now(begin, "one unit") is False


@contextmanager
def away(url: str) -> Iterator[None]:
    """Let the database refuse everybody for as long as the block lasts, and end whoever is connected."""
    name = postgres.name_of(url)
    allowing = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with postgres.cluster().connect(user=postgres.SUPERUSER) as staff:
        staff.execute(allowing.format(sql.Identifier(name), sql.SQL("false")))
        try:
            thrown_out(staff, name)
            yield
        finally:
            staff.execute(allowing.format(sql.Identifier(name), sql.SQL("true")))


def thrown_out(staff: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """End every session with the database and wait until none is left."""
    there = "FROM pg_stat_activity WHERE datname = %s"
    while staff.execute(f"SELECT pg_terminate_backend(pid, 10000) {there}".encode(), (name,)).fetchall():
        continue


def test_while_the_database_is_away_it_is_said_and_afterwards_all_goes_on(url: str, storage: Storage) -> None:
    storage.write_now(lambda connection: keep_fact(connection, "kept", "before"))
    with away(url):
        for act in (storage.write_now, storage.read_now):
            with pytest.raises(Refused) as refused:
                act(lambda connection: fact(connection, "kept"))
            assert refused.value.refusal is Refusal.UNAVAILABLE
        assert not storage.lock("anything").take()
    assert storage.read_now(lambda connection: fact(connection, "kept")) == "before"
    storage.write_now(lambda connection: keep_fact(connection, "kept", "after"))
    assert storage.read_now(lambda connection: fact(connection, "kept")) == "after"


def test_a_session_lost_in_the_middle_leaves_no_half_effect_and_the_work_runs_again(url: str, storage: Storage) -> None:
    runs = []

    def work(connection: Connection) -> None:
        runs.append(next_number(connection, "half"))
        if len(runs) == 1:
            with postgres.cluster().connect(user=postgres.SUPERUSER) as staff:
                thrown_out(staff, postgres.name_of(url))
        keep_fact(connection, "half", "whole")

    storage.write_now(work)
    assert runs == [1, 1]
    assert storage.read_now(lambda connection: numbers(connection, ("half",))) == {"half": 1}
    assert storage.read_now(lambda connection: fact(connection, "half")) == "whole"


def test_a_lock_has_one_holder_and_goes_with_its_session(url: str, storage: Storage) -> None:
    one, other, elsewhere = storage.lock("seat"), storage.lock("seat"), storage.lock("other seat")
    assert (one.take(), other.take(), elsewhere.take()) == (True, False, True)
    elsewhere.release()
    assert (one.is_held(), other.is_held()) == (True, False)
    one.release()
    assert (other.take(), one.is_held()) == (True, False)
    with postgres.cluster().connect(user=postgres.SUPERUSER) as staff:
        thrown_out(staff, postgres.name_of(url))
    assert not other.is_held()
    assert one.take()
    one.release()


def test_a_back_office_that_fails_is_taken_up_again(storage: Storage) -> None:
    began: list[int] = []

    async def work() -> None:
        began.append(len(began))
        if len(began) == 1:
            raise RuntimeError

    asyncio.run(Seat(storage).hold(work))
    assert began == [0, 1]
    seat = storage.lock("back office")
    assert seat.take()
    seat.release()


def test_a_name_with_a_nul_is_found_nowhere_and_breaks_nothing(storage: Storage) -> None:
    for name in ("\0", "a\0b", "\0" * 1000):
        assert storage.read_now(lambda connection: fact(connection, name)) == ""  # noqa: B023
        assert storage.write_now(lambda connection: fact(connection, name)) == ""  # noqa: B023


def test_many_rows_go_in_at_once_with_any_text_and_fail_as_one(storage: Storage) -> None:
    columns = ("name", "value")
    odd = ["", "\\N", "\\.", "a\tb\nc\rd", "ก็น้ำ", "'\"%s{}", "\u202e\u200b", "😀"]
    rows = [(f"odd {n}", text) for n, text in enumerate(odd)]
    storage.write_now(lambda connection: insert_many(connection, facts, columns, rows))
    kept = storage.read_now(lambda connection: [fact(connection, name) for name, _ in rows])
    assert kept == odd
    with pytest.raises(IntegrityError):  # as from any other database
        storage.write_now(lambda connection: insert_many(connection, facts, columns, [("new", ""), rows[0]]))
    assert storage.read_now(lambda connection: fact(connection, "new")) == ""


def test_messages_that_several_processes_count_at_once_are_counted_once_each(url: str, storage: Storage) -> None:
    sent = [(notices, "sms", "sent"), (notices, "sms", "sent"), (person_notices, "email", "failed")]
    with closing(Storage(url)) as elsewhere, ThreadPoolExecutor(WRITERS) as beside:

        def count(n: int) -> None:
            (storage, elsewhere)[n % 2].write_now(lambda connection: tally.add(connection, sent), f"unit {n % WRITERS}")

        list(beside.map(count, range(ENTRIES)))
    told = {(one.sort, one.channel, one.outcome): one.count for one in storage.read_now(tally.read)}
    assert told == {("payees", "sms", "sent"): 2 * ENTRIES, ("people", "email", "failed"): ENTRIES}


def test_numbers_of_rows_go_on_behind_those_that_were_put_back(storage: Storage) -> None:
    def put_back(connection: Connection) -> None:
        connection.execute(delete(security))
        connection.execute(insert(security).values({**NOTE, "n": 7}))
        number_on(connection, security)

    def undone(connection: Connection) -> None:
        connection.execute(delete(security))
        number_on(connection, security)
        raise Refused(Refusal.NOT_FOUND)

    storage.write_now(put_back)
    with pytest.raises(Refused):
        storage.write_now(undone)
    added = insert(security).values(NOTE).returning(security.c.n)
    assert storage.write_now(lambda connection: connection.scalar(added)) == 8


def test_at_one_name_there_is_one_of_all_processes_at_a_time(url: str, storage: Storage) -> None:
    async def both() -> list[str]:
        came: list[str] = []

        async def second(elsewhere: Storage) -> None:
            async with elsewhere.alone("somebody"):
                came.append("second")

        with closing(Storage(url)) as elsewhere:
            async with storage.alone("somebody"):
                waiting = asyncio.create_task(second(elsewhere))
                with postgres.connect(url) as looking:
                    while looking.execute(WAIT).fetchone() == (0,):
                        await asyncio.sleep(0.01)
                async with storage.alone("somebody else"):
                    came.append("first")
            await waiting
        return came

    assert asyncio.run(both()) == ["first", "second"]


@pytest.mark.parametrize("setting", ["synchronous_commit = off", "synchronous_commit = local"])
def test_a_database_that_may_lose_what_was_committed_is_refused(setting: str) -> None:
    unfit = postgres.database("unfit")
    changing = sql.SQL("ALTER DATABASE {} SET ").format(sql.Identifier(postgres.name_of(unfit))) + sql.SQL(setting)
    with postgres.cluster().connect() as staff:
        staff.execute(changing)
    with pytest.raises(DatabaseUnfit, match=r"synchronous_commit = \w+ \(on\)"):
        Storage(unfit)


def test_a_database_that_sorts_otherwise_is_refused_in_two_languages() -> None:
    name = f"{postgres.name_of(postgres.database('unfit'))}_otherwise"
    making = sql.SQL("CREATE DATABASE {} TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
    with postgres.cluster().connect() as staff:
        staff.execute(making.format(sql.Identifier(name)))
    with pytest.raises(DatabaseUnfit) as refused:
        Storage(postgres.cluster().url(name))
    for words in ("รับรองความปลอดภัยของเงินไม่ได้", "cannot keep money safe", "collation = C.UTF-8 (C)"):
        assert words in str(refused.value)


def test_a_database_that_does_not_answer_is_said_before_the_start_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://khlang:hush-hush@127.0.0.1:1/none"
    command = [sys.executable, "-m", "app.simulator", "--data", str(tmp_path), "--port", "0", "--database", url]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert said.returncode == 2
    assert "ติดต่อฐานข้อมูลไม่ได้" in said.stderr
    assert "does not answer" in said.stderr
    assert "hush-hush" not in said.stderr
    assert "Traceback" not in said.stderr


def test_several_who_start_at_once_on_nothing_make_one_central_system(tmp_path: Path) -> None:
    url = postgres.database("empty")
    several = [Central(tmp_path, database=url) for _ in range(2)]
    starting = [threading.Thread(target=one.start, args=one.options) for one in several]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    try:
        abouts = [one.wire.ask("GET", "/v1/about").json for one in several]
        assert abouts[0]["epoch"] == abouts[1]["epoch"]
        assert abouts[0]["bank_public_key"] == abouts[1]["bank_public_key"]
        for one, user in zip(several, ("MAKER01", "AUTH01"), strict=True):
            assert Clerk(one, UNIT, user).sign_in().status == 201
    finally:
        for one in several:
            one.stop()
