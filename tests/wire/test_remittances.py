"""The bytes that two persons and the bank sign about a remittance, as they are for ever."""

from __future__ import annotations

import json

import pytest
import rfc8785

from app.wire.codec import Message, NotCanonical, decode, encode
from app.wire.remittances import (
    REMITTANCE_DECISION,
    REMITTANCE_ORDER,
    SUCCESS_RECORD,
    Part,
    RemittanceDecision,
    RemittanceItem,
    RemittanceOrder,
    SuccessRecord,
)

ITEM = RemittanceItem("permit_fee", "676", "4202010199", "19400", "150000", "")
ORDER = RemittanceOrder(
    typ=REMITTANCE_ORDER,
    maker_uid="m",
    maker_kid="k",
    device="d",
    made_at="2026-11-23T02:20:00.000Z",
    req_id="r",
    agency="2102",
    unit="2102000001",
    kind="revenue",
    account="0061000123",
    office="4000",
    office_reason="",
    owner_unit="",
    doc_no="",
    route="",
    items=(ITEM,),
    parts=(Part("p", "2102000001/2570/1", "permit_fee", "150000"),),
    total_satang="150000",
    memo="นำส่ง",
)
ORDER_BYTES = (
    '{"account":"0061000123","agency":"2102","device":"d","doc_no":"",'
    '"items":[{"basis":"","code":"permit_fee","fund":"19400","gl_account":"4202010199","revenue_code":"676",'
    '"satang":"150000"}],"kind":"revenue","made_at":"2026-11-23T02:20:00.000Z","maker_kid":"k","maker_uid":"m",'
    '"memo":"นำส่ง","office":"4000","office_reason":"","owner_unit":"",'
    '"parts":[{"payment_id":"p","receipt_id":"2102000001/2570/1","revenue_type":"permit_fee","satang":"150000"}],'
    '"req_id":"r","route":"","total_satang":"150000","typ":"khlang.remittance/1","unit":"2102000001"}'
).encode()
DECISION = RemittanceDecision(
    typ=REMITTANCE_DECISION,
    decision="approve",
    reason="",
    auth_uid="a",
    auth_kid="k",
    device="d",
    session_epoch="1",
    challenge="c",
    at="2026-11-23T02:25:00.000Z",
    req_id="r",
    order_sha256="0" * 64,
    order_sig_sha256="1" * 64,
)
DECISION_BYTES = (
    b'{"at":"2026-11-23T02:25:00.000Z","auth_kid":"k","auth_uid":"a","challenge":"c","decision":"approve","device":"d",'
    b'"order_sha256":"' + b"0" * 64 + b'","order_sig_sha256":"' + b"1" * 64 + b'",'
    b'"reason":"","req_id":"r","session_epoch":"1","typ":"khlang.remittance-decision/1"}'
)
RECORD = SuccessRecord(
    typ=SUCCESS_RECORD,
    req_id="r",
    agency="2102",
    agency_name="กรม",
    unit="2102000001",
    unit_name="กอง",
    kind="revenue",
    account="0061000123",
    account_name="บัญชี",
    office="4000",
    office_name="สำนักงานคลัง",
    owner_unit="",
    doc_no="",
    items=(ITEM,),
    parts_count="1",
    total_satang="150000",
    fee_satang="0",
    maker_uid="m",
    maker_name="ผู้จัดทำ",
    auth_uid="a",
    auth_name="ผู้อนุมัติ",
    order_sha256="0" * 64,
    bank_ref="T2570-2102-000001",
    moved_at="2026-11-23T02:30:00.000Z",
)
RECORD_BYTES = (
    '{"account":"0061000123","account_name":"บัญชี","agency":"2102","agency_name":"กรม","auth_name":"ผู้อนุมัติ",'
    '"auth_uid":"a","bank_ref":"T2570-2102-000001","doc_no":"","fee_satang":"0",'
    '"items":[{"basis":"","code":"permit_fee","fund":"19400","gl_account":"4202010199","revenue_code":"676",'
    '"satang":"150000"}],"kind":"revenue","maker_name":"ผู้จัดทำ","maker_uid":"m",'
    '"moved_at":"2026-11-23T02:30:00.000Z","office":"4000","office_name":"สำนักงานคลัง","order_sha256":"'
    + "0"
    * 64
    + '","owner_unit":"","parts_count":"1","req_id":"r","total_satang":"150000","typ":"khlang.success-record/1",'
    '"unit":"2102000001","unit_name":"กอง"}'
).encode()


@pytest.mark.parametrize(
    ("message", "golden"), [(ORDER, ORDER_BYTES), (DECISION, DECISION_BYTES), (RECORD, RECORD_BYTES)], ids=range(3)
)
def test_what_is_signed_about_a_remittance_has_exactly_these_bytes(message: Message, golden: bytes) -> None:
    assert encode(message) == golden
    assert golden == rfc8785.dumps(json.loads(golden))
    assert decode(golden, type(message)) == message
    with pytest.raises(NotCanonical):
        decode(golden.replace(b'"kind"', b'"kin"').replace(b'"reason"', b'"rea"'), type(message))
