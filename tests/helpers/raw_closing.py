"""Closing days through the hand-written client: sums of statements, orders of two persons, what does not fit."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Answer, Clerk, Json, canonical, sha256
from tests.helpers.raw_payees import command

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES = uuid.UUID("5d2b7a0e-7c1f-5b1e-9a43-0f6f3c9e4d21")


def exception_id(unit: str, kind: str, about: str) -> str:
    return str(uuid.uuid5(_NAMES, f"{unit}\n{kind}\n{about}"))


def asked(clerk: Clerk) -> Json:
    """Return what the central system says of the next day."""
    answer = clerk.ask("GET", "/v1/days/next")
    assert answer.status == 200, answer.body
    return answer.json


def statement(clerk: Clerk, account: str, since: str, until: str) -> str:
    """Return the text that the bank signed of an account."""
    answer = clerk.ask("GET", f"/v1/statements?account={account}&since={since}&until={until}")
    assert answer.status == 200, answer.body
    return str(answer.json["statement"])


def account_day(text: str) -> Json:
    """Return what an order says of an account, by the bank's text about it."""
    said = json.loads(text)
    sums = ("account", "opening_satang", "in_satang", "out_satang", "closing_satang")
    return {
        **{name: said[name] for name in sums},
        "entries": str(len(said["entries"])),
        "statement_sha256": sha256(text.encode()),
    }


def compared(clerk: Clerk, accounts: Sequence[str], since: str, until: str) -> list[Json]:
    """Return what the bank booked, as if it were all ours, too."""
    rows = []
    for account in accounts:
        sums: dict[str, list[int]] = {}
        for entry in json.loads(statement(clerk, account, since, until))["entries"]:
            told = sums.setdefault(entry["kind"], [0, 0])
            told[0] += int(entry["count"])
            told[1] += int(entry["satang"])
        for kind, (count, satang) in sums.items():
            both = {f"{who}_count": str(count) for who in ("ours", "bank")}
            both |= {f"{who}_satang": str(satang) for who in ("ours", "bank")}
            rows.append({"what": kind, "account": account, **both, "treasury_count": "", "treasury_satang": ""})
    return rows


def exception(clerk: Clerk, kind: str, about: str, **changes: str) -> Json:
    """Return something that does not fit and that the clerk looks after."""
    unit = str(clerk.session["unit"])
    right = {
        "exception_id": exception_id(unit, kind, about),
        "kind": kind,
        "account": "",
        "about": about,
        "satang": "",
        "owner_uid": clerk.uid,
        "state": "open",
        "reason": "รอตรวจสอบ",
    }
    return {**right, **changes}


def told(clerk: Clerk, said: Json, **changes: str) -> Json:
    """Return the exception for something that the central system demands."""
    return exception(clerk, said["kind"], said["about"], account=said["account"], satang=said["satang"], **changes)


def order(clerk: Clerk, day: str, **changes: object) -> Json:
    """Return what a maker signs about a day, empty in everything but ``changes``."""
    right = {
        "typ": "khlang.day/1",
        "req_id": str(uuid.uuid4()),
        "agency": str(clerk.session["agency"]),
        "unit": str(clerk.session["unit"]),
        "act": "close",
        "day": day,
        "version": "1",
        "since": "",
        "until": "",
        "accounts": [],
        "compared": [],
        "matches": [],
        "exceptions": [],
        "anchor_seq": "12",
        "anchor_head": "a" * 64,
        "reason": "",
        "maker_uid": clerk.uid,
        "maker_kid": clerk.kid,
        "device": clerk.device,
        "made_at": "2026-11-23T08:31:00.000Z",
    }
    return {**right, **changes}


def reopening(clerk: Clerk, day: str, version: str = "1", **changes: object) -> Json:
    """Return an order to reopen a day."""
    said = {"act": "reopen", "version": version, "reason": "พบรายการตกหล่น", "anchor_seq": "", "anchor_head": ""}
    return order(clerk, day, **(said | changes))


def closing(clerk: Clerk, accounts: Sequence[str], until: str, **changes: object) -> Json:
    """Return an order to close the next day up to ``until``, all that is demanded or open told as open."""
    following = asked(clerk)
    carried = [one["exception"] for one in following["open_exceptions"]]
    named = {one["exception_id"] for one in carried}
    new = [told(clerk, one) for one in following["demanded"]]
    texts = [statement(clerk, account, following["since"], until) for account in accounts]
    said = {
        "since": following["since"],
        "until": until,
        "accounts": [account_day(text) for text in texts],
        "exceptions": carried + [one for one in new if one["exception_id"] not in named],
    }
    return order(clerk, following["day"], **(said | changes))


def propose_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "propose-day", order=said, order_sig=clerk.sign("DAY1", canonical(said)))
    return {**body, **changes}


def propose(clerk: Clerk, said: Json) -> tuple[Answer, Json]:
    """Send an order; return the answer, and what was signed with its signature under ``sig``."""
    body = propose_body(clerk, said)
    return clerk.send(body), {"order": said, "sig": body["order_sig"]}


def decision(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Json:
    """Return what an authorizer signs about an order as `propose` returned it."""
    right = {
        "typ": "khlang.day-decision/1",
        "req_id": proposed["order"]["req_id"],
        "order_sha256": sha256(canonical(proposed["order"])),
        "order_sig_sha256": sha256(proposed["sig"].encode()),
        "decision": word,
        "reason": "" if word == "approve" else "ขอตรวจยอดอีกครั้ง",
        "auth_uid": clerk.uid,
        "auth_kid": clerk.kid,
        "device": clerk.device,
        "session_epoch": str(clerk.session["session_epoch"]),
        "challenge": changes["challenge"] if "challenge" in changes else clerk.challenge(),
        "at": "2026-11-23T08:40:00.000Z",
    }
    return {**right, **changes}


def settle_body(clerk: Clerk, said: Json, **changes: object) -> Json:
    body = command(clerk, "settle-day", decision=said, decision_sig=clerk.sign("DAY2", canonical(said)))
    return {**body, **changes}


def settle(clerk: Clerk, proposed: Json, word: str = "approve", **changes: object) -> Answer:
    return clerk.send(settle_body(clerk, decision(clerk, proposed, word, **changes)))


def recall_body(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Json:
    return command(clerk, "recall-day", req_id=req_id, reason=reason)


def recall(clerk: Clerk, req_id: str, reason: str = "ขอตรวจใหม่") -> Answer:
    return clerk.send(recall_body(clerk, req_id, reason))
