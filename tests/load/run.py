"""One run of load against a central system, and the account of it afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Clerk
from tests.load.crowd import pay
from tests.load.machine import Watch
from tests.load.people import place
from tests.load.report import Told

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central
    from tests.load.crowd import Size
    from tests.load.people import Work

REFUSED = ("submit signature_wrong", "approve signature_wrong")
"""What forged requests have to be answered."""


def load(central: Central, size: Size) -> Told:
    """Pay, let the bank settle, and account for every satang."""
    before, known = _balances(central, size), _known(central)
    with Watch(central) as watch:
        work = pay(central, size)
    central.settle()
    return Told(work, size, [*work.unheard, *_wrong(central, size, work, before, known)], watch.taken)


def _wrong(central: Central, size: Size, work: Work, before: dict[str, int], known: set[str]) -> list[str]:
    """Hold what was acknowledged against logs, books and accounts."""
    central.assert_books_right()
    told: Counter[str] = Counter()
    for company, who in {one.company: one.authorizer for one in map(place, range(size.pairs))}.items():
        events = Clerk.ready(central, company, who).events()  # proves the chain on the way
        records = (event["record"] for event in events)
        told.update(one["obj"] for one in records if one["type"] == "batch.approved" and one["obj"] not in known)
    found = [
        f"{op_id}: acknowledged {int(op_id in work.approved)} times, told {told[op_id]} times"
        for op_id in sorted({*told, *work.approved})
        if (op_id in work.approved, told[op_id]) != (True, 1)
    ]
    paid = sum(before.values()) - sum(_balances(central, size).values())
    if paid != sum(work.approved.values()):
        found.append(f"{paid} satang left the accounts, {sum(work.approved.values())} were approved")
    taken = sum(work.bad[said] for said in work.bad if said not in REFUSED)
    if taken:
        found.append(f"{taken} of {work.bad.total()} forged requests were not refused for their signature: {work.bad}")
    return [*found, *_gaps(central)]


def _known(central: Central) -> set[str]:
    with central.books() as books:
        return {str(op_id) for (op_id,) in books.execute("SELECT op_id FROM batches")}


def _gaps(central: Central) -> list[str]:
    """Return the bank's numbers that are missing or double, of each agency and year."""
    with central.books() as books:
        numbers = [str(number) for (number,) in books.execute("SELECT bank_ref FROM batches WHERE bank_ref <> ''")]
    rows: dict[str, list[int]] = {}
    for number in numbers:
        row, _, count = number.rpartition("-")
        rows.setdefault(row, []).append(int(count))
    return [
        f"the bank's numbers {row}-* have gaps"
        for row, counts in rows.items()
        if sorted(counts) != list(range(1, len(counts) + 1))
    ]


def _balances(central: Central, size: Size) -> dict[str, int]:
    mine = {place(number).account for number in range(size.pairs)}
    accounts = central.operate("GET", "ledger").json["accounts"]
    return {one["account"]: int(one["balance_satang"]) for one in accounts if one["account"] in mine}
