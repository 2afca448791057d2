"""Changes of the payee register by one signed-in person: proposed, taken back, settled; the bank asked about names.

A change has no effect before a second person's signature. A scan reaches the central system before the change that
names it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from app.central import payees as orders
from app.central.disbursement import new_op_id
from app.domain.access.permissions import Action
from app.domain.payees.changes import ENTRIES_MAX, Change, ChangeStatus, Entry
from app.domain.values.errors import Conflict, Refused
from app.domain.values.texts import cleaned
from app.services.commands import give, reasoned
from app.services.payee_views import ChangeRows, ChangeTold
from app.store import outbox, payee_listings, payee_tasks, payees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.central.signed_orders import Prepared
    from app.domain.payees.payee import Payee, PayeeRecord
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.payees import Payees
    from app.services.sync import Sync
    from app.store.outbox import OutboxCommand

CHECKS_AT_ONCE = 500
_TEXTS = ("name", "office", "acct_name", "permission_no")


class PayeeChanges:
    """Gives commands about the register; every method may take seconds."""

    def __init__(self, desk: Desk, sync: Sync, register: Payees) -> None:
        self._desk = desk
        self._sync = sync
        self._register = register

    def rows(self) -> ChangeRows:
        """Return the changes of the register as a source of rows."""
        return ChangeRows(self._desk)

    def waiting(self) -> Sequence[str]:
        """Return the changes that wait for a second person, the oldest first."""
        with self._desk.store.read() as rd:
            seqs = payees.change_ids(rd, {ChangeStatus.PENDING.value}, descending=False)
            found = payees.change_rows(rd, seqs)
        return [found[seq].req_id for seq in seqs]

    def told(self, req_id: str) -> ChangeTold:
        """Return a change with all that a second person wants to know; raise `Refused` ``subject_unknown``."""
        with self._desk.store.read() as rd:
            change = payees.change(rd, req_id)
            standing = payee_listings.payees(rd, [entry.payee_id for entry in change.entries])
            checks = payees.checks_of(rd, change.entries)
            under_way = any(each.op_id == req_id and each.kind in orders.KINDS for each in outbox.unsettled(rd))
            to_take_up = payee_tasks.to_take_up(rd, req_id)
        return ChangeTold(change, standing, checks, under_way, to_take_up)

    def ask_again(self) -> None:
        """Send what waits for an answer once more; raises what `Sync.sync_now` raises."""
        self._sync.sync_now()

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
        reason = reasoned(reason)
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

    def propose_again(self, change: Change, reason: str) -> Sequence[Given]:
        """Propose once more what was sent back or left out, but for those payees that a later change is about.

        Raises as `propose`, and `Refused` ``payees_taken_up`` where none is left.
        """
        with self._desk.store.read() as rd:
            left = payee_tasks.to_take_up(rd, change.req_id)
        entries = [entry for entry in change.entries if entry.payee_id in left]
        if not entries:
            raise Refused("payees_taken_up")
        return self.propose(entries, reason, str(json.loads(change.text)["source_sha256"]))

    def recall(self, req_id: str, reason: str) -> Given:
        """Take an own change back before it is settled."""
        reason = reasoned(reason)
        prepared = orders.prepare_recall(self._desk.signer, req_id, reason)
        return self._give(prepared, Action.RECALL_PAYEES, {"reason": reason})

    def put_aside(self, req_id: str, reason: str) -> Given:
        """Say of an own change that what went back of it is not waited for; it may still be proposed again."""
        reason = reasoned(reason)
        prepared = orders.prepare_put_aside(self._desk.signer, req_id, reason)
        return self._give(prepared, Action.PUT_PAYEES_ASIDE, {"reason": reason})

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
        reason = reasoned(reason, needed=not approve)
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

    def end(self, payee: Payee, reason: str) -> Sequence[Given]:
        """Propose that a payee is not paid any more after today."""
        record = replace(payee.record, until=self._register.today.isoformat())
        return self.propose([Entry(payee.payee_id, payee.version, record, before=payee.record)], reason)

    def merge(self, away: Payee, into: Payee, reason: str) -> Sequence[Given]:
        """Propose that one payee takes another one's place; both histories stay. Raises `Refused` ``merge_wrong``."""
        if away.payee_id == into.payee_id or into.merged_into or away.merged_into:
            raise Refused("merge_wrong")
        entry = Entry(away.payee_id, away.version, away.record, merged_into=into.payee_id, before=away.record)
        return self.propose([entry], reason)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _demand_right(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            wrong = [] if entry.merged_into else self._register.faults(entry.record)
            if wrong:
                raise Refused("payee_not_right", name=entry.record.name, field=wrong[0].field, fault=wrong[0].code)
        with self._desk.store.read() as rd:
            waiting = payees.pending_of(rd, [entry.payee_id for entry in entries])
            unanswered = [each for each in outbox.unsettled(rd) if each.kind in orders.KINDS]
        under_way = frozenset().union(*(orders.subjects(each.kind, each.request) for each in unanswered))
        if waiting or any(entry.payee_id in under_way for entry in entries):
            raise Conflict("proposal_pending")

    def _give(self, prepared: Prepared, action: Action, facts: Mapping[str, str]) -> Given:
        def is_same(command: OutboxCommand) -> bool:
            return (command.kind, command.op_id) == (prepared.kind, prepared.op_id)

        return give(self._desk, self._sync, prepared, (action, prepared.op_id, facts), is_same)


def written(record: PayeeRecord) -> PayeeRecord:
    """Return a record with its texts as they may be signed; an account name that says nothing new is left out."""
    texts = {name: cleaned(str(getattr(record, name))) for name in _TEXTS}
    if texts["acct_name"] == texts["name"]:
        texts["acct_name"] = ""
    return replace(record, **texts)
