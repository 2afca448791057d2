"""Movements of an account as delimited text: one row an entry, headings in either language, nothing a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from typing import TYPE_CHECKING

from app.documents.workbook import delimited
from app.documents.workbook.cells import neutral
from app.domain.closing.statement import Entry, EntryKind, Side
from app.domain.closing.statement_file import CURRENCY, StatementFile, foreign_id, plain_id
from app.domain.values import dates
from app.domain.values.dates import BANGKOK
from app.domain.values.errors import BadInput
from app.domain.values.money import Money, formatted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADINGS: dict[str, tuple[str, ...]] = {
    "account": ("account", "เลขที่บัญชี", "บัญชี"),
    "booked_at": ("booked_at", "date", "วันเวลา", "วันที่"),
    "in": ("in", "credit", "deposit", "เงินเข้า", "ฝาก"),
    "out": ("out", "debit", "withdrawal", "เงินออก", "ถอน"),
    "currency": ("currency", "สกุลเงิน"),
    "kind": ("kind", "ประเภท"),
    "reference": ("reference", "อ้างอิง"),
    "bank_ref": ("bank_ref", "อ้างอิงธนาคาร"),
    "count": ("count", "จำนวนรายการ"),
    "text": ("text", "description", "รายละเอียด"),
    "entry_id": ("entry_id", "รหัสรายการ"),
    "balance": ("balance", "คงเหลือ"),
}
"""Columns by our names, each with the headings by which it is known; the first in English and Thai are written."""
_NEEDED = ("account", "booked_at", "in", "out")
_NAMES = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_APOSTROPHE = "'"
_ACCOUNT_DIGITS = 10


def make(file: StatementFile) -> bytes:
    """Return UTF-8 with the mark that Excel needs; amounts without thousands commas, the balance after each entry."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADINGS)
    balance = file.opening.satang if file.opening else 0
    for entry in file.entries:
        balance += entry.change
        came_in = entry.side is Side.IN
        amount = _baht(entry.amount.satang)
        row = {
            "account": entry.account,
            "booked_at": entry.booked_at.astimezone(BANGKOK).isoformat(timespec="milliseconds"),
            "in": amount if came_in else "",
            "out": "" if came_in else amount,
            "currency": CURRENCY,
            "kind": entry.kind.value,
            "reference": neutral(entry.reference),
            "bank_ref": neutral(entry.bank_ref),
            "count": str(entry.count),
            "text": neutral(entry.text),
            "entry_id": entry.entry_id,
            "balance": _baht(balance),
        }
        writer.writerow([row[name] for name in HEADINGS])
    return target.getvalue().encode("utf-8-sig")


def name_of(file: StatementFile) -> str:
    """Return how the file is called."""
    return f"statement-{file.account}-{file.first:%Y%m%d}-{file.last:%Y%m%d}.csv"


def parse(data: bytes, extension: str = ".csv") -> StatementFile:
    """Return what a file says of its one account; raise `BadInput` ``file_...`` and ``statement_...``."""
    text, _ = delimited.decoded(data)
    rows = [row for row in delimited.rows(text, delimited.delimiter_of(text, extension) or ",") if any(row)]
    places = _places(rows[0]) if rows else {}
    if not all(name in places for name in _NEEDED):
        missing = next((name for name in _NEEDED if name not in places), "")
        raise BadInput("statement_file_wrong", place=1, found=" / ".join(HEADINGS[missing][:2]))
    reading = _Reading()
    for number, row in enumerate(rows[1:], 2):
        reading.take(number, {name: _plain(row[place]) for name, place in places.items()})
    return reading.result()


def _places(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(row):
        name = _NAMES.get(heading.strip().lower())
        if name and name not in found:
            found[name] = place
    return found


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from calculating it."""
    bare = cell.removeprefix(_APOSTROPHE)
    return bare if neutral(bare) == cell else cell.strip()


def _account(cell: str) -> str:
    """Return an account's number, with the zeros in front that spreadsheets take away."""
    bare = cell.replace("-", "").replace(" ", "")
    return bare.zfill(_ACCOUNT_DIGITS) if bare.isascii() and bare.isdigit() else bare


def _baht(satang: int) -> str:
    return formatted(satang).replace(",", "")


class _Reading:
    """A file as its rows come."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._alike: dict[tuple[object, ...], int] = {}

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Take one row."""
        currency = cells.get("currency", CURRENCY)
        if currency != CURRENCY:
            raise BadInput("statement_currency_other", found=currency[:10] or "–")
        account = _account(cells["account"])
        if self._entries and account != self._entries[0].account:
            raise BadInput("statement_account_other", account=self._entries[0].account, found=account)
        side, amount = self._amount(number, cells)
        at = self._moment(number, cells["booked_at"])
        words = tuple(cells.get(name, "") for name in ("reference", "bank_ref", "text"))
        alike = (account, at, side, amount, words)
        place = self._alike.get(alike, 0)
        self._alike[alike] = place + 1
        named = plain_id(cells.get("entry_id", "")) or foreign_id(account, at, side, amount.satang, words, place)
        kind = cells.get("kind", "")
        self._entries.append(
            Entry(
                account=account,
                entry_id=named,
                booked_at=at,
                side=side,
                amount=amount,
                kind=EntryKind(kind) if kind in set(EntryKind) else EntryKind.OTHER,
                reference=words[0],
                bank_ref=words[1],
                count=self._count(number, cells.get("count", "") or "1"),
                text=words[2],
                signed=False,
            )
        )

    def result(self) -> StatementFile:
        """Return the statement once every row was read."""
        if not self._entries:
            raise BadInput("statement_file_wrong", place=1, found="–")
        entries = tuple(sorted(self._entries, key=lambda entry: entry.booked_at))
        return StatementFile(entries[0].account, "", entries[0].day, entries[-1].day, None, None, entries)

    def _amount(self, number: int, cells: Mapping[str, str]) -> tuple[Side, Money]:
        told = [(side, cells[name]) for name, side in (("in", Side.IN), ("out", Side.OUT)) if cells[name]]
        if len(told) != 1:
            raise BadInput("statement_file_wrong", place=number, found=" / ".join(words for _, words in told) or "–")
        try:
            amount = Money.parse(told[0][1])
        except BadInput as problem:
            raise BadInput("statement_file_wrong", place=number, found=told[0][1][:40]) from problem
        if not amount.satang:
            raise BadInput("statement_file_wrong", place=number, found=told[0][1][:40])
        return told[0][0], amount

    def _moment(self, number: int, words: str) -> datetime:
        try:
            found = datetime.fromisoformat(words)
        except ValueError:
            try:
                found = datetime.combine(dates.parse(words), time(0))
            except BadInput as problem:
                raise BadInput("statement_file_wrong", place=number, found=words[:40] or "–") from problem
        return found if found.tzinfo else found.replace(tzinfo=BANGKOK)

    def _count(self, number: int, words: str) -> int:
        if not (words.isascii() and words.isdigit() and 0 < int(words) < 10**9):
            raise BadInput("statement_file_wrong", place=number, found=words[:40])
        return int(words)
