"""Closing days: prepared by a guide, proposed by one person, recomputed and settled by another elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.central import closing as orders
from app.central.paired_orders import new_order_id
from app.central.signed_orders import Signed
from app.domain.access.permissions import Action, may, require
from app.domain.closing.day import DayAct, DayOrder
from app.domain.closing.exceptions import DayException, ExceptionKind, Proposed
from app.domain.closing.findings import Draft, drafted, state_of
from app.domain.closing.matching import overlooked
from app.domain.values.dates import BANGKOK, bangkok_day, clock_time
from app.domain.values.errors import NotAllowed, Refused
from app.services import next_day
from app.services.commands import give, reasoned
from app.services.day_book import DayBook
from app.services.day_check import DayCheck, Difference, DifferenceKind, checked
from app.services.day_findings import books, find
from app.services.day_solved import how_solved, is_printed
from app.services.statements import Statements
from app.store import audit_trail, closing, movements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.central.signed_orders import Prepared
    from app.domain.closing.day import Asked
    from app.domain.closing.matching import ByHand
    from app.services.commands import Given
    from app.services.day_book import OrderTold
    from app.services.day_findings import Books, Findings
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.movements import RemittanceMoved
    from app.store.outbox import OutboxCommand

EXCEPTIONS_MAX = 500
"""In one close; as the central system has it."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A day as it could be closed now, before anything is signed.

    ``drafts`` are what does not fit, carried on or new; a person gives each an owner and a reason. ``not_printed`` are
    remittances of the stretch whose success record was not printed here, ``unanswered`` those about which the treasury
    is silent. ``disputed`` is what our own log and the central system's demands say differently.
    """

    day: date
    version: int
    since: datetime | None
    until: datetime
    findings: Findings
    drafts: tuple[Draft, ...]
    not_printed: tuple[str, ...]
    unanswered: tuple[str, ...]
    disputed: tuple[Proposed, ...]
    by_hand: tuple[ByHand, ...]
    books: Books = field(repr=False)
    asked: Asked = field(repr=False)


class Closing:
    """Everything but `rematched` may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync
        self._statements = Statements(desk)
        self._days = DayBook(desk)

    def refresh(self) -> Asked:
        """Ask the central system which day comes next and what must be in its close, and keep that."""
        return next_day.refresh(self._desk)

    def prepare(self, by_hand: Sequence[ByHand] = ()) -> Preparation:
        """Fetch everything about the day that comes next and return what closing it would say; nothing is signed.

        Raises `NotAllowed` ``role_missing``, `Refused` ``day_none_left`` and ``day_not_over`` (fact ``open_from``),
        `Tampered` for what the bank did not sign, and the central system's refusals.
        """
        require(self._desk.actor.person.roles, Action.PROPOSE_DAY)
        asked = self.refresh()
        if asked.day is None:
            raise Refused("day_none_left")
        until = self._until(asked, asked.day)
        self._sync.sync_now()
        signed = self._statements.stretch(asked.since, until)
        kept = books(self._desk, signed, asked.since, until, self._desk.now())
        return self._prepared(asked, asked.day, kept, by_hand)

    def rematched(self, preparation: Preparation, by_hand: Sequence[ByHand]) -> Preparation:
        """Return the same with other matches by hand: a preview, nothing is asked and nothing is written (RC-2)."""
        return self._prepared(preparation.asked, preparation.day, preparation.books, by_hand)

    def noted(self, about: str) -> Draft:
        """Return an exception in the unit's own words, looked after by this person; raise `Refused` ``reason_missing``.

        Its name comes from these words: the same words are the same exception.
        """
        about = reasoned(about)
        kind = ExceptionKind.OTHER
        name = orders.exception_id(self._desk.actor.unit, kind.value, about)
        return Draft(Proposed(name, kind, "", about, None), owner_uid=self._desk.actor.person.uid)

    def propose(self, preparation: Preparation, drafts: Sequence[Draft]) -> Given:
        """Sign the close of a day with what does not fit, each with an owner and a reason.

        Raises `Refused` ``exception_unowned``, ``exception_missing`` (facts ``kind``, ``about``) where something that
        was found is not told, ``exceptions_too_many``, ``match_not_holding``, `Conflict`
        ``order_under_way``, and the central system's refusals.
        """
        _demand_whole(preparation, drafts)
        with self._desk.store.read() as rd:
            head = audit_trail.head(rd)
        findings = preparation.findings
        order = DayOrder(
            req_id=new_order_id(),
            act=DayAct.CLOSE,
            day=preparation.day,
            version=preparation.version,
            since=preparation.since,
            until=preparation.until,
            accounts=findings.accounts,
            compared=findings.compared,
            matches=preparation.by_hand,
            exceptions=tuple(map(_exception, drafts)),
            anchor_seq=head.seq,
            anchor_head=head.digest,
        )
        return self._propose(order)

    def reopen(self, day: date, reason: str) -> Given:
        """Propose to open a closed day again; the close that was stays in evidence (RC-7).

        Raises `Refused` ``reason_missing``, ``day_not_closed``, and as `propose`.
        """
        reason = reasoned(reason)
        approved = self._days.versions(day)
        if not approved or approved[-1].order.act is not DayAct.CLOSE:
            raise Refused("day_not_closed")
        version = approved[-1].order.version
        return self._propose(DayOrder(new_order_id(), DayAct.REOPEN, day, version, None, None, reason=reason))

    def check(self, told: OrderTold) -> DayCheck:
        """Recompute a proposed close from this workstation's own log and the bank's statements.

        Raises `Tampered` for what the bank did not sign, and the central system's refusals.
        """
        order = told.order.order
        if order.act is DayAct.REOPEN or order.until is None:
            return DayCheck((), None)
        self._sync.sync_now()
        signed = self._statements.stretch(order.since, order.until)
        kept = books(self._desk, signed, order.since, order.until, told.order.made_at)
        check = checked(order, kept)
        return replace(check, differences=(*self._of_stretch(order), *check.differences))

    def settle(self, told: OrderTold, *, approve: bool, password: str, reason: str = "") -> Given:
        """Decide about exactly the order that was shown; nothing is signed before everything was recomputed.

        Raises `Refused` ``reason_missing`` for sending back without one, ``maker_cannot_approve``, ``day_differs``
        (fact ``count``) where `check` finds hindrances, ``password_wrong``, `NotAllowed` ``role_missing``, and the
        central system's refusals.
        """
        desk, order = self._desk, told.order
        action = Action.APPROVE_DAY if approve else Action.RETURN_DAY
        if not may(desk.actor.person.roles, action):
            raise NotAllowed("role_missing", action=action.value)
        if order.maker_uid == desk.actor.person.uid:
            raise Refused("maker_cannot_approve")
        reason = reasoned(reason, needed=not approve)
        hindrances = self.check(told).hindrances if approve else 0
        if hindrances:
            raise Refused("day_differs", count=hindrances)
        challenge = desk.central.challenge(password)
        shown = Signed(order.text, order.sig)
        prepared = orders.ORDERS.prepare_settle(
            desk.signer, order.order.req_id, shown, approve=approve, reason=reason, challenge=challenge, now=desk.now()
        )
        return self._give(prepared, action, _facts(order.order) | {"reason": reason})

    def recall(self, told: OrderTold, reason: str) -> Given:
        """Take an own order back before it is settled; raise `Refused` ``reason_missing``, ``not_the_maker``."""
        reason = reasoned(reason)
        if told.order.maker_uid != self._desk.actor.person.uid:
            raise Refused("not_the_maker")
        prepared = orders.ORDERS.prepare_recall(self._desk.signer, told.order.order.req_id, reason)
        return self._give(prepared, Action.RECALL_DAY, _facts(told.order.order) | {"reason": reason})

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _until(self, asked: Asked, day: date) -> datetime:
        """Return where the close ends: as every version of the day did, with the day, or at the newest moment over."""
        with self._desk.store.read() as rd:
            before = closing.stretch_of(rd, day)
        if before is not None:
            return before[1]
        newest = self._statements.newest_moment(asked.since)
        if day < bangkok_day(newest):
            return end_of(day)
        if asked.open_from is not None and newest < asked.open_from:
            raise Refused("day_not_over", open_from=clock_time(asked.open_from, "th"))
        return newest

    def _prepared(self, asked: Asked, day: date, kept: Books, by_hand: Sequence[ByHand]) -> Preparation:
        findings = find(kept, by_hand)
        demanded = {one.exception_id: one for one in asked.demanded}
        ours = {one.exception_id: one for one in kept.demanded}
        with self._desk.store.read() as rd:
            still = frozenset(one.exception_id for one in findings.unmatched)
            how = how_solved(rd, kept.carried, still, frozenset(demanded | ours))
            sent = [one for one in movements.remittances_moved(rd) if _within(kept, one.moved_at)]
            unprinted = [one for one in sent if not is_printed(rd, one.req_id)]
            version = len([one for one in closing.approved(rd, day) if one.act is DayAct.CLOSE]) + 1
        records = [self._not_printed(one) for one in unprinted]
        found = {one.exception_id: one for one in (*findings.unmatched, *ours.values(), *demanded.values(), *records)}
        drafts = drafted(found.values(), kept.carried, how, self._desk.actor.person.uid)
        return Preparation(
            day=day,
            version=version,
            since=kept.since,
            until=kept.until,
            findings=findings,
            drafts=tuple(drafts),
            not_printed=tuple(one.req_id for one in unprinted),
            unanswered=tuple(one.req_id for one in sent if one.answered_at is None),
            disputed=self._disputed(ours, demanded),
            by_hand=tuple(by_hand),
            books=kept,
            asked=asked,
        )

    def _disputed(self, ours: Mapping[str, Proposed], demanded: Mapping[str, Proposed]) -> tuple[Proposed, ...]:
        """Return what is told differently; who may not look at lines has no word about their results."""
        looks = may(self._desk.actor.person.roles, Action.OPEN_BATCH)
        found = ({**ours, **demanded}[name] for name in sorted(ours.keys() ^ demanded.keys()))
        return tuple(one for one in found if looks or one.kind is not ExceptionKind.RESULT_MISSING)

    def _not_printed(self, one: RemittanceMoved) -> Proposed:
        kind = ExceptionKind.RECORD_NOT_PRINTED
        name = orders.exception_id(self._desk.actor.unit, kind.value, one.req_id)
        return Proposed(name, kind, one.account, one.req_id, one.amount)

    def _of_stretch(self, order: DayOrder) -> list[Difference]:
        """Return whether a stretch begins where the close before it ended, as our own log has it."""
        with self._desk.store.read() as rd:
            before = closing.closed_before(rd, order.day)
        since = before[1] if before else None
        if order.since == since:
            return []
        words = [clock_time(at, "th") if at else "–" for at in (order.since, since)]
        return [Difference(DifferenceKind.STRETCH, "", "since", order.day.isoformat(), *words)]

    def _propose(self, order: DayOrder) -> Given:
        prepared = orders.prepare_propose(self._desk.signer, order, self._desk.now())
        return self._give(prepared, Action.PROPOSE_DAY, _facts(order))

    def _give(self, prepared: Prepared, action: Action, facts: Mapping[str, str]) -> Given:
        given = give(self._desk, self._sync, prepared, (action, prepared.op_id, facts), _is_about_a_day)
        if given.known:
            self._sync.sync_now()
        return given


def end_of(day: date) -> datetime:
    """Return the last moment of a day in Bangkok: moments are told in thousandths of a second."""
    return datetime.combine(day + timedelta(days=1), time(0), BANGKOK) - timedelta(milliseconds=1)


def _within(kept: Books, at: datetime) -> bool:
    return (kept.since is None or at > kept.since) and at <= kept.until


def _demand_whole(preparation: Preparation, drafts: Sequence[Draft]) -> None:
    told = {one.found.exception_id for one in drafts}
    for one in preparation.drafts:
        if one.found.exception_id not in told:
            raise Refused("exception_missing", kind=one.found.kind.value, about=one.found.about)
    if not all(one.whole for one in drafts):
        raise Refused("exception_unowned")
    if len(drafts) > EXCEPTIONS_MAX:
        raise Refused("exceptions_too_many", limit=EXCEPTIONS_MAX)
    if overlooked(preparation.by_hand, preparation.findings.matching):
        raise Refused("match_not_holding")


def _exception(draft: Draft) -> DayException:
    found = draft.found
    return DayException(
        exception_id=found.exception_id,
        kind=found.kind,
        account=found.account,
        about=found.about,
        amount=found.amount,
        owner_uid=draft.owner_uid,
        state=state_of(draft),
        reason=draft.reason.strip(),
    )


def _is_about_a_day(command: OutboxCommand) -> bool:
    return command.kind in orders.KINDS


def _facts(order: DayOrder) -> dict[str, str]:
    """Return what an order is about, as the audit trail tells it."""
    told = {
        "act": order.act.value,
        "day": order.day.isoformat(),
        "version": str(order.version),
        "exceptions": str(order.open_count) if order.act is DayAct.CLOSE else "",
        "reason": order.reason,
    }
    return {name: value for name, value in told.items() if value}
