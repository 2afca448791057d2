"""What a payee's record must hold, as decision tables."""

from __future__ import annotations

import pytest

from app import i18n
from app.domain.payees.changes import Entry, EntryKind, differing_fields
from app.domain.payees.payee import PayeeRecord, qr_text, read_qr
from app.domain.payees.rules import faults
from app.domain.payees.search import plain, sought, words
from app.system import reference_data
from tests.helpers.payees import citizen_id, record

JURISTIC = "0105536112014"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"name": ""}, [("name", "name_missing")]),
        ({"bank": ""}, [("bank", "bank_missing")]),
        ({"bank": "999"}, [("bank", "bank_unknown")]),
        ({"acct": ""}, [("acct", "account_missing")]),
        ({"acct": "98A0000001"}, [("acct", "account_unreadable")]),
        ({"acct": "98000"}, [("acct", "account_length")]),
        ({"person_id": "1234567890123"}, [("person_id", "id_check_digit")]),
        ({"person_id": JURISTIC}, [("person_id", "citizen_id_wanted")]),
        ({"person_type": "juristic", "account_kind": "declared"}, [("person_id", "tax_id_wanted")]),
        ({"person_type": "juristic", "account_kind": "declared", "person_id": JURISTIC}, []),
        ({"person_type": "juristic", "account_kind": "declared", "person_id": ""}, [("person_id", "tax_id_missing")]),
        ({"mobile": "021234567"}, [("mobile", "mobile_unreadable")]),
        ({"email": "ไม่ใช่"}, [("email", "email_unreadable")]),
        ({"until": "31/12/2569"}, [("until", "day_unreadable")]),
        ({"name": "ก" * 101}, [("name", "text_long")]),
        ({"office": "กอง\u200bคลัง"}, [("office", "text_hidden")]),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    found = faults(record(1, **changes), reference_data.banks())
    assert [(fault.field, fault.code) for fault in found] == wrong


@pytest.mark.parametrize(("language", "bank"), [("th", "กรุงไทย"), ("en", "KTB")])
def test_a_fault_names_the_bank_in_the_language_shown(language: i18n.Language, bank: str) -> None:
    (fault,) = faults(record(1, bank="006", acct="98000"), reference_data.banks())
    assert i18n.words(language, f"register.fault.{fault.code}", **fault.facts).startswith(f"{bank} ")


@pytest.mark.parametrize(
    ("person_type", "account_kind", "permission", "wrong"),
    [
        ("staff", "salary", False, []),
        ("staff", "salary", True, ["permission_unneeded"]),
        ("staff", "permitted", True, []),
        ("staff", "permitted", False, ["permission_no_missing", "permission_date_missing"]),
        ("staff", "declared", False, ["account_kind_staff"]),
        ("other_agency", "declared", False, []),
        ("outside", "declared", False, []),
        ("outside", "salary", False, ["account_kind_others"]),
        ("outside", "permitted", True, ["account_kind_others"]),
    ],
)
def test_staff_are_paid_to_the_salary_account_or_by_permission_and_others_as_declared(
    person_type: str, account_kind: str, *, permission: bool, wrong: list[str]
) -> None:
    given = {"permission_no": "สธ 1/2569", "permission_date": "2026-11-01"} if permission else {}
    made = record(1, person_type=person_type, account_kind=account_kind, **given)
    assert [fault.code for fault in faults(made, reference_data.banks())] == wrong


@pytest.mark.parametrize(
    ("account", "wrong"),
    [
        (citizen_id(77), []),
        (JURISTIC, []),
        ("0812345678", []),
        ("0212345678", ["promptpay_wrong"]),
        ("1234567890123", ["promptpay_wrong"]),
        ("", ["promptpay_missing"]),
    ],
)
def test_promptpay_reaches_a_citizen_id_a_tax_id_or_a_mobile_number(account: str, wrong: list[str]) -> None:
    made = record(1, bank="promptpay", acct=account)
    assert [fault.code for fault in faults(made, reference_data.banks())] == wrong


def test_an_entry_says_the_gravest_of_what_it_does() -> None:
    before = record(1)
    assert Entry("p", 0, before).kind is EntryKind.ADD
    assert Entry("p", 1, record(1, acct="9800000099", mobile=""), before=before).kind is EntryKind.ACCOUNT
    assert Entry("p", 1, record(1, mobile=""), before=before).kind is EntryKind.CHANGE
    assert Entry("p", 1, record(1, until="2026-12-31"), before=before).kind is EntryKind.END
    assert Entry("p", 1, before, merged_into="q", before=before).kind is EntryKind.MERGE
    assert differing_fields(before, record(1, mobile="")) == ["mobile"]


def test_a_code_is_read_however_it_was_typed_and_nothing_else_is_one() -> None:
    assert read_qr(f"  {qr_text('ab-12').upper()} ") == "ab-12"
    assert read_qr("khlang:batch:ab-12") == ""


def test_words_are_compared_in_one_form() -> None:
    told = sought(PayeeRecord(name="น้ำ  Somchai", acct="0061234567", person_id="1101700207366", office="กองคลัง"))
    for typed in ("น\u0e49\u0e4d\u0e32", "SOMCHAI", "๐๐๖๑๒", "006-1-23456-7", "234567"):
        assert all(word in told for word in words(typed)), typed
    assert plain("1-1017-00207-36-6") == "1101700207366"
