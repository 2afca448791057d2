"""The bytes of audit anchors."""

from __future__ import annotations

import json

import pytest
import rfc8785

from app.wire.audit import AuditAnchor, AuditAnchors, KeptAnchor
from app.wire.codec import NotCanonical, decode, encode

DIGEST = "ab" * 32
SENT = AuditAnchor("desk-1", "117", DIGEST)
SENT_BYTES = f'{{"device_id":"desk-1","digest":"{DIGEST}","seq":"117"}}'.encode()
KEPT = AuditAnchors("desk-1", (KeptAnchor("117", DIGEST, "2026-11-23T02:00:00.000Z"),))
KEPT_BYTES = (
    f'{{"anchors":[{{"at":"2026-11-23T02:00:00.000Z","digest":"{DIGEST}","seq":"117"}}],"device_id":"desk-1"}}'
).encode()


@pytest.mark.parametrize(
    ("message", "golden"), [(SENT, SENT_BYTES), (KEPT, KEPT_BYTES), (AuditAnchors("d", ()), None)], ids=range(3)
)
def test_an_anchor_has_exactly_these_bytes(message: AuditAnchor | AuditAnchors, golden: bytes | None) -> None:
    data = encode(message)
    assert golden is None or data == golden
    assert data == rfc8785.dumps(json.loads(data))
    assert decode(data, type(message)) == message


@pytest.mark.parametrize(
    "wrong",
    [
        SENT_BYTES[:-1] + b',"unit":"x"}',
        SENT_BYTES.replace(b'"117"', b"117"),
        SENT_BYTES.replace(b'"seq":"117"', b'"seq":"117","seq":"117"'),
        SENT_BYTES.replace(b',"seq":"117"', b""),
        SENT_BYTES + b" ",
    ],
    ids=range(5),
)
def test_an_anchor_in_any_other_form_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(wrong, AuditAnchor)
