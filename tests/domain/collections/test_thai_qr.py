"""Thai QR: the public vectors, our own, every fault by its name, and whatever a stranger's code may say."""

from __future__ import annotations

import contextlib
import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collections import thai_qr, tlv
from app.domain.collections.thai_qr import BillTarget, PromptPay, ThaiQr, TransferTarget
from app.domain.values.errors import BadInput
from app.domain.values.money import Money

MOBILE, TAX_ID = PromptPay.MOBILE, PromptPay.PERSON_OR_TAX_ID
VECTORS: dict[str, ThaiQr] = {  # maythiwat/promptparse and dtinth/promptpay-qr, both MIT
    "00020101021129370016A0000006770101110113006681222333353037645802TH63041DCF": ThaiQr(
        TransferTarget(MOBILE, "0066812223333"), None, once=False
    ),
    "00020101021229370016A0000006770101110113006681222333353037645802TH540530.0063043CAD": ThaiQr(
        TransferTarget(MOBILE, "0066812223333"), Money(3000), once=True
    ),
    "00020101021130620016A000000677010112011301122334455660211CUSTOMER0010306INV00153037645802TH62070703SCB6304780E": (
        ThaiQr(BillTarget("0112233445566", "CUSTOMER001", "INV001", "SCB"), None, once=False)
    ),
    "00020101021130550016A0000006770101120115099999999999990021211122233344453037645802TH63043EE7": ThaiQr(
        BillTarget("099999999999990", "111222333444"), None, once=False
    ),
    "00020101021230650016A0000006770101120115099400016550100021212345678901203066704295303764"
    "5802TH54073649.2263044534": (
        ThaiQr(BillTarget("099400016550100", "123456789012", "670429"), Money(364_922), once=True)
    ),
    "00020101021129370016A000000677010111021301234567890125802TH530376463040CBD": ThaiQr(
        TransferTarget(TAX_ID, "0123456789012"), None, once=False
    ),
    "00020101021129370016A000000677010111011300668012345675802TH530376463046197": ThaiQr(
        TransferTarget(MOBILE, "0066801234567"), None, once=False
    ),
    "00020101021129390016A00000067701011103150123456789012345802TH530376463049781": ThaiQr(
        TransferTarget(PromptPay.WALLET, "012345678901234"), None, once=False
    ),
    "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469": ThaiQr(
        TransferTarget(MOBILE, "0066000000000"), Money(422), once=True
    ),
}
BILL = thai_qr.bill("099400016550100", "123456789012", "670429", Money(364_922))


@pytest.mark.parametrize("payload", VECTORS)
def test_every_public_vector_is_read_whatever_the_order_of_its_tags(payload: str) -> None:
    assert thai_qr.read(payload) == VECTORS[payload]


def test_tags_are_written_in_ascending_order() -> None:
    assert BILL == (
        "00020101021230650016A000000677010112011509940001655010002121234567890120306670429"
        "530376454073649.225802TH6304165E"
    )
    tags = list(tlv.fields(thai_qr.bill("099400016550100", "A", "B", None, "SCB")))
    assert tags == sorted(tags)


def test_the_check_value_of_the_crc_is_the_standards() -> None:
    assert tlv.crc("123456789") == "29B1"


def test_a_mobile_number_and_a_tax_id_are_paid_by_promptpay() -> None:
    assert thai_qr.transfer("0812223333", None) in VECTORS
    assert thai_qr.read(thai_qr.transfer("0994000165501", Money(1))).target == TransferTarget(TAX_ID, "0994000165501")


REFERENCES = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)
AMOUNTS = st.none() | st.integers(1, 999_999_999_999).map(Money)
BILLERS = st.from_regex(r"[0-9]{15}", fullmatch=True)


@given(BILLERS, REFERENCES, REFERENCES | st.just(""), AMOUNTS, REFERENCES | st.just(""))
def test_a_bill_is_read_as_it_was_written(biller: str, ref1: str, ref2: str, amount: Money | None, ref3: str) -> None:
    told = thai_qr.read(thai_qr.bill(biller, ref1, ref2, amount, ref3))
    assert told == ThaiQr(BillTarget(biller, ref1, ref2, ref3), amount, once=amount is not None)


def test_any_order_of_tags_says_the_same() -> None:
    fields = tlv.fields(BILL[:-8])
    for order in itertools.permutations(fields.items()):
        body = "".join(f"{tag}{len(value):02d}{value}" for tag, value in order)
        assert thai_qr.read(tlv.sealed(body)) == thai_qr.read(BILL)


@given(st.integers(0, len(BILL) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_no_single_letter_can_change_unnoticed(place: int, letter: str) -> None:
    changed = BILL[:place] + letter + BILL[place + 1 :]
    if changed.upper() == BILL and place >= len(BILL) - 4:
        return  # the CRC in small letters
    if changed != BILL:
        with pytest.raises(BadInput, match="qr_"):
            thai_qr.read(changed)


def test_a_crc_in_small_letters_is_right() -> None:
    assert thai_qr.read(BILL[:-4] + BILL[-4:].lower()) == thai_qr.read(BILL)


@given(st.text(max_size=600) | st.text("0123456789ABCDEF.", max_size=120).map(tlv.sealed))
def test_whatever_is_scanned_is_read_or_refused(scanned: str) -> None:
    with contextlib.suppress(BadInput):
        thai_qr.read(scanned)


def remade(**changes: str | None) -> str:
    """Return the bill's code with fields of other values, or without them, its CRC right; ``t54`` is tag 54."""
    fields: dict[str, str] = tlv.fields(BILL[:-8])
    for name, value in changes.items():
        fields.pop(name[1:], None)
        if value is not None:
            fields[name[1:]] = value
    return tlv.sealed("".join(f"{tag}{len(value):02d}{value}" for tag, value in fields.items()))


def inside(application: str, **fields: str) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in {"00": application, **fields}.items())


BILLER_FIELD = {"01": "099400016550100"}
HOSTILE = {
    "": "qr_empty",
    "0" * 513: "qr_long",
    BILL + "\n": "qr_letters",
    BILL.replace("3649", "๓649"): "qr_letters",
    BILL[:-4]: "qr_crc_missing",
    BILL[:-8]: "qr_crc_missing",
    BILL[:-4] + "0000": "qr_crc_wrong",
    BILL + BILL: "qr_crc_wrong",
    tlv.sealed(BILL): "qr_twice",
    tlv.sealed("0002015908"): "qr_crc_missing",
    tlv.sealed("0002015802TH0"): "qr_cut",
    tlv.sealed("00020153990764"): "qr_cut",
    tlv.sealed("000201XX02TH"): "qr_cut",
    tlv.sealed("0000"): "qr_cut",
    tlv.sealed("00020100020153037645802TH"): "qr_twice",
    remade(t00="02"): "qr_format",
    remade(t00=None): "qr_format",
    remade(t01="13"): "qr_use",
    remade(t53="840"): "qr_currency",
    remade(t53=None): "qr_currency",
    remade(t58="US"): "qr_country",
    remade(t30=None): "qr_target",
    remade(t54="0.00"): "qr_amount",
    remade(t54="-1.00"): "qr_amount",
    remade(t54="1e3"): "qr_amount",
    remade(t54="1.005"): "qr_amount",
    remade(t54="1,000.00"): "qr_amount",
    remade(t54="01.00"): "qr_amount",
    remade(t54="99999999999.99"): "qr_amount",
    remade(t30=inside("A000000677010113", **BILLER_FIELD, **{"02": "A"})): "qr_application",
    remade(t30=inside(thai_qr.BILL_PAYMENT, **BILLER_FIELD)): "qr_reference",
    remade(t30=inside(thai_qr.BILL_PAYMENT, **{"01": "12345", "02": "A"})): "qr_biller",
    remade(t30=inside(thai_qr.BILL_PAYMENT, **BILLER_FIELD, **{"02": "A" * 21})): "qr_reference",
    remade(t30=None, t29=inside(thai_qr.TRANSFER)): "qr_promptpay",
    remade(t30=None, t29=inside(thai_qr.TRANSFER, **{"01": "0812223333"})): "qr_promptpay",
    remade(t30=None, t29=inside(thai_qr.TRANSFER, **{"01": "0066812223333", "02": "0994000165501"})): "qr_promptpay",
}


@pytest.mark.parametrize("scanned", HOSTILE)
def test_every_fault_says_what_it_is(scanned: str) -> None:
    with pytest.raises(BadInput) as caught:
        thai_qr.read(scanned)
    assert caught.value.code == HOSTILE[scanned]


def test_a_code_that_offers_a_transfer_as_well_pays_the_bill() -> None:
    both = remade(t29=inside(thai_qr.TRANSFER, **{"01": "0066812223333"}))
    assert thai_qr.read(both) == thai_qr.read(BILL)


@pytest.mark.parametrize(
    ("biller", "ref1", "amount", "code"),
    [
        ("12", "A", None, "qr_biller"),
        ("099400016550100", "", None, "qr_reference"),
        ("099400016550100", "ก", None, "qr_reference"),
        ("099400016550100", "A" * 21, None, "qr_reference"),
        ("099400016550100", "A", Money(0), "qr_amount"),
        ("099400016550100", "A", Money(-1), "qr_amount"),
        ("099400016550100", "A", Money(10**12), "qr_amount"),
    ],
)
def test_what_may_not_stand_in_a_code_is_not_written(biller: str, ref1: str, amount: Money | None, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        thai_qr.bill(biller, ref1, "", amount)
