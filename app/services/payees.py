"""The payee register for one signed-in person: look up, propose, settle, ask the bank about names.

What is shown is what the log told and what was verified; a change has no effect before a second person's signature. A
scan reaches the central system before the change that names it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central import payees as orders
from app.central.client import kept_answer
from app.central.disbursement import new_op_id
from app.domain.access.permissions import Action
from app.domain.payees import rules
from app.domain.payees.changes import ENTRIES_MAX, Change, ChangeStatus, Entry
from app.domain.payees.payee import Payee, PayeeRecord, read_qr
from app.domain.payees.register import Register
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Conflict, Refused, Unanswered
from app.domain.values.texts import cleaned
from app.services.commands import queue
from app.store import outbox, payee_listings, payees
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from app.central.disbursement import Prepared
    from app.domain.disbursement.record import Batch, LineRecord
    from app.services.desk import Desk
    from app.services.inquiry import Query
    from app.services.sync import Sync
    from app.store.outbox import OutboxCommand
    from app.store.unit_of_work import Writing

FOUND_MAX = 12
CHECKS_AT_ONCE = 500
ORDERS_MAX = 200
_TEXTS = ("name", "office", "acct_name", "permission_no")


@dataclass(frozen=True, slots=True)
class Given:
    """A command about the register; ``known`` False: sent, and not answered yet."""

    req_id: str
    known: bool


@dataclass(frozen=True, slots=True)
class OpenCommand:
    """An own command without its effect: ``code`` '' while its answer is awaited, else why it was refused for good."""

    req_id: str
    kind: str
    since: datetime
    unknown: bool
    code: str


@dataclass(frozen=True, slots=True)
class PayeeCard:
    """Everything that is known of a payee: changes and payments, the newest first."""

    payee: Payee
    changes: tuple[tuple[Change, Entry], ...]
    payments: tuple[tuple[Batch, LineRecord], ...]


@dataclass(frozen=True, slots=True)
class PayeeRows:
    """The register as a source of rows."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching payees in wanted order; a scanned code finds its payee alone."""
        with self.desk.store.read() as rd:
            scanned = read_qr(query.search)
            if scanned:
                found = payee_listings.row_id(rd, scanned)
                return [found] if found >= 0 else []
            return payee_listings.payee_ids(
                rd,
                bangkok_day(self.desk.now()),
                order=query.order,
                descending=query.descending,
                search=query.search,
                states=query.chips,
            )

    def rows(self, ids: Sequence[int], /) -> Sequence[Payee]:
        """Return the payees of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = payee_listings.payee_rows(rd, ids)
        return [found[identity] for identity in ids if identity in found]


class Payees:
    """The register's verbs; every method may take seconds, `seen_register` answers from memory."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync
        self._register: Register | None = None
        self._turn = threading.Lock()
        desk.store.subscribe(self._store_changed)

    # -- looking ------------------------------------------------------------------------------------------------------

    def rows(self) -> PayeeRows:
        """Return the register as a source of rows."""
        return PayeeRows(self._desk)

    def find(self, words: str, *, payable_on: date | None = None) -> Sequence[Payee]:
        """Return the first payees that hold all these words, names that begin with them before others.

        ``payable_on`` leaves out whoever may not be paid on that day.
        """
        if not words.strip():
            return []
        with self._desk.store.read() as rd:
            scanned = read_qr(words)
            if scanned:
                known = payee_listings.payee(rd, scanned)
                found = [known] if known else []
            else:
                ids = payee_listings.payee_ids(rd, self._today, search=words, count_max=5 * FOUND_MAX)
                by_id = payee_listings.payee_rows(rd, ids)
                found = sorted(
                    (by_id[identity] for identity in ids if identity in by_id),
                    key=lambda payee: not payee.record.name.startswith(words.strip()),
                )
        return [payee for payee in found if payable_on is None or payee.payable(payable_on)][:FOUND_MAX]

    def row_id(self, payee_id: str) -> int:
        """Return under which id the list has a payee, -1 for none."""
        with self._desk.store.read() as rd:
            return payee_listings.row_id(rd, payee_id)

    def payee(self, payee_id: str) -> Payee:
        """Return one payee; raise `Refused` ``payee_unknown``."""
        with self._desk.store.read() as rd:
            found = payee_listings.payee(rd, payee_id)
        if found is None:
            raise Refused("payee_unknown", payee_id=payee_id)
        return found

    def card(self, payee_id: str) -> PayeeCard:
        """Return everything about a payee, and write down that it was looked at; raise `Refused` ``payee_unknown``."""
        payee = self.payee(payee_id)
        with self._desk.store.read() as rd:
            told = payees.changes_of(rd, payee_id)
            paid = payee_listings.lines_of(rd, payee)
        self._desk.note(Action.VIEW_PAYEES, payee_id)
        return PayeeCard(payee, tuple(told), tuple(paid))

    def changes(self, *statuses: ChangeStatus) -> Sequence[Change]:
        """Return the heads of changes in these states (any, if none are given), the newest first."""
        with self._desk.store.read() as rd:
            return payees.changes(rd, statuses or tuple(ChangeStatus))

    def change(self, req_id: str) -> Change:
        """Return a change with its entries; raise `Refused` ``subject_unknown``."""
        with self._desk.store.read() as rd:
            return payees.change(rd, req_id)

    def standing(self, req_id: str) -> Mapping[str, Payee]:
        """Return the approved payees that a change is about, by id; new ones are not among them."""
        with self._desk.store.read() as rd:
            about = [entry.payee_id for entry in payees.change(rd, req_id).entries]
            found = [payee_listings.payee(rd, payee_id) for payee_id in about]
        return {payee.payee_id: payee for payee in found if payee is not None}

    def open_commands(self) -> Sequence[OpenCommand]:
        """Return this workstation's commands about the register that wait for an answer or were refused."""
        with self._desk.store.read() as rd:
            recent = outbox.recent(rd, ORDERS_MAX)
        mine = (each for each in recent if each.kind in orders.KINDS and each.state is not CommandState.DONE)
        return [_open(command) for command in mine]

    def register(self) -> Register:
        """Return the whole register as lines are linked to it, read anew only after a change of it."""
        with self._turn:
            if self._register is None:
                with self._desk.store.read() as rd:
                    self._register = Register(payee_listings.registered(rd))
            return self._register

    def name_of(self, uid: str, language: str) -> str:
        """Return what a colleague is called; answers from memory."""
        return self._desk.unit.person_name(uid, language)

    @property
    def today(self) -> date:
        """The day in Bangkok, as far as the central system's clock is known; answers from memory."""
        return self._today

    def faults(self, record: PayeeRecord) -> list[rules.Fault]:
        """Return what keeps a record from being proposed; answers from memory."""
        return rules.faults(record, self._desk.banks)

    # -- changing -----------------------------------------------------------------------------------------------------

    def propose(
        self,
        entries: Sequence[Entry],
        reason: str,
        source_sha256: str = "",
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Sequence[Given]:
        """Sign changes and hand them in, up to a thousand payees in each; nothing holds before they are approved.

        Raises `Refused` ``reason_missing``, ``payee_not_right`` (facts ``name``, ``field``), `Conflict`
        ``proposal_pending`` for a payee with a change that waits, and the central system's refusals.
        """
        reason = _required(reason)
        entries = [replace(entry, record=written(entry.record)) for entry in entries]
        self._demand_right(entries)
        given = []
        for start in range(0, len(entries), ENTRIES_MAX):
            part = entries[start : start + ENTRIES_MAX]
            prepared = orders.prepare_propose(
                self._desk.signer, new_op_id(), part, reason, source_sha256, self._desk.now()
            )
            facts = {"reason": reason, "payees": str(len(part)), "source_sha256": source_sha256}
            given.append(self._give(prepared, Action.PROPOSE_PAYEES, facts))
            progress(start + len(part), len(entries))
        return given

    def recall(self, req_id: str, reason: str) -> Given:
        """Take an own change back before it is settled."""
        reason = _required(reason)
        prepared = orders.prepare_recall(self._desk.signer, req_id, reason)
        return self._give(prepared, Action.RECALL_PAYEES, {"reason": reason})

    def settle(
        self,
        change: Change,
        *,
        approve: bool,
        password: str,
        reason: str = "",
        left_out: Iterable[str] = (),
        forms_seen: Iterable[str] = (),
    ) -> Given:
        """Decide about exactly what was shown; nothing is signed before the password was right.

        Raises `Refused` ``reason_missing`` for a return without one, ``proposer_cannot_approve``, ``password_wrong``.
        """
        if change.maker_uid == self._desk.actor.person.uid:
            raise Refused("proposer_cannot_approve")
        reason = cleaned(reason) if approve else _required(reason)
        left = sorted(set(left_out)) if approve else []
        seen = sorted(set(forms_seen) - set(left)) if approve else []
        if approve and len(left) == change.entries_count:
            raise Refused("payees_all_left_out")
        challenge = self._desk.central.challenge(password)
        prepared = orders.prepare_settle(
            self._desk.signer,
            change,
            approve=approve,
            reason=reason,
            left_out=left,
            forms_seen=seen,
            challenge=challenge,
            now=self._desk.now(),
        )
        facts = {
            "reason": reason,
            "payees": str(change.entries_count),
            "left_out": str(len(left)),
            "forms_seen": str(len(seen)),
        }
        return self._give(prepared, Action.APPROVE_PAYEES if approve else Action.RETURN_PAYEES, facts)

    def check_names(self, payee_ids: Sequence[str], req_id: str = "") -> Given:
        """Ask the bank whether names and accounts belong together; the answers come with the log.

        With ``req_id`` those of a change that waits. At most 500 at once: raises `Refused` ``too_many_names``.
        """
        if not payee_ids or len(payee_ids) > CHECKS_AT_ONCE:
            raise Refused("too_many_names", limit=CHECKS_AT_ONCE)
        prepared = orders.prepare_check(self._desk.signer, req_id, payee_ids)
        given = self._give(prepared, Action.CHECK_NAMES, {"payees": str(len(payee_ids))})
        self._sync.wake()
        return given

    def adopt_bank_name(self, payee: Payee, reason: str) -> Sequence[Given]:
        """Propose the name that the bank has for the account; raise `Refused` ``bank_name_missing`` without one."""
        if payee.check is None or not payee.check.bank_name:
            raise Refused("bank_name_missing")
        record = replace(payee.record, acct_name=payee.check.bank_name)
        return self.propose([Entry(payee.payee_id, payee.version, record, before=payee.record)], reason)

    def merge(self, away: Payee, into: Payee, reason: str) -> Sequence[Given]:
        """Propose that one payee takes another one's place; both histories stay. Raises `Refused` ``merge_wrong``."""
        if away.payee_id == into.payee_id or into.merged_into or away.merged_into:
            raise Refused("merge_wrong")
        entry = Entry(away.payee_id, away.version, away.record, merged_into=into.payee_id, before=away.record)
        return self.propose([entry], reason)

    # -- inside -------------------------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return bangkok_day(self._desk.now())

    def _demand_right(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            wrong = [] if entry.merged_into else self.faults(entry.record)
            if wrong:
                raise Refused("payee_not_right", name=entry.record.name, field=wrong[0].field, fault=wrong[0].code)
        with self._desk.store.read() as rd:
            waiting = payees.pending_of(rd, [entry.payee_id for entry in entries])
            unanswered = [each for each in outbox.unsettled(rd) if each.kind in orders.KINDS]
        under_way = frozenset().union(*(orders.subjects(each.kind, each.request) for each in unanswered))
        if waiting or any(entry.payee_id in under_way for entry in entries):
            raise Conflict("proposal_pending")

    def _give(self, prepared: Prepared, action: Action, facts: Mapping[str, str]) -> Given:
        with self._desk.store.write(self._desk.actor, action, prepared.op_id, facts) as tx:
            _demand_first(tx, prepared)
            queue(tx, prepared, self._desk.now())
        try:
            self._sync.deliver(prepared.cmd_id)
        except Unanswered:  # the round goes on asking; `open_commands` tells
            return Given(prepared.op_id, known=False)
        return Given(prepared.op_id, known=True)

    def _store_changed(self, kinds: frozenset[str]) -> None:
        if "payee" in kinds:
            with self._turn:
                self._register = None


def written(record: PayeeRecord) -> PayeeRecord:
    """Return a record with its texts as they may be signed; an account name that says nothing new is left out."""
    texts = {name: cleaned(str(getattr(record, name))) for name in _TEXTS}
    if texts["acct_name"] == texts["name"]:
        texts["acct_name"] = ""
    return replace(record, **texts)


def _demand_first(tx: Writing, prepared: Prepared) -> None:
    """Refuse a second word on the same change while the first has no answer."""
    for command in outbox.unsettled(tx):
        if (command.kind, command.op_id) == (prepared.kind, prepared.op_id):
            raise Conflict("order_under_way")


def _open(command: OutboxCommand) -> OpenCommand:
    refused = command.state is CommandState.REFUSED
    return OpenCommand(
        req_id=command.op_id,
        kind=command.kind,
        since=command.created_at,
        unknown=command.state is CommandState.SENT,
        code=kept_answer(command.response, done=False).code if refused else "",
    )


def _required(reason: str) -> str:
    plain = cleaned(reason)
    if not plain:
        raise Refused("reason_missing")
    return plain
