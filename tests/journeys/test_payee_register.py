"""From an old Excel register to an approved one, and to a batch that is paid by it: 300 payees, two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.domain.payees.payee import qr_text
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, decision_acts, entry_acts, register_acts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.person import Person

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: payee register")]

REGISTER = resources.path("samples", "payee_register_2569.xlsx")
LIST = resources.path("samples", "overtime_october_2569.xlsx")
FIRST = "ดร.เอกชัย นามสมมติ"
STRANGE, LAST = "0902937777", 300
"""An account that nobody approved, of the last line."""
BLOCK = f"""ลำดับ\tชื่อ - สกุล\tธนาคาร\tเลขที่บัญชี\tจำนวนเงิน
1\t{FIRST}\tกรุงไทย\t0902937095\t450
2\tนายไม่มี ในทะเบียน\tกรุงไทย\t0902938888\t99
"""


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system whose clock goes on from a Monday morning."""
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", eased=True) as started:
        yield started


def test_three_hundred_payees_go_from_an_old_register_to_a_paid_batch(maker: Person, authorizer: Person) -> None:
    assert maker.does(register_acts.import_register, REGISTER) == {"added": 300}
    maker.does(register_acts.propose_import)
    assert authorizer.does(register_acts.waiting_changes) == 1
    assert maker.does(register_acts.hear_payees, 0) == 0, "nobody may be paid by what nobody approved"
    assert authorizer.does(register_acts.approve_changes, authorizer.password) == 1
    assert maker.does(register_acts.hear_payees, 300) == 300

    assert maker.does(register_acts.import_register, REGISTER) == {"unchanged": 300}
    assert maker.does(register_acts.find_payee, "เอกชัย 937095") == [FIRST]
    assert maker.does(register_acts.ask_bank, "เอกชัย 937095") == "match"
    payee = maker.does(register_acts.payee, FIRST)
    assert maker.does(register_acts.open_from_anywhere, qr_text(payee.payee_id)) == FIRST

    op_id = maker.does(acts.import_file, LIST)
    assert maker.does(acts.places_to_mend) == []
    picked = maker.does(register_acts.pick_payee, 2, Field.NAME, "เอกชัย นาม")
    assert (picked["name"], picked["account"], picked["bank"]) == (FIRST, "0902937095", "006")
    maker.does(acts.press_button, "editor.undo")
    maker.does(acts.type_cell, LAST, Field.ACCOUNT, STRANGE)
    maker.does(acts.hand_in, "ฎ.123/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    states = authorizer.does(decision_acts.register_states, op_id)
    assert states == ["ชื่อตรงธนาคาร", *["ยังไม่ตรวจ"] * (LAST - 2), "ไม่อยู่ในทะเบียน"]
    told = authorizer.does(decision_acts.open_line, 1)
    assert {"ชื่อตรงธนาคาร", "ยังไม่มีใครเทียบแบบแจ้งข้อมูลของบัญชีนี้", "หน่วยงานยังไม่เคยจ่ายเข้าบัญชีนี้สำเร็จ"} <= set(told)
    assert any(f"ชื่อตรงกับธนาคาร ทะเบียนว่า “{FIRST}” ธนาคารว่า “{FIRST}”" in words for words in told)
    authorizer.does(acts.approve, op_id, authorizer.password)
    batch = maker.does(acts.hear, op_id)
    assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, 300)
    assert maker.does(register_acts.payee, FIRST).verified.value == "paid_before"
    assert maker.does(register_acts.open_history, "results", op_id, "results.list") == FIRST
    assert maker.does(register_acts.payments_shown) == 1
    assert authorizer.does(register_acts.open_history, "results", op_id, "results.list") == FIRST

    again = maker.does(entry_acts.begin_empty)
    maker.does(entry_acts.paste, BLOCK, 2)
    maker.does(acts.hand_in, "ฎ.124/2570", "ค่าตอบแทนย้อนหลัง")
    assert maker.does(acts.handed_in, again).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, again, BatchStatus.SUBMITTED)
    assert authorizer.does(decision_acts.register_states, again) == ["เคยจ่ายแล้ว", "ไม่อยู่ในทะเบียน"]
    told = authorizer.does(decision_acts.open_line, 1)
    assert any(words.startswith("เคยจ่ายเข้าบัญชีนี้สำเร็จ 1 รายการ ครั้งแรก ") for words in told)
