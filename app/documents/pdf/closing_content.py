"""What the close of a day says on paper, as plain data; '' is none, days are ISO, moments instants, sums satang."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing


class ClosingPaper(StrEnum):
    """The papers, as their codes name them."""

    CLOSE = "day_close"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the stretch of the close."""

    account: str = field(repr=False)
    name: str
    opening_satang: int
    in_satang: int
    out_satang: int
    closing_satang: int
    entries: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of the three columns: how many and their sum; None for the column of who has no word in it."""

    what: str
    account: str = field(repr=False)
    ours: tuple[int, int] | None
    bank: tuple[int, int]
    treasury: tuple[int, int] | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """What does not fit, or did not: its number, since when, for how many days, who looks after it, and why."""

    number: str
    kind: str
    about: str
    satang: int | None
    owner: str
    since: str
    age_days: int
    solved_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Something that two persons decided about the day: ``act`` close or reopen."""

    act: str
    version: int
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseReport:
    """The close of a day with everything that two persons and the bank signed of it.

    ``matches`` are how many there are of each shape (movements to things of ours), empty where they are not known here;
    ``anchor`` is the end of the maker's audit chain when they signed. Hashes are as in the bank's record.
    """

    office: Office
    day: str
    version: int
    state: str
    since: str
    until: str
    accounts: tuple[AccountRow, ...]
    compared: tuple[ComparedRow, ...]
    matches: tuple[tuple[str, int], ...]
    by_hand: int
    exceptions: tuple[ExceptionRow, ...]
    versions: tuple[VersionRow, ...]
    maker: str
    made_at: str
    authorizer: str
    decided_at: str
    anchor_seq: int
    anchor_head: str
    order_sha256: str
    recorded_at: str
    bank_signature: str
    printing: Printing
