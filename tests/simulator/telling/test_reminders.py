"""Whoever keeps a batch waiting is told again, then everybody who can help; by working hours of bank days (NO-3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.simulator import calendar
from app.simulator.telling.reminders import after_hours
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central") as central:
        yield central


def _told(central: Central, what: str) -> list[str]:
    notices: list[Json] = central.operate("GET", "person-notices?company_id=&user_id=").json["notices"]
    return [one["user_id"] for one in notices if one["what"] == what]


@pytest.mark.parametrize(
    ("since", "hours", "then"),
    [
        ("2026-11-23T09:00", 4, "2026-11-23T13:00"),
        ("2026-11-23T14:30", 4, "2026-11-24T10:30"),
        ("2026-11-23T20:00", 4, "2026-11-24T12:30"),
        ("2026-11-27T15:30", 8, "2026-11-30T15:30"),  # over a weekend
        ("2026-12-04T15:30", 2, "2026-12-08T09:30"),  # over a weekend and the holiday in its place
        ("2026-11-23T08:30", 16, "2026-11-24T16:30"),
    ],
)
def test_hours_count_while_the_bank_works(since: str, hours: int, then: str) -> None:
    found = after_hours(calendar.shipped(), datetime.fromisoformat(f"{since}:00+07:00"), hours)
    assert found == datetime.fromisoformat(f"{then}:00+07:00")


def test_those_whose_turn_it_is_are_reminded_once_then_everybody_once(fresh: Central) -> None:
    maker = Clerk.ready(fresh, UNIT, "MAKER01")
    assert maker.submit(three_lines(), value_date="2026-12-01")[0].status == 201
    assert fresh.advance("2026-11-23T12:59:59+07:00") == []
    ran = fresh.advance("2026-12-15T09:00:00+07:00")
    assert [(one["at"], one["what"]) for one in ran] == [
        ("2026-11-23T06:00:00.000Z", "reminded"),
        ("2026-11-24T02:00:00.000Z", "escalated"),
    ]
    assert sorted(_told(fresh, "reminder")) == ["AUTH01", "AUTH02"]
    assert sorted(_told(fresh, "escalation")) == ["AUTH01", "AUTH02", "MAKER01"]


def test_the_hours_begin_anew_with_each_signature_and_end_with_the_last(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = maker.submit(three_lines(), value_date="2026-12-01")[1]["op_id"]
    fresh.advance("2026-11-23T13:00:00+07:00")
    assert authorizer.decide(op_id).status == 201
    assert fresh.advance("2026-11-30T09:00:00+07:00") == []


def test_those_who_may_release_are_told_at_once_then_reminded_once_then_everybody(fresh: Central) -> None:
    policy = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
    Pair(fresh).agree("policy.change", "2101", policy, subject_version="1")
    maker, authorizer, other = (Clerk.ready(fresh, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines(), value_date="2026-12-01")[1]["op_id"]
    assert authorizer.decide(op_id).json["status"] == "approved"
    assert _told(fresh, "to_release") == ["AUTH02"]
    assert fresh.advance("2026-11-23T12:59:59+07:00") == []
    ran = fresh.advance("2026-11-30T09:00:00+07:00")
    assert [(one["at"], one["what"]) for one in ran] == [
        ("2026-11-23T06:00:00.000Z", "reminded"),
        ("2026-11-24T02:00:00.000Z", "escalated"),
    ]
    assert _told(fresh, "release_reminder") == ["AUTH02"]
    assert sorted(_told(fresh, "release_escalation")) == ["AUTH01", "AUTH02", "MAKER01"]
    assert other.sign_in().status == 201
    assert other.decide(op_id, "release", value_date="2026-12-01").status == 201
    assert fresh.advance("2026-12-01T08:00:00+07:00") == []


def test_who_released_within_the_hours_hears_nothing_more(fresh: Central) -> None:
    policy = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
    Pair(fresh).agree("policy.change", "2101", policy, subject_version="1")
    maker, authorizer, other = (Clerk.ready(fresh, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines(), value_date="2026-12-01")[1]["op_id"]
    fresh.advance("2026-11-23T13:00:00+07:00")
    assert sorted(_told(fresh, "reminder")) == ["AUTH01", "AUTH02"]
    assert authorizer.decide(op_id).status == 201
    assert other.decide(op_id, "release", value_date="2026-12-01").status == 201
    assert fresh.advance("2026-12-01T08:00:00+07:00") == []
