"""Money called back, for one signed-in person: open, give up, propose its return, settle it.

What is shown is what the log told and what was verified; nothing goes to the treasury without two persons' signatures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.central import recalls as orders
from app.domain.access.permissions import Action, may
from app.domain.disbursement.transfer import LineStatus
from app.domain.recalls.recall import Recall, RecallState
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.domain.values.texts import cleaned
from app.services.commands import give, reasoned, refusal
from app.store import disbursement, outbox, recalls
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.central.signed_orders import Prepared
    from app.domain.disbursement.record import Batch, LineRecord
    from app.domain.recalls.news import NoticeReport
    from app.domain.recalls.recall import Cause
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.outbox import OutboxCommand
    from app.store.recalls import StoredRecall


@dataclass(frozen=True, slots=True)
class OpenCommand:
    """A command without its effect: ``code`` '' while its answer is awaited, else why it was refused for good."""

    recall_id: str
    kind: str
    unknown: bool
    code: str


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A paid line with what may still be called back of it, and the notice that its payee got."""

    batch: Batch
    line: LineRecord
    left: Money
    recalls: tuple[Recall, ...]
    notice: NoticeReport | None


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter by which money is called back, as the assistant asks for it."""

    cause: Cause
    amount: Money
    found_on: date
    number: str
    dated: date
    reason: str


@dataclass(frozen=True, slots=True)
class Countdown:
    """What of the money called back is near its end: the nearest deadlines among open recalls, None without one."""

    open_count: int
    waiting_for_me: int
    year_days: int | None
    remit_days: int | None


class Recalls:
    """The unit's recalls; reading answers from the store, every act may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync

    @property
    def today(self) -> date:
        """The day in Bangkok, as far as the central system's clock is known; answers from memory."""
        return bangkok_day(self._desk.now())

    def every(self) -> list[Recall]:
        """Return all recalls: those with something left to do first, by their nearest deadline; then the newest."""
        with self._desk.store.read() as rd:
            found = [_read(one) for one in recalls.every(rd)]
        open_ones = sorted((one for one in found if one.is_open), key=self._pressing)
        return [*open_ones, *sorted((one for one in found if not one.is_open), key=_newest, reverse=True)]

    def recall(self, recall_id: str) -> Recall:
        """Return a recall; raise `Refused` ``recall_unknown``."""
        with self._desk.store.read() as rd:
            found = recalls.one(rd, recall_id)
        if found is None:
            raise Refused("recall_unknown")
        return _read(found)

    def paid_line(self, op_id: str, number: int) -> PaidLine:
        """Return a line with what may still be called back of it; raise `Refused` ``recall_not_paid``."""
        with self._desk.store.read() as rd:
            batch = disbursement.batch(rd, op_id)
            found = disbursement.lines(rd, op_id, first=number, count=1)
            told = tuple(_read(one) for one in recalls.of_line(rd, op_id, number))
            notice = recalls.notice(rd, op_id, number)
        if batch is None or not found or found[0].status not in (LineStatus.SETTLED, LineStatus.RETURNED):
            raise Refused("recall_not_paid")
        return PaidLine(batch, found[0], _left(found[0], told), told, notice)

    def open_commands(self) -> list[OpenCommand]:
        """Return this unit's commands about recalls that have no answer yet, or were refused since."""
        with self._desk.store.read() as rd:
            return [_open(each) for each in outbox.unsettled(rd) if each.kind in orders.KINDS]

    def countdown(self) -> Countdown:
        """Return what is near its end, for the home page."""
        day, open_ones = self.today, [one for one in self.every() if one.is_open]
        years = [left for one in open_ones if (left := one.days_left(day)) is not None]
        remits = [(one.remit_by - day).days for one in open_ones if one.remit_by is not None]
        waiting = sum(self.is_mine(one) for one in open_ones)
        return Countdown(len(open_ones), waiting, min(years, default=None), min(remits, default=None))

    def is_mine(self, recall: Recall) -> bool:
        """Say whether this person has the next step: the maker of a return, or the second person of one proposed."""
        person = self._desk.actor.person
        if recall.state is RecallState.MONEY_BACK:
            return may(person.roles, Action.PROPOSE_RETURN)
        proposed = recall.state is RecallState.RETURN_PROPOSED
        return proposed and may(person.roles, Action.APPROVE_RETURN) and recall.ordered_by != person.uid

    # -- acts ---------------------------------------------------------------------------------------------------------

    def open(self, line: PaidLine, letter: Letter) -> Given:
        """Call the money of a paid line back.

        Raises `Refused` ``reason_missing``, ``recall_too_much`` (fact ``left``), ``letter_day_wrong``, and the central
        system's refusals.
        """
        reason = reasoned(letter.reason)
        if letter.amount.satang > line.left.satang:
            raise Refused("recall_too_much", left_satang=str(line.left.satang))
        first = bangkok_day(line.line.settled_at) if line.line.settled_at else self.today
        if not (first <= letter.found_on <= self.today and first <= letter.dated <= self.today):
            raise Refused("letter_day_wrong")
        prepared = orders.prepare_open(
            self._desk.signer,
            orders.new_recall_id(),
            (line.batch.op_id, line.batch.rev, line.line.number),
            letter.cause,
            letter.amount,
            letter.found_on,
            (cleaned(letter.number), letter.dated),
            reason,
        )
        facts = {"op_id": line.batch.op_id, "line": str(line.line.number), "amount": letter.amount.format()}
        return self._give(prepared, Action.OPEN_RECALL, {**facts, "letter_no": letter.number, "reason": reason})

    def drop(self, recall: Recall, reason: str) -> Given:
        """Give a recall up before money came; raise `Refused` ``reason_missing`` without a reason."""
        reason = reasoned(reason)
        prepared = orders.prepare_drop(self._desk.signer, recall.recall_id, reason)
        return self._give(prepared, Action.DROP_RECALL, {"reason": reason})

    def propose_return(self, recall: Recall) -> Given:
        """Sign the return of what came back, by the route that holds today."""
        route = recall.way_on(self.today).route
        prepared = orders.prepare_return(self._desk.signer, recall, route, self._desk.now())
        facts = {"route": route.value, "amount": recall.back.format() if recall.back else ""}
        return self._give(prepared, Action.PROPOSE_RETURN, facts)

    def settle_return(self, recall: Recall, *, approve: bool, password: str, reason: str = "") -> Given:
        """Decide about exactly the order that was shown; nothing is signed before the password was right.

        Raises `Refused` ``reason_missing`` for sending back without one, ``maker_cannot_approve``, ``password_wrong``,
        ``route_changed``.
        """
        if recall.ordered_by == self._desk.actor.person.uid:
            raise Refused("maker_cannot_approve")
        reason = reasoned(reason, needed=not approve)
        challenge = self._desk.central.challenge(password)
        prepared = orders.prepare_settle(
            self._desk.signer, recall, approve=approve, reason=reason, challenge=challenge, now=self._desk.now()
        )
        action = Action.APPROVE_RETURN if approve else Action.SEND_RETURN_BACK
        return self._give(prepared, action, {"reason": reason, "req_id": recall.req_id})

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _pressing(self, recall: Recall) -> tuple[int, str]:
        day = self.today
        left = [recall.days_left(day), (recall.remit_by - day).days if recall.remit_by else None]
        return min((one for one in left if one is not None), default=10**6), recall.recall_id

    def _give(self, prepared: Prepared, action: Action, facts: Mapping[str, str]) -> Given:
        given = give(
            self._desk, self._sync, prepared, (action, prepared.op_id, facts), partial(_is_about, prepared.op_id)
        )
        if given.known:
            self._sync.wake()  # what it changed is told by the log
        return given


def _is_about(recall_id: str, command: OutboxCommand) -> bool:
    """Say whether a command is a word on this recall."""
    return command.kind in orders.KINDS and command.op_id == recall_id


def _left(line: LineRecord, told: Sequence[Recall]) -> Money:
    if line.status is not LineStatus.SETTLED or line.satang is None:
        return Money(0)
    return Money(line.satang - sum(_taken(one) for one in told))


def _taken(recall: Recall) -> int:
    if recall.state is RecallState.OPEN:
        return recall.asked.satang
    return recall.back.satang if recall.back else 0


def _read(stored: StoredRecall) -> Recall:
    return orders.read(stored.view, stored.what)


def _newest(recall: Recall) -> tuple[str, str]:
    return recall.opened_at.isoformat(), recall.recall_id


def _open(command: OutboxCommand) -> OpenCommand:
    return OpenCommand(command.op_id, command.kind, command.state is CommandState.SENT, refusal(command))
