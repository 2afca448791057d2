"""Every pair of state and action, against a table written by hand (AP-1)."""

from __future__ import annotations

import pytest

from app.simulator.disbursement.states import TRANSITIONS, Action, after
from app.simulator.refusals import Refused
from app.wire.codes import BatchState, Refusal

WAITING = ("submitted", "in_approval")
EXPECTED = {
    "submitted": {"submit": "submitted", "sign": "in_approval", "approve": "approved", "return": "returned",
                  "withdraw": "withdrawn"},
    "in_approval": {"submit": "submitted", "sign": "in_approval", "approve": "approved", "return": "returned"},
    "approved": {"cancel": "cancelled", "let_go": "approved", "release": "released", "refuse": "refused"},
    "released": {"settle_all": "settled", "settle_some": "partly_settled", "settle_none": "refused"},
    "settled": {"settle_some": "partly_settled", "settle_none": "refused"},
    "partly_settled": {"settle_some": "partly_settled", "settle_none": "refused"},
    "refused": {},
    "returned": {"submit": "submitted", "cancel": "cancelled"},
    "withdrawn": {"submit": "submitted", "cancel": "cancelled"},
    "cancelled": {},
}  # fmt: skip


@pytest.mark.parametrize("state", BatchState)
@pytest.mark.parametrize("action", Action)
def test_an_action_leads_where_the_table_says_or_is_refused(state: BatchState, action: Action) -> None:
    expected = EXPECTED[state.value].get(action.value)
    if expected is None:
        with pytest.raises(Refused) as refused:
            after(state.value, action)
        assert refused.value.refusal is Refusal.STATUS_FORBIDS
        assert refused.value.facts == {"status": state.value, "action": action.value}
        assert refused.value.status == 409
    else:
        assert after(state.value, action).value == expected


def test_the_table_names_every_state() -> None:
    assert set(EXPECTED) == {state.value for state in BatchState}
    assert sum(len(row) for row in EXPECTED.values()) == len(TRANSITIONS)
