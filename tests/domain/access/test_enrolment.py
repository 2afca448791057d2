"""What is wrong with an application is told field by field, before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.access.enrolment import (
    AgencyApplication,
    Applicant,
    account_faults,
    agency_faults,
    applicant_faults,
    unit_faults,
)
from app.domain.access.proposal import AccountPurpose, UnitAccount, UnitApplication

SOMSAK = Applicant("1101700203450", "นายสมศักดิ์ ผู้ดูแล", "Mr. Somsak", "หัวหน้ากลุ่มงานคลัง", "0812345678")
WIPA = Applicant("3100500112235", "นางวิภา ตัวอย่างงาม", "Mrs. Wipa", "ผู้อำนวยการ", "", "wipa@example.go.th")
BUDGET = UnitAccount("3016000012", "เงินงบประมาณ", AccountPurpose.BUDGET)
UNIT = UnitApplication("2101000019", "สำนักงานตัวอย่าง", "สาขานครราชสีมา", "1 ถนนมหาดไทย", (BUDGET,))


def codes(found: object) -> dict[str, str]:
    assert isinstance(found, dict)
    return {name: code for name, (code, _) in found.items()}


def test_a_right_form_has_no_fault() -> None:
    agency = AgencyApplication("2203", "กรมตัวอย่าง", "กรุงเทพมหานคร", order_no="1/2569")
    assert not agency_faults(agency)
    assert not applicant_faults(SOMSAK)
    assert not applicant_faults(WIPA, SOMSAK)
    assert not unit_faults(UNIT, "2101")
    assert not account_faults(BUDGET)


def test_every_missing_field_is_named_at_once() -> None:
    assert codes(agency_faults(AgencyApplication())) == {
        "agency": "agency_code_form",
        "name": "field_needed",
        "address": "field_needed",
        "order_no": "field_needed",
    }
    assert set(applicant_faults(Applicant())) == {"person_id", "name_th", "name_en", "position", "mobile"}


@pytest.mark.parametrize("code", ["203", "22030", "22O3", "๒๒๐๓"])
def test_an_agency_code_is_four_digits(code: str) -> None:
    form = AgencyApplication(code, "กรมตัวอย่าง", "กรุงเทพมหานคร", order_no="1/2569")
    assert codes(agency_faults(form)) == {"agency": "agency_code_form"}


def test_one_person_cannot_be_both_administrators() -> None:
    assert codes(applicant_faults(replace(WIPA, person_id=SOMSAK.person_id), SOMSAK)) == {"person_id": "same_person"}


def test_a_citizen_id_needs_its_check_digit() -> None:
    assert codes(applicant_faults(replace(SOMSAK, person_id="1101700203451"))) == {"person_id": "id_check_digit"}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"unit": "210100001"}, {"unit": "unit_code_form"}),
        ({"unit": "2203000019"}, {"unit": "unit_of_other_agency"}),
        ({"branch": " "}, {"branch": "field_needed"}),
        ({"accounts": ()}, {"accounts": "accounts_none"}),
        ({"accounts": (BUDGET, BUDGET)}, {"accounts": "accounts_twice"}),
    ],
)
def test_a_units_form_is_looked_at_as_the_bank_does(changed: dict[str, object], faults: dict[str, str]) -> None:
    assert codes(unit_faults(replace(UNIT, **changed), "2101")) == faults  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["301600001", "30160000123", "30160000๑๒", "301-6-00001"])
def test_an_account_at_the_bank_has_ten_digits(number: str) -> None:
    assert codes(account_faults(replace(BUDGET, account=number))) == {"account": "bank_account_form"}
