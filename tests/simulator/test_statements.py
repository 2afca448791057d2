"""What moved on an account: signed by the bank, of one's own unit, the same however often it is asked for (RC-1)."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.helpers import raw_recalls as raw
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, Json, canonical, line, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Answer

ACCOUNT, RECEIVING, FOREIGN = "0061000018", "0061000115", "0061000034"
OPENING = "50000000000"


@pytest.fixture(scope="module")
def authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH01")


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


def ask(clerk: Clerk, **asked: str) -> Answer:
    return clerk.ask("GET", f"/v1/statements?{urlencode(asked)}")


def statement(clerk: Clerk, **asked: str) -> Json:
    """Return a statement; the bank's signature and the sums are checked by hand."""
    answer = ask(clerk, **{"account": ACCOUNT, **asked})
    assert answer.status == 200, answer.body
    content = answer.json["statement"].encode()
    key = Ed25519PublicKey.from_public_bytes(b64decode(clerk.ask("GET", "/v1/about").json["bank_public_key"]))
    key.verify(b64decode(answer.json["sig"]), b"KHLANG/1 STMT\n" + sha256(content).digest())
    said: Json = json.loads(content)
    assert canonical(said) == content
    sums = {side: sum(int(e["satang"]) for e in said["entries"] if e["side"] == side) for side in "CD"}
    assert (said["in_satang"], said["out_satang"]) == (str(sums["C"]), str(sums["D"]))
    assert int(said["opening_satang"]) + sums["C"] - sums["D"] == int(said["closing_satang"])
    return said


def advance(central: Central, minute: int) -> str:
    """Let time pass on the sample's Monday; return the moment that is over then."""
    central.advance(f"2026-11-23T04:{minute:02d}:00.000Z")
    return f"2026-11-23T04:{minute - 1:02d}:59.999Z"


def test_lines_of_a_batch_are_one_entry_and_statements_follow_one_another(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    morning = advance(central, 1)
    first = statement(maker, until=morning)
    assert [(one["kind"], one["satang"], one["side"]) for one in first["entries"]] == [("opening", OPENING, "C")]
    op_id = raw.paid(central, maker, authorizer, [line(1, 30_000), line(2, 50_000), line(3, 7)])
    assert statement(maker, until=morning) == first
    until = advance(central, 2)
    second = statement(authorizer, since=morning, until=until)
    assert second["opening_satang"] == first["closing_satang"]
    (paid,) = second["entries"]
    assert (paid["kind"], paid["reference"], paid["satang"], paid["count"]) == ("batch", f"{op_id}/1", "80007", "3")
    assert paid["bank_ref"] == maker.content(op_id)["lines"][0].get("bank_ref", paid["bank_ref"]) != ""
    assert (second["agency"], second["unit"], second["since"], second["until"]) == (
        "2101",
        "2101000001",
        morning,
        until,
    )
    newest = statement(maker)
    assert newest["until"] == until
    assert newest["entries"] == [*first["entries"], paid]
    ledger = central.assert_books_right()
    balance = next(one["balance_satang"] for one in ledger["accounts"] if one["account"] == ACCOUNT)
    assert newest["closing_satang"] == str(balance)


def test_what_came_in_says_why(central: Central, maker: Clerk) -> None:
    since = advance(central, 11)
    draw = {
        "unit": "2101000001",
        "doc_no": "3600000900",
        "doc_date": "2026-11-20",
        "account": ACCOUNT,
        "satang": "4000",
    }
    assert central.operate("POST", "draws", draw).status == 200
    given = {"account": ACCOUNT, "satang": "900", "reference": "เงินบริจาค 1/2570"}
    assert central.operate("POST", "deposits", given).status == 204
    advance(central, 12)
    found = [(one["kind"], one["reference"], one["satang"]) for one in statement(maker, since=since)["entries"]]
    assert sorted(found) == [("draw", "3600000900", "4000"), ("other", "เงินบริจาค 1/2570", "900")]
    central.assert_books_right()


def test_money_of_a_receiving_account_is_told_by_payment(central: Central) -> None:
    auditor, since = Clerk.ready(central, UNIT, "AUDIT01"), advance(central, 21)
    assert statement(auditor, account=RECEIVING, until=since)["entries"] == []


def test_only_what_is_over_and_ones_own_is_told(central: Central, maker: Clerk) -> None:
    until = advance(central, 31)
    now = central.operate("GET", "clock").json["now"]
    for wrong, field in (
        ({"until": now}, "until"),
        ({"until": "2027-01-01T00:00:00.000Z"}, "until"),
        ({"until": "2026-11-23"}, "until"),
        ({"since": now, "until": until}, "since"),
        ({"since": "yesterday"}, "since"),
    ):
        answer = ask(maker, account=ACCOUNT, **wrong)
        assert (answer.code, answer.json["facts"]["field"]) == ("field_wrong", field)
    other = Clerk.ready(central, OTHER_UNIT, "AUTH01")
    unknown = [ask(maker, account=FOREIGN), ask(maker, account="bank:004"), ask(maker), ask(other, account=ACCOUNT)]
    assert {(one.status, one.code, str(one.json["facts"])) for one in unknown} == {(404, "not_found", "{}")}
    assert statement(other, account=FOREIGN)["unit"] == "2101000002"


def test_the_banks_staff_sees_the_movements_of_every_account(central: Central, maker: Clerk) -> None:
    advance(central, 41)
    assert central.operate("GET", f"account-movements?account={ACCOUNT}").json == statement(maker)
    assert central.operate("GET", f"account-movements?account={FOREIGN}").json["unit"] == "2101000002"
    assert central.operate("GET", "account-movements?account=treasury").code == "not_found"


def test_the_clock_is_not_put_back_over_money_that_moved(tmp_path: Path) -> None:
    """What moved after "now" would be in no statement up to now, and the balance would be explained by none."""
    with running(tmp_path / "central") as fresh:
        opened = fresh.operate("GET", "clock").json["now"]
        for back in (
            "2026-11-23T08:30:00+07:00",
            "2026-11-23T09:00:00+07:00",
        ):  # as the ministry was opened, nobody paid
            assert fresh.operate("PUT", "clock", {"clock": f"frozen:{back}"}).status == 200
        assert fresh.operate("GET", "clock").json["now"] == opened
        moved = "2026-11-23T03:00:00.000Z"
        fresh.advance(moved)
        given = {"account": ACCOUNT, "satang": "900", "reference": "เงินบริจาค 2/2570"}
        assert fresh.operate("POST", "deposits", given).status == 204
        fresh.advance("2026-11-23T15:00:00+07:00")
        for back in ("frozen:2026-11-23T09:59:59+07:00", "speed:2:2026-11-23T09:00:00+07:00"):
            answer = fresh.operate("PUT", "clock", {"clock": back})
            assert (answer.code, answer.json["facts"]) == (
                "field_wrong",
                {"earliest": moved, "field": "clock", "line": ""},
            )
        assert fresh.operate("PUT", "clock", {"clock": f"frozen:{moved}"}).status == 200
        fresh.advance("2026-11-23T10:01:00+07:00")
        fresh.stop()
        fresh.start("--clock", "frozen:2026-11-23T09:00:00+07:00")  # a start that asks for it goes on as it was left
        assert fresh.operate("GET", "clock").json["now"] == "2026-11-23T03:01:00.000Z"
        fresh.advance("2026-11-23T10:02:00+07:00")
        said = statement(Clerk.ready(fresh, UNIT, "MAKER01"))
        balances = {one["account"]: one["balance_satang"] for one in fresh.operate("GET", "ledger").json["accounts"]}
        assert said["closing_satang"] == balances[ACCOUNT]
