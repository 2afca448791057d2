"""Closing days through the hand-written client: statements' sums, orders of two persons, what does not fit."""

from __future__ import annotations

import uuid
from typing import Any

from tests.helpers.raw_central import Answer, Clerk, Json, canonical, sha256
from tests.helpers.raw_payees import command

MADE_AT = "2026-11-23T08:31:00.000Z"
END_OF_MONDAY = "2026-11-23T16:59:59.999Z"
"""The last moment of 23 November in Bangkok, in UTC."""
_NAMES = uuid.UUID("5d2b7a0e-7c1f-5b1e-9a43-0f6f3c9e4d21")


def asked(clerk: Clerk) -> Json:
    answer = clerk.ask("GET", "/v1/days/next")
    assert answer.status == 200, answer.body
    return answer.json


def exception_id(unit: str, kind: str, about: str) -> str:
    return str(uuid.uuid5(_NAMES, f"{unit}\n{kind}\n{about}"))


def statement(clerk: Clerk, account: str, since: str, until: str) -> Json:
    """Return what the bank signed of an account, as text and read."""
    answer = clerk.ask("GET", f"/v1/statements?account={account}&since={since}&until={until}")
    assert answer.status == 200, answer.body
    return answer.json


def account_day(clerk: Clerk, account: str, since: str, until: str) -> Json:
    """Return what an order says of an account."""
    import json

    text = statement(clerk, account, since, until)["statement"]
    said = json.loads(text)
    sums = ("opening_satang", "in_satang", "out_satang", "closing_satang")
    return {
        "account": account,
        **{name: said[name] for name in sums},
        "entries": str(len(said["entries"])),
        "statement_sha256": sha256(text.encode()),
    }


def accounts(clerk: Clerk) -> list[str]:
    found = [one["account"] for one in clerk.ask("GET", "/v1/remittances/terms").json["accounts"]]
    return sorted(found)
