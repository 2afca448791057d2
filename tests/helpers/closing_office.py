"""A unit whose days are closed, without the network: real books, real signatures, and a clock that the test moves."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select, update

from app.simulator import calendar, ledger, log, signatures, statements
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.closing import asking, days, figures, orders
from app.simulator.closing.tables import day_orders
from app.simulator.collections import arrivals
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.receiving import ReceivingWanted, open_for
from app.simulator.disbursement.call import Call
from app.simulator.remittances import standing
from app.simulator.remittances.tables import remittances
from app.simulator.sessions import Signed
from app.simulator.tables import agencies, keys, roles, units, users
from app.wire.closing import (
    DAY_DECISION,
    DAY_ORDER,
    PROPOSE_DAY,
    RECALL_DAY,
    SETTLE_DAY,
    Compared,
    DayAsked,
    DayDecision,
    DayException,
    DayOrder,
    DayRecord,
    ProposeDay,
    RecallDay,
    SettleDay,
    exception_id,
)
from app.wire.codec import encode
from app.wire.collections import Channel
from app.wire.signature import PROPOSE_DAY as MADE
from app.wire.signature import SETTLE_DAY as DECIDED
from app.wire.signature import key_id, public_text, sha256_hex, sign, signature_sha256
from tests.helpers.raw_collections import biller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.simulator.storage import Storage
    from app.wire.closing import Demanded
    from app.wire.orders import OrderDone

AGENCY, UNIT = "2102", "2102000001"
BUDGET, RECEIVING = "0061000042", "0061000123"
MAKER, OTHER_MAKER, COLLECTOR, AUTHORIZER = "maker", "other-maker", "collector", "authorizer"
_ROLES = {
    MAKER: "maker_remittance",
    OTHER_MAKER: "maker_payment",
    COLLECTOR: "maker_collection",
    AUTHORIZER: "authorizer",
}
_KEYS = {uid: Ed25519PrivateKey.generate() for uid in _ROLES}


class Undone(Exception):
    """Everything that one example did is taken back."""


def furnish(connection: Connection, first: datetime) -> None:
    """Put the unit there on its first day, with a budget account and a receiving account."""
    connection.execute(insert(agencies).values(agency=AGENCY, name="กรมตัวอย่าง"))
    unit = {"agency": AGENCY, "name": "กองคลัง", "cut_off": "15:30", "batch_satang_max": 10**12, "signatures_needed": 1}
    connection.execute(insert(units).values(unit=UNIT, company_id="GMIS210201", devices_differ=1, **unit))
    log.begin(connection, UNIT)
    days.begin(connection, UNIT, local_date(first))
    at = moment_text(first)
    for uid, role in _ROLES.items():
        names = {"name_th": uid, "name_en": uid, "user_id": uid.upper(), "person": uid, "mobile": "0812345678"}
        who = {"unit": UNIT, "company_id": "GMIS210201", "password_hash": "", "must_change": 0}
        connection.execute(insert(users).values(uid=uid, password_changed_at=at, **names, **who))
        connection.execute(insert(roles).values(uid=uid, role=role))
        key = public_text(_KEYS[uid])
        kept = {"kid": key_id(key), "uid": uid, "device": f"{uid}-desk", "device_name": uid, "public_key": key}
        connection.execute(insert(keys).values(registered_at=at, **kept))
    ledger.open_account(connection, BUDGET, UNIT, "เงินงบประมาณ")
    ledger.endow(connection, BUDGET, 100_000_000, fiscal_year(local_date(first)), at)
    open_for(connection, first, ReceivingWanted(UNIT, RECEIVING, "92102", biller(UNIT)))


@dataclass
class Office:
    """The unit at one moment; ``connection`` is the transaction that everything happens in."""

    connection: Connection
    now: datetime
    bank_key: Ed25519PrivateKey

    def at(self, moment: str) -> Office:
        """Move the clock to a moment, given as in Bangkok: ``2026-11-23 15:31``."""
        self.now = read_moment(f"{moment.replace(' ', 'T')}+07:00")
        return self

    def call(self, uid: str) -> Call:
        names = ("GMIS210201", uid.upper(), uid, AGENCY, UNIT, f"{uid}-desk", uid, 1, frozenset({_ROLES[uid]}))
        signed = Signed(uid, *names, must_change=False)
        return Call(self.connection, self.now, signed, calendar.shipped(), self.bank_key)

    def asked(self) -> DayAsked:
        return asking.answer(self.connection, self.now, calendar.shipped(), UNIT)

    def exception(self, kind: str, about: str, **changes: str) -> DayException:
        right = {
            "exception_id": exception_id(UNIT, kind, about),
            "kind": kind,
            "account": "",
            "about": about,
            "satang": "",
            "owner_uid": MAKER,
            "state": "open",
            "reason": "รอตรวจสอบ",
        }
        return DayException(**(right | changes))

    def told(self, one: Demanded, **changes: str) -> DayException:
        """Return the exception for something that is demanded."""
        return self.exception(one.kind, one.about, **({"account": one.account, "satang": one.satang} | changes))

    def order(self, uid: str = MAKER, **changes: Any) -> DayOrder:
        """Return the order to close the next day: ``until`` is now less a moment, or the end of a day that is over."""
        following = days.following(self.connection, self.now, calendar.shipped(), UNIT)
        asked = self.asked()
        until = changes.get("until", following.until or _moment_before(self.now))
        carried = {one.exception.exception_id: one.exception for one in asked.open_exceptions}
        new = {one.exception_id: one for one in map(self.told, asked.demanded)}
        right = {
            "typ": DAY_ORDER,
            "req_id": str(uuid.uuid4()),
            "agency": AGENCY,
            "unit": UNIT,
            "act": "close",
            "day": following.text,
            "version": str(following.version),
            "since": following.since,
            "until": until,
            "accounts": tuple(self.account_day(one, following.since, until) for one in (BUDGET, RECEIVING)),
            "compared": self.compared(following.since, until),
            "matches": (),
            "exceptions": tuple((new | carried).values()),
            "anchor_seq": "7",
            "anchor_head": "a" * 64,
            "reason": "",
        }
        return DayOrder(**(right | self._made(uid) | changes))

    def reopening(self, day: str, version: str = "1", uid: str = MAKER, **changes: Any) -> DayOrder:
        nothing = {"since": "", "until": "", "accounts": (), "compared": (), "matches": (), "exceptions": ()}
        right = {
            "typ": DAY_ORDER,
            "req_id": str(uuid.uuid4()),
            "agency": AGENCY,
            "unit": UNIT,
            "act": "reopen",
            "day": day,
            "version": version,
            **nothing,
            "anchor_seq": "",
            "anchor_head": "",
            "reason": "พบรายการตกหล่น",
        }
        return DayOrder(**(right | self._made(uid) | changes))

    def _made(self, uid: str) -> dict[str, str]:
        kid = key_id(public_text(_KEYS[uid]))
        return {"maker_uid": uid, "maker_kid": kid, "device": f"{uid}-desk", "made_at": moment_text(self.now)}

    def account_day(self, account: str, since: str, until: str) -> Any:
        return figures.account_day(statements.make(self.connection, account, since, until))

    def compared(self, since: str, until: str) -> tuple[Compared, ...]:
        """Return a row for every kind of entry that the accounts have; what is ours agrees."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for account in (BUDGET, RECEIVING):
            for entry in statements.make(self.connection, account, since, until).entries:
                count, satang = found.get((entry.kind, account), (0, 0))
                found[entry.kind, account] = (count + int(entry.count), satang + int(entry.satang))
        said = {key: (str(count), str(satang)) for key, (count, satang) in found.items()}
        return tuple(Compared(*key, *told, *told, "", "") for key, told in said.items())

    def propose(self, order: DayOrder, uid: str = MAKER, sig: str = "") -> OrderDone:
        cmd_id = str(uuid.uuid4())
        signature = sig or sign(_KEYS[uid], MADE, encode(order))
        with self._step():
            command = ProposeDay(PROPOSE_DAY, cmd_id, "1", f"{uid}-desk", order, signature)
            return orders.propose_day(self.call(uid), cmd_id, command)

    def settle(self, req_id: str, word: str = "approve", uid: str = AUTHORIZER, **changes: str) -> OrderDone:
        kept = self.connection.execute(select(day_orders).where(day_orders.c.req_id == req_id)).one()
        call = self.call(uid)
        right = {
            "typ": DAY_DECISION,
            "req_id": req_id,
            "order_sha256": sha256_hex(kept.order.encode()),
            "order_sig_sha256": signature_sha256(kept.order_sig),
            "decision": word,
            "reason": "" if word == "approve" else "ขอตรวจอีกครั้ง",
            "auth_uid": uid,
            "auth_kid": key_id(public_text(_KEYS[uid])),
            "device": f"{uid}-desk",
            "session_epoch": "1",
            "challenge": signatures.challenge(self.connection, self.now, call.signed).challenge,
            "at": moment_text(self.now),
        }
        decision = DayDecision(**(right | changes))
        cmd_id = str(uuid.uuid4())
        with self._step():
            said = sign(_KEYS[uid], DECIDED, encode(decision))
            return orders.settle_day(call, cmd_id, SettleDay(SETTLE_DAY, cmd_id, "1", f"{uid}-desk", decision, said))

    def recall(self, req_id: str, uid: str = MAKER) -> OrderDone:
        cmd_id = str(uuid.uuid4())
        with self._step():
            command = RecallDay(RECALL_DAY, cmd_id, "1", f"{uid}-desk", req_id, "ขอตรวจใหม่")
            return orders.recall_day(self.call(uid), cmd_id, command)

    def close(self, order: DayOrder | None = None) -> DayRecord:
        """Have two persons close the next day, or settle another order; return the bank's record."""
        order = order or self.order()
        self.propose(order)
        self.settle(order.req_id)
        return self.record(order.req_id)

    def close_until(self, day: str) -> None:
        """Close every day that is over before the one named, and what is demanded in each stays open."""
        while (following := self.asked().day) and following < day:
            self.close()

    def record(self, req_id: str) -> DayRecord:
        text = self.connection.scalar(select(day_orders.c.record).where(day_orders.c.req_id == req_id))
        return msgspec.json.decode(text or "", type=DayRecord)

    def pay(self, satang: int, payment_id: str = "") -> str:
        """Have money come in that belongs to no bill."""
        payment_id = payment_id or f"P{uuid.uuid4().hex[:16]}"
        said = PaymentWanted(
            channel=Channel.COUNTER,
            biller_id=biller(UNIT),
            ref1="",
            ref2="",
            satang=str(satang),
            payer_name="ผู้ชำระ",
            payment_id=payment_id,
            force=True,
        )
        arrivals.receive(self.connection, self.now, calendar.shipped(), said)
        return payment_id

    def remit(self, satang: int, account: str = BUDGET, **changes: Any) -> str:
        """Let there be a remittance that was sent now; the money itself is left where it is."""
        req_id = str(uuid.uuid4())
        at = moment_text(self.now)
        row = {
            "req_id": req_id,
            "agency": AGENCY,
            "unit": UNIT,
            "state": "sent",
            "kind": "deposit",
            "account": account,
            "office": "1000",
            "office_account": ledger.TREASURY,
            "owner_unit": "",
            "doc_no": "",
            "satang": satang,
            "maker_uid": MAKER,
            "made_at": at,
            "bank_ref": f"K-{req_id}",
            "sent_at": at,
            "record": "{}",
        }
        standing.add(self.connection, **(row | changes))
        return req_id

    def answered(self, req_id: str, state: str) -> None:
        """Let the treasury have answered a remittance."""
        mine = update(remittances).where(remittances.c.req_id == req_id)
        self.connection.execute(mine.values(state=state, answered_at=moment_text(self.now)))

    @contextmanager
    def _step(self) -> Iterator[None]:
        """Take back what a refused command did, as the central system does."""
        step = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            step.rollback()
            raise
        step.commit()


def _moment_before(now: datetime) -> str:
    return moment_text(datetime.fromtimestamp(now.timestamp() - 1, now.tzinfo))


@contextmanager
def unit_of(storage: Storage, first: str) -> Iterator[Office]:
    """Open a unit on its first day in a transaction that is taken back at the end."""
    with storage.writing() as connection:
        step = connection.begin_nested()
        office = Office(connection, datetime.now().astimezone(), Ed25519PrivateKey.generate()).at(first)
        furnish(connection, office.now)
        yield office
        step.rollback()
