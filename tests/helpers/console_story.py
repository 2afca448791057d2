"""Something of everything that the bank's and the treasury's staff see at the console, in one central system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.helpers import raw_recalls
from tests.helpers import raw_remittances as raw
from tests.helpers.raw_administration import Administrator, person_id
from tests.helpers.raw_central import OTHER_PARENT, UNIT, Clerk, line, three_lines
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, PORTAL_UNIT, draft, issued, paid

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
LATER, THEN = "2026-12-01", "2026-12-01T10:00:00+07:00"
WRONG = "UPDATE lines SET acct = '9' || acct WHERE op_id = ?"
RIGHT = "UPDATE lines SET acct = substr(acct, 2) WHERE op_id = ?"
HELD = 2_500
"""Satang that a rule of the product holds for a bank day."""
SILENT = (50_092, 60_092)
"""Remittances of such sums are not answered by themselves."""


@dataclass(frozen=True)
class Story:
    """Two held batches, one with held lines, two silent remittances, bills, a payment, a recall, an application."""

    held: tuple[str, str]
    held_line: str
    settled: str
    remittances: tuple[str, str]
    bills: tuple[Json, ...]
    payment_id: str
    recall_id: str
    application_id: str
    locked: Administrator


def alter(central: Central, op_id: str, statement: str) -> None:
    """Change lines in the books behind the bank's back."""
    with central.books() as database:
        assert database.execute(statement, (op_id,)).rowcount > 0, statement


def told(central: Central) -> Story:
    """Let all of it happen, in an order in which the clock goes forward only."""
    settled = _batch(central, "2026-11-23")
    central.settle()
    remittances = _remitted(central)
    collector = Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")
    bills = issued(collector, *(draft(n, 100_000 + n) for n in range(1, 6)))
    payment = paid(central, bills[0], payer_name=EVIL[:60])
    received = central.wire.ask("POST", "/v1/applications", _form()).json["application_id"]
    locked = Administrator.one(central, OTHER_PARENT)
    for _ in range(3):
        assert locked.sign_in("x" * 12).code == "password_wrong"
    held = tuple(_batch(central, LATER) for _ in range(2))
    for op_id in held:
        alter(central, op_id, WRONG)
    held_line = _batch(central, LATER, [line(1), line(2, HELD), line(3, HELD)])
    assert {ran["op_id"] for ran in central.advance(THEN) if ran["what"] == "held"} == set(held)
    recall_id = raw_recalls.open_recall(Clerk.ready(central, UNIT, "MAKER01"), settled)
    return Story(
        held=(held[0], held[1]),
        held_line=held_line,
        settled=settled,
        remittances=remittances,
        bills=tuple(bills[1:]),
        payment_id=payment["payment_id"],
        recall_id=recall_id,
        application_id=received,
        locked=locked,
    )


def _batch(central: Central, day: str, lines: list[Json] | None = None) -> str:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit(lines or three_lines(), value_date=day)[1]["op_id"])
    assert authorizer.decide(op_id).status == 201
    return op_id


def _remitted(central: Central) -> tuple[str, str]:
    depositor, chief = (Clerk.ready(central, COMPANIES[PORTAL_UNIT], user) for user in ("MAKER03", "AUTH01"))
    sent = []
    for satang in SILENT:
        answer, said = raw.propose(depositor, raw.deposit_order(depositor, satang))
        assert answer.status == 201, answer.body
        sent.append(raw.approved(chief, said))
    central.settle()
    raw.later(central, 24 * 3600)
    return sent[0], sent[1]


def _form() -> Json:
    return {
        "agency": "3305",
        "name": f"กรมสมมุติใหม่ {EVIL}",
        "address": "ถนนตัวอย่าง กรุงเทพมหานคร",
        "gfmis_package": "yes",
        "order_no": "ที่ 1/2570",
        "admin_1": _applicant(1),
        "admin_2": _applicant(2),
    }


def _applicant(number: int) -> Json:
    said = dict.fromkeys(("name_en", "email"), "")
    named = {"person_id": person_id(number), "name_th": f"ผู้ดูแล คนที่ {number}"}
    return {**said, **named, "position": "นักวิชาการเงินและบัญชี", "mobile": "0898765432"}
