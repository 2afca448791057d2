"""Who is still to be looked at, and whose rights end soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.access.company import CompanyUser, UserRecord, UserState
from app.domain.access.grants import Grant
from app.domain.access.review import ENDING_DAYS, ending, to_review, unreviewed
from app.domain.access.user import Role

TODAY = date(2026, 11, 23)
PERIOD = "2570-1"


def user(user_id: str, *grants: Grant, reviewed: str = "", state: UserState = UserState.ACTIVE) -> CompanyUser:
    record = UserRecord("2101000001", user_id, "", "", "", "", "", "", grants=grants)
    return CompanyUser(
        user_id, 1, "GMIS210101", record, state, "", locked=False, signed_in=False, last_sign_in_at=None,
        last_sign_in_device="", password_changed_at=None, key_permits=1, slip_id="", reviewed=reviewed, open_batches=0,
    )  # fmt: skip


def until(day: date | None) -> Grant:
    return Grant(Role.AUTHORIZER, date(2026, 10, 1), day)


def test_who_was_not_looked_at_comes_first_and_who_is_removed_not_at_all() -> None:
    people = [
        user("A", reviewed=PERIOD),
        user("B", reviewed="2569-2"),
        user("C", state=UserState.REMOVED),
        user("D", state=UserState.SUSPENDED),
    ]
    assert [each.uid for each in to_review(people, PERIOD)] == ["B", "D", "A"]
    assert [each.uid for each in unreviewed(people, PERIOD)] == ["B", "D"]
    assert unreviewed(people, "") == []


def test_a_right_is_told_of_until_its_last_day_and_not_after() -> None:
    grant = until(TODAY + timedelta(days=ENDING_DAYS))
    assert ending([user("A", grant)], TODAY) == [(user("A", grant), grant)]
    assert ending([user("A", grant)], TODAY - timedelta(days=1)) == []
    assert len(ending([user("A", until(TODAY))], TODAY)) == 1
    assert ending([user("A", until(TODAY))], TODAY + timedelta(days=1)) == []


def test_a_right_that_goes_on_under_another_order_does_not_end() -> None:
    first = until(TODAY)
    second = replace(first, valid_from=TODAY + timedelta(days=1), valid_until=None)
    assert ending([user("A", first, second)], TODAY) == []
    later = replace(second, valid_from=TODAY + timedelta(days=2))
    assert len(ending([user("A", first, later)], TODAY)) == 1


@given(st.lists(st.one_of(st.none(), st.integers(-30, 60)), max_size=8))
def test_what_ends_first_comes_first_and_nothing_else_is_told(days: list[int | None]) -> None:
    grants = [until(None if each is None else TODAY + timedelta(days=each)) for each in days]
    people = [user(f"U{number}", grant) for number, grant in enumerate(grants)]
    told = [grant.valid_until for _, grant in ending(people, TODAY)]
    assert told == sorted(TODAY + timedelta(days=each) for each in days if each is not None and 0 <= each <= 14)
