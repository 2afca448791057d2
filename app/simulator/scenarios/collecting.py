"""What people do about money that comes in: bills, orders about payments, receipts, remittances, closing a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from app.simulator.clock import BANGKOK, moment_text, read_moment
from app.simulator.closing.days import end_of
from app.simulator.scenarios.paying import decided, envelope, made
from app.simulator.scenarios.speaking import new_id
from app.simulator.scenarios.stage import BILL, DAY, PAYMENT, REMITTANCE, Act, Baht, Stage, Wrong, satang
from app.wire import api, bills, closing, collections, receipts, remittances, signature
from app.wire.codec import decode, encode
from app.wire.statements import SignedStatement, Statement

if TYPE_CHECKING:
    from app.simulator.scenarios.speaking import Person

_DAYS_TO_PAY = 30


class IssueBill(Act, frozen=True, tag="bill"):
    """A collection maker issues a bill, which is called ``bill`` from here on."""

    who: str
    bill: str
    baht: Baht
    revenue_type: str = "permit_fee"
    payer: str = "บริษัท ตัวอย่าง จำกัด"
    item: str = "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ"

    def play(self, stage: Stage) -> None:
        """Sign and send it."""
        maker, bill_id = stage.person(self.who), new_id()
        due = stage.now().astimezone(BANGKOK).date() + timedelta(days=_DAYS_TO_PAY)
        draft = bills.BillDraft(
            bill_id=bill_id,
            payer_name=self.payer,
            payer_id="",
            payer_address="99 ถนนตัวอย่าง กรุงเทพมหานคร 10200",
            payer_email="",
            payer_mobile="",
            revenue_type=self.revenue_type,
            item=self.item,
            satang=str(satang(self.baht)),
            due_date=due.isoformat(),
            request_id="",
        )
        session = maker.session
        order = bills.BillOrder(
            typ=bills.BILL_ORDER,
            req_id=new_id(),
            agency=session.agency,
            unit=session.unit,
            source_sha256="",
            bills=(draft,),
            **made(maker),
        )
        stage.call(BILL, self.bill, bill_id)
        sig = maker.sign(signature.ISSUE_BILLS, encode(order))
        maker.send(bills.IssueBills(bills.ISSUE_BILLS, *envelope(maker), order, sig))


class Match(Act, frozen=True, tag="match"):
    """A maker says that a queued payment belongs to a bill; a ``second`` person agrees at once."""

    who: str
    payment: str
    bill: str
    baht: Baht
    second: str = ""
    reason: str = "ผู้ชำระแจ้งเลขอ้างอิงผิด"

    def play(self, stage: Stage) -> None:
        """Sign and send both."""
        about = {"bill_id": stage.called(BILL, self.bill), "satang": str(satang(self.baht))}
        _order_payment(stage, self, "match", about)


class Refund(Act, frozen=True, tag="refund"):
    """A maker orders that money goes back to its payer; a ``second`` person agrees at once."""

    who: str
    payment: str
    baht: Baht
    second: str = ""
    reason: str = "ผู้ชำระชำระเกิน"

    def play(self, stage: Stage) -> None:
        """Sign and send both."""
        to = {"bank": "004", "acct": "1234567890", "acct_name": "ผู้ชำระ ตัวอย่าง", "satang": str(satang(self.baht))}
        _order_payment(stage, self, "refund", to)


class VoidReceipt(Act, frozen=True, tag="void_receipt"):
    """A maker orders that the receipt of a payment is void."""

    who: str
    payment: str
    second: str = ""
    reason: str = "ออกผิด"

    def play(self, stage: Stage) -> None:
        """Sign and send it."""
        paid = stage.listen().payments[stage.called(PAYMENT, self.payment)]
        _order_payment(stage, self, "void_receipt", {"receipt_id": paid.receipt_id})


class DecideOrder(Act, frozen=True, tag="decide_order"):
    """An authorizer decides the order about a payment that waits."""

    who: str
    payment: str
    decision: Literal["approve", "return"] = "approve"
    reason: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        story = stage.listen()
        req_id = story.payments[stage.called(PAYMENT, self.payment)].open_req_id
        if req_id not in story.orders:
            raise Wrong(f"no order about the payment {self.payment} waits")
        _settle_order(stage, self.who, req_id, *story.orders[req_id], self.decision, self.reason)


class Receipt(Act, frozen=True, tag="receipt"):
    """A maker issues the receipt of a payment."""

    who: str
    payment: str

    def play(self, stage: Stage) -> None:
        """Send the command."""
        maker = stage.person(self.who)
        named = (stage.called(PAYMENT, self.payment),)
        maker.send(receipts.IssueReceipts(receipts.ISSUE_RECEIPTS, *envelope(maker), named))


class Remit(Act, frozen=True, tag="remit"):
    """A maker proposes to send receipted money to the treasury; called ``remittance`` from here on."""

    who: str
    remittance: str
    payments: tuple[str, ...]
    kind: remittances.RemittanceKind = remittances.RemittanceKind.REVENUE

    def play(self, stage: Stage) -> None:
        """Sign and send it."""
        maker = stage.person(self.who)
        terms = maker.read(api.REMITTANCE_TERMS, remittances.RemittanceTerms)
        account = next((one.account for one in terms.accounts if one.purpose == remittances.RECEIVING_ACCOUNT), "")
        parts = self._parts(stage)
        order = remittances.RemittanceOrder(
            typ=remittances.REMITTANCE_ORDER,
            req_id=new_id(),
            agency=maker.session.agency,
            unit=maker.session.unit,
            kind=self.kind.value,
            account=account,
            office=terms.office,
            office_reason="",
            owner_unit="",
            doc_no="",
            route="",
            items=_items(maker, parts),
            parts=parts,
            total_satang=str(sum(int(one.satang) for one in parts)),
            memo="",
            **made(maker),
        )
        content = encode(order)
        sig = maker.sign(signature.PROPOSE_REMITTANCE, content)
        stage.call(REMITTANCE, self.remittance, order.req_id)
        maker.send(remittances.ProposeRemittance(remittances.PROPOSE_REMITTANCE, *envelope(maker), order, sig))

    def _parts(self, stage: Stage) -> tuple[remittances.Part, ...]:
        story = stage.listen()
        paid = [story.payments[stage.called(PAYMENT, name)] for name in self.payments]
        found = [
            remittances.Part(
                one.payment_id, one.receipt_id, story.drafts[one.allocations[0].bill_id].revenue_type, one.satang
            )
            for one in paid
        ]
        return tuple(sorted(found, key=lambda part: int(part.receipt_id.rpartition("/")[2] or "0")))


class ApproveRemittance(Act, frozen=True, tag="approve_remittance"):
    """An authorizer decides a remittance; approved, the bank moves the money in its hours."""

    who: str
    remittance: str
    decision: Literal["approve", "return"] = "approve"
    reason: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        authorizer, req_id = stage.person(self.who), stage.called(REMITTANCE, self.remittance)
        content, sig = stage.listen().orders[req_id]
        decision = remittances.RemittanceDecision(
            typ=remittances.REMITTANCE_DECISION,
            **_about(req_id, content, sig),
            **decided(authorizer, self.decision, self.reason),
        )
        signed = authorizer.sign(signature.SETTLE_REMITTANCE, encode(decision))
        command = remittances.SettleRemittance
        authorizer.send(command(remittances.SETTLE_REMITTANCE, *envelope(authorizer), decision, signed))


class CloseDay(Act, frozen=True, tag="close_day"):
    """A maker closes the next day: what must be told as an exception is told with ``reason``."""

    who: str
    reason: str = "รอตรวจสอบ"

    def play(self, stage: Stage) -> None:
        """Sign and send the order."""
        maker = stage.person(self.who)
        asked = maker.read(api.NEXT_DAY, closing.DayAsked)
        if not asked.day:
            raise Wrong("no day is left to be closed")
        terms = maker.read(api.REMITTANCE_TERMS, remittances.RemittanceTerms)
        until = _until(asked)
        since = asked.since
        said = [_statement(maker, one.account, since, until) for one in sorted(terms.accounts, key=lambda a: a.account)]
        order = closing.DayOrder(
            typ=closing.DAY_ORDER,
            req_id=new_id(),
            agency=maker.session.agency,
            unit=maker.session.unit,
            act=closing.DayAct.CLOSE.value,
            day=asked.day,
            version="1",
            since=since,
            until=until,
            accounts=tuple(_account_day(text, one) for text, one in said),
            compared=tuple(row for _, one in said for row in _compared(one)),
            matches=(),
            exceptions=self._exceptions(maker, asked),
            anchor_seq="1",
            anchor_head="0" * 64,
            reason="",
            **made(maker),
        )
        content = encode(order)
        sig = maker.sign(signature.PROPOSE_DAY, content)
        stage.call(DAY, "", order.req_id)
        maker.send(closing.ProposeDay(closing.PROPOSE_DAY, *envelope(maker), order, sig))

    def _exceptions(self, maker: Person, asked: closing.DayAsked) -> tuple[closing.DayException, ...]:
        carried = [one.exception for one in asked.open_exceptions]
        unit, owner = maker.session.unit, maker.session.uid
        demanded = [
            closing.DayException(
                exception_id=closing.exception_id(unit, one.kind, one.about),
                kind=one.kind,
                account=one.account,
                about=one.about,
                satang=one.satang,
                owner_uid=owner,
                state="open",
                reason=self.reason,
            )
            for one in asked.demanded
        ]
        named = {one.exception_id for one in carried}
        return (*carried, *(one for one in demanded if one.exception_id not in named))


class ApproveDay(Act, frozen=True, tag="approve_day"):
    """An authorizer decides the close that waits."""

    who: str
    decision: Literal["approve", "return"] = "approve"
    reason: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        authorizer, req_id = stage.person(self.who), stage.called(DAY, "")
        content, sig = stage.listen().orders[req_id]
        decision = closing.DayDecision(
            typ=closing.DAY_DECISION,
            **_about(req_id, content, sig),
            **decided(authorizer, self.decision, self.reason),
        )
        signed = authorizer.sign(signature.SETTLE_DAY, encode(decision))
        authorizer.send(closing.SettleDay(closing.SETTLE_DAY, *envelope(authorizer), decision, signed))


def _order_payment(stage: Stage, act: Match | Refund | VoidReceipt, what: str, about: dict[str, str]) -> None:
    maker = stage.person(act.who)
    nothing = dict.fromkeys(("bill_id", "receipt_id", "satang", "bank", "acct", "acct_name"), "")
    order = collections.CollectionOrder(
        typ=collections.COLLECTION_ORDER,
        req_id=new_id(),
        agency=maker.session.agency,
        unit=maker.session.unit,
        act=what,
        payment_id=stage.called(PAYMENT, act.payment),
        reason=act.reason,
        **(nothing | about),
        **made(maker),
    )
    content = encode(order)
    sig = maker.sign(signature.PROPOSE_COLLECTION, content)
    propose = collections.ProposeCollection
    maker.send(propose(collections.PROPOSE_COLLECTION, *envelope(maker), order, sig))
    if act.second:
        _settle_order(stage, act.second, order.req_id, content, sig, "approve", "")


def _settle_order(stage: Stage, who: str, req_id: str, content: bytes, sig: str, decision: str, reason: str) -> None:
    authorizer = stage.person(who)
    said = collections.CollectionDecision(
        typ=collections.COLLECTION_DECISION,
        **_about(req_id, content, sig),
        **decided(authorizer, decision, reason),
    )
    signed = authorizer.sign(signature.SETTLE_COLLECTION, encode(said))
    settle = collections.SettleCollection
    authorizer.send(settle(collections.SETTLE_COLLECTION, *envelope(authorizer), said, signed))


def _about(req_id: str, content: bytes, sig: str) -> dict[str, str]:
    hashes = {"order_sha256": signature.sha256_hex(content), "order_sig_sha256": signature.signature_sha256(sig)}
    return {"req_id": req_id, **hashes}


def _items(maker: Person, parts: tuple[remittances.Part, ...]) -> tuple[remittances.RemittanceItem, ...]:
    """Return the sums of parts by revenue type, as the table has each, in the order of codes."""
    types = {row.code: row for row in maker.read(api.RECEIVING, bills.Receiving).revenue_types}
    sums: dict[str, int] = {}
    for one in parts:
        sums[one.revenue_type] = sums.get(one.revenue_type, 0) + int(one.satang)
    return tuple(
        remittances.RemittanceItem(
            code, types[code].revenue_code, types[code].gl_account, types[code].fund, str(total), ""
        )
        for code, total in sorted(sums.items())
    )


def _until(asked: closing.DayAsked) -> str:
    """Return where a close ends that is made now: a second ago, or with the day where that is over."""
    now = read_moment(asked.server_time)
    day = now.astimezone(BANGKOK).date()
    closed = date.fromisoformat(asked.day)
    return moment_text(now - timedelta(seconds=1)) if closed == day else end_of(closed)


def _statement(maker: Person, account: str, since: str, until: str) -> tuple[str, Statement]:
    signed = maker.read(api.STATEMENTS, SignedStatement, account=account, since=since, until=until)
    return signed.statement, decode(signed.statement.encode(), Statement)


def _account_day(text: str, said: Statement) -> closing.AccountDay:
    return closing.AccountDay(
        account=said.account,
        opening_satang=said.opening_satang,
        in_satang=said.in_satang,
        out_satang=said.out_satang,
        closing_satang=said.closing_satang,
        entries=str(len(said.entries)),
        statement_sha256=signature.sha256_hex(text.encode()),
    )


def _compared(said: Statement) -> list[closing.Compared]:
    sums: dict[str, tuple[int, int]] = {}
    for entry in said.entries:
        count, total = sums.get(entry.kind, (0, 0))
        sums[entry.kind] = (count + int(entry.count), total + int(entry.satang))
    return [
        closing.Compared(kind, said.account, str(count), str(total), str(count), str(total), "", "")
        for kind, (count, total) in sums.items()
    ]
