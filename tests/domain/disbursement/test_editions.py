"""What differs between two editions of a batch."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement.editions import differences
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.values.money import Money


def line(number: int, satang: int = 10_000, account: int = 0, name: str = "") -> CreditTransfer:
    return CreditTransfer(
        number=number,
        bank="004",
        account=f"{1_000_000_000 + (account or number)}",
        name=name or f"ผู้รับเงิน {number}",
        amount=Money(satang),
    )


def test_one_satang_is_one_changed_line() -> None:
    before = [line(1), line(2), line(3)]
    after = [line(1), line(2, 10_001), line(3)]
    (found,) = differences(before, after)
    assert (found.before, found.after) == (before[1], after[1])


def test_a_line_put_in_between_changes_no_other() -> None:
    before = [line(1), line(2)]
    new = line(2, account=9, name="ผู้รับเงิน ใหม่")
    after = [line(1), new, replace(before[1], number=3)]
    (found,) = differences(before, after)
    assert (found.before, found.after) == (None, new)


def test_what_was_taken_out_comes_last() -> None:
    before = [line(1), line(2), line(3)]
    after = [replace(before[1], number=1), line(2, 5, account=3, name=before[2].name)]
    changed, removed = differences(before, after)
    assert (changed.before, changed.after) == (before[2], after[1])
    assert (removed.before, removed.after) == (before[0], None)


def test_another_account_of_the_same_name_is_a_change_and_not_two_lines() -> None:
    before, after = line(1), line(1, account=77)
    (found,) = differences([before], [after])
    assert (found.before, found.after) == (before, after)


LINES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from("กขค")), max_size=12)


@given(LINES, LINES)
def test_nothing_is_lost_between_two_editions_and_an_order_is_no_difference(
    left: list[tuple[int, int, str]], right: list[tuple[int, int, str]]
) -> None:
    before, after = (
        [line(n, satang, account, name) for n, (satang, account, name) in enumerate(lines, 1)]
        for lines in (left, right)
    )
    found = differences(before, after)
    change = sum(each.after.amount.satang for each in found if each.after)
    change -= sum(each.before.amount.satang for each in found if each.before)
    assert change == sum(new.amount.satang for new in after) - sum(old.amount.satang for old in before)
    backwards = [replace(old, number=n) for n, old in enumerate(reversed(before), 1)]
    assert differences(before, backwards) == []
