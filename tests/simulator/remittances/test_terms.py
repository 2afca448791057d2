"""Tables of kinds, offices and deposits: replaced whole, held against every day, refused where they are not sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_collections import OWN_UNIT, facts

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

KINDS, OFFICES, DEPOSITS = "remittance-kinds", "treasury-offices", "deposit-accounts"
FIELDS = {KINDS: "kinds", OFFICES: "offices", DEPOSITS: "deposits"}
WRONG: list[tuple[str, str, Any, str]] = [
    (KINDS, "kind", "gift", "kind"),
    (KINDS, "accounts", [], "accounts"),
    (KINDS, "accounts", ["receiving", "receiving"], "accounts"),
    (KINDS, "accounts", ["pocket"], "accounts"),
    (KINDS, "owner", "maybe", "owner"),
    (KINDS, "deposit", "", "deposit"),
    (KINDS, "receipts", "true", "receipts"),
    (KINDS, "collect", "ra", "collect"),
    (KINDS, "remit", "", "remit"),
    (KINDS, "name_th", "", "name_th"),
    (OFFICES, "code", "๑๐๐๐", "code"),
    (OFFICES, "name_en", "", "name_en"),
    (OFFICES, "account", "123", "account"),
    (OFFICES, "account", "0061000018", "account"),
    (OFFICES, "valid_from", "2569-10-01x", "valid_from"),
    (DEPOSITS, "code", "", "code"),
    (DEPOSITS, "revenue_code", "นก", "revenue_code"),
    (DEPOSITS, "gl_account", "21120101", "gl_account"),
    (DEPOSITS, "fund", "x", "fund"),
    (DEPOSITS, "owner_unit", "210", "owner_unit"),
    (DEPOSITS, "valid_until", "2026-02-30", "valid_until"),
]


def _table(central: Central, path: str) -> Json:
    return central.operate("GET", path).json


@pytest.mark.parametrize(("path", "field", "value", "named"), WRONG)
def test_a_table_that_is_not_sound_is_not_taken(
    central: Central, path: str, field: str, value: Any, named: str
) -> None:
    table = _table(central, path)
    first, *others = table[FIELDS[path]]
    answer = central.replace(path, {**table, FIELDS[path]: [{**first, field: value}, *others]})
    assert facts(answer) == ("field_wrong", {"field": named, "line": "1"})
    assert _table(central, path) == table


@pytest.mark.parametrize("path", [KINDS, OFFICES, DEPOSITS])
def test_two_rows_of_one_code_never_hold_on_one_day(central: Central, path: str) -> None:
    table = _table(central, path)
    rows = table[FIELDS[path]]
    twice = central.replace(path, {**table, FIELDS[path]: [*rows, rows[0]]})
    assert facts(twice) == ("field_wrong", {"field": "valid_from", "line": str(len(rows) + 1)})
    none = central.replace(path, {**table, FIELDS[path]: []})
    assert facts(none) == ("field_wrong", {"field": "rows", "line": ""})
    ended, after = {**rows[0], "valid_until": "2026-11-23"}, {**rows[0], "valid_from": "2026-11-24"}
    answer = central.replace(path, {**table, FIELDS[path]: [ended, after, *rows[1:]]})
    assert answer.status == 200, answer.body
    assert central.replace(path, table).json == table


def test_a_unit_remits_to_the_office_that_is_named_as_its_own(central: Central, collector: Clerk) -> None:
    table = _table(central, OFFICES)
    assert table["units"] == {"2101000002": "5000", OWN_UNIT: raw.PROVINCE}
    assert central.replace(OFFICES, {**table, "units": {OWN_UNIT: "5000"}}).status == 200
    assert raw.terms(collector)["office"] == "5000"
    assert central.replace(OFFICES, {**table, "units": {}}).status == 200
    assert raw.terms(collector)["office"] == raw.DEPARTMENT
    unknown = central.replace(OFFICES, {**table, "units": {"9999999999": "5000"}})
    assert facts(unknown) == ("field_wrong", {"field": "unit", "line": "9999999999"})
    nowhere = central.replace(OFFICES, {**table, "units": {OWN_UNIT: "9999"}})
    assert facts(nowhere) == ("office_wrong", {"office": "9999"})
    assert central.replace(OFFICES, table).status == 200


def test_a_new_office_has_an_account_at_the_bank_from_its_first_day(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    table = _table(central, OFFICES)
    new = {**table["offices"][0], "code": "1001", "name_th": "สำนักงานใหม่", "account": "0069100100"}
    assert central.replace(OFFICES, {**table, "offices": [*table["offices"], new]}).status == 200
    there: Json = {"office": "1001", "office_reason": "ย้ายตามคำสั่ง"}
    parts = raw.parts_worth(central, collector, 4_200)
    raw.approved(approver, raw.proposed(collector, "revenue", parts=parts, **there))
    central.settle()
    books = central.assert_books_right()
    assert next(one["balance_satang"] for one in books["accounts"] if one["account"] == "0069100100") == "4200"
    assert central.replace(OFFICES, table).status == 200
    raw.later(central)  # an office that is gone takes nothing
    assert "office_wrong" in {one["code"] for one in raw.standings(collector).values()}
    central.assert_books_right()
