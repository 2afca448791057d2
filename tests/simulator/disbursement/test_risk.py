"""Each rule of risk marks what it should, with its data, and nothing else (DU-2 to DU-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import Central, Clerk, line
from tests.helpers.raw_payees import fresh as somebody
from tests.helpers.raw_payees import line_of, register

if TYPE_CHECKING:
    from tests.helpers.raw_central import Json

LATER, NEXT_DAY = "2026-12-01", "2026-11-24"
SILENT = ("not_registered", "new_payee")


def marks(clerk: Clerk, op_id: str, *besides: str) -> list[tuple[str, str, Json]]:
    found = clerk.content(op_id)["marks"]
    return [(mark["n"], mark["rule"], mark["facts"]) for mark in found if mark["rule"] not in (besides or SILENT)]


def submitted(maker: Clerk, lines: list[Json], **head: str) -> str:
    answer, payment = maker.submit(lines, **({"value_date": LATER} | head))
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def paid(maker: Clerk, authorizer: Clerk, lines: list[Json], **head: str) -> str:
    op_id = submitted(maker, lines, value_date="2026-11-23", **head)
    assert authorizer.decide(op_id).status == 201
    maker.central.settle()
    return op_id


def test_a_first_payment_is_new_and_a_repeated_one_is_known(own_maker: Clerk, own_authorizer: Clerk) -> None:
    first = paid(own_maker, own_authorizer, [line(1)], doc_no="ฎ.1/2570")
    assert marks(own_maker, first, "") == [("1", "new_payee", {}), ("1", "not_registered", {})]
    second = submitted(own_maker, [line(1), line(2, 9_999)])
    same = {"op_id": first, "doc_no": "ฎ.1/2570", "day": "2026-11-23", "status": "settled"}
    assert marks(own_maker, second, "not_registered") == [("1", "paid_recently", same), ("2", "new_payee", {})]
    assert own_authorizer.content(second)["must_open"] == ["1"]


def test_what_waits_is_told_like_what_was_paid_but_not_what_was_taken_back(own_maker: Clerk) -> None:
    waiting = submitted(own_maker, [line(1)])
    other = submitted(own_maker, [line(1)])
    assert marks(own_maker, other) == [
        ("1", "paid_recently", {"op_id": waiting, "doc_no": "", "day": LATER, "status": "pending"})
    ]
    assert own_maker.move("withdraw", waiting).status == 201
    assert marks(own_maker, other) == []
    loan = submitted(own_maker, [line(1)], kind="loan")
    assert marks(own_maker, loan) == []  # another kind


def test_the_same_payee_and_amount_in_one_batch_is_marked_where_it_comes_again(own_maker: Clerk) -> None:
    lines = [line(1, 500), line(2, 500), line(3, 500, acct="1000000001", name="ผู้รับเงิน ตัวอย่างที่ 1")]
    assert marks(own_maker, submitted(own_maker, lines, dup_ack="ตรวจแล้ว")) == [
        ("3", "repeated_in_batch", {"other_line": "1"})
    ]


def test_an_amount_far_above_what_the_payee_got_before_is_a_jump(own_maker: Clerk, own_authorizer: Clerk) -> None:
    for satang in (1_000, 1_200, 5_000):
        before = submitted(own_maker, [line(1, 3_601)])
        assert marks(own_maker, before) == []
        assert own_maker.move("withdraw", before).status == 201
        paid(own_maker, own_authorizer, [line(1, satang)])
    assert marks(own_maker, submitted(own_maker, [line(1, 3_600)])) == []
    jump = submitted(own_maker, [line(1, 3_601)])
    assert marks(own_maker, jump) == [("1", "amount_jump", {"usual_satang": "1200", "times": "3"})]


def test_one_account_under_two_names_is_marked(own_maker: Clerk, own_authorizer: Clerk) -> None:
    lines = [line(1, 100), line(2, 200, acct="1000000001", name="อีกคนหนึ่ง")]
    op_id = submitted(own_maker, lines)
    names = [mark for mark in marks(own_maker, op_id) if mark[1] == "shared_account"]
    assert names == [
        ("1", "shared_account", {"other_name": "อีกคนหนึ่ง"}),
        ("2", "shared_account", {"other_name": "ผู้รับเงิน ตัวอย่างที่ 1"}),
    ]
    paid(own_maker, own_authorizer, [{**line(5, 300), "n": "1"}])
    renamed = submitted(own_maker, [{**line(5, 400, name="ชื่อใหม่"), "n": "1"}])
    assert marks(own_maker, renamed) == [("1", "shared_account", {"other_name": "ผู้รับเงิน ตัวอย่างที่ 5"})]


def test_purchases_under_the_limit_that_reach_it_together_are_marked(own_maker: Clerk, own_authorizer: Clerk) -> None:
    """4,900 + 4,900 baht to one payee within the window is flagged (DI-10)."""
    paid(own_maker, own_authorizer, [line(1, 490_000)], kind="purchase")
    second = submitted(own_maker, [line(1, 480_000), line(2, 490_000)], kind="purchase")
    assert marks(own_maker, second) == [
        ("1", "split_purchase", {"satang": "970000", "count": "2", "since": "2026-11-23"})
    ]
    assert "1" in own_authorizer.content(second)["must_open"]
    twice = submitted(own_maker, [line(1, 250_000, acct="5550000001"), line(2, 249_999, acct="5550000001",
                      name="ผู้รับเงิน ตัวอย่างที่ 1")], kind="purchase")  # fmt: skip
    assert marks(own_maker, twice) == []
    assert (
        marks(own_maker, submitted(own_maker, [{**line(3, 490_000), "n": "1"}, line(2, 490_000)])) == []
    )  # no purchase


def test_the_register_tells_of_changed_ended_and_differing_payees(fresh: Central, own_maker: Clerk) -> None:
    with fresh.books() as database:
        for number, (name, until, ended, changed) in enumerate(
            [
                ("คนเปลี่ยนบัญชี", "", "", "2026-11-20"),
                ("คนเปลี่ยนนานแล้ว", "", "", "2026-10-01"),
                ("คนพ้นตำแหน่ง", "2026-11-30", "", ""),
                ("คนชื่ออื่น", "", "", ""),
            ],
            1,
        ):
            database.execute(
                "INSERT INTO payees (unit, payee_id, version, person_id, name, bank, acct, acct_name, until,"
                " merged_into, ended_on, account_changed_on, record)"
                " VALUES (?, ?, 1, '', ?, '004', ?, ?, ?, '', ?, ?, '{}')",
                (
                    own_maker.session["unit"],
                    f"p{number}",
                    name,
                    f"{2_000_000_000 + number}",
                    name,
                    until,
                    ended,
                    changed,
                ),
            )
    people = ["คนเปลี่ยนบัญชี", "คนเปลี่ยนนานแล้ว", "คนพ้นตำแหน่ง", "คนละคน"]
    lines = [line(n, 100 + n, acct=f"{2_000_000_000 + n}", name=name) for n, name in enumerate(people, 1)]
    assert marks(own_maker, submitted(own_maker, lines)) == [
        ("1", "account_changed", {"day": "2026-11-20"}),
        ("3", "payee_ended", {"day": "2026-11-30"}),
        ("4", "name_differs", {"registered_name": "คนชื่ออื่น"}),
    ]


def test_who_would_be_told_elsewhere_than_the_register_says_is_marked_but_must_not_be_opened(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk
) -> None:
    one, silent = somebody(mobile="0812345678", email="a@b.th"), somebody(mobile="", email="")
    register(own_maker, own_authorizer, one, silent)
    told = [{"mobile": "0899999999"}, {"email": "x@b.th"}, {"mobile": "0812345678", "email": "x@b.th"}]
    told += [{"email": "A@B.TH"}, {}]
    lines = [line_of(one, n, 1_000 + n, **at) for n, at in enumerate(told, 1)]
    lines.append(line_of(silent, 6, mobile="0899999999"))
    lines.append(line(7, mobile="0899999999"))
    op_id = submitted(own_maker, lines)
    assert [mark for mark in marks(own_maker, op_id) if mark[1] == "contact_differs"] == [
        ("1", "contact_differs", {"told": "0899999999", "registered": "0812345678"}),
        ("2", "contact_differs", {"told": "x@b.th", "registered": "0812345678"}),
    ]
    assert own_authorizer.content(op_id)["must_open"] == []


@pytest.mark.campaign
def test_every_duplicate_among_very_many_lines_is_found(own_maker: Clerk, own_authorizer: Clerk) -> None:
    """20,000 lines, of which 200 are the same payee and amount as another: each is marked, and it is quick."""
    lines = [line(n, 10_000 + n % 997) for n in range(1, 20_001)]
    for number in range(200):
        at, other = 10_000 + number * 37, 1 + number * 41
        lines[at] = {**lines[other], "n": str(at + 1)}
    op_id = submitted(own_maker, lines, dup_ack="ตรวจแล้ว")
    found = {mark[0] for mark in marks(own_maker, op_id) if mark[1] == "repeated_in_batch"}
    assert found == {str(10_001 + number * 37) for number in range(200)}
    again = submitted(own_maker, lines[:3])
    assert len([mark for mark in marks(own_maker, again) if mark[1] == "paid_recently"]) == 3
    wanted = own_authorizer.content(op_id)["must_open"]
    assert wanted[:4] == ["1", "2", "3", "10001"]  # the last is the second line again
    assert len(wanted) == 4 + 5
    assert own_authorizer.decide(op_id).status == 201
