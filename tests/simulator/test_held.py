"""A batch that was held on its day has two ways out: it is let go once it holds, or refused for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from tests.helpers.raw_central import ACCOUNTS, UNIT, Central, Clerk, line, running, three_lines
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATER, THEN, NEXT = "2026-12-01", "2026-12-01T10:00:00+07:00", "2026-12-02T10:00:00+07:00"
WRONG = "UPDATE lines SET acct = '9' || acct WHERE op_id = ?"
RIGHT = "UPDATE lines SET acct = substr(acct, 2) WHERE op_id = ?"
WHY = "ข้อมูลไม่ตรงกับที่ลงลายมือชื่อ"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central") as central:
        yield central


def alter(central: Central, op_id: str, statement: str) -> None:
    with central.books() as database:
        assert database.execute(statement, (op_id,)).rowcount > 0, statement


def on_hold(central: Central, damage: str) -> str:
    """Let a batch be approved, altered, and held when it was to be paid."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit(three_lines(), value_date=LATER)[1]["op_id"])
    assert authorizer.decide(op_id).status == 201
    alter(central, op_id, damage)
    assert [(ran["what"], ran["op_id"]) for ran in central.advance(THEN)] == [("held", op_id)]
    return op_id


def held(central: Central) -> list[tuple[str, str]]:
    return [(item["op_id"], item["held"]) for item in central.operate("GET", "held").json["batches"]]


def told(central: Central, op_id: str) -> list[str]:
    viewer = Clerk.ready(central, UNIT, "AUDIT01")
    return [event["record"]["type"] for event in viewer.events() if event.get("op_id") == op_id]


def reserved(central: Central) -> int:
    books = central.operate("GET", "ledger").json
    return next(int(each["reserved_satang"]) for each in books["accounts"] if each["account"] == ACCOUNTS[UNIT])


def noted(central: Central, op_id: str) -> list[str]:
    with central.books() as database:
        return [what for (what,) in database.execute("SELECT what FROM security WHERE name = ? ORDER BY n", (op_id,))]


def test_what_holds_again_is_let_go_and_paid_once_with_its_notices(fresh: Central) -> None:
    op_id = on_hold(fresh, WRONG)
    assert held(fresh) == [(op_id, "lines_root_wrong")]
    alter(fresh, op_id, RIGHT)
    assert fresh.operate("POST", f"held/{op_id}/release").status == 204
    fresh.settle()
    shown = fresh.operate("GET", f"batches/{op_id}").json
    assert (shown["status"], shown["held"], held(fresh)) == ("settled", "", [])
    assert told(fresh, op_id)[-3:] == ["batch.released", "lines.reported", "batch.finished"]
    assert noted(fresh, op_id) == ["batch.held", "batch.let_go"]
    assert len(fresh.operate("GET", f"notices?op_id={op_id}").json["notices"]) == 3
    assert reserved(fresh) == 0
    fresh.assert_books_right()
    again = fresh.operate("POST", f"held/{op_id}/release")
    assert (again.status, again.code) == (409, "status_forbids")


def test_what_still_does_not_hold_stays_held_whoever_wants_it_paid(fresh: Central) -> None:
    op_id = on_hold(fresh, WRONG)
    refused = fresh.operate("POST", f"held/{op_id}/release")
    assert (refused.status, refused.code) == (422, "lines_root_wrong")
    fresh.advance(NEXT)
    assert held(fresh) == [(op_id, "lines_root_wrong")]
    assert told(fresh, op_id) == ["batch.submitted", "batch.approved"]
    assert reserved(fresh) > 0


@pytest.mark.parametrize(
    "damage",
    [
        WRONG,
        "UPDATE lines SET satang = satang * 2 WHERE op_id = ?",
        "DELETE FROM lines WHERE op_id = ?",
        "UPDATE batches SET payment = 'x' WHERE op_id = ?",
        "UPDATE batches SET debit_acct = '0061000034' WHERE op_id = ?",
    ],
)
def test_what_is_refused_pays_nobody_and_gives_the_whole_money_back_whatever_was_altered(
    fresh: Central, damage: str
) -> None:
    op_id = on_hold(fresh, damage)
    before = reserved(fresh)
    assert fresh.operate("POST", f"held/{op_id}/reject", {"reason": WHY}).status == 204
    assert (before > 0, reserved(fresh), held(fresh)) == (True, 0, [])
    fresh.assert_books_right()
    shown = fresh.operate("GET", f"batches/{op_id}").json
    assert shown["status"] == "refused"
    assert {(row["status"], row["reason"]) for row in shown["lines"]} <= {("rejected", "FRAD")}
    assert told(fresh, op_id)[-2:] == ["lines.reported", "batch.refused"]
    assert noted(fresh, op_id) == ["batch.held", "batch.refused"]
    assert fresh.operate("GET", f"notices?op_id={op_id}").json["notices"] == []
    fresh.advance(NEXT)
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "refused"


def test_only_what_is_held_can_be_refused_and_never_without_a_reason(fresh: Central) -> None:
    op_id = on_hold(fresh, WRONG)
    sound = str(Clerk.ready(fresh, UNIT, "MAKER01").submit([line(1, 1000)], value_date="2026-12-08")[1]["op_id"])
    assert Clerk.ready(fresh, UNIT, "AUTH01").decide(sound).status == 201
    for path, body, code in (
        (f"held/{op_id}/reject", {"reason": ""}, "field_wrong"),
        (f"held/{op_id}/reject", {"reason": "x" * 201}, "field_wrong"),
        (f"held/{op_id}/reject", {}, "not_canonical"),
        (f"held/{sound}/reject", {"reason": WHY}, "status_forbids"),
        (f"held/{sound}/release", None, "status_forbids"),
        ("held/nobody/release", None, "not_found"),
        ("held/nobody/reject", {"reason": WHY}, "not_found"),
    ):
        assert fresh.operate("POST", path, body).code == code, path
    for method, path in (("GET", "held"), ("POST", f"held/{op_id}/release"), ("POST", f"held/{op_id}/reject")):
        assert fresh.wire.ask(method, f"/v1/operator/{path}", {"reason": WHY}, "no token").status == 403
    assert held(fresh) == [(op_id, "lines_root_wrong")]


def test_the_unit_hears_why_and_its_lines_are_closed(fresh: Central, tmp_path: Path) -> None:
    op_id = on_hold(fresh, WRONG)
    alter(fresh, op_id, RIGHT)  # so that this workstation gets lines to close
    auditor = Workstation.at(tmp_path / "auditor", fresh).enter(fresh, "AUDIT01")
    assert auditor.sync.sync_now().problem == ""
    assert fresh.operate("POST", f"held/{op_id}/reject", {"reason": WHY}).status == 204
    assert auditor.sync.sync_now().problem == ""
    batch = auditor.batch(op_id)
    assert (batch.status, batch.reason, batch.failed_count, batch.settled_count) == (BatchStatus.REFUSED, WHY, 3, 0)
    assert {(each.status, each.reason) for each in auditor.lines(op_id)} == {(LineStatus.REJECTED, "FRAD")}
    auditor.leave()
