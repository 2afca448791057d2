"""What waits for whom: the frame of the window, the home screen, the queue of the exchange; and what is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from app import i18n
from app.central import administration_orders as orders
from app.central import payees as register_orders
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import FINAL, BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.dates import bangkok_day, parse_instant, short
from app.services import collection_board, planning
from app.services.board import Arrival, DeskState, FoundGroup, HomeState, SyncState, Tile
from app.services.payee_views import TO_TAKE_UP
from app.services.readiness import earliest_value_date
from app.services.relay import TURNED_AWAY
from app.services.search import Search
from app.services.search_kinds import batch_title, found_batch
from app.store import disbursement, listings, outbox, payee_tasks, payees

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from app.domain.access.user import Person
    from app.services.desk import Desk
    from app.services.lookout import Lookout
    from app.services.rights_board import RightsBoard
    from app.services.sync import Sync
    from app.store.outbox import OutboxCommand
    from app.store.unit_of_work import Reading

RECENT_MAX = 8

BATCHES, APPROVALS, RESULTS = "batches", "approvals", "results"
REGISTER, REGISTER_REQUESTS = "register", "register_requests"
"""Screens by their key."""

_S = BatchStatus
_WAITING = frozenset({_S.SUBMITTED.value, _S.IN_APPROVAL.value})
_BACK = frozenset({_S.RETURNED.value, _S.WITHDRAWN.value})
_UNDER_WAY = frozenset({*_WAITING, _S.APPROVED.value, _S.RELEASED.value})
_UNKNOWN = frozenset({Delivery.UNKNOWN.value})


class Overview:
    """Counts and gathers for one signed-in person."""

    def __init__(
        self,
        desk: Desk,
        sync: Sync,
        rights: RightsBoard | None = None,
        lookout: Lookout | None = None,
    ) -> None:
        """Take the board of an agency's administrators where this is their desk, else the unit's payee register."""
        self._desk = desk
        self._sync = sync
        self._rights = rights
        self._lookout = lookout
        self._search = Search(desk)

    @property
    def person(self) -> Person:
        """The person who is signed in."""
        return self._desk.actor.person

    def now(self) -> datetime:
        """Return the moment by the central system's clock, as far as it is known."""
        return self._desk.now()

    def state(self) -> DeskState:
        """Return what the frame shows."""
        unit = self._desk.unit
        about = self._desk.about
        return DeskState(
            agency_name=unit.agency_name,
            unit=f"{unit.unit_name} {unit.unit}",
            banner_th=about.banner_th,
            banner_en=about.banner_en,
            cut_off=self._cut_off(),
            badges=self._badges(),
            sync=self.sync_state(),
        )

    def sync_state(self) -> SyncState:
        """Return how this workstation stands with the central system."""
        state = self._sync.state()
        return SyncState(
            last_at=state.last_sync_at,
            online=state.online and self._desk.online,
            queued=state.queue,
            error_code=state.forked or state.problem,
            error_facts=state.facts,
            turned_away=state.problem in TURNED_AWAY,
            clock_ahead_seconds=state.clock_difference.total_seconds(),
            clock_wrong=state.clock_wrong,
            paused=state.paused,
            unread_draws=self._desk.unread_draws,
        )

    def sync(self) -> None:
        """Exchange everything with the central system once."""
        self._sync.sync_now()

    def unanswered(self) -> int:
        """Return how many of the person's commands have no answer yet."""
        return self._sync.unanswered()

    def pause(self, *, paused: bool) -> None:
        """Keep queued commands here, or let them go again."""
        self._sync.pause(paused=paused)

    def queue(self) -> Sequence[Mapping[str, object]]:
        """Return what waits to be sent: ``id``, ``kind``, ``what``, ``since``, ``tries``, ``state``."""
        with self._desk.store.read() as reading:
            return [
                {
                    "id": command.cmd_id,
                    "kind": command.kind,
                    "what": self._what(reading, command),
                    "since": command.created_at,
                    "tries": command.tries,
                    "state": command.state.value,
                }
                for command in outbox.unsettled(reading)
            ]

    def find(self, words: str, only: str = "") -> Sequence[FoundGroup]:
        """Return what of the person's rooms holds these words; see `Search.find`."""
        return self._rights.find(words) if self._rights is not None else self._search.find(words, only)

    def home(self) -> HomeState:
        """Return what waits for this person today, what happened last, and how the person came in."""
        return replace(self._home(), arrival=self._arrival())

    def _arrival(self) -> Arrival:
        desk = self._desk
        last, expires = (
            parse_instant(text) if text else None for text in (desk.last_sign_in_at, desk.password_expires_at)
        )
        return Arrival(last, desk.last_sign_in_device, expires)

    def _home(self) -> HomeState:
        if self._rights is not None:
            return self._rights.home(self.person)
        if not self._may_look():
            board = self._lookout
            return HomeState(tuple(board.tiles()), tuple(board.recent()), None) if board else HomeState((), (), None)
        with self._desk.store.read() as reading:
            tiles = tuple(self._tiles(reading))
            newest = listings.batch_ids(reading, order="updated_at", descending=True)[:RECENT_MAX]
            batches = listings.batch_rows(reading, newest)
        tiles += tuple(self._lookout.tiles()) if self._lookout else ()
        recent = tuple(found_batch(batches[identity]) for identity in newest if identity in batches)
        day = earliest_value_date(self._desk)
        plans = planning.urgent(self._desk)
        return HomeState(tiles, recent, self._cut_off(), short(day, i18n.language()), plans=plans)

    def _tiles(self, reading: Reading) -> Sequence[Tile]:
        roles, uid = self.person.roles, self.person.uid
        tiles = []
        if permissions.may(roles, Action.APPROVE_BATCH):
            tiles.append(self._tile(reading, "to_approve", APPROVALS, None, _WAITING))
            changes = payees.pending_from_others(reading, uid)
            if changes:
                tiles.append(Tile("payees_to_approve", changes, REGISTER_REQUESTS, "pending"))
        if permissions.may(roles, Action.EDIT_BATCH):
            tiles.append(self._tile(reading, "drafts", BATCHES, "drafts", {_S.DRAFT.value}, uid))
            tiles.append(self._tile(reading, "returned", BATCHES, "drafts", _BACK, uid))
        if permissions.may(roles, Action.PROPOSE_PAYEES):
            back = payee_tasks.sent_back(reading, uid)
            if back:
                subject = back[0] if len(back) == 1 else TO_TAKE_UP
                tiles.append(Tile("payees_sent_back", len(back), REGISTER_REQUESTS, subject))
        tiles.append(self._tile(reading, "unknown", BATCHES, "unknown", None, deliveries=_UNKNOWN))
        tiles.append(self._tile(reading, "in_work", BATCHES, "under_way", _UNDER_WAY))
        tiles.append(self._finished_today(reading))
        return [*self._alarms(), *tiles]

    def _alarms(self) -> Sequence[Tile]:
        """Return what should never wait, and is shown only while it does."""
        state = self._sync.state()
        alarms = (Tile("suspect", len(state.suspect), BATCHES), Tile("stuck", len(state.stuck), BATCHES, "under_way"))
        return [alarm for alarm in alarms if alarm.count]

    def _tile(
        self,
        reading: Reading,
        key: str,
        screen: str,
        subject: object,
        statuses: Collection[str] | None,
        mine_uid: str | None = None,
        deliveries: Collection[str] | None = None,
    ) -> Tile:
        totals = listings.batch_totals(reading, statuses=statuses, deliveries=deliveries, mine_uid=mine_uid)
        oldest = listings.batch_ids(
            reading, order="updated_at", statuses=statuses, deliveries=deliveries, mine_uid=mine_uid
        )[:1]
        since = [batch.updated_at for batch in listings.batch_rows(reading, oldest).values()]
        return Tile(key, totals.count, screen, subject, totals.total.satang, since[0] if since else None)

    def _finished_today(self, reading: Reading) -> Tile:
        final = {status.value for status in FINAL}
        ids = listings.batch_ids(reading, order="updated_at", descending=True, statuses=final)
        today, batches = bangkok_day(self.now()), []
        for identity in ids:
            batch = listings.batch_rows(reading, [identity]).get(identity)
            if batch is None or bangkok_day(batch.updated_at) != today:
                break
            batches.append(batch)
        return Tile("finished_today", len(batches), BATCHES, "finished", sum(batch.settled.satang for batch in batches))

    def _badges(self) -> Mapping[str, int]:
        roles, uid = self.person.roles, self.person.uid
        if self._rights is not None:
            return self._rights.badges(self.person)
        with self._desk.store.read() as reading:
            back = listings.batch_totals(reading, statuses=_BACK, mine_uid=uid).count
            unknown = listings.batch_totals(reading, deliveries=_UNKNOWN).count
            waiting = listings.batch_totals(reading, statuses=_WAITING).count
            changes = payees.pending_from_others(reading, uid)
            sent_back = len(payee_tasks.sent_back(reading, uid))
        decides = permissions.may(roles, Action.APPROVE_BATCH)
        return {
            BATCHES: back + unknown,
            APPROVALS: waiting if decides else 0,
            REGISTER_REQUESTS: (changes if decides else 0)
            + (sent_back if permissions.may(roles, Action.PROPOSE_PAYEES) else 0),
            **(self._lookout.badges() if self._lookout else {}),
        }

    def _may_look(self) -> bool:
        """Say whether this person may look into batches: at a shared desk there are some of colleagues."""
        return permissions.may(self.person.roles, Action.OPEN_BATCH)

    def _what(self, reading: Reading, command: OutboxCommand) -> str:
        if command.kind in orders.KINDS and self._rights is not None:
            return self._rights.title(orders.order(command.kind, command.request).subject, command.op_id)
        if command.kind in register_orders.KINDS:
            return payees.change_reason(reading, command.op_id)
        if command.kind in collection_board.KINDS:
            return collection_board.what(reading, command)
        return batch_title(disbursement.batch(reading, command.op_id))

    def _cut_off(self) -> time | None:
        if self._rights is not None:
            return None
        hour, minute = self._desk.unit.cut_off.split(":")
        return time(int(hour), int(minute))
