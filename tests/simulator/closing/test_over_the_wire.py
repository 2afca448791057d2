"""A day closed over the wire by people at their workstations, twice, at once, and after the central system fell."""

from __future__ import annotations

import json
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.helpers import raw_closing
from tests.helpers.raw_central import Central, Clerk, Json, running
from tests.helpers.raw_closing import asked, closing, propose, propose_body, reopening, settle, settle_body
from tests.helpers.raw_collections import ACCOUNTS, COMPANIES, OWN_UNIT, biller, paid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNIT_ACCOUNTS = sorted(["0061000042", ACCOUNTS[OWN_UNIT]])
COMPANY = COMPANIES[OWN_UNIT]
UNTIL = "2026-11-23T08:59:59.000Z"


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Central]:
    """Let it be four in the afternoon, with a payment that belongs to nothing."""
    with running(tmp_path / "central") as central:
        paid(central, {"biller_id": biller(OWN_UNIT), "ref1": "", "ref2": "", "satang": "150000"}, payment_id="PAY-1")
        central.advance("2026-11-23T16:00:00+07:00")
        yield central


@pytest.fixture
def maker(evening: Central) -> Clerk:
    return Clerk.ready(evening, COMPANY, "MAKER03")


@pytest.fixture
def approver(evening: Central) -> Clerk:
    return Clerk.ready(evening, COMPANY, "AUTH01")


def close_events(clerk: Clerk) -> list[Json]:
    return [event for event in clerk.events() if event["record"]["type"].startswith("day.")]


def close_today(clerk: Clerk) -> Json:
    rows = []
    for account in UNIT_ACCOUNTS:
        said = json.loads(raw_closing.statement(clerk, account, "", UNTIL))
        sums: dict[str, list[int]] = {}
        for entry in said["entries"]:
            told = sums.setdefault(entry["kind"], [0, 0])
            told[0] += int(entry["count"])
            told[1] += int(entry["satang"])
        for kind, (count, satang) in sums.items():
            ours = {"ours_count": str(count), "ours_satang": str(satang)}
            bank = {"bank_count": str(count), "bank_satang": str(satang)}
            treasury = {"treasury_count": "", "treasury_satang": ""}
            rows.append({"what": kind, "account": account, **ours, **bank, **treasury})
    return closing(clerk, UNIT_ACCOUNTS, UNTIL, compared=rows)


def test_two_persons_close_a_day_and_the_banks_signature_holds(maker: Clerk, approver: Clerk) -> None:
    assert [one["kind"] for one in asked(maker)["demanded"]] == ["payment_queued"]
    answer, said = propose(maker, close_today(maker))
    assert (answer.status, answer.json["status"]) == (201, "pending")
    answer = settle(approver, said)
    assert (answer.status, answer.json["status"]) == (201, "approved")
    ordered, settled = close_events(approver)
    assert json.loads(ordered["order"]) == said["order"] == json.loads(settled["order"])
    text = settled["body"]["record"]
    record = json.loads(text)
    assert (record["state"], record["exceptions"][0]["number"]) == ("closed_with_exceptions", "1/2570")
    about = maker.wire.ask("GET", "/v1/about").json
    signed = b"KHLANG/1 DAYR\n" + sha256(text.encode()).digest()
    Ed25519PublicKey.from_public_bytes(b64decode(about["bank_public_key"])).verify(
        b64decode(settled["record_sig"]), signed
    )
    assert asked(maker)["day"] == ""
    assert [one["number"] for one in asked(maker)["open_exceptions"]] == ["1/2570"]


def test_a_day_whose_end_is_to_come_again_since_the_clock_was_put_back_is_not_closed(
    evening: Central, maker: Clerk, approver: Clerk
) -> None:
    answer, said = propose(maker, close_today(maker))
    assert answer.status == 201
    evening.operate("PUT", "clock", {"clock": "frozen:2026-11-23T15:59:58+07:00"})
    assert approver.sign_in().status == 201
    refused = settle(approver, said)
    assert (refused.code, refused.json["facts"]) == ("day_not_over", {"open_from": UNTIL})
    evening.advance("2026-11-23T16:00:00+07:00")
    assert settle(approver, said).status == 201


def test_the_same_command_twice_has_one_effect_also_after_a_fall(
    evening: Central, maker: Clerk, approver: Clerk
) -> None:
    order = close_today(maker)
    body = propose_body(maker, order)
    first, again = maker.send(body), maker.send(body)
    assert (first.status, again.status, first.body) == (201, 200, again.body)
    said = {"order": order, "sig": body["order_sig"]}
    body = settle_body(approver, raw_closing.decision(approver, said))
    assert approver.send(body).status == 201
    evening.kill()
    evening.restart()
    approver.wire = maker.wire = evening.new_wire()
    assert approver.send(body).status == 200
    assert maker.send({**propose_body(maker, order)}).json["code"] == "field_wrong"
    assert [event["record"]["type"] for event in close_events(approver)] == ["day.ordered", "day.settled"]


def test_of_makers_who_race_one_is_heard_and_of_authorizers_too(
    evening: Central, maker: Clerk, approver: Clerk
) -> None:
    makers = [maker, Clerk.ready(evening, COMPANY, "MAKER01")]
    orders = [close_today(one) for one in makers]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: propose(*pair), zip(makers, orders, strict=True)))
    assert sorted(answer.code for answer, _ in answers) == ["", "proposal_pending"]
    said = next(said for answer, said in answers if answer.status == 201)
    deciders = [approver, Clerk.ready(evening, COMPANY, "AUTH02")]
    bodies = [settle_body(one, raw_closing.decision(one, said)) for one in deciders]
    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(lambda pair: pair[0].send(pair[1]).code, zip(deciders, bodies, strict=True)))
    assert codes == ["", "status_forbids"]
    assert [event["record"]["type"] for event in close_events(maker)] == ["day.ordered", "day.settled"]


def test_a_closed_day_is_opened_again_by_two_persons(maker: Clerk, approver: Clerk) -> None:
    for said in (close_today(maker), reopening(maker, "2026-11-23")):
        answer, proposed = propose(maker, said)
        assert answer.status == 201, answer.body
        assert settle(approver, proposed).status == 201
    assert (asked(maker)["day"], asked(maker)["since"]) == ("2026-11-23", "")
    again = {**close_today(maker), "version": "2"}
    answer, proposed = propose(maker, again)
    assert answer.status == 201, answer.body
    assert settle(approver, proposed).status == 201
    settled = [json.loads(one["body"]["record"]) for one in close_events(maker) if "status" in one["body"]]
    states = [(one["version"], one["state"], one["until"]) for one in settled]
    assert states == [
        ("1", "closed_with_exceptions", UNTIL),
        ("1", "reopened", UNTIL),
        ("2", "closed_with_exceptions", UNTIL),
    ]


def test_another_unit_learns_nothing_of_a_units_days(evening: Central, maker: Clerk) -> None:
    answer, said = propose(maker, close_today(maker))
    assert answer.status == 201
    stranger = Clerk.ready(evening, "GMIS210101", "AUTH01")
    unknown = {"order": {**said["order"], "req_id": "6b3a7f0e-0000-4000-8000-000000000000"}, "sig": said["sig"]}
    assert settle(stranger, said).json == settle(stranger, unknown).json == {"code": "not_found", "facts": {}}
    assert asked(stranger)["open_exceptions"] == []
