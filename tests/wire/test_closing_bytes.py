"""What is signed and said about a day has exactly these bytes, to the bit, under these labels."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from app.wire import closing, signature
from app.wire.codec import decode, encode

if TYPE_CHECKING:
    from app.wire.codec import Message

EXCEPTION = closing.DayException(
    "287f06ba-583a-5a90-b347-3ad499cac6af", "payment_queued", "0061000123", "P-1", "20", "u-1", "open", "รอหลักฐาน"
)
ORDER = closing.DayOrder(
    typ="khlang.day/1",
    maker_uid="u-1",
    maker_kid="k-1",
    device="d-1",
    made_at="2026-11-23T08:31:00.000Z",
    req_id="q-1",
    agency="2102",
    unit="2102000001",
    act="close",
    day="2026-11-23",
    version="1",
    since="",
    until="2026-11-23T08:30:00.000Z",
    accounts=(closing.AccountDay("0061000042", "100", "20", "30", "90", "2", "ab" * 32),),
    compared=(closing.Compared("collection", "0061000123", "1", "20", "1", "20", "", ""),),
    matches=(closing.ManualMatch(("e-1",), ("collection:P-1",), "ยอดตรงกัน"),),
    exceptions=(EXCEPTION,),
    anchor_seq="7",
    anchor_head="cd" * 32,
    reason="",
)
DECISION = closing.DayDecision(
    typ="khlang.day-decision/1",
    decision="approve",
    reason="",
    auth_uid="u-2",
    auth_kid="k-2",
    device="d-2",
    session_epoch="3",
    challenge="c",
    at="2026-11-23T08:40:00.000Z",
    req_id="q-1",
    order_sha256="ab" * 32,
    order_sig_sha256="cd" * 32,
)
RECORD = closing.DayRecord(
    "khlang.day-record/1",
    "2102",
    "2102000001",
    "2026-11-23",
    "1",
    "closed_with_exceptions",
    "",
    "2026-11-23T08:30:00.000Z",
    "ab" * 32,
    "cd" * 32,
    "ef" * 32,
    (closing.NumberedException(EXCEPTION, "1/2570", "2026-11-23", ""),),
    "2026-11-23T08:40:00.000Z",
)
GOLDEN: dict[str, tuple[Message, str]] = {
    "order": (ORDER, "00b91317f73475ec05d852d9200ff1f754d29ace5c2dc507b1f0c86499de6c19"),
    "decision": (DECISION, "c5639af19a462669865a8af62de9b0deecd079a72c88868186278685bb6e64c8"),
    "record": (RECORD, "1ca4b314dbfcbca7bcea33b474d5e889395c43ba7b5f4957d76bcc33af790af2"),
    "propose": (
        closing.ProposeDay("khlang.propose-day/1", "c-1", "3", "d-1", ORDER, "sig"),
        "b0653983c07659896e9bc5f06e637722c0f55d8631425c3260cd40772174cbf6",
    ),
    "settle": (
        closing.SettleDay("khlang.settle-day/1", "c-2", "3", "d-2", DECISION, "sig"),
        "86dafdc3a31254c51a644cc7be8832e5a004b504e1bee9b11a597fa4c3adf130",
    ),
    "recall": (
        closing.RecallDay("khlang.recall-day/1", "c-3", "3", "d-1", "q-1", "ขอตรวจใหม่"),
        "0cca736c15b483585c37304d091b9e7167b4a25f8e3e409b345a0b5d7f1b2db8",
    ),
}


@pytest.mark.parametrize("what", GOLDEN)
def test_what_is_said_of_a_day_has_exactly_these_bytes(what: str) -> None:
    message, golden = GOLDEN[what]
    data = encode(message)
    assert sha256(data).hexdigest() == golden
    assert decode(data, type(message)) == message
    read = json.loads(data)
    assert json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == data


def test_the_labels_and_types_of_days_are_these_and_no_others() -> None:
    assert (signature.PROPOSE_DAY, signature.SETTLE_DAY) == (b"KHLANG/1 DAY1\n", b"KHLANG/1 DAY2\n")
    assert signature.DAY_RECORD == b"KHLANG/1 DAYR\n"
    assert (ORDER.typ, DECISION.typ, RECORD.typ) == (closing.DAY_ORDER, closing.DAY_DECISION, closing.DAY_RECORD)
    assert closing.PROPOSE_DAY == "khlang.propose-day/1"
    assert (closing.SETTLE_DAY, closing.RECALL_DAY) == ("khlang.settle-day/1", "khlang.recall-day/1")


def test_the_same_thing_that_does_not_fit_has_one_name_for_ever() -> None:
    assert closing.exception_id("2102000001", "payment_queued", "P-1") == EXCEPTION.exception_id
    others = {("2102000002", "payment_queued", "P-1"), ("2102000001", "other", "P-1"), ("2102000001", "other", "P-2")}
    names = {closing.exception_id(*other) for other in others} | {EXCEPTION.exception_id}
    assert len(names) == 4
