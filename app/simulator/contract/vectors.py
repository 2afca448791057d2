"""Test vectors for whoever writes a client: texts, hashes, trees, signatures and chains, made by the wire itself.

The keys are published and worth nothing; whatever they sign in earnest is refused, since nobody has registered them.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.wire import disbursement, events, merkle, signature
from app.wire.codec import encode
from app.wire.shown import shown_sha256, shown_text

if TYPE_CHECKING:
    from app.wire.codec import Message

Json = dict[str, Any]
_WARNING = "TEST KEYS: published, worth nothing. Never register them."
_EPOCH = "5f0b8f6e-6f0e-4c52-9a3e-0c7d5a1e2b10"
_OP_ID = "0190a1b2-c3d4-4e5f-8a6b-7c8d9e0f1a2b"
_CMD_ID = "0190a1b2-c3d4-4e5f-8a6b-000000000001"
_MADE_AT = "2026-11-23T02:00:00.000Z"
_LEAVES = (0, 1, 2, 3, 5, 8)
_SALTS = ("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100")


def text() -> bytes:
    """Return the vectors as they are served and kept."""
    return msgspec.json.format(msgspec.json.encode(vectors(), order="sorted"), indent=1) + b"\n"


@cache
def vectors() -> Json:
    """Return all vectors, by what they show."""
    payment, authorization = _payment(), _authorization()
    return {
        "warning": _WARNING,
        "keys": {name: _key(name) for name in ("device", "other_device", "maker", "authorizer", "bank")},
        "canonical": [_canonical(value) for value in _VALUES],
        "device_proof": _signed("device", "DEV", f"{_EPOCH}\n{_COMPANY}\n{_USER}\n{_MADE_AT}".encode()),
        "key_proof": _signed("maker", "KEY", f"{_UID}\n{_key('device')['id']}".encode()),
        "merkle": [_tree([f"leaf {n}" for n in range(count)]) for count in _LEAVES],
        "lines": {**_tree([_text(line) for line in _lines()]), "lines": [_plain(line) for line in _lines()]},
        "payment": {**_signed("maker", "MAKE", encode(payment)), "payment": _plain(payment)},
        "submit": {"path": f"/v1/commands/{_CMD_ID}", "body": _text(_submit())},
        "shown": {"text": shown_text(payment, _lines()), "sha256": shown_sha256(payment, _lines())},
        "authorization": {
            **_signed("authorizer", "AUTH", encode(authorization)),
            "authorization": _plain(authorization),
        },
        "events": _log(),
    }


_COMPANY, _USER, _UID = "GMIS210101", "MAKER01", "0190a1b2-0000-4000-8000-000000000001"
_VALUES: tuple[Json, ...] = (
    {"b": "2", "a": "1"},
    {"ชื่อ": "นางสาวน้ำ ใจดี", "lines": [{"n": "1", "name": 'quote " and \\ and \u007f'}, {}]},
    {"empty": "", "list": [], "nested": {"z": {"y": "x"}, "a": "ก"}},
)


@cache
def _private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_seed(name))


def _seed(name: str) -> bytes:
    return hashlib.sha256(f"khlang test key: {name}".encode()).digest()


def _key(name: str) -> Json:
    public = signature.public_text(_private(name))
    return {"private_hex": _seed(name).hex(), "public_key": public, "id": signature.key_id(public)}


def _text(message: Message) -> str:
    return encode(message).decode()


def _plain(message: Message) -> Json:
    found: Json = json.loads(encode(message))
    return found


def _canonical(value: Json) -> Json:
    made = msgspec.json.encode(value, order="sorted")
    return {"value": value, "canonical": made.decode(), "sha256": signature.sha256_hex(made)}


def _signed(key: str, label: str, content: bytes) -> Json:
    prefix = f"KHLANG/1 {label}\n".encode()
    return {
        "key": key,
        "label": prefix.decode(),
        "content": content.decode(),
        "content_sha256": signature.sha256_hex(content),
        "signed_bytes_hex": (prefix + hashlib.sha256(content).digest()).hex(),
        "signature": signature.sign(_private(key), prefix, content),
    }


def _tree(leaves: list[str]) -> Json:
    contents = [leaf.encode() for leaf in leaves]
    return {
        "leaves": leaves,
        "leaf_hashes": [merkle.leaf_hash(content).hex() for content in contents],
        "root": merkle.root(contents),
    }


def _lines() -> tuple[disbursement.Line, ...]:
    payees = (
        ("006", "0061234567", "นายสมชาย ใจดี", "125000", "", "0812345678"),
        ("014", "1234567890", "นางสาวน้ำฝน รักไทย", "98050", "namfon@example.com", ""),
        ("promptpay", "0898765432", "นายเก่ง กล้าหาญ", "150000", "", ""),
    )
    return tuple(
        disbursement.Line(str(n), bank, acct, name, satang, "", "", "", mobile, email, "")
        for n, (bank, acct, name, satang, email, mobile) in enumerate(payees, 1)
    )


@cache
def _payment() -> disbursement.Payment:
    lines = _lines()
    return disbursement.Payment(
        typ=disbursement.PAYMENT,
        maker_uid=_UID,
        maker_kid=_key("maker")["id"],
        device=_key("device")["id"],
        made_at=_MADE_AT,
        op_id=_OP_ID,
        rev="1",
        agency="2101",
        unit="2101000001",
        kind="welfare",
        debit_acct="0061000018",
        value_date="2026-11-23",
        fy="2570",
        doc_no="",
        doc_date="",
        purpose="ค่าตอบแทนการปฏิบัติงานนอกเวลา",
        memo="",
        file_sha256="",
        lines_root=disbursement.lines_root(lines),
        lines_count=str(len(lines)),
        total_satang=str(sum(int(line.satang) for line in lines)),
        dup_ack="",
        ckpt_size="0",
        ckpt_root="",
        sub_kind="overtime",
    )


def _submit() -> disbursement.Submit:
    payment = _payment()
    return disbursement.Submit(
        typ=disbursement.SUBMIT,
        cmd_id=_CMD_ID,
        session_epoch="7",
        device=payment.device,
        payment=payment,
        payment_sig=signature.sign(_private("maker"), signature.MAKE, encode(payment)),
        lines=_lines(),
    )


def _authorization() -> disbursement.Authorization:
    submitted = _submit()
    return disbursement.Authorization(
        typ=disbursement.AUTHORIZATION,
        decision="approve",
        reason="",
        auth_uid="0190a1b2-0000-4000-8000-000000000002",
        auth_kid=_key("authorizer")["id"],
        device=_key("other_device")["id"],
        session_epoch="3",
        challenge="Zm9yLW9uZS1zaWduYXR1cmU",
        at="2026-11-23T02:05:00.000Z",
        op_id=_OP_ID,
        rev="1",
        payment_sha256=signature.sha256_hex(encode(submitted.payment)),
        maker_sig_sha256=signature.signature_sha256(submitted.payment_sig),
        shown_sha256=shown_sha256(submitted.payment, submitted.lines),
    )


def _log() -> Json:
    """Return two chained records with their opened bodies, and the bank's word on the newest."""
    log, prev, told = "2101000001", events.NO_LEAF, []
    for seq, (salt, reason) in enumerate(zip(_SALTS, ("", "แก้จำนวนเงิน"), strict=True), 1):
        body = _text(events.BatchMoved(_OP_ID, "1", "withdrawn", str(seq), reason))
        record = events.LogRecord(
            typ=events.LOG_RECORD,
            log=log,
            seq=str(seq),
            ts=_MADE_AT,
            agency="2101",
            actor_uid=_UID,
            actor_kid="",
            device=_key("device")["id"],
            type=events.BATCH_WITHDRAWN,
            obj=_OP_ID,
            cmd_id=_CMD_ID,
            body_commit=events.body_commit(salt, body),
            sig_sha256="",
            prev=prev,
        )
        prev = events.leaf(record)
        told.append({"record": _text(record), "salt": salt, "body": body, "leaf": prev})
    head = f"{log}\n{len(told)}\n{prev}".encode()
    return {"events": told, "head": _signed("bank", "CKPT", head)}
