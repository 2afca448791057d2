"""The marks of lines: a table of rules, and laws that hold for any lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement.changes import ChangeKind, compare
from app.domain.disbursement.lines import Line
from app.domain.disbursement.risk import (
    GRAVE,
    Colleague,
    Paid,
    Registered,
    RiskMark,
    RiskRule,
    Surroundings,
    find,
    must_open,
)
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.money import Money
from app.wire import api, codes

TODAY = date(2026, 11, 23)
PLACE = ("006", "1112223334")
NAME = "นายมานะ ตัวอย่าง"
R = RiskRule


def line(number: int = 1, satang: int = 100_000, name: str = NAME, account: str = PLACE[1]) -> Line:
    return Line(number, "006", account, name, satang)


def paid(
    satang: int = 100_000, day: str = "2026-11-01", status: LineStatus = LineStatus.SETTLED, **changes: str
) -> Paid:
    facts = {"name": NAME, "kind": "welfare", "op_id": "op-1", "document_no": "กค 1", **changes}
    return Paid(facts["name"], satang, status, facts["kind"], facts["op_id"], facts["document_no"], day)


def around(*before: Paid, register: tuple[Registered, ...] = (Registered(NAME),), **changes: object) -> Surroundings:
    facts: dict[str, object] = {"kind": "welfare", "paid_on": TODAY, "today": TODAY} | changes
    return Surroundings(paid={PLACE: before}, register={PLACE: register}, **facts)  # type: ignore[arg-type]


REACHED = Registered(NAME, mobile="0812345678", email="a@b.th")


def told(mobile: str, email: str = "") -> Line:
    """Return a line whose payee would be told there."""
    return line()._replace(mobile=mobile, email=email)


def rules(found: list[RiskMark]) -> list[RiskRule]:
    return [mark.rule for mark in found]


USUAL = tuple(
    paid(satang, day, kind="loan")
    for satang, day in ((90_000, "2026-07-01"), (100_000, "2026-08-01"), (110_000, "2026-09-01"))
)

CASES: list[tuple[str, Line, Surroundings, list[RiskRule]]] = [
    ("nothing is odd", line(), around(*USUAL), []),
    ("never paid", line(), around(), [R.NEW_PAYEE]),
    ("only refused so far", line(), around(paid(status=LineStatus.REJECTED)), [R.NEW_PAYEE]),
    ("paid alike 22 days ago", line(), around(paid()), [R.PAID_RECENTLY]),
    ("in flight alike", line(), around(paid(status=LineStatus.PENDING), *USUAL), [R.PAID_RECENTLY]),
    ("alike 45 days ago", line(), around(paid(day="2026-10-09")), [R.PAID_RECENTLY]),
    ("alike 46 days ago", line(), around(paid(day="2026-10-08")), []),
    ("alike but of another kind", line(), around(paid(kind="loan")), []),
    ("three times the usual", line(satang=300_000), around(*USUAL), []),
    ("more than three times", line(satang=300_001), around(*USUAL), [R.AMOUNT_JUMP]),
    ("a jump after two payments only", line(satang=900_000), around(*USUAL[:2]), []),
    (
        "another name on the account",
        line(),
        around(*USUAL, paid(9, "2026-06-01", name="นางอื่น คนละคน")),
        [R.SHARED_ACCOUNT],
    ),
    ("only the title differs", line(name="ดร. มานะ ตัวอย่าง"), around(*USUAL), []),
    ("not in the register", line(), around(*USUAL, register=()), [R.NOT_REGISTERED]),
    ("told elsewhere", told("0899999999"), around(*USUAL, register=(REACHED,)), [R.CONTACT_DIFFERS]),
    ("told by mail elsewhere", told("", "x@b.th"), around(*USUAL, register=(REACHED,)), [R.CONTACT_DIFFERS]),
    ("told as registered", told("0812345678", "x@b.th"), around(*USUAL, register=(REACHED,)), []),
    ("told by the other way that is registered", told("", "A@B.TH"), around(*USUAL, register=(REACHED,)), []),
    ("told nowhere", told(""), around(*USUAL, register=(REACHED,)), []),
    ("told where the register knows no address", told("0899999999"), around(*USUAL), []),
    (
        "changed 30 days ago",
        line(),
        around(*USUAL, register=(Registered(NAME, changed_on="2026-10-24"),)),
        [R.ACCOUNT_CHANGED],
    ),
    ("changed 31 days ago", line(), around(*USUAL, register=(Registered(NAME, changed_on="2026-10-23"),)), []),
    ("ended yesterday", line(), around(*USUAL, register=(Registered(NAME, "2026-11-22"),)), [R.PAYEE_ENDED]),
    ("ends today", line(), around(*USUAL, register=(Registered(NAME, "2026-11-23"),)), []),
    ("registered under another name", line(), around(*USUAL, register=(Registered("นางอื่น คนละคน"),)), [R.NAME_DIFFERS]),
    (
        "the maker's own",
        line(),
        around(*USUAL, colleagues=(Colleague("u-1", "มานะ ตัวอย่าง", "maker"),)),
        [R.OWN_ACCOUNT],
    ),
    (
        "4,900 and 4,900",
        line(satang=490_000),
        around(paid(490_001, kind="purchase"), kind="purchase", limit=Money(500_000)),
        [R.SPLIT_PURCHASE],
    ),
    (
        "one below the limit",
        line(satang=490_000),
        around(paid(1, "2026-07-01", kind="purchase"), kind="purchase", limit=Money(500_000)),
        [],
    ),
]


@pytest.mark.parametrize(("what", "one", "surroundings", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_rule_marks_what_fits_it_and_nothing_else(
    what: str, one: Line, surroundings: Surroundings, expected: list[RiskRule]
) -> None:
    assert rules(find([one], surroundings)) == expected, what


def test_each_mark_says_the_data_by_which_it_fits() -> None:
    (mark,) = find([line()], around(paid()))
    assert mark.facts == {"op_id": "op-1", "doc_no": "กค 1", "day": "2026-11-01", "status": "settled"}
    (mark,) = find([line(satang=450_000)], around(*USUAL))
    assert mark.facts == {"usual_satang": "100000", "times": "4.5"}
    limited = around(paid(490_000, kind="purchase"), kind="purchase", limit=Money(500_000))
    (mark,) = [each for each in find([line(satang=480_000)], limited) if each.rule is R.SPLIT_PURCHASE]
    assert mark.facts == {"satang": "970000", "count": "2", "since": "2026-11-01"}


def test_twenty_thousand_lines_with_two_hundred_repeats_are_all_found() -> None:
    lines = [
        line(number, 1_000 + number, account=f"{number:010d}", name=f"คนที่ {number}") for number in range(1, 19_801)
    ]
    repeats = [each._replace(row=19_800 + at) for at, each in enumerate(lines[:200], 1)]
    found = find([*lines, *repeats], Surroundings("welfare", TODAY, TODAY))
    repeated = [mark for mark in found if mark.rule is R.REPEATED_IN_BATCH]
    assert [(mark.number, mark.facts["other_line"]) for mark in repeated] == [
        (19_800 + at, str(at)) for at in range(1, 201)
    ]


AMOUNTS = st.integers(1, 900_000)
LINES = st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), AMOUNTS, st.sampled_from(["ก ข", "ค ง"])), max_size=12)


@given(LINES)
def test_marks_never_change_lines_and_name_only_lines_there_are(drawn: list[tuple[str, int, str]]) -> None:
    lines = [Line(at, "006", account, name, satang) for at, (account, satang, name) in enumerate(drawn, 1)]
    found = find(lines, Surroundings("welfare", TODAY, TODAY))
    assert {mark.number for mark in found} <= {each.row for each in lines}
    assert len({(mark.number, mark.rule) for mark in found}) == len(found)
    opened = must_open(found, 5)
    assert len(opened) <= 5
    assert set(opened) <= {mark.number for mark in found if mark.rule in GRAVE}


def test_the_rules_and_bounds_are_those_of_the_wire() -> None:
    from app.domain.disbursement import risk
    from app.services import approval

    assert [rule.value for rule in RiskRule] == [rule.value for rule in codes.RiskRule]
    assert {rule.value for rule in GRAVE} == {rule.value for rule in codes.GRAVE_RISKS}
    ours = (risk.CHANGED_DAYS, risk.RECENT_DAYS, risk.SPLIT_DAYS, risk.JUMP_TIMES, approval.MUST_OPEN_MAX)
    wire = (api.RISK_CHANGED_DAYS, api.RISK_RECENT_DAYS, api.RISK_SPLIT_DAYS, api.RISK_JUMP_TIMES, api.MUST_OPEN_MAX)
    assert ours == wire


def test_ten_seeded_differences_are_all_listed_and_nothing_else() -> None:
    before = [line(n, 100_000, f"คนที่ {n} ตัวอย่าง", f"{n:010d}") for n in range(1, 301)]
    after = [each for each in before if each.row not in (11, 12)]  # two vanish
    after[0] = after[0]._replace(account="9990000001")  # two change accounts
    after[1] = after[1]._replace(account="9990000002")
    after[2] = after[2]._replace(satang=150_000)  # two amounts jump
    after[3] = after[3]._replace(satang=60_000)
    after[4] = after[4]._replace(satang=101_000)  # a little more is no difference
    after += [line(401, 5, "ใหม่ หนึ่ง", "8880000001"), line(402, 5, "ใหม่ สอง", "8880000002")]
    marks = [RiskMark(20, R.SHARED_ACCOUNT, {"other_name": "ก"}), RiskMark(30, R.OWN_ACCOUNT, {"role": "maker"})]
    found = compare(before, after, [*marks, RiskMark(40, R.NEW_PAYEE)])
    assert [(each.kind, each.number) for each in found.differences] == [
        (ChangeKind.OWN_ACCOUNT, 30),
        (ChangeKind.SHARED_ACCOUNT, 20),
        (ChangeKind.ACCOUNT, 1),
        (ChangeKind.ACCOUNT, 2),
        (ChangeKind.AMOUNT, 3),
        (ChangeKind.AMOUNT, 4),
        (ChangeKind.NEW, 401),
        (ChangeKind.NEW, 402),
        (ChangeKind.GONE, 0),
        (ChangeKind.GONE, 0),
    ]
    assert (found.same_count, found.moved_count) == (293, 1)
