"""What the bank's staff opens, replaces and reports about collecting, by route and at the command line (SIM-12)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.helpers.branch import bank
from tests.helpers.raw_central import OTHER_UNIT, Central, Clerk, Json, three_lines
from tests.helpers.raw_collections import (
    ACCOUNTS,
    OWN_UNIT,
    biller,
    collections,
    cross_bank_file,
    draft,
    facts,
    issue,
    issued,
    open_receiving,
    paid,
)

if TYPE_CHECKING:
    from pathlib import Path

NEW_UNIT, NO_ACCOUNT = "2101000002", "2102000002"


def test_an_account_is_opened_once_and_the_unit_sees_it(central: Central) -> None:
    first = open_receiving(central, NEW_UNIT)
    assert first.status == 200, first.body
    assert open_receiving(central, NEW_UNIT).body == first.body
    assert open_receiving(central, NEW_UNIT, remits="portal").code == "status_forbids"
    authorizer = Clerk.ready(central, OTHER_UNIT, "AUTH01")
    shown = authorizer.ask("GET", "/v1/receiving").json
    assert (shown["account"], shown["biller_id"]) == (first.json["account"], biller(NEW_UNIT))
    assert {one["unit"] for one in central.operate("GET", "receiving").json["receiving"]} >= {NEW_UNIT, OWN_UNIT}
    central.assert_books_right()


BAD_ACCOUNTS = {
    "an account of eleven digits": ({"account": "00710000021"}, "account"),
    "an account in Thai digits": ({"account": "๐๐๗๑๐๐๐๐๐๒"}, "account"),
    "another account of the bank's": ({"account": "0061000018"}, "account"),
    "a code of six digits": ({"company_code": "921011"}, "company_code"),
    "another's code": ({"company_code": "92101"}, "company_code"),
    "another's biller id": ({"biller_id": biller(OWN_UNIT)}, "biller_id"),
    "a biller id with a wrong digit": ({"biller_id": "099421020002700"}, "biller_id"),
    "a company's biller id": ({"biller_id": "010555000000100"}, "biller_id"),
    "a PromptPay id that is none": ({"promptpay_id": "0812345678"}, "promptpay_id"),
    "a name that does not end as it should": ({"name": "กรมตัวอย่างพัฒนา"}, "name"),
    "somebody who remits": ({"remits": "nobody"}, "not_canonical"),
}


@pytest.mark.parametrize("what", BAD_ACCOUNTS)
def test_an_account_that_is_not_as_document_002_has_it_is_not_opened(central: Central, what: str) -> None:
    changes, wrong = BAD_ACCOUNTS[what]
    code, said = facts(open_receiving(central, NO_ACCOUNT, **changes))
    assert wrong in (code, said.get("field"))
    assert open_receiving(central, "9999999999").code == "not_found"
    assert NO_ACCOUNT not in {one["unit"] for one in central.operate("GET", "receiving").json["receiving"]}


def test_no_batch_is_paid_from_an_account_that_collects_and_nothing_is_paid_into_it_otherwise(central: Central) -> None:
    maker = Clerk.ready(central, "GMIS210201", "MAKER01")
    assert maker.submit(three_lines(), debit_acct=ACCOUNTS[OWN_UNIT])[0].code == "account_unknown"
    wanted = {"account": ACCOUNTS[OWN_UNIT], "satang": "100", "reference": "x"}
    assert central.operate("POST", "deposits", wanted).code == "account_unknown"
    draw = {"unit": OWN_UNIT, "account": ACCOUNTS[OWN_UNIT], "doc_no": "1", "doc_date": "2026-11-23", "satang": "1"}
    assert central.operate("POST", "draws", draw).code == "account_unknown"


def test_the_table_of_revenue_types_is_replaced_whole_and_holds_by_the_day(central: Central, collector: Clerk) -> None:
    table: Json = central.operate("GET", "revenue-types").json
    rows = table["revenue_types"]
    ended = [{**row, "valid_until": "2026-11-22"} if row["code"] == "misc_sale" else row for row in rows]
    assert central.replace("revenue-types", {"revenue_types": ended}).status == 200
    try:
        assert issue(collector, [draft(revenue_type="misc_sale")]).code == "revenue_type_wrong"
        assert [row["code"] for row in collector.ask("GET", "/v1/receiving").json["revenue_types"]] == [
            row["code"] for row in rows
        ]
        until_today = [{**row, "valid_until": "2026-11-23"} for row in rows]
        assert central.replace("revenue-types", {"revenue_types": until_today}).status == 200
        assert issue(collector, [draft(revenue_type="misc_sale")]).status == 201
    finally:
        assert central.replace("revenue-types", table).status == 200
    wrong: list[tuple[list[Json], str, str]] = [
        ([], "rows", ""),
        ([rows[0], rows[0]], "valid_from", "2"),
        ([rows[0], {**rows[1], "gl_account": "42020"}], "gl_account", "2"),
        ([{**rows[0], "treasury": "pocket"}], "treasury", "1"),
        ([{**rows[0], "fee_satang": "-5"}], "fee_satang", "1"),
        ([{**rows[0], "product_code": "๑"}], "product_code", "1"),
        ([{**rows[0], "code": "Permit Fee"}], "code", "1"),
    ]
    for bad, field, line in wrong:
        answer = central.replace("revenue-types", {"revenue_types": bad})
        assert facts(answer) == ("field_wrong", {"field": field, "line": line})
    assert central.operate("GET", "revenue-types").json == table


def test_one_request_creates_fifty_payments_of_a_chosen_mix(central: Central, collector: Clerk) -> None:
    issued(collector, *(draft(n) for n in range(60)))
    answer = central.operate("POST", "collections/mix", {"unit": OWN_UNIT, "count": 50})
    assert answer.status == 200, answer.body
    shown = answer.json["payments"]
    told = collections(collector)
    assert {one["channel"] for one in shown} == {
        *("counter", "atm", "internet", "mobile", "card", "promptpay", "other_bank")
    }
    counts = Counter(told[one["payment_id"]]["cause"] or "matched" for one in shown)
    assert sum(counts.values()) == 50
    assert set(counts) == {"matched", "under", "over", "double", "no_reference", "wrong_reference"}
    only: Json = {"unit": OWN_UNIT, "count": 5, "sorts": ["under"]}
    assert {one["cause"] for one in central.operate("POST", "collections/mix", only).json["payments"]} == {"under"}
    for changes, code in (
        ({"count": 0}, "field_wrong"),
        ({"count": 201}, "field_wrong"),
        ({"count": 200}, "not_found"),
        ({"unit": "9"}, "receiving_none"),
        ({"sorts": ["luck"]}, "not_canonical"),
    ):
        assert central.operate("POST", "collections/mix", {**only, **changes}).code == code
    central.assert_books_right()


def test_the_counter_looks_a_bill_up_takes_money_and_takes_it_back(
    central: Central, collector: Clerk, tmp_path: Path
) -> None:
    (bill,) = issued(collector, draft())
    code, said = bank(central, "bill", bill["ref1"], bill["ref2"])
    assert (code, "1,500.00 บาท" in said, bill["payer_name"] in said) == (0, True, True)
    asked = ("--ref1", bill["ref1"], "--ref2", bill["ref2"], "--reference", "TELLER-1")
    code, said = bank(central, "pay", bill["biller_id"], "1,500.00", *asked)
    assert (code, "TELLER-1" in said, "จับคู่แล้ว" in said) == (0, True, True)
    code, said = bank(central, "pay", bill["biller_id"], "1,500.00", *asked[:-1], "TELLER-2")
    assert (code, "status=paid" in said) == (1, True)
    assert "ชำระแล้ว" in bank(central, "bill", bill["ref1"], bill["ref2"])[1]
    assert "ชำระซ้ำ" in bank(central, "pay", bill["biller_id"], "1500", *asked[:-1], "TELLER-3", "--force")[1]
    assert "ธนาคารเรียกคืนแล้ว" in bank(central, "reverse", "TELLER-3", "--reason", "ลูกค้าจ่ายซ้ำ")[1]
    assert "TELLER-1" in bank(central, "payments", "--unit", OWN_UNIT)[1]
    file = tmp_path / "cross.txt"
    row = {"ref1": "", "ref2": "", "satang": "12345"}
    file.write_bytes(b"\r\n".join(cross_bank_file(ACCOUNTS[OWN_UNIT], biller(OWN_UNIT), [row])))
    assert "1 รายการ  123.45 บาท" in bank(central, "cross-bank", str(file))[1]
    assert "ไม่มีผลซ้ำ" in bank(central, "cross-bank", str(file))[1]
    assert bank(central, "cross-bank", str(tmp_path / "none"))[0] == 2
    issued(collector, *(draft(n) for n in range(3)))
    assert "ชำระขาด" in bank(central, "pay-mix", OWN_UNIT, "--count", "2", "--sort", "under")[1]


def test_accounts_and_types_are_seen_and_changed_at_the_command_line(central: Central, tmp_path: Path) -> None:
    assert ACCOUNTS[OWN_UNIT] in bank(central, "receiving-accounts")[1]
    words = ("receiving", NO_ACCOUNT, "0072000002", "--company-code", "92999", "--biller-id", biller(NO_ACCOUNT))
    code, said = bank(central, *words)
    assert (code, "หน่วยงานนำส่งเอง" in said) == (0, True)
    assert "ค่าธรรมเนียมใบอนุญาต" in bank(central, "revenue-types")[1]
    table = bank(central, "revenue-types", "--json")[1]
    file = tmp_path / "types.json"
    file.write_text(table, "utf-8")
    assert bank(central, "revenue-types", "--put", str(file))[0] == 0
    assert central.operate("GET", "revenue-types").json == json.loads(table)
    file.write_text("[", "utf-8")
    assert bank(central, "revenue-types", "--put", str(file))[0] == 2
    paid(central, {"biller_id": biller(NO_ACCOUNT), "ref1": "", "ref2": "", "satang": "1"})
    central.assert_books_right()
