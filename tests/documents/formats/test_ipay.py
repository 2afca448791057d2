"""KTB iPay files: golden bytes, the table of accounts, what cannot be written, and what is read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.formats import accounts, fixed_record, ipay, ipay_reader
from app.documents.formats.accounts import BranchRule, Eleven
from app.documents.formats.ipay import Product
from app.documents.formats.order import FileIssue, PaymentFile
from app.domain.disbursement.transfer import CreditTransfer, Field
from app.domain.values.errors import BadInput
from tests.documents.formats.orders import DAY, FEW, line, order_of, transfers

GOLDEN = Path(__file__).parent / "golden"


def made(lines: list[CreditTransfer], product: Product = Product.DIRECT) -> PaymentFile:
    result = ipay.make(order_of(lines), product)
    assert result.issues == ()
    assert result.file is not None
    return result.file


@pytest.mark.parametrize("product", Product)
def test_a_file_is_the_same_byte_for_byte(product: Product) -> None:
    content = made(list(FEW), product).content
    assert content == (GOLDEN / f"ipay-{product.value}.txt").read_bytes()


def test_the_table_has_no_gap_and_both_records_are_498_wide() -> None:
    for record in fixed_record.records(ipay_reader.TABLE).values():
        assert record.width == 498
        assert all(left.end == right.start for left, right in zip(record.fields, record.fields[1:], strict=False))


def test_direct_pays_to_krungthai_only_and_the_others_never() -> None:
    assert made(list(FEW), Product.DIRECT).count == 2
    assert made(list(FEW), Product.STANDARD).count == made(list(FEW), Product.EXPRESS).count == len(FEW) - 2
    result = ipay.make(order_of([line()]), Product.STANDARD)
    assert result.issues == (FileIssue(0, None, "no_lines"),)


@pytest.mark.parametrize(
    ("kind", "direct", "others"),
    [("welfare", "02", "01"), ("loan", "14", "59"), ("purchase", "14", "04"), ("a_kind_of_tomorrow", "14", "59")],
)
def test_the_service_type_follows_the_kind_of_payment(kind: str, direct: str, others: str) -> None:
    assert ipay.service_type(kind, Product.DIRECT) == direct
    assert ipay.service_type(kind, Product.STANDARD) == ipay.service_type(kind, Product.EXPRESS) == others


@pytest.mark.parametrize(
    ("bank", "account", "eleven"),
    [
        ("006", "0385520917", Eleven("00385520917", "0000")),
        ("002", "12345678901", Eleven("12345678901", "0000")),
        ("034", "012345678901", Eleven("12345678901", "0000")),
        ("031", "912345678901", Eleven("12345678901", "0000")),
        ("067", "00121110001234", Eleven("01110001234", "0000")),
        ("069", "12341234567890", Eleven("01234567890", "0000")),
        ("066", "121234567890", Eleven("01234567890", "0000")),
        ("030", "020123456789", Eleven("20123456789", "9990")),
        ("030", "100220123456789", Eleven("20123456789", "1002")),
        ("033", "333100123456", Eleven("33100123456", "9993")),
        ("006", "123456789012", None),
        ("030", "999920123456789", None),
        ("030", "000020123456789", None),
        ("006", "12345x7890", None),
    ],
)
def test_accounts_become_eleven_digits_by_the_table(bank: str, account: str, eleven: Eleven | None) -> None:
    assert accounts.eleven(bank, account) == eleven


@pytest.mark.parametrize(
    ("bank", "account"),
    [("006", "0385520917"), ("002", "12345678901"), ("030", "020123456789"), ("030", "100220123456789")],
)
def test_an_account_that_loses_no_digit_comes_back(bank: str, account: str) -> None:
    found = accounts.eleven(bank, account)
    assert found is not None
    assert accounts.restored(bank, found.account, found.branch) == account


def test_the_branch_is_zeros_unless_the_three_first_digits_are_asked_for() -> None:
    assert accounts.eleven("006", "0385520917", BranchRule.ACCOUNT) == Eleven("00385520917", "0038")
    assert accounts.eleven("030", "0201234567", BranchRule.ACCOUNT) == Eleven("00201234567", "0000")


@settings(max_examples=120)
@given(transfers(), st.sampled_from(Product), st.sampled_from(BranchRule))
def test_every_file_reads_back_as_it_was_ordered(
    lines: list[CreditTransfer], product: Product, branches: BranchRule
) -> None:
    result = ipay.make(order_of(lines), product, branches)
    wanted = [each for each in lines if product.carries(each.bank)]
    if result.file is None:
        assert {issue.code for issue in result.issues} <= {"account", "no_lines"}
        return
    read = ipay_reader.parse(result.file.content)
    assert [(each.bank, each.name, each.satang, each.mobile, each.email, each.reference) for each in read.lines] == [
        (each.bank, each.name, each.amount.satang, each.mobile, each.email, each.reference) for each in wanted
    ]
    again = [line(number, each.bank, each.account, each.name, each.satang, mobile=each.mobile, email=each.email,
                  reference=each.reference) for number, each in enumerate(read.lines, 1)]  # fmt: skip
    assert ipay.lines_sha256(again) == result.file.lines_sha256
    assert (read.value_date, read.debit_account) == (DAY, "0060012345")


@settings(max_examples=150)
@given(st.binary(max_size=1_200) | st.binary(max_size=40).map(lambda tail: b"101000001006" + tail))
def test_whatever_is_no_such_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        ipay_reader.parse(data)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        (line(3, name="ชื่อ ☃"), Field.NAME, "not_encodable"),
        (line(3, name="ก" * 101), Field.NAME, "too_long"),
        (line(3, name="ก\nข"), Field.NAME, "not_plain"),
        (line(3, reference="R" * 19), Field.REFERENCE, "too_long"),
        (line(3, email=f"{'a' * 30}@example.test"), Field.EMAIL, "too_long"),
        (line(3, account="123456789012"), Field.ACCOUNT, "account"),
        (line(3, satang=0), Field.AMOUNT, "amount"),
    ],
)
def test_what_cannot_be_written_is_told_by_line_and_field_and_there_is_no_file(
    changed: CreditTransfer, field: Field, code: str
) -> None:
    result = ipay.make(order_of([line(1), changed]), Product.DIRECT)
    assert result.file is None
    assert [(issue.line, issue.field, issue.code) for issue in result.issues] == [(3, field, code)]


def test_a_payee_without_an_account_at_a_bank_is_told() -> None:
    lines = [line(1, bank=""), line(2, "004"), line(3, "promptpay", "0812345678")]
    result = ipay.make(order_of(lines), Product.STANDARD)
    assert [(issue.line, issue.code) for issue in result.issues] == [(1, "no_account"), (3, "promptpay")]


def _cut(content: bytes) -> bytes:
    return content[:-40]


def _replaced(at: int, new: bytes) -> object:
    return lambda content: content[:at] + new + content[at + len(new) :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_cut, "bank_file_cut_off"),
        (_replaced(12, b"0000009"), "bank_file_count"),
        (_replaced(12, b"9999999"), "bank_file_count"),
        (_replaced(19, b"0000000000000000001"), "bank_file_sum"),
        (_replaced(38, b"31022026"), "bank_file_day"),
        (_replaced(9, b"004"), "bank_file_sender"),
        (_replaced(500 + 2, b"3"), "bank_file_record"),
        (_replaced(500 + 16, b"x"), "bank_file_number"),
        (_replaced(500 + 92, b"\xfc"), "bank_file_encoding"),
        (_replaced(1000 + 34, b"99999999999"), "bank_file_accounts"),
        (_replaced(1000 + 45, b"01012026"), "bank_file_days"),
        (_replaced(1000 + 392, b"000007"), "bank_file_order"),
        (_replaced(1000 + 3, b"000002"), "bank_file_batch"),
        (lambda content: content[:300] + content[301:], "bank_file_width"),
        (lambda content: content.replace(b"\r\n", b"\n"), "bank_file_line_end"),
        (lambda content: content[:500], "bank_file_empty"),
        (lambda content: content.decode("cp874").encode("utf-8"), "bank_file_width"),
    ],
)
def test_a_spoilt_file_is_refused_by_what_is_wrong_with_it(spoil: object, code: str) -> None:
    assert callable(spoil)
    with pytest.raises(BadInput) as refused:
        ipay_reader.parse(spoil(made([line(1), line(2)]).content))
    assert refused.value.code == code
