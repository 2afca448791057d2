"""Who may do what: one administrator proposes, the other approves; a few acts one of them may do alone.

Everything here is online only: the agency is asked for anew each time, and what is shown is bound into what is signed.
A command is kept before it is sent and never made twice; one without an answer stays unknown until it has one.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central import administration_orders as orders
from app.central.administration_changes import read_subject
from app.central.disbursement import new_op_id
from app.central.events import retold
from app.domain.access.company import UserRecord, grants_elsewhere
from app.domain.access.grants import conflict
from app.domain.access.news import AccessChanged, AccessProposed, SecurityNoticed
from app.domain.access.permissions import Action
from app.domain.values.dates import parse_instant
from app.domain.values.errors import KhlangError, Refused, Tampered, Unreachable
from app.domain.values.texts import cleaned
from app.services.commands import give, reasoned, refusal
from app.services.order_facts import sides
from app.services.slips import Slips
from app.store import inbox, outbox, reference
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.central.signed_orders import Prepared
    from app.domain.access.company import CompanyUser, UserDetail
    from app.domain.access.proposal import ActKind, AgencyView, Change, Proposal, ProposalKind
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.inbox import StoredEvent
    from app.store.outbox import OutboxCommand
    from app.store.unit_of_work import Reading

ORDERS_MAX = 200
LATEST_SECONDS = 4.0
"""How long what was seen counts as the latest while no news says otherwise: a key may be registered without any."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An own order without its effect: ``code`` '' while its answer is awaited, else why it was refused for good.

    ``kind`` is ``propose``, ``settle``, ``recall`` or ``act``; ``what`` the kind of proposal or act, ``subject`` whom
    or what it is about, both '' for ``settle`` and ``recall``, which name the request only (``order_id``).
    ``unknown``: it may have had its effect.
    """

    order_id: str
    kind: str
    what: str
    subject: str
    since: datetime
    unknown: bool
    code: str


@dataclass(frozen=True, slots=True)
class AccessStep:
    """Something that happened to rights, as the log tells it; ``what`` is a kind, ``status`` a proposal's or ''."""

    at: datetime
    what: str
    status: str
    uid: str
    name_th: str
    name_en: str
    reason: str
    before: Change | None
    after: Change | None


class Administration:
    """Asks, proposes and decides for one signed-in administrator; every method may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync
        self._asking = threading.RLock()
        self._seen: AgencyView | None = None
        self._stale = True
        self._seen_at = 0.0
        self.slips = Slips(desk, self._agency_name, self._slip_made)
        desk.store.subscribe(self._store_changed)

    def view(self) -> AgencyView:
        """Return the agency as it is now, proposals verified; raise `Unreachable`, `NotAllowed`, `Tampered`.

        Whoever asks meanwhile waits: an answer never takes the place of one that was asked for later.
        """
        with self._asking:
            with self._desk.store.read() as rd:
                known = reference.keys(rd)
            self._stale, seen_at = False, time.monotonic()  # news that comes while we ask makes it stale again
            try:
                told = self._desk.central.administration.view(known)
                self._seen = replace(told, kinds=self._desk.unit.kinds)
            except KhlangError:
                self._stale = True
                raise
            self._seen_at = seen_at
            return self._seen

    def latest(self) -> AgencyView:
        """Return the agency as it is, asked for anew after news, an own order, or some seconds; raises as `view`."""
        with self._asking:
            seen = self._seen
            if seen is None or self._stale or time.monotonic() - self._seen_at > LATEST_SECONDS:
                return self.view()
            return seen

    @property
    def seen(self) -> AgencyView | None:
        """The agency as last seen, from memory; None before it ever was."""
        return self._seen

    def standing(self) -> AgencyView | None:
        """Return the agency as last seen, asked for anew only after news; None where it cannot be had.

        Never waits for a central system that did not answer the last time.
        """
        state = self._sync.state()
        answers = self._desk.online and (state.online or not state.problem)
        if not answers:
            return self._seen
        with self._asking:
            if self._stale or self._seen is None:
                try:
                    return self.view()
                except (Unreachable, Refused) as problem:
                    _log.info("the agency cannot be looked at: %s", problem.code)
            return self._seen

    def version_of(self, user: CompanyUser) -> int:
        """Return the version to propose on: the present one while record and state are still as they were shown.

        Otherwise the one that was shown, so that the central system refuses; a key that was registered changes nothing
        that the proposer looked at.
        """
        now = self.view().user(user.uid)
        same = now is not None and (now.record, now.state) == (user.record, user.state)
        return now.version if now is not None and same else user.version

    def ask_again(self) -> None:
        """Send what waits for an answer once more; raises what `Sync.sync_now` raises."""
        self._sync.sync_now()

    def user(self, uid: str) -> UserDetail:
        """Return a user with what the person has under way."""
        return self._desk.central.administration.user(uid)

    def orders(self) -> Sequence[OpenOrder]:
        """Return this person's orders that wait for an answer or were refused, the newest first."""
        with self._desk.store.read() as rd:
            return [_open_order(command) for command in self._mine(rd) if command.state is not CommandState.DONE]

    def history(self, subject: str) -> Sequence[AccessStep]:
        """Return what happened to the rights of a user, or to the agency's policy, the newest first."""
        with self._desk.store.read() as rd:
            events = inbox.known_events(rd, subject)
            unit = reference.unit(rd)
        names = {person.uid: (person.name_th, person.name_en) for person in unit.people} if unit else {}
        return [step for event in reversed(events) for step in _steps(event, names)]

    def propose(
        self,
        kind: ProposalKind,
        subject: str,
        change: Change | None = None,
        *,
        reason: str,
        order_no: str = "",
        version: int | None = None,
    ) -> Given:
        """Sign a proposal and hand it in; nothing changes before the other administrator approves it.

        ``subject`` '' with USER_ADD names a new user. ``version`` is the subject's that the person saw; None asks for
        the present one, where what the subject says does not matter to the request. Raises `Refused`
        ``reason_missing``, ``rights_conflict``, ``field_wrong`` and the central system's refusals; `Conflict`
        ``order_under_way``.
        """
        seen = self.view() if version is None or self._seen is None else self._seen
        subject = subject or new_op_id()
        reason, order_no = reasoned(reason), cleaned(order_no)
        if isinstance(change, UserRecord):
            _demand_no_conflict(seen, subject, change)
        wish = orders.Wish(
            kind, subject, seen.version(kind, subject) if version is None else version, change, reason, order_no
        )
        prepared = orders.prepare_propose(self._desk.signer, new_op_id(), wish, self._desk.now())
        facts = {
            "kind": kind.value,
            "request": prepared.op_id,
            **sides(kind, subject, seen, seen.present(kind, subject), change),
            "reason": reason,
            "order_no": order_no,
        }
        return self._give(prepared, Action.PROPOSE_CHANGE, subject, facts)

    def recall(self, proposal: Proposal, reason: str) -> Given:
        """Take an own proposal back before it is decided."""
        prepared = orders.prepare_recall(self._desk.signer, proposal.req_id, reasoned(reason))
        facts = {"kind": proposal.kind.value, "subject": proposal.subject, "reason": cleaned(reason)}
        return self._give(prepared, Action.RECALL_PROPOSAL, proposal.req_id, facts)

    def settle(self, proposal: Proposal, *, approve: bool, reason: str = "", password: str) -> Given:
        """Decide about exactly what was shown; nothing is signed before the password was right.

        Raises `Tampered` for a proposal whose signature does not hold, `Refused` ``reason_missing`` for a return
        without one, ``proposer_cannot_approve``, ``password_wrong``, and the central system's refusals.
        """
        if proposal.fault:
            raise Tampered(proposal.fault, request=proposal.req_id)
        if self._same_person(proposal.maker_uid):
            raise Refused("proposer_cannot_approve")
        reason = reasoned(reason, needed=not approve)
        challenge = self._desk.central.challenge(password)
        prepared = orders.prepare_settle(
            self._desk.signer, proposal, approve=approve, reason=reason, challenge=challenge, now=self._desk.now()
        )
        facts = {
            "kind": proposal.kind.value,
            "request": proposal.req_id,
            **sides(proposal.kind, proposal.subject, self._seen, proposal.before, proposal.change),
            "reason": reason,
        }
        action = Action.APPROVE_PROPOSAL if approve else Action.RETURN_PROPOSAL
        return self._give(prepared, action, proposal.subject, facts)

    def act(self, kind: ActKind, subject: str, *, reason: str, password: str) -> Given:
        """Do what one administrator may do alone: it takes rights away, or asks the person to begin anew."""
        reason = reasoned(reason)
        challenge = self._desk.central.challenge(password)
        prepared = orders.prepare_act(
            self._desk.signer, new_op_id(), kind, subject, reason, challenge, self._desk.now()
        )
        facts = {"act": prepared.op_id, "reason": reason, **sides(kind, subject, self._seen, None, None)}
        return self._give(prepared, Action(kind.value), subject, facts)

    def _agency_name(self) -> str:
        return self._seen.agency_name if self._seen else self._desk.agency_name

    def _slip_made(self) -> None:
        self._stale = True

    def _store_changed(self, kinds: frozenset[str]) -> None:
        self._stale = self._stale or "event" in kinds

    def _give(self, prepared: Prepared, action: Action, about: str, facts: Mapping[str, str]) -> Given:
        def is_same(command: OutboxCommand) -> bool:
            if command.kind not in orders.KINDS:
                return False
            said = orders.order(command.kind, command.request)
            return (command.kind, said.subject) == (prepared.kind, about) or command.op_id == prepared.op_id

        try:
            return give(self._desk, self._sync, prepared, (action, about, facts), is_same)
        finally:
            self._stale = True  # whatever was seen while it was on its way

    def _same_person(self, uid: str) -> bool:
        seen = self._seen
        mine, theirs = (seen.user(self._desk.actor.person.uid), seen.user(uid)) if seen else (None, None)
        if mine is None or theirs is None:
            return uid == self._desk.actor.person.uid
        return mine.uid == theirs.uid or mine.record.person_id == theirs.record.person_id

    def _mine(self, rd: Reading) -> Iterator[OutboxCommand]:
        uid = self._desk.actor.person.uid
        for command in outbox.recent(rd, ORDERS_MAX):
            if command.kind in orders.KINDS and orders.order(command.kind, command.request).uid in (uid, ""):
                yield command


def _demand_no_conflict(seen: AgencyView, uid: str, record: UserRecord) -> None:
    found = conflict(record.grants, grants_elsewhere(seen.users, uid, record.person_id), record.user_id)
    if found is not None:
        raise Refused(
            "rights_conflict", role=found.role.value, other_role=found.other_role.value, user_id=found.user_id
        )


def _open_order(command: OutboxCommand) -> OpenOrder:
    said = orders.order(command.kind, command.request)
    return OpenOrder(
        order_id=command.op_id,
        kind=command.kind,
        what=said.what,
        subject=said.subject,
        since=command.created_at,
        unknown=command.state is CommandState.SENT,
        code=refusal(command),
    )


def _subject(text: str) -> Change | None:
    """Return the record or policy that a side of news tells, None for a bare word such as a workstation's state."""
    try:
        return read_subject(text)
    except ValueError:
        return None


def _steps(event: StoredEvent, names: Mapping[str, tuple[str, str]]) -> Iterator[AccessStep]:
    told = retold(event.record, event.salt, event.body).news
    name_th, name_en = names.get(event.uid, ("", ""))
    at = parse_instant(event.at)
    if isinstance(told, AccessProposed):
        yield AccessStep(at, told.kind.value, told.status.value, event.uid, name_th, name_en, told.reason, None, None)
    elif isinstance(told, AccessChanged):
        before, after = _subject(told.before), _subject(told.after)
        yield AccessStep(at, told.what, "", event.uid, name_th, name_en, told.reason, before, after)
    elif isinstance(told, SecurityNoticed):
        yield AccessStep(at, told.what, "", event.uid, name_th, name_en, told.device_name, None, None)
