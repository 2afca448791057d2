"""Every cause for which money waits, and both sides of every border between it and what is matched (CO-5, CO-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_collections import cancel, collections, draft, issued, paid, reverse, standings

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

ASKED = 150_000
# What came before, as amounts, `cancel` or `reverse`; then the payment, and what becomes of it and of the bill.
CASES = {
    # name: (before, satang, changes, state, cause, bill)
    "exact": ((), ASKED, {}, "matched", "", "paid"),
    "one satang less": ((), ASKED - 1, {}, "queued", "under", "part_paid"),
    "one satang more": ((), ASKED + 1, {}, "queued", "over", "overpaid"),
    "one satang alone": ((), 1, {}, "queued", "under", "part_paid"),
    "the same again": ((ASKED,), ASKED, {}, "queued", "double", "overpaid"),
    "one satang on a paid bill": ((ASKED,), 1, {}, "queued", "double", "overpaid"),
    "the rest behind a part that waits": ((1,), ASKED - 1, {}, "queued", "under", "part_paid"),
    "all behind a part that waits": ((1,), ASKED, {}, "queued", "over", "overpaid"),
    "all behind too much that waits": ((ASKED + 1,), ASKED, {}, "queued", "double", "overpaid"),
    "on a cancelled bill": (("cancel",), ASKED, {}, "queued", "cancelled", "cancelled"),
    "too much on a cancelled bill": (("cancel",), ASKED + 1, {}, "queued", "cancelled", "cancelled"),
    "after a reversal": ((ASKED, "reverse"), ASKED, {}, "matched", "", "paid"),
    "after a reversal of a part": ((1, "reverse"), ASKED, {}, "matched", "", "paid"),
    "no reference": ((), ASKED, {"ref1": "", "ref2": ""}, "queued", "no_reference", None),
    "only the first reference": ((), ASKED, {"ref2": ""}, "queued", "wrong_reference", None),
    "only the second reference": ((), ASKED, {"ref1": ""}, "queued", "wrong_reference", None),
    "a reference of nothing": ((), ASKED, {"ref2": "709999999900"}, "queued", "wrong_reference", None),
    "words for a reference": ((), ASKED, {"ref1": "ค่าธรรมเนียม", "ref2": "ABC"}, "queued", "wrong_reference", None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_payment_is_classified_as_the_table_says(central: Central, collector: Clerk, name: str) -> None:
    before, satang, changes, state, cause, bill_state = CASES[name]
    (bill,) = issued(collector, draft(satang=ASKED))
    _bring_about(central, collector, bill, before)
    got = paid(central, bill, satang, **changes)
    assert (got["state"], got["cause"]) == (state, cause)
    told = collections(collector)[got["payment_id"]]
    belongs = [{"bill_id": bill["bill_id"], "satang": str(satang)}] if state == "matched" else []
    assert (told["state"], told["cause"], told["allocations"]) == (state, cause, belongs)
    if bill_state is None:
        assert bill["bill_id"] not in standings(collector)
    else:
        stands = standings(collector)[bill["bill_id"]]
        matched = ASKED if bill_state == "paid" or (cause == "double" and ASKED in before) else 0
        assert (stands["state"], stands["matched_satang"]) == (bill_state, str(matched))
    central.assert_books_right()


def _bring_about(central: Central, collector: Clerk, bill: Json, before: tuple[object, ...]) -> None:
    last = {}
    for what in before:
        if isinstance(what, int):
            last = paid(central, bill, what)
        elif what == "cancel":
            assert cancel(collector, bill["bill_id"]).status == 201
        else:
            assert reverse(central, last["payment_id"]).status == 200
