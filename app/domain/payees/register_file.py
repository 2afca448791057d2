"""An old register held against ours: which rows are new, which differ, which are the same, which cannot be taken.

A cell that is empty in the file leaves what the register holds. Rows are judged as lines of a batch are, with the same
repairs of banks, account numbers, ids and telephone numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import Kind
from app.domain.disbursement.issues import GUESSES, Severity
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.validation import Checker
from app.domain.payees.changes import Entry, differing_fields
from app.domain.payees.payee import AccountKind, PayeeRecord, PersonType
from app.domain.payees.register_columns import RegisterColumn
from app.domain.payees.rules import faults
from app.domain.values import dates
from app.domain.values.errors import BadInput
from app.domain.values.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.payees.register import Register
    from app.domain.payees.register_columns import RegisterLayout
    from app.domain.values.identifiers import BankTable

_C = RegisterColumn
_PERSON_WORDS: tuple[tuple[PersonType, tuple[str, ...]], ...] = (
    (PersonType.JURISTIC, ("นิติบุคคล", "บริษัท", "ห้าง", "ร้าน", "juristic", "company")),
    (PersonType.OTHER_AGENCY, ("ส่วนราชการอื่น", "หน่วยงานอื่น", "ต่างสังกัด", "otheragency", "other_agency")),
    (PersonType.OUTSIDE, ("ภายนอก", "บุคคลธรรมดา", "วิทยากร", "outside")),
    (PersonType.STAFF, ("ข้าราชการ", "ลูกจ้าง", "พนักงานราชการ", "บุคลากร", "staff")),
)


class Verdict(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """One row; ``why`` is a key of the catalogue filled by ``facts`` where it is refused.

    ``differs`` are the fields that the change is about; ``entry`` is what would be proposed, None for nothing.
    ``guessed`` are fields of a line (`app.domain.disbursement.transfer.Field`) that were completed, and want a look.
    """

    row: int
    verdict: Verdict
    record: PayeeRecord
    differs: tuple[str, ...] = ()
    why: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    entry: Entry | None = None
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """What the register holds already: for lookup, the records by id, and the payees with a change that waits."""

    register: Register
    records: Mapping[str, PayeeRecord]
    pending: frozenset[str]


def judged(
    rows: Sequence[Sequence[str]],
    layout: RegisterLayout,
    first_row: int,
    present: Present,
    banks: BankTable,
    otherwise: PersonType,
    today: date,
    new_id: Callable[[], str],
) -> list[Judged]:
    """Judge every row below the headings that names an account or a person; ``otherwise`` is who the others are."""
    reader = _Reader(layout, banks, otherwise)
    comparer = _Comparer(present, banks, today, new_id)
    found: list[Judged] = []
    for index in range(layout.header_row + 1, len(rows)):
        if reader.is_payee(rows[index]):
            record, why, facts = reader.read(rows[index])
            verdict = comparer.judge(first_row + index, record, why, facts)
            found.append(replace(verdict, guessed=reader.guessed) if verdict.entry else verdict)
    return found


class _Reader:
    """Makes a record of a row."""

    def __init__(self, layout: RegisterLayout, banks: BankTable, otherwise: PersonType) -> None:
        self._columns = layout.columns
        self._checker = Checker(banks, Kind.WELFARE)
        self._otherwise = otherwise
        self.guessed: tuple[str, ...] = ()
        """The cells of the row that was read last to which something was added that the file does not say."""

    def is_payee(self, row: Sequence[str]) -> bool:
        return bool(self._text(row, _C.ACCT) or (self._name(row) and self._text(row, _C.PERSON_ID)))

    def read(self, row: Sequence[str]) -> tuple[PayeeRecord, str, dict[str, object]]:
        """Return the record, and why the row cannot be taken with its facts, '' where it can."""
        bank = self._text(row, _C.BANK)
        cells = Cells(
            bank=bank or self._text(row, _C.BANK_NAME),
            account=self._text(row, _C.ACCT),
            name=self._name(row),
            amount="1",
            person_id=self._text(row, _C.PERSON_ID),
            mobile=self._text(row, _C.MOBILE),
            email=self._text(row, _C.EMAIL),
            bank_name=self._text(row, _C.BANK_NAME) if bank else "",
        )
        checked = self._checker.check_row(0, cells)
        wrong = next((issue for issue in checked.issues if issue.severity is Severity.ERROR), None)
        line = checked.line
        self.guessed = tuple(repair.field.value for repair in checked.repairs if GUESSES.intersection(repair.rules))
        record = PayeeRecord(
            person_type=self._person_type(row, line.person_id),
            person_id=line.person_id,
            name=cleaned(line.name),
            office=cleaned(self._text(row, _C.OFFICE)),
            bank=line.bank,
            acct=line.account,
            acct_name=cleaned(self._text(row, _C.ACCT_NAME)),
            permission_no=cleaned(self._text(row, _C.PERMISSION_NO)),
            permission_date=self._day(row, _C.PERMISSION_DATE),
            mobile=line.mobile,
            email=line.email,
            form_date=self._day(row, _C.FORM_DATE),
            until=self._day(row, _C.UNTIL),
        )
        record = replace(record, acct_name="" if record.acct_name == record.name else record.acct_name)
        why = f"import_issues.issue.{wrong.code}" if wrong else ""
        return record, why, dict(wrong.facts) if wrong else {}

    def _text(self, row: Sequence[str], column: RegisterColumn) -> str:
        place = self._columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""

    def _name(self, row: Sequence[str]) -> str:
        title, first, last = (self._text(row, column) for column in (_C.TITLE, _C.NAME, _C.LAST_NAME))
        gap = " " if title.isascii() and title else ""
        return f"{title}{gap}{first} {last}".strip()

    def _person_type(self, row: Sequence[str], person_id: str) -> str:
        told = self._text(row, _C.PERSON_TYPE).replace(" ", "").casefold()
        for kind, words in _PERSON_WORDS:
            if told and any(word in told for word in words):
                return kind.value
        return PersonType.JURISTIC.value if person_id.startswith("0") else self._otherwise.value

    def _day(self, row: Sequence[str], column: RegisterColumn) -> str:
        text = self._text(row, column)
        try:
            return dates.parse(text).isoformat() if text else ""
        except BadInput:
            return text


class _Comparer:
    """Holds records of one file against the register and against one another."""

    def __init__(self, present: Present, banks: BankTable, today: date, new_id: Callable[[], str]) -> None:
        self._present, self._banks, self._today, self._new_id = present, banks, today, new_id
        self._seen: dict[tuple[str, ...], int] = {}

    def judge(self, row: int, record: PayeeRecord, why: str, facts: dict[str, object]) -> Judged:
        """Return what becomes of a row."""
        if why:
            return Judged(row, Verdict.REFUSED, record, why=why, facts=facts)
        twice = next((self._seen[key] for key in self._keys(record) if key in self._seen), None)
        if twice is not None:
            return Judged(row, Verdict.REFUSED, record, why="register.refusal.twice_in_file", facts={"row": twice})
        self._seen.update(dict.fromkeys(self._keys(record), row))
        known = self._known(record)
        if known is None:
            return self._proposed(row, Verdict.ADDED, _righted(record), None, self._new_id(), 0)
        payee_id, version, ended = known
        before = self._present.records[payee_id]
        if ended:
            return Judged(row, Verdict.REFUSED, record, why="register.refusal.ended")
        after = _righted(_merged(before, record), before)
        if after == before:
            return Judged(row, Verdict.UNCHANGED, after)
        if payee_id in self._present.pending:
            return Judged(row, Verdict.REFUSED, record, why="register.refusal.pending")
        return self._proposed(row, Verdict.CHANGED, after, before, payee_id, version)

    def _proposed(
        self, row: int, verdict: Verdict, after: PayeeRecord, before: PayeeRecord | None, payee_id: str, version: int
    ) -> Judged:
        wrong = faults(after, self._banks)
        if wrong:
            return Judged(row, Verdict.REFUSED, after, why=f"register.fault.{wrong[0].code}", facts=wrong[0].facts)
        differs = tuple(differing_fields(before, after)) if before else ()
        return Judged(row, verdict, after, differs, entry=Entry(payee_id, version, after, before=before))

    def _known(self, record: PayeeRecord) -> tuple[str, int, bool] | None:
        """Return id, version and end of the payee that a record is about: the same person, else account and name."""
        register = self._present.register
        person = register.person(record.person_id)
        if person is not None and not person.merged_into:
            return person.payee_id, person.version, person.ended(self._today)
        for payee in register.at(record.bank, record.acct):
            stranger = payee.person_id and record.person_id and payee.person_id != record.person_id
            if not payee.merged_into and not stranger and payee.bears(record.name):
                return payee.payee_id, payee.version, payee.ended(self._today)
        return None

    @staticmethod
    def _keys(record: PayeeRecord) -> Iterator[tuple[str, ...]]:
        if record.person_id:
            yield ("person", record.person_id)
        yield ("account", record.bank, record.acct, record.name)


def _merged(before: PayeeRecord, told: PayeeRecord) -> PayeeRecord:
    """Return the present record with everything that the file tells."""
    changes = {name: getattr(told, name) for name in differing_fields(None, told) if name != "account_kind"}
    return replace(before, **changes)


def _righted(record: PayeeRecord, before: PayeeRecord | None = None) -> PayeeRecord:
    """Return a record with the kind of account that its person and permission allow."""
    if record.person_type != PersonType.STAFF:
        return replace(record, account_kind=AccountKind.DECLARED.value)
    if before is not None and before.account_kind != AccountKind.DECLARED and before.account == record.account:
        return replace(record, account_kind=before.account_kind)
    permitted = bool(record.permission_no or record.permission_date)
    return replace(record, account_kind=(AccountKind.PERMITTED if permitted else AccountKind.SALARY).value)
