"""The life of a batch, every pair of status and action, against a table written by hand from the rules."""

from __future__ import annotations

import itertools

import pytest

from app.domain.disbursement.batch import EDITABLE, FINAL, TRANSITIONS, BatchAction, BatchStatus, after, may

S, A = BatchStatus, BatchAction

# submit, sign, approve, return, withdraw, cancel, release, settle all, settle some, settle none
EXPECTED = {
    S.DRAFT: "submitted - - - - cancelled - - - -",
    S.SUBMITTED: "- in_approval approved returned withdrawn - - - - -",
    S.IN_APPROVAL: "- in_approval approved returned - - - - - -",
    S.APPROVED: "- - - - - cancelled released - - -",
    S.RELEASED: "- - - - - - - settled partly_settled refused",
    S.SETTLED: "- - - - - - - - partly_settled refused",
    S.PARTLY_SETTLED: "- - - - - - - - partly_settled refused",
    S.REFUSED: "- - - - - - - - - -",
    S.RETURNED: "submitted - - - - cancelled - - - -",
    S.WITHDRAWN: "submitted - - - - cancelled - - - -",
    S.CANCELLED: "- - - - - - - - - -",
}
ACTIONS = (
    A.SUBMIT, A.SIGN, A.APPROVE, A.RETURN, A.WITHDRAW, A.CANCEL, A.RELEASE, A.SETTLE_ALL, A.SETTLE_SOME, A.SETTLE_NONE,
)  # fmt: skip


def test_the_table_speaks_of_every_status_and_action() -> None:
    assert set(EXPECTED) == set(BatchStatus)
    assert set(ACTIONS) == set(BatchAction)


@pytest.mark.parametrize(("status", "action"), list(itertools.product(BatchStatus, BatchAction)))
def test_each_action_leads_where_the_rules_say_or_nowhere(status: BatchStatus, action: BatchAction) -> None:
    word = EXPECTED[status].split()[ACTIONS.index(action)]
    expected = None if word == "-" else BatchStatus(word)
    assert after(status, action) is expected
    assert may(status, action) is (expected is not None)


def test_once_a_batch_is_approved_people_may_only_ask_for_its_end_and_once_the_bank_has_it_nothing() -> None:
    by_people = {A.SUBMIT, A.SIGN, A.APPROVE, A.RETURN, A.WITHDRAW, A.CANCEL}
    beyond = {S.APPROVED, S.RELEASED, S.SETTLED, S.PARTLY_SETTLED, S.REFUSED}
    assert [pair for pair in TRANSITIONS if pair[0] in beyond and pair[1] in by_people] == [(S.APPROVED, A.CANCEL)]


def test_what_can_be_edited_is_never_final_and_can_always_be_handed_in() -> None:
    assert not EDITABLE & FINAL
    assert all(may(status, A.SUBMIT) and may(status, A.CANCEL) for status in EDITABLE)


def test_every_status_but_the_draft_is_reached_and_every_batch_can_end() -> None:
    assert set(TRANSITIONS.values()) | {S.DRAFT} == set(BatchStatus)
    for status in BatchStatus:
        reachable, known = {status}, set[BatchStatus]()
        while reachable - known:
            known |= reachable
            reachable |= {target for (source, _), target in TRANSITIONS.items() if source in known}
        assert reachable & FINAL
