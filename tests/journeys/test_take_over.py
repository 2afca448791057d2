"""One session a person: work goes on at another workstation, and both administrators hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.journeys import acts, admin_acts, slips
from tests.journeys.lists import write_list
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

pytestmark = pytest.mark.xdist_group("journeys: take over")


@pytest.mark.campaign
def test_a_session_goes_on_at_another_workstation_and_comes_back_with_the_work_as_it_was(
    central: Central, admins: tuple[Person, Person], tmp_path: Path
) -> None:
    here = Person(central, tmp_path / "here", "MAKER01")
    there = Person(central, tmp_path / "there", "MAKER01")
    with at_desks(here, there):
        assert here.does(acts.sign_in, here.password)
        op_id = here.does(acts.import_file, write_list(tmp_path / "list.csv", ["1250.00"]))
        asked = there.does(admin_acts.take_over, there.password)
        device = there.does(acts.device_name)
        assert there.does(acts.say, "sign_in.elsewhere", device=device) in asked

        for admin in admins:
            admin.does(acts.sync)
            wanted = admin.does(acts.say, "workstations.note.session_taken_over")
            assert any(wanted in row for row in admin.does(admin_acts.door_notes))
            assert any("MAKER01" in words and device in words for words in slips.told(central, admin))

        here.does(admin_acts.session_ends)
        here.does(admin_acts.come_back, here.password, "sign_in.take_over")
        here.does(admin_acts.come_back, here.password)
        here.does(acts.hand_in, "ฎ.701/2570")
        assert here.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
        there.does(admin_acts.session_ends)
        there.does(acts.dismiss)
