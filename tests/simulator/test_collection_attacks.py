"""What a thief and a tired clerk try on the wire with bills, payments, orders about money, receipts and letters.

After all of it the books add up, no receipt's number is missing or there twice, and the log is one chain.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from app.simulator.storage import Storage
from app.simulator.telling import outboxes
from tests.helpers import raw_collections as money
from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import Central, Clerk, running, sha256
from tests.helpers.raw_payees import command, put_paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Json

UNIT = money.OWN_UNIT
COMPANY, ACCOUNT, BILLER = money.COMPANIES[UNIT], money.ACCOUNTS[UNIT], money.biller(UNIT)
PDF = b"%PDF-1.7 a bill"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        assert_right(started)


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "MAKER03")


@pytest.fixture(scope="module")
def approver(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "AUTH01")


def assert_right(central: Central) -> None:
    central.assert_books_right()
    clerk = Clerk.ready(central, COMPANY, "AUTH02")
    payments = money.collections(clerk)
    for one in payments.values():
        belongs = sum(int(part["satang"]) for part in one["allocations"])
        assert belongs + int(one["refunded_satang"]) <= int(one["satang"])
    issued = [receipt for event in raw.told(clerk, "receipts.issued") for receipt in raw.opened(clerk, event)]
    assert raw.numbers(issued) == list(range(1, len(issued) + 1))
    gone = {event["receipt_id"] for event in raw.told(clerk, "receipt.voided")}
    standing = {one["payment_id"]: one["receipt_id"] for one in issued if one["receipt_id"] not in gone}
    assert len(standing) == len(issued) - len(gone)
    assert standing == {name: one["receipt_id"] for name, one in payments.items() if one["receipt_id"]}


def value(central: Central, column: str, uid: str) -> str:
    with central.books() as database:
        return str(database.execute(f"SELECT {column} FROM users WHERE uid = ?", (uid,)).fetchone()[0])  # noqa: S608


def write(central: Central, sql: str, *values: object) -> None:
    with central.books() as database:
        database.execute(sql, values)


def stray(central: Central, satang: int = 50_000) -> str:
    """Let money come without a reference; return the payment's id."""
    bill = {"ref1": "", "ref2": "", "biller_id": BILLER}
    return str(money.paid(central, bill, satang, channel="promptpay")["payment_id"])


# Money that comes twice.


def test_nobody_reports_a_payment_under_a_number_that_the_bank_gives_itself(central: Central, collector: Clerk) -> None:
    one, other = money.issued(collector, money.draft(1), money.draft(2))
    for taken in ("P20261123-00000001", f"X20261123-{ACCOUNT}-000002", "p20261123-00000002"):
        answer = money.pay(central, one, channel="promptpay", payment_id=taken)
        assert money.facts(answer) == ("field_wrong", {"field": "payment_id", "line": ""})
    assert money.paid(central, one, channel="promptpay", payment_id="")["state"] == "matched"
    assert money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, [other])).status == 200


def test_a_banks_reference_in_another_case_is_the_same_reference(central: Central, collector: Clerk) -> None:
    (bill,) = money.issued(collector, money.draft())
    before = money.balance(central, ACCOUNT)
    first = money.paid(central, bill, payment_id="Ref-2026a")
    for again in ("REF-2026A", "ref-2026a"):
        assert money.pay(central, bill, payment_id=again).code == "command_id_reused"
    assert money.paid(central, bill, payment_id="Ref-2026a") == first
    assert money.balance(central, ACCOUNT) - before == int(bill["satang"])


def test_a_payment_of_one_cross_bank_file_is_in_no_other_one(central: Central, collector: Clerk) -> None:
    bills = money.issued(collector, *(money.draft(n) for n in range(1, 5)))
    rows = [{**bill, "time": f"07{n:02d}00", "day": "20112026"} for n, bill in enumerate(bills)]
    assert money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, rows[:2], "20112026")).status == 200
    before = money.balance(central, ACCOUNT)
    for again, line in (([rows[0]], "2"), ([rows[2], rows[1]], "3"), ([rows[3], rows[2], rows[0]], "4")):
        for day in ("21112026", "22112026", "24112026"):
            answer = money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, again, day))
            assert money.facts(answer) == ("field_wrong", {"field": "repeated", "line": line})
    assert money.balance(central, ACCOUNT) == before
    # Who paid twice indeed did so at two moments; and what the bank took back may come again.
    twice = [{**rows[0], "time": "070001"}]
    assert money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, twice, "21112026")).status == 200
    assert money.reverse(central, f"X20261120-{ACCOUNT}-000003").status == 200
    assert money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, [rows[1]], "22112026")).status == 200


def test_a_great_file_is_told_in_pieces(central: Central, collector: Clerk) -> None:
    bills = [one for part in range(2) for one in money.issued(collector, *(money.draft(n) for n in range(300)))]
    before = len(collector.events())
    rows = [{**bill, "day": "19112026"} for bill in bills]
    assert money.send_file(central, money.cross_bank_file(ACCOUNT, BILLER, rows, "19112026")).status == 200
    told = [event for event in collector.events(before) if event["record"]["type"] == "bills.changed"]
    assert [len(event["bills"]) for event in told] == [500, 100]


# Orders about money.


def test_money_does_not_go_back_into_an_account_of_a_unit_or_the_treasury(central: Central, collector: Clerk) -> None:
    payment_id = stray(central)
    write(central, "UPDATE receiving SET promptpay_id = ? WHERE unit = ?", BILLER[:13], UNIT)
    collect = ("006", ACCOUNT), ("006", money.ACCOUNTS[money.PORTAL_UNIT]), ("promptpay", BILLER[:13])
    for bank, account in (*collect, ("006", "0061000018"), ("006", "0069100000")):
        to = money.refund_to(bank=bank, acct=account, satang="50000")
        assert money.facts(money.propose(collector, "refund", payment_id, **to)[0]) == (
            "field_wrong",
            {"field": "acct", "line": ""},
        )
    to = money.refund_to(bank="014", acct=ACCOUNT, satang="50000")  # the same digits elsewhere are somebody else's
    assert money.propose(collector, "refund", payment_id, **to)[0].status == 201


def test_nobody_gives_more_money_back_than_they_may_let_go(central: Central, collector: Clerk, approver: Clerk) -> None:
    payment_id = stray(central, 50_000)
    limit = "UPDATE users SET batch_satang_max = ? WHERE uid = ?"
    for person in (collector, approver):
        write(central, limit, 49_999, person.uid)
        try:
            answer = raw.settled(collector, approver, "refund", payment_id, **money.refund_to(satang="50000"))
            assert money.facts(answer) == ("person_limit", {"limit_satang": "49999"})
        finally:
            write(central, limit, 0, person.uid)
    waits = money.collections(collector)[payment_id]["open_req_id"]
    assert money.recall(collector, waits).status == 201
    assert raw.settled(collector, approver, "refund", payment_id, **money.refund_to(satang="50000")).status == 201


def test_nobody_decides_about_a_bill_of_their_own(central: Central, collector: Clerk, approver: Clerk) -> None:
    of_approver, of_collector = (value(central, "person", clerk.uid) for clerk in (approver, collector))
    refused = money.issue(collector, [money.draft(1), money.draft(2, payer_id=of_collector)])
    assert money.facts(refused) == ("own_matter", {"line": "2"})
    (bill,) = money.issued(collector, money.draft(payer_id=of_approver, satang=50_000))
    payment_id = stray(central)
    about = {"bill_id": bill["bill_id"], "satang": "50000"}
    answer, said = money.propose(collector, "match", payment_id, **about)
    assert answer.status == 201
    assert (money.settle(approver, said).status, money.settle(approver, said).code) == (403, "own_matter")
    other = Clerk.ready(central, COMPANY, "AUTH02")
    assert money.settle(other, said).status == 201
    # Nor does a maker give their own bill up, whoever made it, or ask for money of their own.
    (bill,) = money.issued(collector, money.draft(payer_id=of_approver))
    write(central, "UPDATE bills SET payer_id = ? WHERE bill_id = ?", of_collector, bill["bill_id"])
    assert money.cancel(collector, bill["bill_id"]).code == "own_matter"
    about = {"bill_id": bill["bill_id"], "satang": "50000"}
    assert money.propose(collector, "match", stray(central), **about)[0].code == "own_matter"
    beside = "UPDATE users SET person = ?, mobile = ? WHERE uid = ?"
    before = value(central, "person", other.uid), value(central, "mobile", other.uid)
    write(central, beside, of_collector, "0898765432", other.uid)  # another user name of the same person
    try:
        for acct in (of_collector, "0898765432"):
            to = money.refund_to(bank="promptpay", acct=acct, satang="1")
            answer, _ = money.propose(collector, "refund", stray(central), **to)
            assert (answer.status, answer.code) == (403, "own_matter")
    finally:
        write(central, beside, *before, other.uid)


# Letters.


def test_no_bill_is_mailed_without_end(central: Central, collector: Clerk) -> None:
    bills = money.issued(collector, money.draft(1), money.draft(2))
    assert put_paper(collector, PDF).status == 204
    to = itertools.count(1)

    def letters(count: int, bill: Json) -> list[Json]:
        return [
            {"about": bill["bill_id"], "email": f"somebody{next(to)}@example.com", "file_sha256": sha256(PDF)}
            for _ in range(count)
        ]

    assert money.facts(money.mail(collector, *letters(11, bills[0]))) == ("day_limit", {"limit": "10"})
    assert money.mail(collector, *letters(10, bills[0])).status == 201
    assert money.mail(collector, *letters(1, bills[1]), *letters(1, bills[0])).code == "day_limit"
    assert money.mail(collector, *letters(1, bills[1])).status == 201


def test_a_unit_with_thousands_of_letters_does_not_keep_the_others_waiting(central: Central, collector: Clerk) -> None:
    other = Clerk.ready(central, money.COMPANIES[money.PORTAL_UNIT], "MAKER03")
    for clerk, count in ((collector, 30), (other, 2)):
        assert put_paper(clerk, PDF).status == 204
        letters = [
            {"about": bill["bill_id"], "email": f"of{clerk.session['unit']}@example.com", "file_sha256": sha256(PDF)}
            for bill in money.issued(clerk, *(money.draft(n) for n in range(count)))
        ]
        assert money.mail(clerk, *letters).status == 201
    write(
        central, "UPDATE paper_letters SET state = '', told_at = '' WHERE address LIKE 'of%'"
    )  # as if there were a mail server
    storage = Storage(central.database_url)
    try:
        found = [one.letter.address for one in storage.read_now(outboxes.waiting) if one.letter.paper]
    finally:
        storage.close()
        write(central, "UPDATE paper_letters SET state = 'recorded', told_at = at")
    assert len(found) == 10
    mine, theirs = (f"of{unit}@example.com" for unit in (UNIT, money.PORTAL_UNIT))
    assert found[:5] == [mine, theirs, mine, theirs, mine]
    assert set(found[5:]) == {mine}


def test_nothing_is_slipped_into_a_letter(collector: Clerk) -> None:
    (bill,) = money.issued(collector, money.draft())
    assert put_paper(collector, PDF).status == 204
    for email in (
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com,b@example.com",
        "a@example.com b@example.com",
        '"a b"@example.com',
        "<a@example.com>",
        "a@example.com\u202e",
        "ก@example.com",
        "a@exa\u0430mple.com",
        "@example.com",
        "a@b",
    ):
        letter = {"about": bill["bill_id"], "email": email, "file_sha256": sha256(PDF)}
        answer = money.mail(collector, letter)
        assert (email, answer.status) == (email, 422)


# Words and numbers.


def test_nothing_odd_is_taken_for_a_number_a_day_or_a_word(central: Central, collector: Clerk) -> None:
    for name, odd in (
        ("satang", ("๑๕๐", "1e5", "+5", "-5", "0", "007", "1_0", " 1", "9" * 16, "9" * 4_000, "１５")),
        ("due_date", ("2569-12-23", "๒๐๒๖-12-23", "2026-12-32", "2026-1-1", "20261223", "2027-11-25")),
        ("payer_name", ("a\u202eb", "a\u200bb", "a\nb", "a\x00b", "", "ก" * 141, "\u0e33" * 3 + "\ufeff")),
        ("payer_id", ("1234567890123", "๑" * 13, "0" * 12)),
        ("item", ("", "a\tb", "\u2066x\u2069")),
    ):
        for text in odd:
            answer = money.issue(collector, [{**money.draft(), name: text}])
            assert (name, text[:20], answer.status) == (name, text[:20], 422)
    (bill,) = money.issued(collector, money.draft())
    for changes in ({"satang": "๑"}, {"satang": "9" * 40}, {"payer_name": "a\u202eb"}, {"ref1": "1" * 21}):
        wanted = {"channel": "promptpay", "biller_id": BILLER, "ref1": "", "ref2": "", "satang": "1", **changes}
        assert central.operate("POST", "collections", wanted).code == "field_wrong"
    near = (
        f" {bill['ref2']}",
        f"{bill['ref2']} ",
        bill["ref2"].replace("0", "O", 1),
        bill["ref2"].replace("0", "๐", 1),
    )
    for ref2 in near:
        answer = money.pay(central, bill, ref2=ref2)
        assert (answer.code or answer.json["cause"]) in ("field_wrong", "wrong_reference")
    assert bill["bill_id"] not in money.standings(collector)
    for body in (
        command(collector, "issue-receipts", payment_ids=["\x00"]),
        command(collector, "issue-receipts", payment_ids=["a" * 100_000]),
        command(collector, "print-receipts", receipt_ids=[f"{UNIT}/2570/๑"]),
    ):
        assert collector.send(body).code == "not_found"
