"""A varied day over the wire: people of every role do what there is to do; twice the same where chance is fixed."""

from __future__ import annotations

import random
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.helpers import raw_closing, raw_collections, raw_payees, raw_recalls, raw_receipts, raw_remittances
from tests.helpers.raw_administration import Pair, begun
from tests.helpers.raw_central import UNIT, Answer, Central, Clerk, Wire, line, three_lines
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

EVENING = "2026-11-23T16:00:00+07:00"
Heard = tuple[str, str, int, tuple[tuple[str, str], ...], bytes]
"""Method, path, status, headers and body of an answer."""
_ANY = frozenset({"date"})
"""Headers that the machine's clock says."""


@contextmanager
def own_chance_fixed(patch: pytest.MonkeyPatch, seed: int) -> Iterator[list[Heard]]:
    """Fix what clients make up themselves, ids and keys; give every answer that they hear."""
    dice, heard = random.Random(seed), list[Heard]()  # noqa: S311
    ask = Wire.ask

    def noted(wire: Wire, method: str, path: str, body: object = None, token: str = "", **headers: str) -> Answer:
        answer = ask(wire, method, path, body, token, **headers)
        said = tuple(sorted((name, value) for name, value in answer.headers.items() if name not in _ANY))
        heard.append((method, path, answer.status, said, answer.body))
        return answer

    with patch.context() as patched:
        patched.setattr(uuid, "uuid4", lambda: uuid.UUID(int=dice.getrandbits(128), version=4))
        patched.setattr(Wire, "ask", noted)
        yield heard


def play(central: Central) -> None:
    """Let the whole day happen."""
    _payments(central)
    _collections(central)
    _administration(central)
    _public(central)
    _closing(central)


def _payments(central: Central) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    assert maker.sign_in("wrong").status == 401
    raw_payees.register(maker, authorizer, raw_payees.fresh(), raw_payees.fresh())
    together = [maker.submit(three_lines(), doc_no=f"กค 0401/{n}")[1]["op_id"] for n in range(4)]
    for op_id in together[:3]:
        assert authorizer.decide(op_id).status == 201
    assert maker.move("withdraw", together[3]).status == 201
    returned, head = maker.submit([line(1), line(2, 1_700)], doc_no="กค 0401/9")
    assert returned.status == 201
    assert authorizer.decide(head["op_id"], "return").status == 201
    central.advance("2026-11-23T09:05:00+07:00")
    days = {"found_on": "2026-11-23", "letter_date": "2026-11-23"}
    for op_id in together[:2]:
        recall_id = raw_recalls.open_recall(maker, op_id, 1, 125_000, **days)
        central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"})
    maker.events()
    authorizer.events()


def _collections(central: Central) -> None:
    collector, approver = (Clerk.ready(central, COMPANIES[OWN_UNIT], name) for name in ("MAKER03", "AUTH01"))
    parts = raw_remittances.parts_worth(central, collector, 150_000, 50_000)
    bill, other = raw_collections.issued(collector, raw_collections.draft(7, 90_000), raw_collections.draft(8, 80_000))
    queued = raw_collections.paid(central, bill, 1_000, payment_id="")
    raw_collections.paid(central, other, channel="card")
    answer, said = raw_collections.propose(
        collector, "refund", queued["payment_id"], satang="1000", **raw_collections.refund_to()
    )
    if answer.status == 201:
        raw_collections.settle(approver, said)
    raw_remittances.approved(approver, raw_remittances.proposed(collector, "revenue", parts=parts))
    raw_remittances.later(central)
    collector.events()


def _administration(central: Central) -> None:
    pair = Pair(central)
    _, settled = pair.add("CLERK01")
    begun(central, pair, settled["slip_id"])
    central.operate("GET", "person-notices")


def _public(central: Central) -> None:
    page = central.wire.ask("GET", "/", **{"Accept": "text/html"})
    assert page.status == 200
    raw_receipts.filed(central, applicant_id=raw_receipts.APPLICANT["applicant_id"])
    central.operate("GET", "portal/requests")


def _closing(central: Central) -> None:
    central.advance(EVENING)
    collector, approver = (Clerk(central, COMPANIES[OWN_UNIT], name) for name in ("MAKER03", "AUTH01"))
    for clerk in (collector, approver):
        assert clerk.sign_in().status == 201
        assert clerk.register_key().status == 201
    accounts = sorted(["0061000042", raw_collections.ACCOUNTS[OWN_UNIT]])
    day = raw_closing.closing(collector, accounts, "2026-11-23T08:59:59.000Z")
    answer, said = raw_closing.propose(collector, day)
    if answer.status == 201:
        raw_closing.settle(approver, said)
    collector.events()
    central.operate("GET", "ledger")
