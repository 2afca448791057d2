from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.access.company import UserRecord
from app.domain.access.grants import Grant
from app.domain.access.record_rules import faults, grant_faults, held_twice
from app.domain.access.user import Role

MAKER = Grant(Role.MAKER_PAYMENT, date(2026, 10, 1))
RECORD = UserRecord(
    "2101000001", "MAKER09", "3201844471091", "กัลยา น้ำใจงาม", "Kanlaya", "นักวิชาการ", "0812345678", "", grants=(MAKER,)
)


def test_a_whole_record_has_no_fault() -> None:
    assert faults(RECORD) == {}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("unit", "", "field_needed"),
        ("user_id", "x1", "user_id_form"),
        ("user_id", "9MAKER", "user_id_form"),
        ("user_id", "A" * 21, "user_id_form"),
        ("person_id", "3201844471092", "id_check_digit"),
        ("person_id", "32018", "id_length"),
        ("person_id", "", "field_needed"),
        ("name_th", "  ", "field_needed"),
        ("mobile", "02123", "mobile_unreadable"),
        ("email", "not an address", "email_unreadable"),
        ("grants", (), "grants_missing"),
    ],
)
def test_each_fault_is_told_at_its_field(field: str, value: object, code: str) -> None:
    found = faults(replace(RECORD, **{field: value}))  # type: ignore[arg-type]
    assert {name: fault[0] for name, fault in found.items()} == {field: code}


def test_a_code_must_be_able_to_reach_the_person() -> None:
    found = faults(replace(RECORD, mobile="", email=""))
    assert found["mobile"][0] == "contact_missing"
    assert faults(replace(RECORD, mobile="", email="kanlaya@example.go.th")) == {}


def test_a_substitute_needs_an_order_and_a_last_day() -> None:
    place = replace(MAKER, substitute_for="u-2")
    assert [code for code, _ in grant_faults(place)] == ["substitute_without_order", "substitute_without_end"]
    assert not list(grant_faults(replace(place, order_no="กค 1/2570", valid_until=date(2026, 12, 31))))


def test_a_right_does_not_end_before_it_begins() -> None:
    assert [code for code, _ in grant_faults(replace(MAKER, valid_until=date(2026, 9, 30)))] == [
        "ends_before_it_begins"
    ]


def test_the_same_right_is_not_held_twice_on_a_day() -> None:
    first, second = replace(MAKER, valid_until=date(2026, 12, 31)), replace(MAKER, valid_from=date(2026, 12, 31))
    assert held_twice((first, second))
    assert not held_twice((first, replace(MAKER, valid_from=date(2027, 1, 1))))
