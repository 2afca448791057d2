"""Thai QR payment (EMVCo merchant-presented): made in ascending order of tags, read in any, CRC always checked.

Tag 30 pays a bill, tag 29 a PromptPay id (Bank of Thailand, Thai QR code standard; rules.md 2.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.collections import tlv
from app.domain.values.errors import BadInput
from app.domain.values.money import Money

TRANSFER, BILL_PAYMENT = "A000000677010111", "A000000677010112"
TRANSFER_TAG, BILL_TAG = "29", "30"
STATIC, DYNAMIC = "11", "12"
BAHT, THAILAND = "764", "TH"
TEXT_CHARS_MAX = 512
"""EMVCo's longest; a longer text is no payment code."""

_AMOUNT_CHARS_MAX = 13
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{0,2})?\Z")
_REFERENCE = re.compile(r"[\x20-\x7e]{1,20}\Z")
_BILLER = re.compile(r"(?:[0-9]{13}|[0-9]{15})\Z")


class PromptPay(StrEnum):
    """What a PromptPay id is, by the number of its field in tag 29."""

    MOBILE = "01"
    PERSON_OR_TAX_ID = "02"
    WALLET = "03"
    ACCOUNT = "04"


_IDS = {
    PromptPay.MOBILE: re.compile(r"0066[0-9]{9}\Z"),
    PromptPay.PERSON_OR_TAX_ID: re.compile(r"[0-9]{13}\Z"),
    PromptPay.WALLET: re.compile(r"[0-9]{15}\Z"),
    PromptPay.ACCOUNT: re.compile(r"[0-9]{3}[!-~]{1,40}\Z"),
}


@dataclass(frozen=True, slots=True)
class BillTarget:
    """Tag 30: a biller and references; ``ref3`` is the terminal label of tag 62; '' is none."""

    biller_id: str
    ref1: str
    ref2: str = ""
    ref3: str = ""


@dataclass(frozen=True, slots=True)
class TransferTarget:
    """Tag 29: a PromptPay id; a mobile number stands as ``0066`` and nine digits."""

    kind: PromptPay
    number: str


@dataclass(frozen=True, slots=True)
class ThaiQr:
    """What a code asks for; ``amount`` None is left to the payer. ``once``: the code is for one payment only."""

    target: BillTarget | TransferTarget
    amount: Money | None
    once: bool


def bill(biller_id: str, ref1: str, ref2: str, amount: Money | None, ref3: str = "") -> str:
    """Return the code that pays a bill; raise `BadInput` ``qr_...`` for what may not stand in it."""
    return text(ThaiQr(BillTarget(biller_id, ref1, ref2, ref3), amount, once=amount is not None))


def transfer(number: str, amount: Money | None) -> str:
    """Return the code that pays a PromptPay id: a mobile number of ten digits, or a citizen or tax id."""
    mobile = len(number) == 10
    kind = PromptPay.MOBILE if mobile else PromptPay.PERSON_OR_TAX_ID
    target = TransferTarget(kind, f"0066{number[1:]}" if mobile else number)
    return text(ThaiQr(target, amount, once=amount is not None))


def text(qr: ThaiQr) -> str:
    """Return the payload, tags ascending, sealed with its CRC; raise `BadInput` ``qr_...``."""
    fields = {"00": "01", "01": DYNAMIC if qr.once else STATIC, "53": BAHT, "58": THAILAND}
    tag, inside = _written(qr.target)
    fields[tag] = tlv.written(inside)
    if qr.amount is not None:
        fields["54"] = _amount_text(qr.amount)
    if isinstance(qr.target, BillTarget) and qr.target.ref3:
        fields["62"] = tlv.written({"07": _reference(qr.target.ref3, 3)})
    return tlv.sealed(tlv.written(fields))


def read(scanned: str) -> ThaiQr:
    """Return what a scanned code asks for; raise `BadInput` with a code that begins ``qr_`` and says what is wrong."""
    fields = tlv.opened(scanned, TEXT_CHARS_MAX)
    _demand_frame(fields)
    target = _target(fields)
    amount = _amount(fields["54"]) if "54" in fields else None
    return ThaiQr(target, amount, once=fields.get("01") == DYNAMIC)


def _demand_frame(fields: dict[str, str]) -> None:
    """Check what every code has: format, kind of use, currency and country."""
    if fields.get("00") != "01":
        raise BadInput("qr_format", text=fields.get("00", ""))
    if fields.get("01", STATIC) not in (STATIC, DYNAMIC):
        raise BadInput("qr_use", text=fields["01"])
    if fields.get("53") != BAHT:
        raise BadInput("qr_currency", text=fields.get("53", ""))
    if fields.get("58") != THAILAND:
        raise BadInput("qr_country", text=fields.get("58", ""))


def _target(fields: dict[str, str]) -> BillTarget | TransferTarget:
    """Return who is paid: the bill, where a code offers a transfer, too."""
    if BILL_TAG in fields:
        inside = tlv.fields(fields[BILL_TAG])
        _demand_application(inside, BILL_PAYMENT)
        more = tlv.fields(fields["62"]) if "62" in fields else {}
        target = BillTarget(inside.get("01", ""), inside.get("02", ""), inside.get("03", ""), more.get("07", ""))
        _written(target)
        return target
    if TRANSFER_TAG not in fields:
        raise BadInput("qr_target")
    inside = tlv.fields(fields[TRANSFER_TAG])
    _demand_application(inside, TRANSFER)
    named = [kind for kind in PromptPay if kind in inside]
    if len(named) != 1:
        raise BadInput("qr_promptpay", text="")
    transferred = TransferTarget(named[0], inside[named[0]])
    _written(transferred)
    return transferred


def _demand_application(inside: dict[str, str], expected: str) -> None:
    if inside.get("00") != expected:
        raise BadInput("qr_application", text=inside.get("00", ""))


def _written(target: BillTarget | TransferTarget) -> tuple[str, dict[str, str]]:
    """Return a target's tag and fields; raise `BadInput` for what may not stand there."""
    if isinstance(target, TransferTarget):
        if not _IDS[target.kind].fullmatch(target.number):
            raise BadInput("qr_promptpay", text=target.number)
        return TRANSFER_TAG, {"00": TRANSFER, target.kind.value: target.number}
    if not _BILLER.match(target.biller_id):
        raise BadInput("qr_biller", text=target.biller_id)
    inside = {"00": BILL_PAYMENT, "01": target.biller_id, "02": _reference(target.ref1, 1)}
    if target.ref2:
        inside["03"] = _reference(target.ref2, 2)
    return BILL_TAG, inside


def _reference(reference: str, number: int) -> str:
    if not _REFERENCE.match(reference):
        raise BadInput("qr_reference", number=number, text=reference)
    return reference


def _amount_text(amount: Money) -> str:
    plain = amount.format().replace(",", "")
    if amount.satang <= 0 or len(plain) > _AMOUNT_CHARS_MAX:
        raise BadInput("qr_amount", text=plain)
    return plain


def _amount(written: str) -> Money:
    if len(written) > _AMOUNT_CHARS_MAX or not _AMOUNT.match(written):
        raise BadInput("qr_amount", text=written)
    amount = Money.parse(written)
    if not amount.satang:
        raise BadInput("qr_amount", text=written)
    return amount
