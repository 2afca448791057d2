"""Every hindrance of a head by the unit's tables, all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.domain.access.user import SourceAccount, Unit
from app.domain.disbursement import kinds
from app.domain.disbursement.draw import Draw
from app.domain.disbursement.head_rules import Circumstances, hindrances
from app.domain.disbursement.kinds import Basis, Payees, PaymentKind, Service
from app.domain.disbursement.lines import Line
from app.domain.disbursement.record import Batch, BatchHead
from app.domain.values.calendar import BusinessCalendar
from app.domain.values.money import Money

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # a Monday, ten in Bangkok
DAY = date(2026, 11, 23)
BEGAN = date(2016, 10, 1)


def kind(code: str, sub: str = "", **more: Any) -> PaymentKind:
    facts: dict[str, Any] = {
        "valid_from": BEGAN, "valid_until": None, "line_below": None, "basis": None, "returns": "ordinary",
        "payees": Payees.ANY, "source": "ว 103",
    }  # fmt: skip
    return PaymentKind(kind=code, sub_kind=sub, name_th=f"{code} {sub}", name_en=f"{code} {sub}", **{**facts, **more})


KINDS = (
    kind("welfare", "overtime"),
    kind("welfare", "old", valid_until=date(2020, 9, 30)),
    kind("loan", basis=Basis.CONTRACT),
    kind("grant", basis=Basis.PERMISSION),
    kind("purchase", line_below=Money(500_000)),
    kind("citizen_welfare", valid_from=date(2026, 10, 1), payees=Payees.PERSON),
    kind("later", valid_from=date(2027, 10, 1)),
)
SERVICES = (
    Service("express", "วันเดียว", "Express", None, Money(2_000_000), time(15), 0, BEGAN, None, True, "ตรวจสอบ"),
    Service("standard", "วันถัดไป", "Standard", Money(100), Money(2_000_000), time(16), 1, BEGAN, None, False, "-"),
    Service("big", "รายใหญ่", "Big", Money(1_000_000), None, time(14), 0, BEGAN, date(2027, 1, 1), False, "-"),
)
UNIT = Unit(
    "A", "กรม", "U", "หน่วย", "15:30", 100_000_000, 1, (SourceAccount("0061", "เงินงบประมาณ", 90_000_000, 90_000_000),),
    (), kinds=KINDS, services=SERVICES,
)  # fmt: skip
DRAW = Draw(
    "ฎ.1", DAY, "0061", 2570, Money(500_000), Money(0), Money(200_000), Money(300_000), DAY, gfmis=True, batches=()
)
RIGHT = BatchHead(
    kind="welfare", sub_kind="overtime", purpose="ค่าตอบแทน", debit_account="0061", value_date=DAY,
    document_no="ฎ.9", document_date=DAY,
)  # fmt: skip


def line(satang: int = 300_000, bank: str = "004", person_id: str = "") -> Line:
    return Line(1, bank, "1234567890", "ผู้รับ", satang, person_id)


def found(*lines: Line, now: datetime = NOW, **head: Any) -> dict[str, Any]:
    rows = lines or (line(),)
    total = Money(sum(each.satang or 0 for each in rows))
    batch = Batch(
        op_id="op", head=replace(RIGHT, **head), lines_count=len(rows), total=total,
        maker_uid="u", mine=True, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    return dict(hindrances(batch, rows, (), Circumstances(UNIT, (DRAW,), BusinessCalendar(()), now)))


def test_a_right_head_is_in_nobodys_way() -> None:
    assert found() == {}


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ({"sub_kind": ""}, {"sub_kind_missing"}),
        ({"sub_kind": "old"}, {"sub_kind_not_valid"}),
        ({"kind": "later", "sub_kind": ""}, {"kind_not_valid"}),
        ({"kind": "loan", "sub_kind": ""}, {"contract_no_missing", "contract_date_missing"}),
        ({"kind": "grant", "sub_kind": "", "basis_no": "1"}, {"permission_date_missing"}),
        ({"kind": "loan", "sub_kind": "", "basis_no": "1", "basis_date": date(2026, 11, 24)}, {"basis_date_ahead"}),
        ({"kind": "loan", "sub_kind": "", "basis_no": "1", "basis_date": DAY}, set()),
        ({"kind": "citizen_welfare", "sub_kind": ""}, {"person_ids_missing"}),
        ({"service": "nothing"}, {"service_not_offered"}),
        ({"service": "standard"}, {"value_date_past"}),
        ({"service": "big"}, {"service_minimum"}),
        ({"value_date": date(2026, 11, 29)}, {"value_date_closed"}),
        ({"value_date": DAY + timedelta(days=30)}, set()),
        ({"value_date": DAY + timedelta(days=31)}, {"value_date_far"}),
        ({"debit_account": "9"}, {"account_missing"}),
        ({"document_no": "ฎ.1"}, {"draw_differs"}),
        ({"document_no": "ฎ.1", "drawn": Money(500_000)}, set()),
        ({"document_no": "ฎ.1", "drawn": Money(500_000), "document_date": DAY - timedelta(days=9)}, {"draw_date"}),
        ({"document_no": "ฎ.9", "drawn": Money(400_000)}, {"residue_unexplained"}),
        ({"document_no": "ฎ.9", "drawn": Money(400_000), "residue_reason": "รอเอกสาร"}, set()),
        ({"document_no": "ฎ.9", "drawn": Money(200_000)}, {"draw_exceeded"}),
        (
            {"purpose": "", "document_no": "", "document_date": None, "value_date": None, "sub_kind": ""},
            {
                "purpose_missing",
                "document_no_missing",
                "document_date_missing",
                "value_date_missing",
                "sub_kind_missing",
            },
        ),
    ],
)
def test_each_rule_says_what_is_missing_and_all_of_them_at_once(head: dict[str, Any], codes: set[str]) -> None:
    assert set(found(**head)) == codes


def test_lines_are_measured_by_kind_and_service_but_not_those_of_the_own_bank() -> None:
    assert found(line(500_000), line(499_999), kind="purchase", sub_kind="")["kind_limit"]["count"] == 1
    over = found(Line(1, "004", "1", "ผู้รับ", 5), Line(7, "004", "2", "ผู้รับ", 2_000_001))["service_limit"]
    assert (over["count"], over["first"]) == (1, 7), "which one is told"
    assert found(line(2_000_001, bank="006")) == {}
    assert found(line(person_id="1101700230708"), kind="citizen_welfare", sub_kind="") == {}


def test_nothing_is_paid_into_the_units_own_account_but_another_bank_may_have_its_number() -> None:
    own = Line(2, "006", "0061", "ผู้รับ", 1)
    assert found(line(), own)["unit_account"] == {"count": 1, "first": 2}
    assert found(Line(1, "004", "0061", "ผู้รับ", 1)) == {}


def test_a_draw_that_nobody_told_and_nobody_took_of_can_still_be_said_otherwise() -> None:
    own = replace(DRAW, gfmis=False, paid=Money(0), residue=Money(500_000))
    around = Circumstances(UNIT, (own,), BusinessCalendar(()), NOW)
    assert around.draw(replace(RIGHT, document_no="ฎ.1")) is None
    assert around.draw(replace(RIGHT, document_no="ฎ.1")) != own


def test_the_earlier_hour_of_unit_and_service_counts() -> None:
    late = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)  # ten past three
    assert found(now=late)["value_date_past"]["earliest"] == date(2026, 11, 24)
    assert found(now=late, service="standard")["value_date_past"]["earliest"] == date(2026, 11, 24)


def test_the_table_offers_what_is_valid_on_the_day() -> None:
    assert kinds.kinds_on(KINDS, DAY) == ["welfare", "loan", "grant", "purchase", "citizen_welfare"]
    assert [row.sub_kind for row in kinds.sorts_of(KINDS, "welfare", date(2019, 1, 2))] == ["overtime", "old"]
    assert kinds.service_row(SERVICES, "", DAY) is SERVICES[0]
    assert kinds.service_row(SERVICES, "big", date(2027, 1, 2)) is None
    assert kinds.strictest_limit(KINDS, "purchase", "", DAY) == Money(500_000)
