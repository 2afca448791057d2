"""The whole round trip of document 000, with nobody but the agency's maker: request, bill, payment, notice, document.

At the same time the money goes to the treasury and into GFMIS. The Portal's own staff only looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import raw_receipts as raw
from tests.helpers.branch import bank
from tests.helpers.raw_central import UNIT, Central, Clerk, running

if TYPE_CHECKING:
    from pathlib import Path


def test_from_request_to_posting_unattended(tmp_path: Path) -> None:
    paper = tmp_path / "บัตรประชาชน.pdf"
    paper.write_bytes(raw.PAPER)
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        who = ("--name", "นางสาวทดลอง ยื่นคำขอ", "--id", "1234545678781", "--address", "99 หมู่ 1 จ.ทดลอง")
        code, said = bank(
            central, "portal-file", raw.PERMIT, *who, "--email", "applicant@example.go.th", "--document", str(paper)
        )
        assert (code, "รับคำขอ BP2570-000001 แล้ว" in said) == (0, True), said
        (request_id,) = [event["request"]["request_id"] for event in raw.told(collector, "request.changed")]
        (reference,) = raw.bill(collector, [raw.answering(central, request_id)])
        payment_id = raw.pay(central, reference, channel="mobile")
        central.settle()
        (receipt,) = raw.issue(collector, [payment_id])
        assert collector.send(raw.document_body(collector, request_id)).status == 201
        done = raw.request(central, request_id)
        assert (done["state"], done["payment_id"], done["receipt_id"]) == ("done", payment_id, receipt["receipt_id"])
        assert raw.whats(collector, request_id) == ["filed", "billed", "paid", "receipted", "done"]
        people = central.operate("GET", f"person-notices?company_id={UNIT}&user_id=MAKER03").json["notices"]
        about = [one["text"] for one in people if request_id in one["text"]]
        assert ["รอหน่วยงานตรวจสอบ" in about[0], "รอออกเอกสาร" in about[1]] == [True, True]
        kinds = [event["record"]["type"] for event in collector.events()]
        assert kinds.index("bills.issued") < kinds.index("collections.changed") < kinds.index("treasury.posted")
        assert [one["payment_id"] for one in raw.postings(central)["postings"]] == [payment_id]
        central.assert_books_right()
        assert f"{request_id}  ขอใบอนุญาตประกอบกิจการตัวอย่าง" in bank(central, "portal-requests")[1]
        assert f"{request_id}  ชำระเงินแล้ว  500.00 บาท  {payment_id}" in bank(central, "portal-reports")[1]
        _, said = bank(central, "postings", "--unit", "2101000001")
        assert f"{payment_id}  นำส่งคลัง  500.00 บาท  T2570-2101-000001  RA 0000000001  R1 0000000001" in said
        assert "บัญชี 1101010112  เดบิต 500.00 บาท  เครดิต 500.00 บาท" in said
        assert "ผลต่างเดบิตและเครดิต 0.00 บาท" in said
        code, said = bank(central, "portal-file", "nothing", *who, "--email", "a@example.go.th", "--document", "/none")
        assert (code, "อ่านไฟล์ไม่ได้" in said, "Traceback" in said) == (2, True, False)


def test_books_that_were_touched_are_noticed(central: Central, collector: Clerk) -> None:
    raw.paid(collector, 2)
    central.settle()
    raw.postings(central)
    for statement in (
        "UPDATE gfmis_entries SET satang = satang + 1 WHERE n = 1",
        "UPDATE treasury_postings SET satang = satang + 1",
        "DELETE FROM gfmis_entries WHERE n = 4",
    ):
        with central.books() as database:
            database.execute("CREATE TABLE kept_gfmis_entries AS SELECT * FROM gfmis_entries")
            database.execute("CREATE TABLE kept_treasury_postings AS SELECT * FROM treasury_postings")
            database.execute(statement)
        assert central.operate("GET", "postings").json["faults"], statement
        with central.books() as database:
            for name in ("gfmis_entries", "treasury_postings"):
                database.execute(f"DELETE FROM {name}")  # noqa: S608
                database.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")  # noqa: S608
                database.execute(f"DROP TABLE kept_{name}")
    raw.postings(central)
