"""What a thief and a tired clerk try on the wire with days: too early, out of order, with other sums, on others' word.

One server; its clock goes on from test to test. After all of it every stretch joins the one before, and numbers of
exceptions have no gaps.
"""

from __future__ import annotations

import json
import uuid
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.simulator.clock import moment_text, read_moment
from tests.helpers import raw_closing as raw
from tests.helpers import raw_remittances as remitting
from tests.helpers.raw_central import ACCOUNTS as BUDGETS
from tests.helpers.raw_central import UNIT, Central, Clerk, running
from tests.helpers.raw_collections import ACCOUNTS, COMPANIES, OWN_UNIT, PORTAL_UNIT, biller, facts, paid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Answer, Json

COMPANY = COMPANIES[OWN_UNIT]
OWN = sorted([remitting.BUDGET[OWN_UNIT], ACCOUNTS[OWN_UNIT]])
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Let it be half past three on Monday, the cut-off, with a remittance that nobody answers and a stray payment."""
    with running(tmp_path_factory.mktemp("central")) as started:
        maker, approver = Clerk.ready(started, COMPANY, "MAKER03"), Clerk.ready(started, COMPANY, "AUTH01")
        said = remitting.proposed(maker, "revenue", parts=remitting.parts_worth(started, maker, 100_092))
        remitting.approved(approver, said)
        stray(started, 150_000)
        started.advance(f"{MONDAY}T15:30:00+07:00")
        yield started
        assert_right(started)


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "MAKER03")


@pytest.fixture(scope="module")
def approver(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "AUTH01")


@pytest.fixture(scope="module")
def stranger(central: Central) -> Clerk:
    """Sign a maker of another unit in."""
    return Clerk.ready(central, UNIT, "MAKER01")


def stray(central: Central, satang: int) -> str:
    bill = {"biller_id": biller(OWN_UNIT), "ref1": "", "ref2": "", "satang": str(satang)}
    return str(paid(central, bill)["payment_id"])


def records(clerk: Clerk) -> list[Json]:
    """Return what the bank signed of days, in the order of the log; every signature holds, about what was signed."""
    key = Ed25519PublicKey.from_public_bytes(b64decode(clerk.ask("GET", "/v1/about").json["bank_public_key"]))
    found = []
    for event in clerk.events():
        if event["record"]["type"] == "day.settled" and event["record_sig"]:
            key.verify(
                b64decode(event["record_sig"]), b"KHLANG/1 DAYR\n" + sha256(event["body"]["record"].encode()).digest()
            )
            said, order = json.loads(event["body"]["record"]), json.loads(event["body"]["order"])
            named = ("agency", "unit", "day", "version")
            assert [said[name] for name in named] == [order[name] for name in named]
            assert said["order_sha256"] == sha256(event["body"]["order"].encode()).hexdigest()
            assert said["decision_sha256"] == sha256(event["body"]["decision"].encode()).hexdigest()
            if order["act"] == "close":
                assert (said["since"], said["until"]) == (order["since"], order["until"])
                assert [one["exception"] for one in said["exceptions"]] == order["exceptions"]
            found.append(said)
    return found


def assert_right(central: Central) -> None:
    central.assert_books_right()
    every = records(Clerk.ready(central, COMPANY, "AUTH02"))
    closed = {one["day"]: one for one in every if one["state"].startswith("closed")}
    stretches = [(closed[day]["since"], closed[day]["until"]) for day in sorted(closed)]
    assert [since for since, _ in stretches] == ["", *(until for _, until in stretches[:-1])]
    numbers = {int(told["number"].partition("/")[0]) for one in every for told in one["exceptions"]}
    assert numbers == set(range(1, len(numbers) + 1))


def now(central: Central) -> str:
    return str(central.operate("GET", "clock").json["now"])


def before(moment: str) -> str:
    """Return the moment before, which is the newest that is over."""
    past = datetime.fromisoformat(moment) - timedelta(milliseconds=1)
    return past.strftime("%Y-%m-%dT%H:%M:%S.") + f"{past.microsecond // 1000:03d}Z"


def day(clerk: Clerk, until: str = "", **changes: object) -> Json:
    """Return a right order to close the next day as late as can be."""
    until = until or before(now(clerk.central))
    rows = raw.compared(clerk, OWN, raw.asked(clerk)["since"], until)
    return raw.closing(clerk, OWN, until, **{"compared": rows, **changes})


def refused(clerk: Clerk, order: Json) -> tuple[str, dict[str, str]]:
    code, said = facts(raw.propose(clerk, {**order, "req_id": str(uuid.uuid4())})[0])
    return code, said


def closed(maker: Clerk, approver: Clerk, order: Json) -> Answer:
    answer, said = raw.propose(maker, order)
    assert answer.status == 201, answer.body
    return raw.settle(approver, said)


# -- when --------------------------------------------------------------------------------------------------------------


def test_a_day_is_not_closed_before_its_cut_off_nor_into_what_is_not_over(central: Central, maker: Clerk) -> None:
    """The cut-off itself is not past it."""
    order = day(maker)
    assert refused(maker, order) == ("day_not_over", {"open_from": "2026-11-23T08:30:00.000Z"})
    central.advance(f"{MONDAY}T15:45:00+07:00")
    for until in (
        "2026-11-23T08:29:59.999Z",  # before the cut-off
        "2026-11-23T08:45:00.000Z",  # now is not over
        "2026-11-23T16:59:59.999Z",
        "2126-11-23T08:44:59.999Z",
        "2026-11-23T08:44:59.999999Z",
        "2026-11-23T15:44:59.999+07:00",
        "",
    ):
        assert refused(maker, {**order, "until": until}) == ("field_wrong", {"field": "until", "line": ""}), until
    for named in (TUESDAY, "2026-11-22", "2026-11-20", "2569-11-23"):
        assert refused(maker, {**day(maker), "day": named})[0] in ("day_wrong", "field_wrong"), named
    for field, value in (("since", "2026-11-23T02:00:00.000Z"), ("version", "2"), ("version", "01"), ("version", "0")):
        assert refused(maker, {**day(maker), field: value}) == ("field_wrong", {"field": field, "line": ""})


def test_nothing_is_reopened_that_was_not_closed(maker: Clerk) -> None:
    for named in (MONDAY, TUESDAY, "2026-11-20"):
        assert refused(maker, raw.reopening(maker, named)) == ("day_wrong", {"day": MONDAY})


# -- what --------------------------------------------------------------------------------------------------------------


def test_sums_that_differ_or_agree_only_together_are_refused(maker: Clerk, central: Central) -> None:
    right = day(maker)
    budget, receiving = right["accounts"]
    for accounts in (
        [budget],
        [receiving, budget],
        [budget, receiving, receiving],
        [budget, {**receiving, "account": BUDGETS[UNIT]}],
        [{**budget, "account": receiving["account"]}, {**receiving, "account": budget["account"]}],
    ):
        assert refused(maker, {**right, "accounts": accounts})[0] in ("field_wrong", "statement_differs"), accounts
    came, went = int(receiving["in_satang"]) + 1, int(receiving["out_satang"]) + 1
    both = {**receiving, "in_satang": str(came), "out_satang": str(went)}
    assert refused(maker, {**right, "accounts": [budget, both]}) == (
        "statement_differs",
        {"account": ACCOUNTS[OWN_UNIT]},
    )
    rows = right["compared"]
    for changed in (
        rows[:-1],
        [*rows, rows[0]],
        [{**one, "bank_satang": f"0{one['bank_satang']}"} for one in rows],
        [{**one, "ours_satang": "-1"} for one in rows],
        [{**one, "ours_count": "๑"} for one in rows],
        [{**one, "account": BUDGETS[UNIT]} for one in rows],
        [*rows, {**rows[0], "what": "gift"}],
        [{**rows[0], "treasury_satang": "9" * 17}, *rows[1:]],
    ):
        assert refused(maker, {**right, "compared": changed})[0] in ("field_wrong", "statement_differs")


def test_a_statement_is_of_ones_own_account_and_of_what_is_over(central: Central, maker: Clerk) -> None:
    at = now(central)
    for account, since, until, code in (
        (BUDGETS[UNIT], "", "", "not_found"),
        ("bank:004", "", "", "not_found"),
        ("' OR 1=1 --", "", "", "not_found"),
        (OWN[0], "", at, "field_wrong"),
        (OWN[0], "", "2126-01-01T00:00:00.000Z", "field_wrong"),
        (OWN[0], at, before(at), "field_wrong"),
        (OWN[0], "yesterday", "", "field_wrong"),
    ):
        query = quote(f"account={account}&since={since}&until={until}", safe="=&")
        assert maker.ask("GET", f"/v1/statements?{query}").code == code, (account, since, until)


def test_what_does_not_fit_is_told_with_its_own_sum_account_and_owner(
    central: Central, maker: Clerk, stranger: Clerk
) -> None:
    right = day(maker)
    missing = next(one for one in right["exceptions"] if one["kind"] == "acknowledgement_missing")
    others = [one for one in right["exceptions"] if one is not missing]
    named = {"exception_id": missing["exception_id"]}
    assert refused(maker, {**right, "exceptions": others}) == (
        "exception_missing",
        {"kind": missing["kind"], "about": missing["about"]},
    )
    wrong = ("exception_wrong", named)
    nothing = raw.exception(maker, "remittance_refused", str(uuid.uuid4()), account=ACCOUNTS[OWN_UNIT])
    for changes, expected in (
        ({"satang": "1"}, wrong),  # of 1,000.92 baht
        ({"satang": "10009200"}, wrong),
        ({"state": "solved", "reason": "คลังรับทราบแล้ว"}, wrong),
        ({"account": OWN[0] if missing["account"] == OWN[1] else OWN[1]}, wrong),
        ({"owner_uid": stranger.uid}, ("field_wrong", {"field": "owner_uid", "line": "1"})),
        ({"owner_uid": ""}, ("field_wrong", {"field": "owner_uid", "line": "1"})),
        ({"exception_id": raw.exception_id(PORTAL_UNIT, missing["kind"], missing["about"])}, None),
        ({"kind": "other"}, None),
        ({"reason": " "}, ("field_wrong", {"field": "reason", "line": "1"})),
        ({"reason": "ก\u0000"}, ("field_wrong", {"field": "reason", "line": "1"})),
    ):
        found = refused(maker, {**right, "exceptions": [{**missing, **changes}, *others]})
        assert found == (expected or ("field_wrong", {"field": "exception_id", "line": "1"})), changes
    assert refused(maker, {**right, "exceptions": [*right["exceptions"], nothing]})[0] == "exception_wrong"
    assert refused(maker, {**right, "exceptions": [*right["exceptions"], missing]})[0] == "field_wrong"
    many = [raw.exception(maker, "other", f"เรื่องที่ {number}") for number in range(501)]
    assert refused(maker, {**right, "exceptions": [*right["exceptions"], *many]})[0] == "field_wrong"


# -- who ---------------------------------------------------------------------------------------------------------------


def test_a_days_signatures_are_of_two_persons_about_this_very_order(
    central: Central, maker: Clerk, approver: Clerk, stranger: Clerk
) -> None:
    right = day(maker)
    assert raw.propose(stranger, {**right, "maker_uid": stranger.uid})[0].code == "other_unit"
    assert raw.propose(approver, day(approver))[0].code == "role_missing"
    body = raw.propose_body(maker, right)
    assert (
        maker.send({**body, "cmd_id": str(uuid.uuid4()), "order_sig": maker.sign("DAY2", b"")}).code
        == "signature_wrong"
    )
    assert maker.send(body).status == 201
    assert maker.send({**body, "order_sig": body["order_sig"][::-1]}).code == "command_id_reused"
    said = {"order": right, "sig": body["order_sig"]}
    assert raw.propose(maker, {**right, "req_id": str(uuid.uuid4())})[0].code == "proposal_pending"
    assert raw.settle(maker, said).code == "role_missing"
    desk = Clerk.ready(central, COMPANY, "AUTH02", maker.device)
    assert raw.settle(desk, said).code == "device_same_as_maker"
    yes = raw.settle_body(approver, raw.decision(approver, said))
    assert approver.send({**yes, "cmd_id": str(uuid.uuid4()), "decision_sig": said["sig"]}).code == "signature_wrong"
    assert raw.settle(approver, said, order_sha256="0" * 64).code == "edition_changed"
    spent = yes["decision"]["challenge"]
    assert raw.settle(approver, said, "return", challenge=spent).status == 201
    assert approver.send({**yes, "cmd_id": str(uuid.uuid4())}).code == "status_forbids"
    assert raw.recall(maker, right["req_id"]).code == "status_forbids"
    assert records(approver) == []  # nothing was closed by any of it


def test_money_that_moves_between_the_signatures_is_in_one_stretch_and_a_new_fault_stops_the_close(
    central: Central, maker: Clerk, approver: Clerk
) -> None:
    """A payment in the moment after the stretch belongs to the next one; it is wholly in it."""
    answer, said = raw.propose(maker, day(maker))
    assert answer.status == 201
    late = stray(central, 70_000)
    assert raw.settle(approver, said).status == 201
    (record,) = records(maker)
    assert (record["day"], record["state"]) == (MONDAY, "closed_with_exceptions")
    assert late not in {told["exception"]["about"] for told in record["exceptions"]}
    assert (raw.asked(maker)["day"], raw.asked(maker)["since"]) == ("", record["until"])
    assert refused(maker, {**said["order"], "version": "2"}) == ("day_wrong", {"day": ""})


def test_a_day_that_was_reopened_ends_where_it_ended_and_is_reopened_once(
    central: Central, maker: Clerk, approver: Clerk
) -> None:
    (first,) = records(maker)
    assert refused(maker, raw.reopening(maker, MONDAY, "2")) == ("field_wrong", {"field": "version", "line": ""})
    assert refused(maker, raw.reopening(maker, MONDAY, reason=" "))[1]["field"] == "reason"
    assert closed(maker, approver, raw.reopening(maker, MONDAY)).status == 201
    assert refused(maker, raw.reopening(maker, MONDAY))[0] == "day_wrong"
    central.advance(f"{MONDAY}T17:00:00+07:00")
    for until in (before(now(central)), "2026-11-23T16:59:59.999Z", "2026-11-23T08:44:59.998Z"):
        again = {**raw.closing(maker, OWN, first["until"]), "compared": raw.compared(maker, OWN, "", first["until"])}
        wrong = {**again, "version": "2", "until": until}
        assert refused(maker, wrong) == ("field_wrong", {"field": "until", "line": ""})
    again = {**day(maker, first["until"]), "version": "2"}
    assert refused(maker, {**again, "version": "1"}) == ("field_wrong", {"field": "version", "line": ""})
    assert closed(maker, approver, again).status == 201
    assert [(one["version"], one["until"]) for one in records(maker)] == [
        ("1", first["until"]),
        ("1", first["until"]),
        ("2", first["until"]),
    ]


def test_days_follow_one_another_and_stretches_join_over_a_fall(
    central: Central, maker: Clerk, approver: Clerk
) -> None:
    central.advance(f"{WEDNESDAY}T16:00:00+07:00")
    end = "2026-11-24T16:59:59.999Z"
    assert refused(maker, {**day(maker, end), "day": WEDNESDAY}) == ("day_wrong", {"day": TUESDAY})
    assert refused(maker, day(maker, "2026-11-24T10:00:00.000Z")) == ("field_wrong", {"field": "until", "line": ""})
    order = day(maker, end)
    assert {"70000"} <= {one["satang"] for one in order["exceptions"]}
    answer, said = raw.propose(maker, order)
    assert answer.status == 201
    yes = raw.settle_body(approver, raw.decision(approver, said))
    central.kill()
    central.restart()
    for clerk in (maker, approver):
        clerk.wire = central.new_wire()
    assert approver.send(yes).status == 201
    assert approver.send(yes).status == 200
    assert records(maker)[-1]["until"] == end
    assert raw.asked(maker)["day"] == WEDNESDAY


def test_the_clock_is_not_put_back_into_a_day_that_was_closed(central: Central, maker: Clerk) -> None:
    """What would be booked then is in no stretch that anybody closes, and statements would not join any more."""
    end = records(maker)[-1]["until"]
    first = moment_text(read_moment(end) + timedelta(milliseconds=1))
    for clock in (f"frozen:{MONDAY}T10:00:00+07:00", f"offset:{end}", f"speed:60:{TUESDAY}T10:00:00+07:00"):
        answer = central.operate("PUT", "clock", {"clock": clock})
        assert facts(answer) == ("field_wrong", {"earliest": first, "field": "clock", "line": ""}), clock
    answer = central.operate("PUT", "clock", {"clock": "frozen:x"})
    assert facts(answer) == ("field_wrong", {"field": "clock", "line": ""})
    assert central.operate("PUT", "clock", {"clock": f"frozen:{WEDNESDAY}T15:00:00+07:00"}).status == 200


PAYMENTS = 40


def test_every_movement_is_in_one_statement_while_the_clock_runs_and_money_comes(tmp_path: Path) -> None:
    """Cut the time again and again at the newest moment that is over, while others pay."""
    with running(tmp_path / "central", "--clock", f"offset:{MONDAY}T10:00:00+07:00") as central:
        maker, account = Clerk.ready(central, COMPANY, "MAKER03"), ACCOUNTS[OWN_UNIT]
        told: list[Json] = []
        desk, token = central.new_wire(), Path(central.ready["operator_token_file"]).read_text("ascii")
        bill = {"channel": "counter", "biller_id": biller(OWN_UNIT), "ref1": "", "ref2": "", "satang": "100"}

        def pay() -> None:
            for number in range(PAYMENTS):
                said = {**bill, "payer_name": "ผู้ชำระ", "payment_id": f"RACE{number}", "force": True}
                assert desk.ask("POST", "/v1/operator/collections", said, token).status == 200

        with ThreadPoolExecutor(1) as crowd:
            paying = crowd.submit(pay)
            while not paying.done():
                told.append(newest(maker, account, told))
            paying.result()
        while not told or told[-1]["closing_satang"] != str(100 * PAYMENTS):
            told.append(newest(maker, account, told))
        entries = [entry["reference"] for one in told for entry in one["entries"]]
        assert sorted(entries) == sorted(f"RACE{number}" for number in range(PAYMENTS))
        assert [one["opening_satang"] for one in told[1:]] == [one["closing_satang"] for one in told[:-1]]
        whole = json.loads(raw.statement(maker, account, "", told[-1]["until"]))
        assert whole["entries"] == [entry for one in told for entry in one["entries"]]


def newest(clerk: Clerk, account: str, before_it: list[Json]) -> Json:
    """Return what moved since the last of these statements."""
    since = before_it[-1]["until"] if before_it else ""
    said: Json = json.loads(raw.statement(clerk, account, since, ""))
    return said
