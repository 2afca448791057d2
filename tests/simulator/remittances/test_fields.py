"""Which fields each kind of remittance has, from which account, to which office and on which day (RE-1, 2, 3, 9)."""

from __future__ import annotations

import copy
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import Clerk, canonical
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, PORTAL_UNIT, facts
from tests.helpers.raw_payees import command

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Central, Json

Refused = tuple[str, dict[str, str]]
REVENUE, REVENUE_FOR_OTHER = "revenue", "revenue_for_other"
DEPOSIT, DEPOSIT_FOR_OTHER = "deposit", "deposit_for_other"
DRAW = "draw_return"
DOC_NO = "3600000001"


@pytest.fixture(scope="module")
def right(central: Central, collector: Clerk, depositor: Clerk) -> dict[str, Json]:
    """Return an order of each kind that would be taken, none of which is ever sent."""
    draw = {"unit": OWN_UNIT, "doc_no": DOC_NO, "doc_date": "2026-11-20", "account": raw.BUDGET[OWN_UNIT]}
    assert central.operate("POST", "draws", {**draw, "satang": "600000"}).status == 200
    own = raw.parts_worth(central, collector, 20_000, 30_000)
    others = raw.parts_worth(central, collector, 10_000, revenue_type="permit_fee_for_other")
    items = [raw.deposit_item(depositor, "00901", 50_000)]
    held = [raw.deposit_item(depositor, "00981", 60_000)]
    deposit = {"account": raw.OFF_BUDGET}
    return {
        REVENUE: raw.remittance_order(collector, REVENUE, parts=own),
        REVENUE_FOR_OTHER: raw.remittance_order(collector, REVENUE_FOR_OTHER, parts=others),
        DEPOSIT: raw.remittance_order(depositor, DEPOSIT, items=items, **deposit),
        DEPOSIT_FOR_OTHER: raw.remittance_order(
            depositor, DEPOSIT_FOR_OTHER, items=held, owner_unit=OWN_UNIT, **deposit
        ),
        DRAW: raw.return_of_draw(collector, DOC_NO, 600_000),
    }


def wrong(field: str, line: str = "") -> Refused:
    return "field_wrong", {"field": field, "line": line}


def _sent(clerk: Clerk, order: Json) -> Answer:
    return raw.propose(clerk, {**order, "req_id": str(uuid.uuid4())})[0]


def _changed(order: Json, path: str, value: Any) -> Json:
    """Return an order with one value changed, ``items.0.code`` deep; the whole total follows where it can."""
    changed = copy.deepcopy(order)
    *way, last = path.split(".")
    place: Any = changed
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return changed


COMMON: list[tuple[str, Any, Refused]] = [
    ("typ", "khlang.remittance/2", wrong("typ")),
    ("kind", "gift", wrong("kind")),
    ("kind", "recall_return", wrong("kind")),
    ("kind", "", wrong("kind")),
    ("account", "0061000018", ("account_unknown", {"account": "0061000018"})),
    ("account", "", ("account_unknown", {"account": ""})),
    ("account", "bank:004", ("account_unknown", {"account": "bank:004"})),
    ("office", "9999", ("office_wrong", {"office": "9999"})),
    ("office", "", ("office_wrong", {"office": ""})),
    ("office", "5000", ("office_unexplained", {"office": "4000"})),
    ("office_reason", "ใกล้กว่า", wrong("office_reason")),
    ("office_reason", "ก" * 201, wrong("office_reason")),
    ("route", "in_year", wrong("route")),
    ("doc_no", DOC_NO, wrong("doc_no")),
    ("items", [], wrong("items")),
    ("total_satang", "49999", ("total_wrong", {})),
    ("total_satang", "", ("total_wrong", {})),
    ("total_satang", "050000", ("total_wrong", {})),
    ("memo", "ก" * 1_001, wrong("memo")),
    ("memo", "ซ่อน\u200bตัว", wrong("memo")),
    ("made_at", "2026-11-23", wrong("made_at")),
    ("items.0.satang", "0", wrong("satang", "1")),
    ("items.0.satang", "-1", wrong("satang", "1")),
    ("items.0.satang", "20,000", wrong("satang", "1")),
]
"""About an order of state revenue; most of it is the same for every kind."""
PARTS_WRONG: list[tuple[str, Any, Refused]] = [
    ("parts", [], wrong("parts")),
    ("owner_unit", raw.OTHER_OWNER, wrong("owner_unit")),
    ("items.0.code", "service_fee", wrong("items")),
    ("items.0.revenue_code", "677", wrong("items", "1")),
    ("items.0.gl_account", "4202010100", wrong("items", "1")),
    ("items.0.fund", "7019400", wrong("items", "1")),
    ("items.0.basis", "หนังสือ", wrong("items", "1")),
    ("parts.0.payment_id", "nothing", ("not_found", {})),
    ("kind", REVENUE_FOR_OTHER, wrong("owner_unit")),
    ("kind", DEPOSIT, ("revenue_type_wrong", {"bill_id": "", "code": "permit_fee"})),
    ("account", raw.BUDGET[OWN_UNIT], ("kind_account_wrong", {"kind": REVENUE, "account": raw.BUDGET[OWN_UNIT]})),
]


@pytest.mark.parametrize(("path", "value", "refused"), [*COMMON, *PARTS_WRONG])
def test_state_revenue_is_refused_with_a_field_that_does_not_fit(
    collector: Clerk, right: dict[str, Json], path: str, value: Any, refused: Refused
) -> None:
    assert facts(_sent(collector, _changed(right[REVENUE], path, value))) == refused


FOR_OTHER_WRONG: list[tuple[str, Any, Refused]] = [
    ("owner_unit", "", wrong("owner_unit")),
    ("owner_unit", "210100000", wrong("owner_unit")),
    ("owner_unit", "๒๑๐๑๐๐๐๐๐๑", wrong("owner_unit")),
    ("owner_unit", OWN_UNIT, wrong("owner_unit")),
    ("owner_unit", "2101000002", wrong("owner_unit")),
    ("kind", REVENUE, wrong("owner_unit")),
    ("kind", DEPOSIT_FOR_OTHER, ("revenue_type_wrong", {"bill_id": "", "code": "permit_fee_for_other"})),
    ("doc_no", DOC_NO, wrong("doc_no")),
    ("items.0.code", "", wrong("items")),
]


@pytest.mark.parametrize(("path", "value", "refused"), FOR_OTHER_WRONG)
def test_revenue_for_another_agency_names_that_agency_and_nothing_else(
    collector: Clerk, right: dict[str, Json], path: str, value: Any, refused: Refused
) -> None:
    assert facts(_sent(collector, _changed(right[REVENUE_FOR_OTHER], path, value))) == refused


PART = {"payment_id": "x", "receipt_id": "x", "revenue_type": "contract_deposit", "satang": "50000"}
BUDGET_ACCOUNT = raw.BUDGET[PORTAL_UNIT]
DEPOSIT_WRONG: list[tuple[str, Any, Refused]] = [
    ("parts", [PART], wrong("parts")),
    ("items.0.basis", "", wrong("basis", "1")),
    ("items.0.code", "00999", ("deposit_wrong", {"code": "00999"})),
    ("items.0.code", "contract_deposit", ("deposit_wrong", {"code": "contract_deposit"})),
    ("items.0.code", "00981", ("deposit_wrong", {"code": "00981"})),
    ("items.0.revenue_code", "902", wrong("items", "1")),
    ("items.0.gl_account", "2111020199", wrong("items", "1")),
    ("items.0.fund", "", wrong("items", "1")),
    ("owner_unit", OWN_UNIT, wrong("owner_unit")),
    ("kind", REVENUE, ("kind_account_wrong", {"kind": REVENUE, "account": raw.OFF_BUDGET})),
    ("kind", DEPOSIT_FOR_OTHER, wrong("owner_unit")),
    ("account", BUDGET_ACCOUNT, ("kind_account_wrong", {"kind": DEPOSIT, "account": BUDGET_ACCOUNT})),
    ("account", ACCOUNTS[PORTAL_UNIT], ("portal_remits", {})),
    ("office", "4000", ("office_unexplained", {"office": "1000"})),
    ("doc_no", DOC_NO, wrong("doc_no")),
    ("route", "in_year", wrong("route")),
]


@pytest.mark.parametrize(("path", "value", "refused"), DEPOSIT_WRONG)
def test_a_deposit_out_of_an_off_budget_account_has_codes_and_a_basis_and_no_receipts(
    depositor: Clerk, right: dict[str, Json], path: str, value: Any, refused: Refused
) -> None:
    assert facts(_sent(depositor, _changed(right[DEPOSIT], path, value))) == refused


DEPOSIT_FOR_OTHER_WRONG: list[tuple[str, Any, Refused]] = [
    ("owner_unit", "", wrong("owner_unit")),
    ("owner_unit", PORTAL_UNIT, wrong("owner_unit")),
    ("owner_unit", "2102000002", ("deposit_wrong", {"code": "00981"})),
    ("items.0.code", "00901", ("deposit_wrong", {"code": "00901"})),
    ("kind", DEPOSIT, wrong("owner_unit")),
]


@pytest.mark.parametrize(("path", "value", "refused"), DEPOSIT_FOR_OTHER_WRONG)
def test_a_deposit_for_another_agency_is_of_that_agency_s_account(
    depositor: Clerk, right: dict[str, Json], path: str, value: Any, refused: Refused
) -> None:
    assert facts(_sent(depositor, _changed(right[DEPOSIT_FOR_OTHER], path, value))) == refused


DRAW_WRONG: list[tuple[str, Any, Refused]] = [
    ("doc_no", "", wrong("doc_no")),
    ("doc_no", "nothing", ("not_found", {})),
    ("route", "", wrong("route")),
    ("route", "prior_year", ("route_changed", {"route": "in_year"})),
    ("route", "medical", ("route_changed", {"route": "in_year"})),
    ("owner_unit", raw.OTHER_OWNER, wrong("owner_unit")),
    ("parts", [PART], wrong("parts")),
    ("items.0.code", "permit_fee", wrong("items")),
    ("items.0.basis", "หนังสือ", wrong("items")),
    ("account", ACCOUNTS[OWN_UNIT], ("kind_account_wrong", {"kind": DRAW, "account": ACCOUNTS[OWN_UNIT]})),
]


@pytest.mark.parametrize(("path", "value", "refused"), DRAW_WRONG)
def test_a_draw_s_return_names_its_draw_and_its_way_and_no_codes(
    collector: Clerk, right: dict[str, Json], path: str, value: Any, refused: Refused
) -> None:
    assert facts(_sent(collector, _changed(right[DRAW], path, value))) == refused


@pytest.mark.parametrize("satang", [1, 599_999, 600_001])
def test_a_draw_goes_back_wholly_or_not_at_all(collector: Clerk, right: dict[str, Json], satang: int) -> None:
    answer = _sent(collector, raw.return_of_draw(collector, DOC_NO, satang))
    assert facts(answer) == ("nothing_left", {"doc_no": DOC_NO, "residue_satang": "600000"})


@pytest.mark.parametrize("kind", [REVENUE, REVENUE_FOR_OTHER, DEPOSIT, DEPOSIT_FOR_OTHER, DRAW])
def test_every_kind_is_right_as_it_is(collector: Clerk, depositor: Clerk, right: dict[str, Json], kind: str) -> None:
    """Hand each in at last: had the orders above been wrong in anything else, they would have proven nothing."""
    clerk = depositor if right[kind]["unit"] == PORTAL_UNIT else collector
    answer, said = raw.propose(clerk, right[kind])
    assert (answer.status, answer.json["status"]) == (201, "proposed"), answer.body
    assert raw.recall(clerk, said["order"]["req_id"]).status == 201


def test_parts_are_whole_once_and_in_the_order_of_their_receipts(collector: Clerk, right: dict[str, Json]) -> None:
    order = right[REVENUE]
    first, second = order["parts"]

    def sent(parts: list[Json]) -> Answer:
        return raw.propose(collector, raw.remittance_order(collector, REVENUE, parts=parts))[0]

    assert facts(sent([second, first])) == wrong("parts")
    assert facts(sent([first, first])) == wrong("parts")
    differs = ("part_differs", {"payment_id": first["payment_id"], "satang": "20000"})
    assert facts(sent([{**first, "satang": "19999"}, second])) == differs
    other_receipt = [{**first, "receipt_id": second["receipt_id"]}, second]
    assert facts(sent(other_receipt)) == ("part_not_due", {"payment_id": first["payment_id"]})
    other_type = [{**first, "revenue_type": "service_fee"}, second]
    nothing_of_it = ("part_differs", {"payment_id": first["payment_id"], "satang": "0"})
    assert facts(sent(other_type)) == nothing_of_it


def test_the_portal_s_units_send_no_collections_and_nobody_another_unit_s(
    collector: Clerk, depositor: Clerk, right: dict[str, Json]
) -> None:
    said = raw.remittance_order(depositor, REVENUE, parts=right[REVENUE]["parts"])
    assert raw.propose(depositor, said)[0].code == "portal_remits"
    assert raw.propose(collector, {**right[REVENUE], "unit": PORTAL_UNIT})[0].code == "other_unit"


def test_an_order_in_another_s_name_or_signed_otherwise_is_refused(
    collector: Clerk, approver: Clerk, right: dict[str, Json]
) -> None:
    said = {**right[REVENUE], "req_id": str(uuid.uuid4())}
    assert facts(raw.propose(collector, {**said, "maker_uid": approver.uid})[0]) == wrong("maker_uid")
    assert raw.propose(collector, {**said, "maker_kid": approver.kid})[0].code == "key_unknown"
    assert raw.propose(collector, {**said, "device": approver.device})[0].code == "device_wrong"
    label = command(collector, "propose-remittance", order=said, order_sig=collector.sign("COL1", canonical(said)))
    assert collector.send(label).code == "signature_wrong"
    more = raw.propose_body(collector, said, order={**said, "memo": "เพิ่มภายหลัง"})
    assert collector.send(more).code == "signature_wrong"
    extra = raw.propose_body(collector, said, comment="x")
    assert collector.send(extra).code == "not_canonical"
    stale = raw.propose_body(collector, said, session_epoch="0")
    assert collector.send(stale).code == "session_stale"


def test_only_who_remits_proposes_and_payers_return_draws_too(
    central: Central, collector: Clerk, approver: Clerk, right: dict[str, Json]
) -> None:
    payer = Clerk.ready(central, "GMIS210201", "MAKER01")
    same = {name: right[REVENUE][name] for name in ("parts", "items")}
    for clerk in (payer, approver):
        assert raw.propose(clerk, raw.remittance_order(clerk, REVENUE, **same))[0].code == "role_missing"
    assert raw.propose(approver, raw.return_of_draw(approver, DOC_NO, 600_000))[0].code == "role_missing"
    answer, said = raw.propose(payer, raw.return_of_draw(payer, DOC_NO, 600_000))
    assert answer.status == 201, answer.body
    assert raw.recall(collector, said["order"]["req_id"]).code == "not_the_maker"
    assert raw.recall(payer, said["order"]["req_id"]).status == 201


def test_what_the_unit_is_offered_is_what_it_may_send(collector: Clerk, depositor: Clerk) -> None:
    told = raw.terms(collector)
    assert told["office"] == raw.PROVINCE
    assert [(one["account"], one["purpose"]) for one in told["accounts"]] == [
        ("0061000042", "budget"),
        ("0061000123", "receiving"),
    ]
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert {kind: one["accounts"] for kind, one in kinds.items()} == {
        REVENUE: ["receiving"],
        REVENUE_FOR_OTHER: ["receiving"],
        DEPOSIT: ["receiving", "off_budget"],
        DEPOSIT_FOR_OTHER: ["receiving", "off_budget"],
        DRAW: ["budget"],
        "recall_return": ["budget"],
    }
    assert {kind for kind, one in kinds.items() if one["owner"] == "yes"} == {REVENUE_FOR_OTHER, DEPOSIT_FOR_OTHER}
    assert len(told["offices"]) == 77
    assert raw.terms(depositor)["office"] == raw.DEPARTMENT
    purposes = {one["account"]: one["purpose"] for one in raw.terms(depositor)["accounts"]}
    assert purposes == {"0061000018": "budget", "0061000026": "off_budget", "0061000115": "receiving"}
