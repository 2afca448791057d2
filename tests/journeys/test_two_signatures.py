"""Two signatures at two desks: the first one declines a line, the second one sees it, the maker pays it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from tests.helpers.raw_central import TWO_SIGNATURES
from tests.journeys import acts, bank, decision_acts, draw_acts
from tests.journeys.lists import write_list
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

pytestmark = pytest.mark.xdist_group("journeys: two signatures")

FIRST_SIGNER = "ศิริพร อนุมัติต้นแบบ"
"""Who AUTH01 of that unit is in the sample."""


def test_a_line_declined_at_the_first_desk_is_seen_at_the_second_and_paid_again_by_the_maker(
    central: Central, tmp_path: Path
) -> None:
    maker, first, second = people = [
        Person(central, tmp_path / user_id, user_id, TWO_SIGNATURES) for user_id in ("MAKER01", "AUTH01", "AUTH02")
    ]
    with at_desks(*people):
        for person in people:
            assert person.does(acts.sign_in, person.password)
        amounts = ["1000.25", "2500.50", "300.75"]
        op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", amounts, first=60))
        maker.does(acts.hand_in, "ฎ.850/2570")
        maker.does(acts.handed_in, op_id)

        first.does(acts.hear, op_id, BatchStatus.SUBMITTED)
        said = first.does(decision_acts.decline, op_id, 2, "account")
        assert first.does(acts.say, "decision.remarked") in said
        asked = first.does(acts.ask_to_approve)
        assert first.does(acts.say, "decision.paid", count="2") in asked
        assert any("2,500.50" in text for text in asked)
        first.does(acts.sign, first.password)

        second.does(acts.hear, op_id, BatchStatus.IN_APPROVAL)
        second.does(acts.open_for_decision, op_id)
        said = second.does(decision_acts.open_line, 2)
        assert second.does(acts.say, "decision.declined_by", name=FIRST_SIGNER) in said
        asked = second.does(acts.ask_to_approve)
        assert second.does(acts.say, "decision.paid", count="2") in asked
        second.does(acts.sign, second.password)
        central.settle()
        assert bank.paid(central, op_id) == [1, 3]
        assert maker.does(acts.hear, op_id).status is BatchStatus.PARTLY_SETTLED

        said = maker.does(draw_acts.results_say, op_id)
        assert any(divides(text, "3,801.50", "1,301.00", "2,500.50") for text in said), said
        declined = maker.does(acts.line_word, LineStatus.DECLINED)
        assert any(declined in row for row in maker.does(acts.show_results, op_id))

        again = maker.does(draw_acts.pay_again, op_id)
        maker.does(draw_acts.mend_account, "ผู้รับเงิน บัญชีใหม่", "1999999860")
        maker.does(acts.sign_and_hand_in)
        assert maker.does(acts.handed_in, again).total.format() == "2,500.50"
        first.does(acts.hear, again, BatchStatus.SUBMITTED)
        first.does(acts.approve, again, first.password)
        second.does(acts.hear, again, BatchStatus.IN_APPROVAL)
        second.does(acts.approve, again, second.password)
        central.settle()
        assert bank.paid(central, again) == [1]
        assert maker.does(acts.hear, again).status is BatchStatus.SETTLED
        said = maker.does(draw_acts.results_say, op_id)
        followed = maker.does(acts.say, "following.fate.followed")
        assert any(divides(text, "3,801.50", "1,301.00", f"{followed} 2,500.50") for text in said), said
        central.assert_books_right()


def divides(text: str, total: str, *shares: str) -> bool:
    """Say whether a text is the sum and exactly these shares."""
    sum_told, _, rest = text.partition(" = ")
    told = rest.split(" + ")
    return sum_told == total and len(told) == len(shares) and all(map(str.endswith, told, shares))
