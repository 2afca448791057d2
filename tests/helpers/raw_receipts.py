"""Receipts and requests by hand: commands as a workstation sends them, the Portal's counter, nothing of the product."""

from __future__ import annotations

import itertools
import json
from base64 import b64decode, b64encode
from hashlib import sha256 as sha
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.helpers import raw_collections as money
from tests.helpers.raw_administration import person_id
from tests.helpers.raw_central import Answer, Central, Clerk, Json, canonical
from tests.helpers.raw_recalls import envelope

if TYPE_CHECKING:
    from collections.abc import Iterable

APPLICANT = {
    "applicant_name": "นางสาวทดลอง ยื่นคำขอ",
    "applicant_id": "1234545678781",
    "applicant_address": "99 หมู่ 1 ต.ตัวอย่าง อ.สมมุติ จ.ทดลอง 10000",
    "applicant_email": "applicant@example.go.th",
    "applicant_mobile": "0812345678",
    "details": "ขออนุญาตประกอบกิจการ",
}
PAPER = b"%PDF-1.7 test"
_OTHERS = itertools.count(700_000)
PERMIT, SITE, COPY = "sample-permit", "site-deposit", "certified-copy"
"""Services: a fixed fee and revenue; an open amount and a deposit; of the unit that remits itself."""


def collector(central: Central, company_id: str, user_id: str) -> Clerk:
    """Return somebody who makes collections; who has not the right is given it."""
    with central.books() as database:
        database.execute(
            "INSERT INTO roles (uid, role) SELECT uid, 'maker_collection' FROM users"
            " WHERE company_id = ? AND user_id = ? ON CONFLICT DO NOTHING",
            (company_id, user_id),
        )
    return Clerk.ready(central, company_id, user_id)


def receiving(clerk: Clerk) -> Json:
    answer = clerk.ask("GET", "/v1/receiving")
    assert answer.status == 200, answer.body
    return answer.json


def draft(**changes: str) -> Json:
    """Return a bill over 500 baht to the applicant, right in everything but ``changes``."""
    names = ("name", "id", "address")
    payer = {f"payer_{name}": APPLICANT[f"applicant_{name}"] for name in names}
    return {**money.draft(), "satang": "50000", **payer, **changes}


def bills_body(clerk: Clerk, drafts: list[Json]) -> Json:
    return money.issue_body(clerk, money.order(clerk, drafts))


def bill(clerk: Clerk, drafts: list[Json]) -> list[Json]:
    """Issue bills; return them with their references."""
    return money.issued(clerk, *drafts)


def pay(central: Central, reference: Json, satang: str = "50000", **changes: object) -> str:
    """Pay a bill at the simulated bank; return the payment's id."""
    return str(money.paid(central, reference, int(satang), **changes)["payment_id"])


def paid(clerk: Clerk, count: int, **changes: str) -> list[str]:
    """Issue so many bills and have each one paid in full; return the payments' ids."""
    found: list[str] = []
    for start in range(0, count, 500):
        drafts = [draft(**changes) for _ in range(min(500, count - start))]
        found += [pay(clerk.central, one, drafts[0]["satang"]) for one in bill(clerk, drafts)]
    return found


def issue_body(clerk: Clerk, payment_ids: list[str]) -> Json:
    return envelope(clerk, "issue-receipts", payment_ids=payment_ids)


def issue(clerk: Clerk, payment_ids: list[str]) -> list[Json]:
    """Have receipts issued; return them as they were signed, each checked with the bank's public key."""
    answer = clerk.send(issue_body(clerk, payment_ids))
    assert answer.status == 201, answer.body
    mine = [one for event in told(clerk, "receipts.issued") for one in opened(clerk, event)]
    return [one for one in mine if one["payment_id"] in payment_ids]


def opened(clerk: Clerk, event: Json) -> list[Json]:
    """Return the receipts of an event; their signatures are checked by hand."""
    key = Ed25519PublicKey.from_public_bytes(b64decode(clerk.ask("GET", "/v1/about").json["bank_public_key"]))
    found = []
    for one in event["receipts"]:
        content = one["receipt"].encode()
        key.verify(b64decode(one["sig"]), b"KHLANG/1 OFFR\n" + sha(content).digest())
        assert canonical(json.loads(content)) == content
        found.append(json.loads(content))
    return found


def print_body(clerk: Clerk, receipt_ids: list[str]) -> Json:
    return envelope(clerk, "print-receipts", receipt_ids=receipt_ids)


def void(maker: Clerk, authorizer: Clerk, receipt: Json, reason: str = "ออกใบเสร็จผิดราย") -> Answer:
    """Let two persons void a receipt; return the answer to the last of them who was needed."""
    about = {"receipt_id": receipt["receipt_id"], "reason": reason}
    return settled(maker, authorizer, "void_receipt", receipt["payment_id"], **about)


def settled(maker: Clerk, authorizer: Clerk, act: str, payment_id: str, **about: str) -> Answer:
    """Let two persons decide about a payment; return the answer to the last of them who was needed."""
    answer, said = money.propose(maker, act, payment_id, **about)
    return answer if answer.status != 201 else money.settle(authorizer, said)


def file(central: Central, service: str = PERMIT, **changes: object) -> Answer:
    """File a request at the Portal's counter, right in everything but ``changes``."""
    documents = [{"name": "บัตรประชาชน.pdf", "content": b64encode(PAPER).decode()}]
    return central.operate(
        "POST", "portal/requests", {**APPLICANT, "service": service, "documents": documents, **changes}
    )


def filed(central: Central, service: str = PERMIT, **changes: object) -> tuple[str, str]:
    """File a request of somebody who filed none before, since nobody files many a day; return its id and code."""
    said = {"applicant_id": person_id(next(_OTHERS)), **changes}
    answer = file(central, service, **said)
    assert answer.status == 200, answer.body
    return answer.json["request_id"], answer.json["code"]


def mend(central: Central, request_id: str, code: str, **changes: object) -> Answer:
    kept = [sha(PAPER).hexdigest()]
    return central.operate(
        "POST", f"portal/requests/{request_id}", {**APPLICANT, "service": "", "code": code, "kept": kept, **changes}
    )


def requests(central: Central) -> list[Json]:
    """Return all requests as the Portal's staff sees them."""
    found: list[Json] = central.operate("GET", "portal/requests").json["requests"]
    return found


def request(central: Central, request_id: str) -> Json:
    return next(one for one in requests(central) if one["request_id"] == request_id)


def answer_body(clerk: Clerk, request_id: str, answer: str = "send_back", **changes: object) -> Json:
    said = {"request_id": request_id, "answer": answer, "reason": "แนบเอกสารไม่ครบ"}
    return envelope(clerk, "answer-request", **{**said, **changes})


def document_body(clerk: Clerk, request_id: str, **changes: object) -> Json:
    said = {"request_id": request_id, "document_no": "ที่ 1/2570", "document_date": "2026-11-23", "document_sha256": ""}
    return envelope(clerk, "issue-document", **{**said, **changes})


def answering(central: Central, request_id: str, **changes: str) -> Json:
    """Return the draft of a bill that answers a request, to its applicant."""
    there = [one for one in requests(central) if one["request_id"] == request_id]
    payer_id = there[0]["applicant_id"] if there else APPLICANT["applicant_id"]
    return draft(**{"request_id": request_id, "payer_id": payer_id, **changes})


def postings(central: Central, unit: str = "") -> Json:
    """Return the Portal's books, which must be sound."""
    books: Json = central.operate("GET", f"postings?unit={unit}").json
    assert (books["sum_satang"], books["faults"]) == ("0", [])
    return books


def reports(central: Central, request_id: str) -> list[Json]:
    found: list[Json] = central.operate("GET", "portal/reports").json["reports"]
    return [one for one in found if one["request_id"] == request_id]


def told(clerk: Clerk, *kinds: str) -> list[Json]:
    return [event for event in clerk.events() if event["record"]["type"] in kinds]


def whats(clerk: Clerk, request_id: str) -> list[str]:
    """Return what the log tells of a request, in order."""
    mine = (event for event in told(clerk, "request.changed") if event["request"]["request_id"] == request_id)
    return [event["what"] for event in mine]


def numbers(receipts: Iterable[Json]) -> list[int]:
    return [int(one["number"]) for one in receipts]
