"""KTB iPay files, 498 bytes a record (rules.md 1.4): unverified against the bank, verified against themselves.

Every file is read again before it is given, and must say what was ordered: the same count, sum, days, and hash of
lines. What cannot be written is a list of issues, and no file.
"""

from __future__ import annotations

import csv
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import resources
from app.documents.formats import accounts, fixed_record, ipay_reader
from app.documents.formats.accounts import BranchRule
from app.documents.formats.ipay_reader import DETAIL, FILE_TYPE, HEADER, LINE_END, TABLE
from app.documents.formats.order import PROMPTPAY, SENDING_BANK, FileIssue, Made, PaymentFile, digest, is_plain
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import BadInput, Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.documents.formats.order import PaymentOrder
    from app.domain.disbursement.transfer import CreditTransfer

BATCH_NO = "1"
"""One batch is one file."""
CREDIT = "C"
STATUS = "9"
_TEXTS = (
    (Field.NAME, "recv_name"),
    (Field.REFERENCE, "ref_no"),
    (Field.EMAIL, "email"),
    (Field.MOBILE, "sms"),
)


class Product(StrEnum):
    """How the bank carries the money: within itself, or to others, the next day or the same one."""

    DIRECT = "direct"
    STANDARD = "standard"
    EXPRESS = "express"

    def carries(self, bank: str) -> bool:
        """Say whether this product pays to accounts at ``bank``."""
        return (bank == SENDING_BANK) is (self is Product.DIRECT)


@cache
def _services() -> dict[str, dict[str, str]]:
    with resources.path("data", "ktb_ipay_services.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def service_type(kind: str, product: Product) -> str:
    """Return the two digits that say what a payment of this kind is for; other kinds are ``อื่น ๆ``."""
    row = _services().get(kind) or _services()[""]
    return row["direct" if product is Product.DIRECT else "other_banks"]


def make(order: PaymentOrder, product: Product, branches: BranchRule = BranchRule.ZEROS) -> Made:
    """Return the file with the lines that ``product`` carries, or what keeps it from being written."""
    lines = [line for line in order.lines if product.carries(line.bank)]
    issues = tuple(_issues(order, lines))
    if issues:
        return Made(None, issues)
    content = _content(order, product, lines, branches)
    told, satang = _digest(lines), sum(line.amount.satang for line in lines)
    try:
        again = ipay_reader.parse(content)
    except BadInput as problem:
        raise Broken("export_differs", part=problem.code) from problem
    if (len(again.lines), again.total_satang, again.lines_sha256, again.value_date) != (
        len(lines),
        satang,
        told,
        order.value_date,
    ):
        raise Broken("export_differs", part="content")
    name = f"ktb-ipay-{product.value}-{order.reference}-UNVERIFIED.txt"
    return Made(PaymentFile(name, content, len(lines), satang, told))


def lines_sha256(lines: list[CreditTransfer]) -> str:
    """Return the hash that a file with these lines has, and every file that says the same of its payees."""
    return _digest(lines)


def _digest(lines: list[CreditTransfer]) -> str:
    return digest(
        (
            line.bank,
            found.account if (found := accounts.eleven(line.bank, line.account)) else line.account,
            line.name,
            line.amount.satang,
            line.reference,
            line.mobile,
            line.email,
        )
        for line in lines
    )


def _issues(order: PaymentOrder, lines: list[CreditTransfer]) -> Iterator[FileIssue]:
    layout = fixed_record.records(TABLE)
    if not lines:
        yield FileIssue(0, None, "no_lines")
    if accounts.eleven(SENDING_BANK, order.debit_account) is None or not order.debit_account:
        yield FileIssue(0, None, "debit_account")
    for text, record, name in ((order.sender, "detail", "send_name"), (order.company_id, "header", "company_id")):
        field = layout[record].field(name)
        if not is_plain(text) or fixed_record.fits(text, field):
            yield FileIssue(0, None, "sender", {"text": text, "limit": field.length})
    for line in lines:
        yield from _line_issues(order, line)


def _line_issues(order: PaymentOrder, line: CreditTransfer) -> Iterator[FileIssue]:
    if line.bank == PROMPTPAY:
        yield FileIssue(line.number, Field.BANK, "promptpay")
    elif order.banks.find(line.bank) is None or not line.account:
        yield FileIssue(line.number, Field.BANK, "no_account")
    elif accounts.eleven(line.bank, line.account) is None:
        yield FileIssue(line.number, Field.ACCOUNT, "account", {"digits": len(line.account), "bank": line.bank})
    if line.amount.satang <= 0:
        yield FileIssue(line.number, Field.AMOUNT, "amount")
    record = fixed_record.records(TABLE)["detail"]
    for field, name in _TEXTS:
        text = str(getattr(line, field.value))
        if not is_plain(text):
            yield FileIssue(line.number, field, "not_plain")
        elif wrong := fixed_record.fits(text, record.field(name)):
            yield FileIssue(line.number, field, wrong, _facts(text, record.field(name).length))


def _facts(text: str, limit: int) -> dict[str, object]:
    foreign = sorted({sign for sign in text if not _encodable(sign)})
    return {"limit": limit, "signs": " ".join(foreign) or "-"}


def _encodable(sign: str) -> bool:
    try:
        sign.encode(fixed_record.ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _content(order: PaymentOrder, product: Product, lines: list[CreditTransfer], branches: BranchRule) -> bytes:
    layout = fixed_record.records(TABLE)
    day = f"{order.value_date:%d%m%Y}"
    head = {
        "file_type": FILE_TYPE,
        "record_type": HEADER,
        "batch_no": BATCH_NO,
        "sending_bank": SENDING_BANK,
        "total_txn": str(len(lines)),
        "total_amount": str(sum(line.amount.satang for line in lines)),
        "effective_date": day,
        "txn_code": CREDIT,
        "company_id": order.company_id,
    }
    common = {
        "file_type": FILE_TYPE,
        "record_type": DETAIL,
        "batch_no": BATCH_NO,
        "send_bank": SENDING_BANK,
        "send_acct": order.debit_account,
        "effective_date": day,
        "service_type": service_type(order.kind, product),
        "send_name": order.sender,
        "status": STATUS,
    }
    records = [layout["header"].write(head)]
    records += [
        layout["detail"].write(common | _values(line, number, branches)) for number, line in enumerate(lines, 1)
    ]
    return LINE_END.join([*records, b""])


def _values(line: CreditTransfer, number: int, branches: BranchRule) -> dict[str, str]:
    found = accounts.eleven(line.bank, line.account, branches)
    if found is None:
        raise ValueError("account")
    return {
        "recv_bank": line.bank,
        "recv_branch": found.branch,
        "recv_acct": found.account,
        "amount": str(line.amount.satang),
        "recv_name": line.name,
        "ref_no": line.reference,
        "run_no": str(number),
        "email": line.email,
        "sms": line.mobile,
    }
