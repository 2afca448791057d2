from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.access.company import UserRecord
from app.domain.access.differences import Difference, differences
from app.domain.access.grants import Grant
from app.domain.access.policy import Policy, PolicyRule
from app.domain.access.proposal import AccountPurpose, UnitAccount, UnitApplication
from app.domain.access.user import Role
from app.domain.values.money import Money

MAKER = Grant(Role.MAKER_PAYMENT, date(2026, 10, 1))
RECORD = UserRecord(
    "2101000001", "MAKER09", "3201844471091", "กัลยา น้ำใจงาม", "Kanlaya", "นักวิชาการ", "0812345678", "", grants=(MAKER,)
)
TEXTS = st.text("กขคabc", max_size=3)


def test_only_what_differs_is_told_with_both_sides() -> None:
    after = replace(RECORD, position="หัวหน้าฝ่าย", batch_max=Money(5_000_000))
    assert differences(RECORD, after) == (
        Difference("position", "นักวิชาการ", "หัวหน้าฝ่าย"),
        Difference("batch_max", Money(0), Money(5_000_000)),
    )


def test_a_right_that_changed_is_one_difference_one_that_came_or_went_has_one_side() -> None:
    shorter = replace(MAKER, valid_until=date(2026, 12, 31))
    auditor = Grant(Role.AUDITOR, date(2027, 1, 1))
    assert differences(RECORD, replace(RECORD, grants=(shorter, auditor))) == (
        Difference("grant", MAKER, shorter),
        Difference("grant", None, auditor),
    )
    assert differences(RECORD, replace(RECORD, grants=())) == (Difference("grant", MAKER, None),)


def test_the_order_of_rights_is_no_difference() -> None:
    other = Grant(Role.MAKER_COLLECTION, date(2026, 10, 1))
    one, two = replace(RECORD, grants=(MAKER, other)), replace(RECORD, grants=(other, MAKER))
    assert differences(one, two) == ()


def test_against_nothing_everything_that_is_said_differs() -> None:
    told = {each.field: each.after for each in differences(None, RECORD)}
    assert told["user_id"] == "MAKER09"
    assert told["grant"] == MAKER
    assert "email" not in told
    assert "batch_max" not in told


def test_rules_of_a_policy_are_known_again_by_what_they_match() -> None:
    before = Policy((PolicyRule(above=Money(0), signatures=1), PolicyRule(kind="loan", signatures=2)))
    raised = PolicyRule(above=Money(0), signatures=2)
    after = replace(before, rules=(before.rules[1], raised), password_days=90)
    assert differences(before, after) == (
        Difference("rule", before.rules[0], raised),
        Difference("password_days", 0, 90),
    )


def test_an_account_of_an_application_is_known_again_by_its_number() -> None:
    account = UnitAccount("0061000018", "เงินงบประมาณ", AccountPurpose.BUDGET)
    before = UnitApplication("2101000003", "หน่วยใหม่", "สาขา", "ที่อยู่", (account,))
    renamed = replace(account, name="เงินงบประมาณ หน่วยใหม่")
    assert differences(before, replace(before, accounts=(renamed,))) == (Difference("account", account, renamed),)


@given(st.builds(replace, st.just(RECORD), position=TEXTS, email=TEXTS, name_en=TEXTS))
def test_nothing_differs_from_itself_and_every_difference_is_real(after: UserRecord) -> None:
    assert differences(after, after) == ()
    told = {each.field for each in differences(RECORD, after)}
    real = {each.name for each in fields(after) if getattr(after, each.name) != getattr(RECORD, each.name)}
    assert told == real
