"""Until when a batch must be signed, by how many, and who of them is at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from app.domain.access.user import Person, Role, Unit
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.head_rules import Circumstances
from app.domain.disbursement.kinds import Service
from app.domain.disbursement.planner import plan
from app.domain.disbursement.record import Batch, BatchHead
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.money import Money


def person(uid: str, *roles: Role) -> Person:
    return Person(uid, uid.upper(), f"ชื่อ {uid}", uid, frozenset(roles))


MAKER = person("u-maker", Role.MAKER_PAYMENT)
ONE, TWO, THREE = (person(f"u-{n}", Role.AUTHORIZER) for n in (1, 2, 3))
CALENDAR = BusinessCalendar((Holiday(date(2026, 12, 7), "วันหยุดชดเชย", government_closed=True, bank_closed=True),))
SLOW = Service("slow", "ช้า", "Slow", None, Money(200_000_000), time(16), 1, date(2016, 10, 1), None, False, "ทดสอบ")
SAME = Service("same", "เร็ว", "Same day", None, None, time(14), 0, date(2016, 10, 1), None, True, "ทดสอบ")
UNIT = Unit("A", "กรม", "U", "หน่วย", "15:30", 0, 2, (), (MAKER, ONE, TWO, THREE), services=(SAME, SLOW))
MORNING = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)  # a Friday, nine in Bangkok
BATCH = Batch(
    op_id="op",
    rev=1,
    status=BatchStatus.SUBMITTED,
    head=BatchHead(value_date=date(2026, 12, 4)),
    maker_uid=MAKER.uid,
    mine=False,
    created_at=MORNING,
    updated_at=MORNING,
    signatures_needed=2,
)


def around(now: datetime = MORNING) -> Circumstances:
    return Circumstances(UNIT, (), CALENDAR, now)


def test_a_batch_says_how_many_must_sign_until_when_and_who_is_there() -> None:
    made = plan(BATCH, around(), (), set(), {TWO.uid, MAKER.uid})
    assert made is not None
    assert (made.missing, made.last_moment.isoformat()) == (2, "2026-12-04T14:00:00+07:00")
    assert [(each.person.uid, each.present) for each in made.signatories] == [
        ("u-1", False),
        ("u-2", True),
        ("u-3", False),
    ]
    assert not made.overdue


def test_nobody_signs_twice_and_the_next_stage_comes_first() -> None:
    signed = replace(BATCH, status=BatchStatus.IN_APPROVAL, signatures_have=1)
    free = plan(signed, around(), (), {ONE.uid}, set())
    staged = plan(BATCH, around(), ((THREE.uid,), (ONE.uid, TWO.uid)), set(), set())
    second = plan(signed, around(), ((ONE.uid,), (THREE.uid,)), {ONE.uid}, set())
    assert [[each.person.uid for each in made.signatories] for made in (free, staged, second) if made] == [
        ["u-2", "u-3"],
        ["u-3", "u-1", "u-2"],
        ["u-3"],
    ]


def test_a_service_that_takes_a_day_must_be_approved_the_bank_day_before() -> None:
    head = BatchHead(value_date=date(2026, 12, 8), service="slow")
    made = plan(replace(BATCH, head=head), around(), (), set(), set())
    assert made is not None
    # the unit's own hour is the earlier one; Monday is a holiday, so Friday is the bank day before
    assert made.last_moment.isoformat() == "2026-12-04T15:30:00+07:00"
    assert (made.closed_until, made.holiday) == (date(2026, 12, 8), "")


def test_a_day_on_which_the_bank_is_closed_by_now_is_the_next_on_which_it_is_open() -> None:
    made = plan(replace(BATCH, head=BatchHead(value_date=date(2026, 12, 7))), around(), (), set(), set())
    assert made is not None
    assert (made.last_moment.isoformat(), made.overdue) == ("2026-12-08T14:00:00+07:00", False)


def test_after_the_cut_off_the_next_possible_day_is_told() -> None:
    made = plan(BATCH, around(datetime(2026, 12, 4, 7, 0, tzinfo=UTC)), (), set(), set())
    assert made is not None
    assert made.overdue
    assert made.next_day == date(2026, 12, 8)


@pytest.mark.parametrize("status", [each for each in BatchStatus if each not in ("submitted", "in_approval")])
def test_only_what_waits_for_signatures_has_a_plan(status: BatchStatus) -> None:
    assert plan(replace(BATCH, status=status), around(), (), set(), set()) is None
