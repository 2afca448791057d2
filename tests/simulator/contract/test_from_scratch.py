"""The page for developers is enough: a client written from it agrees with the vectors and pays with two persons."""

from __future__ import annotations

import ast
import json
import re
from base64 import b64decode
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import resources
from tests.helpers.raw_central import FISCAL_YEAR, TODAY, UNIT, Central, running
from tests.simulator.contract import from_scratch as client

if TYPE_CHECKING:
    from collections.abc import Iterator

VECTORS: client.Json = json.loads(resources.path("openapi", "vectors.json").read_bytes())
SIGNED = {"device_proof": "DEV", "key_proof": "KEY", "payment": "MAKE", "authorization": "AUTH"}
PAYEES = [
    ("006", "0061234567", "นายสมชาย ใจดี", "125000"),
    ("014", "1234567890", "นางสาวน้ำฝน รักไทย", "98050"),
    ("promptpay", "0898765432", "นายเก่ง กล้าหาญ", "150000"),
]


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        started.assert_books_right()


@pytest.fixture
def desks(central: Central) -> Iterator[tuple[client.Desk, client.Desk]]:
    """Sign a maker and an authorizer in, each at a workstation of their own."""
    url, ca = central.ready["url"], central.ready["ca"]
    maker, authorizer = (
        client.Desk(url, ca, UNIT, user_id, central.password(UNIT, user_id)) for user_id in ("MAKER01", "AUTH01")
    )
    for desk in (maker, authorizer):
        desk.enter()
    yield maker, authorizer
    for desk in (maker, authorizer):
        desk.read("DELETE", "/v1/sessions/current", wanted=204)
        desk.close()


def test_the_client_knows_nothing_of_the_product() -> None:
    tree = ast.parse(Path(client.__file__).read_text("utf-8"))
    imported = {
        alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {"app", "resources", "tests", "msgspec"} & imported


def test_two_persons_pay_a_batch_from_the_first_byte_to_the_receipt(
    central: Central, desks: tuple[client.Desk, client.Desk]
) -> None:
    maker, authorizer = desks
    maker.news()
    op_id = maker.submit(PAYEES, TODAY, FISCAL_YEAR)
    waiting = [event for event in authorizer.news() if event["type"] == "batch.submitted"]
    assert waiting[-1]["body"]["op_id"] == op_id
    assert authorizer.approve(op_id)["status"] == "approved"
    central.settle()
    told = [event for event in maker.news() if event["body"].get("op_id") == op_id]
    outcomes = [one for event in told if event["type"] == "lines.reported" for one in event["body"]["outcomes"]]
    assert {one["n"]: one["status"] for one in outcomes} == dict.fromkeys("123", "settled")
    (finished,) = (event["body"] for event in told if event["type"] == "batch.finished")
    receipt = finished["receipt"]
    assert client.is_signed(maker.about["bank_public_key"], "RCPT", receipt["receipt"].encode(), receipt["signature"])
    assert json.loads(receipt["receipt"])["settled_satang"] == "373050"


@pytest.mark.parametrize("fault", ["lost_answer", "cut_answer", "unavailable", "too_many_requests"])
def test_a_lost_answer_pays_once(central: Central, desks: tuple[client.Desk, client.Desk], fault: str) -> None:
    maker, authorizer = desks
    maker.news()
    assert central.operate("POST", "faults", {"fault": fault, "route": "commands", "count": 1}).status == 200
    op_id = maker.submit([(*PAYEES[0][:3], str(200_00 + len(fault)))], TODAY, FISCAL_YEAR)
    assert maker.resent == 1
    submitted = [one for one in authorizer.news() if one["type"] == "batch.submitted" and one["body"]["op_id"] == op_id]
    assert len(submitted) == 1


def test_a_wrong_field_is_told_with_its_place(desks: tuple[client.Desk, client.Desk]) -> None:
    maker, _ = desks
    with pytest.raises(client.Refused) as refused:
        maker.command("khlang.cancel/1", {"op_id": "", "rev": "1", "reason": "", "colour": "red"})
    assert refused.value.args[0]["facts"] == {"path": "$.colour", "why": "unknown field"}


def test_the_client_agrees_with_every_vector() -> None:
    for one in VECTORS["canonical"]:
        assert client.canonical(one["value"]).decode() == one["canonical"]
        assert client.sha256(one["canonical"].encode()) == one["sha256"]
    for one in VECTORS["merkle"]:
        leaves = [text.encode() for text in one["leaves"]]
        assert not leaves or client.root(leaves) == one["root"]
    lines = VECTORS["lines"]["lines"]
    assert [client.canonical(line).decode() for line in lines] == VECTORS["lines"]["leaves"]
    assert client.root([client.canonical(line) for line in lines]) == VECTORS["lines"]["root"]
    assert VECTORS["payment"]["payment"]["lines_root"] == VECTORS["lines"]["root"]
    assert client.shown(VECTORS["payment"]["payment"], lines) == VECTORS["shown"]["text"]
    body = json.loads(VECTORS["submit"]["body"])
    assert client.canonical(body).decode() == VECTORS["submit"]["body"]
    assert body["payment"] == VECTORS["payment"]["payment"]


def test_the_client_signs_the_same_bytes() -> None:
    keys = {
        name: Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key["private_hex"]))
        for name, key in VECTORS["keys"].items()
    }
    for name, key in keys.items():
        assert client.public_key(key) == VECTORS["keys"][name]["public_key"]
        assert client.key_id(client.public_key(key)) == VECTORS["keys"][name]["id"]
    for name, label in SIGNED.items():
        one = VECTORS[name]
        assert client.sign(keys[one["key"]], label, one["content"].encode()) == one["signature"]
        assert client.signed_bytes(label, one["content"].encode()).hex() == one["signed_bytes_hex"]
    for name in ("payment", "authorization"):
        assert client.canonical(VECTORS[name][name]).decode() == VECTORS[name]["content"]
    assert len(b64decode(VECTORS["payment"]["signature"])) == 64


def test_the_client_follows_the_chain_of_the_vectors_and_notices_another_one() -> None:
    log = VECTORS["events"]
    prev = "0" * 64
    for seq, event in enumerate(log["events"], 1):
        record = json.loads(event["record"])
        assert (record["prev"], record["seq"]) == (prev, str(seq))
        assert client.sha256(bytes.fromhex(event["salt"]) + event["body"].encode()) == record["body_commit"]
        prev = client.leaf(record)
        assert prev == event["leaf"]
    head = log["head"]
    public = VECTORS["keys"]["bank"]["public_key"]
    assert client.is_signed(public, "CKPT", head["content"].encode(), head["signature"])
    assert not client.is_signed(public, "CKPT", head["content"].encode() + b"x", head["signature"])


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_tells_everything_that_the_client_uses(central: Central, language: str) -> None:
    answer = central.new_wire().ask("GET", f"/developer?lang={language}")
    assert answer.status == 200
    text = unescape(re.sub(r"<[^>]+>", "", answer.body.decode()))
    source = Path(client.__file__).read_text("utf-8")
    words = set(re.findall(r'"([a-z]+(?:[_.][a-z0-9]+)+|khlang\.[a-z/0-9-]+|[A-Z]{3,4})"', source))
    unsaid = {word for word in words if word not in text}
    assert unsaid == set()
    for name in ("device_proof", "key_proof", "payment", "authorization"):
        assert VECTORS[name]["signature"] in text
    assert VECTORS["lines"]["root"] in text


def test_both_languages_of_the_page_have_the_same_parts_and_code() -> None:
    thai, english = (
        resources.path("simulator", "pages", f"developer_{language}.html").read_text("utf-8")
        for language in ("th", "en")
    )
    for pattern in (r'id="([a-z]+)"', r"<pre><code>(.*?)</code></pre>", r"\{\{.*?\}\}"):
        assert re.findall(pattern, thai, re.DOTALL) == re.findall(pattern, english, re.DOTALL)
    names = [set(re.findall(r"<code>([A-Za-z0-9_./ {}-]+)</code>", text)) for text in (thai, english)]
    assert names[0] == names[1]
