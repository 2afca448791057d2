"""The full entitlement is paid: batches take the money of the draw they name, what is left over is explained (DI-9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import OTHER_UNIT, UNIT, Clerk, line
from tests.helpers.raw_collections import balance

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Central, Json

GFMIS = "3600000123"
DRAWN = 8_425_050
LATER = "2026-12-01"


def draw_of(clerk: Clerk, doc_no: str) -> Json:
    return next(draw for draw in clerk.ask("GET", "/v1/draws").json["draws"] if draw["doc_no"] == doc_no)


def sums(clerk: Clerk, doc_no: str) -> tuple[str, str, str]:
    draw = draw_of(clerk, doc_no)
    return draw["reserved_satang"], draw["paid_satang"], draw["residue_satang"]


def test_the_treasury_has_told_of_draws_before_anything_is_paid(maker: Clerk) -> None:
    draws = maker.ask("GET", "/v1/draws").json["draws"]
    assert [draw["doc_no"] for draw in draws] == ["3600000101", "3600000117", GFMIS]
    assert {draw["gfmis"] for draw in draws} == {"yes"}
    assert draws[2] | {"batches": []} == {
        "doc_no": GFMIS,
        "doc_date": "2026-11-20",
        "account": "0061000018",
        "fy": "2570",
        "satang": str(DRAWN),
        "reserved_satang": "0",
        "paid_satang": "0",
        "returned_satang": "0",
        "residue_satang": str(DRAWN),
        "drawn_on": "2026-11-20",
        "gfmis": "yes",
        "batches": [],
        "documents": [{"kind": "KL", "number": "0000000003"}],
    }


WRONG: list[tuple[Json, str, Json]] = [
    ({}, "draw_differs", {"satang": str(DRAWN)}),
    ({"draw_satang": "100000"}, "draw_differs", {"satang": str(DRAWN)}),
    ({"draw_satang": str(DRAWN)}, "residue_unexplained", {"residue_satang": str(DRAWN - 100_000)}),
    ({"draw_satang": str(DRAWN), "residue_reason": "x", "debit_acct": "0061000026"}, "field_wrong", {}),
    ({"doc_no": "", "draw_satang": "100000"}, "field_wrong", {"field": "doc_no"}),
    ({"doc_no": "", "residue_reason": "x"}, "field_wrong", {"field": "doc_no"}),
    ({"draw_satang": "-1"}, "field_wrong", {"field": "draw_satang"}),
    (
        {"draw_satang": str(DRAWN), "residue_reason": "x", "doc_date": "2019-01-01"},
        "field_wrong",
        {"field": "doc_date"},
    ),
    ({"doc_no": "ฎ.48/2570", "doc_date": "2026-11-24"}, "field_wrong", {"field": "doc_date"}),
    (
        {"doc_no": "ฎ.48/2570", "kind": "loan", "basis_no": "1", "basis_date": "2026-11-24"},
        "field_wrong",
        {"field": "basis_date"},
    ),
]


@pytest.mark.parametrize(("head", "code", "facts"), WRONG)
def test_a_batch_that_does_not_fit_its_draw_is_refused(maker: Clerk, head: Json, code: str, facts: Json) -> None:
    answer, _ = maker.submit([line(1, 100_000)], **({"doc_no": GFMIS} | head))
    assert (answer.status, answer.code) == (422, code)
    assert facts.items() <= answer.json["facts"].items()
    assert sums(maker, GFMIS) == ("0", "0", str(DRAWN))


def test_several_batches_share_a_draw_up_to_its_amount(own_maker: Clerk, own_authorizer: Clerk) -> None:
    said = {"doc_no": GFMIS, "draw_satang": str(DRAWN)}
    first, one = own_maker.submit([line(1, 5_000_000)], **said, residue_reason="จ่ายส่วนที่เหลือในชุดถัดไป")
    assert first.status == 201
    assert sums(own_maker, GFMIS) == ("5000000", "0", "3425050")
    too_much, _ = own_maker.submit([line(1, 3_425_051)], **said)
    assert (too_much.code, too_much.json["facts"]) == ("draw_exceeded", {"residue_satang": "3425050"})
    rest, two = own_maker.submit([line(1, 3_425_050)], **said)
    assert rest.status == 201
    nothing_left, _ = own_maker.submit([line(1, 1)], **said, residue_reason="x")
    assert nothing_left.code == "duplicate_document"
    assert nothing_left.json["facts"]["op_id"] in (one["op_id"], two["op_id"])
    own_authorizer.decide(one["op_id"])
    own_maker.central.settle()
    assert sums(own_maker, GFMIS) == ("3425050", "5000000", "0")
    assert sorted(draw_of(own_maker, GFMIS)["batches"]) == sorted([one["op_id"], two["op_id"]])
    own_authorizer.decide(two["op_id"], "return")
    assert sums(own_maker, GFMIS) == ("0", "5000000", "3425050")


def test_whatever_becomes_of_lines_their_money_is_counted_right(own_maker: Clerk, own_authorizer: Clerk) -> None:
    """A rejected, a returned and a declined line give their money back to the draw; a paid one does not."""
    lines = [line(1, 100_000), line(2, 1_900), line(3, 2_700), line(4, 50_000)]
    answer, payment = own_maker.submit(lines, doc_no="ฎ.44/2570", value_date="2026-11-24")
    assert answer.status == 201
    declined = [{"n": "4", "code": "duplicate", "text": ""}]
    assert own_authorizer.decide(payment["op_id"], lines=declined).status == 201
    assert sums(own_maker, "ฎ.44/2570") == ("104600", "0", "50000")
    own_maker.central.advance("2026-11-24T09:00:00+07:00")
    assert sums(own_maker, "ฎ.44/2570") == ("0", "102700", "51900")
    own_maker.central.advance("2026-11-25T12:00:00+07:00")
    assert sums(own_maker, "ฎ.44/2570") == ("0", "100000", "54600")


def test_a_units_own_word_holds_from_the_first_batch_on_that_is_not_taken_back(own_maker: Clerk) -> None:
    said = {"doc_no": "ฎ.45/2570", "draw_satang": "9000", "residue_reason": "รอเอกสาร"}
    assert own_maker.submit([line(1, 10_000)], **said)[0].code == "draw_exceeded"
    first, payment = own_maker.submit([line(1, 5_000)], **said)
    assert first.status == 201
    assert own_maker.submit([line(1, 1_000)], **{**said, "draw_satang": "8000"})[0].code == "draw_differs"
    assert draw_of(own_maker, "ฎ.45/2570")["gfmis"] == "no"
    assert own_maker.move("withdraw", payment["op_id"]).status == 201
    assert own_maker.submit([line(1, 8_000)], doc_no="ฎ.45/2570")[0].status == 201
    assert draw_of(own_maker, "ฎ.45/2570")["satang"] == "8000"
    again, _ = own_maker.submit([line(1, 5_000)], op_id=payment["op_id"], rev="2", **said)
    assert again.code == "duplicate_document"


def test_a_claimed_draw_is_not_said_anew_though_all_its_money_came_back(
    own_maker: Clerk, own_authorizer: Clerk
) -> None:
    """The treasury booked it when some of it was paid: it stays what it was booked as."""
    central, doc_no = own_maker.central, "ฎ.55/2570"
    _, payment = own_maker.submit([line(1, 2_700)], doc_no=doc_no)
    assert own_authorizer.decide(payment["op_id"]).status == 201
    central.settle()
    central.advance("2026-11-24T10:00:00+07:00")
    assert own_maker.sign_in().status == 201
    assert sums(own_maker, doc_no) == ("0", "0", "2700"), "what this test rests on: the bank has sent it back"
    said = {"doc_no": doc_no, "residue_reason": "แบ่งจ่าย", "value_date": "2026-11-24"}
    for changes in ({"draw_satang": "5000000"}, {"draw_satang": "2700", "debit_acct": "0061000026"}):
        answer, _ = own_maker.submit([line(1, 2_000)], **said, **changes)
        assert answer.code in ("draw_differs", "field_wrong")
    again, _ = own_maker.submit([line(1, 2_700)], **said, draw_satang="2700")
    assert again.status == 201
    assert draw_of(own_maker, doc_no)["satang"] == "2700"
    central.assert_books_right()


def test_a_mistyped_number_that_was_given_up_is_written_right_and_not_taken_again(own_maker: Clerk) -> None:
    _, payment = own_maker.submit([line(1)], doc_no="ฎ.12 /2570")
    assert own_maker.move("withdraw", payment["op_id"]).status == 201
    corrected, _ = own_maker.submit([line(1)], doc_no="ฎ.12/2570", op_id=payment["op_id"], rev="2")
    assert corrected.status == 201
    mistyped, _ = own_maker.submit([line(1)], doc_no="ฎ.12 /2570", dup_ack="x")
    assert (mistyped.code, mistyped.json["facts"]) == ("duplicate_document", {"op_id": payment["op_id"]})


@pytest.mark.parametrize(
    ("doc_no", "alike"),
    [
        ("กค 0401-9/2570", "กค 0401\u20139/2570"),
        ("กค 0401-9/2570", "กค 0401\u20109/2570"),
        ("กค 0401-9/2570", "กค 0401\u22129/2570"),
        ("กค 0401-9/2570", "กค 0401-9\u22152570"),
        ("แบบ 9", "เเบบ 9"),
        ("ABC ๑๒", "abc12"),
    ],
)
def test_a_number_that_only_looks_otherwise_is_the_same_document(own_maker: Clerk, doc_no: str, alike: str) -> None:
    _, payment = own_maker.submit([line(1, 5_000)], doc_no=doc_no)
    answer, _ = own_maker.submit([line(1, 5_000, acct="1000000099")], doc_no=alike)
    assert (answer.code, answer.json["facts"]) == ("duplicate_document", {"op_id": payment["op_id"]})


def test_an_edition_takes_what_the_one_before_held(own_maker: Clerk) -> None:
    _, payment = own_maker.submit([line(1, 5_000)], doc_no="ฎ.46/2570")
    answer, _ = own_maker.submit([line(1, 7_000)], doc_no="ฎ.46/2570", op_id=payment["op_id"], rev="2")
    assert answer.status == 201
    assert sums(own_maker, "ฎ.46/2570") == ("7000", "0", "0")


def test_another_units_document_is_another_draw(fresh: Central, own_maker: Clerk) -> None:
    assert own_maker.submit([line(1, 5_000)], doc_no="ฎ.47/2570")[0].status == 201
    stranger = Clerk.ready(fresh, OTHER_UNIT, "MAKER01")
    assert stranger.submit([line(1, 6_000)], doc_no="ฎ.47/2570")[0].status == 201
    assert [draw["doc_no"] for draw in stranger.ask("GET", "/v1/draws").json["draws"]] == ["3600000208", "ฎ.47/2570"]


def test_the_money_of_a_draw_comes_once_and_another_document_of_its_number_is_refused(
    fresh: Central, own_maker: Clerk
) -> None:
    seeded = draw_of(own_maker, "3600000101")
    told = {"unit": "2101000001"} | {name: seeded[name] for name in ("doc_no", "doc_date", "account", "satang")}
    another = {**told, "doc_no": "3600000555"}
    assert fresh.operate("POST", "draws", another).status == 200
    before, kept = balance(fresh, "0061000018"), own_maker.ask("GET", "/v1/draws").json["draws"]
    for draw in (told, another):
        assert fresh.operate("POST", "draws", draw).status == 200
        for change in ({"doc_date": "2027-10-01"}, {"expense": "5104010104"}):
            assert fresh.operate("POST", "draws", {**draw, **change}).code == "draw_differs"
    assert balance(fresh, "0061000018") == before
    assert own_maker.ask("GET", "/v1/draws").json["draws"] == kept


def test_the_treasury_adds_a_draw_and_its_money_comes_with_it(fresh: Central, own_maker: Clerk) -> None:
    unit = own_maker.session["unit"]
    wanted = {"unit": unit, "doc_no": "3600000999", "doc_date": "2026-11-23", "account": "0061000018"}
    wanted["satang"] = "150000"
    before = own_maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"]
    added = fresh.operate("POST", "draws", wanted)
    assert (added.status, added.json["residue_satang"]) == (200, "150000")
    assert fresh.operate("POST", "draws", wanted).json == added.json
    after = own_maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"]
    assert int(after) - int(before) == 150_000
    assert fresh.operate("POST", "draws", {**wanted, "satang": "150001"}).code == "draw_differs"
    assert fresh.operate("POST", "draws", {**wanted, "account": "0061000034"}).code == "account_unknown"
    listed = fresh.operate("GET", f"draws?unit={unit}").json["draws"]
    assert [draw["doc_no"] for _, draw in listed][-1] == "3600000999"
    assert own_maker.submit([line(1, 150_000)], doc_no="3600000999")[0].status == 201


def test_two_batches_at_once_never_take_the_same_money(fresh: Central, own_maker: Clerk) -> None:
    other = Clerk.ready(fresh, UNIT, "MAKER02")
    for number in range(10):
        doc_no, at_once = f"ฎ.5{number}/2570", Barrier(2)
        said = {"doc_no": doc_no, "draw_satang": "10000", "residue_reason": "แบ่งจ่าย"}
        bodies = [(one, one.submit_body(one.payment(lines, **said), lines)) for one in (own_maker, other)
                  for lines in ([line(1, 6_000)],)]  # fmt: skip

        def send(one: Clerk, body: Json, at_once: Barrier = at_once) -> Answer:
            at_once.wait()
            return one.send(body)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda pair: send(*pair), bodies))
        assert sorted(answer.code for answer in answers) == ["", "draw_exceeded"]
        assert sums(own_maker, doc_no) == ("6000", "0", "4000")
