"""The bytes of every command, and what is signed in it, are to the bit those that the central system was built for."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.central import administration_orders, comments, payees, recalls
from app.central.disbursement import prepare_cancel, prepare_decide, prepare_submit, prepare_withdraw, public_key_id
from app.central.line_orders import prepare_close
from app.central.signed_orders import Signer
from app.central.verification import verify_batch
from app.domain.access.keys import PublicKey
from app.domain.access.proposal import ActKind, Proposal, ProposalKind, ProposalStatus
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.review import Verdict, Word
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.payees.changes import Change, ChangeStatus, Entry
from app.domain.recalls.recall import Cause, Recall
from app.domain.recalls.routing import Route
from app.domain.values.money import Money
from app.wire import codec
from app.wire import recalls as wire
from app.wire.disbursement import BatchContent, Submit
from tests.helpers import stores
from tests.helpers.payees import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.central.signed_orders import Prepared
    from app.central.verification import VerifiedBatch

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ONE = Signer("u-1", public_key_id(KEY), KEY, "2101", "2101000001", "d-1", "7")
BATCH = stores.batch("op-1")


ENTRY = Entry("p-1", 0, record(1))


def recall() -> Recall:
    told = dict.fromkeys(wire.RecallView.__struct_fields__, "")
    told |= {"recall_id": "r-1", "op_id": "op-1", "rev": "1", "n": "3", "state": "money_back", "cause": "overpaid"}
    told |= {"paid_satang": "100", "satang": "90", "back_satang": "80", "fy": "2570", "account": "0061000018"}
    told |= {"found_on": "2026-11-20", "letter_date": "2026-11-21", "opened_at": "2026-11-21T02:00:00.000Z"}
    view = {**told, "route": "in_year", "documents": []}
    shown = recalls.read(json.dumps(view, sort_keys=True, separators=(",", ":")).encode())
    return replace(shown, order=b"the order", order_sig="its signature", req_id="q-1")


def submitted() -> Prepared:
    lines = [CreditTransfer(1, "006", "9800000001", "นางสาวทดสอบ ใจดี", Money(100), reference="R-1")]
    return prepare_submit(ONE, BATCH, lines, (7, "ab" * 32), NOW)


def shown() -> VerifiedBatch:
    made = submitted()
    lines = codec.decode(made.request, Submit).lines
    content = BatchContent("op-1", "submitted", "1", made.signed.decode(), made.signature, lines, ())
    return verify_batch(content, [PublicKey(ONE.kid, ONE.uid, ONE.public_key, ONE.device, "", "", "")])


def wish() -> administration_orders.Wish:
    return administration_orders.Wish(ProposalKind.USER_REMOVE, "u-9", 3, None, "ย้ายไปแล้ว", "กค 12/2570")


def proposal() -> Proposal:
    return Proposal(
        req_id="q-1", kind=ProposalKind.USER_REMOVE, status=ProposalStatus.PENDING, subject="u-9", subject_name="",
        subject_version=3, before=None, change=None, reason="", order_no="", maker_uid="u-2", proposed_at=NOW,
        text=b"the proposal", signature="its signature",
    )  # fmt: skip


def change() -> Change:
    return Change("q-1", ChangeStatus.PENDING, "", "u-2", NOW, 1, text=b"the change", signature="its signature")


COMMANDS: dict[str, Callable[[], Prepared]] = {
    "submit": submitted,
    "decide": lambda: prepare_decide(ONE, shown(), Verdict(Word.RETURN, "ผิด"), challenge="c-1", now=NOW),
    "release": lambda: prepare_decide(
        ONE, shown(), Verdict(Word.RELEASE, value_date=date(2026, 11, 30)), challenge="c-1", now=NOW
    ),
    "withdraw": lambda: prepare_withdraw(ONE, BATCH, "ขอแก้"),
    "cancel": lambda: prepare_cancel(ONE, BATCH, ""),
    "close": lambda: prepare_close(ONE, BATCH, [2, 1], LineReason.OTHER, "ปิดบัญชี"),
    "comment": lambda: comments.prepare_comment(ONE, "op-1", 2, "ตรวจแล้ว"),
    "propose": lambda: administration_orders.prepare_propose(ONE, "q-1", wish(), NOW),
    "settle": lambda: administration_orders.prepare_settle(
        ONE, proposal(), approve=True, reason="", challenge="c-1", now=NOW
    ),
    "recall": lambda: administration_orders.prepare_recall(ONE, "q-1", "ผิดคน"),
    "act": lambda: administration_orders.prepare_act(ONE, "a-1", ActKind.UNLOCK, "u-9", "ลืมรหัส", "c-1", NOW),
    "propose payees": lambda: payees.prepare_propose(ONE, "q-1", [ENTRY], "รายใหม่", "cd" * 32, NOW),
    "settle payees": lambda: payees.prepare_settle(
        ONE, change(), approve=False, reason="ผิด", left_out=["p-1"], forms_seen=["p-2"], challenge="c-1", now=NOW
    ),
    "recall payees": lambda: payees.prepare_recall(ONE, "q-1", "ผิด"),
    "put payees aside": lambda: payees.prepare_put_aside(ONE, "q-1", "ไม่รับแล้ว"),
    "check names": lambda: payees.prepare_check(ONE, "", ["p-1", "p-2"]),
    "open recall": lambda: recalls.prepare_open(
        ONE, "r-1", ("op-1", 1, 3), Cause.OVERPAID, Money(90), NOW.date(), ("กค 1/2570", NOW.date()), "จ่ายเกิน"
    ),
    "drop recall": lambda: recalls.prepare_drop(ONE, "r-1", "คืนแล้ว"),
    "propose return": lambda: recalls.prepare_return(ONE, recall(), Route.IN_YEAR, NOW),
    "settle return": lambda: recalls.prepare_settle(ONE, recall(), approve=True, reason="", challenge="c-1", now=NOW),
}
AGREED = {
    "submit": "ca1118e00b9cf16a5c37b778b043701f",
    "decide": "11e21bcb7f96818202369d3ea4472ff6",
    "release": "70949dd5df640cf12a42c02872cf3e9e",
    "withdraw": "d0db6f44c5181ece39f3cd9eadab977b",
    "cancel": "c383da7a52a97294ade6b3aa61a8c4d1",
    "close": "da7375ca016ad59701e8f8a81333dd84",
    "comment": "f7badf73025596dbee6f0f3893ca6b9b",
    "propose": "29a456800a8933736b7195cff4d0d7ab",
    "settle": "984d8bcfd9bf23ee16d15d825a4e7d75",
    "recall": "37e7303b21e84e15a3abbc8b6ccb1d6f",
    "act": "d605b81a178ec085bbb50f0d38669b8e",
    "propose payees": "b8e445ce610f921b5d950ff3b616c6f0",
    "settle payees": "5f84a30b279754f324cb1c5b86e3032f",
    "recall payees": "d45453924feacaddb9062f55d20d6425",
    "put payees aside": "07a3ab99a69670188f19cfa058e17b44",
    "check names": "00e4e8cf5ec88a581905d9011dbcc271",
    "open recall": "b89a35f1f4c0ba2dfcd4532dab76886b",
    "drop recall": "ce3112171a4c3154f275e88e83ee4ffe",
    "propose return": "50afcabcf13da569356981ff2eceee1b",
    "settle return": "9769321e662aa30dc03ceb3afe22f3fe",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_what_is_signed_in_it_are_the_agreed_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=1))  # names are drawn by lot, and stand in the bytes
    made = COMMANDS[name]()
    parts = (made.op_id, str(made.rev), made.kind, made.request.decode(), made.signed.decode(), made.signature)
    assert hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] == AGREED[name]
