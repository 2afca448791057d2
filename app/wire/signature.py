"""Who signs what, and how it is checked: Ed25519 over a labelled SHA-256 (reliability.md 4.8)."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAKE = b"KHLANG/1 MAKE\n"
AUTHORIZE = b"KHLANG/1 AUTH\n"
REGISTER_KEY = b"KHLANG/1 KEY\n"
DEVICE = b"KHLANG/1 DEV\n"
PROPOSE = b"KHLANG/1 ADM1\n"
SETTLE = b"KHLANG/1 ADM2\n"
ACT = b"KHLANG/1 ACT\n"
PROPOSE_PAYEES = b"KHLANG/1 PAY1\n"
SETTLE_PAYEES = b"KHLANG/1 PAY2\n"
PROPOSE_RETURN = b"KHLANG/1 RET1\n"
SETTLE_RETURN = b"KHLANG/1 RET2\n"
ISSUE_BILLS = b"KHLANG/1 BIL1\n"
PROPOSE_COLLECTION = b"KHLANG/1 COL1\n"
SETTLE_COLLECTION = b"KHLANG/1 COL2\n"
PROPOSE_REMITTANCE = b"KHLANG/1 REM1\n"
SETTLE_REMITTANCE = b"KHLANG/1 REM2\n"
PROPOSE_DAY = b"KHLANG/1 DAY1\n"
SETTLE_DAY = b"KHLANG/1 DAY2\n"
RECEIPT = b"KHLANG/1 RCPT\n"
OFFICIAL_RECEIPT = b"KHLANG/1 OFFR\n"
SUCCESS_RECORD = b"KHLANG/1 RECS\n"
STATEMENT = b"KHLANG/1 STMT\n"
DAY_RECORD = b"KHLANG/1 DAYR\n"
CHECKPOINT = b"KHLANG/1 CKPT\n"
DOSSIER = b"KHLANG/1 DOSS\n"
YEAR_ARCHIVE = b"KHLANG/1 YEAR\n"
PRACTICE_RECORD = b"KHLANG/1 PRAC\n"
PAPER = b"KHLANG/1 PAPR\n"


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def signature_sha256(signature: str) -> str:
    """Return what names a signature elsewhere: the hash of its base64 text."""
    return sha256_hex(signature.encode("ascii"))


def sign(key: Ed25519PrivateKey, label: bytes, content: bytes) -> str:
    """Return the base64 signature over ``label`` and the hash of ``content``."""
    return b64encode(key.sign(label + hashlib.sha256(content).digest())).decode("ascii")


def verify(public_key: str, label: bytes, content: bytes, signature: str) -> bool:
    """Say whether ``signature`` (base64) is ``public_key``'s (base64) over ``label`` and ``content``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
        key.verify(b64decode(signature, validate=True), label + hashlib.sha256(content).digest())
    except (InvalidSignature, ValueError, NotBase64):
        return False
    return True


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as base64 of its 32 raw bytes."""
    return b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def key_id(public_key: str) -> str:
    """Return the name of a key: the first 32 hexadecimal digits of its hash."""
    return sha256_hex(b64decode(public_key))[:32]
