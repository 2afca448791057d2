"""Lines held against the unit's own history and register, for the maker before handing in and for the authorizer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.access.user import Role
from app.domain.disbursement import changes, kinds, risk
from app.domain.disbursement.lines import Line
from app.domain.disbursement.risk import Colleague, Surroundings
from app.domain.values.dates import bangkok_day
from app.store import disbursement, payments_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.disbursement.changes import Changes
    from app.domain.disbursement.record import Batch, BatchHead, LineRecord
    from app.domain.disbursement.risk import RiskMark
    from app.domain.disbursement.transfer import CreditTransfer
    from app.domain.values.money import Money
    from app.services.desk import Desk
    from app.store.handles import Reading


def marks(rd: Reading, desk: Desk, batch: Batch, lines: Sequence[Line]) -> list[RiskMark]:
    """Return what is odd about the lines of a batch, by the rules of `app.domain.disbursement.risk`."""
    return risk.find(lines, _surroundings(rd, desk, batch, lines))


def since_last_time(
    rd: Reading, batch: Batch, lines: Sequence[Line], found: Iterable[RiskMark]
) -> tuple[Batch, Changes] | None:
    """Return the previous batch of the same kind and what changed since, None where there was none."""
    before = payments_before.batch_before(rd, batch)
    if before is None:
        return None
    earlier = map(line_kept, disbursement.each_line(rd, before.op_id))
    return before, changes.compare(earlier, lines, found)


def line_signed(line: CreditTransfer) -> Line:
    """Return a signed line as the rules read it; its row is its number."""
    where = (line.bank, line.account, line.name, line.amount.satang, line.person_id)
    return Line(line.number, *where, line.mobile, line.email)


def line_kept(line: LineRecord) -> Line:
    """Return a kept line as the rules read it."""
    where = (line.bank, line.account, line.name, line.satang, line.person_id)
    return Line(line.number, *where, line.mobile, line.email)


def _surroundings(rd: Reading, desk: Desk, batch: Batch, lines: Iterable[Line]) -> Surroundings:
    accounts = {line.account for line in lines}
    today = bangkok_day(desk.now())
    head, unit = batch.head, desk.unit
    paid_on = head.value_date or today
    authorizers = [person for person in unit.people if Role.AUTHORIZER in person.roles]
    makers = [person for person in unit.people if person.uid == batch.maker_uid and person not in authorizers]
    return Surroundings(
        kind=str(head.kind),
        paid_on=paid_on,
        today=today,
        paid=payments_before.paid_to(rd, accounts, batch.op_id, today - timedelta(days=risk.HISTORY_DAYS)),
        register=payments_before.registered(rd, accounts, today - timedelta(days=risk.CHANGED_DAYS)),
        colleagues=[
            *(Colleague(person.uid, person.name_th, "authorizer") for person in authorizers),
            *(Colleague(person.uid, person.name_th, "maker") for person in makers),
        ],
        limit=_limit(desk, head),
    )


def _limit(desk: Desk, head: BatchHead) -> Money | None:
    day = head.value_date or bangkok_day(desk.now())
    return kinds.strictest_limit(desk.unit.kinds, str(head.kind), head.sub_kind, day)
