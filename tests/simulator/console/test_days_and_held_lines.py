"""Holidays, cut-offs, held lines and the fault form: seen before they are done, done by the routes, heard by units."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Clerk, line
from tests.helpers.raw_console import Visitor, words
from tests.helpers.raw_payees import entry, fresh, line_of, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Answer, Central, Json

DAY, NEXT = "2026-12-01", "2026-12-02"
OPENS = "T01:30:00.000Z"
HOLIDAY = {"day": DAY, "name_th": "วันหยุดพิเศษ", "banks": "closed", "offices": "closed", "note": "มติคณะรัฐมนตรี"}
WHERE = "/operator/days/day"
HELD = 2_500
"""Satang that a rule of the product holds for a bank day."""


@pytest.fixture(scope="module")
def operator_once(central: Central) -> Iterator[Visitor]:
    visitor = Visitor.signed_in(central, "operator1")
    yield visitor
    visitor.wire.close()


@pytest.fixture(scope="module")
def batches(central: Central) -> tuple[str, str]:
    """Return one batch that is approved for `DAY`, and one for that day that nobody has signed."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    lines = [line(1, 100), line(2, HELD), line(3, HELD)]
    signed, waiting = (str(maker.submit(lines, value_date=DAY)[1]["op_id"]) for _ in range(2))
    assert authorizer.decide(signed).status == 201
    return signed, waiting


def looked(visitor: Visitor, where: str, **fields: str) -> tuple[str, str]:
    """Look at what a form moves; return what is said and the word that lets it be done."""
    answer = visitor.send(where, "look", **fields)
    assert answer.status == 200, words(answer)
    (seen,) = re.findall(r'name="looked" value="([0-9a-f]{64})"', answer.body.decode())
    return words(answer), seen


def refused(answer: Answer) -> str:
    assert answer.status == 422
    (said,) = re.findall(r'<div class="note wrong" role="alert">.*?<p>(.*?)</p>', answer.body.decode(), re.S)
    return html.unescape(said)


def pay_at(central: Central, op_id: str) -> str:
    return str(central.operate("GET", f"batches/{op_id}").json["pay_at"])


def told(central: Central, op_id: str) -> list[tuple[str, Json]]:
    """Return kinds and bodies of what the unit's log says of a batch."""
    viewer = Clerk.ready(central, UNIT, "AUDIT01")
    return [(event["record"]["type"], event) for event in viewer.events() if event.get("op_id") == op_id]


def test_a_holiday_is_seen_before_it_is_put_moves_what_waits_and_the_unit_hears_of_it(
    central: Central, operator_once: Visitor, batches: tuple[str, str]
) -> None:
    signed, waiting = batches
    said, seen = looked(operator_once, WHERE, **HOLIDAY)
    assert "สิ่งที่จะเลื่อน (2)" in said
    assert signed[:8] in said
    assert waiting[:8] in said
    assert pay_at(central, signed) == DAY + OPENS
    assert operator_once.send(WHERE, "put", **HOLIDAY, looked=seen).status == 303
    assert pay_at(central, signed) == NEXT + OPENS
    kind, event = told(central, signed)[-1]
    assert (kind, event["reason"], event["status"]) == ("batch.postponed", "วันหยุดพิเศษ", "approved")
    assert event["pay_at"] == NEXT + OPENS
    clerk = Clerk.ready(central, UNIT, "MAKER01")
    assert clerk.ask("GET", "/v1/unit").json["days"] == [
        {"day": DAY, "banks": "closed", "offices": "closed", "name_th": "วันหยุดพิเศษ"}
    ]
    assert clerk.submit([line(1)], value_date=DAY)[0].code == "value_date_wrong"
    assert "ผู้ดูแลระบบกำหนด" in operator_once.words("/operator/days?year=2026")
    shown = central.operate("GET", "calendar").json
    assert [(one["version"], one["note"]) for one in shown["versions"]] == [(1, "มติคณะรัฐมนตรี")]


def test_going_back_is_seen_too_and_moves_it_all_back(
    central: Central, operator_once: Visitor, batches: tuple[str, str]
) -> None:
    assert batches[0][:8] in operator_once.words("/operator/days/versions/0")
    assert "ระหว่างนี้" in refused(operator_once.send("/operator/days/versions/0", "back", looked="0"))
    assert operator_once.send("/operator/days/versions/0", "back", looked="1").status == 303
    assert pay_at(central, batches[0]) == DAY + OPENS
    event = told(central, batches[0])[-1][1]
    assert (event["reason"], event["pay_at"]) == ("เปิดทำการตามเดิม", DAY + OPENS)
    assert Clerk.ready(central, UNIT, "MAKER01").ask("GET", "/v1/unit").json["days"] == []
    assert operator_once.get("/operator/days/versions/9").status == 404


MISTAKES: tuple[tuple[dict[str, str], str], ...] = (
    ({"day": "2026-11-23"}, "ตั้งแต่วันพรุ่งนี้"),  # the simulator's today
    ({"day": "2026-11-02"}, "ตั้งแต่วันพรุ่งนี้"),
    ({"day": "2626-12-01"}, "ภายในสิบปี"),
    ({"day": "x"}, "ตั้งแต่วันพรุ่งนี้"),
    ({"day": "2026-12-05"}, "วันเสาร์หรืออาทิตย์"),
    ({"name_th": ""}, "ชื่อวันหยุดภาษาไทย"),
    ({"name_th": "ก" * 201}, "ชื่อวันหยุดภาษาไทย"),
    ({"note": "ก" * 201}, "หมายเหตุยาวได้ไม่เกิน"),
    ({"looked": "0" * 64}, "ต่างจากที่ดูผลไว้"),
)


def test_a_day_that_cannot_be_meant_is_refused_with_what_to_do_and_stays_in_the_form(
    central: Central, operator_once: Visitor
) -> None:
    before = central.operate("GET", "calendar").json["version"]
    for changed, says in MISTAKES:
        answer = operator_once.send(WHERE, "put" if "looked" in changed else "look", **{**HOLIDAY, **changed})
        assert says in refused(answer), changed
        assert f'value="{changed.get("day", DAY)}"' in answer.body.decode()
    assert central.operate("GET", "calendar").json["version"] == before


def test_who_looked_at_another_calendar_changes_nothing_at_the_route_either(central: Central) -> None:
    day = {"day": DAY, "banks": "closed", "offices": "open", "name_th": "วันหยุด"}
    version = central.operate("GET", "calendar").json["version"]
    for wrong, field in (
        ({"days": [day], "version": version + 1}, "version"),
        ({"days": [day, day], "version": version}, "day"),
        ({"days": [{**day, "banks": "shut"}], "version": version}, "banks"),
        ({"days": [{**day, "offices": ""}], "version": version}, "offices"),
    ):
        for method, path in (("PUT", "calendar"), ("POST", "calendar/check")):
            answer = central.operate(method, path, wrong)
            assert (answer.status, answer.json["facts"]["field"]) == (422, field)
    assert central.operate("POST", "calendar/check", {"days": [day], "version": version}).json["count"] == 2
    assert central.operate("GET", "calendar").json["version"] == version


def test_a_cut_off_is_seen_before_it_is_set(central: Central, operator_once: Visitor, batches: tuple[str, str]) -> None:
    service = next(one for one in central.operate("GET", "services").json["services"] if one["ordinary"] == "yes")
    where = f"/operator/days/hours/{service['service']}/{service['valid_from']}"
    said, seen = looked(operator_once, where, cut_off="08:00")
    assert batches[1][:8] not in said  # for a later day, which no cut-off of today moves
    assert "ดูผลก่อน" in refused(operator_once.send(where, "put", cut_off="08:05", looked=seen))
    assert "ชช:นน" in refused(operator_once.send(where, "look", cut_off="8 o'clock"))
    maker = Clerk.ready(central, UNIT, "MAKER01")
    today = str(maker.submit([line(1, 700)])[1]["op_id"])
    said, seen = looked(operator_once, where, cut_off="08:00")
    assert today[:8] in said
    assert operator_once.send(where, "put", cut_off="08:00", looked=seen, note="ซ้อม").status == 303
    now = next(one for one in central.operate("GET", "services").json["services"] if one["ordinary"] == "yes")
    assert now == {**service, "cut_off": "08:00"}
    assert f"{service['service']} {service['cut_off']} → 08:00" in operator_once.acts()[0]
    assert operator_once.get("/acts?lang=th").status == 200  # the others read Thai


def test_held_lines_are_let_go_or_refused_with_a_reason_that_the_unit_hears(
    central: Central, batches: tuple[str, str]
) -> None:
    central.advance(f"{DAY}T10:00:00+07:00")
    bank, op_id = Visitor.signed_in(central, "bank1"), batches[0]
    assert [(one["n"], one["rule"]) for one in central.operate("GET", "held-lines").json["lines"]] == [
        (2, "amount-25"),
        (3, "amount-25"),
    ]
    assert "1 ถึง 2" in bank.words("/bank/held_lines") or "1–2" in bank.words("/bank/held_lines")
    second, third = (f"/bank/held_lines/{op_id}/{n}" for n in (2, 3))
    assert "ระบุเหตุผล" in refused(bank.send(second, "release"))
    answer = bank.send(third, "reject", code="AC04", why="บัญชีปิดเมื่อวาน")
    assert "ย้อนกลับไม่ได้" in refused(answer)
    assert 'value="บัญชีปิดเมื่อวาน"' in answer.body.decode()
    assert "เลือกรหัส" in refused(bank.send(third, "reject", code="FRAD", why="x", sure="yes"))
    assert bank.send(second, "release", reason="ตรวจกับธนาคารผู้รับแล้ว").status == 303
    assert bank.send(third, "reject", code="AC04", why="บัญชีปิดเมื่อวาน", sure="yes").status == 303
    central.settle()
    shown = central.operate("GET", f"batches/{op_id}").json
    assert [(one["status"], one["reason"]) for one in shown["lines"][1:]] == [("settled", ""), ("rejected", "AC04")]
    steps = [(one["stage"], one["lines"], one["cause"], one["reason"]) for one in shown["stages"]]
    assert ("lines_let_go", "2", "operator", "ตรวจกับธนาคารผู้รับแล้ว") in steps
    assert ("lines_refused", "3", "operator", "บัญชีปิดเมื่อวาน") in steps
    kinds = [kind for kind, _ in told(central, op_id) if kind != "notices.reported"]
    assert kinds[-3:] == ["lines.reported", "lines.reported", "batch.finished"]
    assert "ไม่ได้พักไว้แล้ว" in bank.words(second)
    for n in ("2", "9", "x"):
        assert central.operate("POST", f"held-lines/{op_id}/{n}/release", {"reason": "x"}).status == 404
    books = central.operate("GET", "ledger").json
    assert (books["sum_satang"], books["faults"]) == ("0", [])


def test_a_held_line_whose_payee_changed_is_not_let_go_and_the_staff_hear_why(central: Central) -> None:
    maker, authorizer, second = (Clerk.ready(central, UNIT, name) for name in ("MAKER02", "AUTH01", "AUTH02"))
    one = fresh()
    register(maker, authorizer, one)
    op_id = str(maker.submit([line_of(one, 1, HELD)], value_date=NEXT)[1]["op_id"])
    assert authorizer.decide(op_id).status == 201
    central.advance(f"{NEXT}T10:00:00+07:00")
    for clerk in (maker, second):
        assert clerk.sign_in().status == 201
    register(maker, second, entry({**one["record"], "acct": "9990000017"}, one["payee_id"], "1"))
    answer = Visitor.signed_in(central, "bank1").send(f"/bank/held_lines/{op_id}/1", "release", reason="ตรวจแล้ว")
    assert answer.status == 409
    (said,) = re.findall(r'<div class="note wrong" role="alert">.*?<p>(.*?)</p>', answer.body.decode(), re.S)
    assert html.unescape(said).startswith("ทะเบียนคุมผู้รับเงินของหน่วยงานเปลี่ยนหลังอนุมัติ")


def test_the_fault_form_says_all_that_the_route_takes(central: Central, operator_once: Visitor) -> None:
    full = {
        **{"fault": "status", "route": "commands", "method": "PATCH", "count": "2", "after": "1", "nth": "3"},
        **{"percent": "2.5", "status": "503", "code": "unavailable", "retry_after": "7", "company": "C1", "user": "U1"},
        **{"windows": "08:30-10:00\r\n22:00 - 02:00", "note": "ซ้อม", "after_work": "yes"},
        **{"scenario": "morning", "state": "started", "next_state": "down"},
    }
    assert operator_once.send("/operator/faults", "arm", **full).status == 303
    (armed,) = central.operate("GET", "faults").json["faults"]
    assert armed["windows"] == [{"since": "08:30", "until": "10:00"}, {"since": "22:00", "until": "02:00"}]
    assert [armed[name] for name in ("scenario", "state", "next_state", "code")] == [
        *("morning", "started", "down", "unavailable")
    ]
    assert (armed["probability"], armed["method"], armed["retry_after"]) == (0.025, "PATCH", 7)
    assert operator_once.send("/operator/faults", "scenario", name="morning", state="down").status == 303
    assert central.operate("GET", "faults/scenarios").json["scenarios"] == [{"name": "morning", "state": "down"}]
    plan = 'title_th = "ก"\ntitle_en = "a"\n[[fault]]\nfault = "latency"\nroute = "*"\nms = 5\nsigma = 0.8\n'
    assert operator_once.send("/operator/faults", "take", text=plan).status == 303
    answer = operator_once.send("/operator/faults", "take", text=plan.replace("ms = 5", "ms = 0"))
    assert "มิลลิวินาที" in refused(answer)
    assert "ms = 0" in answer.body.decode()
    answer = operator_once.send("/operator/faults", "arm", fault="reset", route="x", windows="08:30", note="คงไว้")
    assert "บรรทัดละช่วง" in refused(answer)
    assert 'value="คงไว้"' in answer.body.decode()
    assert operator_once.send("/operator/faults", "disarm").status == 303


def test_what_was_sent_is_counted_on_the_dashboard(central: Central, operator_once: Visitor) -> None:
    """Two of the lines above were paid, whose payees have a telephone."""
    wait_for(lambda: operator_once.told() == {"payees:sms:sent": 2}, "what was sent is not counted")
