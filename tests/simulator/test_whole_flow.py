"""One batch from the maker's signature to the bank's, with a client that shares no code with the product."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.helpers.raw_central import UNIT, Central, Clerk, canonical, sha256, three_lines


def test_a_batch_goes_from_the_makers_hand_to_the_banks_receipt(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    lines = three_lines()
    answer, payment = maker.submit(lines, doc_no="กค 0401/1")
    assert answer.status == 201, answer.body
    done = answer.json
    assert (done["op_id"], done["status"], done["version"]) == (payment["op_id"], "submitted", "1")

    decided = authorizer.decide(payment["op_id"])
    assert decided.status == 201, decided.body
    assert decided.json["status"] == "approved"
    central.advance("2026-11-23T09:01:00+07:00")

    told = [event for event in maker.events() if event.get("op_id") == payment["op_id"]]
    kinds = [event["record"]["type"] for event in told]
    assert kinds == ["batch.submitted", "batch.approved", "batch.released", "lines.reported", "batch.finished"]
    assert [outcome["status"] for outcome in told[3]["outcomes"]] == ["settled"] * 3
    assert [outcome["notice"] for outcome in told[3]["outcomes"]] == ["sms", "email", "no_address"]

    signed = told[4]["receipt"]
    bank_key = maker.ask("GET", "/v1/about").json["bank_public_key"]
    content = signed["receipt"].encode()
    Ed25519PublicKey.from_public_bytes(b64decode(bank_key)).verify(
        b64decode(signed["signature"]), b"KHLANG/1 RCPT\n" + hashlib.sha256(content).digest()
    )
    receipt = json.loads(content)
    assert (receipt["status"], receipt["settled_count"], receipt["rejected_count"]) == ("settled", "3", "0")
    assert receipt["settled_satang"] == payment["total_satang"]
    assert receipt["payment_sha256"] == sha256(canonical(payment))
    assert receipt["outcomes_sha256"] == sha256(b"\n".join(canonical(one) for one in told[3]["outcomes"]))
    assert receipt["authz_sha256"] == sha256(told[1]["decision"]["authorization"].encode())
    central.assert_books_right()


def test_both_workstations_see_the_same_log(maker: Clerk, authorizer: Clerk) -> None:
    assert maker.events() == authorizer.events()


def test_the_money_has_left_the_units_account(central: Central) -> None:
    viewer = Clerk.ready(central, UNIT, "AUDIT01")
    account = viewer.ask("GET", "/v1/unit").json["accounts"][0]
    assert account["balance_satang"] == str(50_000_000_000 - 125_000 - 200_050 - 75)
    assert account["reserved_satang"] == "0"


def test_payees_were_told_with_their_account_masked(central: Central) -> None:
    notices = central.operate("GET", "notices").json["notices"]
    assert [notice["channel"] for notice in notices] == ["sms", "email", "no_address"]
    assert "xxxxx0000x" in notices[0]["text"]
    assert "1,250.00" in notices[0]["text"]
    assert "1000000001" not in json.dumps(notices, ensure_ascii=False)
