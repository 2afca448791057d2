from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access.company import is_parent
from app.domain.access.grants import Conflict, Grant, conflict, exclude
from app.domain.access.user import Role

FIRST, MIDDLE, LAST = date(2026, 10, 1), date(2026, 11, 15), date(2026, 12, 31)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
GRANTS = st.builds(
    lambda role, since, until: Grant(role, min(since, until or since), until),
    st.sampled_from(Role),
    DAYS,
    st.none() | DAYS,
)


def test_a_right_counts_from_its_first_day_to_its_last() -> None:
    right = Grant(Role.AUTHORIZER, FIRST, LAST)
    assert right.in_force(FIRST)
    assert right.in_force(LAST)
    assert not right.in_force(date(2026, 9, 30))
    assert not right.in_force(date(2027, 1, 1))
    assert right.ended(date(2027, 1, 1))
    assert not right.ended(LAST)


def test_a_right_without_end_never_ends() -> None:
    right = Grant(Role.AUTHORIZER, FIRST)
    assert right.in_force(date(2099, 1, 1))
    assert not right.ended(date(2099, 1, 1))


@pytest.mark.parametrize("maker", [Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE])
def test_whoever_makes_never_approves_on_a_common_day(maker: Role) -> None:
    found = conflict((Grant(maker, FIRST, MIDDLE), Grant(Role.AUTHORIZER, MIDDLE)), (), "MAKER01")
    assert found == Conflict(maker, Role.AUTHORIZER, "MAKER01", MIDDLE, MIDDLE)
    after = date(2026, 11, 16)
    assert conflict((Grant(maker, FIRST, MIDDLE), Grant(Role.AUTHORIZER, after)), ()) is None


def test_several_maker_rights_go_together_and_reading_goes_with_them() -> None:
    rights = (Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE, Role.AUDITOR)
    assert conflict([Grant(role, FIRST) for role in rights], ()) is None


def test_an_administrator_does_nothing_else() -> None:
    for other in set(Role) - {Role.ADMIN_1}:
        assert conflict((Grant(Role.ADMIN_1, FIRST), Grant(other, MIDDLE)), ()) is not None


def test_another_user_name_of_the_person_counts_and_is_named() -> None:
    elsewhere = [("AUTH07", Grant(Role.AUTHORIZER, FIRST))]
    found = conflict((Grant(Role.MAKER_PAYMENT, MIDDLE),), elsewhere, "MAKER01")
    assert found is not None
    assert (found.user_id, found.since, found.until) == ("AUTH07", MIDDLE, None)


def test_two_rights_elsewhere_are_not_this_users_conflict() -> None:
    elsewhere = [("A", Grant(Role.MAKER_PAYMENT, FIRST)), ("B", Grant(Role.AUTHORIZER, FIRST))]
    assert conflict((Grant(Role.AUDITOR, FIRST),), elsewhere) is None


def test_standing_in_for_somebody_never_widens_what_one_person_may_do() -> None:
    place = Grant(Role.AUTHORIZER, FIRST, LAST, "กค 1/2570", "u-2")
    assert conflict((Grant(Role.MAKER_PAYMENT, FIRST), place), ()) is not None


@given(st.lists(GRANTS, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rights_decides_nothing(grants: list[Grant], chance: object) -> None:
    turned = list(reversed(grants))
    assert (conflict(grants, ()) is None) == (conflict(turned, ()) is None)


@given(st.lists(GRANTS, max_size=5), DAYS)
def test_where_no_conflict_is_found_no_day_has_one(grants: list[Grant], day: date) -> None:
    held = [grant.role for grant in grants if grant.in_force(day)]
    clash = any(exclude(one, other) for place, one in enumerate(held) for other in held[:place])
    if clash:
        assert conflict(grants, ()) is not None


@given(GRANTS)
def test_a_right_does_not_exclude_itself(grant: Grant) -> None:
    assert conflict((grant, replace(grant, valid_until=None)), ()) is None


def test_a_parent_agency_is_known_by_its_company_id() -> None:
    assert is_parent("GMIS210100")
    assert not is_parent("GMIS210101")
