"""A draft's lines beside the payee register: who each line pays, and what differs; judged anew only where it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.transfer import Field
from app.domain.payees import register as registers
from app.domain.values.dates import bangkok_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.lines import Line
    from app.domain.disbursement.record import BatchHead, LineRecord
    from app.domain.payees.payee import Payee
    from app.domain.payees.register import Register
    from app.services.desk import Desk
    from app.services.payees import Payees

REQUIRED = "required"
"""What the agency's policy says where every line must name the register."""


class DraftLinks:
    """Links for one open draft, whose ``head`` is asked for; without a register nobody is linked."""

    def __init__(self, desk: Desk, payees: Payees | None, head: Callable[[], BatchHead]) -> None:
        self._desk = desk
        self._payees = payees
        self._head = head
        self._judged: dict[int, tuple[Line, list[Issue]]] = {}
        self._basis: tuple[Register, date, bool] | None = None
        self._joined: tuple[Sequence[Issue], list[Issue], dict[int, list[Issue]]] | None = None

    def joined(self, said: Sequence[Issue], lines: Iterable[Line]) -> list[Issue]:
        """Return what is said of the lines with what the register says of them, in the order of the lines.

        ``said`` is another list whenever a line changed.
        """
        return self._all(said, lines)[1]

    def by_line(self, said: Sequence[Issue], lines: Iterable[Line], number: int) -> list[Issue]:
        """Return what `joined` says of one line."""
        return self._all(said, lines)[2].get(number, [])

    def suggest(self, words: str) -> Sequence[Payee]:
        """Return payees of the register who may be paid on the batch's day and hold these words; may take a moment."""
        return self._payees.find(words, payable_on=self._day()) if self._payees else ()

    @staticmethod
    def cells(number: int, payee: Payee) -> list[tuple[int, Field, str]]:
        """Return what a line that pays this payee says; amount and reference stay as they are."""
        record = payee.record
        told = {
            Field.NAME: record.name,
            Field.PERSON_ID: record.person_id,
            Field.BANK: record.bank,
            Field.ACCOUNT: record.acct,
            Field.MOBILE: record.mobile,
            Field.EMAIL: record.email,
        }
        return [(number, field, text) for field, text in told.items()]

    def linked(self, records: Sequence[LineRecord], lines: Sequence[Line]) -> list[LineRecord]:
        """Return lines with id and version of their payees; '' where the register and the line do not agree."""
        if self._payees is None:
            return list(records)
        register, day = self._payees.register(), self._day()
        found = (register.link(line, day).signed for line in lines)
        return [
            record._replace(payee_id=payee_id, payee_rev=version)
            for record, (payee_id, version) in zip(records, found, strict=True)
        ]

    def _all(
        self, said: Sequence[Issue], lines: Iterable[Line]
    ) -> tuple[Sequence[Issue], list[Issue], dict[int, list[Issue]]]:
        current = self._is_current()
        if self._joined is None or self._joined[0] is not said or not current:
            marks = [issue for line in lines for issue in self._marks(line)]
            found = sorted([*said, *marks], key=lambda issue: issue.row) if marks else list(said)
            by_number: dict[int, list[Issue]] = {}
            for issue in found:
                by_number.setdefault(issue.row, []).append(issue)
            self._joined = said, found, by_number
        return self._joined

    def _is_current(self) -> bool:
        """Say whether register, day and policy are those that lines were judged by; forget the judgements if not."""
        basis = None
        if self._payees is not None:
            basis = self._payees.register(), self._day(), self._desk.unit.payees == REQUIRED
        same = basis == self._basis
        if not same:
            self._basis = basis
            self._judged.clear()
        return same

    def _marks(self, line: Line) -> list[Issue]:
        if self._basis is None:
            return []
        known = self._judged.get(line.row)
        if known is None or known[0] is not line:
            register, day, required = self._basis
            known = line, registers.issues(register, (line,), day, self._desk.banks, required=required)
            self._judged[line.row] = known
        return known[1]

    def _day(self) -> date:
        return self._head().value_date or bangkok_day(self._desk.now())
