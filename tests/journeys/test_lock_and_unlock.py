"""Locked out after three wrong passwords, let in again by Admin 2, or made to begin anew: at four real desks."""

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

pytestmark = pytest.mark.xdist_group("journeys: lock and unlock")

MAKER = "สมหญิง แบบอย่าง"
WRONG = "ไม่ใช่รหัสผ่านนี้"
CHOSEN = "ฝนตกที่บ้านริมคลอง-2570"


def test_three_wrong_passwords_lock_and_admin_2_unlocks(
    central: Central, admins: tuple[Person, Person], tmp_path: Path
) -> None:
    _, two = admins
    maker = Person(central, tmp_path / "maker", "MAKER01")
    with at_desks(maker):
        said = maker.does(admin_acts.is_refused, WRONG, "sign_in.wrong", left=2)
        assert maker.does(acts.say, "sign_in.wrong_do") in said, "after the first wrong try: stop and check"
        maker.does(admin_acts.is_refused, WRONG, "sign_in.wrong_last")
        said = maker.does(admin_acts.is_refused, WRONG, "sign_in.locked")
        assert maker.does(acts.say, "sign_in.locked_do") in said, "whom to ask"
        maker.does(admin_acts.is_refused, maker.password, "sign_in.locked")

        two.does(acts.sync)
        assert two.does(acts.say, "administration.is_locked") in two.does(admin_acts.open_user, MAKER)
        two.does(admin_acts.act_on_user, MAKER, "unlock", two.password)
        assert maker.does(acts.sign_in, maker.password)


@pytest.mark.campaign
def test_after_a_reset_nobody_but_the_person_comes_in_and_both_administrators_permit_the_new_key(
    central: Central, admins: tuple[Person, Person], tmp_path: Path
) -> None:
    one, two = admins
    maker = Person(central, tmp_path / "maker", "MAKER01", own_password=CHOSEN)
    former = central.password(maker.company_id, maker.user_id)
    two.does(admin_acts.act_on_user, MAKER, "reset_password", two.password)
    slip = tmp_path / "slip.pdf"
    two.does(admin_acts.print_slip, MAKER, slip)
    with at_desks(maker):
        maker.does(admin_acts.is_refused, former, "sign_in.wrong", left=2)
        code = slips.code_for(central, maker)
        maker.does(admin_acts.open_slip, slips.secret_of(slip), code, CHOSEN)
        maker.does(admin_acts.hear_words, "sign_in.key_waits")

        one.does(admin_acts.propose_about_user, MAKER, "key_permit")
        maker.does(admin_acts.is_refused, CHOSEN, "sign_in.key_waits")
        two.does(admin_acts.approve_request, MAKER, two.password)
        assert maker.does(acts.sign_in, CHOSEN)
        op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ["1250.00"]))
        maker.does(acts.hand_in, "ฎ.601/2570")
        assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
