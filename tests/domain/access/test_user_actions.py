from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.access.company import CompanyUser, UserRecord, UserState
from app.domain.access.grants import Grant
from app.domain.access.permissions import Action, may
from app.domain.access.user import Role
from app.domain.access.user_actions import UserAction, lit

_A = UserAction
RECORD = UserRecord(
    "2101000001", "MAKER09", "3201844471091", "กัลยา", "Kanlaya", "", "0812345678", "",
    grants=(Grant(Role.MAKER_PAYMENT, date(2026, 10, 1)),),
)  # fmt: skip
USER = CompanyUser(
    "u-9", 1, "GMIS210101", RECORD, UserState.ACTIVE, suspended_by="", locked=False, signed_in=False,
    last_sign_in_at=None, last_sign_in_device="", password_changed_at=None, key_permits=0, slip_id="", reviewed="",
    open_batches=0,
)  # fmt: skip
ONE, TWO = "u-admin-1", "u-admin-2"


def admin_1(user: CompanyUser, *, waiting: bool = False) -> set[UserAction]:
    return set(lit(user, {Role.ADMIN_1}, ONE, waiting=waiting))


def admin_2(user: CompanyUser, *, waiting: bool = False) -> set[UserAction]:
    return set(lit(user, {Role.ADMIN_2}, TWO, waiting=waiting))


def test_admin_1_proposes_and_admin_2_acts() -> None:
    assert admin_1(USER) == {_A.CHANGE, _A.KEY_PERMIT, _A.SUSPEND, _A.REMOVE, _A.SUSPEND_NOW}
    assert admin_2(USER) == {_A.RESET_PASSWORD, _A.SUSPEND_NOW}


def test_while_a_request_waits_no_second_one_is_made_but_suspending_at_once_stays() -> None:
    assert admin_1(USER, waiting=True) == {_A.SUSPEND_NOW}


def test_a_locked_user_is_unlocked_and_an_open_session_ended_by_admin_2_only() -> None:
    user = replace(USER, locked=True, signed_in=True)
    assert {_A.UNLOCK, _A.END_SESSION} <= admin_2(user)
    assert not {_A.UNLOCK, _A.END_SESSION} & admin_1(user)


def test_only_the_other_administrator_confirms_a_suspension() -> None:
    user = replace(USER, state=UserState.SUSPENDED_UNCONFIRMED, suspended_by=ONE)
    assert _A.CONFIRM_SUSPENSION in admin_2(user)
    assert _A.CONFIRM_SUSPENSION not in admin_1(user)
    assert _A.RESUME in admin_1(user)
    assert _A.SUSPEND_NOW not in admin_1(user) | admin_2(user)


def test_a_slip_that_waits_can_be_printed_by_admin_2() -> None:
    user = replace(USER, state=UserState.NEW, slip_id="s-1")
    assert _A.PRINT_SLIP in admin_2(user)
    assert _A.PRINT_SLIP not in admin_1(user)


@pytest.mark.parametrize("role", [Role.ADMIN_1, Role.ADMIN_2])
def test_nothing_is_lit_for_administrators_and_for_who_is_gone(role: Role) -> None:
    administrator = replace(USER, record=replace(RECORD, grants=(Grant(Role.ADMIN_2, date(2026, 10, 1)),)))
    for user in (administrator, replace(USER, state=UserState.REMOVED)):
        assert lit(user, {role}, ONE, waiting=False) == ()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN_1, Role.ADMIN_2}))
def test_nobody_else_has_a_button(role: Role) -> None:
    user = replace(USER, locked=True, signed_in=True, slip_id="s-1")
    assert lit(user, {role}, "u-1", waiting=False) == ()


def test_the_auditor_looks_and_does_nothing() -> None:
    assert may({Role.AUDITOR}, Action.VIEW_ADMINISTRATION)
    doing = {Action.PROPOSE_CHANGE, Action.APPROVE_PROPOSAL, Action.SUSPEND_NOW, Action.PRINT_SLIP, Action.REVOKE_KEY}
    assert not any(may({Role.AUDITOR}, action) for action in doing)


def test_proposing_and_approving_are_never_one_role() -> None:
    for role in Role:
        assert not (may({role}, Action.PROPOSE_CHANGE) and may({role}, Action.APPROVE_PROPOSAL))
