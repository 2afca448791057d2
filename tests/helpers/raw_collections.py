"""Collecting through the hand-written client: bills, references, payments, orders of two persons, files, letters.

References and the rules of matching are said here again, by other means than the product's.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.helpers.raw_central import Answer, Central, Clerk, Json, canonical, sha256
from tests.helpers.raw_payees import checked_id, citizen_id, command

PORTAL_UNIT, OWN_UNIT = "2101000001", "2102000001"
"""The first one's money is sent on by the Portal, the second sends it itself."""
COMPANIES = {PORTAL_UNIT: "GMIS210101", OWN_UNIT: "GMIS210201"}
ACCOUNTS = {PORTAL_UNIT: "0061000115", OWN_UNIT: "0061000123"}
DUE = "2026-12-23"


def biller(unit: str) -> str:
    """Return the biller id of a unit: a government's tax id and two digits."""
    return checked_id(f"0994{unit[:4]}{unit[-4:]}") + "00"


def check_digit(digits: str) -> str:
    """Return the digit that makes ``digits`` and it hold under ISO 7064 MOD 11,10: the one of ten that does."""

    def rest(text: str) -> int:
        product = 10
        for digit in text[:-1]:
            product = ((int(digit) + product - 1) % 10 + 1) * 2 % 11
        return (product + int(text[-1])) % 10

    return next(digit for digit in "0123456789" if rest(digits + digit) == 1)


def check_pair(digits: str) -> str:
    """Return the two digits that leave the rest 1 when all is divided by 97."""
    return next(f"{pair:02d}" for pair in range(2, 99) if int(digits + f"{pair:02d}") % 97 == 1)


def draft(n: int = 1, satang: int = 150_000, **changes: str) -> Json:
    """Return a bill as a maker asks for it, right in everything but ``changes``."""
    right = {
        "bill_id": str(uuid.uuid4()),
        "payer_name": f"บริษัท ตัวอย่างที่ {n} จำกัด",
        "payer_id": citizen_id(n),
        "payer_address": "99 ถนนตัวอย่าง แขวงสมมุติ กรุงเทพมหานคร 10200",
        "payer_email": f"payer{n}@example.co.th",
        "payer_mobile": "0812345678",
        "revenue_type": "permit_fee",
        "item": "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ",
        "satang": str(satang),
        "due_date": DUE,
        "request_id": "",
    }
    return {**right, **changes}


def order(clerk: Clerk, drafts: list[Json], **changes: object) -> Json:
    """Return what a maker signs, right in everything but ``changes``."""
    right = {
        "typ": "khlang.bills/1",
        "req_id": str(uuid.uuid4()),
        "agency": str(clerk.session["agency"]),
        "unit": str(clerk.session["unit"]),
        "source_sha256": "",
        "bills": drafts,
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-23T02:00:00.000Z",
    }
    return {**right, **changes}


def issue_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    return {**command(clerk, "issue-bills", order=said, order_sig=clerk.sign("BIL1", canonical(said))), **changes}


def issue(clerk: Clerk, drafts: list[Json], **changes: object) -> Answer:
    return clerk.send(issue_body(clerk, order(clerk, drafts, **changes)))


def issued(clerk: Clerk, *drafts: Json) -> list[Json]:
    """Issue bills and return them with their references, in their order."""
    answer = issue(clerk, list(drafts))
    assert answer.status == 201, answer.body
    seq = int(answer.json["seq"])
    event = clerk.events(seq - 1)[0]
    assert event["record"]["type"] == "bills.issued"
    given = {one["bill_id"]: one for one in event["references"]}
    return [{**one, **given[one["bill_id"]]} for one in drafts]


def cancel_body(clerk: Clerk, bill_id: str, reason: str = "ออกซ้ำ") -> Json:
    return command(clerk, "cancel-bill", bill_id=bill_id, reason=reason)


def cancel(clerk: Clerk, bill_id: str, reason: str = "ออกซ้ำ") -> Answer:
    return clerk.send(cancel_body(clerk, bill_id, reason))


def pay(central: Central, bill: Json, satang: int | None = None, **changes: object) -> Answer:
    """Report a payment on a bill as `issued` returned it; what is wrong with it is let through."""
    right = {
        "channel": "counter",
        "biller_id": bill["biller_id"],
        "ref1": bill["ref1"],
        "ref2": bill["ref2"],
        "satang": str(int(bill["satang"]) if satang is None else satang),
        "payer_name": "ผู้ชำระ ตัวอย่าง",
        "payment_id": f"T{uuid.uuid4().hex[:20]}",
        "force": True,
    }
    return central.operate("POST", "collections", {**right, **changes})


def paid(central: Central, bill: Json, satang: int | None = None, **changes: object) -> Json:
    answer = pay(central, bill, satang, **changes)
    assert answer.status == 200, answer.body
    return answer.json


def reverse(central: Central, payment_id: str, reason: str = "บันทึกผิดบัญชี") -> Answer:
    return central.operate("POST", f"collections/{payment_id}/reverse", {"reason": reason})


def standings(clerk: Clerk, after: int = 0) -> dict[str, Json]:
    """Return how each bill of the unit stands, from the log."""
    found: dict[str, Json] = {}
    for event in clerk.events(after):
        if event["record"]["type"] == "bills.changed":
            found |= {one["bill_id"]: one for one in event["bills"]}
    return found


def collections(clerk: Clerk, after: int = 0) -> dict[str, Json]:
    """Return how each payment of the unit stands, from the log."""
    found: dict[str, Json] = {}
    for event in clerk.events(after):
        if event["record"]["type"] == "collections.changed":
            found |= {one["payment_id"]: one for one in event["collections"]}
    return found


def collection_order(clerk: Clerk, act: str, payment_id: str, **changes: object) -> Json:
    """Return what a maker signs about a payment; ``changes`` fill what the act needs."""
    right = {
        "typ": "khlang.collection/1",
        "req_id": str(uuid.uuid4()),
        "agency": str(clerk.session["agency"]),
        "unit": str(clerk.session["unit"]),
        "act": act,
        "payment_id": payment_id,
        **dict.fromkeys(("bill_id", "receipt_id", "satang", "bank", "acct", "acct_name"), ""),
        "reason": "ผู้ชำระแจ้งเลขอ้างอิงผิด",
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-23T02:10:00.000Z",
    }
    return {**right, **changes}


def refund_to(**changes: str) -> Json:
    return {"bank": "004", "acct": "1234567890", "acct_name": "ผู้ชำระ ตัวอย่าง", **changes}


def propose_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "propose-collection", order=said, order_sig=clerk.sign("COL1", canonical(said)))
    return {**body, **changes}


def propose(clerk: Clerk, act: str, payment_id: str, **changes: object) -> tuple[Answer, Json]:
    """Send an order; return the answer, and what was signed with its signature under ``sig``."""
    said = collection_order(clerk, act, payment_id, **changes)
    body = propose_body(clerk, said)
    return clerk.send(body), {"order": said, "sig": body["order_sig"]}


def decision(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Json:
    """Return what an authorizer signs about an order as `propose` returned it."""
    right = {
        "typ": "khlang.collection-decision/1",
        "req_id": proposed["order"]["req_id"],
        "order_sha256": sha256(canonical(proposed["order"])),
        "order_sig_sha256": sha256(proposed["sig"].encode()),
        "decision": word,
        "reason": "" if word == "approve" else "ขอหลักฐานการโอน",
        "auth_uid": clerk.uid,
        "auth_kid": clerk.kid,
        "device": clerk.device,
        "session_epoch": str(clerk.session["session_epoch"]),
        "challenge": changes["challenge"] if "challenge" in changes else clerk.challenge(),
        "at": "2026-11-23T02:15:00.000Z",
    }
    return {**right, **changes}


def settle_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "settle-collection", decision=said, decision_sig=clerk.sign("COL2", canonical(said)))
    return {**body, **changes}


def settle(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Answer:
    return clerk.send(settle_body(clerk, decision(clerk, proposed, word, **changes)))


def recall_body(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Json:
    return command(clerk, "recall-collection", req_id=req_id, reason=reason)


def recall(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Answer:
    return clerk.send(recall_body(clerk, req_id, reason))


def mail_body(clerk: Clerk, *letters: Json) -> Json:
    return command(clerk, "mail-letters", letters=list(letters))


def mail(clerk: Clerk, *letters: Json) -> Answer:
    return clerk.send(mail_body(clerk, *letters))


def open_receiving(central: Central, unit: str, **changes: str) -> Answer:
    """Open a receiving account for a unit that has none; the same again changes nothing."""
    numbers = {"account": f"0072{unit[3]}{unit[-5:]}", "company_code": f"8{unit[3]}{unit[-3:]}"}
    return central.operate("POST", "receiving", {"unit": unit, "biller_id": biller(unit), **numbers, **changes})


def issue_receipt(clerk: Clerk, payment_id: str) -> str:
    """Issue the receipt of a payment and return its id."""
    answer = clerk.send(command(clerk, "issue-receipts", payment_ids=[payment_id]))
    assert answer.status == 201, answer.body
    return str(answer.json["id"])


def balance(central: Central, account: str) -> int:
    books = central.assert_books_right()
    return next(int(one["balance_satang"]) for one in books["accounts"] if one["account"] == account)


# -- the cross-bank file, 256 bytes a record ---------------------------------------------------------------------------


def record(*parts: tuple[int, str]) -> bytes:
    """Return a record with texts at their offsets, blank elsewhere."""
    row = bytearray(b" " * 256)
    for at, text in parts:
        said = text.encode("cp874")
        row[at : at + len(said)] = said
    assert len(row) == 256
    return bytes(row)


def cross_bank_file(account: str, biller_id: str, rows: list[Json], day: str = "23112026") -> list[bytes]:
    """Return header, details and trailer; a row has ref1, ref2, satang, and what it may have otherwise."""

    def head(kind: str, number: int) -> tuple[tuple[int, str], ...]:
        return ((0, kind), (1, f"{number:06d}"), (7, "006"), (10, account))

    header = record(*head("H", 1), (20, "กรมตัวอย่าง"), (60, day), (68, "BILLPAY"))
    details = [
        record(
            *head("D", number),
            (20, row.get("day", day)),
            (28, row.get("time", "081500")),
            (34, row.get("name", "ผู้ชำระ ข้ามธนาคาร")),
            (84, row["ref1"]),
            (104, row["ref2"]),
            (144, row.get("branch", "0101")),
            (152, row.get("kind", "C")),
            (163, f"{int(row['satang']):013d}"),
            (196, row.get("biller_id", biller_id)),
            (243, row.get("bank", "014")),
        )
        for number, row in enumerate(rows, 2)
    ]
    total = sum(int(row["satang"]) for row in rows)
    sums = ((20, "0" * 19), (39, f"{total:013d}{len(rows):06d}"))
    return [header, *details, record(*head("T", len(rows) + 2), *sums)]


def send_file(central: Central, records: list[bytes], end: bytes = b"\r\n") -> Answer:
    return central.operate("POST", "cross-bank-files", end.join(records) + end)


def facts(answer: Answer) -> Any:
    """Return code and facts of a refusal."""
    said = json.loads(answer.body)
    return said.get("code"), said.get("facts")
