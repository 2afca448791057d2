"""Orders for payment files: invented people, accounts of every shape."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.documents.formats.order import PaymentOrder
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.values.money import SATANG_MAX, Money
from app.system import reference_data

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC)


def order_of(lines: Sequence[CreditTransfer], **changed: str) -> PaymentOrder:
    return PaymentOrder(
        reference=changed.get("reference", "AB12CD34EF"),
        company_id="GMIS111222",
        sender=changed.get("sender", "กรมตัวอย่าง กองคลัง"),
        debit_account=changed.get("debit_account", "0060012345"),
        value_date=DAY,
        kind=changed.get("kind", "welfare"),
        created_at=AT,
        lines=lines,
        banks=reference_data.banks(),
    )


def line(
    number: int = 1,
    bank: str = "006",
    account: str = "0385520917",
    name: str = "นางสาวสมหญิง ใจดี",
    satang: int = 150_050,
    **others: str,
) -> CreditTransfer:
    return CreditTransfer(number, bank, account, name, Money(satang), **others)


FEW = (
    line(1, person_id="1234545678781", mobile="0812345678", email="somying@example.test", reference="ฎ.12/2570"),
    line(2, "006", "6620004471", "นายน้ำใจ ตั้งมั่น", 1),
    line(3, "004", "0431234567", "บริษัท ตัวอย่าง จำกัด", SATANG_MAX // 100, person_id="0994000158378"),
    line(4, "030", "020123456789", "นายปัญญา เก่งกล้า", 250_000),
    line(5, "030", "100220123456789", "นางกัลยา บุญมา", 99),
    line(6, "034", "012345678901", "นายอำนวย ชำนาญ", 4_900_00),
    line(7, "033", "333100123456", "Mr. John O'Neil", 1_234_56),
)
"""Both sides of every product, and every rule for accounts that keeps the number."""

_CP874 = bytes(range(0x20, 0x7F)) + bytes(range(0xA1, 0xDB)) + bytes(range(0xDF, 0xFC))
_LETTERS = st.sampled_from(_CP874.decode("cp874"))
names = st.text(_LETTERS, min_size=1, max_size=100).map(lambda name: name.strip(" ")).filter(bool)
"""Any name of the Thai code page."""
texts = st.text(_LETTERS, max_size=18).map(lambda words: words.strip(" "))
satangs = st.integers(1, SATANG_MAX)
accounts = st.sampled_from((10, 11, 12, 14, 15)).flatmap(
    lambda size: st.text("0123456789", min_size=size, max_size=size)
)
banks = st.sampled_from([code for code in reference_data.banks().banks])
mobiles = st.just("") | st.from_regex(r"0[689][0-9]{8}", fullmatch=True)
emails = st.just("") | st.from_regex(r"[a-z0-9._-]{1,20}@[a-z0-9]{1,8}\.(th|test)", fullmatch=True)


@st.composite
def transfers(draw: st.DrawFn) -> list[CreditTransfer]:
    count = draw(st.integers(1, 8))
    return [
        line(
            number,
            draw(banks),
            draw(accounts),
            draw(names),
            draw(satangs),
            mobile=draw(mobiles),
            email=draw(emails),
            reference=draw(texts),
        )
        for number in range(1, count + 1)
    ]
