"""Everything that is wrong with a remittance is said at once, in words, with what to do about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.collections.revenue import Receiving, Remits, RevenueType, Treasury
from app.domain.disbursement.draw import Draw
from app.domain.remittances.kinds import (
    DepositAccount,
    FromAccount,
    KindTerms,
    Office,
    Purpose,
    RemittanceKind,
    RemittanceTerms,
    Validity,
    kind_of,
)
from app.domain.remittances.order_rules import Known, RemittanceDraft, faults
from app.domain.remittances.proposal import Readiness, WaitingPart
from app.domain.remittances.remittance import Part, RemittanceItem
from app.domain.values.money import Money

TODAY = date(2026, 11, 23)
ALWAYS = Validity(date(2020, 1, 1), None)
OVER = Validity(date(2020, 1, 1), date(2026, 11, 22))
RECEIVING, OFF_BUDGET, BUDGET = "0061000123", "0061000026", "0061000042"
OTHER = "2101000001"
WORDS = Path(__file__).parents[3] / "resources" / "locale"


def kind(kind_: RemittanceKind, *purposes: Purpose, validity: Validity = ALWAYS) -> KindTerms:
    owner, deposit = kind_.endswith("_for_other"), kind_.startswith("deposit")
    return KindTerms(kind_, "ก", "k", "RA", "R1", frozenset(purposes), owner, deposit, True, validity, "")


TERMS = RemittanceTerms(
    office="4000",
    kinds=(
        kind(RemittanceKind.REVENUE, Purpose.RECEIVING),
        kind(RemittanceKind.REVENUE_FOR_OTHER, Purpose.RECEIVING),
        kind(RemittanceKind.DEPOSIT, Purpose.RECEIVING, Purpose.OFF_BUDGET),
        kind(RemittanceKind.DEPOSIT_FOR_OTHER, Purpose.RECEIVING, Purpose.OFF_BUDGET),
        kind(RemittanceKind.DRAW_RETURN, Purpose.BUDGET),
        kind(RemittanceKind.RECALL_RETURN, Purpose.BUDGET),
    ),
    offices=(
        Office("1000", "กรมบัญชีกลาง", "CGD", "1", ALWAYS),
        Office("4000", "ขอนแก่น", "Khon Kaen", "2", ALWAYS),
        Office("5000", "เก่า", "Old", "3", OVER),
    ),
    deposits=(
        DepositAccount("own", "ก", "a", "901", "2111020199", "", "", ALWAYS, ""),
        DepositAccount("theirs", "ข", "b", "901", "2111020199", "", OTHER, ALWAYS, ""),
        DepositAccount("old", "ค", "c", "901", "2111020199", "", "", OVER, ""),
    ),
    accounts=(
        FromAccount(RECEIVING, "รับ", Purpose.RECEIVING, Money(1_000_000), Money(1_000_000)),
        FromAccount(OFF_BUDGET, "นอกงบ", Purpose.OFF_BUDGET, Money(500_000), Money(500_000)),
        FromAccount(BUDGET, "งบ", Purpose.BUDGET, Money(90_000), Money(90_000)),
    ),
)
FEE = RevenueType(
    "fee", "ค่าธรรมเนียม", "Fee", "676", "4202010199", "19400", Treasury.REVENUE, "01", None, date(2020, 1, 1), None, ""
)
UNIT = Receiving("2102000001", "", "", RECEIVING, "", "", "", "", Remits.UNIT, False, (FEE,))
DRAW = Draw("ขบ02/9", None, BUDGET, 2570, Money(90_000), Money(0), Money(0), Money(90_000), TODAY, True, ())


def part(n: int = 1, **changes: Any) -> WaitingPart:
    right = WaitingPart(
        part=Part(f"KTB{n}", f"2102000001/2570/{n}", "fee", Money(100_000)),
        payer_name="ผู้ชำระ",
        receipt_fy=2570,
        receipt_number=n,
        since=TODAY,
        kind=RemittanceKind.REVENUE,
        row=FEE,
        owner_unit="",
        readiness=Readiness.READY,
    )
    return replace(right, **changes)


KNOWN = Known(TERMS, UNIT, (part(1), part(2)), (DRAW,), TODAY)
ITEM = RemittanceItem("fee", "676", "4202010199", "19400", Money(200_000))
RIGHT = RemittanceDraft(RemittanceKind.REVENUE, RECEIVING, "4000", items=(ITEM,), parts=(part(1).part, part(2).part))
DEPOSIT = RemittanceDraft(
    RemittanceKind.DEPOSIT,
    OFF_BUDGET,
    "4000",
    items=(RemittanceItem("own", "901", "2111020199", "", Money(1), "สัญญา 1/2570"),),
)
RETURN = RemittanceDraft(
    RemittanceKind.DRAW_RETURN,
    BUDGET,
    "4000",
    doc_no="ขบ02/9",
    route="in_year",
    items=(RemittanceItem("", "", "", "", Money(90_000)),),
)


def codes(draft: RemittanceDraft, known: Known = KNOWN) -> list[str]:
    return [one.code for one in faults(draft, known)]


@pytest.mark.parametrize("draft", [RIGHT, DEPOSIT, RETURN])
def test_what_is_right_has_no_fault(draft: RemittanceDraft) -> None:
    assert codes(draft) == []


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (replace(RIGHT, kind=RemittanceKind.RECALL_RETURN), ["kind_not_offered"]),
        (replace(RIGHT, account=""), ["account_missing"]),
        (replace(RIGHT, account="9"), ["account_unknown"]),
        (replace(RIGHT, account=OFF_BUDGET, parts=()), ["account_not_for_kind", "deposit_unknown", "basis_missing"]),
        (replace(DEPOSIT, account=BUDGET), ["account_not_for_kind"]),
        (replace(RIGHT, office=""), ["office_missing"]),
        (replace(RIGHT, office="5000"), ["office_unknown"]),
        (replace(RIGHT, office="1000"), ["office_unexplained"]),
        (replace(RIGHT, office="1000", office_reason="ตามคำสั่ง"), []),
        (replace(RIGHT, owner_unit=OTHER), ["owner_needless", "part_of_other_kind", "part_of_other_kind"]),
        (replace(RIGHT, parts=(), items=()), ["parts_none"]),
        (replace(RIGHT, parts=(*RIGHT.parts, RIGHT.parts[0])), ["part_twice", "items_differ"]),
        (replace(RIGHT, items=(replace(ITEM, amount=Money(1)),)), ["items_differ"]),
        (replace(DEPOSIT, items=()), ["items_none"]),
        (replace(DEPOSIT, items=DEPOSIT.items * 2), ["deposit_twice"]),
        (replace(DEPOSIT, parts=RIGHT.parts), ["parts_needless"]),
        (replace(DEPOSIT, items=(replace(DEPOSIT.items[0], code="old"),)), ["deposit_unknown"]),
        (replace(DEPOSIT, items=(replace(DEPOSIT.items[0], basis=""),)), ["basis_missing"]),
        (replace(DEPOSIT, items=(replace(DEPOSIT.items[0], amount=Money(0)),)), ["amount_nothing"]),
        (replace(DEPOSIT, items=(replace(DEPOSIT.items[0], amount=Money(500_001)),)), ["funds_short"]),
        (replace(DEPOSIT, kind=RemittanceKind.DEPOSIT_FOR_OTHER), ["owner_missing", "deposit_unknown"]),
        (replace(DEPOSIT, kind=RemittanceKind.DEPOSIT_FOR_OTHER, owner_unit="21"), ["owner_wrong", "deposit_unknown"]),
        (
            replace(DEPOSIT, kind=RemittanceKind.DEPOSIT_FOR_OTHER, owner_unit=UNIT.unit),
            ["owner_wrong", "deposit_unknown"],
        ),
        (replace(RETURN, doc_no=""), ["draw_missing"]),
        (replace(RETURN, doc_no="ขบ02/8"), ["draw_unknown"]),
        (replace(RETURN, items=(replace(RETURN.items[0], amount=Money(1)),)), ["nothing_left"]),
        (replace(RIGHT, memo="ก" * 1_001), ["text_long"]),
        (replace(RIGHT, memo="a\u200bb"), ["text_hidden"]),
        (replace(RIGHT, account="", office="", memo="a\u200bb"), ["account_missing", "office_missing", "text_hidden"]),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_said_at_once(draft: RemittanceDraft, wrong: list[str]) -> None:
    assert codes(draft) == wrong


@pytest.mark.parametrize("readiness", [one for one in Readiness if one is not Readiness.READY])
def test_a_part_that_is_not_ready_says_why(readiness: Readiness) -> None:
    known = replace(KNOWN, waiting=(part(1, readiness=readiness), part(2)))
    assert codes(RIGHT, known) == [f"part_{readiness}"]


def test_a_part_that_is_gone_changed_or_under_a_code_that_is_over_is_named() -> None:
    assert codes(RIGHT, replace(KNOWN, waiting=(part(2),))) == ["part_gone"]
    other = replace(part(1).part, receipt_id="2102000001/2570/9")
    assert codes(RIGHT, replace(KNOWN, waiting=(part(1, part=other), part(2)))) == ["part_differs"]
    assert codes(RIGHT, replace(KNOWN, waiting=(part(1, row=None, kind=None), part(2)))) == ["code_not_valid"]
    assert [one.facts["payment_id"] for one in faults(RIGHT, replace(KNOWN, waiting=(part(2),)))] == ["KTB1"]


def test_where_the_portal_remits_collections_stay_and_deposits_may_go() -> None:
    known = replace(KNOWN, receiving=replace(UNIT, remits=Remits.PORTAL))
    assert codes(RIGHT, known) == ["portal_remits"]
    assert codes(DEPOSIT, known) == []


def test_a_kind_or_a_deposit_holds_on_its_days_only() -> None:
    over = replace(TERMS, kinds=(kind(RemittanceKind.REVENUE, Purpose.RECEIVING, validity=OVER),))
    assert codes(RIGHT, replace(KNOWN, terms=over)) == ["kind_not_offered"]
    assert codes(RIGHT, replace(KNOWN, terms=over, today=date(2026, 11, 22))) == []
    assert [one.code for one in TERMS.deposits_for(RemittanceKind.DEPOSIT, TODAY)] == ["own"]
    assert [one.code for one in TERMS.deposits_for(RemittanceKind.DEPOSIT_FOR_OTHER, TODAY)] == ["theirs"]
    assert TERMS.deposits_for(RemittanceKind.REVENUE, TODAY) == ()
    assert [one.account for one in TERMS.accounts_for(RemittanceKind.DEPOSIT, TODAY)] == [RECEIVING, OFF_BUDGET]


@pytest.mark.parametrize(
    ("treasury", "owner", "wanted"),
    [
        (Treasury.REVENUE, "", RemittanceKind.REVENUE),
        (Treasury.REVENUE, UNIT.unit, RemittanceKind.REVENUE),
        (Treasury.REVENUE, OTHER, RemittanceKind.REVENUE_FOR_OTHER),
        (Treasury.DEPOSIT, "", RemittanceKind.DEPOSIT),
        (Treasury.DEPOSIT, OTHER, RemittanceKind.DEPOSIT_FOR_OTHER),
    ],
)
def test_a_revenue_type_goes_under_the_kind_of_its_money_and_owner(
    treasury: Treasury, owner: str, wanted: RemittanceKind
) -> None:
    assert kind_of(replace(FEE, treasury=treasury, owner_unit=owner), UNIT.unit) is wanted


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_fault_has_words_and_says_what_to_do(language: str) -> None:
    said = json.loads((WORDS / language / "remittance_faults.json").read_text("utf-8"))
    source = (Path(__file__).parents[3] / "app/domain/remittances/order_rules.py").read_text("utf-8")
    used = {code for code in said if not code.endswith(".do")}
    assert {f"{code}.do" for code in used} == {code for code in said if code.endswith(".do")}
    assert {f"part_{one}" for one in Readiness if one is not Readiness.READY} <= used
    assert all(f'"{code}"' in source for code in used if code not in {f"part_{one}" for one in Readiness})
