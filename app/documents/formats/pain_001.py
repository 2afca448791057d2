"""ISO 20022 pain.001.001.03, the customer's credit transfers, as an export: an optional profile, unverified by a bank.

Banks are named by their three-digit code as members of the Thai clearing (``THCBC``), accounts by their number, people
by citizen id (``NIDN``) or tax id (``TXID``). Every message is read again before it is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.documents.formats import pain_001_reader
from app.documents.formats.order import PROMPTPAY, SENDING_BANK, FileIssue, Made, PaymentFile, digest, is_plain
from app.documents.formats.pain_001_reader import CLEARING, NAMESPACE
from app.documents.formats.xml_words import DECLARATION, baht, can_hold, moment, tag, text
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import BadInput, Broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.documents.formats.order import PaymentOrder
    from app.domain.disbursement.transfer import CreditTransfer

NAME_CHARS_MAX = 140
ACCOUNT_CHARS_MAX = 34
_LIMITS = (
    (Field.ACCOUNT, ACCOUNT_CHARS_MAX),
    (Field.NAME, NAME_CHARS_MAX),
    (Field.PERSON_ID, 35),
    (Field.EMAIL, 2048),
    (Field.REFERENCE, 140),
)
_MOBILE = re.compile(r"0[1-9][0-9]{8}\Z")


def make(order: PaymentOrder) -> Made:
    """Return the message with every line, or what keeps it from being written."""
    issues = tuple(_issues(order))
    if issues:
        return Made(None, issues)
    content = _content(order).encode()
    told, satang = lines_sha256(order.lines), sum(line.amount.satang for line in order.lines)
    try:
        again = pain_001_reader.parse(content, {})
    except BadInput as problem:
        raise Broken("export_differs", part=problem.code) from problem
    if (len(again.lines), again.total_satang, again.lines_sha256, again.value_date, again.debit_account) != (
        len(order.lines),
        satang,
        told,
        order.value_date,
        order.debit_account,
    ):
        raise Broken("export_differs", part="content")
    name = f"pain.001.001.03-{order.reference}-UNVERIFIED.xml"
    return Made(PaymentFile(name, content, len(order.lines), satang, told))


def lines_sha256(lines: Sequence[CreditTransfer]) -> str:
    """Return the hash of the lines that every message with the same payments has."""
    return digest(
        (
            line.bank,
            line.account,
            line.name,
            line.amount.satang,
            line.person_id,
            line.mobile,
            line.email,
            line.reference,
        )
        for line in lines
    )


def end_to_end_id(reference: str, number: int) -> str:
    """Return by what a line of a batch is known to the banks."""
    return f"{reference}-{number:06d}"


def message_id(order: PaymentOrder) -> str:
    """Return the name of the message: the batch's, and when it was written."""
    return f"{order.reference}-{order.created_at:%Y%m%d%H%M%S}"


def _issues(order: PaymentOrder) -> Iterator[FileIssue]:
    if not order.lines:
        yield FileIssue(0, None, "no_lines")
    if not order.debit_account:
        yield FileIssue(0, None, "debit_account")
    if not order.sender or len(order.sender) > NAME_CHARS_MAX or not can_hold(order.sender):
        yield FileIssue(0, None, "sender", {"text": order.sender, "limit": NAME_CHARS_MAX})
    for line in order.lines:
        yield from _line_issues(order, line)


def _line_issues(order: PaymentOrder, line: CreditTransfer) -> Iterator[FileIssue]:
    if line.bank == PROMPTPAY:
        yield FileIssue(line.number, Field.BANK, "promptpay")
    elif order.banks.find(line.bank) is None or not line.account:
        yield FileIssue(line.number, Field.BANK, "no_account")
    if line.amount.satang <= 0:
        yield FileIssue(line.number, Field.AMOUNT, "amount")
    if line.mobile and not _MOBILE.match(line.mobile):
        yield FileIssue(line.number, Field.MOBILE, "not_plain")
    for field, limit in _LIMITS:
        words = str(getattr(line, field.value))
        if not is_plain(words) or not can_hold(words):
            yield FileIssue(line.number, field, "not_plain")
        elif len(words) > limit:
            yield FileIssue(line.number, field, "too_long", {"limit": limit, "signs": "-"})


def _content(order: PaymentOrder) -> str:
    count, total = str(len(order.lines)), baht(sum(line.amount.satang for line in order.lines))
    sums = text("NbOfTxs", count) + text("CtrlSum", total)
    head = tag(
        "GrpHdr",
        text("MsgId", message_id(order)),
        text("CreDtTm", moment(order.created_at)),
        sums,
        tag("InitgPty", text("Nm", order.sender), _organisation(order.company_id)),
    )
    information = "".join(
        (
            text("PmtInfId", order.reference),
            text("PmtMtd", "TRF"),
            text("BtchBookg", "true"),
            sums,
            tag("PmtTpInf", tag("CtgyPurp", text("Prtry", order.kind))),
            text("ReqdExctnDt", order.value_date.isoformat()),
            tag("Dbtr", text("Nm", order.sender), _organisation(order.company_id)),
            tag("DbtrAcct", _account(order.debit_account), text("Ccy", "THB")),
            tag("DbtrAgt", _bank(SENDING_BANK)),
        )
    )
    payments = "".join(_payment(order.reference, number, line) for number, line in enumerate(order.lines, 1))
    body = tag("CstmrCdtTrfInitn", head, tag("PmtInf", information, payments))
    return f'{DECLARATION}<Document xmlns="{NAMESPACE}">{body}</Document>\n'


def _payment(reference: str, number: int, line: CreditTransfer) -> str:
    named = end_to_end_id(reference, number)
    contact = tag("CtctDtls", text("MobNb", _mobile(line.mobile)), text("EmailAdr", line.email))
    return tag(
        "CdtTrfTxInf",
        tag("PmtId", text("InstrId", named), text("EndToEndId", named)),
        f'<Amt><InstdAmt Ccy="THB">{baht(line.amount.satang)}</InstdAmt></Amt>',
        tag("CdtrAgt", _bank(line.bank)),
        tag("Cdtr", text("Nm", line.name), _person(line.person_id), contact),
        tag("CdtrAcct", _account(line.account)),
        tag("RmtInf", text("Ustrd", line.reference)),
    )


def _mobile(number: str) -> str:
    """Return ``+66-812345678``, the form that the standard demands."""
    return f"+66-{number[1:]}" if number else ""


def _person(number: str) -> str:
    if not number:
        return ""
    scheme, holder = ("TXID", "OrgId") if number.startswith("0") else ("NIDN", "PrvtId")
    return tag("Id", tag(holder, tag("Othr", text("Id", number), tag("SchmeNm", text("Cd", scheme)))))


def _organisation(company_id: str) -> str:
    return tag("Id", tag("OrgId", tag("Othr", text("Id", company_id)))) if company_id else ""


def _account(number: str) -> str:
    return tag("Id", tag("Othr", text("Id", number)))


def _bank(code: str) -> str:
    return tag("FinInstnId", tag("ClrSysMmbId", tag("ClrSysId", text("Cd", CLEARING)), text("MmbId", code)))
