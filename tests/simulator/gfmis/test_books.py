"""The treasury's books over HTTPS: draws, batches, lines that come back; closed periods; the fiscal year's border."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.simulator.clock import YEARS
from app.simulator.gfmis import journal, periods
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.gfmis.periods import Period
from app.simulator.refusals import Refused
from tests.helpers import raw_recalls as raw
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, Json, line
from tests.simulator.gfmis import world

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulator.gfmis.world import World

UNIT_CODE, BUDGET = "2101000001", "0061000018"
BANK, OWED, WAY = "1101020603", "2102040102", "1101010112"
NOVEMBER = {"fy": "2570", "period": "02"}
NOON_BEFORE = datetime(2026, 9, 30, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 9, 30, 17, tzinfo=UTC)
"""In Bangkok the first of October begins."""


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


@pytest.fixture(scope="module")
def authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH01")


def booked(clerk: Clerk, matter: str = "") -> list[Json]:
    """Return the documents that the unit's log tells of, each of which adds up to zero."""
    events = [event for event in clerk.events() if event["record"]["type"] == "gfmis.booked"]
    found = [one for event in events for one in event["documents"] if not matter or one["matter"] == matter]
    for one in found:
        sums = {side: sum(int(e["satang"]) for e in one["entries"] if e["side"] == side) for side in "DC"}
        assert sums["D"] == sums["C"] > 0
    return found


def entries(document: Json) -> list[tuple[str, str, int]]:
    return [(one["side"], one["gl_account"], int(one["satang"])) for one in document["entries"]]


def balances(clerk: Clerk, **asked: str) -> dict[str, int]:
    query = "&".join(f"{name}={said}" for name, said in asked.items())
    answer = clerk.ask("GET", f"/v1/gfmis/trial-balance?{query}")
    assert answer.status == 200, answer.body
    rows = {row["gl_account"]: int(row["balance_satang"]) for row in answer.json["rows"]}
    assert sum(rows.values()) == 0
    assert all(row["balance_satang"] == "0" for row in answer.json["rows"] if row["must_be_zero"] == "yes")
    return rows


def add_draw(central: Central, doc_no: str, satang: int, **changes: str) -> Json:
    wanted = {"unit": UNIT_CODE, "doc_no": doc_no, "doc_date": "2026-11-20", "account": BUDGET, "satang": str(satang)}
    answer = central.operate("POST", "draws", wanted | changes)
    assert answer.status == 200, answer.body
    said: Json = answer.json
    return said


def test_a_unit_begins_with_its_balances_and_the_claims_of_its_draws(central: Central, maker: Clerk) -> None:
    opening = [one for one in booked(maker, "opening") if one["about"] == BUDGET]
    assert [entries(one) for one in opening] == [[("D", BANK, 50_000_000_000), ("C", "3102010101", 50_000_000_000)]]
    claims = booked(maker, "draw")
    assert [one["about"] for one in claims] == ["3600000101", "3600000117", "3600000123"]
    assert {(one["kind"], one["fy"], one["period"]) for one in claims} == {("KL", "2570", "02")}
    assert balances(maker)[OWED] == -sum(int(one["entries"][0]["satang"]) for one in claims)
    central.assert_books_right()


def test_a_draw_is_claimed_accepted_and_arrives(central: Central, maker: Clerk) -> None:
    before = balances(maker)
    add_draw(central, "3600000700", 400_000, expense="5101030101")
    add_draw(central, "3600000700", 400_000, expense="5101030101")  # said again, it changes nothing
    (document,) = [one for one in booked(maker, "draw") if one["about"] == "3600000700"]
    assert [(side, account) for side, account, _ in entries(document)] == [
        ("D", "5101030101"),
        ("C", OWED),
        ("D", "1102050124"),
        ("C", "4307010105"),
        ("D", BANK),
        ("C", "1102050124"),
    ]
    after = balances(maker)
    assert after[BANK] - before[BANK] == before[OWED] - after[OWED] == 400_000
    assert balances(maker, **NOVEMBER) == after
    assert BANK not in balances(maker, fy="2570", period="01")
    add_draw(central, "3600000701", 90_000, expense="1102010101")
    assert [one["kind"] for one in booked(maker, "draw") if one["about"] == "3600000701"] == ["K1", "KL"]
    wanted = {"unit": UNIT_CODE, "doc_no": "36", "doc_date": "2026-11-20", "account": BUDGET, "satang": "1"}
    assert central.operate("POST", "draws", wanted | {"expense": "51"}).json["facts"]["field"] == "expense"
    central.assert_books_right()


def test_what_was_paid_is_booked_and_taken_back_when_it_comes_back(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1, 30_000), line(2, 50_000, name="นาย คืนเงิน แน่นอน")])
    claim, payment = booked(maker, "batch")
    assert (claim["kind"], payment["kind"]) == ("KL", "PM")
    assert {one["about"] for one in (claim, payment)} == {f"{op_id}/1"}
    assert entries(payment) == [("D", OWED, 80_000), ("C", BANK, 80_000)]
    central.advance("2026-11-25T03:00:00.000Z")
    back = booked(maker, "line")
    assert [one["reverses"] for one in back] == [
        f"{one['kind']}/{one['fy']}/{one['number']}" for one in (claim, payment)
    ]
    assert entries(back[1]) == [("C", OWED, 50_000), ("D", BANK, 50_000)]
    central.assert_books_right()


def test_what_comes_back_is_taken_back_from_the_document_of_its_own_step(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    """The bank pays five hundred lines a step, and where the clock stands still two steps are of one moment."""
    lines = [line(n, 1, acct=f"{3_000_000_000 + n}") for n in range(1, 501)] + [line(501, 2_700)]
    known = {(one["kind"], one["number"]) for one in booked(maker)}
    op_id = raw.paid(central, maker, authorizer, lines)
    paid = [one for one in booked(maker, "batch") if (one["kind"], one["number"]) not in known]
    assert [entries(one)[0][2] for one in paid if one["kind"] == "PM"] == [500, 2_700]
    central.advance("2026-11-26T10:00:00+07:00")
    back = [one for one in booked(maker, "line") if one["about"] == f"{op_id}/1"]
    last = {one["kind"]: f"{one['kind']}/{one['fy']}/{one['number']}" for one in paid}
    assert {one["kind"]: one["reverses"] for one in back} == last
    assert {entries(one)[0][2] for one in back} == {2_700}
    central.assert_books_right()


def test_a_draw_of_the_units_own_word_is_claimed_once(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    head = {"doc_no": "ฎ.700/2570", "draw_satang": "90000", "residue_reason": "จ่ายสองครั้ง"}
    for satang in (40_000, 30_000):
        raw.paid(central, maker, authorizer, [line(1, satang)], **head)
    claims = [one for one in booked(maker, "draw") if one["about"] == "ฎ.700/2570"]
    assert [entries(one)[0][2] for one in claims] == [90_000]
    central.assert_books_right()


def test_nothing_is_booked_into_a_closed_period_but_what_the_bank_did(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    assert central.replace("gfmis/periods", {"closed": [NOVEMBER]}).json["closed"] == [NOVEMBER]
    try:
        assert maker.ask("GET", "/v1/gfmis/trial-balance").json["closed"] == "yes"
        wanted = {"unit": UNIT_CODE, "doc_no": "3600000800", "doc_date": "2026-11-20", "account": BUDGET, "satang": "5"}
        refused = central.operate("POST", "draws", wanted)
        assert (refused.code, refused.json["facts"]) == ("period_closed", NOVEMBER)
        raw.paid(central, maker, authorizer, [line(1, 15_000)])
        assert {(one["fy"], one["period"]) for one in booked(maker, "batch")[-2:]} == {("2570", "03")}
    finally:
        assert central.replace("gfmis/periods", {"closed": []}).json["closed"] == []
    for closed in ([{"fy": "2570", "period": "13"}], [{"fy": "570", "period": "01"}], [NOVEMBER, NOVEMBER]):
        assert central.replace("gfmis/periods", {"closed": closed}).code == "field_wrong"
    central.assert_books_right()


def test_staff_sees_all_books_and_a_fault_in_them(central: Central, maker: Clerk) -> None:
    every = central.operate("GET", "gfmis/trial-balance").json
    assert every["faults"] == []
    mine = central.operate("GET", f"gfmis/trial-balance?unit={UNIT_CODE}&agency=2101").json["balance"]["rows"]
    assert mine == maker.ask("GET", "/v1/gfmis/trial-balance").json["rows"]
    other = Clerk.ready(central, OTHER_UNIT, "AUTH01")
    assert balances(other)[BANK] == 800_000_000 != balances(maker)[BANK]
    for wrong in ("fy=2570&period=00", "fy=70", "fy=2570&period=1"):
        assert maker.ask("GET", f"/v1/gfmis/trial-balance?{wrong}").code == "field_wrong"
    shown = central.operate("GET", "gfmis/entries").json
    changed = [row | {"credit": WAY} if row["event"] == "batch_paid" else row for row in shown["entry"]]
    assert central.replace("gfmis/entries", {"entry": changed}).json["facts"]["field"] == "entry"
    assert central.replace("gfmis/entries", shown).json == shown


def test_what_the_log_tells_adds_up_to_the_trial_balance(maker: Clerk) -> None:
    told = Counter[str]()
    for document in booked(maker):
        for side, account, satang in entries(document):
            told[account] += satang if side == "D" else -satang
    assert dict(told) == balances(maker, fy="2570", period="12")


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 9, 30), Period("2569", "12")),
        (date(2026, 10, 1), Period("2570", "01")),
        (date(2026, 12, 31), Period("2570", "03")),
        (date(2027, 1, 1), Period("2570", "04")),
        (date(2028, 2, 29), Period("2571", "05")),
    ],
)
def test_a_year_of_the_books_begins_in_october(day: date, period: Period) -> None:
    assert periods.of_day(day) == period


@pytest.mark.parametrize("year", [YEARS.start, YEARS.stop - 1])
def test_the_books_have_a_period_for_every_day_that_the_clock_can_show(year: int) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        one = periods.of_day(day)
        assert periods.is_period(one.fy, one.period)


def test_at_midnight_in_bangkok_another_year_is_numbered_and_brings_the_balances_forward(
    in_a_world: Callable[[int, Callable[[World], None]], None],
) -> None:
    def border(life: World) -> None:
        booking = Booking("paid_in", world.AGENCY, world.UNIT, Matter.OPENING, "x", 700, world.BUDGET)
        moments = (NOON_BEFORE, MIDNIGHT - timedelta(milliseconds=1), MIDNIGHT, MIDNIGHT + timedelta(days=31))
        found = [journal.book(life.connection, moment, booking)[0] for moment in moments]
        assert [(one.fy, one.period, int(one.number)) for one in found] == [
            ("2569", "12", 1),
            ("2569", "12", 2),
            ("2570", "01", 1),
            ("2570", "02", 2),
        ]

    in_a_world(1, border)


def test_a_closed_september_refuses_until_its_last_moment(
    in_a_world: Callable[[int, Callable[[World], None]], None],
) -> None:
    def border(life: World) -> None:
        held = periods.closed(life.connection).version
        closed = periods.ClosedPeriods((periods.ClosedPeriod("2569", "12"),), version=held)
        periods.put(life.connection, closed)
        with pytest.raises(Refused) as refused:
            periods.demand_open(life.connection, MIDNIGHT - timedelta(milliseconds=1))
        assert refused.value.facts == {"fy": "2569", "period": "12"}
        assert periods.next_open(life.connection, MIDNIGHT - timedelta(milliseconds=1)) == Period("2570", "01")
        assert periods.demand_open(life.connection, MIDNIGHT) == Period("2570", "01")

    in_a_world(1, border)
