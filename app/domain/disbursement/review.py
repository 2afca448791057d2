"""What an authorizer has looked at and said of single lines before deciding (AP-6, AP-8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.follow_up import LINE_REASONS, LineReason
from app.domain.values.errors import Refused
from app.domain.values.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date


class Word(StrEnum):
    """What an authorizer signs: pay, mend, or let an approved batch go."""

    APPROVE = "approve"
    RETURN = "return"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one line: a reason of the list, and perhaps words of one's own."""

    number: int
    code: LineReason
    text: str = ""

    def written(self) -> str:
        """Return the remark as it is kept beside its line: the code, and words after it."""
        return f"{self.code.value} {self.text}".strip()


def read_remark(number: int, written: str) -> Remark | None:
    """Return what `Remark.written` wrote, None for anything else."""
    code, _, text = written.partition(" ")
    return Remark(number, LineReason(code), text) if code in LINE_REASONS else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision before it is signed; ``remarks`` decline lines of an approval, or tell what to mend in a return.

    ``opened`` are the lines that were looked at; ``value_date`` is the day of a release.
    """

    word: Word
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    opened: tuple[int, ...] = ()
    value_date: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was looked at: of the lines that must be, and of all."""

    must_opened: int
    must: int
    opened: int
    lines: int

    @property
    def is_enough(self) -> bool:
        """Whether nothing that must be opened is left."""
        return self.must_opened == self.must

    @property
    def percent(self) -> str:
        """The share of all lines, with one digit after the point: ``4.0``."""
        return f"{100 * self.opened / self.lines:.1f}" if self.lines else "0.0"


@dataclass(slots=True)
class Review:
    """One person's look at one edition. ``must`` are the lines to be opened, ``declined`` those no longer paid."""

    lines: frozenset[int]
    must: tuple[int, ...] = ()
    declined: frozenset[int] = frozenset()
    opened: set[int] = field(default_factory=set)
    remarks: dict[int, Remark] = field(default_factory=dict)

    def open(self, number: int) -> None:
        """Keep that a line was shown."""
        if number in self.lines:
            self.opened.add(number)

    def say(self, number: int, code: LineReason, text: str = "") -> None:
        """Keep what is said of a line; raise `Refused` ``reason_missing`` where only words could tell."""
        text = cleaned(text)
        if code is LineReason.OTHER and not text:
            raise Refused("reason_missing")
        if number in self.lines and number not in self.declined:
            self.remarks[number] = Remark(number, code, text)

    def unsay(self, number: int) -> None:
        """Take back what was said of a line."""
        self.remarks.pop(number, None)

    def left(self) -> list[int]:
        """Return the lines that must still be opened, in their order."""
        return [number for number in self.must if number not in self.opened]

    def coverage(self) -> Coverage:
        """Return how much was looked at."""
        return Coverage(len(self.must) - len(self.left()), len(self.must), len(self.opened), len(self.lines))

    def paid(self) -> frozenset[int]:
        """Return the lines that an approval now would pay."""
        return self.lines - self.declined - self.remarks.keys()

    def approval(self) -> Verdict:
        """Return the approval that stands for this look.

        Raises `Refused` ``lines_unopened`` while a line must still be opened, ``lines_all_declined`` where none is
        left to be paid.
        """
        if self.left():
            raise Refused("lines_unopened", line=str(self.left()[0]), count=len(self.left()))
        if not self.paid():
            raise Refused("lines_all_declined")
        return self._verdict(Word.APPROVE, "")

    def way_back(self, reason: str) -> Verdict:
        """Return the return of the batch with this reason; raise `Refused` ``reason_missing`` without one."""
        reason = cleaned(reason)
        if not reason:
            raise Refused("reason_missing")
        return self._verdict(Word.RETURN, reason)

    def _verdict(self, word: Word, reason: str) -> Verdict:
        remarks = tuple(self.remarks[number] for number in sorted(self.remarks))
        return Verdict(word, reason, remarks, tuple(sorted(self.opened)))


def review_of(lines: Iterable[int], must: Iterable[int], declined: Collection[int]) -> Review:
    """Return a fresh look at an edition; what is to be opened must be among its lines."""
    known = frozenset(lines)
    wanted = tuple(number for number in dict.fromkeys(must) if number in known)
    return Review(known, wanted, frozenset(declined) & known)
