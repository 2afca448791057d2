"""pain.001 and pain.002: valid by ISO's own schemas, the same byte for byte, read back whole, hostile ones refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xmlschema
from hypothesis import given, settings

from app.documents.formats import pain_001, pain_001_reader, pain_002
from app.domain.disbursement.outcome import LineOutcome
from app.domain.disbursement.transfer import CreditTransfer, Field, LineStatus
from app.domain.values.errors import BadInput
from tests.documents.formats.orders import AT, DAY, FEW, line, order_of, transfers

if TYPE_CHECKING:
    from app.documents.formats.order import PaymentFile

HERE = Path(__file__).parent
OUTCOMES = {
    1: LineOutcome(1, LineStatus.SETTLED, "", "KTB2026112400001", AT, ""),
    2: LineOutcome(2, LineStatus.REJECTED, "AC04", "", AT, ""),
    3: LineOutcome(3, LineStatus.RETURNED, "AC03", "KTB2026112400003", AT, ""),
    4: LineOutcome(4, LineStatus.REJECTED, "bank_closed", "", AT, ""),
}


@cache
def schema(name: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(HERE / "schemas" / f"{name}.xsd"))


def made(lines: list[CreditTransfer]) -> PaymentFile:
    result = pain_001.make(order_of(lines))
    assert result.file is not None, result.issues
    return result.file


def test_a_payment_message_is_the_same_byte_for_byte_and_valid() -> None:
    content = made(list(FEW)).content
    schema("pain.001.001.03").validate(content.decode())
    assert content == (HERE / "golden" / "pain.001.xml").read_bytes()


def test_a_status_report_tells_settled_rejected_returned_and_pending_and_is_valid() -> None:
    result = pain_002.make(order_of(FEW), OUTCOMES)
    assert result.file is not None
    schema("pain.002.001.03").validate(result.file.content.decode())
    assert result.file.content == (HERE / "golden" / "pain.002.xml").read_bytes()
    told = pain_002.parse(result.file.content)
    assert [(each.status, each.reason, each.returned) for each in told[:5]] == [
        ("ACSC", "", False),
        ("RJCT", "AC04", False),
        ("RJCT", "AC03", True),
        ("RJCT", "bank_closed", False),
        ("PDNG", "", False),
    ]


@settings(max_examples=60)
@given(transfers())
def test_every_message_is_valid_and_reads_back_as_it_was_ordered(lines: list[CreditTransfer]) -> None:
    file = made(lines)
    schema("pain.001.001.03").validate(file.content.decode())
    read = pain_001_reader.parse(file.content, {})
    again = [
        line(number, each.bank, each.account, each.name, each.satang, person_id=each.person_id, mobile=each.mobile,
             email=each.email, reference=each.reference)
        for number, each in enumerate(read.lines, 1)
    ]  # fmt: skip
    assert again == lines
    assert pain_001.lines_sha256(again) == file.lines_sha256 == read.lines_sha256
    assert (read.value_date, read.debit_account) == (DAY, "0060012345")


def test_a_bank_named_by_its_bic_and_several_remittance_lines_are_understood() -> None:
    content = made([line(1, "004", reference="one")]).content
    member = b"<ClrSysMmbId><ClrSysId><Cd>THCBC</Cd></ClrSysId><MmbId>004</MmbId></ClrSysMmbId>"
    assert member in content
    content = content.replace(member, b"<BIC>KASITHBKXXX</BIC>").replace(
        b"<Ustrd>one</Ustrd>", b"<Ustrd>one</Ustrd><Ustrd>two</Ustrd>"
    )
    read = pain_001_reader.parse(content, {"KASITHBK": "004"})
    assert (read.lines[0].bank, read.lines[0].reference) == ("004", "one two")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        (line(3, name="ก" * 141), Field.NAME, "too_long"),
        (line(3, name="ก\x08ข"), Field.NAME, "not_plain"),
        (line(3, bank="PP"), Field.BANK, "no_account"),
        (line(3, mobile="+66812345678"), Field.MOBILE, "not_plain"),
        (line(3, satang=0), Field.AMOUNT, "amount"),
    ],
)
def test_what_a_message_cannot_hold_is_told_by_line_and_field(changed: CreditTransfer, field: Field, code: str) -> None:
    result = pain_001.make(order_of([line(1), changed]))
    assert result.file is None
    assert [(issue.line, issue.field, issue.code) for issue in result.issues] == [(3, field, code)]


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Document ", BOMB + b"<Document ", "file_dtd"),
        (b"pain.001.001.03", b"pain.001.001.09", "xml_namespace"),
        (b"</Document>", b"", "xml_malformed"),
        (b"<PmtMtd>TRF", b"<PmtMtd>CHK", "pain_method"),
        (b'Ccy="THB">1500.50', b'Ccy="USD">1500.50', "pain_currency"),
        (b'Ccy="THB">1500.50', b'Ccy="THB">1500.505', "pain_amount"),
        (b'Ccy="THB">1500.50', b'Ccy="THB">1e9', "pain_amount"),
        (b'Ccy="THB">1500.50', b'Ccy="THB">1500.51', "pain_sum"),
        (b"<NbOfTxs>2</NbOfTxs>", b"<NbOfTxs>99999999999</NbOfTxs>", "pain_count"),
        (b"<NbOfTxs>2</NbOfTxs>", b"<NbOfTxs>two</NbOfTxs>", "pain_count"),
        (b"2026-11-24", b"2026-02-31", "pain_days"),
        (b"<GrpHdr>", b"<GrpHdr>" + b"<a>" * 30 + b"</a>" * 30, "file_too_demanding"),
        ("นางสาวสมหญิง ใจดี".encode(), b"x" * 40_000, "file_cell_too_long"),
    ],
)
def test_a_spoilt_or_hostile_message_is_refused_by_what_is_wrong_with_it(old: bytes, new: bytes, code: str) -> None:
    content = made([line(1), line(2)]).content
    assert old in content
    with pytest.raises(BadInput) as refused:
        pain_001_reader.parse(content.replace(old, new), {})
    assert refused.value.code == code


def test_two_accounts_to_pay_from_are_refused() -> None:
    content = made([line(1)]).content
    start, end = content.index(b"<PmtInf>"), content.index(b"</PmtInf>") + len(b"</PmtInf>")
    second = content[start:end].replace(b"0060012345", b"0060099999")
    both = (content[:end] + second + content[end:]).replace(
        b"</MsgId><CreDtTm>2026-11-22T03:00:05+00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>1500.50</CtrlSum>",
        b"</MsgId><CreDtTm>2026-11-22T03:00:05+00:00</CreDtTm>",
    )
    with pytest.raises(BadInput) as refused:
        pain_001_reader.parse(both, {})
    assert refused.value.code == "pain_accounts"
