"""Failed lines of a finished batch: paid again in a batch of their own, or ended with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import i18n
from app.central.disbursement import new_op_id
from app.central.line_orders import prepare_close
from app.domain.access.permissions import Action
from app.domain.disbursement import follow_up
from app.domain.disbursement.batch import EDITABLE
from app.domain.disbursement.follow_up import FINISHED, Equation
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.record import Batch, Delivery
from app.domain.disbursement.validation import Checker
from app.domain.values.dates import fiscal_year
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import Money
from app.services.commands import queue, reasoned
from app.services.draft_lines import cells_of
from app.services.readiness import earliest_value_date, largest_lines
from app.store import disbursement, follow_ups

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from app.domain.disbursement.follow_up import LineReason
    from app.domain.disbursement.record import LineRecord
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.unit_of_work import Reading

PURPOSE_CHARS_MAX = 140


@dataclass(frozen=True, slots=True)
class Following:
    """How a finished batch's sum divides, and the batches that pay its failed lines again, the newest last."""

    batch: Batch
    equation: Equation
    followers: tuple[Batch, ...]

    @property
    def draft(self) -> Batch | None:
        """The follow-up that is still being written, if there is one."""
        return next((each for each in reversed(self.followers) if each.status in EDITABLE), None)

    @property
    def can_begin(self) -> bool:
        """Whether something failed that nobody pays again or has ended."""
        return self.batch.status in FINISHED and bool(self.equation.numbers)


class FollowUps:
    """Follows batches up for one signed-in maker, and tells everybody how they divide; may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync

    def look(self, op_id: str) -> Following:
        """Return how a batch divides; raise `Refused` ``batch_unknown``."""
        with self._desk.store.read() as reading:
            return _look(reading, op_id)

    def open_lines(self, op_id: str) -> list[LineRecord]:
        """Return the lines that failed and nobody pays again or has ended."""
        with self._desk.store.read() as reading:
            numbers = set(_look(reading, op_id).equation.numbers)
            return [line for line in disbursement.each_line(reading, op_id) if line.number in numbers]

    def begin(self, op_id: str) -> str:
        """Make a draft of exactly the lines that failed and nobody pays again, and return its id.

        Raises `Refused` ``follow_up_none`` where nothing is open, ``follow_up_year`` once its fiscal year is over.
        """
        with self._desk.store.write(self._desk.actor, Action.EDIT_BATCH, op_id, {"made": "follow_up"}) as tx:
            found = _look(tx, op_id)
            if not found.can_begin:
                raise Refused("follow_up_none")
            _demand_same_year(found.batch, earliest_value_date(self._desk))
            numbers = frozenset(found.equation.numbers)
            lines = follow_up.paid_again(disbursement.lines(tx, op_id), numbers, op_id, found.batch.rev)
            draft = self._draft(found.batch, lines)
            disbursement.insert_batch(tx, draft, lines)
        return draft.op_id

    def close(self, op_id: str, numbers: Collection[int], code: LineReason, text: str) -> None:
        """End failed lines that will not be paid again, for good.

        Raises `Refused` ``reason_missing`` where only words could tell the reason and there are none, `Conflict`
        ``status_forbids``, and what `Sync.deliver` raises.
        """
        text = reasoned(text, needed=code is follow_up.LineReason.OTHER)
        facts = {"lines": ",".join(map(str, sorted(numbers))), "reason": f"{code.value} {text}".strip()}
        with self._desk.store.write(self._desk.actor, Action.CLOSE_LINES, op_id, facts) as tx:
            found = _look(tx, op_id)
            under_way = found.batch.delivery in (Delivery.QUEUED, Delivery.UNKNOWN)
            if under_way or not set(numbers) <= set(found.equation.numbers):
                raise Conflict("status_forbids", status=found.batch.status.value, action=Action.CLOSE_LINES.value)
            prepared = prepare_close(self._desk.signer, found.batch, numbers, code, text)
            disbursement.set_status(tx, op_id, delivery=Delivery.QUEUED)
            queue(tx, prepared, self._desk.now())
        self._sync.deliver(prepared.cmd_id)
        self._sync.sync_now()

    def _draft(self, original: Batch, lines: Sequence[LineRecord]) -> Batch:
        now, former = self._desk.now(), original.head
        purpose = i18n.words("th", "following.purpose", purpose=former.purpose)
        head = replace(
            former,
            purpose=purpose if len(purpose) <= PURPOSE_CHARS_MAX else former.purpose,
            value_date=earliest_value_date(self._desk),
            duplicate_reason="",
            drawn=former.drawn or original.total,
            follows=original.op_id,
        )
        cells = [(line.number, cells_of(line)) for line in lines]
        checked = Checker(self._desk.banks, head.kind, largest=largest_lines(self._desk)).check(cells)
        errors = checked.count(Severity.ERROR)
        return Batch(
            op_id=new_op_id(),
            head=head,
            lines_count=len(lines),
            total=Money.total(line.satang or 0 for line in lines),
            errors_count=errors,
            warnings_count=len(checked.issues) - errors,
            maker_uid=self._desk.actor.person.uid,
            mine=True,
            created_at=now,
            updated_at=now,
        )


def _demand_same_year(original: Batch, day: date) -> None:
    paid_on = original.head.value_date
    if paid_on is not None and fiscal_year(paid_on) != fiscal_year(day):
        raise Refused("follow_up_year", fy=fiscal_year(paid_on))


def _look(rd: Reading, op_id: str) -> Following:
    batch = disbursement.batch(rd, op_id)
    if batch is None:
        raise Refused("batch_unknown", op_id=op_id)
    followed = follow_ups.followed(rd, op_id)
    equation = follow_up.equation(disbursement.each_line(rd, op_id), followed)
    known = (disbursement.batch(rd, by) for by in dict.fromkeys(followed.values()))
    return Following(batch, equation, tuple(each for each in known if each is not None))
