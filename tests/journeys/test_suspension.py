"""Suspended in an emergency by one administrator, confirmed by the other, and back only by both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from tests.journeys import acts, admin_acts
from tests.journeys.lists import write_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.person import Person

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: suspension")]

MAKER = "สมหญิง แบบอย่าง"


def test_a_suspension_stops_the_next_act_at_once_and_ends_by_both_administrators(
    admins: tuple[Person, Person], maker: Person, tmp_path: Path
) -> None:
    one, two = admins
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ["1250.00"]))
    one.does(admin_acts.act_on_user, MAKER, "suspend_now", one.password)
    assert one.does(acts.say, "administration.unconfirmed.mine") in one.does(admin_acts.open_user, MAKER)

    maker.does(admin_acts.session_ends)
    said = maker.does(admin_acts.come_back, maker.password, "errors.user_suspended")
    assert maker.does(acts.say, "errors.user_suspended.do") in said, "whom to ask"
    maker.does(acts.dismiss)
    maker.does(acts.hand_in, "ฎ.801/2570")
    assert maker.does(acts.batch, op_id).delivery is Delivery.QUEUED, "nothing leaves the desk"
    maker.does(acts.leave)
    maker.does(admin_acts.is_refused, maker.password, "sign_in.suspended")

    two.does(acts.sync)
    two.does(admin_acts.act_on_user, MAKER, "confirm_suspension", two.password)
    one.does(acts.sync)
    one.does(admin_acts.propose_about_user, MAKER, "resume")
    maker.does(admin_acts.is_refused, maker.password, "sign_in.suspended")
    two.does(admin_acts.approve_request, MAKER, two.password)
    assert maker.does(acts.sign_in, maker.password)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
