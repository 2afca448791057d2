"""KTB iPay files read with suspicion: every record's width, encoding and place, count and sum against the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.documents.formats import fixed_record
from app.documents.formats.accounts import restored
from app.documents.formats.order import SENDING_BANK, digest
from app.domain.disbursement.batch import LINES_MAX
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = "ktb_ipay_layout.csv"
FILE_TYPE, HEADER, DETAIL = "10", "1", "2"
LINE_END = b"\r\n"


@dataclass(frozen=True, slots=True)
class IpayLine:
    """A payee as the file has them; ``eleven`` is the account in the file's digits, ``account`` what it stands for."""

    bank: str
    branch: str
    eleven: str = field(repr=False)
    account: str = field(repr=False)
    name: str = field(repr=False)
    satang: int
    reference: str
    mobile: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ipay:
    """A whole file: its head's facts and its lines."""

    company_id: str
    debit_account: str
    value_date: date
    service_type: str
    total_satang: int
    lines: tuple[IpayLine, ...]

    @property
    def lines_sha256(self) -> str:
        """The hash of what the file says of each payee."""
        return digest(terms(line) for line in self.lines)


def terms(line: IpayLine) -> Sequence[object]:
    """Return what of a line a file of this form can hold, in the order of its hash."""
    return (line.bank, line.eleven, line.name, line.satang, line.reference, line.mobile, line.email)


def looks_like(data: bytes) -> bool:
    """Say whether a text file is one of these: its first record is a head of this bank, of about the right width."""
    head = data.split(b"\n", 1)[0].rstrip(b"\r")
    width = fixed_record.records(TABLE)["header"].width
    return head.startswith(b"101") and head[3:19].isdigit() and head[9:12] == b"006" and abs(len(head) - width) < width


def parse(data: bytes) -> Ipay:
    """Return what a file says; raise `BadInput` ``bank_file_...`` (fact ``line``) for the first thing that is wrong."""
    rows = _rows(data)
    layout = fixed_record.records(TABLE)
    head = layout["header"].read(rows[0], 1)
    _demand(head["record_type"] == HEADER and head["file_type"] == FILE_TYPE, "bank_file_record", 1)
    _demand(head["sending_bank"] == SENDING_BANK, "bank_file_sender", 1)
    if int(head["total_txn"]) != len(rows) - 1:
        raise BadInput("bank_file_count", stated=int(head["total_txn"]), found=len(rows) - 1)
    value_date = _day(head["effective_date"], 1)
    details = [layout["detail"].read(row, number) for number, row in enumerate(rows[1:], 2)]
    for number, detail in enumerate(details, 2):
        _check(detail, details[0], head, number)
    satang = sum(int(detail["amount"]) for detail in details)
    if satang != int(head["total_amount"]):
        raise BadInput("bank_file_sum", stated=_baht(int(head["total_amount"])), found=_baht(satang))
    first = details[0]
    return Ipay(
        head["company_id"],
        restored(SENDING_BANK, first["send_acct"], first["send_branch"]),
        value_date,
        first["service_type"],
        satang,
        tuple(map(_line, details)),
    )


def _rows(data: bytes) -> list[bytes]:
    """Return the records; one that ends early is told by its line, wherever the next one begins."""
    if LINE_END not in data and b"\n" in data:
        raise BadInput("bank_file_line_end")
    rows = data.split(LINE_END)
    if rows[-1] not in (b"", b"\x1a"):
        width = fixed_record.records(TABLE)["detail"].width
        if len(rows[-1]) != width:
            raise BadInput("bank_file_cut_off", line=len(rows), found=len(rows[-1]), expected=width)
        rows.append(b"")
    rows.pop()
    if len(rows) < 2:
        raise BadInput("bank_file_empty")
    if len(rows) > LINES_MAX + 1:
        raise BadInput("file_too_long", limit=LINES_MAX + 1)
    return rows


def _check(detail: dict[str, str], first: dict[str, str], head: dict[str, str], number: int) -> None:
    _demand(detail["record_type"] == DETAIL and detail["file_type"] == FILE_TYPE, "bank_file_record", number)
    _demand(detail["batch_no"] == head["batch_no"], "bank_file_batch", number)
    _demand(detail["send_bank"] == SENDING_BANK, "bank_file_sender", number)
    _demand(detail["send_acct"] == first["send_acct"], "bank_file_accounts", number)
    _demand(detail["effective_date"] == head["effective_date"], "bank_file_days", number)
    _demand(int(detail["run_no"]) == number - 1, "bank_file_order", number)


def _demand(right: bool, code: str, line: int) -> None:
    if not right:
        raise BadInput(code, line=line)


def _line(detail: dict[str, str]) -> IpayLine:
    bank, branch, eleven = detail["recv_bank"], detail["recv_branch"], detail["recv_acct"]
    return IpayLine(
        bank,
        branch,
        eleven,
        restored(bank, eleven, branch),
        detail["recv_name"],
        int(detail["amount"]),
        detail["ref_no"],
        detail["sms"],
        detail["email"],
    )


def _day(text: str, line: int) -> date:
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError as problem:
        raise BadInput("bank_file_day", line=line, text=text) from problem


def _baht(satang: int) -> str:
    return f"{satang // 100:,}.{satang % 100:02d}"
