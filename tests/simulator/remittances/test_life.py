"""A remittance from the maker's order to the treasury's documents, and every way on which it ends otherwise."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import canonical, sha256
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, balance, draft, facts

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

PROVINCE_ACCOUNT, DEPARTMENT_ACCOUNT = "0069400000", "0069100000"


def test_money_goes_to_the_unit_s_office_and_the_treasury_books_it(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    parts = raw.parts_worth(central, collector, 150_000, 50_000)
    before, office = balance(central, ACCOUNTS[OWN_UNIT]), balance(central, PROVINCE_ACCOUNT)
    req_id = raw.approved(approver, raw.proposed(collector, "revenue", parts=parts))
    central.settle()
    sent = raw.standings(collector)[req_id]
    assert (sent["state"], sent["documents"], sent["answered_at"]) == ("sent", [], "")
    assert balance(central, ACCOUNTS[OWN_UNIT]) == before - 200_000
    assert balance(central, PROVINCE_ACCOUNT) == office + 200_000

    raw.later(central)
    booked = raw.standings(collector)[req_id]
    assert (booked["state"], booked["code"]) == ("acknowledged", "")
    assert [(one["item"], one["kind"]) for one in booked["documents"]] == [("1", "RA"), ("1", "R1")]
    documents = raw.booked(collector, req_id)
    assert [(one["kind"], one["number"]) for one in documents] == [
        (one["kind"], one["number"]) for one in booked["documents"]
    ]
    for one in documents:
        signed = [int(entry["satang"]) * (1 if entry["side"] == "D" else -1) for entry in one["entries"]]
        assert sum(signed) == 0
        assert (one["matter"], one["revenue_code"], one["fund"]) == ("remittance", "676", "7019400")
    money = raw.payments(collector)
    for part in parts:
        assert money[part["payment_id"]]["remitted_at"]
        assert money[part["payment_id"]]["open_req_id"] == ""


def test_the_bank_signs_what_it_moved_and_that_the_agency_pays_nothing_for_it(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    parts = raw.parts_worth(central, collector, 12_300)
    said = raw.proposed(collector, "revenue", parts=parts)
    req_id = raw.approved(approver, said)
    central.settle()
    standing = raw.standings(collector)[req_id]
    text, signature = standing["record"]["record"], base64.b64decode(standing["record"]["sig"])
    bank = base64.b64decode(collector.wire.ask("GET", "/v1/about").json["bank_public_key"])
    Ed25519PublicKey.from_public_bytes(bank).verify(
        signature, b"KHLANG/1 RECS\n" + hashlib.sha256(text.encode()).digest()
    )
    record = raw.record_of(standing)
    assert canonical(record).decode() == text
    order = said["order"]
    same = ("req_id", "agency", "unit", "kind", "account", "office", "owner_unit", "doc_no", "items", "total_satang")
    assert {name: record[name] for name in same} == {name: order[name] for name in same}
    assert (record["typ"], record["fee_satang"], record["parts_count"]) == ("khlang.success-record/1", "0", "1")
    assert record["order_sha256"] == sha256(canonical(order))
    assert (record["maker_uid"], record["auth_uid"]) == (collector.uid, approver.uid)
    assert (record["maker_name"], record["auth_name"]) == ("ดวงใจ รับเงินต้นแบบ", "ศิริพร อนุมัติต้นแบบ")
    assert (record["agency_name"], record["unit_name"]) == (
        "กรมตัวอย่างพัฒนา กระทรวงตัวอย่าง",
        "กองคลัง กรมตัวอย่างพัฒนา",
    )
    assert record["office_name"] == "สำนักงานคลังจังหวัดขอนแก่น"
    assert record["bank_ref"].startswith("T2570-2102-")


@pytest.mark.parametrize("word", ["return", "recall"])
def test_what_is_sent_back_or_taken_back_may_go_with_another_remittance(
    central: Central, collector: Clerk, approver: Clerk, word: str
) -> None:
    parts = raw.parts_worth(central, collector, 7_000)
    said = raw.proposed(collector, "revenue", parts=parts)
    (payment_id,) = (part["payment_id"] for part in parts)
    req_id = said["order"]["req_id"]
    assert raw.payments(collector)[payment_id]["open_req_id"] == req_id
    answer = raw.settle(approver, said, "return") if word == "return" else raw.recall(collector, req_id)
    ended = {"return": "sent_back", "recall": "recalled"}[word]
    assert (answer.status, answer.json["status"]) == (201, ended)
    standing = raw.standings(collector)[req_id]
    assert (standing["state"], standing["record"]) == (ended, None)
    assert raw.payments(collector)[payment_id]["open_req_id"] == ""
    assert raw.proposed(collector, "revenue", parts=parts)


def test_only_the_maker_takes_an_order_back_and_only_while_nobody_approved_it(
    central: Central, collector: Clerk, approver: Clerk, depositor: Clerk
) -> None:
    said = raw.proposed(collector, "revenue", parts=raw.parts_worth(central, collector, 7_100))
    req_id = said["order"]["req_id"]
    assert raw.recall(depositor, req_id).code == "not_found"
    raw.approved(approver, said)
    assert facts(raw.recall(collector, req_id)) == ("status_forbids", {"status": "approved", "action": "recall"})


@pytest.mark.parametrize(
    ("kind", "code", "kinds"),
    [("deposit", "00901", ["RB", "R2"]), ("deposit_for_other", "00981", ["RD", "R4"])],
)
def test_money_of_an_off_budget_account_is_deposited_with_the_document_that_says_so(
    central: Central, depositor: Clerk, chief: Clerk, kind: str, code: str, kinds: list[str]
) -> None:
    items = [raw.deposit_item(depositor, code, 40_000), raw.deposit_item(depositor, code, 2_000, "หนังสือที่ 2")]
    before, office = balance(central, raw.OFF_BUDGET), balance(central, DEPARTMENT_ACCOUNT)
    owner = "2102000001" if kind == "deposit_for_other" else ""
    said = raw.proposed(depositor, kind, account=raw.OFF_BUDGET, items=items, owner_unit=owner)
    req_id = raw.approved(chief, said)
    raw.later(central)
    standing = raw.standings(depositor)[req_id]
    assert [(one["item"], one["kind"]) for one in standing["documents"]] == [
        (str(n), one) for n in (1, 2) for one in kinds
    ]
    assert [one["text"] for one in raw.booked(depositor, req_id)][::2] == [item["basis"] for item in items]
    assert (balance(central, raw.OFF_BUDGET), balance(central, DEPARTMENT_ACCOUNT)) == (
        before - 42_000,
        office + 42_000,
    )


def test_what_is_collected_for_another_agency_goes_under_that_agency_s_name(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    for kind, revenue_type, documents in (
        ("revenue_for_other", "permit_fee_for_other", ["RC", "R3"]),
        ("deposit_for_other", "deposit_for_other", ["RD", "R4"]),
    ):
        parts = raw.parts_worth(central, collector, 30_000, revenue_type=revenue_type)
        req_id = raw.approved(approver, raw.proposed(collector, kind, parts=parts))
        raw.later(central)
        standing = raw.standings(collector)[req_id]
        assert [one["kind"] for one in standing["documents"]] == documents
        assert raw.record_of(standing)["owner_unit"] == raw.OTHER_OWNER


def test_a_deposit_from_the_receiving_account_goes_by_its_receipts(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    parts = raw.parts_worth(central, collector, 9_000, revenue_type="contract_deposit")
    req_id = raw.approved(approver, raw.proposed(collector, "deposit", parts=parts))
    raw.later(central)
    assert [one["kind"] for one in raw.standings(collector)[req_id]["documents"]] == ["RB", "R2"]


def test_several_revenue_types_are_lines_of_one_remittance_with_documents_each(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    parts = raw.receipted(
        central,
        collector,
        *(draft(n, 1_000 * n, revenue_type=code) for n, code in enumerate(("service_fee", "permit_fee"), 1)),
        draft(3, 500, revenue_type="service_fee"),
    )
    said = raw.proposed(collector, "revenue", parts=parts)
    assert [(item["code"], item["satang"]) for item in said["order"]["items"]] == [
        ("permit_fee", "2000"),
        ("service_fee", "1500"),
    ]
    req_id = raw.approved(approver, said)
    raw.later(central)
    documents = raw.standings(collector)[req_id]["documents"]
    assert [(one["item"], one["kind"]) for one in documents] == [("1", "RA"), ("1", "R1"), ("2", "RA"), ("2", "R1")]


def test_both_persons_are_told_and_so_is_the_treasury_s_staff(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    said = raw.proposed(collector, "revenue", parts=raw.parts_worth(central, collector, 777_700))
    req_id = said["order"]["req_id"]
    assert raw.listed(central, OWN_UNIT)[req_id]["state"] == "proposed"
    raw.approved(approver, said)
    told = central.operate("GET", "person-notices?company_id=GMIS210201&user_id=AUTH01").json["notices"]
    assert any("7,777.00" in one["text"] for one in told)
    raw.later(central)
    shown = raw.listed(central)[req_id]
    assert (shown["state"], shown["satang"], shown["office"]) == ("acknowledged", "777700", raw.PROVINCE)
    assert [one["kind"] for one in shown["documents"]] == ["RA", "R1"]


def test_another_office_takes_it_with_a_reason(central: Central, collector: Clerk, approver: Clerk) -> None:
    parts = raw.parts_worth(central, collector, 5_500)
    elsewhere: Json = {"office": raw.DEPARTMENT, "office_reason": "สำนักงานคลังจังหวัดปิดปรับปรุงระบบ"}
    before = balance(central, DEPARTMENT_ACCOUNT)
    req_id = raw.approved(approver, raw.proposed(collector, "revenue", parts=parts, **elsewhere))
    central.settle()
    assert balance(central, DEPARTMENT_ACCOUNT) == before + 5_500
    assert raw.record_of(raw.standings(collector)[req_id])["office_name"] == "กรมบัญชีกลาง"
