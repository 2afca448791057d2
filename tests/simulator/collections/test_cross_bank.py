"""The cross-bank file: 256 bytes a record, sequence, trailer, cp874; all of it or none, and never twice (rules 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.simulator.collections import cross_bank
from app.simulator.refusals import Refused
from tests.helpers.raw_collections import (
    ACCOUNTS,
    OWN_UNIT,
    balance,
    biller,
    collections,
    cross_bank_file,
    draft,
    facts,
    issued,
    send_file,
)

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

ACCOUNT, BILLER = ACCOUNTS[OWN_UNIT], biller(OWN_UNIT)


def _row(**changes: str) -> Json:
    return {"ref1": "", "ref2": "", "satang": "150000", **changes}


def _file(rows: list[Json], day: str = "23112026") -> list[bytes]:
    return cross_bank_file(ACCOUNT, BILLER, rows, day)


def _golden() -> list[bytes]:
    """Return header, one payment and trailer, written by hand with every field at its public offset."""
    header = f"H000001006{ACCOUNT}{'กรมตัวอย่าง':<40}23112026{'BILLPAY':<8}"
    parts = ("D000002006", ACCOUNT, "23112026", "081500", f"{'นาย ก้าน ใจดี':<50}", f"{'21020000018':<20}")
    more = (f"{'700000000123':<20}", " " * 20, "0101", " " * 4, "C", " " * 3, " " * 7, "0000000150000", " " * 3)
    detail = "".join((*parts, *more, " " * 17, BILLER, " " * 32, "014", " " * 10))
    trailer = f"T000003006{ACCOUNT}{'0' * 13}{'0' * 6}0000000150000000001"
    return [f"{text:<256}".encode("cp874") for text in (header, detail, trailer)]


def test_a_golden_file_is_read_field_by_field() -> None:
    records = _golden()
    assert [len(record) for record in records] == [256, 256, 256]
    read = cross_bank.read(b"\r\n".join(records) + b"\r\n")
    assert (read.account, read.effective.isoformat(), read.satang) == (ACCOUNT, "2026-11-23", 150_000)
    (paid,) = read.payments
    assert (paid.payer_name, paid.ref1, paid.ref2) == ("นาย ก้าน ใจดี", "21020000018", "700000000123")
    assert (paid.branch, paid.biller_id, paid.sending_bank) == ("0101", BILLER, "014")
    assert paid.paid_at.isoformat() == "2026-11-23T08:15:00+07:00"


def test_the_helpers_file_is_the_golden_one() -> None:
    row = {"ref1": "21020000018", "ref2": "700000000123", "satang": "150000", "name": "นาย ก้าน ใจดี"}
    assert _file([row]) == _golden()


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_lines_may_end_either_way_and_the_file_stays_the_same(end: bytes) -> None:
    assert cross_bank.read(end.join(_golden())).sha256 == cross_bank.read(end.join(_golden()) + end).sha256
    assert cross_bank.read(end.join(_golden()) + b"\r\n\x1a") == cross_bank.read(b"\n".join(_golden()))


def test_a_file_comes_in_once_and_is_matched(central: Central, collector: Clerk) -> None:
    bills = issued(collector, *(draft(n) for n in range(3)))
    before = balance(central, ACCOUNT)
    rows = [_row(ref1=bill["ref1"], ref2=bill["ref2"], name=f"ผู้ชำระที่ {n}") for n, bill in enumerate(bills)]
    rows += [_row(), _row(ref1=bills[0]["ref1"], ref2=bills[0]["ref2"]), _row(ref1="12", ref2="34", satang="1")]
    records = _file(rows)
    answer = send_file(central, records)
    assert answer.status == 200, answer.body
    told = answer.json
    assert (told["count"], told["satang"], told["again"]) == (6, str(5 * 150_000 + 1), "no")
    names = [f"X20261123-{ACCOUNT}-{n:06d}" for n in range(2, 8)]
    got = collections(collector)
    expected = [("matched", "")] * 3
    expected += [("queued", "no_reference"), ("queued", "double"), ("queued", "wrong_reference")]
    assert [(got[name]["state"], got[name]["cause"]) for name in names] == expected
    first = got[names[0]]
    assert (first["channel"], first["sending_bank"], first["payer_name"]) == ("other_bank", "014", "ผู้ชำระที่ 0")
    assert first["paid_at"] == "2026-11-23T01:15:00.000Z"
    events = len(collector.events())
    for end in (b"\r\n", b"\n"):
        assert send_file(central, records, end).json == {**told, "again": "yes"}
    assert len(collector.events()) == events
    assert balance(central, ACCOUNT) - before == 5 * 150_000 + 1
    other = _file([*rows[:-1], _row(satang="2")])
    assert send_file(central, other).code == "command_id_reused"
    assert len(collector.events()) == events


def test_money_of_a_coming_day_is_in_the_account_on_that_day(central: Central, collector: Clerk) -> None:
    records = _file([_row(day="22112026", satang="7")], "24112026")
    assert send_file(central, records).status == 200
    told = collections(collector)[f"X20261124-{ACCOUNT}-000002"]
    assert (told["value_date"], told["paid_at"]) == ("2026-11-24", "2026-11-22T01:15:00.000Z")


def _replaced(at: int, record: int, text: str) -> list[bytes]:
    records = _golden()
    said = text.encode("cp874")
    records[record] = records[record][:at] + said + records[record][at + len(said) :]
    return records


WRONG = {
    # what is wrong: the file, the field that is named, and its record
    "no header": (_golden()[1:], "records", ""),
    "a wrong first letter": (_replaced(0, 0, "X"), "type", "1"),
    "a trailer among the details": (_replaced(0, 1, "T"), "type", "2"),
    "no trailer at the end": (_replaced(0, 2, "D"), "type", "3"),
    "a wrong sequence": (_replaced(1, 1, "000003"), "sequence", "2"),
    "a sequence in another order": (_replaced(1, 2, "000002"), "sequence", "3"),
    "another bank": (_replaced(7, 1, "004"), "bank", "2"),
    "another account": (_replaced(10, 1, "0061000115"), "account", "2"),
    "a day that is none": (_replaced(20, 1, "31022026"), "date", "2"),
    "a Buddhist year": (_replaced(24, 1, "2569"), "date", "2"),
    "an hour that is none": (_replaced(28, 1, "240000"), "time", "2"),
    "a time of letters": (_replaced(28, 1, "08:15:"), "time", "2"),
    "a debit": (_replaced(152, 1, "D"), "kind", "2"),
    "an amount of nothing": (_replaced(163, 1, "0" * 13), "amount", "2"),
    "an amount with a blank": (_replaced(163, 1, " 000000150000"), "amount", "2"),
    "an amount in Thai digits": (_replaced(163, 1, "๐๐๐๐๐๐๐๑๕๐๐๐๐"), "amount", "2"),
    "a bank that is none": (_replaced(243, 1, "999"), "sending_bank", "2"),
    "a name with a control character": (_replaced(40, 1, "\x07"), "payer_name", "2"),
    "a debit in the trailer": (_replaced(32, 2, "1"), "debit_total", "3"),
    "a count of debits": (_replaced(38, 2, "1"), "debit_count", "3"),
    "a total one satang less": (_replaced(39, 2, "0000000149999"), "credit_total", "3"),
    "a total one satang more": (_replaced(39, 2, "0000000150001"), "credit_total", "3"),
    "a wrong count": (_replaced(52, 2, "000002"), "credit_count", "3"),
    "a total of letters": (_replaced(39, 2, "x"), "credit_total", "3"),
    "one byte too few": ([_golden()[0], _golden()[1][:-1], _golden()[2]], "width", "2"),
    "one byte too many": ([_golden()[0], _golden()[1] + b" ", _golden()[2]], "width", "2"),
    "two bytes for a Thai letter": ([_golden()[0], "ก".encode() + _golden()[1][3:], _golden()[2]], "encoding", "2"),
    "another biller": (_replaced(196, 1, biller("2101000001")), "biller_id", "2"),
    "a payment of tomorrow": (_replaced(20, 1, "24112026"), "date", "2"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_does_not_hold_together_has_no_effect_at_all(central: Central, collector: Clerk, what: str) -> None:
    records, field, line = WRONG[what]
    events = len(collector.events())
    assert facts(send_file(central, records)) == ("field_wrong", {"field": field, "line": line})
    assert len(collector.events()) == events


def test_a_file_of_an_account_that_does_not_collect_or_of_nothing_is_refused(central: Central) -> None:
    assert send_file(central, cross_bank_file("0061000042", BILLER, [_row()])).code == "receiving_none"
    assert send_file(central, cross_bank_file("0061000999", BILLER, [_row()])).code == "receiving_none"
    for content in (b"", b"\r\n", b"H", b"\x00" * 1_000):
        answer = central.operate("POST", "cross-bank-files", content)
        assert answer.code == "field_wrong"
    assert central.operate("POST", "cross-bank-files", b" " * (6 << 20)).code == "too_large"
    assert central.wire.ask("POST", "/v1/operator/cross-bank-files", b"x", "made-up").code == "role_missing"


@settings(max_examples=300)
@given(at=st.integers(0, 767), byte=st.integers(0, 255))
def test_no_single_wrong_byte_turns_one_amount_into_another(at: int, byte: int) -> None:
    content = bytearray(b"".join(_golden()))
    content[at] = byte
    records = [bytes(content[start : start + 256]) for start in (0, 256, 512)]
    try:
        read = cross_bank.read(b"\r\n".join(records))
    except Refused:
        return
    assert (len(read.payments), read.satang, read.account) == (1, 150_000, ACCOUNT)
