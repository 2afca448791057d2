"""Remittances for one signed-in person: put together, proposed, settled, taken back; what waits, and until when.

What is shown is what the log told and what was verified; nothing goes to the treasury without two persons' signatures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central import recalls as recall_orders
from app.central import remittances as orders
from app.central.events import retold
from app.central.paired_orders import new_order_id
from app.central.signed_orders import Signed
from app.domain.access.permissions import Action, may, require
from app.domain.recalls.routing import way
from app.domain.remittances import news
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.order_rules import Known, RemittanceDraft, RemittanceFault, faults
from app.domain.remittances.remittance import (
    Part,
    Remittance,
    RemittanceItem,
    RemittanceOrder,
    RemittanceState,
)
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Refused
from app.domain.values.texts import cleaned
from app.services import receiving, remittance_terms, waiting_money
from app.services.collection_orders import CollectionDesk
from app.services.collection_rows import receipt_of
from app.services.commands import reasoned
from app.services.remittance_rows import RemittanceRows, remittance_of
from app.services.remittance_words import fault_said
from app.store import draws, inbox, official_receipts, payments, recalls, remittances, treasury_books
from app.store.collection_orders import Happening

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.domain.disbursement.draw import Draw
    from app.domain.recalls.recall import Recall
    from app.domain.remittances.books import GfmisDocument
    from app.domain.remittances.deadlines import Deadline
    from app.domain.remittances.kinds import RemittanceTerms
    from app.domain.remittances.proposal import Proposal, WaitingPart
    from app.services.collection_orders import OpenOrder
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.handles import Reading
    from app.store.inbox import StoredEvent
    from app.store.remittances import StoredRemittance


@dataclass(frozen=True, slots=True)
class PartTold:
    """A part with the payment and the receipt that it is of, None where they were not heard of."""

    part: Part
    payment: Payment | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class RemittanceTold:
    """A remittance with everything about it; ``recall`` is the wrongly paid money that it returned, or None.

    ``under_way``: a command about it has no answer yet, and no other may be given. ``may_settle``: this person may
    decide it; ``may_recall``: this person made it and may take it back. ``may_print``: the bank signed its record.
    """

    remittance: Remittance
    parts: tuple[PartTold, ...]
    documents: tuple[GfmisDocument, ...]
    recall: Recall | None
    history: tuple[Happening, ...]
    under_way: bool
    may_settle: bool
    may_recall: bool
    may_print: bool


class Remitting:
    """Reading answers from the store; every act may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)
        self._looked_at: set[str] = set()

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._desk.today

    def terms(self) -> RemittanceTerms:
        """Return kinds, offices, deposits and accounts; raise `Refused` ``remittance_terms_unknown``."""
        return remittance_terms.terms(self._desk.desk)

    def rows(self) -> RemittanceRows:
        """Return all remittances, returns of draws and of wrongly paid money too, as a source of rows."""
        return RemittanceRows(self._desk.desk)

    def waiting(self) -> list[WaitingPart]:
        """Return the collected money that is not with the treasury yet, and why what is not ready is not."""
        return waiting_money.waiting_parts(self._desk.desk)

    def proposals(self) -> list[Proposal]:
        """Return everything that is ready, put together by kind and owner, the oldest first (RE-4)."""
        return waiting_money.proposals(self._desk.desk)

    def deadlines(self) -> list[Deadline]:
        """Return until when what waits must go, the nearest first; days over are negative `Deadline.days_left`."""
        return waiting_money.deadlines(self._desk.desk)

    def draft(self, proposal: Proposal) -> RemittanceDraft:
        """Return a proposal as a draft: from the receiving account to the unit's own office."""
        known = self.terms()
        account = receiving.receiving(self._desk.desk).account
        return RemittanceDraft(
            kind=proposal.kind,
            account=account,
            office=known.office,
            owner_unit=proposal.owner_unit,
            items=proposal.items,
            parts=proposal.parts,
        )

    def draw_draft(self, doc_no: str) -> RemittanceDraft:
        """Return the return of everything that is left of a draw, by the way of the day on which it would move.

        Raises `Refused` ``draw_unknown``.
        """
        desk = self._desk.desk
        draw = next((one for one in self._draws() if one.doc_no == doc_no), None)
        if draw is None:
            raise Refused("draw_unknown")
        return RemittanceDraft(
            kind=RemittanceKind.DRAW_RETURN,
            account=draw.account,
            office=self.terms().office,
            doc_no=doc_no,
            route=way(False, draw.fy, waiting_money.moves_on(desk)).route.value,
            items=(RemittanceItem("", "", "", "", draw.residue),),
        )

    def faults(self, draft: RemittanceDraft) -> list[RemittanceFault]:
        """Return everything that keeps a draft from being proposed, each with what to do about it."""
        desk = self._desk.desk
        known = Known(self.terms(), waiting_money.receiving(desk), self.waiting(), self._draws(), self.today)
        return faults(draft, known)

    def told(self, req_id: str) -> RemittanceTold:
        """Return a remittance with everything that happened to it, and write down who looked.

        Raises `Refused` ``remittance_unknown``, `NotAllowed` ``role_missing``.
        """
        desk = self._desk.desk
        if req_id not in self._looked_at:
            desk.note(Action.VIEW_REMITTANCES, req_id)
            self._looked_at.add(req_id)
        with desk.store.read() as rd:
            found = remittances.one(rd, req_id)
            if found is None:
                raise Refused("remittance_unknown")
            return self._told(rd, found, self._desk.busy(rd))

    def to_settle(self) -> list[RemittanceTold]:
        """Return the remittances that wait for a second person, the oldest first."""
        with self._desk.desk.store.read() as rd:
            busy = self._desk.busy(rd)
            found = remittances.in_states(rd, [RemittanceState.PROPOSED])
            return [self._told(rd, one, busy) for one in found]

    def open_orders(self) -> list[OpenOrder]:
        """Return the commands about remittances that have no answer yet."""
        return [one for one in self._desk.open_orders() if one.kind in orders.KINDS]

    # -- acts ---------------------------------------------------------------------------------------------------------

    def propose(self, draft: RemittanceDraft) -> Given:
        """Sign a remittance for a second person to settle.

        Raises `Refused` ``remittance_faulty`` (facts ``count``, ``first``: the first fault in words), `NotAllowed`
        ``role_missing``, `Conflict` ``order_under_way``, and the central system's refusals, as all of these acts do.
        """
        desk = self._desk.desk
        action = Action.RETURN_DRAW if draft.kind is RemittanceKind.DRAW_RETURN else Action.PROPOSE_REMITTANCE
        require(desk.actor.person.roles, action)
        plain = self._plain(draft)
        wrong = self.faults(plain)
        if wrong:
            raise Refused("remittance_faulty", count=len(wrong), first=fault_said(wrong[0]).what)
        order = _order(plain)
        prepared = orders.prepare_propose(desk.signer, order, desk.now())
        return self._desk.give(prepared, action, order.req_id, _facts(order))

    def settle(self, told: RemittanceTold, *, approve: bool, password: str, reason: str = "") -> Given:
        """Decide about exactly the order that was shown; nothing is signed before the password was right.

        Raises `Refused` ``reason_missing`` for sending back without one, ``maker_cannot_approve``, ``password_wrong``.
        """
        desk, one = self._desk.desk, told.remittance
        action = Action.APPROVE_REMITTANCE if approve else Action.SEND_REMITTANCE_BACK
        require(desk.actor.person.roles, action)
        if one.order is None:
            raise Refused("remittance_unknown")
        if one.standing.maker_uid == desk.actor.person.uid:
            raise Refused("maker_cannot_approve")
        reason = reasoned(reason, needed=not approve)
        challenge = desk.central.challenge(password)
        shown = Signed(one.text, one.sig)
        prepared = orders.ORDERS.prepare_settle(
            desk.signer, one.req_id, shown, approve=approve, reason=reason, challenge=challenge, now=desk.now()
        )
        return self._desk.give(prepared, action, one.req_id, _facts(one.order) | {"reason": reason})

    def recall(self, told: RemittanceTold, reason: str) -> Given:
        """Take an own remittance back before it is approved; raise `Refused` ``reason_missing``, ``not_the_maker``."""
        desk, one = self._desk.desk, told.remittance
        reason = reasoned(reason)
        if one.standing.maker_uid != desk.actor.person.uid:
            raise Refused("not_the_maker")
        prepared = orders.ORDERS.prepare_recall(desk.signer, one.req_id, reason)
        return self._desk.give(prepared, Action.RECALL_REMITTANCE, one.req_id, {"reason": reason})

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._desk.sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _plain(self, draft: RemittanceDraft) -> RemittanceDraft:
        """Return a draft as it would be signed: without a reason where none is asked for."""
        own = draft.office == self.terms().office
        return replace(
            draft,
            office_reason="" if own else cleaned(draft.office_reason),
            memo=cleaned(draft.memo),
            items=tuple(replace(item, basis=cleaned(item.basis)) for item in draft.items),
        )

    def _draws(self) -> tuple[Draw, ...]:
        with self._desk.desk.store.read() as rd:
            return draws.draws(rd)

    def _told(self, rd: Reading, stored: StoredRemittance, busy: frozenset[str]) -> RemittanceTold:
        one, person = remittance_of(stored), self._desk.desk.actor.person
        waits, mine = one.state is RemittanceState.PROPOSED, stored.maker_uid == person.uid
        recall = recalls.one(rd, stored.recall_id) if stored.recall_id else None
        return RemittanceTold(
            remittance=one,
            parts=_parts(rd, one.order.parts if one.order else ()),
            documents=tuple(
                treasury_books.of_matter(rd, stored.req_id) or treasury_books.of_matter(rd, stored.recall_id)
            ),
            recall=recall_orders.read(recall.view, recall.what) if recall else None,
            history=_history(rd, stored.req_id),
            under_way=stored.req_id in busy,
            may_settle=waits and not mine and may(person.roles, Action.APPROVE_REMITTANCE),
            may_recall=waits and mine and may(person.roles, Action.RECALL_REMITTANCE),
            may_print=one.standing.record is not None,
        )


def _parts(rd: Reading, parts: Iterable[Part]) -> tuple[PartTold, ...]:
    wanted = tuple(parts)
    known = payments.named(rd, {part.payment_id for part in wanted})
    kept = official_receipts.named(rd, list({part.receipt_id for part in wanted}))
    receipts = {receipt.receipt_id: receipt for receipt in map(receipt_of, kept)}
    return tuple(PartTold(part, known.get(part.payment_id), receipts.get(part.receipt_id)) for part in wanted)


def _history(rd: Reading, req_id: str) -> tuple[Happening, ...]:
    """Return what the log told of a remittance, its documents too, in the log's order."""
    kept = inbox.known_events(rd, req_id)
    return tuple(Happening(event.seq, parse_instant(event.at), event.uid, event.kind, _what(event)) for event in kept)


def _what(event: StoredEvent) -> str:
    """Return the word by which the log tells apart what one kind of event says."""
    match retold(event.record, event.salt, event.body).news:
        case news.RemittanceChanged(what=what):
            return what
        case news.RemittanceSettled(approved=approved):
            return orders.APPROVED if approved else orders.SENT_BACK
    return ""


def _order(draft: RemittanceDraft) -> RemittanceOrder:
    return RemittanceOrder(
        req_id=new_order_id(),
        kind=draft.kind,
        account=draft.account,
        office=draft.office,
        office_reason=draft.office_reason,
        owner_unit=draft.owner_unit,
        doc_no=draft.doc_no,
        route=draft.route,
        items=draft.items,
        parts=draft.parts,
        total=draft.total,
        memo=draft.memo,
    )


def _facts(order: RemittanceOrder) -> dict[str, str]:
    """Return what an order is about, as the audit trail tells it."""
    told = {
        "kind": order.kind.value,
        "account": order.account,
        "office": order.office,
        "owner_unit": order.owner_unit,
        "doc_no": order.doc_no,
        "amount": order.total.format(),
        "parts": str(len(order.parts)) if order.parts else "",
    }
    return {name: value for name, value in told.items() if value}
