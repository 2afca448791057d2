"""Keeping step with the central system, in the background: commands go out, news comes in, the session is kept.

One thread, asleep until something is queued, somebody asks, there is news, or the time has come. Listeners are called
on it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.access.company import is_parent
from app.domain.access.permissions import Action, may
from app.domain.values.dates import bangkok_day, parse_instant
from app.domain.values.errors import Broken, KhlangError, Refused, Tampered, Unanswered, Unreachable
from app.services import drawing, mending, next_day, receiving, remittance_terms, stationery
from app.services.arrivals import Arrivals
from app.services.attention import Attention
from app.services.last_words import WORKSTATION_REVOKED, revoked_at
from app.services.news_pages import NewsPages
from app.services.relay import MAINTENANCE, NEEDS_SIGN_IN, TURNED_AWAY, Relay, asked_to_wait
from app.store import disbursement, listings, outbox, reference
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.central.client import Answer
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk

FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
"""Everything is due by then."""

PULL_SECONDS = 5.0
"""Between two looks for news while all is well."""
OFFLINE_SECONDS_MAX = 60.0
HEARTBEAT_SECONDS = 60.0
UNIT_SECONDS = 300.0
PAGES_MAX = 10_000
CLOSE_SECONDS_MAX = 10.0
UNEXPECTED = "unexpected"
ON_THE_WAY = frozenset({"approved", "released"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the sync centre shows.

    ``problem`` is the code of what is in the way now ('' if nothing), with its ``facts``; ``forked`` the code of the
    alarm that stops everything but reading; ``needs_password`` that there is no session. ``queue`` counts commands
    without a definite answer, ``unknown`` those of them that may have had their effect. ``stuck`` are batches without
    news for too long, ``suspect`` batches whose content did not hold, with the code. ``paused`` keeps queued commands
    here.
    """

    online: bool = False
    busy: bool = False
    last_sync_at: datetime | None = None
    queue: int = 0
    unknown: int = 0
    problem: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    needs_password: bool = False
    clock_difference: timedelta = timedelta()
    clock_wrong: bool = False
    forked: str = ""
    stuck: tuple[str, ...] = ()
    suspect: tuple[tuple[str, str], ...] = ()
    paused: bool = False


class Sync:
    """Runs for one desk from `start` to `close`; `sync_now` works without `start` too."""

    def __init__(
        self, desk: Desk, *, stuck_after: timedelta = timedelta(hours=24), chance: Callable[[], float] = random.random
    ) -> None:
        self._desk = desk
        self._relay = Relay(desk, chance)
        self._arrivals = Arrivals(desk)
        self._attention = Attention(desk.central, self.wake)
        self._news = NewsPages(desk)
        self._stuck_after = stuck_after
        self._chance = chance
        self._turn = desk.hearing
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._listeners: list[Callable[[SyncState], None]] = []
        self._telling = threading.RLock()
        self._state = SyncState(online=desk.online)
        self._failures = 0
        self._heartbeat_at = 0.0
        self._unit_at = 0.0
        self._refusals = self._looked_after = 0  # commands refused, and how many when the unit was asked for last
        desk.store.subscribe(self._store_changed)

    def start(self) -> None:
        """Begin to run in the background, unless it is over already."""
        if not self._closing:
            self._thread.start()

    def close(self) -> None:
        """Stop; a request under way may end by itself."""
        self._closing = True
        self.fall_silent()
        self._wake.set()
        self._attention.close()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(CLOSE_SECONDS_MAX)

    def listen(self, listener: Callable[[SyncState], None]) -> None:
        """Call ``listener`` after each round with the new state, on the thread that made it; it must not wait."""
        self._listeners.append(listener)

    def fall_silent(self) -> None:
        """Tell nobody any more from this return on: the windows of those who listen are about to go."""
        with self._telling:
            self._listeners.clear()

    def state(self) -> SyncState:
        """Return the state as of the last round."""
        return self._state

    def unanswered(self) -> int:
        """Return how many commands of the person at the desk have no answer yet; nobody else's session carries them."""
        return self._relay.unanswered()

    def is_stuck(self, batch: Batch) -> bool:
        """Say whether the bank should have spoken about a batch by now; until its value date one rightly waits."""
        before, value_date = self._desk.now() - self._stuck_after, batch.head.value_date
        due = value_date is None or self._desk.calendar.next_bank_day(value_date) <= bangkok_day(before)
        return batch.status in ON_THE_WAY and batch.updated_at < before and due

    def wake(self) -> None:
        """Begin a round now, in the background."""
        self._wake.set()

    def pause(self, *, paused: bool) -> None:
        """Keep queued commands here until told to go on; news still comes in, and a decision still goes out at once."""
        self._tell(replace(self._state, paused=paused))
        self._wake.set()

    def sync_now(self) -> SyncState:
        """Do a whole round here and now, commands that were to wait included; return the state after it."""
        return self._round(everything=True)

    def deliver(self, cmd_id: str) -> Answer:
        """Send one queued command now; its answer is kept, and the batch moved, before this returns it or raises.

        Raises `Refused` with the central system's code and facts, `Unanswered` ``unanswered`` where the result is not
        known (the background goes on asking), and `Tampered` while there is an alarm: nothing is sent then.
        """
        if self._state.forked:
            raise Tampered(self._state.forked, **self._state.facts)
        answer = self._relay.deliver(cmd_id)
        if answer.settled and not answer.done:
            self._refusals += 1
        self._wake.set()
        if not answer.settled:
            raise Unanswered("unanswered", problem=answer.code)
        if not answer.done:
            raise Refused(answer.code, **answer.facts)
        return answer

    def _run(self) -> None:
        while not self._closing:
            self._wake.clear()
            try:
                self._round(everything=False)
            except Exception:  # a fault of ours must not end the exchange for the rest of the day
                _log.exception("a round of the exchange failed")
                self._failures += 1
                self._tell(replace(self._state, busy=False, problem=UNEXPECTED, facts={}))
            self._wake.wait(self._pause())

    def _pause(self) -> float:
        if not self._failures:
            return PULL_SECONDS
        if self._state.problem == MAINTENANCE:
            return min(self._opens_in() + self._chance() * PULL_SECONDS, OFFLINE_SECONDS_MAX)
        wait = min(PULL_SECONDS * 2.0 ** min(self._failures - 1, 10), OFFLINE_SECONDS_MAX)
        return max(wait * (0.5 + self._chance() / 2), asked_to_wait(self._state.facts).total_seconds())

    def _opens_in(self) -> float:
        """Return the seconds until the central system said it opens; it may be sooner, and need not keep its word."""
        try:
            opens = parse_instant(str(self._state.facts.get("until", "")))
        except ValueError:
            return OFFLINE_SECONDS_MAX
        return max((opens - self._desk.now()).total_seconds(), PULL_SECONDS)

    def _round(self, *, everything: bool) -> SyncState:
        with self._turn:
            if everything:
                self._tell(replace(self._state, busy=True))
            try:
                self._exchange(everything=everything)
            except (Refused, Unreachable) as problem:
                self._failures += 1
                self._in_the_way(problem)
            except Tampered as problem:
                self._failures += 1
                _log.error("alarm: %s", problem.code)
                self._tell(
                    replace(
                        self._counted(), online=True, problem=problem.code, facts=problem.facts, forked=problem.code
                    )
                )
            except Broken as problem:
                self._failures += 1
                _log.error("this machine: %s", problem.code)
                self._tell(replace(self._state, busy=False, problem=problem.code, facts=problem.facts))
            else:
                self._failures = 0
                self._tell(
                    replace(
                        self._counted(),
                        online=True,
                        last_sync_at=self._desk.now(),
                        problem="",
                        facts={},
                        needs_password=False,
                        forked="",
                    )
                )
            return self._state

    def _exchange(self, *, everything: bool) -> None:
        """Do the round: news first, so that an alarm comes before anything is sent; then commands; then their news.

        The head of the audit chain goes last, when it holds everything that the round wrote.
        """
        self._keep_session()
        heard = self._pull()
        self._desk.anchoring.check()
        if not self._state.paused and self._relay.send_due(FAR_AHEAD if everything else None):
            self._refusals += 1
        heard |= self._pull()
        # What was refused was made by something that may hold no more: another calendar, other hours.
        if everything or heard or self._refusals != self._looked_after or time.monotonic() >= self._unit_at:
            self._refresh_unit()
            if self._may_look():
                mending.fetch_again(self._desk)
            if not is_parent(self._desk.company_id):
                self._refresh_terms()
            stationery.fetch_emblems(self._desk)
        self._desk.anchoring.send()
        if threading.current_thread() is self._thread and self._hears():
            self._attention.turn_to(self._arrivals.position())
        self._desk.clock.learn(self._desk.central.peer.ahead)  # as the last answer told it: a day may have begun

    def _keep_session(self) -> None:
        if not self._desk.online:
            self._meet()
            raise Refused("signed_in_offline")
        if time.monotonic() >= self._heartbeat_at:
            self._desk.central.heartbeat()
            self._heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS
        self._desk.clock.learn(self._desk.central.peer.ahead)

    def _meet(self) -> None:
        """Ask who is there, without a session: it tells whether the password would help."""
        self._desk.central.enrolment.demand_open()
        self._desk.clock.learn(self._desk.central.peer.ahead)

    def _pull(self) -> bool:
        """Take over all the news there is; say whether there was any."""
        heard = False
        if not self._hears():
            return heard
        for _ in range(PAGES_MAX):
            here = self._arrivals.position()
            page = self._news.page(here)
            self._arrivals.take(page)
            heard |= bool(page.events)
            if not page.more or self._closing:
                break
        return heard

    def _hears(self) -> bool:
        """Whoever may look neither into batches nor into collections or remittances leaves the news to a colleague.

        It would be kept without the lines. An agency's own log has none of them.
        """
        looks = any(map(self._may, (Action.OPEN_BATCH, Action.VIEW_COLLECTIONS, Action.VIEW_REMITTANCES)))
        return looks or is_parent(self._desk.company_id)

    def _may_look(self) -> bool:
        return self._may(Action.OPEN_BATCH)

    def _may(self, action: Action) -> bool:
        return may(self._desk.actor.person.roles, action)

    def _refresh_terms(self) -> None:
        """Ask anew for what the unit draws, collects and remits by, as far as this person has to do with it."""
        remits = self._may(Action.VIEW_REMITTANCES)
        if self._may_look() or remits or self._may(Action.PROPOSE_DAY):
            drawing.refresh(self._desk)
        if self._may(Action.VIEW_COLLECTIONS) or self._may(Action.PROPOSE_REMITTANCE):
            receiving.refresh(self._desk)
        if remits:
            remittance_terms.refresh(self._desk)
        if self._may(Action.VIEW_CLOSING):
            next_day.learn(self._desk)

    def _refresh_unit(self) -> None:
        refusals = self._refusals
        told = self._desk.central.unit()
        self._looked_after = refusals
        self._unit_at = time.monotonic() + UNIT_SECONDS
        self._desk.present = told.present
        with self._desk.store.read() as rd:
            known = (reference.unit(rd), tuple(reference.keys(rd).values()))
        if known == (told.unit, told.keys):
            return
        with self._desk.store.write(self._desk.actor, Action.RECORD_UNIT, told.unit.unit) as tx:
            reference.put_unit(tx, told.unit)
            reference.put_keys(tx, told.keys)
        self._desk.unit_told()

    def _in_the_way(self, problem: KhlangError) -> None:
        """Tell what is in the way; without a session everything waits for the password, and nothing is lost."""
        if problem.code == WORKSTATION_REVOKED:
            self._end(problem)
            return
        needs_password = problem.code in NEEDS_SIGN_IN or problem.code == "signed_in_offline"
        if problem.code in NEEDS_SIGN_IN:
            self._desk.online = False
        self._tell(
            replace(
                self._counted(),
                online=not isinstance(problem, Unreachable),
                problem=problem.code,
                facts=problem.facts,
                # While everybody is turned away no password would help.
                needs_password=(needs_password or not self._desk.online) and problem.code not in TURNED_AWAY,
            )
        )

    def _end(self, problem: KhlangError) -> None:
        """Lock the store and stop for good: this workstation was taken out of use."""
        self._closing = True
        self._attention.close()
        self._desk.lock_out(revoked_at(problem))
        self._tell(replace(self._state, busy=False, online=True, problem=problem.code, facts=problem.facts))

    def _counted(self) -> SyncState:
        """Return the state with what can be counted here, whatever the other side says."""
        with self._desk.store.read() as rd:
            waiting = outbox.unsettled(rd)
            moving = listings.batch_ids(rd, statuses=ON_THE_WAY)
            batches = listings.batch_rows(rd, moving).values()
            suspect = tuple(disbursement.suspects(rd).items())
        before = self._desk.now() - self._stuck_after
        return replace(
            self._state,
            busy=False,
            queue=len(waiting),
            unknown=sum(command.state is CommandState.SENT for command in waiting),
            clock_difference=self._desk.clock.difference,
            clock_wrong=self._desk.clock.wrong,
            stuck=tuple(item.op_id for item in batches if self.is_stuck(item))
            + tuple(command.op_id for command in waiting if command.created_at < before),
            suspect=suspect,
        )

    def _store_changed(self, kinds: frozenset[str]) -> None:
        if "outbox" in kinds and threading.current_thread() is not self._thread:
            self._wake.set()

    def _tell(self, state: SyncState) -> None:
        changed, self._state = state != self._state, state
        if not changed:
            return
        with self._telling:
            for listener in self._listeners:
                try:
                    listener(state)
                except Exception:  # a listener's trouble is not the exchange's
                    _log.exception("a listener of the exchange failed")
