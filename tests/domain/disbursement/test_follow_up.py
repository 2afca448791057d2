"""How the sum of a batch divides, whatever becomes of its lines."""

from __future__ import annotations

import random

import pytest

from app.domain.disbursement.follow_up import FAILED, Fate, Origin, equation, fate, paid_again
from app.domain.disbursement.record import LineRecord
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.money import Money

_L = LineStatus


def line(number: int, status: LineStatus, satang: int = 100, closed: str = "") -> LineRecord:
    return LineRecord(
        number, 0, "006", "1234567890", "ผู้รับเงิน", Money(satang).format(), satang, "", "", "", "", {}, status,
        reason="AC04", bank_reference="FT1", notice="sms", verdicts="name:spaces+", closed=closed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "followed", "closed", "wanted"),
    [
        (_L.SETTLED, True, "other", Fate.SETTLED),
        (_L.REJECTED, True, "", Fate.FOLLOWED),
        (_L.RETURNED, False, "", Fate.OPEN),
        (_L.DECLINED, False, "", Fate.OPEN),
        (_L.REJECTED, False, "other_way", Fate.CLOSED),
        (_L.PENDING, False, "", Fate.WAITING),
        (_L.DRAFT, False, "", Fate.WAITING),
        (_L.VOIDED, False, "", Fate.WAITING),
    ],
)
def test_every_line_has_one_fate(status: LineStatus, followed: bool, closed: str, wanted: Fate) -> None:
    assert fate(line(1, status, closed=closed), {1} if followed else set()) is wanted


def test_the_shares_are_always_the_whole() -> None:
    chance = random.Random(7)  # noqa: S311  (the same lines every time)
    for _ in range(50):
        lines = [
            line(n, chance.choice(list(LineStatus)), chance.randrange(1, 10**9), chance.choice(("", "other")))
            for n in range(1, 60)
        ]
        followed = {n for n in range(1, 60) if chance.random() < 0.3}
        found = equation(lines, followed)
        assert found.total.satang == sum(each.satang or 0 for each in lines)
        assert sum(found.share(each).count for each in Fate) == len(lines)
        open_lines = [
            each for each in lines if each.status in FAILED and not each.closed and each.number not in followed
        ]
        assert found.numbers == tuple(each.number for each in open_lines)


def test_a_follow_up_has_exactly_those_lines_and_each_names_where_it_comes_from() -> None:
    lines = [line(n, _L.REJECTED if n % 2 else _L.SETTLED, 100 * n) for n in range(1, 7)]
    again = paid_again(lines, {1, 5}, "op-1", 3)
    assert [(each.number, each.satang, each.origin) for each in again] == [
        (1, 100, "op-1/3/1"),
        (2, 500, "op-1/3/5"),
    ]
    assert {(each.status, each.reason, each.bank_reference, each.notice, each.verdicts) for each in again} == {
        (_L.DRAFT, "", "", "", "")
    }


def test_an_origin_reads_as_it_is_written() -> None:
    assert Origin.read(str(Origin("op-1", 2, 30))) == Origin("op-1", 2, 30)
    with pytest.raises(ValueError, match="not enough values"):
        Origin.read("op-1/2")
