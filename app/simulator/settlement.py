"""Executing what was approved: release on time, lines in chunks, late answers (SIM-11).

`step` does one small transaction, the earliest due first; killed anywhere, the next start goes on from there.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, select, update

from app.simulator import log, outcomes
from app.simulator.calendar import fiscal_year, opening
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.disbursement import batches, stages
from app.simulator.disbursement.evidence import demand_authorized, demand_intact
from app.simulator.disbursement.stages import By
from app.simulator.disbursement.states import Action
from app.simulator.due import PASSED, Due, Ran
from app.simulator.outcomes import Result
from app.simulator.payees import register
from app.simulator.recalls import answers
from app.simulator.refusals import Refused, wrong
from app.simulator.rules import Situation
from app.simulator.ruling import versions
from app.simulator.sessions import note
from app.simulator.storage import keep_number, next_number, numbers
from app.simulator.tables import batches as batch_table
from app.simulator.tables import lines as line_table
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.codes import BatchState, Cause, LineState, ReturnReason, Stage
from app.wire.disbursement import Line
from app.wire.events import BATCH_RELEASED, BatchMoved

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Update

    from app.simulator.context import Central
    from app.simulator.disbursement.batches import Batch
    from app.simulator.rules import Rule
    from app.simulator.ruling.versions import Ruling

HELD = f"{LineState.SETTLED.value}:"
"""What a line's rule put off where it only held it: the line is paid when its time comes."""
_OPEN_STEPS = {"hold": Stage.LINES_HELD, "never_answer": Stage.LINES_UNANSWERED}
AFTER_CUT_OFF = "after_cut_off"
"""The reason of a release later than the value date that was asked for."""
_b, _n = batch_table.c, line_table.c
_PAID_FIRST = select(_b.pay_at, _b.op_id).where(_b.op_id.not_in(PASSED)).order_by(_b.pay_at, _b.unit, _b.turn).limit(1)
_LATE_FIRST = (
    select(_n.due_at, _n.op_id)
    .where(_n.due_at.is_not(None), _n.op_id.not_in(PASSED))
    .order_by(_n.due_at, _n.op_id)
    .limit(1)
)
_FIRST = {
    "release": _PAID_FIRST.where(_b.status == BatchState.APPROVED.value, _b.held == "", _b.pay_at != ""),
    "execute": _PAID_FIRST.where(_b.status == BatchState.RELEASED.value, _b.next_line <= _b.lines_count),
    "late": _LATE_FIRST,
}
"""What is earliest of each sort."""


class Settlement:
    """The bank's back office: knows what is due and does it."""

    def __init__(self, central: Central) -> None:
        self._calendar = central.calendar
        self._rules = central.rules
        self._teller = outcomes.Teller(central)

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest thing that waits for its time, or None."""
        found = []
        for what, query in _FIRST.items():
            row = connection.execute(query, {"passed": passed}).first()
            if row is not None:
                found.append(Due(read_moment(row[0]), row[1], what))
        return min(found, key=lambda due: due.at, default=None)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Do the earliest thing whose time has come; None if there is nothing."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        batch = batches.find(connection, due.op_id)
        if batch is None:
            raise LookupError(due.op_id)
        if due.what == "release":
            return self._release(connection, batch, now)
        rules = 0
        if due.what == "late":
            rows = _late_lines(connection, batch, now)
            results = _late_results(connection, batch, rows, now)
            done = [{"line_n": row.n, "by": row.rule, "when": None, "then": ""} for row in rows]
            connection.execute(_mark(batch), done)
        else:
            rows = _next_lines(connection, batch)
            ruling, over = self._rules.now, _is_over(batch, now)
            rules = 0 if over else ruling.version
            results = [_over(row) for row in rows] if over else self._pay(connection, batch, rows, now, ruling)
            more = len(rows) == OUTCOMES_PER_EVENT_MAX
            batch = batches.change(connection, batch, next_line=rows[-1].n + 1 if more else batch.lines_count + 1)
        self._teller.report(connection, batch, results, moment_text(now), rules)
        back = [result.line.n for result in results if result.status is LineState.RETURNED]
        answers.returned_late(connection, now, batch.op_id, back)
        return Ran(moment_text(now), due.what, batch.op_id, len(rows))

    def _release(self, connection: Connection, batch: Batch, now: datetime) -> Ran:
        at = moment_text(now)
        try:
            demand_intact(connection, batch)
            demand_authorized(connection, batch)
        except Refused as refused:
            note(connection, now, batch.op_id, "batch.held", "", {"refusal": refused.refusal.value})
            batch = batches.change(connection, batch, held=refused.refusal.value)
            stages.note(connection, batch, Stage.HELD, By(at, Cause.BANK, reason=refused.refusal.value))
            return Ran(at, "held", batch.op_id, 0)
        count = next_number(connection, f"bank_ref:{batch.agency}:{batch.fy}")
        bank_ref = f"K{batch.fy}-{batch.agency}-{count:06d}"
        batch = stages.move(connection, batch, Action.RELEASE, By(at, Cause.CLOCK), bank_ref=bank_ref)
        late = local_date(read_moment(batch.pay_at)).isoformat() > batch.value_date
        body = BatchMoved(
            op_id=batch.op_id,
            rev=str(batch.rev),
            status=batch.status,
            version=str(batch.version),
            reason=AFTER_CUT_OFF if late else "",
        )
        log.append(connection, at, batch.owner, BATCH_RELEASED, batch.op_id, body, log.BANK)
        return Ran(at, "release", batch.op_id, batch.lines_count)

    def _pay(
        self, connection: Connection, batch: Batch, rows: list[Row[tuple[str, ...]]], now: datetime, ruling: Ruling
    ) -> list[Result]:
        """Look into the register of payees a last time, and pay what it still holds.

        Lines whose payee ended, or has another account or name, since the last signature are rejected one by one with
        a reason of their own. Holding the whole batch would make everybody else wait for one payee; a rejected line
        gives its money back to the draw and is paid again by a follow-up batch, which is signed anew.
        """
        day = local_date(read_moment(batch.pay_at)).isoformat()
        given_up = register.given_up(connection, batch.unit, day, [line_of(row) for row in rows])
        held = [row for row in rows if str(row.n) not in given_up]
        rejected = [_given_up(row) for row in rows if str(row.n) in given_up]
        paid = self._execute(connection, batch, held, now, ruling)
        return sorted([*paid, *rejected], key=lambda result: int(result.line.n))

    def _execute(
        self, connection: Connection, batch: Batch, rows: list[Row[tuple[str, ...]]], now: datetime, ruling: Ruling
    ) -> list[Result]:
        book = ruling.book
        counts = numbers(connection, book.counted)
        before = dict(counts)
        results, marks = [], []
        open_lines: dict[tuple[Stage, str, str], list[int]] = {}
        for row in rows:
            line = line_of(row)
            rule = book.decide(Situation(line, batch.kind, batch.unit), counts)
            result, due_action = _plan(row, line, rule)
            due_at = self._due_at(rule, now) if due_action else None
            if rule is not None:
                marks.append({"line_n": row.n, "by": rule.id, "when": due_at, "then": due_action})
            if result is not None:
                results.append(result)
            elif rule is not None and due_at is not None:
                open_lines.setdefault((_OPEN_STEPS[rule.action.do], rule.id, due_at), []).append(row.n)
        for (stage, rule_id, due_at), found in open_lines.items():
            by = By(moment_text(now), Cause.RULE, rule=rule_id, rules=ruling.version, reason=due_at)
            stages.note(connection, batch, stage, by, found)
        for name, count in counts.items():
            if before.get(name) != count:
                keep_number(connection, name, count)
        if marks:
            connection.execute(_mark(batch), marks)
            versions.count_hits(connection, Counter(str(mark["by"]) for mark in marks))
        return results

    def _due_at(self, rule: Rule | None, now: datetime) -> str:
        days = rule.action.bank_days if rule is not None else 0
        return moment_text(opening(self._calendar.days_after(local_date(now), days)))


def _next_lines(connection: Connection, batch: Batch) -> list[Row[tuple[str, ...]]]:
    n = line_table.c
    waiting = n.status == LineState.PENDING.value  # those that an authorizer declined are passed over
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.n >= batch.next_line, waiting)
    return list(connection.execute(select(line_table).where(*mine).order_by(n.n).limit(OUTCOMES_PER_EVENT_MAX)))


def _late_lines(connection: Connection, batch: Batch, now: datetime) -> list[Row[tuple[str, ...]]]:
    n = line_table.c
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.due_at <= moment_text(now))
    first = select(line_table).where(*mine).order_by(n.due_at, n.n).limit(OUTCOMES_PER_EVENT_MAX)
    return sorted(connection.execute(first), key=lambda row: int(row.n))


def _mark(batch: Batch) -> Update:
    n = line_table.c
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.n == bindparam("line_n"))
    return (
        update(line_table)
        .where(*mine)
        .values(rule=bindparam("by"), due_at=bindparam("when"), due_action=bindparam("then"))
    )


def _plan(row: Row[tuple[str, ...]], line: Line, rule: Rule | None) -> tuple[Result | None, str]:
    """Return what happens to a line now, and what will happen to it later."""
    if rule is None:
        return Result(line, row.pending_id, LineState.SETTLED, ""), ""
    action, decided = rule.action, partial(Result, line, row.pending_id, cause=Cause.RULE, rule=rule.id)
    if action.do in ("accept", "correct_name"):
        return decided(LineState.SETTLED, "", action.name), ""
    if action.do == "reject":
        return decided(LineState.REJECTED, action.code), ""
    if action.do == "return":
        return decided(LineState.SETTLED, ""), f"{LineState.RETURNED.value}:{action.code}"
    if action.do == "hold":
        return None, HELD
    return None, f"{LineState.REJECTED.value}:{action.code}"


def _late_results(
    connection: Connection, batch: Batch, rows: list[Row[tuple[str, ...]]], now: datetime
) -> list[Result]:
    """Return what becomes of lines whose time came; those that were held are paid only if they still may be."""
    held = [row for row in rows if str(row.due_action) == HELD]
    if _is_over(batch, now):
        stopped = {row.n: _over(row) for row in held}
    else:
        day = local_date(now).isoformat()
        given_up = register.given_up(connection, batch.unit, day, [line_of(row) for row in held])
        stopped = {row.n: _given_up(row) for row in held if str(row.n) in given_up}
    return [stopped[row.n] if row.n in stopped else _late_result(row) for row in rows]


def _late_result(row: Row[tuple[str, ...]]) -> Result:
    status, _, reason = str(row.due_action).partition(":")
    cause = Cause.CLOCK if status == LineState.REJECTED else Cause.PAYEES_BANK  # nobody answered in time
    return Result(line_of(row), row.pending_id, LineState(status), reason, cause=cause, rule=row.rule)


def _over(row: Row[tuple[str, ...]]) -> Result:
    """Refuse a line whose fiscal year is over: its money may not be paid in the next, whatever kept the bank."""
    return Result(line_of(row), row.pending_id, LineState.REJECTED, ReturnReason.KHFY.value, cause=Cause.BANK)


def _given_up(row: Row[tuple[str, ...]]) -> Result:
    """Refuse a line that is not what the register holds any more: nobody signed for the account it has now."""
    return Result(line_of(row), row.pending_id, LineState.REJECTED, ReturnReason.KHREG.value, cause=Cause.BANK)


def demand_payable(connection: Connection, batch: Batch, line: Line, now: datetime) -> None:
    """Refuse to pay a line of a fiscal year that is over (``field_wrong``: ``year``), or given up by the register."""
    if _is_over(batch, now):
        raise wrong("year")
    register.demand_still_held(connection, batch.unit, local_date(now).isoformat(), [line])


def _is_over(batch: Batch, now: datetime) -> bool:
    return fiscal_year(local_date(now)) != batch.fy


def line_of(row: Row[Any]) -> Line:
    """Return a stored line as its maker sent it."""
    return Line(
        n=str(row.n),
        bank=row.bank,
        acct=row.acct,
        name=row.name,
        satang=str(row.satang),
        payee_id=row.payee_id,
        payee_rev=row.payee_rev,
        person_id=row.person_id,
        mobile=row.mobile,
        email=row.email,
        ref=row.ref,
        origin=row.origin,
    )
