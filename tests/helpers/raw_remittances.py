"""Remitting through the hand-written client: receipted money, orders of two persons, the treasury's answers.

What goes by which kind, and the lines of an order, are said here again, by other means than the product's.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from tests.helpers.raw_central import Answer, Central, Clerk, Json, canonical, sha256
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, PORTAL_UNIT, draft, issued, paid
from tests.helpers.raw_payees import command

DEPARTMENT, PROVINCE = "1000", "4000"
"""The first office of all; the one of the unit that remits by itself."""
BUDGET = {PORTAL_UNIT: "0061000018", OWN_UNIT: "0061000042"}
OFF_BUDGET = "0061000026"
OTHER_OWNER = "2101000001"
_OFFICES = {OWN_UNIT: PROVINCE, "2101000002": "5000"}
_HELD = {"code": "00902", "revenue_code": "902", "gl_account": "2111020199", "fund": "26000"}
"""Other deposits received, as the table has them."""
ANSWERED = 5 * 60
"""After so many seconds the treasury answers by itself."""


def receipted(central: Central, clerk: Clerk, *drafts: Json) -> list[Json]:
    """Issue bills, have each paid and receipted; return their parts, in the order of their receipts."""
    bills = issued(clerk, *drafts)
    ids = [paid(central, bill)["payment_id"] for bill in bills]
    answer = clerk.send(command(clerk, "issue-receipts", payment_ids=ids))
    assert answer.status == 201, answer.body
    books = newest(clerk, "collections.changed", "collections", "payment_id")
    found = [
        {
            "payment_id": payment_id,
            "receipt_id": books[payment_id]["receipt_id"],
            "revenue_type": bill["revenue_type"],
            "satang": bill["satang"],
        }
        for bill, payment_id in zip(bills, ids, strict=True)
    ]
    return sorted(found, key=lambda part: int(part["receipt_id"].rpartition("/")[2]))


def receipt_of(clerk: Clerk, payment_id: str) -> str:
    """Issue the receipt of a payment and return its id."""
    answer = clerk.send(command(clerk, "issue-receipts", payment_ids=[payment_id]))
    assert answer.status == 201, answer.body
    return str(payments(clerk)[payment_id]["receipt_id"])


def parts_worth(central: Central, clerk: Clerk, *satang: int, **changes: str) -> list[Json]:
    """Return receipted parts of so many satang each."""
    return receipted(central, clerk, *(draft(n, amount, **changes) for n, amount in enumerate(satang, 1)))


def newest(clerk: Clerk, kind: str, field: str, named: str) -> dict[str, Json]:
    """Return what events of a kind told last, by its name."""
    found: dict[str, Json] = {}
    for event in clerk.events():
        if event["record"]["type"] == kind:
            told = event[field]
            found |= {one[named]: one for one in (told if isinstance(told, list) else [told])}
    return found


def standings(clerk: Clerk) -> dict[str, Json]:
    """Return how each remittance of the unit stands, from the log."""
    return newest(clerk, "remittance.changed", "remittance", "req_id")


def payments(clerk: Clerk) -> dict[str, Json]:
    return newest(clerk, "collections.changed", "collections", "payment_id")


def booked(clerk: Clerk, req_id: str) -> list[Json]:
    """Return the treasury's documents about a remittance, in the order of their booking."""
    events = (event for event in clerk.events() if event["record"]["type"] == "gfmis.booked")
    return [one for event in events for one in event["documents"] if one["about"] == req_id]


def terms(clerk: Clerk) -> Json:
    answer = clerk.ask("GET", "/v1/remittances/terms")
    assert answer.status == 200, answer.body
    return answer.json


def items_of(clerk: Clerk, parts: list[Json]) -> list[Json]:
    """Return the lines of parts: their sums by revenue type, in the order of codes."""
    types = {row["code"]: row for row in clerk.ask("GET", "/v1/receiving").json["revenue_types"]}
    sums: dict[str, int] = {}
    for part in parts:
        sums[part["revenue_type"]] = sums.get(part["revenue_type"], 0) + int(part["satang"])
    return [_item(types[code], satang) for code, satang in sorted(sums.items())]


def deposit_item(clerk: Clerk, code: str, satang: int, basis: str = "หนังสือที่ กค 0001/2570") -> Json:
    """Return a line out of an off-budget account."""
    row = next(row for row in terms(clerk)["deposits"] if row["code"] == code)
    return {**_item(row, satang), "basis": basis}


def _item(row: Json, satang: int) -> Json:
    said = {name: row[name] for name in ("code", "revenue_code", "gl_account", "fund")}
    return {**said, "satang": str(satang), "basis": ""}


def remittance_order(clerk: Clerk, kind: str, **changes: object) -> Json:
    """Return what a maker signs, right in everything but ``changes``; ``parts`` or ``items`` make the sums."""
    unit = str(clerk.session["unit"])
    parts: Any = changes.get("parts", [])
    items: Any = changes["items"] if "items" in changes else items_of(clerk, parts) if parts else []
    right = {
        "typ": "khlang.remittance/1",
        "req_id": str(uuid.uuid4()),
        "agency": str(clerk.session["agency"]),
        "unit": unit,
        "kind": kind,
        "account": ACCOUNTS.get(unit, ""),
        "office": _OFFICES.get(unit, DEPARTMENT),
        "office_reason": "",
        "owner_unit": OTHER_OWNER if kind.endswith("for_other") else "",
        "doc_no": "",
        "route": "",
        "items": items,
        "parts": parts,
        "total_satang": str(sum(int(item["satang"]) for item in items)),
        "memo": "",
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-23T02:20:00.000Z",
    }
    return {**right, **changes}


def return_of_draw(clerk: Clerk, doc_no: str, satang: int, **changes: object) -> Json:
    """Return the order to send what is left of a draw back to the treasury."""
    blank = dict.fromkeys(("code", "revenue_code", "gl_account", "fund", "basis"), "")
    named = {"doc_no": doc_no, "route": "in_year", "account": BUDGET[str(clerk.session["unit"])]}
    items = [{**blank, "satang": str(satang)}]
    return remittance_order(clerk, "draw_return", **{**named, "items": items, **changes})


def deposit_order(clerk: Clerk, satang: int = 1, account: str = OFF_BUDGET, **changes: object) -> Json:
    """Return the order to deposit money out of an off-budget account; nothing is asked for it."""
    items = [{**_HELD, "satang": str(satang), "basis": "หนังสือที่ กค 0001/2570"}]
    return remittance_order(clerk, "deposit", **{"account": account, "items": items, **changes})


def propose_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "propose-remittance", order=said, order_sig=clerk.sign("REM1", canonical(said)))
    return {**body, **changes}


def propose(clerk: Clerk, said: Json) -> tuple[Answer, Json]:
    """Send an order; return the answer, and what was signed with its signature under ``sig``."""
    body = propose_body(clerk, said)
    return clerk.send(body), {"order": said, "sig": body["order_sig"]}


def proposed(clerk: Clerk, kind: str, **changes: object) -> Json:
    """Propose a remittance that is taken."""
    answer, said = propose(clerk, remittance_order(clerk, kind, **changes))
    assert (answer.status, answer.json["status"]) == (201, "proposed"), answer.body
    return said


def decision(clerk: Clerk, said: Json, word: str = "approve", **changes: object) -> Json:
    """Return what an authorizer signs about an order as `propose` returned it."""
    right = {
        "typ": "khlang.remittance-decision/1",
        "req_id": said["order"]["req_id"],
        "order_sha256": sha256(canonical(said["order"])),
        "order_sig_sha256": sha256(said["sig"].encode()),
        "decision": word,
        "reason": "" if word == "approve" else "ขอตรวจยอดกับใบเสร็จ",
        "auth_uid": clerk.uid,
        "auth_kid": clerk.kid,
        "device": clerk.device,
        "session_epoch": str(clerk.session["session_epoch"]),
        "challenge": changes["challenge"] if "challenge" in changes else clerk.challenge(),
        "at": "2026-11-23T02:25:00.000Z",
    }
    return {**right, **changes}


def settle_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "settle-remittance", decision=said, decision_sig=clerk.sign("REM2", canonical(said)))
    return {**body, **changes}


def settle(clerk: Clerk, said: Json, word: str = "approve", **changes: object) -> Answer:
    return clerk.send(settle_body(clerk, decision(clerk, said, word, **changes)))


def approved(clerk: Clerk, said: Json) -> str:
    """Approve a remittance and return its name."""
    answer = settle(clerk, said)
    assert (answer.status, answer.json["status"]) == (201, "approved"), answer.body
    return str(answer.json["id"])


def recall_body(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Json:
    return command(clerk, "recall-remittance", req_id=req_id, reason=reason)


def recall(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Answer:
    return clerk.send(recall_body(clerk, req_id, reason))


def treasury_answers(central: Central, req_id: str, answer: str = "acknowledge", code: str = "") -> Answer:
    """Answer a remittance that was sent, as the treasury's staff does."""
    return central.operate("POST", f"remittances/{req_id}", {"answer": answer, "code": code})


def listed(central: Central, unit: str = "") -> dict[str, Json]:
    """Return remittances as the treasury's staff sees them."""
    shown = central.operate("GET", f"remittances?unit={unit}").json["remittances"]
    return {one["req_id"]: one for one in shown}


def later(central: Central, seconds: int = ANSWERED) -> None:
    """Let so much time pass, by default as much as the treasury takes for its answer."""
    now = datetime.fromisoformat(central.operate("GET", "clock").json["now"])
    central.advance((now + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z"))


def record_of(standing: Json) -> Json:
    """Return what the success record of a remittance says."""
    found: Json = json.loads(standing["record"]["record"])
    return found
