"""Calling money back by hand: commands as a workstation sends them, with nothing of the product."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tests.helpers.raw_central import ACCOUNTS, Answer, Central, Clerk, Json, canonical, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable


def envelope(clerk: Clerk, typ: str, **content: object) -> Json:
    """Return a command around ``content``."""
    return {
        "typ": f"khlang.{typ}/1",
        "cmd_id": str(uuid.uuid4()),
        "session_epoch": str(clerk.session["session_epoch"]),
        "device": clerk.device,
        **content,
    }


def today(central: Central) -> str:
    """Return the central system's day in Bangkok."""
    now = datetime.fromisoformat(central.operate("GET", "clock").json["now"])
    return now.astimezone(timezone(timedelta(hours=7))).date().isoformat()


def open_body(clerk: Clerk, op_id: str, n: int = 1, satang: int = 125_000, **changes: object) -> Json:
    """Return a request to call money back, right in everything but ``changes``."""
    day = today(clerk.central)
    content = {
        "recall_id": str(uuid.uuid4()),
        "op_id": op_id,
        "rev": "1",
        "n": str(n),
        "cause": "wrong_payee",
        "satang": str(satang),
        "found_on": day,
        "letter_no": "กค 0401/งบ 55",
        "letter_date": day,
        "reason": "โอนผิดราย",
    }
    return envelope(clerk, "open-recall", **{**content, **changes})


def open_recall(clerk: Clerk, op_id: str, n: int = 1, satang: int = 125_000, **changes: object) -> str:
    """Call money back; return the recall's id."""
    body = open_body(clerk, op_id, n, satang, **changes)
    answer = clerk.send(body)
    assert answer.status == 201, answer.body
    return str(body["recall_id"])


def drop(clerk: Clerk, recall_id: str) -> Answer:
    return clerk.send(envelope(clerk, "drop-recall", recall_id=recall_id, reason="ตรวจแล้วจ่ายถูกต้อง"))


def recalls(clerk: Clerk) -> list[Json]:
    answer = clerk.ask("GET", "/v1/recalls")
    assert answer.status == 200, answer.body
    found: list[Json] = answer.json["recalls"]
    return found


def recall(clerk: Clerk, recall_id: str) -> Json:
    return next(one for one in recalls(clerk) if one["recall_id"] == recall_id)


def order(clerk: Clerk, seen: Json, **changes: str) -> Json:
    """Return the order to return what came back, by the route that holds, right in everything but ``changes``."""
    content = {
        "typ": "khlang.return/1",
        "req_id": str(uuid.uuid4()),
        "recall_id": seen["recall_id"],
        "agency": str(clerk.session["agency"]),
        "unit": str(clerk.session["unit"]),
        "route": seen["route"],
        "satang": seen["back_satang"],
        "account": ACCOUNTS.get(clerk.company_id, ""),
        "fy": seen["fy"],
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-25T02:00:00.000Z",
    }
    return {**content, **changes}


def propose_body(clerk: Clerk, said: Json) -> Json:
    return envelope(clerk, "propose-return", order=said, order_sig=clerk.sign("RET1", canonical(said)))


def propose(clerk: Clerk, recall_id: str, **changes: str) -> Answer:
    return clerk.send(propose_body(clerk, order(clerk, recall(clerk, recall_id), **changes)))


def settle_body(clerk: Clerk, seen: Json, decision: str = "approve", **changes: str) -> Json:
    """Return a signed decision on the order that a recall has now."""
    content = {
        "typ": "khlang.return-decision/1",
        "req_id": json.loads(seen["order"])["req_id"],
        "order_sha256": sha256(seen["order"].encode()),
        "order_sig_sha256": sha256(seen["order_sig"].encode()),
        "decision": decision,
        "reason": "" if decision == "approve" else "เลขที่หนังสือไม่ถูกต้อง",
        "auth_uid": clerk.uid,
        "auth_kid": clerk.kid,
        "device": clerk.device,
        "session_epoch": str(clerk.session["session_epoch"]),
        "challenge": changes.get("challenge") or clerk.challenge(),
        "at": "2026-11-25T02:05:00.000Z",
    } | changes
    return envelope(clerk, "settle-return", decision=content, decision_sig=clerk.sign("RET2", canonical(content)))


def settle(clerk: Clerk, recall_id: str, decision: str = "approve", **changes: str) -> Answer:
    return clerk.send(settle_body(clerk, recall(clerk, recall_id), decision, **changes))


def paid(central: Central, maker: Clerk, authorizer: Clerk, lines: list[Json], **head: object) -> str:
    """Let a batch be paid; return its id."""
    answer, payment = maker.submit(lines, **{"value_date": today(central), **head})
    assert answer.status == 201, answer.body
    decided = authorizer.decide(payment["op_id"])
    assert decided.status == 201, decided.body
    central.settle()
    return str(payment["op_id"])


def told(clerk: Clerk, kinds: Iterable[str] = ("recall.changed",)) -> list[Json]:
    return [event for event in clerk.events() if event["record"]["type"] in kinds]
