"""What goes back to the treasury: rests of draws and called back money, on both sides of 30 September."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import raw_recalls
from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import ACCOUNTS, UNIT, Clerk, line, running
from tests.helpers.raw_collections import PORTAL_UNIT, balance, facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json

ACCOUNT, DEPARTMENT_ACCOUNT = ACCOUNTS[UNIT], "0069100000"


def _draw(central: Central, doc_no: str, satang: int) -> None:
    wanted = {"unit": PORTAL_UNIT, "doc_no": doc_no, "doc_date": "2026-11-20", "account": ACCOUNT}
    assert central.operate("POST", "draws", {**wanted, "satang": str(satang)}).status == 200


def _draws(clerk: Clerk) -> dict[str, Json]:
    return {one["doc_no"]: one for one in clerk.ask("GET", "/v1/draws").json["draws"]}


def _sums(draw: Json) -> tuple[str, str, str]:
    return draw["reserved_satang"], draw["returned_satang"], draw["residue_satang"]


def test_what_batches_leave_of_a_draw_goes_back_once_and_no_batch_takes_it(
    central: Central, depositor: Clerk, chief: Clerk
) -> None:
    _draw(central, "3690000101", 500_000)
    payer = Clerk.ready(central, UNIT, "MAKER01")
    more = {"doc_no": "3690000101", "doc_date": "2026-11-20", "draw_satang": "500000", "residue_reason": "จ่ายไม่หมด"}
    assert payer.submit([line(1, 200_000)], **more)[0].status == 201
    assert _sums(_draws(payer)["3690000101"]) == ("200000", "0", "300000")
    said = raw.return_of_draw(depositor, "3690000101", 300_000)
    answer, proposed = raw.propose(depositor, said)
    assert answer.status == 201, answer.body
    assert _sums(_draws(payer)["3690000101"]) == ("200000", "300000", "0")
    late = payer.submit([line(1, 100)], **more)[0]
    assert late.code == "duplicate_document"  # nothing is left of it
    twice = raw.propose(depositor, raw.return_of_draw(depositor, "3690000101", 300_000))[0]
    assert facts(twice) == ("nothing_left", {"doc_no": "3690000101", "residue_satang": "0"})
    assert raw.settle(chief, proposed, "return").status == 201
    assert _sums(_draws(payer)["3690000101"]) == ("200000", "0", "300000")

    before, office = balance(central, ACCOUNT), balance(central, DEPARTMENT_ACCOUNT)
    req_id = raw.approved(chief, raw.propose(depositor, raw.return_of_draw(depositor, "3690000101", 300_000))[1])
    raw.later(central)
    standing = raw.standings(depositor)[req_id]
    assert [(one["item"], one["kind"]) for one in standing["documents"]] == [("1", "R6"), ("1", "BE")]
    assert (balance(central, ACCOUNT), balance(central, DEPARTMENT_ACCOUNT)) == (before - 300_000, office + 300_000)
    assert _sums(_draws(payer)["3690000101"]) == ("200000", "300000", "0")
    record = raw.record_of(standing)
    assert (record["doc_no"], record["parts_count"], record["total_satang"]) == ("3690000101", "0", "300000")


def test_a_batch_that_takes_of_the_draw_meanwhile_stops_its_return(
    central: Central, depositor: Clerk, chief: Clerk
) -> None:
    """Let the batch be handed in first: the return is not the whole rest any more."""
    _draw(central, "3690000102", 400_000)
    payer = Clerk.ready(central, UNIT, "MAKER02")
    proposed = raw.propose(depositor, raw.return_of_draw(depositor, "3690000102", 400_000))[1]
    more = {"doc_no": "3690000102", "doc_date": "2026-11-20", "draw_satang": "400000", "residue_reason": "จ่ายไม่หมด"}
    assert payer.submit([line(1, 100)], **more)[0].code == "duplicate_document"
    assert raw.recall(depositor, proposed["order"]["req_id"]).status == 201
    assert payer.submit([line(1, 100)], **more)[0].status == 201
    again = raw.propose(depositor, raw.return_of_draw(depositor, "3690000102", 400_000))[0]
    assert facts(again) == ("nothing_left", {"doc_no": "3690000102", "residue_satang": "399900"})


def test_the_day_on_which_the_money_moves_decides_the_way(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        depositor, chief = Clerk.ready(central, UNIT, "MAKER03"), Clerk.ready(central, UNIT, "AUTH01")
        for n in (1, 2, 3):
            _draw(central, f"369000020{n}", 100_000 * n)
        orders = [
            raw.propose(depositor, raw.return_of_draw(depositor, f"369000020{n}", 100_000 * n))[1] for n in (1, 2)
        ]
        central.advance("2027-09-30T15:29:59.000+07:00")
        in_time = raw.approved(chief, orders[0])
        central.advance("2027-09-30T15:30:00.000+07:00")
        late = raw.settle(chief, orders[1])
        assert facts(late) == ("route_changed", {"route": "prior_year"})
        central.advance("2027-10-01T08:30:00.000+07:00")
        assert facts(raw.settle(chief, orders[1])) == ("route_changed", {"route": "prior_year"})
        old = raw.propose(depositor, raw.return_of_draw(depositor, "3690000203", 300_000))[0]
        assert facts(old) == ("route_changed", {"route": "prior_year"})
        new = raw.return_of_draw(depositor, "3690000203", 300_000, route="prior_year")
        after = raw.approved(chief, raw.propose(depositor, new)[1])
        raw.later(central)
        told = raw.standings(depositor)
        assert [one["kind"] for one in told[in_time]["documents"]] == ["R6", "BE"]
        assert [one["kind"] for one in told[after]["documents"]] == ["RA", "R1"]
        assert {(one["revenue_code"], one["fund"], one["fy"]) for one in raw.booked(depositor, after)} == {
            ("811", "7119400", "2571")
        }
        central.assert_books_right()


def test_a_draw_whose_rest_moved_in_the_next_year_against_its_signed_way_is_not_booked(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        _draw(central, "3690000204", 400_000)
        central.advance("2027-09-29T16:00:00+07:00")
        depositor, chief = Clerk.ready(central, UNIT, "MAKER03"), Clerk.ready(central, UNIT, "AUTH01")
        signed = raw.return_of_draw(depositor, "3690000204", 400_000)
        req_id = raw.approved(chief, raw.propose(depositor, signed)[1])
        before = balance(central, ACCOUNT)
        holiday = {"day": "2027-09-30", "name_th": "วันหยุดพิเศษ", "banks": "closed", "offices": "closed"}
        assert central.operate("PUT", "calendar", {"days": [holiday], "version": 0}).status == 200
        central.advance("2027-10-01T08:31:00+07:00")
        assert balance(central, ACCOUNT) == before - 400_000
        answer = raw.treasury_answers(central, req_id)
        assert facts(answer) == ("route_changed", {"route": "prior_year"})
        raw.later(central)
        standing = raw.standings(depositor)[req_id]
        assert (standing["state"], standing["code"], standing["documents"]) == ("refused", "route_wrong", [])
        assert balance(central, ACCOUNT) == before
        assert raw.booked(depositor, req_id) == []
        anew = raw.return_of_draw(depositor, "3690000204", 400_000, route="prior_year")
        again = raw.approved(chief, raw.propose(depositor, anew)[1])
        raw.later(central)
        assert [one["kind"] for one in raw.standings(depositor)[again]["documents"]] == ["RA", "R1"]
        central.assert_books_right()


def test_called_back_money_is_a_remittance_once_it_is_settled(central: Central) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH02")
    op_id = raw_recalls.paid(central, maker, authorizer, [line(1)])
    recall_id = raw_recalls.open_recall(maker, op_id)
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
    assert raw_recalls.propose(maker, recall_id).status == 201
    office = balance(central, DEPARTMENT_ACCOUNT)
    assert raw_recalls.settle(authorizer, recall_id).status == 201
    assert balance(central, DEPARTMENT_ACCOUNT) == office + 125_000
    seen = raw_recalls.recall(maker, recall_id)
    (standing,) = (one for one in raw.standings(maker).values() if one["recall_id"] == recall_id)
    assert (standing["state"], standing["kind"], standing["total_satang"]) == (
        "acknowledged",
        "recall_return",
        "125000",
    )
    assert [{"kind": one["kind"], "number": one["number"]} for one in standing["documents"]] == seen["documents"]
    record = raw.record_of(standing)
    assert (record["bank_ref"], record["fee_satang"]) == (seen["bank_ref"], "0")
    assert [item["gl_account"] for item in record["items"]] == ["2116010104"]
    assert raw.listed(central)[standing["req_id"]]["state"] == "acknowledged"


def test_called_back_money_is_not_returned_into_a_closed_period(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
        op_id = raw_recalls.paid(central, maker, authorizer, [line(1)])
        recall_id = raw_recalls.open_recall(maker, op_id)
        assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
        assert raw_recalls.propose(maker, recall_id).status == 201
        closed = {"closed": [{"fy": "2570", "period": "02"}]}
        assert central.replace("gfmis/periods", closed).status == 200
        refused = raw_recalls.settle(authorizer, recall_id)
        assert facts(refused) == ("period_closed", {"fy": "2570", "period": "02"})
        assert raw_recalls.recall(maker, recall_id)["state"] == "return_proposed"
        assert central.replace("gfmis/periods", {"closed": []}).status == 200
        assert raw_recalls.settle(authorizer, recall_id).status == 201
        central.assert_books_right()
