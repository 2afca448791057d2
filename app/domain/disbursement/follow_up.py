"""What becomes of lines that were not paid: paid again in another batch, ended with a reason, or still open.

Of every finished batch holds: total = settled + followed up + closed + open + still waiting for the bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from app.domain.disbursement.record import LineRecord

FAILED = frozenset({LineStatus.REJECTED, LineStatus.RETURNED, LineStatus.DECLINED})
FINISHED = frozenset({BatchStatus.SETTLED, BatchStatus.PARTLY_SETTLED, BatchStatus.REFUSED})


class Fate(StrEnum):
    """Where the money of one line stands."""

    SETTLED = "settled"
    FOLLOWED = "followed"
    CLOSED = "closed"
    OPEN = "open"
    WAITING = "waiting"


class LineReason(StrEnum):
    """Why a failed line will not be paid again, or an authorizer returns or declines it."""

    PAYEE = "payee"
    ACCOUNT = "account"
    AMOUNT = "amount"
    DUPLICATE = "duplicate"
    PAPER = "paper"
    ENTITLEMENT = "entitlement"
    OTHER_WAY = "other_way"
    OTHER = "other"


LINE_REASONS = frozenset(reason.value for reason in LineReason)


class Origin(NamedTuple):
    """The line that is paid again, as a follow-up's line names it."""

    op_id: str
    rev: int
    number: int

    def __str__(self) -> str:
        return f"{self.op_id}/{self.rev}/{self.number}"

    @classmethod
    def read(cls, text: str) -> Origin:
        """Return what ``op_id/rev/n`` names; raise ``ValueError`` for anything else."""
        op_id, rev, number = text.split("/")
        return cls(op_id, int(rev), int(number))


@dataclass(frozen=True, slots=True)
class Share:
    """Lines of one fate, counted and summed."""

    count: int = 0
    total: Money = Money(0)  # noqa: RUF009  (a frozen value)

    def plus(self, satang: int) -> Share:
        """Return the share with one line more."""
        return Share(self.count + 1, Money(self.total.satang + satang))


@dataclass(frozen=True, slots=True)
class Equation:
    """A batch's lines by their fate; ``numbers`` are those that are open."""

    shares: dict[Fate, Share]
    numbers: tuple[int, ...]

    @property
    def total(self) -> Money:
        """The sum of all shares, which is the batch's."""
        return Money(sum(share.total.satang for share in self.shares.values()))

    def share(self, fate: Fate) -> Share:
        """Return how many lines have this fate, and their sum."""
        return self.shares.get(fate, Share())


def fate(line: LineRecord, followed: Collection[int]) -> Fate:
    """Return where a line's money stands; ``followed`` are the numbers that another batch pays again."""
    if line.status is LineStatus.SETTLED:
        return Fate.SETTLED
    if line.status not in FAILED:
        return Fate.WAITING
    if line.number in followed:
        return Fate.FOLLOWED
    return Fate.CLOSED if line.closed else Fate.OPEN


def equation(lines: Iterable[LineRecord], followed: Collection[int]) -> Equation:
    """Return how the sum of a batch divides."""
    shares: dict[Fate, Share] = {}
    numbers = []
    for line in lines:
        found = fate(line, followed)
        shares[found] = shares.get(found, Share()).plus(line.satang or 0)
        if found is Fate.OPEN:
            numbers.append(line.number)
    return Equation(shares, tuple(numbers))


def paid_again(lines: Iterable[LineRecord], numbers: Collection[int], op_id: str, rev: int) -> list[LineRecord]:
    """Return the lines of a follow-up: what failed, numbered anew, each naming where it comes from."""
    wanted = [line for line in lines if line.number in numbers]
    return [
        line._replace(
            number=number,
            sheet_row=line.number,
            originals={},
            status=LineStatus.DRAFT,
            reason="",
            bank_reference="",
            settled_at=None,
            notice="",
            verdicts="",
            origin=str(Origin(op_id, rev, line.number)),
            closed="",
        )
        for number, line in enumerate(wanted, 1)
    ]
