"""What waits to be told by e-mail: to payees, users and payers; and what is kept and reported of the outcome."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from app.simulator import log
from app.simulator.administration.tables import person_notices
from app.simulator.clock import moment_text, read_moment
from app.simulator.collections import letters as payers
from app.simulator.disbursement import batches
from app.simulator.notices import EMAIL
from app.simulator.payees.tables import papers
from app.simulator.telling import tally
from app.simulator.telling.letters import Letter
from app.simulator.telling.tables import RECORDED, notices, paper_letters
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.events import NOTICES_REPORTED, NoticeReport, NoticesReported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Table

SENT, FAILED = "sent", "failed"
LETTERS_AT_ONCE = 100
PAPERS_AT_ONCE = 10
"""Letters with a paper, which may be megabytes each."""
_PERSON_SUBJECT = "คลัง: แจ้งเตือน"


@dataclass(frozen=True, slots=True)
class Waits:
    """A letter that waits: in which table, under which number, after so many tries."""

    table: Table
    n: int
    tries: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a letter: `SENT`, `FAILED` with the server's code, or '' to be tried again."""

    waits: Waits
    state: str
    problem: str


def waiting(connection: Connection) -> list[Waits]:
    """Return the next letters to send, payees first, the oldest first."""
    n = notices.c
    mine = select(notices).where(n.channel == EMAIL, n.state == "").order_by(n.tries, n.n_notice).limit(LETTERS_AT_ONCE)
    found = [
        Waits(notices, row.n_notice, row.tries, Letter(f"p{row.n_notice}/{row.at}", row.address, row.subject, row.text))
        for row in connection.execute(mine)
    ]
    p = person_notices.c
    people = (
        select(person_notices).where(p.channel == EMAIL, p.state == "").order_by(p.tries, p.n).limit(LETTERS_AT_ONCE)
    )
    found += [
        Waits(person_notices, row.n, row.tries, Letter(f"u{row.n}/{row.at}", row.address, _PERSON_SUBJECT, row.text))
        for row in connection.execute(people)
    ]
    return found + _with_papers(connection)


def _with_papers(connection: Connection) -> list[Waits]:
    w = paper_letters.c
    mine = select(paper_letters, papers.c.bytes).join(
        papers, (papers.c.unit == w.unit) & (papers.c.sha256 == w.file_sha256)
    )
    # Units take turns: who has thousands to send does not keep the others waiting.
    turn = func.row_number().over(partition_by=(w.unit, w.tries), order_by=w.n)
    mine = mine.where(w.channel == EMAIL, w.state == "").order_by(w.tries, turn, w.n).limit(PAPERS_AT_ONCE)
    return [
        Waits(paper_letters, row.n, row.tries, _with_paper(f"b{row.n}/{row.at}", row))
        for row in connection.execute(mine)
    ]


def _with_paper(name: str, row: Row[Any]) -> Letter:
    return Letter(name, row.address, row.subject, row.text, (row.file_name, row.bytes))


def keep(connection: Connection, at: str, tried: Sequence[Tried]) -> None:
    """Write down what became of letters, and tell the units whose payees and payers they were for."""
    for one in tried:
        number = _number(one.waits.table)
        values = {"state": one.state, "problem": one.problem, "tries": one.waits.tries + 1}
        told = {"told_at": at} if one.state else {}
        connection.execute(update(one.waits.table).where(number == one.waits.n).values(values | told))
    tally.add(connection, [(one.waits.table, EMAIL, one.state) for one in tried if one.state])
    settled = [one.waits for one in tried if one.state]
    report(connection, at, [one.n for one in settled if one.table is notices])
    payers.report(connection, read_moment(at), [one.n for one in settled if one.table is paper_letters])


def report(connection: Connection, at: str, numbers: Sequence[int]) -> None:
    """Tell units what became of their payees' notices, batch by batch."""
    for start in range(0, len(numbers), OUTCOMES_PER_EVENT_MAX):
        some = numbers[start : start + OUTCOMES_PER_EVENT_MAX]
        n = notices.c
        rows = connection.execute(select(notices).where(n.n_notice.in_(some)).order_by(n.op_id, n.rev, n.n)).all()
        for (op_id, rev), group in itertools.groupby(rows, key=lambda row: (row.op_id, row.rev)):
            _tell(connection, at, (op_id, rev), list(group))


def leave(connection: Connection, now: datetime, channel: str) -> None:
    """Give up what waits for a way that is not switched on: it stays recorded and is not sent some day later."""
    for table in (notices, person_notices):
        mine = (table.c.channel == channel, table.c.state == "")
        connection.execute(update(table).where(*mine).values(state=RECORDED))
    papers_left = update(paper_letters).where(paper_letters.c.channel == channel, paper_letters.c.state == "")
    left = papers_left.values(state=RECORDED, told_at=moment_text(now)).returning(paper_letters.c.n)
    payers.report(connection, now, connection.execute(left).scalars().all())


def _number(table: Table) -> Any:
    return table.c.n_notice if table is notices else table.c.n


def _tell(connection: Connection, at: str, edition: tuple[str, int], rows: list[Row[Any]]) -> None:
    op_id, rev = edition
    batch = batches.find(connection, op_id)
    if batch is None:
        raise LookupError(op_id)
    reports = tuple(NoticeReport(str(row.n), row.channel, row.state, row.problem, row.told_at) for row in rows)
    body = NoticesReported(op_id=op_id, rev=str(rev), reports=reports)
    log.append(connection, at, batch.owner, NOTICES_REPORTED, op_id, body, log.BANK)
