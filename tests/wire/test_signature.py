"""Signatures and hashes of the wire, with golden values."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import convert

from app.wire.disbursement import Line, Payment
from app.wire.events import LOG_RECORD, NO_LEAF, LogRecord, Outcome, body_commit, leaf, outcomes_sha256
from app.wire.shown import shown_sha256, shown_text
from app.wire.signature import AUTHORIZE, MAKE, key_id, public_text, sha256_hex, sign, signature_sha256, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
GOLDEN_SIGNATURE = "k53LY1NkbIO7IY01n8IYbW1oH0eOb0wemo4a7Ynwa6zyqzhLpO2RWdhl5DmjHjOfnA3ccw0W3WyLww1NXT0bAg=="
GOLDEN_COMMIT = "333b13ff02f57ae18049b82ca66f37592c5a3d8fd54e44e23ae5c7085c24fd2a"
GOLDEN_LEAF = "bed6b4ad2bfd7158fb2253919effdfe8df4971a3c641b9b5db35ab01a257c18e"
"""Made with hashlib, json and Ed25519 alone."""


def test_a_key_has_its_golden_name_and_signature() -> None:
    assert public_text(KEY) == PUBLIC
    assert key_id(PUBLIC) == "56475aa75463474c0285df5dbf2bcab7"
    signature = sign(KEY, MAKE, b"{}")
    assert signature == GOLDEN_SIGNATURE
    assert signature_sha256(signature) == sha256_hex(GOLDEN_SIGNATURE.encode())


def test_a_signature_holds_for_its_key_label_and_bytes_only() -> None:
    signature = sign(KEY, MAKE, b"{}")
    other = public_text(Ed25519PrivateKey.generate())
    assert verify(PUBLIC, MAKE, b"{}", signature)
    assert not verify(PUBLIC, AUTHORIZE, b"{}", signature)
    assert not verify(PUBLIC, MAKE, b"{ }", signature)
    assert not verify(other, MAKE, b"{}", signature)


@pytest.mark.parametrize("broken", ["", "=", "AAAA", "ไทย", "A" * 88, PUBLIC])
def test_what_is_no_signature_or_no_key_does_not_verify(broken: str) -> None:
    assert not verify(PUBLIC, MAKE, b"{}", broken)
    if broken != PUBLIC:
        assert not verify(broken, MAKE, b"{}", sign(KEY, MAKE, b"{}"))


def test_a_log_record_has_its_golden_leaf() -> None:
    record = LogRecord(
        LOG_RECORD, "2101000001", "1", "2026-11-23T02:00:00.000Z", "2101", "u", "k", "d", "t", "o", "c",
        body_commit("00" * 16, "{}"), "", NO_LEAF,
    )  # fmt: skip
    assert body_commit("00" * 16, "{}") == GOLDEN_COMMIT
    assert leaf(record) == GOLDEN_LEAF


def test_outcomes_are_hashed_row_by_row() -> None:
    first = Outcome("1", "settled", "", "r-1", "a", "sms")
    second = Outcome("2", "rejected", "AC01", "r-2", "a", "")
    rows = (
        b'{"at":"a","bank_ref":"r-1","n":"1","name_at_bank":"","notice":"sms","reason":"","status":"settled"}\n'
        b'{"at":"a","bank_ref":"r-2","n":"2","name_at_bank":"","notice":"","reason":"AC01","status":"rejected"}'
    )
    assert outcomes_sha256([first, second]) == sha256_hex(rows)


def test_the_shown_text_is_one_row_a_fact() -> None:
    payment = convert({name: f"<{name}>" for name in Payment.__struct_fields__ if name != "attachments"}, Payment)
    lines = (Line(*(f"[{name}]" for name in Line.__struct_fields__)),) * 2
    head = "<purpose>|<kind>|<debit_acct>|<value_date>|<doc_no>|<lines_count>|<total_satang>|<dup_ack>"
    row = "[n]|[bank]|[acct]|[name]|[satang]"
    assert shown_text(payment, lines) == f"{head}\n{row}\n{row}"
    assert shown_sha256(payment, lines) == sha256_hex(f"{head}\n{row}\n{row}".encode())
