"""The register of payees through the hand-written client: records, changes, decisions, papers."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from tests.helpers.raw_central import Answer, Clerk, Json, canonical, sha256

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
STAFF, OUTSIDE = "staff", "outside"


def checked_id(twelve: str) -> str:
    """Return a 13-digit id whose last digit checks the others."""
    weighed = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return twelve + str((11 - weighed % 11) % 10)


def citizen_id(n: int) -> str:
    return checked_id(f"9{n:011d}")


def tax_id(n: int) -> str:
    return checked_id(f"0{n:011d}")


def record(n: int, **changes: str) -> Json:
    """Return the record of an official who is paid to the salary account, right in everything but ``changes``."""
    right = {
        "person_type": STAFF,
        "person_id": citizen_id(n),
        "name": f"นาย ผู้รับเงิน ที่ {n}",
        "office": "กองคลัง",
        "bank": "006",
        "acct": f"{2_000_000_001 + n}",
        "acct_name": f"ผู้รับเงิน ที่ {n}",
        "account_kind": "salary",
        "permission_no": "",
        "permission_date": "",
        "mobile": "0812345678",
        "email": "",
        "form_sha256": "",
        "form_date": "2026-11-20",
        "until": "",
    }
    return {**right, **changes}


def entry(of: Json, payee_id: str = "", version: str = "0", merged_into: str = "") -> Json:
    return {
        "payee_id": payee_id or str(uuid.uuid4()),
        "version": version,
        "record": of,
        "merged_into": merged_into,
    }


def fresh(**changes: str) -> Json:
    """Return an entry of somebody whom no register knows yet."""
    return entry(record(uuid.uuid4().int % 10**9, **changes))


def paper(content: bytes = b"") -> bytes:
    """Return a PDF that is not there yet."""
    return PDF + (content or uuid.uuid4().hex.encode())


def put_paper(clerk: Clerk, content: bytes, name: str = "") -> Answer:
    return clerk.ask("PUT", f"/v1/files/{name or hashlib.sha256(content).hexdigest()}", content)


def command(clerk: Clerk, typ: str, **content: Any) -> Json:
    """Return the envelope that every command has, with its content."""
    head = {
        "typ": f"khlang.{typ}/1",
        "cmd_id": str(uuid.uuid4()),
        "session_epoch": str(clerk.session["session_epoch"]),
        "device": clerk.device,
    }
    return {**head, **content}


def change(clerk: Clerk, entries: list[Json], **changes: object) -> Json:
    """Return what a maker signs, right in everything but ``changes``."""
    right = {
        "typ": "khlang.payees/1",
        "req_id": str(uuid.uuid4()),
        "agency": str(clerk.session["agency"]),
        "unit": str(clerk.session["unit"]),
        "reason": "แบบแจ้งข้อมูลใหม่",
        "source_sha256": "",
        "entries": entries,
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-23T02:00:00.000Z",
    }
    return {**right, **changes}


def propose_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "propose-payees", change=said, change_sig=clerk.sign("PAY1", canonical(said)))
    return {**body, **changes}


def propose(clerk: Clerk, entries: list[Json], **changes: object) -> tuple[Answer, Json]:
    """Send a change; return the answer, and what was signed with its signature under ``sig``."""
    said = change(clerk, entries, **changes)
    body = propose_body(clerk, said)
    return clerk.send(body), {"change": said, "sig": body["change_sig"]}


def decision(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Json:
    """Return what an authorizer signs about a change as `propose` returned it."""
    right = {
        "typ": "khlang.payees-decision/1",
        "req_id": proposed["change"]["req_id"],
        "change_sha256": sha256(canonical(proposed["change"])),
        "change_sig_sha256": sha256(proposed["sig"].encode()),
        "decision": word,
        "reason": "" if word == "approve" else "ยังไม่มีหนังสืออนุญาต",
        "left_out": [],
        "forms_seen": [],
        "auth_uid": clerk.uid,
        "auth_kid": clerk.kid,
        "device": clerk.device,
        "session_epoch": str(clerk.session["session_epoch"]),
        "challenge": changes["challenge"] if "challenge" in changes else clerk.challenge(),
        "at": "2026-11-23T02:05:00.000Z",
    }
    return {**right, **changes}


def settle_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "settle-payees", decision=said, decision_sig=clerk.sign("PAY2", canonical(said)))
    return {**body, **changes}


def settle(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Answer:
    return clerk.send(settle_body(clerk, decision(clerk, proposed, word, **changes)))


def recall_body(clerk: Clerk, req_id: str, reason: str = "แก้ไขก่อน") -> Json:
    return command(clerk, "recall-payees", req_id=req_id, reason=reason)


def recall(clerk: Clerk, req_id: str, reason: str = "แก้ไขก่อน") -> Answer:
    return clerk.send(recall_body(clerk, req_id, reason))


def put_aside(clerk: Clerk, req_id: str, reason: str = "ไม่รับแล้ว") -> Answer:
    return clerk.send(command(clerk, "put-payees-aside", req_id=req_id, reason=reason))


def check_body(clerk: Clerk, *payee_ids: str, req_id: str = "") -> Json:
    return command(clerk, "check-names", req_id=req_id, payee_ids=list(payee_ids))


def check(clerk: Clerk, *payee_ids: str, req_id: str = "") -> Answer:
    return clerk.send(check_body(clerk, *payee_ids, req_id=req_id))


def register(maker: Clerk, authorizer: Clerk, *entries: Json) -> None:
    """Bring entries into the register."""
    answer, proposed = propose(maker, list(entries))
    assert answer.status == 201, answer.body
    answer = settle(authorizer, proposed)
    assert answer.status == 201, answer.body


def line_of(of: Json, n: int = 1, satang: int = 125_000, version: str = "1", **changes: str) -> Json:
    """Return a line that pays an entry as the register holds it."""
    held = of["record"]
    right = {
        "n": str(n),
        "bank": held["bank"],
        "acct": held["acct"],
        "name": held["name"],
        "satang": str(satang),
        "payee_id": of["payee_id"],
        "payee_rev": version,
        "person_id": held["person_id"],
        "mobile": "",
        "email": "",
        "ref": "",
    }
    return {**right, **changes}
