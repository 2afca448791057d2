"""What may be paid, from when on, under which conditions, and how the bank carries it (DI-1, DI-10, ST-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import TODAY, line

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

SORTS = ("tuition", "medical", "meeting", "rent", "overtime", "travel", "exam", "committee", "speaker", "procurement")
CONTRACT = {"basis_no": "สัญญาที่ 7/2570", "basis_date": "2026-11-20"}
CITIZEN = "1234545678781"
REFUSED: list[tuple[Json, Json, str, Json]] = [
    # what the head says, what the first line says, the refusal with its facts
    ({"sub_kind": ""}, {}, "sub_kind_wrong", {"kind": "welfare", "sub_kind": ""}),
    ({"sub_kind": "dancing"}, {}, "sub_kind_wrong", {"kind": "welfare", "sub_kind": "dancing"}),
    ({"kind": "purchase", "sub_kind": "overtime"}, {}, "sub_kind_wrong", {"kind": "purchase", "sub_kind": "overtime"}),
    ({"kind": "loan", "basis_no": "", "basis_date": ""}, {}, "basis_missing", {"kind": "loan"}),
    ({"kind": "loan", "basis_no": "7/2570", "basis_date": ""}, {}, "basis_missing", {"kind": "loan"}),
    ({"kind": "loan", "basis_date": "2026-11-31"}, {}, "field_wrong", {"field": "basis_date", "line": ""}),
    ({"kind": "purchase"}, {"satang": "500000"}, "kind_limit", {"line": "1"}),
    ({"kind": "citizen_welfare"}, {}, "field_wrong", {"field": "person_id", "line": "1"}),
    ({"service": "rocket"}, {}, "service_wrong", {"service": "rocket"}),
    (
        {},
        {"satang": "200000001"},
        "service_limit",
        {"service": "express", "line": "1", "min_satang": "", "max_satang": "200000000"},
    ),
    ({"service": "standard", "value_date": TODAY}, {}, "value_date_wrong", {"earliest": "2026-11-24"}),
]


@pytest.mark.parametrize(("head", "first", "code", "facts"), REFUSED)
def test_what_the_tables_do_not_allow_is_refused(maker: Clerk, head: Json, first: Json, code: str, facts: Json) -> None:
    answer, _ = maker.submit([line(1, **first)], **head)
    assert (answer.status, answer.code) == (422, code)
    assert facts.items() <= answer.json["facts"].items()


def test_what_the_tables_allow_is_taken(maker: Clerk) -> None:
    for number, sort in enumerate(SORTS):
        assert maker.submit([line(1, 1000 + number)], sub_kind=sort)[0].status == 201
    taken = [
        maker.submit([line(1)], kind="loan", **CONTRACT),
        maker.submit([line(1, 499_999)], kind="purchase"),
        maker.submit([line(1, person_id=CITIZEN)], kind="citizen_welfare"),
        maker.submit([line(1)], service="standard", value_date="2026-11-24"),
        maker.submit([line(1, 200_000_001)], service="bahtnet"),
        maker.submit([line(1, 200_000_001, bank="006")]),
        maker.submit([line(1, 200_000_000)]),
    ]
    assert [answer.status for answer, _ in taken] == [201] * len(taken)


def test_the_unit_is_told_the_tables_with_their_sources(maker: Clerk) -> None:
    unit = maker.ask("GET", "/v1/unit").json
    assert [row["sub_kind"] for row in unit["kinds"] if row["kind"] == "welfare"] == list(SORTS)
    assert all(row["source"] for row in (*unit["kinds"], *unit["services"]))
    assert {row["returns"] for row in unit["kinds"] if row["sub_kind"] == "medical"} == {"medical"}
    assert [row["service"] for row in unit["services"]] == ["express", "standard", "bahtnet"]
    assert all("ตรวจสอบกับธนาคาร" in row["source"] for row in unit["services"])
    assert (unit["payees"], unit["release"]) == ("", "")


def test_a_kind_holds_on_its_days_by_the_value_date(fresh: Central, own_maker: Clerk) -> None:
    kinds = fresh.operate("GET", "kinds").json["kinds"]
    later = {**kinds[0], "kind": "scholarship", "sub_kind": "", "valid_from": "2026-11-25", "valid_until": "2026-11-26"}
    assert fresh.replace("kinds", {"kinds": [*kinds, later]}).status == 200
    codes = {
        day: own_maker.submit([line(1)], kind="scholarship", value_date=day)[0].code
        for day in ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
    }
    assert list(codes.values()) == ["sub_kind_wrong", "", "", "sub_kind_wrong"]
    assert own_maker.ask("GET", "/v1/unit").json["kinds"][-1] == later


def test_the_operator_changes_a_limit_and_a_cut_off(fresh: Central, own_maker: Clerk) -> None:
    services = fresh.operate("GET", "services").json["services"]
    services[0] |= {"min_satang": "1000", "max_satang": "5000", "cut_off": "08:45"}
    assert fresh.replace("services", {"services": services}).status == 200
    assert own_maker.submit([line(1, 4000)])[0].json["facts"]["earliest"] == "2026-11-24"  # it is nine o'clock
    for satang, code in ((999, "service_limit"), (1000, ""), (5000, ""), (5001, "service_limit")):
        assert own_maker.submit([line(1, satang)], value_date="2026-11-24")[0].code == code


WRONG_TABLES: list[tuple[str, Json, Json]] = [
    ("kinds", {"kind": "Purchase!"}, {"field": "kind", "line": "1"}),
    ("kinds", {"line_satang_below": "-5"}, {"field": "line_satang_below", "line": "1"}),
    ("kinds", {"valid_from": "2026-02-30"}, {"field": "valid_from", "line": "1"}),
    ("kinds", {"sub_kind": "medical"}, {"field": "valid_from", "line": "2"}),
    ("kinds", {"payees": "cats"}, {"field": "payees", "line": "1"}),
    ("services", {"min_satang": "9", "max_satang": "8"}, {"field": "max_satang", "line": "1"}),
    ("services", {"cut_off": "25:00"}, {"field": "cut_off", "line": "1"}),
    ("services", {"lead_days": "99"}, {"field": "lead_days", "line": "1"}),
    ("services", {"ordinary": "no"}, {"field": "ordinary", "line": ""}),
    ("services", {"service": "standard"}, {"field": "valid_from", "line": "2"}),
]


@pytest.mark.parametrize(("table", "change", "facts"), WRONG_TABLES)
def test_a_table_that_is_not_sound_is_refused_and_the_old_one_stays(
    fresh: Central, table: str, change: Json, facts: Json
) -> None:
    before = fresh.operate("GET", table).json
    rows = [{**before[table][0], **change}, *before[table][1:]]
    answer = fresh.replace(table, {table: rows})
    assert (answer.status, answer.code, answer.json["facts"]) == (422, "field_wrong", facts)
    assert fresh.replace(table, {table: []}).code == "field_wrong"
    assert fresh.operate("GET", table).json == before


PROMPTPAY = [(CITIZEN, ""), ("0812345678", ""), ("1234545678782", "acct"), ("02123456", "acct"), ("1000000001", "acct")]


@pytest.mark.parametrize(("acct", "wrong"), PROMPTPAY)
def test_promptpay_finds_a_payee_by_a_valid_id(maker: Clerk, authorizer: Clerk, acct: str, wrong: str) -> None:
    answer, payment = maker.submit([line(1, bank="promptpay", acct=acct)])
    assert answer.json.get("facts", {"field": ""})["field"] == wrong
    if not wrong:
        assert authorizer.decide(payment["op_id"]).status == 201
        maker.central.settle()
        assert maker.content(payment["op_id"])["status"] == "settled"
        books = maker.central.assert_books_right()
        assert {"0"} != {row["balance_satang"] for row in books["accounts"] if row["account"] == "bank:promptpay"}
