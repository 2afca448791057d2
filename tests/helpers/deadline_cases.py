"""Until when money must be with the treasury, by hand: what both programs must say of the same money (rules.md 3.7).

Days of 2026 to look at: 5 to 7 December is a weekend with a substitute day and 10 December a holiday; 6 and 13 to 15
April are holidays; on 1 May only banks are closed, on 13 May only offices are.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

LIMIT = 1_000_000
"""10,000 baht in satang."""
REVENUE, DEPOSIT, ENDED_DEPOSIT = "permit_fee", "contract_deposit", "ended_deposit"
CASH, MONTH, MONTH_DEPOSIT = "cash", "month", "deposit"


class Came(NamedTuple):
    """Money on the day on which it is in the account; ``kept`` of it belongs to a bill, all of it where it is None."""

    day: str
    satang: int
    type: str = REVENUE
    kept: int | None = None
    refunded: int = 0
    gone: bool = False

    @property
    def waits(self) -> int:
        """What of it belongs to a bill and must go."""
        return self.satang if self.kept is None else self.kept


class Case(NamedTuple):
    """What is known on ``today``, and what must go until when: rule, last day, satang."""

    what: str
    today: str
    came: tuple[Came, ...]
    due: tuple[tuple[str, str, int], ...]


def _over(what: str, day: str, until: str, month: str) -> Case:
    """Return the case of a satang too much that came on one day."""
    due = ((CASH, until, LIMIT + 1), (MONTH, month, LIMIT + 1))
    return Case(what, "2028-12-29", (Came(day, LIMIT + 1),), due)


def _month(what: str, day: str, until: str) -> Case:
    return Case(what, "2028-12-29", (Came(day, 100),), ((MONTH, until, 100),))


CASES = (
    Case("10,000 baht exactly", "2026-11-23", (Came("2026-11-23", LIMIT),), ((MONTH, "2026-11-30", LIMIT),)),
    Case("10,000 baht exactly on two days", "2026-11-24", (Came("2026-11-23", 1), Came("2026-11-24", LIMIT - 1)),
         ((MONTH, "2026-11-30", LIMIT),)),
    Case("one satang more on the second day", "2026-11-24", (Came("2026-11-24", 400_001), Came("2026-11-23", 600_000)),
         ((CASH, "2026-11-27", LIMIT + 1), (MONTH, "2026-11-30", LIMIT + 1))),
    Case("what came after the limit was passed goes with it", "2026-11-26",
         (Came("2026-11-23", LIMIT + 1), Came("2026-11-26", 50)),
         ((CASH, "2026-11-26", LIMIT + 51), (MONTH, "2026-11-30", LIMIT + 51))),
    _over("within a week", "2026-11-23", "2026-11-26", "2026-11-30"),
    _over("over a weekend", "2026-11-26", "2026-12-01", "2026-11-30"),
    _over("on a Saturday", "2026-11-28", "2026-12-02", "2026-11-30"),
    _over("a substitute day and a holiday after it", "2026-12-04", "2026-12-11", "2026-12-30"),
    _over("on the substitute day", "2026-12-07", "2026-12-11", "2026-12-30"),
    _over("the weekend before Songkran", "2026-04-10", "2026-04-20", "2026-04-30"),
    _over("banks are closed and offices are not", "2026-04-29", "2026-05-05", "2026-04-30"),
    _over("offices are closed and banks are not", "2026-05-12", "2026-05-18", "2026-05-29"),
    _over("over a leap day", "2024-02-27", "2024-03-01", "2024-02-29"),
    _over("over New Year", "2026-12-30", "2027-01-06", "2026-12-30"),
    _over("on 30 September", "2026-09-30", "2026-10-05", "2026-09-30"),
    _month("the month's first day, a Sunday", "2026-11-01", "2026-11-30"),
    _month("its last working day", "2026-10-30", "2026-10-30"),
    _month("after its last working day", "2026-10-31", "2026-11-30"),
    _month("a month that ends with a holiday", "2026-12-30", "2026-12-30"),
    _month("the holiday itself", "2026-12-31", "2027-01-29"),
    _month("29 February", "2024-02-29", "2024-02-29"),
    _month("a February without it", "2027-02-01", "2027-02-26"),
    _month("the fiscal year's last day", "2026-09-30", "2026-09-30"),
    _month("the new fiscal year's first day", "2026-10-01", "2026-10-30"),
    Case("each month has its own", "2026-12-01", (Came("2026-10-30", 1), Came("2026-10-31", 10), Came("2026-12-01", 5)),
         ((MONTH, "2026-10-30", 1), (MONTH, "2026-11-30", 10), (MONTH, "2026-12-30", 5))),
    Case("a deposit is no cash", "2026-11-23", (Came("2026-11-23", 5 * LIMIT, DEPOSIT), Came("2026-11-23", LIMIT)),
         ((MONTH, "2026-11-30", LIMIT), (MONTH_DEPOSIT, "2026-11-30", 5 * LIMIT))),
    Case("a deposit whose type has ended is still one", "2026-11-23", (Came("2026-11-23", 5 * LIMIT, ENDED_DEPOSIT),),
         ((MONTH_DEPOSIT, "2026-11-30", 5 * LIMIT),)),
    Case("part of it went back, and the rest may go", "2026-11-23",
         (Came("2026-11-23", 2 * LIMIT, kept=LIMIT + 1, refunded=LIMIT - 1),),
         ((CASH, "2026-11-26", LIMIT + 1), (MONTH, "2026-11-30", LIMIT + 1))),
    Case("all of it went back", "2026-11-23", (Came("2026-11-23", 2 * LIMIT, kept=0, refunded=2 * LIMIT),), ()),
    Case("the rest of it waits in the queue", "2026-11-23", (Came("2026-11-23", 2 * LIMIT, kept=LIMIT),),
         ((MONTH, "2026-11-30", LIMIT),)),
    Case("it belongs to no bill", "2026-11-23", (Came("2026-11-23", 2 * LIMIT, kept=0),), ()),
    Case("a card's money is not in the account yet", "2026-11-23", (Came("2026-11-24", 2 * LIMIT),), ()),
    Case("a card's money of which a rest waits is not in the account yet", "2026-11-23",
         (Came("2026-11-24", 2 * LIMIT, kept=LIMIT + 1),), ()),
    Case("a card's money counts from its day on", "2026-11-24", (Came("2026-11-24", LIMIT), Came("2026-11-23", 1)),
         ((CASH, "2026-11-27", LIMIT + 1), (MONTH, "2026-11-30", LIMIT + 1))),
    Case("what has gone waits no more", "2026-11-24", (Came("2026-11-23", 2 * LIMIT, gone=True), Came("2026-11-24", 7)),
         ((MONTH, "2026-11-30", 7),)),
)  # fmt: skip

CHANGED = (
    ("2026-11-25", "open", "closed"),
    ("2026-11-30", "closed", "closed"),
    ("2026-12-09", "closed", "open"),
    ("2026-12-10", "closed", "open"),
)
"""Days that the operator changed: for banks and for offices. The last one is the product's own holiday."""
CHANGED_CASES = (
    _over("a day of offices in between is gone, and so is the month's last", "2026-11-23", "2026-11-27", "2026-11-27"),
    _over("on what was the month's last day", "2026-11-30", "2026-12-03", "2026-12-30"),
    _over("offices work while banks do not", "2026-12-08", "2026-12-11", "2026-12-30"),
)

RETURNS = {
    "2026-11-02": "2026-11-23",
    "2026-11-06": "2026-11-27",
    "2026-12-04": "2026-12-29",
    "2026-04-03": "2026-04-30",
    "2026-09-15": "2026-10-06",
    "2024-02-08": "2024-03-01",
}
"""Money that was called back by the day on which it came: fifteen working days; the central system tells them."""

YEARS = {2566: "2023-09-29", 2567: "2024-09-30", 2569: "2026-09-30", 2570: "2027-09-30"}
"""What is left of a draw by its fiscal year: the last working day on which it goes by the route of that year."""


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)
