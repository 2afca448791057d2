"""From an old Excel register to an approved one, and to a batch that is paid by it: 300 payees, two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.domain.payees.payee import qr_text
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, register_acts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: payee register")

REGISTER = resources.path("samples", "payee_register_2569.xlsx")
LIST = resources.path("samples", "overtime_october_2569.xlsx")
FIRST = "ดร.เอกชัย นามสมมติ"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system whose clock goes on from a Monday morning."""
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}") as started:
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
    payee = maker.does(register_acts.payee, FIRST)
    assert maker.does(register_acts.open_from_anywhere, qr_text(payee.payee_id)) == FIRST

    op_id = maker.does(acts.import_file, LIST)
    assert maker.does(acts.places_to_mend) == []
    picked = maker.does(register_acts.pick_payee, 2, Field.NAME, "เอกชัย นาม")
    assert (picked["name"], picked["account"], picked["bank"]) == (FIRST, "0902937095", "006")
    maker.does(acts.press_button, "editor.undo")
    maker.does(acts.hand_in, "ฎ.123/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    batch = maker.does(acts.hear, op_id)
    assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, 300)
    assert maker.does(register_acts.payee, FIRST).verified.value == "paid_before"
    assert maker.does(register_acts.open_history, "results", op_id, "results.list") == FIRST
    assert maker.does(register_acts.payments_shown) == 1
    assert authorizer.does(register_acts.open_history, "results", op_id, "results.list") == FIRST
